"""A delivery lands whole and unchanged, or not at all, whatever happens on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
import shapely
from bestanden import JAAR, PLAN, gpkg_blob, make_excel, make_gpkg, make_xml, polygon_wkb, woning_xml

from woonkluis.contracts import load_contracts
from woonkluis.land import Landed, land
from woonkluis.land import landing as landing_module
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.read import reader
from woonkluis.read.frames import HEADER, ROWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from _pytest.logging import LogCaptureFixture

    from woonkluis.platform.settings import Settings

HASH_HOLDS = "rij_hash = sha256(convert_to(waarden::text, 'UTF8') || coalesce(st_asewkb(geometrie, 'NDR'), ''::bytea))"
TABLES = [layer.table for contract in load_contracts().values() for layer in contract.layers]
Deliver = "Callable[[Path], int]"


def query(settings: Settings, text: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Rows of a query as the loader sees them."""
    with connect("dienst_lader", settings=settings) as connection:
        return connection.execute(text.encode(), parameters).fetchall()


def counts(settings: Settings, levering_id: int) -> dict[str, int]:
    """Landed rows of a delivery per table, tables without any left out."""
    found = {
        table: query(settings, f"select count(*) from landing.{table} where levering_id = %s", levering_id)[0][0]
        for table in dict.fromkeys(TABLES)
    }
    return {table: count for table, count in found.items() if count}


def status(settings: Settings, levering_id: int) -> str:
    """Status of a delivery."""
    return str(query(settings, "select status from register.levering where levering_id = %s", levering_id)[0][0])


def unique(record: dict[str, Any]) -> dict[str, Any]:
    """A record that makes its file different from that of every other test."""
    return record | {"GlobalID": f"{{{uuid.uuid4()}}}"}


def unique_woning(number: int) -> str:
    """A woning that makes its message different from that of every other test."""
    return woning_xml(number).replace("Teststraat", f"Teststraat {uuid.uuid4()}")


@pytest.fixture(params=["gpkg", "xlsx", "xml"])
def delivery(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, int]]:
    """A sound file of every format with the rows it should give."""
    path = tmp_path / f"bron.{request.param}"
    plannen = [unique(PLAN) | {"regio": None, "Eigen kolom": 1.5}, unique(PLAN)]
    if request.param == "gpkg":
        return make_gpkg(path, plannen), {"lmvw_planregistratie": 2, "lmvw_detailplanning": 1}
    if request.param == "xlsx":
        plannen[0]["geometrie_wkt"] = "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)))"
        return make_excel(path, plannen), {"lmvw_planregistratie": 2, "lmvw_detailplanning": 1}
    make_xml(path, [unique_woning(1), unique_woning(2)])
    return path, {
        "cwr_woning": 2,
        "cwr_huurovereenkomst": 2,
        "cwr_gezinslid": 4,
        "cwr_huurprijsberekening": 2,
        "cwr_bericht": 1,
    }


def test_rows_land_and_the_server_finds_the_same_hash(
    kluis: Settings, deliver: Callable[[Path], int], delivery: tuple[Path, dict[str, int]]
) -> None:
    """LMVW-5c: what was delivered is what stands there, byte for byte."""
    path, expected = delivery
    levering_id = deliver(path)
    landed = land(levering_id, settings=kluis)

    assert (landed.levering_id, landed.status) == (levering_id, "gelezen")
    assert counts(kluis, levering_id) == expected
    assert sorted(filter(None, landed.rijen.values())) == sorted(expected.values())
    for table in expected:
        wrong = query(
            kluis, f"select rij from landing.{table} where levering_id = %s and not {HASH_HOLDS}", levering_id
        )
        assert wrong == []
    assert query(kluis, "select gelezen_op is not null from register.levering where levering_id = %s", levering_id)[0][
        0
    ]


