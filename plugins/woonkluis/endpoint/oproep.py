"""A call: who makes it for whom, whether it may, and its line in the call log (WIV-6.6, WIV-6.7, WIV-6.10)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from psycopg.rows import class_row, dict_row

from woonkluis.endpoint.weigering import GeweigerdError
from woonkluis.platform.engine import connect
from woonkluis.platform.insz import INSZ
from woonkluis.receive import Received, StoppedError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from woonkluis.platform.settings import Settings
    from woonkluis.receive import Stored

LOGIN, REGIME = "dienst_api", "cwr"
LEVEREN, STATUS, VERBINDING, ONBEKEND = "levering.toevoegen", "levering.status", "verbinding", "onbekend"
MELDINGEN, BEANTWOORDEN = "melding.lezen", "melding.beantwoorden"
TOEGELATEN = "toegelaten"

SKEW = timedelta(minutes=5)
"""How far the clock of a sender may be off, and how old a signature may be."""


TOESTANDEN = ("onderzocht", "maatregelen")
WORDS = re.compile(r"[^\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]{3,2000}")


@dataclass
class Oproep:
    """What the call log keeps of a call; filled in while it becomes known."""

    certificaat: Certificate | None
    correlatie_id: UUID
    dienst: str = ONBEKEND
    dn: str | None = None
    gebruiker: str | None = None
    bronhouder: str | None = None
    partij: str | None = None
    toepassing: str | None = None
    uitkomst: str = TOEGELATEN
    levering_id: int | None = None
    bytes: int | None = None


@dataclass(frozen=True)
class Bewijs:
    """Receipt of a delivery, with what became of it."""

    levering_id: int
    bronhouder_code: str
    peildatum: date
    sha256: str
    bytes: int
    ontvangen_op: datetime
    status: str
    blokkerend: int
    waarschuwing: int
    info: int
    reden: str | None = None
    """Why it waits, in Dutch; None when it does not."""


def correlatie(header: str | None) -> UUID:
    """Take the id that the caller gave its call, or make one."""
    try:
        return UUID(header) if header else uuid4()
    except ValueError:
        return uuid4()


def _one(query: str, parameters: list[Any], settings: Settings) -> tuple[Any, ...]:
    with connect(LOGIN, application_name="woonkluis api", settings=settings) as connection:
        return connection.execute(query.encode(), parameters).fetchone() or ()


def toets(oproep: Oproep, settings: Settings) -> None:
    """Find the party by its DN and check that it may make this call; raises GeweigerdError with the reason."""
    uitkomst, oproep.partij, oproep.toepassing, bronhouder = _one(
        "select uitkomst, partij_code, toepassing, bronhouder_code from register.toets_oproep(%s, %s, %s, %s)",
        [oproep.dn, oproep.dienst, oproep.gebruiker, oproep.bronhouder],
        settings,
    )
    oproep.bronhouder = bronhouder or oproep.bronhouder
    if uitkomst != TOEGELATEN:
        raise GeweigerdError(uitkomst)


def ken(oproep: Oproep, settings: Settings) -> None:
    """Check that the DN is of a party at all: nobody else may make us read a message."""
    uitkomst, oproep.partij, oproep.toepassing, _ = _one(
        "select uitkomst, partij_code, toepassing, bronhouder_code from register.toets_oproep(%s, %s, null, null)",
        [oproep.dn, STATUS],
        settings,
    )
    if uitkomst in {"onbekend_certificaat", "certificaat_ingetrokken"}:
        raise GeweigerdError(uitkomst)


def onthoud(kenmerk: bytes, tijdstip: datetime, settings: Settings) -> None:
    """Refuse what was signed and sent before, to this process or any other (WIV-6.8)."""
    # A clock that runs ahead makes it fresh until twice the skew from now.
    vervalt = max(tijdstip, datetime.now(UTC)) + 2 * SKEW
    sleutel = hashlib.sha256(kenmerk).hexdigest()
    if _one("select register.onthoud_bericht(%s, %s)", [sleutel, vervalt], settings) != (True,):
        raise GeweigerdError("herhaald")


def noteer(oproep: Oproep, settings: Settings) -> None:
    """Write the line of the call log; who cannot write it, does not answer."""
    _one(
        "select audit.noteer_oproep(%s, %s, %s, %s, %s, null, %s, %s, %s, %s, %s)",
        [
            *(oproep.dienst, oproep.uitkomst, oproep.partij, oproep.toepassing, oproep.gebruiker, oproep.bronhouder),
            *(oproep.levering_id, oproep.bytes, oproep.correlatie_id, None if oproep.partij else oproep.dn),
        ],
        settings,
    )


def registreer(
    oproep: Oproep, contract: str, peildatum: date, naam: str, stored: Stored, settings: Settings
) -> Received:
    """Register a stored message as a delivery of the party, or find it registered."""
    from psycopg.errors import ObjectNotInPrerequisiteState  # noqa: PLC0415 - named where it is expected

    try:
        levering_id, nieuw, status, ontvangen_op = _one(
            "select levering_id, nieuw, status, ontvangen_op "
            "from register.ontvang_levering(%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                *(oproep.partij, oproep.bronhouder, contract, peildatum),
                *(stored.sha256, naam, stored.size, oproep.gebruiker),
            ],
            settings,
        )
    except ObjectNotInPrerequisiteState:
        raise StoppedError("stopped while it was received (WIV-8.1)") from None
    return Received(levering_id, nieuw=nieuw, regime=REGIME, status=status, ontvangen_op=ontvangen_op)


def lees_bewijs(oproep: Oproep, levering_id: int, settings: Settings) -> Bewijs:
    """Read the receipt of a delivery of this party; that of another is as one that is not there (WIV-4.12)."""
    oproep.levering_id = levering_id
    with (
        connect(LOGIN, application_name="woonkluis api", settings=settings) as connection,
        connection.cursor(row_factory=class_row(Bewijs)) as cursor,
    ):
        found = cursor.execute(
            "select * from register.lees_ontvangstbewijs(%s, %s)", [oproep.partij, levering_id]
        ).fetchone()
    if found is None:
        raise GeweigerdError("onbekende_levering")
    return found


def lees_meldingen(oproep: Oproep, settings: Settings) -> list[dict[str, Any]]:
    """Read the open notices of the woonmaatschappijen for which this party may (WIV-4.12, WIV-7.1)."""
    with (
        connect(LOGIN, application_name="woonkluis api", settings=settings) as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        return cursor.execute(
            "select * from register.lees_meldingen(%s, %s)", [oproep.partij, oproep.bronhouder]
        ).fetchall()


def beantwoord(oproep: Oproep, melding_id: UUID, toestand: str, toelichting: str, settings: Settings) -> None:
    """Record an answer of a woonmaatschappij to its own notice (WIV-7.4); one of another is not there.

    Raises GeweigerdError, also for a state that is not theirs to give, and for words that name a person.
    """
    if toestand not in TOESTANDEN or not WORDS.fullmatch(toelichting) or INSZ.search(toelichting):
        raise GeweigerdError("ongeldig_antwoord")
    (uitkomst,) = _one(
        "select register.beantwoord_melding(%s, %s, %s, %s, %s)",
        [oproep.partij, oproep.gebruiker, melding_id, toestand, toelichting],
        settings,
    )
    if uitkomst != "vastgelegd":
        raise GeweigerdError(str(uitkomst))
