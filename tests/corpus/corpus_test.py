#!/usr/bin/env python3
"""corpus_test.py RDBMILL: every dump of the corpus is found good and is copied byte for byte.

The corpus is named by RDBMILL_CORPUS; without it the test is skipped (exit 77).
"""

import glob
import gzip
import os
import subprocess
import sys

SKIPPED = 77


def run(*command, stdin=None):
    return subprocess.run(command, input=stdin, capture_output=True, timeout=300, check=False)


def faults(rdbmill, path):
    with open(path, "rb") as file:
        content = file.read()
    if path.endswith(".gz"):
        content = gzip.decompress(content)
    checked = run(rdbmill, "check", path)
    if (checked.returncode, checked.stdout, checked.stderr) != (0, b"", b""):
        yield f"check: exit {checked.returncode}: {checked.stderr.decode(errors='replace')}"
    for name, stdin in ((path, None), ("-", content)):
        copied = run(rdbmill, "filter", name, stdin=stdin)
        if copied.returncode != 0:
            yield f"filter {name}: exit {copied.returncode}: {copied.stderr.decode(errors='replace')}"
        elif copied.stdout != content:
            yield f"filter {name}: {len(copied.stdout)} bytes differ from the {len(content)} read"


def main():
    corpus = os.environ.get("RDBMILL_CORPUS")
    if not corpus or not os.path.isdir(corpus):
        print("skipped: no corpus (RDBMILL_CORPUS)")
        return SKIPPED
    dumps = sorted(path for ending in ("rdb", "rdb.gz")
                   for path in glob.glob(os.path.join(corpus, "**", f"*.{ending}"), recursive=True))
    found = [f"{path}: {fault}" for path in dumps for fault in faults(sys.argv[1], path)]
    print("\n".join([*found, f"{len(dumps)} dumps, {len(found)} faults"]))
    return 1 if found or not dumps else 0


if __name__ == "__main__":
    sys.exit(main())
