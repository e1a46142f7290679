#!/usr/bin/env python3
"""make_corpus.py: writes the seeds below fuzz/corpus/, from nothing but this file.

With --servers also dump/<server>.rdb, saved by the real servers that tests/servers fetches.
Seeds are small on purpose: a fuzzer grows them, the replay driver mutates them.
"""

import gzip
import json
import os
import struct
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus")


def listpack_entry(value):
    if isinstance(value, int):
        if 0 <= value < 128:
            body = bytes([value])
        elif -4096 <= value < 4096:
            body = bytes([0xC0 | (value >> 8) & 0x1F, value & 0xFF])
        elif -2 ** 15 <= value < 2 ** 15:
            body = b"\xf1" + struct.pack("<h", value)
        elif -2 ** 31 <= value < 2 ** 31:
            body = b"\xf3" + struct.pack("<i", value)
        else:
            body = b"\xf4" + struct.pack("<q", value)
    elif len(value) < 64:
        body = bytes([0x80 | len(value)]) + value
    elif len(value) < 4096:
        body = bytes([0xE0 | len(value) >> 8, len(value) & 0xFF]) + value
    else:
        body = b"\xf0" + struct.pack("<I", len(value)) + value
    return body + backlen(len(body))


def backlen(size):
    groups = [size & 127]
    while size > 127:
        size >>= 7
        groups.append(size & 127)
    return bytes([groups[-1], *[group | 128 for group in reversed(groups[:-1])]])


def listpack(*values):
    body = b"".join(listpack_entry(value) for value in values)
    return struct.pack("<IH", len(body) + 7, min(len(values), 65535)) + body + b"\xff"


def ziplist(*values):
    body, before, tail = b"", 0, 10
    for value in values:
        head = bytes([before]) if before < 254 else b"\xfe" + struct.pack("<I", before)
        if isinstance(value, int):
            if 0 <= value <= 12:
                data = bytes([0xF1 + value])
            elif -2 ** 15 <= value < 2 ** 15:
                data = b"\xc0" + struct.pack("<h", value)
            elif -2 ** 31 <= value < 2 ** 31:
                data = b"\xd0" + struct.pack("<i", value)
            else:
                data = b"\xe0" + struct.pack("<q", value)
        elif len(value) < 64:
            data = bytes([len(value)]) + value
        else:
            data = bytes([0x40 | len(value) >> 8, len(value) & 0xFF]) + value
        tail = 10 + len(body)
        body += head + data
        before = len(head + data)
    return struct.pack("<IIH", len(body) + 11, tail, len(values)) + body + b"\xff"


