# SPDX-License-Identifier: Apache-2.0
"""WampBridgeAdmin on the gRPC port: what it tells, and to whom."""

import grpc
import pytest

import stubs  # makes the following importable
from bridge import configuration, identity
from client import Failure
from network import eventually
from tokens import bearer
from metrics_test import scrape
from wampbridge.v1 import admin_pb2, admin_pb2_grpc

assert stubs

EVERYTHING = {"call": ["com.**"], "subscribe": ["com.**"]}


@pytest.fixture(name="admin")
def fixture_admin():
    """Gives a function that connects to a bridge's WampBridgeAdmin."""
    channels = []

    def connect(one):
        channels.append(grpc.insecure_channel(one.target))
        return admin_pb2_grpc.WampBridgeAdminStub(channels[-1])

    yield connect
    for channel in channels:
        channel.close()


@pytest.fixture(name="one")
def fixture_one(bridge, crossbar):
    """Gives a bridge with two identities."""
    return bridge(configuration(
        crossbar.url("tcp"),
        {"joe": identity("ticket", "joe", "TEST_TICKET"), "any": identity()}))


def test_status_is_that_of_the_page(one, admin):
    status = admin(one).GetStatus(admin_pb2.GetStatusRequest(), timeout=30)
    page = one.status()
    assert status.version == page["version"]
    assert status.ready and not status.draining
    assert list(status.grpc_addresses) == page["grpc"]
    assert status.configuration.generation == 1
    assert [each.name for each in status.identities] == ["any", "joe"]
    joe = status.identities[1]
    assert (joe.state, joe.authid, joe.authmethod) == ("joined", "joe",
                                                       "ticket")
    assert joe.sessions == joe.joins == 1
    assert status.uptime.ToNanoseconds() > 0


def test_sessions_are_listed_by_identity(one, admin):
    stub = admin(one)
    both = stub.ListSessions(admin_pb2.ListSessionsRequest(), timeout=30)
    assert [each.identity for each in both.sessions] == ["any", "joe"]
    joes = stub.ListSessions(admin_pb2.ListSessionsRequest(identity="joe"),
                             timeout=30)
    session, = joes.sessions
    shown = one.status()["identities"][1]["sessions"][0]
    assert session.session_id == shown["session_id"]
    assert session.url == shown["url"]
    assert list(session.places) == ["call", "publish", "subscribe"]
    assert session.authid == "joe"
    # A loopback's is microseconds; what TCP does not know it does not say.
    assert 0 < session.round_trip.ToMicroseconds() < 30_000_000
    assert not stub.ListSessions(admin_pb2.ListSessionsRequest(
        identity="nobody"), timeout=30).sessions


def test_streams_are_listed_the_fullest_first(one, admin, uri):
    client = one.client("joe")
    streams = [client.subscribed(f"{uri}.{number}", client_name=f"c{number}")
               for number in range(3)]
    other = one.client("any").subscribed(uri, client_name="other")
    stub = admin(one)
    told = stub.ListStreams(admin_pb2.ListStreamsRequest(), timeout=30)
    assert told.open == 4
    assert {each.client_name for each in told.streams} == {
        "c0", "c1", "c2", "other"}
    assert {each.kind for each in told.streams} == {"Subscribe"}
    few = stub.ListStreams(admin_pb2.ListStreamsRequest(
        identity="joe", max_streams=2), timeout=30)
    assert len(few.streams) == 2 and few.open == 4
    assert {each.identity for each in few.streams} == {"joe"}
    for stream in (*streams, other):
        stream.cancel()


def failure_of(rpc):
    with pytest.raises(grpc.RpcError) as raised:
        rpc()
    return Failure.of(raised.value)


def test_rules_say_who_may_administer(bridge, crossbar, admin, issuer):
    rules = [{"match": {"subject": "ops"}, "admin": True},
             {"match": {"subject": "shop"}, "identities": ["any"],
              "allow": EVERYTHING}]
    one = bridge(configuration(
        crossbar.url("ws"), {"any": identity()},
        callers={"authentication": issuer.configuration(), "rules": rules}))
    stub = admin(one)
    ask = admin_pb2.GetStatusRequest()
    ops, shop = ([("authorization", bearer(issuer.token(subject)))]
                 for subject in ("ops", "shop"))
    assert stub.GetStatus(ask, metadata=ops, timeout=30).ready
    for method, request in ((stub.GetStatus, ask),
                            (stub.ListSessions,
                             admin_pb2.ListSessionsRequest()),
                            (stub.ListStreams,
                             admin_pb2.ListStreamsRequest())):
        failure = failure_of(lambda: method(request, metadata=shop,
                                            timeout=30))
        assert failure.code == "PERMISSION_DENIED"
        assert "admin: true" in failure.message
    assert failure_of(lambda: stub.GetStatus(ask, timeout=30)).code == (
        "UNAUTHENTICATED")
    # Who may only look on has no identity.
    looker = one.client(authorization=bearer(issuer.token("ops")))
    failure = failure_of(lambda: looker.call("com.test.echo"))
    assert failure.code == "PERMISSION_DENIED"
    one.reconfigure(callers={
        "authentication": one.configured("callers")["authentication"],
        "rules": [rules[0], dict(rules[1], admin=True)]})
    eventually(lambda: one.status()["configuration"]["generation"] == 2,
               one.output)
    assert stub.GetStatus(ask, metadata=shop, timeout=30).ready


def test_labels_count_calls_by_their_uri(bridge, crossbar, callee, uri):
    assert callee
    one = bridge(configuration(
        crossbar.url("ws"), {"joe": identity()},
        telemetry={"metrics": {"uri_labels": [
            {"pattern": "com.test.echo", "label": "echo"},
            {"pattern": f"{uri}.**", "label": "shop"}]}}))
    client = one.client("joe")
    for _ in range(3):
        client.call("com.test.echo")
    client.publish(f"{uri}.told", 1)
    with pytest.raises(grpc.RpcError):
        client.call(f"{uri}.nobody")
    scraped = scrape(one)
    count = "wampbridge_labelled_rpcs_total"
    assert scraped.value(count, label="echo", outcome="OK") == 3
    assert scraped.value(count, label="shop", method="Publish") == 1
    assert scraped.value(count, label="shop", code="NOT_FOUND") == 1
    seconds = "wampbridge_labelled_request_seconds_count"
    assert scraped.value(seconds, label="echo", part="router") == 3
    assert scraped.value("wampbridge_session_round_trip_seconds",
                        identity="joe") > 0
