# SPDX-License-Identifier: Apache-2.0
"""A thousand events a second to a hundred streams, of which some are stalled:
the others lose nothing, and those are told exactly what they have missed."""

import threading
import time

import grpc

import bridge as bridges
import values
from client import failing
from process import Process
from resident import resident_kib
from wampbridge.v1 import bridge_pb2, bridge_pb2_grpc

BENCH = bridges.ROOT / "bazel-bin/tests/bench/bench"
TOPIC = "com.slow.topic"
READERS = 99
EVENTS = 10_000
PER_SECOND = 1000
# The publisher is never further ahead of the slowest reader, so that a machine
# too slow for the rate takes longer, and no queue runs over for that.
AHEAD_MAX = 500
QUEUE = 1000
# Queues of three stalled streams, and what the connections take.
GROWTH_KIB = 48 << 10
PADDING = "x" * 200
# Little is read ahead of the application.
STALLED_OPTIONS = [("grpc.use_local_subchannel_pool", 1),
                   ("grpc.http2.bdp_probe", 0),
                   ("grpc.http2.lookahead_bytes", 65536)]


class Pace:
    """Says when the next event may go."""

    def __init__(self, readers):
        self._readers = readers
        self._begin = time.monotonic()
        self._at = 0
        self._news = threading.Condition()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self):
        at = 0
        while at < EVENTS:
            at = int(self._readers.expect(
                rf"^at ({at + 100})$", timeout=60).group(1))
            with self._news:
                self._at = at
                self._news.notify()

    def await_turn(self, number):
        """Returns when event `number` may be published."""
        due = self._begin + number / PER_SECOND
        with self._news:
            self._news.wait_for(lambda: time.monotonic() >= due,
                                max(0, due - time.monotonic()))
            assert self._news.wait_for(
                lambda: number < self._at + AHEAD_MAX, 60), (
                    self._readers.output)


def stalled(target, overflow):
    """Opens a stream on a connection of its own and does not read it."""
    channel = grpc.insecure_channel(target, options=STALLED_OPTIONS)
    stub = bridge_pb2_grpc.WampBridgeStub(channel)
    frames = stub.Subscribe(bridge_pb2.SubscribeRequest(
        topics=[bridge_pb2.Topic(uri=TOPIC)],
        queue=bridge_pb2.Queue(max_events=QUEUE, overflow=overflow)))
    assert next(frames).WhichOneof("frame") == "subscribed"
    return frames


def published(client, readers):
    """Publishes all events, in order."""
    pace = Pace(readers)

    def requests():
        for number in range(EVENTS):
            pace.await_turn(number)
            yield bridge_pb2.PublishStreamRequest(
                sequence=number + 1, publish=bridge_pb2.PublishRequest(
                    topic=TOPIC, payload=values.payload(number, PADDING),
                    options=bridge_pb2.PublishOptions(acknowledge=False)))
    assert not list(client.stub.PublishStream(requests()))


def number_of(frame):
    """Gives an event's number."""
    return values.contents(frame.event.payload)[0][0]


def check_failed(frames):
    """What was queued comes without a hole, then the failure."""
    count = 0
    with failing() as failures:
        for frame in frames:
            assert number_of(frame) == count
            count += 1
    assert failures[0].code == "RESOURCE_EXHAUSTED"
    assert QUEUE <= count < EVENTS


def check_counted(frames):
    """All events are given or counted, each gap in its place."""
    position = 0
    dropped = 0
    for frame in frames:
        if frame.HasField("gap"):
            assert frame.gap.reason == bridge_pb2.GAP_REASON_OVERFLOW
            position += frame.gap.dropped
            dropped += frame.gap.dropped
            continue
        assert number_of(frame) == position
        position += 1
        if position == EVENTS:
            break
    assert dropped
    frames.cancel()


def test_stalled_streams_cost_the_others_nothing(bridge):
    dev = bridges.DevRouter(router_url="tcp://127.0.0.1:0")
    served = bridge(bridges.configuration(
        dev.url, limits={"queue": {"overflow_drain": "5m"}}))
    readers = Process("readers", [
        BENCH, "--role=reader", f"--target={served.target}",
        f"--topic={TOPIC}", f"--streams={READERS}", f"--events={EVENTS}"])
    try:
        readers.expect("^ready")
        failing_one = stalled(served.target, bridge_pb2.OVERFLOW_FAIL)
        dropping = stalled(served.target, bridge_pb2.OVERFLOW_DROP_OLDEST)
        conflating = stalled(served.target, bridge_pb2.OVERFLOW_CONFLATE)
        before = resident_kib(served.process.pid)
        published(served.client(), readers)
        readers.expect(f"^at {EVENTS}$", timeout=60)  # and no error
        grown = resident_kib(served.process.pid) - before
        assert grown < GROWTH_KIB, f"{grown} KiB more"
        check_failed(failing_one)
        check_counted(dropping)
        check_counted(conflating)
    finally:
        readers.stop()
        dev.close()
