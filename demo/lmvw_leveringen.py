"""Make the lmvw demo deliveries, one file per gemeente, from the public EIB plans of 2020.

Run as `python demo/lmvw_leveringen.py DIRECTORY`. The same source and peildatum give the same bytes. demo/README.md
says what is real in them and what is invented.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lmvw_plannen import Plan, lees_bron, maak_plan
from lmvw_schrijven import SEEDS, schrijf_gpkg, schrijf_xlsx

if TYPE_CHECKING:
    from collections.abc import Sequence

BRON = Path(__file__).resolve().parent / "data" / "plannen_eib_2020.gpkg"
PEILDATUM = date(2026, 1, 1)

DEMO_GEMEENTEN = {
    "GM0034": "gpkg",
    "GM0148": "gpkg",
    "GM0150": "gpkg",
    "GM0153": "gpkg",
    "GM0164": "gpkg",
    "GM0505": "gpkg",
    "GM1700": "gpkg",
    "GM0180": "xlsx",
    "GM0189": "xlsx",
    "GM0193": "xlsx",
    "GM0546": "xlsx",
    "GM0632": "xlsx",
    "GM0664": "xlsx",
    "GM1896": "xlsx",
}
"""Gemeenten that deliver well, by code, with the format of their file."""

ZONDER_GEOMETRIE = frozenset({"GM0664"})
"""Workbooks without the column geometrie_wkt, as most real workbooks are."""

GECORRIGEERD = "GM0193"
"""Delivers a second time with other numbers, which supersedes the first."""

AFGEKEURD = "GM0147"
"""Delivers once, wrongly: nothing of it may reach a layer."""


def lees_gemeente_namen() -> dict[str, str]:
    """Return gemeente_naam by gemeente_code from the reference data."""
    csv.field_size_limit(1_000_000)
    with (SEEDS / "gemeente.csv").open(encoding="utf-8", newline="") as bestand:
        return {rij["gemeente_code"]: rij["gemeente_naam"] for rij in csv.DictReader(bestand)}


def schrijf_levering(pad: Path, plannen: Sequence[Plan], *, met_geometrie: bool = True) -> Path:
    """Write the plans in the format of the file's extension."""
    if pad.suffix == ".gpkg":
        schrijf_gpkg(pad, plannen)
    else:
        schrijf_xlsx(pad, plannen, met_geometrie=met_geometrie)
    return pad


def corrigeer(bron: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the source rows with five more dwellings, of unknown year and kind, in the three largest plans.

    The change is made in the source, so that every total of the delivery follows.
    """
    grootste = sorted(bron, key=lambda rij: (-rij["Aantalrest"], rij["OBJECTID"]))[:3]
    erbij = {rij["OBJECTID"] for rij in grootste}
    kolommen = ("Aantalrest", "OPLONB", "WTYPONB", "HRKPONB")
    return [
        {**rij, **{kolom: rij[kolom] + 5 for kolom in kolommen}} if rij["OBJECTID"] in erbij else rij for rij in bron
    ]


def maak_foutief(plannen: Sequence[Plan]) -> list[Plan]:
    """Return the plans with two blocking faults: a hard plan marked confidential (LMVW-6a), a wrong netto."""
    hard, telfout, *rest = plannen
    if not str(hard.waarden["status_planologisch"]).startswith("1A"):
        raise ValueError("the first plan of the faulty delivery must be a hard one")
    merk = {"vertrouwelijkheid": "Gemeente"}
    hard = replace(hard, waarden={**hard.waarden, **merk}, jaren=tuple({**jaar, **merk} for jaar in hard.jaren))
    bouw, sloop = telfout.waarden["totaal_bouw"], telfout.waarden["totaal_sloop"]
    telfout = replace(telfout, waarden={**telfout.waarden, "totaal_netto": int(bouw or 0) - int(sloop or 0) + 1})
    return [hard, telfout, *rest]


def maak_leveringen(bron: Path, doel: Path, peildatum: date = PEILDATUM) -> list[Path]:
    """Write all demo deliveries to doel and return them in the order in which they are to be delivered.

    One file per gemeente in DEMO_GEMEENTEN, then the corrected file of GECORRIGEERD and the faulty one of AFGEKEURD.
    """
    doel.mkdir(parents=True, exist_ok=True)
    namen = lees_gemeente_namen()
    per_gemeente = lees_bron(bron)

    def pad(code: str, vervolg: str) -> Path:
        return doel / f"lmvw_{code}_{peildatum:%Y-%m-%d}{vervolg}"

    paden = [
        schrijf_levering(
            pad(code, f".{formaat}"),
            [maak_plan(rij) for rij in per_gemeente[namen[code]]],
            met_geometrie=code not in ZONDER_GEOMETRIE,
        )
        for code, formaat in DEMO_GEMEENTEN.items()
    ]
    gecorrigeerd = [maak_plan(rij) for rij in corrigeer(per_gemeente[namen[GECORRIGEERD]])]
    paden.append(schrijf_levering(pad(GECORRIGEERD, f"_gecorrigeerd.{DEMO_GEMEENTEN[GECORRIGEERD]}"), gecorrigeerd))
    foutief = maak_foutief([maak_plan(rij) for rij in per_gemeente[namen[AFGEKEURD]]])
    paden.append(schrijf_levering(pad(AFGEKEURD, ".xlsx"), foutief))
    return paden


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("doel", type=Path, help="directory to write the deliveries to")
    parser.add_argument("--bron", type=Path, default=BRON, help="GeoPackage with the EIB plans")
    parser.add_argument("--peildatum", type=date.fromisoformat, default=PEILDATUM)
    argumenten = parser.parse_args()
    for levering in maak_leveringen(argumenten.bron, argumenten.doel, argumenten.peildatum):
        print(levering)
