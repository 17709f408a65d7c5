# SPDX-License-Identifier: Apache-2.0
"""Bad input, each with its exact status and message."""

import math
import re
import socket

import grpc
import pytest

import bridge as bridges
import network
import values
from client import Client, failing
from wampbridge.v1 import bridge_pb2, payload_pb2


@pytest.fixture(name="json_bridge", scope="module")
def fixture_json_bridge(crossbar, tmp_path_factory, secrets):
    """Gives a bridge whose session speaks JSON."""
    one = bridges.Bridge(
        tmp_path_factory.mktemp("json"), bridges.configuration(
            crossbar.url("ws"), {"orders": bridges.identity(),
                                 "reports": bridges.identity()},
            {"serializers": ["json"]}), secrets)
    yield one
    one.close()


@pytest.fixture(name="orders")
def fixture_orders(json_bridge):
    """Gives a connection, as `orders`."""
    return json_bridge.client("orders")


def refusal(client, payload, procedure="com.test.echo", **fields):
    """Gives the failure of a call that the bridge itself refuses."""
    request = bridge_pb2.CallRequest(
        identity=client.identity, procedure=procedure, payload=payload,
        **fields)
    with failing() as failures:
        client.stub.Call(request, timeout=20)
    assert failures[0].outcome == "REJECTED", failures[0]
    return failures[0].code, failures[0].message


def nested(depth, make):
    """Gives a value `depth` lists or dicts deep."""
    value = make(None)
    for _ in range(depth - 1):
        value = make(value)
    return value


def test_unknown_identity(json_bridge):
    code, message = refusal(json_bridge.client("nobody"), None)
    assert code == "PERMISSION_DENIED"
    assert "nobody" in message


def test_no_identity_where_there_are_several(json_bridge):
    code, message = refusal(json_bridge.client(""), None)
    assert code == "INVALID_ARGUMENT"
    assert "orders" in message and "reports" in message


@pytest.mark.parametrize("text, why", [
    ("", "bad JSON: unexpected end at octet 0"),
    ("{", "bad JSON: unexpected end at octet 1"),
    ("[1,]", "args[1]: bad JSON: "), ("[NaN]", "args[0]: bad JSON: "),
    ("7", "JSON must be an array or an object with args and kwargs"),
    ('"a"', "JSON must be an array or an object with args and kwargs"),
    ('{"args": 1}', "args: must be an array"),
    ('{"kwargs": []}', "kwargs: must be an object"),
    ('{"arguments": []}',
     "JSON has the member .arguments; only args and kwargs are known"),
    ("[1] 2", "bad JSON: something after the value at octet 4"),
    ("[18446744073709551616]",
     "args[0]: bad JSON: integer outside int64 and uint64 at octet 1"),
    ("[-9223372036854775809]",
     "args[0]: bad JSON: integer outside int64 and uint64 at octet 1"),
    ('{"kwargs": {"a": 1, "a": 2}}', "kwargs.a: the key is there twice")])
def test_bad_json_payload(orders, text, why):
    code, message = refusal(orders, values.json_payload(text))
    assert code == "INVALID_ARGUMENT"
    assert message.startswith("payload: " + why)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "\0text"])
def test_what_json_cannot_say(orders, value):
    code, message = refusal(orders, values.payload([1, {"k": value}]))
    assert code == "INVALID_ARGUMENT"
    assert re.search(r"args\[0\]\[1\]\S*k", message), message


@pytest.mark.conforms("json_binary", "grpc", "crossbar")
def test_json_carries_octets(orders, callee):
    octets = [b"", b"\x00", b"\xff\x00text", bytes(range(256))]
    assert orders.call("com.test.echo", *octets, k=octets) == (
        octets, {"k": octets})


def test_value_without_a_kind(orders):
    code, _ = refusal(orders, payload_pb2.Payload(
        arguments=payload_pb2.Arguments(args=[payload_pb2.Value()])))
    assert code == "INVALID_ARGUMENT"


@pytest.mark.parametrize("make", [
    lambda inner: {"k": inner}, lambda inner: [inner]])
def test_thirty_levels_as_arguments_and_not_one_more(orders, callee, make):
    orders.call("com.test.echo", nested(30, make))
    code, message = refusal(orders, values.payload(nested(31, make)))
    assert code == "INVALID_ARGUMENT"
    assert "30" in message


def test_sixty_four_levels_in_json_and_not_one_more(orders, callee):
    # The outermost list is args, which does not count.
    orders.call_json("com.test.echo", "[" + "[" * 64 + "]" * 64 + "]")
    code, message = refusal(
        orders, values.json_payload("[" + "[" * 65 + "]" * 65 + "]"))
    assert code == "INVALID_ARGUMENT"
    assert "64" in message


def test_message_over_the_grpc_limit(orders):
    request = bridge_pb2.CallRequest(
        identity="orders", procedure="com.test.echo",
        payload=values.payload("x" * (4 << 20)))
    with pytest.raises(grpc.RpcError) as raised:
        orders.stub.Call(request, timeout=20)
    assert raised.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED


def test_message_over_the_routers_limit(crossbar, bridge):
    served = bridge(bridges.configuration(
        crossbar.url("ws"), None, {"max_message_bytes": "10KiB"}))
    client = served.client()
    code, message = refusal(client, values.payload("x" * 10240))
    assert code == "RESOURCE_EXHAUSTED"
    assert "10240" in message or "10 KiB" in message or "10KiB" in message


@pytest.mark.conforms("uris", "grpc", "crossbar")
@pytest.mark.parametrize("uri", [
    "", "com..x", "com.x.", ".com", "com.#", "com.x y", "com.x\u2003y"])
def test_bad_uri_is_told_by_component_and_place(orders, uri):
    code, message = refusal(orders, None, procedure=uri)
    assert code == "INVALID_ARGUMENT"
    assert "procedure" in message


def test_no_topic_and_the_same_topic_twice(orders):
    assert orders.subscribe().failure().code == "INVALID_ARGUMENT"
    failure = orders.subscribe("com.x", "com.x").failure()
    assert failure.code == "INVALID_ARGUMENT" and "com.x" in failure.message


def outer_address():
    """Gives an address of this machine beyond loopback, or none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            return None
        return probe.getsockname()[0]


def test_caller_from_elsewhere_needs_callers(crossbar, bridge):
    address = outer_address()
    if not address or address.startswith("127."):
        pytest.skip("this machine has loopback only")
    port = network.free_port()
    served = bridge(bridges.configuration(
        crossbar.url("ws"), grpc={"listen": [f"0.0.0.0:{port}"]},
        drain={"delay": "0s"}))
    assert served
    elsewhere = Client(f"{address}:{port}")
    with failing() as failures:
        elsewhere.call("com.test.echo")
    assert (failures[0].code, failures[0].outcome) == (
        "UNAUTHENTICATED", "REJECTED")
    assert "callers" in failures[0].message
    elsewhere.close()
    local = Client(f"127.0.0.1:{port}")
    assert local.publish("com.x").acknowledged
    local.close()
