#!/usr/bin/env python3
"""The founding case on a dump from a real server: 200,000 flat counters become 4,545 hashes."""

import glob
import gzip
import json
import os
import shutil

from migration import sum_of_counters
from server_case import FOUNDING_PATTERN, Run, ServerCase, run

DIGEST = "767cc793a9ecc08690aed3763348327ac8648617"
HASHES = 4545
SUM = 36_977_240


class MissionTest(ServerCase):
    def flat(self):
        return glob.glob(os.path.join(Run.corpus, "mission", "mission-flat-*.rdb.gz"))[0]

    def expected(self):
        packed = glob.glob(os.path.join(Run.corpus, "mission", "mission-expected-*.rdb.gz"))[0]
        path = self.path("expected.rdb")
        with gzip.open(packed) as source, open(path, "wb") as target:
            shutil.copyfileobj(source, target)
        return path

    def regrouped(self, name, *options):
        path = self.path(name)
        self.rdbmill("regroup", self.flat(), "-o", path, "--match", FOUNDING_PATTERN,
                     "--field", "article", *options)
        return path

    def holds(self, server):
        self.assertEqual(server.digest(), DIGEST)
        self.assertEqual(server.call("DBSIZE"), HASHES)
        self.assertEqual(sum_of_counters(server), SUM)

    def test_the_dump_loads(self):
        self.holds(self.server(self.regrouped("out.rdb")))

    def test_the_dump_for_this_server_loads_and_passes_its_checker(self):
        path = self.regrouped("out.rdb", "--target", Run.target())
        self.check_by_server_tool(path)
        self.holds(self.server(path))

    def test_the_command_stream_loads_without_an_error(self):
        server = self.server()
        self.pipe_into(server, self.regrouped("out.resp", "--format", "resp",
                                              "--target", Run.target()))
        self.holds(server)

    def test_memory_after_loading_is_that_of_the_expected_dump(self):
        ours = self.server(self.regrouped("out.rdb")).used_memory()
        theirs = self.server(self.expected()).used_memory()
        print(f"used_memory: {ours} regrouped, {theirs} expected ({ours / theirs:.4f})")
        self.assertLess(abs(ours - theirs) / theirs, 0.01)

    def test_the_statistics_say_so(self):
        self.regrouped("out.rdb", "--stats", self.path("stats.json"))
        with open(self.path("stats.json"), encoding="utf-8") as file:
            text = file.read()
        json.loads(text)
        for figure in ("200000", str(HASHES), str(SUM)):
            self.assertIn(figure, text)

    def test_equal_runs_give_equal_bytes(self):
        self.same_bytes(self.regrouped("a.rdb"), self.regrouped("b.rdb"))


if __name__ == "__main__":
    run(needs_corpus=True)
