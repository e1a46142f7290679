#!/usr/bin/env python3
"""The harness itself: a server starts, answers, ends, and leaves nothing behind."""

import os

from server import Server, ServerError, find_server
from server_case import Run, ServerCase, run


class HarnessTest(ServerCase):
    def test_it_answers_and_leaves_nothing(self):
        with Server(find_server(Run.kind)) as server:
            folder, pid = server.folder, server.process.pid
            self.assertEqual(server.call("SET", b"a\0b", "1"), b"OK")
            self.assertEqual(server.keys(), [(0, b"a\0b")])
            self.assertRaises(ServerError, server.call, "HSET", b"a\0b", "f", "v")
        self.assertFalse(os.path.exists(folder))
        self.assertRaises(ProcessLookupError, os.kill, pid, 0)

    def test_a_dump_goes_round(self):
        with Server(find_server(Run.kind)) as server:
            server.pipeline([("SET", f"key:{i}", i) for i in range(3000)])
            server.call("PEXPIREAT", "key:7", 33000000000000)
            digest = server.digest()
            path = server.save(self.path("saved.rdb"))
        server = self.server(path)
        self.assertEqual(server.digest(), digest)
        self.assertEqual(server.expiries()[(0, b"key:7")], 33000000000000)

    def test_a_damaged_dump_does_not_start(self):
        path = self.path("bad.rdb")
        with open(path, "wb") as file:
            file.write(b"REDIS0009\xfe\0\0\x03abc")
        self.assertRaises(ServerError, self.server, path)


if __name__ == "__main__":
    run()
