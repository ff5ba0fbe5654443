"""The lmvw demo deliveries keep the totals of their source, open anywhere and come out the same every time."""

import csv
import hashlib
import sqlite3
from collections import Counter
from contextlib import closing

import openpyxl
import pytest
import shapely
from pyogrio import list_layers, read_info

from lmvw_leveringen import AFGEKEURD, BRON, DEMO_GEMEENTEN, GECORRIGEERD, ZONDER_GEOMETRIE, maak_leveringen
from lmvw_plannen import (
    EIGENDOM,
    JAREN_PER_PERIODE,
    WONINGTYPE,
    ZACHT,
    lees_bron,
    maak_plan,
    verdeel,
    verdeel_zonder_teruglegging,
    zonder_negatief,
)
from lmvw_schrijven import CELLEN, CODELIJSTEN, DETAILPLANNING, PLANREGISTRATIE, SEEDS, lees_codes, lees_geometrie


@pytest.fixture(scope="module")
def bron():
    return lees_bron(BRON)


@pytest.fixture(scope="module")
def paren(bron):
    return [(rij, maak_plan(rij)) for rijen in bron.values() for rij in rijen]


@pytest.fixture(scope="module")
def map_met_leveringen(tmp_path_factory):
    return tmp_path_factory.mktemp("leveringen")


@pytest.fixture(scope="module")
def leveringen(map_met_leveringen):
    return maak_leveringen(BRON, map_met_leveringen)


def lees_gpkg(pad, tabel):
    with closing(sqlite3.connect(pad)) as verbinding:
        verbinding.row_factory = sqlite3.Row
        return [dict(rij) for rij in verbinding.execute(f'select * from "{tabel}"')]


def lees_xlsx(pad, blad):
    werkboek = openpyxl.load_workbook(pad, read_only=True, data_only=True)
    kop, *rijen = werkboek[blad].iter_rows(values_only=True)
    return [dict(zip(kop, rij, strict=True)) for rij in rijen]


def lees(pad, tabel):
    return lees_gpkg(pad, tabel) if pad.suffix == ".gpkg" else lees_xlsx(pad, tabel)


def som(jaren, voorvoegsel=""):
    return sum(jaar.get(f"{voorvoegsel}{cel}") or 0 for jaar in jaren for cel in CELLEN)


@pytest.mark.parametrize(
    ("aantal", "gewichten", "verwacht"),
    [(10, [1, 1, 1], [4, 3, 3]), (0, [0, 0], [0, 0]), (7, [5, 0, 2], [5, 0, 2]), (3, [1, 100], [0, 3])],
)
def test_verdeel_keeps_the_total(aantal, gewichten, verwacht):
    assert verdeel(aantal, gewichten) == verwacht


def test_verdeel_refuses_to_lose_dwellings():
    with pytest.raises(ValueError, match="nothing to divide"):
        verdeel(1, [0, 0])


def test_negative_balance_is_taken_off_the_other_categories():
    assert zonder_negatief([126, 0, -58]) == [68, 0, 0]
    assert zonder_negatief([15, 25, -25]) == [6, 9, 0]


def test_table_has_both_margins():
    tabel = verdeel_zonder_teruglegging([3, 0, 7, 11], [20, 0, 1])
    assert [sum(rij) for rij in tabel] == [3, 0, 7, 11]
    assert [sum(kolom) for kolom in zip(*tabel, strict=True)] == [20, 0, 1]


def test_every_plan_of_the_source_is_translated(bron, paren):
    assert len(paren) == sum(map(len, bron.values())) == 739
    assert len({plan.waarden["GlobalID"] for _, plan in paren}) == 739


def test_bruto_less_sloop_is_netto_and_cells_add_up(paren):
    for rij, plan in paren:
        waarden = plan.waarden
        assert waarden["totaal_bouw"] == som(plan.jaren) == rij["Aantalrest"]
        assert waarden["totaal_sloop"] == som(plan.jaren, "sloop_") == -rij["Sloop"]
        assert waarden["totaal_netto"] == waarden["totaal_bouw"] - waarden["totaal_sloop"]
        assert all(jaar.get(cel, 1) > 0 for jaar in plan.jaren for cel in CELLEN)


def test_periods_types_and_tenures_of_the_source_come_back(paren):
    for rij, plan in paren:
        for periode, jaren in JAREN_PER_PERIODE.items():
            assert som([jaar for jaar in plan.jaren if jaar["jaartal"] in jaren]) == rij[periode]
        for kolommen, past in (
            (WONINGTYPE, lambda cel, naam: cel.startswith(f"{naam}_")),
            (EIGENDOM, lambda cel, naam: cel.split("_", 1)[1] == naam),
        ):
            bekend = [rij[kolom] for kolom in kolommen]
            if min(bekend) < 0:
                continue
            geteld = [
                sum(jaar.get(cel) or 0 for jaar in plan.jaren for cel in CELLEN if past(cel, naam))
                for naam in kolommen.values()
            ]
            assert geteld == bekend


def test_codes_are_known(paren):
    for veld, seed in CODELIJSTEN.items():
        assert {plan.waarden[veld] for _, plan in paren} <= set(lees_codes(seed)), veld


def test_only_zacht_plans_are_confidential(paren):
    """LMVW-6a, and the share that demo/README.md promises."""
    zacht = [plan for _, plan in paren if plan.waarden["status_planologisch"] in ZACHT]
    vertrouwelijk = [plan for _, plan in paren if plan.waarden["vertrouwelijkheid"] != "Openbaar"]
    assert all(plan in zacht for plan in vertrouwelijk)
    assert 0.65 < len(vertrouwelijk) / len(zacht) < 0.85


