"""The reference seeds are complete, refer to each other and hold usable geometry."""

import csv
from collections import Counter

import pytest
import shapely
import yaml

from referentie import PROVINCIE_NAAM, SEEDS, zonder_diakrieten

csv.field_size_limit(1_000_000)
SLEUTEL = ("bron", "veld", "broncode", "code", "basisset_versie", "geldig_van")
"""Columns that together name one code."""

ALLE_SEEDS = sorted(pad.stem for pad in SEEDS.glob("*.csv"))


def lees(seed):
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as bestand:
        return list(csv.DictReader(bestand))


@pytest.fixture(scope="module")
def gemeenten():
    return lees("gemeente")


@pytest.fixture(scope="module")
def codes(gemeenten):
    return {rij["gemeente_code"] for rij in gemeenten}


@pytest.fixture(scope="module")
def grenzen(gemeenten):
    return shapely.from_wkb([rij["grens"] for rij in gemeenten])


def beschreven_seeds():
    return {
        seed["name"]: seed for seed in yaml.safe_load((SEEDS / "referentie.yml").read_text(encoding="utf-8"))["seeds"]
    }


def test_there_are_342_gemeenten_in_12_provincies(gemeenten, codes):
    assert len(gemeenten) == len(codes) == 342
    assert {rij["provincie_code"]: rij["provincie_naam"] for rij in gemeenten} == PROVINCIE_NAAM
    assert len({rij["gemeente_naam"] for rij in gemeenten}) == 342


def test_names_are_as_people_write_them(gemeenten):
    namen = {rij["gemeente_code"]: rij["gemeente_naam"] for rij in gemeenten}
    assert namen["GM0518"] == "'s-Gravenhage"
    assert namen["GM0373"] == "Bergen (NH.)"
    assert namen["GM0164"] == "Hengelo"
    assert namen["GM1900"] == "Súdwest-Fryslân"
    assert namen["GM1992"] == "Voorne aan Zee"


def test_boundaries_are_valid_multipolygons_in_rd_new(grenzen):
    assert set(shapely.get_type_id(grenzen)) == {shapely.GeometryType.MULTIPOLYGON}
    assert set(shapely.get_srid(grenzen)) == {28992}
    assert shapely.is_valid(grenzen).all()
    west, zuid, oost, noord = shapely.total_bounds(grenzen)
    assert 10_000 < west < oost < 280_000
    assert 300_000 < zuid < noord < 625_000


def test_boundaries_fit_together(grenzen):
    assert shapely.coverage_is_valid(grenzen)
    assert 35_000 < shapely.area(grenzen).sum() / 1e6 < 35_200, "km2 of land, generalised"


def test_merged_gemeenten_hold_their_old_centres(gemeenten, grenzen):
    plaats = {rij["gemeente_code"]: grens for rij, grens in zip(gemeenten, grenzen, strict=True)}
    assert shapely.contains_xy(plaats["GM1992"], 71_000, 436_000), "Brielle lies in Voorne aan Zee"
    assert shapely.contains_xy(plaats["GM0363"], 132_200, 479_900), "Weesp lies in Amsterdam"


def test_gemeentehuis_lies_inside_its_boundary_and_is_marked(gemeenten, grenzen):
    punten = shapely.from_wkb([rij["gemeentehuis"] for rij in gemeenten])
    assert set(shapely.get_srid(punten)) == {28992}
    assert shapely.contains(grenzen, punten).all()
    assert {rij["gemeentehuis_bron"] for rij in gemeenten} == {"benadering"}


def test_name_variants_are_unambiguous(gemeenten, codes):
    varianten = lees("gemeente_naam_variant")
    assert {rij["gemeente_code"] for rij in varianten} <= codes
    namen = [rij["naam_variant"] for rij in varianten]
    assert not Counter(namen) - Counter(set(namen))
    assert not {naam.casefold() for naam in namen} & {rij["gemeente_naam"].casefold() for rij in gemeenten}
    assert {"Hengelo (O.)", "Groningen (gemeente)", "Den Haag"} <= set(namen)


