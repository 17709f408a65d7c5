# SPDX-License-Identifier: Apache-2.0
"""Strings that go along with calls and publications, both ways."""

import bridge as bridges
import callee as callees
import pytest
import values
from client import failing
from wampbridge.v1 import bridge_pb2, payload_pb2

METADATA = {"trace": "4711", "tenant": "Grüße"}
CALL = bridge_pb2.CallOptions(metadata=METADATA)


def forms(*args, **kwargs):
    """Gives the same payload in every form a client may choose."""
    return [values.payload(*args, **kwargs),
            values.json_payload({"args": args, "kwargs": kwargs}),
            *(values.encoded_payload(one, args, kwargs)
              for one in values.ENCODINGS)]


@pytest.mark.parametrize("payload", forms(1, a=2),
                         ids=["arguments", "json", "encoded json",
                              "encoded msgpack", "encoded cbor"])
def test_autobahn_finds_metadata_in_a_kwarg(joe, callee, payload):
    request = bridge_pb2.CallRequest(
        identity="joe", procedure="com.test.echo", payload=payload,
        options=CALL, payload_form=payload_pb2.PAYLOAD_FORM_ARGUMENTS)
    answer = joe.stub.Call(request, timeout=30)
    assert values.contents(answer.payload) == (
        [1], {"a": 2, "_metadata": METADATA})


def test_metadata_is_the_only_kwarg_where_there_is_none(joe, callee):
    assert joe.call("com.test.echo", options=CALL) == (
        [], {"_metadata": METADATA})


def test_kwarg_of_that_name_is_not_overwritten(joe, callee):
    with failing() as failures:
        joe.call("com.test.echo", _metadata=1, options=CALL)
    failure, = failures
    assert (failure.code, failure.outcome) == ("INVALID_ARGUMENT", "REJECTED")
    assert "kwarg _metadata" in failure.message


def test_register_client_finds_metadata_in_the_invocation(joe):
    served = callees.registered(joe, "com.test.metadata.served")
    call = joe.stub.Call.future(bridge_pb2.CallRequest(
        identity="joe", procedure="com.test.metadata.served",
        payload=values.payload(1, a=2), options=CALL), timeout=30)
    invocation = served.invocation()
    assert dict(invocation.metadata) == METADATA
    assert values.contents(invocation.payload) == ([1], {"a": 2})
    served.result(invocation, "done")
    assert values.contents(call.result().payload) == (["done"], {})
    served.cancel()


@pytest.mark.parametrize("form", [1, 2, 3, 4, 5], ids=lambda form: (
    payload_pb2.PayloadForm.Name(form).removeprefix("PAYLOAD_FORM_").lower()))
def test_subscriber_finds_metadata_beside_the_payload(joe, form):
    topic = f"com.test.metadata.form{form}"
    stream = joe.subscribed(topic, payload_form=form)
    joe.publish(topic, 1, a=2,
                options=bridge_pb2.PublishOptions(metadata=METADATA))
    event = stream.expect("event")
    assert dict(event.metadata) == METADATA
    assert values.contents(event.payload) == ([1], {"a": 2})
    stream.cancel()


def test_what_autobahn_sends_as_metadata_is_taken_as_such(joe, callee):
    topic = "com.test.metadata.autobahn"
    stream = joe.subscribed(topic)
    callee.do("publish", topic=topic, args=[1],
              kwargs={"_metadata": METADATA, "a": 2})
    callee.do("publish", topic=topic, kwargs={"_metadata": {"number": 1}})
    event = stream.expect("event")
    assert dict(event.metadata) == METADATA
    assert values.contents(event.payload) == ([1], {"a": 2})
    event = stream.expect("event")
    assert not event.metadata
    assert values.contents(event.payload) == (
        [], {"_metadata": {"number": 1}})
    stream.cancel()


def test_keys_of_the_clients_own_metadata_go_along(bridge, crossbar, callee):
    client = bridge(bridges.configuration(crossbar.url("ws"), metadata={
        "propagate": ["traceparent", "tenant"], "name": "meta"})).client()
    request = bridge_pb2.CallRequest(procedure="com.test.echo",
                                     payload=values.payload())
    sent = [("traceparent", "00-4711-01"), ("tenant", "theirs"),
            ("other", "stays")]
    answer = client.stub.Call(request, timeout=30, metadata=sent)
    assert values.contents(answer.payload) == (
        [], {"meta": {"traceparent": "00-4711-01", "tenant": "theirs"}})
    request.options.metadata["tenant"] = "mine"
    answer = client.stub.Call(request, timeout=30, metadata=sent)
    assert values.contents(answer.payload)[1]["meta"]["tenant"] == "mine"