def test_zacht_here_is_zacht_in_the_code_list():
    with (SEEDS / "code_status_planologisch.csv").open(encoding="utf-8", newline="") as bestand:
        assert {rij["code"] for rij in csv.DictReader(bestand) if rij["hard_zacht"] == "zacht"} == ZACHT


def test_no_names_of_people(paren):
    assert all(plan.waarden.get("opdrachtgever_naam") is None for _, plan in paren)


def test_deliveries_are_the_promised_ones_in_order(leveringen):
    verwacht = [f"lmvw_{code}_2026-01-01.{formaat}" for code, formaat in DEMO_GEMEENTEN.items()]
    verwacht += [f"lmvw_{GECORRIGEERD}_2026-01-01_gecorrigeerd.xlsx", f"lmvw_{AFGEKEURD}_2026-01-01.xlsx"]
    assert [pad.name for pad in leveringen] == verwacht
    assert DEMO_GEMEENTEN["GM0150"] == "gpkg"
    assert DEMO_GEMEENTEN["GM0193"] == "xlsx"
    assert AFGEKEURD not in DEMO_GEMEENTEN


def test_same_source_gives_same_bytes(leveringen, tmp_path):
    opnieuw = maak_leveringen(BRON, tmp_path)
    for eerst, later in zip(leveringen, opnieuw, strict=True):
        assert hashlib.sha256(eerst.read_bytes()).digest() == hashlib.sha256(later.read_bytes()).digest(), later.name


def test_written_tables_hold_every_plan(leveringen, paren):
    per_gemeente = Counter(rij["Gem_naam"] for rij, _ in paren)
    for pad in leveringen:
        plannen = lees(pad, "Planregistratie")
        jaren = lees(pad, "DetailPlanning")
        assert len(plannen) == per_gemeente[plannen[0]["gemeente"]]
        assert {jaar["parent_globalid"] for jaar in jaren} <= {plan["GlobalID"] for plan in plannen}
        assert som(jaren) == sum(plan["totaal_bouw"] for plan in plannen)
        assert set(PLANREGISTRATIE) <= set(plannen[0])
        assert set(DETAILPLANNING) <= set(jaren[0])


def test_geopackage_opens_in_gdal_with_its_crs(leveringen):
    pad = next(pad for pad in leveringen if "GM0150" in pad.name)
    assert dict(list_layers(pad)) == {
        "Planregistratie": "MultiPolygon",
        "DetailPlanning": None,
    }
    info = read_info(pad, layer="Planregistratie", force_feature_count=True, force_total_bounds=True)
    assert info["crs"] == "EPSG:28992"
    assert info["features"] == 36
    assert 200_000 < info["total_bounds"][0] < 220_000


def test_geometry_is_valid_and_the_same_in_both_formats(leveringen, paren):
    bron = {plan.waarden["GlobalID"]: lees_geometrie(plan.geometrie) for _, plan in paren}
    for pad in leveringen:
        for plan in lees(pad, "Planregistratie"):
            origineel = bron[plan["GlobalID"]]
            if pad.suffix == ".gpkg":
                assert lees_geometrie(plan["geom"]).equals(origineel)
            elif any(code in pad.name for code in ZONDER_GEOMETRIE):
                assert "geometrie_wkt" not in plan
            else:
                geleverd = shapely.from_wkt(plan["geometrie_wkt"])
                assert geleverd.is_valid
                assert shapely.hausdorff_distance(geleverd, origineel) < 0.01


def test_correction_changes_only_numbers_and_stays_consistent(leveringen):
    eerst, later = (
        {plan["GlobalID"]: plan for plan in lees_xlsx(pad, "Planregistratie")}
        for pad in leveringen
        if GECORRIGEERD in pad.name
    )
    anders = [nummer for nummer in eerst if eerst[nummer] != later[nummer]]
    assert eerst.keys() == later.keys()
    assert [later[nummer]["totaal_bouw"] - eerst[nummer]["totaal_bouw"] for nummer in anders] == [5, 5, 5]
    assert all(plan["totaal_netto"] == plan["totaal_bouw"] - plan["totaal_sloop"] for plan in later.values())


def test_faulty_delivery_has_exactly_its_two_faults(leveringen):
    plannen = lees_xlsx(next(pad for pad in leveringen if AFGEKEURD in pad.name), "Planregistratie")
    hard_en_geheim = [
        plan for plan in plannen if plan["vertrouwelijkheid"] != "Openbaar" and plan["status_planologisch"] not in ZACHT
    ]
    telfout = [plan for plan in plannen if plan["totaal_netto"] != plan["totaal_bouw"] - plan["totaal_sloop"]]
    assert len(hard_en_geheim) == len(telfout) == 1
    assert hard_en_geheim != telfout


def test_demo_shows_both_sides_of_the_threshold(leveringen):
    """Until disclosure control lands, a sum needs 3 confidential plans and 5 dwellings."""
    per_gemeente = {}
    for pad in leveringen:
        vertrouwelijk = [plan for plan in lees(pad, "Planregistratie") if plan["vertrouwelijkheid"] == "Gemeente"]
        per_gemeente[pad.name.split("_")[1]] = (len(vertrouwelijk), sum(plan["totaal_bouw"] for plan in vertrouwelijk))
    assert per_gemeente["GM0150"] == (5, 325)
    assert per_gemeente["GM0189"] == (2, 127)
    assert per_gemeente["GM0193"] == (0, 0)
