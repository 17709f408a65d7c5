# SPDX-License-Identifier: Apache-2.0
"""A trace goes through the bridge: from clients that OpenTelemetry's own SDK
traces, by the bridge's spans, to traced WAMP peers and back, all received by
one OTLP receiver."""

import concurrent.futures
import json
import threading

import grpc
import pytest
from google.protobuf import duration_pb2
from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import (
    OTLPSpanExporter)
from opentelemetry.proto.collector.trace.v1 import (
    trace_service_pb2, trace_service_pb2_grpc)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

import callee as callees
import network
import values
from bridge import configuration, identity
from client import Failure, failing
from network import eventually
from peer import PEERS
from process import Process
from wampbridge.v1 import bridge_pb2

NONE = b""
SHORT = duration_pb2.Duration(nanos=200_000_000)
CALL = "wampbridge.v1.WampBridge/Call"


class Receiver(trace_service_pb2_grpc.TraceServiceServicer):
    """An OTLP receiver."""

    def __init__(self):
        self._lock = threading.Lock()
        self._spans = []
        self._server = grpc.server(concurrent.futures.ThreadPoolExecutor(4))
        trace_service_pb2_grpc.add_TraceServiceServicer_to_server(
            self, self._server)
        port = self._server.add_insecure_port("127.0.0.1:0")
        self.target = f"127.0.0.1:{port}"
        self._server.start()

    def Export(self, request, context):
        with self._lock:
            for resource in request.resource_spans:
                about = {one.key: one.value.string_value
                         for one in resource.resource.attributes}
                for scope in resource.scope_spans:
                    self._spans += [(about["service.name"], span)
                                    for span in scope.spans]
        return trace_service_pb2.ExportTraceServiceResponse()

    def trace_of(self, trace_id, count):
        """Waits for so many spans of a trace; gives them as {(service, name):
        span}."""
        def found():
            with self._lock:
                spans = [(service, span) for service, span in self._spans
                         if span.trace_id == trace_id]
            return spans if len(spans) >= count else None
        eventually(found, f"no {count} spans of {trace_id.hex()}", 20)
        return {(service, span.name): span for service, span in found()}

    def services(self):
        """Gives how many spans each service has sent."""
        with self._lock:
            names = [service for service, _ in self._spans]
        return {name: names.count(name) for name in names}

    def close(self):
        """Ends it."""
        self._server.stop(None)


@pytest.fixture(name="receiver")
def fixture_receiver():
    """Gives a Receiver."""
    one = Receiver()
    yield one
    one.close()


@pytest.fixture(name="tracer")
def fixture_tracer(receiver):
    """Gives the tracer of a client, which sends to the receiver."""
    provider = TracerProvider(
        resource=Resource.create({"service.name": "client"}))
    provider.add_span_processor(SimpleSpanProcessor(
        OTLPSpanExporter(endpoint=receiver.target, insecure=True)))
    yield trace.get_tracer("test", tracer_provider=provider)
    provider.shutdown()


@pytest.fixture(name="peer")
def fixture_peer(tools, crossbar, receiver, uri):
    """Gives a function that has a traced peer (traced_peer.py) do something."""
    settings = {"url": crossbar.url("tcp"), "realm": "realm1",
                "procedure": uri, "otlp": receiver.target}
    process = Process("traced peer", [
        tools / "python/bin/python", PEERS / "traced_peer.py",
        json.dumps(settings)])
    process.expect(r'^\{"joined"')

    def do(**command):
        since = len(process.lines)
        process.write(json.dumps(command))
        process.expect(r'^\{"done"', 30, since)

    yield do
    process.kill()


@pytest.fixture(name="traced")
def fixture_traced(bridge, crossbar, receiver):
    """Gives a function that starts a bridge which sends to the receiver, and
    gives its client."""
    def start(tracing=None, **more):
        one = bridge(configuration(
            crossbar.url("ws"), {"joe": identity()}, telemetry={
                "tracing": dict({"otlp_endpoint": f"http://{receiver.target}",
                                 "sample_ratio": 0, "carry": True},
                                **(tracing or {}))},
            **more))
        return one, one.client("joe")
    return start


def carried():
    """Gives what a client sends of where it stands."""
    carrier = {}
    propagate.inject(carrier)
    return list(carrier.items())


def trace_id(span):
    """Gives the trace of an SDK's span, as it travels."""
    return span.get_span_context().trace_id.to_bytes(16, "big")


def request(procedure, *args, **more):
    """Gives a call."""
    return bridge_pb2.CallRequest(identity="joe", procedure=procedure,
                                  payload=values.payload(*args), **more)


def assert_goes_on(receiver, metadata, theirs, ours):
    """Asserts that a span of the bridge is under the peer's, and that metadata
    speak of the bridge's."""
    _, trace_hex, parent, _ = metadata["traceparent"].split("-")
    spans = receiver.trace_of(bytes.fromhex(trace_hex), 2)
    assert_chain(spans, ("callee", theirs), ("wampbridge", ours))
    assert spans["wampbridge", ours].span_id.hex() == parent


