#!/usr/bin/env python3
"""A live server read through its own client: redis-cli --rdb - | rdbmill check -"""

import subprocess

from server import find_tool
from server_case import Run, ServerCase, run


class TransferTest(ServerCase):
    def setUp(self):
        super().setUp()
        self.live = self.server()
        # no fields that expire: Valkey 9 does not send them to a client that did not say it is new
        self.live.pipeline([("SET", f"key:{i}", "value " * (i % 50)) for i in range(50_000)])
        self.live.pipeline([("RPUSH", "list", *range(500)), ("HSET", "hash", "f", "v"),
                            ("XADD", "stream", "1-1", "f", "v")])

    def client(self):
        return subprocess.Popen(
            [find_tool(Run.kind, "cli"), "-p", str(self.live.port), "--rdb", "-"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def test_a_whole_transfer_is_good(self):
        with self.client() as client:
            content = client.stdout.read()
        for command in (["check", "--deep", "-"], ["keys", "-q", "-"], ["export", "-q", "-"]):
            out, err = self.rdbmill(*command, stdin=content)
            self.assertEqual(err, b"")
        self.assertEqual(len(out.splitlines()), 50_003)

    def test_a_transfer_that_was_killed_is_not(self):
        with self.client() as client:
            content = client.stdout.read(200_000)
            client.kill()
        _, err = self.rdbmill("check", "-", stdin=content, status=3)
        self.assertIn(b"truncated", err)
        self.rdbmill("filter", "-", "-o", self.path("out.rdb"), stdin=content, status=3)
        self.assertRaises(FileNotFoundError, open, self.path("out.rdb"), "rb")


if __name__ == "__main__":
    run()
