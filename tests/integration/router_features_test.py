# SPDX-License-Identifier: Apache-2.0
"""What the embedded router can and Crossbar can't, used by npm's autobahn and
wampy and by autobahn-python."""

import pytest

import bridge as bridges

# wampy takes and sends chunks, and passes a callee's errors on, but does not
# announce it.
CALLER = {"caller": ["progressive_call_invocations"]}
CALLEE = {"callee": ["progressive_call_invocations", "call_canceling",
                     "progressive_call_results", "call_reroute"]}

# What a canceled call ends with. With kill that is the callee's word: this is
# how autobahn-python answers an INTERRUPT.
ENDS = {"kill": "wamp.error.runtime_error"}
CANCELED = "wamp.error.canceled"


def progress(peer):
    """Gives the progressive results that the peer got, one argument each."""
    return [line["progress"][0] for line in peer.all("progress")]


@pytest.mark.conforms("session_join", "embedded")
def test_router_announces_what_it_can(dev, peer):
    dealer = peer("wampy_js", dev.url).joined["roles"]["dealer"]["features"]
    assert {name for name, there in dealer.items() if there} == {
        "call_canceling", "call_reroute", "call_timeout",
        "caller_identification", "pattern_based_registration",
        "progressive_call_invocations", "progressive_call_results",
        "registration_meta_api", "registration_revocation",
        "session_meta_api", "shared_registration"}


@pytest.mark.conforms("call_progressive_invocations invocation_progressive "
                      "caller_identification invocation_caller", "embedded")
def test_chunks_continue_one_invocation_and_results_come_between(dev, peer):
    callee = peer("wampy_js", dev.url, features=CALLEE)
    caller = peer("wampy_js", dev.url, features=CALLER)
    callee.do("register", procedure="com.features.sum", kind="sum")
    caller.do("start", name="sum", procedure="com.features.sum", args=[1],
              chunks=True, progress=True, options={"disclose_me": True})
    caller.do("chunk", name="sum", args=[2])
    # Another call meanwhile does not disturb the ids.
    caller.do("start", name="other", procedure="com.example.add2", args=[2, 3])
    assert caller.ended("other")["args"] == [5]
    caller.lines("progress", 2)
    caller.do("chunk", name="sum", args=[3], last=True)
    assert caller.ended("sum")["args"] == [6]
    assert progress(caller) == [1, 3]
    invoked = callee.all("invoked")
    assert [line["args"] for line in invoked] == [[1], [2], [3]]
    assert [line["details"].get("progress", False) for line in invoked] == [
        True, True, False]
    assert {line["details"]["caller"] for line in invoked} == {
        caller.joined["joined"]}


@pytest.mark.parametrize("kind, features", [
    ("autobahn_js", {}), ("wampy_js", {"callee": ["call_canceling"]}),
    ("wampy_js", {"callee": ["progressive_call_invocations"]})])
def test_callee_that_cannot_take_chunks_is_an_error(dev, peer, kind, features):
    callee = peer(kind, dev.url, features=features)
    caller = peer("wampy_js", dev.url, features=CALLER)
    callee.do("register", procedure="com.features.plain", kind="silent",
              name="plain")
    caller.do("start", name="call", procedure="com.features.plain", args=[1],
              chunks=True)
    error = caller.ended("call")["error"]
    assert error == "wamp.error.feature_not_supported"
    # One that crossed the error is dropped, and the session goes on.
    caller.do("chunk", name="call", args=[2], last=True)
    caller.do("start", name="next", procedure="com.example.echo", args=[7])
    assert caller.ended("next")["args"] == [7]
    assert not callee.all("invoked")


def test_chunks_after_the_end_are_dropped(dev, peer):
    callee = peer("wampy_js", dev.url, features=CALLEE)
    caller = peer("wampy_js", dev.url, features=CALLER)
    callee.do("register", procedure="com.features.early", kind="name",
              name="early")
    caller.do("start", name="call", procedure="com.features.early", args=[1],
              chunks=True)
    assert caller.ended("call")["args"] == ["early"]
    caller.do("chunk", name="call", args=[2])
    caller.do("chunk", name="call", args=[3], last=True)
    caller.do("start", name="next", procedure="com.example.echo", args=[7])
    assert caller.ended("next")["args"] == [7]
    assert len(callee.all("invoked")) == 1


