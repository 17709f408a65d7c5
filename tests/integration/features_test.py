# SPDX-License-Identifier: Apache-2.0
"""What a gRPC client may ask of calls, publications, subscriptions and
registrations, on the embedded router and on Crossbar, with WAMP clients of
other people's making on the other side. Whatever else belongs to an RPC is in
the file of its name."""

import pytest

import crossbar_config
import values
from callee import Callee, registered, result_of, shared
from client import failing
from network import eventually
from wampbridge.v1 import bridge_pb2

# wampy takes and sends chunks, but does not announce it.
CALLER = {"caller": ["progressive_call_invocations"]}


@pytest.fixture(name="uri")
def fixture_uri(uri):
    """Gives a URI of which Crossbar discloses callers and publishers."""
    return uri.replace("com.", "com.disclosed.", 1)


def request_of(client, procedure, *args, **options):
    """Gives a CallRequest."""
    return bridge_pb2.CallRequest(
        identity=client.identity, procedure=procedure,
        payload=values.payload(*args),
        options=bridge_pb2.CallOptions(**options))


def publish(client, topic, *args, **options):
    """Publishes with options; gives the publishing session."""
    return client.publish(topic, *args, options=bridge_pb2.PublishOptions(
        **options)).session_id


@pytest.mark.conforms("call_canceling_{mode}", "grpc", "crossbar")
@pytest.mark.parametrize("mode", ["skip", "kill", "killnowait"])
def test_callee_of_a_canceled_call_is_interrupted_as_its_mode_says(
        router, peer, uri, mode):
    callee = peer("autobahn", router.url)
    callee.do("serve", prefix=uri)
    rpc = router.client.stub.Call.future(request_of(
        router.client, uri + ".sleep", 60,
        cancel_mode="CANCEL_MODE_" + mode.upper()))
    callee.lines("started")
    rpc.cancel()
    if mode != "skip":
        callee.lines("interrupted")
    assert router.client.call(uri + ".echo", 1) == ([1], {})
    assert bool(callee.all("interrupted")) == (mode != "skip")


@pytest.mark.conforms("caller_identification", "grpc", "crossbar")
def test_disclosed_caller_is_told_to_the_callee(router, peer, uri):
    peer("autobahn", router.url).do("serve", prefix=uri)
    answer = router.client.stub.Call(request_of(
        router.client, uri + ".caller", disclose_me=True, want_details=True))
    _, caller = values.contents(answer.payload)
    assert caller["caller"] == answer.details.session_id


@pytest.mark.conforms("invocation_caller", "grpc", "crossbar")
def test_disclosed_caller_is_told_to_a_grpc_client(router, peer, uri):
    callee = registered(router.client, uri)
    caller = peer("autobahn_js", router.url)
    caller.do("start", name="call", procedure=uri,
              options={"disclose_me": True})
    invocation = callee.invocation()
    callee.result(invocation)
    assert invocation.caller == caller.joined["joined"]
    assert invocation.caller_authrole == "anonymous"


@pytest.mark.conforms("call_timeout invocation_timeout", "grpc")
def test_forwarded_timeout_is_told_to_the_callee(client, uri):
    callee = registered(client, bridge_pb2.Procedure(
        uri=uri, options=bridge_pb2.RegisterOptions(forward_timeout=True)))
    request = request_of(client, uri)
    request.timeout.FromSeconds(20)
    rpc = client.stub.Call.future(request)
    invocation = callee.invocation()
    assert 0 < invocation.timeout.ToMilliseconds() <= 20000
    callee.result(invocation, 1)
    assert values.contents(rpc.result(30).payload) == ([1], {})


@pytest.mark.conforms("invocation_timeout", "crossbar",
                      note="refused by name")
def test_crossbar_cannot_forward_a_timeout(joe, uri):
    failure = Callee(joe, [bridge_pb2.Procedure(
        uri=uri, options=bridge_pb2.RegisterOptions(
            forward_timeout=True))]).failure()
    assert (failure.code, failure.outcome) == ("UNIMPLEMENTED", "REJECTED")
    assert "call_timeout" in failure.message


@pytest.mark.conforms("shared_{invoke}", "grpc", "crossbar")
@pytest.mark.parametrize("invoke, answers", [
    ("first", {"grpc"}), ("last", {"autobahn"}),
    ("random", {"grpc", "autobahn"})])
def test_router_shares_a_registration_with_another_client(
        router, peer, uri, invoke, answers):
    registered(router.client, shared(uri, "INVOKE_" + invoke.upper()),
               handlers={uri: lambda invocation: [
                   result_of(invocation, "grpc")]})
    peer("autobahn_js", router.url).do(
        "register", procedure=uri, options={"invoke": invoke},
        answer="autobahn")
    seen = set()

    def ask():
        seen.update(router.client.call(uri)[0])
        return seen >= answers
    eventually(ask, "not all have been asked")
    for _ in range(5):
        ask()
    assert seen == answers


@pytest.mark.conforms("call_reroute", "grpc")
def test_unavailable_answer_gives_the_call_to_the_next(client, dev, peer, uri):
    callee = registered(client, shared(uri, bridge_pb2.INVOKE_FIRST))
    peer("autobahn_js", dev.url).do(
        "register", procedure=uri, options={"invoke": "first"}, answer="next")
    rpc = client.stub.Call.future(request_of(client, uri))
    callee.error(callee.invocation(), "wamp.error.unavailable")
    assert values.contents(rpc.result(30).payload) == (["next"], {})


@pytest.mark.conforms("call_reroute", "crossbar",
                      note="the caller is told of the first one's answer")
