# SPDX-License-Identifier: Apache-2.0
"""A TCP relay between the bridge and a router that does what networks do."""

import asyncio
import contextlib
import random
import socket
import struct
import threading
import urllib.parse

RESULT = 50
CHUNK = 1 << 16
# Octets of a connection that go one by one, and what is held back of others.
DRIP_OCTETS = 2000
SLOW_SECONDS = 0.05
SLOW_CHUNKS = 40


class FaultyLink:
    """Relays to `url` from `self.url`, in a thread of its own.

    A fault strikes the connections that are open; later ones are whole again.
    Where octets are cut depends on `chance`, a random.Random.
    """

    def __init__(self, url, chance=None):
        parts = urllib.parse.urlsplit(url)
        self._router = parts.hostname, parts.port
        self._raw = parts.scheme == "tcp"
        self._chance = chance or random.Random(0)
        self._connections = set()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        server = self._run(asyncio.start_server(
            self._accept, "127.0.0.1", 0, limit=CHUNK))
        port = server.sockets[0].getsockname()[1]
        self.url = parts._replace(netloc=f"127.0.0.1:{port}").geturl()

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(
            coroutine, self._loop).result(30)

    async def _accept(self, reader, writer):
        try:
            to_router = await asyncio.open_connection(*self._router,
                                                      limit=CHUNK)
        except OSError:
            writer.transport.abort()
            return
        connection = _Connection((reader, writer), to_router, self._raw)
        self._connections.add(connection)
        await connection.relay()
        self._connections.discard(connection)

    def strike(self, fault):
        """Does `fault`, one of FAULTS, to all connections that are open; gives
        how many that were."""
        async def all_of_them():
            struck = list(self._connections)
            for one in struck:
                getattr(one, fault)(self._chance)
            return len(struck)
        return self._run(all_of_them())

    @property
    def duplicated(self):
        """Gives how many RESULTs have gone twice over open connections."""
        return sum(one.duplicated for one in list(self._connections))

    def close(self):
        """Ends it."""
        async def end():
            for one in list(self._connections):
                one.reset(None)
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
        self._run(end())
        self._loop.call_soon_threadsafe(self._loop.stop)


class _Connection:
    """One connection and how it is treated; only touched by the loop."""

    def __init__(self, client, router, raw):
        self._up = _Way(client[0], router[1])
        self._down = _Way(router[0], client[1])
        self._doubling = _Doubling() if raw else None
        self._down.transform = self._doubling
        for _, writer in (client, router):
            writer.get_extra_info("socket").setsockopt(
                socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def duplicated(self):
        """Gives how many RESULTs have gone twice."""
        return self._doubling.count if self._doubling else 0

    async def relay(self):
        """Carries octets both ways until an end is closed."""
        ways = [asyncio.ensure_future(way.run())
                for way in (self._up, self._down)]
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for way in (self._up, self._down):
            way.writer.close()

    # The faults.
    def half_open(self, _):
        """Carries nothing any more, and stays open."""
        self._up.stalled = self._down.stalled = True

    def reset(self, _):
        """Ends with a reset."""
        for way in (self._up, self._down):
            _abort(way.writer)

    def cut_up(self, chance):
        """Resets in the middle of what the bridge writes next."""
        self._up.cut = chance.randrange(1, 12)

    def cut_down(self, chance):
        """Resets in the middle of what the router writes next."""
        self._down.cut = chance.randrange(1, 12)

    def drip(self, _):
        """Carries the next octets one by one."""
        self._up.dripping = self._down.dripping = DRIP_OCTETS

    def slow(self, _):
        """Carries the next chunks late."""
        self._up.late = self._down.late = SLOW_CHUNKS

    def double(self, _):
        """Gives each RESULT twice from now on."""
        self._doubling.active = True


FAULTS = ("half_open", "reset", "cut_up", "cut_down", "drip", "slow")


class _Way:
    """One direction of a connection."""

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer
        self.transform = None
        self.stalled = False
        self.cut = 0
        self.dripping = 0
        self.late = 0

    async def run(self):
        """Carries octets until the end."""
        with contextlib.suppress(OSError):
            while data := await self.reader.read(CHUNK):
                if self.transform:
                    data = self.transform(data)
                await self._carry(data)

    async def _carry(self, data):
        if self.stalled:
            return  # What was sent into it is lost.
        if self.cut:
            self.writer.write(data[:min(self.cut, len(data) - 1)])
            await self.writer.drain()
            _abort(self.writer)
            raise ConnectionResetError
        if self.late:
            self.late -= 1
            await asyncio.sleep(SLOW_SECONDS)
        while self.dripping and data:
            self.writer.write(data[:1])
            await self.writer.drain()
            await asyncio.sleep(0)  # Each octet leaves before the next.
            data = data[1:]
            self.dripping -= 1
        if not self.stalled:
            self.writer.write(data)
            await self.writer.drain()


class _Doubling:
    """Finds the RESULTs in a router's RawSocket octets (MessagePack) and gives
    them twice while `active`."""

    def __init__(self):
        self.active = False
        self.count = 0
        self._greeted = False
        self._rest = b""

    def __call__(self, data):
        if not self.active and not self._rest and self._greeted and (
                self._whole(data)):
            return data
        self._rest += data
        whole = b""
        if not self._greeted and len(self._rest) >= 4:
            whole, self._rest, self._greeted = (
                self._rest[:4], self._rest[4:], True)
        while self._greeted and len(self._rest) >= 4:
            end = 4 + int.from_bytes(self._rest[1:4], "big")
            if len(self._rest) < end:
                break
            frame, self._rest = self._rest[:end], self._rest[end:]
            whole += self._again(frame)
        return whole

    @staticmethod
    def _whole(data):
        """Tells whether these are whole frames."""
        position = 0
        while position + 4 <= len(data):
            position += 4 + int.from_bytes(data[position + 1:position + 4],
                                           "big")
        return position == len(data)

    def _again(self, frame):
        # type 0, then an array whose first item is the message's code.
        if self.active and frame[0] == 0 and frame[5:6] == bytes([RESULT]):
            self.count += 1
            return frame * 2
        return frame


def _abort(writer):
    """Closes with a reset."""
    connected = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                             struct.pack("ii", 1, 0))
    writer.transport.abort()
