# SPDX-License-Identifier: Apache-2.0
"""Every promise about outcomes and streams, kept while the router is killed and
its connections fail. WAMPBRIDGE_SEED=… replays a run's schedule."""

import asyncio
import contextlib

import pytest

import bridge as bridges
import network
from faulty_link import FAULTS, FaultyLink
from oracle import Oracle, was_seen, what_ran
from oracle_load import PROCEDURE, TOPIC, Load
from resident import resident_kib
from seeds import seeded

KILLS = 20
FAULTS_STRUCK = 16
# A dead connection is found soon, so that half-open links are short outages.
ROUTER = {"keepalive": {"interval": "300ms", "timeout": "400ms",
                        "rawsocket_ping": True},
          "connect_timeout": "1s", "serializers": ["msgpack"]}
POOL = {"min": 2, "max": 4, "target_in_flight": 4}
GROWTH_KIB = 24 << 10


class Router:
    """An embedded router that can be killed and started again."""

    def __init__(self, scheme="tcp"):
        path = "/ws" if scheme == "ws" else ""
        self.url = f"{scheme}://127.0.0.1:{network.free_port()}{path}"
        self.start()

    def start(self):
        """Starts it."""
        self._running = bridges.DevRouter(router_url=self.url)

    def kill(self):
        """Ends it without a word."""
        self._running.process.kill()

    def close(self):
        """Ends it."""
        self._running.close()


class Trial:
    """A bridge, a load and a witness at the router, to be struck by faults."""

    def __init__(self, served, router_url, peer):
        self._served = served
        self.oracle = Oracle()
        self._witness = peer("witness", router_url, procedure=PROCEDURE,
                             topic=TOPIC)
        self.load = None

    async def _run(self, faults):
        self.load = Load(self._served.target, self.oracle)
        await self.load.start()
        await self.load.expect(300)
        before = resident_kib(self._served.process.pid)
        await faults(self.load)
        await self.load.expect_each()  # Everything is back.
        await self.load.stop(self._witnessed)
        grown = resident_kib(self._served.process.pid) - before
        assert grown < GROWTH_KIB, f"{grown} KiB more"

    def run(self, faults, lossless):
        """Has `faults(load)`, a coroutine, done, and checks all promises.

        `lossless`: the witness keeps its session all the time.
        """
        asyncio.run(self._run(faults))
        # The witness has written the last line by now.
        ran = what_ran(self.load, self._witness)
        print(dict(self.oracle.counts))
        self.oracle.check(ran, lossless)
        for frames in self.load.streams:
            self.oracle.check_stream(frames)
        service = self.load.service
        assert service["registered"] == service["interrupted"] + 1, service
        assert set(service) <= {"registered", "interrupted", "gap",
                                "invocation", "interrupt"}, service

    def _witnessed(self, mark):
        return was_seen(self._witness, mark)


@pytest.fixture(name="trial")
def fixture_trial(bridge, peer):
    """Gives a function that makes a Trial of a router and a way to it."""
    def make(router_url, bridge_url=None):
        served = bridge(bridges.configuration(
            bridge_url or router_url, {"default": bridges.identity(pool=POOL)},
            ROUTER if bridge_url else None))
        return Trial(served, router_url, peer)
    return make


def test_router_killed_twenty_times(trial):
    chance, _ = seeded()
    with contextlib.closing(Router()) as router:
        async def kills(load):
            for _ in range(KILLS):
                await load.expect(chance.randrange(1, 100))
                await asyncio.to_thread(router.kill)
                if chance.random() < 0.5:
                    await load.expect(chance.randrange(1, 20),
                                      "NOT_SENT UNAVAILABLE")
                await asyncio.to_thread(router.start)
        trial(router.url).run(kills, lossless=False)


def test_crossbar_killed(own_crossbar, trial):
    chance, _ = seeded()

    async def kill(load):
        await load.expect(chance.randrange(1, 200))
        await asyncio.to_thread(own_crossbar.restart)
    trial(own_crossbar.url("tcp")).run(kill, lossless=False)


@pytest.mark.parametrize("scheme", ["tcp", "ws"])
def test_faulty_links(trial, scheme):
    chance, _ = seeded()
    with contextlib.closing(Router(scheme)) as router, contextlib.closing(
            FaultyLink(router.url, chance)) as link:
        async def faults(load):
            schedule = [*FAULTS, *chance.choices(FAULTS, k=FAULTS_STRUCK -
                                                 len(FAULTS))]
            chance.shuffle(schedule)
            for fault in schedule:
                await load.expect(chance.randrange(1, 100))
                while not link.strike(fault):
                    await load.expect(1)  # The last one has only just ended.
        trial(router.url, link.url).run(faults, lossless=True)


def test_duplicated_results_are_dropped(trial):
    with contextlib.closing(Router()) as router, contextlib.closing(
            FaultyLink(router.url)) as link:
        async def doubles(load):
            link.strike("double")
            for _ in range(50):
                await load.expect(50)
                if link.duplicated > 50:
                    break
            assert link.duplicated > 50
        one = trial(router.url, link.url)
        one.run(doubles, lossless=True)
        assert set(one.oracle.counts) == {"OK"}, one.oracle.counts
        assert not one.load.service["interrupted"]
