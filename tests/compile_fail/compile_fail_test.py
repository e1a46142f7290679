#!/usr/bin/env python3
"""compile_fail_test.py COMPILER: shows that compile_fail.py can find each kind of bad case."""

import os
import sys
import tempfile
import unittest

from compile_fail import judge

COMPILER = "c++"
DELETED = "struct S { S() = default; S(const S&) = delete; };\n"
COPY = "void f(const S& s) {\n#ifdef VALID\n (void)s;\n#else\n S t = s; (void)t;\n#endif\n}\n"


class CompileFailTest(unittest.TestCase):
    def judged(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "case.cc")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            return judge(COMPILER, folder, path)

    def test_a_good_case_passes(self):
        self.assertIsNone(self.judged("// expect: deleted\n" + DELETED + COPY))

    def test_code_that_compiles_is_found(self):
        self.assertIn("should not", self.judged("// expect: deleted\nvoid f();\n"))

    def test_a_broken_valid_half_is_found(self):
        self.assertIn("-DVALID", self.judged("// expect: deleted\n" + COPY))

    def test_another_message_is_found(self):
        self.assertIn("no message", self.judged("// expect: abstract\n" + DELETED + COPY))

    def test_a_case_that_expects_nothing_is_found(self):
        self.assertIn("expect", self.judged(DELETED + COPY))

    def test_flags_are_used(self):
        text = "// expect: unused\n// flags: -Wall -Werror\nvoid f() {\n#ifndef VALID\nint x;\n#endif\n}\n"
        self.assertIsNone(self.judged(text))


if __name__ == "__main__":
    COMPILER = sys.argv.pop(1)
    unittest.main()
