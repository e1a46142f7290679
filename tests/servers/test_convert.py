#!/usr/bin/env python3
"""Data of every type from every other server, brought into this one: as a dump, as commands, as
RESTORE; run twice; with the stream cut anywhere and run again."""

import contextlib
import random
import socket

from dataset import fill
from server import Server, find_server
from server_case import Run, ServerCase, run

ALL = ("redis-7.0", "redis-8.0", "valkey-8.0", "valkey-9.1")
SOURCES = [kind for kind in ALL if find_server(kind)]
FIELD_EXPIRY = {"redis-8.0", "valkey-9.1"}
FAR = 33_000_000_000_000
# Seen and active times are of the moment a command ran; the dump keeps them.
MOMENTS = {b"seen-time", b"active-time"}
SIZES = {b"radix-tree-keys", b"radix-tree-nodes"}  # of nodes, which are cut anew


class ConvertTest(ServerCase):
    @contextlib.contextmanager
    def filled(self, kind):
        """Another server with data, its dump, and what to say for this one."""
        with self.subTest(source=kind), Server(find_server(kind)) as live:
            fill(live, kind)
            more_streams(live)
            dump = live.save(self.path(f"{kind}.rdb"))
            options = ["--target", Run.target()]
            if Run.kind not in FIELD_EXPIRY:
                options.append("--drop-field-ttl")
            yield live, dump, options

    def compare(self, kind, live, server, by_commands=False, same_source=False):
        self.assertEqual(server.keys(), live.keys())
        self.assertEqual(server.expiries(), live.expiries())
        self.same_digests(server, live)
        self.assertEqual(server.functions(), live.functions())
        if {kind, Run.kind} <= FIELD_EXPIRY:
            self.assertEqual(field_expiries(server), field_expiries(live))
        has_active = Run.kind != "redis-7.0" and kind != "redis-7.0"
        leave = (MOMENTS if by_commands or not has_active else set()) | SIZES
        self.assertEqual(streams(server, leave), streams(live, leave))

    def same_digests(self, server, live):
        found, expected = digests(server), digests(live)
        self.assertEqual([key for key in expected if found.get(key) != expected[key]], [])

    def test_a_dump_for_this_server_loads_and_is_the_same(self):
        for kind in SOURCES:
            with self.filled(kind) as (live, dump, options):
                out = self.path("out.rdb")
                self.rdbmill("filter", dump, "-O", "-o", out, *options)
                with Server(find_server(Run.kind), out) as server:
                    self.compare(kind, live, server)
                self.check_by_server_tool(out)

    def test_entries_of_the_sizes_on_which_servers_disagree(self):
        """16378 bytes take a head of 5: of 16383, Valkey 9 writes the length in a byte less."""
        for kind in SOURCES:
            with self.subTest(source=kind), Server(find_server(kind)) as live:
                text = "x" * 16378
                live.pipeline([("XADD", "stream", "1-1", "f", text), ("RPUSH", "list", "a", text),
                               ("XADD", "stream", "1-2", "f", "y"), ("HSET", "hash", "f", text)])
                dump = live.save(self.path("disputed.rdb"))
                out, stream = self.path("out.rdb"), self.path("out.resp")
                self.rdbmill("filter", dump, "-O", "-o", out, "--target", Run.target())
                with Server(find_server(Run.kind), out) as server:
                    self.same_digests(server, live)
                self.rdbmill("resp", dump, "-O", "-o", stream, "--mode", "restore", "--target",
                             Run.target())
                server = self.server()
                self.pipe_into(server, stream)
                self.same_digests(server, live)

    def test_the_compatible_dump_loads_everywhere(self):
        for kind in SOURCES:
            with self.filled(kind) as (live, dump, _):
                out = self.path("out.rdb")
                self.rdbmill("filter", dump, "-O", "-o", out, "--target", "compatible",
                             "--drop-field-ttl", "--skip-unsupported")
                with Server(find_server(Run.kind), out) as server:
                    self.assertEqual(server.keys(), live.keys())
                    self.assertEqual(server.expiries(), live.expiries())
                    self.same_digests(server, live)

    def test_restore_into_a_server_that_checks_deeply(self):
        for kind in SOURCES:
            with self.filled(kind) as (live, dump, options):
                stream = self.path("out.resp")
                self.rdbmill("resp", dump, "-O", "-o", stream, "--mode", "restore", *options)
                deep = () if Run.is_valkey() else ("--sanitize-dump-payload", "yes")
                server = self.server(options=deep)
                self.pipe_into(server, stream)
                self.compare(kind, live, server)
                self.rdbmill("resp", dump, "-O", "-o", stream, "--mode", "restore", "--exists",
                             "overwrite", *options)
                self.pipe_into(server, stream)
                self.compare(kind, live, server)

    def test_commands_build_the_same_data_also_when_sent_twice(self):
        for kind in SOURCES:
            with self.filled(kind) as (live, dump, options):
                stream = self.path("out.resp")
                self.rdbmill("resp", dump, "-O", "-o", stream, *options)
                server = self.server()
                for _ in range(2):
                    self.pipe_into(server, stream)
                    self.compare(kind, live, server, by_commands=True)
                self.rdbmill("resp", dump, "-O", "-o", stream, "--exists", "overwrite", *options)
                self.pipe_into(server, stream)
                self.compare(kind, live, server, by_commands=True)

    def test_commands_cut_anywhere_and_sent_again(self):
        for kind in (Run.kind,):
            with self.filled(kind) as (live, dump, options):
                content, _ = self.rdbmill("resp", dump, *options)
                path = self.path("whole.resp")
                with open(path, "wb") as file:
                    file.write(content)
                for cut in random.Random(7).sample(range(len(content)), 4):
                    server = self.server()
                    send(server, content[:cut])
                    self.pipe_into(server, path)
                    self.compare(kind, live, server, by_commands=True)

    def test_unlink_removes_what_was_chosen(self):
        server = self.server()
        fill(server, Run.kind)
        dump = server.save(self.path("dump.rdb"))
        stream = self.path("unlink.resp")
        self.rdbmill("resp", dump, "-o", stream, "--emit", "unlink", "-t", "hash")
        before = server.keys()
        self.pipe_into(server, stream)
        self.assertEqual([key for key in before if key not in server.keys()],
                         [key for key in before if b"hash" in key[1]])


