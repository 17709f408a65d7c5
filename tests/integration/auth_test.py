# SPDX-License-Identifier: Apache-2.0
"""Refused logins, unknown realms, wrong certificates, silent routers: what the
callers are told, and what is told to nobody."""

import socket
import threading

import pytest

import bridge as bridges
import certificates
import crossbar_config
import network
from client import failing

WRONG = "wrong-S3cret"
WRONG_KEY = "02" * 32


def refused(bridge, config, environment=None):
    """Gives the failure of a call by the bridge's only identity, when joining
    has failed for the first time."""
    served = bridge(config, environment, ready=False)
    client = served.client()

    def told():
        with failing() as failures:
            client.call("com.test.echo")
        failure, = failures
        return failure if "cannot join" in failure.message else None
    failure = network.eventually(told, f"no reason; {served.output}", 20)
    stream = client.subscribe("com.test.topic")
    assert stream.expect("interrupted").reason
    stream.cancel()
    status = network.http_status(served.admin + "/status")[1]
    for secret in [WRONG, WRONG_KEY] + crossbar_config.SECRETS:
        assert secret not in status and secret not in served.output
    return failure


@pytest.mark.conforms("session_abort", "grpc", "crossbar")
@pytest.mark.parametrize("method, authid, secret, reason", [
    ("ticket", "joe", WRONG, "wamp.error.not_authorized"),
    ("wampcra", "joe", WRONG, "wamp.error.not_authorized"),
    ("wampcra", "salted", WRONG, "wamp.error.not_authorized"),
    ("cryptosign", "alice", WRONG_KEY, "wamp.error.not_authorized"),
    ("scram", "argon2", WRONG, "wamp.error.not_authorized"),
    ("scram", "pbkdf2", WRONG, "wamp.error.not_authorized"),
    ("ticket", "nobody", WRONG, "wamp.error.not_authorized"),
    ("ticket", "norole", crossbar_config.TICKET, "wamp.error.no_such_role")])
def test_refused_login_is_told_with_the_routers_reason(
        crossbar, bridge, method, authid, secret, reason):
    failure = refused(bridge, bridges.configuration(
        crossbar.url("ws"),
        {"orders": bridges.identity(method, authid, "MY_SECRET")}),
        {"MY_SECRET": secret})
    assert (failure.code, failure.outcome, failure.uri) == (
        "UNAVAILABLE", "NOT_SENT", reason)
    assert failure.message.startswith(
        f'identity orders cannot join realm1 at main: {reason} ("')


@pytest.mark.parametrize("authid, words", [
    ("weak", "iterations is 100; it must be 4096 to 1000000"),
    ("lied-to", "sent a wrong proof in WELCOME")])
def test_router_that_scram_does_not_satisfy_is_left(
        crossbar, bridge, authid, words):
    failure = refused(bridge, bridges.configuration(
        crossbar.url("ws"),
        {"orders": bridges.identity("scram", authid, "MY_SECRET")}),
        {"MY_SECRET": crossbar_config.PASSWORD})
    assert (failure.code, failure.outcome) == ("UNAVAILABLE", "NOT_SENT")
    assert words in failure.message


def test_tls_without_a_known_certificate_is_refused(crossbar, bridge):
    folder = crossbar.authority.folder
    crossbar.authority.client("stranger")
    failure = refused(bridge, bridges.configuration(
        crossbar.url("wss+cert"), {"orders": bridges.identity("tls")},
        {"tls": {"ca_file": str(folder / "ca.crt"),
                 "cert_file": str(folder / "stranger.crt"),
                 "key_file": str(folder / "stranger.key")}}))
    assert failure.code == "UNAVAILABLE" and failure.outcome == "NOT_SENT"
    assert failure.uri == "wamp.error.not_authorized"


@pytest.mark.conforms("session_abort", "grpc", "crossbar")
def test_unknown_realm_is_told(crossbar, bridge):
    failure = refused(bridge, bridges.configuration(
        crossbar.url("tcp"),
        {"orders": bridges.identity(realm="nowhere")}))
    assert (failure.code, failure.outcome, failure.uri) == (
        "UNAVAILABLE", "NOT_SENT", "wamp.error.no_such_realm")
    assert failure.message.startswith(
        "identity orders cannot join nowhere at main: "
        'wamp.error.no_such_realm ("')


@pytest.mark.parametrize("transport", ["wss", "tcps"])
def test_certificate_of_another_authority_is_refused(
        crossbar, bridge, tmp_path, transport):
    other = certificates.Authority(tmp_path / "other")
    failure = refused(bridge, bridges.configuration(
        crossbar.url(transport), None,
        {"tls": {"ca_file": str(other.ca_file)}}))
    assert failure.code == "UNAVAILABLE" and failure.outcome == "NOT_SENT"
    assert "certificate" in failure.message


@pytest.mark.parametrize("transport", ["wss", "tcps"])
def test_certificate_for_another_name_is_refused(crossbar, bridge, transport):
    failure = refused(bridge, bridges.configuration(
        crossbar.url(transport), None,
        {"tls": {"ca_file": str(crossbar.authority.ca_file),
                 "server_name": "router.example"}}))
    assert failure.code == "UNAVAILABLE" and failure.outcome == "NOT_SENT"
    assert "router.example" in failure.message


class Server:
    """A TCP server that sends one answer, or none, to whoever connects."""

    def __init__(self, answer):
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._accepted = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._accepted.append(connection)
            if self._answer is not None:
                connection.recv(4096)
                connection.sendall(self._answer)
                connection.close()

    def close(self):
        """Closes all connections."""
        self._socket.close()
        for connection in self._accepted:
            connection.close()


@pytest.fixture(name="server")
def fixture_server():
    """Gives a function that starts a Server for the length of the test."""
    servers = []

    def start(answer):
        servers.append(Server(answer))
        return servers[-1].port

    yield start
    for one in servers:
        one.close()


def test_router_that_speaks_http_only_is_told(server, bridge):
    port = server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
    failure = refused(bridge, bridges.configuration(
        f"ws://127.0.0.1:{port}/ws"))
    assert (failure.code, failure.outcome) == ("UNAVAILABLE", "NOT_SENT")
    assert "200" in failure.message or "upgrade" in failure.message.lower()


def test_rawsocket_to_a_web_server_is_told(server, bridge):
    port = server(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    failure = refused(bridge, bridges.configuration(f"tcp://127.0.0.1:{port}"))
    assert (failure.code, failure.outcome) == ("UNAVAILABLE", "NOT_SENT")


@pytest.mark.parametrize("scheme, path", [("ws", "/ws"), ("tcp", "")])
def test_router_that_never_answers_is_given_up(server, bridge, scheme, path):
    port = server(None)
    failure = refused(bridge, bridges.configuration(
        f"{scheme}://127.0.0.1:{port}{path}", None,
        {"connect_timeout": "300ms"}))
    assert (failure.code, failure.outcome) == ("UNAVAILABLE", "NOT_SENT")
    assert "300" in failure.message or "time" in failure.message.lower()


@pytest.mark.parametrize("scheme, path", [("ws", "/ws"), ("tcp", "")])
def test_router_that_is_not_there_is_told(bridge, scheme, path):
    port = network.free_port()
    failure = refused(bridge, bridges.configuration(
        f"{scheme}://127.0.0.1:{port}{path}"))
    assert (failure.code, failure.outcome) == ("UNAVAILABLE", "NOT_SENT")
    assert "refused" in failure.message.lower()
