"""WIV-7.1 to WIV-7.4: notices to woonmaatschappijen as they stand: terms and reminders, answers, their end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from woonkluis.check.rules import load_rules
from woonkluis.platform.engine import as_table, connect
from woonkluis.platform.errors import ImpossibleError, WoonkluisError
from woonkluis.platform.machine import account
from woonkluis.platform.settings import Settings, get_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from uuid import UUID

WRITER, REGIME = "dienst_lader", "cwr"

WITHOUT_RULE = {
    "LEES-BEWAARTERMIJN": (
        "overtollig",
        "Wat te oud is om te bewaren, wordt niet geleverd",
        "Laat het weg: het is geweigerd en nergens opgeslagen.",
    ),
    "WIV-7.1_aandeel": (
        "foutief",
        "Van een bericht is hoogstens een klein deel van de woningen foutief",
        "Herstel de woningen en lever het bericht opnieuw.",
    ),
    "WIV-5.1_volgnummer": (
        "foutief",
        "Elk bericht heeft het volgende vrije nummer",
        "Lever de wijziging onder het volgende vrije nummer, of een volledig bericht.",
    ),
}
"""What has words of its own, found by the reader (WIV-R.2), after the rules (WIV-7.1), by the decision (WIV-5.1)."""

NOT_STOPPED = """
    not exists (
        select from register.stopzetting as stop
        where stop.regime = 'cwr' and stop.bronhouder_code = {}.bronhouder_code and stop.hervat_op is null
    )
"""
"""WIV-8.1: of a woonmaatschappij that is stopped nothing is processed, so nothing is noticed or reminded of either."""

TELL = """
    insert into register.melding_bericht (melding_id, bronhouder_code, soort)
    select melding_id, bronhouder_code, %(soort)s
    from register.melding
    where melding_id = any(%(meldingen)s)
    on conflict (melding_id, soort, beurt) do nothing
"""

REMIND = f"""
    with stand as (
        select
            stand.*,
            termijn.herinner_voor_dagen as voor,
            termijn.herinner_na_dagen as na,
            coalesce(%(vandaag)s::date, (clock_timestamp() at time zone 'Europe/Brussels')::date) as vandaag
        from register.melding_stand as stand
        join register.melding using (melding_id)
        join register.melding_termijn as termijn on termijn.geldig_van = melding.termijn_van
        where {NOT_STOPPED.format("stand")}
    ),

    aan_de_beurt as (
        select
            melding_id,
            bronhouder_code,
            case
                when toestand in ('open', 'onderzocht') and vandaag > maatregelen_tot then 'te_laat_maatregelen'
                when toestand in ('open', 'onderzocht') and vandaag > maatregelen_tot - voor
                    then 'herinnering_maatregelen'
                when toestand = 'open' and vandaag > onderzoek_tot then 'te_laat_onderzoek'
                when toestand = 'open' and vandaag > onderzoek_tot - voor then 'herinnering_onderzoek'
                when toestand = 'maatregelen' and vandaag > herstel_tot then 'te_laat_herstel'
                when toestand = 'maatregelen' and vandaag > herstel_tot - voor then 'herinnering_herstel'
            end as soort,
            vandaag,
            case
                when toestand = 'maatregelen' then herstel_tot
                when vandaag > maatregelen_tot then maatregelen_tot
                else onderzoek_tot
            end as termijn,
            na,
            -- Each answer has a term of its own, and is reminded of anew.
            case
                when toestand = 'maatregelen' then (
                    select 10000 * max(stap.volgnummer) from register.melding_stap as stap
                    where stap.melding_id = stand.melding_id
                )
                else 0
            end as vanaf_beurt
        from stand
        where toestand <> 'afgesloten'
    )

    insert into register.melding_bericht (melding_id, bronhouder_code, soort, beurt)
    select
        melding_id, bronhouder_code, soort,
        vanaf_beurt + case when soort like 'te_laat%%' then 1 + (vandaag - termijn - 1) / na else 1 end
    from aan_de_beurt
    where soort is not null
    on conflict (melding_id, soort, beurt) do nothing
    returning soort
"""  # noqa: S608

UNTOLD = """
    select bericht.bericht_id, bericht.melding_id, bericht.bronhouder_code, melding.regel_id, bericht.soort
    from register.melding_bericht as bericht
    join register.melding using (melding_id)
    where bericht.soort like 'te_laat%' and bericht.verteld_op is null
    order by bericht.gemaakt_op, bericht.bericht_id
    for update of bericht skip locked
