# SPDX-License-Identifier: Apache-2.0
"""Sessions as load and configuration want them: several routers and realms at
once, growing and shrinking, thousands of streams."""

import asyncio

import grpc
import pytest

import bridge as bridges
import crossbar_config
import values
from network import eventually
from wampbridge.v1 import bridge_pb2, bridge_pb2_grpc

STREAMS = 10_000


@pytest.fixture(name="dev", scope="module")
def fixture_dev():
    """Gives a running `wampbridge dev`."""
    one = bridges.DevRouter()
    yield one
    one.close()


def test_routers_and_realms_are_served_at_once_and_kept_apart(
        crossbar, dev, bridge, secrets):
    joe = bridges.identity("ticket", "joe", "TEST_TICKET")
    served = bridge({
        "routers": {"main": bridges.router(crossbar.url("ws")),
                    "dev": bridges.router(dev.url)},
        "identities": {
            "joe": joe,
            "archivist": dict(joe, realm=crossbar_config.ARCHIVE),
            "guest": bridges.identity(router="dev")}}, secrets)
    topic = "com.example.apart"
    clients = {name: served.client(name)
               for name in ("joe", "archivist", "guest")}
    assert {(who.router, who.realm) for who in (
        client.who() for client in clients.values())} == {
            ("main", "realm1"), ("main", "archive"), ("dev", "realm1")}
    streams = {name: client.subscribed(topic)
               for name, client in clients.items()}
    for name, client in clients.items():
        client.publish(topic, name)
    for name, stream in streams.items():
        assert values.contents(stream.expect("event").payload) == ([name], {})
        assert stream.quiet()
        stream.cancel()


def test_pool_grows_under_load_and_shrinks_when_it_is_idle(
        crossbar, bridge, callee):
    served = bridge(bridges.configuration(crossbar.url("ws"), {
        "default": bridges.identity(pool={
            "min": 1, "max": 3, "target_in_flight": 1,
            "idle_timeout": "1s"})}))
    client = served.client()
    stream = client.subscribed("com.pool.load")
    running = []

    def grown():
        running.append(client.call_progressive("com.test.sleep", 2))
        return client.who().sessions == 3
    assert client.who().sessions == 1
    eventually(grown, "the pool did not grow", 30)
    for one in running:
        one.cancel()
    eventually(lambda: client.who().sessions == 1, "the pool did not shrink",
               30)
    client.publish("com.pool.load", 1)
    stream.expect("event")  # it was not disturbed
    assert callee


async def _thousands(target, topic, publish):
    """Opens the streams on one channel; gives how many events each got."""
    async with grpc.aio.insecure_channel(target) as channel:
        stub = bridge_pb2_grpc.WampBridgeStub(channel)
        request = bridge_pb2.SubscribeRequest(
            topics=[bridge_pb2.Topic(uri=topic)])
        streams = [stub.Subscribe(request) for _ in range(STREAMS)]
        for stream in streams:
            frame = await stream.read()
            assert frame.WhichOneof("frame") == "subscribed", frame
        await asyncio.to_thread(publish)
        got = [(await stream.read()).event.publication_id
               for stream in streams]
        for stream in streams:
            stream.cancel()
        return got


def test_ten_thousand_streams_hear_of_one_topic(crossbar, bridge):
    served = bridge(bridges.configuration(crossbar.url("ws")))
    published = []

    def publish():
        published.append(
            served.client().publish("com.pool.many").publication_id)
    got = asyncio.run(_thousands(served.target, "com.pool.many", publish))
    assert got == published * STREAMS
