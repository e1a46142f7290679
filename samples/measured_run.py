#!/usr/bin/env python3
"""measured_run.py RDBMILL MEASURE KEYS FOLDER: the commands of the quickstart, one after the other.

Shows each command and what it prints, measures it with samples/measure.cc (wall time, peak memory),
and ends with two tables. Files of earlier runs in FOLDER are overwritten.
"""

import json
import os
import subprocess
import sys
import tempfile

PATTERN = "{d1}:{d2}:{d3}:{d4}:{article}:{d5}:{date}:{hour}:{minute}"


class Step:
    def __init__(self, name, keys, size, seconds, peak):
        self.name, self.keys, self.size, self.seconds, self.peak = name, keys, size, seconds, peak


def shown(command):
    """As a person would type it."""
    words = ["rdbmill", *command[1:]]
    return " ".join(f"'{word}'" if set(word) & set("{} ") else word for word in words)


def run(command, measure):
    """Runs it with its output on ours; returns seconds and peak memory in bytes."""
    print(f"\n$ {shown(command)}", flush=True)
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as result:
        code = subprocess.run([measure, result.name, *command], stdin=subprocess.DEVNULL,
                              stderr=subprocess.STDOUT, check=False).returncode
        if code != 0:
            sys.exit(f"quickstart: {shown(command)}: exit {code}")
        cost = json.load(result)
    return cost["wall"], cost["peak"]


def count(program, path):
    """Keys in a dump, counted."""
    done = subprocess.run([program, "info", "--count", "--json", path], stdout=subprocess.PIPE,
                          check=True)
    info = json.loads(done.stdout)
    return sum(database["keys"] for database in info["databases"])


def iec(size):
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024 or unit == "GiB":
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return ""


def table(steps):
    rows = [("", "keys", "file", "time", "keys/s", "peak memory")]
    for step in steps:
        rows.append((step.name, f"{step.keys:,}", f"{iec(step.size)}", f"{step.seconds:.2f} s",
                     f"{step.keys / step.seconds:,.0f}", iec(step.peak)))
    print_rows(rows)


def print_rows(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join([row[0].ljust(widths[0]),
                         *[cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]]).rstrip())


def main():
    program, measure = (os.path.abspath(path) for path in sys.argv[1:3])
    keys = sys.argv[3]
    os.chdir(sys.argv[4])
    flat, grouped, stream = "flat.rdb", "hashes.rdb", "hashes.resp"
    steps = []

    def step(name, command, keys_of=flat, size_of=flat):
        seconds, peak = run(command, measure)
        steps.append(Step(name, count(program, keys_of), os.path.getsize(size_of), seconds, peak))

    step("gen", [program, "gen", "counters", "--keys", keys, "--seed", "1", "-O", "-o", flat])
    step("info", [program, "info", flat])
    step("check", [program, "check", "-v", flat])
    step("report", [program, "report", flat])
    step("regroup", [program, "regroup", flat, "-O", "-o", grouped, "--match", PATTERN,
                     "--field", "article"])
    step("info of the result", [program, "info", grouped], grouped, grouped)
    step("check of the result", [program, "check", "-v", grouped], grouped, grouped)
    step("resp", [program, "resp", grouped, "-O", "-o", stream], grouped, stream)

    print()
    table(steps)
    print()
    compare(steps)


def compare(steps):
    """The flat dump and the hashes, each as its own check found it."""
    found = {step.name: step for step in steps}
    flat, grouped = found["check"], found["check of the result"]
    rows = [("", "before", "after"),
            ("keys", f"{flat.keys:,}", f"{grouped.keys:,}"),
            ("file bytes", f"{flat.size:,}", f"{grouped.size:,}"),
            ("time to check", f"{flat.seconds:.3f} s", f"{grouped.seconds:.3f} s"),
            ("keys/s", f"{flat.keys / flat.seconds:,.0f}",
             f"{grouped.keys / grouped.seconds:,.0f}"),
            ("peak memory", iec(flat.peak), iec(grouped.peak))]
    print_rows(rows)


if __name__ == "__main__":
    main()
