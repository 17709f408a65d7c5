# SPDX-License-Identifier: Apache-2.0
"""Who may call, and what: bearer tokens, client certificates and rules, with
Crossbar behind the bridge."""

import contextlib
import http.server
import pathlib
import re
import ssl
import threading
import time

import grpc
import pytest

import bridge as bridges
import tokens
import values
from bridge import configuration, identity
from certificates import Authority
from client import Client, Failure
from load import Load
from network import eventually
from tokens import bearer
from wampbridge.v1 import bridge_pb2

ALICE = {"match": {"subject": "alice"}, "identities": ["joe"],
         "allow": {"call": ["com.test.**"], "publish": ["com.alice.*"],
                   "subscribe": ["com.alice.**"],
                   "register": ["com.alice.**"]},
         "deny": {"call": ["com.test.fail"]}}
BOB = {"match": {"subject": "bob", "claim": {"tenant": "acme"}},
       "identities": ["other"], "allow": {"subscribe": ["com.bob.**"]}}
IDENTITIES = {"joe": identity("ticket", "joe", "TEST_TICKET"),
              "other": identity()}


@pytest.fixture(name="guarded", scope="module")
def fixture_guarded(issuer, crossbar, callee, secrets, tmp_path_factory):
    """Gives a bridge that wants tokens."""
    assert callee
    one = bridges.Bridge(
        tmp_path_factory.mktemp("guarded"),
        configuration(crossbar.url("ws"), IDENTITIES, callers={
            "authentication": issuer.configuration(), "rules": [ALICE, BOB]}),
        secrets)
    yield one
    one.close()


@contextlib.contextmanager
def refused(code, words):
    """Expects an RPC to be refused by the bridge with a code and words."""
    with pytest.raises(grpc.RpcError) as raised:
        yield
    failure = Failure.of(raised.value)
    assert (failure.code, failure.outcome) == (code, "REJECTED"), failure
    assert words in failure.message, failure.message


