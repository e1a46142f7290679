#!/usr/bin/env python3
"""export_test.py RDBMILL [FOLDER]: what is exported of every dump is what its server held.

Beside each dump X.rdb stands X.truth.ndjson. Without a folder the golden dumps of the corpus are
compared, which RDBMILL_CORPUS names; without that the test is skipped (exit 77).
"""

import base64
import glob
import json
import os
import subprocess
import sys

SKIPPED = 77


def raw(value):
    """The bytes of a JSON byte string; None if only their digest is known."""
    if isinstance(value, dict):
        return base64.b64decode(value["b64"]) if "b64" in value else None
    return value.encode()


def stream(value):
    """What a dump holds of XINFO STREAM FULL."""
    kept = {name: part for name, part in value.items() if not name.startswith("radix-tree")}
    for group in kept["groups"]:
        group.pop("lag", None)
        group.pop("pel-count", None)
        for consumer in group["consumers"]:
            consumer.pop("pel-count", None)
            consumer.setdefault("active-time", consumer["seen-time"])  # one time before 7.2
    return kept


def comparable(kind, value):
    """Independent of order where the server has none, and of how a score is spelled."""
    if kind == "stream":
        return stream(value)
    if kind == "set":
        return sorted(map(raw, value))
    if kind == "hash":
        return sorted((raw(field), raw(part)) for field, part in value)
    if kind == "zset":
        return sorted((float(score), raw(member)) for member, score in value)
    return value


def faults_of_key(line, truth):
    if (truth["pexpiretime"] if truth["pexpiretime"] != -1 else None) != line["expire_ms"]:
        yield f"expire_ms {line['expire_ms']}"
    for name, known in (("freq", "freq"), ("idle", "idletime")):
        if truth.get(known) is not None and truth[known] != line.get(name):
            yield f"{name} {line.get(name)}, not {truth[known]}"
    if line["type"] == "module":
        return
    if line["type"] != truth["type"]:
        yield f"type {line['type']}"
    elif '"sha256"' not in json.dumps(truth["value"]):
        if comparable(line["type"], line["value"]) != comparable(truth["type"], truth["value"]):
            yield f"value {str(line['value'])[:200]}, not {str(truth['value'])[:200]}"
    expiries = [sorted((raw(field), at) for field, at in known)
                for known in (line.get("field_expire_ms", []), truth.get("field_pexpiretime", []))]
    if expiries[0] != expiries[1]:
        yield f"field_expire_ms {expiries[0]}"


def faults(rdbmill, path):
    with open(path[:-len("rdb")] + "truth.ndjson", encoding="utf-8") as file:
        truths = {(truth["db"], raw(truth["key"])): truth for truth in map(json.loads, file)}
    done = subprocess.run([rdbmill, "export", path], capture_output=True, timeout=300, check=False)
    if done.returncode != 0:
        yield f"exit {done.returncode}: {done.stderr.decode(errors='replace')}"
        return
    for line in map(json.loads, done.stdout.splitlines()):
        truth = truths.pop((line["db"], raw(line["key"])), None)
        if truth is None:
            yield f"a key nobody knows: {line['key']}"
            continue
        yield from (f"{line['key']}: {fault}" for fault in faults_of_key(line, truth))
    yield from (f"missing: {key}" for key in truths)


def main():
    if len(sys.argv) > 2:
        folder = sys.argv[2]
    else:
        corpus = os.environ.get("RDBMILL_CORPUS")
        if not corpus or not os.path.isdir(corpus):
            print("skipped: no corpus (RDBMILL_CORPUS)")
            return SKIPPED
        folder = os.path.join(corpus, "golden")
    dumps = sorted(glob.glob(os.path.join(folder, "**", "*.rdb"), recursive=True))
    found = [f"{path}: {fault}" for path in dumps for fault in faults(sys.argv[1], path)]
    print("\n".join([*found, f"{len(dumps)} dumps, {len(found)} faults"]))
    return 1 if found or not dumps else 0


if __name__ == "__main__":
    sys.exit(main())
