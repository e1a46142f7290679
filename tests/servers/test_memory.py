#!/usr/bin/env python3
"""The model of memory against the server itself: MEMORY USAGE of each key, used_memory of all."""

import random
import subprocess

import dump_file
import memory_data
from memory_case import MemoryCase, Rows
from memory_data import FAR, text
from server import find_server
from server_case import FOUNDING_PATTERN, Run, run

# All compact encodings off: the loader must make them.
PLAIN = ("--hash-max-listpack-entries", "0", "--zset-max-listpack-entries", "0",
         "--set-max-intset-entries", "0")
SOME_SIZES = (1, 2, 5, 9, 17, 64, 127, 128, 129, 300, 511, 512, 513, 1024, 2000)


def plain_options():
    packs_sets = Run.is_valkey() or Run.version() >= (7, 2)
    return (*PLAIN, *(("--set-max-listpack-entries", "0") if packs_sets else ()))


def has_field_expiries():
    return Run.version() >= ((9, 0) if Run.is_valkey() else (7, 4))


class MemoryUsageTest(MemoryCase):
    def test_every_type(self):
        rows, _ = self.agree(self.saved(memory_data.everything()))
        self.assertGreater(len(rows.keys), 6000)
        self.assertEqual({row.type for row in rows.keys.values()},
                         {"string", "list", "set", "zset", "hash", "stream"})

    def test_values_that_the_loader_packs_anew(self):
        data = [*memory_data.hashes(2), *memory_data.sets(2), *memory_data.zsets(2)]
        rows, _ = self.agree(self.saved(data, plain_options()))
        encodings = {row.encoding for row in rows.keys.values()}
        self.assertLessEqual({"listpack", "intset", "hashtable", "skiplist"}, encodings)

    def test_hashes_that_turn_while_they_are_loaded(self):
        """Where the long field stands in the dump is up to the server that saved it."""
        commands = [("HSET", f"turn:{size}:{n}", "long", text(65 + n),
                     *[part for i in range(size) for part in (f"{size}:{i}:{n}", i)])
                    for size in range(0, 512, 3) for n in range(3)]
        rows, _ = self.agree(self.saved(commands))
        self.assertEqual({row.encoding for row in rows.keys.values()}, {"hashtable"})

    def test_sets_that_turn_while_they_are_loaded(self):
        commands = [("SADD", f"turn:{size}:{n}", text(3 + 40 * n, f"{size}.{n}"),
                     *[size * 1000 + i for i in range(size)])
                    for size in range(0, 512, 5) for n in range(4)]
        self.agree(self.saved(commands, plain_options()))

    def test_fields_that_expire(self):
        if not has_field_expiries():
            self.skipTest("fields do not expire in this server")
        rows, _ = self.agree(self.saved(memory_data.field_expiries(1, SOME_SIZES)))
        self.assertGreater(len(rows.keys), 100)

    def test_other_limits(self):
        """The dump was made within other limits than it is loaded in."""
        data = [command for kind in (memory_data.hashes, memory_data.sets, memory_data.zsets,
                                     memory_data.lists) for command in kind(3, SOME_SIZES)]
        dump = self.saved(data)
        for entries, value, node in ((100, 20, -1), (1100, 64, 30)):
            limits = {"hash-max-listpack-entries": entries, "hash-max-listpack-value": value,
                      "zset-max-listpack-entries": entries, "zset-max-listpack-value": value,
                      "set-max-intset-entries": entries, "list-max-listpack-size": node}
            if plain_options() != PLAIN:
                limits |= {"set-max-listpack-entries": entries, "set-max-listpack-value": value}
            options = [part for name, limit in limits.items() for part in (f"--{name}", str(limit))]
            with self.subTest(entries=entries, value=value):
                self.agree(dump, options, [f"{name}={limit}" for name, limit in limits.items()])
                self.agree(self.saved(data, options), options,
                           [f"{name}={limit}" for name, limit in limits.items()])


