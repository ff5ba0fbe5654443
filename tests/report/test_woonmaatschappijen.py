"""WIV-5.1, WIV-7.1, WIV-8.1: the page shows where every woonmaatschappij stands, and nothing of a woning."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.accept.test_berichten import MUT, VOL, Bericht, Reeks, reeks

from woonkluis.accept import accept
from woonkluis.access import partijen
from woonkluis.report.board import Filter as BoardFilter
from woonkluis.report.board import read_board
from woonkluis.report.woonmaatschappijen import STATES, Filter, Row, read_bord, render, render_refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from woonkluis.platform.settings import Settings

__all__ = ["reeks"]

NU = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
GEHEIM, REDEN = "W-geheim-17", "brief van 3 maart"


def of(reeks: Reeks, settings: Settings) -> Row:
    """The row of one woonmaatschappij."""
    (row,) = [one for one in read_bord(Filter(), settings=settings).rows if one.bronhouder_code == reeks.kbo]
    return row


@pytest.fixture
def wm(reeks: Callable[[], Reeks], kluis: Settings, connect: Callable[..., Any]) -> Iterator[Reeks]:
    """A woonmaatschappij that may deliver and has not; gone afterwards."""
    one = reeks()
    partijen.add(one.kbo, f"Woonveld & co {one.kbo}", settings=kluis)
    partijen.set_service(one.kbo, "levering.toevoegen", one.kbo, mag=True, settings=kluis)
    yield one
    with connect("beheerder") as admin:
        admin.execute("set local session_replication_role = replica")
        admin.execute("delete from register.afgezonderd where levering_id = any(%s)", [one.ids])
        admin.execute("delete from register.stopzetting where bronhouder_code = %s", [one.kbo])
        for table in ("partij_dienst", "partij"):
            admin.execute(f"delete from register.{table} where partij_code = %s", [one.kbo])


def test_a_woonmaatschappij_from_its_first_message_to_a_stop(
    wm: Reeks, kluis: Settings, connect: Callable[..., Any]
) -> None:
    assert (of(wm, kluis).status, of(wm, kluis).action(NU)) == (
        "geen levering",
        "Wacht op een eerste volledig bericht",
    )

    first = wm.lever(Bericht(VOL, 7))
    assert of(wm, kluis).status == "in behandeling"
    with connect("beheerder") as admin:
        admin.cursor().executemany(
            "insert into register.afgezonderd (levering_id, rij, regel_id, woonmaatschappij_woning_id) "
            "values (%s, %s, %s, %s)",
            [(first, 1, "een", GEHEIM), (first, 1, "twee", GEHEIM), (first, 2, "een", GEHEIM)],
        )
    accept(first, settings=kluis)
    row = of(wm, kluis)
    assert (row.status, row.volledig_volgnummer, row.geldend_volgnummer, row.afgezonderd) == ("geaccepteerd", 7, 7, 2)
    assert row.action(NU) == "Wacht op de lagen; woonmaatschappij herstelt wat apart gezet is"

    for nummer in (9, 10):
        accept(wm.lever(Bericht(MUT, nummer, nummer)), settings=kluis)
    row = of(wm, kluis)
    assert (row.status, row.aangehouden, row.geldend_volgnummer) == ("aangehouden", 2, 7)
    assert row.action(NU) == "Wacht op volgnummer 8; volgnummer 7 blijft gelden"
    accept(wm.lever(Bericht(MUT, 8, 8)), settings=kluis)
    row = of(wm, kluis)
    assert (row.status, row.aangehouden, row.geldend_volgnummer) == ("geaccepteerd", 0, 10)
    assert row.action(NU) == "Wacht op de lagen"

    accept(wm.lever(Bericht(MUT, 11, 11, fout=True)), settings=kluis)
    row = of(wm, kluis)
    assert (row.status, row.blokkerend) == ("afgekeurd", 1)
    assert row.action(NU) == "Woonmaatschappij herstelt en levert opnieuw; volgnummer 10 blijft gelden"

    partijen.stop(wm.kbo, REDEN, settings=kluis)
    row = of(wm, kluis)
    assert (row.status, row.gestopt_op is not None) == ("gestopt", True)
    partijen.resume(wm.kbo, REDEN, settings=kluis)
    assert of(wm, kluis).status == "afgekeurd"


def test_the_page_filters_and_names_no_woning(wm: Reeks, kluis: Settings, connect: Callable[..., Any]) -> None:
    first = wm.lever(Bericht(VOL, 1))
    accept(first, settings=kluis)
    with connect("beheerder") as admin:
        admin.execute(
            "insert into register.afgezonderd (levering_id, rij, regel_id, woonmaatschappij_woning_id) "
            "values (%s, 1, 'een', %s)",
            [first, GEHEIM],
        )
    partijen.stop(wm.kbo, REDEN, settings=kluis)
    page = render(read_bord(Filter(zoek=wm.kbo), settings=kluis), {first: "/dags/x/runs/y"})
    assert f"Woonveld &amp; co {wm.kbo}" in page
    assert 'href="/dags/x/runs/y"' in page
    assert '<span class="status gestopt">gestopt</span>' in page
    assert GEHEIM not in page
    assert REDEN not in page
    hostile = render(read_bord(Filter("gestopt", "<script>alert(1)</script>"), settings=kluis), {})
    assert "<script" not in hostile
    assert "Geen woonmaatschappij past bij dit filter." in hostile
    assert "De filters zijn korte teksten." in render_refusal()
    # Its login has no more than the page shows, and the board of gemeenten shows none of it.
    bord = connect("dienst_bord", autocommit=True)
    for query in (
        "select woonmaatschappij_woning_id from register.afgezonderd",
        "select reden from register.stopzetting",
        "select bestand_naam from register.levering",
        "select melding from register.bevinding",
        "select from register.partij_certificaat",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            bord.execute(query.encode())
    assert wm.kbo not in {
        row.gemeente_code for row in read_board(BoardFilter(dt.date(2026, 1, 1)), settings=kluis).rows
    }


ROW = Row(
    bronhouder_code="0400000581",
    naam=None,
    levering_id=1,
    bericht_soort=None,
    volgnummer=None,
    delivered_status="ontvangen",
    ontvangen_op=NU - dt.timedelta(minutes=5),
    blokkerend=0,
    waarschuwing=0,
    afgezonderd=0,
    volledig_volgnummer=None,
    geldend_volgnummer=None,
    in_lagen=False,
    aangehouden=0,
    aangehouden_sinds=None,
    aangehouden_reden=None,
    gestopt_op=None,
    meldingen=0,
    meldingen_te_laat=0,
)


@pytest.mark.parametrize(
    ("changed", "status", "action"),
    [
        ({}, "in behandeling", "Wordt verwerkt"),
        ({"ontvangen_op": NU - dt.timedelta(hours=2)}, "in behandeling", "Blijft liggen: open de run"),
        ({"delivered_status": "geaccepteerd", "in_lagen": True}, "geaccepteerd", "Klaar"),
        (
            {"delivered_status": "vervangen", "geldend_volgnummer": 2},
            "vervangen",
            "Niets: een nieuwer bericht was er al; volgnummer 2 blijft gelden",
        ),
        ({"delivered_status": "ingetrokken"}, "ingetrokken", "Woonmaatschappij levert opnieuw"),
        ({"delivered_status": "afgekeurd"}, "afgekeurd", "Woonmaatschappij herstelt en levert opnieuw"),
        ({"gestopt_op": NU, "aangehouden": 1}, "gestopt", "Niets, tot beheer hervat (WIV-8.1)"),
    ],
)
def test_what_to_do_next(changed: dict[str, Any], status: str, action: str) -> None:
    row = replace(ROW, **changed)
    assert (row.status, row.action(NU)) == (status, action)
    assert row.status in STATES
