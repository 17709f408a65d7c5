# SPDX-License-Identifier: Apache-2.0
"""A WAMP peer made of autobahn-python, driven by JSON lines.

Usage: autobahn_peer.py '{"url": …, "realm": …, "serializer": …, "authmethod":
…, "authid": …, "secret": …}'

Writes {"joined": …} or {"left": reason}, then answers each line of stdin
{"id": n, "do": NAME, …} with {"id": n, "result": …} or {"id": n, "error": uri,
"args": …}. Events and invocations come as {"event": …} and {"invoked": …}.
"""

import asyncio
import itertools
import json
import os
import sys

from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession
from autobahn.wamp import auth, cryptosign, types
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.serializer import (CBORSerializer, JsonSerializer,
                                      MsgPackSerializer)

SERIALIZERS = {"json": JsonSerializer, "msgpack": MsgPackSerializer,
               "cbor": CBORSerializer}


def say(**line):
    """Writes one line."""
    def other(value):
        return {"bytes": value.hex()} if isinstance(value, bytes) else str(value)
    print(json.dumps(line, default=other), flush=True)


class Procedures:
    """What `serve` registers, under the prefix that it is given."""

    def __init__(self, prefix):
        self._prefix = prefix
        self._count = itertools.count(1)
        self.all = {prefix + "." + name: getattr(self, name) for name in (
            "echo", "add2", "fail", "sleep", "countdown", "record", "caller",
            "big")}

    async def echo(self, *args, **kwargs):
        """Gives its arguments back."""
        kwargs.pop("call_details")
        return types.CallResult(*args, **kwargs)

    async def add2(self, a, b, call_details=None):
        """Adds two numbers."""
        return a + b

    async def fail(self, *args, call_details=None, **kwargs):
        """Fails with its arguments; `uri` names the error."""
        uri = kwargs.pop("uri", "com.test.error.demo")
        raise ApplicationError(uri, *args, **kwargs)

    async def sleep(self, seconds, call_details=None):
        """Answers later; says when it begins and when it is interrupted."""
        say(started=call_details.procedure)
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            say(interrupted=call_details.procedure)
            raise
        return seconds

    async def countdown(self, start, call_details=None):
        """Gives `start`, `start` - 1, … 1 as progressive results, then 0."""
        for number in range(start, 0, -1):
            if call_details.progress:
                call_details.progress(number)
            await asyncio.sleep(0)
        return 0

    async def record(self, mark, seconds=0, call_details=None):
        """Writes down that it ran, and gives how often it has run."""
        say(invoked=mark)
        await asyncio.sleep(seconds)
        return next(self._count)

    async def caller(self, call_details=None):
        """Tells who calls."""
        return types.CallResult(
            caller=call_details.caller,
            caller_authid=call_details.caller_authid,
            caller_authrole=call_details.caller_authrole)

    async def big(self, octets, call_details=None):
        """Gives a string of so many octets."""
        return "x" * octets


class Peer(ApplicationSession):
    """The session; each method `do_NAME` serves one command."""

    def onConnect(self):
        settings = self.config.extra
        extra = {}
        if settings["authmethod"] == "cryptosign":
            extra["pubkey"] = self._key().public_key()
        self.join(self.config.realm, authmethods=[settings["authmethod"]],
                  authid=settings.get("authid"), authextra=extra)

    def _key(self):
        return cryptosign.CryptosignKey.from_bytes(
            bytes.fromhex(self.config.extra["secret"]))

    def onChallenge(self, challenge):
        secret = self.config.extra["secret"]
        if challenge.method == "ticket":
            return secret
        if challenge.method == "wampcra":
            key = secret.encode()
            if "salt" in challenge.extra:
                key = auth.derive_key(key, challenge.extra["salt"],
                                      challenge.extra["iterations"],
                                      challenge.extra["keylen"])
            return auth.compute_wcs(
                key, challenge.extra["challenge"].encode()).decode()
        return self._key().sign_challenge(challenge, channel_id_type=None)

    async def onJoin(self, details):
        say(joined=details.session, authid=details.authid,
            authrole=details.authrole, authmethod=details.authmethod)
        self._commands = asyncio.ensure_future(self._read())

    def onLeave(self, details):
        say(left=details.reason, message=details.message)
        self.disconnect()

    def onDisconnect(self):
        say(disconnected=True)
        sys.stdout.flush()
        os._exit(0)

    async def _read(self):
        reader = asyncio.StreamReader(limit=1 << 26)
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            asyncio.ensure_future(self._serve(json.loads(line)))
        os._exit(0)

    async def _serve(self, command):
        number, name = command.pop("id"), command.pop("do")
        try:
            result = await getattr(self, "do_" + name)(**command)
            say(id=number, result=result)
        except ApplicationError as error:
            say(id=number, error=error.error, args=error.args,
                kwargs=error.kwargs)
        except Exception as error:  # a test has to see it, whatever it is
            say(id=number, error=type(error).__name__, args=[str(error)])

    async def do_serve(self, prefix):
        """Registers all procedures."""
        options = types.RegisterOptions(details_arg="call_details")
        for uri, function in Procedures(prefix).all.items():
            await self.register(function, uri, options)

    async def do_subscribe(self, topic, match="exact", get_retained=None):
        """Subscribes; the events come as lines."""
        def handle(*args, event_details=None, **kwargs):
            say(event=event_details.topic or topic, args=args, kwargs=kwargs,
                publication=event_details.publication,
                publisher=event_details.publisher,
                publisher_authid=event_details.publisher_authid,
                retained=event_details.retained)
        subscription = await self.subscribe(
            handle, topic, types.SubscribeOptions(
                match=match, details_arg="event_details",
                get_retained=get_retained))
        return subscription.id

    async def do_publish(self, topic, args=(), kwargs=None, **options):
        """Publishes; gives the publication id."""
        publication = await self.publish(
            topic, *args, **(kwargs or {}),
            options=types.PublishOptions(acknowledge=True, **options))
        return publication.id

    async def do_flood(self, topic, count, size=0):
        """Publishes 0, 1, … count - 1 without acknowledgement."""
        for number in range(count):
            self.publish(topic, number, "x" * size)
            if number % 50 == 0:
                await asyncio.sleep(0)

    async def do_call(self, procedure, args=(), kwargs=None, progress=False):
        """Calls; progressive results come before the answer, as lines."""
        def on_progress(*values, **keywords):
            say(progress=values, kwargs=keywords)
        options = types.CallOptions(
            on_progress=on_progress if progress else None)
        result = await self.call(procedure, *args, **(kwargs or {}),
                                 options=options)
        if isinstance(result, types.CallResult):
            return {"args": result.results, "kwargs": result.kwresults}
        return {"args": [result], "kwargs": {}}

    async def do_cancel(self, procedure, args=(), after=0.2):
        """Calls and cancels."""
        call = asyncio.ensure_future(self.call(procedure, *args))
        await asyncio.sleep(after)
        call.cancel()
        return "canceled"


def main():
    settings = json.loads(sys.argv[1])
    serializer = SERIALIZERS[settings.get("serializer", "json")]()
    url = settings["url"].replace("tcp://", "rs://", 1)
    runner = ApplicationRunner(url, settings["realm"], extra=settings,
                               serializers=[serializer])
    runner.run(Peer, log_level="error")


if __name__ == "__main__":
    main()
