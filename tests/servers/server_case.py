"""What the tests against real servers share: the tool, the server under test, the corpus.

A test file defines `ServerCase` classes and ends with `run(needs_corpus=…)`. It is called as

    test_x.py --rdbmill PROGRAM --server redis-7.0

and ends with 0 (all good), 1 (something failed) or 77 (skipped, with the reason on stdout).
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import unittest

from server import Server, find_server, find_tool

SKIPPED = 77
FOUNDING_PATTERN = "{d1}:{d2}:{d3}:{d4}:{article}:{d5}:{date}:{hour}:{minute}"


class Run:
    """The arguments of this run."""
    rdbmill = None
    kind = None  # "redis-7.0"
    corpus = None
    rows = None  # the program memory_rows
    dump_rows = None  # the program dump_bytes_rows

    @staticmethod
    def target():
        return Run.kind.replace("-", ":")

    @staticmethod
    def is_valkey():
        return Run.kind.startswith("valkey")

    @staticmethod
    def version():
        return tuple(int(part) for part in Run.kind.split("-")[1].split("."))


class ServerCase(unittest.TestCase):
    """A test with a folder of its own."""

    maxDiff = 2000

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rdbmill-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def server(self, dump=None, options=()):
        """A server that lives until the test ends."""
        server = Server(find_server(Run.kind), dump, options)
        self.addCleanup(server.stop)
        return server.__enter__()

    def rdbmill(self, *arguments, status=0, stdin=None, stdout=subprocess.PIPE):
        """Runs the tool; returns (stdout, stderr) once its exit status is as expected."""
        done = subprocess.run([Run.rdbmill, *arguments], input=stdin, stdout=stdout,
                              stderr=subprocess.PIPE, timeout=300, check=False)
        self.assertEqual(done.returncode, status,
                         f"rdbmill {' '.join(arguments)}\n{done.stderr.decode(errors='replace')}")
        return done.stdout, done.stderr

    def pipe_into(self, server, path):
        """Feeds a RESP stream through redis-cli --pipe; there must be no error."""
        with open(path, "rb") as stream:
            done = subprocess.run([find_tool(Run.kind, "cli"), "-p", str(server.port), "--pipe"],
                                  stdin=stream, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  timeout=300, check=False)
        said = done.stdout.decode(errors="replace")
        self.assertRegex(said, r"errors: 0\b", said)
        self.assertEqual(done.returncode, 0, said)
        return int(re.search(r"replies: (\d+)", said).group(1))

    def check_by_server_tool(self, path):
        """The checker that comes with the server accepts the file."""
        done = subprocess.run([find_tool(Run.kind, "check-rdb"), path], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stdout.decode(errors="replace"))
        self.assertIn(b"RDB looks OK!", done.stdout)

    def same_bytes(self, left, right):
        with open(left, "rb") as a, open(right, "rb") as b:
            first, second = a.read(), b.read()
        if first != second:
            at = next((i for i, (x, y) in enumerate(zip(first, second)) if x != y),
                      min(len(first), len(second)))
            self.fail(f"{right} differs from {left} at byte {at} ({len(first)}, {len(second)})")


def run(needs_corpus=False):
    parser = argparse.ArgumentParser()
    parser.add_argument("--rdbmill", required=True)
    parser.add_argument("--server", required=True)
    parser.add_argument("--rows")
    parser.add_argument("--dump-rows")
    arguments, rest = parser.parse_known_args()
    Run.rdbmill = os.path.abspath(arguments.rdbmill)
    Run.kind = arguments.server
    Run.rows = arguments.rows
    Run.dump_rows = arguments.dump_rows
    Run.corpus = os.environ.get("RDBMILL_CORPUS")
    if find_server(Run.kind) is None:
        print(f"skipped: no server {Run.kind} (tests/servers/get-servers.sh fetches it)")
        sys.exit(SKIPPED)
    if needs_corpus and not (Run.corpus and os.path.isdir(Run.corpus)):
        print("skipped: no corpus (RDBMILL_CORPUS)")
        sys.exit(SKIPPED)
    unittest.main(argv=[sys.argv[0], *rest])
