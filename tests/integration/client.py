# SPDX-License-Identifier: Apache-2.0
"""A gRPC client of the bridge, and what its failures say."""

import contextlib
import dataclasses
import queue
import threading
import urllib.parse

import grpc
import pytest
from google.rpc import status_pb2

import stubs  # makes the following importable
import values
from wampbridge.v1 import (bridge_pb2, bridge_pb2_grpc, error_pb2,
                           payload_pb2)

assert stubs

TIMEOUT = 30


@dataclasses.dataclass
class Failure:
    """What a failed RPC tells."""

    code: str  # "NOT_FOUND"
    message: str
    outcome: str  # "REMOTE_ERROR"; empty without the trailer
    uri: str  # of the trailer
    detail: error_pb2.WampError

    @staticmethod
    def of(error):
        """Reads an RpcError; the trailers and the detail must agree."""
        trailers = dict(error.trailing_metadata() or ())
        detail = error_pb2.WampError()
        if "grpc-status-details-bin" in trailers:
            status = status_pb2.Status.FromString(
                trailers["grpc-status-details-bin"])
            assert status.code == error.code().value[0]
            assert status.details[0].Unpack(detail)
            outcome = error_pb2.Outcome.Name(detail.outcome)
            assert outcome == "OUTCOME_" + trailers["wamp-outcome"]
            uri = urllib.parse.unquote(trailers.get("wamp-error", ""))
            assert detail.uri == uri
        size = sum(len(key) + len(value) for key, value in trailers.items())
        assert size < 4096
        assert len((error.details() or "").encode()) <= 512
        return Failure(error.code().name, error.details(),
                       trailers.get("wamp-outcome", ""),
                       urllib.parse.unquote(trailers.get("wamp-error", "")),
                       detail)


@contextlib.contextmanager
def failing():
    """Expects an RPC to fail; gives a list whose one item is its Failure."""
    failures = []
    with pytest.raises(grpc.RpcError) as raised:
        yield failures
    failures.append(Failure.of(raised.value))


class Stream:
    """A Subscribe or CallProgressive stream, read by a thread of its own."""

    def __init__(self, rpc):
        self.rpc = rpc
        self.frames = []  # all that have been given
        self._queue = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            for frame in self.rpc:
                self._queue.put(frame)
            self._queue.put(None)
        except grpc.RpcError as error:
            self._queue.put(error)

    def next(self, timeout=TIMEOUT):
        """Gives the next message; None at a good end; raises what ended it."""
        item = self._queue.get(timeout=timeout)
        if isinstance(item, grpc.RpcError):
            raise item
        if item is not None:
            self.frames.append(item)
        return item

    def expect(self, kind, timeout=TIMEOUT):
        """Gives the next frame, which must be of this kind."""
        frame = self.next(timeout)
        assert frame is not None and frame.WhichOneof("frame") == kind, frame
        return getattr(frame, kind)

    def wait_for(self, kind, timeout=TIMEOUT):
        """Gives the next frame of this kind; others are passed over."""
        while True:
            frame = self.next(timeout)
            assert frame is not None, f"the stream ended without {kind}"
            if frame.WhichOneof("frame") == kind:
                return getattr(frame, kind)

    def quiet(self):
        """Tells whether nothing is there to be read."""
        return self._queue.empty()

    def failure(self, timeout=TIMEOUT):
        """Reads to the end, which must be a failure, and gives that."""
        with failing() as failures:
            while self.next(timeout) is not None:
                pass
        return failures[0]

    def cancel(self):
        """Ends it."""
        self.rpc.cancel()


class Bearer(grpc.UnaryUnaryClientInterceptor,
             grpc.UnaryStreamClientInterceptor,
             grpc.StreamStreamClientInterceptor):
    """Sends metadata along with every RPC of a channel."""

    def __init__(self, *metadata):
        self._metadata = list(metadata)

    def _with(self, details):
        return details._replace(
            metadata=[*(details.metadata or []), *self._metadata])

    def intercept_unary_unary(self, continuation, details, request):
        return continuation(self._with(details), request)

    def intercept_unary_stream(self, continuation, details, request):
        return continuation(self._with(details), request)

    def intercept_stream_stream(self, continuation, details, requests):
        return continuation(self._with(details), requests)


class Client:
    """One connection to a bridge. Each has a channel of its own.

    `authorization` is sent with every RPC; `tls` are channel credentials,
    `options` the channel's.
    """

    def __init__(self, target, identity="", authorization=None, tls=None,
                 options=()):
        self.identity = identity
        options = [("grpc.use_local_subchannel_pool", 1),
                   ("grpc.max_receive_message_length", 64 << 20),
                   ("grpc.max_send_message_length", 64 << 20), *options]
        self._connection = (grpc.secure_channel(target, tls, options) if tls
                            else grpc.insecure_channel(target, options))
        self.channel = self._connection
        if authorization is not None:
            self.channel = grpc.intercept_channel(
                self._connection, Bearer(("authorization", authorization)))
        self.stub = bridge_pb2_grpc.WampBridgeStub(self.channel)

    def call(self, procedure, *args, timeout=TIMEOUT, options=None, **kwargs):
        """Calls; gives (args, kwargs) of the result."""
        request = bridge_pb2.CallRequest(
            identity=self.identity, procedure=procedure,
            payload=values.payload(*args, **kwargs), options=options)
        return values.contents(self.stub.Call(request, timeout=timeout).payload)

    def finds_nobody(self, procedure):
        """Tells whether nobody serves the procedure."""
        try:
            self.call(procedure, timeout=5)
        except grpc.RpcError as error:
            return error.code() == grpc.StatusCode.NOT_FOUND
        return False

    def call_json(self, procedure, content, timeout=TIMEOUT):
        """Calls with a JSON payload; gives the JSON text of the result."""
        request = bridge_pb2.CallRequest(
            identity=self.identity, procedure=procedure,
            payload=values.json_payload(content))
        return self.stub.Call(request, timeout=timeout).payload.json

    def call_progressive(self, procedure, *args, timeout=TIMEOUT):
        """Calls; gives the Stream of results."""
        request = bridge_pb2.CallRequest(
            identity=self.identity, procedure=procedure,
            payload=values.payload(*args))
        return Stream(self.stub.CallProgressive(request, timeout=timeout))

    def publish(self, topic, *args, timeout=TIMEOUT, options=None, **kwargs):
        """Publishes; gives the PublishResponse."""
        request = bridge_pb2.PublishRequest(
            identity=self.identity, topic=topic,
            payload=values.payload(*args, **kwargs), options=options)
        return self.stub.Publish(request, timeout=timeout)

    def subscribe(self, *topics, match=bridge_pb2.MATCH_EXACT, options=None,
                  **fields):
        """Subscribes; gives the Stream of frames."""
        request = bridge_pb2.SubscribeRequest(
            identity=self.identity, options=options,
            topics=[bridge_pb2.Topic(uri=topic, match=match)
                    for topic in topics], **fields)
        return Stream(self.stub.Subscribe(request))

    def subscribed(self, *topics, **fields):
        """Subscribes and waits until all topics have been accepted."""
        stream = self.subscribe(*topics, **fields)
        for _ in topics:
            stream.wait_for("subscribed")
        return stream

    def who(self, timeout=TIMEOUT):
        """Gives the GetIdentityResponse."""
        return self.stub.GetIdentity(
            bridge_pb2.GetIdentityRequest(identity=self.identity),
            timeout=timeout)

    def close(self):
        """Closes the connection and whatever runs on it."""
        self._connection.close()


JSON = payload_pb2.PAYLOAD_FORM_JSON
