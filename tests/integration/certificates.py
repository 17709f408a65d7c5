# SPDX-License-Identifier: Apache-2.0
"""A certificate authority for one test run, and certificates from it."""

import datetime
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


# Between which days, as seen from now, a certificate is good.
GOOD = (-1, 30)


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(subject, issuer, public_key, days):
    """Gives a certificate that is good between two days, as seen from now."""
    now = datetime.datetime.now(datetime.timezone.utc)
    begin, end = days
    return (x509.CertificateBuilder()
            .subject_name(_name(subject)).issuer_name(_name(issuer))
            .public_key(public_key).serial_number(x509.random_serial_number())
            .not_valid_before(now + datetime.timedelta(days=begin))
            .not_valid_after(now + datetime.timedelta(days=end)))


class Authority:
    """Writes `ca.crt` and, on request, `NAME.crt` and `NAME.key` to a folder."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._key = ec.generate_private_key(ec.SECP256R1())
        usage = x509.KeyUsage(
            digital_signature=False, content_commitment=False,
            key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=True, crl_sign=True,
            encipher_only=False, decipher_only=False)
        certificate = (
            _builder("Test CA", "Test CA", self._key.public_key(),
                     (-100, 100))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None),
                           critical=True)
            .add_extension(usage, critical=True)
            .sign(self._key, hashes.SHA256()))
        self.ca_file = self._write("ca.crt", certificate)

    def server(self, name, dns=("localhost",), ips=("127.0.0.1",), days=GOOD):
        """Makes a server certificate; gives the paths of it and its key."""
        names = [x509.DNSName(one) for one in dns]
        names += [x509.IPAddress(ipaddress.ip_address(one)) for one in ips]
        return self._issue(name, ExtendedKeyUsageOID.SERVER_AUTH,
                           x509.SubjectAlternativeName(names), days)

    def client(self, name, uri=None, days=GOOD):
        """Makes a client certificate; gives the paths of it and its key."""
        names = uri and x509.SubjectAlternativeName(
            [x509.UniformResourceIdentifier(uri)])
        return self._issue(name, ExtendedKeyUsageOID.CLIENT_AUTH, names, days)

    def fingerprint(self, name):
        """Gives the SHA-1 of a certificate as Crossbar writes it: DD:12:..."""
        certificate = x509.load_pem_x509_certificate(
            (self.folder / f"{name}.crt").read_bytes())
        digest = certificate.fingerprint(hashes.SHA1())
        return ":".join(f"{octet:02X}" for octet in digest)

    def _issue(self, name, purpose, alternative_names, days=GOOD):
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(
            name, "Test CA", key.public_key(), days).add_extension(
                x509.ExtendedKeyUsage([purpose]), critical=False)
        if alternative_names is not None:
            builder = builder.add_extension(alternative_names, critical=False)
        certificate = builder.sign(self._key, hashes.SHA256())
        key_path = self.folder / f"{name}.key"
        key_path.write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))
        key_path.chmod(0o600)
        return self._write(f"{name}.crt", certificate), key_path

    def _write(self, name, certificate):
        path = self.folder / name
        path.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM))
        return path
