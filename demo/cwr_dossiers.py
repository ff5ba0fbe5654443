"""Invent what article 3 says of a person beyond identity: incomes, benefits, health and child benefit, all made up.

Every element of the schema occurs in a feed of some hundred dwellings. Amounts are drawn in the range that a social
tenant has; codes are those of the seeds where a list is known, and visibly invented ones where none is public.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from cwr_bevolking import Persoon, kies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

OCMW = "1999900468"
"""KBO number of a fictitious OCMW, of the same range as those of the fictitious woonmaatschappijen."""

BEROEPEN = ("arbeider", "bediende", "zelfstandige", "gepensioneerd", "werkzoekend", "student")
OCMW_UITKERINGEN = {"leefloon": 70, "equivalent leefloon": 20, "voorschot kinderbijslag": 10}
HANDICAP_STATUS = {"erkend": 90, "medisch dossier onvolledig": 6, "niet komen opdagen": 4}
RISICO = ("actief", "werkloos met behoud van rechten", "werkloos zonder behoud van rechten")
OUDERSCHAP = {"zwangerschap", "pleegzorg"}
AO_TYPEN = {"ziekte": 70, "zwangerschap": 15, "pleegzorg": 5, "borstvoedingspauze": 5, "vaderschap": 5}
VOLWASSEN, GEPENSIOENEERD = 18, 65


def element(naam: str, waarde: str | int | None) -> str:
    """Return one element, or nothing when there is no value."""
    return "" if waarde is None else f"<{naam}>{escape(str(waarde))}</{naam}>"


def record(naam: str, genest: str = "", /, **velden: str | int | None) -> str:
    """Return one record: its elements in the given order, then what is nested in it."""
    return f"<{naam}>{''.join(element(veld, waarde) for veld, waarde in velden.items())}{genest}</{naam}>\n"


def euro(centen: int) -> str:
    """Return an amount in cents as euros with two decimals."""
    return f"{centen // 100}.{centen % 100:02d}"


def ja_nee(waar: bool) -> str:
    """Return a truth as the schema writes it."""
    return "ja" if waar else "nee"


def maand_voor(peildatum: date, aantal: int) -> str:
    """Return the month that lies so many months before the peildatum."""
    maanden = peildatum.year * 12 + peildatum.month - 1 - aantal
    return f"{maanden // 12}-{maanden % 12 + 1:02d}"


@dataclass(frozen=True)
class Lid:
    """A person in a household with an open lease."""

    persoon: Persoon
    gezin: Sequence[Persoon]
    peildatum: date

    @property
    def leeftijd(self) -> int:
        """Age in years; of who has no known birthday, by year."""
        return self.peildatum.year - int(self.persoon.geboortedatum[:4])

    @property
    def partner(self) -> Persoon | None:
        """The other huurder of the household."""
        anderen = [ander for ander in self.gezin if ander.rol == "huurder" and ander is not self.persoon]
        return anderen[0] if anderen else None

    def dagen_geleden(self, rng: Random, laagst: int, hoogst: int) -> str:
        """Return a day so long before the peildatum."""
        return (self.peildatum - timedelta(days=rng.randint(laagst, hoogst))).isoformat()


def dossier_xml(rng: Random, lid: Lid, kinderen: Sequence[Persoon]) -> str:
    """Return the records nested in one gezinslid, in the order of the schema."""
    volwassen = lid.leeftijd >= VOLWASSEN
    gepensioneerd = lid.leeftijd >= GEPENSIOENEERD
    delen = [wijziging_xml(rng, lid)] if rng.random() < 0.15 else []
    if volwassen:
        delen += [aanslagbiljet_xml(rng, lid, jaar) for jaar in range(2, rng.choice((3, 3, 4)))]
    if volwassen and not gepensioneerd and rng.random() < 0.08:
        delen += [ocmw_xml(rng, lid)]
    if gepensioneerd:
        delen.append(pensioen_xml(rng, lid))
    elif volwassen and rng.random() < 0.12:
        delen += [werkloosheid_xml(rng, lid, maand) for maand in range(1, rng.randint(2, 5))]
    if rng.random() < (0.07 if volwassen else 0.04):
        delen.append(handicap_xml(rng, lid, volwassen=volwassen))
    if volwassen and not gepensioneerd and rng.random() < 0.07:
        delen.append(arbeidsongeschiktheid_xml(rng, lid))
    if lid.persoon.positie_code == "01" and kinderen:
        delen.append(gezinsbijslag_xml(rng, lid, kinderen))
    return "".join(delen)


def wijziging_xml(rng: Random, lid: Lid) -> str:
    """WIV-3.1.11: a value that changed, and since when."""
    veld, waarde = rng.choice(
        (
            ("burgerlijkeStaatCode", lid.persoon.burgerlijke_staat_code),
            ("nationaliteitCode", lid.persoon.nationaliteit_code),
            ("naam", lid.persoon.naam),
            ("hoofdverblijfplaats", "Nergensdreef 1, 9000 Gent"),
        )
    )
    dag = lid.dagen_geleden(rng, 10, 4 * 365)
    deels = rng.random()
    geldig_van = f"{dag[:4]}-99-99" if deels < 0.05 else f"{dag[:7]}-99" if deels < 0.1 else dag
    return record("wijziging", wijzigingVeld=veld, wijzigingWaarde=waarde, geldigVan=geldig_van)


def aanslagbiljet_xml(rng: Random, lid: Lid, jaren_oud: int) -> str:
    """WIV-3.3: the assessment of an income of some years ago."""
    jaar = lid.peildatum.year - jaren_oud
    samen = rng.randint(12_500_00, 27_000_00)
    internationaal = rng.random() < 0.02
    return record(
        "aanslagbiljet",
        inkomensjaar=jaar,
        artikelnummer=f"7{rng.randrange(10**8):08d}",
        gezamenlijkBelastbaarInkomen=euro(samen),
        afzonderlijkBelastbaarInkomen=euro(rng.randint(0, 900_00)) if rng.random() < 0.2 else None,
        statuscodeA0620=euro(samen // 3) if internationaal else None,
        statuscodeB0620=euro(samen // 4) if internationaal else None,
        statuscodeA0210=euro(samen // 2) if internationaal else None,
        inkohierdatum=f"{jaar + 1}-{rng.randint(8, 12):02d}-15",
    )


def ocmw_xml(rng: Random, lid: Lid) -> str:
    """WIV-3.4: what an OCMW paid, last year and month by month."""
    soort, per_maand = kies(rng, OCMW_UITKERINGEN), rng.randint(650_00, 1_450_00)
    jaar = record(
        "ocmwJaar",
        refertejaar=lid.peildatum.year - 1,
        typeUitkering=soort,
        bedrag=euro(per_maand * 8),
        maandenOnderbreking=4,
        gedeeldMetPartner=ja_nee(lid.partner is not None),
        maximumBereikt=ja_nee(False),
    )
    aantal = rng.randint(2, 6)
    return jaar + "".join(
        record(
            "ocmwMaand",
            refertemaand=maand_voor(lid.peildatum, maand),
            begindatum=f"{maand_voor(lid.peildatum, maand)}-01",
            einddatum=f"{maand_voor(lid.peildatum, maand)}-28",
            typeUitkering=soort,
            bedrag=euro(per_maand),
            inszHoofdbegunstigde=lid.persoon.insz,
            inszPartner=lid.partner.insz if lid.partner else None,
            partnersituatie="samenwonend" if lid.partner else rng.choice(("alleenstaand", "gezinshoofd")),
            ocmwOndernemingsnummer=OCMW,
            ocmwDossiernummer=f"D{rng.randrange(10**6):06d}",
            ocmwPositie="1",
            maximumBereikt=ja_nee(rng.random() < 0.1),
            laatsteUitbetaling=ja_nee(maand == 1),
        )
        for maand in range(aantal, 0, -1)
    )


def pensioen_xml(rng: Random, lid: Lid) -> str:
    """WIV-3.5: a pension and its last payments."""
    begin = f"{int(lid.persoon.geboortedatum[:4]) + GEPENSIOENEERD}-01-01"
    bruto = rng.randint(1_050_00, 1_700_00)
    betalingen = "".join(
        record(
            "pensioenbetaling",
            brutobedrag=euro(bruto),
            voorheffingBedrag=euro(bruto - 40_00),
            munteenheid="EUR",
            indexType="G",
            indexWaarde="1.0200",
            betaalmaand=maand_voor(lid.peildatum, maand),
            beginmaand=maand_voor(lid.peildatum, maand),
            eindmaand=maand_voor(lid.peildatum, maand),
            codeEchtgenootTenLaste=ja_nee(lid.partner is not None),
            kinderenTenLaste=0,
            anderenTenLaste=0,
            bijzondereRegelsAantal=2 if rng.random() < 0.1 else 0,
            bijzondereRegelsCodes="R01 R07" if rng.random() < 0.1 else None,
            zivCode="1",
            zivBedrag=euro(bruto * 355 // 10_000),
            solidariteitsbijdrage=euro(0),
            solidariteitsbijdragePercentage="0",
            voorheffingPercentage="11.11",
        )
        for maand in (2, 1)
    )
    return record(
        "pensioenrecht",
        betalingen,
        pensioenGemeenteNisCode="46029",
        pensioenLandCode="150",
        taalCode="nl",
        pensioendossierId=f"P{rng.randrange(10**8):08d}",
        periodiciteit="M",
        begindatumPensioen=begin if rng.random() < 0.95 else f"{begin[:4]}-99-99",
        begindatumRecht=begin,
        pensioentype="rust",
        administratieveToestand="10",
        typeWerkgever="prive",
        codeGezinslast="0",
        voordeelcode="01",
        aardVoordeel="rente",
        codeAlleenstaandeGezin="G" if lid.partner else "A",
        oorsprongRecht="eigen",
        begindatumWijziging=lid.dagen_geleden(rng, 30, 900) if rng.random() < 0.2 else None,
        afsluitingsdatum=lid.dagen_geleden(rng, 1, 29) if rng.random() < 0.02 else None,
    )


def werkloosheid_xml(rng: Random, lid: Lid, maanden_geleden: int) -> str:
    """WIV-3.6: a month of unemployment benefit."""
    bedrag = rng.randint(900_00, 1_600_00)
    maand = maand_voor(lid.peildatum, maanden_geleden)
    return record(
        "werkloosheid",
        begindatum=f"{maand}-01",
        einddatum=f"{maand}-28",
        periodeBedrag=euro(bedrag),
        maand=maand,
        uitbetaaldBedrag=euro(bedrag),
        uitkeringenAantal=rng.randint(20, 26),
        goedgekeurdBedrag=euro(bedrag),
        statuutDossier=rng.choice("123"),
    )


def handicap_xml(rng: Random, lid: Lid, *, volwassen: bool) -> str:
    """WIV-3.7: a recognised handicap, of an adult or a child."""
    begin = lid.dagen_geleden(rng, 400, 3000)
    erkend = kies(rng, HANDICAP_STATUS)
    punten = rng.randint(4, 18)
    return record(
        "handicap",
        inszHandicap=lid.persoon.insz,
        wetgeving="volwassene" if volwassen else "kind",
        beslissingStatus=erkend,
        beslissingsdatum=begin,
        beginErkenning=begin,
        eindeErkenning=f"{lid.peildatum.year + 5}-99-99" if rng.random() < 0.3 else None,
        beginRecht=begin,
        eindeRecht=f"{lid.peildatum.year + 5}-12-31" if rng.random() < 0.3 else None,
        aardHandicap=rng.choice(("lichamelijk", "geestelijk")),
        totaalPunten=punten,
        percentageOngeschiktheid=rng.choice((50, 66, 80, 100)),
        zelfredzaamheid=punten,
        percentageLichamelijk=rng.choice((0, 50, 66)),
        percentageGeestelijk=rng.choice((0, 50)),
        maandbedrag=euro(rng.randint(200_00, 1_200_00)) if volwassen else None,
        categorieTegemoetkoming=rng.choice(("IVT", "IT")) if volwassen else None,
        verminderingVerdienvermogen="66" if volwassen else None,
        puntenPijler1=None if volwassen else rng.randint(0, 6),
        puntenPijler2=None if volwassen else rng.randint(0, 12),
        puntenPijler3=None if volwassen else rng.randint(0, 18),
    )


def arbeidsongeschiktheid_xml(rng: Random, lid: Lid) -> str:
    """WIV-3.8: being unable to work, and what was paid for it."""
    soort = kies(rng, AO_TYPEN)
    begin = lid.peildatum - timedelta(days=rng.randint(60, 500))
    einde = (begin + timedelta(days=45)).isoformat() if rng.random() < 0.5 else None
    vergoeding = record(
        "aoVergoeding",
        documenttype="AO1",
        werknemerscategorie="gewoon",
        gezinstoestand="met gezinslast" if len(lid.gezin) > 1 else "alleenstaand",
        begindatum=begin.isoformat(),
        einddatum=(begin + timedelta(days=30)).isoformat(),
        typeUitkering="primair",
        aardUitkering="daguitkering",
        bedrag=euro(rng.randint(700_00, 1_900_00)),
        dagenAantal=26,
        urenAantal="197.6",
    )
    ouderschap = soort in OUDERSCHAP
    return record(
        "arbeidsongeschiktheid",
        vergoeding,
        aoDossiernummer=f"A{rng.randrange(10**6):06d}",
        socialeStatus=rng.choice(("arbeider", "bediende", "zelfstandige")),
        begindatum=begin.isoformat(),
        einddatum=einde,
        redenAfsluiting="werkhervatting" if einde else None,
        aoType=soort,
        risicoSituatie=rng.choice(RISICO),
        vermoedelijkeBevallingsdatum=(begin + timedelta(days=40)).isoformat() if soort == "zwangerschap" else None,
        bevallingsdatum=(begin + timedelta(days=42)).isoformat() if soort == "zwangerschap" else None,
        adoptiePleegzorgdatum=begin.isoformat() if ouderschap and soort != "zwangerschap" else None,
    )


def gezinsbijslag_xml(rng: Random, lid: Lid, kinderen: Sequence[Persoon]) -> str:
    """WIV-3.9: child benefit of a household."""
    verbonden = "".join(
        record("verbondenPersoon", inszVerbonden=kind.insz, hoedanigheid="rechtgevende") for kind in kinderen
    )
    return record(
        "gezinsbijslag",
        verbonden,
        rechthebbenden=lid.persoon.insz,
        bijslagtrekkenden=" ".join(lid_.insz for lid_ in lid.gezin if lid_.rol == "huurder"),
        rechtgevenden=" ".join(kind.insz for kind in kinderen),
        fondsId="FONS",
        bureauId="B01",
        bijslagDossiernummer=f"G{rng.randrange(10**7):07d}",
        hoedanigheid="rechthebbende",
        beginRecht=lid.dagen_geleden(rng, 200, 3000),
        eindeRecht=f"{lid.peildatum.year + 3}-12-31" if rng.random() < 0.2 else None,
        bijgewerktOp=lid.dagen_geleden(rng, 1, 300),
        referentiedossier=f"R{rng.randrange(10**6):06d}" if rng.random() < 0.3 else None,
    )
