"""The store: every delivered file unchanged, under the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from woonkluis.platform.errors import WoonkluisError
from woonkluis.receive.refusal import RefusedError, UnsettledError

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

CHUNK = 1 << 20
DRAFT_PREFIX = ".deel-"
DRAFT_LIFETIME = 24 * 3600
"""Seconds after which a draft cannot belong to a copy that still runs."""


@dataclass(frozen=True)
class Stored:
    """A file in the store: its name there and its size."""

    sha256: str
    size: int


def stored_path(sha256: str, settings: Settings) -> Path:
    """Where the bytes with this SHA-256 are."""
    return settings.store_dir / sha256


def _sync_directory(directory: Path) -> None:
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


def _copy(source: BinaryIO, draft: BinaryIO, max_bytes: int) -> Stored:
    digest = hashlib.sha256()
    size = 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > max_bytes:
            raise RefusedError(f"larger than {max_bytes} bytes, the most its contract allows")
        digest.update(chunk)
        draft.write(chunk)
    return Stored(digest.hexdigest(), size)


def store(path: Path, settings: Settings, *, max_bytes: int) -> Stored:
    """Copy a file into the store, in constant memory; the same bytes twice are one file.

    The copy appears under its name complete and on disk, or not at all. It replaces an earlier copy of the same
    bytes, so a damaged one is healed.

    Raises:
        RefusedError: more than max_bytes.
        UnsettledError: the file changed while it was copied.
        WoonkluisError: the file cannot be read or the store not written.
    """
    directory = settings.store_dir
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(directory)
    descriptor, name = tempfile.mkstemp(prefix=DRAFT_PREFIX, dir=directory)
    draft = Path(name)
    try:
        with path.open("rb") as source, os.fdopen(descriptor, "wb") as target:
            before = os.fstat(source.fileno())
            stored = _copy(source, target, max_bytes)
            after = os.fstat(source.fileno())
            if (before.st_size, before.st_mtime_ns) != (
                after.st_size,
                after.st_mtime_ns,
            ) or stored.size != after.st_size:
                raise UnsettledError("the file changed while it was read")
            target.flush()
            os.fchmod(target.fileno(), 0o440)
            os.fsync(target.fileno())
        draft.replace(stored_path(stored.sha256, settings))
    except OSError as error:
        raise WoonkluisError(f"cannot be stored: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)
    _sync_directory(directory)
    return stored
