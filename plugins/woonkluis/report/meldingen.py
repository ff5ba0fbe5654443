"""The page of notices: which woonmaatschappij has what to look at and until when; not a record, not a value (WIV-7)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from woonkluis.platform.engine import connect
from woonkluis.report.paginas import geen_adres, templates

if TYPE_CHECKING:
    from uuid import UUID

    from jinja2 import Environment

    from woonkluis.platform.settings import Settings

READER = "dienst_bord"

STATES = ("te laat", "open", "onderzocht", "maatregelen", "afgesloten")
"""As the page sums them up: a notice past a term is `te laat`, whatever its state."""

CLASSES = ("foutief", "onnauwkeurig", "onvolledig", "ontbrekend", "verouderd", "overtollig")

ROWS = """
    select
        melding_id, bronhouder_code, regel_id, klasse, titel, actie, toestand, sinds, te_laat, open_records, records,
        onderzoek_tot, maatregelen_tot, herstel_tot
    from register.melding_stand
    order by te_laat is null, toestand = 'afgesloten', maatregelen_tot, bronhouder_code, regel_id
"""


@dataclass(frozen=True)
class Row:
    """One notice."""

    melding_id: UUID
    bronhouder_code: str
    regel_id: str
    klasse: str
    titel: str
    actie: str
    toestand: str
    sinds: dt.datetime
    te_laat: str | None
    open_records: int
    records: int
    onderzoek_tot: dt.date
    maatregelen_tot: dt.date
    herstel_tot: dt.date | None

    @property
    def status(self) -> str:
        """One of STATES."""
        return "te laat" if self.te_laat else self.toestand

    @property
    def waits_for(self) -> str:
        """Who does what next."""
        if self.toestand == "afgesloten":
            return ""
        if self.te_laat == "herstel":
            return "Woonmaatschappij: levering zonder het gebrek, te laat; Wonen in Vlaanderen: leg terug"
        if self.toestand == "maatregelen":
            return "Wonen in Vlaanderen: bevestig de maatregelen of leg terug"
        what = "onderzoek" if self.toestand == "open" else "maatregelen"
        return f"Woonmaatschappij: {what}{', te laat' if self.te_laat else ''}"


@dataclass(frozen=True)
class Filter:
    """What somebody chose; every text comes from a browser and matches or does not."""

    woonmaatschappij: str = ""
    klasse: str = ""
    status: str = ""
    zoek: str = ""

    def keeps(self, row: Row) -> bool:
        """Whether a row is shown; closed ones only when asked for."""
        return (
            self.woonmaatschappij in ("", row.bronhouder_code)
            and self.klasse in ("", row.klasse)
            and (self.status == row.status if self.status else row.toestand != "afgesloten")
            and self.zoek.casefold() in f"{row.melding_id} {row.regel_id} {row.titel}".casefold()
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
    def per_woonmaatschappij(self) -> dict[str, Counter[str]]:
        """Number of notices per woonmaatschappij and status, whatever the filter."""
        counts: dict[str, Counter[str]] = {}
        for row in sorted(self.rows, key=lambda one: one.bronhouder_code):
            counts.setdefault(row.bronhouder_code, Counter())[row.status] += 1
        return counts


def read_bord(gekozen: Filter, *, settings: Settings | None = None) -> Bord:
    """Read the page as its login sees it."""
    with connect(READER, application_name="woonkluis melding", settings=settings) as connection:
        rows = [Row(*row) for row in connection.execute(ROWS)]
    return Bord(rows, dt.datetime.now(dt.UTC), gekozen)


@lru_cache
def _templates() -> Environment:
    return templates()


def render(bord: Bord) -> str:
    """The page, without script."""
    return _templates().get_template("meldingen.html").render(bord=bord, statussen=STATES, klassen=CLASSES)


def render_refusal() -> str:
    """The page for an address that means nothing."""
    return geen_adres(
        pagina="Meldingen",
        uitleg="De filters zijn korte teksten.",
        adres="meldingen",
        verder="de meldingen",
    )
