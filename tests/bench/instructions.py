#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What one request costs the bridge, in instructions and allocations, by layer.

Runs `wampbridge serve` under valgrind's callgrind, with its router and a callee
of autobahn's in other processes, sends requests one after the other and divides.
Instructions do not depend on how fast or busy the machine is, so they are what
a change is judged by: `--check` fails where a request costs more than
tests/bench/instructions.json allows, `--write` writes that file anew.
"""

import argparse
import collections
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests/integration"))

import bridge as bridges
import values
from callgrind import Profile
from peer import Peer
from process import Process

from wampbridge.v1 import bridge_pb2

BUDGET = HERE / "instructions.json"
TOLERANCE = 0.05
WARM_UP = 100

# The first whose pattern is found in a function's file, else in its binary.
LAYERS = [
    ("rpc (bridge/server)", r"^bridge/(server|serve)/"),
    ("access", r"^bridge/(access|identities)/|^auth/"),
    ("pool", r"^bridge/pool/"),
    ("translate", r"^bridge/(translate|errors)/"),
    ("subscribe", r"^bridge/subscribe/"),
    ("session and codec", r"^wamp/(codec/)?[a-z_]+\.(cc|h)"),
    ("transport", r"^wamp/transport/|/boost/"),
    ("protobuf", r"\.pb\.(cc|h)|/google/protobuf/|libprotobuf"),
    ("gRPC", r"/grpc(pp)?/|libgrpc|libgpr|libabsl|libupb|libre2|libcares"),
    ("C and C++ library", r""),
]
ALLOCATORS = re.compile(r"^(malloc|calloc|realloc|aligned_alloc|"
                        r"posix_memalign|operator new.*)(@.*)?('\d+)?$")
FREEING = re.compile(r"^(_?_?(libc_)?(int_)?(malloc|free|calloc|realloc).*|"
                     r"_int_.*|operator (new|delete).*|tcache.*|"
                     r"unlink_chunk.*|sysmalloc.*)$")


@dataclasses.dataclass
class Scenario:
    """What is asked of the bridge, so many times."""

    name: str
    count: int
    prepare: object  # (client) -> function that makes one request


def _call(payload):
    def prepare(client):
        request = bridge_pb2.CallRequest(procedure="com.bench.echo",
                                         payload=payload)
        return lambda: client.stub.Call(request, timeout=60)
    return prepare


def _publish(acknowledge):
    def prepare(client):
        request = bridge_pb2.PublishRequest(
            topic="com.bench.topic", payload=values.payload("x" * 64),
            options=bridge_pb2.PublishOptions(acknowledge=acknowledge))
        return lambda: client.stub.Publish(request, timeout=60)
    return prepare


REALISTIC = {f"field{n}": [n, n / 3, f"value {n}", {"nested": bool(n % 2)}]
             for n in range(20)}
SCENARIOS = [
    Scenario("call, 64 B", 1000, _call(values.payload("x" * 64))),
    Scenario("call, 64 B as JSON", 1000,
             _call(values.json_payload({"args": ["x" * 64]}))),
    Scenario("call, 20 fields", 500, _call(values.payload(REALISTIC))),
    Scenario("call, 64 KiB", 200, _call(values.payload("x" * 65536))),
    Scenario("publish, acknowledged", 1000, _publish(True)),
    Scenario("publish", 1000, _publish(False)),
]


class Valgrind:
    """`wampbridge serve` under callgrind."""

    def __init__(self, folder, router_url):
        self._folder = folder
        self._dumps = 0
        self.bridge = bridges.Bridge(
            folder, bridges.configuration(
                router_url,
                router_settings={"serializers": ["msgpack"]}), {}, wrapper=[
                "valgrind", "--tool=callgrind", "--quiet",
                f"--callgrind-out-file={folder}/out"])

    def _control(self, flag):
        subprocess.run(["callgrind_control", flag,
                        str(self.bridge.process.pid)],
                       check=True, stdout=subprocess.DEVNULL)

    def measure(self, work):
        """Gives the Profile of what the bridge did for `work`."""
        self._control("--zero")
        work()
        self._control("--dump")
        self._dumps += 1
        return Profile((self._folder / f"out.{self._dumps}").read_text())


def layer_of(function):
    """Names the layer that a function belongs to."""
    if FREEING.match(function.name.split("'")[0]):
        return "allocation"
    file = re.sub(r"^(/proc/self/cwd/|\./)", "", function.file)
    for name, pattern in LAYERS:
        if re.search(pattern, file if file != "???" else function.binary):
            return name
    raise AssertionError("the last pattern matches everything")


def summary(profile, count):
    """Gives {layer: instructions} and allocations, for one request."""
    layers = collections.Counter()
    for function, cost in profile.instructions.items():
        layers[layer_of(function)] += cost
    allocations = collections.Counter()
    for (caller, called), times in profile.calls.items():
        if ALLOCATORS.match(called.name) and not ALLOCATORS.match(caller.name):
            allocations[layer_of(caller)] += times
    return ({name: round(cost / count) for name, cost in layers.items()},
            {name: round(times / count, 2)
             for name, times in allocations.items()})


def run(scenario, valgrind, client):
    """Measures one scenario."""
    request = scenario.prepare(client)
    for _ in range(WARM_UP):
        request()

    def work():
        for _ in range(scenario.count):
            request()
    return summary(valgrind.measure(work), scenario.count)


def measure_all(tools):
    """Gives {scenario: (instructions, allocations)}, each by layer."""
    router = bridges.DevRouter(router_url="tcp://127.0.0.1:0")
    callee = Peer("autobahn", tools, router.url, serializer="msgpack")
    callee.do("serve", prefix="com.bench")
    results = {}
    with tempfile.TemporaryDirectory() as name:
        valgrind = Valgrind(pathlib.Path(name), router.url)
        try:
            client = valgrind.bridge.client()
            for scenario in SCENARIOS:
                results[scenario.name] = run(scenario, valgrind, client)
        finally:
            valgrind.bridge.stop()
            callee.close()
            router.close()
    return results


def table(results):
    """Gives the figures as a Markdown table."""
    names = [name for name, _ in LAYERS] + ["allocation"]
    lines = ["| layer | " + " | ".join(results) + " |",
             "|---|" + "---:|" * len(results)]

    def row(title, cells):
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    for name in names:
        cells = [(instructions.get(name, 0), allocations.get(name, 0))
                 for instructions, allocations in results.values()]
        if any(map(any, cells)):
            row(name, [f"{cost:,} · {times:g}" for cost, times in cells])
    row("**all**", [f"**{total(one):,} · {allocated(one):g}**"
                    for one in results.values()])
    return "\n".join(lines)


def total(result):
    """Gives the instructions of all layers."""
    return sum(result[0].values())


def allocated(result):
    """Gives the allocations of all layers."""
    return round(sum(result[1].values()), 1)


def grown(results, budget):
    """Gives a line for each scenario that costs more than it may."""
    lines = []
    for name, result in results.items():
        for what, now in (("instructions", total(result)),
                          ("allocations", allocated(result))):
            allowed = budget[name][what]
            if now > allowed * (1 + TOLERANCE):
                lines.append(f"{name}: {now:,} {what}, {allowed:,} were "
                             f"allowed (and {TOLERANCE:.0%} more)")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=bridges.PROGRAM,
                        type=pathlib.Path, help="wampbridge, with -g")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    bridges.PROGRAM = arguments.program
    results = measure_all(pathlib.Path(os.environ["WAMPBRIDGE_TEST_TOOLS"]))
    print("Instructions · allocations of the bridge for one request, one at a "
          "time, tcp and MessagePack:\n\n" + table(results))
    if arguments.write:
        BUDGET.write_text(json.dumps(
            {name: {"instructions": total(result),
                    "allocations": allocated(result)}
             for name, result in results.items()}, indent=1) + "\n")
    if arguments.check:
        problems = grown(results, json.loads(BUDGET.read_text()))
        print("\n".join(problems) or "within the budget")
        sys.exit(bool(problems))


if __name__ == "__main__":
    main()
