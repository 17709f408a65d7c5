# SPDX-License-Identifier: Apache-2.0
"""Every authentication method, transport and serializer of Crossbar is joined.

`make test` runs a selection in which each pair of two values occurs; `make
interop` runs all. One bridge joins with an identity for each.
"""

import itertools

import pytest

import bridge as bridges
from network import eventually
from wampbridge.v1 import bridge_pb2

# method -> (the identity's settings, the authid that the router gives)
LOGINS = {
    "anonymous": (bridges.identity(), ""),
    "ticket": (bridges.identity("ticket", "joe", "TEST_TICKET"), "joe"),
    "wampcra": (bridges.identity("wampcra", "joe", "TEST_PASSWORD"), "joe"),
    "wampcra-salted": (bridges.identity("wampcra", "salted", "TEST_PASSWORD"),
                       "salted"),
    "cryptosign": (bridges.identity("cryptosign", "alice", "TEST_KEY"),
                   "alice"),
    "binding": (bridges.identity("cryptosign", "alice", "TEST_KEY",
                                 auth={"channel_binding": "tls_unique"}),
                "alice"),
    "scram": (bridges.identity("scram", "argon2", "TEST_PASSWORD"), "argon2"),
    "scram-pbkdf2": (bridges.identity("scram", "pbkdf2", "TEST_PASSWORD"),
                     "pbkdf2"),
    "tls": (bridges.identity("tls"), "client1"),
}
# Methods that only some transports have.
ONLY = {"tls": ["wss+cert", "tcps+cert"],
        "binding": ["wss", "tcps", "wss+cert", "tcps+cert"]}
TRANSPORTS = ["ws", "tcp", "wss", "tcps", "unix", "wss+cert", "tcps+cert"]
SERIALIZERS = ["json", "msgpack", "cbor"]

TABLE = [row for row in itertools.product(
    LOGINS, TRANSPORTS, SERIALIZERS) if row[1] in ONLY.get(row[0], TRANSPORTS)]


def pairs(rows):
    """Gives rows in which every pair of two values occurs that occurs at all."""
    wanted = {pair for row in rows for pair in itertools.combinations(row, 2)}
    chosen = []
    while wanted:
        best = max(rows, key=lambda row: len(
            wanted & set(itertools.combinations(row, 2))))
        chosen.append(best)
        wanted -= set(itertools.combinations(best, 2))
    return chosen


PAIRS = pairs(TABLE)
ROWS = [row if row in PAIRS else pytest.param(*row, marks=pytest.mark.interop)
        for row in TABLE]


def name(method, transport, serializer):
    """Gives the identity's name for a row."""
    return f"{method}_{transport}_{serializer}".replace("+", "_").replace(
        "-", "_")


def router_of(crossbar, transport, serializer):
    """Gives a router's settings for a transport and a serializer."""
    settings = bridges.router(crossbar.url(transport),
                              serializers=[serializer])
    folder = crossbar.authority.folder
    if transport.startswith(("wss", "tcps")):
        settings["tls"] = {"ca_file": str(folder / "ca.crt")}
    if transport.endswith("+cert"):
        settings["tls"].update(cert_file=str(folder / "client1.crt"),
                               key_file=str(folder / "client1.key"))
    return settings


@pytest.fixture(name="joined", scope="module")
def fixture_joined(request, crossbar, tmp_path_factory, secrets):
    """Gives a bridge with an identity for each row that is to be tested."""
    rows = {tuple(item.callspec.params[part] for part in (
        "method", "transport", "serializer"))
        for item in request.session.items
        if item.originalname == "test_identity_joins_and_calls"}
    routers, identities = {}, {}
    for method, transport, serializer in rows:
        router = name("at", transport, serializer)
        routers[router] = router_of(crossbar, transport, serializer)
        identities[name(method, transport, serializer)] = dict(
            LOGINS[method][0], router=router, required=False)
    one = bridges.Bridge(tmp_path_factory.mktemp("interop"), {
        "routers": routers, "identities": identities}, secrets)
    yield one
    one.close()


@pytest.mark.conforms(
    "auth_{method} transport_{transport} serializer_{serializer}",
    "grpc", "crossbar")
@pytest.mark.parametrize("method, transport, serializer", ROWS)
def test_identity_joins_and_calls(
        joined, callee, method, transport, serializer):
    client = joined.client(name(method, transport, serializer))

    def ready():
        who = client.who()
        assert who.state != bridge_pb2.IDENTITY_STATE_REFUSED, who
        return who.state == bridge_pb2.IDENTITY_STATE_READY and who
    who = eventually(ready, f"not joined: {client.who()}", 20)
    assert who.authmethod == LOGINS[method][0]["auth"]["method"]
    if method != "anonymous":
        assert (who.authid, who.authrole) == (LOGINS[method][1], "bridge")
    stream = client.subscribed("com.interop")
    value = [1, -2**40, 0.5, "ü", None, True, b"\x00\x01", {"k": [2**63]}]
    assert client.call("com.test.echo", *value, key=value) == (
        value, {"key": value})
    answer = client.publish("com.interop", 1)
    assert stream.wait_for("event").publication_id == answer.publication_id
    client.close()
