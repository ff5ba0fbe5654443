"""Ways around the policies: statistics, plans, counters and errors tell a reader nothing of rows it may not see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.huis import KBO, PLANS_OF_EACH_KIND, ligging
from tests.roles.matrix import TECHNICAL

if TYPE_CHECKING:
    from collections.abc import Callable

    Als = Callable[..., psycopg.Connection[Any]]

PLANNEN = "lmvw_vertrouwelijk.woningbouwplan"
OWN, OTHER = "GM0150", "GM0202"
SECRET = f"Geheim plan {OTHER}-{PLANS_OF_EACH_KIND}"
WEST, SOUTH = ligging(OTHER)

ESTIMATE = re.compile(r"[A-Z][A-Za-z ]+ (?:on|using) .*cost=.*")
"""A line of EXPLAIN with the cost and rows that the planner expects, without the condition."""

READERS = ["demo_gemeente_deventer", "demo_provincie_overijssel", "demo_beheer", "demo_bi"]
LIMITED = ["demo_gemeente_deventer", "demo_provincie_overijssel"]


def plan(connection: psycopg.Connection[Any], where: str, *, analyze: bool = False) -> str:
    options = "analyze, timing off, summary off" if analyze else "analyze off"
    return "\n".join(line for (line,) in connection.execute(f"explain ({options}) select from {PLANNEN} where {where}"))


def counters(text: str) -> list[str]:
    """What the server counted while it ran, without the conditions themselves."""
    return [
        line.split("(actual")[-1]
        for line in text.splitlines()
        if "actual" in line or "Removed" in line or "never" in line
    ]


@pytest.mark.parametrize("login", READERS)
def test_statistics_of_protected_tables_are_not_there(login: str, als: Als) -> None:
    shown = als(login).execute(
        "select distinct schemaname from pg_stats "
        "where schemaname !~ '^(pg_.*|information_schema|public|.*_publiek|referentie)$'"
    )
    assert shown.fetchall() == []


@pytest.mark.parametrize("login", READERS)
@pytest.mark.parametrize(
    "probe",
    [
        "select reltuples from pg_class",
        "select relpages from pg_class",
        "select pg_relation_size(c.oid) from pg_class as c",
        "select pg_total_relation_size(c.oid) from pg_class as c",
        "select n_live_tup from pg_stat_all_tables",
        "select n_tup_ins from pg_stat_xact_all_tables",
        "select tup_inserted from pg_stat_database",
        "select st_estimatedextent('lmvw_vertrouwelijk', 'woningbouwplan', 'geometrie')",
        "select _postgis_stats(c.oid, 'geometrie') from pg_class as c where relname = 'woningbouwplan'",
        "select _postgis_index_extent(c.oid, 'geometrie') from pg_class as c where relname = 'woningbouwplan'",
        "select _postgis_selectivity(oid, 'geometrie', 'point(0 0)') from pg_class where relname = 'woningbouwplan'",
        "select * from pg_statistic",
        "select lo_create(0)",
    ],
)
def test_counters_and_maps_of_any_table_are_closed(login: str, probe: str, als: Als) -> None:
    """LMVW-13d: 12.d learns neither how many plans there are nor where they lie, also not per delivery."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        als(login).execute(probe)


def test_tools_of_readers_still_find_their_way(als: Als) -> None:
    """What psql, QGIS and SQLAlchemy ask of the catalog."""
    reader = als("demo_bi")
    assert reader.execute("select srid from geometry_columns where f_table_schema = 'lmvw_publiek'").fetchall() == [
        (28992,)
    ]
    named = reader.execute(
        "select c.relname, c.relkind, c.relrowsecurity from pg_class as c where c.relname = 'woningbouwplan'"
    )
    assert named.fetchall()
    tables = reader.execute("select table_schema || '.' || table_name from information_schema.tables").fetchall()
    assert ("lmvw_publiek.woningbouwplan",) in tables
    assert (PLANNEN,) not in tables


@pytest.mark.parametrize("login", LIMITED)
@pytest.mark.parametrize(
    "pair",
    [
        (f"gemeente_code = '{OTHER}'", "gemeente_code = 'GM9999'"),
        (f"plannaam = '{SECRET}'", "plannaam = 'Bestaat niet'"),
        ("plannaam < 'Geheim'", "plannaam < 'Zzz'"),
        ("bruto_aantal < 22", "bruto_aantal < 99"),
        (
            f"geometrie && st_makeenvelope({WEST}, {SOUTH}, {WEST} + 1000, {SOUTH} + 1000, 28992)",
            f"geometrie && st_makeenvelope(0, 300000, {WEST} + 1000, 301000, 28992)",
        ),
    ],
    ids=["gemeente", "plannaam", "plannaam-range", "aantal", "location"],
)
def test_estimates_do_not_depend_on_the_rows(login: str, pair: tuple[str, str], als: Als) -> None:
    """LMVW-13d: EXPLAIN says the same for what exists and for what does not."""
    reader = als(login)
    present, absent = (ESTIMATE.findall(plan(reader, where)) for where in pair)
    assert present == absent != []