def assert_chain(spans, *names):
    """Asserts that each is the parent of the next, and lasts as long."""
    for parent, child in zip(names, names[1:]):
        assert spans[child].parent_span_id == spans[parent].span_id, (
            parent, child, spans)


def test_call_is_one_trace_from_the_client_to_the_callee(
        traced, receiver, tracer, peer, uri):
    _, client = traced()
    with tracer.start_as_current_span("asks") as span:
        answer = client.stub.Call(request(uri, 7), metadata=carried(),
                                  timeout=30)
    assert values.contents(answer.payload) == ([7], {})
    spans = receiver.trace_of(trace_id(span), 6)
    assert set(spans) == {
        ("client", "asks"), ("wampbridge", CALL), ("wampbridge", "wait"),
        ("wampbridge", "CALL"), ("wampbridge", "RESULT"), ("callee", "served")}
    assert_chain(spans, ("client", "asks"), ("wampbridge", CALL),
                 ("wampbridge", "CALL"), ("callee", "served"))
    for name in ("wait", "RESULT"):
        assert_chain(spans, ("wampbridge", CALL), ("wampbridge", name))
    ours = [spans["wampbridge", name] for name in ("wait", "CALL", "RESULT")]
    rpc = spans["wampbridge", CALL]
    for span in ours:
        assert (rpc.start_time_unix_nano <= span.start_time_unix_nano
                <= span.end_time_unix_nano <= rpc.end_time_unix_nano)
    attributes = {one.key: one.value for one in ours[1].attributes}
    assert attributes["wamp.realm"].string_value == "realm1"
    assert attributes["wamp.request_id"].int_value > 0
    assert {one.key: one.value.string_value for one in rpc.attributes}[
        "wamp.procedure"] == uri


def test_what_nobody_samples_is_not_exported_but_goes_along(
        traced, receiver, joe, uri):
    one, client = traced()
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
    served = callees.registered(joe, uri)
    call = client.stub.Call.future(
        request(uri), timeout=30,
        metadata=[("traceparent", parent), ("tracestate", "a=b")])
    invocation = served.invocation()
    assert dict(invocation.metadata) == {"traceparent": parent,
                                         "tracestate": "a=b"}
    served.result(invocation)
    call.result()
    served.cancel()
    assert one.stop() == 0
    assert not receiver.services()


def test_without_a_parent_the_ratio_decides(
        traced, receiver, joe, callee, uri):
    assert callee
    one, client = traced({"sample_ratio": 1})
    served = callees.registered(joe, uri)
    call = client.stub.Call.future(request(uri), timeout=30)
    invocation = served.invocation()
    served.result(invocation)
    call.result()
    served.cancel()
    _, trace_hex, parent, _ = invocation.metadata["traceparent"].split("-")
    spans = receiver.trace_of(bytes.fromhex(trace_hex), 4)
    assert spans["wampbridge", CALL].parent_span_id == NONE
    assert spans["wampbridge", "CALL"].span_id.hex() == parent
    one.reconfigure(telemetry={"tracing": dict(
        one.configured("telemetry")["tracing"], sample_ratio=0)})
    eventually(lambda: one.status()["configuration"]["generation"] == 2,
               one.output)
    before = receiver.services()["wampbridge"]
    client.call("com.test.echo")
    assert one.stop() == 0
    assert receiver.services()["wampbridge"] == before


def test_publication_and_event_are_of_one_trace(traced, receiver, tracer, uri):
    _, client = traced()
    stream = client.subscribed(uri)
    with tracer.start_as_current_span("tells") as span:
        client.stub.Publish(bridge_pb2.PublishRequest(
            identity="joe", topic=uri, payload=values.payload(1),
            options=bridge_pb2.PublishOptions(exclude_me=False)),
            metadata=carried(), timeout=30)
    event = stream.expect("event")
    stream.cancel()
    spans = receiver.trace_of(trace_id(span), 6)
    publish = "wampbridge.v1.WampBridge/Publish"
    assert_chain(spans, ("client", "tells"), ("wampbridge", publish),
                 ("wampbridge", "PUBLISH"), ("wampbridge", "EVENT"))
    assert_chain(spans, ("wampbridge", publish), ("wampbridge", "PUBLISHED"))
    # What the subscriber does is under the bridge's own span.
    assert event.metadata["traceparent"].split("-")[2] == (
        spans["wampbridge", "EVENT"].span_id.hex())


