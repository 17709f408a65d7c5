# SPDX-License-Identifier: Apache-2.0
"""Nothing that a gRPC client sends closes the session that others share: random
messages through every method, with Crossbar behind the bridge and witnesses
that must notice nothing.

WAMPBRIDGE_FUZZ_SECONDS=… goes on for longer, WAMPBRIDGE_SEED=… replays a run.
"""

import itertools
import os
import random
import time

import grpc
import pytest

import bridge as bridges
import values
from callee import echo, registered
from client import Failure
from fuzzing import Fuzz
from seeds import seeded
from wampbridge.v1 import bridge_pb2, error_pb2, payload_pb2

SECONDS = float(os.environ.get("WAMPBRIDGE_FUZZ_SECONDS", 20))
# Long enough for any answer; a hang is what has no answer by then.
PATIENCE = 30
URIS = ["com.test.echo", "com.test.fail", "com.test.countdown", "com.fuzz.a",
        "com.fuzz.b", "com.fuzz", "com.nowhere", "wamp.session.count",
        "wamp.session.kill", "wamp.session.kill_all",
        "wamp.session.add_testament",
        "wamp.registration.list", "wamp.session.get", "wamp.subscription.list",
        "wamp.session.modify_details", "com", ""]
# Method -> (request, whether there are many).
METHODS = {
    "Call": (bridge_pb2.CallRequest, False),
    "CallProgressive": (bridge_pb2.CallRequest, False),
    "CallDuplex": (bridge_pb2.CallDuplexRequest, True),
    "Publish": (bridge_pb2.PublishRequest, False),
    "PublishStream": (bridge_pb2.PublishStreamRequest, True),
    "Subscribe": (bridge_pb2.SubscribeRequest, False),
    "Register": (bridge_pb2.RegisterRequest, True),
    "GetIdentity": (bridge_pb2.GetIdentityRequest, False),
}
PATH = "/wampbridge.v1.WampBridge/"
# Codes that each outcome may come with; UNKNOWN is for URIs that only an
# application knows (api.md, "Errors").
CODES = {
    "REJECTED": {"INVALID_ARGUMENT", "PERMISSION_DENIED", "UNIMPLEMENTED",
                 "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ALREADY_EXISTS"},
    "NOT_SENT": {"RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED",
                 "FAILED_PRECONDITION"},
    "UNKNOWN": {"DEADLINE_EXCEEDED", "ABORTED", "RESOURCE_EXHAUSTED",
                "INVALID_ARGUMENT"},
    "REMOTE_ERROR": {"UNKNOWN", "NOT_FOUND", "INVALID_ARGUMENT",
                     "ALREADY_EXISTS", "PERMISSION_DENIED", "UNAVAILABLE",
                     "RESOURCE_EXHAUSTED", "UNIMPLEMENTED",
                     "DEADLINE_EXCEEDED"},
}


def good_requests(method, chance, count):
    """Gives requests of a method that nobody can object to."""
    payload = chance.choice([values.payload(1, [b"x"], a={"b": None}),
                             values.json_payload([1, "a"]),
                             payload_pb2.Payload(encoded=payload_pb2.Encoded(
                                 serializer=payload_pb2.SERIALIZER_MSGPACK,
                                 args=b"\x91\x01", kwargs=b"\x81\xa1a\x02"))])
    call = bridge_pb2.CallRequest(identity="joe", procedure="com.test.echo",
                                  payload=payload,
                                  options=bridge_pb2.CallOptions())
    publish = bridge_pb2.PublishRequest(identity="joe", topic="com.fuzz.topic",
                                        payload=payload,
                                        options=bridge_pb2.PublishOptions())
    if method == "CallDuplex":
        return [bridge_pb2.CallDuplexRequest(call=call, last=True)]
    if method == "PublishStream":
        return [bridge_pb2.PublishStreamRequest(sequence=number,
                                                publish=publish)
                for number in range(1, count + 1)]
    if method == "Register":
        return [bridge_pb2.RegisterRequest(
            register=bridge_pb2.RegisterProcedures(
                identity="joe", procedures=[bridge_pb2.Procedure(
                    uri=f"com.fuzz.{chance.randrange(9)}",
                    options=bridge_pb2.RegisterOptions())]))]
    return [{"Call": call, "CallProgressive": call, "Publish": publish,
             "Subscribe": bridge_pb2.SubscribeRequest(
                 identity="joe", topics=[bridge_pb2.Topic(uri="com.fuzz.t")],
                 options=bridge_pb2.SubscribeOptions()),
             "GetIdentity": bridge_pb2.GetIdentityRequest(identity="joe")
             }[method]]


