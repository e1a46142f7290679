#!/usr/bin/env python3
"""Regrouped dumps and streams hold exactly what HSET on a live server would have made."""

import random
import time

from migration import nine_parts
from regroup_case import FAR, RegroupCase, one_colon
from server_case import FOUNDING_PATTERN, Run, run


ODD_VALUES = ("007", "+5", "-0", "1.5", "1e3", "9223372036854775808", "-9223372036854775809", " 1",
              "1 ", "0x10", "", "nan")


class RegroupTest(RegroupCase):
    def test_generated_counters(self):
        for seed in (1, 7, 1234567):
            with self.subTest(seed=seed):
                flat = self.path(f"flat-{seed}.rdb")
                self.rdbmill("gen", "counters", "--keys", "20000", "--seed", str(seed), "-o", flat)
                live = self.agree(flat, nine_parts, FOUNDING_PATTERN, "article")
                self.assertLess(live.call("DBSIZE"), 20000)
                live.stop()

    def test_hashes_around_the_limits_of_a_packed_encoding(self):
        source = self.server()
        commands = []
        for size in (1, 2, 127, 128, 129, 511, 512, 513, 2000):
            commands += [("SET", f"group{size}:{i}", (-1) ** i * i ** 5) for i in range(size)]
        for length in (62, 63, 64, 65, 66, 300):
            commands += [("SET", f"long{length}:{'x' * length}", length), ("SET", f"long{length}:1", 2)]
        for power in (7, 8, 12, 15, 16, 23, 24, 31, 32, 62):
            commands += [("SET", f"wide:{power}:{sign}", sign * 2 ** power + sign - 1)
                         for sign in (1, -1)]
        source.pipeline(commands)
        flat = self.saved(source)

        def split(key):
            group, _, field = key.rpartition(b":")
            return (group, field) if key.count(b":") == 1 else None

        self.agree(flat, split, "{group}:{field}", "field")

    def test_other_types_and_expiries_and_values_stay_as_they_are(self):
        source = self.server()
        source.pipeline([
            ("SET", "a:1", 5), ("SET", "a:2", -6), ("SET", "b:1", 9223372036854775807),
            ("SET", "a:3", 7), ("PEXPIREAT", "a:3", FAR),
            ("SET", "a:4", "007"), ("SET", "a:5", "x" * 100), ("SET", "a:6", ""), ("SET", "a:7", "1.0"),
            *[("SET", f"odd:{i}", value) for i, value in enumerate(ODD_VALUES)],
            ("SET", "b:2", -2 ** 63),
            ("RPUSH", "a:list", "x", "y"), ("SADD", "a:set", 1, 2), ("ZADD", "a:zset", 1.5, "m"),
            ("HSET", "a:hash", "f", "v"), ("XADD", "a:stream", "1-1", "f", "v"),
            ("SET", "plain", 1), ("SET", "a:b:c", 2),
            ("SELECT", 3), ("SET", "a:1", 50), ("SET", "a:2", 60), ("SET", "other", "x"),
            ("SELECT", 9), ("SET", "z:9", 1), ("SELECT", 0)])
        flat = self.saved(source)
        self.agree(flat, one_colon, "{name}:{number}", "number", mode="restore")
        self.agree(flat, one_colon, "{name}:{number}", "number")

    def test_any_value_goes_in_when_asked(self):
        source = self.server()
        source.pipeline([("SET", b"bin:%d" % i, random.Random(i).randbytes(i)) for i in range(200)])
        source.pipeline([("SET", "text:1", "x" * 5000), ("SET", "text:2", 12)])
        source.pipeline([("SET", f"odd:{i}", value) for i, value in enumerate(ODD_VALUES)])
        flat = self.saved(source)
        self.agree(flat, one_colon, "{name}:{number}", "number", ["--values", "any"], values="any")

    def test_a_key_with_a_part_more_or_less_stays(self):
        source = self.server()
        generator = random.Random(8)
        # those of eight parts are other than the new keys will be
        names = [":".join(["" if parts == 9 else "other"] +
                          [str(generator.choice(["", "*", "x", generator.randint(0, 40)]))
                           for _ in range(parts - 1)])
                 for parts in (7, 8, 9, 9, 9, 10, 11) for _ in range(300)]
        source.pipeline([("SET", name, i) for i, name in enumerate(names)])
        self.agree(self.saved(source), nine_parts, FOUNDING_PATTERN, "article")

    def test_what_is_left_is_dropped_or_refused(self):
        source = self.server()
        source.pipeline([("SET", "a:1", 5), ("SET", "a:2", 6), ("SET", "b:1", "text"), ("SET", "c", 1),
                         ("RPUSH", "list", "x"), ("HSET", "a", "f", "v"), ("HSET", "h", "f", "v"),
                         ("SET", "a:3", 7), ("PEXPIREAT", "a:3", FAR),
                         ("SELECT", 3), ("SET", "a:1", 50), ("SADD", "set", "x"), ("SELECT", 0)])
        flat = self.saved(source)
        # a hash that is dropped is none that could be in the way
        self.agree(flat, one_colon, "{name}:{number}", "number", ["--rest", "drop"], rest="drop",
                   conserves=False)
        self.refused(flat, "--rest is fail", "--rest", "fail", "--match", "{name}:{number}",
                     "--field", "number")

    def test_what_has_expired_stays_out_of_its_group(self):
        policies = ["leave", "drop", "same", "min", "max"]
        if Run.target() in ("redis:8.0", "valkey:9.1"):
            policies.append("field")
        source = self.server()
        source.call("DEBUG", "SET-ACTIVE-EXPIRE", 0)
        soon = int(1000 * time.time()) + 1000
        commands = []
        for group in range(40):
            for field in range(1, 6):
                commands.append(("SET", f"g{group}:{field}", group * field))
                commands.append(("PEXPIREAT", f"g{group}:{field}", FAR + group))
            commands += [("SET", f"g{group}:0", 1000), ("PEXPIREAT", f"g{group}:0", soon - group)]
        commands += [("SET", f"never{i}:{i}", i) for i in range(9)]
        source.pipeline(commands)
        while 1000 * time.time() < soon + 1500:  # a dump's ctime counts whole seconds
            time.sleep(0.05)
        flat = self.saved(source)
        said, _ = self.rdbmill("keys", flat, "--ttl", "expired", "--format", "ndjson")
        self.assertEqual(len(said.splitlines()), 40)
        for policy in policies:
            with self.subTest(policy=policy):
                live = self.agree(flat, one_colon, "{group}:{field}", "field", ["--group-ttl", policy],
                                  ttl=policy)
                live.stop()

    def test_expiries_that_are_not_far_apart(self):
        source = self.server()
        generator = random.Random(4)
        commands = []
        for group in range(200):
            for field in range(generator.randint(1, 5)):
                commands.append(("SET", f"g{group}:{field}", field))
                if group % 10 != 0 or field % 2 == 0:
                    commands.append(("PEXPIREAT", f"g{group}:{field}", FAR + generator.randint(0, 7000)))
        source.pipeline(commands)
        flat = self.saved(source)
        for tolerance in (0, 5, 7):
            live = self.agree(flat, one_colon, "{group}:{field}", "field",
                              ["--group-ttl", f"same:{tolerance}s"], ttl="same",
                              tolerance=1000 * tolerance)
            live.stop()
        self.refused(flat, "with and without an expiry", "--group-ttl", "min", "--match",
                     "{group}:{field}", "--field", "field")

    def test_a_sparse_case_costs_memory_as_plan_says(self):
        source = self.server()
        source.pipeline([("SET", f"n:{i * 5 // 7}:{i}", i % 50) for i in range(28000)])  # 1.4 a hash
        flat = self.saved(source)
        pattern = ["--match", "n:{group}:{id}", "--field", "id"]
        said, _ = self.rdbmill("plan", flat, "--target", Run.target(), *pattern)
        # Valkey 9.1 has names in the objects: there even so few fields a hash save something
        self.assertEqual(b"every part costs memory" in said, Run.kind != "valkey-9.1")
        empty, before = self.server().used_memory(), self.server(flat).used_memory()

        def split(key):
            _, group, number = key.split(b":")
            return b"n:" + group, number

        live = self.agree(flat, split, *pattern[1::2])
        self.assertEqual(live.call("DBSIZE"), 20000)
        after = self.server(self.path("grouped.rdb")).used_memory()
        print(f"sparse: {before - empty} bytes flat, {after - empty} in hashes")
        if Run.kind == "redis-7.0":  # whose tables do not move any more
            self.assertGreater(after, before)

    def test_keys_are_bytes(self):
        source = self.server()
        names = [b"\0:\0", b"a\nb:c\rd", b"\xff\xfe:\x80", "clé:数".encode(), b"*:*", b":", b"x:",
                 b":y", b"{{:}}", b'"quoted":\\back', b"%s:%n"]
        source.pipeline([("SET", name, index) for index, name in enumerate(names)])
        flat = self.saved(source)
        self.agree(flat, one_colon, "{name}:{number}", "number")

    def test_hash_tags_are_literal_braces(self):
        source = self.server()
        source.pipeline([("SET", f"{{shop{i % 7}}}:{i}:hits", i) for i in range(300)])
        source.pipeline([("SET", f"shop{i}:{i}:hits", i) for i in range(5)])
        flat = self.saved(source)

        def split(key):
            parts = key.split(b":")
            if len(parts) != 3 or parts[2] != b"hits" or parts[0][:1] != b"{":
                return None
            return parts[0] + b":hits", parts[1]

        self.agree(flat, split, "{{{shop}}}:{article}:hits", "article")

    def test_existing_hashes_and_equal_fields_are_added_up(self):
        source = self.server()
        commands = [("SET", f"day{d}:{a}", d * 100 + a) for d in range(5) for a in range(50)]
        commands += [("HSET", "day1", "3", 1000), ("HSET", "day1", "new", -5),
                     ("HSET", "day9", "alone", "text"),
                     *[("HSET", "day2", i, i) for i in range(600)]]
        source.pipeline(commands)
        flat = self.saved(source)
        self.agree(flat, one_colon, "{day}:{article}", "article", ["--on-conflict", "sum"],
                   conflict="sum")

    def test_the_larger_and_the_smaller_value(self):
        for conflict in ("max", "min"):
            with self.subTest(conflict=conflict):
                source = self.server()
                generator = random.Random(conflict)
                commands = [("SET", f"day{d}:{a}", generator.randint(-999, 999))
                            for d in range(5) for a in range(50)]
                commands += [("HSET", "day1", "3", 0), ("HSET", "day1", "new", -5),
                             *[("HSET", "day2", i, generator.randint(-999, 999)) for i in range(600)]]
                source.pipeline(commands)
                live = self.agree(self.saved(source), one_colon, "{day}:{article}", "article",
                                  ["--on-conflict", conflict], conflict=conflict, conserves=False)
                live.stop()

    def test_every_policy_for_expiries(self):
        policies = ["drop", "same", "min", "max"]
        if Run.target() in ("redis:8.0", "valkey:9.1"):
            policies.append("field")
        for policy in policies:
            with self.subTest(policy=policy):
                source = self.server()
                generator = random.Random(policy)
                commands = []
                for group in range(300):
                    expires = generator.random() < 0.7
                    apart = generator.choice([0, 0, 10 ** 9])
                    for field in range(generator.choice([1, 2, 30])):
                        name = f"g{group}:{field}"
                        commands.append(("SET", name, field))
                        mixed = policy != "min" and generator.random() < 0.05
                        if expires and not mixed:
                            commands.append(("PEXPIREAT", name, FAR + generator.randint(0, apart)))
                source.pipeline(commands)
                live = self.agree(self.saved(source), one_colon, "{group}:{field}", "field",
                                  ["--group-ttl", policy], ttl=policy)
                live.stop()

    def test_less_memory_than_the_keys_need(self):
        flat = self.path("flat.rdb")
        self.rdbmill("gen", "counters", "--keys", "60000", "--seed", "5", "-o", flat)
        live = self.agree(flat, nine_parts, FOUNDING_PATTERN, "article",
                          ["--memory-limit", "300KB", "--spill-codec", "lz4"])
        live.stop()
        # 1.4 fields a hash, and one hash that memory cannot hold
        source = self.server()
        generator = random.Random(3)
        keys = {(f"s{generator.randint(0, 20000)}", generator.randint(0, 9)) for _ in range(28000)}
        source.pipeline([("SET", f"{group}:{field}", 1) for group, field in sorted(keys)] +
                        [("SET", f"large:{i}", i) for i in range(60000)])
        self.agree(self.saved(source), one_colon, "{group}:{field}", "field",
                   ["--memory-limit", "300KB"])

    def test_an_existing_hash_is_a_conflict_by_default(self):
        source = self.server()
        source.pipeline([("SET", "day1:3", 1), ("HSET", "day1", "3", 1000)])
        flat = self.saved(source)
        out = self.path("out.rdb")
        self.rdbmill("regroup", flat, "-o", out, "--match", "{day}:{article}", "--field", "article",
                     status=6)
        self.assertRaises(FileNotFoundError, open, out, "rb")


if __name__ == "__main__":
    run()
