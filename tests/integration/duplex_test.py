# SPDX-License-Identifier: Apache-2.0
"""CallDuplex: calls in chunks, on the embedded router with npm's wampy as
callee, and handled against Crossbar, which cannot carry them."""

import queue

import pytest

import bridge as bridges
import values
from callee import registered
from client import TIMEOUT, Stream
from process import Process
from wampbridge.v1 import bridge_pb2

# wampy takes chunks, but does not announce it.
CALLEE = {"callee": ["progressive_call_invocations", "call_canceling",
                     "progressive_call_results"]}
SUM = "com.duplex.sum"


class Duplex(Stream):
    """A CallDuplex whose messages the test sends one by one."""

    def __init__(self, client, procedure, *args, last=False, **fields):
        self._messages = queue.Queue()
        self.message(call=bridge_pb2.CallRequest(
            identity=client.identity, procedure=procedure,
            payload=values.payload(*args), **fields), last=last)
        super().__init__(client.stub.CallDuplex(
            iter(self._messages.get, None), timeout=TIMEOUT))

    def message(self, **fields):
        """Sends a message."""
        self._messages.put(bridge_pb2.CallDuplexRequest(**fields))

    def chunk(self, *args, last=False):
        """Sends a chunk."""
        self.message(payload=values.payload(*args), last=last)

    def half_close(self):
        """Says that nothing more is sent."""
        self._messages.put(None)

    def result(self):
        """Gives the next result: its only argument, and whether it is final."""
        response = self.next()
        (argument,), _ = values.contents(response.payload)
        return argument, response.final


@pytest.fixture(name="adder")
def fixture_adder(dev, peer):
    """Gives a callee that adds chunks up, and tells each partial sum."""
    one = peer("wampy_js", dev.url, features=CALLEE)
    one.do("register", procedure=SUM, kind="sum")
    return one


def invoked(adder):
    """Gives the arguments of the chunks so far."""
    return [line["args"] for line in adder.all("invoked")]


@pytest.mark.conforms("call_progressive_invocations", "grpc")
def test_chunks_reach_one_invocation_and_results_come_between(client, adder):
    stream = Duplex(client, SUM, 1)
    assert stream.result() == (1, False)
    stream.chunk(2)
    assert stream.result() == (3, False)
    stream.chunk(3, last=True)
    assert stream.result() == (6, True)
    assert stream.next() is None
    assert invoked(adder) == [[1], [2], [3]]


def test_only_chunk_is_a_plain_call(client, adder):
    stream = Duplex(client, SUM, 7, last=True)
    assert stream.result() == (7, True)
    assert stream.next() is None


def test_half_close_ends_the_arguments(client, adder):
    stream = Duplex(client, SUM, 1)
    assert stream.result() == (1, False)
    stream.half_close()
    assert stream.result() == (1, True)
    assert stream.next() is None
    first, last = adder.all("invoked")
    assert first["args"] == [1] and first["details"]["progress"]
    assert not last.get("args") and not last["details"].get("progress")


def test_cancelled_stream_sends_no_last_chunk(client, adder):
    stream = Duplex(client, SUM, 1)
    assert stream.result() == (1, False)
    stream.cancel()
    assert Duplex(client, "com.example.add2", 2, 3, last=True).result() == (
        5, True)
    assert invoked(adder) == [[1]]


def test_callee_without_chunks_is_told_by_its_error(client, dev, peer):
    callee = peer("autobahn", dev.url)
    callee.do("serve", prefix="com.duplex.plain")
    failure = Duplex(client, "com.duplex.plain.echo", 1).failure()
    assert failure.code == "UNIMPLEMENTED"
    assert failure.outcome == "REMOTE_ERROR"
    assert failure.uri == "wamp.error.feature_not_supported"


def test_second_call_ends_the_stream(client, adder):
    stream = Duplex(client, SUM, 1)
    stream.message(call=bridge_pb2.CallRequest(procedure=SUM))
    failure = stream.failure()
    assert (failure.code, failure.outcome) == ("INVALID_ARGUMENT", "UNKNOWN")


def test_lines_of_stdin_are_chunks(dev, adder):
    call = Process("wampbridge call", [
        bridges.PROGRAM, "call", "--address", dev.target, "--duplex", SUM])
    call.write("[1]")
    call.expect(r'^{"args":\[1\]}$')
    call.write('{"args": [2]}')
    call.expect(r'^{"args":\[3\]}$')
    # Its end is a last chunk without arguments.
    call.end_input()
    assert call.wait() == 0, call.output
    assert call.output.splitlines() == [
        '{"args":[1]}', '{"args":[3]}', '{"args":[3]}']
    assert len(adder.all("invoked")) == 3


def test_call_that_fails_ends_the_command_while_its_input_is_open(dev):
    call = Process("wampbridge call", [
        bridges.PROGRAM, "call", "--address", dev.target, "--duplex",
        "com.duplex.nowhere"])
    call.write("[1]")
    assert call.wait() == 1
    assert "NOT_FOUND" in call.output
    call.end_input()


@pytest.mark.conforms("call_progressive_invocations", "crossbar",
                      note="refused by name")
def test_crossbar_cannot_carry_chunks_and_the_session_stays(joe, callee):
    session = joe.stub.Publish(bridge_pb2.PublishRequest(
        identity="joe", topic="com.duplex"), timeout=TIMEOUT).session_id
    failure = Duplex(joe, "com.test.echo", 1).failure()
    assert failure.code == "UNIMPLEMENTED" and failure.outcome == "REJECTED"
    assert "progressive_call_invocations" in failure.message
    assert "router main" in failure.message
    assert joe.call("com.test.echo", 2) == ([2], {})
    pinned = bridge_pb2.CallRequest(identity="joe", procedure="com.test.echo")
    pinned.options.session_id = session
    joe.stub.Call(pinned, timeout=TIMEOUT)


def test_crossbar_takes_a_call_in_one_chunk(joe, callee):
    stream = Duplex(joe, "com.test.countdown", 2, last=True)
    assert [stream.result() for _ in range(3)] == [
        (2, False), (1, False), (0, True)]
    assert stream.next() is None


def test_chunks_reach_a_grpc_callee_and_its_progress_the_caller(client):
    uri = "com.duplex.grpc"
    callee = registered(client, uri)
    duplex = Duplex(client, uri, 1)
    first = callee.invocation()
    assert first.progress and first.receive_progress
    callee.result(first, "one", progress=True)
    assert duplex.result() == ("one", False)
    duplex.chunk(2, last=True)
    second = callee.invocation()
    assert second.invocation_id == first.invocation_id
    assert not second.progress
    assert values.contents(second.payload) == ([2], {})
    callee.result(second, "two")
    assert duplex.result() == ("two", True)
    callee.done()


def test_cancelled_chunks_interrupt_a_grpc_callee(client):
    uri = "com.duplex.cancelled"
    callee = registered(client, uri)
    duplex = Duplex(client, uri, 1)
    first = callee.invocation()
    duplex.cancel()
    interrupt = callee.stream.wait_for("interrupt")
    assert interrupt.invocation_id == first.invocation_id
    callee.cancel()


def test_register_command_takes_chunks_as_lines(dev, client):
    uri = "com.duplex.lines"
    one = Process("wampbridge register", [
        bridges.PROGRAM, "register", uri, "--address", dev.target,
        "wc -l"],
                  env=bridges.clean_environment())
    one.expect("serving")
    duplex = Duplex(client, uri, 1)
    duplex.chunk(2, last=True)
    assert duplex.result() == (1, True)  # line ends
    assert one.stop() == 0, one.output
