"""LMVW-2c, LMVW-10: the board shows every gemeente and what must happen next, and nothing of a plan."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.accept import freeze, open_peilmoment
from woonkluis.accept.kalender import begun_at
from woonkluis.platform.settings import ADMIN
from woonkluis.report.board import (
    Board,
    Filter,
    Question,
    Row,
    extractiemoment,
    read_board,
    render,
    render_refusal,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    from woonkluis.platform.settings import Settings

PEILDATUM = dt.date(2043, 1, 1)
NOW = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
PLANNAAM = "Plan Geheimland"

DELIVERIES = {
    "GM0193": ("gelezen", "gecontroleerd", "geaccepteerd"),
    "GM0150": ("afgekeurd",),
    "GM0363": (),
    "GM9999": ("afgekeurd",),
}
"""Bronhouder and the statuses its delivery goes through."""

ADD = """
    insert into register.levering
        (regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes)
    values ('lmvw', %s, 'lmvw-gpkg-1', %s, %s, %s, 10) returning levering_id
"""
ADD_FINDINGS = """
    insert into register.bevinding (levering_id, regel_id, ernst, artikel, laag, rij, kolom, waarde, melding)
    select %s, 'REGEL', ernst, '6.a', 'Planregistratie', 1, 'plannaam', %s, %s
    from (values ('waarschuwing'), ('blokkerend'), ('blokkerend')) as regel (ernst)
