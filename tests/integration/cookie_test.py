# SPDX-License-Identifier: Apache-2.0
"""Joining by the cookie of an earlier login, which Crossbar gives out in the
WebSocket handshake."""

import asyncio

import pytest
from autobahn.asyncio.wamp import ApplicationSession
from autobahn.asyncio.websocket import (
    WampWebSocketClientFactory, WampWebSocketClientProtocol)
from autobahn.wamp.serializer import JsonSerializer

import bridge as bridges
import crossbar_config
from network import eventually
from wampbridge.v1 import bridge_pb2


async def _log_in(port):
    """Logs in by ticket; gives the cookie that the router has set."""
    loop = asyncio.get_running_loop()
    cookie, joined = loop.create_future(), loop.create_future()

    class Session(ApplicationSession):
        """Joins and stays."""

        def onConnect(self):  # pylint: disable=C0103
            self.join("realm1", ["ticket"], "joe")

        def onChallenge(self, _challenge):  # pylint: disable=C0103
            return crossbar_config.TICKET

        async def onJoin(self, _details):  # pylint: disable=C0103
            joined.set_result(None)

        def onLeave(self, details):  # pylint: disable=C0103
            if not joined.done():
                joined.set_exception(AssertionError(details))
            self.disconnect()

    class Protocol(WampWebSocketClientProtocol):
        """Keeps the cookie."""

        def onConnect(self, response):  # pylint: disable=C0103
            cookie.set_result(response.headers["set-cookie"].split(";")[0])
            return super().onConnect(response)

    factory = WampWebSocketClientFactory(
        Session, url=f"ws://127.0.0.1:{port}/ws",
        serializers=[JsonSerializer()])
    factory.protocol = Protocol
    transport, protocol = await loop.create_connection(
        factory, "127.0.0.1", port)
    try:
        await asyncio.wait_for(joined, 10)
        return await cookie
    finally:
        transport.close()


@pytest.mark.conforms("auth_cookie", "grpc", "crossbar")
def test_cookie_of_an_earlier_login_joins_as_it(crossbar, bridge):
    cookie = asyncio.run(_log_in(crossbar.ports.ws_cookie))
    served = bridge(bridges.configuration(
        crossbar.url("ws+cookie"),
        {"orders": bridges.identity("cookie", None, "MY_COOKIE")}),
        {"MY_COOKIE": cookie})
    client = served.client()

    def ready():
        who = client.who()
        assert who.state == bridge_pb2.IDENTITY_STATE_READY
        return who
    who = eventually(ready, f"not joined; {served.output}")
    assert (who.authid, who.authrole, who.authmethod) == (
        "joe", "bridge", "ticket")
    assert cookie not in served.output
