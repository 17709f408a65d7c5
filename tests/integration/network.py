# SPDX-License-Identifier: Apache-2.0
"""Ports for programs that cannot take port 0, and waiting for them."""

import random
import socket
import time
import urllib.error
import urllib.request

_random = random.SystemRandom()
_given = set()


def free_port():
    """Gives a port nobody listens on, below those of outgoing connections.

    A port from there could be taken by a client's connection while the
    program that should listen on it is being restarted.
    """
    while True:
        port = _random.randrange(15000, 32000)
        if port in _given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _given.add(port)
        return port


def http_status(url, timeout=2):
    """Gives (status, body) of a GET, or (0, reason) where there is none."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def eventually(condition, what, timeout=30, pause=0.05):
    """Waits until `condition()` gives something true, and gives that."""
    deadline = time.monotonic() + timeout
    while True:
        result = condition()
        if result:
            return result
        assert time.monotonic() < deadline, f"{what} after {timeout} s"
        time.sleep(pause)
