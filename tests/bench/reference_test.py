#!/ usr / bin / env python3
"""reference_test.py BUILD [UNITTEST…]: what the reference regroup writes is what `rdbmill regroup` writes.

A floor that did less would be none. Both results are exported and compared key by key, their
encoding included, and loaded into Redis 7.0, whose DEBUG DIGEST must agree. Dumps come from
`rdbmill gen` and, with what it does not make, from that server.

BUILD is a build folder with `tools/rdbmill` and `tests/bench/reference_regroup` (preset bench).
Exit status 77 without a Redis 7.0 (tests/servers/get-servers.sh fetches it).
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "servers"))
from server import Server, find_server  # noqa: E402

PATTERN = "{a}:{b}:{c}:{d}:{article}:{e}:{date}:{hour}:{minute}"
BUILD = None
SERVER = None


def redis_7():
    """A fetched one, or the installed one if it is of that version."""
    installed = shutil.which("redis-server")
    if find_server("redis-7.0"):
        return find_server("redis-7.0")
    if installed and b" v=7.0." in subprocess.check_output([installed, "--version"]):
        return installed
    return None


class ReferenceTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rdbmill-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def call(self, program, *arguments, status=0):
        done = subprocess.run([os.path.join(BUILD, *program), *arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, status, done.stderr.decode(errors="replace"))
        return done.stderr.decode(errors="replace")

    def rdbmill(self, *arguments):
        self.call(("tools", "rdbmill"), *arguments)

    def reference(self, *arguments, status=0):
        return self.call(("tests", "bench", "reference_regroup"), *arguments, status=status)

    def made(self, keys, seed=1):
        path = self.path(f"counters-{keys}.rdb")
        self.rdbmill("gen", "counters", "--keys", str(keys), "--seed", str(seed), "-O", "-o", path)
        return path

    def saved(self, counters):
        """A dump of these counters by the server."""
        with Server(SERVER) as server:
            server.pipeline([("SET", key, value) for key, value in counters.items()])
            server.save(self.path("saved.rdb"))
        return self.path("saved.rdb")

    def regrouped(self, dump):
        path = self.path("own.rdb")
        self.rdbmill("regroup", dump, "-O", "-o", path, "--allow-none", "--match", PATTERN,
                     "--field", "article")
        return path

    def exported(self, dump):
        """The keys of a dump in order, their fields in order."""
        path = self.path("exported.ndjson")
        self.rdbmill("export", dump, "-O", "-o", path)
        with open(path, encoding="utf-8") as file:
            keys = [json.loads(line) for line in file]
        for key in keys:
            key["value"].sort()
        return sorted(keys, key=lambda key: key["key"])

    @staticmethod
    def digest(dump):
        with Server(SERVER, dump) as server:
            return server.digest()

    def agree(self, dump, *options, digest=False):
        """Both regroup the dump alike; returns the keys there are then."""
        expected = self.regrouped(dump)
        found = self.path("reference.rdb")
        self.reference(*options, dump, found)
        keys = self.exported(expected)
        self.assertEqual(self.exported(found), keys)
        if digest:
            self.assertEqual(self.digest(found), self.digest(expected))
        return keys

    def test_few_counters(self):
        self.assertEqual(self.agree(self.made(0)), [])
        for keys in (1, 7, 8, 3000):
            with self.subTest(keys=keys):
                self.assertEqual(sum(len(key["value"]) for key in self.agree(self.made(keys))), keys)

    def test_many_counters_with_any_number_of_partitions(self):
        dump = self.made(300_000, seed=7)
        for partitions in ("1", "64", "4096"):
            with self.subTest(partitions=partitions):
                keys = self.agree(dump, "--partitions", partitions, digest=True)
                encodings = {key["encoding"] for key in keys}
                self.assertEqual(encodings, {"hash_listpack", "hash"})
                self.assertTrue(any("*" in field for key in keys for field, _ in key["value"]))

    def test_a_table_that_grew(self):
        rng = random.Random(1)
        counters = {f"g{i}:b:c:d:{rng.randrange(10 ** 8)}:e:f:g:h": i % 5000 for i in range(120_000)}
        self.assertEqual(len(self.agree(self.saved(counters), digest=True)), len(counters))

    def test_every_size_of_article_value_and_name(self):
        values = [0, 127, 128, 4095, 4096, 32767, 32768, 2 ** 19 - 1]
        values += [-value - 1 for value in values]
        articles = ["0", "7", "00", "07", "*", "a1", "12/", "1x", "-5"]
        articles += [str(10 ** n) for n in range(8)] + [str(10 ** n - 1) for n in range(2, 9)]
        articles += [str(n) for n in (127, 128, 4095, 4096, 32767, 32768, 65535, 65536,
                                      2 ** 23 - 1, 2 ** 23)]
        counters = {}
        for at, article in enumerate(articles):
            for value in values:
                counters[f"a:b:c:{value}:{article}:e:f:g:h"] = value
            counters[f"a:b:c:{article}:1:e:f:g:h"] = values[at % len(values)]
        letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"  # nothing for LZF in it
        for size in range(1, 46):  # pieces of more than 32 bytes are hashed in another way
            counters[f"{letters[:size]}:b:c:d:12:e:f:g:h"] = size
            counters[f"a:b:c:d:12:e:f:g:{letters[:size]}"] = size
            counters[f"a:b:c:d:12:{letters[:size]}:f:g:h"] = size
        counters["::::::::"] = 3
        self.agree(self.saved(counters), digest=True)

    def test_groups_around_the_size_of_a_listpack(self):
        counters = {f"a:b:c:{size}:{100_000 + i}:e:f:g:h": i for size in (6, 7, 8, 511, 512, 513, 3000)
                    for i in range(size)}
        keys = self.agree(self.saved(counters), digest=True)
        plain = {len(key["value"]) for key in keys if key["encoding"] == "hash"}
        self.assertEqual(plain, {513, 3000})

    def test_what_is_not_handled_is_refused(self):
        good = {f"a:b:c:d:{i}:e:f:g:h": i for i in range(1000)}
        for key, value in (("a:b", 1), ("a:b:c:d:1:e:f:g:h:i", 1), ("a:b:c:d:abcd:e:f:g:h", 1),
                           ("a:b:c:d:123456789:e:f:g:h", 1), ("a:b:c:d:1:e:f:g:h", 2 ** 19),
                           ("a:b:c:d:1:e:f:g:h", "x"), ("x" * 64 + ":b:c:d:1:e:f:g:h", 1)):
            with self.subTest(key=key, value=value):
                said = self.reference(self.saved({**good, key: value}), self.path("x.rdb"), status=1)
                self.assertRegex(said, "not handled|nine parts")

    def test_a_damaged_dump_is_refused(self):
        with open(self.made(3000), "rb") as file:
            whole = file.read()
        at = whole.index(b":", 2000) - 1
        damaged = {"cut": whole[:-9], "without its checksum": whole[:-8],
                   "longer": whole + b"x",
                   "another letter": whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:]}
        for name, content in damaged.items():
            with self.subTest(name), open(self.path("damaged.rdb"), "wb") as file:
                file.write(content)
                file.flush()
                self.reference(self.path("damaged.rdb"), self.path("x.rdb"), status=1)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    BUILD = os.path.abspath(sys.argv[1])
    SERVER = redis_7()
    if SERVER is None:
        print("skipped: no Redis 7.0 (tests/servers/get-servers.sh fetches it)")
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
