#!/usr/bin/env python3
"""Regrouped keys meet what is there: hashes of every encoding, equal fields, other types.

The dumps are written byte by byte where the order of keys or an old encoding matters, by the
server under test otherwise.
"""

import dump_file
from regroup_case import FAR, RegroupCase, one_colon
from server_case import Run, run

RULE = ["--match", "{day}:{article}", "--field", "article"]
FIELDS_EXPIRE = ("redis-8.0", "valkey-9.1")


class ExistingHashes(RegroupCase):
    """The policies, with hashes under the new names."""

    CONFLICTS = ("first", "last", "sum", "max", "min")

    def agree_with_every_policy(self, flat, **model):
        for conflict in self.CONFLICTS:
            with self.subTest(conflict=conflict):
                live = self.agree(flat, one_colon, "{day}:{article}", "article",
                                  ["--on-conflict", conflict], conflict=conflict,
                                  conserves=conflict == "sum", **model)
                live.stop()
        self.refused(flat, "is in the dump already", *RULE)

    def flat_keys(self, names):
        return [dump_file.string(f"{name}:{field}", 10 * field - 25)
                for name in names for field in range(5)]

    def test_as_old_servers_saved_them(self):
        small = {"3": "-4", "1": "70", "mine": "5", "9": "x" * 50}
        mixed = {"2": -7, "three": 300, "4": 15, "empty": ""}
        large = {str(i): 7 * i - 1000 for i in range(600)}
        hashes = [dump_file.zipmap("zipmap", small), dump_file.ziplist("ziplist", mixed),
                  dump_file.plain_hash("plain", small), dump_file.plain_hash("large", large),
                  dump_file.zipmap("alone", small), dump_file.ziplist("left", mixed)]
        flat_keys = self.flat_keys(["zipmap", "ziplist", "plain", "large", "new"])
        half = len(flat_keys) // 2  # the hashes between the keys: they count as earliest anyway
        flat = dump_file.write(self.path("flat.rdb"),
                               flat_keys[:half] + hashes + flat_keys[half:], 6)
        self.agree_with_every_policy(flat)

    def test_as_this_server_saves_them(self):
        source = self.server()
        commands = [("SET", f"{name}:{i}", 7 * i - 20) for name in ("pack", "table", "wide", "new")
                    for i in range(9)]
        for i in range(600):
            commands.append(("HSET", "table", i, i))
        commands += [("HSET", "pack", 3, -5, "other", 1, 4, 8), ("HSET", "wide", 2, 3, "w", "x" * 90),
                     ("HSET", "alone", 1, "text")]
        source.pipeline(commands)
        self.assertEqual(source.call("OBJECT", "ENCODING", "pack"), b"listpack")
        self.assertEqual(source.call("OBJECT", "ENCODING", "table"), b"hashtable")
        self.agree_with_every_policy(self.saved(source))

    def test_with_fields_that_expire(self):
        if Run.kind not in FIELDS_EXPIRE:
            self.skipTest("fields do not expire in this server")
        source = self.server()
        commands = []
        for name, size in (("pack", 9), ("table", 700)):
            commands += [("SET", f"{name}:{i}", 7 * i - 20) for i in range(0, 12, 2)]
            commands += [("PEXPIREAT", f"{name}:{i}", FAR + i) for i in range(0, 12, 4)]
            commands += [("HSET", name, i, i) for i in range(size)]
            commands += [("HPEXPIREAT", name, FAR + 100 - i, "FIELDS", 1, i) for i in range(1, 9, 2)]
            commands += [("HPEXPIREAT", name, FAR + 2, "FIELDS", 2, 4, 6)]
        source.pipeline(commands)
        flat = self.saved(source)
        for conflict in self.CONFLICTS:
            with self.subTest(conflict=conflict):
                live = self.agree(flat, one_colon, "{day}:{article}", "article",
                                  ["--on-conflict", conflict, "--group-ttl", "field"],
                                  conflict=conflict, conserves=conflict == "sum", ttl="field")
                live.stop()
        # where the hash does not keep them they are no counters to be added to
        self.refused(flat, "has fields with an expiry", "--on-conflict", "sum", *RULE)


