# SPDX-License-Identifier: Apache-2.0
"""PublishStreams, one after the other, whose client tells an Oracle.

In threads: grpc.aio forgets the answers and the status of a stream that ends
while a message is being written.
"""

import contextlib
import threading

import grpc

import values
from client import Client
from wampbridge.v1 import bridge_pb2, error_pb2

TOPIC = "com.oracle.topic"
UNANSWERED_MAX = 20
PAUSE_SECONDS = 0.02  # between streams
CODES = {code.value[0]: code.name for code in grpc.StatusCode}


def publish_streams(target, oracle, source, over):
    """Publishes over stream after stream until `over.is_set()`."""
    with contextlib.closing(Client(target)) as client:
        number = 0
        while not over.is_set():
            number += 1
            _Stream(oracle, f"{source}.{number}", over).run(client)
            over.wait(PAUSE_SECONDS)


class _Stream:
    """One PublishStream, until its session is lost or it is over."""

    def __init__(self, oracle, source, over):
        self._oracle = oracle
        self._source = source
        self._over = over
        self._waiting = set()  # marks, which are the sequence numbers, too
        self._room = threading.Semaphore(UNANSWERED_MAX)
        self._ended = False
        self._lock = threading.Lock()

    def run(self, client):
        """Publishes to the end, after which nothing is open."""
        rpc = client.stub.PublishStream(self._requests())
        failure = None
        try:
            for response in rpc:
                self._answered(response)
        except grpc.RpcError as error:
            failure = error
            assert error.code().name in ("UNAVAILABLE",
                                         "RESOURCE_EXHAUSTED"), error
        with self._lock:
            self._ended = True
        self._room.release()
        assert failure or not self._waiting, self._waiting
        for mark in sorted(self._waiting):
            self._oracle.told(mark, "UNANSWERED", str(failure.details()))

    def _requests(self):
        while True:
            self._room.acquire()
            with self._lock:
                if self._ended or self._over.is_set():
                    return
                mark = self._oracle.asked("PublishStream", self._source)
                self._waiting.add(mark)
            yield bridge_pb2.PublishStreamRequest(
                sequence=mark, publish=bridge_pb2.PublishRequest(
                    topic=TOPIC, payload=values.payload(mark)))

    def _answered(self, response):
        mark = response.sequence
        self._waiting.remove(mark)
        self._room.release()
        if response.HasField("published"):
            self._oracle.told(mark, "OK")
            return
        outcome = error_pb2.Outcome.Name(response.error.error.outcome)
        self._oracle.told(
            mark, f"{outcome.removeprefix('OUTCOME_')} "
            f"{CODES[response.error.code]}", response.error.message)
