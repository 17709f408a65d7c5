#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/benchmarks.md, its plots and docs/scaling.md out of one run's JSON.

    tests/bench/report.py bench.json
"""

import argparse
import json
import pathlib
import statistics

import plot
import scaling

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"

METRICS = {"cpu_us": "CPU µs", "p50_us": "p50 µs", "p99_us": "p99 µs",
           "kib": "KiB", "ms": "ms",
           "router_us": "router CPU µs", "balancer_us": "nginx CPU µs",
           "per_second": "a second"}

HEAD = """# Benchmarks

<!-- Written by tests/bench/report.py out of one run of `make bench`; change that. -->

What the bridge costs beside servers and clients that do half of its work, measured in one run. Absolute figures belong to the machine; ratios
carry over. **bare** is a C++ gRPC server of the same library that answers the same messages and knows no WAMP (callback API and completion queue; the
cheaper one counts). **direct** is a WAMP client on the bridge's own core at the same router. **naive** is a bridge written in an afternoon
(`tests/bench/naive`). CPU is user and system time of the measured process alone. All contenders of a row take turns, repeat by repeat; a ratio is taken
within each round, its median counts, and the spread is the lowest and the highest.

| command | does |
|---|---|
| `make bench` | everything below, and this page's figures into `bench.json` |
| `make bench-quick` | the main rows, in under two minutes |
| `bazel-bin/tests/bench/bench --list` | the scenarios; `--scenario=REGEX` chooses, `--repeats=N`, `--seconds=S` |
| `tests/bench/report.py bench.json` | writes this page and its plots |

"""

# The read streams of slow-readers/rate.
LOSSLESS_STREAMS = 99

NOTES = pathlib.Path(__file__).with_name("notes.md")


def number(value):
    """Gives three digits' worth."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def verdict(row):
    if not row["bar"]:
        return ""
    if not row["passed"]:
        return "**missed**"
    return "passed, aim reached" if row["value"] <= row["aim"] else "passed"


def main_table(results):
    """Gives the lines of the rows that have a bar."""
    yield "| what | metric | bridge | yardstick | is | ratio | spread | bar | |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for result in results:
        for row in result["rows"]:
            if not row["bar"]:
                continue
            ratio = row["yardstick"] != 0
            yield (
                f"| {row['what']} | {METRICS[row['metric']]} "
                f"| {number(row['subject'])} "
                f"| {number(row['yardstick']) if ratio else ''} "
                f"| {row['against']} "
                f"| {number(row['value']) if ratio else ''} "
                f"| {number(row['least'])}–{number(row['most'])} "
                f"| ≤ {row['bar']:g} | {verdict(row)} |")


def slow_readers(results):
    """Gives the lines of what streams cost and get beside unread ones."""
    rows = [row for result in results for row in result["rows"]
            if result["scenario"].startswith("slow-readers")]
    if not rows:
        return
    yield ""
    yield "## Beside streams that are not read"
    yield ""
    yield "| what | metric | bridge | yardstick | is | ratio | spread |"
    yield "|---|---|---|---|---|---|---|"
    for row in rows:
        yield (f"| {row['what']} | {METRICS[row['metric']]} "
               f"| {number(row['subject'])} | {number(row['yardstick'])} "
               f"| {row['against']} | {number(row['value'])} "
               f"| {number(row['least'])}–{number(row['most'])} |")
        if row["metric"] == "per_second":
            events = row["subject"] / LOSSLESS_STREAMS
            yield ""
            yield (f"So the highest rate at which each of the "
                   f"{LOSSLESS_STREAMS} streams is given every event is "
                   f"{number(events)} events a second.")


def failures(results):
    for result in results:
        if result["error"]:
            yield f"- `{result['scenario']}` could not be measured: {result['error']}"


def medians(result, metric):
    """Gives contender -> its median."""
    return {name: statistics.median(s[metric] for s in samples)
            for name, samples in result["samples"].items()
            if samples and metric in samples[0]}


