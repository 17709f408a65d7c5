# SPDX-License-Identifier: Apache-2.0
"""A traced callee and publisher: autobahn-python with OpenTelemetry's own SDK.

Usage: traced_peer.py '{"url": …, "realm": …, "procedure": …, "otlp": HOST:PORT}'

Serves `procedure`, in a span "served" under the one that the invocation's
_metadata speaks of, and gives its first argument back. For each line
{"topic": URI} of its input it publishes there, in a span "published" of its
own, and for each {"call": URI} it calls that in a span "called". Writes
{"joined": …} when it is there, and {"done": …} after each line.
"""

import asyncio
import json
import sys
import urllib.parse

from autobahn.asyncio.rawsocket import WampRawSocketClientFactory
from autobahn.asyncio.wamp import ApplicationSession
from autobahn.wamp import types
from autobahn.wamp.serializer import MsgPackSerializer
from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import (
    OTLPSpanExporter)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor


def say(**line):
    """Writes one line."""
    print(json.dumps(line), flush=True)


class Traced(ApplicationSession):
    """The session, and its commands."""

    def __init__(self, settings, tracer):
        super().__init__(types.ComponentConfig(realm=settings["realm"]))
        self._settings = settings
        self._tracer = tracer

    async def onJoin(self, details):
        def serve(*args, _metadata=None):
            context = propagate.extract(_metadata or {})
            with self._tracer.start_as_current_span("served", context=context):
                return args[0] if args else None

        await self.register(serve, self._settings["procedure"])
        say(joined=details.session)
        while line := await asyncio.to_thread(sys.stdin.readline):
            await self._do(json.loads(line))
            say(done=line)

    async def _do(self, command):
        carried = {}
        name = "published" if "topic" in command else "called"
        with self._tracer.start_as_current_span(name):
            propagate.inject(carried)
            if "topic" in command:
                await self.publish(
                    command["topic"], 1, _metadata=carried,
                    options=types.PublishOptions(acknowledge=True))
            else:
                await self.call(command["call"], 1, _metadata=carried)


async def main(settings):
    """Runs until its input ends."""
    provider = TracerProvider(
        resource=Resource.create({"service.name": "callee"}))
    provider.add_span_processor(SimpleSpanProcessor(
        OTLPSpanExporter(endpoint=settings["otlp"], insecure=True)))
    session = Traced(settings, trace.get_tracer("test", tracer_provider=provider))
    parts = urllib.parse.urlsplit(settings["url"])
    await asyncio.get_running_loop().create_connection(
        WampRawSocketClientFactory(lambda: session,
                                   serializer=MsgPackSerializer()),
        parts.hostname, parts.port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