def zipmap(*values):
    body = b""
    for index, value in enumerate(values):
        body += bytes([len(value)]) + (b"\0" if index % 2 else b"") + value
    return bytes([len(values) // 2]) + body + b"\xff"


def intset(width, *values):
    form = {2: "<h", 4: "<i", 8: "<q"}[width]
    return struct.pack("<II", width, len(values)) + b"".join(struct.pack(form, v) for v in values)


def crc64(content):
    """CRC-64/Jones, bit by bit: slow and plain."""
    crc = 0
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x95AC9329AC4BC9B5 if crc & 1 else 0)
    return crc


def string(value):
    if len(value) < 64:
        return bytes([len(value)]) + value
    return bytes([0x40 | len(value) >> 8, len(value) & 0xFF]) + value


def dump(magic, *records):
    body = magic + b"".join(records) + b"\xff"
    return body + struct.pack("<Q", crc64(body))


def record(kind, key, value):
    return bytes([kind]) + string(key) + value


def old_types():
    """Encodings that no server of today writes, but dumps of yesterday hold."""
    return dump(
        b"REDIS0009", b"\xfa" + string(b"redis-ver") + string(b"5.0.0"), b"\xfe\0\xfb\x08\x01",
        record(0, b"s", b"\xc0\x7f"), record(0, b"t", b"\xc3\x06\x16\x01aa\xe0\x0b\0"),
        record(9, b"zipmap", string(zipmap(b"f", b"v", b"g", b"w"))),
        record(10, b"list", string(ziplist(b"a", 5, 70000))),
        b"\xfc" + struct.pack("<Q", 33_000_000_000_000),
        record(11, b"set", string(intset(2, 1, 2, 300))),
        record(12, b"zset", string(ziplist(b"m", 1, b"n", b"2.5"))),
        b"\xf8\x05", record(13, b"hash", string(ziplist(b"f", 1, b"g", b"text"))),
        b"\xf9\x07", record(14, b"quick", b"\x02" + string(ziplist(b"x")) + string(ziplist(1, 2))),
        record(4, b"plain", b"\x01" + string(b"f") + b"\xc1\x39\x30"))


def flat():
    """Counters to regroup, with all that may stand in the way."""
    return dump(
        b"REDIS0010", b"\xfa" + string(b"ctime") + b"\xc2\0\0\0\x60", b"\xfe\0\xfb\x0a\x01",
        record(0, b"a:1", b"\xc0\x05"), record(0, b"a:2", string(b"-7")),
        record(0, b"b:1", b"\xc1\xff\x7f"), record(0, b"a:1", b"\xc0\x06"),
        b"\xfc" + struct.pack("<Q", 33_000_000_000_000), record(0, b"a:3", b"\xc0\x01"),
        record(0, b"a:4", string(b"text")), record(0, b"plain", string(b"x")),
        record(4, b"a", b"\x02" + string(b"1") + string(b"10") + string(b"9") + string(b"y")),
        record(1, b"a:list", b"\x01" + string(b"x")),
        b"\xfe\x03", record(16, b"b", string(listpack(b"1", 1))), record(0, b"b:2", b"\xc0\x02"),
        record(11, b"c", string(intset(2, 1, 2))))


def lzf(length, stream):
    return struct.pack("<H", length) + stream


TEXT = b'''header REDIS 11
aux "redis-ver" "7.2.0"
select-db 0
resize-db 4 1
key "user:1" hash 16 hash_listpack expire=1700000000000
  begin 2
  field "name" "abc\\x00"
  field "visits" 17
  end
key "text" string 0 string idle=5
  string "value"
key "n" string 0 string freq=7
  string -5
key "l" list 18 list_quicklist_2
  begin ?
  item "a"
  item 7
  end
finish checksum=58c6c7b9831fd795
'''

def commands(*lines):
    """Each line a command: parts with blanks between them."""
    text = b""
    for line in lines:
        parts = line.split(b" ")
        text += b"*%d\r\n" % len(parts)
        text += b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
    return text


def payload(kind, value, version):
    """What DUMP answers."""
    body = bytes([kind]) + value + struct.pack("<H", version)
    return body + struct.pack("<Q", crc64(body))


def partial(*rows):
    """A partial result of a report, without its last line, which the target adds."""
    first = {"schema": "rdbmill.partial/1", "separators": [":"], "depth": 2, "filter": "", "server": "same",
             "max_prefixes": 100, "largest": 2, "slots": True}
    return b"".join(json.dumps(row, separators=(",", ":")).encode() + b"\n" for row in (first,) + rows)


def partial_rows():
    tally = [3, 90, 300, 280, 1, 100]
    of_input = {"label": "a", "file": "a.rdb", "family": "REDIS", "version": 11, "server_version": "7.2.4",
                "is_valkey_server": False, "repl_id": "", "created_ms": 1700000000000, "clock_ms": 1700000000000,
                "used_mem": 1000000, "checksum": "verified", "complete": True, "fault": "", "profile": "redis:7.2",
                "size_classes": "bundled", "server_match": "measured", "dump_bytes": 200, "total": tally,
                "predicted": [3, 300, 64, 800000, 50000, 850364, 850064, 300], "slots": "7 100-101"}
    names = ("total", "expired", "expire_in_hour", "expire_in_day", "expire_in_week", "expire_later", "expire_some_time",
             "expected", "unknown", "unshaped", "long_idle")
    sums = {"predicted": [3, 300, 64, 800000, 50000, 850364, 850064, 300], "dump_bytes": 200, "variance": 9,
            "prefixes_missing": 0, "behind_last_day": [1, 50], "lzf": [1, 100, 40], **{name: tally for name in names}}
    regroup = {"field": "id", "keys": 2000, "hashes": 10, "saved": 90000, "any_value": False}
    key = {"key": {"b64": "/wA="}, "db": 0, "type": "hash", "encoding": "hash", "loaded_encoding": "listpack",
           "elements": 3, "memory": 200, "memory_usage": 190, "exactness": "exact", "record_bytes": 50, "offset": 9,
           "input": "a"}
    return partial(
        {"input": of_input}, {"sums": sums}, {"database": {"db": 0, "tally": tally, "tables": 64}},
        {"type": {"type": "hash", "tally": tally}},
        {"encoding": {"encoding": "string/lzf", "type": "string", "tally": tally}},
        {"loaded_encoding": {"encoding": "listpack", "type": "hash", "tally": tally}},
        {"shape": {"pattern": "user:{id}", "type": "string", "tally": tally, "example": "user:1", "regroups": [regroup]}},
        {"prefix": {"prefix": "", "depth": 0, "tally": tally, "others": tally}},
        {"prefix": {"prefix": "user:", "depth": 1, "tally": tally}},
        {"prefix": {"prefix": "user:1:", "depth": 2, "tally": tally}}, {"largest": key},
        {"distribution": {"of": "key_bytes", "largest": 6, "buckets": [6, 3, 300, 40, 1, 9]}},
        {"expiry_day": {"day": 19700, "keys": 1, "memory": 50}}, {"slot": {"slot": 7, "keys": 3, "memory": 300}},
        {"limit": {"setting": "hash-max-listpack-entries", "limit": 128, "raised": 256, "keys": 1, "memory": 300,
                   "saved": 70000}})


SEEDS = {
    "commands": {
        "keys": commands(
            b"SELECT 0", b"SET s text PXAT 4102444800000", b"SET a:b 1", b"DEL l", b"RPUSH l a b",
            b"SADD set m n", b"ZADD z 1.5 m inf n", b"HSET a b 1 c -7", b"PEXPIREAT a 4102444800000",
            b"HPEXPIREAT a 4102444800000 FIELDS 1 b", b"SELECT 3", b"HSET a b 1"),
        "stream": commands(
            b"SELECT 0", b"DEL x", b"XGROUP CREATE x g 10-1 MKSTREAM",
            b"XGROUP CREATECONSUMER x g c", b"XADD x 1-1 x y",
            b"XCLAIM x g c 0 1-1 TIME 5 RETRYCOUNT 2 FORCE JUSTID", b"XTRIM x MAXLEN 0",
            b"XSETID x 0-0 ENTRIESADDED 0 MAXDELETEDID 0-0", b"XADD x 1-1 f v", b"XADD x 2-0 f v",
            b"XSETID x 3-0 ENTRIESADDED 9 MAXDELETEDID 2-7",
            b"XGROUP SETID x g 10-1 ENTRIESREAD -1"),
        "restored": commands(
            b"SELECT 0", b"RESTORE s 0 " + payload(0, string(b"text"), 10) + b" ABSTTL",
            b"FUNCTION LOAD #!lua"),
    },
    "text_reader": {"small": TEXT, "line": b"select-db 4\n"},
    "listpack": {
        "empty": listpack(), "small": listpack(b"field", 1, b"", -1, b"x" * 63),
        "wide": listpack(127, 128, -4096, 4095, -32768, 40000, -2 ** 31, 2 ** 40),
        "long": listpack(b"y" * 64, b"z" * 200, 5),
    },
    "ziplist": {
        "empty": ziplist(), "small": ziplist(b"field", 0, b"", 12, b"x" * 63),
        "wide": ziplist(13, -1, 127, 40000, -2 ** 31, 2 ** 40), "long": ziplist(b"y" * 300, 1, b"z"),
    },
    "zipmap": {"small": zipmap(b"f", b"v", b"field", b"value"), "blank": zipmap(b"", b"")},
    "intset": {"two": intset(2, -5, 0, 7), "four": intset(4, -70000, 1),
               "eight": intset(8, -2 ** 40, 0, 2 ** 62)},
    "lzf": {
        "literals": lzf(3, b"\x02abc"), "run": lzf(60, b"\x00a\xe0\x32\x00"),
        "short": lzf(6, b"\x02abc\x20\x02"), "mixed": lzf(16, b"\x03abcd\x40\x03\x05efghij\x00k"),
        "text": b"the same words, the same words, and again the same words, the same words",
    },
    "key_pattern": {
        "founding": b"{d1}:{d2}:{article}:{date}\xff1:2:3:4", "tags": b"{{{shop}}}:{n}\xff{s}:1",
        "last": b"a{x}bc{y}\xffa-bc-", "bad": b"{a}{b}", "plain": b"key\xffkey",
    },
    "radix_tree": {
        "names": b"".join(bytes([len(name)]) + name for name in
                          (b"", b"a", b"ab", b"abcdefgh", b"abcdefghi", b"abd", b"b")),
        "ids": b"".join(b"\x10" + struct.pack(">QQ", 1700000000000 + i // 3, i) for i in range(9)),
    },
    "field_expiries": {
        "spread": b"\5\4" + b"".join(struct.pack(">Q", 2 ** 34 + 977 * i)[3:] for i in range(200)),
        "equal": b"\0\1" + b"\5" * 150, "latest": b"\7\1" + b"\x7f" + b"\xff" * 1400,
    },
    "partial": {"rows": partial_rows(), "scope": partial()},
    "gzip": {
        "one": gzip.compress(b"hello hello hello hello", mtime=0),
        "two": gzip.compress(b"a" * 100, mtime=0) + gzip.compress(b"b" * 100, 1, mtime=0),
        "named": b"\x1f\x8b\x08\x08\0\0\0\0\0\x03name\0" + gzip.compress(b"x", mtime=0)[10:],
        "plain": b"REDIS0009\xff",
    },
    "dump": {
        "flat": flat(), "old": old_types(), "empty": dump(b"REDIS0011"), "ancient": b"REDIS0001\xfe\0\0\1a\1b\xff",
        "valkey": dump(b"VALKEY080", b"\xfe\1\xf4\3\2\1", record(16, b"h", string(listpack(b"f", 1)))),
        "functions": dump(b"REDIS0010", b"\xf5" + string(b"#!lua name=l\nreturn 1")),
    },
}


def write(target, name, content):
    os.makedirs(os.path.join(ROOT, target), exist_ok=True)
    with open(os.path.join(ROOT, target, name), "wb") as file:
        file.write(content)


def from_servers():
    sys.path.insert(0, os.path.join(os.path.dirname(ROOT), "..", "tests", "servers"))
    import dataset  # pylint: disable=import-outside-toplevel
    from server import Server, find_server  # pylint: disable=import-outside-toplevel
    for kind in ("redis-7.0", "redis-8.0", "valkey-8.0", "valkey-9.1"):
        for plain in (False, True):
            with Server(find_server(kind)) as server:
                if plain:
                    for name, value in server_limits().items():
                        server.call("CONFIG", "SET", name, value)
                dataset.fill_small(server)
                server.call("SAVE")
                with open(server.dump_path(), "rb") as file:
                    write("dump", f"{kind}{'-plain' if plain else ''}.rdb", file.read())


def server_limits():
    """With these nothing is packed."""
    return {"hash-max-listpack-entries": 0, "zset-max-listpack-entries": 0, "set-max-intset-entries": 0}


def main():
    for target, seeds in SEEDS.items():
        for name, content in seeds.items():
            write(target, name, content)
    if "--servers" in sys.argv:
        from_servers()


if __name__ == "__main__":
    main()
