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
from xml.sax.saxutils import escape

from cwr_bevolking import Bevolking, Huurprijs, InszReeks, Persoon, kies, met_fout_controlegetal, reken_huurprijzen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAMESPACE = "urn:woonkluis:cwr-levering:1"
PEILDATUM = date(2026, 1, 1)
SEED = 20260101
TELLERS_PER_WOONMAATSCHAPPIJ = 32

WONINGTYPEN = {"eengezinswoning": 45, "appartement": 42, "bungalow": 7, "duplex": 6}
HUURSTELSELS = {"sociaal": 90, "huurcompensatie": 5, "alternatieve financiering": 3, "geconventioneerd": 2}
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


def element(naam: str, waarde: str | int | None) -> str:
    """Return one element, or nothing when there is no value."""
    return "" if waarde is None else f"<{naam}>{escape(str(waarde))}</{naam}>"


def euro(centen: int) -> str:
    """Return an amount in cents as euros with two decimals."""
    return f"{centen // 100}.{centen % 100:02d}"


def ja_nee(waar: bool) -> str:
    """Return a truth as the schema writes it."""
    return "ja" if waar else "nee"


def gezinslid_xml(computernummer: str, persoon: Persoon) -> str:
    """Return one gezinslid element."""
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
        + "</huurprijsberekening>\n"
    )


class Feed:
    """Write the dwellings of one woonmaatschappij, one at a time.

    Numbers of dwellings, leases and persons count from 1 for every sender, as in reality: they are unique within a
    sender only.
    """

    def __init__(self, woonmaatschappij: Woonmaatschappij, peildatum: date, seed: int, *, fout_insz: bool) -> None:
        self._rng = Random(f"{seed}/{woonmaatschappij.kbo}")  # noqa: S311
        eerste_teller = 900 + woonmaatschappij.volgnummer * TELLERS_PER_WOONMAATSCHAPPIJ
        reeks = InszReeks(eerste_teller, TELLERS_PER_WOONMAATSCHAPPIJ)
        self._bevolking = Bevolking(self._rng, reeks)
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
        contracten = []
        begin_huidig = self._peildatum - timedelta(days=rng.randint(30, 20 * 365))
        if rng.random() < AANDEEL_EERDER_VERHUURD:
            einde = begin_huidig - timedelta(days=rng.randint(10, 200))
            begin = einde - timedelta(days=rng.randint(365, 9 * 365))
            contracten.append(self._contract_xml(begin, einde, markthuurwaarde, slaapkamers))
        if not leeg:
            contracten.append(self._contract_xml(begin_huidig, None, markthuurwaarde, slaapkamers))
        return (
            "<woning>"
            + element("woonmaatschappijWoningId", f"W{self._woningen:06d}")
            + element("gebouweenheidId", f"999{rng.randrange(10**7):07d}" if rng.random() < 0.7 else None)
            + "<adres>"
            + element("straatnaam", rng.choice(STRATEN))
            + element("huisnummer", rng.randint(1, 180))
            + element("busnummer", f"{rng.randint(1, 24):04d}" if rng.random() < 0.3 else None)
            + element("postcode", gemeente.postcode)
            + element("gemeenteNisCode", gemeente.nis_code)
            + "</adres>"
            + element("bouwjaar", rng.randint(1952, 2022) if rng.random() < 0.95 else None)
            + element("woningtype", kies(rng, WONINGTYPEN))
            + element("aantalSlaapkamers", slaapkamers)
            + element("ingehuurd", ja_nee(rng.random() < AANDEEL_INGEHUURD))
            + element("huurstelsel", kies(rng, HUURSTELSELS))
            + element("markthuurwaarde", euro(markthuurwaarde))
            + "\n"
            + "".join(contracten)
            + "</woning>\n"
        )

    def _contract_xml(self, begin: date, einde: date | None, markthuurwaarde: int, slaapkamers: int) -> str:
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
        return (
            "<huurovereenkomst>"
            + element("contractnummer", nummer)
            + element("begindatum", begin.isoformat())
            + element("einddatum", einde.isoformat() if einde else None)
            + element("tijdelijk", ja_nee(begin >= EERSTE_TIJDELIJKE_HUUR))
            + "\n"
            + "".join(gezinslid_xml(f"{nummer}-{volgnummer}", lid) for volgnummer, lid in enumerate(leden, start=1))
            + "".join(huurprijs_xml(huurprijs) for huurprijs in huurprijzen)
            + "</huurovereenkomst>\n"
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
) -> Path:
    """Write one feed to the directory doel and return its path.

    n_woningen overrides the size of the woonmaatschappij; memory does not grow with it. With fout_insz the first
    huurder has an INSZ with wrong check digits, which is valid by the schema and has to be found by a rule.
    """
    doel.mkdir(parents=True, exist_ok=True)
    pad = doel / f"cwr_{woonmaatschappij.kbo}_{peildatum:%Y-%m-%d}.xml"
    feed = Feed(woonmaatschappij, peildatum, seed, fout_insz=fout_insz)
    rng = Random(f"{seed}/{woonmaatschappij.kbo}/gemeenten")  # noqa: S311
    aantal = woonmaatschappij.aantal_woningen if n_woningen is None else n_woningen
    bericht = uuid.uuid5(
        uuid.NAMESPACE_URL, f"{NAMESPACE}/{seed}/{woonmaatschappij.kbo}/{peildatum}/{aantal}/{fout_insz}"
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
            + "</kop>\n"
        )
        for gemeente in verdeel_gemeenten(woonmaatschappij.gemeenten, aantal, rng):
            bestand.write(feed.woning_xml(gemeente))
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
