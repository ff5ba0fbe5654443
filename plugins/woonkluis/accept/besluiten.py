"""Decisions of people: late deliveries (LMVW-10), sums of small plans (LMVW-9), maatwerk (LMVW-17); withdrawing one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from psycopg.rows import class_row

from woonkluis.accept.deciding import Decision, accept
from woonkluis.check import load_rules
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import ImpossibleError
from woonkluis.platform.settings import get_settings

if TYPE_CHECKING:
    from datetime import date, datetime

    from woonkluis.platform.settings import Settings

CORRECTION = """
    insert into register.besluit
        (soort, orgaan, uitkomst, gebied_soort, gebied_code, levering_id, motivering, besloten_door)
    select
        'correctie_10', 'beheerorganisatie', %(uitkomst)s, 'gemeente', bronhouder_code, levering_id, %(motivering)s,
        %(besloten_door)s
    from register.te_laat
    where levering_id = %(levering_id)s
"""

DECISION = """
    insert into register.besluit (
        soort, orgaan, uitkomst, gebied_soort, gebied_code, regel_id, motivering, besloten_door, geldig_van, geldig_tot,
        aanvraag
    )
    values (
        %(soort)s, %(orgaan)s, %(uitkomst)s, %(gebied_soort)s, %(gebied_code)s, %(regel_id)s, %(motivering)s,
        %(besloten_door)s, %(geldig_van)s, %(geldig_tot)s, %(aanvraag)s
    )
    returning besluit_id
"""

ANSWERED = """
    select besluit_id, uitkomst, motivering, besloten_door
    from register.besluit
    where aanvraag = %(aanvraag)s and ingetrokken_op is null
    for update
"""

WITHDRAWAL = """
    update register.besluit
    set
        ingetrokken_op = clock_timestamp(),
        ingetrokken_door = %(door)s,
        ingetrokken_reden = %(motivering)s
    where besluit_id = %(besluit_id)s and ingetrokken_op is null
