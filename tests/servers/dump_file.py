"""Dumps written byte by byte: keys in a known order, and hashes as old servers saved them.

    dump_file.write(path, [dump_file.string("day:1", 17), dump_file.zipmap("day", {"1": "x"})])

Names and values are str, bytes or int; nothing here is shared with the tool.
"""

LONGEST = 63  # of texts in these forms


def to_bytes(value):
    return value if isinstance(value, bytes) else str(value).encode()


def text(value):
    """As a dump holds it: integers of up to 32 bits as such, else at most 63 bytes."""
    if isinstance(value, int):
        for code, size in ((0xC0, 1), (0xC1, 2), (0xC2, 4)):
            if -(1 << (8 * size - 1)) <= value < 1 << (8 * size - 1):
                return bytes([code]) + value.to_bytes(size, "little", signed=True)
    encoded = to_bytes(value)
    assert len(encoded) <= LONGEST
    return bytes([len(encoded)]) + encoded


def blob(value):
    return b"\x80" + len(value).to_bytes(4, "big") + value


def string(key, value, expire_ms=None):
    head = b"" if expire_ms is None else b"\xfc" + expire_ms.to_bytes(8, "little")
    return head + b"\x00" + text(key) + text(value)


def plain_hash(key, fields):
    """Type 4, of every version."""
    body = b"".join(text(part) for pair in fields.items() for part in pair)
    return b"\x04" + text(key) + b"\x80" + len(fields).to_bytes(4, "big") + body


def zipmap(key, fields):
    """Type 9, of Redis 2.4."""
    body = bytes([len(fields)])
    for field, value in fields.items():
        field, value = to_bytes(field), to_bytes(value)
        body += bytes([len(field)]) + field + bytes([len(value), 0]) + value
    return b"\x09" + text(key) + blob(body + b"\xff")


def ziplist(key, fields):
    """Type 13, of Redis 2.6 to 6.2; short texts and integers of 16 bits."""
    body, last = b"", 0
    for part in [part for pair in fields.items() for part in pair]:
        tail = len(body)
        if isinstance(part, int):
            entry = bytes([last, 0xC0]) + part.to_bytes(2, "little", signed=True)
        else:
            entry = bytes([last, len(to_bytes(part))]) + to_bytes(part)
        body += entry
        last = len(entry)
    size = 10 + len(body) + 1
    head = size.to_bytes(4, "little") + (10 + tail).to_bytes(4, "little")
    return b"\x0d" + text(key) + blob(head + (2 * len(fields)).to_bytes(2, "little") + body + b"\xff")


def write(path, records, version=9):
    """A dump of database 0 without a checksum; returns its path."""
    records = list(records)
    expires = sum(record[:1] == b"\xfc" for record in records)
    sizes = b"" if version < 7 else b"\xfb" + b"".join(
        b"\x80" + count.to_bytes(4, "big") for count in (len(records), expires))
    with open(path, "wb") as file:
        file.write(b"REDIS%04d" % version + b"\xfe\x00" + sizes)
        file.writelines(records)
        file.write(b"\xff" + bytes(8))
    return path
