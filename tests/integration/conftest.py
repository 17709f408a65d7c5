# SPDX-License-Identifier: Apache-2.0
"""The fixtures of the integration tests."""

import os
import pathlib

import pytest

from crossbar_node import CrossbarNode
from peer import Peer


@pytest.fixture(name="tools", scope="session")
def fixture_tools():
    """Gives the folder that tests/tools.sh made."""
    return pathlib.Path(os.environ["WAMPBRIDGE_TEST_TOOLS"])


@pytest.fixture(name="crossbar", scope="session")
def fixture_crossbar(tools):
    """Gives a running Crossbar node that all tests share; leave it running."""
    node = CrossbarNode(tools / "crossbar/bin/crossbar")
    try:
        node.start()
        yield node
    finally:
        node.close()


@pytest.fixture(name="own_crossbar")
def fixture_own_crossbar(tools):
    """Gives a node of this test's own, which it may kill and restart."""
    node = CrossbarNode(tools / "crossbar/bin/crossbar")
    try:
        node.start()
        yield node
    finally:
        node.close()


@pytest.fixture(name="peer")
def fixture_peer(tools):
    """Gives a function that starts a Peer for the length of the test."""
    peers = []

    def start(kind, url, **settings):
        peers.append(Peer(kind, tools, url, **settings))
        return peers[-1]

    yield start
    for one in peers:
        one.close()