def test_values_and_geometry_come_out_as_they_went_in(
    kluis: Settings, deliver: Callable[[Path], int], tmp_path: Path
) -> None:
    plan = unique(PLAN) | {"fid": 41, "totaal_sloop": "circa 2", "Eigen kolom": 0.1, "plannaam": 'Één \\u0041 "x"'}
    levering_id = deliver(make_gpkg(tmp_path / "bron.gpkg", [plan]))
    land(levering_id, settings=kluis)
    ((rij, waarden, wkt, srid),) = query(
        kluis,
        "select rij, waarden, st_astext(geometrie), st_srid(geometrie) from landing.lmvw_planregistratie "
        "where levering_id = %s",
        levering_id,
    )
    assert rij == 41
    assert waarden == {
        key if key == "Eigen kolom" else key.lower(): value for key, value in plan.items() if key != "fid"
    }
    assert (wkt, srid) == ("MULTIPOLYGON(((200000 470000,200100 470000,200100 470100,200000 470000)))", 28992)


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT (1 2)",
        "POINT EMPTY",
        "LINESTRING (1 2, 3 4)",
        "POLYGON EMPTY",
        "MULTIPOLYGON EMPTY",
        "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)), EMPTY)",
        "MULTIPOLYGON Z (((0 0 1, 4 0 1, 4 4 1, 0 0 1)))",
        "MULTIPOLYGON ZM (((0 0 1 2, 4 0 1 2, 4 4 1 2, 0 0 1 2)))",
        "GEOMETRYCOLLECTION (POINT (1 2), MULTIPOINT M ((1 2 3)))",
        "GEOMETRYCOLLECTION (POLYGON ((0 0, 4 0, 4 4, 0 0)), GEOMETRYCOLLECTION EMPTY)",
    ],
)
@pytest.mark.parametrize("byte_order", [0, 1])
def test_hash_holds_for_every_geometry(
    kluis: Settings, deliver: Callable[[Path], int], tmp_path: Path, wkt: str, byte_order: int
) -> None:
    wkb = shapely.to_wkb(shapely.from_wkt(wkt), byte_order=byte_order, output_dimension=4, flavor="iso")
    levering_id = deliver(make_gpkg(tmp_path / "bron.gpkg", [unique(PLAN)], geometry=gpkg_blob(wkb)))
    landed = land(levering_id, settings=kluis)
    if "MULTIPOINT M" in wkt:
        assert landed.status == "afgekeurd"
        return
    assert landed.status == "gelezen"
    text = f"select {HASH_HOLDS} from landing.lmvw_planregistratie where levering_id = %s"
    assert query(kluis, text, levering_id) == [(True,)]


CURVE = "CURVEPOLYGON (COMPOUNDCURVE (CIRCULARSTRING (0 0, 2 2, 4 0), (4 0, 0 0)))"


def test_curves_land_as_they_are(kluis: Settings, deliver: Callable[[Path], int], tmp_path: Path) -> None:
    ((wkb,),) = query(kluis, "select st_asbinary(st_geomfromtext(%s))", CURVE)
    levering_id = deliver(make_gpkg(tmp_path / "bron.gpkg", [unique(PLAN)], geometry=gpkg_blob(wkb)))
    assert land(levering_id, settings=kluis).status == "gelezen"
    text = f"select {HASH_HOLDS} from landing.lmvw_planregistratie where levering_id = %s"
    assert query(kluis, text, levering_id) == [(True,)]


