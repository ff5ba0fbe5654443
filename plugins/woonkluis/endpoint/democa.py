"""A small certificate authority for demo and tests; a real one is kept offline by Wonen in Vlaanderen (WIV-6.2)."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from pathlib import Path

BITS = 2048
YEAR = timedelta(days=365)
CRL_DAYS = timedelta(days=7)
SAFE = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


@dataclass(frozen=True)
class Uitgegeven:
    """Files of a certificate and its private key."""

    certificaat: Path
    sleutel: Path


@dataclass(frozen=True)
class DemoCa:
    """An authority in a directory: its certificate, its key, the list of what it revoked."""

    directory: Path

    @property
    def certificate_file(self) -> Path:
        """Certificate of the authority, which clients and server trust."""
        return self.directory / "ca.pem"

    @property
    def crl_file(self) -> Path:
        """List of revoked certificates."""
        return self.directory / "ca.crl"

    def ensure(self, naam: str = "Woonkluis demo CA") -> None:
        """Make the authority, with an empty list, unless it is there."""
        if self.certificate_file.exists():
            return
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = rsa.generate_private_key(65537, BITS)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, naam)])
        usage = x509.KeyUsage(
            digital_signature=False,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + 10 * YEAR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        _write_key(self.directory / "ca.key", key)
        self.certificate_file.write_bytes(certificate.public_bytes(Encoding.PEM))
        self.revoke()

    def _own(self) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
        certificate = x509.load_pem_x509_certificate(self.certificate_file.read_bytes())
        key = load_pem_private_key((self.directory / "ca.key").read_bytes(), None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise WoonkluisError(f"{self.directory}: the key of the authority is of another kind")
        return certificate, key

    def issue(
        self,
        bestand: str,
        naam: str,
        *,
        organisatie: str = "",
        kbo: str = "",
        server: tuple[str, ...] = (),
        begint: timedelta = timedelta(days=-1),
        duurt: timedelta = YEAR,
        bits: int = BITS,
    ) -> Uitgegeven:
        """Make a key and a certificate: of a party, or of the server at these names and addresses."""
        if not bestand or set(bestand) - SAFE:
            raise WoonkluisError("a file name of letters, digits, - _ and . is needed")
        authority, authority_key = self._own()
        key = rsa.generate_private_key(65537, bits)
        parts = [(NameOID.ORGANIZATION_NAME, organisatie), (NameOID.SERIAL_NUMBER, kbo), (NameOID.COMMON_NAME, naam)]
        begin = datetime.now(UTC) + begint
        purpose = ExtendedKeyUsageOID.SERVER_AUTH if server else ExtendedKeyUsageOID.CLIENT_AUTH
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(oid, value) for oid, value in parts if value]))
            .issuer_name(authority.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + duurt)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
            )
        )
        if server:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([_place(one) for one in server]), critical=False
            )
        certificate = builder.sign(authority_key, hashes.SHA256())
        made = Uitgegeven(self.directory / f"{bestand}.pem", self.directory / f"{bestand}.key")
        _write_key(made.sleutel, key)
        made.certificaat.write_bytes(certificate.public_bytes(Encoding.PEM))
        return made

    def revoke(self, *certificates: Path, duurt: timedelta = CRL_DAYS) -> None:
        """Write the list of revoked certificates anew: what stood in it, and these."""
        authority, key = self._own()
        now = datetime.now(UTC)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(authority.subject)
            .last_update(now - max(timedelta(minutes=1), -2 * duurt))
            .next_update(now + duurt)
        )
        known = set()
        if self.crl_file.exists():
            for one in x509.load_pem_x509_crl(self.crl_file.read_bytes()):
                builder = builder.add_revoked_certificate(one)
                known.add(one.serial_number)
        for path in certificates:
            serial = x509.load_pem_x509_certificate(path.read_bytes()).serial_number
            if serial not in known:
                entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now).build()
                builder = builder.add_revoked_certificate(entry)
        draft = self.crl_file.with_suffix(".new")
        draft.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
        draft.replace(self.crl_file)


def _place(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write_key(path: Path, key: rsa.RSAPrivateKey) -> None:
    """Write a private key that only its owner reads, from its first byte on (WIV-6.4)."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
