# SPDX-License-Identifier: Apache-2.0
"""An issuer of JSON Web Tokens, made of nothing but a library for RSA, so that
wrong tokens can be made as well as good ones."""

import base64
import hashlib
import hmac
import json
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

NAME = "https://issuer.example"
AUDIENCE = "wampbridge"


def base64url(octets):
    """Encodes as compact tokens have it."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def compact(header, claims, sign):
    """Gives a token; `sign` makes the signature of what is signed."""
    signed = ".".join(base64url(json.dumps(part).encode())
                      for part in (header, claims))
    return f"{signed}.{base64url(sign(signed.encode()))}"


def bearer(token):
    """Gives the value of `authorization`."""
    return f"Bearer {token}"


class Issuer:
    """Keys by their ids, written to a JSON Web Key Set."""

    def __init__(self, folder):
        self.jwks_file = folder / "jwks.json"
        self._keys = {}
        self.add("one")

    def add(self, key_id):
        """Makes another key, and writes the set."""
        self._keys[key_id] = rsa.generate_private_key(65537, 2048)
        self._write()

    def remove(self, key_id):
        """Takes a key out of the set; tokens can still be made with it."""
        self._write(without=key_id)

    def _write(self, without=None):
        keys = []
        for key_id, key in self._keys.items():
            if key_id == without:
                continue
            numbers = key.public_key().public_numbers()
            keys.append({"kty": "RSA", "kid": key_id, "use": "sig",
                         "n": base64url(numbers.n.to_bytes(256, "big")),
                         "e": base64url(b"\1\0\1")})
        new = self.jwks_file.with_suffix(".new")
        new.write_text(json.dumps({"keys": keys}))
        new.rename(self.jwks_file)

    def token(self, subject, key_id="one", named=None, **claims):
        """Gives a token; claims replace the usual ones, None leaves one out."""
        now = int(time.time())
        usual = {"iss": NAME, "aud": AUDIENCE, "sub": subject, "nbf": now - 60,
                 "exp": now + 600}
        claims = {name: value for name, value in {**usual, **claims}.items()
                  if value is not None}
        header = {"alg": "RS256", "kid": named or key_id, "typ": "JWT"}
        return compact(header, claims, lambda signed: self._keys[key_id].sign(
            signed, padding.PKCS1v15(), hashes.SHA256()))

    def by_public_key(self, subject):
        """Gives a token that is signed with the public key as a secret."""
        secret = self._keys["one"].public_key().public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo)
        claims = {"iss": NAME, "aud": AUDIENCE, "sub": subject,
                  "exp": int(time.time()) + 600}
        return compact({"alg": "HS256", "kid": "one"}, claims,
                       lambda signed: hmac.new(secret, signed,
                                               hashlib.sha256).digest())

    @staticmethod
    def unsigned(subject):
        """Gives a token that says that it needs no signature."""
        claims = {"iss": NAME, "aud": AUDIENCE, "sub": subject,
                  "exp": int(time.time()) + 600}
        return compact({"alg": "none"}, claims, lambda signed: b"")

    def configuration(self):
        """Gives `callers.authentication` for the bridge."""
        return {"jwt": [{"issuer": NAME, "audience": [AUDIENCE],
                         "jwks_file": str(self.jwks_file),
                         "algorithms": ["RS256"], "leeway": "5s"}]}
