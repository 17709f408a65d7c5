# SPDX-License-Identifier: Apache-2.0
"""What the router says wrong: ABORT, a new session, and a true outcome for each
request; what is merely late is ignored."""

import contextlib

import pytest

import bridge as bridges
import values
from callee import Callee, registered, result_of
from client import failing
from scripted_router import (ABORT, AUTHENTICATE, CALL, CHALLENGE, ERROR, EVENT,
                             GOODBYE, HELLO, INTERRUPT, INVOCATION, PUBLISH,
                             PUBLISHED, REGISTERED, REGISTRATION, RESULT,
                             SUBSCRIBE, SUBSCRIBED, SUBSCRIPTION, UNREGISTERED,
                             UNSUBSCRIBED, WELCOME, YIELD, ScriptedRouter)
from wampbridge.v1 import bridge_pb2

HELD = "com.held"
BIG = 2**53
VIOLATION = "wamp.error.protocol_violation"

# What cannot be right at any time in an established session.
NEVER_RIGHT = {
    "RESULT for an id never issued": [RESULT, 4711, {}],
    "RESULT for id 0": [RESULT, 0, {}],
    "RESULT for id 2^53 + 1": [RESULT, BIG + 1, {}],
    "RESULT for an id that is text": [RESULT, "1", {}],
    "RESULT for an id that is true": [RESULT, True, {}],
    "RESULT for an id that is a float": [RESULT, 1.0, {}],
    "RESULT for a negative id": [RESULT, -1, {}],
    "RESULT without details": [RESULT, 1],
    "RESULT with details that are a list": [RESULT, 1, []],
    "RESULT with arguments that are a dict": [RESULT, 1, {}, {}],
    "RESULT with keyword arguments that are a list": [RESULT, 1, {}, [], []],
    "RESULT with one item too many": [RESULT, 1, {}, [], {}, 1],
    "ERROR for a call never made": [ERROR, CALL, 4711, {}, "com.x"],
    "ERROR for a message that is no request": [ERROR, HELLO, 1, {}, "com.x"],
    "ERROR without a URI": [ERROR, CALL, 1, {}],
    "ERROR with a URI that is a number": [ERROR, CALL, 1, {}, 5],
    "PUBLISHED for an id never issued": [PUBLISHED, 4711, 1],
    "SUBSCRIBED for an id never issued": [SUBSCRIBED, 4711, 1],
    "UNSUBSCRIBED for an id never issued": [UNSUBSCRIBED, 4711],
    "REGISTERED for an id never issued": [REGISTERED, 4711, 1],
    "UNREGISTERED for an id never issued": [UNREGISTERED, 4711],
    "WELCOME again": [WELCOME, 1, {"roles": {"broker": {}, "dealer": {}}}],
    "CHALLENGE when established": [CHALLENGE, "ticket", {}],
    "HELLO": [HELLO, "realm1", {"roles": {"caller": {}}}],
    "AUTHENTICATE": [AUTHENTICATE, "x", {}],
    "SUBSCRIBE": [SUBSCRIBE, 1, {}, "com.x"],
    "PUBLISH": [PUBLISH, 1, {}, "com.x"],
    "CALL": [CALL, 1, {}, "com.x"],
    "YIELD": [YIELD, 1, {}],
    "a code that is unknown": [255, 1, {}],
    "a code of an implementation's own": [337, 1],
    "a code that is text": ["50", 1, {}],
    "no items": [],
    "a dict": {"50": 1},
    "a number": 50,
    "nothing": b"",
    "half a message": b"\x93\x32\x01",
    "a message and something after it": b"\x93\x32\x01\x80\xc0",
    "octets that are no MessagePack": b"\xc1\xc1",
    "text that is not UTF-8": b"\x95\x08\x30\x01\x80\xa2\xff\xfe",
    "EVENT with subscription 0": [EVENT, 0, 1, {}],
    "EVENT with publication 2^53 + 1": [EVENT, 1, BIG + 1, {}],
    "EVENT with a topic that is a number": [EVENT, SUBSCRIPTION, 1,
                                            {"topic": 5}],
    "INVOCATION without details": [INVOCATION, 1, REGISTRATION],
    "INVOCATION with id 0": [INVOCATION, 0, REGISTRATION, {}],
    "INTERRUPT with an id that is text": [INTERRUPT, "1", {}],
    "GOODBYE without a reason": [GOODBYE, {}],
}

# What can be late, or is another's business.
HARMLESS = {
    "EVENT for a subscription never made": [EVENT, 4711, 1, {}, ["x"]],
    "INTERRUPT for an invocation that is over": [INTERRUPT, 1, {}],
    "revocation of a subscription never made": [
        UNSUBSCRIBED, 0, {"subscription": 4711, "reason": "x"}],
    "revocation of a registration never made": [
        UNREGISTERED, 0, {"registration": 4711, "reason": "x"}],
}


class Bed:
    """A bridge with one session at a scripted router."""

    def __init__(self, served, router):
        self.client = served.client()
        self._router = router
        self.session = router.session()

    def hold(self):
        """Makes a call that the router leaves unanswered; gives both it and
        its id."""
        request = bridge_pb2.CallRequest(procedure=HELD)
        request.timeout.FromSeconds(20)
        rpc = self.client.stub.Call.future(request, timeout=40)
        return rpc, self.session.held.get(timeout=30)

    def came_back(self):
        """Tells whether there is a new session and calls are answered."""
        self.session = self._router.session()
        return self.works()

    def works(self):
        """Tells whether calls are answered."""
        return self.client.call("com.fine") == (["fine"], {})


