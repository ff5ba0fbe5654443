"""A File Geodatabase comes through as it was delivered, by whomever it was made; a hostile one ends in a finding."""

from __future__ import annotations

import datetime as dt
import struct
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import orjson
import pytest
import shapely
from bestanden import JAAR, PLAN, RING, blocking, edit_zip, make_gdb, multipolygon_wkb, polygon_wkb, read, rows_of

from woonkluis.read import reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DIWI_PLAN = {("Totaal" + name[6:] if name.startswith("totaal") else name): value for name, value in PLAN.items()} | {
    "GlobalID": "5f8b9f0e-8a43-4b9e-a2d8-1f2f3c4d5e6f",
    "Totaal_koop2": -1,
    "oplevering_eerste": dt.date(2027, 6, 1),
    "oplevering_laatste": None,
    "plantype": "Pand transformatie",
    "overkoepelende_plan_id": "{9}",
    "knelpunten_meerkeuze": "Stikstofruimte,Netcongestie",
    "verhuurder_type": "Woningcorporatie",
}
"""As DIWI writes it: other capitals, another spelling, dates for years, several codes in one text, no domains."""

DIWI_JAAR = {
    "parent_globalid": DIWI_PLAN["GlobalID"],
    "jaartal": "2027",
    "meergezins_koop1": "10",
    "meergezins_koop2": "",
    "bouw_gerealiseerd": "Ja",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lmvw.gdb.zip"


def values_of(path: Path, laag: str = "Planregistratie") -> list[dict[str, Any]]:
    _, chunks, bevindingen = read(path)
    assert not blocking(bevindingen)
    return [orjson.loads(row[3]) for row in rows_of(chunks, laag)]


@pytest.mark.parametrize("folder", ["levering.gdb/", "", "map/Plannen 2026/"])
def test_files_stand_in_a_folder_or_at_the_root(path: Path, folder: str) -> None:
    """Q10: DIWI zips the files without their folder."""
    rijen, chunks, bevindingen = read(make_gdb(path, folder=folder))
    assert not blocking(bevindingen)
    assert rijen == {"Planregistratie": 1, "DetailPlanning": 1}
    (row,) = rows_of(chunks, "Planregistratie")
    assert orjson.loads(row[3]) == {field.lower(): value for field, value in PLAN.items()}
    shape = shapely.set_srid(shapely.from_wkb(multipolygon_wkb()), 28992)
    assert shapely.equals(shapely.from_wkb(row[4]), shape)
    assert shapely.get_srid(shapely.from_wkb(row[4])) == 28992
    assert orjson.loads(rows_of(chunks, "DetailPlanning")[0][3]) == JAAR


def test_what_diwi_exports_comes_through_as_it_is(path: Path) -> None:
    """Q1, Q2, Q3, Q7, Q10, Q11: names match by spelling and alias, and no value changes on the way."""
    make_gdb(path, [DIWI_PLAN], [DIWI_JAAR], folder="", text_years=True)
    (plan,), (jaar,) = values_of(path), values_of(path, "DetailPlanning")
    assert plan["totaal_bouw"] == 10
    assert plan["totaal_koop2"] == -1
    assert plan["oplevering_eerste"] == "2027-06-01"
    assert plan["overkoeppelende_plan_id"] == "{9}"
    assert plan["knelpunten_meerkeuze"] == "Stikstofruimte,Netcongestie"
    assert plan["verhuurder_type"] == "Woningcorporatie"
    assert "oplevering_laatste" not in plan
    assert jaar == DIWI_JAAR


def test_blanks_in_a_column_of_numbers_leave_the_others_whole(path: Path) -> None:
    make_gdb(path, [PLAN, PLAN | {"totaal_bouw": None}, PLAN | {"totaal_bouw": 7}])
    assert [plan.get("totaal_bouw") for plan in values_of(path)] == [10, None, 7]


def test_more_rows_than_one_window(path: Path) -> None:
    make_gdb(path, jaren=[JAAR | {"meergezins_koop1": number} for number in range(2500)])
    assert [jaar["meergezins_koop1"] for jaar in values_of(path, "DetailPlanning")] == list(range(2500))


def test_a_plan_without_geometry_and_other_tables_are_no_obstacle(path: Path) -> None:
    rijen, chunks, bevindingen = read(make_gdb(path, [PLAN, PLAN], geometry=[None, multipolygon_wkb()]))
    assert not blocking(bevindingen)
    assert [row[4] is None for row in rows_of(chunks, "Planregistratie")] == [True, False]
    assert rijen["Planregistratie"] == 2


def test_another_coordinate_system_is_refused(path: Path) -> None:
    _, _, bevindingen = read(make_gdb(path, crs="EPSG:4326"))
    assert [(b.regel_id, b.waarde) for b in blocking(bevindingen)] == [("LEES-CRS", "EPSG:4326")]


RD_WKT = (
    'PROJCS["{}",GEOGCS["GCS_Amersfoort",DATUM["D_Amersfoort",SPHEROID["Bessel_1841",6377397.155,299.1528128]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Double_Stereographic"],'
    'PARAMETER["False_Easting",{}],PARAMETER["False_Northing",463000.0],'
    'PARAMETER["Central_Meridian",5.38763888888889],PARAMETER["Scale_Factor",0.9999079],'
    'PARAMETER["Latitude_Of_Origin",52.15616055555555],UNIT["Meter",1.0]]'
)
NAP_WKT = 'COMPD_CS["RD en NAP",{},VERT_CS["NAP",VERT_DATUM["Normaal Amsterdams Peil",2005],UNIT["Meter",1.0]]]'


@pytest.mark.parametrize(
    "crs", ["EPSG:7415", RD_WKT.format("RD_New", "155000.0"), NAP_WKT.format(RD_WKT.format("RD_New", "155000.0"))]
)
def test_rd_new_goes_by_more_than_one_name(path: Path, crs: str) -> None:
    """Heights are kept, as in every format."""
    ring = [(x, y, 7.5) for x, y in RING]
    _, chunks, bevindingen = read(make_gdb(path, crs=crs, geometry=[polygon_wkb(ring, kind=1003)]))
    assert not blocking(bevindingen)
    shape = shapely.from_wkb(rows_of(chunks, "Planregistratie")[0][4])
    assert (shapely.get_srid(shape), shapely.get_coordinates(shape, include_z=True)[0].tolist()) == (28992, [*ring[0]])


@pytest.mark.parametrize(
    ("crs", "waarde"),
    [
        (None, None),
        (RD_WKT.format("Eigen_stelsel", "0.0"), "Eigen_stelsel"),
        ("EPSG:5555", "ETRS89 / UTM zone 32N + DHHN92 height"),
    ],
)
def test_a_system_is_told_by_its_name(path: Path, crs: str | None, waarde: str | None) -> None:
    """No page of WKT, and no word where there is none."""
    (bevinding,) = blocking(read(make_gdb(path, crs=crs))[2])
    assert (bevinding.regel_id, bevinding.waarde) == ("LEES-CRS", waarde)


def test_a_missing_table_is_named(path: Path) -> None:
    _, _, bevindingen = read(make_gdb(path, layers=("Planregistratie", "Jaren")))
    assert [(b.regel_id, b.laag) for b in blocking(bevindingen)] == [("LEES-LAAG", "DetailPlanning")]


@pytest.mark.parametrize(
    ("change", "regel"),
    [
        (lambda path: path.write_bytes(b"PK"), "LEES-ZIP"),
        (lambda path: path.write_bytes(path.read_bytes()[:-200]), "LEES-ZIP"),
        (lambda path: edit_zip(path, {"ander.gdb/a00000001.gdbtable": lambda _: b"x"}), "LEES-ZIP"),
        (
            lambda path: edit_zip(path, {"levering.gdb/a00000001.gdbtable": lambda _: b"<OGRVRTDataSource>"}),
            "LEES-BESTAND",
        ),
        (lambda path: edit_zip(path, {"levering.gdb/a00000001.gdbtable": lambda data: data[:300]}), "LEES-BESTAND"),
        (lambda path: edit_zip(path, {"bom": lambda _: bytes(20 << 20)}), "LEES-OMVANG"),
    ],
)
def test_damage_is_a_finding(path: Path, change: Any, regel: str) -> None:
    change(make_gdb(path))
    _, _, bevindingen = read(path, confined=True)
    assert [b.regel_id for b in blocking(bevindingen)] == [regel]


def rezip(path: Path, rename: Callable[[str], str], method: int = zipfile.ZIP_STORED) -> Path:
    """Zip the same members under other names."""
    with zipfile.ZipFile(path) as source:
        members = [(rename(name), source.read(name)) for name in source.namelist()]
    with zipfile.ZipFile(path, "w", method) as target:
        for name, content in members:
            target.writestr(name, content)
    return path


def test_a_changed_byte_is_no_other_value(path: Path) -> None:
    """The value in the zip is not the one that was zipped: its checksum says so, and GDAL does not look at it."""
    rezip(make_gdb(path), str)
    whole = path.read_bytes()
    assert whole.count("Plan Één".encode()) == 1
    path.write_bytes(whole.replace("Plan Één".encode(), "Plan Eén ".encode()))
    _, chunks, bevindingen = read(path)
    assert [(b.regel_id, b.ernst) for b in bevindingen] == [("LEES-ZIP", "blokkerend")]
    assert chunks == []


def test_damage_outside_the_geodatabase_is_no_obstacle(path: Path) -> None:
    rezip(edit_zip(make_gdb(path), {"LEESMIJ.txt": lambda _: b"De plannen van Deventer"}), str)
    path.write_bytes(path.read_bytes().replace(b"De plannen", b"De pXannen"))
    assert not blocking(read(path)[2])


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_names_of_members_may_have_backslashes(path: Path, method: int) -> None:
    """As older Windows programs write them."""
    rezip(make_gdb(path, folder="map/levering.gdb/"), lambda name: name.replace("/", "\\"), method)
    assert "map\\levering.gdb\\a00000001.gdbtable" in zipfile.ZipFile(path).namelist()
    rijen, _, bevindingen = read(path, confined=True)
    assert not blocking(bevindingen)
    assert rijen == {"Planregistratie": 1, "DetailPlanning": 1}


def test_two_members_of_one_name_are_refused(path: Path) -> None:
    edit_zip(make_gdb(path), {"levering.gdb\\a00000009.gdbtable": lambda _: b"x"})
    (bevinding,) = blocking(read(path)[2])
    assert (bevinding.regel_id, "dubbele onderdelen" in bevinding.melding) == ("LEES-ZIP", True)


def test_a_zip_without_a_geodatabase_is_told_so(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("plannen.shp", b"x")
    _, _, (bevinding,) = read(path)
    assert (bevinding.regel_id, "geen File Geodatabase" in bevinding.melding) == ("LEES-ZIP", True)


def test_the_confined_child_reads_it_in_bounded_memory(path: Path) -> None:
    make_gdb(path, jaren=[JAAR] * 3000)
    rijen, _, bevindingen = read(path, confined=True)
    assert not blocking(bevindingen)
    assert rijen == {"Planregistratie": 1, "DetailPlanning": 3000}


def test_the_child_has_no_driver_but_this_one() -> None:
    """A driver looks at contents, and some fetch what those name from elsewhere."""
    script = "import pyogrio; print(*pyogrio.list_drivers())"
    done = subprocess.run([*reader.CHILD[:2], "-c", script], env=reader.ENVIRONMENT, capture_output=True, check=True)
    assert done.stdout.split() == [b"OpenFileGDB"]


@pytest.mark.parametrize("damage", range(12))
def test_flipped_bytes_never_crash_the_parent(path: Path, damage: int) -> None:
    """Whatever GDAL makes of a damaged table, the outcome is rows or findings."""
    make_gdb(path)

    def flip(data: bytes) -> bytes:
        at = 40 + 97 * damage % max(len(data) - 48, 1)
        return data[:at] + struct.pack("<q", -damage) + data[at + 8 :]

    member = next(n for n in sorted(zipfile.ZipFile(path).namelist(), reverse=True) if n.endswith(".gdbtable"))
    edit_zip(path, {member: flip})
    rijen, _, bevindingen = read(path, confined=True)
    assert rijen["DetailPlanning"] == 1 or bevindingen


def test_a_plain_polygon_keeps_its_bytes(path: Path) -> None:
    _, chunks, bevindingen = read(make_gdb(path, geometry=[polygon_wkb()]))
    assert not blocking(bevindingen)
    assert shapely.from_wkb(rows_of(chunks, "Planregistratie")[0][4]).area == shapely.from_wkb(polygon_wkb()).area
