#!/usr/bin/env python3
"""compile_fail.py COMPILER ROOT FILE.cc: holds that code which must not compile does not.

FILE.cc must compile with -DVALID, and without it must fail with a message that matches the regular
expression of its line `// expect: <regex>`. More compiler options may stand in `// flags: …`.

    // A Payload is borrowed: it cannot be kept by copying.
    // expect: use of deleted function|call to deleted constructor
    void f(const rdb::Payload& payload) {
    #ifdef VALID
      const rdb::Payload& kept = payload;
    #else
      rdb::Payload kept = payload;
    #endif
      (void)kept;
    }

The valid half keeps the case honest: a missing include or a renamed type fails it.
"""

import re
import subprocess
import sys


def compile_once(compiler, root, path, options):
    command = [compiler, "-std=c++20", "-fsyntax-only", "-I", root, *options, path]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def judge(compiler, root, path):
    """None if the case holds, else what is wrong with it."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    expect = re.search(r"^// expect: (.+)$", text, re.MULTILINE)
    if not expect:
        return "no line `// expect: <regex>`"
    flags = re.search(r"^// flags: (.+)$", text, re.MULTILINE)
    options = flags.group(1).split() if flags else []
    valid = compile_once(compiler, root, path, [*options, "-DVALID"])
    if valid.returncode != 0:
        return "does not compile with -DVALID:\n" + valid.stderr
    invalid = compile_once(compiler, root, path, options)
    if invalid.returncode == 0:
        return "compiles without -DVALID, and should not"
    if not re.search(expect.group(1), invalid.stderr):
        return f"fails, but no message matches {expect.group(1)!r}:\n" + invalid.stderr
    return None


def main():
    wrong = judge(*sys.argv[1:4])
    if wrong:
        print(f"{sys.argv[3]}: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
