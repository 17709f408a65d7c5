# SPDX-License-Identifier: Apache-2.0
"""Three bridges behind nginx, of which one is replaced under load: nothing is
lost that the outcomes and the streams do not tell. WAMPBRIDGE_SEED=… replays a
run's schedule, as far as nginx lets it."""

import asyncio
import collections
import contextlib
import signal

import pytest

import bridge as bridges
import crossbar_config
import values
from balancer import Balancer
from callee import error_of, registered
from client import Client, failing
from metrics_test import scrape
from network import eventually
from oracle import Oracle, was_seen, what_ran
from oracle_load import PROCEDURE, TOPIC
from replicas_load import ReplicasLoad
from seeds import seeded
from wampbridge.v1 import bridge_pb2

# nginx's own answers where a bridge is gone with the request, without a word
# about what became of it: 502, or a cut where the answer had begun.
GONE = "UNTOLD UNAVAILABLE"
CUT = "UNTOLD INTERNAL"
# gRPC's own server gives it to a call that crosses its GOAWAY.
CROSSED = "UNTOLD CANCELLED"

WORDS = "x" * 1400  # about what trailers have room for
TENANT = "x_tenant"  # nginx by itself drops names with underscores


def once(frames):
    """Gives a stream's frames without the events that it had had before its
    last end: the session of the bridge that it comes to then may be behind
    that of the first."""
    kept, earlier, now = [], set(), set()
    for mark in frames:
        if mark is None:
            earlier, now = earlier | now, set()
        elif mark in earlier:
            continue
        else:
            now.add(mark)
        kept.append(mark)
    return kept


class Farm:
    """The bridges, nginx before them, and a witness at the router."""

    def __init__(self, replicas, balancer, witness):
        self.replicas = replicas
        self.balancer = balancer
        self.oracle = self.load = None
        self._witness = witness

    def run(self, end, untold=(), bring_back=lambda: None):
        """Has `end(bridge)`, a coroutine, end a bridge under load; another one
        comes in its place. Checks all promises; answers without an outcome are
        as `untold` says. Gives how often each mark has run."""
        self.oracle = Oracle(untold)
        self.load = ReplicasLoad(self.balancer.target, self.oracle)
        chance, _ = seeded()
        asyncio.run(self._run(end, bring_back, chance))
        ran = what_ran(self.load, self._witness)
        print(dict(self.oracle.counts), dict(self.load.ends))
        self.oracle.check(ran, lossless=True)
        for frames in self.load.streams:
            self.oracle.check_stream(once(frames))
        for mark, request in self.oracle.requests.items():
            assert request.outcome != CROSSED or not ran[mark], request
        for ids in self.load.resumed:
            assert len(ids) == len(set(ids))
            certain = set(self.load.kept)
            assert [one for one in ids if one in certain] == self.load.kept
        return ran

    async def _run(self, end, bring_back, chance):
        load = self.load
        await load.start()
        await load.expect_each()
        await load.expect(chance.randrange(100, 300))
        victim = chance.choice(self.replicas)
        await end(victim)
        await load.expect(100)  # The other two go on.
        await asyncio.to_thread(victim.start)
        await asyncio.to_thread(bring_back)
        while not calls(victim):  # nginx has found the new one.
            await load.expect(1)
        await load.expect_each()
        await load.stop(self._witnessed)

    def _witnessed(self, mark):
        return was_seen(self._witness, mark)

    def outcomes(self, *kinds):
        """Gives how often requests from these sources ended how."""
        return collections.Counter(
            request.outcome for request in self.oracle.requests.values()
            if request.source.split()[0] in kinds)


def calls(bridge):
    """Gives how many calls a bridge has answered well."""
    return scrape(bridge).value("wampbridge_rpcs_total", method="Call",
                                code="OK")


@pytest.fixture(name="farm")
def fixture_farm(crossbar, bridge, peer, tmp_path):
    """Gives a Farm of three."""
    replicas = [bridge(bridges.configuration(
        crossbar.url("ws"),
        {"default": bridges.identity(realm=crossbar_config.ARCHIVE)},
        drain={"timeout": "5s"},
        metadata={"propagate": [TENANT]})) for _ in range(3)]
    first = replicas[0].client()
    eventually(lambda: first.finds_nobody(PROCEDURE), "the last test's witness")
    witness = peer("witness", crossbar.url("tcp"), realm=crossbar_config.ARCHIVE,
                   procedure=PROCEDURE, topic=TOPIC)
    with contextlib.closing(
            Balancer(tmp_path, [one.target for one in replicas])) as balancer:
        yield Farm(replicas, balancer, witness)


async def drain(bridge):
    """SIGTERM, and the end of all that was under way."""
    assert await asyncio.to_thread(bridge.process.stop) == 0, bridge.output
    assert "shut down; 0 calls and 0 streams were cut" in bridge.output


def test_replica_drained_under_load(farm):
    farm.run(drain, {GONE, CROSSED})


def test_replica_killed_under_load(farm):
    async def kill(bridge):
        await asyncio.to_thread(bridge.process.kill)
    farm.run(kill, {GONE, CUT})
    assert farm.outcomes("caller")[GONE], "nothing was under way"


def test_replica_taken_out_first_costs_nothing_that_has_begun(farm):
    async def take_out(bridge):
        await asyncio.to_thread(farm.balancer.reload, without=bridge.target)
        await drain(bridge)
    # GONE: nginx's reload has closed a connection that a call was on its way on.
    ran = farm.run(take_out, {GONE}, bring_back=farm.balancer.reload)
    for mark, request in farm.oracle.requests.items():
        if not request.source.startswith("served"):
            assert request.outcome == "OK" or not ran[mark], request


def test_nginx_passes_the_largest_error_and_any_metadata(farm, uri):
    def fail(invocation):
        yield error_of(invocation, uri + ".error", WORDS,
                       metadata=dict(invocation.metadata))
    with contextlib.closing(Client(farm.balancer.target)) as client:
        callee = registered(client, uri, handlers={uri: fail})
        with failing() as failures:
            client.stub.Call(bridge_pb2.CallRequest(procedure=uri), timeout=30,
                             metadata=[(TENANT, "a")])
        callee.cancel()
    assert failures[0].uri == uri + ".error"
    args, kwargs = values.contents(failures[0].detail.payload)
    assert (args, kwargs) == ([WORDS], {"metadata": {TENANT: "a"}})
