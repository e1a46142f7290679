#!/usr/bin/env python3
"""samples/migration/migrate runs as docs/regroup.md shows it, and what it shows is so."""

import os
import re
import subprocess

from server import find_tool
from server_case import Run, ServerCase, run

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRIPT = os.path.join(ROOT, "samples", "migration", "migrate")
DOCUMENT = os.path.join(ROOT, "docs", "regroup.md")
KEYS = 50_000
TOLD = re.compile(r"== (.*): (\d+) keys, used_memory (\d+), digest ([0-9a-f]{40})")


def commands_in(text):
    """Lines that call one of the tools, blanks folded."""
    return [" ".join(line.split()) for line in text.splitlines()
            if re.match(r"(rdbmill|redis-cli) ", line)]


class MigrationTest(ServerCase):
    def tools(self):
        folder = self.path("bin")
        os.mkdir(folder)
        for name, path in (("rdbmill", Run.rdbmill), ("redis-server", find_tool(Run.kind, "server")),
                           ("redis-cli", find_tool(Run.kind, "cli"))):
            os.symlink(path, os.path.join(folder, name))
        return folder

    def test_the_script(self):
        path = self.tools() + os.pathsep + os.environ["PATH"]
        done = subprocess.run([SCRIPT, str(KEYS)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env={**os.environ, "PATH": path, "TMPDIR": self.folder}, check=False)
        said = done.stdout.decode(errors="replace")
        self.assertEqual(done.returncode, 0, said)
        states = {name: (int(keys), int(memory), digest)
                  for name, keys, memory, digest in TOLD.findall(said)}
        empty, before, after = states["empty"], states["before"], states["after, by the dump"]
        self.assertEqual(before[0], KEYS)
        self.assertEqual(after[0], int(re.search(r"hashes written +([\d,]+)", said)[1].replace(",", "")))
        foreseen = float(re.search(r"saves [\d.]+ .iB, ([\d.]+) % of that memory", said)[1])
        real = 100 * (before[1] - after[1]) / (before[1] - empty[1])
        self.assertLess(abs(foreseen - real), 1, f"{foreseen} % foreseen, {real} % real")
        self.assertEqual(states["after, by commands"][::2], after[::2])
        self.assertEqual(states["ungrouped"][::2], before[::2])
        both = states["old and new keys"]
        self.assertEqual(both[0], before[0] + after[0])
        self.assertEqual(sorted(os.listdir(self.folder)), ["bin"], "left behind")

    def test_the_document_shows_the_commands_of_the_script(self):
        with open(SCRIPT, encoding="utf-8") as file:
            run_here = commands_in(file.read().replace('"$keys"', "10M"))
        with open(DOCUMENT, encoding="utf-8") as file:
            section = re.search(r"\n## The case of 2013\n(.*?)\n## ", file.read(), re.DOTALL)[1]
        shown = commands_in(section)
        self.assertGreater(len(shown), 8)
        self.assertEqual([line for line in shown if line not in run_here], [])


if __name__ == "__main__":
    run()
