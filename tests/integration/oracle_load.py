# SPDX-License-Identifier: Apache-2.0
"""gRPC clients that ask without pause and tell an Oracle; all in one loop."""

import asyncio
import collections
import contextlib
import functools
import threading

import grpc
import grpc.aio

import callee
import values
from oracle_publisher import TOPIC, publish_streams
from wampbridge.v1 import bridge_pb2, bridge_pb2_grpc

PROCEDURE = "com.oracle.record"  # autobahn's
SERVED = "com.oracle.served"  # a prefix, served through Register
# A request's own limit on time, and what its client waits beyond that. The
# bridge has to answer in between; the promise is a second, and a machine that
# does many other things at once may add to it on the client's side.
LIMIT_SECONDS = 4
GRACE_SECONDS = 6
BACK_SECONDS = 60


class Load:
    """Callers, publishers, streams and a callee; see start(). autobahn's
    procedure is asked to take `hold_seconds` for each call. A client gives a
    request up `grace_seconds` after its limit.

    REQUIRES: start(), then stop(), from one asyncio loop.
    """

    def __init__(self, target, oracle, hold_seconds=0,
                 grace_seconds=GRACE_SECONDS):
        self._target = target
        self._hold_seconds = hold_seconds
        self._patience_seconds = LIMIT_SECONDS + grace_seconds
        self._oracle = oracle
        self._over = asyncio.Event()
        self._over_for_threads = threading.Event()
        self._askers = []
        self._sources = []
        self._readers = []
        self._rpcs = []
        self._channels = []
        self._accepted = asyncio.Semaphore(0)  # streams that are subscribed
        self.invoked = collections.Counter()  # mark -> how often, by Register
        self.streams = []  # of each Subscribe: marks, and None for a gap
        self.service = collections.Counter()  # frames of the Register stream

    def _stub(self):
        channel = grpc.aio.insecure_channel(
            self._target, options=[("grpc.use_local_subchannel_pool", 1)])
        self._channels.append(channel)
        return bridge_pb2_grpc.WampBridgeStub(channel)

    async def start(self, callers=4, publishers=2, streams=6):
        """Starts clients of each method."""
        self._spawn(self._readers, self._serve(self._stub()))
        for number in range(streams):
            self.streams.append([])
            self._spawn(self._readers, self._subscribe(
                self._stub(), self.streams[-1], prefix=number % 2 == 0))
        for _ in range(streams + 1):
            await asyncio.wait_for(self._accepted.acquire(), 30)
        served = functools.partial(self._call, procedure=SERVED + ".x")
        for name, ask, count in (
                ("caller", self._call, callers), ("served", served, callers),
                ("progressive", self._progressive, callers),
                ("publisher", self._publish, publishers),
                ("stream", self._publish_streams, publishers)):
            for number in range(count):
                source = f"{name} {number}"
                self._sources.append(source)
                self._spawn(self._askers, ask(self._stub(), source))

    @staticmethod
    def _spawn(tasks, coroutine):
        tasks.append(asyncio.ensure_future(coroutine))

    async def expect(self, more, outcome="OK"):
        """Waits until so many more requests have ended so."""
        enough = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._oracle.more(more, outcome,
                          lambda: loop.call_soon_threadsafe(enough.set))
        waiting = asyncio.ensure_future(enough.wait())
        tasks = self._askers + self._readers
        done, _ = await asyncio.wait(
            [waiting, *tasks], timeout=60,
            return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()  # raises what has gone wrong
        assert waiting in done, (
            f"no {more} more {outcome} but {self._oracle.counts}")

    async def expect_each(self):
        """Waits until another request of each source has been OK."""
        before = self._oracle.fine.copy()

        def silent():
            return [source for source in self._sources
                    if self._oracle.fine[source] == before[source]]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BACK_SECONDS):
                while silent():
                    await asyncio.sleep(0.02)
        assert not silent(), f"{silent()} are not back; {self.service}"

    async def stop(self, witnessed):
        """Lets all requests end; then publishes until `witnessed(mark)`, waits
        until all streams have been given the same, and ends them."""
        self._over.set()
        self._over_for_threads.set()
        await asyncio.wait_for(asyncio.gather(*self._askers), 60)
        async with asyncio.timeout(60):
            await self._publish_last(witnessed)
            await self._all_given()
        assert not any(reader.done() for reader in self._readers)
        for rpc in self._rpcs:
            rpc.cancel()
        for channel in self._channels:
            await channel.close()
        await asyncio.wait(self._readers, timeout=30)

    async def _publish_last(self, witnessed):
        stub, mark = self._stub(), 0
        while not mark or not witnessed(mark):
            mark = self._oracle.asked("Publish", "last")
            await self._publish_one(stub, mark)
            await asyncio.sleep(0.1)
        while not all(mark in frames for frames in self.streams):
            await asyncio.sleep(0.02)

    async def _all_given(self):
        """Waits for whatever else is to come."""

    async def _ask(self, mark, rpc):
        """Runs an RPC to its end and tells the oracle."""
        try:
            answer = await rpc
            self._oracle.told(mark, "OK")
            return answer
        except grpc.aio.AioRpcError as error:
            self._oracle.failed(mark, error)
            await self._pause()
            return None

    async def _pause(self):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.02):
                await self._over.wait()

    def _request(self, procedure, mark):
        request = bridge_pb2.CallRequest(
            procedure=procedure,
            payload=values.payload(mark, self._hold_seconds))
        request.timeout.FromSeconds(LIMIT_SECONDS)
        return request

    async def _call(self, stub, source, procedure=PROCEDURE):
        while not self._over.is_set():
            mark = self._oracle.asked("Call", source)
            response = await self._ask(mark, stub.Call(
                self._request(procedure, mark),
                timeout=self._patience_seconds))
            self._check_answer(mark, response)

    async def _progressive(self, stub, source):
        async def last_of(rpc):
            last = None
            async for response in rpc:
                last = response
            assert last is not None and last.final, last
            return last
        while not self._over.is_set():
            mark = self._oracle.asked("CallProgressive", source)
            response = await self._ask(mark, last_of(stub.CallProgressive(
                self._request(PROCEDURE, mark),
                timeout=self._patience_seconds)))
            self._check_answer(mark, response)

    @staticmethod
    def _check_answer(mark, response):
        if response is not None:
            (answer,), _ = values.contents(response.payload)
            assert answer == mark, f"call {mark} was given {answer}'s result"

    async def _publish_one(self, stub, mark):
        await self._ask(mark, stub.Publish(
            bridge_pb2.PublishRequest(topic=TOPIC,
                                      payload=values.payload(mark)),
            timeout=self._patience_seconds))

    async def _publish(self, stub, source):
        while not self._over.is_set():
            await self._publish_one(
                stub, self._oracle.asked("Publish", source))

    async def _publish_streams(self, stub, source):
        del stub
        loop, ended = asyncio.get_running_loop(), asyncio.Event()

        def publish():
            publish_streams(self._target, self._oracle, source,
                            self._over_for_threads)
            loop.call_soon_threadsafe(ended.set)
        # Not an executor's, for which a failed test would wait.
        threading.Thread(target=publish, daemon=True).start()
        await ended.wait()

    async def _subscribe(self, stub, frames, prefix):
        topic = (bridge_pb2.Topic(uri=TOPIC[:-2], match=bridge_pb2.MATCH_PREFIX)
                 if prefix else bridge_pb2.Topic(uri=TOPIC))
        rpc = stub.Subscribe(bridge_pb2.SubscribeRequest(
            topics=[topic], queue=bridge_pb2.Queue(max_events=10000)))
        self._rpcs.append(rpc)
        with contextlib.suppress(asyncio.CancelledError):
            async for frame in rpc:
                if frame.HasField("event"):
                    frames.append(values.contents(frame.event.payload)[0][0])
                elif frame.HasField("gap"):
                    frames.append(None)
                elif frame.HasField("subscribed"):
                    self._accepted.release()

    async def _serve(self, stub):
        rpc = stub.Register()
        self._rpcs.append(rpc)
        await rpc.write(bridge_pb2.RegisterRequest(
            register=bridge_pb2.RegisterProcedures(procedures=[callee.shared(
                SERVED, match=bridge_pb2.MATCH_PREFIX)])))
        with contextlib.suppress(asyncio.CancelledError):
            async for frame in rpc:
                self.service[frame.WhichOneof("frame")] += 1
                if frame.HasField("registered"):
                    self._accepted.release()
                if not frame.HasField("invocation"):
                    continue
                (mark, _), _ = values.contents(frame.invocation.payload)
                self.invoked[mark] += 1
                await rpc.write(callee.result_of(frame.invocation, mark))
