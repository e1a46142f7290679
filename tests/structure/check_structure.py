#!/usr/bin/env python3
"""check_structure.py ROOT: holds the rules of the source tree, one line for each breach.

Exit 0 if all hold, 1 if not. That each rule can fail is shown by structure_test.py.
"""

import sys

import floors
import manners
from source_tree import SourceTree

CHECKS = [
    floors.check_includes,
    floors.check_floors_have_tests,
    manners.check_names_are_unique,
    manners.check_length,
    manners.check_headers_open_well,
    manners.check_own_header_is_first,
    manners.check_types_are_defined_once,
    manners.check_library_manners,
    manners.check_denied_words,
    manners.check_license,
]


def breaches(root):
    tree = SourceTree(root)
    return [f"{check.__name__}: {line}" for check in CHECKS for line in check(tree)]


def main():
    found = breaches(sys.argv[1])
    for line in found:
        print(line)
    print(f"{len(CHECKS)} rules, {len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
