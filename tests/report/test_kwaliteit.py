"""LMVW-2b, LMVW-2c, LMVW-4d: the yearly report counts what was delivered and what was wrong, without a plan in it."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from woonkluis.accept import open_peilmoment
from woonkluis.platform.settings import ADMIN
from woonkluis.report.kwaliteit import read_kwaliteit, write_kwaliteit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import psycopg

    from woonkluis.platform.settings import Settings

    Connect = Callable[..., psycopg.Connection[tuple[Any, ...]]]

JAAR = 2041
PLANNAAM = "Plan Geheimland"

ADD = """
    insert into register.levering (
        regime, bronhouder_code, provincie_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes
    )
    values (
        'lmvw', %(code)s, (select provincie_code from referentie.gemeente where gemeente_code = %(code)s),
        'lmvw-gpkg-1', %(peildatum)s, %(sha)s, %(naam)s, 10
    )
    returning levering_id
"""
ADD_FINDING = """
    insert into register.bevinding (levering_id, regel_id, ernst, artikel, laag, rij, kolom, waarde, melding)
    values (%s, %s, %s, '6.a', 'Planregistratie', 1, 'plannaam', %s, %s)
"""
DELIVERIES = [
    ("GM0193", "2041-01-01", "afgekeurd", [("HARD", "blokkerend"), ("HARD", "blokkerend")]),
    ("GM0193", "2041-01-01", "geaccepteerd", [("NETTO", "waarschuwing"), ("NAAM", "info")]),
    ("GM0150", "2041-01-01", "afgekeurd", [("HARD", "blokkerend"), ("NETTO", "waarschuwing")]),
    ("GM0150", "2041-07-01", "geaccepteerd", []),
]


@pytest.fixture
def delivered(kluis: Settings, connect: Connect) -> Iterator[None]:
    """Deliveries of two gemeenten for two peildatums; gone afterwards."""
    open_peilmoment(date(2041, 1, 1), settings=kluis)
    with connect("dienst_lader") as lader:
        for number, (code, peildatum, end, findings) in enumerate(DELIVERIES):
            sha = hashlib.sha256(f"kwaliteit {number}".encode()).hexdigest()
            values = {"code": code, "peildatum": peildatum, "sha": sha, "naam": f"{PLANNAAM}.gpkg"}
            row = lader.execute(ADD, values).fetchone()
            assert row
            for regel, ernst in findings:
                lader.execute(ADD_FINDING, [row[0], regel, ernst, PLANNAAM, PLANNAAM])
            for status in ("gelezen", "gecontroleerd", end):
                lader.execute("update register.levering set status = %s where levering_id = %s", [status, row[0]])
    yield
    with connect(ADMIN, autocommit=True) as admin:
        ours = "(select levering_id from register.levering where peildatum between '2041-01-01' and '2041-12-31')"
        admin.execute(f"delete from register.bevinding where levering_id in {ours}".encode())
        admin.execute(f"delete from register.levering where levering_id in {ours}".encode())
        admin.execute("set session_replication_role = replica")
        for table in ("peilmoment_bronhouder", "peilmoment"):
            admin.execute(f"delete from register.{table} where peildatum = '2041-01-01'".encode())


def rows(table: Any) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows by gemeente and peildatum, or by what stands first."""
    named = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return {
        (row.get("code", row.get("regel", row.get("provincie"))), str(row.get("peildatum", ""))): row for row in named
    }


@pytest.mark.usefixtures("delivered")
def test_gemeenten_and_provincies(kluis: Settings) -> None:
    provincies, gemeenten, regels = read_kwaliteit(JAAR, settings=kluis)
    found = rows(gemeenten)
    assert len(found) == 2 * 342
    zwolle, deventer = found["GM0193", "2041-01-01"], found["GM0150", "2041-01-01"]
    names = ("leveringen", "afgekeurd", "geaccepteerd", "blokkerend", "waarschuwing", "info", "op tijd")
    assert [zwolle[name] for name in names] == [2, 1, True, 0, 1, 1, True]
    assert [deventer[name] for name in names] == [1, 1, False, 1, 1, 0, True]
    assert [found["GM0344", "2041-07-01"][name] for name in names] == [0, 0, False, 0, 0, 0, None]
    overijssel = rows(provincies)["Overijssel", "2041-01-01"]
    assert list(overijssel.values())[2:] == [25, 2, 1, 2, 2, 2]
    assert [row["regel"] for row in rows(regels).values()] == ["HARD", "NETTO", "NAAM"]
    assert rows(regels)["NETTO", ""]["gemeenten"] == 2


@pytest.mark.usefixtures("delivered")
def test_workbook_holds_the_tables_and_no_plan(kluis: Settings, tmp_path: Path) -> None:
    path = tmp_path / "kwaliteit.xlsx"
    tables = write_kwaliteit(JAAR, path, settings=kluis)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Provincies", "Gemeenten", "Regels"]
    for table in tables:
        sheet = list(book[table.naam].iter_rows(values_only=True))
        assert sheet[0] == table.columns
        assert len(sheet) == len(table.rows) + 1
        assert not any(PLANNAAM in str(value) for row in sheet for value in row)


@pytest.mark.usefixtures("delivered")
def test_on_time_is_before_the_extractiemoment_lmvw_10(kluis: Settings, connect: Connect) -> None:
    with connect(ADMIN, autocommit=True) as admin:
        admin.execute("set session_replication_role = replica")
        for moment, on_time in (("2041-03-31 23:59:59", True), ("2041-04-01 00:00:00", False)):
            admin.execute(
                "update register.levering set ontvangen_op = %s::timestamp at time zone 'Europe/Amsterdam' "
                "where bronhouder_code = 'GM0150' and peildatum = '2041-01-01'",
                [moment],
            )
            assert rows(read_kwaliteit(JAAR, settings=kluis)[1])["GM0150", "2041-01-01"]["op tijd"] is on_time


@pytest.mark.usefixtures("delivered")
def test_one_place_knows_when_a_delivery_is_due_lmvw_10(kluis: Settings, connect: Connect) -> None:
    """The extractiemoment is that of the peilmoment; where none was opened, nobody is late or on time."""
    with connect(ADMIN, autocommit=True) as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute("update register.peilmoment set extractie_op = '2041-01-02' where peildatum = '2041-01-01'")
        admin.execute(
            "update register.levering set ontvangen_op = '2041-01-03' "
            "where bronhouder_code = 'GM0150' and peildatum = '2041-01-01'"
        )
    found = rows(read_kwaliteit(JAAR, settings=kluis)[1])
    assert found["GM0150", "2041-01-01"]["op tijd"] is False
    assert (found["GM0150", "2041-07-01"]["geaccepteerd"], found["GM0150", "2041-07-01"]["op tijd"]) == (True, None)


def test_a_year_without_deliveries_is_empty(kluis: Settings) -> None:
    assert all(table.rows == [] for table in read_kwaliteit(1999, settings=kluis))
