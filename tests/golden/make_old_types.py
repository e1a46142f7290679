#!/usr/bin/env python3
"""make_old_types.py FOLDER: a dump by hand of the types that no current server writes.

Types 1, 3, 9, 10, 12, 13, 14, 15 of Redis 2.4 to 6.2, and 22 and 23 of the release candidates of
7.4, with what they hold beside it. The bytes are put together from the description of the format.
"""

import json
import os
import struct
import sys


def string(text):
    assert len(text) < 64
    return bytes([len(text)]) + text


def ziplist(*entries):
    """Texts below 64 bytes, and integers 0 to 12."""
    body, previous, last = b"", 0, 10
    for entry in entries:
        last = 10 + len(body)
        data = bytes([0xF1 + entry]) if isinstance(entry, int) else bytes([len(entry)]) + entry
        body += bytes([previous]) + data
        previous = 1 + len(data)
    return struct.pack("<IIH", 11 + len(body), last, len(entries)) + body + b"\xff"


def listpack(*entries):
    """Texts below 64 bytes, and integers 0 to 127."""
    body = b""
    for entry in entries:
        data = bytes([entry]) if isinstance(entry, int) else bytes([0x80 | len(entry)]) + entry
        body += data + bytes([len(data)])
    return struct.pack("<IH", 7 + len(body), len(entries)) + body + b"\xff"


def zipmap(*pairs):
    body = b"".join(string(field) + bytes([len(value), 0]) + value for field, value in pairs)
    return bytes([len(pairs)]) + body + b"\xff"


NODE = listpack(1, 0, 1, b"f", 0, 2, 0, 0, b"v", 4)
KEYS = [
    (1, "list", b"\x02" + string(b"a") + b"\xc0\xfb", ["a", "-5"]),
    (3, "zset", b"\x03" + string(b"a") + string(b"1.5") + string(b"b") + b"\xfe" + string(b"c") + b"\xff",
     [["c", "-inf"], ["a", "1.5"], ["b", "inf"]]),
    (9, "hash", string(zipmap((b"f1", b"v1"), (b"f2", b"22"))), [["f1", "v1"], ["f2", "22"]]),
    (10, "list", string(ziplist(b"a", 7)), ["a", "7"]),
    (12, "zset", string(ziplist(b"a", 1, b"b", b"2.5")), [["a", "1"], ["b", "2.5"]]),
    (13, "hash", string(ziplist(b"f", b"v", b"g", 3)), [["f", "v"], ["g", "3"]]),
    (14, "list", b"\x02" + string(ziplist(b"a")) + string(ziplist(2, b"c")), ["a", "2", "c"]),
    (15, "stream", b"\x01" + string(struct.pack(">QQ", 5, 1)) + string(NODE) + b"\x01\x05\x01\x00",
     {"entries": [["5-1", ["f", "v"]]], "length": 1, "last-generated-id": "5-1",
      "max-deleted-entry-id": "0-0", "entries-added": 1, "recorded-first-entry-id": "5-1",
      "groups": []}),
    (22, "hash", b"\x02\x05" + string(b"f") + string(b"v") + b"\x00" + string(b"g") + string(b"w"),
     [["f", "v"], ["g", "w"]]),
    (23, "hash", string(listpack(b"f", b"v", 5, b"g", b"w", 0)), [["f", "v"], ["g", "w"]]),
]


def main():
    base = os.path.join(sys.argv[1], "old-types")
    with open(base + ".rdb", "wb") as dump, \
            open(base + ".truth.ndjson", "w", encoding="utf-8") as truth:
        dump.write(b"REDIS0012\xfe\x00")
        for number, kind, value, known in KEYS:
            name = f"type {number}"
            dump.write(bytes([number]) + string(name.encode()) + value)
            line = {"db": 0, "key": name, "type": kind, "pexpiretime": -1, "value": known}
            if number >= 22:
                line["field_pexpiretime"] = [["f", 5]]
            truth.write(json.dumps(line, separators=(",", ":")) + "\n")
        dump.write(b"\xff" + bytes(8))


if __name__ == "__main__":
    main()
