# SPDX-License-Identifier: Apache-2.0
"""A client that is frozen, not gone: keepalive finds it, and what it served is
free for others."""

import os
import signal

import bridge as bridges
from callee import echo, registered
from client import failing
from network import eventually
from wampbridge.v1 import bridge_pb2

import grpc

URI = "com.frozen.served"
# Of the 40 s of the defaults, time and timeout, as little as there can be.
KEEPALIVE = {"time": "1s", "timeout": "1s"}


def free(client):
    """Tells whether nobody serves the procedure."""
    try:
        client.call(URI, timeout=5)
    except grpc.RpcError as error:
        return error.code() == grpc.StatusCode.NOT_FOUND
    return False


def test_frozen_register_client_loses_its_registration(bridge, peer):
    dev = bridges.DevRouter()
    try:
        served = bridge(bridges.configuration(
            dev.url, grpc={"keepalive": KEEPALIVE}))
        client = served.client()
        frozen = peer("grpc_callee", served.target, procedure=URI)
        rpc = client.stub.Call.future(
            bridge_pb2.CallRequest(procedure=URI), timeout=60)
        frozen.lines("invoked")
        os.kill(frozen.pid, signal.SIGSTOP)
        with failing() as failures:
            rpc.result()
        assert (failures[0].code, failures[0].outcome) == (
            "ABORTED", "UNKNOWN")
        assert failures[0].uri == "wamp.error.canceled"
        eventually(lambda: free(client), "it is still registered")
        registered(client, URI, handlers={URI: echo})
        assert client.call(URI, 1) == ([1], {})
    finally:
        dev.close()
