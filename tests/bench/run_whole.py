#!/usr/bin/env python3
"""run_whole.py BUILD [--kind counters|mixed] [--counters-keys N[,N...]] [--keys N] [--runs N]
    [--only ROWS] [--tmp-dir DIR] [--check-rdb PROGRAM]

Whole-process benchmarks on the founding case, or on a dump of every type: CPU (user + sys), wall and peak memory of each
command, medians of N runs in alternation, beside redis-check-rdb and the minimal reader on the same
file in the same run. The ratio to redis-check-rdb is the median of the rounds' own ratios, so that a
machine whose speed drifts does not decide it; the least ns/key shows what a quiet moment gives.
Regroup has a floor of its own, `tests/bench/reference_regroup`; a second table says how many times
its CPU time and its peak memory regroup takes, again the median of the rounds. `--counters-keys`
gives other numbers of counters than ten million, one pair of tables each.
Prints Markdown tables for docs/performance.md.

BUILD is a build folder with the programs `tools/rdbmill`, `samples/measure` and, if built,
`tests/bench/minimal_reader` and `tests/bench/reference_regroup` (preset bench, targets all and
measure).
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

PATTERN = "{d1}:{d2}:{d3}:{d4}:{article}:{d5}:{date}:{hour}:{minute}"
TARGETS = {  # row: at least so many times faster than redis-check-rdb
    "counters": {
        "check": 10,
        "resp to /dev/null": 8,  # to a file, most of the time is the kernel's
        "regroup": 1.1,  # 150 ns a key where redis-check-rdb takes 164
    },
    "mixed": {"check": 4, "export to /dev/null": 1},
}
REFERENCE = "reference regroup"
CHECK_RDB = {"counters": "7.0", "mixed": "8.0"}  # that reads the dump


class Measured:
    """What one run of a process cost."""

    def __init__(self, cost):
        self.cpu = cost["user"] + cost["sys"]
        self.wall = cost["wall"]
        self.rss = cost["peak"]


def measure(build, command):
    """Runs a command with its output thrown away; its exit status must be 0."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as result:
        code = subprocess.run([os.path.join(build, "samples", "measure"), result.name, *command],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False).returncode
        if code != 0:
            sys.exit(f"{' '.join(command)}: exit {code}")
        return Measured(json.load(result))


