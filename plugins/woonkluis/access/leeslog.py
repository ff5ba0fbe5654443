"""WIV-6.9: turn what pgaudit wrote in the server's log into rows: which login read what is confidential, and when."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from woonkluis.access.audit import VERIFIER
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import Settings, get_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MARK = "AUDIT: "

# Columns of PostgreSQL's csvlog, by place.
TIME, LOGIN, DATABASE, PROCESS, SESSION, MESSAGE, APPLICATION, BACKEND = 0, 1, 2, 3, 5, 13, 22, 23

# Fields of pgaudit's line, which is itself a row of CSV.
TYPE, COMMAND, KIND, RELATION = 0, 4, 5, 6


@dataclass(frozen=True, order=True)
class Lezing:
    """One read of one relation by one login; what was asked for is not logged."""

    moment: datetime
    login: str
    database: str
    applicatie: str
    sessie: str
    commando: str
    relatie: str


def directory(settings: Settings | None = None) -> Path:
    """Where the private cluster keeps its log; raises WoonkluisError where the warehouse is another server's."""
    settings = settings or get_settings()
    if settings.pg_host:
        raise WoonkluisError("the log of reads is on the server of the database: name its directory")
    try:
        return Path(json.loads(settings.cluster_file.read_text())["data_dir"]) / "log"
    except FileNotFoundError:
        raise WoonkluisError("no warehouse here yet: run `woonkluis up`") from None


def parse(lines: Iterable[str]) -> Iterator[Lezing]:
    """Read csvlog lines; what is no logged read of a relation is passed over, also a line that is still being written.

    Parallel workers repeat the line of their leader and are left out. Raises WoonkluisError when the log is not in UTC.
    """
    for row in csv.reader(lines):
        if len(row) <= BACKEND or not row[MESSAGE].startswith(MARK) or row[BACKEND] == "parallel worker":
            continue
        fields = next(csv.reader(io.StringIO(row[MESSAGE][len(MARK) :])))
        if len(fields) <= RELATION or fields[TYPE] != "OBJECT":
            continue
        moment, _, zone = row[TIME].rpartition(" ")
        if zone not in {"UTC", "GMT"}:
            # An abbreviation such as CET does not say which moment it was.
            raise WoonkluisError(f"the server logs in {zone}: set log_timezone = 'UTC', as sql/postgresql.conf does")
        yield Lezing(
            datetime.strptime(moment, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC),
            *(row[LOGIN], row[DATABASE], row[APPLICATION], row[SESSION], fields[COMMAND], fields[RELATION]),
        )


def read(place: Path | None = None, *, sinds: datetime | None = None, settings: Settings | None = None) -> list[Lezing]:
    """Return the reads in the logs of a directory (default: of the private cluster), oldest first.

    Raises:
        WoonkluisError: the directory cannot be read: it is the server's, and its owner's only.
    """
    place = place or directory(settings)
    found: list[Lezing] = []
    try:
        for path in sorted(place.glob("*.csv")):
            if sinds and datetime.fromtimestamp(path.stat().st_mtime, UTC) < sinds:
                continue
            with path.open(encoding="utf-8", errors="replace", newline="") as file:
                found += [one for one in parse(file) if not sinds or one.moment >= sinds]
    except OSError as error:
        raise WoonkluisError(f"the log of reads cannot be read: {error.strerror}") from None
    return sorted(found)


@dataclass(frozen=True)
class Opgenomen:
    """Since and until when every read is known, and how many were new."""

    bekend_sinds: datetime
    gelezen_tot: datetime
    lezingen: int


def take_up(settings: Settings | None = None) -> Opgenomen:
    """Let the server add the reads that it logged since the last time to audit.gebruik.

    The server reads its own log, which nobody else may, wherever it runs. A file that is gone before it was read moves
    ``bekend_sinds``: what happened before that is not known.

    Raises:
        WoonkluisError: the server cannot be reached, or keeps no such log.
    """
    with connect(VERIFIER, application_name="woonkluis leeslog", settings=settings) as connection:
        try:
            row = connection.execute("select * from audit.neem_leeslog_op()").fetchone()
        except psycopg.errors.ObjectNotInPrerequisiteState as error:
            raise WoonkluisError(error.diag.message_primary or "the server keeps no log of reads") from None
    if row is None:
        raise WoonkluisError("the server did not say until when its log was read")
    return Opgenomen(*row)


@dataclass(frozen=True)
class Gebruik:
    """How often and when last a login read a relation."""

    login: str
    relatie: str
    keren: int
    laatst: datetime


def per_login(reads: Iterable[Lezing]) -> list[Gebruik]:
    """Sum reads per login and relation, the last used first, as audit.gebruik does for all time."""
    counted: dict[tuple[str, str], tuple[int, datetime]] = {}
    for one in reads:
        times, last = counted.get((one.login, one.relatie), (0, one.moment))
        counted[one.login, one.relatie] = (times + 1, max(last, one.moment))
    return sorted(
        (Gebruik(login, relatie, times, last) for (login, relatie), (times, last) in counted.items()),
        key=lambda use: (-use.laatst.timestamp(), use.login, use.relatie),
    )
