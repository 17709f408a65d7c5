# SPDX-License-Identifier: Apache-2.0
"""Many clients share one session, and none of them can close it."""

import grpc
import pytest

import bridge as bridges
import values
from client import Failure, failing
from fuzzing import SPACES
from wampbridge.v1 import bridge_pb2

URIS = ["", ".", "..", "com.", ".com", "com..x", "com.#x", "#", "com.x y",
        *[f"com.x{space}y" for space in SPACES], "com.x\0y", "com.x\x7f",
        "com.\ufeffx", "com.\U0001f600", "a" * 70000, "com." * 5000 + "x",
        "wamp.x", "wamp.session.kill", "wamp.session.kill_all",
        "wamp.session.kill_by_authid", "wamp.session.kill_by_authrole",
        "wamp.subscription.remove_subscriber", "wamp", "Wamp.x", "com.x/y"]
IDS = [1, 2, 2**53, 2**53 + 1, 2**63, 2**64 - 1]
EXTRAS = [{"timeout": -1}, {"timeout": "x"}, {"receive_progress": 1},
          {"progress": True}, {"match": "regex"}, {"get_retained": "yes"},
          {"acknowledge": 7}, {"exclude_me": "no"}, {"eligible": "all"},
          {"_bad": None}, {"_good_one": [1]}, {"x_other": {"a": 1}}, {"": 1},
          {"x_": 1}, {"X_a": 1}, {"rkey": 1}, {"ppt_scheme": 5},
          {"_nul": "\0"}, {"transaction_hash": 3}, {"caller": 1},
          {"forward_for": "x"}, {"_deep": [[[[[[[[]]]]]]]]}]


@pytest.fixture(name="witnessed", scope="module")
def fixture_witnessed(crossbar, tmp_path_factory, secrets):
    """Gives a bridge with one session, behind Crossbar."""
    config = bridges.configuration(
        crossbar.url("ws"), {"joe": bridges.identity(
            "ticket", "joe", "TEST_TICKET", pool={"min": 1, "max": 1})})
    one = bridges.Bridge(tmp_path_factory.mktemp("witness"), config, secrets)
    yield one
    one.close()


@pytest.fixture(name="attack")
def fixture_attack(witnessed):
    """Gives a client, and checks after the test that a witness's stream has
    seen neither a gap nor another session."""
    witness = witnessed.client("joe")
    stream = witness.subscribe("com.witness")
    session = stream.expect("subscribed").session_id
    yield witnessed.client("joe")
    witness.publish("com.witness", "still there")
    event = stream.expect("event")
    assert values.contents(event.payload) == (["still there"], {})
    stream.cancel()
    assert witness.publish("com.witness").session_id == session


def answered(rpc, request):
    """Sends a request; an answer within the time is all that it must get."""
    try:
        rpc(request, timeout=20)
        return "OK"
    except grpc.RpcError as error:
        failure = Failure.of(error)
    assert failure.code not in ("DEADLINE_EXCEEDED", "INTERNAL", "ABORTED",
                                "UNAVAILABLE"), (failure, request)
    return failure.code


def streamed(client, request):
    """Subscribes; the first frame or a failure is the answer."""
    frames = client.stub.Subscribe(request)
    try:
        next(frames)
    except grpc.RpcError as error:
        failure = Failure.of(error)
        assert failure.code not in ("INTERNAL", "ABORTED", "UNAVAILABLE"), (
            failure, request)
    frames.cancel()


def test_what_one_publishes_the_others_stream_receives(witnessed):
    one, other = witnessed.client("joe"), witnessed.client("joe")
    stream = other.subscribed("com.shared.topic")
    answer = one.publish("com.shared.topic", "hello")
    event = stream.expect("event")
    assert event.publication_id == answer.publication_id
    assert values.contents(event.payload) == (["hello"], {})


