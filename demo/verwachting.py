"""What the demo deliveries contain, counted in the files themselves: the layers must give exactly this back."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree
from python_calamine import CalamineWorkbook

from lmvw_leveringen import AFGEKEURD, GECORRIGEERD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from overzicht import Beeld

DREMPEL_PLANNEN, DREMPEL_WONINGEN, DREMPEL_HUISHOUDENS = 3, 5, 5
"""LMVW-13d, LMVW-14, WIV-2.2: a sum over less than this stays unpublished."""


@dataclass(frozen=True)
class Gemeente:
    """The plans of one gemeente: numbers of plans and woningen, and those of the confidential ones."""

    plannen: int
    bruto: int
    sloop: int
    vertrouwelijk: int
    vertrouwelijk_bruto: int
    som_getoond: bool


MET_INSZ = (
    *("insz", "inszEigenaar", "inszHoofdbegunstigde", "inszPartner", "inszHandicap", "inszVerbonden"),
    *("rechthebbenden", "bijslagtrekkenden", "rechtgevenden"),
)
"""Elements that name persons; each of them has a row in the vault."""


@dataclass(frozen=True)
class Feed:
    """The records of one woonmaatschappij, and per gemeente the number of woningen and of households in them."""

    woning: int
    huurovereenkomst: int
    gezinslid: int
    persoon: int
    genoemd: int
    huurprijsberekening: int
    woningen: Counter[str]
    huishoudens: Counter[str]


def verwachte_status(pad: Path, paden: Sequence[Path]) -> str:
    """Say what must become of a delivery: a later correction takes its place, the faulty one is rejected."""
    if AFGEKEURD in pad.name:
        return "afgekeurd"
    overtaken = GECORRIGEERD in pad.name and any(
        "_gecorrigeerd" in ander.name for ander in paden[paden.index(pad) + 1 :]
    )
    return "vervangen" if overtaken else "geaccepteerd"


def _plannen(pad: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of Planregistratie as the file has them."""
    if pad.suffix == ".gpkg":
        with closing(sqlite3.connect(f"file:{pad}?mode=ro", uri=True)) as bestand:
            bestand.row_factory = sqlite3.Row
            yield from (dict(rij) for rij in bestand.execute("select * from Planregistratie"))
    else:
        kop, *rijen = CalamineWorkbook.from_path(str(pad)).get_sheet_by_name("Planregistratie").to_python()
        yield from (dict(zip(map(str, kop), rij, strict=True)) for rij in rijen)


def lees_gemeente(pad: Path) -> Gemeente:
    """Count one lmvw delivery."""
    plannen = list(_plannen(pad))
    besloten = [plan for plan in plannen if plan["vertrouwelijkheid"] != "Openbaar"]
    besloten_bruto = sum(int(plan["totaal_bouw"]) for plan in besloten)
    bijdragend = sum(plan["totaal_bouw"] > 0 for plan in besloten)
    return Gemeente(
        len(plannen),
        sum(int(plan["totaal_bouw"]) for plan in plannen),
        sum(int(plan["totaal_sloop"]) for plan in plannen),
        len(besloten),
        besloten_bruto,
        som_getoond=bijdragend >= DREMPEL_PLANNEN and besloten_bruto >= DREMPEL_WONINGEN,
    )


def lees_feed(pad: Path) -> Feed:
    """Count one cwr delivery; a woning with a lease without an end has a household."""
    wortel = etree.parse(pad).getroot()
    woningen: Counter[str] = Counter()
    huishoudens: Counter[str] = Counter()
    for woning in wortel.iterchildren("{*}woning"):
        nis_code = woning.findtext("{*}adres/{*}gemeenteNisCode") or ""
        contracten = woning.findall("{*}huurovereenkomst")
        woningen[nis_code] += 1
        huishoudens[nis_code] += any(contract.find("{*}einddatum") is None for contract in contracten)
    aantal = Counter(etree.QName(element).localname for element in wortel.iter("{*}*"))
    return Feed(
        aantal["woning"],
        aantal["huurovereenkomst"],
        aantal["gezinslid"],
        len({insz.text for insz in wortel.iter("{*}insz")}),
        len(
            {
                insz
                for naam in MET_INSZ
                for element in wortel.iter(f"{{*}}{naam}")
                for insz in (element.text or "").split()
            }
        ),
        aantal["huurprijsberekening"],
        woningen,
        huishoudens,
    )


