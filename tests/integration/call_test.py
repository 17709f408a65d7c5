# SPDX-License-Identifier: Apache-2.0
"""Call and CallProgressive, with autobahn and wampy as callees."""

import json
import math

import pytest

import values
from client import failing
from network import eventually
from wampbridge.v1 import bridge_pb2, payload_pb2

VALUES = [None, True, False, 0, -1, 2**53 + 1, -2**63, 2**63 - 1, 2**64 - 1,
          0.5, 1.0, -1e300, "", "text", "Grüße, 世界", b"", b"\x00\xff",
          [], [1, [2, [3]]], {}, {"a": {"b": [None]}}]


@pytest.mark.conforms("call", "grpc", "crossbar")
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_every_value_comes_back_as_it_was(joe, callee, value):
    args, kwargs = joe.call("com.test.echo", value, key=value)
    assert args == [value] and kwargs == {"key": value}
    assert type(args[0]) is type(value)


def test_infinity_comes_back(joe, callee):
    args, _ = joe.call("com.test.echo", math.inf, -math.inf)
    assert args == [math.inf, -math.inf]


def test_no_arguments_are_no_arguments(joe, callee):
    assert joe.call("com.test.echo") == ([], {})


def test_json_form_is_answered_in_json(joe, callee):
    answer = joe.call_json("com.test.echo",
                           {"args": [1, "a", 1.0], "kwargs": {"k": [None]}})
    assert json.loads(answer) == {"args": [1, "a", 1.0],
                                  "kwargs": {"k": [None]}}
    assert "1.0" in answer


def test_bare_json_array_is_the_args(joe, callee):
    assert json.loads(joe.call_json("com.test.add2", "[2, 3]")) == {"args": [5]}


def test_wampy_answers_a_call(joe, crossbar, peer):
    wampy = peer("wampy", crossbar.url("ws"), prefix="com.wampy.call")
    args, kwargs = joe.call("com.wampy.call.double", 21)
    assert args == [42] and kwargs["message"] == 42
    args, _ = joe.call("com.wampy.call.greet", name="Joe", more=[1])
    assert args == [{"greeting": "hello Joe", "others": {"more": [1]}}]
    assert wampy.all("invoked")


@pytest.mark.conforms("call_error", "grpc", "crossbar")
def test_error_of_the_callee_is_told_with_its_arguments(joe, callee):
    with failing() as failures:
        joe.call("com.test.fail", "why", 7, kind="test")
    failure, = failures
    assert failure.code == "UNKNOWN" and failure.outcome == "REMOTE_ERROR"
    assert failure.uri == "com.test.error.demo"
    assert failure.message == "com.test.error.demo: why"
    assert values.contents(failure.detail.payload) == (
        ["why", 7], {"kind": "test"})
    assert failure.detail.identity == "joe"
    assert failure.detail.router == "main"
    assert failure.detail.session_id and failure.detail.request_id


def test_large_error_is_left_out_and_counted(joe, callee):
    with failing() as failures:
        joe.call("com.test.fail", "x" * 20000)
    failure, = failures
    assert failure.uri == "com.test.error.demo"
    assert failure.detail.payload_bytes_omitted >= 20000


@pytest.mark.conforms("error_uris", "grpc", "crossbar")
@pytest.mark.parametrize("uri, code", [
    ("wamp.error.invalid_argument", "INVALID_ARGUMENT"),
    ("wamp.error.not_authorized", "PERMISSION_DENIED"),
    ("wamp.error.no_such_procedure", "NOT_FOUND"),
    ("wamp.error.payload_size_exceeded", "RESOURCE_EXHAUSTED"),
    ("wamp.error.unavailable", "UNAVAILABLE"),
    ("com.shop.error.sold_out", "UNKNOWN")])
def test_error_uri_has_its_code(joe, callee, uri, code):
    with failing() as failures:
        joe.call("com.test.fail", uri=uri)
    assert (failures[0].code, failures[0].outcome, failures[0].uri) == (
        code, "REMOTE_ERROR", uri)


@pytest.mark.parametrize("uri, code", [
    ("wamp.error.canceled", "ABORTED"),
    ("wamp.error.timeout", "DEADLINE_EXCEEDED")])
def test_error_that_says_little_is_an_unknown_outcome(joe, callee, uri, code):
    with failing() as failures:
        joe.call("com.test.fail", uri=uri)
    assert (failures[0].code, failures[0].outcome) == (code, "UNKNOWN")


def test_unknown_procedure_is_not_found(joe):
    with failing() as failures:
        joe.call("com.test.nowhere")
    failure, = failures
    assert (failure.code, failure.outcome, failure.uri) == (
        "NOT_FOUND", "REMOTE_ERROR", "wamp.error.no_such_procedure")