def test_unavailable_answer_goes_to_the_caller_of_crossbar(joe, uri):
    callee = registered(joe, uri)
    rpc = joe.stub.Call.future(request_of(joe, uri))
    callee.error(callee.invocation(), "wamp.error.unavailable")
    with failing() as failures:
        rpc.result(30)
    assert (failures[0].code, failures[0].uri) == (
        "UNAVAILABLE", "wamp.error.unavailable")


@pytest.mark.conforms("invocation_progressive", "grpc")
def test_chunks_reach_a_grpc_client_under_one_invocation(
        client, dev, peer, uri):
    callee = registered(client, uri)
    caller = peer("wampy_js", dev.url, features=CALLER)
    caller.do("start", name="call", procedure=uri, args=[1], chunks=True)
    caller.do("chunk", name="call", args=[2])
    caller.do("chunk", name="call", args=[3], last=True)
    chunks = [callee.invocation() for _ in range(3)]
    assert len({chunk.invocation_id for chunk in chunks}) == 1
    assert [values.contents(chunk.payload)[0] for chunk in chunks] == [
        [1], [2], [3]]
    assert [chunk.progress for chunk in chunks] == [True, True, False]
    callee.result(chunks[0], 6)
    assert caller.lines("ended")[0]["args"] == [6]


@pytest.mark.conforms("registration_revocation", "grpc")
def test_revoked_registration_is_told_and_ends_the_stream(client, uri):
    callee = Callee(client, [uri])
    registration, = callee.registered()
    client.call("wamp.registration.remove_callee",
                registration.registration_id, registration.session_id)
    assert callee.stream.wait_for("unregistered").procedure == uri
    assert callee.failure().code == "FAILED_PRECONDITION"
    assert client.finds_nobody(uri)


@pytest.mark.conforms("registration_revocation", "grpc", "crossbar")
def test_registration_that_another_takes_over_is_revoked(
        joe, crossbar, peer, uri):
    callee = registered(joe, uri)
    peer("autobahn_js", crossbar.url("ws")).do(
        "register", procedure=uri, options={"force_reregister": True},
        answer="the other")
    assert callee.stream.wait_for("unregistered").procedure == uri
    assert callee.failure().code == "FAILED_PRECONDITION"
    assert joe.call(uri) == (["the other"], {})


@pytest.mark.conforms("subscription_revocation", "grpc", "crossbar")
def test_revoked_subscription_is_told_and_ends_the_stream(router, uri):
    stream = router.client.subscribe(uri)
    subscription = stream.expect("subscribed")
    router.client.call("wamp.subscription.remove_subscriber",
                       subscription.subscription_id, subscription.session_id)
    assert stream.wait_for("unsubscribed").topic == uri
    assert stream.failure().code == "FAILED_PRECONDITION"


@pytest.mark.conforms("publisher_exclusion", "grpc", "crossbar")
def test_publishing_session_is_left_out_where_that_is_asked(router, uri):
    stream = router.client.subscribed(uri)
    session = publish(router.client, uri, "all")
    publish(router.client, uri, "others", session_id=session, exclude_me=True)
    publish(router.client, uri, "all again")
    assert [values.contents(stream.expect("event").payload)[0]
            for _ in range(2)] == [["all"], ["all again"]]


@pytest.mark.conforms("{option}", "grpc", "crossbar")
@pytest.mark.parametrize("option", [
    "exclude", "exclude_authid", "exclude_authrole", "eligible",
    "eligible_authid", "eligible_authrole"])
def test_lists_choose_who_receives(joe, crossbar, peer, uri, option):
    left_out = peer("autobahn", crossbar.url("ws"), authmethod="wampcra",
                    authid="salted", secret=crossbar_config.PASSWORD)
    receiver = peer("autobahn", crossbar.url("ws"))
    for one in (receiver, left_out):
        one.do("subscribe", topic=uri)
    kind, _, member = option.partition("_")
    named = receiver if kind == "eligible" else left_out
    session = publish(joe, uri, "first")
    publish(joe, uri, "chosen", session_id=session, **{
        option: [named.joined[member or "joined"]]})
    publish(joe, uri, "last")
    assert [event["args"] for event in receiver.events(3)] == [
        ["first"], ["chosen"], ["last"]]
    assert [event["args"] for event in left_out.events(2)] == [
        ["first"], ["last"]]


@pytest.mark.conforms("publisher_identification", "grpc", "crossbar")
def test_disclosed_publisher_is_told_to_the_subscriber(router, peer, uri):
    subscriber = peer("autobahn", router.url)
    subscriber.do("subscribe", topic=uri)
    session = publish(router.client, uri, 1, disclose_me=True)
    assert subscriber.events(1)[0]["publisher"] == session


@pytest.mark.conforms("retain", "grpc", "crossbar")
def test_retained_event_waits_for_its_subscriber(router, peer, uri):
    publish(router.client, uri, "old", retain=True)
    publish(router.client, uri, "kept", retain=True)
    subscriber = peer("autobahn", router.url)
    subscriber.do("subscribe", topic=uri, get_retained=True)
    event, = subscriber.events(1)
    assert event["args"] == ["kept"] and event["retained"]


@pytest.mark.conforms("ppt", "grpc", "crossbar",
                      note="no router here announces it, refused by name")
def test_passthru_mode_is_refused_where_it_is_not_announced(router, uri):
    with failing() as failures:
        router.client.stub.Call(request_of(
            router.client, uri, b"opaque", ppt_scheme="x_own"))
    assert (failures[0].code, failures[0].outcome) == (
        "UNIMPLEMENTED", "REJECTED")
    assert "payload_passthru_mode" in failures[0].message
