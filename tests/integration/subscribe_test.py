# SPDX-License-Identifier: Apache-2.0
"""Subscribe, with autobahn and wampy as publishers."""

import json

import pytest

import bridge as bridges
import values
from client import JSON, failing
from wampbridge.v1 import bridge_pb2


@pytest.fixture(name="publisher")
def fixture_publisher(crossbar, peer):
    """Gives an autobahn peer."""
    return peer("autobahn", crossbar.url("ws"))


@pytest.mark.conforms("subscribe_exact", "grpc", "crossbar")
def test_autobahns_event_comes_with_its_details(joe, publisher):
    stream = joe.subscribe("com.sub.one")
    subscribed = stream.expect("subscribed")
    assert (subscribed.topic, subscribed.match) == (
        "com.sub.one", bridge_pb2.MATCH_EXACT)
    assert subscribed.subscription_id and subscribed.session_id
    publication = publisher.do("publish", topic="com.sub.one", args=[1, None],
                               kwargs={"k": [2.5]})
    event = stream.expect("event")
    assert event.topic == "com.sub.one"
    assert event.publication_id == publication
    assert event.subscription_id == subscribed.subscription_id
    assert values.contents(event.payload) == ([1, None], {"k": [2.5]})
    assert event.received_at.seconds > 0 and not event.retained


def test_wampys_event_comes(joe, crossbar, peer):
    stream = joe.subscribed("com.sub.wampy")
    wampy = peer("wampy", crossbar.url("ws"))
    wampy.do("publish", topic="com.sub.wampy", kwargs={"message": "hello"})
    event = stream.expect("event")
    assert values.contents(event.payload)[1]["message"] == "hello"


def test_json_form_is_the_object(joe, publisher):
    stream = joe.subscribed("com.sub.json", payload_form=JSON)
    publisher.do("publish", topic="com.sub.json", args=[1])
    assert json.loads(stream.expect("event").payload.json) == {"args": [1]}


@pytest.mark.conforms("subscribe_{match}", "grpc", "crossbar")
@pytest.mark.parametrize("match, uri", [
    ("prefix", "com.sub.pattern"), ("wildcard", "com.sub..a")])
def test_pattern_gives_each_events_own_topic(joe, publisher, match, uri):
    stream = joe.subscribed(uri, match="MATCH_" + match.upper())
    publisher.do("publish", topic="com.sub.pattern.a", args=[1])
    event = stream.expect("event")
    assert event.topic == "com.sub.pattern.a"


def test_overlapping_topics_each_give_the_event(joe, publisher):
    request = bridge_pb2.SubscribeRequest(identity="joe", topics=[
        bridge_pb2.Topic(uri="com.sub.overlap.x"),
        bridge_pb2.Topic(uri="com.sub.overlap",
                         match=bridge_pb2.MATCH_PREFIX)])
    frames = joe.stub.Subscribe(request)
    ids = {next(frames).subscribed.subscription_id for _ in range(2)}
    assert len(ids) == 2
    publisher.do("publish", topic="com.sub.overlap.x", args=[1])
    assert {next(frames).event.subscription_id for _ in range(2)} == ids
    frames.cancel()


@pytest.mark.conforms("event_publisher", "grpc", "crossbar")
def test_disclosed_publisher_is_told(joe, crossbar, peer):
    stream = joe.subscribed("com.disclosed.topic")
    one = peer("autobahn", crossbar.url("ws"), authmethod="ticket",
               authid="joe", secret="ticket-Mi5tletoe")
    one.do("publish", topic="com.disclosed.topic", args=[1])
    event = stream.expect("event")
    assert event.publisher == one.joined["joined"]
    assert event.publisher_authid == "joe"


def test_refused_topic_ends_the_stream(shared_bridge):
    failure = shared_bridge.client("lim").subscribe(
        "com.open.fine", "com.sub.denied").failure()
    assert (failure.code, failure.outcome, failure.uri) == (
        "PERMISSION_DENIED", "REMOTE_ERROR", "wamp.error.not_authorized")


def test_event_over_the_message_limit_is_a_gap_in_a_stream_that_goes_on(
        crossbar, bridge, publisher):
    served = bridge(bridges.configuration(
        crossbar.url("ws"), grpc={"max_message_bytes": "64KiB"}))
    stream = served.client().subscribed("com.event.large")
    publisher.do("publish", topic="com.event.large", args=["x" * (65 << 10)])
    publisher.do("publish", topic="com.event.large", args=["small"])
    gap = stream.expect("gap")
    assert gap.reason == bridge_pb2.GAP_REASON_UNDELIVERABLE
    assert "grpc.max_message_bytes" in gap.detail
    event = stream.expect("event")
    assert values.contents(event.payload)[0] == ["small"]


