#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Serves com.example.upper, until it is stopped: Register. Setting up is as in
realm.py; `wampbridge call com.example.upper '["text"]'` calls it.

    PYTHONPATH=. examples/python/register.py [ADDRESS]
"""

import json
import queue
import sys

import grpc
from wampbridge.v1 import bridge_pb2 as pb, bridge_pb2_grpc

address = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:50051"
bridge = bridge_pb2_grpc.WampBridgeStub(grpc.insecure_channel(address))
requests = queue.SimpleQueue()
requests.put(pb.RegisterRequest(register={
    "procedures": [{"uri": "com.example.upper"}],
    "payload_form": "PAYLOAD_FORM_JSON"}))
for frame in bridge.Register(iter(requests.get, None)):
    if not frame.HasField("invocation"):
        print(frame.WhichOneof("frame"), flush=True)
        continue
    text, = json.loads(frame.invocation.payload.json)["args"]
    requests.put(pb.RegisterRequest(result={
        "invocation_id": frame.invocation.invocation_id,
        "payload": {"json": json.dumps([text.upper()])}}))
