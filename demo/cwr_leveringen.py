"""Make the cwr demo deliveries: feeds of three fictitious woonmaatschappijen, valid by cwr-levering-1.xsd.

Run as `python demo/cwr_leveringen.py DIRECTORY`. The same seed and peildatum give the same bytes, and a feed of any
size is written as a stream. demo/README.md says what is real in them and what is invented.
"""

from __future__ import annotations

import argparse
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from cwr_bevolking import (
    MINIMALE_HUUR,
    Bevolking,
    Huurprijs,
    InszReeks,
    Persoon,
    kies,
    met_fout_controlegetal,
    reken_huurprijzen,
)
from cwr_dossiers import BEROEPEN, Lid, dossier_xml, element, euro, ja_nee, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAMESPACE = "urn:woonkluis:cwr-levering:1"
PEILDATUM = date(2026, 1, 1)
SEED = 20260101
TELLERS_PER_WOONMAATSCHAPPIJ = 32

WONINGTYPEN = {"eengezinswoning": 45, "appartement": 42, "bungalow": 7, "duplex": 6}
HUURSTELSELS = {"sociaal": 90, "huurcompensatie": 5, "alternatieve financiering": 3, "geconventioneerd": 2}
STATUSSEN = {"in gebruik": 96, "niet uitgevoerd": 2, "uit beheer": 2}
HUUREINDEN = {"ontbinding van rechtswege": 50, "opzeg huurder": 40, "opzeg verhuurder": 10}
STRATEN = ("Denkbeeldstraat", "Voorbeeldlaan", "Verzonnenplein", "Proefweg", "Nergensdreef")
AANDEEL_LEEG, AANDEEL_EERDER_VERHUURD, AANDEEL_INGEHUURD = 0.10, 0.15, 0.08
EERSTE_TIJDELIJKE_HUUR = date(2017, 3, 1)


@dataclass(frozen=True)
class Gemeente:
    """A real Flemish gemeente in which a woonmaatschappij has dwellings: a share of them, or an exact number."""

    nis_code: str
    postcode: str
    gewicht: int = 0
    vast_aantal: int = 0


@dataclass(frozen=True)
class Woonmaatschappij:
    """A fictitious sender with a KBO number that is right by its check digits.

    The numbers lie at the end of the range that KBO numbers can have, far beyond those handed out. volgnummer gives
    each sender its own INSZ counters, so that no two senders invent the same person.
    """

    kbo: str
    naam: str
    volgnummer: int
    aantal_woningen: int
    gemeenten: tuple[Gemeente, ...]


WOONMAATSCHAPPIJEN = (
    Woonmaatschappij(
        "1999900171",
        "Fictieve woonmaatschappij Durmeland",
        0,
        240,
        (
            Gemeente("46029", "9160", gewicht=6),
            Gemeente("44087", "9080", gewicht=2),
            Gemeente("44088", "9820", gewicht=3),
            Gemeente("42010", "9270", vast_aantal=3),
        ),
    ),
    Woonmaatschappij(
        "1999900270",
        "Fictieve woonmaatschappij Demerdal",
        1,
        380,
        (
            Gemeente("71072", "3500", gewicht=6),
            Gemeente("73110", "3740", gewicht=3),
            Gemeente("71011", "3590", gewicht=1),
            Gemeente("73028", "3717", vast_aantal=2),
        ),
    ),
    Woonmaatschappij(
        "1999900369",
        "Fictieve woonmaatschappij Mandelstreek",
        2,
        160,
        (
            Gemeente("37022", "8700", gewicht=5),
            Gemeente("37021", "8750", gewicht=3),
            Gemeente("37011", "8740", vast_aantal=4),
        ),
    ),
)
"""Gemeenten with an exact number have fewer than five households: something for disclosure control to protect."""


def gezinslid_xml(computernummer: str, persoon: Persoon, beroep: str | None, verblijf: str, dossiers: str) -> str:
    """Return one gezinslid element; verblijf and dossiers are the elements within it."""
    return (
        "<gezinslid>"
        + element("computernummer", computernummer)
        + element("rol", persoon.rol)
        + element("insz", persoon.insz)
        + element("naam", persoon.naam)
        + element("voornamen", persoon.voornamen)
        + element("geboortedatum", persoon.geboortedatum)
        + element("geslacht", persoon.geslacht)
        + element("nationaliteitCode", persoon.nationaliteit_code)
        + element("burgerlijkeStaatCode", persoon.burgerlijke_staat_code)
        + element("positieCode", persoon.positie_code)
        + element("beroep", beroep)
        + verblijf
        + dossiers
        + "</gezinslid>\n"
    )


