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


def migrate(server, split, values="int", conflict=None, ttl="leave", tolerance=0, order=None,
            rest="pass"):
    """Regroups the keys of a live server in place; returns (keys matched, sum of the counters).

    `conflict`: None (there are none), or as --on-conflict. `ttl`: as --group-ttl, with `tolerance`
    in milliseconds; no key may expire while this works. `order`: all keys of database 0 in the
    order of the dump, where it matters. `rest`: "pass" or "drop".
    """
    matched, total = 0, 0
    for db in server.databases():
        names = server.names_of(db)
        if order and db == 0:
            names = order
        types = server.pipeline([("TYPE", name) for name in names])
        expiries = server.pipeline([("PEXPIRETIME", name) for name in names])
        chosen = [(name, expiry) for name, kind, expiry in zip(names, types, expiries)
                  if kind == b"string" and (expiry == -1 or ttl != "leave") and split(name)]
        contents = strings_of(server, [name for name, _ in chosen])
        groups, regrouped = {}, set()
        for (name, expiry), value in zip(chosen, contents):
            if values == "int" and not is_counter(value):
                continue
            target, field = split(name)
            groups.setdefault(target, []).append((name, field, value, expiry))
            regrouped.add(name)
        if rest == "drop":
            server.pipeline([("DEL", name) for name in names if name not in regrouped])
        commands = []  # of all groups: one round trip for each would take most of the time
        for target, members in groups.items():
            if ttl == "same" and not agree([expiry for *_, expiry in members], tolerance):
                continue
            matched += len(members)
            total += sum(int(value) for _, _, value, _ in members if is_counter(value))
            commands += commands_for(server, target, members, conflict, ttl)
        server.pipeline(commands)
    server.call("SELECT", 0)
    return matched, total


def agree(expiries, tolerance):
    return (-1 not in expiries or max(expiries) == -1) and max(expiries) - min(expiries) <= tolerance


def commands_for(server, target, members, conflict, ttl):
    """What makes one hash of its members; no command of another group changes what it is made of."""
    fields = hashes_of(server, [target]).get(target, {}) if conflict else {}
    for _, field, value, expiry in members:
        later = (value, expiry if ttl == "field" else -1)
        fields[field] = settled(fields[field], later, conflict) if field in fields else later
    commands = [("DEL", *[name for name, *_ in members], target)]
    commands.append(("HSET", target, *[part for field, (value, _) in fields.items()
                                       for part in (field, value)]))
    commands += [("HPEXPIREAT", target, expiry, "FIELDS", 1, field)
                 for field, (_, expiry) in fields.items() if expiry != -1]
    expiries = [expiry for *_, expiry in members]
    if ttl == "min" or (ttl in ("same", "max") and -1 not in expiries):
        chosen = min(expiries) if ttl == "min" else max(expiries)
        if chosen != -1:
            commands.append(("PEXPIREAT", target, chosen))
    return commands


def hashes_of(server, names):
    """{name: {field: (value, expiry or -1)}} of those of the names that are hashes."""
    types = server.pipeline([("TYPE", name) for name in names])
    names = [name for name, kind in zip(names, types) if kind == b"hash"]
    contents = server.pipeline([("HGETALL", name) for name in names])
    expiries = [[-1] * (len(content) // 2) for content in contents]
    if server.has_command("HPEXPIRETIME"):
        expiries = server.pipeline([
            ("HPEXPIRETIME", name, "FIELDS", len(content) // 2, *content[::2])
            for name, content in zip(names, contents)])
    return {name: dict(zip(content[::2], zip(content[1::2], times)))
            for name, content, times in zip(names, contents, expiries)}


def strings_of(server, names):
    """Their values, in the same order."""
    parts = [names[start:start + 1000] for start in range(0, len(names), 1000)]
    return [value for values in server.pipeline([("MGET", *part) for part in parts])
            for value in values]


def settled(earlier, later, conflict):
    """What remains of two (value, expiry) for one field."""
    if conflict == "sum":
        expiries = (earlier[1], later[1])
        value = str(int(earlier[0]) + int(later[0])).encode()
        return value, -1 if -1 in expiries else max(expiries)
    if conflict in ("max", "min"):
        best = {"max": max, "min": min}[conflict]
        return best(earlier, later, key=lambda pair: int(pair[0]))
    return {"first": earlier, "last": later}[conflict]


def sum_of_counters(server):
    """Over all string values and hash values that are integers, in every database."""
    total = 0
    for db in server.databases():
        names = server.names_of(db)
        types = server.pipeline([("TYPE", name) for name in names])
        strings = [name for name, kind in zip(names, types) if kind == b"string"]
        hashes = [name for name, kind in zip(names, types) if kind == b"hash"]
        found = strings_of(server, strings)
        for values in server.pipeline([("HVALS", name) for name in hashes]):
            found += values
        total += sum(int(value) for value in found if is_counter(value))
    server.call("SELECT", 0)
    return total
