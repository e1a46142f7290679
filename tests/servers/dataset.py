"""Fills a real server with every type and encoding it can save, seeded."""

import random

from server import ServerError

FAR = 33_000_000_000_000
EDGES = [0, 1, -1, 127, 128, -128, -129, 255, 32767, 32768, -32768, -32769, 2 ** 31 - 1, 2 ** 31,
         -2 ** 31, -2 ** 31 - 1, 2 ** 63 - 1, -2 ** 63]
SIZES = (1, 2, 5, 127, 128, 129, 511, 512, 513, 1500)


def fill(server, kind, seed=1):
    """Data in databases 0, 1 and 12; functions; field expiries where the server has them."""
    source = random.Random(seed)
    server.pipeline(strings(source))
    server.pipeline(collections(source))
    server.pipeline([("SELECT", 1), *streams(), ("SELECT", 12), *expiries(), ("SELECT", 0)])
    server.call("FUNCTION", "LOAD", "#!lua name=mylib\nredis.register_function('f', "
                "function(keys, args) return args[1] end)\n")
    for key in (b"hash:128", b"hash:1500"):
        try:
            server.call("HPEXPIREAT", key, FAR, "FIELDS", 2, "f0", "f1")
        except ServerError as error:
            if "unknown command" not in str(error):
                raise


def strings(source):
    for number in EDGES:
        yield ("SET", f"int:{number}", number)
        yield ("SET", number, "key that is an integer")
    for length in (0, 1, 19, 20, 21, 63, 64, 100, 16383, 16384, 70000):
        yield ("SET", f"random:{length}", source.randbytes(length))
        yield ("SET", f"lzf:{length}", b"abc" * length)
    yield ("SET", b"bytes \0\r\n\xff", b"\0\r\n\xff")
    yield ("SET", "x" * 300, "long name")
    yield ("SET", "", "the empty name")
    yield ("SET", "large", source.randbytes(50_000) * 70)  # beyond a reader's window


def collections(source):
    for size in SIZES:
        items = [source.choice([str(source.choice(EDGES)), f"text {i}", "y" * 70 * (i % 3)])
                 for i in range(size)]
        yield ("RPUSH", f"list:{size}", *items)
        yield ("SADD", f"intset:{size}", *[i * 2 ** source.choice([1, 20, 40]) for i in range(size)])
        yield ("SADD", f"set:{size}", *[f"member {i}" for i in range(size)])
        yield ("ZADD", f"zset:{size}",
               *[part for i in range(size) for part in (source.uniform(-1e9, 1e9), f"m{i}")])
        yield ("HSET", f"hash:{size}", *[part for i in range(size) for part in (f"f{i}", items[i])])
    yield ("ZADD", "zset:edges", "inf", "a", "-inf", "b", 0, "c", "1e-300", "d", 3, "e")
    yield ("HSET", "hash:wide", "f" * 65, "v", "g", "w" * 100)
    yield ("RPUSH", "list:large", *[source.randbytes(9000) for _ in range(20)], "end")


def streams():
    yield from [("XADD", "stream", f"{i // 3 + 1}-{i}", "f", i, "g", "text") for i in range(1, 400)]
    yield ("XDEL", "stream", "2-4")
    yield ("XGROUP", "CREATE", "stream", "group", "0")
    yield ("XGROUP", "CREATE", "stream", "idle", "$")
    yield ("XREADGROUP", "GROUP", "group", "alice", "COUNT", 30, "STREAMS", "stream", ">")
    yield ("XREADGROUP", "GROUP", "group", "bob", "COUNT", 5, "STREAMS", "stream", ">")
    yield ("XACK", "stream", "group", "1-1")
    yield ("XADD", "stream:empty", "5-5", "f", "v")
    yield ("XDEL", "stream:empty", "5-5")


def expiries():
    yield from [("SET", f"ttl:{i}", i, "PXAT", FAR + i) for i in range(50)]
    yield ("HSET", "ttl:hash", *[part for i in range(1200) for part in (f"f{i}", i)])
    yield ("PEXPIREAT", "ttl:hash", FAR)
    yield ("RPUSH", "ttl:list", "a")
    yield ("PEXPIREAT", "ttl:list", FAR + 7)


def fill_small(server):
    """One small key of each type: seeds for the fuzzers."""
    server.pipeline([
        ("SET", "text", "value"), ("SET", "number", -70000), ("SET", "lzf", "ab" * 40),
        ("SET", "ttl", 1, "PXAT", FAR), ("RPUSH", "list", "a", 1, "b" * 20), ("SADD", "ints", 1, 2, 300),
        ("SADD", "set", "a", "b"), ("ZADD", "zset", 1, "a", 2.5, "b"),
        ("HSET", "hash", "f", 1, "g", "text"), ("HSET", "hash2", "f", 1, "g", 2),
        ("SELECT", 3), ("XADD", "stream", "1-1", "f", 1), ("XADD", "stream", "2-1", "f", 2, "g", "x"),
        ("XGROUP", "CREATE", "stream", "group", "0"),
        ("XREADGROUP", "GROUP", "group", "reader", "COUNT", 1, "STREAMS", "stream", ">"),
        ("SELECT", 0),
        ("FUNCTION", "LOAD", "#!lua name=l\nredis.register_function('f', function() return 1 end)\n")])
    try:
        server.call("HPEXPIREAT", "hash2", FAR, "FIELDS", 1, "f")
    except ServerError as error:
        if "unknown command" not in str(error):
            raise
