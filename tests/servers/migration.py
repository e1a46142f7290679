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


def migrate(server, split, values="int", conflict=None, ttl="leave"):
    """Regroups the keys of a live server in place; returns (keys matched, sum of the counters).

    `conflict`: None (there are none), "sum", "max" or "min". `ttl`: as --group-ttl; no key may have
    expired.
    """
    matched, total = 0, 0
    for db in server.databases():
        server.call("SELECT", db)
        names = [name for at, name in server.keys_of(db)]
        types = server.pipeline([("TYPE", name) for name in names])
        expiries = server.pipeline([("PEXPIRETIME", name) for name in names])
        chosen = [(name, expiry) for name, kind, expiry in zip(names, types, expiries)
                  if kind == b"string" and (expiry == -1 or ttl != "leave") and split(name)]
        contents = server.pipeline([("GET", name) for name, _ in chosen])
        groups = {}
        for (name, expiry), value in zip(chosen, contents):
            if values == "int" and not is_counter(value):
                continue
            target, field = split(name)
            groups.setdefault(target, []).append((name, field, value, expiry))
        for target, members in groups.items():
            if ttl == "same" and len({expiry for *_, expiry in members}) > 1:
                continue
            matched += len(members)
            total += sum(int(value) for _, _, value, _ in members if is_counter(value))
            server.pipeline(commands_for(server, target, members, conflict, ttl))
    server.call("SELECT", 0)
    return matched, total


def commands_for(server, target, members, conflict, ttl):
    """What makes one hash of its members."""
    commands = [("DEL", name) for name, *_ in members]
    fields = {}
    if conflict in ("max", "min") and server.call("TYPE", target) == b"hash":
        found = server.call("HGETALL", target)
        fields = dict(zip(found[::2], found[1::2]))
    for _, field, value, expiry in members:
        if conflict == "sum":
            commands.append(("HINCRBY", target, field, value))
            continue
        if conflict in ("max", "min") and field in fields:
            value = {"max": max, "min": min}[conflict](fields[field], value, key=int)
        fields[field] = value
        commands.append(("HSET", target, field, value))
        if ttl == "field" and expiry != -1:
            commands.append(("HPEXPIREAT", target, expiry, "FIELDS", 1, field))
    expiries = [expiry for *_, expiry in members]
    if ttl == "min" or (ttl in ("same", "max") and -1 not in expiries):
        chosen = min(expiries) if ttl == "min" else max(expiries)
        if chosen != -1:
            commands.append(("PEXPIREAT", target, chosen))
    return commands


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
