"""What regroup writes, as a dump and as a stream, beside a migration by hand on a live server."""

from migration import hashes_of, migrate, sum_of_counters
from server_case import Run, ServerCase

FAR = 33_000_000_000_000  # an expiry that no test run meets


class RegroupCase(ServerCase):
    def agree(self, flat, split, pattern, field, options=(), mode="commands", conserves=True,
              **model):
        """Loads `flat`, migrates by commands, and compares both outputs of the tool with that."""
        live = self.server(flat)
        before = sum_of_counters(live)
        matched, _ = migrate(live, split, **model)
        self.assertGreater(matched, 0)
        common = ["--match", pattern, "--field", field, "--target", Run.target(), *options]

        path = self.path("grouped.rdb")
        self.rdbmill("regroup", flat, "-o", path, "-O", *common)
        self.rdbmill("check", path)
        self.check_by_server_tool(path)
        by_dump = self.server(path)
        expected = self.contents(live)
        self.assertEqual(self.contents(by_dump), expected)
        if conserves:
            self.assertEqual(sum_of_counters(by_dump), before)

        stream = self.path("grouped.resp")
        self.rdbmill("regroup", flat, "-o", stream, "-O", "--format", "resp",
                     "--mode", mode, *common)
        by_stream = self.server()
        self.pipe_into(by_stream, stream)
        self.assertEqual(self.contents(by_stream), expected)
        return live

    @staticmethod
    def contents(server):
        """(expiries of every key, digest, hashes with a field that expires)"""
        # a digest says nothing of fields' expiries
        expiring = expiring_hashes(server) if server.has_command("HPEXPIRETIME") else {}
        return server.expiries(), server.digest(), expiring

    def saved(self, server, name="flat.rdb"):
        path = server.save(self.path(name))
        server.stop()
        return path

    def refused(self, flat, words, *options):
        """The run ends with exit 6, says why, and leaves no output."""
        out = self.path("refused.rdb")
        _, said = self.rdbmill("regroup", flat, "-o", out, "--target", Run.target(), *options,
                               status=6)
        self.assertIn(words, said.decode(errors="replace"))
        self.assertRaises(FileNotFoundError, open, out, "rb")


def expiring_hashes(server):
    """{(db, key): {field: (value, expiry)}} of every hash with a field that expires."""
    found = {}
    for db in server.databases():
        for name, fields in hashes_of(server, server.names_of(db)).items():
            if any(expiry != -1 for _, expiry in fields.values()):
                found[db, name] = fields
    server.call("SELECT", 0)
    return found


def one_colon(key):
    """{name}:{number}, the second part taken out."""
    if key.count(b":") != 1:
        return None
    name, _, number = key.partition(b":")
    return name, number
