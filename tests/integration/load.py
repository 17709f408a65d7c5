# SPDX-License-Identifier: Apache-2.0
"""Calls under which something is changed, none of which may fail."""

import threading
import time

import grpc


class Load:
    """Calls without a pause, each with a token of now, until it is stopped."""

    def __init__(self, bridge, make):
        self.done = 0
        self.failures = []
        self._stop = threading.Event()
        self._bridge = bridge
        self._make = make
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._stop.is_set():
            client = self._make(self._bridge)
            try:
                client.call("com.test.echo", self.done)
                self.done += 1
            except grpc.RpcError as error:
                self.failures.append(error)
            finally:
                client.close()

    def more(self, count=20):
        """Waits for so many more calls."""
        wanted = self.done + count
        deadline = time.monotonic() + 60
        while self.done < wanted and not self.failures:
            assert time.monotonic() < deadline
            self._stop.wait(0.01)

    def stop(self):
        """Ends it; no call may have failed."""
        self._stop.set()
        self._thread.join()
        assert not self.failures, self.failures[0]