@pytest.mark.conforms("session_violation", "embedded")
def test_caller_that_announced_no_chunks_is_aborted(dev, peer):
    caller = peer("wampy_js", dev.url)
    caller.ask("start", name="call", procedure="com.example.echo", args=[1],
               chunks=True)
    caller.lines("disconnected")


@pytest.mark.conforms("call_progressive_results yield_progressive", "embedded")
@pytest.mark.parametrize("kind", ["autobahn_js", "wampy_js"])
def test_progressive_results_reach_their_caller(dev, peer, kind):
    callee, caller = peer("autobahn", dev.url), peer(kind, dev.url)
    callee.do("serve", prefix=f"com.features.{kind}")
    caller.do("start", name="call", args=[3], progress=True,
              procedure=f"com.features.{kind}.countdown",
              options={"receive_progress": True})
    assert caller.ended("call")["args"] == [0]
    assert progress(caller) == [3, 2, 1]


@pytest.mark.parametrize("mode", [None] + [
    pytest.param(mode, marks=pytest.mark.conforms(f"call_canceling_{mode}",
                                                  "embedded"))
    for mode in ("skip", "kill", "killnowait")])
def test_canceled_call_ends_as_its_mode_says(dev, peer, mode):
    prefix = f"com.features.{mode}".lower()
    callee, caller = peer("autobahn", dev.url), peer("wampy_js", dev.url)
    callee.do("serve", prefix=prefix)
    caller.do("start", name="call", procedure=prefix + ".sleep", args=[0.5])
    caller.do("cancel", name="call", mode=mode)
    assert caller.ended("call")["error"] == ENDS.get(mode, CANCELED)
    # The callee goes on with its next call, and what it still had to say of
    # the first reached nobody.
    caller.do("start", name="next", procedure=prefix + ".sleep", args=[0.5])
    assert caller.ended("next")["args"] == [0.5]
    assert len(caller.all("ended")) == 2
    if mode == "skip":
        assert not callee.all("interrupted")


@pytest.mark.conforms("interrupt", "embedded")
@pytest.mark.parametrize("mode", ["kill", "killnowait"])
def test_canceled_callee_is_interrupted(dev, peer, mode):
    prefix = f"com.features.running.{mode}"
    callee, caller = peer("autobahn", dev.url), peer("wampy_js", dev.url)
    callee.do("serve", prefix=prefix)
    # Calls are taken in order: when this one is answered the first one runs.
    caller.do("start", name="call", procedure=prefix + ".sleep", args=[60])
    caller.do("start", name="after", procedure=prefix + ".echo", args=[1])
    caller.ended("after")
    caller.do("cancel", name="call", mode=mode)
    assert caller.ended("call")["error"] == ENDS.get(mode, CANCELED)
    callee.lines("interrupted")


def test_autobahn_kills_a_call(dev, peer):
    callee, caller = peer("autobahn", dev.url), peer("autobahn_js", dev.url)
    callee.do("serve", prefix="com.features.killed")
    caller.do("start", name="call", procedure="com.features.killed.sleep",
              args=[60])
    caller.do("kill", name="call")
    assert caller.ended("call")["error"] == ENDS["kill"]


def test_cancel_skips_a_callee_that_cannot_be_interrupted(dev, peer):
    callee, caller = peer("wampy_js", dev.url), peer("wampy_js", dev.url)
    callee.do("register", procedure="com.features.deaf", kind="silent",
              name="deaf")
    caller.do("start", name="call", procedure="com.features.deaf")
    callee.lines("invoked")
    caller.do("cancel", name="call", mode="kill")
    assert caller.ended("call")["error"] == CANCELED
    # wampy closes the connection on an INTERRUPT.
    assert callee.do("register", procedure="com.features.deaf2", kind="silent")


@pytest.mark.conforms("call_timeout", "embedded")
@pytest.mark.parametrize("caller_kind", ["autobahn_js", "wampy_js"])
@pytest.mark.parametrize("callee_kind", ["autobahn", "wampy_js"])
def test_timeout_in_milliseconds_ends_a_call(dev, peer, caller_kind,
                                             callee_kind):
    prefix = f"com.features.late.{caller_kind}.{callee_kind}"
    callee, caller = peer(callee_kind, dev.url), peer(caller_kind, dev.url)
    if callee_kind == "autobahn":
        callee.do("serve", prefix=prefix)
    else:
        callee.do("register", procedure=prefix + ".sleep", kind="silent",
                  name="late")
    caller.do("start", name="call", procedure=prefix + ".sleep", args=[60],
              options={"timeout": 200})
    assert caller.ended("call")["error"] == "wamp.error.timeout"
    if callee_kind == "autobahn":
        callee.lines("interrupted")


