"""Write the workbook and the GeoPackage of the basisset as templates: empty, or with an example that is made up."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from woonkluis.contracts import contract_by_id
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import Settings, get_settings
from woonkluis.report.blad import Werkmap
from woonkluis.report.sjabloon_inhoud import SOORTEN, Inhoud, Kolom, contents

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MOMENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""Templates are the same bytes every time."""

LAST_ROW = 9_999
"""Drop-down lists reach this far (from 0); nothing keeps anybody from writing below."""

NUMBERS = {"geheel": (-99_999, 999_999), "jaar": (1950, 2100)}
UITLEG = (
    "Vul de bladen Planregistratie (een rij per plan) en DetailPlanning (een rij per plan en jaar).",
    "Cellen met een keuzelijst nemen alleen de codes van blad Codes aan. Leeg betekent onbekend, 0 betekent geen.",
    "Naam van het bestand: lmvw_<gemeentecode>_<peildatum>, bijvoorbeeld lmvw_GM0150_2026-01-01{extensie}.",
)


def sjabloon(contract_id: str, naar: Path, *, voorbeeld: bool = False, settings: Settings | None = None) -> Path:
    """Write the template of a contract; a file that is there is replaced once the new one is complete.

    Raises:
        WoonkluisError: there is no such template, or the name does not fit the contract, or it cannot be written.
    """
    contract = contract_by_id(contract_id)
    inhoud = contents(contract, settings or get_settings(), example=voorbeeld)
    extensie = contract.recognition.extensions[0]
    if naar.suffix.lower() != extensie:
        raise WoonkluisError(f"{naar.name}: a template of {contract_id} is a file of {extensie}")
    try:
        with tempfile.TemporaryDirectory(prefix=".deel-", dir=naar.parent) as directory:
            draft = Path(directory) / f"sjabloon{extensie}"
            if contract.format == "excel":
                write_workbook(inhoud, draft)
            else:
                from woonkluis.report.sjabloon_kaart import write_geopackage  # noqa: PLC0415 - only this one needs GDAL

                write_geopackage(inhoud, draft)
            draft.chmod(0o666 & ~_umask())
            draft.replace(naar)
    except OSError as error:
        raise WoonkluisError(f"{naar.name} cannot be written: {error.strerror}") from None
    return naar


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_workbook(inhoud: Inhoud, path: Path) -> None:
    """Write the workbook: Toelichting, the two tables with drop-down lists, and Codes."""
    werkmap = Werkmap(path, titel=f"LMVW basisset {inhoud.contract.basisset_versie}", moment=MOMENT)
    _explain(werkmap, inhoud)
    lists = {lijst: column for column, lijst in enumerate(inhoud.codes)}
    for naam, kolommen in inhoud.kolommen.items():
        sheet = werkmap.sheet(naam)
        sheet.freeze_panes(1, 1)
        for column, kolom in enumerate(kolommen):
            werkmap.write(sheet, 0, column, kolom.naam, "verplicht" if kolom.presence == "verplicht" else "kop")
            sheet.set_column(column, column, 38 if kolom.veld.endswith("globalid") else max(14, len(kolom.naam) + 2))
            _validate(sheet, column, kolom, inhoud, lists)
        for row, waarden in enumerate(inhoud.rijen[naam], start=1):
            for column, kolom in enumerate(kolommen):
                if (value := waarden.get(kolom.veld)) is not None:
                    werkmap.write(sheet, row, column, value)
    _list_codes(werkmap, inhoud)
    werkmap.close()


def _validate(sheet: Worksheet, column: int, kolom: Kolom, inhoud: Inhoud, lists: dict[str, int]) -> None:
    """Give a column its drop-down list or bounds, and its meaning when somebody enters a cell."""
    rule: dict[str, object] = {
        "validate": "any",
        "input_title": kolom.naam[:32],
        "input_message": kolom.betekenis[:255],
    }
    if kolom.codelijst:
        letter, count = xl_col_to_name(lists[kolom.codelijst]), len(inhoud.codes[kolom.codelijst])
        rule |= {"validate": "list", "source": f"=Codes!${letter}$2:${letter}${count + 1}"}
        rule |= {"error_title": "Onbekende code", "error_message": "Kies een waarde uit de lijst; zie blad Codes."}
    elif kolom.veld == "parent_globalid":
        rule |= {"validate": "list", "source": f"=Planregistratie!$A$2:$A${LAST_ROW + 1}", "error_type": "warning"}
        rule |= {"error_title": "Onbekend plan", "error_message": "Dit GlobalID staat niet in Planregistratie."}
    elif kolom.type in NUMBERS:
        low, high = NUMBERS[kolom.type]
        rule |= {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}
        rule |= {
            "error_type": "warning",
            "error_title": "Geen geheel getal",
            "error_message": "Vul een geheel getal in.",
        }
    sheet.data_validation(1, column, LAST_ROW, column, rule)


def _explain(werkmap: Werkmap, inhoud: Inhoud) -> None:
    sheet = werkmap.sheet("Toelichting")
    for column, width in enumerate((17, 36, 11, 20, 90, 22)):
        sheet.set_column(column, column, width)
    contract = inhoud.contract
    werkmap.title(sheet, 0, f"LMVW-levering, basisset {contract.basisset_versie}")
    extra = ["De rijen zijn een fictief voorbeeld: vervang ze door uw plannen."] if inhoud.is_example else []
    row = 0
    for text in (*UITLEG, *extra):
        row += 1
        werkmap.write(sheet, row, 0, text.format(extensie=contract.recognition.extensions[0]))
    row += 1
    werkmap.write(sheet, row, 0, f"Contract {contract.id}.", "let_op")
    row += 2
    werkmap.row(sheet, row, ["blad", "kolom", "vullen", "soort", "betekenis", "codelijst"], "kop")
    sheet.freeze_panes(row + 1, 0)
    top = row
    for naam, kolommen in inhoud.kolommen.items():
        for kolom in kolommen:
            row += 1
            about = [naam, kolom.naam, kolom.presence, SOORTEN[kolom.type], kolom.betekenis, kolom.codelijst or ""]
            werkmap.row(sheet, row, about, "lang")
    sheet.autofilter(top, 0, row, 5)
    werkmap.printable(sheet)
    sheet.repeat_rows(top)
    sheet.activate()


def _list_codes(werkmap: Werkmap, inhoud: Inhoud) -> None:
    sheet = werkmap.sheet("Codes")
    sheet.freeze_panes(1, 0)
    werkmap.row(sheet, 0, list(inhoud.codes), "kop")
    for column, codes in enumerate(inhoud.codes.values()):
        sheet.set_column(column, column, max(map(len, codes)) + 2)
    for row in range(max(map(len, inhoud.codes.values()))):
        for column, codes in enumerate(inhoud.codes.values()):
            if row < len(codes):
                werkmap.write(sheet, row + 1, column, codes[row])