"""

STEP = """
    insert into register.melding_stap (melding_id, volgnummer, toestand, reden, namens, door, toelichting)
    values (%(melding_id)s, 1, %(toestand)s, %(reden)s, %(namens)s, %(door)s, %(toelichting)s)
"""

REPAIRED = """
    update register.melding_record set einde_op = clock_timestamp()
    where melding_id = %(melding_id)s and einde_op is null
"""

LAID_BACK = """
    insert into register.melding_bericht (melding_id, bronhouder_code, soort, beurt)
    select
        melding_id, bronhouder_code, 'teruggelegd',
        1 + (
            select count(*) from register.melding_bericht as er
            where er.melding_id = melding.melding_id and er.soort = 'teruggelegd'
        )
    from register.melding
    where melding_id = %(melding_id)s
"""

LATE = """
    select
        count(*) filter (where toestand <> 'afgesloten'),
        count(*) filter (where te_laat = 'onderzoek'),
        count(*) filter (where te_laat = 'maatregelen'),
        count(*) filter (where te_laat = 'herstel')
    from register.melding_stand
"""

LIST = """
    select
        melding_id as melding, bronhouder_code as woonmaatschappij, regel_id as regel, klasse, toestand, te_laat,
        open_records, onderzoek_tot, maatregelen_tot, herstel_tot, titel
    from register.melding_stand
    where (%(alle)s or toestand <> 'afgesloten') and (%(bronhouder)s::text is null or bronhouder_code = %(bronhouder)s)
    order by te_laat is null, maatregelen_tot, bronhouder_code, regel_id
"""


@dataclass(frozen=True)
class TeLaat:
    """A term that is over: ids and codes, that operators are told."""

    melding_id: UUID
    bronhouder_code: str
    regel_id: str
    soort: str

    def __str__(self) -> str:
        term = self.soort.removeprefix("te_laat_")
        return f"melding {self.melding_id}: {self.bronhouder_code}, {self.regel_id}: the term of {term} is over (WIV-7)"


def herinner(vandaag: date | None = None, *, settings: Settings | None = None) -> dict[str, int]:
    """Write down who must be reminded today, before a term and after it (WIV-7.2, WIV-7.3); ``vandaag`` is for tests.

    What was announced as measures has a term too: by then the defect is gone from a delivery. Days on which the
    woonmaatschappij was stopped do not count (WIV-8.1).

    Returns how many of each kind are new. Once each: running it again adds nothing, and days that were missed are not
    made good.
    """
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        made = [soort for (soort,) in connection.execute(REMIND.encode(), {"vandaag": vandaag})]
    return {soort: made.count(soort) for soort in sorted(set(made))}


def waarschuw(tell: Callable[[TeLaat], object], *, settings: Settings | None = None) -> list[TeLaat]:
    """Tell operators once of each term that is over; that it was told is written in the same transaction."""
    told = []
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        for bericht_id, *fields in connection.execute(UNTOLD).fetchall():
            one = TeLaat(*fields)
            query = "update register.melding_bericht set verteld_op = clock_timestamp() where bericht_id = %s"
            connection.execute(query, [bericht_id])
            tell(one)
            told.append(one)
    return told


def _step(melding_id: UUID, parameters: dict[str, Any], also: Iterable[str] = (), *, settings: Settings | None) -> None:
    values = {"melding_id": melding_id, "door": account()} | parameters
    try:
        with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
            query = "select from register.melding where melding_id = %(melding_id)s"
            if connection.execute(query, values).fetchone() is None:
                raise ImpossibleError(f"there is no melding {melding_id}")
            connection.execute(STEP, values)
            for query in also:
                connection.execute(query.encode(), values)
    except (psycopg.errors.CheckViolation, psycopg.errors.UniqueViolation):
        raise WoonkluisError(
            f"melding {melding_id}: that does not follow its state, or the toelichting has no form "
            "(3 to 2000 characters, without a number of a person)"
        ) from None


def antwoord(melding_id: UUID, toestand: str, toelichting: str, *, settings: Settings | None = None) -> None:
    """Record an answer that a woonmaatschappij gave otherwise than through the endpoint: onderzocht or maatregelen.

    Raises:
        WoonkluisError: there is no such notice, it is past that state, or the words have no form.
    """
    answer = {"toestand": toestand, "reden": "antwoord", "namens": "woonmaatschappij", "toelichting": toelichting}
    _step(melding_id, answer, settings=settings)


def leg_terug(melding_id: UUID, toelichting: str, *, settings: Settings | None = None) -> None:
    """Lay an answer that does not do back with the woonmaatschappij, which is told; the terms stay."""
    words = {"toestand": "open", "reden": "teruggelegd", "namens": "beheer", "toelichting": toelichting}
    _step(melding_id, words, [LAID_BACK], settings=settings)


def _blocking_rule(melding_id: UUID, *, settings: Settings | None) -> str | None:
    """Name the rule of a notice when what it finds does not count: it blocks a delivery or a woning."""
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        row = connection.execute("select regel_id from register.melding where melding_id = %s", [melding_id]).fetchone()
    if row is None:
        raise ImpossibleError(f"there is no melding {melding_id}")
    regel = str(row[0])
    rules = load_rules((settings or get_settings()).repo_dir / "sql" / "rules" / REGIME)
    blocking = {rule.regel for rule in rules if rule.ernst == "blokkerend"}
    # What the reader finds, keeps a woning or the message out too; what is too old to be kept is refused by law.
    found_elsewhere = regel.startswith("LEES-") or regel in WITHOUT_RULE
    blocks = regel in blocking or (found_elsewhere and regel != "LEES-BEWAARTERMIJN")
    return regel if blocks else None


def sluit(melding_id: UUID, reden: str, toelichting: str, *, settings: Settings | None = None) -> None:
    """Close a notice by a person's decision.

    ``bevestigd``: the measures were taken, so what comes back is another notice. ``geen_gebrek``: what was delivered is
    right, so the same record and field is not noticed again for this rule.

    Raises:
        WoonkluisError: ``geen_gebrek`` of what blocks: it would be kept out with every delivery and nobody told.
        ImpossibleError: there is no such notice.
    """
    if reden == "geen_gebrek" and (regel := _blocking_rule(melding_id, settings=settings)):
        raise WoonkluisError(
            f"melding {melding_id}: {regel} keeps out what it finds, so it cannot be right and stay out: "
            "close it as bevestigd when it is repaired, or change the rule"
        )
    words = {"toestand": "afgesloten", "reden": reden, "namens": "beheer", "toelichting": toelichting}
    told = TELL.replace("any(%(meldingen)s)", "%(melding_id)s").replace("%(soort)s", "'afsluiting'")
    _step(melding_id, words, [told, *([REPAIRED] if reden == "bevestigd" else [])], settings=settings)


def meldingen(
    bronhouder: str | None = None, *, alle: bool = False, settings: Settings | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of the notices, overdue ones first; closed ones too when ``alle``."""
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        return as_table(connection.execute(LIST, {"bronhouder": bronhouder, "alle": alle}))


