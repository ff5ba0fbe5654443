"""Certificates of callers: whose it is, whether it is valid now, whether it was revoked (WIV-6.3 to WIV-6.5)."""

from __future__ import annotations

import os
import stat
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from woonkluis.endpoint.weigering import GeweigerdError
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from pathlib import Path

RSA_BITS = 2048
CURVES = (ec.SECP256R1, ec.SECP384R1)
CRL_END = b"-----END X509 CRL-----"
PRIVATE = b"PRIVATE KEY-----"


def dn_of(certificate: x509.Certificate) -> str:
    """Return the subject as RFC 4514 writes it: by that a party is found (WIV-6.6)."""
    return certificate.subject.rfc4514_string()


def read_certificate(path: Path) -> x509.Certificate:
    """Read one certificate (PEM); raises WoonkluisError when it is none, or when its private key stands with it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WoonkluisError(f"{path}: {error.strerror}") from None
    if PRIVATE in content:
        raise WoonkluisError(f"{path}: holds a private key, which its owner gives to nobody (WIV-6.4)")
    try:
        return x509.load_pem_x509_certificate(content)
    except ValueError:
        raise WoonkluisError(f"{path}: no certificate in PEM") from None


def check_key_file(path: Path) -> None:
    """Refuse a private key that others may read or that somebody else owns (WIV-6.4)."""
    try:
        status = path.stat()
    except OSError as error:
        raise WoonkluisError(f"{path}: {error.strerror}") from None
    if not stat.S_ISREG(status.st_mode):
        raise WoonkluisError(f"{path}: not a regular file")
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise WoonkluisError(f"{path}: others may read this private key: chmod 600 (WIV-6.4)")
    if status.st_uid not in {0, os.geteuid()}:
        raise WoonkluisError(f"{path}: this private key belongs to another user (WIV-6.4)")


def _strong(certificate: x509.Certificate) -> bool:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return False
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, CURVES)


@dataclass
class Vertrouwen:
    """Authorities whose certificates are accepted, and their lists of revoked ones; read again when the file changes.

    What TLS checks once, when a connection begins, is checked here at every call: a certificate that is revoked
    meanwhile opens nothing more.
    """

    ca_file: Path
    crl_file: Path
    _authorities: list[x509.Certificate] = field(default_factory=list)
    _lists: list[x509.CertificateRevocationList] = field(default_factory=list)
    _mark: tuple[int, int, int] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        try:
            self._authorities = x509.load_pem_x509_certificates(self.ca_file.read_bytes())
        except OSError as error:
            raise WoonkluisError(f"{self.ca_file}: {error.strerror}") from None
        except ValueError:
            raise WoonkluisError(f"{self.ca_file}: no certificates in PEM") from None

    def check(self, certificate: x509.Certificate) -> None:
        """Raise GeweigerdError for a certificate that is of no use now (WIV-6.5)."""
        now = datetime.now(UTC)
        issuer = self._issuer(certificate)
        if issuer is None or not issuer.not_valid_before_utc <= now <= issuer.not_valid_after_utc:
            raise GeweigerdError("certificaat_andere_ca")
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise GeweigerdError("certificaat_verlopen")
        if not _strong(certificate):
            raise GeweigerdError("certificaat_zwak")
        revoked = self._list_of(issuer, now)
        if revoked is None:
            raise GeweigerdError("herroeping_onbekend")
        if revoked.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
            raise GeweigerdError("certificaat_herroepen")

    def _issuer(self, certificate: x509.Certificate) -> x509.Certificate | None:
        for authority in self._authorities:
            try:
                certificate.verify_directly_issued_by(authority)
            except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
                continue
            return authority
        return None

    def _list_of(self, issuer: x509.Certificate, now: datetime) -> x509.CertificateRevocationList | None:
        """Return the list of an authority that holds now; without one nobody knows what is revoked."""
        with self._lock:
            self._refresh()
            lists = self._lists
        for one in lists:
            if one.issuer != issuer.subject or one.next_update_utc is None:
                continue
            key = issuer.public_key()
            if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) or not one.is_signature_valid(key):
                continue
            if one.last_update_utc <= now <= one.next_update_utc:
                return one
        return None

    def _refresh(self) -> None:
        try:
            status = self.crl_file.stat()
            mark = (status.st_mtime_ns, status.st_size, status.st_ino)
            if mark == self._mark:
                return
            content = self.crl_file.read_bytes()
            blocks = [block + CRL_END for block in content.split(CRL_END)[:-1]]
            self._lists = [x509.load_pem_x509_crl(block) for block in blocks]
            self._mark = mark
        except (OSError, ValueError):
            self._lists, self._mark = [], None


def same(one: x509.Certificate, der: bytes) -> bool:
    """Whether these bytes are this very certificate."""
    return one.public_bytes(Encoding.DER) == der
