"""The Excel and the GeoJSON of DIWI, as its export and its import template write them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Header = tuple[str, str, str, object]

PROJECT: list[Header] = [
    ("Projectgegevens", "Basisgegevens", "Identificatie nr", None),
    ("", "", "Naam", None),
    ("", "", "Vertrouwelijkheid", None),
    ("", "Project gegevens", "Plan soort", None),
    ("", "", "In programmering", None),
    ("", "Rollen", "Rol type", "Trekker"),
    ("", "", "Rol type", None),
    ("", "Project status en duur", "Project status", None),
    ("", "", "Start project", "Startdatum"),
    ("", "", "Eind project", "Einddatum"),
    ("", "projectfasen", "1 Concept", "Startdatum"),
    ("", "", "6 Realisatie", "Startdatum"),
    ("", "Planologische planstatus", "4a Opgenomen in de visie", "Startdatum"),
    ("", "", "2a Vastgesteld", "Startdatum"),
    ("", "", "1a Onherroepelijk", "Startdatum"),
    ("", "Locatie", "Gemeente", None),
    ("", "Maatwerk project eigenschappen", "Maatwerk project eigenschap", None),
]
NUMBERS: list[Header] = [("Woning aantallen", "Mutatie gegevens", "Bouw", None), ("", "", "Sloop", None)]
CONTROL: list[Header] = [("Controle Bouw totalen", "Woning totalen", "Mutatie gegevens", None)]


def block(section: str, eigendom: str = "Eigendom type onbekend", kind: str = "Woning type onbekend") -> list[Header]:
    """Columns of Bouw or Sloop; the export writes Onbekend for two of them in Sloop."""
    return [
        (section, "Oplevering", "Opleverdatum", dt.date(2027, 6, 1)),
        ("", "", "Opleverdatum", dt.date(2029, 6, 1)),
        ("", "", "Opleverdatum", None),
        ("", "Eigendom type", "Koopwoning", None),
        ("", "", eigendom, None),
        ("", "Woning waarde", "Koopprijs categorie", "0 - 250000"),
        ("", "", "Koopprijs categorie", "Onbekend"),
        ("", "", "Koopprijs waarde", "375000"),
        ("", "Huurprijs woningcorporatie", "Huurprijs woningcorporatie", "650 - 800"),
        ("", "Woning type", "Eengezins woning", None),
        ("", "", "Meergezins woning", None),
        ("", "", kind, None),
        ("", "Grondpositie", "Geen toestemming eigenaar", None),
    ]


COLUMNS: list[Header] = [
    *PROJECT,
    *NUMBERS,
    *block("Bouw gegevens"),
    *block("Sloop gegevens", "Onbekend", "Onbekend"),
    *CONTROL,
]
PLAN: dict[object, object] = {
    "Identificatie nr": 7,
    "Naam": "Plan Één & co",
    "Vertrouwelijkheid": "Extern mede-overheden",
    "Plan soort": "Verdichting",
    "Trekker": "Jan",
    "Project status": "Actief",
    "Start project": dt.date(2024, 1, 1),
    "Eind project": dt.date(2030, 1, 1),
    "6 Realisatie": dt.date(2026, 3, 1),
    "2a Vastgesteld": dt.date(2024, 5, 1),
    "1a Onherroepelijk": dt.date(2025, 2, 1),
    "Gemeente": "Deventer",
}
BLOK: dict[object, object] = {
    "In programmering": 1,
    "Bouw": 10,
    dt.date(2027, 6, 1): 10,
    "Koopwoning": 10,
    "0 - 250000": 6,
    "375000": 4,
    "Eengezins woning": 10,
}


def make_diwi(
    path: Path,
    rows: Sequence[Mapping[object, object]] = (PLAN | BLOK,),
    columns: Sequence[Header] = tuple(COLUMNS),
    change: Callable[[xlsxwriter.Workbook], None] | None = None,
    top: int = 1,
) -> Path:
    """A workbook; a value goes to the first column with its name or subheader."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        sheet.write(0, 0, 0)

        def put(row: int, column: int, value: Any) -> None:
            if isinstance(value, dt.date):
                sheet.write_datetime(row, column, value, day)
            elif isinstance(value, str) and value:
                sheet.write_string(row, column, value)
            elif value not in (None, ""):
                sheet.write(row, column, value)

        for number, header in enumerate(columns, start=1):
            for level, text in enumerate(header):
                put(top + level, number, text)
        for at, row in enumerate(rows, start=top + 4):
            for name, value in row.items():
                put(at, 1 + next(n for n, header in enumerate(columns) if name in header[2:]), value)
        if change:
            change(book)
    return path


def feature(template: bool = False) -> dict[str, Any]:
    """A plan with one woningblok, as the import template or as the export writes it."""
    project = {
        "basisgegevens": {"identificatie_nr": 7 if template else None, "naam": "Plan Één & co"},
        "projectgegevens": {
            "plan_soort": "PAND_TRANSFORMATIE",
            "prioritering": "Hoog" if template else ["Hoog"],
            "rol_gemeente": None if template else [],
            "status": "ACTIVE",
        },
        "projectduur": {"start_project": "2024-01-01", "eind_project": "2030-01-01"},
        "locatie": {"gemeente": "Deventer" if template else ["Deventer"], "wijk": None, "buurt": None},
        "projectfasen": {"_6_REALIZATION" if template else "Realisatie": "2026-03-01"},
        "planologische_planstatus": {
            "_4A_OPGENOMEN_IN_VISIE" if template else "4A Opgenomen in visie": None,
            "_2A_VASTGESTELD" if template else "2A Vastgesteld": "2024-05-01",
            "_1A_ONHERROEPELIJK" if template else "1A Onherroepelijk": "2027-02-01",
        },
        "maatwerk_projecteigenschappen": {"Kleur": "rood"},
    }
    blok: dict[str, Any] = {
        "name" if template else "naam": "Blok 1",
        "mutatiegegevens": {"mutatie_type": "CONSTRUCTION" if template else "Bouw", "aantal": 10},
        "einddatum": "2027-06-01",
        "woning_type": {"meergezinswoning": None, "eengezinswoning": 10, "onbekend": None},
        "grootte": [] if template else {"laag": 50.0, "hoog": 80.0, "waarde": None},
        "fysiek_voorkomen": [],
        "doelgroep": [],
        "grondpositie": {"GEEN_TOESTEMMING_GRONDEIGENAAR": None},
        "maatwerk_woningeigenschappen": {},
    }
    if template:
        project["rollen"] = {"projectleider": None, "opdrachtgever": None}
        blok["waarde"] = {"laag": None, "hoog": 250000.0, "eigendom_type": "KOOPWONING", "aantal": 10}
    else:
        project["diwi_id"] = "5f8b9f0e-8a43-4b9e-a2d8-1f2f3c4d5e6f"
        project["projectgegevens"]["vertrouwelijkheid"] = "Extern mede-overheden"
        blok["diwi_id"] = "0f8b9f0e-8a43-4b9e-a2d8-1f2f3c4d5e6f"
        blok["in_programmering"] = True
        blok["waarde"] = [
            {
                "laag": 0.0,
                "hoog": 250000.0,
                "waarde": None,
                "eigendom_type": "KOOPWONING",
                "categorie": "x",
                "aantal": 6,
            },
            {"laag": None, "hoog": None, "waarde": 375000.0, "eigendom_type": "KOOPWONING", "aantal": 4},
        ]
    return {"type": "Feature", "geometry": None, "properties": {"projectgegevens": project, "woning_blokken": [blok]}}