@pytest.mark.conforms("uris", "grpc", "crossbar")
def test_malformed_uris_close_nothing(attack):
    for uri in URIS:
        answered(attack.stub.Call, bridge_pb2.CallRequest(
            identity="joe", procedure=uri))
        answered(attack.stub.Publish, bridge_pb2.PublishRequest(
            identity="joe", topic=uri))


@pytest.mark.parametrize("match", [0, 1, 2, 3, 4, 99])
def test_malformed_topics_close_nothing(attack, match):
    for uri in URIS:
        streamed(attack, bridge_pb2.SubscribeRequest(
            identity="joe", topics=[bridge_pb2.Topic(uri=uri, match=match)]))


@pytest.mark.conforms("meta_session_kill", "grpc", "crossbar",
                      note="denied, unless a rule allows it")
def test_killing_sessions_is_denied(attack):
    for uri in ("wamp.session.kill", "wamp.session.kill_all",
                "wamp.session.kill_by_authid",
                "wamp.session.kill_by_authrole"):
        with failing() as failures:
            attack.call(uri, "joe")
        assert (failures[0].code, failures[0].outcome) == (
            "PERMISSION_DENIED", "REJECTED")


def test_ids_out_of_range_close_nothing(attack):
    for number in IDS:
        for field in ("exclude", "eligible"):
            options = bridge_pb2.PublishOptions(**{field: [number]})
            for session in (0, number):
                options.session_id = session
                answered(attack.stub.Publish, bridge_pb2.PublishRequest(
                    identity="joe", topic="com.x", options=options))
        answered(attack.stub.Call, bridge_pb2.CallRequest(
            identity="joe", procedure="com.x",
            options=bridge_pb2.CallOptions(session_id=number)))


def test_options_close_nothing(attack):
    strange = ["", "x" * 1000, "\0", "ppt", "x_custom", "ünï"]
    for text in strange:
        for field in ("ppt_scheme", "ppt_serializer", "ppt_cipher",
                      "ppt_keyid"):
            answered(attack.stub.Call, bridge_pb2.CallRequest(
                identity="joe", procedure="com.x",
                options=bridge_pb2.CallOptions(**{field: text})))
        for field in ("exclude_authid", "exclude_authrole", "eligible_authid",
                      "eligible_authrole"):
            answered(attack.stub.Publish, bridge_pb2.PublishRequest(
                identity="joe", topic="com.x",
                options=bridge_pb2.PublishOptions(**{field: [text]})))


def test_extra_options_close_nothing(attack):
    for extra in EXTRAS:
        given = {key: values.to_value(value) for key, value in extra.items()}
        answered(attack.stub.Call, bridge_pb2.CallRequest(
            identity="joe", procedure="com.x",
            options=bridge_pb2.CallOptions(extra=given)))
        answered(attack.stub.Publish, bridge_pb2.PublishRequest(
            identity="joe", topic="com.x",
            options=bridge_pb2.PublishOptions(extra=given)))
        streamed(attack, bridge_pb2.SubscribeRequest(
            identity="joe", topics=[bridge_pb2.Topic(uri="com.x")],
            options=bridge_pb2.SubscribeOptions(extra=given)))


@pytest.mark.parametrize("size", [1_000_000, 4_100_000, 17_000_000])
def test_sizes_close_nothing(attack, size):
    answered(attack.stub.Publish, bridge_pb2.PublishRequest(
        identity="joe", topic="com.x", payload=values.payload("x" * size)))


def test_cancelled_and_expired_requests_close_nothing(attack, callee):
    for _ in range(50):
        rpc = attack.stub.Call.future(bridge_pb2.CallRequest(
            identity="joe", procedure="com.test.sleep",
            payload=values.payload(5)))
        rpc.cancel()
        request = bridge_pb2.CallRequest(
            identity="joe", procedure="com.test.sleep",
            payload=values.payload(5))
        request.timeout.FromMilliseconds(1)
        with failing() as failures:
            attack.stub.Call(request, timeout=10)
        assert failures[0].code == "DEADLINE_EXCEEDED"