NOW = int(time.time())
BAD = {
    "no credential": (lambda one: None, "credentials are missing"),
    "expired": (lambda one: one.token("alice", exp=NOW - 3600),
                "has expired"),
    "not yet valid": (lambda one: one.token("alice", nbf=NOW + 3600),
                      "not valid yet"),
    "wrong audience": (lambda one: one.token("alice", aud="somebody"),
                       "for another audience"),
    "wrong issuer": (lambda one: one.token("alice", iss="https://evil.example"),
                     "issuer is none of those"),
    "alg none": (lambda one: one.unsigned("alice"), "algorithm"),
    "HS with the public key": (lambda one: one.by_public_key("alice"),
                               "algorithm"),
    "unknown key id": (lambda one: one.token("alice", named="two"),
                       "a key that its issuer does not have"),
    "truncated": (lambda one: one.token("alice")[:-9], "signature is wrong"),
    "no end": (lambda one: one.token("alice", exp=None), "malformed"),
    "nonsense": (lambda one: "nonsense", "malformed"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_proves_nothing_is_unauthenticated(guarded, issuer, case):
    """The negative table: each with its own words, and nothing is sent."""
    make, words = BAD[case]
    token = make(issuer)
    client = guarded.client(
        authorization=None if token is None else bearer(token))
    with refused("UNAUTHENTICATED", words):
        client.call("com.test.echo", 1)
    with refused("UNAUTHENTICATED", words):
        client.who()
    with pytest.raises(grpc.RpcError) as raised:
        next(iter(client.stub.Subscribe(bridge_pb2.SubscribeRequest(
            topics=[bridge_pb2.Topic(uri="com.alice.x")]))))
    assert raised.value.code() == grpc.StatusCode.UNAUTHENTICATED


def test_another_scheme_is_named(guarded):
    """Basic authentication is no bearer token."""
    with refused("UNAUTHENTICATED", "Bearer TOKEN"):
        guarded.client(authorization="Basic YTpi").call("com.test.echo")


def test_a_good_token_calls_what_its_rule_allows(guarded, issuer):
    """The default identity is the rule's, and a deny has the last word."""
    alice = guarded.client(authorization=bearer(issuer.token("alice")))
    assert alice.call("com.test.echo", 1)[0] == [1]
    assert alice.who().identity == "joe"
    with refused("PERMISSION_DENIED", "callers.rules[0].deny.call[0]"):
        alice.call("com.test.fail")
    with refused("PERMISSION_DENIED", "no rule allows it"):
        alice.call("com.other.echo")
    with refused("PERMISSION_DENIED", "no rule allows it"):
        alice.call("wamp.session.count")


def test_every_rpc_asks_the_rules(guarded, issuer):
    """Publish, PublishStream, Subscribe, Register, CallProgressive and
    CallDuplex, each once allowed and once not."""
    alice = guarded.client(authorization=bearer(issuer.token("alice")))
    alice.publish("com.alice.x", 1)
    with refused("PERMISSION_DENIED", "publish com.alice.x.y"):
        alice.publish("com.alice.x.y", 1)
    stream = alice.subscribed("com.alice.x")
    stream.cancel()
    denied = {
        "Subscribe": alice.stub.Subscribe(bridge_pb2.SubscribeRequest(topics=[
            bridge_pb2.Topic(uri="com.alice.x"),
            bridge_pb2.Topic(uri="com.alic", match=bridge_pb2.MATCH_PREFIX)])),
        "Register": alice.stub.Register(iter([bridge_pb2.RegisterRequest(
            register=bridge_pb2.RegisterProcedures(procedures=[
                bridge_pb2.Procedure(uri="com.bob.x")]))])),
        "CallProgressive": alice.stub.CallProgressive(
            bridge_pb2.CallRequest(procedure="com.nobody")),
        "CallDuplex": alice.stub.CallDuplex(iter([bridge_pb2.CallDuplexRequest(
            call=bridge_pb2.CallRequest(procedure="com.nobody"), last=True)])),
    }
    for method, call in denied.items():
        with pytest.raises(grpc.RpcError) as raised:
            list(call)
        assert raised.value.code() == grpc.StatusCode.PERMISSION_DENIED, method
    answers = list(alice.stub.PublishStream(iter([
        bridge_pb2.PublishStreamRequest(
            sequence=number, publish=bridge_pb2.PublishRequest(
                topic=topic, payload=values.payload(1)))
        for number, topic in enumerate(
            ["com.alice.x", "com.bob.x", "com.alice.y"], 1)])))
    told = {one.sequence: one.WhichOneof("result") for one in answers}
    assert told == {1: "published", 2: "error", 3: "published"}, answers


def test_identities_of_others_do_not_exist(guarded, issuer):
    """One that is not there and one that is not allowed look the same."""
    alice = issuer.token("alice")
    words = set()
    for name in ("other", "nobody"):
        with pytest.raises(grpc.RpcError) as raised:
            guarded.client(name, authorization=bearer(alice)).call("com.test.x")
        assert raised.value.code() == grpc.StatusCode.PERMISSION_DENIED
        words.add(raised.value.details().replace(name, "NAME"))
    assert len(words) == 1, words


def test_a_claim_is_part_of_the_match(guarded, issuer):
    """Bob of another tenant is nobody."""
    bob = guarded.client(authorization=bearer(
        issuer.token("bob", tenant="acme")))
    bob.subscribed("com.bob.x").cancel()
    with refused("PERMISSION_DENIED", "none is for this caller"):
        guarded.client(authorization=bearer(
            issuer.token("bob", tenant="evil"))).who()


def test_streams_end_with_the_token(guarded, issuer):
    """The client comes back with its new one."""
    short = issuer.token("alice", exp=int(time.time()) - 3)
    client = guarded.client(authorization=bearer(short))
    stream = client.subscribed("com.alice.x")
    failure = stream.failure()
    assert failure.code == "UNAUTHENTICATED", failure
    assert "expired" in failure.message
    with refused("UNAUTHENTICATED", "expired"):
        client.call("com.test.echo", 1)


def test_keys_are_rotated_without_a_failure(guarded, issuer):
    """The new key is added, signed with, and only then the old one goes."""
    key = ["one"]
    load = Load(guarded, lambda one: one.client(
        authorization=bearer(issuer.token("alice", key[0]))))
    load.more()
    issuer.add("three")
    key[0] = "three"
    load.more()
    issuer.remove("one")
    load.more()
    load.stop()
    issuer.add("one")


@pytest.fixture(name="authority", scope="module")
def fixture_authority(tmp_path_factory):
    """Gives an authority with a server's certificate and clients'."""
    one = Authority(tmp_path_factory.mktemp("authority"))
    one.server("server")
    return one


def credentials(authority, pair=None, trusted=None):
    """Gives a client's credentials."""
    return grpc.ssl_channel_credentials(
        (trusted or authority).ca_file.read_bytes(),
        pair and pathlib.Path(pair[1]).read_bytes(),
        pair and pathlib.Path(pair[0]).read_bytes())


@pytest.fixture(name="mutual", scope="module")
def fixture_mutual(authority, crossbar, callee, secrets, tmp_path_factory):
    """Gives a bridge that asks for client certificates."""
    assert callee
    tls = {"cert_file": str(authority.folder / "server.crt"),
           "key_file": str(authority.folder / "server.key"),
           "client_ca_file": str(authority.ca_file), "client_cert": "optional"}
    one = bridges.Bridge(
        tmp_path_factory.mktemp("mutual"),
        configuration(crossbar.url("ws"), IDENTITIES, grpc={"tls": tls},
                      callers={"authentication": {"mtls": {}}, "rules": [
                          dict(ALICE, match={"subject": "spiffe://test/al*",
                                             "method": "mtls"})]}),
        secrets)
    yield one
    one.close()


def test_a_certificate_is_a_callers_name(mutual, authority):
    """Its SPIFFE id is the subject."""
    pair = authority.client("alice", "spiffe://test/alice")
    alice = mutual.client(tls=credentials(authority, pair))
    assert alice.call("com.test.echo", 1)[0] == [1]
    pair = authority.client("mallory", "spiffe://test/mallory")
    with refused("PERMISSION_DENIED", "none is for this caller"):
        mutual.client(tls=credentials(authority, pair)).call("com.test.echo")


def test_without_a_certificate_there_is_no_caller(mutual, authority):
    """It is optional at the handshake, and missing for the rules."""
    with refused("UNAUTHENTICATED", "credentials are missing"):
        mutual.client(tls=credentials(authority)).call("com.test.echo")


def test_tls_may_ask_no_client_for_a_certificate(
        bridge, crossbar, callee, authority):
    assert callee
    one = bridge(configuration(
        crossbar.url("ws"), IDENTITIES, grpc={"tls": {
            "cert_file": str(authority.folder / "server.crt"),
            "key_file": str(authority.folder / "server.key")}}))
    client = one.client("joe", tls=credentials(authority))
    assert client.call("com.test.echo", 1)[0] == [1]
    # Whoever has one may show it, and proves nothing by it.
    pair = authority.client("alice", "spiffe://test/alice")
    client = one.client("joe", tls=credentials(authority, pair))
    assert client.call("com.test.echo", 2)[0] == [2]


@pytest.mark.parametrize("case", ["another authority", "expired",
                                  "name mismatch"])
def test_a_bad_certificate_has_no_connection(mutual, authority, tmp_path, case):
    """The handshake fails, on whichever side the fault is seen."""
    name = "spiffe://test/alice"
    options = []
    if case == "another authority":
        tls = credentials(authority,
                          Authority(tmp_path).client("alice", name))
    elif case == "expired":
        tls = credentials(authority, authority.client("old", name, days=(-10, -1)))
    else:
        tls = credentials(authority, authority.client("alice", name))
        options = [("grpc.ssl_target_name_override", "other.example")]
    client = bridges.Client(mutual.target, tls=tls, options=options)
    with pytest.raises(grpc.RpcError) as raised:
        client.call("com.test.echo", 1, timeout=5)
    client.close()
    assert raised.value.code() == grpc.StatusCode.UNAVAILABLE


def test_certificates_are_rotated_without_a_failure(mutual, authority):
    """New connections get the new one; half a pair changes nothing."""
    pair = authority.client("alice", "spiffe://test/alice")
    load = Load(mutual, lambda one: one.client(
        tls=credentials(authority, pair)))
    load.more()
    authority.server("next")
    (authority.folder / "server.key").write_bytes(
        (authority.folder / "next.key").read_bytes())
    mutual.process.expect("the old certificate stays.*is not the key of")
    (authority.folder / "server.crt").write_text("half of a certific")
    mutual.process.expect("the old certificate stays.*holds no certificate")
    load.more()
    (authority.folder / "server.crt").write_bytes(
        (authority.folder / "next.crt").read_bytes())
    mutual.process.expect("server.crt was read again")
    load.more()
    load.stop()


class KeyServer:
    """Serves an issuer's key set over HTTPS, as long as it is told to."""

    def __init__(self, issuer, authority):
        certificate, key = authority.server("keys")
        served = self
        self.there = True

        class Handler(http.server.BaseHTTPRequestHandler):
            """Answers each GET with the set."""

            def do_GET(self):  # pylint: disable=invalid-name
                """Gives the set, or 503."""
                body = issuer.jwks_file.read_bytes() if served.there else b""
                self.send_response(200 if served.there else 503)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments):
                """Says nothing."""

        self._server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self._server.server_port}/jwks.json"
        threading.Thread(target=self._server.serve_forever).start()

    def close(self):
        """Ends it."""
        self._server.shutdown()
        self._server.server_close()