def geschiedenis(melding_id: UUID, *, settings: Settings | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of what happened to a notice; raises ImpossibleError when there is none."""
    query = (
        "select volgnummer as nr, toestand, reden, namens, door, levering_id as levering, moment, toelichting "
        "from register.melding_stap where melding_id = %s order by volgnummer"
    )
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        columns, rows = as_table(connection.execute(query, [melding_id]))
    if not rows:
        raise ImpossibleError(f"there is no melding {melding_id}")
    return columns, rows


def stand(*, settings: Settings | None = None) -> list[str]:
    """Lines for `woonkluis status`: how many notices are open, and how many of them are overdue."""
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        row = connection.execute(LATE).fetchone()
    if row is None or not row[0]:
        return []
    late = [
        f"{count} past the term of {term}"
        for count, term in zip(row[1:], ("onderzoek", "maatregelen", "herstel"), strict=True)
        if count
    ]
    return [f"cwr: {row[0]} notices to woonmaatschappijen are open{', ' if late else ''}{', '.join(late)}"]


def stel_termijn(
    geldig_van: date,
    onderzoek: int,
    maatregelen: int,
    vanaf: str,
    bron: str,
    *,
    herstel: int | None = None,
    settings: Settings | None = None,
) -> None:
    """Set the terms for findings from a day on; reminders, and herstel when None, stay as they were (WIV-7.2, WIV-7.3).

    Raises:
        WoonkluisError: that day has terms already, or they have no form.
    """
    query = """
        insert into register.melding_termijn (
            geldig_van, onderzoek_dagen, maatregelen_dagen, maatregelen_vanaf, herinner_voor_dagen, herinner_na_dagen,
            herstel_dagen, bron, vastgelegd_door
        )
        select %s, %s, %s, %s, herinner_voor_dagen, herinner_na_dagen, coalesce(%s, herstel_dagen), %s, %s
        from register.melding_termijn order by geldig_van desc limit 1
    """
    try:
        with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
            connection.execute(query, [geldig_van, onderzoek, maatregelen, vanaf, herstel, bron, account()])
    except psycopg.IntegrityError:
        raise WoonkluisError(
            "terms are 1 to 365 days from vaststelling or onderzoek, of a day that has none yet; "
            "the measures do not end first"
        ) from None
