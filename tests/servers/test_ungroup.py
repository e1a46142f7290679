#!/usr/bin/env python3
"""Ungrouped dumps hold on a real server what was there before; verify sees what servers did since."""

import json

from server_case import FOUNDING_PATTERN, Run, ServerCase, run

FAR = 33_000_000_000_000  # an expiry that no test run meets


class UngroupTest(ServerCase):
    def there_and_back(self, flat, pattern, field, options=()):
        before = self.server(flat)
        rule = ["--match", pattern, "--field", field, "--target", Run.target(), *options]
        grouped = self.path("grouped.rdb")
        self.rdbmill("regroup", flat, "-o", grouped, "-O", *rule)
        self.rdbmill("verify", flat, grouped, *rule[:4], *options)
        live = self.server(grouped)
        self.assertLess(live.call("DBSIZE"), before.call("DBSIZE"))
        saved = live.save(self.path("saved.rdb"))  # as the server itself encodes the hashes
        self.rdbmill("verify", flat, saved, *rule[:4], *options)
        for source in (grouped, saved):
            again = self.path("again.rdb")
            self.rdbmill("ungroup", source, "-o", again, "-O", *rule)
            self.check_by_server_tool(again)
            self.compare(self.server(again), before)
            stream = self.path("again.resp")
            self.rdbmill("ungroup", source, "-o", stream, "-O", "--format", "resp", *rule)
            by_stream = self.server()
            self.pipe_into(by_stream, stream)
            self.compare(by_stream, before)

    def test_verify_follows_a_server_that_works_on(self):
        flat = self.path("flat.rdb")
        self.rdbmill("gen", "counters", "--keys", "5000", "-o", flat)
        rule = ["--match", FOUNDING_PATTERN, "--field", "article"]
        grouped = self.path("grouped.rdb")
        self.rdbmill("regroup", flat, "-o", grouped, "--target", Run.target(), *rule)
        live = self.server(grouped)
        name = live.keys()[17][1]
        field = live.call("HKEYS", name)[0]
        live.pipeline([("HINCRBY", name, field, 5), ("HSET", name, "new", 1), ("SET", "new", "x")])
        later = live.save(self.path("later.rdb"))
        self.rdbmill("verify", flat, later, *rule, status=1)
        moved = ["--counters", "ge", "--ignore-added"]
        said, _ = self.rdbmill("verify", flat, later, "--json", *moved, *rule)
        found = json.loads(said)
        self.assertEqual(found["rules"][0]["growth"], 5)
        self.assertEqual(found["rules"][0]["added"], 1)
        self.assertEqual(found["added_keys"], 1)
        live.pipeline([("HINCRBY", name, field, -6)])
        lost = live.save(self.path("lost.rdb"))
        said, _ = self.rdbmill("verify", flat, lost, *moved, *rule, status=1)
        self.assertIn(b"field-value", said)

    def compare(self, ours, before):
        self.assertEqual(ours.keys(), before.keys())
        self.assertEqual(ours.expiries(), before.expiries())
        self.assertEqual(ours.digest(), before.digest())
        ours.stop()

    def test_generated_counters(self):
        flat = self.path("flat.rdb")
        self.rdbmill("gen", "counters", "--keys", "20000", "--seed", "7", "-o", flat)
        self.there_and_back(flat, FOUNDING_PATTERN, "article")

    def test_all_sorts_of_values_and_databases(self):
        source = self.server()
        commands = []
        for size in (1, 2, 128, 129, 512, 513, 2000):  # around the limits of packed encodings
            commands += [("SET", f"group{size}:{i}", (-1) ** i * i ** 5) for i in range(size)]
        commands += [("SET", b"bin:%d" % i, bytes(range(i))) for i in range(1, 200, 7)]
        commands += [("SET", "a:3", 7), ("PEXPIREAT", "a:3", FAR), ("SET", "a:4", "x" * 5000),
                     ("RPUSH", "list", "x"), ("HSET", "other-hash:", "f:g", "v"), ("SET", "plain", 1),
                     ("SELECT", 3), ("SET", "a:1", 50), ("SET", "a:2", 60), ("SELECT", 0)]
        source.pipeline(commands)
        flat = source.save(self.path("flat.rdb"))
        source.stop()
        self.there_and_back(flat, "{name}:{number}", "number", ["--values", "any"])


if __name__ == "__main__":
    run()