def test_two_streams_share_a_subscription(joe, shared_bridge, publisher):
    one = joe.subscribe("com.sub.shared")
    other = shared_bridge.client("joe").subscribe("com.sub.shared")
    first, second = one.expect("subscribed"), other.expect("subscribed")
    assert first.subscription_id == second.subscription_id
    one.cancel()
    publisher.do("publish", topic="com.sub.shared", args=[1])
    assert values.contents(other.expect("event").payload) == ([1], {})


@pytest.mark.conforms("get_retained", "grpc", "crossbar")
@pytest.mark.parametrize("first_to_end", ["plain", "retained"])
def test_retained_event_goes_to_who_asked_only(
        joe, shared_bridge, publisher, first_to_end):
    topic = "com.sub.retained." + first_to_end
    publisher.do("publish", topic=topic, args=["kept"], retain=True)
    plain = joe.subscribed(topic)
    retained = shared_bridge.client("joe").subscribed(
        topic, options=bridge_pb2.SubscribeOptions(get_retained=True))
    event = retained.expect("event")
    assert event.retained
    assert values.contents(event.payload) == (["kept"], {})
    ending, staying = ((plain, retained) if first_to_end == "plain"
                       else (retained, plain))
    ending.cancel()
    publisher.do("publish", topic=topic, args=["live"])
    event = staying.expect("event")
    assert not event.retained
    assert values.contents(event.payload) == (["live"], {})


def flooded(joe, publisher, topic, overflow, count):
    """Gives a stream that is not read while `count` events come."""
    request = bridge_pb2.SubscribeRequest(
        identity="joe", topics=[bridge_pb2.Topic(uri=topic)],
        queue=bridge_pb2.Queue(max_events=10, overflow=overflow))
    frames = joe.stub.Subscribe(request)
    assert next(frames).WhichOneof("frame") == "subscribed"
    publisher.do("flood", topic=topic, count=count, size=2000)
    publisher.do("publish", topic=topic, args=["last", ""])
    return frames


def test_overflow_ends_a_stream_that_did_not_ask_otherwise(joe, publisher):
    frames = flooded(joe, publisher, "com.sub.fail",
                     bridge_pb2.OVERFLOW_UNSPECIFIED, 2000)
    numbers = []
    with failing() as failures:
        for frame in frames:
            numbers.append(values.contents(frame.event.payload)[0][0])
    assert failures[0].code == "RESOURCE_EXHAUSTED"
    assert numbers == list(range(len(numbers))) and len(numbers) < 2000


@pytest.mark.parametrize("overflow", [bridge_pb2.OVERFLOW_DROP_OLDEST,
                                      bridge_pb2.OVERFLOW_CONFLATE])
def test_overflow_counts_what_it_drops(joe, publisher, overflow):
    frames = flooded(joe, publisher, f"com.sub.drop{overflow}", overflow, 2000)
    given, dropped = 0, 0
    for frame in frames:
        if frame.WhichOneof("frame") == "gap":
            dropped += frame.gap.dropped
            continue
        number = values.contents(frame.event.payload)[0][0]
        if number == "last":
            break
        given += 1
        assert number == given + dropped - 1  # the gap stands in its place
    frames.cancel()
    assert given + dropped == 2000 and dropped > 0


def test_slow_stream_does_not_slow_another_connection(
        joe, shared_bridge, publisher):
    quick = shared_bridge.client("joe").subscribed("com.sub.slow")
    frames = flooded(joe, publisher, "com.sub.slow",
                     bridge_pb2.OVERFLOW_DROP_OLDEST, 1000)
    events = [quick.expect("event") for _ in range(1001)]
    assert values.contents(events[-1].payload)[0][0] == "last"
    frames.cancel()


def test_thousand_topics_on_one_stream(joe, publisher):
    topics = [f"com.sub.many.t{i}" for i in range(1000)]
    stream = joe.subscribe(*topics)
    given = {stream.expect("subscribed").topic for _ in topics}
    assert given == set(topics)
    for topic in (topics[0], topics[-1]):
        publisher.do("publish", topic=topic, args=[1])
        assert stream.expect("event").topic == topic
    stream.cancel()