class OtherServersDumpTest(MemoryCase):
    """Dumps that another server saved."""

    def data(self):
        return list(memory_data.everything(4, SOME_SIZES))

    def test_of_an_older_server(self):
        older = {"redis-8.0": ["redis-7.0", "valkey-8.0"], "redis-8.0.6": ["redis-7.0"],
                 "valkey-8.0": ["redis-7.0"], "valkey-8.1": ["redis-7.0", "valkey-8.0"],
                 "valkey-9.1": ["redis-7.0", "valkey-8.0", "valkey-8.1"]}.get(Run.kind, [])
        older = [kind for kind in older if find_server(kind)]
        if not older:
            self.skipTest("no server that is older")
        for kind in older:
            with self.subTest(kind=kind):
                self.agree(self.saved(self.data(), kind=kind, name=f"{kind}.rdb"))

    def test_with_ziplists(self):
        """As a Redis 6.2 would have saved it."""
        old = self.path("old.rdb")
        self.rdbmill("filter", self.saved(self.data()), "--target", "redis:6.2", "-o", old)
        self.agree(old)

    def test_forms_of_the_oldest_servers(self):
        def count(number):
            return b"\x80" + number.to_bytes(4, "big")

        def long_text(length, number):
            return b"\x80" + length.to_bytes(4, "big") + text(length, number).encode()

        records, number = [], 0
        for size in (1, 2, 3, 20, 200, 600, 2000):
            for length in (0, 5, 60, 70, 1000, 5000, 8100, 8180, 8185, 9000, 20_000):
                if size * length > 400_000:
                    continue
                number += 1
                name = dump_file.text(f"list:{size}:{length}")
                items = [dump_file.text(i * 100) if length == 0 else long_text(length, i)
                         for i in range(size)]
                records.append(b"\x01" + name + count(size) + b"".join(items))
            name = dump_file.text(f"zset:{size}")
            members = [dump_file.text(f"z{number}.{i}") + dump_file.text(str(i * 1.5))
                       for i in range(size)]
            records.append(b"\x03" + name + count(size) + b"".join(members))
        for size in (1, 2, 100, 250):
            fields = {f"{size}.{i}": text(i % 66, i) for i in range(size)}
            records.append(dump_file.zipmap(f"zipmap:{size}", fields))
        self.agree(dump_file.write(self.path("oldest.rdb"), records))


class UsedMemoryTest(MemoryCase):
    """What a client and its buffers take is a guess, which only counts where data are few."""

    GUESSED = 40_000

    def agree_in_sum(self, dump, options=(), settings=(), least=0):
        grown, dataset, allocator = self.grown(dump, options)
        rows = Rows(dump, allocator, settings, of_each=False)
        print(f"| {Run.kind} | {self.id()} | {rows.count} keys | used_memory - startup {grown} | "
              f"{(rows.grown() / grown - 1) * 100:+.3f} % | used_memory_dataset {dataset} | "
              f"{(rows.dataset / dataset - 1) * 100:+.3f} % |")
        self.assertGreater(grown, least)
        self.assertAlmostEqual(rows.grown(), grown, delta=max(0.005 * grown, self.GUESSED))
        self.assertAlmostEqual(rows.dataset, dataset, delta=max(0.005 * dataset, 2 * self.GUESSED))
        return rows

    def test_of_every_type(self):
        def data():
            for kind in (memory_data.hashes, memory_data.lists, memory_data.sets, memory_data.zsets):
                yield from kind(8)
            yield from memory_data.streams(8)
        self.agree_in_sum(self.saved(data()), least=50_000_000)

    def test_of_fields_that_expire(self):
        if not has_field_expiries():
            self.skipTest("fields do not expire in this server")
        def data():
            for seed in range(3):
                yield ("SELECT", seed)
                yield from memory_data.field_expiries(seed, (500, 1000, 2000))
        self.agree_in_sum(self.saved(data()))

    def test_of_counters_and_of_their_groups(self):
        flat, grouped = self.path("flat.rdb"), self.path("grouped.rdb")
        self.rdbmill("gen", "counters", "--keys", "700000", "--seed", "3", "-o", flat)
        rows = self.agree_in_sum(flat, least=50_000_000)
        own = self.agree_in_sum(flat, ("--maxmemory", "4gb", "--maxmemory-policy", "allkeys-lru"),
                                ["maxmemory=4gb", "maxmemory-policy=allkeys-lru"])
        if Run.version() < (8, 1) or not Run.is_valkey():
            self.assertGreater(own.allocated, rows.allocated * 1.1)
        self.rdbmill("regroup", flat, "-o", grouped, "--match", FOUNDING_PATTERN, "--field",
                     "article", "--target", "redis:7.0")
        self.agree_in_sum(grouped, ("--maxmemory", "4gb", "--maxmemory-policy", "noeviction"),
                          ["maxmemory=4gb", "maxmemory-policy=noeviction"])

    def test_of_sessions(self):
        source = random.Random(5)
        commands = [("SET", f"session:{n}", text(source.randint(0, 300), n), "PXAT", FAR + n)
                    for n in range(150_000)]
        self.agree_in_sum(self.saved(commands))


class DumpBytesTest(MemoryCase):
    """What strings and hashes take in a dump that is not compressed."""

    def test_bytes(self):
        if not Run.dump_rows:
            self.skipTest("asked of one server only")
        dump = self.saved([*memory_data.strings(), *memory_data.hashes(4)], ("--rdbcompression", "no"))
        done = subprocess.run([Run.dump_rows, dump, "redis:7.0"], check=True, stdout=subprocess.PIPE,
                              timeout=300)
        rows = [line.split() for line in done.stdout.decode().splitlines()]
        self.assertGreater(len(rows), 2000)
        self.assertEqual([row for row in rows if row[2] != row[3]], [])


if __name__ == "__main__":
    run()
