"""The summary that a bronhouder gets back: one page of HTML, complete in itself, to read or to print."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from woonkluis.report.paginas import templates

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from jinja2 import Environment

    from woonkluis.report.dossier import Dossier, Regel
    from woonkluis.report.verschil import Verschil

BESLUITEN = {
    "geaccepteerd": ("Geaccepteerd", "De levering telt mee. Verbeter de waarschuwingen zo mogelijk."),
    "afgekeurd": (
        "Afgekeurd",
        "Niets uit de levering telt mee. Herstel wat hieronder blokkerend heet en lever het hele bestand opnieuw.",
    ),
    "vervangen": ("Vervangen", "Een latere levering voor dezelfde peildatum telt mee in plaats van deze."),
    "ingetrokken": ("Ingetrokken", "De levering is ingetrokken en telt niet mee."),
}

TE_LAAT = "LMVW-10_correctie"
GELDEND = """
    select ander.levering_id
    from register.levering as ander
    join register.levering as deze using (regime, bronhouder_code, peildatum)
    where deze.levering_id = %s and ander.status = 'geaccepteerd'
"""


def _explain(regels: list[Regel], verschil: Verschil) -> tuple[str, str]:
    """Head and words of the decision; of a delivery that was refused for being late nothing can be repaired."""
    kop, uitleg = BESLUITEN[verschil.deze.status]
    te_laat = next((regel for regel in regels if regel.regel_id == TE_LAAT), None)
    if te_laat is None:
        return kop, uitleg
    reden = te_laat.melding.partition("Motivering: ")[2]
    geldend = verschil.connection.execute(GELDEND, [verschil.deze.levering_id]).fetchone()
    blijft = f"Levering {geldend[0]}, die eerder is geaccepteerd, blijft gelden." if geldend else ""
    return kop, (
        "De levering kwam nadat de peildatum was bevroren en is niet alsnog aanvaard. Niets eruit telt mee, en aan het "
        f"bestand hoeft u hierom niets te herstellen. Reden: {reden.rstrip('.')}. {blijft}"
    )


def _datum(value: dt.date) -> str:
    return f"{value:%d-%m-%Y}"


def _getal(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _teken(value: int) -> str:
    return f"+{_getal(value)}" if value > 0 else _getal(value).replace("-", "\N{MINUS SIGN}")


@cache
def _environment() -> Environment:
    return templates(datum=_datum, getal=_getal, teken=_teken)


def write_summary(dossier: Dossier, regels: list[Regel], verschil: Verschil, files: list[str], path: Path) -> None:
    """Write the page; `files` are the names of what comes with it."""
    counts = verschil.counts()
    kop, uitleg = _explain(regels, verschil)
    page = _environment().get_template("samenvatting.html")
    text = page.render(
        dossier=dossier,
        kop=kop,
        uitleg=uitleg,
        regels=regels,
        per_ernst={
            ernst: sum(regel.aantal for regel in regels if regel.ernst == ernst)
            for ernst in ("blokkerend", "waarschuwing", "info")
        },
        gelezen=not any(regel.ernst == "blokkerend" and regel.regel_id.startswith("LEES-") for regel in regels),
        vorige=verschil.vorige,
        telling=counts,
        gesloten=sum(one[1] for one in counts),
        nieuw=sum(one[2] for one in counts),
        gebleven=sum(one[3] for one in counts),
        vorige_met_rijen=verschil.vorige_met_rijen,
        sommen=verschil.sums(),
        files=files,
    )
    path.write_text(text, encoding="utf-8")
