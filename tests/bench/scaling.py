# SPDX-License-Identifier: Apache-2.0
"""docs/scaling.md: what many calls and many streams need, reckoned from the
figures of one run."""

import math
import statistics

MILLION = 1_000_000
MICROSECONDS = 1_000_000
KIBIBYTES_IN_GIBIBYTE = 1 << 20
LOAD = 0.7  # of a core, as one would plan it

HEAD = """# Scaling

<!-- Written by tests/bench/report.py out of one run of `make bench`; change that. -->

The figures are those of the run in [benchmarks.md](benchmarks.md), on a machine on which the load generator, the router and the callee share {cores} cores
with the bridge; what is reckoned from them says so, and plans cores at {load:.0%} load. They belong to the embedded router, which is for development; another
router has its own. The rows were measured one after the other: where their spreads overlap, they say that there is no great difference, and no more.
"""

NOTES = """
## What follows

- **Calls**: a bridge process uses one core for each gRPC thread and one for each I/O thread. A second gRPC thread costs more for each call, since both wait on
  the same sockets, so it is for a machine on which one process shall use more cores; otherwise more replicas are cheaper.
- **Sessions**: more of them cost nothing by themselves, but fewer calls share a read and a write. One carries what one I/O thread can do; `pool.max` is for
  routers that bound what one session may have in flight, and for head-of-line blocking by large messages.
- **Replicas** share nothing: each has its own sessions. What is lost behind a balancer that speaks HTTP/2 one stream at a time, such as nginx, is lost in the
  balancer and in smaller reads; a gRPC client that balances by itself, or a balancer that multiplexes, loses less.
- **Streams**: however many streams of one bridge want a topic, the router holds one subscription and sends one EVENT for each replica. So the router's work goes with
  events × replicas, the bridge's with events × streams. `limits.streams` (20,000) has to be raised, and a process needs a file descriptor for each client
  *connection*, not for each stream.
- **The router is the limit** for calls: every one passes it twice (CALL and RESULT, INVOCATION and YIELD), and a realm lives in one router. Beyond what one takes,
  realms or URI ranges have to be spread over routers, as several `routers` and `identities` of the configuration.
"""


# The same bridge under the same load.
ORDINARY = ("call/64B/64", "scale/grpc-threads/1", "scale/sessions/1")


def _median(results, scenarios, metric):
    """Gives the bridge's median over all repeats of these scenarios."""
    values = [sample[metric] for result in results
              if result["scenario"] in scenarios
              for sample in result["samples"].get("bridge", [])
              if metric in sample]
    return statistics.median(values) if values else None


def _rows(results):
    yield "| Calls of 64 B, 64 in flight | bridge CPU µs | spread | router CPU µs | balancer CPU µs | Calls a second here |"
    yield "|---|---|---|---|---|---|"
    for result in results:
        if not result["scenario"].startswith("scale/") or result["error"]:
            continue
        value = {row["metric"]: row["subject"] for row in result["rows"]}
        balancer = value.get("balancer_us")
        cpu = result["rows"][0]
        yield (f"| {result['rows'][0]['what']} | {value['cpu_us']:.1f} "
               f"| {cpu['least']:.1f}–{cpu['most']:.1f} | {value['router_us']:.1f} "
               f"| {f'{balancer:.1f}' if balancer else ''} "
               f"| {value['per_second']:.0f} |")


def _calls(results):
    bridge = _median(results, ORDINARY, "cpu_us")
    router = _median(results, ORDINARY, "router_us")
    if bridge is None or router is None:
        return
    cores = math.ceil(bridge / LOAD)
    yield ""
    yield "## 1,000,000 Calls a second"
    yield ""
    yield (f"Reckoned: {bridge:.1f} µs of the bridges and {router:.1f} µs of the routers for each Call are {bridge:.0f} and {router:.0f} busy "
           f"cores, so {cores} and {math.ceil(router / LOAD)} to plan. With one gRPC and one I/O thread, two cores a replica, that is about "
           f"{math.ceil(cores / 2)} replicas. The embedded router serves from one thread, so one of it ends at about "
           f"{LOAD * MICROSECONDS / router:,.0f} Calls a second, and "
           f"{math.ceil(router / LOAD)} realms or routers are needed; the callees' own cores come on top.")


def _streams(results):
    memory = _median(results, ["memory/stream"], "kib")
    delivery = _median(results, ["fanout/10000"], "cpu_us")
    router = _median(results, ["fanout/10000"], "router_us")
    if memory is None or delivery is None:
        return
    total = memory * MILLION / KIBIBYTES_IN_GIBIBYTE
    yield ""
    yield "## 1,000,000 Subscribe streams"
    yield ""
    yield (f"Reckoned: {memory:.1f} KiB for each idle stream are {total:.0f} GiB over all replicas. A delivery costs {delivery:.1f} µs, so each event a "
           f"second that goes to all of them needs {delivery:.0f} busy cores, {math.ceil(delivery / LOAD)} to plan, and takes that long over the "
           f"replicas' cores; 50 replicas hold 20,000 streams each, the default of `limits.streams`. The router's share is one EVENT for each replica "
           f"({(router or 0) * 10000:.0f} µs for each event in this run, whatever the streams are).")


def page(document):
    """Gives the page."""
    results = document["results"]
    lines = [HEAD.format(cores=document["cores"], load=LOAD)]
    lines += _rows(results)
    lines += _calls(results)
    lines += _streams(results)
    return "\n".join(lines) + "\n" + NOTES