@pytest.fixture(name="bed", scope="module")
def fixture_bed(tmp_path_factory):
    """Gives a Bed, whose bridge must survive all tests."""
    with contextlib.closing(ScriptedRouter()) as router:
        served = bridges.Bridge(
            tmp_path_factory.mktemp("violations"), bridges.configuration(
                router.url,
                {"default": bridges.identity(pool={"min": 1, "max": 1})},
                {"serializers": ["msgpack"],
                 "reconnect": {"initial": "10ms", "max": "50ms"}}))
        with contextlib.closing(served):
            yield Bed(served, router)


def lost(rpc):
    """Checks that a call has ended as one whose session was lost."""
    with failing() as failures:
        rpc.result(40)
    assert (failures[0].code, failures[0].outcome) == ("ABORTED", "UNKNOWN")


def aborted(bed):
    """Checks that the bridge says ABORT and joins anew."""
    abort = bed.session.hear(ABORT)
    assert abort, "the connection ended without ABORT"
    assert abort[2] == VIOLATION
    assert bed.came_back()
    return abort[1]["message"]


@pytest.mark.conforms("session_violation", "grpc")
@pytest.mark.parametrize("what", NEVER_RIGHT)
def test_violation_aborts_and_the_bridge_joins_anew(bed, what):
    rpc, _ = bed.hold()
    bed.session.say(NEVER_RIGHT[what])
    message = aborted(bed)
    assert message and len(message) <= 200
    lost(rpc)


@pytest.mark.parametrize("what", HARMLESS)
def test_what_is_late_is_ignored(bed, what):
    rpc, request = bed.hold()
    bed.session.say(HARMLESS[what])
    bed.session.say([RESULT, request, {}, [1]])
    assert values.contents(rpc.result(30).payload) == ([1], {})
    assert bed.works()


def test_second_result_is_ignored(bed):
    rpc, request = bed.hold()
    for number in (1, 2):
        bed.session.say([RESULT, request, {}, [number]])
    assert values.contents(rpc.result(30).payload) == ([1], {})
    assert bed.works()


@pytest.mark.parametrize("answer", [
    [PUBLISHED, 0, 5], [ERROR, PUBLISH, 0, {}, "com.x"]])
def test_answer_of_another_kind_aborts(bed, answer):
    rpc, request = bed.hold()
    answer = list(answer)
    answer[answer.index(0)] = request
    bed.session.say(answer)
    aborted(bed)
    lost(rpc)


@pytest.mark.parametrize("bad", [0, BIG + 1, "1", None, True, -1, 1.5])
def test_subscription_with_a_bad_id_aborts_and_is_asked_for_again(bed, bad):
    stream = bed.client.subscribe(HELD)
    request = bed.session.held.get(timeout=30)
    bed.session.say([SUBSCRIBED, request, bad])
    aborted(bed)
    request = bed.session.held.get(timeout=30)
    bed.session.say([SUBSCRIBED, request, 7])
    assert stream.wait_for("subscribed").subscription_id == 7
    bed.session.say([EVENT, 7, 1, {}, ["there"]])
    event = stream.wait_for("event")
    assert values.contents(event.payload) == (["there"], {})
    stream.cancel()


@pytest.mark.parametrize("bad", [0, BIG + 1, "1"])
def test_registration_with_a_bad_id_aborts_and_is_asked_for_again(bed, bad):
    callee = Callee(bed.client, [HELD])
    request = bed.session.held.get(timeout=30)
    bed.session.say([REGISTERED, request, bad])
    aborted(bed)
    request = bed.session.held.get(timeout=30)
    bed.session.say([REGISTERED, request, 8])
    frame, = callee.registered()
    assert frame.registration_id == 8
    callee.done()


def test_invocation_of_a_registration_never_made_is_an_error(bed):
    bed.session.say([INVOCATION, 1, 4711, {}])
    error = bed.session.hear(ERROR)
    assert error[1:3] == [INVOCATION, 1]
    assert bed.works()


def test_invocation_id_given_again_aborts(bed):
    # Of a new session, whose invocations are numbered from 1.
    bed.session.say(NEVER_RIGHT["WELCOME again"])
    aborted(bed)
    callee = registered(bed.client, "com.served")
    bed.session.say([INVOCATION, 1, REGISTRATION, {}, ["first"]])
    first = callee.invocation()
    bed.session.say([INVOCATION, 1, REGISTRATION, {}, ["again"]])
    aborted(bed)
    callee.stream.wait_for("interrupted")
    callee.stream.wait_for("registered")
    callee.send(result=result_of(first, "late").result)  # ignored
    bed.session.say([INVOCATION, 1, REGISTRATION, {}, ["new"]])
    callee.result(callee.invocation(), "fine")
    assert bed.session.hear(YIELD)[1:4] == [1, {}, ["fine"]]
    callee.done()


@pytest.mark.parametrize("message", [
    [GOODBYE, {}, "wamp.close.system_shutdown"],
    [ABORT, {"message": "enough"}, "com.router.abort"]])
def test_router_that_leaves_is_joined_anew(bed, message):
    rpc, _ = bed.hold()
    bed.session.say(message)
    if message[0] == GOODBYE:
        assert bed.session.hear(GOODBYE)[2] == "wamp.close.goodbye_and_out"
    assert bed.came_back()
    lost(rpc)


def test_frame_cut_by_the_end_of_the_connection_is_no_message(bed):
    rpc, _ = bed.hold()
    bed.session.octets(bytes([0, 0xFF, 0xFF, 0xFF]) + b"\x90")
    bed.session.cut()
    assert bed.came_back()
    lost(rpc)


@pytest.mark.parametrize("head", [0x07, 0x10, 0x0F])
def test_frame_of_an_unknown_type_ends_the_session(bed, head):
    rpc, _ = bed.hold()
    bed.session.octets(bytes([head, 0, 0, 1, 0x90]))
    assert bed.came_back()
    lost(rpc)
