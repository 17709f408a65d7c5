# SPDX-License-Identifier: Apache-2.0
"""The configuration of the Crossbar node that the tests talk to.

Who may join, and with what, stands in ACCOUNTS; the bridge is given the same
secrets. The transports are named as in `Ports`.
"""

import base64
import dataclasses
import hashlib
import hmac

from argon2.low_level import Type, hash_secret_raw
from nacl.signing import SigningKey

REALM = "realm1"
# Keeps the events of com.history.kept and com.history.long, and of what begins
# with com.history.all.
ARCHIVE = "archive"
SERIALIZERS = ["json", "msgpack", "cbor"]

TICKET = "ticket-Mi5tletoe"
PASSWORD = "password-Hol1y"
SALT = "c2FsdHlzYWx0MTIz"  # text that looks like base64, and is used as it is
SEED = bytes([1]) * 32
CRYPTOSIGN_SECRET = SEED.hex()
# Each has a ticket and a role of its own.
CALLERS = {"alice": "ticket-4lice", "bob": "ticket-b0b"}
SECRETS = [*CALLERS.values(), TICKET, PASSWORD, CRYPTOSIGN_SECRET]

EVERYTHING = {"call": True, "register": True, "publish": True,
              "subscribe": True}


@dataclasses.dataclass
class Ports:
    """Where each transport listens."""

    ws: int
    tcp: int
    wss: int
    wss_client_cert: int
    tcps: int
    tcps_client_cert: int
    ws_cookie: int


def _permission(uri, allow, disclose=False):
    return {"uri": uri, "match": "prefix", "allow": allow, "cache": True,
            "disclose": {"caller": disclose, "publisher": disclose}}


def _roles():
    full = [_permission("", EVERYTHING),
            _permission("com.disclosed.", EVERYTHING, disclose=True)]
    limited = [_permission("com.open.", {"call": True, "subscribe": True})]
    return [{"name": "anonymous", "permissions": full},
            {"name": "bridge", "permissions": full},
            {"name": "limited", "permissions": limited},
            *(_own_role(name) for name in CALLERS)]


def _own_role(name):
    """Gives the role of one caller, which has its own URIs, and calls
    com.disclosed.*."""
    return {"name": f"only_{name}", "permissions": [
        _permission(f"com.{name}.", EVERYTHING),
        _permission("com.disclosed.", {"call": True}, disclose=True)]}


def _scram(kdf, iterations, memory, salted):
    """Gives a principal of method scram; `salted` makes the SaltedPassword."""
    salt = hashlib.sha256(kdf.encode()).digest()[:16]
    key = salted(PASSWORD.encode(), salt, iterations, memory)

    def sign(text):
        return hmac.new(key, text, hashlib.sha256).digest()
    return {"kdf": kdf, "iterations": iterations, "memory": memory,
            "salt": salt.hex(), "role": "bridge",
            "stored-key": hashlib.sha256(sign(b"Client Key")).hexdigest(),
            "server-key": sign(b"Server Key").hex()}


def _argon2(password, salt, iterations, memory):
    """Gives the text of the hash, as autobahn's derive_scram_credential."""
    octets = hash_secret_raw(password, salt, iterations, memory, 1, 32,
                             Type.ID)
    return base64.b64encode(octets).rstrip(b"=")


def _pbkdf2(password, salt, iterations, _memory):
    return hashlib.pbkdf2_hmac("sha256", password, salt, iterations)


def _scram_principals():
    lying = _scram("pbkdf2", 4096, 0, _pbkdf2)
    lying["server-key"] = "00" * 32
    return {"argon2": _scram("argon2id-13", 4, 4096, _argon2),
            "pbkdf2": _scram("pbkdf2", 4096, 0, _pbkdf2),
            "weak": _scram("pbkdf2", 100, 0, _pbkdf2),
            # To whom the router cannot prove that it knows the password.
            "lied-to": lying}


def _accounts():
    key = SigningKey(SEED).verify_key.encode().hex()
    return {
        "anonymous": {"type": "static", "role": "anonymous"},
        "ticket": {"type": "static", "principals": {
            "joe": {"ticket": TICKET, "role": "bridge"},
            "lim": {"ticket": TICKET, "role": "limited"},
            "norole": {"ticket": TICKET, "role": "does_not_exist"},
            **{name: {"ticket": ticket, "role": f"only_{name}"}
               for name, ticket in CALLERS.items()}}},
        "wampcra": {"type": "static", "users": {
            "joe": {"secret": PASSWORD, "role": "bridge"},
            "salted": {"secret": PASSWORD, "role": "bridge", "salt": SALT,
                       "iterations": 1000, "keylen": 32}}},
        "cryptosign": {"type": "static", "principals": {
            "alice": {"authorized_keys": [key], "role": "bridge"}}},
        "scram": {"type": "static", "principals": _scram_principals()},
    }


def _endpoint(port, tls=None):
    endpoint = {"type": "tcp", "interface": "127.0.0.1", "port": port}
    return dict(endpoint, tls=tls) if tls else endpoint


def node_config(ports, socket, authority):
    """Gives the node's config.json; certificates come from `authority`."""
    certificate, key = authority.server("router")
    authority.client("client1")
    tls = {"key": str(key), "certificate": str(certificate)}
    mutual = dict(tls, ca_certificates=[str(authority.ca_file)])
    accounts = _accounts()
    certified = dict(accounts, tls={"type": "static", "principals": {
        "client1": {"certificate-sha1": authority.fingerprint("client1"),
                    "role": "bridge"}}})

    def websocket(name, endpoint, auth):
        return {"id": "transport_" + name, "type": "websocket", "endpoint": endpoint,
                "serializers": SERIALIZERS, "auth": auth}

    def rawsocket(name, endpoint, auth):
        return dict(websocket(name, endpoint, auth), type="rawsocket")

    transports = [
        websocket("ws", _endpoint(ports.ws), accounts),
        websocket("wss", _endpoint(ports.wss, tls), accounts),
        websocket("wssmutual", _endpoint(ports.wss_client_cert, mutual),
                  certified),
        rawsocket("tcp", _endpoint(ports.tcp), accounts),
        rawsocket("tcps", _endpoint(ports.tcps, tls), accounts),
        rawsocket("tcpsmutual", _endpoint(ports.tcps_client_cert, mutual),
                  certified),
        # Remembers whom it has let in by a cookie.
        dict(websocket("wscookie", _endpoint(ports.ws_cookie),
                       dict(accounts, cookie={})),
             cookie={"store": {"type": "memory"}}),
        rawsocket("unix", {"type": "unix", "path": str(socket)}, accounts)]
    realm = {"name": REALM, "roles": _roles(),
             "options": {"enable_meta_api": True, "bridge_meta_api": True}}
    archive = dict(realm, name=ARCHIVE, store={
        "type": "memory", "event-history": [
            {"uri": "com.history.kept", "match": "exact", "limit": 100},
            {"uri": "com.history.long", "match": "exact", "limit": 10000},
            {"uri": "com.history.all", "match": "prefix", "limit": 100}]})
    worker = {"type": "router", "id": "router1", "realms": [realm, archive],
              "transports": transports}
    return {"version": 2, "controller": {}, "workers": [worker]}