def test_call_without_permission_is_denied(shared_bridge, callee):
    with failing() as failures:
        shared_bridge.client("lim").call("com.test.echo")
    failure, = failures
    assert (failure.code, failure.outcome, failure.uri) == (
        "PERMISSION_DENIED", "REMOTE_ERROR", "wamp.error.not_authorized")


@pytest.mark.conforms("call_progressive_results", "grpc", "crossbar")
def test_progressive_results_come_in_order_and_only_the_last_is_final(
        joe, callee):
    stream = joe.call_progressive("com.test.countdown", 5)
    results = []
    while (answer := stream.next()) is not None:
        results.append((values.contents(answer.payload)[0], answer.final))
    assert results == [([5], False), ([4], False), ([3], False), ([2], False),
                       ([1], False), ([0], True)]


def test_plain_call_gives_the_final_result_only(joe, callee):
    assert joe.call("com.test.countdown", 5) == ([0], {})


def test_cancelling_the_rpc_interrupts_the_callee(joe, callee):
    before = len(callee.all("interrupted"))
    stream = joe.call_progressive("com.test.sleep", 20)
    eventually(lambda: not stream.rpc.done(), "the call has begun", 5)
    joe.call("com.test.echo")  # the callee has been invoked by now
    stream.cancel()
    assert stream.failure().code == "CANCELLED"
    eventually(lambda: len(callee.all("interrupted")) > before,
               "no interruption", 5)


@pytest.mark.conforms("call_timeout", "crossbar",
                      note="kept by the bridge, since Crossbar counts in seconds")
def test_timeout_of_the_request_ends_it_with_the_bridges_answer(joe, callee):
    request = bridge_pb2.CallRequest(
        identity="joe", procedure="com.test.sleep", payload=values.payload(20))
    request.timeout.FromMilliseconds(300)
    with failing() as failures:
        joe.stub.Call(request, timeout=20)
    assert (failures[0].code, failures[0].outcome) == (
        "DEADLINE_EXCEEDED", "UNKNOWN")


def test_callee_that_goes_away_leaves_the_outcome_unknown(
        joe, crossbar, peer):
    gone = peer("autobahn", crossbar.url("ws"))
    gone.do("serve", prefix="com.gone")
    stream = joe.call_progressive("com.gone.record", "mark", 20)
    eventually(lambda: gone.all("invoked"), "no invocation", 10)
    gone.close()
    failure = stream.failure()
    assert (failure.code, failure.outcome, failure.uri) == (
        "ABORTED", "UNKNOWN", "wamp.error.canceled")


def test_details_are_given_on_request_and_pin_a_session(joe, callee):
    request = bridge_pb2.CallRequest(
        identity="joe", procedure="com.test.echo",
        options=bridge_pb2.CallOptions(want_details=True))
    details = joe.stub.Call(request, timeout=20).details
    assert details.session_id and details.request_id
    request.options.session_id = details.session_id
    again = joe.stub.Call(request, timeout=20).details
    assert again.session_id == details.session_id
    assert again.request_id > details.request_id


def test_large_result_comes_whole(joe, callee):
    args, _ = joe.call("com.test.big", 3_000_000)
    assert args == ["x" * 3_000_000]


def test_result_over_the_limit_is_told_and_its_outcome_unknown(joe, callee):
    with failing() as failures:
        joe.call("com.test.big", 5_000_000)
    assert (failures[0].code, failures[0].outcome) == (
        "RESOURCE_EXHAUSTED", "UNKNOWN")


@pytest.mark.conforms("session_join", "grpc", "crossbar")
def test_identity_tells_who_one_is(joe):
    who = joe.who()
    assert (who.identity, who.router, who.realm) == ("joe", "main", "realm1")
    assert (who.authid, who.authrole, who.authmethod) == (
        "joe", "bridge", "ticket")
    assert who.state == bridge_pb2.IDENTITY_STATE_READY
    assert "publisher_exclusion" in who.features["broker"].names
    assert "call_canceling" in who.features["dealer"].names
    assert who.sessions >= 1
    assert who.limits.nesting_max == 64


@pytest.mark.parametrize("serializer", values.ENCODINGS,
                         ids=payload_pb2.Serializer.Name)
def test_encoded_payload_comes_back_encoded(joe, callee, serializer):
    answer = joe.stub.Call(bridge_pb2.CallRequest(
        identity=joe.identity, procedure="com.test.echo",
        payload=values.encoded_payload(serializer, [1, "two", [3.5]],
                                       {"k": None})), timeout=20)
    assert answer.payload.encoded.serializer == serializer
    assert values.contents(answer.payload) == ([1, "two", [3.5]], {"k": None})
