"""Bring sealed files to the keys of today, and files of before the sealing into the sealed store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import pyrage

from woonkluis.contracts import load_contracts
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.sleutels import identities
from woonkluis.receive.inbox import REFUSED, SEALED_SUFFIX
from woonkluis.receive.store import DRAFT_PREFIX, Draft, store, stored_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from woonkluis.platform.settings import Settings

OPEN_ONES = """
    select bestand_sha256
    from register.levering
    group by bestand_sha256
    having bool_and(contract = any(%s))
"""


@dataclass(frozen=True)
class Resealed:
    """How many sealed files there are, how many were sealed anew, and which no key opens or are damaged."""

    files: int
    resealed: int
    failed: tuple[str, ...]


class _EnoughError(OSError):
    """The header was opened: the key fits."""


class _Nowhere:
    def write(self, _data: bytes) -> int:
        raise _EnoughError(0, "enough")

    def flush(self) -> None:
        raise _EnoughError(0, "enough")


class _Into:
    """A draft as the library wants to write to it; what goes wrong with the draft is kept."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.error: WoonkluisError | None = None

    def write(self, data: bytes) -> int:
        try:
            self._draft.write(data)
        except WoonkluisError as error:
            self.error = error
            raise
        return len(data)

    def flush(self) -> None:
        """Do nothing: the draft knows when it is complete."""


def sealed_files(settings: Settings) -> Iterator[Path]:
    """Yield every sealed file: deliveries, and what the inbox refused."""
    for directory, pattern in ((settings.sealed_dir, "*"), (settings.inbox_dir / REFUSED, f"**/*{SEALED_SUFFIX}")):
        yield from (
            path
            for path in sorted(directory.glob(pattern))
            if path.is_file() and not path.name.startswith(DRAFT_PREFIX)
        )


def _fits(path: Path, key: pyrage.x25519.Identity) -> bool:
    with path.open("rb") as file:
        try:
            pyrage.decrypt_io(file, _Nowhere(), [key])
        except pyrage.DecryptError:
            return False
        except OSError:
            # Either enough, or damage behind a header that this key opens: that is for its reader to tell.
            return True
    return True


def open_into(path: Path, target: BinaryIO | _Into, keys: list[pyrage.x25519.Identity]) -> None:
    """Write what a sealed file holds; raises WoonkluisError when it is damaged or no key opens it."""
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, target, keys)
    except (pyrage.DecryptError, OSError) as error:
        if isinstance(target, _Into) and target.error:
            raise target.error from None
        reason = "no key here opens it" if "matching keys" in str(error) else "it is damaged"
        raise WoonkluisError(f"{path.name}: {reason}") from None


def reseal(settings: Settings) -> Resealed:
    """Seal anew what the newest key does not open; safe to stop and run again, and while deliveries are read."""
    keys = identities(settings)
    count, done, failed = 0, 0, []
    for path in sealed_files(settings):
        count += 1
        if _fits(path, keys[0]):
            continue
        try:
            _reseal(path, keys, settings)
        except WoonkluisError as error:
            failed.append(str(error))
        else:
            done += 1
    return Resealed(count, done, tuple(failed))


def _reseal(path: Path, keys: list[pyrage.x25519.Identity], settings: Settings) -> None:
    size = path.stat().st_size
    moment = path.stat().st_mtime
    with Draft(settings, max_bytes=size, sealed=True, directory=path.parent) as draft:
        open_into(path, _Into(draft), keys)
        if path.parent == settings.sealed_dir and draft.sha256 != path.name:
            raise WoonkluisError(f"{path.name}: it is not what was delivered")
        draft.keep(path, modified=moment)


def seal_open_ones(settings: Settings) -> int:
    """Seal files that were delivered before their contract said so; returns how many."""
    sealing = [contract.id for contract in load_contracts().values() if contract.opslag == "verzegeld"]
    with connect("dienst_lader", application_name="woonkluis seal", settings=settings) as connection:
        found = [row[0] for row in connection.execute(OPEN_ONES, [sealing])]
    count = 0
    for sha256 in found:
        path = stored_path(sha256, settings)
        if path.is_file():
            store(path, settings, max_bytes=path.stat().st_size, sealed=True)
            path.unlink()
            count += 1
    return count
