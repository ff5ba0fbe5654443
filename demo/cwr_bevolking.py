"""Invent households, persons and rents for the cwr demo: plausible in their numbers, visibly fictitious in their names.

Nothing here is taken from a real person. INSZ numbers are right by their check digits, but use day counters of 900 and
up, which the Rijksregister hardly reaches.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

MAN, VROUW = "1", "2"
BIS_GESLACHT_BEKEND, BIS_GESLACHT_ONBEKEND = 40, 20
LAATSTE_TELLER = 997

HUISHOUDENS = {"alleen": 49, "eenouder": 11, "koppel": 26, "koppel met kinderen": 14}
"""Household types per hundred: close to the published shares of social tenants in Vlaanderen at the end of 2022."""

NATIONALITEITEN = {"150": 86, "354": 5, "128": 3, "111": 3, "711": 3}
"""NIS codes of countries per hundred."""

MINIMALE_HUUR = 150_00
KORTING_PER_KIND = 22_00
ONDERBEZETTING = 35_00
INKOMENSDELER = 55


@dataclass(frozen=True)
class Persoon:
    """A member of a household, with the values of the element gezinslid."""

    rol: str
    insz: str
    naam: str
    voornamen: str
    geboortedatum: str
    geslacht: str
    nationaliteit_code: str
    burgerlijke_staat_code: str
    positie_code: str


@dataclass(frozen=True)
class Huurprijs:
    """One rent calculation; amounts in cents, incomes a year and rents a month."""

    begindatum: date
    einddatum: date | None
    totaal_inkomen: int
    niet_geindexeerd_totaal_inkomen: int
    basishuurprijs: int
    gezinskorting: int
    onderbezettingsvergoeding: int
    reele_huur: int


def controlegetal(basis: str, jaar: int) -> str:
    """Return the two check digits for the first nine digits of an INSZ of someone born in that year."""
    return f"{97 - int(('2' if jaar >= 2000 else '') + basis) % 97:02d}"


def met_fout_controlegetal(persoon: Persoon) -> Persoon:
    """Return the person with check digits that are wrong for either century."""
    basis = persoon.insz[:9]
    goed = {controlegetal(basis, 1999), controlegetal(basis, 2000)}
    fout = next(cijfers for cijfers in (f"{getal:02d}" for getal in range(1, 98)) if cijfers not in goed)
    return replace(persoon, insz=basis + fout)


class InszReeks:
    """Hand out INSZ numbers, each once, from the counters of one woonmaatschappij.

    Only the number handed out per day and sex is remembered, so memory does not grow with the number of persons.
    """

    def __init__(self, eerste_teller: int, aantal_tellers: int) -> None:
        self._tellers = {
            geslacht: [
                t
                for t in range(eerste_teller, min(eerste_teller + aantal_tellers, LAATSTE_TELLER + 1))
                if t % 2 == rest
            ]
            for geslacht, rest in ((MAN, 1), (VROUW, 0))
        }
        self._gebruikt: Counter[tuple[int, str, str]] = Counter()

    def geef(self, geboren: date, geslacht: str, *, maand_erbij: int = 0) -> tuple[str, str]:
        """Return (insz, geboortedatum); on a day that is used up the person is born on the last free day before it.

        maand_erbij makes it a bis number (20: sex unknown when it was issued, 40: known).
        """
        while (
            nummer := self._neem(geboren.year, f"{geboren.month + maand_erbij:02d}{geboren.day:02d}", geslacht)
        ) is None:
            geboren -= timedelta(days=1)
        return nummer, geboren.isoformat()

    def geef_zonder_dag(self, geboren: date, geslacht: str) -> tuple[str, str]:
        """Return (insz, geboortedatum) of someone of whom only the year of birth is known."""
        nummer = self._neem(geboren.year, "0000", geslacht)
        return (nummer, f"{geboren.year}-99-99") if nummer else self.geef(geboren, geslacht)

    def _neem(self, jaar: int, maand_dag: str, geslacht: str) -> str | None:
        tellers = self._tellers[geslacht]
        volgnummer = self._gebruikt[(jaar, maand_dag, geslacht)]
        if volgnummer >= len(tellers):
            return None
        self._gebruikt[(jaar, maand_dag, geslacht)] += 1
        basis = f"{jaar % 100:02d}{maand_dag}{tellers[volgnummer]:03d}"
        return basis + controlegetal(basis, jaar)


class Bevolking:
    """Draw households of invented persons from one random generator."""

    def __init__(self, rng: Random, reeks: InszReeks) -> None:
        self._rng = rng
        self._reeks = reeks
        self._nummer = 0

    def huishouden(self, begin: date, laatste_dag: date) -> list[Persoon]:
        """Return the members of a household as on laatste_dag, the referentiepersoon first.

        Huurders were of age on begin, the first day of the lease.
        """
        rng = self._rng
        jongste = 19 + (laatste_dag - begin).days // 365
        soort = kies(rng, HUISHOUDENS)
        met_kinderen = soort in {"eenouder", "koppel met kinderen"}
        leeftijd = max(jongste, rng.randint(21, 55) if met_kinderen else int(rng.triangular(19, 96, 58)))
        geslacht = rng.choice((MAN, VROUW))
        gehuwd = rng.random() < 0.7
        staat = "20" if gehuwd else "10"
        if not soort.startswith("koppel"):
            staat = rng.choice(("10", "40", "30")) if leeftijd > 60 else rng.choice(("10", "10", "40"))
        leden = [self._persoon("huurder", self._geboren(laatste_dag, leeftijd), geslacht, staat, "01")]
        if soort.startswith("koppel"):
            ander = VROUW if geslacht == MAN else MAN
            geboren = self._geboren(laatste_dag, max(jongste, leeftijd + rng.randint(-5, 5)))
            leden.append(self._persoon("huurder", geboren, ander, staat, "02" if gehuwd else "21"))
        if met_kinderen:
            for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
                geboren = self._geboren(laatste_dag, rng.randint(0, min(24, leeftijd - 18)))
                leden.append(self._persoon("gezinslid", geboren, rng.choice((MAN, VROUW)), "10", "03"))
        return leden

    def _geboren(self, laatste_dag: date, leeftijd: int) -> date:
        return laatste_dag - timedelta(days=leeftijd * 365 + self._rng.randint(60, 360))

    def _persoon(self, rol: str, geboren: date, geslacht: str, staat: str, positie: str) -> Persoon:
        rng = self._rng
        self._nummer += 1
        lot = rng.random()
        if lot < 0.01:
            insz, geboortedatum = self._reeks.geef_zonder_dag(geboren, geslacht)
        elif lot < 0.03:
            bis = rng.choice((BIS_GESLACHT_BEKEND, BIS_GESLACHT_ONBEKEND))
            insz, geboortedatum = self._reeks.geef(geboren, geslacht, maand_erbij=bis)
        else:
            insz, geboortedatum = self._reeks.geef(geboren, geslacht)
        return Persoon(
            rol=rol,
            insz=insz,
            naam=f"Testpersoon-{self._nummer:04d}",
            voornamen=f"Fictief-{'M' if geslacht == MAN else 'V'}",
            geboortedatum=geboortedatum,
            geslacht=geslacht,
            nationaliteit_code=kies(rng, NATIONALITEITEN),
            burgerlijke_staat_code=staat,
            positie_code=positie,
        )


def kies(rng: Random, gewichten: dict[str, int]) -> str:
    """Return one of the keys, drawn by weight."""
    return rng.choices([*gewichten], weights=[*gewichten.values()])[0]


def reken_huurprijzen(
    rng: Random,
    leden: list[Persoon],
    *,
    markthuurwaarde: int,
    slaapkamers: int,
    begin: date,
    einde: date | None,
    peildatum: date,
) -> Iterator[Huurprijs]:
    """Yield the rent calculations of the last three years of a lease, one per calendar year; open with the lease.

    The rent is a fifty-fifth of the yearly income less a reduction per child, at least the minimum rent and at most the
    basishuurprijs. The official terms for energy and patrimonium are not public and are left out.
    """
    volwassenen = sum(lid.rol == "huurder" for lid in leden)
    inkomen = sum(rng.randint(12_500_00, 27_000_00) for _ in range(volwassenen))
    gezinskorting = (len(leden) - volwassenen) * KORTING_PER_KIND
    onderbezet = slaapkamers > len(leden) + 1 and rng.random() < 0.5
    laatste_jaar = (einde or peildatum).year
    for jaar in range(max(begin.year, laatste_jaar - 2), laatste_jaar + 1):
        basishuurprijs = markthuurwaarde * (97 - 2 * (laatste_jaar - jaar)) // 100
        geindexeerd = inkomen * 103 // 100
        berekend = geindexeerd // INKOMENSDELER - gezinskorting
        yield Huurprijs(
            begindatum=max(begin, date(jaar, 1, 1)),
            einddatum=date(jaar, 12, 31) if jaar < laatste_jaar else einde,
            totaal_inkomen=geindexeerd,
            niet_geindexeerd_totaal_inkomen=inkomen,
            basishuurprijs=basishuurprijs,
            gezinskorting=gezinskorting,
            onderbezettingsvergoeding=ONDERBEZETTING if onderbezet else 0,
            reele_huur=min(basishuurprijs, max(MINIMALE_HUUR, berekend)),
        )
        inkomen = inkomen * 102 // 100
