# SPDX-License-Identifier: Apache-2.0
"""What both the embedded router and Crossbar can, used on the embedded one by
autobahn and wampy."""

import pytest

from network import eventually


@pytest.fixture(name="js")
def fixture_js(dev, peer):
    """Gives a function that starts a peer of npm's autobahn."""
    return lambda: peer("autobahn_js", dev.url)


@pytest.mark.conforms("uris", "embedded")
@pytest.mark.parametrize("bad", ["com..x", "com.x y", "com.#"])
def test_bad_uri_is_an_error_and_the_session_goes_on(js, bad):
    caller = js()
    assert caller.call(bad)["error"] == "wamp.error.invalid_uri"
    assert caller.call("com.example.echo", 1)["args"] == [1]


@pytest.mark.conforms("register_{match}", "embedded")
@pytest.mark.parametrize("match, pattern", [("prefix", ""),
                                            ("wildcard", "..b")])
def test_pattern_serves_what_it_matches(js, uri, match, pattern):
    callee, caller = js(), js()
    callee.do("register", procedure=uri + pattern, options={"match": match},
              answer="pattern")
    assert caller.call(uri + ".a.b")["args"] == ["pattern"]
    assert caller.call("com.profile.else")["error"] == (
        "wamp.error.no_such_procedure")
    js().do("register", procedure=uri + ".a.b", answer="exact")
    assert caller.call(uri + ".a.b")["args"] == ["exact"]


@pytest.mark.conforms("shared_single", "embedded")
def test_single_is_refused_to_a_second_session(js, uri):
    js().do("register", procedure=uri)
    answer = js().ask("register", procedure=uri)
    assert answer["error"] == "wamp.error.procedure_already_exists"


@pytest.mark.conforms("shared_random", "embedded")
def test_random_asks_everybody_in_the_end(js, uri):
    for name in ("a", "b"):
        js().do("register", procedure=uri, options={"invoke": "random"},
                answer=name)
    caller, seen = js(), set()

    def both():
        seen.update(caller.call(uri)["args"])
        return seen == {"a", "b"}
    eventually(both, "one is never asked")


@pytest.mark.conforms("publish", "embedded")
def test_publication_without_acknowledgement_comes(js, uri):
    subscriber, publisher = js(), js()
    subscriber.do("subscribe", topic=uri)
    publisher.do("publish", topic=uri, args=[1], kwargs={"k": 2})
    event, = subscriber.events(1)
    assert (event["args"], event["kwargs"]) == ([1], {"k": 2})


@pytest.mark.conforms("publisher_identification event_publisher", "embedded")
def test_publisher_that_asks_is_disclosed(dev, peer, js, uri):
    subscriber, publisher = peer("autobahn", dev.url), js()
    subscriber.do("subscribe", topic=uri)
    publisher.do("publish", topic=uri, args=["unknown"])
    publisher.do("publish", topic=uri, args=["known"],
                 options={"disclose_me": True})
    assert [event["publisher"] for event in subscriber.events(2)] == [
        None, publisher.joined["joined"]]


@pytest.mark.conforms("retain get_retained", "embedded")
def test_retained_event_waits_for_who_asks(dev, peer, uri):
    publisher = peer("autobahn", dev.url)
    for text in ("old", "kept"):
        publisher.do("publish", topic=uri, args=[text], retain=True)
    asking, plain = peer("autobahn", dev.url), peer("autobahn", dev.url)
    plain.do("subscribe", topic=uri)
    asking.do("subscribe", topic=uri, get_retained=True)
    publisher.do("publish", topic=uri, args=["live"])
    assert [event["args"] for event in asking.events(2)] == [
        ["kept"], ["live"]]
    assert [event["args"] for event in plain.events(1)] == [["live"]]


@pytest.mark.conforms("json_binary", "embedded")
def test_octets_come_over_json(dev, peer, client, uri):
    subscriber = peer("autobahn", dev.url, serializer="json")
    subscriber.do("subscribe", topic=uri)
    client.publish(uri, b"\x00\xff", [b""])
    assert subscriber.events(1)[0]["args"] == [{"bytes": "00ff"},
                                               [{"bytes": ""}]]
