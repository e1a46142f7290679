#!/usr/bin/env python3
"""partials_test.py RDBMILL DUMPS: partial results of dumps, merged in any grouping, are the one pass.

Takes the dumps in the folder DUMPS, and those of the corpus that RDBMILL_CORPUS names, if it is there.
They are split into random groups, each counted into a partial result, which are merged two or three at
a time until one is left: JSON, text and partial result have to be those of one report over all dumps.
"""

import glob
import os
import random
import subprocess
import sys
import tempfile

ROUNDS = 6


def run(*command):
    return subprocess.run(command, capture_output=True, timeout=300, check=False)


def report(rdbmill, *arguments):
    done = run(rdbmill, "report", "-q", "--allow-overlap", *arguments)
    if done.returncode != 0:
        raise SystemExit(f"report {arguments}: exit {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def split(items, source):
    """Into random groups, none empty."""
    groups = []
    while items:
        count = source.randint(1, min(6, len(items)))
        groups.append(items[:count])
        items = items[count:]
    return groups


class Merging:
    def __init__(self, rdbmill, folder, source):
        self.rdbmill, self.folder, self.source, self.made = rdbmill, folder, source, 0

    def partial(self, *arguments):
        self.made += 1
        path = os.path.join(self.folder, f"{self.made}.partial")
        report(self.rdbmill, *arguments, "--partial", path)
        return path

    def tree(self, dumps):
        """The path of what is left of a random tree of merges, its last step not made."""
        left = [self.partial(*group) for group in split(dumps, self.source)]
        while len(left) > 3:
            self.source.shuffle(left)
            count = self.source.randint(2, 3)
            left = [self.partial("merge", *left[:count]), *left[count:]]
        return left


def faults(rdbmill, dumps, source, folder):
    merging = Merging(rdbmill, folder, source)
    whole = os.path.join(folder, "whole.partial")
    expected = report(rdbmill, "--json", "--partial", whole, *dumps)
    with open(whole, "rb") as file:
        expected_partial = file.read()
    for number in range(ROUNDS):
        shuffled = source.sample(dumps, len(dumps))
        last = os.path.join(folder, f"last{number}.partial")
        merged = report(rdbmill, "merge", "--json", "--partial", last, *merging.tree(shuffled))
        with open(last, "rb") as file:
            if file.read() != expected_partial:
                yield f"round {number}: another partial result"
        if merged != expected:
            yield f"round {number}: another JSON"
        if report(rdbmill, "merge", "--csv", os.path.join(folder, f"csv{number}"), last) == b"":
            yield f"round {number}: no text"


def main():
    rdbmill, folder = sys.argv[1:]
    folders = [folder]
    if os.environ.get("RDBMILL_CORPUS"):
        folders.append(os.path.join(os.environ["RDBMILL_CORPUS"], "golden"))
    dumps = sorted(path for place in folders for ending in ("rdb", "rdb.gz")
                   for path in glob.glob(os.path.join(place, "**", f"*.{ending}"), recursive=True))
    dumps = [path for path in dumps if run(rdbmill, "check", path).returncode == 0]
    with tempfile.TemporaryDirectory() as place:
        found = list(faults(rdbmill, dumps, random.Random(1), place))
    print("\n".join([*found, f"{len(dumps)} dumps, {len(found)} faults"]))
    return 1 if found or len(dumps) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
