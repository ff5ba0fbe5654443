"""The inbox: a directory where people and other systems put files, taken in by one collector at a time."""

from __future__ import annotations

import fcntl
import os
import re
import stat
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

import psycopg

from woonkluis.contracts import load_contracts
from woonkluis.platform.errors import WoonkluisError, kind_and_place
from woonkluis.platform.settings import Settings, get_settings
from woonkluis.receive.beside import Beside, beside, is_meant
from woonkluis.receive.names import as_peildatum, read_name
from woonkluis.receive.receiving import Received, receive
from woonkluis.receive.refusal import RefusedError, UnsettledError
from woonkluis.receive.store import Draft, copy_into

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLAIMED = "bezig"
DONE = "verwerkt"
REFUSED = "geweigerd"
OWN_DIRECTORIES = {CLAIMED, DONE, REFUSED}
LOCK = ".collector.lock"
SETTLE_SECONDS = 2.0
"""A file whose size and time stay the same this long is complete; a slow sender uses a temporary name."""

ALONE_SECONDS = 3600.0
"""How long a verklaring waits for its delivery, and a delivery for a verklaring that is still on its way."""

ABANDONED_SECONDS = 24 * 3600.0
"""How long an upload may take under its temporary name when it may hold personal data."""

REFUSED_DAYS = 30
"""How long a refused file that may hold personal data is kept, sealed; who delivered it has it."""

SEALED_SUFFIX = ".age"
find_code = re.compile(r"[A-Z]{0,2}[0-9]{4,10}").fullmatch

TEMPORARY_PREFIXES = (".", "~")
TEMPORARY_SUFFIXES = {".crdownload", ".filepart", ".part", ".partial", ".swp", ".temp", ".tmp"}

Mark = tuple[int, int, int]


@dataclass(frozen=True)
class Refusal:
    """A file that is no delivery, and why; both stand in the inbox under ``geweigerd``."""

    naam: str
    reason: str


@dataclass(frozen=True)
class Collected:
    """What a look into the inbox gave."""

    received: tuple[Received, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True)
class Claim:
    """A claimed file, what stands beside it, and when all of it had arrived."""

    path: Path
    beside: Beside
    arrived: datetime

    @property
    def companions(self) -> list[Path]:
        """Claimed files that stand beside it."""
        return [one for name in self.beside.names if _taken(one := self.path.with_name(name))]


def collect_inbox(
    regime: str, *, settle_seconds: float = SETTLE_SECONDS, settings: Settings | None = None
) -> Collected:
    """Take the complete files of a regime out of the inbox and register them; also those that name no known regime.

    A file is claimed by moving it to ``bezig`` and leaves it for ``verwerkt`` or ``geweigerd`` (with its reason
    beside it), with the verklaring that stands beside it; a verklaring waits for its file. A collector that is killed
    leaves its claim there and the next one begins with it; what it had registered is then registered already. What is
    in ``verwerkt`` is in the store too and may be deleted. A file that fails as nobody foresaw is refused by itself,
    with kind and place of the error.

    Where the store seals what is delivered, no other copy stays: the file is removed when it is registered. When it is
    refused, as may be any file of which nobody knows what it is, it is sealed under a name of ours, for `REFUSED_DAYS`.

    Raises:
        WoonkluisError: store or register failed; the files wait for the next collector.
    """
    settings = settings or get_settings()
    inbox = settings.inbox_dir
    inbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    (inbox / CLAIMED).mkdir(exist_ok=True, mode=0o700)
    received, refused = [], []
    with _alone(inbox):
        _expire(inbox / REFUSED)
        refused += _abandoned(inbox, settings)
        for claim in _claims(inbox, regime, settle_seconds):
            try:
                received.append(_register(claim, settings))
            except UnsettledError:
                continue
            except Exception as error:
                reason = _reason(error, personal=_may_be_personal(claim.path.name))
                if reason is None:
                    raise
                refused.append(_refuse(claim.path, inbox / REFUSED, reason, settings))
                for one in claim.companions:
                    _put_away(one, inbox / REFUSED)
            else:
                # In this order: without its verklaring the file is the delivery that is registered by now.
                for one in (*claim.companions, claim.path):
                    if received[-1].verzegeld:
                        one.unlink()
                    else:
                        _put_away(one, inbox / DONE)
    return Collected(tuple(received), tuple(refused))