@pytest.mark.conforms("call_reroute shared_{invoke}", "embedded")
@pytest.mark.parametrize("invoke, order", [
    ("first", ["a", "b", "c"]), ("last", ["b", "a", "c"]),
    ("roundrobin", ["a", "b", "c"])])
def test_unavailable_callee_gives_the_call_to_the_next(dev, peer, invoke,
                                                       order):
    procedure = f"com.features.{invoke}"
    kinds = {"a": "unavailable", "b": "unavailable", "c": "name"}
    # The one that answers is asked after the two that do not.
    places = ["c", "a", "b"] if invoke == "last" else ["a", "b", "c"]
    callees = {}
    for name in places:
        callees[name] = peer("wampy_js", dev.url, features=CALLEE)
        callees[name].do("register", procedure=procedure, kind=kinds[name],
                         name=name, options={"invoke": invoke})
    caller = peer("autobahn_js", dev.url)
    caller.do("start", name="call", procedure=procedure)
    assert caller.ended("call")["args"] == ["c"]
    asked = [name for name in order if callees[name].all("invoked")]
    assert asked == order


def test_call_that_no_callee_takes_ends(dev, peer):
    for name in ("a", "b"):
        peer("wampy_js", dev.url, features=CALLEE).do(
            "register", procedure="com.features.busy", kind="unavailable",
            name=name, options={"invoke": "random"})
    peer("wampy_js", dev.url, features=CALLEE).do(
        "register", procedure="com.features.busy1", kind="unavailable",
        name="single")
    caller = peer("autobahn_js", dev.url)
    for name in ("busy", "busy1"):
        caller.do("start", name=name, procedure=f"com.features.{name}")
        error = caller.ended(name)["error"]
        assert error == "wamp.error.no_available_callee"


@pytest.mark.conforms("registration_revocation subscription_revocation",
                      "embedded")
def test_revoked_registration_and_subscription_are_gone(dev, peer):
    callee, caller = peer("autobahn_js", dev.url), peer("wampy_js", dev.url)
    session = callee.joined["joined"]
    registration = callee.do("register", procedure="com.features.revoked")
    subscription = callee.do("subscribe", topic="com.features.topic")
    for number, (procedure, entry) in enumerate((
            ("wamp.registration.remove_callee", registration),
            ("wamp.subscription.remove_subscriber", subscription))):
        caller.do("start", name=number, procedure=procedure,
                  args=[entry, session])
        assert "error" not in caller.ended(number)
    caller.do("start", name="call", procedure="com.features.revoked")
    assert caller.ended("call")["error"] == "wamp.error.no_such_procedure"
    # It took the revocations, and may register anew.
    callee.do("register", procedure="com.features.revoked")


@pytest.mark.conforms("meta_session_kill", "embedded")
def test_killed_session_is_told_and_seen_leaving(dev, peer):
    watcher, victim = peer("wampy_js", dev.url), peer("autobahn_js", dev.url)
    watcher.do("subscribe", topic="wamp.session.on_leave")
    session = victim.joined["joined"]
    watcher.do("start", name="kill", procedure="wamp.session.kill",
               args=[session])
    assert victim.lines("left")[0]["left"] == "wamp.close.killed"
    assert watcher.events(1)[0]["args"][0] == session
    watcher.do("start", name="get", procedure="wamp.session.get",
               args=[session])
    assert watcher.ended("get")["error"] == "wamp.error.no_such_session"


@pytest.mark.conforms("session_goodbye", "grpc", "embedded")
@pytest.mark.parametrize("scheme", ["ws", "tcp"])
def test_stopping_router_says_goodbye_to_everybody(peer, bridge, scheme):
    url = "ws://127.0.0.1:0/ws" if scheme == "ws" else "tcp://127.0.0.1:0"
    dev = bridges.DevRouter(router_url=url)
    try:
        peers = [peer("autobahn", dev.url)]
        if scheme == "ws":
            peers.append(peer("autobahn_js", dev.url))
        other = bridge(bridges.configuration(dev.url))
        assert dev.process.stop() == 0
        for one in peers:
            assert one.lines("left")[0]["left"] == "wamp.close.system_shutdown"
        other.process.expect(r"wamp\.close\.system_shutdown")
    finally:
        dev.close()
