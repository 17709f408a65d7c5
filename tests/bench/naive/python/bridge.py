# SPDX-License-Identifier: Apache-2.0
"""The bridge that one would write in an afternoon: grpcio and autobahn, one
session, CallRequest in the arguments form only.

    bridge.py URL PROTO_FOLDER     (URL: tcp://HOST:PORT, MessagePack)
"""

import asyncio
import pathlib
import sys
import tempfile
import urllib.parse

import grpc
import grpc_tools
from autobahn.asyncio.rawsocket import WampRawSocketClientFactory
from autobahn.asyncio.wamp import ApplicationSession
from autobahn.wamp.serializer import MsgPackSerializer
from autobahn.wamp.types import CallResult, ComponentConfig
from grpc_tools import protoc

URL, PROTO = sys.argv[1:]
FOLDER = tempfile.TemporaryDirectory()
assert protoc.main(
    ["protoc", f"-I{PROTO}", f"-I{pathlib.Path(grpc_tools.__file__).parent}/_proto",
     f"--python_out={FOLDER.name}", f"--grpc_python_out={FOLDER.name}",
     *(f"wampbridge/v1/{name}.proto" for name in ("bridge", "error", "payload"))
     ]) == 0
sys.path.insert(0, FOLDER.name)
from wampbridge.v1 import bridge_pb2, bridge_pb2_grpc, payload_pb2  # noqa: E402


def from_value(value):
    kind = value.WhichOneof("kind")
    if kind == "null_value":
        return None
    if kind == "list_value":
        return [from_value(item) for item in value.list_value.items]
    if kind == "dict_value":
        return {key: from_value(item)
                for key, item in value.dict_value.entries.items()}
    return getattr(value, kind)


def fill(value, native):
    if native is None:
        value.null_value = 0
    elif isinstance(native, bool):
        value.bool_value = native
    elif isinstance(native, int):
        value.int64_value = native
    elif isinstance(native, float):
        value.double_value = native
    elif isinstance(native, str):
        value.string_value = native
    elif isinstance(native, (bytes, memoryview)):
        value.bytes_value = bytes(native)
    elif isinstance(native, (list, tuple)):
        value.list_value.SetInParent()
        for item in native:
            fill(value.list_value.items.add(), item)
    else:
        value.dict_value.SetInParent()
        for key, item in native.items():
            fill(value.dict_value.entries[key], item)


class Bridge(bridge_pb2_grpc.WampBridgeServicer):
    def __init__(self, session):
        self._session = session

    async def Call(self, request, context):
        arguments = request.payload.arguments
        result = await self._session.call(
            request.procedure, *(from_value(item) for item in arguments.args),
            **{key: from_value(item)
               for key, item in arguments.kwargs.items()})
        response = bridge_pb2.CallResponse(final=True)
        answer = response.payload.arguments
        answer.SetInParent()
        if not isinstance(result, CallResult):
            result = CallResult(result)
        for item in result.results:
            fill(answer.args.add(), item)
        for key, item in result.kwresults.items():
            fill(answer.kwargs[key], item)
        return response


async def join():
    joined = asyncio.get_running_loop().create_future()

    class Session(ApplicationSession):
        def onJoin(self, details):
            joined.set_result(self)

    url = urllib.parse.urlsplit(URL)
    factory = WampRawSocketClientFactory(
        lambda: Session(ComponentConfig(realm="realm1")), MsgPackSerializer())
    await asyncio.get_running_loop().create_connection(
        factory, url.hostname, url.port)
    return await joined


async def main():
    session = await join()
    server = grpc.aio.server()
    bridge_pb2_grpc.add_WampBridgeServicer_to_server(Bridge(session), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"ready 127.0.0.1:{port}", flush=True)
    await server.wait_for_termination()


asyncio.run(main())