"""

GEBIED = {"GM": "gemeente", "PV": "provincie", "NL": "nederland"}
MAATWERK = {"stuurgroep": "maatwerk_17a", "provincie": "maatwerk_17b", "gemeente": "maatwerk_17b"}
"""Who decides on maatwerk: LMVW-17a, or LMVW-17b about data of one provincie or gemeente."""

DECIDES = {"stuurgroep": ("NL", "PV", "GM"), "provincie": ("PV", "GM"), "gemeente": ("GM",)}
MAX_YEARS = 10
"""Longer is no transition (LMVW-9) and no deviation (LMVW-17), but a typing error or another rule."""


@dataclass(frozen=True)
class Late:
    """A checked delivery that came after its peildatum was frozen and on which nobody has decided."""

    levering_id: int
    bronhouder_code: str
    peildatum: date
    ontvangen_op: datetime


def late(*, settings: Settings | None = None) -> list[Late]:
    """List the late deliveries that wait for a decision, oldest first."""
    with (
        connect("dienst_lader", settings=settings) as connection,
        connection.cursor(row_factory=class_row(Late)) as cursor,
    ):
        return cursor.execute(
            "select levering_id, bronhouder_code, peildatum, ontvangen_op from register.te_laat order by levering_id"
        ).fetchall()


def _reason(motivering: str | None) -> str:
    if not motivering or not motivering.strip():
        raise ImpossibleError("a decision needs a motivering: clear the question to ask it again")
    return motivering.strip()


def decide_late(
    levering_id: int,
    *,
    toegewezen: bool,
    motivering: str | None,
    besloten_door: str,
    settings: Settings | None = None,
) -> Decision:
    """Record whether a late delivery still counts, with the reason, then decide on it accordingly (LMVW-10).

    A delivery on which was decided keeps that decision.

    Raises:
        ImpossibleError: no reason was given, or there is no such delivery.
    """
    answer = {
        "levering_id": levering_id,
        "uitkomst": "toegewezen" if toegewezen else "afgewezen",
        "motivering": _reason(motivering),
        "besloten_door": besloten_door,
    }
    name = f"woonkluis correctie {levering_id}"
    with connect("dienst_lader", application_name=name, settings=settings) as connection:
        connection.execute("select from register.levering where levering_id = %(levering_id)s for update", answer)
        connection.execute(CORRECTION, answer)
    return accept(levering_id, settings=settings)


@dataclass(frozen=True)
class Request:
    """What is asked of an organ: a deviation from a rule (LMVW-17), or the sum of small plans (LMVW-9).

    It holds for deliveries of an area (GM0150, PV23 or NL) with a peildatum in a period; ``regel_id`` is for maatwerk.
    """

    orgaan: str
    gebied_code: str
    geldig_van: date
    geldig_tot: date
    regel_id: str | None = None

    @property
    def soort(self) -> str:
        """Kind of decision, as in register.besluit."""
        return MAATWERK[self.orgaan] if self.regel_id else "optelling_9"


def check_request(asked: Request, *, settings: Settings | None = None) -> None:
    """Refuse what cannot be asked, before anybody is asked.

    Raises:
        ImpossibleError: the rule allows no maatwerk, the organ does not decide there, or area or period cannot be.
    """
    settings = settings or get_settings()
    if asked.geldig_tot < asked.geldig_van or asked.geldig_tot.year - asked.geldig_van.year > MAX_YEARS:
        raise ImpossibleError(f"a period ends after it begins and lasts at most {MAX_YEARS} years")
    if asked.orgaan not in MAATWERK:
        raise ImpossibleError(f"orgaan should be one of {', '.join(MAATWERK)}")
    if asked.gebied_code[:2] not in DECIDES[asked.orgaan] or (asked.regel_id is None and asked.gebied_code[:2] != "GM"):
        raise ImpossibleError(f"{asked.orgaan} does not decide on this for {asked.gebied_code}")
    if asked.regel_id is not None:
        rules = {rule.regel: rule for rule in load_rules(settings.repo_dir / "sql" / "rules" / "lmvw")}
        if asked.regel_id not in rules:
            raise ImpossibleError(f"there is no rule {asked.regel_id}: docs/rules.md lists them")
        if not rules[asked.regel_id].kan_maatwerk:
            raise ImpossibleError(f"rule {asked.regel_id} allows no maatwerk: the layers or a secret rest on it")
    with connect("dienst_lader", application_name="woonkluis aanvraag", settings=settings) as connection:
        query = "select from referentie.gemeente where %s in ('NL', provincie_code, gemeente_code) limit 1"
        if connection.execute(query, [asked.gebied_code]).fetchone() is None:
            raise ImpossibleError(f"there is no {asked.gebied_code}")


def decide(
    asked: Request,
    *,
    toegewezen: bool,
    motivering: str | None,
    besloten_door: str,
    aanvraag: str | None = None,
    settings: Settings | None = None,
) -> UUID:
    """Record an answer to a request, with its reason; return the besluit.

    ``aanvraag`` names the question. The same answer to it again is the decision that is there already; another answer
    takes its place, which is then withdrawn.

    Raises:
        ImpossibleError: no reason was given, or it cannot be asked.
    """
    check_request(asked, settings=settings)
    values = {
        "soort": asked.soort,
        "orgaan": asked.orgaan,
        "uitkomst": "toegewezen" if toegewezen else "afgewezen",
        "gebied_soort": GEBIED[asked.gebied_code[:2]],
        "gebied_code": asked.gebied_code,
        "regel_id": asked.regel_id,
        "motivering": _reason(motivering),
        "besloten_door": besloten_door,
        "geldig_van": asked.geldig_van,
        "geldig_tot": asked.geldig_tot,
        "aanvraag": aanvraag,
    }
    with connect("dienst_lader", application_name=f"woonkluis {asked.soort}", settings=settings) as connection:
        if before := connection.execute(ANSWERED, values).fetchone():
            if before[1:] == (values["uitkomst"], values["motivering"], besloten_door):
                return UUID(str(before[0]))
            reason = {
                "besluit_id": before[0],
                "door": besloten_door,
                "motivering": "dezelfde vraag is opnieuw beantwoord",
            }
            connection.execute(WITHDRAWAL, reason)
        ((besluit_id,),) = connection.execute(DECISION, values).fetchall()
    return UUID(str(besluit_id))


def withdraw(besluit_id: UUID, *, motivering: str | None, besloten_door: str, settings: Settings | None = None) -> bool:
    """Withdraw a decision, from now on; False when it was withdrawn before.

    What was decided on deliveries under it stays.

    Raises:
        ImpossibleError: no reason was given, or there is no such decision.
    """
    answer = {"besluit_id": besluit_id, "motivering": _reason(motivering), "door": besloten_door}
    with connect("dienst_lader", application_name="woonkluis intrekken", settings=settings) as connection:
        if connection.execute(WITHDRAWAL, answer).rowcount:
            return True
        found = connection.execute("select from register.besluit where besluit_id = %(besluit_id)s", answer).fetchone()
    if found is None:
        raise ImpossibleError(f"there is no besluit {besluit_id}")
    return False
