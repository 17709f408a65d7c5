# SPDX-License-Identifier: Apache-2.0
"""The embedded router of `wampbridge dev`, used by autobahn and wampy."""

import json

import pytest
import yaml
from nacl.signing import SigningKey

import bridge as bridges
import crossbar_config
from network import eventually

SEED = bytes([7]) * 32
ROLE = [{"uri": "com.**", "allow": ["call", "register", "publish",
                                    "subscribe"], "disclose": True}]
DEV_ROUTER = {"realms": {"realm1": {
    "anonymous_role": "guest",
    "users": {
        "joe": {"role": "staff", "secret": crossbar_config.PASSWORD},
        "salted": {"role": "staff", "secret": crossbar_config.PASSWORD,
                   "salt": "pepper", "iterations": 500, "keylen": 32}},
    "principals": {
        "tim": {"role": "staff", "ticket": crossbar_config.TICKET},
        "alice": {"role": "staff", "authorized_keys": [
            SigningKey(SEED).verify_key.encode().hex()]}},
    "roles": {
        "staff": ROLE,
        "guest": [{"uri": "com.open.**", "allow": ["call", "subscribe"]},
                  {"uri": "com.example.**", "allow": [
                      "call", "register", "publish", "subscribe"]}]}}}}

LOGINS = {
    "anonymous": {},
    "ticket": {"authid": "tim", "secret": crossbar_config.TICKET},
    "wampcra": {"authid": "joe", "secret": crossbar_config.PASSWORD},
    "wampcra-salted": {"authid": "salted",
                       "secret": crossbar_config.PASSWORD},
    "cryptosign": {"authid": "alice", "secret": SEED.hex()},
}


@pytest.fixture(name="dev", scope="module", params=["ws", "tcp"])
def fixture_dev(request, tmp_path_factory):
    """Gives a running `wampbridge dev` with users."""
    path = tmp_path_factory.mktemp("dev") / "dev.yaml"
    path.write_text(yaml.safe_dump({"dev_router": DEV_ROUTER}))
    url = {"ws": "ws://127.0.0.1:0/ws", "tcp": "tcp://127.0.0.1:0"}
    one = bridges.DevRouter("--config", path, router_url=url[request.param])
    yield one
    one.close()


@pytest.fixture(name="plain", scope="module")
def fixture_plain():
    """Gives a running `wampbridge dev` as it is."""
    one = bridges.DevRouter()
    yield one
    one.close()


def staff(peer, dev, serializer="cbor"):
    """Gives an autobahn peer that may do everything below `com.`"""
    one = peer("autobahn", dev.url, serializer=serializer,
               authmethod="wampcra", **LOGINS["wampcra"])
    assert one.joined, one.left
    return one


@pytest.mark.conforms("auth_{method} transport_{dev} serializer_{serializer}",
                      "embedded")
@pytest.mark.parametrize("serializer", ["json", "msgpack", "cbor"])
@pytest.mark.parametrize("method", LOGINS)
def test_autobahn_joins(dev, peer, method, serializer):
    one = peer("autobahn", dev.url, serializer=serializer,
               authmethod=method.removesuffix("-salted"), **LOGINS[method])
    assert one.joined, one.left
    assert one.joined["authmethod"] == method.removesuffix("-salted")
    if method != "anonymous":
        assert one.joined["authid"] == LOGINS[method]["authid"]
        assert one.joined["authrole"] == "staff"


@pytest.mark.conforms("session_abort", "embedded")
@pytest.mark.parametrize("method", [name for name in LOGINS
                                    if name != "anonymous"])
def test_wrong_secret_is_refused(dev, peer, method):
    login = dict(LOGINS[method], secret="03" * 32)
    one = peer("autobahn", dev.url, authmethod=method.removesuffix("-salted"),
               **login)
    assert one.left and one.left["left"].startswith("wamp.error.")


@pytest.mark.conforms("call register call_error invocation_error error_uris",
                      "embedded")
@pytest.mark.parametrize("serializer", ["json", "msgpack", "cbor"])
def test_autobahns_call_each_other(dev, peer, serializer):
    callee, caller = staff(peer, dev), staff(peer, dev, serializer)
    callee.do("serve", prefix="com.dev")
    value = [1, 2**53 + 1, 0.5, "ü", None, {"k": [True]}]
    assert caller.do("call", procedure="com.dev.echo", args=value,
                     kwargs={"a": value}) == {"args": value,
                                              "kwargs": {"a": value}}
    answer = caller.ask("call", procedure="com.dev.fail", args=["why"])
    assert answer["error"] == "com.test.error.demo"
    assert answer["args"] == ["why"]
    answer = caller.ask("call", procedure="com.dev.nowhere")
    assert answer["error"] == "wamp.error.no_such_procedure"
    told = caller.do("call", procedure="com.dev.caller")["kwargs"]
    assert told["caller"] == caller.joined["joined"]
    assert told["caller_authid"] == "joe"


@pytest.mark.conforms("interrupt", "embedded")
def test_progressive_results_and_cancel_reach_autobahn(dev, peer):
    callee, caller = staff(peer, dev), staff(peer, dev)
    callee.do("serve", prefix="com.dev.more")
    caller.do("call", procedure="com.dev.more.countdown", args=[3],
              progress=True)
    assert [line["progress"] for line in caller.all("progress")] == [
        [3], [2], [1]]
    caller.do("cancel", procedure="com.dev.more.sleep", args=[20])
    eventually(lambda: callee.all("interrupted"), "no interruption", 10)


