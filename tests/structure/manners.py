"""Rules about files: names, lengths, openings, and words that do not belong here."""

import os
import re

MAX_LINES = 500
SHARED_NAMES = {"CMakeLists.txt"}

# Written in two pieces so that this file does not match itself.
DENIED = [
    (re.compile("(?<![\\w.-])/(home|root|Users|wo" + "rk|mnt)/\\w"), "a path of one machine"),
    (re.compile("/tm" + "p/(servers|build|rm)\\b"), "a path of one machine"),
    (re.compile("\\.\\./sha" + "red\\b"), "a path outside the repository"),
    (re.compile("^(<{7}|>{7}) ", re.MULTILINE), "a merge conflict"),
    (re.compile("\\b(FIX" + "ME|XX" + "X)\\b"), "a note to oneself"),
]

# Hosts that documents may point at.
URL = re.compile(r"\b(?:https?|git|ssh)://([A-Za-z0-9.-]+)")
HOSTS = {
    "keepachangelog.com", "semver.org", "www.apache.org", "editorconfig.org",
    "localhost", "127.0.0.1", "www.w3.org", "example.com", "json-schema.org",
}

LIBRARY_NEVER = [
    (re.compile(r"#\s*include\s*<(iostream|regex)>"), "the library never prints; no regex"),
    (re.compile(r"\bstd::(cout|cerr|clog|regex)\b"), "the library never prints; no regex"),
    (re.compile(r"(?<![\w.>])(?:std::)?(?:f?printf|f?puts|putchar)\s*\("), "the library never prints"),
    (re.compile(r"(?<![\w.>:])(?:std::|::)?(?:_?exit|quick_exit)\s*\("), "the library never exits"),
    (re.compile(r"\bstd::(?:abort|terminate)\s*\("), "the library never exits"),
    (re.compile(r"\b(?:secure_)?getenv\s*\("), "the library never reads the environment"),
]
NAMESPACE = re.compile(r"(?:inline )?namespace (?:([\w:]+) )?\{")
TYPE = re.compile(r"(?:struct|class|union|enum(?: class)?) (?:alignas\([^)]*\) |\[\[[^\]]*\]\] )?(\w+)(?: final)?(?: :[^:].*)?\s*\{?$")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def check_names_are_unique(tree):
    """A file name says one thing in the whole tree, so that an error message needs no path."""
    seen = {}
    for path in tree.files:
        name = os.path.basename(path)
        if not path.endswith((".h", ".cc", ".py")) or name in SHARED_NAMES:
            continue
        if name in seen:
            yield f"{path}: the name is taken by {seen[name]}"
        seen.setdefault(name, path)


def check_length(tree):
    for path in tree.files:
        if tree.is_code(path):
            lines = tree.read(path).count("\n")
            if lines > MAX_LINES:
                yield f"{path}: {lines} lines, more than {MAX_LINES}"


def check_headers_open_well(tree):
    """A header says what it is before anything else, and is included once."""
    for path in tree.sources("librdb", "tools", "tests", "fuzz"):
        if not path.endswith(".h"):
            continue
        text = tree.read(path)
        if not text.startswith("//"):
            yield f"{path}: opens without a comment that says what it is"
        if "#pragma once" not in text:
            yield f"{path}: no #pragma once"
        if re.search(r"^\s*using namespace\b", text, re.MULTILINE):
            yield f"{path}: using namespace in a header"


def check_own_header_is_first(tree):
    """So that every build compiles that header alone; tests/structure/CMakeLists.txt counts on it."""
    known = set(tree.files)
    for path in tree.sources("librdb", "tools"):
        own = path.removesuffix(".cc") + ".h"
        if path.endswith(".cc") and own in known:
            first = re.search(r"^[ \t]*#(?!pragma)[^\n]*", tree.read(path), re.MULTILINE)
            if not first or first[0] != f'#include "{own}"':
                yield f"{path}: the first thing it includes is not {own}"


def check_types_are_defined_once(tree):
    """Two types of one name in one namespace are undefined behaviour, even if no file sees both."""
    places = {}
    for path in tree.sources("librdb", "tools"):
        namespaces = []
        for line in tree.read(path).splitlines():
            opened = NAMESPACE.match(line)
            if opened:
                namespaces.append(opened[1] or "(anonymous)")
            elif line.startswith("}  // namespace") and namespaces:
                namespaces.pop()
            found = TYPE.match(line)
            if found and "(anonymous)" not in namespaces:
                places.setdefault("::".join((*namespaces, found[1])), []).append(path)
    for name, paths in places.items():
        if len(paths) > 1:
            yield f"{paths[1]}: {name} is also defined in {paths[0]}"


def check_library_manners(tree):
    for path in tree.sources("librdb"):
        text = COMMENT.sub("", tree.read(path))
        for pattern, reason in LIBRARY_NEVER:
            found = pattern.search(text)
            if found:
                yield f"{path}: {found.group(0).strip()!r}: {reason}"


def check_denied_words(tree):
    for path in tree.files:
        if not tree.is_text(path):
            continue
        text = tree.read(path)
        for pattern, reason in DENIED:
            found = pattern.search(text)
            if found:
                line = text.count("\n", 0, found.start()) + 1
                yield f"{path}:{line}: {found.group(0)!r}: {reason}"
        for host in URL.findall(text):
            if host not in HOSTS:
                yield f"{path}: names the host {host}"


def check_license(tree):
    if "LICENSE" not in tree.files:
        yield "LICENSE: missing"
    elif "Apache License" not in tree.read("LICENSE")[:400]:
        yield "LICENSE: not the Apache License"
