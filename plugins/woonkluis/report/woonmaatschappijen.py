"""The page of woonmaatschappijen: where each stands with its messages (WIV-5.1, WIV-7.1, WIV-8.1); no woning."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from woonkluis.platform.engine import connect
from woonkluis.report.board import READER, STUCK, UNDERWAY
from woonkluis.report.paginas import geen_adres, templates, verstreken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from woonkluis.platform.settings import Settings

STATES = (
    *("gestopt", "aangehouden", "afgekeurd", "in behandeling", "geaccepteerd"),
    *("vervangen", "geen levering", "ingetrokken"),
)
"""As the page sums them up, what needs a person first; a woonmaatschappij has the first that is true of it."""

ROWS = """
    select
        bronhouder_code, naam, levering_id, bericht_soort, volgnummer, status as delivered_status, ontvangen_op,
        blokkerend, waarschuwing, afgezonderd, volledig_volgnummer, geldend_volgnummer, in_lagen, aangehouden,
        aangehouden_sinds, aangehouden_reden, gestopt_op, meldingen, meldingen_te_laat
    from register.woonmaatschappij_stand
    order by naam, bronhouder_code
"""


@dataclass(frozen=True)
class Row:
    """One woonmaatschappij: its last message, what counts of it, what waits, and its notices."""

    bronhouder_code: str
    naam: str | None
    levering_id: int | None
    bericht_soort: str | None
    volgnummer: int | None
    delivered_status: str | None
    ontvangen_op: dt.datetime | None
    blokkerend: int
    waarschuwing: int
    afgezonderd: int
    volledig_volgnummer: int | None
    geldend_volgnummer: int | None
    in_lagen: bool
    aangehouden: int
    aangehouden_sinds: dt.datetime | None
    aangehouden_reden: str | None
    gestopt_op: dt.datetime | None
    meldingen: int
    meldingen_te_laat: int

    @property
    def status(self) -> str:
        """One of STATES."""
        if self.gestopt_op:
            return "gestopt"
        if self.aangehouden:
            return "aangehouden"
        if self.delivered_status is None:
            return "geen levering"
        if self.delivered_status in UNDERWAY:
            return "in behandeling"
        return self.delivered_status

    def action(self, now: dt.datetime) -> str:
        """Who must do what next."""
        texts = {
            "gestopt": f"Niets, tot beheer hervat (WIV-8.1){self._keeps}",
            "aangehouden": f"{(self.aangehouden_reden or '').removeprefix('aangehouden: ').capitalize()}{self._keeps}",
            "geen levering": "Wacht op een eerste volledig bericht",
            "in behandeling": self._waits(now),
            "afgekeurd": f"Woonmaatschappij herstelt en levert opnieuw{self._keeps}",
            "geaccepteerd": self._counts,
            "vervangen": f"Niets: een nieuwer bericht was er al{self._keeps}",
            "ingetrokken": f"Woonmaatschappij levert opnieuw{self._keeps}",
        }
        return texts[self.status]

    def _waits(self, now: dt.datetime) -> str:
        stuck = self.ontvangen_op is not None and now - self.ontvangen_op > STUCK
        return "Blijft liggen: open de run" if stuck else "Wordt verwerkt"

    @property
    def _counts(self) -> str:
        waits = "Klaar" if self.in_lagen else "Wacht op de lagen"
        repair = "; woonmaatschappij herstelt wat apart gezet is" if self.afgezonderd else ""
        return f"{waits}{repair}"

    @property
    def _keeps(self) -> str:
        return f"; volgnummer {self.geldend_volgnummer} blijft gelden" if self.geldend_volgnummer is not None else ""


@dataclass(frozen=True)
class Filter:
    """What somebody chose; every text comes from a browser and matches or does not."""

    status: str = ""
    zoek: str = ""

    def keeps(self, row: Row) -> bool:
        """Whether a row is shown."""
        return (
            self.status in ("", row.status)
            and self.zoek.casefold() in f"{row.bronhouder_code} {row.naam or ''}".casefold()
        )


@dataclass(frozen=True)
class Bord:
    """Everything the page shows."""

    rows: list[Row]
    nu: dt.datetime
    gekozen: Filter = field(default_factory=Filter)

    @property
    def getoond(self) -> list[Row]:
        """Rows that the filter keeps."""
        return [row for row in self.rows if self.gekozen.keeps(row)]

    @property
    def per_status(self) -> Counter[str]:
        """Number of woonmaatschappijen per status, whatever the filter."""
        return Counter(row.status for row in self.rows)


def read_bord(gekozen: Filter, *, settings: Settings | None = None) -> Bord:
    """Read the page as its login sees it."""
    with (
        connect(READER, application_name="woonkluis melding", settings=settings) as connection,
        connection.cursor(row_factory=class_row(Row)) as cursor,
    ):
        rows = cursor.execute(ROWS).fetchall()
    return Bord(rows, dt.datetime.now(dt.UTC), gekozen)


@lru_cache
def _templates() -> Environment:
    return templates(verstreken=verstreken)


def render(bord: Bord, runs: Mapping[int, str]) -> str:
    """The page, without script; `runs` gives the address of the run that handled a delivery."""
    return _templates().get_template("woonmaatschappijen.html").render(bord=bord, runs=runs, statussen=STATES)


def render_refusal() -> str:
    """The page for an address that means nothing."""
    return geen_adres(
        pagina="Woonmaatschappijen",
        uitleg="De filters zijn korte teksten.",
        adres="woonmaatschappijen",
        verder="de woonmaatschappijen",
    )
