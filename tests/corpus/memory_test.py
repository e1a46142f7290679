#!/usr/bin/env python3
"""memory_test.py RDBMILL: memory_usage of `keys` is what the corpus's servers answered.

Beside each dump stands what MEMORY USAGE key SAMPLES 0 said of every key once a fresh server had
loaded it. The corpus is named by RDBMILL_CORPUS; without it the test is skipped (exit 77).
"""

import base64
import collections
import glob
import json
import os
import subprocess
import sys

SKIPPED = 77
ALLOCATORS = {"jemalloc-5.3.0": "debian", "jemalloc-5.3.1": "debian-sid"}
LIMITS = ("hash-max", "zset-max", "set-max", "list-max", "maxmemory")
MOST_OFF = 0.12  # of a small table whose members share buckets, relatively


def options_of(info):
    yield from ("--allocator", ALLOCATORS[info["mem_allocator"]])
    for name, value in info["options"].items():
        if name.startswith(LIMITS):
            yield from ("--server-limit", f"{name}={value}")


def name_of(key):
    return base64.b64decode(key["b64"]) if isinstance(key, dict) else key.encode()


def rows_of(rdbmill, dump, info):
    done = subprocess.run([rdbmill, "keys", "-q", "--format", "ndjson", *options_of(info), dump],
                          stdout=subprocess.PIPE, timeout=300, check=True)
    rows = (json.loads(line) for line in done.stdout.splitlines())
    return {(row["database"], name_of(row["key"])): row for row in rows}


def compare(rdbmill, dump, counts):
    base = dump[:-len(".rdb")]
    with open(base + ".info.json", encoding="utf-8") as file:
        info = json.load(file)
    rows = rows_of(rdbmill, dump, info)
    with open(base + ".truth.ndjson", encoding="utf-8") as file:
        for line in file:
            truth = json.loads(line)
            key = (truth["db"], name_of(truth["key"]))
            if "mem_loaded" not in truth or key not in rows:
                counts["without a figure"] += 1
                continue
            row = rows[key]
            counts[row["exact"]] += 1
            off = abs(row["memory_usage"] / truth["mem_loaded"] - 1)
            if off > {"exact": 0, "expected": MOST_OFF}.get(row["exact"], off):
                yield (f"{dump}: {key}: {truth['type']} {truth['encoding']}, {row['exact']}: "
                       f"{row['memory_usage']}, the server says {truth['mem_loaded']}")


def main():
    corpus = os.environ.get("RDBMILL_CORPUS")
    if not corpus or not os.path.isdir(corpus):
        print("skipped: no corpus (RDBMILL_CORPUS)")
        return SKIPPED
    counts = collections.Counter()
    dumps = sorted(glob.glob(os.path.join(corpus, "golden", "*", "*.rdb")))
    faults = [fault for dump in dumps for fault in compare(sys.argv[1], dump, counts)]
    print("\n".join([*faults, f"{len(dumps)} dumps, {len(faults)} faults, keys: {dict(counts)}"]))
    return 1 if faults or not counts["exact"] else 0


if __name__ == "__main__":
    sys.exit(main())
