#!/usr/bin/env python3
"""What plan foresees is what a server shows: used_memory before and after, for each part.

Three shapes of keys, and one that must not be regrouped. Plan is told which server it is, and with
which allocator a distribution builds it.
"""

import json
import os
import random
import subprocess

import dump_file
from memory_case import allocator_of, settled_memory
from server_case import Run, ServerCase, run

KEYS = 200_000


def dump_of(path, pairs):
    """A dump of string keys, in an order that says nothing."""
    pairs = list(pairs)
    random.Random(7).shuffle(pairs)
    return dump_file.write(path, (dump_file.string(*each) for each in pairs), 10)


class PlanTest(ServerCase):
    def setUp(self):
        super().setUp()
        server = self.server()
        self.allocator = {"quantum-16": "debian", "quantum-16-pages": "debian-sid"}[
            allocator_of(server)]
        server.stop()

    def plan(self, dump, *options):
        out, _ = self.rdbmill("plan", dump, "--json", "--target", Run.target(), "--allocator",
                              self.allocator, *options)
        return json.loads(out)

    def memory(self, dump=None):
        server = self.server(dump)
        used, _ = settled_memory(server)
        keys = server.call("DBSIZE")
        server.stop()
        return used, keys

    def run_command(self, command, name):
        """Runs a command as it was printed; returns the dump it wrote."""
        folder = self.path(name)
        os.mkdir(folder)
        tools = os.path.join(folder, "bin")
        os.mkdir(tools)
        os.symlink(Run.rdbmill, os.path.join(tools, "rdbmill"))
        path = tools + os.pathsep + os.environ["PATH"]
        done = subprocess.run(["bash", "-c", command], cwd=folder, env={**os.environ, "PATH": path},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.assertEqual(done.returncode, 0, done.stdout.decode(errors="replace"))
        return os.path.join(folder, "regrouped.rdb")

    def check(self, dump, *options, all_parts=True, folder=""):
        """Regroups by every part and compares; returns the field that saves most, and the plan."""
        plan = self.plan(dump, *options)
        empty, _ = self.memory()
        before, keys = self.memory(dump)
        known = plan["strings_memory"] + plan["tables"]
        self.assertLess(abs(before - empty - known) / known, 0.01, "strings as they are")
        self.assertEqual(len(plan["shapes"]), 1, [shape["pattern"] for shape in plan["shapes"]])
        shape = plan["shapes"][0]
        exact = self.plan(dump, "--exact", *options)
        saved = {}
        for number, candidate in enumerate(shape["candidates"]):
            if not all_parts and candidate["field"] != shape.get("best"):
                continue
            after, hashes = self.memory(self.run_command(candidate["command"],
                                                          os.path.join(folder, f"part{number}")))
            saved[candidate["field"]] = before - after
            foreseen = candidate["saves"] / known
            real = (before - after) / (before - empty)
            print(f"{shape['pattern']} by {candidate['field']}: {100 * foreseen:.2f} % foreseen, "
                  f"{100 * real:.2f} % real; {candidate['hashes']['value']} hashes, {hashes} real")
            self.assertLess(abs(foreseen - real), 0.01)
            stay = keys - candidate["keys"]
            self.assertLess(abs(candidate["hashes"]["value"] + stay - hashes), 0.02 * hashes)
            counted = self.counted(exact, candidate["field"])
            self.assertEqual(counted["hashes"], {"value": hashes - stay, "error": 0})
        return max(saved, key=saved.get), plan

    @staticmethod
    def counted(plan, field):
        found = [each for each in plan["shapes"][0]["candidates"] if each["field"] == field]
        return found[0]

    def test_the_founding_case(self):
        dump = self.path("counters.rdb")
        self.rdbmill("gen", "counters", "--keys", str(KEYS), "-o", dump)
        best, plan = self.check(dump)
        self.assertEqual(best, "id")
        self.assertEqual(plan["best"]["field"], "id")

    def test_pages_by_day(self):
        random_ = random.Random(1)
        pages = {f"pv:{random_.randrange(6000)}:201306{10 + random_.randrange(20)}":
                 random_.randrange(100_000) for _ in range(10 * KEYS)}
        best, plan = self.check(dump_of(self.path("pages.rdb"), list(pages.items())[:KEYS]))
        self.assertEqual(plan["best"]["field"], best)

    def test_attributes_of_people_as_text(self):
        names = ("name", "mail", "city", "seen", "lang")
        people = [(f"people:{i}:{name}", f"{name} of {i} " + "x" * (i % 20))
                  for i in range(KEYS // len(names)) for name in names]
        best, plan = self.check(dump_of(self.path("people.rdb"), people), "--values", "any")
        self.assertEqual(plan["best"]["field"], best)

    def test_large_hashes(self):
        groups = [(f"likes:{i % 97}:{i}", i) for i in range(KEYS)]
        best, plan = self.check(dump_of(self.path("likes.rdb"), groups))
        self.assertEqual(plan["best"]["field"], best)

    def expiring(self, name):
        """Of five hashes two never expire, two do with all of their keys, one at various times."""
        far = 4_000_000_000_000
        random_ = random.Random(3)
        hits = []
        for i in range(KEYS):
            group = i % 4001
            kind = group % 5
            shift = random_.randrange(10**9) if kind == 4 else 0
            at = None if kind < 2 else far + group * 60_000 + shift
            hits.append((f"hits:{group}:{i}", i % 30_000, at))
        return dump_of(self.path(name), hits)

    def test_expiries_by_policy(self):
        dump = self.expiring("hits.rdb")
        for policy in ("drop", "same", "max"):
            with self.subTest(policy):
                os.makedirs(self.path(policy))
                best, plan = self.check(dump, "--group-ttl", policy, "--now", "2024-01-01T00:00:00Z",
                                        all_parts=False, folder=policy)
                self.assertEqual(plan["best"]["field"], best)

    def test_a_sparse_case(self):
        sparse = [(f"n:{i * 5 // 7}:{i}", i % 50) for i in range(KEYS)]  # 1.4 fields a hash
        best, plan = self.check(dump_of(self.path("sparse.rdb"), sparse))
        if Run.kind == "valkey-9.1":  # where it does not, as names are in the objects
            self.assertEqual(plan["best"]["field"], best)
            return
        self.assertNotIn("best", plan)
        self.assertEqual(plan["shapes"][0]["reason"], "every part costs memory")


if __name__ == "__main__":
    run()