def find_check_rdb(version):
    """redis-check-rdb among the fetched servers, else the installed one."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = os.environ.get("RDBMILL_SERVERS") or os.path.join(cache, "rdbmill", "servers")
    fetched = os.path.join(folder, "bin", f"redis-check-rdb-{version}")
    return fetched if os.access(fetched, os.X_OK) else shutil.which("redis-check-rdb")


def mixed_commands(arguments, folder, dump):
    rdbmill = os.path.join(arguments.build, "tools", "rdbmill")
    null = ["-O", "-o", "/dev/null"]
    return {
        "redis-check-rdb": [arguments.check_rdb, dump] if arguments.check_rdb else None,
        "check": [rdbmill, "check", dump],
        "check --deep": [rdbmill, "check", "--deep", dump],
        "report": [rdbmill, "report", dump],
        "keys to /dev/null": [rdbmill, "keys", dump, *null],
        "export to /dev/null": [rdbmill, "export", dump, *null],
        "resp to /dev/null": [rdbmill, "resp", dump, *null],
        "resp --mode restore to /dev/null": [rdbmill, "resp", "--mode", "restore", dump, *null],
        "filter": [rdbmill, "filter", dump, "-O", "-o", os.path.join(folder, "copy.rdb")],
        "filter --target valkey:9.1": [rdbmill, "filter", "--target", "valkey:9.1", dump, "-O", "-o",
                                       os.path.join(folder, "valkey.rdb")],
        "filter --target redis:6.2": [rdbmill, "filter", "--target", "redis:6.2", "--drop-field-ttl",
                                      dump, "-O", "-o", os.path.join(folder, "old.rdb")],
    }


def counter_commands(arguments, folder, dump):
    rdbmill = os.path.join(arguments.build, "tools", "rdbmill")
    return {
        "redis-check-rdb": [arguments.check_rdb, dump] if arguments.check_rdb else None,
        "minimal reader": [os.path.join(arguments.build, "tests", "bench", "minimal_reader"), dump],
        "info": [rdbmill, "info", "--count", dump],
        "check": [rdbmill, "check", dump],
        "filter": [rdbmill, "filter", dump, "-O", "-o", os.path.join(folder, "copy.rdb")],
        "report": [rdbmill, "report", dump],
        "resp to /dev/null": [rdbmill, "resp", dump, "-o", "/dev/null"],
        "resp": [rdbmill, "resp", dump, "-O", "-o", os.path.join(folder, "out.resp")],
        REFERENCE: [os.path.join(arguments.build, "tests", "bench", "reference_regroup"), dump,
                    os.path.join(folder, "reference.rdb")],
        "regroup": [rdbmill, "regroup", dump, "-O", "-o", os.path.join(folder, "out.rdb"),
                    "--match", PATTERN, "--field", "article", "--memory-limit", "8GB"],
    }


def commands(arguments, folder, dump):
    make = mixed_commands if arguments.kind == "mixed" else counter_commands
    return {name: command for name, command in make(arguments, folder, dump).items()
            if command and os.access(command[0], os.X_OK)}


def table(results, keys, size, targets):
    yield ("| job | CPU s | ns/key | least | GB/s of input | wall s | peak MiB | × redis-check-rdb "
           "| target |")
    yield "|---|---|---|---|---|---|---|---|---|"
    base = results.get("redis-check-rdb")
    for name, runs in results.items():
        cpu = statistics.median(run.cpu for run in runs)
        least = min(run.cpu for run in runs)
        wall = statistics.median(run.wall for run in runs)
        rss = max(run.rss for run in runs)
        ratio = None
        if base and len(base) == len(runs):
            ratio = statistics.median(b.cpu / run.cpu for b, run in zip(base, runs))
        yield (f"| {name} | {cpu:.3f} | {cpu / keys * 1e9:.1f} | {least / keys * 1e9:.1f} "
               f"| {size / cpu / 1e9:.2f} | {wall:.3f} | {rss / 2 ** 20:.1f} "
               f"| {f'{ratio:.1f}' if ratio else '–'} | {verdict(targets.get(name), ratio)} |")


def reference_table(results, keys):
    """The rows of regroup beside their floor."""
    yield "| job | CPU ns/key | wall s | peak MiB | × CPU of the reference | × its peak |"
    yield "|---|---|---|---|---|---|"
    base = results[REFERENCE]
    for name, runs in results.items():
        if "regroup" not in name:
            continue
        cpu = statistics.median(run.cpu for run in runs)
        wall = statistics.median(run.wall for run in runs)
        ratio = statistics.median(run.cpu / b.cpu for b, run in zip(base, runs))
        rss = max(run.rss for run in runs)
        yield (f"| {name} | {cpu / keys * 1e9:.1f} | {wall:.3f} | {rss / 2 ** 20:.1f} | {ratio:.2f} "
               f"| {rss / max(b.rss for b in base):.2f} |")


def verdict(bound, ratio):
    if bound is None:
        return ""
    if ratio is None:
        return f"≥ {bound}×"
    return f"≥ {bound}×: {'met' if ratio >= bound else 'MISSED'}"


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def run_rows(arguments, keys):
    """Makes the dump, measures the rows on it in alternation, prints the tables."""
    with tempfile.TemporaryDirectory(dir=arguments.tmp_dir, prefix="rdbmill-bench-") as folder:
        dump = os.path.join(folder, "dump.rdb")
        rdbmill = os.path.join(arguments.build, "tools", "rdbmill")
        made = measure(arguments.build, [rdbmill, "gen", arguments.kind, "--keys", str(keys),
                                         "--seed", "1", "-o", dump])
        size = os.path.getsize(dump)
        rows = commands(arguments, folder, dump)
        if arguments.only:
            rows = {name: rows[name] for name in arguments.only.split(",")}
        results = {"gen": [made], **{name: [] for name in rows}}
        for _ in range(arguments.runs):  # in alternation: noise hits all alike
            for name, command in rows.items():
                results[name].append(measure(arguments.build, command))
    print(f"{keys:,} keys, {size:,} bytes, {processor()}, {os.cpu_count()} cores, "
          f"medians of {arguments.runs} runs\n")
    print("\n".join(table(results, keys, size, TARGETS[arguments.kind])) + "\n")
    if REFERENCE in results:
        print("\n".join(reference_table(results, keys)) + "\n", flush=True)


def numbers(text):
    return [int(word) for word in text.split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("--kind", choices=TARGETS, default="counters")
    parser.add_argument("--counters-keys", type=numbers, default=[10_000_000],
                        help="default: 10000000; by hand 110000000 (5 GB)")
    parser.add_argument("--keys", type=int, help="the same for one number; mixed: 2,600,000")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tmp-dir")
    parser.add_argument("--only", help="a comma-separated choice of rows")
    parser.add_argument("--check-rdb")
    arguments = parser.parse_args()
    arguments.check_rdb = arguments.check_rdb or find_check_rdb(CHECK_RDB[arguments.kind])
    sizes = arguments.counters_keys if arguments.kind == "counters" else [2_600_000]
    for keys in [arguments.keys] if arguments.keys else sizes:
        run_rows(arguments, keys)


if __name__ == "__main__":
    main()