def test_a_second_time_gives_what_is_recorded(
    kluis: Settings, deliver: Callable[[Path], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    levering_id = deliver(make_gpkg(tmp_path / "bron.gpkg", [unique(PLAN)]))
    first = land(levering_id, settings=kluis)
    monkeypatch.setattr(landing_module, "Reading", None)
    assert land(levering_id, settings=kluis) == first
    assert counts(kluis, levering_id) == {"lmvw_planregistratie": 1, "lmvw_detailplanning": 1}


def test_unreadable_file_is_rejected_with_its_findings(
    kluis: Settings, deliver: Callable[[Path], int], tmp_path: Path
) -> None:
    plannen = [unique(PLAN), unique(PLAN) | {"fid": 9, "plannaam": "ge\0heim"}]
    levering_id = deliver(make_gpkg(tmp_path / "bron.gpkg", plannen, jaren=[JAAR] * 5000))
    landed = land(levering_id, settings=kluis)

    assert landed == Landed(levering_id, "afgekeurd", {}, 1)
    assert land(levering_id, settings=kluis) == landed
    assert counts(kluis, levering_id) == {}
    assert query(
        kluis,
        "select regel_id, ernst, artikel, laag, rij, kolom, waarde from register.bevinding where levering_id = %s",
        levering_id,
    ) == [("LEES-KOLOM", "blokkerend", "LMVW-11a", "Planregistratie", 9, "plannaam", "ge␀heim")]
    assert query(
        kluis, "select besloten_op is not null, gelezen_op from register.levering where levering_id = %s", levering_id
    ) == [(True, None)]


def test_warnings_stay_with_landed_rows(kluis: Settings, deliver: Callable[[Path], int], tmp_path: Path) -> None:
    landed = land(deliver(make_excel(tmp_path / "bron.xlsx", [unique(PLAN)])), settings=kluis)
    assert (landed.status, landed.bevindingen) == ("gelezen", 1)


def test_unknown_delivery_and_missing_file(kluis: Settings, deliver: Callable[[Path], int], tmp_path: Path) -> None:
    with pytest.raises(WoonkluisError, match="levering 999999999 does not exist"):
        land(999_999_999, settings=kluis)
    levering_id = deliver(make_gpkg(tmp_path / "bron.gpkg", [unique(PLAN)]))
    sha256 = query(kluis, "select bestand_sha256 from register.levering where levering_id = %s", levering_id)[0][0]
    (kluis.store_dir / sha256).unlink()
    with pytest.raises(WoonkluisError, match="missing from the store"):
        land(levering_id, settings=kluis)
    assert status(kluis, levering_id) == "ontvangen"


def test_two_workers_land_a_delivery_once(kluis: Settings, deliver: Callable[[Path], int], tmp_path: Path) -> None:
    levering_id = deliver(make_gpkg(tmp_path / "bron.gpkg", [unique(PLAN)]))
    results: list[Landed] = []
    workers = [threading.Thread(target=lambda: results.append(land(levering_id, settings=kluis))) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(results) == 3
    assert len(set(map(str, results))) == 1
    assert counts(kluis, levering_id)["lmvw_planregistratie"] == 1


def _waiting_for_lock(settings: Settings, levering_id: int) -> bool:
    with connect("beheerder", settings=settings) as admin:
        text = "select 1 from pg_stat_activity where application_name = %s and wait_event_type = 'Lock'"
        return admin.execute(text, [f"woonkluis land {levering_id}"]).fetchone() is not None


def test_killed_worker_leaves_nothing_and_a_rerun_finishes(
    kluis: Settings, deliver: Callable[[Path], int], delivery: tuple[Path, dict[str, int]]
) -> None:
    """SIGKILL in the middle of COPY, made certain by a lock on the second table of the delivery."""
    path, expected = delivery
    levering_id = deliver(path)
    environment = os.environ | {"WOONKLUIS_STATE_DIR": str(kluis.state_dir)}
    script = f"from woonkluis.land import land; land({levering_id})"
    with connect("beheerder", settings=kluis) as admin:
        admin.execute(f"lock table landing.{list(expected)[1]} in exclusive mode".encode())
        worker = subprocess.Popen([sys.executable, "-c", script], env=environment)
        try:
            deadline = time.monotonic() + 60
            while not _waiting_for_lock(kluis, levering_id) and time.monotonic() < deadline:
                time.sleep(0.02)
            assert _waiting_for_lock(kluis, levering_id)
            children = [int(pid) for pid in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()]
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
    assert counts(kluis, levering_id) == {}
    assert status(kluis, levering_id) == "ontvangen"
    assert not any(_is_reader(pid) for pid in children)

    assert land(levering_id, settings=kluis).status == "gelezen"
    assert counts(kluis, levering_id) == expected


def _is_reader(pid: int) -> bool:
    try:
        return b"woonkluis.read.child" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def test_death_of_the_reader_is_a_finding(
    kluis: Settings, deliver: Callable[[Path], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that came before it died do not stay."""
    levering_id = deliver(make_gpkg(tmp_path / "bron.gpkg", [unique(PLAN)]))
    rows = _rows(levering_id, {1: polygon_ewkb()})
    monkeypatch.setattr(reader, "CHILD", _child(rows, "os.kill(os.getpid(), 9)"))
    assert land(levering_id, settings=kluis) == Landed(levering_id, "afgekeurd", {}, 1)
    assert counts(kluis, levering_id) == {}


def polygon_ewkb() -> bytes:
    """A sound polygon as the reader writes it."""
    return bytes(
        shapely.to_wkb(shapely.set_srid(shapely.from_wkb(polygon_wkb()), 28992), byte_order=1, include_srid=True)
    )


def _rows(levering_id: int, geometries: dict[int, bytes]) -> bytes:
    """A frame of rows as a reader might write it that does not check what it writes."""
    tuples = b"".join(
        b"".join(
            [
                (5).to_bytes(2, "big"),
                (8).to_bytes(4, "big") + levering_id.to_bytes(8, "big"),
                (8).to_bytes(4, "big") + rij.to_bytes(8, "big"),
                (32).to_bytes(4, "big") + bytes(32),
                (2).to_bytes(4, "big") + b"{}",
                len(ewkb).to_bytes(4, "big") + ewkb,
            ]
        )
        for rij, ewkb in geometries.items()
    )
    return HEADER.pack(ROWS, 0, len(geometries), len(tuples)) + tuples


def _child(frames: bytes, then: str) -> tuple[str, ...]:
    script = f"import os, sys; sys.stdin.read(); sys.stdout.buffer.write({frames!r}); sys.stdout.flush(); {then}"
    return (sys.executable, "-c", script)


END_1 = HEADER.pack(3, 0, 0, 5) + b"[3,0]"


def test_row_that_the_server_refuses_is_a_finding_with_its_row(
    kluis: Settings,
    deliver: Callable[[Path], int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: LogCaptureFixture,
) -> None:
    levering_id = deliver(make_gpkg(tmp_path / "bron.gpkg", [unique(PLAN)]))
    frames = _rows(levering_id, {5: polygon_ewkb(), 60: b"\1\3kapot"[:3] + bytes(4), 700: polygon_ewkb()})
    monkeypatch.setattr(reader, "CHILD", _child(frames + END_1, ""))

    assert land(levering_id, settings=kluis) == Landed(levering_id, "afgekeurd", {}, 1)
    assert counts(kluis, levering_id) == {}
    text = "select regel_id, laag, rij, waarde from register.bevinding where levering_id = %s"
    assert query(kluis, text, levering_id) == [("LEES-GEOMETRIE", "Planregistratie", 60, None)]
    assert "kapot" not in caplog.text


def test_same_row_twice_is_a_finding(
    kluis: Settings, deliver: Callable[[Path], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    levering_id = deliver(make_gpkg(tmp_path / "bron.gpkg", [unique(PLAN)]))
    row = _rows(levering_id, {4: polygon_ewkb()})
    monkeypatch.setattr(reader, "CHILD", _child(row * 2 + HEADER.pack(3, 0, 0, 5) + b"[2,0]", ""))
    assert land(levering_id, settings=kluis).status == "afgekeurd"
    text = "select regel_id, laag, rij from register.bevinding where levering_id = %s"
    assert query(kluis, text, levering_id) == [("LEES-BESTAND", "Planregistratie", 4)]


def test_misled_reader_cannot_write_into_another_delivery(
    kluis: Settings, deliver: Callable[[Path], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = deliver(make_gpkg(tmp_path / "slachtoffer.gpkg", [unique(PLAN)]))
    levering_id = deliver(make_gpkg(tmp_path / "bron.gpkg", [unique(PLAN)]))
    row = _rows(victim, {4: polygon_ewkb()})
    monkeypatch.setattr(reader, "CHILD", _child(row + HEADER.pack(3, 0, 0, 5) + b"[1,0]", ""))
    with pytest.raises(WoonkluisError, match="rows of this delivery only"):
        land(levering_id, settings=kluis)
    assert counts(kluis, victim) == counts(kluis, levering_id) == {}
    assert status(kluis, levering_id) == "ontvangen"


@pytest.mark.parametrize("bytes_between", [b"\xff\xff", b"\0\3", b"PGCOPY"])
def test_reader_cannot_leave_the_copy_it_is_in(
    kluis: Settings,
    deliver: Callable[[Path], int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    bytes_between: bytes,
) -> None:
    levering_id = deliver(make_gpkg(tmp_path / "bron.gpkg", [unique(PLAN)]))
    row = _rows(levering_id, {4: polygon_ewkb()})[HEADER.size :]
    data = row + bytes_between + row
    monkeypatch.setattr(reader, "CHILD", _child(HEADER.pack(ROWS, 0, 1, len(data)) + data + END_1, ""))
    assert land(levering_id, settings=kluis).status == "afgekeurd"
    assert counts(kluis, levering_id) == {}


def test_trouble_of_the_server_is_an_error_without_values(
    kluis: Settings, deliver: Callable[[Path], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk or a lost connection says nothing about the file, so the delivery stays ontvangen."""
    levering_id = deliver(make_gpkg(tmp_path / "bron.gpkg", [unique(PLAN)]))

    def shutting_down(*_: object) -> None:
        raise psycopg.errors.AdminShutdown("GEHEIM")

    monkeypatch.setattr(psycopg.Copy, "write", shutting_down)
    with pytest.raises(WoonkluisError, match=r"lmvw_planregistratie: SQLSTATE 57P01$"):
        land(levering_id, settings=kluis)
    monkeypatch.undo()
    assert status(kluis, levering_id) == "ontvangen"
    assert land(levering_id, settings=kluis).status == "gelezen"


def test_every_contract_field_is_a_column_of_its_view(kluis: Settings) -> None:
    """What a contract names can be read in the view on its landing table, whatever format brought it."""
    for contract in load_contracts().values():
        for layer in contract.layers:
            columns = query(
                kluis,
                "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 order by attnum",
                f"landing.{layer.table}_veld",
            )
            assert {field.veld for field in layer.fields} <= {name for (name,) in columns[4:]}, contract.id
