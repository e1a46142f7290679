#!/usr/bin/env python3
"""make_golden.py FOLDER: makes the golden dumps of this folder anew, from real servers.

    tests/golden/make_golden.py tests/golden

For each server that tests/servers/get-servers.sh fetched: a dump with every type and encoding it
saves, and beside it what the server itself says of each key, one JSON object a line. What
tests/corpus/export_test.py compares is the export of the dump with these lines.
"""

import base64
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "servers"))
from server import Server, ServerError, find_server  # noqa: E402

KINDS = ("redis-7.0", "redis-8.0", "valkey-8.0", "valkey-9.1")
FAR = 33_000_000_000_000


def commands():
    yield from [("SET", "text", "value"), ("SET", "number", -70000), ("SET", "long number", 2 ** 40),
                ("SET", "lzf", "ab" * 60), ("SET", b"bytes \0\xff", b"\0\r\n\xff"), ("SET", "", "no name"),
                ("SET", "ttl", 1, "PXAT", FAR), ("SET", "UTF-8 é", "naïve €")]
    for size in (1, 129, 600):
        items = [f"item {i}" if i % 3 else i * 1000 for i in range(size)]
        yield ("RPUSH", f"list:{size}", *items)
        yield ("SADD", f"ints:{size}", *[i * 70_000 - 5 for i in range(size)])
        yield ("SADD", f"set:{size}", *[f"m{i}" for i in range(size)])
        yield ("ZADD", f"zset:{size}", *[part for i in range(size) for part in (i / 8, f"m{i}")])
        yield ("HSET", f"hash:{size}", *[part for i in range(size) for part in (f"f{i}", items[i])])
    yield ("RPUSH", "list:large", "x" * 9000, "y")
    yield ("ZADD", "zset:edges", "inf", "a", "-inf", "b", 0, "c", "1e-300", "d")
    yield ("HSET", "hash:wide", "f" * 65, b"\xff" * 70)
    yield ("PEXPIREAT", "hash:1", FAR)
    yield ("SELECT", 15)
    yield from [("XADD", "stream", f"{i}-{i % 3}", *["f", i, "g", "x"][:2 + i % 2 * 2])
                for i in range(1, 130)]
    yield from [("XDEL", "stream", "2-2", "4-1"), ("XGROUP", "CREATE", "stream", "g", "0"),
                ("XGROUP", "CREATE", "stream", "idle", "$"),
                ("XREADGROUP", "GROUP", "g", "one", "COUNT", 5, "STREAMS", "stream", ">"),
                ("XREADGROUP", "GROUP", "g", "two", "COUNT", 3, "STREAMS", "stream", ">"),
                ("XDEL", "stream", "1-1"), ("XADD", "emptied", "5-5", "f", "v"),
                ("XDEL", "emptied", "5-5"), ("SELECT", 0)]


def text(value):
    """A byte string as JSON."""
    if isinstance(value, int):
        value = str(value).encode()
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"b64": base64.b64encode(value).decode()}


def pairs(flat, second=text):
    return [[text(a), second(b)] for a, b in zip(flat[::2], flat[1::2])]


def full_stream(reply):
    """XINFO STREAM FULL with names instead of positions."""
    stream = {name.decode(): part for name, part in zip(reply[::2], reply[1::2])}
    for name in ("last-generated-id", "max-deleted-entry-id", "recorded-first-entry-id"):
        stream[name] = stream[name].decode()
    stream["entries"] = [[entry.decode(), [text(part) for part in fields]]
                         for entry, fields in stream["entries"]]
    stream["groups"] = [group_of(group) for group in stream["groups"]]
    return stream


def group_of(reply):
    group = {name.decode(): part for name, part in zip(reply[::2], reply[1::2])}
    group["name"] = text(group["name"])
    group["last-delivered-id"] = group["last-delivered-id"].decode()
    group["pending"] = [[entry.decode(), text(consumer), *rest]
                        for entry, consumer, *rest in group["pending"]]
    consumers = [dict(zip((name.decode() for name in reply[::2]), reply[1::2]))
                 for reply in group["consumers"]]
    for consumer in consumers:
        consumer["name"] = text(consumer["name"])
        consumer["pending"] = [[entry.decode(), *rest] for entry, *rest in consumer["pending"]]
    group["consumers"] = consumers
    return group


def value_of(server, kind, key):
    if kind == "string":
        return text(server.call("GET", key))
    if kind == "list":
        return [text(item) for item in server.call("LRANGE", key, 0, -1)]
    if kind == "set":
        return [text(member) for member in sorted(server.call("SMEMBERS", key))]
    if kind == "hash":
        return sorted(pairs(server.call("HGETALL", key)), key=str)
    if kind == "zset":
        return pairs(server.call("ZRANGE", key, 0, -1, "WITHSCORES"))
    return full_stream(server.call("XINFO", "STREAM", key, "FULL", "COUNT", 0))


def truths(server):
    for db, key in server.keys():
        server.call("SELECT", db)
        kind = server.call("TYPE", key).decode()
        line = {"db": db, "key": text(key), "type": kind,
                "pexpiretime": server.call("PEXPIRETIME", key), "value": value_of(server, kind, key)}
        if kind == "hash":
            fields = server.call("HKEYS", key)
            try:
                times = server.call("HPEXPIRETIME", key, "FIELDS", len(fields), *fields)
                line["field_pexpiretime"] = [[text(field), at]
                                             for field, at in zip(fields, times) if at >= 0]
            except ServerError as error:
                if "unknown command" not in str(error):
                    raise
        yield line
    server.call("SELECT", 0)


def main():
    for kind in KINDS:
        binary = find_server(kind)
        if binary is None:
            print(f"{kind}: not here, left as it is")
            continue
        with Server(binary) as server:
            server.pipeline(commands())
            for key in ("hash:129", "hash:600"):
                try:
                    server.call("HPEXPIREAT", key, FAR, "FIELDS", 3, "f0", "f1", "f128")
                except ServerError as error:
                    if "unknown command" not in str(error):
                        raise
            base = os.path.join(sys.argv[1], kind)
            server.save(os.path.abspath(base + ".rdb"))
            with open(base + ".truth.ndjson", "w", encoding="utf-8") as file:
                for line in truths(server):
                    file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            print(f"{kind}: {os.path.getsize(base + '.rdb')} bytes")


if __name__ == "__main__":
    main()
