"""The cwr demo feeds are valid by the schema and by their check digits, and stream."""

import csv
import tracemalloc
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from stdnum.be import bis, nn, vat

import cwr_leveringen
from cwr_bevolking import InszReeks
from cwr_leveringen import WOONMAATSCHAPPIJEN, maak_levering, maak_leveringen
from referentie import SEEDS

XSD = Path(__file__).resolve().parents[2] / "plugins/woonkluis/contracts/cwr/cwr-levering-1.xsd"
NS = {"c": cwr_leveringen.NAMESPACE}


@pytest.fixture(scope="module")
def schema():
    return etree.XMLSchema(etree.parse(XSD))


@pytest.fixture(scope="module")
def leveringen(tmp_path_factory):
    return maak_leveringen(tmp_path_factory.mktemp("cwr"))


@pytest.fixture(scope="module")
def bomen(leveringen):
    return [etree.parse(pad).getroot() for pad in leveringen]


def lees_codes(seed, kolom):
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as bestand:
        return {rij[kolom] for rij in csv.DictReader(bestand)}


def waarden(boom, naam):
    return [element.text for element in boom.iter(f"{{{NS['c']}}}{naam}")]


def lopende_contracten(woning):
    return woning.xpath("c:huurovereenkomst[not(c:einddatum)]", namespaces=NS)


def test_feeds_are_valid_and_name_their_sender(leveringen, bomen, schema):
    for pad, boom in zip(leveringen, bomen, strict=True):
        schema.assertValid(boom)
        assert pad.name == f"cwr_{boom.findtext('c:kop/c:afzenderKbo', namespaces=NS)}_2026-01-01.xml"


def test_a_dwelling_is_valid_by_itself(bomen, schema):
    for woning in bomen[0].findall("c:woning", NS):
        schema.assertValid(etree.fromstring(etree.tostring(woning)))


@pytest.mark.parametrize("element", ["leefgewoonten", "geboorteplaats", "taalkennisNt2"])
def test_schema_refuses_what_article_3_does_not_transfer(bomen, schema, element):
    """WIV-0.5: a whitelist."""
    woning = etree.fromstring(etree.tostring(bomen[0].find("c:woning[c:huurovereenkomst]", NS)))
    etree.SubElement(woning.find(".//c:gezinslid", NS), f"{{{NS['c']}}}{element}").text = "x"
    assert not schema.validate(woning)


@pytest.mark.parametrize(
    ("element", "waarde", "geldig"),
    [
        ("insz", "8507300332", False),
        ("insz", "85073003399", True),
        ("geboortedatum", "1948-99-99", True),
        ("geboortedatum", "1948-05-99", True),
        ("geboortedatum", "9999-99-99", True),
        ("geboortedatum", "1948-99-05", False),
        ("geboortedatum", "1948-13-01", False),
        ("begindatum", "2020-99-99", False),
        ("begindatum", "2021-02-29", False),
        ("reeleHuur", "450.123", False),
        ("reeleHuur", "-1.00", False),
        ("reeleHuur", "vrij", False),
        ("gemeenteNisCode", "4602", False),
        ("woningtype", "villa", True),
        ("woningtype", " villa", False),
        ("ingehuurd", "true", False),
    ],
)
def test_schema_patterns(bomen, schema, element, waarde, geldig):
    woning = etree.fromstring(etree.tostring(bomen[0].find("c:woning[c:huurovereenkomst]", NS)))
    woning.find(f".//c:{element}", NS).text = waarde
    assert schema.validate(woning) is geldig


def test_check_digits(bomen):
    for boom in bomen:
        assert vat.is_valid(boom.findtext("c:kop/c:afzenderKbo", namespaces=NS))
        nummers = waarden(boom, "insz")
        assert all(nn.is_valid(nummer) or bis.is_valid(nummer) for nummer in nummers)
        assert sum(bis.is_valid(nummer) for nummer in nummers) >= 3
        assert sum(datum >= "2000" for datum in waarden(boom, "geboortedatum")) >= 20


