#!/usr/bin/env python3
"""A command stream that breaks anywhere leaves no key alive for ever that should expire."""

import random
import socket

from server_case import Run, ServerCase, run

FAR = 33_000_000_000_000


class CutStreamTest(ServerCase):
    def streams(self):
        """The stream of a dump in which every key expires, in each mode."""
        source = self.server()
        commands = []
        for i in range(5):
            commands.append(("SET", f"string{i}", "x" * i, "PXAT", FAR + i))
            commands.append(("HSET", f"small{i}", "a", 1, "b", 2))
            commands.append(("PEXPIREAT", f"small{i}", FAR + i))
        commands.append(("HSET", "wide", *[part for i in range(3000) for part in (f"f{i}", i)]))
        commands.append(("PEXPIREAT", "wide", FAR))
        commands.append(("HSET", "heavy", *[part for i in range(8) for part in (i, "y" * 30000)]))
        commands.append(("PEXPIREAT", "heavy", FAR))
        source.pipeline(commands)
        dump = source.save(self.path("dump.rdb"))
        for mode in ("commands", "restore"):
            out, _ = self.rdbmill("resp", dump, "--mode", mode, "--target", Run.target())
            yield mode, out

    def test_cut_at_every_command_and_at_random(self):
        server = self.server()
        for mode, stream in self.streams():
            ends = [at for at in range(len(stream)) if stream.startswith(b"\r\n*", at)]
            cuts = {at + 2 for at in ends} | {len(stream)}
            cuts.update(random.Random(1).sample(range(len(stream)), 100))
            most = 0
            for cut in sorted(cuts):
                server.call("FLUSHALL")
                self.send(server, stream[:cut])
                immortal = [key for key, at in server.expiries().items() if at == -1]
                self.assertEqual(immortal, [], f"{mode}, cut at {cut} of {len(stream)}")
                most = max(most, server.call("DBSIZE"))
            self.assertEqual(most, 12, mode)

    def send(self, server, content):
        """A connection that breaks after `content`; returns once the server has seen it all."""
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass


if __name__ == "__main__":
    run()