@contextmanager
def _alone(inbox: Path) -> Iterator[None]:
    """One collector at a time; the lock goes with its process, however that ends."""
    with (inbox / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _claims(inbox: Path, regime: str, settle_seconds: float) -> Iterator[Claim]:
    """Claims of a killed collector, then new ones."""
    known: set[str] = {contract.regime for contract in load_contracts().values()}
    for path in _oldest_first(_marks(inbox / CLAIMED)):
        if _is_for(path.name, regime, known) and _taken(path) and not _waits(path):
            yield _claim(path, beside(path.name, _names(path.parent)))
    settled = _settled(inbox, settle_seconds)
    # Seen once: a verklaring that goes with one file is still in doubt for the next.
    present = _names(inbox)
    for path in settled:
        if not _is_for(path.name, regime, known) or _taken(inbox / CLAIMED / path.name) or _waits(path):
            continue
        found = beside(path.name, present | _names(inbox / CLAIMED))
        companions = [one for name in found.names if _taken(one := path.with_name(name))]
        if any(_keeps_waiting(one, settled) for one in companions):
            continue
        claim = _claim(path, found)
        try:
            # The verklaring first: a killed collector never leaves a claimed file whose verklaring is elsewhere.
            for one in (*(one for one in companions if one in settled), path):
                one.replace(inbox / CLAIMED / one.name)
        except FileNotFoundError:
            continue
        yield Claim(inbox / CLAIMED / path.name, claim.beside, claim.arrived)


def _names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


def _claim(path: Path, found: Beside) -> Claim:
    """Tell when a file and what stands beside it had arrived.

    That is when their inodes last changed (ctime): a sender sets the time of a file's contents as it likes and a
    rename keeps it, but every write, and the rename that puts a file here, sets this one to the clock of this machine.
    A claim that a killed collector left behind arrived, as far as can be told, when it was claimed.
    """
    latest = 0.0
    for one in (path, *(path.with_name(name) for name in found.names)):
        with suppress(FileNotFoundError):
            latest = max(latest, one.lstat().st_ctime)
    return Claim(path, found, datetime.fromtimestamp(latest, UTC))


def _keeps_waiting(companion: Path, settled: list[Path]) -> bool:
    """Whether a file that stands beside a delivery is still being written, or cannot be claimed yet."""
    if _temporary(companion.name):
        return _is_young(companion)
    return companion not in settled or _taken(companion.parent / CLAIMED / companion.name)


def _waits(path: Path) -> bool:
    """Whether this is a verklaring whose delivery may still come, or is taken in with it."""
    if not is_meant(path.name):
        return False
    if not _taken(path):
        return True
    places = [place for place in (path.parent, path.parent / CLAIMED) if place.is_dir()]
    return _is_young(path) or any(
        path.name in beside(name, {path.name}).names for place in places for name in _names(place) if not is_meant(name)
    )


def _is_young(path: Path) -> bool:
    try:
        return time.time() - path.lstat().st_ctime < ALONE_SECONDS
    except FileNotFoundError:
        return False


def _is_for(name: str, regime: str, known: set[str]) -> bool:
    """Whether a file is this regime's, or nobody's: then whoever comes first refuses it."""
    try:
        named = read_name(name).regime
    except RefusedError:
        return True
    return named == regime or named not in known


def _temporary(name: str) -> bool:
    return name.startswith(TEMPORARY_PREFIXES) or PurePath(name).suffix.lower() in TEMPORARY_SUFFIXES


def _marks(inbox: Path) -> dict[Path, Mark]:
    """Whatever lies in a directory under a name that is meant to stay, with what changes while it is written."""
    marks = {}
    for path in inbox.iterdir():
        if _temporary(path.name) or path.name in OWN_DIRECTORIES:
            continue
        try:
            status = path.lstat()
        except FileNotFoundError:
            continue
        marks[path] = (status.st_ino, status.st_size, status.st_mtime_ns)
    return marks


def _settled(inbox: Path, seconds: float) -> list[Path]:
    """Files that did not change while we looked."""
    before = _marks(inbox)
    if not before:
        return []
    time.sleep(seconds)
    after = _marks(inbox)
    return _oldest_first({path: mark for path, mark in before.items() if after.get(path) == mark})


def _oldest_first(marks: dict[Path, Mark]) -> list[Path]:
    """Order of arrival: of two files for one peildatum the later one is the correction."""
    return sorted(marks, key=lambda path: (marks[path][-1], path.name))


def _taken(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def _register(claim: Claim, settings: Settings) -> Received:
    path = claim.path
    if is_meant(path.name):
        raise RefusedError(
            "a verklaring without its delivery: put both in the inbox, the verklaring first; it has the name of the "
            "file and .verklaring.yml after it"
        )
    if claim.beside.doubt:
        raise RefusedError(claim.beside.doubt)
    verklaring = path.with_name(claim.beside.verklaring) if claim.beside.verklaring else None
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode) or (verklaring and verklaring.is_symlink()):
        # Whoever may write in the inbox may not make us read what only we can read.
        raise RefusedError("a link, not a file")
    try:
        sender = path.owner()
    except KeyError:
        sender = str(status.st_uid)
    return receive(path, verklaring=verklaring, aangeleverd_door=sender, ontvangen_op=claim.arrived, settings=settings)


def _reason(error: Exception, *, personal: bool) -> str | None:
    """Why a file is refused; None when the fault is around it, so that every other file would meet it too."""
    if isinstance(error, RefusedError):
        return error.unquoted if personal else str(error)
    of_contents = isinstance(error, psycopg.DataError | psycopg.IntegrityError)
    if isinstance(error, WoonkluisError | OSError | psycopg.Error) and not of_contents:
        return None
    # One file that nobody foresaw must not keep the files of all others waiting, now and at every next look.
    return f"unexpected {kind_and_place(error)}: tell the beheerder of the system; put it back to try it again"


def _may_be_personal(name: str) -> bool:
    """Whether a file of this name may be one that the store would seal: also when it says of no contract that it is."""
    contracts = load_contracts().values()
    own = [one for one in contracts if one.regime == name.lstrip("".join(TEMPORARY_PREFIXES)).partition("_")[0]]
    return any(one.opslag == "verzegeld" for one in own or contracts)


def _refuse(claim: Path, directory: Path, reason: str, settings: Settings) -> Refusal:
    """Put a file away with its reason; the reason comes first, so a file without one never stands there."""
    if _may_be_personal(claim.name) and stat.S_ISREG(claim.lstat().st_mode):
        return _refuse_sealed(claim, directory, reason, settings)
    target = _free_place(claim.name, directory)
    # A name is limited in bytes, and of what is cut may be half a character.
    start = os.fsdecode(os.fsencode(claim.name)[:200])
    target.with_name(f"{start}.reden.txt").write_text(f"{reason}\n", encoding="utf-8")
    claim.rename(target)
    return Refusal(claim.name if claim.name.isprintable() else ascii(claim.name), reason)


def _refuse_sealed(claim: Path, directory: Path, reason: str, settings: Settings) -> Refusal:
    """Seal a refused file, then remove it. Its own name goes too: somebody may have written a person in it."""
    with Draft(settings, max_bytes=sys.maxsize, sealed=True, directory=directory) as draft:
        copy_into(draft, claim)
        naam = f"{_known_parts(claim.name)}-{draft.sha256[:12]}"
        target = _free_place(f"{naam}{SEALED_SUFFIX}", directory)
        target.with_name(f"{naam}.reden.txt").write_text(f"{reason}\n", encoding="utf-8")
        draft.keep(target)
    claim.unlink()
    return Refusal(naam, reason)


def _known_parts(name: str) -> str:
    """Return what a name says by the convention, and nothing else of it."""
    known = {contract.regime for contract in load_contracts().values()}
    regime, code, peildatum, *_ = [
        *(part.partition(".")[0] for part in name.lstrip(".~$").split("_", 3)[:3]),
        "",
        "",
        "",
    ]
    sound = (regime in known, bool(find_code(code)), _is_day(peildatum))
    said = [part for part, is_sound in zip((regime, code, peildatum), sound, strict=True) if is_sound]
    return "_".join(said) or "onbekend"


def _is_day(text: str) -> bool:
    try:
        return bool(as_peildatum(text))
    except RefusedError:
        return False


def _abandoned(inbox: Path, settings: Settings) -> list[Refusal]:
    """Seal uploads under a temporary name that nobody finishes; what may lie open stays as it is."""
    found = []
    for path in inbox.iterdir():
        if path.name == LOCK or not _temporary(path.name) or not _may_be_personal(path.name):
            continue
        with suppress(FileNotFoundError, UnsettledError):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and time.time() - status.st_ctime > ABANDONED_SECONDS:
                reason = "the upload was not finished within a day: deliver it again"
                found.append(_refuse_sealed(path, inbox / REFUSED, reason, settings))
    return found


def _expire(directory: Path) -> None:
    """Remove sealed files, and their reasons, that were refused long ago."""
    for path in directory.rglob(f"*{SEALED_SUFFIX}"):
        with suppress(FileNotFoundError):
            if time.time() - path.lstat().st_mtime > REFUSED_DAYS * 24 * 3600:
                path.with_suffix(".reden.txt").unlink(missing_ok=True)
                path.unlink()


def _put_away(claim: Path, directory: Path) -> None:
    claim.rename(_free_place(claim.name, directory))


def _free_place(name: str, directory: Path) -> Path:
    """Where a file can go without taking the place of an earlier one of that name."""
    directory.mkdir(exist_ok=True, mode=0o700)
    if _taken(directory / name):
        directory /= str(time.time_ns())
        directory.mkdir(mode=0o700)
    return directory / name
