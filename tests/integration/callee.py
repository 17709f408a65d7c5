# SPDX-License-Identifier: Apache-2.0
"""A gRPC client that serves procedures through Register."""

import queue
import threading

import values
from client import TIMEOUT, Stream
from wampbridge.v1 import bridge_pb2


class Callee:
    """One Register stream. Frames come as of a Stream; `handlers` (procedure
    -> function of the Invocation, which gives the RegisterRequests to answer
    with) serve invocations on the reading thread, others are left to the test.
    """

    def __init__(self, client, procedures, handlers=None, **register):
        self._outgoing = queue.Queue()
        self.handlers = handlers or {}
        procedures = [one if isinstance(one, bridge_pb2.Procedure)
                      else bridge_pb2.Procedure(uri=one) for one in procedures]
        self.send(register=bridge_pb2.RegisterProcedures(
            identity=client.identity, procedures=procedures, **register))
        self.rpc = client.stub.Register(iter(self._outgoing.get, None))
        self.stream = Stream(self._served())

    def _served(self):
        """Gives the frames that no handler has taken."""
        for frame in self.rpc:
            handler = (self.handlers.get(frame.invocation.procedure)
                       if frame.HasField("invocation") else None)
            if handler is None:
                yield frame
                continue
            threading.Thread(target=self._serve, daemon=True,
                             args=(handler, frame.invocation)).start()

    def _serve(self, handler, invocation):
        for answer in handler(invocation):
            self._outgoing.put(answer)

    def send(self, **frame):
        """Sends one RegisterRequest."""
        self._outgoing.put(bridge_pb2.RegisterRequest(**frame))

    def result(self, invocation, *args, progress=False, **kwargs):
        """Answers an invocation."""
        self._outgoing.put(result_of(invocation, *args, progress=progress,
                                     **kwargs))

    def error(self, invocation, uri, *args, **kwargs):
        """Answers an invocation with an error."""
        self._outgoing.put(error_of(invocation, uri, *args, **kwargs))

    def registered(self, count=1):
        """Waits until so many procedures are registered; gives the frames."""
        return [self.stream.wait_for("registered") for _ in range(count)]

    def invocation(self, timeout=TIMEOUT):
        """Gives the next invocation."""
        return self.stream.wait_for("invocation", timeout)

    def unregister(self, procedure, match=bridge_pb2.MATCH_EXACT):
        """Serves a procedure no longer."""
        self.send(unregister=bridge_pb2.UnregisterProcedure(
            procedure=procedure, match=match))

    def done(self):
        """Closes the client's side, and reads to the end, which is good."""
        self._outgoing.put(None)
        while self.stream.next() is not None:
            pass

    def failure(self):
        """Reads to the end, which must be a failure, and gives that."""
        return self.stream.failure()

    def cancel(self):
        """Goes away."""
        self.rpc.cancel()
        self._outgoing.put(None)


def result_of(invocation, *args, progress=False, **kwargs):
    """Gives the frame that answers an invocation."""
    return bridge_pb2.RegisterRequest(result=bridge_pb2.InvocationResult(
        invocation_id=invocation.invocation_id, progress=progress,
        payload=values.payload(*args, **kwargs)))


def error_of(invocation, uri, *args, **kwargs):
    """Gives the frame that fails an invocation."""
    return bridge_pb2.RegisterRequest(error=bridge_pb2.InvocationError(
        invocation_id=invocation.invocation_id, error_uri=uri,
        payload=values.payload(*args, **kwargs)))


def registered(client, *procedures, handlers=None, **register):
    """Serves procedures and waits until all are registered."""
    callee = Callee(client, procedures, handlers, **register)
    callee.registered(len(procedures))
    return callee


def shared(uri, invoke=bridge_pb2.INVOKE_ROUNDROBIN, **fields):
    """Gives a procedure that several may register."""
    return bridge_pb2.Procedure(uri=uri, invoke=invoke, **fields)


def echo(invocation):
    """Answers with what was given."""
    args, kwargs = values.contents(invocation.payload)
    yield result_of(invocation, *args, **kwargs)


