"""GeoPackages are read as delivered, and broken or hostile ones become findings."""

from __future__ import annotations

import hashlib
import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING, Any

import apsw
import orjson
import pytest
import shapely
from bestanden import (
    JAAR,
    PLAN,
    RING,
    blocking,
    gpkg_blob,
    make_gpkg,
    multipolygon_wkb,
    polygon_wkb,
    read,
    rows_of,
)

from woonkluis.read import gpkg

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.read.bevinding import Bevinding


def only_finding(path: Path, **limits: int) -> Bevinding:
    """The one blocking finding of a file that is not landed."""
    _, chunks, bevindingen = read(path, **limits)
    found = blocking(bevindingen)
    assert len(found) == 1
    assert chunks == []
    return found[0]


def values_of(path: Path, laag: str = "Planregistratie") -> list[dict[str, Any]]:
    """Records of a layer that gives no blocking finding."""
    _, chunks, bevindingen = read(path)
    assert not blocking(bevindingen)
    return [orjson.loads(row[3]) for row in rows_of(chunks, laag)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file of a test goes."""
    return tmp_path / "lmvw.gpkg"


def test_values_come_out_as_delivered(path: Path) -> None:
    rijen, chunks, bevindingen = read(make_gpkg(path, [PLAN | {"fid": 12}]))

    assert rijen == {"Planregistratie": 1, "DetailPlanning": 1}
    assert bevindingen == []
    ((levering_id, rij, rij_hash, waarden, ewkb),) = rows_of(chunks, "Planregistratie")
    assert (levering_id, rij) == (7, 12)
    assert orjson.loads(waarden) == {key.lower(): value for key, value in PLAN.items()}
    assert list(orjson.loads(waarden))[:2] == ["globalid", "plannaam"]
    assert rij_hash == hashlib.sha256(waarden + (ewkb or b"")).digest()
    assert shapely.get_srid(shapely.from_wkb(ewkb)) == 28992
    assert shapely.equals_exact(shapely.from_wkb(ewkb), shapely.from_wkb(multipolygon_wkb()))


def test_sqlite_types_are_kept_whatever_the_column_says(path: Path) -> None:
    """Text in a number is for the rules to judge: the reader keeps it."""
    plan = PLAN | {"totaal_bouw": "circa 10", "totaal_sloop": 1.5, "plannaam": "", "gemeente": 0}
    (waarden,) = values_of(make_gpkg(path, [plan]))
    assert (waarden["totaal_bouw"], waarden["totaal_sloop"]) == ("circa 10", 1.5)
    assert (waarden["plannaam"], waarden["gemeente"]) == ("", 0)


def test_rows_come_by_fid_and_nulls_are_left_out(path: Path) -> None:
    plannen = [PLAN | {"fid": fid, "regio": None} for fid in (9, 2, -4)]
    _, chunks, _ = read(make_gpkg(path, plannen))
    assert [row[1] for row in rows_of(chunks, "Planregistratie")] == [-4, 2, 9]
    assert b"regio" not in rows_of(chunks, "Planregistratie")[0][3]


def test_names_match_without_case_and_by_alias_and_unknown_ones_are_kept(path: Path) -> None:
    plan = {key.upper(): value for key, value in PLAN.items()} | {"overkoepelende_plan_id": "{9}", "Eigen Kolom": "x"}
    make_gpkg(path, [plan], without=["provincie", *PLAN])
    _, chunks, bevindingen = read(path)
    waarden = orjson.loads(rows_of(chunks, "Planregistratie")[0][3])
    assert waarden["overkoeppelende_plan_id"] == "{9}"
    assert list(waarden)[-1] == "Eigen Kolom"
    found = {(b.ernst, b.kolom) for b in bevindingen if b.laag == "Planregistratie"}
    assert found == {("waarschuwing", "provincie"), ("info", "Eigen Kolom")}


@pytest.mark.parametrize("envelope", range(5))
@pytest.mark.parametrize("order", ["<", ">"])
def test_every_envelope_and_byte_order(path: Path, envelope: int, order: str) -> None:
    wkb = polygon_wkb(order=order)
    _, chunks, bevindingen = read(make_gpkg(path, geometry=gpkg_blob(wkb, envelope=envelope, order=order)))
    assert not blocking(bevindingen)
    ewkb = rows_of(chunks, "Planregistratie")[0][4]
    assert ewkb == shapely.to_wkb(shapely.set_srid(shapely.from_wkb(wkb), 28992), byte_order=1, include_srid=True)


@pytest.mark.parametrize(
    ("wkb", "reason"),
    [
        (polygon_wkb()[:-3], "niet gesloten"),
        (polygon_wkb() + b"x", "overtollige"),
        (polygon_wkb(RING[:-1]), "niet gesloten"),
        (polygon_wkb(RING[:2] + RING[:1]), "niet gesloten"),
        (struct.pack("<BII", 1, 6, 1) + struct.pack("<BI2d", 1, 1, 1, 2), "geen vlak"),
        (struct.pack("<BII", 1, 99, 1), "soort"),
        (struct.pack("<BII", 1, 2, 1) + struct.pack("<2d", 1, 2), "twee punten"),
        (struct.pack("<BII", 1, 5, 4_000_000_000), "bytevolgorde"),
        (b"\x07" + polygon_wkb()[1:], "bytevolgorde"),
        (b"\x01\x03", "afgebroken"),
    ],
)
def test_broken_geometry_is_a_finding_with_its_row(path: Path, wkb: bytes, reason: str) -> None:
    make_gpkg(path, [PLAN | {"fid": 4}, PLAN | {"fid": 5, "geom": gpkg_blob(wkb)}])
    bevinding = only_finding(path)
    assert (bevinding.regel_id, bevinding.laag, bevinding.rij) == ("LEES-GEOMETRIE", "Planregistratie", 5)
    assert reason in bevinding.melding


@pytest.mark.parametrize(
    "blob", ["POLYGON EMPTY", b"", b"GP", b"XX\0\1abcd", b"GP\0\x0b\0\0\0\0", b"GP\0\x21\0\0\0\0", 5]
)
def test_value_that_is_no_geopackage_geometry(path: Path, blob: object) -> None:
    assert only_finding(make_gpkg(path, geometry=blob)).regel_id == "LEES-GEOMETRIE"


def test_geometry_in_another_system_than_its_layer(path: Path) -> None:
    bevinding = only_finding(make_gpkg(path, geometry=gpkg_blob(polygon_wkb(), srs_id=4326)))
    assert "coördinatenstelsel" in bevinding.melding


def test_null_geometry_stays_null(path: Path) -> None:
    _, chunks, bevindingen = read(make_gpkg(path, geometry=None))
    assert rows_of(chunks, "Planregistratie")[0][4] is None
    assert bevindingen == []


@pytest.mark.parametrize(("organization", "code"), [("EPSG", 4326), ("EPSG", 7416), ("EIGEN", 28992), ("NONE", 0)])
def test_wrong_crs_is_judged_by_its_definition_not_by_its_number(path: Path, organization: str, code: int) -> None:
    bevinding = only_finding(make_gpkg(path, organization=organization, code=code))
    assert (bevinding.regel_id, bevinding.laag, bevinding.kolom) == ("LEES-CRS", "Planregistratie", "geom")
    assert bevinding.waarde == f"{organization}:{code}"


def test_rd_new_with_heights_in_nap(path: Path) -> None:
    ring = [(x, y, 7.5) for x, y in RING]
    make_gpkg(path, geometry=gpkg_blob(polygon_wkb(ring, kind=1003)), code=7415)
    _, chunks, bevindingen = read(path)
    assert not blocking(bevindingen)
    assert shapely.from_wkb(rows_of(chunks, "Planregistratie")[0][4]).has_z


@pytest.mark.parametrize(
    ("sql", "waarde"),
    [
        ("delete from gpkg_spatial_ref_sys", "srs_id 28992"),
        ("update gpkg_geometry_columns set srs_id = null", None),
        ("update gpkg_spatial_ref_sys set organization = null, organization_coordsys_id = null", "srs_id 28992"),
        (
            """update gpkg_spatial_ref_sys set organization = 'PROJCS["RD van ons",' || hex(zeroblob(900))""",
            "RD van ons",
        ),
    ],
)
def test_an_unknown_system_is_told_in_few_words(path: Path, sql: str, waarde: str | None) -> None:
    bevinding = only_finding(make_gpkg(path, sql=sql))
    assert (bevinding.regel_id, bevinding.waarde) == ("LEES-CRS", waarde)


def test_missing_mandatory_column(path: Path) -> None:
    bevinding = only_finding(make_gpkg(path, without=["status_planologisch"]))
    assert (bevinding.regel_id, bevinding.laag, bevinding.kolom) == (
        "LEES-KOLOM",
        "Planregistratie",
        "status_planologisch",
    )


def test_two_columns_for_one_field(path: Path) -> None:
    plan = PLAN | {"overkoepelende_plan_id": "{1}", "overkoeppelende_plan_id": "{2}"}
    bevinding = only_finding(make_gpkg(path, [plan]))
    assert (bevinding.regel_id, bevinding.kolom) == ("LEES-KOLOM", "overkoeppelende_plan_id")


def test_missing_layer(path: Path) -> None:
    bevinding = only_finding(make_gpkg(path, sql="delete from gpkg_contents where table_name = 'DetailPlanning'"))
    assert (bevinding.regel_id, bevinding.laag) == ("LEES-LAAG", "DetailPlanning")


def test_layer_without_rows(path: Path) -> None:
    bevinding = only_finding(make_gpkg(path, []))
    assert (bevinding.regel_id, bevinding.laag) == ("LEES-LAAG", "Planregistratie")


def test_year_table_may_be_empty(path: Path) -> None:
    rijen, _, bevindingen = read(make_gpkg(path, jaren=[]))
    assert rijen == {"Planregistratie": 1, "DetailPlanning": 0}
    assert [(b.ernst, b.laag) for b in bevindingen] == [("waarschuwing", "DetailPlanning")]


def test_other_tables_are_named_not_read(path: Path) -> None:
    sql = "insert into gpkg_contents values ('Luchtkastelen', 'features', 0), ('layer_styles', 'attributes', 0)"
    _, _, bevindingen = read(make_gpkg(path, sql=sql))
    assert [(b.ernst, b.waarde) for b in bevindingen] == [("info", "Luchtkastelen")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"SQLite format 3\0", b"x" * 5000])
def test_file_that_is_no_geopackage(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert only_finding(path).regel_id == "LEES-BESTAND"


def test_sqlite_without_geopackage_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table Planregistratie (fid integer primary key)")
    assert "gpkg_contents" in only_finding(path).melding


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_truncated_file(path: Path, part: float) -> None:
    make_gpkg(path, [PLAN | {"GlobalID": f"{{{number}}}"} for number in range(500)])
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    bevinding = only_finding(path)
    assert bevinding.regel_id == "LEES-BESTAND"
    assert "afgebroken" in bevinding.melding


def test_damaged_page(path: Path) -> None:
    make_gpkg(path, [PLAN | {"GlobalID": f"{{{number}}}"} for number in range(500)])
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 8192 * 4096
    whole[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(whole)
    _, _, bevindingen = read(path)
    assert [b.regel_id for b in blocking(bevindingen)] == ["LEES-BESTAND"]


def test_file_that_was_still_open_in_qgis(path: Path) -> None:
    make_gpkg(path)
    whole = bytearray(path.read_bytes())
    whole[18:20] = b"\2\2"
    path.write_bytes(whole)
    rijen, _, bevindingen = read(path)
    assert rijen["Planregistratie"] == 1
    assert [(b.ernst, b.regel_id) for b in bevindingen] == [("waarschuwing", "LEES-BESTAND")]


@pytest.mark.parametrize(
    ("value", "shown"), [("a\0b", "a␀b"), (b"\x01\x02", None), (float("inf"), "inf"), (-float("inf"), "-inf")]
)
def test_value_that_cannot_be_stored(path: Path, value: object, shown: str | None) -> None:
    bevinding = only_finding(make_gpkg(path, [PLAN | {"fid": 3, "plannaam": value}]))
    assert (bevinding.regel_id, bevinding.rij, bevinding.kolom) == ("LEES-KOLOM", 3, "plannaam")
    assert bevinding.waarde == shown


def test_text_that_only_looks_unstorable_is_kept(path: Path) -> None:
    plan = PLAN | {"plannaam": 'C:\\u0000 en "x":null', "projectfase": "\u0001\u007f\U0001f3e0"}
    (waarden,) = values_of(make_gpkg(path, [plan]))
    assert waarden["plannaam"] == plan["plannaam"]
    assert waarden["projectfase"] == plan["projectfase"]


def test_text_in_another_encoding_is_found_in_its_row(path: Path) -> None:
    make_gpkg(path, [PLAN | {"fid": 1}, PLAN | {"fid": 8}])
    with closing(sqlite3.connect(path)) as db:
        db.execute("update Planregistratie set plannaam = cast(x'4be96e' as text) where fid = 8")
        db.commit()
    _, _, bevindingen = read(path)
    (bevinding,) = blocking(bevindingen)
    assert (bevinding.regel_id, bevinding.rij, bevinding.kolom) == ("LEES-BESTAND", 8, "plannaam")


def test_every_broken_row_is_told_and_the_list_is_capped(path: Path) -> None:
    plannen = [PLAN | {"fid": fid, "geom": b"kapot"} for fid in range(1, 1206)]
    _, chunks, bevindingen = read(make_gpkg(path, plannen))
    assert chunks == []
    assert len(bevindingen) == 1001
    assert [b.rij for b in bevindingen[:1000]] == list(range(1, 1001))
    assert "nog 205 bevindingen" in bevindingen[-1].melding


HOSTILE = {
    "view as layer": (
        "LEES-LAAG",
        "alter table Planregistratie rename to echt; create view Planregistratie as select * from echt;",
    ),
    "view as contents": (
        "LEES-BESTAND",
        "alter table gpkg_contents rename to echt; create view gpkg_contents as select * from echt;",
    ),
    "virtual table as layer": (
        "LEES-LAAG",
        "drop table Planregistratie; create virtual table Planregistratie using fts5(fid, plannaam);",
    ),
    "generated column that computes": (
        "LEES-KOLOM",
        "alter table Planregistratie add column x generated always as (hex(zeroblob(100000000)));",
    ),
    "text as key": (
        "LEES-LAAG",
        """drop table DetailPlanning;
        create table DetailPlanning (fid integer primary key, parent_globalid, jaartal, gemeente) without rowid;
        insert into DetailPlanning values ('geen getal', '{1}', 2030, 'Deventer');""",
    ),
    "columns called as the rowid": (
        "LEES-LAAG",
        """drop table DetailPlanning;
        create table DetailPlanning (rowid text, oid, _rowid_, parent_globalid, jaartal, gemeente);
        insert into DetailPlanning values ('x', 1, 1, '{1}', 2030, 'Deventer');""",
    ),
}


@pytest.mark.parametrize("trick", HOSTILE)
def test_hostile_schema_is_not_run(path: Path, trick: str) -> None:
    regel_id, sql = HOSTILE[trick]
    _, _, bevindingen = read(make_gpkg(path, sql=sql))
    assert regel_id in {b.regel_id for b in blocking(bevindingen)}


@pytest.mark.parametrize(
    "statement",
    [
        "select * from kijk",
        "select hex(zeroblob(9))",
        "select load_extension('x')",
        "attach 'ander.gpkg' as ander",
        "pragma writable_schema = on",
        "pragma table_info(Planregistratie)",
        "update Planregistratie set plannaam = 'x'",
        "create temp table t (x)",
        "with recursive r (n) as (select 1 union all select n + 1 from r) select n from r",
    ],
)
def test_connection_only_reads_columns_of_tables(path: Path, statement: str) -> None:
    """Second line behind the checks above: whatever a file makes SQLite do, it may do no more than this."""
    make_gpkg(path, sql="create view kijk as select plannaam from Planregistratie")
    with closing(gpkg._open(path)) as connection:
        assert list(connection.execute("select plannaam from Planregistratie"))
        with pytest.raises(apsw.Error):
            list(zip(range(5), connection.execute(statement), strict=False))


def test_table_without_integer_key_is_read_by_rowid(path: Path) -> None:
    sql = (
        "create table los as select * from DetailPlanning; drop table DetailPlanning; alter table los rename to "
        "DetailPlanning; alter table DetailPlanning drop column fid; update DetailPlanning set rowid = 77;"
    )
    _, chunks, bevindingen = read(make_gpkg(path, sql=sql))
    assert not blocking(bevindingen)
    assert rows_of(chunks, "DetailPlanning")[0][1] == 77


def test_limits_of_the_contract(path: Path) -> None:
    make_gpkg(path, [PLAN, PLAN, PLAN])
    assert only_finding(path, max_rows=2).regel_id == "LEES-OMVANG"
    assert only_finding(path, max_columns=10).regel_id == "LEES-OMVANG"
    assert only_finding(path, max_bytes=100).regel_id == "LEES-OMVANG"


def test_memory_does_not_grow_with_the_file(path: Path) -> None:
    """200 MB of rows pass through a child that may hold 128 MB."""
    plan = PLAN | {"opmerkingen_basis": "x" * 20_000}
    make_gpkg(path, (plan for _ in range(10_000)), jaren=[JAAR])
    rijen, _, bevindingen = read(path, confined=True, memory_mb=128)
    assert not blocking(bevindingen)
    assert rijen["Planregistratie"] == 10_000


def test_layer_that_is_there_twice(path: Path) -> None:
    make_gpkg(path)
    with sqlite3.connect(path) as database:
        database.execute('create table "Planregistratie " as select * from Planregistratie')
        database.execute("insert into gpkg_contents values ('Planregistratie ', 'attributes', 0)")

    found = only_finding(path)
    assert (found.regel_id, found.laag) == ("LEES-LAAG", "Planregistratie")


REKEYED = """
    alter table Planregistratie rename to oud;
    create table Planregistratie (fid integer primary key desc, {columns});
    insert into Planregistratie select fid, {columns} from oud;
    drop table oud;
"""


def test_a_row_that_an_index_lacks_is_read(path: Path) -> None:
    """A key `desc` is no number of SQLite's own: it has an index, and an index may be damaged."""
    make_gpkg(path, [PLAN | {"fid": 11}, PLAN | {"fid": 12, "GlobalID": "{0002}"}])
    with closing(sqlite3.connect(path)) as db:
        names = [name for _, name, *_ in db.execute("pragma table_info(Planregistratie)")][1:]
        db.executescript(REKEYED.format(columns=", ".join(f'"{name}"' for name in names)))
        query = "select rootpage from sqlite_master where name like 'sqlite_autoindex_Planregistratie%'"
        ((page,),) = db.execute(query)
        ((size,),) = db.execute("pragma page_size")
    whole = bytearray(path.read_bytes())
    cells = (page - 1) * size + 3
    assert whole[cells : cells + 2] == b"\0\2"
    whole[cells + 1] = 1
    path.write_bytes(whole)
    with closing(sqlite3.connect(path)) as db:
        assert len(db.execute("select fid from Planregistratie order by fid").fetchall()) == 1

    _, chunks, bevindingen = read(path)
    assert not blocking(bevindingen)
    assert [row[1] for row in rows_of(chunks, "Planregistratie")] == [11, 12]


def test_a_table_without_rowid_is_read_by_its_key(path: Path) -> None:
    sql = """
        alter table DetailPlanning rename to oud;
        create table DetailPlanning (fid integer primary key, parent_globalid, jaartal, gemeente) without rowid;
        insert into DetailPlanning select fid + 4, parent_globalid, jaartal, gemeente from oud;
    """
    _, chunks, bevindingen = read(make_gpkg(path, sql=sql))
    assert not blocking(bevindingen)
    assert [row[1] for row in rows_of(chunks, "DetailPlanning")] == [5]


@pytest.mark.parametrize(
    ("kind", "text", "landed"),
    [
        ("datetime", "2029-06-30T00:00:00.000Z", "2029-06-30"),
        ("DATETIME", "2029-06-30T00:00:00Z", "2029-06-30"),
        ("timestamp", "2029-06-30 00:00:00", "2029-06-30"),
        ("date", "2029-06-30T00:00", "2029-06-30"),
        ("", "2029-06-30T00:00:00+00:00", "2029-06-30"),
        ("datetime", "2029-06-30T12:00:00.000Z", "2029-06-30T12:00:00.000Z"),
        ("datetime", "2029-06-30T00:00:00.001Z", "2029-06-30T00:00:00.001Z"),
        ("datetime", "2029-06-30T00:00:00+02:00", "2029-06-30T00:00:00+02:00"),
        ("datetime", "zomer 2029", "zomer 2029"),
        ("datetime", 2029, 2029),
        ("text", "2029-06-30T00:00:00.000Z", "2029-06-30T00:00:00.000Z"),
    ],
)
def test_a_moment_at_midnight_is_a_day(path: Path, kind: str, text: object, landed: object) -> None:
    """As in a geodatabase, whatever program made the GeoPackage of it; text is kept as it is."""
    make_gpkg(path, without=["oplevering_laatste"])
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"alter table Planregistratie add column oplevering_laatste {kind}")
        db.execute("update Planregistratie set oplevering_laatste = ?", [text])
        db.commit()
    assert values_of(path)[0]["oplevering_laatste"] == landed


