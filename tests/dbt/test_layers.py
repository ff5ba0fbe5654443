"""What the layers hold after one build of small deliveries."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.dbt.conftest import INSZ, KBO, read

from woonkluis.platform.engine import connect
from woonkluis.platform.settings import ADMIN
from woonkluis.report import progress
from woonkluis.report.progress import counted, in_and_out

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

SUMS = (
    "select status, bruto_aantal, sloop_aantal, netto_aantal from lmvw_publiek.gemeente_vertrouwelijk "
    "where gemeente_code = '{}' and kenmerk = '{}' and waarde_code = '{}'"
)


def test_only_accepted_rows_of_the_latest_peildatum(warehouse: Settings) -> None:
    counts = read(
        warehouse,
        "dienst_bouwer",
        "select gemeente_code, count(*) from lmvw_vertrouwelijk.woningbouwplan group by 1 order by 1",
    )
    assert counts == [("GM0150", 7), ("GM0193", 3), ("GM0200", 3), ("GM0202", 1), ("GM0268", 1)]


def test_lmvw_5c_7b_what_came_in_is_there_unchanged(warehouse: Settings) -> None:
    counts = counted("lmvw", settings=warehouse)
    assert [one.geland for one in counts] == [7, 3, 3, 1, 1]
    assert all(one.unabridged for one in counts)
    assert in_and_out("lmvw", settings=warehouse) == [
        "Planregistratie: 15 rows came in with 5 deliveries, 15 are in the layer, 15 of them unchanged"
    ]
    assert all(one.unabridged for one in counted("cwr", settings=warehouse))


def test_lmvw_5c_7b_a_row_that_changed_or_went_is_noticed(warehouse: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A delivery whose rows are counted against another laag stands for rows lost on the way."""
    other = ("Planregistratie", "lmvw_detailplanning", "woningbouwplan", None)
    monkeypatch.setitem(progress.UNABRIDGED, "lmvw", (other,))
    lines = in_and_out("lmvw", settings=warehouse)
    assert sum(line.endswith("NOT unabridged") for line in lines) == 5


def test_fields_of_a_plan(warehouse: Settings) -> None:
    [plan] = read(
        warehouse,
        "dienst_bouwer",
        "select to_jsonb(p) from lmvw_vertrouwelijk.woningbouwplan as p "
        "where gemeente_code = 'GM0150' and bron_plan_id = 'open 2'",
    )
    expected = {
        "plan_id": str(uuid.UUID(bytes=hashlib.sha256(b"GM0150\x1fopen 2").digest()[:16])),
        "rij": 7,
        "provincie_code": "PV23",
        "peildatum": "2026-01-01",
        "plannaam": "naam van open 2",
        "opdrachtgever_naam": "opdrachtgever van open 2",
        "vertrouwelijk": False,
        "vertrouwelijk_grond": None,
        "bewaarplaats": "beheer",
        "hard_zacht": "zacht",
        "woonplaats": "Bathmen",
        "oplevering_eerste": 2029,
        "oplevering_laatste": None,
        "bruto_aantal": 10,
        "sloop_aantal": 0,
        "netto_aantal": 10,
    }
    assert {key: plan[key] for key in expected} == expected
    assert plan["geometrie"]["type"] == "MultiPolygon"


def test_years_are_long_and_without_zeros(warehouse: Settings) -> None:
    years = read(
        warehouse,
        "dienst_bouwer",
        "select p.bron_plan_id, j.jaar, j.woningtype, j.prijsklasse, j.bouw_aantal, j.sloop_aantal "
        "from lmvw_vertrouwelijk.woningbouwplan_jaar as j join lmvw_vertrouwelijk.woningbouwplan as p using (plan_id) "
        "where p.gemeente_code = 'GM0150' and p.bron_plan_id like 'open%' order by 1",
    )
    assert years == [
        ("open 1", None, "onbekend", "onbekend", 30, 4),
        ("open 2", 2030, "eengezins", "koop2", 10, 0),
    ]


