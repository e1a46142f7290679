"""Data of every type at the sizes where its memory changes; names and members are all different.

Tables of Valkey 8.1 and later make the same mistake in each key that has the same members, so each
key has members of its own.
"""

import random

FAR = 33_000_000_000_000
EDGES = [sign * 2 ** power + off for power in range(64) for sign in (1, -1) for off in (-1, 0, 1)
         if -2 ** 63 <= sign * 2 ** power + off < 2 ** 63]
EDGES += [sign * 10 ** power - off for power in range(19) for sign in (1, -1) for off in (0, 1)]
LARGE = (1000, 4000, 4096, 14000, 16300, 16384, 20000, 33000, 65530, 65535, 65536, 100_000, 1_000_000)
SIZES = (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 127, 128, 129, 200, 255, 256,
         257, 300, 400, 510, 511, 512, 513, 514, 700, 1000, 1023, 1024, 1025, 1500, 2000)
SCORES = ["inf", "-inf", "0", "-0", "3.5", "0.1", "1e-7", "1e-5", "0.00012345", "123456.789", "1e16",
          "1e17", "1e18", "4611686018427387904", "4611686018427388928", "5e18", "-9223372036854775808",
          "9.3e18", "1e19", "1e20", "1e21", "1e22", "1e23", "1e300", "-1.5e-300", "0.30000000000000004",
          "1.7976931348623157e308", "5e-324", "100000.5", "-123456789012.25", "12345678901234567",
          # longer than they need be where servers print them
          "2.053236319157496e-17", "8.283388722057551e-19", "7.055386900901794e-03",
          "2.230858117051142e-14", "3.473335334625016e-12", "4.138690030686121e-07"]


def text(length, number=0):
    """Never an integer, and no two of the same length are equal."""
    return (f"x{number}" + "y" * length)[:length]


def strings():
    yield from [("SET", f"text:{length}", text(length)) for length in (*range(601), *LARGE)]
    yield from [("SET", f"digits:{length}", "7" * length) for length in range(1, 60)]
    yield from [("SET", f"int:{number}", number) for number in set(EDGES)]
    yield from [("SET", f"near:{number}", near) for number, near in
                enumerate(("007", "-0", "+1", "1.0", " 1", "1e3", 2 ** 63, -2 ** 63 - 1, ""))]
    yield from [("SET", text(length), 1) for length in range(1, 301)]
    yield from [("SET", "z" * length, "short", "PXAT", FAR + length) for length in range(1, 301)]
    yield from [("SET", number, "named by an integer") for number in set(EDGES)]
    yield ("SET", "", "the empty name")
    yield ("SELECT", 5)
    yield from [("SET", f"other:{number}", number, "PXAT", FAR) for number in range(9900, 10100)]
    yield ("SELECT", 0)


def strings_with_expiry(source):
    """Where name, expiry and value share a block, all three decide."""
    for number in range(3000):
        name = text(source.randint(1, 140), f"e{number}")
        value = source.choice([number, text(source.randint(0, 140), number)])
        yield ("SET", name, value, *(("PXAT", FAR + number) if number % 2 else ()))


def pushed(command, name, parts, expires=False):
    """One key in commands of at most 1000 arguments."""
    parts = list(parts)
    for start in range(0, len(parts), 1000):
        yield (command, name, *parts[start:start + 1000])
    if expires:
        yield ("PEXPIREAT", name, FAR)


def hash_kinds(source):
    """Makers of the pair of number i of a hash."""
    return {
        "counter": lambda k, i: (1_000_000 * k + i, i),
        "edge": lambda k, i: (f"f{k}.{i}", source.choice(EDGES)),
        "text": lambda k, i: (f"field:{k}:{i}", text(i % 65, i)),
        "full": lambda k, i: (f"{k:05}{i:059}", text(64, i)),
        "empty": lambda k, i: ("" if i == 0 else f"{k}.{i}", ""),
        "mixed": lambda k, i: (i * 7919 ** (i % 5), source.choice([i, f"t{i}", text(40)])),
        "long": lambda k, i: (f"f{k}.{i}", text(65 + i % 300, i)),
        "one long": lambda k, i: (f"f{k}.{i}", text(65 if i == 3 else 5, i)),
        "last long": lambda k, i: (text(70, f"{k}.{i}") if i % 101 == 100 else f"f{k}.{i}", i),
        "wide": lambda k, i: (text(90 + i % 90, f"{k}.{i}"), text(20 + i % 150, i)),
    }


def hashes(seed=1, sizes=SIZES):
    source = random.Random(seed)
    number = 0
    for kind, pair in hash_kinds(source).items():
        for size in sizes:
            number += 1
            parts = (part for i in range(size) for part in pair(number, i))
            yield from pushed("HSET", f"hash:{kind}:{size}", parts, expires=size % 2)


def lists(seed=1, sizes=SIZES):
    source = random.Random(seed)
    kinds = {
        "int": lambda i: source.choice(EDGES),
        "short": lambda i: text(i % 20, i),
        "text": lambda i: text(60 + i % 8, i),
        "hundred": lambda i: text(100, i),
        "mixed": lambda i: source.choice([i, f"t{i}", text(300), text(1000)]),
    }
    for kind, item in kinds.items():
        for size in sizes:
            items = (item(i) for i in range(size))
            yield from pushed("RPUSH", f"list:{kind}:{size}", items, expires=size % 2)
    for size in (1, 2, 3, 9, 30):
        for length in (2000, 4000, 8000, 8150, 8180, 8192, 8193, 9000, 16400, 20_000, 70_000):
            yield ("RPUSH", f"list:large:{size}:{length}", *[text(length, i) for i in range(size)])
        yield ("RPUSH", f"list:between:{size}",
               *[text(source.choice([5, 3000, 9000]), i) for i in range(size)])


