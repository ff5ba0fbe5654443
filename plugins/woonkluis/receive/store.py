"""The store: every delivered file unchanged, under the SHA-256 of its bytes; of some contracts encrypted."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from woonkluis.contracts import contract_by_id
from woonkluis.platform.errors import WoonkluisError
from woonkluis.receive.refusal import RefusedError, UnsettledError
from woonkluis.receive.sealing import Seal

if TYPE_CHECKING:
    from types import TracebackType

    from woonkluis.platform.settings import Settings

CHUNK = 1 << 20
DRAFT_PREFIX = ".deel-"
DRAFT_LIFETIME = 24 * 3600
"""Seconds after which a draft cannot belong to a copy that still runs."""


@dataclass(frozen=True)
class Stored:
    """A file in the store: the SHA-256 and size of the delivered bytes."""

    sha256: str
    size: int


def stored_path(sha256: str, settings: Settings, *, sealed: bool = False) -> Path:
    """Where the bytes with this SHA-256 are: of a sealed file that of the bytes before they were sealed."""
    return (settings.sealed_dir if sealed else settings.store_dir) / sha256


def letters_dir(bronhouder_code: str, settings: Settings) -> Path:
    """Where letters on notices wait for their woonmaatschappij (WIV-7.1), beside the reports on deliveries."""
    return settings.state_dir / "uitgaand" / "meldingen" / bronhouder_code


def sync_directory(directory: Path) -> None:
    """Make a rename survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(directory: Path) -> None:
    """Remove what killed copies left behind."""
    for draft in directory.glob(f"{DRAFT_PREFIX}*"):
        with suppress(FileNotFoundError):
            if time.time() - draft.stat().st_mtime > DRAFT_LIFETIME:
                draft.unlink()


class Draft:
    """Bytes on their way into the store; a context manager, after which those that were not kept are gone.

    Of a sealed one not even the draft on disk can be read. What is kept appears under its name complete and on disk,
    or not at all. It replaces an earlier copy of the same bytes, so a damaged one is healed.
    """

    def __init__(self, settings: Settings, *, max_bytes: int, sealed: bool, directory: Path | None = None) -> None:
        self.max_bytes = max_bytes
        self.sealed = sealed
        self.size = 0
        self._settings = settings
        self._digest = hashlib.sha256()
        self._directory = directory or (settings.sealed_dir if sealed else settings.store_dir)

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes so far."""
        return self._digest.hexdigest()

    def __enter__(self) -> Self:
        try:
            for directory in (self._settings.store_dir, self._directory):
                directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            _sweep(self._directory)
            descriptor, name = tempfile.mkstemp(prefix=DRAFT_PREFIX, dir=self._directory)
        except OSError as error:
            raise WoonkluisError(f"cannot be stored: {error.strerror}") from None
        self._path = Path(name)
        self._file = os.fdopen(descriptor, "wb")
        try:
            self._seal = Seal(self._file, self._settings) if self.sealed else None
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if seal := getattr(self, "_seal", None):
            seal.abandon()
        with suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """Add bytes.

        Raises:
            RefusedError: more than max_bytes.
            WoonkluisError: the store cannot be written.
        """
        self.size += len(data)
        if self.size > self.max_bytes:
            raise RefusedError(f"larger than {self.max_bytes} bytes, the most its contract allows")
        self._digest.update(data)
        try:
            (self._seal or self._file).write(data)
        except OSError as error:
            raise WoonkluisError(f"cannot be stored: {error.strerror}") from None

    def keep(self, path: Path | None = None, *, modified: float | None = None) -> Stored:
        """Put the bytes in the store under their name, or at another place; raises WoonkluisError when it cannot."""
        target = path or stored_path(self.sha256, self._settings, sealed=self.sealed)
        try:
            if self._seal:
                self._seal.close()
            self._file.flush()
            os.fchmod(self._file.fileno(), 0o440)
            if modified is not None:
                os.utime(self._file.fileno(), (modified, modified))
            os.fsync(self._file.fileno())
            self._path.replace(target)
            sync_directory(target.parent)
        except OSError as error:
            raise WoonkluisError(f"cannot be stored: {error.strerror}") from None
        return Stored(self.sha256, self.size)


def draft_of(contract_id: str, settings: Settings, *, max_bytes: int) -> Draft:
    """Make the draft for bytes that come over a line, sealed from the first one where their contract says so.

    ``max_bytes`` is for a bound below that of the contract.
    """
    contract = contract_by_id(contract_id)
    most = min(max_bytes, contract.limits.max_bytes)
    return Draft(settings, max_bytes=most, sealed=contract.opslag == "verzegeld")


def copy_into(draft: Draft, path: Path) -> None:
    """Copy a file into a draft, in constant memory.

    Raises:
        RefusedError: more than the draft may hold.
        UnsettledError: the file changed while it was copied.
        WoonkluisError: the file cannot be read or the store not written.
    """
    try:
        with path.open("rb") as source:
            before = os.fstat(source.fileno())
            # No further than it was: somebody may write it faster than it is copied.
            while draft.size <= before.st_size and (chunk := source.read(CHUNK)):
                draft.write(chunk)
            after = os.fstat(source.fileno())
    except OSError as error:
        raise WoonkluisError(f"cannot be stored: {error.strerror}") from None
    if (before.st_size, before.st_mtime_ns, after.st_size) != (after.st_size, after.st_mtime_ns, draft.size):
        raise UnsettledError("the file changed while it was read")


def store(path: Path, settings: Settings, *, max_bytes: int, sealed: bool = False) -> Stored:
    """Copy a file into the store; the same bytes twice are one file. Raises what `copy_into` raises."""
    with Draft(settings, max_bytes=max_bytes, sealed=sealed) as draft:
        copy_into(draft, path)
        return draft.keep()
