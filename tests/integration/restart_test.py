# SPDX-License-Identifier: Apache-2.0
"""The router dies and comes back under load."""

import collections
import concurrent.futures
import itertools
import threading
import time

import bridge as bridges
import values
from client import Failure
from network import eventually
from wampbridge.v1 import bridge_pb2

import grpc

CALLERS = 100
STREAMS = 50


class Load:
    """Calls from 100 threads until told to stop; each call has a mark of its
    own, and `outcomes` says what became of it."""

    def __init__(self, client):
        self._client = client
        self._marks = itertools.count(1)
        self._over = threading.Event()
        self._ended = threading.Condition()
        self.outcomes = {}
        self._counts = collections.Counter()
        self.slowest = 0.0
        self._pool = concurrent.futures.ThreadPoolExecutor(CALLERS)
        self._running = [self._pool.submit(self._run) for _ in range(CALLERS)]

    def _run(self):
        while not self._over.is_set():
            mark = next(self._marks)
            begin = time.monotonic()
            try:
                self._client.call("com.oracle.record", mark, 0.02, timeout=10)
                outcome = "OK"
            except grpc.RpcError as error:
                failure = Failure.of(error)
                outcome = f"{failure.outcome} {failure.code}"
                self._over.wait(0.02)
            with self._ended:
                assert mark not in self.outcomes
                self.outcomes[mark] = outcome
                self._counts[outcome] += 1
                self.slowest = max(self.slowest, time.monotonic() - begin)
                self._ended.notify_all()

    def expect(self, more, outcome, timeout=60):
        """Waits until so many more calls have ended so."""
        with self._ended:
            enough = self._counts[outcome] + more
            assert self._ended.wait_for(
                lambda: self._counts[outcome] >= enough, timeout), (
                    f"{self._counts} and not {enough} {outcome}")

    def stop(self):
        """Lets all calls end and gives how often each outcome was."""
        self._over.set()
        for one in self._running:
            one.result(60)
        return self._counts


def callee_of(node, peer):
    """Starts the callee that writes down which call has run."""
    one = peer("autobahn", node.url("tcp"), serializer="msgpack")
    one.do("serve", prefix="com.oracle")
    return one


def invoked(callees):
    """Gives how often each mark has run."""
    return collections.Counter(
        line["invoked"] for one in callees for line in one.all("invoked"))


def test_each_call_has_one_true_outcome_and_streams_go_on(
        own_crossbar, bridge, peer):
    node = own_crossbar
    callees = [callee_of(node, peer)]
    served = bridge(bridges.configuration(
        node.url("ws"), {"default": bridges.identity(
            pool={"min": 2, "max": 4, "target_in_flight": 16})}))
    streams = [served.client().subscribed("com.restart.topic")
               for _ in range(STREAMS)]
    load = Load(served.client())
    load.expect(200, "OK")
    publisher = served.client()
    before = publisher.publish("com.restart.topic", "before").publication_id

    node.kill()
    for stream in streams:
        event = stream.expect("event")
        assert event.publication_id == before
        assert stream.expect("interrupted").reason
    node.start()
    callees.append(callee_of(node, peer))
    for stream in streams:
        gap = stream.expect("gap", timeout=60)
        assert gap.reason == bridge_pb2.GAP_REASON_SESSION_LOST
        assert not gap.HasField("dropped")
        begin = getattr(gap, "from")
        assert begin.ToNanoseconds() < gap.to.ToNanoseconds()
        assert stream.expect("subscribed").session_id
    load.expect(200, "OK")
    after = publisher.publish("com.restart.topic", "after").publication_id
    for stream in streams:
        event = stream.expect("event")
        assert event.publication_id == after
        assert values.contents(event.payload) == (["after"], {})

    outcomes = load.stop()
    ran = invoked(callees)
    assert load.slowest < 11, "a call hung past its deadline"
    assert set(outcomes) <= {
        "OK", "UNKNOWN ABORTED", "NOT_SENT UNAVAILABLE",
        "NOT_SENT RESOURCE_EXHAUSTED", "REMOTE_ERROR NOT_FOUND"}, outcomes
    assert outcomes["UNKNOWN ABORTED"] and outcomes["NOT_SENT UNAVAILABLE"]
    for mark, outcome in load.outcomes.items():
        if outcome == "OK":
            assert ran[mark] == 1, f"call {mark} was OK and ran {ran[mark]}"
        elif outcome.startswith("NOT_SENT"):
            assert ran[mark] == 0, f"call {mark} was NOT_SENT and ran"


def test_stream_says_interrupted_before_the_first_connection(
        own_crossbar, bridge):
    node = own_crossbar
    node.kill()
    served = bridge(bridges.configuration(node.url("tcp")), ready=False)
    stream = served.client().subscribe("com.restart.first")
    assert "main" in stream.expect("interrupted").reason
    node.start()
    stream.expect("subscribed", timeout=60)  # no gap: nothing was missed
    served.client().publish("com.restart.first", 1)
    stream.expect("event")


def test_outage_longer_than_the_client_wants_ends_the_stream(
        own_crossbar, bridge):
    served = bridge(bridges.configuration(own_crossbar.url("tcp")))
    request = bridge_pb2.SubscribeRequest(
        topics=[bridge_pb2.Topic(uri="com.restart.outage")])
    request.max_outage.FromMilliseconds(700)
    frames = served.client().stub.Subscribe(request)
    assert next(frames).WhichOneof("frame") == "subscribed"
    own_crossbar.kill()
    assert next(frames).WhichOneof("frame") == "interrupted"
    try:
        next(frames)
        raise AssertionError("the stream goes on")
    except grpc.RpcError as error:
        assert Failure.of(error).code == "UNAVAILABLE"


def test_second_url_is_used_when_the_first_is_gone(
        crossbar, own_crossbar, bridge):
    served = bridge(bridges.configuration(
        [own_crossbar.url("ws"), crossbar.url("ws")]))
    client = served.client()
    first = client.publish("com.restart.url").session_id
    own_crossbar.kill()

    def elsewhere():
        try:
            return client.publish("com.restart.url").session_id != first
        except grpc.RpcError:
            return False
    eventually(elsewhere, "no session at the second URL", 30)
