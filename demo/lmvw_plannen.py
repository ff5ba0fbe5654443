"""Turn the public EIB plans of 2020 into plans and year rows as the lmvw delivery formats want them.

The source counts a plan three times: by period, by woningtype and by eigendom. A delivery wants one table of year x
type x eigendom. That table is an estimate, but its margins are not: per plan every period, type and eigendom total of
the source comes back exactly.
"""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:woonkluis:demo:eib-2020")

STATUS_PLANOLOGISCH = {
    "1A": "1A. Onherroepelijk",
    "1B": "1B. Onherroepelijk, uitwerkingsplicht",
    "1C": "1C. Onherroepelijk, wijzigingsbevoegdheid",
    "2A": "2A. Vastgesteld",
    "2B": "2B. Vastgesteld, uitwerkingsplicht",
    "2C": "2C. Vastgesteld, wijzigingsbevoegdheid",
    "3": "3. In voorbereiding",
    "4A": "4A. Visie",
    "4B": "4B. Idee",
    "Onbekend": "Onbekend",
}
"""Code per first word of the source's status, whose further spelling differs per provincie."""

ZACHT = frozenset(STATUS_PLANOLOGISCH[begin] for begin in ("1C", "2C", "3", "4A", "4B"))

UITLEG = frozenset({"Uitleg", "Uitleggebied voor woningbouw"})
UITLEG_VANAF = 12
PLANTYPE = {
    "Verdichting": "Verdichting",
    "Verdichtingslocatie": "Verdichting",
    "Herstructurering": "Herstructurering",
    "Sloop/nieuwbouw (woningen)": "Herstructurering",
    "Transformatie": "Transformatiegebied",
    "Functieverandering overig": "Transformatiegebied",
    "Functieverandering Kantoren": "Pand transformatie",
    "Functieverandering Detailhandel": "Pand transformatie",
    "Sloop": "Onbekend",
    "Onbekend": "Onbekend",
}

JAREN_PER_PERIODE: dict[str, tuple[int | None, ...]] = {
    "OP2019": (2019,),
    "OP202024": tuple(range(2020, 2025)),
    "Op202529": tuple(range(2025, 2030)),
    "Op20302050": tuple(range(2030, 2051)),
    "OPLONB": (None,),
}
WONINGTYPE = {"WTYPGGB": "eengezins", "WTYPAPP": "meergezins", "WTYPONB": "onbekend"}
EIGENDOM = {"KOOP": "koop_onb", "HUUR": "huur_onb", "HRKPONB": "onbekend"}

Waarden = dict[str, str | int | None]


@dataclass(frozen=True)
class Plan:
    """One plan: its Planregistratie values, its geometry as a GeoPackage blob (EPSG:28992) and its year rows."""

    waarden: Waarden
    geometrie: bytes
    jaren: tuple[Waarden, ...]


