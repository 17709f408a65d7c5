# SPDX-License-Identifier: Apache-2.0
"""Register: procedures served by gRPC clients, called by WAMP clients of other
people's making and by gRPC clients."""

import pytest

import bridge as bridges
import crossbar_config
import values
from callee import Callee, echo, error_of, registered, result_of, shared
from client import JSON, failing
from network import eventually
from wampbridge.v1 import bridge_pb2


@pytest.fixture(name="autobahn")
def fixture_autobahn(crossbar, peer):
    """Gives an autobahn client of Crossbar."""
    return peer("autobahn", crossbar.url("ws"), serializer="cbor",
                authmethod="ticket", authid="joe",
                secret=crossbar_config.TICKET)


@pytest.mark.conforms("register", "grpc", "crossbar")
def test_autobahn_calls_a_grpc_client(joe, autobahn, uri):
    registered(joe, uri, handlers={uri: echo})
    value = [1, 2**53 + 1, -5, 0.5, "ü", None, True, {"k": [1]}]
    assert autobahn.do("call", procedure=uri, args=value,
                       kwargs={"a": value}) == {"args": value,
                                                "kwargs": {"a": value}}


def test_wampy_calls_a_grpc_client(crossbar, joe, peer, uri):
    registered(joe, uri, handlers={uri: echo})
    wampy = peer("wampy", crossbar.url("ws"), authmethod="ticket",
                 authid="joe", secret=crossbar_config.TICKET)
    answer = wampy.ask("call", procedure=uri, args=[21])["result"]
    assert answer == 21 or answer["message"] == 21


def test_a_grpc_client_calls_its_own_identity(joe, shared_bridge, uri):
    registered(joe, uri, handlers={uri: echo})
    assert joe.call(uri, 1, a=2) == ([1], {"a": 2})
    assert shared_bridge.client("joe").call(uri, 3) == ([3], {})


def test_json_goes_both_ways(joe, uri):
    callee = Callee(joe, [uri], payload_form=JSON)
    callee.registered()
    rpc = joe.stub.Call.future(bridge_pb2.CallRequest(
        identity="joe", procedure=uri, payload={"json": '[1,"a"]'}))
    invocation = callee.invocation()
    assert invocation.payload.json == '{"args":[1,"a"]}'
    callee.send(result=bridge_pb2.InvocationResult(
        invocation_id=invocation.invocation_id,
        payload={"json": '{"args":[2],"kwargs":{"b":3}}'}))
    assert rpc.result(30).payload.json == '{"args":[2],"kwargs":{"b":3}}'


@pytest.mark.conforms("invocation_error", "grpc", "crossbar")
def test_errors_keep_uri_and_arguments(joe, autobahn, uri):
    registered(joe, uri, handlers={
        uri: lambda invocation: [error_of(invocation, "com.example.no", "why",
                                          code=7)]})
    answer = autobahn.ask("call", procedure=uri)
    assert answer["error"] == "com.example.no"
    assert (answer["args"], answer["kwargs"]) == (["why"], {"code": 7})
    with failing() as failures:
        joe.call(uri)
    assert failures[0].uri == "com.example.no"
    assert failures[0].outcome == "REMOTE_ERROR"


@pytest.mark.conforms("yield_progressive", "grpc", "crossbar")
def test_autobahn_gets_progressive_results(joe, autobahn, uri):
    def countdown(invocation):
        assert invocation.receive_progress
        for number in (3, 2, 1):
            yield result_of(invocation, number, progress=True)
        yield result_of(invocation, 0)
    registered(joe, uri, handlers={uri: countdown})
    answer = autobahn.do("call", procedure=uri, progress=True)
    assert answer["args"] == [0]
    assert [line["progress"] for line in autobahn.all("progress")] == [
        [3], [2], [1]]


@pytest.mark.conforms("interrupt", "grpc", "crossbar")
def test_autobahns_cancel_is_an_interrupt(joe, autobahn, uri):
    callee = registered(joe, uri)
    autobahn.do("cancel", procedure=uri)
    invocation = callee.invocation()
    interrupt = callee.stream.expect("interrupt")
    assert interrupt.invocation_id == invocation.invocation_id
    assert not interrupt.reason
    callee.result(invocation, "nobody waits")  # ignored
    assert callee_answers(callee, joe, uri)