"""


@pytest.fixture
def geen_peilmoment(connect: Callable[..., psycopg.Connection[tuple[Any, ...]]]) -> Iterator[None]:
    """Peildata that the test opens or freezes go with it."""
    yield
    with connect(ADMIN) as admin:
        # They stay for ever: only so an administrator takes them away.
        admin.execute("set local session_replication_role = replica")
        admin.execute("delete from register.peilmoment_bronhouder")
        admin.execute("delete from register.peilmoment")


@pytest.fixture
def delivered(kluis: Settings, connect: Callable[..., psycopg.Connection[tuple[Any, ...]]]) -> Iterator[dict[str, int]]:
    """Deliveries whose file names and findings carry something secret; gone afterwards."""
    numbers = {}
    with connect("dienst_lader") as lader:
        for bronhouder, statuses in DELIVERIES.items():
            sha256 = hashlib.sha256(bronhouder.encode()).hexdigest()
            row = lader.execute(ADD, [bronhouder, PEILDATUM, sha256, f"{PLANNAAM}.gpkg"]).fetchone()
            assert row
            numbers[bronhouder] = int(row[0])
            for status in statuses:
                lader.execute("update register.levering set status = %s where levering_id = %s", [status, row[0]])
        lader.execute(ADD_FINDINGS, [numbers["GM0150"], PLANNAAM, PLANNAAM])
    yield numbers
    with connect(ADMIN, autocommit=True) as admin:
        admin.execute("delete from register.bevinding where levering_id = any(%s)", [list(numbers.values())])
        admin.execute("delete from register.levering where peildatum = %s", [PEILDATUM])


def test_every_gemeente_has_a_row_with_its_delivery(delivered: dict[str, int], kluis: Settings) -> None:
    board = read_board(Filter(PEILDATUM), settings=kluis)
    rows = {row.gemeente_code: row for row in board.rows}
    assert len(rows) == len(board.rows) == 343, "342 gemeenten and a bronhouder that is none"
    assert {code: rows[code].levering_id for code in delivered} == delivered
    assert {code: rows[code].status for code in (*delivered, "GM0344")} == {
        "GM0193": "geaccepteerd",
        "GM0150": "afgekeurd",
        "GM0363": "in behandeling",
        "GM9999": "afgekeurd",
        "GM0344": "geen levering",
    }
    assert (rows["GM0150"].blokkerend, rows["GM0150"].waarschuwing) == (2, 1)
    assert rows["GM0193"].geldend == delivered["GM0193"]
    assert not rows["GM0193"].in_lagen
    assert board.extractie == dt.date(2043, 4, 1)
    assert board.per_provincie["Overijssel"] == {"geaccepteerd": 1, "afgekeurd": 1, "geen levering": 23}


def test_the_page_holds_nothing_of_a_plan_and_runs_no_script(delivered: dict[str, int], kluis: Settings) -> None:
    board = read_board(Filter(PEILDATUM, zoek="<script>alert(1)</script>"), settings=kluis)
    page = render(board, {})
    assert "Geen gemeente past" in page
    assert "<script" not in page
    whole = render(read_board(Filter(PEILDATUM), settings=kluis), {delivered["GM0150"]: "/dags/x/runs/y"})
    assert PLANNAAM not in whole
    assert 'href="/dags/x/runs/y"' in whole
    assert whole.count("<tr>") == 343 + 13 + 2


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        (Filter(PEILDATUM, status="afgekeurd"), {"GM0150", "GM9999"}),
        (Filter(PEILDATUM, provincie="Overijssel", status="afgekeurd"), {"GM0150"}),
        (Filter(PEILDATUM, zoek="zWOLLe"), {"GM0193"}),
        (Filter(PEILDATUM, zoek="gm0363"), {"GM0363"}),
        (Filter(PEILDATUM, provincie="Atlantis"), set()),
    ],
)
def test_filters(delivered: dict[str, int], kluis: Settings, chosen: Filter, codes: set[str]) -> None:
    board = read_board(chosen, settings=kluis)
    assert {row.gemeente_code for row in board.shown} == codes
    assert len(board.rows) == 343, "the counts per provincie stay whole"


def test_a_peildatum_without_deliveries(kluis: Settings) -> None:
    board = read_board(Filter(dt.date(2050, 7, 1)), settings=kluis)
    assert {row.status for row in board.rows} == {"geen levering"}
    assert dt.date(2050, 7, 1) in board.peildatums


@pytest.mark.usefixtures("geen_peilmoment")
def test_one_delivery_for_a_far_peildatum_is_not_what_everybody_sees(
    delivered: dict[str, int], kluis: Settings
) -> None:
    board = read_board(Filter(), settings=kluis)
    assert delivered
    last = begun_at(dt.datetime.now(dt.UTC))
    assert board.peildatum <= last.peildatum < PEILDATUM
    assert PEILDATUM in board.peildatums
    open_peilmoment(last.peildatum, settings=kluis)
    assert read_board(Filter(), settings=kluis).peildatum == last.peildatum


@pytest.mark.usefixtures("geen_peilmoment")
def test_lmvw_10_what_is_late_or_overtaken_by_a_later_peildatum(
    delivered: dict[str, int], kluis: Settings, connect: Callable[..., psycopg.Connection[tuple[Any, ...]]]
) -> None:
    earlier = dt.date(2021, 1, 1)
    with connect(ADMIN, autocommit=True) as admin:
        try:
            freeze(earlier, settings=kluis)
            made = {}
            for bronhouder, status in (("GM0193", "geaccepteerd"), ("GM0363", "gecontroleerd")):
                sha256 = hashlib.sha256(f"{bronhouder} later".encode()).hexdigest()
                (made[bronhouder],) = admin.execute(ADD, [bronhouder, earlier, sha256, "x.gpkg"]).fetchone() or ()
                for step in ("gelezen", "gecontroleerd", status):
                    admin.execute(
                        "update register.levering set status = %s where levering_id = %s and status <> %s",
                        [step, made[bronhouder], step],
                    )
            rows = {row.gemeente_code: row for row in read_board(Filter(earlier), settings=kluis).rows}
            assert rows["GM0193"].action(NOW, None) == f"Klaar: peildatum {PEILDATUM} geldt nu"
            assert rows["GM0363"].te_laat
            assert not rows["GM0150"].te_laat
            page = render(
                read_board(Filter(earlier), settings=kluis),
                {},
                {made["GM0363"]: Question("/dags/lmvw_correctie/runs/r", failed=True)},
            )
            assert '<a href="/dags/lmvw_correctie/runs/r">Storing' in page
        finally:
            admin.execute("delete from register.levering where peildatum = %s", [earlier])


def test_an_address_that_means_nothing_gives_a_page() -> None:
    assert "Dit adres klopt niet" in render_refusal()


def row(
    status: str | None, *, hours: float = 0, geldend: int | None = None, in_lagen: bool = False, **options: Any
) -> Row:
    received = NOW - dt.timedelta(hours=hours) if status else None
    number = 7 if status else None
    return Row("Overijssel", "GM0193", "Zwolle", number, status, received, 2, 1, geldend, in_lagen, **options)


@pytest.mark.parametrize(
    ("one", "extractie", "action"),
    [
        (row(None), NOW.date() + dt.timedelta(1), "Wacht op de gemeente"),
        (row(None), NOW.date(), "Ontbreekt: vraag"),
        (row("ontvangen"), None, "Wordt verwerkt"),
        (row("gecontroleerd", hours=2), None, "Blijft liggen"),
        (row("afgekeurd"), None, "Gemeente herstelt en levert opnieuw"),
        (row("afgekeurd", geldend=5), None, "levering 5 blijft gelden"),
        (row("geaccepteerd", geldend=7), None, "Wacht op de lagen"),
        (row("geaccepteerd", geldend=7, in_lagen=True), None, "Klaar"),
        (row("vervangen", geldend=8, in_lagen=True), None, "Klaar"),
        (row("geaccepteerd", geldend=7, later_peildatum=PEILDATUM), None, "Klaar: peildatum 2043-01-01 geldt nu"),
        (row("gecontroleerd", na_bevriezen=True), None, "Besluit nodig: kwam na het bevriezen"),
        (row("gecontroleerd", na_bevriezen=True, geldend=5), None, "; levering 5 blijft gelden"),
        (row("gelezen", na_bevriezen=True), None, "Wordt verwerkt"),
        (row("afgekeurd", na_bevriezen=True), None, "met een besluit want te laat"),
        (row("ingetrokken"), None, "levert opnieuw"),
    ],
)
def test_what_must_happen_next(one: Row, extractie: dt.date | None, action: str) -> None:
    assert action in one.action(NOW, extractie)


def test_a_failed_answer_is_told() -> None:
    assert "Storing" in row("gecontroleerd", na_bevriezen=True).action(NOW, None, failed=True)
    assert "Storing" not in row("geaccepteerd", na_bevriezen=True).action(NOW, None, failed=True)


@pytest.mark.parametrize(("hour", "action"), [(21, "Wacht op de gemeente"), (22, "Ontbreekt: vraag de gemeente")])
def test_it_is_missing_from_midnight_in_the_netherlands(hour: int, action: str) -> None:
    """LMVW-10a: 1 April begins at 22.00 UTC."""
    assert row(None).action(dt.datetime(2026, 3, 31, hour, tzinfo=dt.UTC), dt.date(2026, 4, 1)) == action


@pytest.mark.parametrize(
    ("hours", "words"), [(0, "0 min"), (0.5, "30 min"), (5, "5 uur"), (24, "1 dag"), (60, "2 dagen")]
)
def test_age_in_words(hours: float, words: str) -> None:
    assert row("ontvangen", hours=hours).age(NOW) == words
    assert row(None).age(NOW) == ""


@pytest.mark.parametrize(
    ("peildatum", "moment"), [("2026-01-01", "2026-04-01"), ("2026-07-01", "2026-10-01"), ("2026-02-01", "None")]
)
def test_extractiemoment_lmvw_10a_10b(peildatum: str, moment: str) -> None:
    assert str(extractiemoment(dt.date.fromisoformat(peildatum))) == moment


def test_an_empty_board_renders() -> None:
    assert "0 van 0 gemeenten" in render(Board(PEILDATUM, [PEILDATUM], None, [], NOW), {})
