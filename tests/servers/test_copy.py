#!/usr/bin/env python3
"""Data of every type, saved by a real server: checked, copied byte for byte, restored elsewhere."""

import gzip

from dataset import fill
from server import ServerError
from server_case import Run, ServerCase, run


class CopyTest(ServerCase):
    def setUp(self):
        super().setUp()
        self.live = self.server()
        fill(self.live, Run.kind)
        self.dump = self.live.save(self.path("dump.rdb"))

    def compare(self, server):
        self.assertEqual(server.keys(), self.live.keys())
        self.assertEqual(server.expiries(), self.live.expiries())
        self.assertEqual(server.digest(), self.live.digest())
        self.assertEqual(server.functions(), self.live.functions())
        self.assertEqual(field_expiries(server), field_expiries(self.live))
        self.assertEqual(stream_groups(server), stream_groups(self.live))

    def test_check_is_content(self):
        out, err = self.rdbmill("check", self.dump)
        self.assertEqual((out, err), (b"", b""))

    def test_a_plain_copy_is_the_same_bytes_and_loads(self):
        copy = self.path("copy.rdb")
        self.rdbmill("filter", self.dump, "-o", copy)
        self.same_bytes(self.dump, copy)
        self.compare(self.server(copy))

    def test_stdin_stdout_and_gzip_make_no_difference(self):
        with open(self.dump, "rb") as file:
            content = file.read()
        out, _ = self.rdbmill("filter", "-", stdin=content)
        self.assertEqual(out, content)
        packed = self.path("packed")
        with open(packed, "wb") as file:  # two members: gzip files may be concatenated
            file.write(gzip.compress(content[:5000]) + gzip.compress(content[5000:], 1))
        out, _ = self.rdbmill("filter", packed)
        self.assertEqual(out, content)

    def test_restore_commands_rebuild_everything(self):
        stream = self.path("restore.resp")
        self.rdbmill("resp", self.dump, "--mode", "restore", "--target", Run.target(),
                     "-o", stream)
        server = self.server()
        self.pipe_into(server, stream)
        self.compare(server)

    def test_a_copy_for_this_server_passes_its_checker(self):
        copy = self.path("copy.rdb")
        self.rdbmill("filter", self.dump, "-o", copy)
        self.check_by_server_tool(copy)


def field_expiries(server):
    """Of hashes that have some; empty on servers without them."""
    result = []
    for db, key in server.keys():
        if db == 0 and key.startswith(b"hash:"):
            try:
                fields = server.call("HKEYS", key)
                result.append((key, sorted(zip(fields, server.call(
                    "HPEXPIRETIME", key, "FIELDS", len(fields), *fields)))))
            except ServerError as error:
                if "unknown command" not in str(error):
                    raise
    return result


def stream_groups(server):
    server.call("SELECT", 1)
    found = server.call("XINFO", "GROUPS", "stream"), server.call("XINFO", "GROUPS", "stream:empty")
    pending = server.call("XPENDING", "stream", "group", "-", "+", 100)
    server.call("SELECT", 0)
    return found, [entry[:2] + entry[3:] for entry in pending]  # without the idle time


if __name__ == "__main__":
    run()
