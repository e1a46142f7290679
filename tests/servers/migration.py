"""A model of regroup, in commands: what a migration by hand on a live server would give.

It shares no code and no idea with the tool: keys are split in Python, hashes are made with HSET.
"""


def nine_parts(key):
    """The founding case: (new key, field) of a key of nine parts, or None."""
    parts = key.split(b":")
    if len(parts) != 9:
        return None
    return b":".join(parts[:4] + parts[5:]), parts[4]


def is_counter(value):
    """What a server would hold as an integer."""
    try:
        number = int(value)
    except ValueError:
        return False
    return str(number).encode() == value and -(2 ** 63) <= number < 2 ** 63


def migrate(server, split, values="int", conflict=None):
    """Regroups the keys of a live server in place; returns (keys matched, sum of the counters).

    `conflict`: None (there are none) or "sum". Keys with an expiry stay.
    """
    matched, total = 0, 0
    for db in server.databases():
        server.call("SELECT", db)
        names = [name for at, name in server.keys_of(db)]
        types = server.pipeline([("TYPE", name) for name in names])
        expiries = server.pipeline([("PEXPIRETIME", name) for name in names])
        chosen = [name for name, kind, expiry in zip(names, types, expiries)
                  if kind == b"string" and expiry == -1 and split(name)]
        contents = server.pipeline([("GET", name) for name in chosen])
        commands = []
        for name, value in zip(chosen, contents):
            if values == "int" and not is_counter(value):
                continue
            target, field = split(name)
            matched += 1
            total += int(value) if is_counter(value) else 0
            commands.append(("DEL", name))
            commands.append(("HINCRBY" if conflict == "sum" else "HSET", target, field, value))
        server.pipeline(commands)
    server.call("SELECT", 0)
    return matched, total


def sum_of_counters(server):
    """Over all string values and hash values that are integers, in every database."""
    total = 0
    for db in server.databases():
        server.call("SELECT", db)
        names = [name for at, name in server.keys_of(db)]
        types = server.pipeline([("TYPE", name) for name in names])
        strings = [name for name, kind in zip(names, types) if kind == b"string"]
        hashes = [name for name, kind in zip(names, types) if kind == b"hash"]
        found = server.pipeline([("GET", name) for name in strings])
        for values in server.pipeline([("HVALS", name) for name in hashes]):
            found += values
        total += sum(int(value) for value in found if is_counter(value))
    server.call("SELECT", 0)
    return total
