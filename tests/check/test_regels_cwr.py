"""Every cwr rule finds its fault, names row, column and value, and leaves a good delivery alone."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from stdnum.be import bis, nn, vat

from woonkluis.check import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = load_rules(Path(__file__).resolve().parents[2] / "sql" / "rules" / "cwr")
KBO = "0400000086"

WONING = {
    "woonmaatschappij_woning_id": "W1",
    "gemeente_nis_code": "11001",
    "bouwjaar": "1982",
    "aantal_slaapkamers": "2",
    "markthuurwaarde": "812.50",
    "gebouweenheid_id": "16230836",
    "crs": "31370",
    "x": "152000.25",
    "y": "212000",
    "ingehuurd": "nee",
}
OVEREENKOMST = {
    "woonmaatschappij_woning_id": "W1",
    "contractnummer": "C1",
    "begindatum": "2019-02-28",
    "tijdelijk": "nee",
}
HUURDER = {
    "contractnummer": "C1",
    "computernummer": "1",
    "rol": "huurder",
    "insz": "85073003328",
    "geboortedatum": "1985-07-30",
    "positie_code": "01",
    "beroep": "arbeider",
}
GEZINSLID = {
    "contractnummer": "C1",
    "computernummer": "2",
    "rol": "gezinslid",
    "insz": "17073003384",
    "geboortedatum": "2017-07-99",
    "positie_code": "03",
}
BEREKENING = {
    "contractnummer": "C1",
    "begindatum": "2024-01-01",
    "einddatum": "2024-12-31",
    "totaal_inkomen": "-120.00",
    "niet_geindexeerd_totaal_inkomen": "0",
    "basishuurprijs": "700.00",
    "reele_huur": "700",
}
GOED = {
    "woning": [WONING],
    "huurovereenkomst": [OVEREENKOMST],
    "gezinslid": [HUURDER, GEZINSLID],
    "huurprijsberekening": [BEREKENING],
}


def met(laag: str, **anders: Any) -> dict[str, list[dict[str, Any]]]:
    """A good delivery whose first record of a layer differs."""
    first, *rest = GOED[laag]
    return {**GOED, laag: [first | anders, *rest]}


FAULTS: list[tuple[str, dict[str, list[dict[str, Any]]], dict[str, str], list[tuple[Any, ...]]]] = [
    ("WIV-0.1_kbo", GOED, {"bronhouder_code": "0400000087"}, [(None, "afzenderKbo", "0400000087")]),
    ("WIV-0.1_kbo", GOED, {"bronhouder_code": "GM0193"}, [(None, "afzenderKbo", "GM0193")]),
    ("WIV-5.1_peildatum_toekomst", GOED, {"peildatum": "2126-01-01"}, [(None, "peildatum", "2126-01-01")]),
    ("WIV-3.1.1_insz", met("gezinslid", insz="85073003329"), {}, [(1, "insz", "85073003329")]),
    ("WIV-3.1.1_insz", met("gezinslid", insz="8507300332"), {}, [(1, "insz", "8507300332")]),
    ("WIV-3.1.1_insz", met("gezinslid", insz="85.07.30-033.28"), {}, [(1, "insz", "85.07.30-033.28")]),
    ("WIV-3.1.1_insz", met("gezinslid", insz=None), {}, [(1, "insz", None)]),
    ("WIV-3.1.1_insz", met("gezinslid", insz="85133003370"), {}, [(1, "insz", "85133003370")]),
    (
        "WIV-3.1.1_insz_dubbel",
        {**GOED, "gezinslid": [HUURDER, HUURDER, HUURDER | {"contractnummer": "C2"}]},
        {},
        [(1, "insz", "85073003328"), (2, "insz", "85073003328")],
    ),
    (
        "WIV-3.1.1_insz_in_sleutel",
        met("woning", woonmaatschappij_woning_id="W85.07.30 033-28/2"),
        {},
        [(1, "woonmaatschappij_woning_id", None)],
    ),
    (
        "WIV-3.1.1_insz_in_sleutel",
        met("huurovereenkomst", contractnummer="C85073003328"),
        {},
        [(1, None, None)],
    ),
    (
        "WIV-3.1.1_insz_in_sleutel",
        # The number of an owner counts as well.
        {
            **GOED,
            "hoofdhuurovereenkomst": [
                {
                    "woonmaatschappij_woning_id": "W1",
                    "hoofdcontractnummer": "57.02.04-701.02",
                    "begindatum": "2020-01-01",
                }
            ],
            "eigenaar": [
                {
                    "woonmaatschappij_woning_id": "W1",
                    "hoofdcontractnummer": "57.02.04-701.02",
                    "eigenaar_soort": "individueel",
                    "insz_eigenaar": "57020470102",
                }
            ],
        },
        {},
        [(1, None, None)],
    ),
    ("WIV-3.1.4_geboortedatum", met("gezinslid", geboortedatum="1985-02-30"), {}, [(1, "geboortedatum", "1985-02-30")]),
    ("WIV-3.1.4_geboortedatum", met("gezinslid", geboortedatum="1985-99-30"), {}, [(1, "geboortedatum", "1985-99-30")]),
    ("WIV-3.1.4_geboortedatum", met("gezinslid", geboortedatum="2026-01-02"), {}, [(1, "geboortedatum", "2026-01-02")]),
    ("WIV-3.1.4_geboortedatum", met("gezinslid", geboortedatum=None), {}, [(1, "geboortedatum", None)]),
    (
        "WIV-3.1.4_geboortedatum_insz",
        met("gezinslid", geboortedatum="1985-07-31"),
        {},
        [(1, "geboortedatum", "1985-07-31")],
    ),
    (
        "WIV-3.1.4_geboortedatum_insz",
        met("gezinslid", geboortedatum="1986-99-99"),
        {},
        [(1, "geboortedatum", "1986-99-99")],
    ),
    ("WIV-3.1.10_zonder_huurder", met("gezinslid", rol="gezinslid"), {}, [(1, "contractnummer", "C1")]),
    ("WIV-3.1.10_zonder_huurder", met("gezinslid", contractnummer="C2"), {}, [(1, "contractnummer", "C1")]),
    (
        "WIV-3.10.1_contractnummer_dubbel",
        {**GOED, "huurovereenkomst": [OVEREENKOMST, OVEREENKOMST]},
        {},
        [(1, "contractnummer", "C1"), (2, "contractnummer", "C1")],
    ),
    (
        "WIV-3.10.3_hoofdcontract_dubbel",
        {
            **GOED,
            "hoofdhuurovereenkomst": [
                {"woonmaatschappij_woning_id": woning, "hoofdcontractnummer": "H1", "begindatum": "2015-01-01"}
                for woning in ("W1", "W1", "W2")
            ],
        },
        {},
        [(1, "hoofdcontractnummer", "H1"), (2, "hoofdcontractnummer", "H1")],
    ),
    ("WIV-3.10.1_datum", met("huurovereenkomst", einddatum="2023-02-29"), {}, [(1, "einddatum", "2023-02-29")]),
    ("WIV-3.10.1_datum", met("huurovereenkomst", begindatum=None), {}, [(1, "begindatum", "")]),
    ("WIV-3.10.1_periode", met("huurovereenkomst", einddatum="2019-02-27"), {}, [(1, "einddatum", "2019-02-27")]),
    ("WIV-3.10.7_datum", met("huurprijsberekening", begindatum="01/01/2024"), {}, [(1, "begindatum", "01/01/2024")]),
    ("WIV-3.10.8_periode", met("huurprijsberekening", einddatum="2023-12-31"), {}, [(1, "einddatum", "2023-12-31")]),
    ("WIV-3.10.6_bedrag", met("huurprijsberekening", reele_huur="700,00"), {}, [(1, "reele_huur", "700,00")]),
    ("WIV-3.10.11_reele_huur", met("huurprijsberekening", reele_huur="700.01"), {}, [(1, "reele_huur", "700.01")]),
    (
        "PDB-12_woning_dubbel",
        {**GOED, "woning": [WONING, WONING]},
        {},
        [(1, "woonmaatschappij_woning_id", "W1"), (2, "woonmaatschappij_woning_id", "W1")],
    ),
    ("PDB-12_nis_code", met("woning", gemeente_nis_code="99999"), {}, [(1, "gemeente_nis_code", "99999")]),
    ("PDB-12_nis_code", met("woning", gemeente_nis_code=None), {}, [(1, "gemeente_nis_code", None)]),
    ("PDB-12_nis_fusie", met("woning", gemeente_nis_code="11007"), {}, [(1, "gemeente_nis_code", "11007")]),
    (
        "PDB-12_getal",
        met("woning", markthuurwaarde="hoog", bouwjaar="MCM"),
        {},
        [(1, "bouwjaar", "MCM"), (1, "markthuurwaarde", "hoog")],
    ),
]

FALSE_ALARMS: list[tuple[str, dict[str, list[dict[str, Any]]], dict[str, str]]] = [
    # A bis number, and a number whose month and day are unknown.
    ("WIV-3.1.1_insz", met("gezinslid", insz="98472899765"), {}),
    ("WIV-3.1.1_insz", met("gezinslid", insz="40000095579"), {}),
    ("WIV-3.1.4_geboortedatum", met("gezinslid", geboortedatum="9999-99-99"), {}),
    ("WIV-3.1.4_geboortedatum_insz", met("gezinslid", insz="98472899765", geboortedatum="1998-07-28"), {}),
    ("WIV-3.1.4_geboortedatum_insz", met("gezinslid", insz="40000095579", geboortedatum="1940-03-12"), {}),
    ("WIV-3.1.4_geboortedatum_insz", met("gezinslid", geboortedatum="9999-99-99"), {}),
    ("WIV-3.10.1_periode", met("huurovereenkomst", einddatum="2019-02-28"), {}),
    ("WIV-3.10.11_reele_huur", met("huurprijsberekening", reele_huur="720", onderbezettingsvergoeding="20"), {}),
    # The new code is asked for by a warning, so the old one does not reject the delivery.
    ("PDB-12_nis_code", met("woning", gemeente_nis_code="11007"), {}),
]


def test_every_rule_has_a_fault_that_it_finds() -> None:
    """Of rules that reject a delivery; the others are in test_regels_cwr_inhoud and test_codes_cwr."""
    rejecting = {rule.regel for rule in RULES if rule.ernst == "blokkerend"}
    elsewhere = {"WIV-5.1_volledig_leeg", "WIV-5.1_verwijderd_in_volledig", "WIV-3.10.5_computernummer_dubbel"}
    elsewhere.add("WIV-7.1_omvang_weigering")
    assert rejecting - elsewhere <= {regel for regel, *_ in FAULTS} <= {rule.regel for rule in RULES}


def test_a_good_delivery_raises_no_alarm(vind: Callable[..., Any]) -> None:
    """One of today: what is old is told too."""
    vandaag = datetime.now(UTC).date()
    berekening = BEREKENING | {"begindatum": str(vandaag - timedelta(days=100)), "einddatum": None}
    goed = GOED | {"huurprijsberekening": [berekening]}
    assert vind(None, "cwr", goed, bronhouder_code=KBO, peildatum=str(vandaag)) == []


@pytest.mark.parametrize(("regel", "lagen", "register", "expected"), FAULTS)
def test_a_fault_is_found(
    vind: Callable[..., Any], regel: str, lagen: dict[str, Any], register: dict[str, str], expected: list[Any]
) -> None:
    assert vind(regel, "cwr", lagen, **{"bronhouder_code": KBO} | register) == sorted(expected, key=repr)


@pytest.mark.parametrize(("regel", "lagen", "register"), FALSE_ALARMS)
def test_what_is_allowed_raises_no_alarm(
    vind: Callable[..., Any], regel: str, lagen: dict[str, Any], register: dict[str, str]
) -> None:
    assert vind(regel, "cwr", lagen, **{"bronhouder_code": KBO} | register) == []


def _with_check_digits(digits: str, century: str) -> str:
    return f"{digits}{97 - int(century + digits) % 97:02d}"


def test_insz_and_an_independent_check_agree(vind: Callable[..., Any]) -> None:
    """2,000 numbers, right and wrong, of both centuries and with the months of bis numbers (python-stdnum)."""
    rng = random.Random(20260101)  # noqa: S311 - test data
    numbers = []
    for _ in range(2000):
        month = rng.choice((rng.randint(0, 13), rng.randint(19, 33), rng.randint(39, 53)))
        number = f"{rng.randint(0, 99):02d}{month:02d}{rng.randint(1, 28):02d}{rng.randint(1, 998):03d}"
        number = _with_check_digits(number, rng.choice(("", "2")))
        numbers.append(number if rng.random() < 0.7 else f"{(int(number) + rng.randint(1, 96)) % 10**11:011d}")
    lagen = {"gezinslid": [{"contractnummer": "C1", "insz": number} for number in numbers]}
    rejected = {waarde for _, _, waarde in vind("WIV-3.1.1_insz", "cwr", lagen, bronhouder_code=KBO)}
    # stdnum refuses numbers whose birth date has yet to come; the rule leaves that to the birth date.
    expected = {number for number in numbers if not (nn.is_valid(number) or bis.is_valid(number))}
    assert rejected <= expected
    assert 400 < len(rejected) < 1600
    for number in expected - rejected:
        assert int(number[-2:]) == 97 - int("2" + number[:9]) % 97, number


@pytest.mark.parametrize(
    "kbo", ["0316380841", "0400000086", "0316380842", "1000000120", "1000000121", "2200731050", "031638084"]
)
def test_kbo_and_an_independent_check_agree(vind: Callable[..., Any], kbo: str) -> None:
    found = vind("WIV-0.1_kbo", "cwr", {}, bronhouder_code=kbo)
    assert (found == []) == (len(kbo) == 10 and kbo[0] in "01" and vat.is_valid(kbo))


NASTY = [
    "",
    " ",
    "NaN",
    "1e400",
    "-",
    "2026-02-30",
    "9999-99-99",
    "٣٣٣٣٣٣٣٣٣٣٣",
    "\u00a05",
    "9" * 40,
    "x'; --",
    "%s",
    "00000000000",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_no_rule_stops_at_dirty_input(vind: Callable[..., Any], filled_with: Callable[..., Any], nasty: str) -> None:
    """Every field of every record holds the same rubbish; a rule may find it, never fail on it."""
    lagen = filled_with("cwr", nasty)
    assert set(lagen) >= set(GOED)
    assert vind(None, "cwr", lagen, bronhouder_code=KBO)
