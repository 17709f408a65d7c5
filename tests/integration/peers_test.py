# SPDX-License-Identifier: Apache-2.0
"""Crossbar and the peers work with each other, so that what fails in the other
tests is the bridge."""

import pytest

import crossbar_config

JOINS = [
    ("ws", "json", {}),
    ("tcp", "msgpack", {"authmethod": "ticket", "authid": "joe",
                        "secret": crossbar_config.TICKET}),
    ("ws", "cbor", {"authmethod": "wampcra", "authid": "salted",
                    "secret": crossbar_config.PASSWORD}),
    ("tcp", "cbor", {"authmethod": "cryptosign", "authid": "alice",
                     "secret": crossbar_config.CRYPTOSIGN_SECRET}),
]


@pytest.mark.parametrize("transport, serializer, login", JOINS)
def test_autobahn_calls_and_publishes_through_crossbar(
        crossbar, peer, transport, serializer, login):
    one = peer("autobahn", crossbar.url("ws"))
    other = peer("autobahn", crossbar.url(transport), serializer=serializer,
                 **login)
    assert other.joined, other.left
    one.do("serve", prefix="com.peers")
    one.do("subscribe", topic="com.peers.topic")
    assert other.do("call", procedure="com.peers.add2", args=[2, 3]) == {
        "args": [5], "kwargs": {}}
    other.do("publish", topic="com.peers.topic", args=[1], kwargs={"k": "v"})
    event, = one.events(1)
    assert (event["args"], event["kwargs"]) == ([1], {"k": "v"})


def test_wampy_serves_and_subscribes_through_crossbar(crossbar, peer):
    wampy = peer("wampy", crossbar.url("ws"), prefix="com.wampy",
                 topic="com.wampy.topic", authmethod="ticket", authid="joe",
                 secret=crossbar_config.TICKET)
    assert wampy.joined, wampy.left
    autobahn = peer("autobahn", crossbar.url("ws"))
    answer = autobahn.do("call", procedure="com.wampy.double", args=[21])
    assert answer["args"] == [42]
    autobahn.do("publish", topic="com.wampy.topic", args=["a"],
                kwargs={"b": 1})
    event, = wampy.events(1)
    assert (event["args"], event["kwargs"]) == (["a"], {"b": 1})