def check_error_frame(error):
    """Checks the failure of one publication of a stream."""
    outcome = error_pb2.Outcome.Name(error.error.outcome)
    code = next(one.name for one in grpc.StatusCode
                if one.value[0] == error.code)
    assert code in CODES[outcome.removeprefix("OUTCOME_")], error


class Attacker:
    """Sends case after case over one connection; checks each answer."""

    def __init__(self, client, seed):
        self._client = client
        self._seed = seed
        self.answers = {}  # "Call REJECTED INVALID_ARGUMENT" -> how often

    def run(self, number):
        """Does case `number` of the seed."""
        chance = random.Random(f"{self._seed} {number}")
        method = chance.choice([*METHODS, "answers"])
        fuzz = Fuzz(chance, "joe", URIS)
        if method == "answers":
            answer = self._serve(fuzz, chance)
        else:
            requests = self._requests(method, fuzz, chance)
            octets = [one.SerializeToString() for one in requests]
            if chance.random() < 0.2:
                place = chance.randrange(len(octets))
                octets[place] = fuzz.damaged(octets[place])
            answer = self._answer(method, octets)
        self.answers[answer] = self.answers.get(answer, 0) + 1

    def _requests(self, method, fuzz, chance):
        """Gives one request or some: as chance has it, or good ones of which
        one has been changed a little."""
        kind, streams = METHODS[method]
        count = chance.randrange(1, 6) if streams else 1
        if chance.random() < 0.4:
            return self._sequence(method, fuzz, chance, [
                fuzz.message(kind) for _ in range(count)])
        requests = good_requests(method, chance, count)
        for _ in range(chance.choice([1, 1, 2, 3])):
            fuzz.touched(chance.choice(requests))
        return requests

    def _serve(self, fuzz, chance):
        """Answers an invocation at random; judges what its caller is told."""
        uri = f"com.fuzz.answers.{self.answers.get('answers', 0)}"
        callee = registered(self._client, uri)
        rpc = self._client.stub.Call.future(
            bridge_pb2.CallRequest(identity="joe", procedure=uri,
                                   payload_form=chance.randrange(6)),
            timeout=PATIENCE)
        invocation = callee.invocation()
        for _ in range(chance.randrange(1, 4)):
            name, kind = chance.choice([
                ("result", bridge_pb2.InvocationResult),
                ("error", bridge_pb2.InvocationError)])
            frame = fuzz.message(kind)
            if chance.random() < 0.9:
                frame.invocation_id = invocation.invocation_id
            callee.send(**{name: frame})
        try:
            callee.done()
        except grpc.RpcError as error:
            self._judged("Register", error)
        try:
            rpc.result()
            return "answers OK"
        except grpc.RpcError as error:
            return self._judged("answers", error)

    @staticmethod
    def _sequence(method, fuzz, chance, requests):
        """Makes most sequences of requests such as get beyond the first."""
        if chance.random() < 0.2:
            return requests
        if method == "Register":
            requests[0] = bridge_pb2.RegisterRequest(
                register=fuzz.message(bridge_pb2.RegisterProcedures))
            if chance.random() < 0.5:
                requests[0].register.CopyFrom(bridge_pb2.RegisterProcedures(
                    identity="joe", procedures=[bridge_pb2.Procedure(
                        uri=f"com.fuzz.{chance.randrange(5)}")]))
        elif method == "CallDuplex":
            requests[0].call.CopyFrom(fuzz.message(bridge_pb2.CallRequest))
            requests[0].ClearField("payload")
        elif method == "PublishStream":
            for number, one in enumerate(requests, 1):
                one.sequence = number
        return requests

    def _answer(self, method, octets):
        rpc = None
        try:
            if method in ("Call", "Publish", "GetIdentity"):
                self._client.channel.unary_unary(PATH + method)(
                    octets[0], timeout=PATIENCE)
            elif method in ("CallProgressive", "Subscribe"):
                rpc = self._client.channel.unary_stream(PATH + method)(
                    octets[0], timeout=PATIENCE)
            else:
                rpc = self._client.channel.stream_stream(PATH + method)(
                    iter(octets), timeout=PATIENCE)
            if rpc:
                self._read(method, rpc)
            return f"{method} OK"
        except grpc.RpcError as error:
            return self._judged(method, error)
        finally:
            if rpc:
                rpc.cancel()

    @staticmethod
    def _read(method, rpc):
        """Reads a stream to its end; of a Subscribe stream, which has none,
        what tells that it has begun."""
        for octets in rpc:
            if method == "PublishStream":
                response = bridge_pb2.PublishStreamResponse.FromString(octets)
                if response.HasField("error"):
                    check_error_frame(response.error)
            if method == "Subscribe":
                frame = bridge_pb2.SubscribeResponse.FromString(octets)
                assert not frame.HasField("interrupted"), frame
                return

    @staticmethod
    def _judged(method, error):
        failure = Failure.of(error)
        told = f"{method} {failure.outcome} {failure.code}"
        assert failure.outcome, f"{told}: no outcome: {failure}"
        allowed = failure.code in CODES[failure.outcome]
        closing = (method in ("Register", "PublishStream", "Subscribe") and
                   failure.code in ("FAILED_PRECONDITION", "UNAVAILABLE"))
        # An echo of what the form that was asked for cannot say, such as text
        # that begins with U+0000 in JSON (api.md, "Payload").
        unfit = (told.endswith(" UNKNOWN INTERNAL") and
                 failure.message.startswith("the result cannot be given"))
        assert allowed or closing or unfit, f"{told}: {failure}"
        if failure.code == "UNKNOWN":
            assert failure.uri, failure
        if failure.code == "ABORTED":
            assert failure.uri == "wamp.error.canceled", failure
        return told


