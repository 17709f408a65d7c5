# SPDX-License-Identifier: Apache-2.0
"""A router over RawSocket that says what a test has it say, right or wrong."""

import queue
import socket
import threading

import msgpack

# Codes of the basic profile.
(HELLO, WELCOME, ABORT, CHALLENGE, AUTHENTICATE, GOODBYE, ERROR, PUBLISH,
 PUBLISHED, SUBSCRIBE, SUBSCRIBED, UNSUBSCRIBE, UNSUBSCRIBED, EVENT, CALL,
 CANCEL, RESULT, REGISTER, REGISTERED, UNREGISTER, UNREGISTERED, INVOCATION,
 INTERRUPT, YIELD) = (1, 2, 3, 4, 5, 6, 8, 16, 17, 32, 33, 34, 35, 36, 48, 49,
                      50, 64, 65, 66, 67, 68, 69, 70)
GREETING = bytes([0x7F, 0xF2, 0, 0])  # 16 MiB, MessagePack
REGISTRATION = 77
SUBSCRIPTION = 55
FEATURES = {"broker": {"features": {"publisher_exclusion": True}},
            "dealer": {"features": {"call_canceling": True,
                                    "progressive_call_results": True}}}
TIMEOUT = 30


class Session:
    """One connection of the bridge that has joined.

    A call to `com.held` is left unanswered; all else is answered well.
    """

    def __init__(self, connection, number):
        self._connection = connection
        self.number = number
        self._heard = queue.Queue()  # messages, None at the end
        self.held = queue.Queue()  # ids of calls to com.held

    def run(self):
        """Serves the connection to its end."""
        try:
            self._connection.recv(4, socket.MSG_WAITALL)
            self._connection.sendall(GREETING)
            while message := self._read():
                self._heard.put(message)
                self._answer(message)
        except OSError:
            pass
        self._heard.put(None)
        self._connection.close()

    def _read(self):
        head = self._connection.recv(4, socket.MSG_WAITALL)
        if len(head) < 4:
            return None
        length = int.from_bytes(head[1:], "big")
        body = self._connection.recv(length, socket.MSG_WAITALL)
        return msgpack.unpackb(body) if len(body) == length else None

    def _answer(self, message):
        code, request = message[0], message[1]
        if code == HELLO:
            self.say([WELCOME, self.number, {"roles": FEATURES}])
        elif code == CALL and message[3] == "com.held":
            self.held.put(request)
        elif code == CALL:
            self.say([RESULT, request, {}, ["fine"]])
        elif code == SUBSCRIBE and message[3] != "com.held":
            self.say([SUBSCRIBED, request, SUBSCRIPTION])
        elif code == REGISTER and message[3] != "com.held":
            self.say([REGISTERED, request, REGISTRATION])
        elif code in (SUBSCRIBE, REGISTER):
            self.held.put(request)
        elif code == UNSUBSCRIBE:
            self.say([UNSUBSCRIBED, request])
        elif code == UNREGISTER:
            self.say([UNREGISTERED, request])
        elif code == PUBLISH and message[2].get("acknowledge"):
            self.say([PUBLISHED, request, 99])
        elif code == GOODBYE:
            self.say([GOODBYE, {}, "wamp.close.goodbye_and_out"])

    def say(self, message):
        """Sends a message, or octets that are to be one."""
        body = (message if isinstance(message, bytes)
                else msgpack.packb(message))
        self.octets(len(body).to_bytes(4, "big") + body)

    def octets(self, octets):
        """Sends octets as they are."""
        self._connection.sendall(octets)

    def cut(self):
        """Ends the connection."""
        self._connection.shutdown(socket.SHUT_RDWR)

    def hear(self, code):
        """Gives the next message with this code; others are passed over. None:
        the connection ended without it."""
        while message := self._heard.get(timeout=TIMEOUT):
            if message[0] == code:
                return message
        return None


class ScriptedRouter:
    """Takes one connection after the other; each is a Session."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = f"tcp://127.0.0.1:{port}"
        self._sessions = queue.Queue()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        number = 0
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            number += 1
            session = Session(connection, number)
            self._sessions.put(session)
            threading.Thread(target=session.run, daemon=True).start()

    def session(self):
        """Gives the next session that the bridge opens, joined."""
        session = self._sessions.get(timeout=TIMEOUT)
        assert session.hear(HELLO), "it went before HELLO"
        return session

    def close(self):
        """Ends it."""
        self._listener.close()