def sets(seed=1, sizes=SIZES):
    source = random.Random(seed)
    kinds = {
        "int16": lambda k, i: k + i * 7,
        "int32": lambda k, i: 40_000 * (i + 1) + k,
        "int64": lambda k, i: (i + 1) * 2 ** 40 * (-1) ** i + k,
        "short": lambda k, i: f"m{k}.{i}",
        "limit": lambda k, i: f"{k:04}{i:060}x"[1:],
        "beyond": lambda k, i: f"{k:05}{i:060}",
        "last beyond": lambda k, i: text(70, f"{k}.{i}") if i % 50 == 49 else f"m{k}.{i}",
        "long": lambda k, i: f"{k:020}{i:0200}",
        "mixed": lambda k, i: source.choice([k * 10_000 + i, f"t{k}.{i}"]),
        "one text": lambda k, i: f"t{k}" if i == 20 else k * 5_000 + i * 100_000,
    }
    number = 0
    for kind, member in kinds.items():
        for size in sizes:
            number += 1
            members = (member(number, i) for i in range(size))
            yield from pushed("SADD", f"set:{kind}:{size}", members, expires=size % 2)


def zsets(seed=1, sizes=SIZES):
    source = random.Random(seed)
    kinds = {
        "counter": lambda k, i: (i, f"m{k}.{i}"),
        "integers": lambda k, i: (source.choice(EDGES), k * 10_000 + i),
        "fractions": lambda k, i: (source.uniform(-1e3, 1e3), f"m{k}.{i}"),
        "scores": lambda k, i: (source.choice(SCORES), f"m{k}.{i}"),
        "round": lambda k, i: (round(source.uniform(0, 100), i % 6), f"m{k}.{i}"),
        "wide": lambda k, i: (source.uniform(-1, 1) * 10.0 ** source.randint(-30, 30), f"m{k}.{i}"),
        "limit": lambda k, i: (i / 4, f"{k:05}{i:059}"),
        "beyond": lambda k, i: (i, f"{k:05}{i:060}"),
        "long": lambda k, i: (i, text(100 + i % 200, f"{k}.{i}.")),
    }
    number = 0
    for kind, pair in kinds.items():
        for size in sizes:
            number += 1
            parts = (part for i in range(size) for part in pair(number, i))
            yield from pushed("ZADD", f"zset:{kind}:{size}", parts, expires=size % 2)


def streams(seed=1):
    source = random.Random(seed)
    for size in (1, 2, 3, 20, 99, 100, 101, 250, 1000):
        for kind in ("dense", "spread", "wide"):
            name, at = f"stream:{kind}:{size}", 1
            for i in range(size):
                at += 1 if kind == "dense" else source.randint(1, 10 ** source.randint(1, 12))
                fields = [f"f{i % 3}", i] if kind != "wide" else [text(200, i), text(300, i)]
                yield ("XADD", name, f"{at}-{i if kind == 'spread' else 0}", *fields)
            for group in range(source.choice([0, 1, 2, 5])):
                yield from group_of(source, name, f"group{'x' * group * 3}:{group}")
    yield ("XADD", "stream:empty", "1-1", "f", "v")
    yield ("XDEL", "stream:empty", "1-1")


def group_of(source, stream, group):
    yield ("XGROUP", "CREATE", stream, group, "0")
    for consumer in range(source.choice([0, 1, 2, 7])):
        name = source.choice(["alice", "al", "bob"]) + ":" + "n" * source.randint(0, 30) + str(consumer)
        yield ("XREADGROUP", "GROUP", group, name, "COUNT", source.choice([1, 3, 40]),
               "STREAMS", stream, ">")


def field_expiries(seed=1, sizes=SIZES):
    """Hashes of whose fields some or all expire, at one time or at many."""
    source = random.Random(seed)
    spans = {"one": 0, "near": 10_000, "far": 10 ** 9}
    number = 0
    for size in sizes:
        for spread, span in spans.items():
            for length in (5, 30, 100):
                number += 1
                name = f"expiring:{spread}:{length}:{size}"
                fields = [f"f{number}.{i}" for i in range(size)]
                pairs = (part for i, field in enumerate(fields) for part in (field, text(length, i)))
                yield from pushed("HSET", name, pairs)
                chosen = fields if number % 2 else fields[::source.choice([2, 5])]
                for field in chosen if span else ():
                    yield ("HPEXPIREAT", name, FAR + source.randint(0, span), "FIELDS", 1, field)
                for start in range(0, 0 if span else len(chosen), 500):
                    part = chosen[start:start + 500]
                    yield ("HPEXPIREAT", name, FAR, "FIELDS", len(part), *part)


def everything(seed=1, sizes=SIZES):
    yield from strings()
    yield from strings_with_expiry(random.Random(seed))
    for kind in (hashes, lists, sets, zsets):
        yield from kind(seed, sizes)
    yield from streams(seed)