def callee_answers(callee, client, uri):
    """Tells whether a call still comes through."""
    rpc = client.stub.Call.future(
        bridge_pb2.CallRequest(identity="joe", procedure=uri))
    callee.result(callee.invocation(), "fine")
    return values.contents(rpc.result(30).payload) == (["fine"], {})


@pytest.mark.conforms("register_{match}", "grpc", "crossbar")
@pytest.mark.parametrize("match, pattern", [("prefix", ""),
                                            ("wildcard", "..b")])
def test_pattern_names_the_procedure_called(joe, uri, match, pattern):
    registered(
        joe, bridge_pb2.Procedure(uri=uri + pattern,
                                  match="MATCH_" + match.upper()),
        handlers={uri + ".a.b": lambda invocation: [
            result_of(invocation, invocation.procedure)]})
    assert joe.call(uri + ".a.b") == ([uri + ".a.b"], {})


def test_streams_of_one_bridge_share_by_turns(joe, shared_bridge, uri):
    def who(name):
        return {uri: lambda invocation: [result_of(invocation, name)]}
    registered(joe, shared(uri), handlers=who("a"))
    registered(shared_bridge.client("joe"), shared(uri), handlers=who("b"))
    answers = [joe.call(uri)[0][0] for _ in range(6)]
    assert answers == ["a", "b"] * 3 or answers == ["b", "a"] * 3


def test_single_is_refused_to_a_second_stream(joe, uri):
    first = registered(joe, uri, handlers={uri: echo})
    failure = Callee(joe, [uri]).failure()
    assert (failure.code, failure.outcome) == ("ALREADY_EXISTS", "REJECTED")
    assert joe.call(uri, 1) == ([1], {})
    first.done()


@pytest.mark.conforms("shared_single", "grpc", "crossbar")
def test_procedure_of_another_session_conflicts_or_is_waited_for(
        joe, autobahn, uri):
    autobahn.do("serve", prefix=uri)
    failure = Callee(joe, [uri + ".add2"]).failure()
    assert (failure.code, failure.outcome) == ("ALREADY_EXISTS",
                                               "REMOTE_ERROR")
    assert failure.uri == "wamp.error.procedure_already_exists"
    patient = Callee(joe, [uri + ".add2"],
                     on_conflict=bridge_pb2.ON_CONFLICT_WAIT)
    autobahn.close()
    patient.registered()


def test_refused_registration_names_the_router_s_reason(shared_bridge):
    failure = Callee(shared_bridge.client("lim"), ["com.closed.x"]).failure()
    assert (failure.code, failure.uri) == ("PERMISSION_DENIED",
                                           "wamp.error.not_authorized")


@pytest.mark.conforms("unregister", "grpc", "crossbar")
def test_unregister_then_half_close_turns_nobody_away(joe, uri):
    callee = registered(joe, uri)
    rpc = joe.stub.Call.future(
        bridge_pb2.CallRequest(identity="joe", procedure=uri))
    invocation = callee.invocation()
    callee.unregister(uri)
    assert callee.stream.expect("unregistered").procedure == uri
    with failing() as failures:
        joe.call(uri)
    assert failures[0].code == "NOT_FOUND"
    callee.result(invocation, 5)
    assert values.contents(rpc.result(30).payload) == ([5], {})
    callee.done()


@pytest.mark.parametrize("how", ["cancel", "done"])
def test_client_that_leaves_has_its_invocations_canceled(joe, uri, how):
    callee = registered(joe, uri)
    rpc = joe.stub.Call.future(
        bridge_pb2.CallRequest(identity="joe", procedure=uri))
    callee.invocation()
    getattr(callee, how)()
    with failing() as failures:
        rpc.result(30)
    assert (failures[0].code, failures[0].outcome) == ("ABORTED", "UNKNOWN")
    assert failures[0].uri == "wamp.error.canceled"
    eventually(lambda: joe.finds_nobody(uri), "it is still registered")


