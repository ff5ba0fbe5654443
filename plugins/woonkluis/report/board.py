"""The delivery board: where every gemeente stands with one peildatum (LMVW-2c, LMVW-10), not a word of its plans."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from woonkluis.accept.kalender import ZONE, Levermoment, begun_at
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.report.paginas import geen_adres, templates, verstreken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from woonkluis.platform.settings import Settings

READER = "dienst_bord"

STUCK = dt.timedelta(hours=1)
"""A run takes deliveries up every ten minutes; what waits longer needs a person."""

STATUSES = ("geen levering", "in behandeling", "afgekeurd", "geaccepteerd", "ingetrokken")
"""As the board sums them up; `in behandeling` is everything between receipt and decision."""

UNDERWAY = frozenset({"ontvangen", "gelezen", "gecontroleerd"})

PEILDATUMS = """
    select peildatum from register.levering where regime = 'lmvw'
    union
    select peildatum from register.peilmoment where regime = 'lmvw'
"""

ROWS = """
    with laatste as (
        select distinct on (bronhouder_code) bronhouder_code, levering_id, status, ontvangen_op
        from register.levering
        where regime = 'lmvw' and peildatum = %(peildatum)s
        order by bronhouder_code, levering_id desc
    ),

    geldend as (
        select
            bronhouder_code,
            levering_id,
            levering_id in (
                select inhoud.levering_id
                from register.publicatie_levering as inhoud
                inner join register.publicatie using (publicatie_id)
                where publicatie.regime = 'lmvw' and publicatie.status = 'goedgekeurd'
            ) as in_lagen
        from register.levering
        where regime = 'lmvw' and peildatum = %(peildatum)s and status = 'geaccepteerd'
    ),

    -- The layers hold one delivery of a gemeente, that of the latest peildatum.
    later as (
        select bronhouder_code, max(peildatum) as peildatum
        from register.levering
        where regime = 'lmvw' and peildatum > %(peildatum)s and status = 'geaccepteerd'
        group by bronhouder_code
    ),

    bevinding as (
        select
            levering_id,
            count(*) filter (where ernst = 'blokkerend') as blokkerend,
            count(*) filter (where ernst = 'waarschuwing') as waarschuwing
        from register.bevinding
        where levering_id in (select levering_id from laatste)
        group by levering_id
    )

    select
        coalesce(gemeente.provincie_naam, '(geen provincie)'),
        coalesce(gemeente.gemeente_code, laatste.bronhouder_code),
        coalesce(gemeente.gemeente_naam, '(onbekende bronhouder)'),
        laatste.levering_id,
        laatste.status,
        laatste.ontvangen_op,
        coalesce(bevinding.blokkerend, 0),
        coalesce(bevinding.waarschuwing, 0),
        geldend.levering_id,
        coalesce(geldend.in_lagen, false),
        coalesce(laatste.ontvangen_op > peilmoment.bevroren_op, false),
        later.peildatum
    from referentie.gemeente
    full join laatste on gemeente.gemeente_code = laatste.bronhouder_code
    left join bevinding on laatste.levering_id = bevinding.levering_id
    left join geldend on laatste.bronhouder_code = geldend.bronhouder_code
    left join later on laatste.bronhouder_code = later.bronhouder_code
    left join register.peilmoment on peilmoment.regime = 'lmvw' and peilmoment.peildatum = %(peildatum)s
    order by 1, 3, 2