def huurprijs_xml(huurprijs: Huurprijs) -> str:
    """Return one huurprijsberekening element; a reduction or charge of zero is left out."""
    return (
        "<huurprijsberekening>"
        + element("begindatum", huurprijs.begindatum.isoformat())
        + element("einddatum", huurprijs.einddatum.isoformat() if huurprijs.einddatum else None)
        + element("totaalInkomen", euro(huurprijs.totaal_inkomen))
        + element("nietGeindexeerdTotaalInkomen", euro(huurprijs.niet_geindexeerd_totaal_inkomen))
        + element("basishuurprijs", euro(huurprijs.basishuurprijs))
        + element("gezinskorting", euro(huurprijs.gezinskorting) if huurprijs.gezinskorting else None)
        + element(
            "onderbezettingsvergoeding",
            euro(huurprijs.onderbezettingsvergoeding) if huurprijs.onderbezettingsvergoeding else None,
        )
        + element("reeleHuur", euro(huurprijs.reele_huur))
        + element("patrimoniumkorting", euro(0))
        + element("energiecorrectie", euro(0))
        + element("minimaleHuurprijs", euro(MINIMALE_HUUR))
        + "</huurprijsberekening>\n"
    )


class Feed:
    """Write the dwellings of one woonmaatschappij, one at a time.

    Numbers of dwellings, leases and persons count from 1 for every sender, as in reality: they are unique within a
    sender only.
    """

    def __init__(self, woonmaatschappij: Woonmaatschappij, peildatum: date, seed: int, *, fout_insz: bool) -> None:
        self._rng = Random(f"{seed}/{woonmaatschappij.kbo}")  # noqa: S311
        # What came later is drawn apart, so that households and rents stay as they were.
        self._extra = Random(f"{seed}/{woonmaatschappij.kbo}/dossiers")  # noqa: S311
        self._kbo = woonmaatschappij.kbo
        eerste_teller = 900 + woonmaatschappij.volgnummer * TELLERS_PER_WOONMAATSCHAPPIJ
        reeks = InszReeks(eerste_teller, TELLERS_PER_WOONMAATSCHAPPIJ)
        self._bevolking = Bevolking(self._rng, reeks)
        # Owners have counters of their own, below those of the tenants.
        self._eigenaars = InszReeks(eerste_teller - 200, TELLERS_PER_WOONMAATSCHAPPIJ)
        self._peildatum = peildatum
        self._woningen = self._contracten = 0
        self._fout_insz = fout_insz

    def woning_xml(self, gemeente: Gemeente) -> str:
        """Return one woning element with its leases: an open one, an ended one, both or none."""
        rng = self._rng
        self._woningen += 1
        slaapkamers = rng.choice((0, 1, 1, 2, 2, 3, 3, 3, 4, 5))
        markthuurwaarde = 420_00 + slaapkamers * 95_00 + rng.randint(0, 160_00)
        leeg = rng.random() < AANDEEL_LEEG
        ingehuurd = self._extra.random() < AANDEEL_INGEHUURD
        contracten = []
        begin_huidig = self._peildatum - timedelta(days=rng.randint(30, 20 * 365))
        if rng.random() < AANDEEL_EERDER_VERHUURD:
            einde = begin_huidig - timedelta(days=rng.randint(10, 200))
            begin = einde - timedelta(days=rng.randint(365, 9 * 365))
            contracten.append(self._contract_xml(begin, einde, markthuurwaarde, slaapkamers, ingehuurd=ingehuurd))
        if not leeg:
            contracten.append(self._contract_xml(begin_huidig, None, markthuurwaarde, slaapkamers, ingehuurd=ingehuurd))
        woning_id = f"W{self._woningen:06d}"
        adres = (
            element("straatnaam", rng.choice(STRATEN))
            + element("huisnummer", rng.randint(1, 180))
            + element("busnummer", f"{rng.randint(1, 24):04d}" if rng.random() < 0.3 else None)
            + element("postcode", gemeente.postcode)
            + element("gemeenteNisCode", gemeente.nis_code)
        )
        return (
            "<woning>"
            + element("woonmaatschappijWoningId", woning_id)
            + self._sleutels_xml()
            + "<adres>"
            + adres
            + element("adresId", 999_000_000 + self._woningen)
            + element("crabStraatId", self._extra.randint(1, 99_999) if self._extra.random() < 0.2 else None)
            + "</adres>"
            + self._punt_xml()
            + element("status", kies(self._extra, STATUSSEN))
            + element("bouwjaar", rng.randint(1952, 2022) if rng.random() < 0.95 else None)
            + element("renovatiejaar", self._extra.randint(2010, 2024) if self._extra.random() < 0.2 else None)
            + element("bebouwingstype", "OB" if self._extra.random() < 0.3 else None)
            + element("woningtype", kies(rng, WONINGTYPEN))
            + element("aantalSlaapkamers", slaapkamers)
            + element("ingehuurd", ja_nee(ingehuurd))
            + element("huurstelsel", kies(rng, HUURSTELSELS))
            + element("markthuurwaarde", euro(markthuurwaarde))
            + self._prestatie_xml()
            + "\n"
            + (self._hoofdhuur_xml(woning_id, adres, begin_huidig) if ingehuurd else "")
            + "".join(contracten)
            + "</woning>\n"
        )

    def _sleutels_xml(self) -> str:
        """Numbers of the dwelling in other registers (PDB-12)."""
        rng = self._extra
        gebouweenheid = f"999{rng.randrange(10**7):07d}" if rng.random() < 0.7 else None
        nummer = self._woningen
        letters = "".join(chr(ord("A") + nummer // 26**macht % 26) for macht in range(5))
        return (
            element("woonmaatschappijWoningCode", f"{nummer:06d}")
            + element("woonmaatschappijWoningGroepCode", f"GRP{nummer % 40:03d}")
            + element("vmswWoningId", letters)
            + element("eigenaarOrganisatieId", self._kbo)
            + element("gebouweenheidId", gebouweenheid)
            + element("capakey", self._capakey() if rng.random() < 0.8 else None)
        )

    def _capakey(self) -> str:
        rng = self._extra
        return f"99{rng.randrange(1000):03d}{rng.choice('ABC')}{rng.randrange(10**4):04d}/00{rng.choice('ABH_')}000"

    def _punt_xml(self) -> str:
        """A point in Vlaanderen, in one of the two reference systems that are in use."""
        rng = self._extra
        x, y = rng.randint(60_000, 230_000), rng.randint(165_000, 220_000)
        if rng.random() < 0.2:
            return f"<punt><crs>3812</crs><x>{x + 500_000}</x><y>{y + 500_000}</y></punt>"
        return f"<punt><crs>31370</crs><x>{x}.25</x><y>{y}.5</y></punt>" if rng.random() < 0.9 else ""

    def _prestatie_xml(self) -> str:
        """Attributes of the prestatiedatabank (PDB-12 to PDB-24)."""
        rng = self._extra
        epc = rng.random() < 0.8
        nieuw = rng.random() < 0.3
        return (
            element("conditiescore", rng.randint(1, 99) if rng.random() < 0.6 else None)
            + element("energiecorrectie", euro(rng.randint(0, 40_00)) if epc else None)
            + element("epcVersie", "1.0" if epc else None)
            + element("epcWaarde", rng.randint(20, 480) if epc else None)
            + element("epcDatum", f"{rng.randint(2012, 2025)}-06-15" if epc else None)
            + element("eWaardeNieuwbouw", rng.randint(10, 60) if nieuw else None)
            + element("eWaardeGerenoveerd", rng.randint(30, 90) if rng.random() < 0.1 else None)
            + element("eWaardeNieuweVerhuring", rng.randint(30, 120) if rng.random() < 0.1 else None)
            + element("kWaardeNieuwbouw", rng.randint(20, 45) if nieuw else None)
            + element("kWaardeGerenoveerd", rng.randint(30, 60) if rng.random() < 0.1 else None)
            + element("kWaardeNieuweVerhuring", rng.randint(30, 80) if rng.random() < 0.1 else None)
            + element("aanpasbaarNfs2", ja_nee(rng.random() < 0.1))
            + element("aanpasbaarC2008", ja_nee(rng.random() < 0.2))
            + element("rolstoeltoegankelijkC2008", ja_nee(rng.random() < 0.08))
        )

    def _hoofdhuur_xml(self, woning_id: str, adres: str, begin_huidig: date) -> str:
        """WIV-3.2: the head lease of a rented-in dwelling, with its owners."""
        rng = self._extra
        begin = min(begin_huidig, self._peildatum) - timedelta(days=rng.randint(400, 4000))
        eigenaars = ""
        for _ in range(rng.choice((1, 1, 2))):
            persoon = rng.random() < 0.8
            insz, _ = self._eigenaars.geef(date(rng.randint(1945, 1990), rng.randint(1, 12), rng.randint(1, 28)), "1")
            afdeling, sectie, grondnummer = f"99{rng.randrange(1000):03d}", rng.choice("ABC"), rng.randrange(10**4)
            kadaster = record(
                "kadaster",
                capakey=f"{afdeling}{sectie}{grondnummer:04d}/00H004",
                kadastraleAfdeling=afdeling,
                sectie=sectie,
                grondnummer=grondnummer,
                bisnummer=0,
                letterexponent="H",
                cijferexponent=4,
                partitie=f"P{rng.randrange(10**4):04d}",
            )
            soort = "individueel" if persoon else "onderneming"
            eigenaars += record(
                "eigenaar",
                f"<ligging>{adres}</ligging>{kadaster}",
                eigenaarSoort=soort,
                inszEigenaar=insz if persoon else None,
                ondernemingsnummer=None if persoon else self._kbo,
                aandeel="1/1" if rng.random() < 0.6 else "1/2",
            )
        return record(
            "hoofdhuurovereenkomst",
            eigenaars,
            hoofdcontractnummer=f"H{woning_id}",
            begindatum=begin.isoformat(),
            einddatum=(begin + timedelta(days=20 * 365)).isoformat() if rng.random() < 0.2 else None,
            huurprijs=euro(rng.randint(450_00, 800_00)),
        )

    def _contract_xml(
        self, begin: date, einde: date | None, markthuurwaarde: int, slaapkamers: int, *, ingehuurd: bool
    ) -> str:
        self._contracten += 1
        nummer = f"C{self._contracten:06d}"
        leden = self._bevolking.huishouden(begin, einde or self._peildatum)
        if self._fout_insz and self._contracten == 1:
            leden = [met_fout_controlegetal(leden[0]), *leden[1:]]
        huurprijzen = reken_huurprijzen(
            self._rng,
            leden,
            markthuurwaarde=markthuurwaarde,
            slaapkamers=slaapkamers,
            begin=begin,
            einde=einde,
            peildatum=self._peildatum,
        )
        geconventioneerd = self._extra.random() < 0.03
        return (
            "<huurovereenkomst>"
            + element("contractnummer", nummer)
            + element("hoofdcontractnummer", f"HW{self._woningen:06d}" if ingehuurd else None)
            + element("begindatum", begin.isoformat())
            + element("einddatum", einde.isoformat() if einde else None)
            + element("tijdelijk", ja_nee(begin >= EERSTE_TIJDELIJKE_HUUR))
            + element("attestnummer", f"ATT{nummer}" if geconventioneerd else None)
            + element("geconventioneerdContractnummer", f"GC{nummer}" if geconventioneerd else None)
            + "\n"
            + (self._huureinde_xml(einde) if einde else "")
            + "".join(
                self._gezinslid_xml(f"{nummer}-{volgnummer}", lid, leden, lopend=einde is None)
                for volgnummer, lid in enumerate(leden, start=1)
            )
            + "".join(huurprijs_xml(huurprijs) for huurprijs in huurprijzen)
            + "</huurovereenkomst>\n"
        )

    def _huureinde_xml(self, einde: date) -> str:
        """WIV-3.10.14: how a lease ended."""
        soort = kies(self._extra, HUUREINDEN)
        ontbinding = soort == "ontbinding van rechtswege"
        return record(
            "huureinde",
            huureindeSoort=soort,
            opzegReden=None if ontbinding else "verhuis",
            opzegDetail=None if ontbinding else "naar een andere woning",
            opgestartOp=(einde - timedelta(days=90)).isoformat(),
            effectiefOp=einde.isoformat(),
            ontbindingReden="overlijden" if ontbinding else None,
            ontbindingDetail="laatste huurder" if ontbinding else None,
        )

    def _gezinslid_xml(self, computernummer: str, persoon: Persoon, leden: Sequence[Persoon], *, lopend: bool) -> str:
        rng = self._extra
        lid = Lid(persoon, leden, self._peildatum)
        kinderen = [kind for kind in leden if kind.rol == "gezinslid"]
        elders = record(
            "hoofdverblijfplaats", straatnaam="Elderslaan", huisnummer=1, postcode="9000", gemeenteNisCode="44021"
        )
        return gezinslid_xml(
            computernummer,
            persoon,
            rng.choice(BEROEPEN) if lid.persoon.rol == "huurder" else None,
            elders if rng.random() < 0.02 else "",
            dossier_xml(rng, lid, kinderen) if lopend else "",
        )


def verdeel_gemeenten(gemeenten: Sequence[Gemeente], aantal: int, rng: Random) -> Iterator[Gemeente]:
    """Yield a gemeente for each of aantal dwellings: the exact numbers first, the rest drawn by weight."""
    for gemeente in gemeenten:
        for _ in range(gemeente.vast_aantal):
            yield gemeente
    gewichten = [gemeente.gewicht for gemeente in gemeenten]
    for _ in range(aantal - sum(gemeente.vast_aantal for gemeente in gemeenten)):
        yield rng.choices(gemeenten, weights=gewichten)[0]


def maak_levering(
    doel: Path,
    woonmaatschappij: Woonmaatschappij,
    peildatum: date = PEILDATUM,
    *,
    n_woningen: int | None = None,
    seed: int = SEED,
    fout_insz: bool = False,
    volgnummer: int = 1,
    verwijderd: Sequence[str] = (),
) -> Path:
    """Write one feed to the directory doel and return its path: all dwellings, or a mutatie when some are verwijderd.

    n_woningen overrides the size of the woonmaatschappij; memory does not grow with it. With fout_insz the first
    huurder has an INSZ with wrong check digits, which is valid by the schema and has to be found by a rule.
    """
    doel.mkdir(parents=True, exist_ok=True)
    pad = doel / f"cwr_{woonmaatschappij.kbo}_{peildatum:%Y-%m-%d}.xml"
    feed = Feed(woonmaatschappij, peildatum, seed, fout_insz=fout_insz)
    rng = Random(f"{seed}/{woonmaatschappij.kbo}/gemeenten")  # noqa: S311
    aantal = woonmaatschappij.aantal_woningen if n_woningen is None else n_woningen
    bericht = uuid.uuid5(
        uuid.NAMESPACE_URL,
        f"{NAMESPACE}/{seed}/{woonmaatschappij.kbo}/{peildatum}/{aantal}/{fout_insz}/{volgnummer}/{','.join(verwijderd)}",
    )
    with pad.open("w", encoding="utf-8", newline="") as bestand:
        bestand.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<cwrLevering xmlns="{NAMESPACE}" versie="1.0">\n'
            "<kop>"
            + element("afzenderKbo", woonmaatschappij.kbo)
            + element("berichtId", str(bericht))
            + element("aangemaaktOp", f"{peildatum:%Y-%m-%d}T06:00:00+01:00")
            + element("peildatum", peildatum.isoformat())
            + element("soort", "mutatie" if verwijderd else "volledig")
            + element("volgnummer", volgnummer)
            + "</kop>\n"
        )
        for gemeente in verdeel_gemeenten(woonmaatschappij.gemeenten, aantal, rng):
            bestand.write(feed.woning_xml(gemeente))
        for woning_id in verwijderd:
            bestand.write(
                record("verwijderdeWoning", woonmaatschappijWoningId=woning_id, verwijderdOp=peildatum.isoformat())
            )
        for gemeente in woonmaatschappij.gemeenten:
            bestand.write(
                record(
                    "grond",
                    gemeenteNisCode=gemeente.nis_code,
                    grondreserveM2=rng.randrange(50_000),
                    verworvenM2=rng.randrange(5_000),
                )
            )
        bestand.write("</cwrLevering>\n")
    return pad


def maak_leveringen(doel: Path, peildatum: date = PEILDATUM, *, seed: int = SEED) -> list[Path]:
    """Write the feed of each woonmaatschappij to the directory doel and return the paths."""
    return [maak_levering(doel, woonmaatschappij, peildatum, seed=seed) for woonmaatschappij in WOONMAATSCHAPPIJEN]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("doel", type=Path, help="directory to write the feeds to")
    parser.add_argument("--peildatum", type=date.fromisoformat, default=PEILDATUM)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--woningen", type=int, help="dwellings per woonmaatschappij (default: its own number)")
    argumenten = parser.parse_args()
    for afzender in WOONMAATSCHAPPIJEN:
        print(
            maak_levering(
                argumenten.doel, afzender, argumenten.peildatum, n_woningen=argumenten.woningen, seed=argumenten.seed
            )
        )
