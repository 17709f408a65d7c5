# SPDX-License-Identifier: Apache-2.0
"""Streams that begin with history, which Crossbar keeps in one of its realms."""

import pytest

import bridge as bridges
import crossbar_config
import values
from google.protobuf import timestamp_pb2
from wampbridge.v1 import bridge_pb2

KEPT = "com.history.kept"


@pytest.fixture(name="archive", scope="module")
def fixture_archive(tmp_path_factory, crossbar, secrets):
    """Gives a bridge with two identities in the realm with history."""
    joe, other = (bridges.identity("ticket", "joe", "TEST_TICKET",
                                   realm=crossbar_config.ARCHIVE)
                  for _ in range(2))
    config = bridges.configuration(crossbar.url("ws"),
                                   {"joe": joe, "other": other})
    one = bridges.Bridge(tmp_path_factory.mktemp("archive"), config, secrets)
    yield one
    one.close()


@pytest.fixture(name="past", scope="module")
def fixture_past(archive):
    """Gives five publications to KEPT. Two sessions hear them, so that the
    router keeps each twice."""
    hearers = [archive.client(name).subscribed(KEPT)
               for name in ("joe", "other")]
    client = archive.client("joe")
    ids = []
    for number in range(5):
        ids.append(client.publish(KEPT, number).publication_id)
        for hearer in hearers:
            assert hearer.expect("event").publication_id == ids[-1]
    yield ids
    for hearer in hearers:
        hearer.cancel()


def options(**history):
    """Gives SubscribeOptions with this history."""
    return bridge_pb2.SubscribeOptions(history=bridge_pb2.History(**history))


def caught_up(stream):
    """Reads to `caught_up`; gives the events before it."""
    events = []
    while True:
        frame = stream.next()
        if frame.WhichOneof("frame") == "caught_up":
            return events
        events.append(frame.event)


def begun(archive, *topics, **fields):
    """Subscribes; gives the stream and its past events."""
    stream = archive.client("joe").subscribed(*topics, **fields)
    return stream, caught_up(stream)


@pytest.mark.conforms("event_history", "grpc", "crossbar")
def test_past_events_come_once_oldest_first_then_live_ones(archive, past):
    stream, events = begun(archive, KEPT, options=options())
    assert [event.publication_id for event in events] == past
    assert [values.contents(event.payload) for event in events] == [
        ([number], {}) for number in range(5)]
    subscribed = stream.frames[0].subscribed
    for event in events:
        assert event.topic == KEPT and not event.retained
        assert event.subscription_id == subscribed.subscription_id
        assert event.details["timestamp"].string_value
        assert event.publisher_authid == ""  # not disclosed
    live = archive.client("other").publish(KEPT, "live")
    past.append(live.publication_id)
    event = stream.expect("event")
    assert event.publication_id == live.publication_id
    stream.cancel()


def test_limit_keeps_the_newest(archive, past):
    # Crossbar counts an event once for each of its two receivers.
    stream, events = begun(archive, KEPT, options=options(limit=4))
    assert [event.publication_id for event in events] == past[-2:]
    stream.cancel()


def test_history_begins_where_it_is_told_to(archive, past):
    stream, events = begun(archive, KEPT,
                           options=options(from_publication=past[2]))
    assert [event.publication_id for event in events] == past[2:]
    stream.cancel()
    stream, events = begun(archive, KEPT,
                           options=options(after_publication=past[2]))
    assert [event.publication_id for event in events] == past[3:]
    time = timestamp_pb2.Timestamp()
    time.FromJsonString(events[0].details["timestamp"].string_value)
    stream.cancel()
    stream, events = begun(archive, KEPT, options=options(after_time=time))
    assert [event.publication_id for event in events] == past[4:]
    stream.cancel()


def test_patterns_past_events_name_their_topic(archive):
    prefix = bridge_pb2.MATCH_PREFIX
    plain = archive.client("other").subscribed("com.history.all", match=prefix)
    archive.client("joe").publish("com.history.all.one", 1)
    plain.expect("event")
    stream, events = begun(archive, "com.history.all", match=prefix,
                           options=options())
    assert [event.topic for event in events] == ["com.history.all.one"]
    stream.cancel()
    plain.cancel()


def test_topic_without_history_is_named(archive, joe):
    for client in (archive.client("joe"), joe):
        failure = client.subscribe(
            "com.elsewhere", options=options()).failure()
        assert (failure.code, failure.outcome, failure.uri) == (
            "FAILED_PRECONDITION", "REMOTE_ERROR",
            "wamp.error.history_unavailable")
        assert "com.elsewhere" in failure.message


def test_router_without_history_is_named(bridge):
    dev = bridges.DevRouter()
    served = bridge(bridges.configuration(dev.url))
    failure = served.client().subscribe(
        "com.example.any", options=options()).failure()
    assert failure.code == "UNIMPLEMENTED"
    assert "wamp.subscription.get_events" in failure.message
    served.close()
    dev.close()


def test_more_history_than_the_queue_takes_is_refused(joe):
    failure = joe.subscribe(
        KEPT, options=options(limit=11),
        queue=bridge_pb2.Queue(max_events=10)).failure()
    assert failure.code == "RESOURCE_EXHAUSTED"
    assert "options.history.limit" in failure.message
