"""Keys that stay outside the database: of the sealed store, and of the pseudonyms of persons.

Three directories inside ``sleutel_dir``, so that a server can give them to different services: ``ontvanger`` holds the
public keys to which every delivery is sealed, ``identiteit`` the secret ones that open it, both as the tool `age` reads
and writes them; ``pseudoniem`` holds a key per purpose and version. All are text files; lines with # say what a key is.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyrage

from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.machine import alone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from woonkluis.platform.settings import Settings

OWN = "actueel.txt"
"""The recipient that belongs to the newest identity; other files beside it are recipients as well (recovery)."""

DOELEN = ("gsc", "huurprijs", "prestatie", "statistiek", "toezicht", "omgeving")
"""Purposes with a pseudonym of their own: WIV-2.3, WIV-2.4a, WIV-2.4b, WIV-2.2, WIV-4.7 and WIV-4.9."""

KEY_BYTES = 32

GROUP_OR_OTHERS = 0o077
WRITABLE = 0o022


def ontvanger_dir(settings: Settings) -> Path:
    """Directory of the public keys."""
    return settings.sleutel_dir / "ontvanger"


def identiteit_dir(settings: Settings) -> Path:
    """Directory of the secret keys."""
    return settings.sleutel_dir / "identiteit"


def _check_rights(path: Path, forbidden: int, what: str) -> None:
    """Refuse a key that somebody else could read, or replace by his own."""
    status = path.stat()
    if status.st_mode & forbidden or status.st_uid not in {os.geteuid(), 0}:
        raise WoonkluisError(f"key {path}: {what} by others; run `chmod -R go-rwx {path.parent}` and ask who did")


def _files(directory: Path, forbidden: int, what: str) -> list[Path]:
    try:
        _check_rights(directory, forbidden, what)
        found = sorted(path for path in directory.iterdir() if path.suffix == ".txt")
        for path in found:
            _check_rights(path, forbidden, what)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise WoonkluisError(f"keys in {directory} cannot be read: {error.strerror}") from None
    return found


def _lines(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield the keys in files; what is no key does not come out, also not in an error."""
    for path in paths:
        try:
            text = path.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            raise WoonkluisError(f"key {path} cannot be read") from None
        for line in text.splitlines():
            if line.strip() and not line.startswith("#"):
                yield path, line.strip()


def recipients(settings: Settings) -> list[pyrage.x25519.Recipient]:
    """Public keys to which a delivery is sealed; raises WoonkluisError when there is none, or one is no key."""
    directory = ontvanger_dir(settings)
    found = []
    for path, line in _lines(_files(directory, WRITABLE, "can be replaced")):
        try:
            found.append(pyrage.x25519.Recipient.from_str(line))
        except pyrage.RecipientError:
            raise WoonkluisError(f"key {path} is no public key of age") from None
    if not found:
        raise WoonkluisError(f"no key to seal deliveries with in {directory}: run `woonkluis migrate`")
    return found


def identities(settings: Settings) -> list[pyrage.x25519.Identity]:
    """Secret keys, the newest first; raises WoonkluisError when there is none, or others could read one."""
    directory = identiteit_dir(settings)
    found = []
    for path, line in _lines(reversed(_files(directory, GROUP_OR_OTHERS, "can be read"))):
        try:
            found.append(pyrage.x25519.Identity.from_str(line))
        except pyrage.IdentityError:
            raise WoonkluisError(f"key {path} is no secret key of age") from None
    if not found:
        raise WoonkluisError(
            f"no key to open the sealed store in {directory}: put it back from its backup (docs/operating.md)"
        )
    return found


def _write(path: Path, text: str, mode: int) -> None:
    """Write a file, complete and on disk or not at all; at no moment may others read it."""
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())
    draft.replace(path)


def rotate(settings: Settings) -> str:
    """Make a new pair; from now on deliveries are sealed to it. Older identities stay: older files need them.

    The secret part is on disk before anything is sealed to the public one. Returns the public key.
    """
    settings.sleutel_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    for directory, mode in ((ontvanger_dir(settings), 0o755), (identiteit_dir(settings), 0o700)):
        directory.mkdir(exist_ok=True, mode=mode)
    with alone(settings.sleutel_dir / ".slot"):
        identity = pyrage.x25519.Identity.generate()
        public = str(identity.to_public())
        now = datetime.now(UTC)
        told = f"# created: {now:%Y-%m-%dT%H:%M:%SZ}\n# public key: {public}\n"
        # Names sort by moment: the newest key is tried first.
        secret = identiteit_dir(settings) / f"{now:%Y%m%dT%H%M%S%f}.txt"
        _write(secret, f"{told}{identity}\n", 0o600)
        _write(ontvanger_dir(settings) / OWN, f"{told}{public}\n", 0o644)
    return public


