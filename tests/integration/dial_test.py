# SPDX-License-Identifier: Apache-2.0
"""`wampbridge check --dial`: what a join found, and where and from what one
likely fails."""

import base64
import hashlib
import socket
import ssl
import threading

import pytest
import yaml

import bridge as bridges
import certificates
import crossbar_config
import network

WRONG = "wrong-S3cret"
WRONG_KEY = "02" * 32


@pytest.fixture(name="dial")
def fixture_dial(tmp_path):
    """Gives a function that checks one identity; gives status and output."""
    def run(url, identity, secret="", **settings):
        path = tmp_path / "bridge.yaml"
        path.write_text(yaml.safe_dump(bridges.configuration(
            url, {"orders": identity}, settings)))
        status, output = bridges.run("check", "--config", path, "--dial",
                                     environment={"MY_SECRET": secret})
        for told in [WRONG, WRONG_KEY] + crossbar_config.SECRETS:
            assert told not in output
        return status, output
    return run


def lines(output):
    """Gives the values of the report's lines, by their names."""
    found = {}
    for line in output.splitlines():
        if line.startswith("  "):
            found.setdefault(line[2:18].strip(), []).append(line[18:])
    return found


def tls(crossbar, **more):
    """Gives a router's TLS settings."""
    return dict({"ca_file": str(crossbar.authority.ca_file)}, **more)


def derived(iterations=1000):
    """Gives the derived key of the password, of so many iterations."""
    key = hashlib.pbkdf2_hmac("sha256", crossbar_config.PASSWORD.encode(),
                              crossbar_config.SALT.encode(), iterations, 32)
    return base64.b64encode(key).decode()


def by_derived_key(authid):
    """Gives an identity that has a derived key instead of the password."""
    return bridges.identity("wampcra", authid, auth={
        "derived_key": {"env": "MY_SECRET"}})


@pytest.mark.parametrize("identity, secret, offered, challenge", [
    (bridges.identity("wampcra", "joe", "MY_SECRET"),
     crossbar_config.PASSWORD, "wampcra", "wampcra"),
    (bridges.identity("wampcra", "salted", "MY_SECRET"),
     crossbar_config.PASSWORD, "wampcra",
     "wampcra, salted, 1000 iterations, 32 octets"),
    (by_derived_key("salted"), derived(), "wampcra",
     "wampcra, salted, 1000 iterations, 32 octets"),
    (bridges.identity("scram", "argon2", "MY_SECRET"),
     crossbar_config.PASSWORD, "scram, wamp-scram",
     "scram, salted, argon2id-13, 4 iterations, 4096 KiB"),
    (bridges.identity("scram", "pbkdf2", "MY_SECRET"),
     crossbar_config.PASSWORD, "scram, wamp-scram",
     "scram, salted, pbkdf2, 4096 iterations")])
def test_what_was_offered_and_chosen_is_told(
        crossbar, dial, identity, secret, offered, challenge):
    status, output = dial(crossbar.url("ws"), identity, secret)
    assert status == 0, output
    told = lines(output)
    assert told["offered"] == [offered]
    assert told["challenge"] == [challenge]
    assert told["authid"] == [identity["auth"]["authid"]]
    assert "Crossbar" in told["agent"][0] and told["round trip"]


def test_binding_and_certificates_are_told(crossbar, dial):
    crossbar.authority.client("dialler")
    folder = crossbar.authority.folder
    status, output = dial(
        crossbar.url("tcps+cert"),
        bridges.identity("cryptosign", "alice", "MY_SECRET",
                         auth={"channel_binding": "tls_unique"}),
        crossbar_config.CRYPTOSIGN_SECRET,
        tls=tls(crossbar, cert_file=str(folder / "dialler.crt"),
                key_file=str(folder / "dialler.key")))
    assert status == 0, output
    told = lines(output)
    assert told["TLS"] == ["TLSv1.3"]
    assert told["channel binding"][0].startswith("tls-unique")
    assert told["certificate"][0].count("until 20") == 2


