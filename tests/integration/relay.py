# SPDX-License-Identifier: Apache-2.0
"""A TCP relay between a bridge and its router, which the test can cut."""

import socket
import threading


class Relay:
    """Forwards connections to a port of this machine.

    REQUIRES: close() is called in the end.
    """

    def __init__(self, port):
        self._port = port
        self._flowing = threading.Event()  # from those who connect
        self._flowing.set()
        self._lock = threading.Lock()
        self._pairs = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._port))
            with self._lock:
                self._pairs.append((near, far))
            for source, target, gate in ((near, far, self._flowing),
                                         (far, near, None)):
                threading.Thread(target=self._copy, daemon=True,
                                 args=(source, target, gate)).start()

    @staticmethod
    def _copy(source, target, gate):
        try:
            while True:
                if gate:
                    gate.wait()
                octets = source.recv(1 << 16)
                if not octets:
                    break
                target.sendall(octets)
        except OSError:
            pass
        for one in (source, target):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def hold(self):
        """Reads no more from those who connect: their writes will block."""
        self._flowing.clear()

    def cut(self):
        """Ends all connections; new ones flow."""
        self._end_all()
        self._flowing.set()

    def cut_and_hold(self):
        """Ends all connections; new ones are taken, and nothing flows."""
        self.hold()
        self._end_all()

    def _end_all(self):
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for near, far in pairs:
            for one in (near, far):
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                one.close()

    def close(self):
        """Ends everything."""
        self._server.close()
        self.cut()