def test_keys_come_from_a_url_and_are_rotated(
        bridge, crossbar, callee, authority, tmp_path):
    """A key that is not known is asked for; what came last is good while the
    issuer is down; another authority's certificate is not trusted."""
    assert callee
    issuer = tokens.Issuer(tmp_path)
    server = KeyServer(issuer, authority)

    def callers(trusted):
        jwt = dict(issuer.configuration()["jwt"][0], jwks_url=server.url,
                   ca_file=str(trusted.ca_file))
        del jwt["jwks_file"]
        return {"authentication": {"jwt": [jwt]}, "rules": [ALICE]}
    one = bridge(configuration(crossbar.url("ws"), IDENTITIES,
                               callers=callers(authority)))

    def call(key):
        one.client(authorization=bearer(issuer.token("alice", key))).call(
            "com.test.echo")

    def taken(key):
        try:
            call(key)
        except grpc.RpcError:
            return False
        return True
    call("one")
    issuer.add("two")
    eventually(lambda: taken("two"), "the new key is not taken")
    server.there = False
    with refused("UNAUTHENTICATED", "a key that its issuer does not have"):
        one.client(authorization=bearer(
            issuer.token("alice", "one", named="nine"))).call("com.test.echo")
    one.process.expect("stay as they were.*HTTP status 503")
    call("one")
    server.there = True
    one.reconfigure(callers=callers(Authority(tmp_path / "others")))
    one.process.expect("stay as they were.*SSL")
    one.process.expect("was read again and is in force")
    with refused("UNAUTHENTICATED", "a key that its issuer does not have"):
        call("one")
    server.close()


