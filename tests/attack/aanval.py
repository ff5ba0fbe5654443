"""Words in which an attack is written down, and what each login may know; the attacks are tables in the tests here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.access.test_onderzoek import DEEL_A, DEEL_B
from tests.huis import BIJ_PROVINCIE, GEMEENTEN, KBO, PLANS_OF_EACH_KIND, geheim_aantal, homes, ligging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Connection = psycopg.Connection[Any]
    Als = Callable[..., Connection]

PLANNEN = "lmvw_vertrouwelijk.woningbouwplan"
ZONDER_LIGGING = "lmvw_vertrouwelijk.woningbouwplan_zonder_ligging"
OTHER, ART_8 = "GM0202", "GM0344"
"""Arnhem is hidden from all but beheer; the plans of Utrecht are kept from beheer (LMVW-8)."""

OVERIJSSEL = frozenset(code for code, provincie in GEMEENTEN.items() if provincie == "PV23")
GEMEENTE, PROVINCIE, BEHEER, BI = "demo_gemeente_deventer", "demo_provincie_overijssel", "demo_beheer", "demo_bi"
STUURGROEP, PUBLIEK, ZONDER_RECHT = "proef_lmvw_stuurgroep", "proef_publiek_lezer", "proef_lmvw_gemeente"
WOONMAATSCHAPPIJ, DPO, GSC = "proef_cwr_woonmaatschappij", "proef_cwr_dpo", "proef_cwr_gsc"
LADER, BOUWER, TOEGANG = "dienst_lader", "dienst_bouwer", "dienst_toegang"
API, BORD, AUDIT, KLUIS = "dienst_api", "dienst_bord", "dienst_audit", "dienst_kluis"
OND_12A, OND_12B, OND_12C = "onderzoeker_12a", "onderzoeker_12b", "onderzoeker_12c"
VERLOPEN = "onderzoeker_verlopen"

SEES: dict[str, frozenset[str]] = {
    GEMEENTE: frozenset({"GM0150"}),
    PROVINCIE: OVERIJSSEL,
    BEHEER: frozenset(GEMEENTEN),
    OND_12A: frozenset({"GM0150"}),
    OND_12B: OVERIJSSEL,
    OND_12C: frozenset(BIJ_PROVINCIE),
}
"""Login and the gemeenten whose confidential plans it may read; whoever is not here may read none."""

READ_PLANS = tuple(SEES)
NO_PLANS = (BI, STUURGROEP, PUBLIEK, ZONDER_RECHT, VERLOPEN, WOONMAATSCHAPPIJ, DPO, GSC)
READERS = (*READ_PLANS, *NO_PLANS)
FEW = (GEMEENTE, BEHEER, BI, OND_12A)
"""For attacks on which the group has no influence."""


def secrets_of(gemeente: str) -> set[str]:
    """What nobody else may learn of the confidential plans of a gemeente: name, client, number, place."""
    found = set()
    for nummer in range(PLANS_OF_EACH_KIND, 2 * PLANS_OF_EACH_KIND):
        sleutel = f"{gemeente}-{nummer}"
        west, south = ligging(gemeente)
        rij = nummer + 1 - (PLANS_OF_EACH_KIND if gemeente in BIJ_PROVINCIE else 0)
        found |= {f"Geheim plan {sleutel}", f"Ontwikkelaar {sleutel}", str(geheim_aantal(gemeente, nummer))}
        found.add(f"{west + 100 * rij} {south}")
    return found


PERSONS = {one["insz"] for one in homes()["cwr_gezinslid"]} | {"Testpersoon", f"geheim van {KBO}"}
SIGNERS = {DEEL_A["naam"], DEEL_A["email"], DEEL_A["telefoon"], DEEL_B["naam"]}


def hidden_from(login: str) -> set[str]:
    """Every secret of the warehouse that a login may not learn, by whatever way."""
    everywhere = {*GEMEENTEN, *BIJ_PROVINCIE}
    seen = SEES.get(login, frozenset())
    hidden = PERSONS | (set() if login == BEHEER else SIGNERS)
    hidden = hidden.union(*(secrets_of(gemeente) for gemeente in everywhere - seen))
    told = seen if login in {GEMEENTE, PROVINCIE, BEHEER} else frozenset()
    hidden |= {f"geheim van {gemeente}" for gemeente in everywhere - told}
    if login == OND_12B:
        # LMVW-GV-C2: kenmerken, so no client and no place.
        hidden |= {
            secret
            for secret in set().union(*(secrets_of(gemeente) for gemeente in seen))
            if secret.startswith("Ontwikkelaar") or re.fullmatch(r"\d+ \d+", secret)
        }
    return hidden


def table_of(login: str) -> str:
    """The table in which a login reads plans."""
    return ZONDER_LIGGING if login == OND_12B else PLANNEN


@dataclass(frozen=True)
class Outcome:
    """All that a login gets back of an attack: rows, notices and the last error, as text."""

    text: str
    code: str | None

    def leaks(self, login: str, asked: str = "") -> list[str]:
        """Secrets in it, but for those that the attack itself named."""
        return sorted(
            secret
            for secret in hidden_from(login)
            if secret in self.text
            and secret not in asked
            and re.search(rf"(?<![0-9A-Za-z.]){re.escape(secret)}(?![0-9A-Za-z])", self.text)
        )


def play(connection: Connection, statements: Iterable[str]) -> Outcome:
    """Run statements until one fails."""
    lines: list[str] = []
    code = None

    def listen(notice: psycopg.errors.Diagnostic) -> None:
        lines.extend(str(part) for part in (notice.message_primary, notice.message_detail, notice.context) if part)

    connection.add_notice_handler(listen)
    try:
        for statement in statements:
            if re.match(r"copy\b.*\bto stdout", statement, re.DOTALL):
                with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
                    lines.extend(bytes(block).decode() for block in copy)
                continue
            cursor = connection.execute(statement.encode())
            lines.extend(str(row) for row in (cursor.fetchall() if cursor.description else []))
    except psycopg.Error as error:
        code, diag = error.sqlstate, error.diag
        parts = (diag.message_primary, diag.message_detail, diag.message_hint, diag.context)
        lines.append(f"{code}: " + " / ".join(part for part in parts if part))
    finally:
        connection.remove_notice_handler(listen)
    return Outcome("\n".join(lines), code)


@dataclass(frozen=True)
class Refused:
    """Each statement is refused with `code`, after `first` was allowed."""

    trick: str
    keeps: str
    logins: tuple[str, ...]
    statements: tuple[str, ...]
    first: tuple[str, ...] = ()
    code: str = "42501"
    autocommit: bool = False

    def run(self, login: str, als: Als) -> None:
        connection = als(login, autocommit=self.autocommit)
        own = own_role(login)
        for statement in self.statements:
            text = statement.replace("{self}", connection.info.user).replace("{group}", own)
            outcome = play(connection, (*self.first, text))
            if not self.autocommit:
                connection.rollback()
            assert outcome.code == self.code, f"{text}: {outcome.text or 'allowed'}"
            assert outcome.leaks(login, text) == []


@dataclass(frozen=True)
class SameAnswer:
    """`{x}` that is there, but hidden, gets the same answer as one that is not: rows, errors, plans and counters.

    What is there may be a query, that the administrator answers. `{plannen}` is the table of the login.
    """

    trick: str
    keeps: str
    logins: tuple[str, ...]
    statement: str
    there: str
    absent: str
    first: tuple[str, ...] = ()

    def run(self, login: str, als: Als) -> None:
        there = self.there
        if there.startswith("select "):
            [(there,)] = als("beheerder").execute(there.encode()).fetchall()
        answers = []
        for probe in (str(there), self.absent):
            connection = als(login)
            text = self.statement.replace("{plannen}", table_of(login)).replace("{x}", probe)
            outcome = play(connection, (*self.first, text))
            assert outcome.leaks(login, text) == []
            answers.append(re.sub(r"'01[0-9A-F]{30,}'", "{geometrie}", outcome.text))
            # How busy the server is.
            answers[-1] = re.sub(r"Workers Launched: \d+", "", answers[-1])
            # Of a number only where it is compared: it is also the number of some rows.
            named = rf"= '?{probe}\b'?" if probe.isdigit() else re.escape(probe)
            answers[-1] = re.sub(named, "{x}", answers[-1])
        assert answers[0] == answers[1], f"what is there: {answers[0]}\nwhat is not: {answers[1]}"


@dataclass(frozen=True)
class SameWorld:
    """The answer does not change when only hidden rows change: `change`, by the administrator, and `undo`."""

    trick: str
    keeps: str
    logins: tuple[str, ...]
    statement: str
    change: str
    undo: str
    first: tuple[str, ...] = ()

    def run(self, login: str, als: Als) -> None:
        def answer() -> str:
            connection = als(login)
            outcome = play(connection, (*self.first, self.statement.replace("{plannen}", table_of(login))))
            connection.rollback()
            # Follows from the change itself, which unset a bit in the visibility map.
            return re.sub(r"Heap Fetches: \d+", "", outcome.text)

        admin = als("beheerder", autocommit=True)
        before = answer()
        assert admin.execute(self.change.encode()).rowcount > 0
        try:
            after = answer()
        finally:
            admin.execute(self.undo.encode())
        assert before == after, f"before: {before}\nafter: {after}"


@dataclass(frozen=True)
class OwnOnly:
    """Whatever comes back holds nothing that is hidden; with `shows` it does hold what the login may read."""

    trick: str
    keeps: str
    logins: tuple[str, ...]
    statements: tuple[str, ...]
    shows: bool = True

    def run(self, login: str, als: Als) -> None:
        statements = [one.replace("{plannen}", table_of(login)) for one in self.statements]
        outcome = play(als(login), statements)
        assert outcome.leaks(login) == []
        if self.shows:
            own = set().union(*(secrets_of(gemeente) for gemeente in SEES[login]))
            assert outcome.code is None, outcome.text
            assert any(secret in outcome.text for secret in own), f"the attack got nothing at all: {outcome.text}"


Attack = Refused | SameAnswer | SameWorld | OwnOnly


def own_role(login: str) -> str:
    """Group of a login, of those that attack by name."""
    if login.startswith("proef_"):
        return login.removeprefix("proef_")
    return {GEMEENTE: "lmvw_gemeente", PROVINCIE: "lmvw_provincie", BEHEER: "lmvw_beheer", BI: "publiek_lezer"}.get(
        login, "lmvw_onderzoeker_" + login.removeprefix("onderzoeker_").replace("verlopen", "12a")
    )


def played(attacks: Iterable[Attack]) -> pytest.MarkDecorator:
    """Each attack by each of its logins."""
    return pytest.mark.parametrize(
        ("attack", "login"),
        [
            pytest.param(attack, login, id=f"{attack.trick}-{login}".replace(" ", "_"))
            for attack in attacks
            for login in attack.logins
        ],
    )