def verdeel(aantal: int, gewichten: Sequence[int]) -> list[int]:
    """Divide aantal over the weights by largest remainder; the outcome sums to aantal and never exceeds it.

    Equal remainders go to the first, so the outcome is the same on every run.
    """
    som = sum(gewichten)
    if not som:
        if aantal:
            raise ValueError("nothing to divide over")
        return [0] * len(gewichten)
    delen = [aantal * gewicht // som for gewicht in gewichten]
    volgorde = sorted(range(len(gewichten)), key=lambda i: (-(aantal * gewichten[i] % som), i))
    for i in volgorde[: aantal - sum(delen)]:
        delen[i] += 1
    return delen


def zonder_negatief(aantallen: Sequence[int]) -> list[int]:
    """Return counts of the same total in which no category is negative.

    The source closes the gap between detail and total with a negative `onbekend`; the other categories are then scaled
    down in proportion to what the plan really adds up to.
    """
    if min(aantallen) >= 0:
        return list(aantallen)
    return verdeel(sum(aantallen), [max(aantal, 0) for aantal in aantallen])


def verdeel_zonder_teruglegging(rijen: Sequence[int], kolommen: Sequence[int]) -> list[list[int]]:
    """Return a table of counts with exactly these row and column totals, close to proportional.

    Each row takes its share of what the columns have left, so no column can be drawn below zero and the last row takes
    the rest.
    """
    over = list(kolommen)
    tabel = []
    for rij in rijen:
        genomen = verdeel(rij, over)
        over = [rest - weg for rest, weg in zip(over, genomen, strict=True)]
        tabel.append(genomen)
    return tabel


def maak_marges(bron: Mapping[str, Any]) -> tuple[dict[int | None, int], dict[str, int], dict[str, int]]:
    """Return the dwellings to build per year (None = unknown), per woningtype and per eigendom."""
    per_jaar: dict[int | None, int] = {}
    periodes = zonder_negatief([bron[periode] for periode in JAREN_PER_PERIODE])
    for aantal, jaren in zip(periodes, JAREN_PER_PERIODE.values(), strict=True):
        per_jaar.update(zip(jaren, verdeel(aantal, [1] * len(jaren)), strict=True))
    per_type = zonder_negatief([bron[kolom] for kolom in WONINGTYPE])
    per_eigendom = zonder_negatief([bron[kolom] for kolom in EIGENDOM])
    return (
        per_jaar,
        dict(zip(WONINGTYPE.values(), per_type, strict=True)),
        dict(zip(EIGENDOM.values(), per_eigendom, strict=True)),
    )


def kruis_marges(
    per_jaar: Mapping[int | None, int], per_type: Mapping[str, int], per_eigendom: Mapping[str, int]
) -> dict[int | None, dict[str, int]]:
    """Return the cells larger than 0 per year, by the column name {woningtype}_{eigendom}."""
    kolommen = [f"{woningtype}_{eigendom}" for woningtype in per_type for eigendom in per_eigendom]
    cellen = verdeel_zonder_teruglegging([*per_type.values()], [*per_eigendom.values()])
    tabel = verdeel_zonder_teruglegging([*per_jaar.values()], [aantal for rij in cellen for aantal in rij])
    return {
        jaar: {kolom: aantal for kolom, aantal in zip(kolommen, rij, strict=True) if aantal}
        for jaar, rij in zip(per_jaar, tabel, strict=True)
        if any(rij)
    }


def vertaal_plantype(plantype: str, totaal_bouw: int) -> str:
    """Return the code of plantype; the size decides between the two kinds of Uitbreiding, as the code list defines."""
    if plantype in UITLEG:
        return "Uitbreiding uitleg" if totaal_bouw >= UITLEG_VANAF else "Uitbreiding overig"
    return PLANTYPE[plantype]


def maak_vertrouwelijkheid(plan_id: uuid.UUID, status: str) -> str:
    """Mark three of four zacht plans as confidential (LMVW-6a), chosen by a hash of the id; all others are public.

    The choice is invented: in reality every plan of the source is public.
    """
    gekozen = hashlib.sha256(plan_id.bytes).digest()[0] % 4 != 0
    return "Gemeente" if status in ZACHT and gekozen else "Openbaar"


def maak_plan(bron: Mapping[str, Any]) -> Plan:
    """Return one plan of the source in the words of the delivery formats.

    Raises:
        KeyError: a status or plantype that has no translation.
    """
    plan_id = uuid.uuid5(NAMESPACE, str(bron["OBJECTID"]))
    status = STATUS_PLANOLOGISCH[bron["Planstatus"].split()[0]]
    vertrouwelijkheid = maak_vertrouwelijkheid(plan_id, status)
    gedeeld: Waarden = {"gemeente": bron["Gem_naam"], "regio": "Onbekend", "vertrouwelijkheid": vertrouwelijkheid}

    per_jaar, per_type, per_eigendom = maak_marges(bron)
    cellen = kruis_marges(per_jaar, per_type, per_eigendom)
    totaal_bouw = bron["Aantalrest"]
    totaal_sloop = -bron["Sloop"]
    if totaal_sloop:
        cellen.setdefault(None, {})["sloop_onbekend_onbekend"] = totaal_sloop

    bekende_jaren = sorted(jaar for jaar in cellen if jaar is not None)
    waarden: Waarden = {
        "GlobalID": str(plan_id),
        "plannaam": bron["Plannaam"],
        "provincie": bron["Provincie"],
        **gedeeld,
        "opdrachtgever_type": "Onbekend",
        "oplevering_eerste": bekende_jaren[0] if bekende_jaren else None,
        "oplevering_laatste": bekende_jaren[-1] if bekende_jaren else None,
        "opmerkingen_basis": (
            f"EIB 2020, OBJECTID {bron['OBJECTID']}: planstatus {bron['Planstatus']}, plantype {bron['Plantype']}, "
            f"datum {bron['datum']}"
        ),
        "plantype": vertaal_plantype(bron["Plantype"], totaal_bouw),
        "projectfase": "Onbekend",
        "status_planologisch": status,
        "knelpunten_meerkeuze": "Onbekend",
        "totaal_bouw": totaal_bouw,
        "totaal_sloop": totaal_sloop,
        "totaal_netto": totaal_bouw - totaal_sloop,
        "totaal_eengezins_resterend": per_type["eengezins"],
        "totaal_meergezins_resterend": per_type["meergezins"],
        "totaal_type_onbekend_resterend": per_type["onbekend"],
        "totaal_koop_resterend": per_eigendom["koop_onb"],
        "totaal_huur_resterend": per_eigendom["huur_onb"],
        "totaal_koop_huur_onbekend_resterend": per_eigendom["onbekend"],
    }
    jaren = tuple(
        {
            "GlobalID": str(uuid.uuid5(plan_id, str(jaar))),
            "parent_globalid": str(plan_id),
            **gedeeld,
            "jaartal": jaar,
            **cellen[jaar],
            "bouw_gerealiseerd": "Nee",
            "sloop_gerealiseerd": "Nee",
        }
        for jaar in [*bekende_jaren, *([None] if None in cellen else [])]
    )
    return Plan(waarden, bron["geom"], jaren)


def lees_bron(bron: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the EIB GeoPackage per Gem_naam, in the order of OBJECTID."""
    per_gemeente: dict[str, list[dict[str, Any]]] = {}
    with closing(sqlite3.connect(f"{bron.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as verbinding:
        verbinding.row_factory = sqlite3.Row
        for rij in verbinding.execute("select * from plannen order by OBJECTID"):
            per_gemeente.setdefault(rij["Gem_naam"], []).append(dict(rij))
    return per_gemeente