def test_a_unix_socket_has_its_mode_and_a_rule_of_its_own(
        bridge, crossbar, callee, issuer, tmp_path):
    """`listener` is the address as it is in `listen`."""
    assert callee
    socket = f"unix://{tmp_path}/bridge.sock"
    one = bridge(configuration(
        crossbar.url("ws"), IDENTITIES, callers={
            "authentication": issuer.configuration(), "rules": [
                {"match": {"listener": socket}, "identities": ["joe"],
                 "allow": {"call": ["com.test.echo"]}}]},
        grpc={"listen": ["127.0.0.1:0", socket], "unix": {"mode": "0600"}}))
    assert (tmp_path / "bridge.sock").stat().st_mode & 0o777 == 0o600
    client = Client(socket)
    assert client.call("com.test.echo", 1)[0] == [1]
    who = client.who()
    assert (who.caller_subject, who.caller_proof) == ("", "none")
    client.close()
    port = re.search(r"serving gRPC on 127\.0\.0\.1:(\d+)", one.output)[1]
    client = Client(f"127.0.0.1:{port}")
    with refused("UNAUTHENTICATED", "credentials are missing"):
        client.call("com.test.echo")
    client.close()


def test_the_command_line_sends_a_token_of_a_file(guarded, issuer, tmp_path):
    """--token-file, over plain text too."""
    file = tmp_path / "token"
    file.write_text(issuer.token("alice") + "\n")
    status, output = bridges.run("call", "--address", guarded.target,
                                 "--token-file", file, "com.test.echo", "[1]")
    assert (status, "1" in output) == (0, True), output
    status, output = bridges.run("call", "--address", guarded.target,
                                 "com.test.echo", "[1]")
    assert status == 1
    assert "credentials are missing" in output


def test_limits_of_a_caller_are_kept(bridge, crossbar, callee, issuer):
    """Whatever its connections; another caller has its own. RESOURCE_EXHAUSTED
    says when to come back, and a changed limit takes effect at once."""
    assert callee

    def callers(**limits):
        return {"authentication": issuer.configuration(), "rules": [
            {"match": {"issuer": tokens.NAME}, "identities": ["joe"],
             "allow": ALICE["allow"], "limits": limits}]}
    one = bridge(configuration(crossbar.url("ws"), IDENTITIES, callers=callers(
        requests_per_second=5)))
    alice = bearer(issuer.token("alice"))
    bob = one.client(authorization=bearer(issuer.token("bob")))
    with pytest.raises(grpc.RpcError) as raised:
        for _ in range(1000):
            one.client(authorization=alice).call("com.test.echo")
    failure = Failure.of(raised.value)
    assert (failure.code, failure.outcome) == ("RESOURCE_EXHAUSTED", "NOT_SENT")
    assert "requests_per_second, 5" in failure.message
    assert any(key == "google.rpc.retryinfo-bin" or "RetryInfo" in str(value)
               for key, value in raised.value.trailing_metadata())
    assert bob.call("com.test.echo", 1)[0] == [1]
    one.reconfigure(callers=callers(streams=1))
    one.process.expect("was read again and is in force")
    client = one.client(authorization=alice)
    stream = client.subscribed("com.alice.x")
    failure = client.subscribe("com.alice.y").failure()
    assert failure.code == "RESOURCE_EXHAUSTED", failure
    assert "streams, 1" in failure.message
    stream.cancel()