@pytest.mark.parametrize("login", LIMITED)
@pytest.mark.parametrize("scan", ["seqscan", "indexscan", "indexscan indexonlyscan bitmapscan"])
@pytest.mark.parametrize(
    ("present", "absent"),
    [
        (f"gemeente_code = '{OTHER}'", "gemeente_code = 'GM9999'"),
        (f"plannaam = '{SECRET}'", "plannaam = 'Bestaat niet'"),
        (f"gemeente_code = '{OTHER}' and plannaam >= 'G'", f"gemeente_code = '{OTHER}' and plannaam >= 'Z'"),
        (f"bron_plan_id = '{OTHER}-0'", "bron_plan_id = 'Bestaat niet'"),
    ],
)
def test_executed_plans_do_not_tell_what_exists(login: str, scan: str, present: str, absent: str, als: Als) -> None:
    """A condition of the reader never runs before the policy: EXPLAIN ANALYZE counts nothing of hidden rows."""
    reader = als(login)
    for one in scan.split():
        reader.execute(f"set enable_{one} = off")
    assert counters(plan(reader, present, analyze=True)) == counters(plan(reader, absent, analyze=True))


@pytest.mark.parametrize("login", LIMITED)
def test_policy_uses_its_index(login: str, als: Als) -> None:
    reader = als(login)
    reader.execute("set enable_seqscan = off")
    assert "Index Cond: (gemeente_code = ANY ($0))" in plan(reader, "true")


@pytest.mark.parametrize(
    ("login", "policy"),
    [
        ("demo_gemeente_deventer", "gemeente_code = ANY ($0)"),
        ("demo_provincie_overijssel", "gemeente_code = ANY ($0)"),
        ("demo_beheer", "bewaarplaats <= 'beheer'::text"),
    ],
)
def test_gemeente_of_the_reader_enters_the_index_together_with_the_policy(login: str, policy: str, als: Als) -> None:
    """LMVW-8, LMVW-13d: what is leakproof meets no hidden row, so that EXPLAIN ANALYZE has none to count."""
    reader = als(login)
    reader.execute("set enable_seqscan = off")
    for scan in ("enable_bitmapscan", "enable_indexscan", "enable_indexonlyscan"):
        reader.execute(f"set {scan} = off")
        for where in (f"gemeente_code = '{OTHER}'", f"gemeente_code in ('{OTHER}', 'GM9999')"):
            text = plan(reader, where, analyze=True)
            conditions = [line for line in text.splitlines() if "Index Cond" in line and "gemeente_code = " in line]
            assert conditions
            assert all(policy in line for line in conditions), text
            assert "Rows Removed" not in text.partition("InitPlan")[0], text
        reader.execute(f"set {scan} = on")


@pytest.mark.parametrize("login", LIMITED)
@pytest.mark.parametrize(
    "where",
    [
        f"1 / (case when gemeente_code = '{OTHER}' then 0 else 1 end) = 1",
        f"case when gemeente_code = '{OTHER}' then plannaam::integer = 1 else true end",
        f"case when gemeente_code = '{OTHER}' then st_geomfromtext(plannaam) is null else true end",
        f"(case when gemeente_code = '{OTHER}' then plannaam::json end) is null",
    ],
)
def test_errors_are_of_own_rows_only(login: str, where: str, als: Als) -> None:
    """An expression that fails on a hidden row would print or betray it: it is never computed there."""
    reader = als(login)
    seen = reader.execute(f"select count(*) from {PLANNEN}").fetchone()
    assert reader.execute(f"select count(*) from {PLANNEN} where {where}").fetchone() == seen
    with pytest.raises(psycopg.errors.DivisionByZero):
        reader.execute(
            f"select count(*) from {PLANNEN} where 1 / (case when gemeente_code = '{OWN}' then 0 else 1 end) = 1"
        )


def test_delivery_endpoint_learns_of_a_duplicate_and_nothing_else(als: Als) -> None:
    """It may add a delivery and cannot read one; the constraint names no value to whoever may not read it."""
    api = als(TECHNICAL["woonkluis_api"])
    columns = "regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes"
    values = f"('cwr', '{KBO}', 'test-1', '2026-07-01', repeat('a', 64), 'x', 1)"
    insert = f"insert into register.levering ({columns}) values {values}"
    assert api.execute(insert).rowcount == 1
    assert api.execute(f"{insert} on conflict do nothing").rowcount == 0
    with pytest.raises(psycopg.errors.UniqueViolation) as caught:
        api.execute(insert)
    assert caught.value.diag.message_detail is None
    api.rollback()
    for refused in (
        f"{insert} returning levering_id",
        insert.replace("bestand_bytes)", "bestand_bytes, status)").replace("'x', 1)", "'x', 1, 'geaccepteerd')"),
        insert.replace("(regime", "(levering_id, regime")
        .replace("('cwr'", "(1, 'cwr'")
        .replace(") values", ") overriding system value values"),
        "select from register.levering",
        "select from landing.cwr_woning",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            api.execute(refused)
        api.rollback()


def test_sessions_of_others_show_no_query(als: Als) -> None:
    other = als("demo_gemeente_deventer")
    other.execute(f"select plannaam from {PLANNEN}")
    shown = als("demo_bi").execute(
        "select distinct query from pg_stat_activity where usename = 'demo_gemeente_deventer'"
    )
    assert shown.fetchall() == [("<insufficient privilege>",)]


@pytest.mark.parametrize("login", READERS)
def test_readers_own_settings_do_not_widen_what_they_see(login: str, als: Als) -> None:
    """No policy listens to a setting; what the server guards cannot be set."""
    before = als(login).execute("select count(*) from register.levering").fetchone() if login != "demo_bi" else None
    reader = als(login)
    for setting in (
        "search_path = toegang, pg_temp",
        "woonkluis.gemeente = 'GM0202'",
        "statement_timeout = 0",
        "role = none",
    ):
        reader.execute(f"set {setting}")
    if before:
        assert reader.execute("select count(*) from register.levering").fetchone() == before
    for guarded in ("session_preload_libraries = 'x'", "log_statement = 'all'", "lo_compat_privileges = on"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), reader.transaction():
            reader.execute(f"set {guarded}")