@pytest.mark.parametrize(
    ("gemeente", "expected"),
    [
        ("GM0150", ("alleen_bruto", 150, None, None)),  # five plans, one of which demolishes
        ("GM0193", ("gepubliceerd", 30, 0, 30)),
        ("GM0200", ("niet_gepubliceerd", None, None, None)),  # two
        ("GM0202", ("niet_gepubliceerd", None, None, None)),  # one, of 1000 woningen
        ("GM0268", ("niet_gepubliceerd", None, None, None)),  # none: looks the same
        ("GM0363", ("geen_levering", None, None, None)),
    ],
)
def test_sum_of_a_gemeente_lmvw_13d(
    warehouse: Settings, gemeente: str, expected: tuple[str, int | None, int | None, int | None]
) -> None:
    assert read(warehouse, "proef_gebruiker", SUMS.format(gemeente, "totaal", "totaal")) == [expected]


@pytest.mark.parametrize(
    ("kenmerk", "waarde", "expected"),
    [
        ("woningtype", "eengezins", ("gepubliceerd", 30, 0, 30)),
        ("woningtype", "meergezins", ("gepubliceerd", 0, 0, 0)),
        ("prijsklasse", "huur1", ("niet_gepubliceerd", None, None, None)),
        ("prijsklasse", "koop1", ("niet_gepubliceerd", None, None, None)),
        ("prijsklasse", "koop4", ("niet_gepubliceerd", None, None, None)),  # a zero that is shown narrows the others
    ],
)
def test_breakdown_with_a_thin_cell_is_withheld_whole_lmvw_14(
    warehouse: Settings, kenmerk: str, waarde: str, expected: tuple[str, int | None, int | None, int | None]
) -> None:
    assert read(warehouse, "proef_gebruiker", SUMS.format("GM0193", kenmerk, waarde)) == [expected]


def test_every_gemeente_has_the_same_rows(warehouse: Settings) -> None:
    counts = read(
        warehouse,
        "proef_gebruiker",
        "select count(*) from lmvw_publiek.gemeente_vertrouwelijk group by gemeente_code",
    )
    assert len(counts) == 342
    assert set(counts) == {15}


def test_public_plans_are_all_and_only_the_public_ones(warehouse: Settings) -> None:
    plans = read(
        warehouse,
        "proef_gebruiker",
        "select gemeente_code, bron_plan_id, bruto_aantal from lmvw_publiek.woningbouwplan order by 1, 2",
    )
    assert plans == [
        ("GM0150", "open 1", 30),
        ("GM0150", "open 2", 10),
        ("GM0200", "open 1", 10),
        ("GM0268", "open 1", 10),
    ]
    years = read(warehouse, "proef_gebruiker", "select sum(bouw_aantal)::int from lmvw_publiek.woningbouwplan_jaar")
    assert years == [60]


def test_nothing_confidential_or_personal_in_any_public_value(warehouse: Settings) -> None:
    tables = read(
        warehouse,
        ADMIN,
        "select oid::regclass::text from pg_class where relkind = 'r' and relnamespace = 'lmvw_publiek'::regnamespace",
    )
    assert len(tables) == 3
    for table in tables:
        text = json.dumps(read(warehouse, "proef_gebruiker", f"select to_jsonb(t) from {table} as t"))
        assert "geheim" not in text
        assert "opdrachtgever van" not in text


@pytest.mark.parametrize(
    ("login", "gemeenten"),
    [
        ("proef_deventer", {"GM0150"}),
        ("proef_overijssel", {"GM0150", "GM0193"}),
        ("proef_beheer", {"GM0150", "GM0193", "GM0200", "GM0202", "GM0268"}),
    ],
)
@pytest.mark.parametrize("relation", ["woningbouwplan", "woningbouwplan_jaar"])
def test_readers_see_their_area(warehouse: Settings, login: str, gemeenten: set[str], relation: str) -> None:
    seen = read(warehouse, login, f"select distinct gemeente_code from lmvw_vertrouwelijk.{relation}")
    assert set(seen) == gemeenten


@pytest.mark.parametrize("login", ["proef_deventer", "proef_overijssel"])
def test_the_policy_is_computed_once_and_uses_the_index(warehouse: Settings, login: str) -> None:
    with connect(login, settings=warehouse) as connection:
        connection.execute("set local enable_seqscan = off")
        plan = connection.execute("explain (costs off) select count(*) from lmvw_vertrouwelijk.woningbouwplan_jaar")
        text = "\n".join(row[0] for row in plan)
    assert "InitPlan" in text
    assert re.search(r"Index Cond: \(gemeente_code = ANY \(\$\d\)\)", text)