def test_concurrency_is_bounded_and_the_rest_waits(joe, uri):
    callee = registered(joe, uri, max_concurrency=2)
    calls = [joe.stub.Call.future(bridge_pb2.CallRequest(
        identity="joe", procedure=uri, payload=values.payload(number)))
             for number in range(6)]
    running = [callee.invocation(), callee.invocation()]
    for _ in range(4):
        callee.result(running.pop(0))
        running.append(callee.invocation())
    for invocation in running:
        callee.result(invocation)
    for call in calls:
        call.result(30)


def test_bad_answers_are_told_and_the_session_lives(joe, uri):
    witness = joe.subscribed(uri + ".witness")
    callee = registered(joe, uri)
    bad = [dict(result=bridge_pb2.InvocationResult(payload={"json": "[1"})),
           dict(error=bridge_pb2.InvocationError(error_uri="")),
           dict(error=bridge_pb2.InvocationError(error_uri="com..x")),
           dict(error=bridge_pb2.InvocationError(error_uri="com.a b")),
           dict(error=bridge_pb2.InvocationError(error_uri="com.\u2003x")),
           dict(result=bridge_pb2.InvocationResult(ppt_scheme="nonsense"))]
    for frame in bad:
        rpc = joe.stub.Call.future(
            bridge_pb2.CallRequest(identity="joe", procedure=uri))
        name, = frame
        frame[name].invocation_id = callee.invocation().invocation_id
        callee.send(**frame)
        assert callee.stream.expect("interrupt").reason
        with failing() as failures:
            rpc.result(30)
        assert failures[0].uri == "wampbridge.error.invalid_argument"
    joe.publish(uri + ".witness", 1)
    assert witness.next().HasField("event")


@pytest.mark.parametrize("frames, message", [
    ([dict(result=bridge_pb2.InvocationResult(invocation_id=9))],
     "invocation_id: 9 was never given"),
    ([dict(unregister=bridge_pb2.UnregisterProcedure(procedure="com.else"))],
     "unregister.procedure: com.else"),
    ([dict(register=bridge_pb2.RegisterProcedures())],
     "register: only the first frame may"),
    ([{}], "frame: is required")])
def test_frames_that_can_never_be_right_end_the_stream(joe, uri, frames,
                                                       message):
    callee = registered(joe, uri)
    for frame in frames:
        callee.send(**frame)
    failure = callee.failure()
    assert (failure.code, failure.outcome) == ("INVALID_ARGUMENT", "REJECTED")
    assert message in failure.message


def test_registrations_come_back_after_the_router_was_killed(
        own_crossbar, bridge, peer, uri):
    client = bridge(bridges.configuration(own_crossbar.url("ws"))).client()
    callee = registered(
        client, bridge_pb2.Procedure(uri=uri, match=bridge_pb2.MATCH_PREFIX),
        handlers={uri + ".x": echo})
    own_crossbar.kill()
    callee.stream.wait_for("interrupted")
    own_crossbar.start()
    gap = callee.stream.wait_for("gap")
    assert gap.reason == bridge_pb2.GAP_REASON_SESSION_LOST
    assert [topic.uri for topic in gap.topics] == [uri]
    callee.registered()
    one = peer("autobahn", own_crossbar.url("ws"))
    assert one.do("call", procedure=uri + ".x", args=[4])["args"] == [4]


@pytest.mark.conforms("shared_roundrobin", "grpc", "crossbar")
def test_replicas_share_a_registration_at_the_router(crossbar, bridge, joe,
                                                     uri):
    def who(name):
        return {uri: lambda invocation: [result_of(invocation, name)]}
    config = bridges.configuration(
        crossbar.url("tcp"),
        {"joe": bridges.identity("ticket", "joe", "TEST_TICKET")})
    for name in ("a", "b", "c"):
        registered(bridge(config).client("joe"), shared(uri),
                   handlers=who(name))
    answers = [joe.call(uri)[0][0] for _ in range(9)]
    assert sorted(answers) == ["a", "b", "c"] * 3 or set(answers) == set("abc")