def ensure_keys(settings: Settings) -> bool:
    """Make the first pair when there is none; returns whether it did.

    Raises:
        WoonkluisError: the keys can be read by others, or they are lost, because something was sealed with them: a new
            pair would only hide that.
    """
    known = _files(identiteit_dir(settings), GROUP_OR_OTHERS, "can be read")
    sealed = settings.sealed_dir.is_dir() and any(settings.sealed_dir.iterdir())
    if known or sealed or _files(ontvanger_dir(settings), WRITABLE, "can be replaced"):
        identities(settings)
        recipients(settings)
        return False
    rotate(settings)
    return True


@dataclass(frozen=True)
class PseudoniemSleutel:
    """Key of the pseudonyms of one purpose; its representation does not show it."""

    doel: str
    versie: int
    sleutel: bytes = field(repr=False)

    @property
    def vingerafdruk(self) -> str:
        """Tells two keys apart and gives nothing away, so the database may know it."""
        return hmac.digest(self.sleutel, b"woonkluis vingerafdruk", "sha256")[:8].hex()


_NAME = re.compile(r"(?P<doel>[a-z]+)-(?P<versie>[0-9]{4})\.txt")
_HEX = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}")


def pseudoniem_dir(settings: Settings) -> Path:
    """Directory of the keys of pseudonyms."""
    return settings.sleutel_dir / "pseudoniem"


def _pseudoniem_file(settings: Settings, doel: str, versie: int) -> Path:
    return pseudoniem_dir(settings) / f"{doel}-{versie:04}.txt"


def pseudoniem_sleutels(settings: Settings) -> dict[str, list[PseudoniemSleutel]]:
    """Keys per purpose, the oldest version first; raises WoonkluisError when one is no key or others could read it."""
    found: dict[str, list[PseudoniemSleutel]] = {doel: [] for doel in DOELEN}
    for path in _files(pseudoniem_dir(settings), GROUP_OR_OTHERS, "can be read"):
        named = _NAME.fullmatch(path.name)
        lines = [line for _, line in _lines([path])]
        if named is None or named["doel"] not in found or len(lines) != 1 or not _HEX.fullmatch(lines[0]):
            raise WoonkluisError(f"key {path} is no key of pseudonyms")
        key = PseudoniemSleutel(named["doel"], int(named["versie"]), bytes.fromhex(lines[0]))
        found[key.doel].append(key)
    return found


def ensure_pseudoniem_sleutels(settings: Settings, known: Iterable[tuple[str, int]] = ()) -> list[str]:
    """Make the first key of every purpose that has none; returns those purposes.

    ``known`` are versions that a database has pseudonyms of. Raises WoonkluisError when the key of one is lost: new
    persons would silently get names that fit no older ones. Whoever made a newer one has said that it is gone for good.
    """
    present = pseudoniem_sleutels(settings)
    lost = [
        _pseudoniem_file(settings, doel, versie).name
        for doel, versie in sorted(known)
        if versie > max((key.versie for key in present[doel]), default=0)
    ]
    if lost:
        raise WoonkluisError(
            f"keys of pseudonyms are lost from {pseudoniem_dir(settings)}: {', '.join(lost)}; "
            "put them back from their backup (docs/operating.md)"
        )
    missing = [doel for doel, keys in present.items() if not keys]
    for doel in missing:
        _make_pseudoniem_sleutel(settings, doel)
    return missing


def _make_pseudoniem_sleutel(settings: Settings, doel: str, after: int = 0) -> int:
    """Make a version beyond ``after``; the first one only once, also when two start at the same moment."""
    settings.sleutel_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    pseudoniem_dir(settings).mkdir(exist_ok=True, mode=0o700)
    with alone(settings.sleutel_dir / ".slot"):
        versions = [key.versie for key in pseudoniem_sleutels(settings)[doel]]
        if versions and not after:
            return versions[-1]
        versie = max([*versions, after]) + 1
        now = datetime.now(UTC)
        told = f"# created: {now:%Y-%m-%dT%H:%M:%SZ}\n# pseudonyms of purpose {doel}, version {versie}\n"
        path = _pseudoniem_file(settings, doel, versie)
        _write(path, f"{told}{secrets.token_hex(KEY_BYTES)}\n", 0o600)
    return versie


def rotate_pseudoniem(settings: Settings, doel: str, newest_known: int) -> int:
    """Make the next version of a purpose, after all that are here or that a database knows; returns its number."""
    if doel not in DOELEN:
        raise WoonkluisError(f"purposes with pseudonyms are {', '.join(DOELEN)}")
    return _make_pseudoniem_sleutel(settings, doel, after=max(newest_known, 1))


def destroy_pseudoniem_sleutel(settings: Settings, doel: str, versie: int) -> None:
    """Delete the key of a version that was retired; harmless when it is gone. Its backup is for the operator."""
    _pseudoniem_file(settings, doel, versie).unlink(missing_ok=True)