def test_each_publication_of_a_stream_may_have_its_own_trace(
        traced, receiver, tracer, uri):
    _, client = traced()
    spans = []
    messages = []
    for number in (1, 2):
        with tracer.start_as_current_span(f"tells {number}") as span:
            metadata = dict(carried())
        spans.append(span)
        messages.append(bridge_pb2.PublishStreamRequest(
            sequence=number, publish=bridge_pb2.PublishRequest(
                identity="joe", topic=uri, payload=values.payload(number),
                options=bridge_pb2.PublishOptions(metadata=metadata))))
    answers = list(client.stub.PublishStream(iter(messages), timeout=30))
    assert [answer.HasField("published") for answer in answers] == [True] * 2
    for number, span in enumerate(spans, start=1):
        found = receiver.trace_of(trace_id(span), 5)
        assert_chain(found, ("client", f"tells {number}"),
                     ("wampbridge", "wampbridge.v1.WampBridge/PublishStream"),
                     ("wampbridge", "PUBLISH"))


def test_invocation_goes_on_with_its_callers_trace(
        traced, receiver, peer, uri):
    _, client = traced()
    served = callees.registered(client, f"{uri}.served")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        call = pool.submit(peer, call=f"{uri}.served")
        invocation = served.invocation()
        served.result(invocation, 1)
        call.result()
    served.cancel()
    assert_goes_on(receiver, invocation.metadata, "called", "INVOCATION")


def test_event_goes_on_with_its_publishers_trace(traced, receiver, peer, uri):
    _, client = traced()
    topic = f"{uri}.told"
    stream = client.subscribed(topic)
    peer(topic=topic)
    event = stream.expect("event")
    stream.cancel()
    assert_goes_on(receiver, event.metadata, "published", "EVENT")


def test_failed_call_is_joined_by_its_ids(traced, receiver, tracer, uri):
    """The client, the log and the trace name the same RPC."""
    one, client = traced()
    served = callees.registered(client, uri)
    with tracer.start_as_current_span("asks") as span:
        with pytest.raises(grpc.RpcError) as raised:
            client.stub.Call(request(uri, timeout=SHORT), timeout=30,
                             metadata=[*carried(),
                                       ("x-request-id", "order 4711")])
    served.cancel()
    trailers = dict(raised.value.trailing_metadata())
    assert trailers["x-request-id"] == "order 4711"
    failure = Failure.of(raised.value)
    assert failure.code == "DEADLINE_EXCEEDED"
    line = next(json.loads(line) for line in one.output.splitlines()
                if "order 4711" in line)
    assert (line["level"], line["message"]) == ("info", "Call failed")
    assert (line["code"], line["outcome"]) == ("DEADLINE_EXCEEDED", "UNKNOWN")
    assert line["trace_id"] == trace_id(span).hex()
    assert line["request"] == str(failure.detail.request_id)
    assert line["session"] == str(failure.detail.session_id)
    spans = receiver.trace_of(trace_id(span), 4)
    assert spans["wampbridge", CALL].status.code == 2  # error


def test_request_id_is_made_where_the_client_has_none(traced, uri):
    one, client = traced()
    served = callees.registered(client, uri)
    ids = []
    for _ in range(2):
        with pytest.raises(grpc.RpcError) as raised:
            client.stub.Call(request(uri, timeout=SHORT), timeout=30)
        ids.append(dict(raised.value.trailing_metadata())["x-request-id"])
    served.cancel()
    assert ids[0] != ids[1]
    for one_id in ids:
        assert f'"request_id":"{one_id}"' in one.output


def test_collector_that_is_not_there_costs_spans_and_nothing_else(
        bridge, crossbar, callee):
    assert callee
    one = bridge(configuration(crossbar.url("ws"), {"joe": identity()},
                               telemetry={"tracing": {
        "otlp_endpoint": f"http://127.0.0.1:{network.free_port()}",
        "sample_ratio": 1, "max_queued_spans": 8}}))
    client = one.client("joe")
    for number in range(20):
        assert client.call("com.test.echo", number) == ([number], {})

    def told():
        text = network.http_status(one.admin + "/metrics")[1]
        lost = dict(line.rsplit(" ", 1) for line in text.splitlines()
                    if line.startswith("wampbridge_spans_lost_total"))
        return float(lost['wampbridge_spans_lost_total{reason="queue_full"}'])
    eventually(lambda: told() > 0, one.output)
    eventually(lambda: "spans cannot be exported" in one.output, one.output)
    assert one.output.count("spans cannot be exported") == 1


def test_callees_words_are_not_in_the_log(bridge, crossbar, uri):
    """The text of its error may be anything."""
    one = bridge(configuration(crossbar.url("ws"), {"joe": identity()},
                               telemetry={"log": {"level": "debug"}}))
    client = one.client("joe")
    served = callees.registered(client, uri)
    call = client.stub.Call.future(request(uri), timeout=30)
    served.error(served.invocation(), "com.tracing.error", "card 4111")
    with failing() as failures:
        call.result()
    served.cancel()
    assert failures[0].message == "com.tracing.error: card 4111"
    line = next(json.loads(line) for line in one.output.splitlines()
                if "Call failed" in line)
    assert (line["level"], line["uri"]) == ("debug", "com.tracing.error")
    assert "card" not in one.output
