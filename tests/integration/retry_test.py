# SPDX-License-Identifier: Apache-2.0
"""What the bridge tries again by itself when its session is lost."""

import concurrent.futures
import json
import urllib.request

import bridge as bridges
import pytest
from client import Failure
from network import eventually
from relay import Relay
from wampbridge.v1 import bridge_pb2

import grpc

IDEMPOTENT = bridge_pb2.CallOptions(idempotent=True)


@pytest.fixture(name="relay")
def fixture_relay(crossbar):
    """Gives a relay to Crossbar's RawSocket listener."""
    relay = Relay(int(crossbar.url("tcp").rsplit(":", 1)[1]))
    yield relay
    relay.close()


@pytest.fixture(name="cut_bridge")
def fixture_cut_bridge(bridge, relay, callee):
    """Gives a function that starts a bridge behind the relay."""
    assert callee

    def start(**more):
        return bridge(bridges.configuration(
            f"tcp://127.0.0.1:{relay.port}",
            {"default": bridges.identity(pool={"wait_for_session": "20s"})},
            **more))
    return start


def retries(bridge):
    """Gives what /status says of retries."""
    with urllib.request.urlopen(bridge.admin + "/status") as page:
        return json.load(page)["retries"]


def lose_once(relay, callee, client, mark, **call):
    """Calls, and cuts the connection while the callee runs it; gives the
    future of the answer."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(client.call, "com.test.record", mark, 2, **call)
        eventually(lambda: times_run(callee, mark) == 1, "it does not run")
        relay.cut()
        concurrent.futures.wait([answer])
    return answer


def times_run(callee, mark):
    """Gives how often the callee has run the call with this mark."""
    return sum(line["invoked"] == mark for line in callee.all("invoked"))


def test_idempotent_call_is_answered_although_its_session_is_lost(
        cut_bridge, relay, callee):
    bridge = cut_bridge()
    answer = lose_once(relay, callee, bridge.client(), "idempotent",
                       options=IDEMPOTENT)
    args, _ = answer.result()
    assert isinstance(args[0], int)
    assert times_run(callee, "idempotent") == 2
    assert retries(bridge) == {"not_sent": 0, "unknown": 1, "over_budget": 0}


def test_procedure_that_the_configuration_names_is_tried_again(
        cut_bridge, relay, callee):
    bridge = cut_bridge(retry={"unknown": {"procedures": ["com.*.record"]}})
    lose_once(relay, callee, bridge.client(), "named").result()
    assert times_run(callee, "named") == 2


def test_other_call_is_not_tried_again_once_it_may_have_run(
        cut_bridge, relay, callee):
    bridge = cut_bridge(retry={"unknown": {"procedures": ["com.other.**"]}})
    answer = lose_once(relay, callee, bridge.client(), "once")
    failure = Failure.of(answer.exception())
    assert (failure.code, failure.outcome) == ("ABORTED", "UNKNOWN")
    assert times_run(callee, "once") == 1
    assert retries(bridge)["unknown"] == 0


def test_failure_is_true_of_all_attempts(cut_bridge, relay, callee):
    bridge = cut_bridge()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(bridge.client().call, "com.test.record", "both",
                             10, timeout=20,
                             options=IDEMPOTENT)
        for times in (1, 2):
            eventually(lambda: times_run(callee, "both") == times,
                       "it does not run")
            relay.cut()
    failure = Failure.of(answer.exception())
    assert (failure.code, failure.outcome) == ("ABORTED", "UNKNOWN")
    assert "an earlier attempt may have run" in failure.message


def test_calls_that_were_not_sent_are_sent_again(cut_bridge, relay):
    bridge = cut_bridge(grpc={"max_message_bytes": "16MiB"})
    client = bridge.client()
    client.call("com.test.echo", "there")
    relay.hold()
    text = "x" * (1 << 20)
    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        calls = [pool.submit(client.call, "com.test.echo", text, number)
                 for number in range(40)]
        # The kernel's buffers and then the session's are full: what comes
        # next is refused at once, and the last ones taken wait in ours.
        eventually(lambda: any(one.done() for one in calls),
                   "the buffers are never full")
        relay.cut()
    outcomes = []
    for number, one in enumerate(calls):
        error = one.exception()
        if error is None:
            assert one.result()[0] == [text, number]
            outcomes.append("OK")
            continue
        assert isinstance(error, grpc.RpcError)
        failure = Failure.of(error)
        outcomes.append(f"{failure.outcome} {failure.code}")
    assert set(outcomes) <= {"OK", "UNKNOWN ABORTED",
                             "NOT_SENT RESOURCE_EXHAUSTED"}, outcomes
    assert retries(bridge)["not_sent"] > 0
    assert outcomes.count("OK") >= retries(bridge)["not_sent"], outcomes


def test_error_of_the_last_attempt_does_not_hide_that_the_first_may_have_run(
        bridge, crossbar, peer):
    client = bridge(bridges.configuration(crossbar.url("ws"))).client()
    first = peer("autobahn", crossbar.url("tcp"), serializer="cbor")
    first.do("serve", prefix="com.gone")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(client.call, "com.gone.record", "gone", 60,
                             options=IDEMPOTENT)
        first.lines("invoked")
        first.close()
    # Nobody serves it now, which is said, but it may have run before.
    failure = Failure.of(answer.exception())
    assert (failure.code, failure.outcome, failure.uri) == (
        "NOT_FOUND", "UNKNOWN", "wamp.error.no_such_procedure")
