# SPDX-License-Identifier: Apache-2.0
"""The fixtures of the integration tests."""

import contextlib
import dataclasses
import itertools
import os
import pathlib

import pytest

import bridge as bridges
import crossbar_config
import tokens
from client import Client
from crossbar_node import CrossbarNode
from marks import pytest_collection_modifyitems
from peer import Peer

__all__ = ["pytest_collection_modifyitems"]

SECRETS = {"TEST_TICKET": crossbar_config.TICKET,
           "TEST_PASSWORD": crossbar_config.PASSWORD,
           "TEST_KEY": crossbar_config.CRYPTOSIGN_SECRET}


@pytest.fixture(name="tools", scope="session")
def fixture_tools():
    """Gives the folder that tests/tools.sh made."""
    return pathlib.Path(os.environ["WAMPBRIDGE_TEST_TOOLS"])


_numbers = itertools.count(1)


@pytest.fixture(name="uri")
def fixture_uri(request):
    """Gives a URI that no other test uses."""
    module = request.module.__name__.removesuffix("_test")
    return f"com.{module}.test{next(_numbers)}"


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


@pytest.fixture(name="issuer", scope="module")
def fixture_issuer(tmp_path_factory):
    """Gives an issuer of tokens."""
    return tokens.Issuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture(name="secrets", scope="session")
def fixture_secrets():
    """Gives the environment variables in which bridges find secrets."""
    return SECRETS


@pytest.fixture(name="callee", scope="session")
def fixture_callee(tools, crossbar):
    """Gives an autobahn peer that serves com.test.* (see autobahn_peer.py)."""
    one = Peer("autobahn", tools, crossbar.url("tcp"), serializer="cbor")
    one.do("serve", prefix="com.test")
    yield one
    one.close()


@pytest.fixture(name="bridge")
def fixture_bridge(tmp_path):
    """Gives a function that starts a Bridge for the length of the test."""
    running = []

    def start(config, environment=None, ready=True):
        environment = dict(SECRETS, **(environment or {}))
        running.append(bridges.Bridge(tmp_path, config, environment, ready))
        return running[-1]

    yield start
    for one in running:
        one.close()


@pytest.fixture(name="shared_bridge", scope="session")
def fixture_shared_bridge(tmp_path_factory, crossbar):
    """Gives a bridge behind Crossbar that all tests share; leave it running.

    Its identities: `joe` may do everything, `lim` only call and subscribe
    below `com.open.`
    """
    config = bridges.configuration(
        crossbar.url("ws"),
        {"joe": bridges.identity("ticket", "joe", "TEST_TICKET"),
         "lim": bridges.identity("ticket", "lim", "TEST_TICKET")})
    one = bridges.Bridge(tmp_path_factory.mktemp("shared"), config, SECRETS)
    yield one
    one.close()


@pytest.fixture(name="joe")
def fixture_joe(shared_bridge):
    """Gives a connection to the shared bridge, as `joe`."""
    return shared_bridge.client("joe")


@pytest.fixture(name="dev", scope="session")
def fixture_dev():
    """Gives a running `wampbridge dev` that all tests share."""
    one = bridges.DevRouter()
    yield one
    one.close()


@pytest.fixture(name="client")
def fixture_client(dev):
    """Gives a connection to the bridge of that."""
    with contextlib.closing(Client(dev.target)) as one:
        yield one


@dataclasses.dataclass
class Router:
    """A router, and the bridge behind which it stands."""

    client: Client
    url: str  # for peers, which may do everything as anonymous


@pytest.fixture(name="router", params=["embedded", "crossbar"])
def fixture_router(request):
    """Gives each Router in turn: the embedded one, and Crossbar."""
    if request.param == "crossbar":
        return Router(request.getfixturevalue("joe"),
                      request.getfixturevalue("crossbar").url("ws"))
    return Router(request.getfixturevalue("client"),
                  request.getfixturevalue("dev").url)
