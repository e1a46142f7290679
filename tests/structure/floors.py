"""Which floor may include which: the one table, beside the link graph of librdb/CMakeLists.txt."""

import re

FLOORS = {
    "base": [],
    "io": ["base"],
    "format": ["base"],
    "event": ["base"],
    "key": ["base"],
    "parse": ["base", "io", "format", "event"],
    "write": ["base", "io", "format", "event"],
    "transform": ["base", "io", "event", "key"],
    "memory": ["base", "format", "event"],
    "report": ["base", "event", "key", "memory"],
    "proof": ["base", "io", "format", "event", "key", "memory", "transform"],
}

# Where a folder outside the library may take its own headers from.
OUTSIDE = {
    "tools": ["librdb", "tools"],
    "tests": ["librdb", "tools", "tests", "fuzz"],
    "fuzz": ["librdb", "fuzz"],
    "samples": ["librdb", "samples"],
}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
STANDARD = re.compile(r"[a-z_0-9]+|[a-z]*intrin\.h")  # never <sys/stat.h>, <lzf.h>


def check_includes(tree):
    """Each include of ours follows the table, is written from the root, and exists."""
    known = set(tree.files)
    for path in tree.sources("librdb", "tools", "tests", "fuzz", "samples"):
        for kind, target in INCLUDE.findall(tree.read(path)):
            if kind == '"':
                yield from judge_own(path, target, known)
            else:
                yield from judge_foreign(path, target)


def judge_own(path, target, known):
    if target not in known:
        yield f'{path}: "{target}" is no file of the tree; includes are written from its root'
        return
    home, goal = path.split("/"), target.split("/")
    if home[0] != "librdb":
        if goal[0] not in OUTSIDE[home[0]]:
            yield f"{path}: {home[0]}/ may not include {target}"
    elif goal[0] != "librdb":
        yield f"{path}: the library may not include {target}"
    elif len(home) < 3 or home[1] not in FLOORS:
        yield f"{path}: no floor of the library; the table is in tests/structure/floors.py"
    elif goal[1] != home[1] and goal[1] not in FLOORS[home[1]]:
        yield f"{path}: floor {home[1]} may not include {target}"


def judge_foreign(path, target):
    if path.startswith("librdb/") and path.endswith(".h") and not STANDARD.fullmatch(target):
        yield f"{path}: <{target}> belongs in the .cc that needs it"
    if target.startswith("CLI/") and not path.startswith("tools/"):
        yield f"{path}: <{target}>: options are read in tools/ only"


def check_floors_have_tests(tree):
    """A floor with a file in it has a test under tests/unit/<floor>/."""
    used = {path.split("/")[1] for path in tree.sources("librdb")}
    for floor in sorted(used & FLOORS.keys()):
        prefix = f"tests/unit/{floor}/"
        if not any(path.startswith(prefix) and path.endswith("_test.cc") for path in tree.files):
            yield f"librdb/{floor}: no test below {prefix}"
