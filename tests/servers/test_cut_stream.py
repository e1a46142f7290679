#!/usr/bin/env python3
"""A command stream that breaks anywhere leaves no key alive for ever that should expire.

One key may be caught in the middle: a hash of which only the very first HSET arrived, the PEXPIREAT
right behind it not. Strings (SET … PXAT), RESTORE and every later chunk of a hash leave no gap.
"""

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
            commands = list(commands_of(stream))
            cuts = {end for end, _ in commands}
            cuts.update(random.Random(1).sample(range(len(stream)), 100))
            most = 0
            for cut in sorted(cuts):
                server.call("FLUSHALL")
                self.send(server, stream[:cut])
                immortal = [key for (_, key), at in server.expiries().items() if at == -1]
                self.assertEqual(immortal, in_the_middle(commands, cut),
                                 f"{mode}, cut at {cut} of {len(stream)}")
                most = max(most, server.call("DBSIZE"))
            self.assertEqual(most, 12, mode)

    def send(self, server, content):
        """A connection that breaks after `content`; returns once the server has seen it all."""
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass


def commands_of(stream):
    """(end, words) of each command: arrays of bulk strings."""
    at = 0
    while at < len(stream):
        end = stream.index(b"\r\n", at)
        count, at, words = int(stream[at + 1:end]), end + 2, []
        for _ in range(count):
            end = stream.index(b"\r\n", at)
            size, at = int(stream[at + 1:end]), end + 2
            words.append(stream[at:at + size])
            at += size + 2
        yield at, words


def in_the_middle(commands, cut):
    """The key whose first HSET is the last command that arrived whole, if that is so."""
    arrived = [words for end, words in commands if end <= cut]
    if not arrived or arrived[-1][0] != b"HSET":
        return []
    key = arrived[-1][1]
    return [key] if all(words[1] != key for words in arrived[:-1]) else []


if __name__ == "__main__":
    run()