def test_birth_dates_agree_with_insz(bomen):
    for boom in bomen:
        for lid in boom.iter(f"{{{NS['c']}}}gezinslid"):
            insz, datum = lid.findtext("c:insz", namespaces=NS), lid.findtext("c:geboortedatum", namespaces=NS)
            bekend = nn.get_birth_date(insz) if nn.is_valid(insz) else bis.get_birth_date(insz)
            assert datum.endswith("-99-99") if bekend is None else datum == bekend.isoformat()


def test_no_person_occurs_twice_and_all_are_visibly_invented(bomen):
    nummers = Counter(nummer for boom in bomen for nummer in waarden(boom, "insz"))
    assert set(nummers.values()) == {1}
    assert all(naam.startswith("Testpersoon-") for boom in bomen for naam in waarden(boom, "naam"))
    assert all(nummer[6] == "9" for nummer in nummers), "day counters of 900 and up"


def test_gemeenten_and_codes_are_known(bomen):
    for boom in bomen:
        assert set(waarden(boom, "gemeenteNisCode")) <= lees_codes("gemeente_vlaanderen", "nis_code")
        assert set(waarden(boom, "woningtype")) <= lees_codes("code_cwr", "code")
        assert set(waarden(boom, "huurstelsel")) <= lees_codes("code_cwr", "code")


def test_about_one_in_ten_is_vacant(bomen):
    woningen = [woning for boom in bomen for woning in boom.findall("c:woning", NS)]
    assert len(woningen) == sum(afzender.aantal_woningen for afzender in WOONMAATSCHAPPIJEN)
    leeg = sum(not lopende_contracten(woning) for woning in woningen)
    assert 0.07 < leeg / len(woningen) < 0.13


def test_every_sender_has_a_gemeente_with_fewer_than_five_households(bomen):
    for boom in bomen:
        per_gemeente = Counter()
        for woning in boom.findall("c:woning", NS):
            per_gemeente[woning.findtext("c:adres/c:gemeenteNisCode", namespaces=NS)] += len(lopende_contracten(woning))
        assert 0 < min(per_gemeente.values()) < 5 < max(per_gemeente.values())


def test_rents_stay_below_the_base_rent(bomen):
    for boom in bomen:
        for berekening in boom.iter(f"{{{NS['c']}}}huurprijsberekening"):
            reeel, basis = (
                Decimal(berekening.findtext(f"c:{n}", namespaces=NS)) for n in ("reeleHuur", "basishuurprijs")
            )
            assert 0 < reeel <= basis


def test_same_seed_gives_same_bytes(leveringen, tmp_path):
    for eerst, later in zip(leveringen, maak_leveringen(tmp_path), strict=True):
        assert eerst.read_bytes() == later.read_bytes()
    anders = maak_levering(tmp_path, WOONMAATSCHAPPIJEN[0], seed=1)
    assert anders.read_bytes() != leveringen[0].read_bytes()


def test_wrong_insz_is_valid_by_the_schema_only(tmp_path, schema):
    boom = etree.parse(maak_levering(tmp_path, WOONMAATSCHAPPIJEN[2], fout_insz=True)).getroot()
    schema.assertValid(boom)
    fout = [nummer for nummer in waarden(boom, "insz") if not nn.is_valid(nummer) and not bis.is_valid(nummer)]
    assert len(fout) == 1


def test_memory_does_not_grow_with_the_feed(tmp_path):
    def piek(aantal):
        tracemalloc.start()
        pad = maak_levering(tmp_path, WOONMAATSCHAPPIJEN[1], n_woningen=aantal)
        _, hoogste = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return hoogste, pad.stat().st_size

    klein, klein_bytes = piek(200)
    groot, groot_bytes = piek(2_000)
    assert groot_bytes > 8 * klein_bytes
    assert groot - klein < (groot_bytes - klein_bytes) / 4


def test_a_used_up_day_moves_to_the_day_before():
    reeks = InszReeks(996, 32)
    dag = date(1980, 3, 1)
    assert [reeks.geef(dag, "1")[1] for _ in range(2)] == ["1980-03-01", "1980-02-29"]