"""


@dataclass(frozen=True)
class Row:
    """One gemeente: its last delivery for the peildatum, and the one that counts."""

    provincie: str
    gemeente_code: str
    gemeente: str
    levering_id: int | None
    delivered_status: str | None
    ontvangen_op: dt.datetime | None
    blokkerend: int
    waarschuwing: int
    geldend: int | None
    in_lagen: bool
    na_bevriezen: bool = False
    later_peildatum: dt.date | None = None

    @property
    def te_laat(self) -> bool:
        """LMVW-10: checked, received after its peildatum was frozen: a person decides, no step can."""
        return self.delivered_status == "gecontroleerd" and self.na_bevriezen

    @property
    def status(self) -> str:
        """One of STATUSES."""
        if self.delivered_status is None:
            return "geen levering"
        if self.delivered_status in UNDERWAY:
            return "in behandeling"
        # An overtaken delivery gave way to one that was accepted.
        return "geaccepteerd" if self.delivered_status == "vervangen" else self.delivered_status

    def age(self, now: dt.datetime) -> str:
        """Time since receipt, in words."""
        return verstreken(self.ontvangen_op, now) if self.ontvangen_op else ""

    def action(self, now: dt.datetime, extractie: dt.date | None, *, failed: bool = False) -> str:
        """Who must do what next; `failed`: an answer about this late delivery could not be recorded."""
        if self.ontvangen_op is None:
            # The extractiemoment is midnight in the Netherlands.
            missing = extractie and now.astimezone(ZONE).date() >= extractie
            return "Ontbreekt: vraag de gemeente" if missing else "Wacht op de gemeente"
        if self.status == "in behandeling":
            return self._waits_for(now - self.ontvangen_op, failed=failed)
        if self.status == "afgekeurd":
            again = "Gemeente herstelt en levert opnieuw"
            return f"{again}{', met een besluit want te laat' if self.na_bevriezen else ''}{self._keeps}"
        if self.status == "ingetrokken":
            return "Gemeente levert opnieuw"
        if self.later_peildatum and not self.in_lagen:
            return f"Klaar: peildatum {self.later_peildatum} geldt nu"
        return "Klaar" if self.in_lagen else "Wacht op de lagen"

    def _waits_for(self, passed: dt.timedelta, *, failed: bool) -> str:
        if self.te_laat and failed:
            return f"Storing: het antwoord is niet vastgelegd, de vraag komt opnieuw{self._keeps}"
        if self.te_laat:
            return f"Besluit nodig: kwam na het bevriezen{self._keeps}"
        return "Blijft liggen: open de run" if passed > STUCK else "Wordt verwerkt"

    @property
    def _keeps(self) -> str:
        return f"; levering {self.geldend} blijft gelden" if self.geldend else ""


@dataclass(frozen=True)
class Question:
    """The last run of `lmvw_correctie` about a late delivery."""

    url: str
    failed: bool


@dataclass(frozen=True)
class Filter:
    """What somebody chose on the board; every text comes from a browser and matches or does not."""

    peildatum: dt.date | None = None
    provincie: str = ""
    status: str = ""
    zoek: str = ""

    def keeps(self, row: Row) -> bool:
        """Whether a row is shown."""
        return (
            self.provincie in ("", row.provincie)
            and self.status in ("", row.status)
            and self.zoek.casefold() in f"{row.gemeente_code} {row.gemeente}".casefold()
        )


@dataclass(frozen=True)
class Board:
    """Everything the page shows."""

    peildatum: dt.date
    peildatums: list[dt.date]
    extractie: dt.date | None
    rows: list[Row]
    now: dt.datetime
    chosen: Filter = field(default_factory=Filter)

    @property
    def shown(self) -> list[Row]:
        """Rows that the filter keeps."""
        return [row for row in self.rows if self.chosen.keeps(row)]

    @property
    def per_provincie(self) -> dict[str, Counter[str]]:
        """Number of gemeenten per provincie and status, whatever the filter."""
        counts: dict[str, Counter[str]] = {}
        for row in self.rows:
            counts.setdefault(row.provincie, Counter())[row.status] += 1
        return counts


def extractiemoment(peildatum: dt.date) -> dt.date | None:
    """LMVW-10a, LMVW-10b: 1 April for 1 January, 1 October for 1 July; None for a date that is no peildatum."""
    try:
        return Levermoment(peildatum).extractie_op.date()
    except WoonkluisError:
        return None


def read_board(chosen: Filter, *, settings: Settings | None = None) -> Board:
    """Read the board for the chosen peildatum.

    Without one it is the last that has begun among those that were opened or delivered for: one delivery with a
    peildatum of years to come is shown to nobody who does not ask for it.
    """
    with connect(READER, settings=settings) as connection:
        known = [row[0] for row in connection.execute(PEILDATUMS)]
        now = dt.datetime.now(dt.UTC)
        last = begun_at(now).peildatum
        begun = [one for one in known if one <= last and extractiemoment(one)]
        peildatum = chosen.peildatum or max(begun, default=last)
        rows = [Row(*row) for row in connection.execute(ROWS, {"peildatum": peildatum})]
    peildatums = sorted({peildatum, last, *known}, reverse=True)
    return Board(peildatum, peildatums, extractiemoment(peildatum), rows, now, chosen)


@lru_cache
def _templates() -> Environment:
    return templates()


def render(board: Board, runs: Mapping[int, str], questions: Mapping[int, Question] | None = None) -> str:
    """The page; `runs` gives the address of the run that handled a delivery, `questions` of the one that asks."""
    template = _templates().get_template("board.html")
    return template.render(board=board, runs=runs, questions=questions or {}, statuses=STATUSES)


def render_refusal() -> str:
    """The page for an address that means nothing."""
    return geen_adres(
        pagina="Leveringen",
        uitleg="Een peildatum is een dag zoals 2026-01-01, en de andere filters zijn korte teksten.",
        adres="?",
        verder="de leveringen",
    )