class Conflicts(RegroupCase):
    """One field from two keys: a template that loses a part."""

    def flat(self, values, name="flat.rdb"):
        records = [dump_file.string(key, value) for key, value in values]
        return dump_file.write(self.path(name), records)

    LOSSY = ["--match", "{site}:{day}:{article}", "--field", "article", "--key-template", "{day}",
             "--lossy-key"]

    @staticmethod
    def split(key):
        parts = key.split(b":")
        return (parts[1], parts[2]) if len(parts) == 3 else None

    def test_equal_fields(self):
        values = [(f"site{s}:day{d}:{a}", (s * 37 + d * 11 + a * 101) % 1000 - 500)
                  for s in range(4) for d in range(3) for a in range(30)]
        values += [("site0:day0:edge", 2 ** 63 - 10), ("site1:day0:edge", 9),
                   ("site0:day1:edge", -2 ** 63), ("site1:day1:edge", 2 ** 63 - 1)]
        order = [key.encode() for key, _ in values]
        flat = self.flat(values)
        for conflict in ("first", "last", "sum", "max", "min"):
            with self.subTest(conflict=conflict):
                self.agree(flat, self.split, "{site}:{day}:{article}", "article",
                           ["--on-conflict", conflict, *self.LOSSY[4:]], conflict=conflict,
                           conserves=conflict == "sum", order=order).stop()
                self.rdbmill("verify", flat, self.path("grouped.rdb"), "--on-conflict", conflict,
                             *self.LOSSY)

    def test_those_that_no_policy_settles(self):
        twice = [("a:d:1", 1), ("b:d:1", 2)]
        self.refused(self.flat(twice), "comes from two keys", *self.LOSSY)
        over = self.flat([("a:d:1", 2 ** 63 - 1), ("b:d:1", 1)])
        self.refused(over, "does not fit into 64 bits", "--on-conflict", "sum", *self.LOSSY)
        under = self.flat([("a:d:1", -2 ** 63), ("b:d:1", -1)])
        self.refused(under, "does not fit into 64 bits", "--on-conflict", "sum", *self.LOSSY)
        for conflict in ("sum", "max", "min"):
            for odd in ("007", "+5", "-0", "1.5", "1e3", "9223372036854775808", ""):
                text = self.flat([("a:d:1", odd), ("b:d:1", 2)])
                self.refused(text, "not both integers", "--on-conflict", conflict, "--values", "any",
                             *self.LOSSY)

    def test_other_keys_under_a_new_name(self):
        source = self.server()
        for command, words in ((("RPUSH", "day", "x"), "is a list"), (("SADD", "day", 1), "is a set"),
                               (("ZADD", "day", 1, "m"), "is a zset"),
                               (("SET", "day", 1), "is a string"),
                               (("XADD", "day", "1-1", "f", "v"), "is a stream"),
                               (("HSET", "day", "f", 1), "has an expiry")):
            source.pipeline([("FLUSHALL",), ("SET", "day:1", 5), command])
            if words == "has an expiry":
                source.call("PEXPIREAT", "day", FAR)
            flat = source.save(self.path("flat.rdb"))
            for conflict in ("fail", "first", "last", "sum", "max", "min"):
                with self.subTest(words=words, conflict=conflict):
                    self.refused(flat, words, "--on-conflict", conflict, *RULE)

    def test_all_conflicts_are_listed(self):
        flat = self.flat([("a:d:1", 1), ("b:d:1", 2), ("a:d:2", 1), ("b:d:2", 2), ("c:d:2", 9)])
        path = self.path("conflicts.ndjson")
        self.refused(flat, "3 conflicts were found", "--conflicts", path, *self.LOSSY)
        with open(path, encoding="utf-8") as file:
            self.assertEqual(len(file.readlines()), 3)


if __name__ == "__main__":
    run()
