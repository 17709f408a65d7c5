# SPDX-License-Identifier: Apache-2.0
"""grpcurl does all six RPCs by reflection; health answers too."""

import json

import grpc
import pytest

import stubs  # makes the following importable
import health_pb2
import health_pb2_grpc
from process import Process

assert stubs
SERVICE = "wampbridge.v1.WampBridge"


@pytest.fixture(name="grpcurl")
def fixture_grpcurl(tools, shared_bridge):
    """Gives a function that runs grpcurl and gives what it prints."""
    running = []

    def run(*arguments):
        process = Process("grpcurl", [tools / "bin/grpcurl", "-plaintext",
                                      *arguments])
        running.append(process)
        return process

    def request(method, *messages, flags=()):
        text = "\n".join(json.dumps(message) for message in messages)
        return run(*flags, "-d", text, shared_bridge.target,
                   f"{SERVICE}/{method}")

    request.plain = lambda *arguments: run(shared_bridge.target, *arguments)
    yield request
    for process in running:
        if process.running():
            process.kill()


def answers(process):
    """Gives the messages that grpcurl printed; it must have succeeded."""
    assert process.wait(30) == 0, process.output
    decoder, found, rest = json.JSONDecoder(), [], process.output.strip()
    while rest:
        message, end = decoder.raw_decode(rest)
        found.append(message)
        rest = rest[end:].strip()
    return found


def test_services_are_listed(grpcurl):
    process = grpcurl.plain("list")
    assert process.wait(30) == 0, process.output
    listed = process.output.split()
    assert SERVICE in listed and "grpc.health.v1.Health" in listed
    process = grpcurl.plain("describe", SERVICE + ".Call")
    assert process.wait(30) == 0 and "CallRequest" in process.output


def test_call(grpcurl, callee):
    answer, = answers(grpcurl("Call", {
        "identity": "joe", "procedure": "com.test.add2",
        "payload": {"json": "[2, 3]"}}))
    assert answer["final"]
    assert json.loads(answer["payload"]["json"]) == {"args": [5]}


def test_call_progressive(grpcurl, callee):
    given = answers(grpcurl("CallProgressive", {
        "identity": "joe", "procedure": "com.test.countdown",
        "payload": {"json": "[3]"}}))
    assert [json.loads(one["payload"]["json"])["args"] for one in given] == [
        [3], [2], [1], [0]]


def test_subscribe_and_publish(grpcurl):
    process = grpcurl("Subscribe", {
        "identity": "joe", "topics": [{"uri": "com.grpcurl.topic"}],
        "payloadForm": "PAYLOAD_FORM_JSON"})
    process.expect('"subscribed"')
    answer, = answers(grpcurl("Publish", {
        "identity": "joe", "topic": "com.grpcurl.topic",
        "payload": {"json": '{"kwargs": {"n": 1}}'}}))
    assert answer["acknowledged"]
    process.expect(answer["publicationId"])


def test_publish_stream(grpcurl):
    given = answers(grpcurl("PublishStream", *[
        {"sequence": number, "publish": {
            "identity": "joe", "topic": "com.grpcurl.stream"}}
        for number in (1, 2, 3)]))
    assert [one["sequence"] for one in given] == ["1", "2", "3"]
    assert all(one["published"]["acknowledged"] for one in given)


def test_get_identity(grpcurl):
    answer, = answers(grpcurl("GetIdentity", {"identity": "joe"}))
    assert answer["authid"] == "joe"


def test_refusal_is_told_with_its_outcome(grpcurl):
    process = grpcurl("Register", {"register": {"identity": "joe"}})
    assert process.wait(30) != 0
    assert "InvalidArgument" in process.output
    assert "OUTCOME_REJECTED" in process.output


@pytest.mark.parametrize("service", [
    "", SERVICE, "identity/joe", "identity/lim"])
def test_health_serves(shared_bridge, service):
    with grpc.insecure_channel(shared_bridge.target) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        answer = stub.Check(health_pb2.HealthCheckRequest(service=service),
                            timeout=10)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
        watch = stub.Watch(health_pb2.HealthCheckRequest(service=service))
        assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
        watch.cancel()


def test_health_of_an_unknown_service_is_not_found(shared_bridge):
    with grpc.insecure_channel(shared_bridge.target) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        with pytest.raises(grpc.RpcError) as raised:
            stub.Check(health_pb2.HealthCheckRequest(service="no.such"),
                       timeout=10)
        assert raised.value.code() == grpc.StatusCode.NOT_FOUND