def sweep(results, prefix):
    """Gives [(x's name, {contender: {metric: median}})] of a sweep."""
    found = []
    for result in results:
        if result["scenario"].startswith(prefix) and not result["error"]:
            values = {metric: medians(result, metric) for metric in METRICS}
            found.append((result["scenario"].removeprefix(prefix), values))
    return found


def bare_of(values):
    return min(values[name] for name in ("bare-queue", "bare-callback")
               if name in values)


def sweep_lines(points, metric):
    """Gives series -> values, in the order of the points."""
    lines = {"bridge": [], "bare + direct": [], "bare": [], "direct": []}
    for _, values in points:
        value = values[metric]
        lines["bridge"].append(value["bridge"])
        lines["bare"].append(bare_of(value))
        if "direct" in value:
            lines["direct"].append(value["direct"])
            lines["bare + direct"].append(bare_of(value) + value["direct"])
    return {name: line for name, line in lines.items() if line}


def sweep_table(title, points):
    yield f"| {title} | bridge CPU µs | bare | direct | ratio | bridge p50 µs | p99 µs |"
    yield "|---|---|---|---|---|---|---|"
    for name, values in points:
        cpu = values["cpu_us"]
        bare, direct = bare_of(cpu), cpu.get("direct", 0)
        yield (f"| {name} | {number(cpu['bridge'])} | {number(bare)} "
               f"| {number(direct) if direct else ''} "
               f"| {number(cpu['bridge'] / (bare + direct))} "
               f"| {number(values['p50_us']['bridge'])} "
               f"| {number(values['p99_us']['bridge'])} |")


SWEEPS = [
    ("sweep/payload/", "octets of payload, 16 in flight", "payload", True),
    ("sweep/in-flight/", "Calls of 64 B in flight", "in-flight", True),
    ("fanout/", "streams that one event goes to, each delivery", "fanout",
     True),
    ("sweep/transport/", "transport, 64 B, 64 in flight", None, False),
    ("sweep/serializer/", "serializer, 20 nested fields", None, False),
    ("sweep/form/", "payload form, 20 nested fields", None, False),
]


def sections(results, docs):
    for prefix, title, picture, logarithmic in SWEEPS:
        points = sweep(results, prefix)
        if not points:
            continue
        yield ""
        yield f"## By {title}"
        yield ""
        yield from sweep_table(title.split(",")[0], points)
        if picture:
            name = f"benchmarks-{picture}.svg"
            (docs / name).write_text(plot.lines(
                f"CPU µs by {title}", [float(x) for x, _ in points],
                sweep_lines(points, "cpu_us"), logarithmic=logarithmic))
            yield ""
            yield f"![CPU by {title}]({name})"


def ratios_plot(results, docs):
    rows = [row for result in results for row in result["rows"]
            if row["bar"] and row["yardstick"]]
    (docs / "benchmarks-ratios.svg").write_text(plot.bars(
        "Ratio to the yardstick; the mark is the bar",
        [(f"{row['what']} ({METRICS[row['metric']]})", row["value"],
          row["least"], row["most"], row["bar"]) for row in rows]))


def page(document, docs):
    results = document["results"]
    lines = [HEAD + f"Run: `{document['command']}`, {document['time']}, "
             f"{document['cores']} cores of {document['processor']}.", ""]
    lines += main_table(results)
    lines += ["", "![ratios](benchmarks-ratios.svg)"]
    lines += failures(results)
    if NOTES.exists():
        lines += ["", NOTES.read_text().strip()]
    lines += slow_readers(results)
    lines += sections(results, docs)
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("json", type=pathlib.Path)
    parser.add_argument("--docs", type=pathlib.Path, default=DOCS)
    arguments = parser.parse_args()
    document = json.loads(arguments.json.read_text())
    ratios_plot(document["results"], arguments.docs)
    (arguments.docs / "benchmarks.md").write_text(
        page(document, arguments.docs))
    (arguments.docs / "scaling.md").write_text(scaling.page(document))


if __name__ == "__main__":
    main()
