"""A real server on a free loopback port, and just enough of a client to talk to it.

    with Server(find_server("redis-7.0"), dump="new.rdb") as server:
        print(server.call("DBSIZE"), server.digest())

The server runs in a folder of its own, listens on 127.0.0.1 only, ends with the `with` block (and
with this process, however that ends), and leaves nothing behind. Only the process started here is
ever signalled.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

START_SECONDS = 60
REPLY_SECONDS = 120


class ServerError(Exception):
    """An error reply, or a server that did not start."""


def servers_folder():
    """Where get-servers.sh put them; RDBMILL_SERVERS says another place."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.environ.get("RDBMILL_SERVERS") or os.path.join(cache, "rdbmill", "servers")


def find_tool(kind, tool):
    """Path of a program such as ("redis-7.0", "check-rdb"), or None if it was not fetched."""
    product, version = kind.split("-")
    path = os.path.join(servers_folder(), "bin", f"{product}-{tool}-{version}")
    return path if os.access(path, os.X_OK) else None


def find_server(kind):
    return find_tool(kind, "server")


def end_with_parent():
    """In the child: dies when this process does, even by SIGKILL."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Client:
    """A connection; replies are bytes, integers, lists or None, errors are raised."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=REPLY_SECONDS)
        self.stream = self.socket.makefile("rb")

    def close(self):
        self.stream.close()
        self.socket.close()

    @staticmethod
    def encode(parts):
        blobs = [part if isinstance(part, bytes) else str(part).encode() for part in parts]
        return b"*%d\r\n" % len(blobs) + b"".join(b"$%d\r\n%s\r\n" % (len(b), b) for b in blobs)

    def call(self, *parts):
        self.socket.sendall(self.encode(parts))
        return self.checked(self.reply())

    def pipeline(self, commands):
        """All replies in order, sent in batches."""
        replies, batch = [], []
        for parts in commands:
            batch.append(self.encode(parts))
            if len(batch) == 1000:
                replies += self.exchange(batch)
                batch = []
        return replies + self.exchange(batch)

    def exchange(self, batch):
        self.socket.sendall(b"".join(batch))
        return [self.checked(self.reply()) for _ in batch]

    @staticmethod
    def checked(reply):
        if isinstance(reply, ServerError):
            raise reply
        return reply

    def reply(self):
        line = self.stream.readline()
        if line[-2:] != b"\r\n":
            raise ConnectionError("the server closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"$":
            return None if rest == b"-1" else self.stream.read(int(rest) + 2)[:-2]
        if kind == b":":
            return int(rest)
        if kind == b"*":
            return None if rest == b"-1" else [self.reply() for _ in range(int(rest))]
        if kind == b"+":
            return rest
        if kind == b"-":
            return ServerError(rest.decode(errors="replace"))
        raise ConnectionError(f"unknown reply {line!r}")


class Server:
    """See the top of the file. `dump` is copied: the original stays as it is."""

    def __init__(self, binary, dump=None, options=()):
        self.binary, self.dump, self.options = binary, dump, list(options)
        self.folder = self.process = self.client = self.port = None
        self.commands = {}  # known to be there or not

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="rdbmill-server-")
        try:
            if self.dump:
                shutil.copyfile(self.dump, self.dump_path())
            for attempt in range(5):  # the port may be taken between looking and listening
                if self.start(last=attempt == 4):
                    return self
        except BaseException:
            self.stop()
            raise
        raise ServerError("no free port")

    def __exit__(self, *_):
        self.stop()

    def start(self, last):
        self.port = free_port()
        command = [self.binary, "--port", str(self.port), "--bind", "127.0.0.1",
                   "--dir", self.folder, "--dbfilename", "dump.rdb", "--save", "",
                   "--appendonly", "no", "--daemonize", "no", "--enable-debug-command", "yes",
                   "--sanitize-dump-payload", "yes", "--logfile", self.log_path(), *self.options]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        preexec_fn=end_with_parent)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                if "Address already in use" in self.log() and not last:
                    return False
                raise ServerError(f"{self.binary} ended at start:\n{self.log()[-2000:]}")
            if self.answers():
                return True
            time.sleep(0.02)
        raise ServerError(f"{self.binary} is not ready after {START_SECONDS} s")

    def answers(self):
        """True once the dump is loaded and the server is this one (its pid says so)."""
        try:
            client = Client(self.port)
        except OSError:
            return False
        try:
            client.call("PING")  # -LOADING until the dump is loaded; INFO would answer before
            info = client.call("INFO", "server")
        except (ServerError, OSError):
            client.close()
            return False
        if b"process_id:%d\r\n" % self.process.pid not in info:
            client.close()
            return False
        self.client = client
        return True

    def stop(self):
        if self.client:
            self.client.close()
            self.client = None
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None

    def dump_path(self):
        return os.path.join(self.folder, "dump.rdb")

    def log_path(self):
        return os.path.join(self.folder, "log")

    def log(self):
        try:
            with open(self.log_path(), encoding="utf-8", errors="replace") as file:
                return file.read()
        except OSError:
            return ""

    def call(self, *parts):
        return self.client.call(*parts)

    def pipeline(self, commands):
        return self.client.pipeline(commands)

    def has_command(self, name):
        if name not in self.commands:
            self.commands[name] = self.call("COMMAND", "INFO", name) != [None]
        return self.commands[name]

    def digest(self):
        return self.call("DEBUG", "DIGEST").decode()

    def save(self, path):
        """SAVE, and a copy of the dump under `path`."""
        self.call("SAVE")
        shutil.copyfile(self.dump_path(), path)
        return path

    def used_memory(self):
        for line in self.call("INFO", "memory").decode().splitlines():
            if line.startswith("used_memory:"):
                return int(line.split(":")[1])
        raise ServerError("INFO memory has no used_memory")

    def databases(self):
        """Numbers of the databases that hold keys."""
        lines = self.call("INFO", "keyspace").decode().splitlines()
        return [int(line[2:].split(":")[0]) for line in lines if line.startswith("db")]

    def keys(self):
        """(db, key) of every key, sorted; leaves database 0 selected."""
        found = [(db, name) for db in self.databases() for name in self.names_of(db)]
        self.call("SELECT", 0)
        return found

    def functions(self):
        """{library: code}; servers list functions in no fixed order."""
        libraries = self.call("FUNCTION", "LIST", "WITHCODE")
        pairs = [dict(zip(library[::2], library[1::2])) for library in libraries]
        return {pair[b"library_name"]: pair[b"library_code"] for pair in pairs}

    def expiries(self):
        """{(db, key): milliseconds since 1970, -1 without an expiry}"""
        result = {}
        for db in self.databases():
            names = self.names_of(db)
            replies = self.pipeline([("PEXPIRETIME", name) for name in names])
            result.update(((db, name), reply) for name, reply in zip(names, replies))
        self.call("SELECT", 0)
        return result

    def names_of(self, db):
        """Every key of a database, sorted; leaves that database selected."""
        self.call("SELECT", db)
        found, cursor = set(), None
        while cursor != b"0":
            cursor, names = self.call("SCAN", cursor or 0, "COUNT", 10000)
            found.update(names)
        return sorted(found)
