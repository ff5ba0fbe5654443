"""What is told of a delivery: ids, codes and counts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.report.progress import progress, waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

PLANNAAM = "Plan Geheimland"

ADD = """
    insert into register.levering
        (regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes, rijen)
    values ('lmvw', 'GM9901', 'lmvw-gpkg-1', %s, %s, %s, 10, '{"Planregistratie": 2, "DetailPlanning": 7}')
    returning levering_id
"""
ADD_FINDINGS = """
    insert into register.bevinding (levering_id, regel_id, ernst, artikel, laag, rij, kolom, waarde, melding)
    select %s, regel_id, ernst, 'LMVW-6a', 'Planregistratie', 1, 'plannaam', %s, %s
    from (values ('NETTO', 'waarschuwing'), ('HARD', 'blokkerend'), ('HARD', 'blokkerend')) as regel (regel_id, ernst)
"""


@pytest.fixture
def levering(
    connect: Callable[..., psycopg.Connection[tuple[Any, ...]]], request: pytest.FixtureRequest
) -> Iterator[int]:
    """A delivery whose file name and findings carry something secret."""
    sha256 = hashlib.sha256(request.node.name.encode()).hexdigest()
    peildatum = f"20{int(sha256[:4], 16) % 80 + 10}-07-01"
    with connect("dienst_lader") as connection:
        row = connection.execute(ADD, [peildatum, sha256, f"{PLANNAAM}.gpkg"]).fetchone()
        assert row
        connection.execute(ADD_FINDINGS, [row[0], PLANNAAM, PLANNAAM])
    yield int(row[0])
    with connect("dienst_lader") as connection:
        done = "update register.levering set status = 'afgekeurd' where levering_id = %s and status = 'ontvangen'"
        connection.execute(done, [row[0]])


def move(connect: Callable[..., psycopg.Connection[tuple[Any, ...]]], levering_id: int, *statuses: str) -> None:
    with connect("dienst_lader") as connection:
        for status in statuses:
            connection.execute("update register.levering set status = %s where levering_id = %s", [status, levering_id])


def test_rows_findings_and_what_to_do(
    connect: Callable[..., psycopg.Connection[tuple[Any, ...]]], levering: int
) -> None:
    move(connect, levering, "gelezen", "gecontroleerd", "afgekeurd")
    told = progress(levering)
    assert told.status == "afgekeurd"
    assert told.label.startswith(f"{levering} · GM9901 20")
    assert told.label.endswith(" · afgekeurd")
    assert "rows: DetailPlanning 7, Planregistratie 2" in told.lines
    assert "findings: HARD 2 (blokkerend)" in told.lines
    assert "findings: NETTO 1 (waarschuwing)" in told.lines
    assert told.lines[-1].endswith(f"woonkluis bevindingen {levering}")


def test_nothing_delivered_is_told(levering: int) -> None:
    told = progress(levering)
    assert PLANNAAM not in " ".join((told.label, *told.lines))


def test_only_accepted_deliveries_wait_for_the_layers(
    connect: Callable[..., psycopg.Connection[tuple[Any, ...]]], levering: int
) -> None:
    assert levering not in waiting("lmvw")
    move(connect, levering, "gelezen", "gecontroleerd", "geaccepteerd")
    assert levering in waiting("lmvw")
    assert levering not in waiting("cwr")
    move(connect, levering, "ingetrokken")
    assert levering not in waiting("lmvw")