@pytest.mark.parametrize("identity, secret, step, likely", [
    (bridges.identity("ticket", "joe", "MY_SECRET"), WRONG,
     "AUTHENTICATE", "the ticket is not that of authid joe"),
    (bridges.identity("wampcra", "joe", "MY_SECRET"), WRONG,
     "AUTHENTICATE", "the secret is not that of authid joe"),
    (bridges.identity("wampcra", "salted", "MY_SECRET"), WRONG,
     "AUTHENTICATE", "the secret is not the password of authid salted"),
    (bridges.identity("wampcra", "salted", "MY_SECRET"), derived(),
     "AUTHENTICATE", "the secret is the derived key already"),
    (by_derived_key("salted"), derived(2000),
     "AUTHENTICATE", "derived_key was not derived from the password"),
    (by_derived_key("salted"), WRONG,
     "AUTHENTICATE", "newer Crossbar (since 25.12) wants the password"),
    (by_derived_key("joe"), derived(),
     "AUTHENTICATE", "the router does not salt"),
    (bridges.identity("scram", "argon2", "MY_SECRET"), WRONG,
     "AUTHENTICATE", "the secret is not the password of authid argon2"),
    (bridges.identity("scram", "weak", "MY_SECRET"), crossbar_config.PASSWORD,
     "CHALLENGE", "the router's costs for this user are weaker"),
    (bridges.identity("scram", "lied-to", "MY_SECRET"),
     crossbar_config.PASSWORD,
     "WELCOME", "the router's server-key does not belong to this secret"),
    (bridges.identity("cryptosign", "alice", "MY_SECRET"), WRONG_KEY,
     "HELLO", "the public key of our private key is not among"),
    (bridges.identity("ticket", "nobody", "MY_SECRET"), WRONG,
     "HELLO", "the router does not know authid nobody"),
    (bridges.identity("scram", "nobody", "MY_SECRET"), WRONG,
     "HELLO", "the router does not know authid nobody"),
    (bridges.identity("cookie", None, "MY_SECRET"), "cbtid=" + WRONG,
     "HELLO", "the router does not offer method cookie"),
    (bridges.identity(realm="nowhere"), "",
     "HELLO", "the router has no realm nowhere")])
def test_login_that_fails_is_told_with_step_and_cause(
        crossbar, dial, identity, secret, step, likely):
    status, output = dial(crossbar.url("ws"), identity, secret)
    assert status == 1, output
    told = lines(output)
    assert told["failed at"][0].startswith(step + ":"), output
    assert any(cause.startswith(likely) for cause in told["likely"]), output


@pytest.mark.parametrize("days, likely", [
    ((-30, -1), "the router's certificate is too old"),
    ((1, 30), "this machine's clock is behind")])
def test_certificate_out_of_its_time_is_told(tmp_path, dial, days, likely):
    authority = certificates.Authority(tmp_path / "certs")
    certificate, key = authority.server("router", days=days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as server:
        def answer():
            connection, _ = server.accept()
            try:
                context.wrap_socket(connection, server_side=True)
            except OSError:
                connection.close()
        thread = threading.Thread(target=answer)
        thread.start()
        status, output = dial(
            f"wss://127.0.0.1:{server.getsockname()[1]}/ws",
            bridges.identity(), tls={"ca_file": str(authority.ca_file)})
        thread.join()
    assert status == 1
    told = lines(output)
    assert told["failed at"][0].startswith("TLS:"), output
    assert told["likely"][0].startswith(likely), output


def test_certificate_for_another_name_is_told(crossbar, dial):
    status, output = dial(crossbar.url("wss"), bridges.identity(),
                          tls=tls(crossbar, server_name="router.example"))
    assert status == 1
    told = lines(output)
    assert told["failed at"][0].startswith("TLS:"), output
    assert told["likely"][0].startswith("the URL names the router differently")


def test_unknown_authority_is_told(crossbar, dial, tmp_path):
    other = certificates.Authority(tmp_path / "other")
    status, output = dial(crossbar.url("tcps"), bridges.identity(),
                          tls={"ca_file": str(other.ca_file)})
    assert status == 1
    told = lines(output)
    assert told["failed at"][0].startswith("TLS:"), output
    assert told["likely"][0].startswith("another authority has signed")


@pytest.mark.parametrize("transport", ["wss+cert", "tcps+cert"])
def test_missing_client_certificate_is_told(crossbar, dial, transport):
    status, output = dial(crossbar.url(transport), bridges.identity(),
                          tls=tls(crossbar))
    assert status == 1
    assert lines(output)["likely"][0].startswith(
        "the router wants a client certificate"), output


@pytest.mark.parametrize("scheme, step", [
    ("ws", "WebSocket"), ("tcp", "RawSocket")])
def test_plain_url_towards_tls_is_told(crossbar, dial, scheme, step):
    status, output = dial(
        crossbar.url(scheme + "s").replace(scheme + "s", scheme),
        bridges.identity(), connect_timeout="1s")
    assert status == 1
    told = lines(output)
    assert told["failed at"][0].startswith(step + ":"), output
    assert "or TLS" in told["likely"][0]


def test_router_that_is_not_there_is_told(dial):
    status, output = dial(f"tcp://127.0.0.1:{network.free_port()}",
                          bridges.identity())
    assert status == 1
    told = lines(output)
    assert told["failed at"][0].startswith("connect:"), output
    assert told["likely"][0].startswith("nothing listens there")


def test_name_without_address_is_told(dial):
    status, output = dial("tcp://router.invalid:8080", bridges.identity())
    assert status == 1
    told = lines(output)
    assert told["failed at"][0].startswith("resolve:"), output
    assert told["likely"][0].startswith("the name is misspelt")