@pytest.fixture(name="fuzzed", scope="module")
def fixture_fuzzed(crossbar, callee, tmp_path_factory, secrets):
    """Gives a bridge with one session, behind Crossbar."""
    assert callee
    config = bridges.configuration(
        crossbar.url("ws"), {"joe": bridges.identity(
            "ticket", "joe", "TEST_TICKET", pool={
                "min": 1, "max": 1,
                # A PublishStream's own session takes its time on a busy machine.
                "wait_for_session": "20s"})},
        limits={"call_timeout": "5s", "call_timeout_max": "10s"})
    one = bridges.Bridge(tmp_path_factory.mktemp("fuzz"), config, secrets)
    yield one
    one.close()


class Witness:
    """Streams that nobody may disturb."""

    def __init__(self, client):
        self._client = client
        self._stream = client.subscribe("com.witness.topic")
        self._session = self._stream.expect("subscribed").session_id
        self._callee = registered(client, "com.witness.served",
                                  handlers={"com.witness.served": echo})

    def check(self):
        """Checks that all is as before."""
        answer = self._client.publish("com.witness.topic", "still there")
        assert answer.session_id == self._session, "the session is another one"
        event = self._stream.expect("event")  # neither interrupted nor gap
        assert event.publication_id == answer.publication_id
        assert self._client.call("com.witness.served", 1) == ([1], {})
        assert self._callee.stream.quiet(), self._callee.stream.next()


@pytest.mark.timeout(SECONDS + 100)
def test_random_messages_disturb_nobody(fuzzed):
    _, seed = seeded()
    witness = Witness(fuzzed.client("joe"))
    attacker = Attacker(fuzzed.client("joe"), seed)
    end = time.monotonic() + SECONDS
    for number in itertools.count():
        if time.monotonic() > end:
            break
        try:
            attacker.run(number)
            if number % 20 == 0:
                witness.check()
        except BaseException:
            print(f"case {number} after {attacker.answers}")
            raise
    witness.check()
    print(number, "cases", attacker.answers)
    for method in METHODS:
        kinds = [one for one in attacker.answers if one.split()[0] == method]
        assert len(kinds) >= 2, f"{method} was only answered {kinds}"
