#!/usr/bin/env python3
"""summarise.py FOLDER: adds up the results of tests/run.

FOLDER holds steps.tsv (exit status, name of each step) and a JUnit file of each ctest run. Prints
what failed and what was skipped by name, then `N passed, N failed`; exit 1 if anything failed.
"""

import glob
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REASON = re.compile(r"(?:skipped: |: Skipped\n)(.*)")


class Summary:
    def __init__(self):
        self.passed, self.failed, self.skipped = [], [], []

    def add_junit(self, path):
        run = os.path.basename(path).removesuffix(".xml")
        with open(path, encoding="utf-8", errors="replace") as file:
            text = NOT_XML.sub("?", file.read())  # tests print hostile bytes
        for case in ElementTree.fromstring(text.encode()).iter("testcase"):
            name = f"{run}: {case.get('name')}"
            status = case.get("status")
            if status == "run":
                self.passed.append(name)
            elif status in ("notrun", "disabled") and self.was_skipped(case):
                reason = REASON.search(case.findtext("system-out") or "")
                self.skipped.append(name + (f": {reason.group(1)}" if reason else ""))
            else:
                self.failed.append(name)

    @staticmethod
    def was_skipped(case):
        """Said so itself; a test whose program was not built is "notrun" too, and has failed."""
        node = case.find("skipped")
        message = node.get("message", "") if node is not None else ""
        return message.startswith("SKIP_") or case.get("status") == "disabled"

    def add_steps(self, path):
        """Failed steps that ran no tests of their own: packages, builds, a ctest that broke down."""
        counted = bool(self.failed)
        with open(path, encoding="utf-8") as file:
            for line in file:
                status, name = line.rstrip("\n").split("\t")
                if status != "0" and not (name.startswith("tests") and counted):
                    self.failed.append(f"step: {name}")


def main():
    summary = Summary()
    folder = sys.argv[1]
    for path in sorted(glob.glob(os.path.join(folder, "*.xml"))):
        summary.add_junit(path)
    summary.add_steps(os.path.join(folder, "steps.tsv"))
    for name in summary.skipped:
        print("skipped:", name)
    for name in summary.failed:
        print("FAILED:", name)
    print(f"{len(summary.skipped)} skipped")
    print(f"{len(summary.passed)} passed, {len(summary.failed)} failed")
    return 1 if summary.failed or not summary.passed else 0


if __name__ == "__main__":
    sys.exit(main())
