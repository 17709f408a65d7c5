# SPDX-License-Identifier: Apache-2.0
"""What really ran, seen at the router by autobahn-python.

Usage: witness_peer.py '{"url": …, "realm": …, "procedure": …, "topic": …}'

Serves `procedure`, which gives its first argument back, at once or after as many
seconds as the second one says, and subscribes to `topic` by prefix. Writes
{"joined": …} when it is there, {"invoked": MARK} for each invocation and
{"seen": MARK} for each event, whose first argument is the mark. Joins again, for
ever, when the router has gone.
"""

import asyncio
import json
import sys
import urllib.parse

from autobahn.asyncio.rawsocket import WampRawSocketClientFactory
from autobahn.asyncio.wamp import ApplicationSession
from autobahn.asyncio.websocket import WampWebSocketClientFactory
from autobahn.wamp import types
from autobahn.wamp.serializer import MsgPackSerializer


def say(**line):
    """Writes one line."""
    print(json.dumps(line), flush=True)


class Witness(ApplicationSession):
    """One session; `over` is set when it has ended."""

    def __init__(self, settings, over):
        super().__init__(types.ComponentConfig(realm=settings["realm"]))
        self._settings = settings
        self._over = over

    async def onJoin(self, details):
        async def invoked(mark, seconds=0):
            say(invoked=mark)
            await asyncio.sleep(seconds)
            return mark

        def seen(mark, *rest):
            say(seen=mark)

        await self.subscribe(seen, self._settings["topic"],
                             types.SubscribeOptions(match="prefix"))
        await self.register(invoked, self._settings["procedure"])
        say(joined=details.session)

    def onLeave(self, details):
        self.disconnect()

    def onDisconnect(self):
        self._over.set()


async def watch(settings):
    """Joins again and again."""
    parts = urllib.parse.urlsplit(settings["url"])
    while True:
        over = asyncio.Event()
        make = lambda: Witness(settings, over)
        if parts.scheme == "tcp":
            factory = WampRawSocketClientFactory(
                make, serializer=MsgPackSerializer())
        else:
            factory = WampWebSocketClientFactory(
                make, url=settings["url"], serializers=[MsgPackSerializer()])
        try:
            transport, _ = await asyncio.get_running_loop().create_connection(
                factory, parts.hostname, parts.port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        # autobahn does not tell of a connection lost before its handshake.
        while not over.is_set() and not transport.is_closing():
            await asyncio.sleep(0.02)


async def until_stdin_ends():
    """Watches until nobody reads any more."""
    watching = asyncio.ensure_future(watch(json.loads(sys.argv[1])))
    await asyncio.to_thread(sys.stdin.read)
    watching.cancel()


if __name__ == "__main__":
    asyncio.run(until_stdin_ends())
