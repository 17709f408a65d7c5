#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tells who and what is in a realm, then who joins and leaves: the meta API.

    pip install grpcio grpcio-tools
    python -m grpc_tools.protoc -Iproto --python_out=. --grpc_python_out=. \
        proto/wampbridge/v1/*.proto
    PYTHONPATH=. examples/python/realm.py [ADDRESS]

The identity needs the right to call and to subscribe below `wamp.`
"""

import json
import sys

import grpc
from wampbridge.v1 import bridge_pb2 as pb, bridge_pb2_grpc


def ask(bridge, procedure, *args):
    """Gives the only value that a meta procedure answers, None for what has
    gone meanwhile."""
    try:
        answer = bridge.Call(pb.CallRequest(
            procedure="wamp." + procedure,
            payload={"json": json.dumps(args)}))
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.NOT_FOUND:
            raise
        return None
    return json.loads(answer.payload.json)["args"][0]


def show_sessions(bridge):
    """Prints a line for each session."""
    for session in ask(bridge, "session.list"):
        details = ask(bridge, "session.get", session)
        if details:
            print("session", session, details["authid"], details["authrole"])


def show_entries(bridge, kind, members):
    """Prints a line for each registration, or each subscription."""
    for match, entries in ask(bridge, f"{kind}.list").items():
        for entry in entries:
            details = ask(bridge, f"{kind}.get", entry)
            count = ask(bridge, f"{kind}.count_{members}", entry)
            if details:
                print(kind, match, details["uri"], f"({count} {members})")


def watch(frames):
    """Prints a line for each session that joins or leaves."""
    for frame in frames:
        if not frame.HasField("event"):
            # Here who joins may be missed (interrupted, gap), or no longer.
            print(frame.WhichOneof("frame"), flush=True)
            continue
        args = json.loads(frame.event.payload.json)["args"]
        if frame.event.topic == "wamp.session.on_join":
            print("joined", args[0]["session"], args[0]["authid"], flush=True)
        else:
            print("left", args[0], flush=True)


def main():
    address = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:50051"
    bridge = bridge_pb2_grpc.WampBridgeStub(grpc.insecure_channel(address))
    # First the stream: who joins between the two is told twice, not missed.
    frames = bridge.Subscribe(pb.SubscribeRequest(
        topics=[{"uri": "wamp.session.on_join"},
                {"uri": "wamp.session.on_leave"}],
        payload_form="PAYLOAD_FORM_JSON"))
    show_sessions(bridge)
    show_entries(bridge, "registration", "callees")
    show_entries(bridge, "subscription", "subscribers")
    watch(frames)


if __name__ == "__main__":
    main()