def test_a_long_text_is_told_and_costs_no_memory(path: Path) -> None:
    make_gpkg(path, [PLAN, PLAN | {"fid": 8, "opmerkingen_basis": "x" * 150_000_000}])
    _, _, bevindingen = read(path, confined=True)
    (bevinding,) = blocking(bevindingen)
    assert (bevinding.regel_id, bevinding.rij, bevinding.kolom) == ("LEES-OMVANG", 8, "opmerkingen_basis")
    assert "groter dan 1000 kB" in bevinding.melding


def test_a_geometry_may_be_longer_than_a_text(path: Path) -> None:
    wide = gpkg_blob(polygon_wkb([*RING[:-1], *RING[:-1] * 1000, RING[0]]))
    plannen = [PLAN | {"geom": shape} for shape in (gpkg_blob(polygon_wkb()), wide, None, wide, wide)]
    make_gpkg(path, plannen)
    _, chunks, bevindingen = read(path, max_value_bytes=len(wide) - 1)
    _, as_usual, _ = read(path)
    assert not blocking(bevindingen)
    assert rows_of(chunks, "Planregistratie") == rows_of(as_usual, "Planregistratie")
    assert [row[1] for row in rows_of(chunks, "Planregistratie")] == [1, 2, 3, 4, 5]


def test_a_geometry_too_long_to_load_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpkg, "MAX_ROW_BYTES", 3000)
    bevinding = only_finding(make_gpkg(path, geometry=bytes(4000)), max_value_bytes=2000)
    assert (bevinding.regel_id, bevinding.rij, bevinding.kolom) == ("LEES-OMVANG", 1, "geom")
