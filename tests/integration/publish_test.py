# SPDX-License-Identifier: Apache-2.0
"""Publish and PublishStream, with autobahn and wampy as subscribers."""

import pytest

import values
from client import failing
from network import eventually
from wampbridge.v1 import bridge_pb2


def requests(topic, count, **fields):
    """Gives `count` messages of a PublishStream, numbered from 1."""
    for number in range(1, count + 1):
        yield bridge_pb2.PublishStreamRequest(
            sequence=number, publish=bridge_pb2.PublishRequest(
                identity="joe", topic=topic, payload=values.payload(number),
                **fields))


@pytest.mark.conforms("publish_acknowledge", "grpc", "crossbar")
def test_autobahn_receives_what_is_published(joe, crossbar, peer):
    subscriber = peer("autobahn", crossbar.url("ws"))
    subscriber.do("subscribe", topic="com.publish.one")
    answer = joe.publish("com.publish.one", 1, [b"\x01"], key={"n": None})
    assert answer.acknowledged and answer.session_id
    event, = subscriber.events(1)
    assert event["args"] == [1, [{"bytes": "01"}]]
    assert event["kwargs"] == {"key": {"n": None}}
    assert event["publication"] == answer.publication_id


def test_wampy_receives_what_is_published(joe, crossbar, peer):
    wampy = peer("wampy", crossbar.url("ws"), topic="com.publish.wampy")
    eventually(lambda: joe.publish("com.publish.wampy", "a", b=1) and
               wampy.all("event"), "no event", 10)
    event = wampy.all("event")[0]
    assert (event["args"], event["kwargs"]) == (["a"], {"b": 1})


@pytest.mark.conforms("publish", "grpc", "crossbar")
def test_without_acknowledgement_there_is_no_id(joe, crossbar, peer):
    subscriber = peer("autobahn", crossbar.url("ws"))
    subscriber.do("subscribe", topic="com.publish.quiet")
    answer = joe.publish(
        "com.publish.quiet", 1,
        options=bridge_pb2.PublishOptions(acknowledge=False))
    assert not answer.acknowledged and not answer.publication_id
    assert subscriber.events(1)[0]["args"] == [1]


def test_publishes_one_after_the_other_keep_their_order(joe, crossbar, peer):
    subscriber = peer("autobahn", crossbar.url("ws"))
    subscriber.do("subscribe", topic="com.publish.order")
    for number in range(50):
        joe.publish("com.publish.order", number)
    assert [event["args"] for event in subscriber.events(50)] == [
        [number] for number in range(50)]


def test_publish_without_permission_is_denied(shared_bridge):
    with failing() as failures:
        shared_bridge.client("lim").publish("com.publish.denied", 1)
    assert (failures[0].code, failures[0].outcome, failures[0].uri) == (
        "PERMISSION_DENIED", "REMOTE_ERROR", "wamp.error.not_authorized")


def test_stream_publishes_in_order_and_answers_each(joe, crossbar, peer):
    subscriber = peer("autobahn", crossbar.url("ws"))
    subscriber.do("subscribe", topic="com.publish.stream")
    answers = list(joe.stub.PublishStream(
        requests("com.publish.stream", 300), timeout=60))
    assert [answer.sequence for answer in answers] == list(range(1, 301))
    ids = [answer.published.publication_id for answer in answers]
    assert len(set(ids)) == 300
    events = subscriber.events(300)
    assert [event["publication"] for event in events] == ids
    assert [event["args"] for event in events] == [
        [number] for number in range(1, 301)]


def test_stream_larger_than_the_write_buffer_is_held_back_not_refused(joe):
    sent = [bridge_pb2.PublishStreamRequest(
        sequence=number, publish=bridge_pb2.PublishRequest(
            identity="joe", topic="com.publish.bulk",
            payload=values.payload("x" * 100_000))) for number in range(1, 201)]
    answers = list(joe.stub.PublishStream(iter(sent), timeout=60))
    assert [answer.sequence for answer in answers] == list(range(1, 201))
    assert all(answer.HasField("published") for answer in answers)


def test_stream_without_acknowledgement_answers_nothing(joe, crossbar, peer):
    subscriber = peer("autobahn", crossbar.url("ws"))
    subscriber.do("subscribe", topic="com.publish.fast")
    answers = list(joe.stub.PublishStream(requests(
        "com.publish.fast", 200,
        options=bridge_pb2.PublishOptions(acknowledge=False)), timeout=60))
    assert not answers
    assert len(subscriber.events(200)) == 200


def test_stream_tells_a_refused_publication_and_goes_on(joe):
    sent = list(requests("com.publish.mixed", 3))
    sent[1].publish.topic = "com..mixed"
    answers = list(joe.stub.PublishStream(iter(sent), timeout=30))
    by_number = {answer.sequence: answer for answer in answers}
    assert by_number[1].HasField("published")
    assert by_number[2].error.code == 3  # INVALID_ARGUMENT
    assert by_number[3].HasField("published")


def test_stream_whose_sequence_does_not_rise_ends(joe):
    sent = list(requests("com.publish.wrong", 2))
    sent[1].sequence = 1
    with failing() as failures:
        list(joe.stub.PublishStream(iter(sent), timeout=30))
    assert failures[0].code == "INVALID_ARGUMENT"
    assert "sequence" in failures[0].message


def test_stream_publishes_for_one_identity_only(joe):
    sent = list(requests("com.publish.wrong", 2))
    sent[1].publish.identity = "lim"
    answers = list(joe.stub.PublishStream(iter(sent), timeout=30))
    by_number = {answer.sequence: answer for answer in answers}
    assert by_number[1].HasField("published")
    assert by_number[2].error.code == 3  # INVALID_ARGUMENT
    assert "publishes for joe" in by_number[2].error.message
