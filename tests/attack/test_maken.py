"""Making things: functions that leak, views that run as their owner, triggers, extensions, doors to other servers."""

from __future__ import annotations

from typing import Any

from tests.attack.aanval import BEHEER, BI, FEW, GEMEENTE, OND_12A, PLANNEN, READERS, Attack, Refused, played

LEAK = "returns boolean language plpgsql cost 0.0000001 as $$ begin raise notice '%', x; return true; end $$"

ATTACKS: list[Attack] = [
    Refused(
        "function that leaks",
        "LMVW-13d",
        READERS,
        tuple(
            f"create function {schema}.lek(x text) {LEAK}"
            for schema in ("public", "pg_temp", "lmvw_publiek", "referentie", "toegang", "pg_catalog")
        ),
    ),
    Refused(
        "function that calls itself leakproof",
        "LMVW-13d",
        FEW,
        ("alter function texteq(text, text) leakproof", "alter function st_intersects(geometry, geometry) leakproof"),
    ),
    Refused(
        "operator, cast, aggregate",
        "LMVW-13d",
        FEW,
        (
            "create operator public.=== (function = texteq, leftarg = text, rightarg = text)",
            "create operator class public.kwaad for type text using btree as operator 1 <",
            "create aggregate public.kwaad (text) (sfunc = textcat, stype = text)",
            "create cast (text as integer) with inout as implicit",
            "create type public.kwaad as (x text)",
            "create domain public.kwaad as text check (value is not null)",
            'create collation public.kwaad from "C"',
            "create conversion public.kwaad for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1",
        ),
    ),
    Refused(
        "text search with a file of the server",
        "LMVW-13",
        FEW,
        (
            "create text search dictionary public.kwaad (template = simple, stopwords = '../../postgresql')",
            "create text search configuration public.kwaad (copy = pg_catalog.simple)",
        ),
    ),
    Refused(
        "views",
        "LMVW-13",
        FEW,
        (
            f"create view lmvw_publiek.kwaad as select * from {PLANNEN}",
            f"create view pg_temp.kwaad as select * from {PLANNEN}",
            "create materialized view lmvw_publiek.kwaad as select 1 as een",
            "create or replace view toegang.geldig_recht as select 1",
            "create recursive view public.kwaad (een) as select 1",
        ),
    ),
    Refused(
        "rules and triggers",
        "LMVW-13",
        FEW,
        (
            "create rule kwaad as on select to lmvw_publiek.woningbouwplan do instead select 1",
            f"create rule kwaad as on update to {PLANNEN} do also notify kwaad",
            f"create trigger kwaad before insert on {PLANNEN} execute function audit.onveranderlijk()",
            "create trigger kwaad before insert on lmvw_publiek.woningbouwplan execute function audit.onveranderlijk()",
            "create event trigger kwaad on ddl_command_end execute function toegang.bescherm_nieuwe_relatie()",
        ),
    ),
    Refused(
        "copy of the rows",
        "LMVW-13d",
        READERS,
        (
            "create table public.kwaad as select * from lmvw_publiek.woningbouwplan",
            "select * into lmvw_publiek.kwaad from lmvw_publiek.woningbouwplan",
            "create temp table kwaad as select 1",
            "create temp sequence kwaad",
            "create schema kwaad authorization current_user",
        ),
    ),
    Refused(
        "table that refers or inherits",
        "LMVW-13d",
        FEW,
        (
            f"create table public.kwaad (plan_id text references {PLANNEN})",
            f"create table public.kwaad () inherits ({PLANNEN})",
            f"create table public.kwaad (like {PLANNEN} including all)",
            f"alter table {PLANNEN} add constraint kwaad check (plannaam <> 'x')",
            f"alter table {PLANNEN} add column kwaad text default current_user",
        ),
    ),
    Refused(
        "index or statistics over hidden rows",
        "LMVW-13d",
        READERS,
        (
            f"create index kwaad on {PLANNEN} ((1 / (bruto_aantal - 700001)))",
            f"create statistics public.kwaad on plannaam, gemeente_code from {PLANNEN}",
            f"alter table {PLANNEN} alter column plannaam set statistics 1000",
            f"alter index {PLANNEN}_pkey set (fillfactor = 50)",
        ),
    ),
    Refused(
        "extensions to other servers",
        "LMVW-13",
        FEW,
        ("create extension dblink", "create extension postgres_fdw", "create extension file_fdw"),
    ),
    Refused(
        "extensions that are trusted",
        "LMVW-13",
        FEW,
        (
            "create extension hstore",
            "create extension lo",
            "create extension tablefunc",
            "alter extension postgis update",
        ),
    ),
    Refused(
        "foreign servers",
        "LMVW-13",
        FEW,
        ("create foreign data wrapper kwaad", "create foreign data wrapper kwaad no handler options (debug 'true')"),
    ),
    Refused(
        "languages and transforms",
        "LMVW-13",
        FEW,
        (
            "create language kwaad handler plpgsql_call_handler",
            "create transform for text language plpgsql (from sql with function numeric_support(internal))",
            "create access method kwaad type table handler heap_tableam_handler",
        ),
    ),
    Refused(
        "publication",
        "LMVW-13d",
        FEW,
        (f"create publication kwaad for table {PLANNEN}", "create publication kwaad for all tables"),
    ),
    Refused(
        "subscription",
        "LMVW-13d",
        FEW,
        ("create subscription kwaad connection 'host=127.0.0.1' publication kwaad with (connect = false)",),
    ),
    Refused(
        "database and tablespace",
        "LMVW-13",
        FEW,
        (
            "create database kwaad",
            "create database kwaad template template1",
            "create tablespace kwaad location '/tmp'",
        ),
        autocommit=True,
    ),
    Refused(
        "large objects",
        "LMVW-13",
        READERS,
        (
            "select lo_from_bytea(0, 'x')",
            "select lo_import('/etc/passwd')",
            "select lo_get(1)",
            "select lo_export(1, '/tmp/kwaad')",
            "select data from pg_largeobject",
        ),
    ),
    Refused(
        "comments and labels as a letter box",
        "LMVW-16",
        (GEMEENTE, BEHEER, OND_12A, BI),
        (
            f"comment on table {PLANNEN} is 'x'",
            "comment on schema public is 'x'",
            "comment on column lmvw_publiek.woningbouwplan.plannaam is 'x'",
        ),
    ),
    Refused(
        "label without a provider",
        "LMVW-16",
        (BI,),
        ("security label on table lmvw_publiek.woningbouwplan is 'x'",),
        code="22023",
    ),
    Refused(
        "functions of PostGIS that make tables",
        "LMVW-13d",
        FEW,
        (
            "select addgeometrycolumn('lmvw_publiek', 'woningbouwplan', 'kwaad', 28992, 'POINT', 2)",
            "select updategeometrysrid('lmvw_publiek', 'woningbouwplan', 'geometrie', 4326)",
            "select st_fromflatgeobuftotable('public', 'kwaad', st_asflatgeobuf(r)) from (select st_point(1, 1) as geom) as r",
            "insert into public.spatial_ref_sys (srid) values (900000)",
            "update public.spatial_ref_sys set proj4text = ''",
        ),
    ),
]


@played(ATTACKS)
def test_readers_make_nothing(attack: Attack, login: str, aanvaller: Any) -> None:
    """LMVW-13, LMVW-13d, LMVW-16: without an object of its own an attacker has nothing to shadow or smuggle with."""
    attack.run(login, aanvaller)
