"""What the tests of the memory model share: a dump, what is said of it, what a server says."""

import collections
import math
import os
import subprocess

from server import Server, find_server
from server_case import Run, ServerCase

PRODUCTS = {"redis-8.0.6": "redis:8.0"}  # servers known by a third number
DEVIATIONS = 6  # of one key: what is stated is one standard deviation
# Chance gives or takes whole child buckets: of a small table hardly ever one, and then at once.
BUCKET = 64
Row = collections.namedtuple("Row", "type encoding exactness memory_usage allocated deviation elements")


class Rows:
    """What memory_rows says of a dump."""

    def __init__(self, dump, allocator, settings=(), of_each=True):
        target = PRODUCTS.get(Run.kind, Run.target())
        done = subprocess.run([Run.rows, *([] if of_each else ["--total"]), dump, target, allocator,
                               *settings], check=True,
                              stdout=subprocess.PIPE, timeout=300)
        self.keys = {}
        for line in done.stdout.decode().splitlines():
            kind, *words = line.split()
            if kind == "total":
                (self.count, self.allocated, self.tables, self.startup, self.used_memory,
                 self.dataset) = map(int, words)
            else:
                name = bytes.fromhex(words[1][:-1])
                self.keys[int(words[0]), name] = Row(
                    *words[2:5], *map(int, words[5:7]), float(words[7]), int(words[8]))

    def grown(self):
        return self.used_memory - self.startup


def info(server):
    lines = server.call("INFO", "memory").decode().splitlines()
    return dict(line.split(":", 1) for line in lines if ":" in line)


def settled_memory(server):
    """(used_memory beyond startup, used_memory_dataset) as if no table were moving into a larger one.

    The main tables of Redis 7.4 and 8.0 and of Valkey 8.0 grow while they load, and the old one goes
    away in the seconds after that.
    """
    said = info(server)
    moving = int(said.get("mem_overhead_db_hashtable_rehashing", 0))
    return (int(said["used_memory"]) - int(said["used_memory_startup"]) - moving,
            int(said["used_memory_dataset"]))


def allocator_of(server):
    """By the jemalloc it was built with: these are Debian's servers."""
    return {"jemalloc-5.3.0": "quantum-16", "jemalloc-5.3.1": "quantum-16-pages"}[
        info(server)["mem_allocator"]]


def memory_usage(server, keys):
    """{key: MEMORY USAGE}, {key: OBJECT ENCODING}."""
    used, encodings = {}, {}
    for db in sorted({db for db, _ in keys}):
        server.call("SELECT", db)
        names = [name for at, name in keys if at == db]
        answers = server.pipeline([("MEMORY", "USAGE", name, "SAMPLES", 0) for name in names])
        used.update(zip([(db, name) for name in names], answers))
        answers = server.pipeline([("OBJECT", "ENCODING", name) for name in names])
        encodings.update(zip([(db, name) for name in names], answers))
    server.call("SELECT", 0)
    return used, encodings


class Tally:
    """Predicted and answered, of keys of one type and encoding."""

    def __init__(self):
        self.keys = self.equal = self.predicted = self.answered = 0
        self.errors = []

    def add(self, predicted, answered):
        self.keys += 1
        self.equal += predicted == answered
        self.predicted += predicted
        self.answered += answered
        self.errors.append(abs(predicted / answered - 1))

    def of_sum(self):
        return self.predicted / self.answered - 1

    def line(self, name):
        mean, worst = sum(self.errors) / self.keys, max(self.errors)
        return (f"| {name} | {self.keys} | {self.equal} | {mean * 100:.2f} % | {worst * 100:.1f} % | "
                f"{self.of_sum() * 100:+.3f} % |")


class MemoryCase(ServerCase):
    def saved(self, commands, options=(), kind=None, name="dump.rdb"):
        """A dump that a server of that kind (the one under test) saved of the commands."""
        server = Server(find_server(kind or Run.kind), None, options)
        self.addCleanup(server.stop)
        server.__enter__()
        server.pipeline(commands)
        path = server.save(self.path(name))
        server.stop()
        return path

    def agree(self, dump, options=(), settings=(), least_vague=0):
        """Every key of a deterministic layout is as predicted, the others within what is stated.

        Returns (rows, {(type, encoding): Tally of the keys that are not deterministic}).
        """
        server = self.server(dump, options)
        rows = Rows(dump, allocator_of(server), settings)
        used, encodings = memory_usage(server, rows.keys)
        self.assertEqual(sorted(rows.keys), server.keys())
        server.stop()
        wrong, wrong_encodings, beyond = [], [], []
        exact, vague = collections.defaultdict(Tally), collections.defaultdict(Tally)
        for key, row in rows.keys.items():
            said = (key, row.encoding, row.memory_usage, used[key], row.deviation)
            if row.encoding != encodings[key].decode():
                wrong_encodings.append((*said, encodings[key]))
            if row.exactness == "exact":
                exact[row.type, row.encoding].add(row.memory_usage, used[key])
                if row.memory_usage != used[key]:
                    wrong.append(said)
            else:
                vague[row.type, row.encoding].add(row.memory_usage, used[key])
                if abs(row.memory_usage - used[key]) > DEVIATIONS * row.deviation + BUCKET:
                    beyond.append(said)
        self.print_tallies(exact, vague)
        self.assertEqual(wrong_encodings[:20], [], f"{len(wrong_encodings)} of {len(rows.keys)}")
        self.assertEqual(wrong[:20], [], f"{len(wrong)} of {len(rows.keys)}")
        self.assertEqual(beyond[:20], [], f"{len(beyond)} of {len(rows.keys)}")
        self.assert_unbiased(rows, vague)
        return rows, vague

    def print_tallies(self, exact, vague):
        title = os.path.basename(self.id())
        for tallies, word in ((exact, "exact"), (vague, "expected")):
            for (kind, encoding), tally in sorted(tallies.items()):
                print(tally.line(f"{Run.kind} | {title} | {kind} {encoding} | {word}"))

    def assert_unbiased(self, rows, vague):
        """The sum is within 0.5 %, or within what chance may do to the sum of few keys."""
        for (kind, encoding), tally in vague.items():
            chance = math.sqrt(sum(row.deviation ** 2 for row in rows.keys.values()
                                   if (row.type, row.encoding) == (kind, encoding)
                                   and row.exactness == "expected"))
            most = max(0.005, (4 * chance + BUCKET) / tally.answered)
            self.assertLess(abs(tally.of_sum()), most, (kind, encoding, tally.keys))

    def grown(self, dump, options=()):
        """(used_memory beyond used_memory_startup, used_memory_dataset, allocator) with the dump."""
        server = self.server(dump, options)
        used, dataset = settled_memory(server)
        allocator = allocator_of(server)
        server.stop()
        return used, dataset, allocator
