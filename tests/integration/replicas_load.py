# SPDX-License-Identifier: Apache-2.0
"""The Load of oracle_load.py through a balancer: streams that end are opened
anew, as the documentation tells clients to."""

import asyncio
import collections
import contextlib
import functools

import grpc

from client import Failure
from oracle_load import SERVED, Load
from wampbridge.v1 import bridge_pb2

# nginx cuts a stream that has begun, when the bridge is gone: INTERNAL.
CODES = {"UNAVAILABLE", "INTERNAL"}
HOLD_SECONDS = 0.05  # of each call at the callee, so that some are under way
# All clients connect anew when nginx is reloaded, over which gRPC in this process
# now and then spends seconds, with every channel that it has.
GRACE_SECONDS = 30
KEPT_STREAMS = 3
KEPT = "com.history.long"  # whose events Crossbar keeps


class ReplicasLoad(Load):
    """Callers, publishers, streams and a callee that outlive a bridge."""

    def __init__(self, target, oracle):
        super().__init__(target, oracle, HOLD_SECONDS, GRACE_SECONDS)
        self.ends = collections.Counter()  # (method, outcome, code) of streams
        self.resumed = []  # of each stream of KEPT: publication ids
        self.kept = []  # publication ids that were acknowledged, in order

    async def start(self, callers=16, publishers=3, streams=6):
        """Starts clients of Call, Publish, Subscribe and Register."""
        self._spawn(self._readers, self._serve(self._stub()))
        for _ in range(KEPT_STREAMS):
            self.resumed.append([])
            self._spawn(self._readers, self._resume(self._stub(),
                                                    self.resumed[-1]))
        for number in range(streams):
            self.streams.append([])
            self._spawn(self._readers, self._subscribe(
                self._stub(), self.streams[-1], prefix=number % 2 == 0))
        for _ in range(1 + KEPT_STREAMS + streams):
            await asyncio.wait_for(self._accepted.acquire(), 30)
        served = functools.partial(self._call, procedure=SERVED + ".x")
        for name, ask, count in (
                ("caller", self._call, callers), ("served", served, callers),
                ("publisher", self._publish, publishers)):
            for number in range(count):
                source = f"{name} {number}"
                self._sources.append(source)
                self._spawn(self._askers, ask(self._stub(), source))
        self._spawn(self._askers, self._publish_kept(self._stub()))

    async def _publish_kept(self, stub):
        while not self._over.is_set():
            with contextlib.suppress(grpc.aio.AioRpcError):
                answer = await stub.Publish(
                    bridge_pb2.PublishRequest(topic=KEPT),
                    timeout=self._patience_seconds)
                self.kept.append(answer.publication_id)
            await self._pause()

    async def _all_given(self):
        """Each stream of KEPT has been given the last one."""
        while not all(self.kept[-1] in ids for ids in self.resumed):
            await asyncio.sleep(0.02)

    async def _resume(self, stub, ids):
        """Each stream begins after the last event of the one before."""
        async def read():
            request = bridge_pb2.SubscribeRequest(
                topics=[bridge_pb2.Topic(uri=KEPT)])
            if ids:
                request.options.history.after_publication = ids[-1]
            rpc = stub.Subscribe(request)
            self._rpcs.append(rpc)
            with contextlib.suppress(asyncio.CancelledError):
                async for frame in rpc:
                    kind = frame.WhichOneof("frame")
                    assert kind in ("subscribed", "event", "caught_up"), frame
                    if kind == "event":
                        ids.append(frame.event.publication_id)
                    elif kind == "subscribed":
                        self._accepted.release()
        await self._again("Subscribe", read, lambda: None)

    async def _subscribe(self, stub, frames, prefix):
        """The end of a stream is a gap of its own."""
        await self._again("Subscribe", functools.partial(
            super()._subscribe, stub, frames, prefix),
                          lambda: frames.append(None))

    async def _serve(self, stub):
        await self._again("Register", functools.partial(super()._serve, stub),
                          lambda: None)

    async def _again(self, method, read, ended):
        """Reads until the test cancels it, over streams that end one
        after the other."""
        while True:
            try:
                return await read()
            except asyncio.InvalidStateError:
                continue  # It ended while an answer was to be written.
            except grpc.aio.AioRpcError as error:
                failure = Failure.of(error)
                self.ends[method, failure.outcome, failure.code] += 1
                assert failure.code in CODES, failure
                ended()
                await self._pause()
