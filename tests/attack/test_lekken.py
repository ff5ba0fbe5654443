"""Leaky functions and odd ways of reading: whatever comes back is of the reader's own area."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.attack.aanval import (
    API,
    ART_8,
    AUDIT,
    BEHEER,
    BI,
    BORD,
    GEMEENTE,
    OND_12A,
    OND_12B,
    OND_12C,
    PLANNEN,
    PROVINCIE,
    READ_PLANS,
    READERS,
    SEES,
    TOEGANG,
    Attack,
    Outcome,
    OwnOnly,
    play,
    played,
    table_of,
)
from tests.huis import ligging

if TYPE_CHECKING:
    import psycopg

AREA = (GEMEENTE, PROVINCIE, OND_12A, OND_12B, OND_12C)
WITH_PLACE = (GEMEENTE, PROVINCIE, BEHEER, OND_12A, OND_12C)
OURS = "^(landing|register|toegang|audit|staging|(lmvw|cwr)_.*)$"
ALL = "select plannaam, gemeente_code from {plannen}"

ATTACKS: list[Attack] = [
    OwnOnly("query as xml", "LMVW-13d", READ_PLANS, (f"select query_to_xml('{ALL}', true, true, '')",)),
    OwnOnly("query and schema as xml", "LMVW-13d", READ_PLANS, (f"select query_to_xml_and_xmlschema('{ALL}', true, true, '')",)),
    OwnOnly("table as xml", "LMVW-13d", READ_PLANS, ("select table_to_xml('{plannen}'::regclass, true, false, '')",)),
    OwnOnly("schema as xml", "LMVW-13d", READ_PLANS, ("select schema_to_xml('lmvw_vertrouwelijk', true, false, '')",)),
    # All of what a login reads, as the sweep of every relation: a few logins, because it takes seconds.
    OwnOnly("database as xml", "LMVW-13d", (GEMEENTE, BEHEER, BI, OND_12B), ("select database_to_xml(true, false, '')",), shows=False),
    OwnOnly("cursor as xml", "LMVW-13d", READ_PLANS, (f"declare c cursor for {ALL}", "select cursor_to_xml('c', 1000, true, false, '')")),
    OwnOnly("xml of a query in a condition", "LMVW-13d", READ_PLANS, ("select plannaam from {plannen} as p where xmlexists('//row' passing query_to_xml(format('select plannaam from {plannen} where plannaam = %L', p.plannaam), true, true, ''))",)),
    OwnOnly("words of a column", "LMVW-13d", READ_PLANS, ("select plannaam from {plannen}", "select word, ndoc from ts_stat('select to_tsvector(''simple'', plannaam) from {plannen}')")),
    OwnOnly("rewritten text search", "LMVW-13d", READ_PLANS, ("select ts_rewrite('a'::tsquery, 'select ''a''::tsquery, plainto_tsquery(''simple'', plannaam) from {plannen}')", ALL)),
    OwnOnly("copy of a table", "LMVW-13d", READ_PLANS, ("copy {plannen} (plannaam, gemeente_code) to stdout",)),
    OwnOnly("copy of a query", "LMVW-13d", READ_PLANS, (f"copy ({ALL}) to stdout with (format binary)".replace(" with (format binary)", " with (format csv, header)"),)),
    OwnOnly("whole row as text", "LMVW-13d", READ_PLANS, ("select plan::text from {plannen} as plan",)),
    OwnOnly("whole row as json", "LMVW-13d", READ_PLANS, ("select json_agg(plan), jsonb_object_agg(plan_id, to_jsonb(plan)) from {plannen} as plan",)),
    OwnOnly("columns of the system", "LMVW-13d", READ_PLANS, ("select ctid, xmin, xmax, cmin, tableoid, plannaam from {plannen}",)),
    OwnOnly("function that keeps what it sees", "LMVW-13d", READ_PLANS, ("select set_config('lek.alles', '', false)", "select count(*) from {plannen} where set_config('lek.alles', current_setting('lek.alles') || plannaam || ';', false) is not null", "select unnest(string_to_array(current_setting('lek.alles'), ';'))")),
    OwnOnly("function that keeps, in a join", "LMVW-13d", READ_PLANS, ("select set_config('lek.alles', '', false)", "select count(*) from {plannen} as a join {plannen} as b on a.plan_id = b.plan_id and set_config('lek.alles', current_setting('lek.alles') || b.plannaam || ';', false) is not null", "select unnest(string_to_array(current_setting('lek.alles'), ';'))")),
    OwnOnly("function that keeps, in a subquery that is pulled up", "LMVW-13d", READ_PLANS, ("select set_config('lek.alles', '', false)", "select count(*) from (select plannaam from {plannen} offset 0) as p where set_config('lek.alles', current_setting('lek.alles') || plannaam || ';', false) is not null", "select unnest(string_to_array(current_setting('lek.alles'), ';'))")),
    OwnOnly("error that quotes the value", "LMVW-13d", READ_PLANS, (ALL, "select plannaam::integer from {plannen} order by plannaam desc"), shows=False),
    OwnOnly("error that quotes xml", "LMVW-13d", READ_PLANS, ("select ('<a>' || plannaam)::xml from {plannen}",), shows=False),
    OwnOnly("error that quotes json", "LMVW-13d", READ_PLANS, ("select plannaam::jsonb from {plannen}",), shows=False),
    OwnOnly("error that quotes a geometry", "LMVW-13d", READ_PLANS, ("select st_geomfromtext(plannaam) from {plannen}",), shows=False),
    OwnOnly("error that quotes a relation", "LMVW-13d", READ_PLANS, ("select plannaam::regclass from {plannen}",), shows=False),
    OwnOnly("errors in a loop", "LMVW-13d", READ_PLANS, ("do $$ declare r record; begin for r in select plannaam from {plannen} loop begin perform r.plannaam::integer; exception when others then raise notice '%', sqlerrm; end; end loop; end $$",)),
    OwnOnly("dynamic query in a block", "LMVW-13d", READ_PLANS, ("do $$ declare alles text; begin execute 'select string_agg(plannaam, '','') from {plannen}' into alles; raise warning '%', alles; end $$",)),
    OwnOnly("plan trees in the log of the client", "LMVW-13d", READ_PLANS, ("set client_min_messages = debug1", "set debug_print_plan = on", "set debug_print_rewritten = on", ALL)),
    OwnOnly("traces of a sort", "LMVW-13d", READ_PLANS, ("set client_min_messages = debug5", "set trace_sort = on", f"{ALL} order by plannaam")),
    OwnOnly("explain in full", "LMVW-13d", READ_PLANS, (ALL, "explain (analyze, verbose, buffers, settings, wal) select * from {plannen} where length(plannaam) > 0")),
    OwnOnly("compiled", "LMVW-13d", READ_PLANS, ("set jit_above_cost = 0", "set jit_optimize_above_cost = 0", f"{ALL} where plannaam > ''")),
    OwnOnly("parallel worker", "LMVW-13d", READ_PLANS, ("set force_parallel_mode = on", "set min_parallel_table_scan_size = 0", "set parallel_setup_cost = 0", "set parallel_tuple_cost = 0", "select string_agg(plannaam, ',') from {plannen} where length(plannaam) > 3")),
    OwnOnly("sample of everything", "LMVW-13d", READ_PLANS, ("select plannaam from {plannen} tablesample system (100) repeatable (1)",)),
    OwnOnly("cursor in both directions", "LMVW-13d", READ_PLANS, (f"declare c scroll cursor for {ALL}", "fetch all from c", "fetch backward all from c", "fetch absolute 3 from c")),
    OwnOnly("cursor that outlives its transaction", "LMVW-13d", READ_PLANS, (f"declare c cursor with hold for {ALL}", "commit", "fetch all from c")),
    OwnOnly("recursion", "LMVW-13d", READ_PLANS, ("with recursive r as (select plannaam, 1 as n from {plannen} union all select p.plannaam, r.n + 1 from r join {plannen} as p on p.plannaam > r.plannaam where r.n < 3) select distinct plannaam from r",)),
    OwnOnly("windows and rollups", "LMVW-13d", READ_PLANS, ("select plannaam, lag(plannaam) over w, nth_value(plannaam, 2) over w, count(*) over () from {plannen} window w as (order by plan_id)", "select plannaam, sum(bruto_aantal) from {plannen} group by rollup (plannaam)")),
    OwnOnly("ordered set", "LMVW-13d", READ_PLANS, ("select array_agg(plannaam order by plannaam), mode() within group (order by bruto_aantal), percentile_disc(array[0, 0.25, 0.5, 0.75, 1]) within group (order by bruto_aantal) from {plannen}",)),
    OwnOnly("sums with what is hidden", "LMVW-13d", AREA, ("select max(bruto_aantal), min(bruto_aantal) from {plannen}", "select sum(bruto_aantal) filter (where gemeente_code in ('GM0202', 'GM9999')) from {plannen}")),
    OwnOnly("years of plans", "LMVW-13d", AREA, (ALL, "select plan_id, jaar, bouw_aantal from lmvw_vertrouwelijk.woningbouwplan_jaar")),
    OwnOnly("place by all roads", "LMVW-13d", WITH_PLACE, ("select st_astext(geometrie), st_asgeojson(geometrie), st_asgml(geometrie), plannaam from " + PLANNEN, f"select st_astext(st_collect(st_centroid(geometrie))), st_astext(st_extent(geometrie)) from {PLANNEN}")),
    OwnOnly("place for who reads kenmerken", "LMVW-GV-C2", (OND_12B,), (f"select * from {PLANNEN}", "select * from lmvw_vertrouwelijk.woningbouwplan_opvolger", "table lmvw_vertrouwelijk.woningbouwplan_zonder_ligging")),
    OwnOnly("findings", "LMVW-4d", READERS, ("select waarde, melding from register.bevinding",), shows=False),
    OwnOnly("findings by a leaky function on a view", "LMVW-4d", (GEMEENTE, PROVINCIE, BEHEER), ("select * from register.kwaliteit where pg_notify('lek', kwaliteit::text) is not null".replace("kwaliteit::text", "'x'"), "select * from register.kwaliteit_regel"), shows=False),
    OwnOnly("who signed", "LMVW-GV-A", READERS, ("select * from register.ondertekenaar",), shows=False),
    OwnOnly("external entity", "LMVW-13", READERS, ("select xmlparse(document '<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>')",), shows=False),
]  # fmt: skip


@played(ATTACKS)
def test_only_the_own_area_comes_back(attack: Attack, login: str, aanvaller: Any) -> None:
    """LMVW-13a, LMVW-13d, LMVW-8, LMVW-GV-C2: no function, error, notice or plan holds more than a plain select."""
    attack.run(login, aanvaller)


@pytest.mark.parametrize("login", READ_PLANS)
def test_function_is_called_for_own_rows_only(login: str, aanvaller: Any) -> None:
    """LMVW-13d: a counter that goes up per call stands at the number of visible rows, in each kind of scan."""
    for first in (
        "",
        "set enable_seqscan = off",
        "set cpu_operator_cost = 1e9",
        "set plan_cache_mode = 'force_generic_plan'",
    ):
        connection = aanvaller(login)
        connection.execute(first)
        connection.execute("select set_config('lek.teller', '0', false)")
        counted = "set_config('lek.teller', (current_setting('lek.teller')::integer + 1)::text, false) is not null"
        (seen,) = connection.execute(f"select count(*) from {table_of(login)} where {counted}").fetchone()
        assert connection.execute("select current_setting('lek.teller')::integer").fetchone() == (seen,)
        assert seen > 0


@pytest.mark.parametrize("login", [GEMEENTE, PROVINCIE, BEHEER, OND_12A, OND_12C])
def test_extent_is_that_of_own_plans(login: str, aanvaller: Any) -> None:
    """LMVW-13d, LMVW-8: the northernmost and southernmost point are of plans that the reader may see."""
    [(south, north)] = aanvaller(login).execute(
        f"select st_ymin(st_extent(geometrie)), st_ymax(st_extent(geometrie)) from {PLANNEN}"
    )
    own = [ligging(gemeente)[1] for gemeente in SEES[login]]
    assert (south, north) == (min(own), max(own) + 10)


def readable(connection: psycopg.Connection[Any], schemas: str) -> list[tuple[str, list[str]]]:
    """Everything with rows in schemas of such names, with the columns that the server would show."""
    return connection.execute(
        """
        select c.oid::regclass::text, array_agg(quote_ident(a.attname) order by a.attnum)
        from pg_class as c
        inner join pg_namespace as n on c.relnamespace = n.oid
        inner join pg_attribute as a on c.oid = a.attrelid
        where
            c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and a.attnum > 0 and not a.attisdropped and n.nspname ~ %s
            and has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'select')
        group by c.oid
        """,
        [schemas],
    ).fetchall()


def sweep(connection: psycopg.Connection[Any], login: str, schemas: str) -> int:
    """Read all of it; return how many relations answered."""
    read = 0
    for relation, columns in readable(connection, schemas):
        outcome = play(connection, [f"select {', '.join(columns)} from {relation}"])
        read += outcome.code is None
        assert outcome.leaks(login) == [], relation
    return read


@pytest.mark.parametrize("login", [*READERS, API, BORD, TOEGANG, AUDIT])
def test_sweep_of_every_relation(login: str, aanvaller: Any) -> None:
    """LMVW-13d, LMVW-8, WIV-3.1: what can be read at all is read, with all its columns."""
    read = sweep(aanvaller(login, autocommit=True), login, OURS)
    assert read >= (0 if login == API else 1)


@pytest.mark.parametrize("login", [GEMEENTE, BEHEER, BI])
def test_sweep_of_the_catalogs(login: str, aanvaller: Any) -> None:
    """LMVW-13d: statistics, activity, definitions, comments, settings: no catalog holds a value of a plan."""
    assert sweep(aanvaller(login, autocommit=True), login, "^pg_catalog$") > 60


@pytest.mark.parametrize("login", READERS)
def test_sources_in_the_catalog_name_no_plan(login: str, aanvaller: Any) -> None:
    """LMVW-13d: definitions of views, functions, policies, constraints, indexes, and comments."""
    connection = aanvaller(login)
    rows = connection.execute(
        """
        select pg_get_viewdef(oid) from pg_class where relkind = 'v'
        union all
        select pg_get_functiondef(oid) from pg_proc where prokind = 'f'
        union all
        select pg_get_indexdef(indexrelid) from pg_index
        union all
        select pg_get_constraintdef(oid) from pg_constraint
        union all
        select coalesce(qual, '') || coalesce(with_check, '') from pg_policies
        union all
        select description from pg_description
        union all
        select description from pg_shdescription
        union all
        select query from pg_stat_activity
        union all
        select application_name from pg_stat_activity
        """
    ).fetchall()
    text = "\n".join(str(row) for (row,) in rows)
    assert "create or replace function" in text.lower()
    assert Outcome(text, None).leaks(login) == []
    assert not re.search(r"Geheim plan|Ontwikkelaar", text)


def test_beheer_reads_nothing_of_art_8_but_the_sum(aanvaller: Any) -> None:
    """LMVW-8: in no relation does beheer find rows per plan of a gemeente whose plans the provincie holds."""
    connection = aanvaller(BEHEER, autocommit=True)
    found = {}
    for relation, columns in readable(connection, OURS):
        code = next((name for name in columns if name in {"gemeente_code", "bronhouder_code", "gebied_code"}), None)
        if code and relation not in {"register.besluit", "register.besluit_geldig", "register.onderzoek_gebied"}:
            [(rows,)] = connection.execute(f"select count(*) from {relation} where {code} = %s", [ART_8])
            found[relation] = rows
    one = {
        "register.levering",
        "register.keuze_8",
        "register.kwaliteit",
        *(f"{PLANNEN}_optelling_8{part}" for part in ("", "_jaar")),
    }
    assert {relation for relation, rows in found.items() if rows == 1} == one
    assert {relation for relation, rows in found.items() if rows > 1} == {
        # LMVW-13d: sums per gemeente, for everybody.
        "lmvw_geaggregeerd.gemeente_vertrouwelijk",
        "lmvw_publiek.gemeente_vertrouwelijk",
    }


def test_listener_hears_only_itself(aanvaller: Any) -> None:
    """LMVW-13d: the warehouse notifies nobody, and a condition that notifies is not run on hidden rows."""
    listener = aanvaller(OND_12A, autocommit=True)
    for channel in ("levering", "register", "woonkluis", "lek"):
        listener.execute(f"listen {channel}")
    reader = aanvaller(GEMEENTE, autocommit=True)
    reader.execute(f"select from {PLANNEN} where pg_notify('lek', plannaam) is not null")
    heard = "\n".join(notify.payload for notify in listener.notifies(timeout=0.3))
    assert "GM0150-4" in heard
    assert Outcome(heard, None).leaks(GEMEENTE) == []