class Vergelijking:
    """Collects what differs from the expectation, each in one line."""

    def __init__(self, beeld: Beeld) -> None:
        self.beeld = beeld
        self.fouten: list[str] = []
        self.leveringen = {naam: (levering_id, status) for levering_id, *_, naam, status, _ in beeld.leveringen}

    def is_gelijk(self, wat: str, verwacht: object, gevonden: object) -> None:
        """Note a difference."""
        if verwacht != gevonden:
            self.fouten.append(f"{wat}: expected {verwacht}, found {gevonden}")

    def rijen(self, relatie: str, naam: str) -> tuple[int, ...]:
        """Counts of a delivery in a relation; zeros when it has none there."""
        per_levering = self.beeld.per_levering[relatie]
        breedte = len(next(iter(per_levering.values()), (0,)))
        return per_levering.get(self.leveringen[naam][0], (0,) * breedte)

    def leveringen_lmvw(self, paden: Sequence[Path]) -> None:
        """LMVW-5c, LMVW-7b, LMVW-13d: plans in = plans out, and of the confidential ones at most a sum is public."""
        for pad in paden:
            verwacht = verwachte_status(pad, paden)
            self.is_gelijk(f"status of {pad.name}", verwacht, self.leveringen[pad.name][1])
            gemeente = lees_gemeente(pad)
            geteld = (gemeente.plannen, gemeente.bruto, gemeente.sloop) if verwacht == "geaccepteerd" else (0, 0, 0)
            openbaar = gemeente.plannen - gemeente.vertrouwelijk if verwacht == "geaccepteerd" else 0
            self.is_gelijk(f"plans, bruto, sloop of {pad.name}", geteld, self.rijen("woningbouwplan", pad.name))
            self.is_gelijk(f"public plans of {pad.name}", (openbaar,), self.rijen("openbaar", pad.name))
            if verwacht == "geaccepteerd":
                som = gemeente.vertrouwelijk_bruto if gemeente.som_getoond else None
                code = pad.name.split("_")[1]
                self.is_gelijk(f"public sum of {code}", som, self.beeld.sommen["lmvw"].get(code))

    def leveringen_cwr(self, paden: Sequence[Path]) -> None:
        """WIV-3, WIV-2.2: records in = records out, and a gemeente with few households is not shown."""
        woningen: Counter[str] = Counter()
        huishoudens: Counter[str] = Counter()
        for pad in paden:
            feed = lees_feed(pad)
            self.is_gelijk(f"status of {pad.name}", "geaccepteerd", self.leveringen[pad.name][1])
            for relatie, geteld in {
                "woning": (feed.woning,),
                "huurovereenkomst": (feed.huurovereenkomst,),
                "gezinslid": (feed.gezinslid, feed.persoon),
                "huurprijsberekening": (feed.huurprijsberekening,),
            }.items():
                self.is_gelijk(f"{relatie} of {pad.name}", geteld, self.rijen(relatie, pad.name))
            woningen += feed.woningen
            huishoudens += feed.huishoudens
        for nis_code, aantal in woningen.items():
            getoond = aantal if huishoudens[nis_code] >= DREMPEL_HUISHOUDENS else None
            self.is_gelijk(f"public woningen of {nis_code}", getoond, self.beeld.sommen["cwr"].get(nis_code))

    def logins(self) -> None:
        """LMVW-12, LMVW-13: each login sees its own area and nothing confidential beyond it."""
        alle = self.beeld.gebieden["demo_beheer"]
        eigen = {
            "demo_gemeente_deventer": {gebied for gebied in alle if gebied[0] == "GM0150"},
            "demo_provincie_overijssel": {gebied for gebied in alle if gebied[1] == "PV23"},
            "demo_bi": set(),
        }
        for login, gebieden in eigen.items():
            self.is_gelijk(f"areas with confidential plans for {login}", gebieden, self.beeld.gebieden[login])
            self.is_gelijk(f"{login} has an area", login != "demo_bi", bool(gebieden))
        plannen = self.beeld.lagen.get("lmvw_vertrouwelijk.woningbouwplan")
        self.is_gelijk(
            "plans for demo_beheer", plannen, self.beeld.zicht["demo_beheer"]["lmvw_vertrouwelijk.woningbouwplan"]
        )
        for relatie, gezien in self.beeld.zicht["demo_bi"].items():
            publiek = "_publiek." in relatie
            self.is_gelijk(f"demo_bi may read {relatie}", publiek, gezien is not None)

    def logins_cwr(self, eigen: Path) -> None:
        """WIV-4.4, WIV-4.12: who reads rows without a name, and whose; nobody the vault, no health undecided."""
        alle = self.beeld.lagen
        gezien: dict[str, dict[str, int | None]] = {
            "demo_statistiek": {
                "cwr_vertrouwelijk.woning": alle.get("cwr_vertrouwelijk.woning"),
                "cwr_vertrouwelijk.gezinslid": alle.get("cwr_vertrouwelijk.gezinslid"),
                "cwr_vertrouwelijk.handicap": 0,
            },
            "demo_woonmaatschappij": {"cwr_vertrouwelijk.woning": lees_feed(eigen).woning},
        }
        for login, relaties in self.beeld.zicht.items():
            for relatie, rijen in relaties.items():
                if relatie.startswith(("cwr_kluis", "cwr_vertrouwelijk")):
                    self.is_gelijk(f"{login} in {relatie}", gezien.get(login, {}).get(relatie), rijen)


def vergelijk(beeld: Beeld, lmvw: Sequence[Path], cwr: Sequence[Path]) -> list[str]:
    """Compare the warehouse with the files that were delivered; return what differs."""
    vergelijking = Vergelijking(beeld)
    vergelijking.leveringen_lmvw(lmvw)
    vergelijking.leveringen_cwr(cwr)
    vergelijking.logins()
    vergelijking.logins_cwr(cwr[0])
    vergelijking.is_gelijk("deliveries that wait for the layers", {"lmvw": [], "cwr": []}, beeld.wachtend)
    return vergelijking.fouten