@pytest.mark.conforms("subscribe_{match} publish_acknowledge", "embedded")
@pytest.mark.parametrize("match, pattern", [
    ("exact", "com.dev.topic.a"), ("prefix", "com.dev.topic"),
    ("wildcard", "com.dev..a")])
def test_autobahns_publish_to_each_other(dev, peer, match, pattern):
    subscriber, publisher = staff(peer, dev), staff(peer, dev, "json")
    subscriber.do("subscribe", topic=pattern, match=match)
    publication = publisher.do("publish", topic="com.dev.topic.a", args=[1],
                               kwargs={"k": 2})
    event, = subscriber.events(1)
    assert event["event"] == "com.dev.topic.a"
    assert (event["args"], event["kwargs"]) == ([1], {"k": 2})
    assert event["publication"] == publication


@pytest.mark.conforms("publisher_exclusion", "embedded")
def test_publisher_is_excluded_unless_it_asks(dev, peer):
    one = staff(peer, dev)
    one.do("subscribe", topic="com.dev.own")
    one.do("publish", topic="com.dev.own", args=["excluded"])
    one.do("publish", topic="com.dev.own", args=["own"], exclude_me=False)
    assert [event["args"] for event in one.events(1)] == [["own"]]


@pytest.mark.conforms("{option}", "embedded")
@pytest.mark.parametrize("option", [
    "exclude", "exclude_authid", "exclude_authrole", "eligible",
    "eligible_authid", "eligible_authrole"])
def test_lists_choose_who_receives(dev, peer, option):
    topic = "com.open." + option
    publisher, receiver = staff(peer, dev), peer("autobahn", dev.url)
    left_out = staff(peer, dev)
    for one in (receiver, left_out):
        one.do("subscribe", topic=topic)
    kind, _, member = option.partition("_")
    named = receiver if kind == "eligible" else left_out
    publisher.do("publish", topic=topic, args=["chosen"], **{
        option: [named.joined[member or "joined"]]})
    publisher.do("publish", topic=topic, args=["all"])
    assert [event["args"] for event in receiver.events(2)] == [
        ["chosen"], ["all"]]
    assert [event["args"] for event in left_out.events(1)] == [["all"]]


def test_guest_is_not_allowed_what_its_role_does_not_say(dev, peer):
    guest = peer("autobahn", dev.url)
    for command in (dict(do="call", procedure="com.dev.x"),
                    dict(do="publish", topic="com.dev.x"),
                    dict(do="subscribe", topic="com.dev.x"),
                    dict(do="serve", prefix="com.dev.x")):
        answer = guest.ask(command.pop("do"), **command)
        assert answer["error"] == "wamp.error.not_authorized"


def test_wampy_serves_calls_publishes_and_subscribes(plain, peer):
    wampy = peer("wampy", plain.url, prefix="com.example.wampy",
                 topic="com.example.wampy.topic")
    assert wampy.joined, wampy.left
    other = peer("wampy", plain.url)
    autobahn = peer("autobahn", plain.url, serializer="msgpack")
    answer = other.ask("call", procedure="com.example.wampy.double",
                       args=[21])
    assert answer["result"] == 42 or answer["result"]["message"] == 42
    answer = autobahn.do("call", procedure="com.example.wampy.double",
                         args=[4])
    assert answer["args"] == [8]
    other.do("publish", topic="com.example.wampy.topic",
             kwargs={"message": "hi"})
    assert wampy.events(1)[0]["kwargs"]["message"] == "hi"


def test_samples_are_there(plain, peer):
    one = peer("autobahn", plain.url)
    call = lambda name, *args: one.do(
        "call", procedure="com.example." + name, args=list(args))
    assert call("echo", 1, "a")["args"] == [1, "a"]
    assert call("add2", 2, 3)["args"] == [5]
    one.do("call", procedure="com.example.countdown", args=[2], progress=True)
    assert one.all("progress")
    answer = one.ask("call", procedure="com.example.fail")
    assert answer["error"] == "com.example.error.demo" and answer["args"]
    call("sleep", 0.01)
    one.do("subscribe", topic="com.example.ticks")
    numbers = [event["kwargs"]["n"] for event in one.events(2)]
    assert numbers[1] == numbers[0] + 1


def test_dev_says_what_it_is_and_what_to_try(plain):
    output = plain.process.output
    assert "development" in output
    assert "wampbridge call" in output and "grpcurl" in output


def test_demo_shows_a_call_a_publication_and_a_subscription():
    one = bridges.DevRouter("--demo")
    try:
        one.process.expect("Ctrl-C")
        for word in ("Call", "Publish", "Subscribe"):
            assert word in one.process.output
    finally:
        one.close()


def test_dev_router_is_refused_by_serve(tmp_path):
    path = tmp_path / "dev.yaml"
    path.write_text(yaml.safe_dump(dict(
        bridges.configuration("ws://127.0.0.1:1/ws"),
        dev_router=DEV_ROUTER)))
    status, output = bridges.run("serve", "--config", path)
    assert status == 2 and "dev_router" in output
    assert json.dumps(crossbar_config.TICKET) not in output