def test_every_name_with_diacritics_has_a_plain_variant(gemeenten):
    plat = {zonder_diakrieten(rij["gemeente_naam"]) for rij in gemeenten}
    bekend = {rij["gemeente_naam"] for rij in gemeenten} | {
        rij["naam_variant"] for rij in lees("gemeente_naam_variant")
    }
    assert plat <= bekend


def test_herindelingen_lead_to_gemeenten_of_today(codes):
    rijen = lees("gemeente_herindeling")
    assert {rij["gemeente_code"] for rij in rijen} <= codes
    assert not {rij["oude_gemeente_code"] for rij in rijen} & codes
    keren = Counter(rij["oude_gemeente_code"] for rij in rijen)
    assert all((rij["geheel"] == "true") == (keren[rij["oude_gemeente_code"]] == 1) for rij in rijen)
    na_2022 = {rij["oude_gemeente_code"]: rij["gemeente_code"] for rij in rijen if rij["ingangsdatum"] > "2022-01-01"}
    assert na_2022 == {"GM0457": "GM0363", "GM0501": "GM1992", "GM0530": "GM1992", "GM0614": "GM1992"}


def test_there_are_285_flemish_gemeenten_after_27_codes_ended():
    vlaanderen = {rij["nis_code"]: rij for rij in lees("gemeente_vlaanderen")}
    fusies = lees("gemeente_vlaanderen_fusie")
    assert len(vlaanderen) == 285
    assert len({rij["provincie_nis"] for rij in vlaanderen.values()}) == 5
    assert len({rij["oude_nis_code"] for rij in fusies}) == len(fusies) == 27
    assert {rij["nis_code"] for rij in fusies} <= vlaanderen.keys()
    assert not {rij["oude_nis_code"] for rij in fusies} & vlaanderen.keys()
    assert {rij["ingangsdatum"] for rij in fusies} == {"2025-01-01"}


@pytest.mark.parametrize("seed", [seed for seed in ALLE_SEEDS if seed.startswith("code_")])
def test_codes_are_unique(seed):
    codes = [tuple(waarde for kolom, waarde in rij.items() if kolom in SLEUTEL) for rij in lees(seed)]
    assert len(codes) == len(set(codes)) > 0


def test_hard_and_zacht_follow_the_basisset():
    """LMVW-6c: 1A, 1B, 2A and 2B are hard; 1C and 2C are zacht although their names sound final."""
    soort = {rij["code"].split(".")[0]: rij["hard_zacht"] for rij in lees("code_status_planologisch")}
    assert {code for code, waarde in soort.items() if waarde == "hard"} == {"1A", "1B", "2A", "2B"}
    assert {code for code, waarde in soort.items() if waarde == "zacht"} == {"1C", "2C", "3", "4A", "4B"}
    assert soort["Onbekend"] == "onbekend"


def test_only_openbaar_is_public():
    """LMVW-6a: confidential by default."""
    niveaus = lees("code_vertrouwelijkheid")
    assert {rij["code"] for rij in niveaus if rij["vertrouwelijk"] == "nee"} == {"Openbaar"}
    assert {rij["code"] for rij in niveaus if rij["vertrouwelijk"] == "bij_zacht"} == {
        "Provincie",
        "Extern mede-overheden",
    }


@pytest.mark.parametrize("seed", ALLE_SEEDS)
def test_every_column_is_described_and_typed(seed):
    beschrijving = beschreven_seeds()[seed]
    kolommen = list(lees(seed)[0])
    assert beschrijving["description"]
    assert list(beschrijving["config"]["column_types"]) == [kolom["name"] for kolom in beschrijving["columns"]]
    assert set(beschrijving["config"]["column_types"]) == set(kolommen)
    assert all(kolom["description"] for kolom in beschrijving["columns"])


def test_no_seed_is_described_without_a_file():
    assert sorted(beschreven_seeds()) == ALLE_SEEDS
