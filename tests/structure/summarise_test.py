#!/usr/bin/env python3
"""Shows that the summary of tests/run counts what failed, what was skipped and what never ran."""

import os
import subprocess
import sys
import tempfile
import unittest

SUMMARISE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "summarise.py")

PASSED = '<testcase name="good" status="run"><system-out>\x01</system-out></testcase>'
FAILED = '<testcase name="bad" status="fail"><failure message=""/></testcase>'
SKIPPED = ('<testcase name="corpus" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/>'
           "<system-out>skipped: no corpus</system-out></testcase>")
NOT_BUILT = ('<testcase name="absent" status="notrun">'
             '<skipped message="Unable to find executable"/></testcase>')


class SummariseTest(unittest.TestCase):
    def summary(self, cases, steps="0\tbuild\n"):
        """(exit status, lines)"""
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "test.xml"), "w", encoding="utf-8") as file:
                file.write("<testsuite>" + "".join(cases) + "</testsuite>")
            with open(os.path.join(folder, "steps.tsv"), "w", encoding="utf-8") as file:
                file.write(steps)
            done = subprocess.run([sys.executable, "-B", SUMMARISE, folder], capture_output=True,
                                  text=True, check=False)
        return done.returncode, done.stdout.splitlines()

    def test_all_good(self):
        self.assertEqual(self.summary([PASSED]), (0, ["0 skipped", "1 passed, 0 failed"]))

    def test_a_failure_counts(self):
        status, lines = self.summary([PASSED, FAILED], "0\tbuild\n8\ttests with g++\n")
        self.assertEqual((status, lines[-1]), (1, "1 passed, 1 failed"))
        self.assertIn("FAILED: test: bad", lines)

    def test_a_skipped_test_is_named_with_its_reason(self):
        status, lines = self.summary([PASSED, SKIPPED])
        self.assertEqual((status, lines[-2]), (0, "1 skipped"))
        self.assertIn("skipped: test: corpus: no corpus", lines)

    def test_a_program_that_was_not_built_is_a_failure(self):
        status, lines = self.summary([PASSED, NOT_BUILT])
        self.assertEqual((status, lines[-1]), (1, "1 passed, 1 failed"))

    def test_a_failed_build_is_a_failure(self):
        status, lines = self.summary([PASSED], "1\tbuild with clang\n")
        self.assertEqual((status, lines[-1]), (1, "1 passed, 1 failed"))

    def test_tests_that_broke_down_without_a_result_are_a_failure(self):
        self.assertEqual(self.summary([PASSED], "134\ttests with g++\n")[0], 1)

    def test_nothing_run_is_a_failure(self):
        self.assertEqual(self.summary([])[0], 1)


if __name__ == "__main__":
    unittest.main()
