# SPDX-License-Identifier: Apache-2.0
"""The meta API through Call and Subscribe, on the embedded router and on
Crossbar, and by npm's clients on the embedded router."""

import pytest

import bridge as bridges
import values
from callee import Callee
from client import failing
from network import eventually
from wampbridge.v1 import bridge_pb2

REGISTRATION = ["on_create", "on_register", "on_unregister", "on_delete"]
SUBSCRIPTION = ["on_create", "on_subscribe", "on_unsubscribe", "on_delete"]


def asked(client, procedure, *args):
    """Gives the only value that a meta procedure answers."""
    (answer,), _ = client.call("wamp." + procedure, *args)
    return answer


def seen(stream, names, about):
    """Waits until the stream has given an event of each name, in their order,
    that mentions `about`; gives those events' arguments."""
    found = []
    for name in names:
        while True:
            event = stream.expect("event")
            args, kwargs = values.contents(event.payload)
            if event.topic.endswith(name) and mentions(args + [kwargs], about):
                found.append(args)
                break
    return found


def mentions(value, about):
    """Tells whether a value is in a list or dict, however deep."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return any(mentions(item, about) for item in value)
    return value == about


@pytest.mark.conforms("meta_session", "grpc", "crossbar")
def test_sessions_are_counted_listed_and_described(router, peer):
    one = peer("autobahn", router.url)
    session = one.joined["joined"]
    assert asked(router.client, "session.count") >= 2
    assert session in asked(router.client, "session.list")
    details = asked(router.client, "session.get", session)
    assert details["session"] == session
    assert details["authrole"] == one.joined["authrole"]
    one.close()

    def gone():
        return session not in asked(router.client, "session.list")
    eventually(gone, "it is still listed")
    with failing() as failures:
        asked(router.client, "session.get", session)
    assert (failures[0].code, failures[0].uri) == (
        "NOT_FOUND", "wamp.error.no_such_session")


@pytest.mark.conforms("meta_session_events", "grpc", "crossbar")
def test_sessions_are_seen_joining_and_leaving(router, peer):
    stream = router.client.subscribed("wamp.session.on_join",
                                      "wamp.session.on_leave")
    one = peer("autobahn", router.url)
    session = one.joined["joined"]
    (details,), = seen(stream, ["on_join"], session)
    assert details["session"] == session
    one.close()
    (left, *_), = seen(stream, ["on_leave"], session)
    assert left == session


@pytest.mark.conforms("session_goodbye", "grpc", "crossbar")
def test_bridge_whose_session_is_killed_joins_anew(router, bridge, peer, uri):
    stream = bridge(bridges.configuration(router.url)).client().subscribe(uri)
    session = stream.expect("subscribed").session_id
    peer("autobahn", router.url).do(
        "call", procedure="wamp.session.kill", args=[session],
        kwargs={"reason": "com.meta.enough"})
    assert "com.meta.enough" in stream.expect("interrupted").reason
    stream.expect("gap")
    assert stream.expect("subscribed").session_id != session


@pytest.mark.conforms("meta_registration", "grpc", "crossbar")
def test_registrations_are_found_and_described(router, uri):
    callee = Callee(router.client, [uri])
    registered, = callee.registered()
    number = registered.registration_id

    def ask(name, *args):
        return asked(router.client, "registration." + name, *args)
    assert number in ask("list")["exact"]
    assert ask("lookup", uri) == number
    assert ask("match", uri) == number
    assert ask("get", number)["uri"] == uri
    assert ask("list_callees", number) == [registered.session_id]
    assert ask("count_callees", number) == 1
    assert ask("lookup", uri + ".other") is None
    with failing() as failures:
        ask("get", 2**53)
    assert (failures[0].code, failures[0].uri) == (
        "NOT_FOUND", "wamp.error.no_such_registration")
    callee.done()


@pytest.mark.conforms("meta_registration_events unregister", "grpc",
                      "crossbar")
def test_registrations_are_seen_coming_and_going(router, uri):
    stream = router.client.subscribed(
        *["wamp.registration." + name for name in REGISTRATION])
    callee = Callee(router.client, [uri])
    registered, = callee.registered()
    callee.done()
    for session, *_ in seen(stream, REGISTRATION, registered.registration_id):
        assert session == registered.session_id


@pytest.mark.conforms("meta_subscription", "grpc", "crossbar")
def test_subscriptions_are_found_and_described(router, uri):
    stream = router.client.subscribe(uri)
    subscribed = stream.expect("subscribed")
    number = subscribed.subscription_id

    def ask(name, *args):
        return asked(router.client, "subscription." + name, *args)
    assert number in ask("list")["exact"]
    assert ask("lookup", uri) == number
    assert number in ask("match", uri)
    assert ask("get", number)["uri"] == uri
    assert ask("list_subscribers", number) == [subscribed.session_id]
    assert ask("count_subscribers", number) == 1
    with failing() as failures:
        ask("get", 2**53)
    assert (failures[0].code, failures[0].uri) == (
        "NOT_FOUND", "wamp.error.no_such_subscription")
    stream.cancel()


@pytest.mark.conforms("meta_subscription_events unsubscribe", "grpc",
                      "crossbar")
def test_subscriptions_are_seen_coming_and_going(router, uri):
    watcher = router.client.subscribed(
        *["wamp.subscription." + name for name in SUBSCRIPTION])
    stream = router.client.subscribe(uri)
    subscribed = stream.expect("subscribed")
    stream.cancel()
    for session, *_ in seen(watcher, SUBSCRIPTION, subscribed.subscription_id):
        assert session == subscribed.session_id


def with_testament(client, topic, session=0):
    """Asks for an event when the calling session ends."""
    return client.call("wamp.session.add_testament", topic, ["gone"], {},
                       options=bridge_pb2.CallOptions(session_id=session))


@pytest.mark.conforms("testament", "grpc", "crossbar")
def test_testament_of_a_named_session_is_published_at_its_end(
        crossbar, bridge, joe, uri):
    stream = joe.subscribed(uri)
    served = bridge(bridges.configuration(crossbar.url("ws")))
    client = served.client()
    with_testament(client, uri, client.publish(uri, "lives").session_id)
    assert values.contents(stream.expect("event").payload)[0] == ["lives"]
    served.stop()
    assert values.contents(stream.expect("event").payload)[0] == ["gone"]


def test_flushed_testament_is_not_published(crossbar, bridge, joe, uri):
    stream = joe.subscribed(uri)
    served = bridge(bridges.configuration(crossbar.url("ws")))
    client = served.client()
    session = client.publish(uri, "lives").session_id
    with_testament(client, uri, session)
    client.call("wamp.session.flush_testaments",
                options=bridge_pb2.CallOptions(session_id=session))
    leaving = joe.subscribed("wamp.session.on_leave")
    served.stop()
    seen(leaving, ["on_leave"], session)
    joe.publish(uri, "after")
    assert [values.contents(stream.expect("event").payload)[0]
            for _ in range(2)] == [["lives"], ["after"]]


@pytest.mark.parametrize("procedure", [
    "add_testament", "flush_testaments", "modify_details"])
def test_what_belongs_to_a_session_needs_its_name(router, procedure):
    with failing() as failures:
        router.client.call("wamp.session." + procedure)
    assert (failures[0].code, failures[0].outcome) == (
        "PERMISSION_DENIED", "REJECTED")
    assert "options.session_id" in failures[0].message


def test_session_of_somebody_else_cannot_be_named(router, peer, uri):
    other = peer("autobahn", router.url).joined["joined"]
    with failing() as failures:
        with_testament(router.client, uri, other)
    assert (failures[0].code, failures[0].outcome) == (
        "FAILED_PRECONDITION", "NOT_SENT")


class Npm:
    """An npm peer on the embedded router that asks the meta API."""

    def __init__(self, peer, url):
        self._peer = peer("wampy_js", url)

    def ask(self, procedure, *args):
        """Gives the only value that a meta procedure answers."""
        answer = self._peer.call("wamp." + procedure, *args)
        assert "error" not in answer, answer
        return answer["args"][0]

    def watch(self, kind, names):
        """Subscribes to meta events."""
        for name in names:
            self._peer.do("subscribe", topic=f"wamp.{kind}.{name}")

    def sees(self, kind, names, about):
        """Waits for the events that mention `about`; they come in order."""
        wanted = [f"wamp.{kind}.{name}" for name in names]

        def found():
            return [line["event"] for line in self._peer.all("event")
                    if mentions(line["args"], about)] == wanted
        eventually(found, "not all events came")


@pytest.mark.conforms("meta_session meta_session_events", "embedded")
def test_npm_client_sees_sessions(dev, peer):
    npm = Npm(peer, dev.url)
    npm.watch("session", ["on_join", "on_leave"])
    one = peer("autobahn_js", dev.url)
    session = one.joined["joined"]
    assert session in npm.ask("session.list")
    assert npm.ask("session.count") >= 2
    assert npm.ask("session.get", session)["session"] == session
    one.close()
    npm.sees("session", ["on_join", "on_leave"], session)


@pytest.mark.conforms("meta_registration meta_registration_events unregister",
                      "embedded")
def test_npm_client_sees_registrations(dev, peer, uri):
    npm, callee = Npm(peer, dev.url), peer("autobahn_js", dev.url)
    npm.watch("registration", REGISTRATION)
    number = callee.do("register", procedure=uri)
    assert number in npm.ask("registration.list")["exact"]
    assert npm.ask("registration.lookup", uri) == number
    assert npm.ask("registration.match", uri) == number
    assert npm.ask("registration.get", number)["uri"] == uri
    callees = [callee.joined["joined"]]
    assert npm.ask("registration.list_callees", number) == callees
    assert npm.ask("registration.count_callees", number) == 1
    callee.do("unregister", entry=number)
    npm.sees("registration", REGISTRATION, number)


@pytest.mark.conforms("meta_subscription meta_subscription_events unsubscribe",
                      "embedded")
def test_npm_client_sees_subscriptions(dev, peer, uri):
    npm, subscriber = Npm(peer, dev.url), peer("autobahn_js", dev.url)
    npm.watch("subscription", SUBSCRIPTION)
    number = subscriber.do("subscribe", topic=uri)
    assert number in npm.ask("subscription.list")["exact"]
    assert npm.ask("subscription.lookup", uri) == number
    assert number in npm.ask("subscription.match", uri)
    assert npm.ask("subscription.get", number)["uri"] == uri
    subscribers = [subscriber.joined["joined"]]
    assert npm.ask("subscription.list_subscribers", number) == subscribers
    assert npm.ask("subscription.count_subscribers", number) == 1
    subscriber.do("unsubscribe", entry=number)
    npm.sees("subscription", SUBSCRIPTION, number)