def test_beheer_does_not_see_what_a_provincie_holds_lmvw_8(warehouse: Settings) -> None:
    """No delivery says so yet: the row is changed in a transaction that is rolled back."""
    with connect(ADMIN, settings=warehouse) as admin:
        admin.execute(
            "update lmvw_vertrouwelijk.woningbouwplan set bewaarplaats = 'provincie' where gemeente_code = 'GM0150'"
        )
        counts = {}
        for role in ("proef_beheer", "proef_overijssel", "proef_deventer"):
            admin.execute(f"set local session authorization {role}")
            [(counts[role],)] = admin.execute(
                "select count(*) from lmvw_vertrouwelijk.woningbouwplan where gemeente_code = 'GM0150'"
            ).fetchall()
            admin.execute("reset session authorization")
        admin.rollback()
    assert counts == {"proef_beheer": 0, "proef_overijssel": 7, "proef_deventer": 7}


DENIED = {
    "proef_gebruiker": ["lmvw_vertrouwelijk.woningbouwplan", "lmvw_geaggregeerd.gemeente_vertrouwelijk"],
    "proef_lezer": ["lmvw_vertrouwelijk.woningbouwplan", "cwr_vertrouwelijk.woning", "cwr_kluis.persoon"],
    "proef_deventer": ["lmvw_geaggregeerd.gemeente_vertrouwelijk", "staging.stg_lmvw__planregistratie"],
    "proef_beheer": [
        "lmvw_geaggregeerd.publiceerbaar_woningbouwplan",
        "lmvw_geaggregeerd.publicatie_woningbouwplan",
        "cwr_vertrouwelijk.gezinslid",
        "cwr_kluis.persoon_sleutel",
        "cwr_kluis.pseudoniem",
    ],
}


@pytest.mark.parametrize(("login", "relation"), [(login, one) for login, many in DENIED.items() for one in many])
def test_all_else_is_denied(warehouse: Settings, login: str, relation: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        read(warehouse, login, f"select from {relation}")


def test_beheer_reads_the_unprotected_sum(warehouse: Settings) -> None:
    sums = read(
        warehouse,
        "proef_beheer",
        "select gemeente_code, bruto_aantal from lmvw_geaggregeerd.gemeente_vertrouwelijk "
        "where kenmerk = 'totaal' order by 1",
    )
    assert sums == [("GM0150", 150), ("GM0193", 30), ("GM0200", 20), ("GM0202", 1000)]


def test_lmvw_8_how_many_plans_are_in_a_sum_is_for_nobody(warehouse: Settings) -> None:
    query = "select gemeente_code, plannen_aantal from lmvw_geaggregeerd.gemeente_vertrouwelijk_telling "
    counts = read(warehouse, "dienst_bouwer", f"{query} where kenmerk = 'totaal' order by 1")
    assert counts == [("GM0150", 5), ("GM0193", 3), ("GM0200", 2), ("GM0202", 1)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        read(warehouse, "proef_beheer", query)


def test_figures_of_cwr_need_five_households_wiv_2_2(warehouse: Settings) -> None:
    figures = read(
        warehouse,
        "proef_lezer",
        "select nis_code, woningen_aantal, verhuurd_aantal, status from cwr_publiek.woningen_per_gemeente "
        "where nis_code in ('44021', '41002', '11001') order by 1",
    )
    assert figures == [
        ("11001", None, None, "niet_gepubliceerd"),
        ("41002", None, None, "niet_gepubliceerd"),
        ("44021", 6, 5, "gepubliceerd"),
    ]


def test_household_by_pseudonym_only_wiv_3_1(warehouse: Settings) -> None:
    for relation in ("gezinslid", "huurovereenkomst", "huurprijsberekening", "woning"):
        rows = read(warehouse, "dienst_bouwer", f"select to_jsonb(t) from cwr_vertrouwelijk.{relation} as t")
        assert rows
        text = json.dumps(rows)
        assert not [one for one in [*INSZ, "Proefpersoon", "Voornaam", "1985-99-99"] if one in text]
    [rent] = read(
        warehouse,
        "dienst_bouwer",
        "select b.reele_huur_eur::text from cwr_vertrouwelijk.huurprijsberekening as b "
        "join cwr_vertrouwelijk.huurovereenkomst as h using (huurovereenkomst_id) "
        f"where h.woonmaatschappij_kbo = '{KBO}' and h.contractnummer = 'C1'",
    )
    assert rent == "380.00"