def send(server, content):
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass


def more_streams(server):
    """Deleted entries that are still pending, several consumers, counters that are not the length."""
    server.pipeline([
        ("SELECT", 1),
        *[("XADD", "stream:lived", f"{i}-0", "job", f"j{i}") for i in range(1, 30)],
        ("XGROUP", "CREATE", "stream:lived", "g1", "0"), ("XGROUP", "CREATE", "stream:lived", "g2", "5-0"),
        ("XREADGROUP", "GROUP", "g1", "alice", "COUNT", 6, "STREAMS", "stream:lived", ">"),
        ("XREADGROUP", "GROUP", "g1", "bob", "COUNT", 6, "STREAMS", "stream:lived", ">"),
        ("XREADGROUP", "GROUP", "g2", "alice", "COUNT", 6, "STREAMS", "stream:lived", ">"),
        ("XGROUP", "CREATECONSUMER", "stream:lived", "g1", "nobody"),
        ("XDEL", "stream:lived", "1-0", "3-0", "29-0"),
        ("XCLAIM", "stream:lived", "g1", "bob", "0", "2-0", "TIME", 1700000000123, "RETRYCOUNT", 7),
        ("PEXPIREAT", "stream:lived", FAR),
        *[("XADD", "stream:fields", f"{i}-{i}", *[str(n) for n in range(2 * (i % 4 + 1))])
          for i in range(1, 300)],
        ("XTRIM", "stream:fields", "MAXLEN", 250),
        ("SELECT", 0)])


def digests(server):
    """DEBUG DIGEST-VALUE of every key. Redis 7.0 takes its own text of a score into it, Redis 8.0
    that a field expires, so sorted sets and hashes are compared element by element."""
    result = {}
    for db, key in server.keys():
        server.call("SELECT", db)
        kind = server.call("TYPE", key)
        if kind == b"hash":
            pairs = server.call("HGETALL", key)
            result[db, key] = dict(zip(pairs[::2], pairs[1::2]))
        elif kind == b"zset":
            pairs = server.call("ZRANGE", key, 0, -1, "WITHSCORES")
            result[db, key] = [(member, float(score))
                               for member, score in zip(pairs[::2], pairs[1::2])]
        else:
            result[db, key] = server.call("DEBUG", "DIGEST-VALUE", key)
    server.call("SELECT", 0)
    return result


def field_expiries(server):
    result = []
    for db, key in server.keys():
        if db == 0 and key.startswith(b"hash:"):
            fields = server.call("HKEYS", key)
            times = server.call("HPEXPIRETIME", key, "FIELDS", len(fields), *fields)
            result.append((key, sorted(zip(fields, times))))
    return result


def streams(server, leave):
    """XINFO STREAM FULL of every stream, without what cannot be the same."""
    found = {}
    for db, key in server.keys():
        server.call("SELECT", db)
        if server.call("TYPE", key) == b"stream":
            found[db, key] = without(server.call("XINFO", "STREAM", key, "FULL", "COUNT", 0), leave)
    server.call("SELECT", 0)
    return found


def without(reply, leave):
    if not isinstance(reply, list):
        return reply
    kept, skip = [], False
    for item in reply:
        if skip:
            skip = False
        elif isinstance(item, bytes) and item in leave:
            skip = True
        else:
            kept.append(without(item, leave))
    return kept


if __name__ == "__main__":
    run()
