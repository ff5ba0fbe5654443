"""Each lint finds the fault that it is for, planted in a transaction that is rolled back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql

from woonkluis.access.lints import run_lints

if TYPE_CHECKING:
    from collections.abc import Callable

LINTS = Path(__file__).resolve().parents[2] / "sql" / "lints"

FAULTS = [
    ("rls_not_forced", "register.levering", "alter table register.levering no force row level security"),
    ("rls_not_forced", "register.proef", "create table register.proef ()"),
    ("rls_not_forced", "nieuw.proef", "create schema nieuw; create table nieuw.proef ()"),
    (
        "builder_policy_missing",
        "lmvw_vertrouwelijk.proef",
        """
        create table lmvw_vertrouwelijk.proef ();
        alter table lmvw_vertrouwelijk.proef owner to woonkluis_bouwer;
        alter table lmvw_vertrouwelijk.proef enable row level security, force row level security;
        create policy bouwer on lmvw_vertrouwelijk.proef for select to woonkluis_bouwer using (true);
        """,
    ),
    (
        "view_not_invoker",
        "lmvw_publiek.proef",
        "create view lmvw_publiek.proef as select status from register.levering",
    ),
    ("view_not_invoker", "proef", "create view public.proef as select contract from register.levering_actueel"),
    ("materialized_view", "lmvw_publiek.proef", "create materialized view lmvw_publiek.proef as select 1 as een"),
    ("owner_can_login", "register.levering", "alter table register.levering owner to dienst_lader"),
    (
        "owner_can_login",
        "register.bewaak_levering()",
        "alter function register.bewaak_levering() owner to dienst_bouwer",
    ),
    ("owner_can_login", "audit", "alter schema audit owner to dienst_bouwer"),
    ("owner_can_login", "dienst_lader", "grant woonkluis_eigenaar to dienst_lader"),
    ("role_too_powerful", "dienst_bouwer", "alter role dienst_bouwer bypassrls"),
    ("role_too_powerful", "woonkluis_toegang", "alter role woonkluis_toegang createrole"),
    ("role_too_powerful", "dienst_lader", "grant pg_read_all_data to dienst_lader"),
    ("group_can_login", "lmvw_beheer", "alter role lmvw_beheer login"),
    ("granted_to_public", "register.levering", "grant select on register.levering to public"),
    ("granted_to_public", "register.levering.status", "grant select (status) on register.levering to public"),
    ("granted_to_public", "toegang", "grant usage on schema toegang to public"),
    ("granted_to_public", "postgres", "grant temporary on database postgres to public"),
    ("granted_to_public", "woonkluis", "grant connect on database woonkluis to public"),
    (
        "default_privileges",
        "cwr_kluis",
        "alter default privileges for role woonkluis_bouwer in schema cwr_kluis grant select on tables to cwr_gsc",
    ),
    (
        "definer_search_path",
        "register.proef()",
        "create function register.proef() returns int language sql security definer return 1",
    ),
    (
        "definer_search_path",
        "register.proef()",
        """
        create function register.proef() returns int language sql security definer
        set search_path = pg_temp, register return 1
        """,
    ),
    (
        "function_public_execute",
        "register.proef()",
        "create function register.proef() returns int language sql return 1",
    ),
    (
        "policy_uses_setting",
        "register.levering",
        "create policy proef on register.levering using (bronhouder_code = current_setting('kluis.gemeente', true))",
    ),
    (
        "policy_shows_all",
        "register.bevinding",
        "create policy proef on register.bevinding for select to lmvw_gemeente using (true)",
    ),
    ("policy_shows_all", "register.bevinding", "create policy proef on register.bevinding using (true)"),
    (
        "closed_schema_granted",
        "landing.cwr_gezinslid",
        "grant select (waarden) on landing.cwr_gezinslid to lmvw_beheer",
    ),
    ("closed_schema_granted", "landing", "grant usage on schema landing to woonkluis_leeslog"),
    ("closed_schema_granted", "cwr_kluis", "grant usage on schema cwr_kluis to cwr_dpo"),
    ("reader_can_write", "register.bevinding", "grant insert on register.bevinding to lmvw_gemeente"),
    ("reader_can_write", "register.levering", "grant truncate on register.levering to woonkluis_lader"),
    ("reader_can_write", "lmvw_publiek", "grant create on schema lmvw_publiek to woonkluis_api"),
    ("granted_to_login", "register.levering", "grant select on register.levering to dienst_toegang"),
    ("granted_to_login", "register", "grant usage on schema register to dienst_bord"),
    ("granted_to_login", "toegang.recht", "grant select (regime) on toegang.recht to dienst_bord"),
    (
        "granted_to_login",
        "register.bewaak_levering()",
        "grant execute on function register.bewaak_levering() to dienst_api",
    ),
    (
        "statistics_kept",
        "register.bevinding.waarde",
        "alter table register.bevinding alter column waarde set statistics 100",
    ),
    ("catalog_open", "pg_relation_size(regclass)", "grant execute on function pg_relation_size(regclass) to public"),
    (
        "catalog_open",
        "st_estimatedextent(text,text,text)",
        "grant execute on function st_estimatedextent(text, text, text) to public",
    ),
    ("catalog_open", "pg_export_snapshot()", "grant execute on function pg_export_snapshot() to public"),
    ("catalog_open", "pg_class.reltuples", "grant select on pg_catalog.pg_class to public"),
    (
        "statistics_kept",
        "register.proef_idx.lower",
        "set local session_replication_role = replica; create index proef_idx on register.bevinding (lower(waarde))",
    ),
    ("leakproof_function", "texteq(text,text)", "alter function texteq(text, text) leakproof"),
    ("leakproof_function", "bpchareq(character,character)", "alter function bpchareq(bpchar, bpchar) cost 1"),
    (
        "leakproof_index",
        "register.proef_gemeente_code_idx",
        (
            "create table register.proef (gemeente_code char(6), bewaarplaats text); "
            "alter table register.proef enable row level security; "
            "create index on register.proef (gemeente_code)"
        ),
    ),
    (
        "leakproof_index",
        "register.proef_gemeente_code_bewaarplaats_idx",
        (
            "create table register.proef (gemeente_code char(6), bewaarplaats text); "
            "alter table register.proef enable row level security; "
            "create index on register.proef using gist (gemeente_code, bewaarplaats)"
        ),
    ),
    (
        "leakproof_index",
        "register.proef_gemeente_code_bewaarplaats_idx",
        (
            "create table register.proef (gemeente_code char(6), bewaarplaats text); "
            "alter table register.proef enable row level security; "
            "create index on register.proef (gemeente_code, bewaarplaats) where bewaarplaats = 'beheer'"
        ),
    ),
    (
        "spatial_index",
        "register.proef_vak_idx",
        (
            "create table register.proef (vak geometry); alter table register.proef enable row level security; "
            "create index on register.proef using gist (vak); grant select on register.proef to lmvw_gemeente"
        ),
    ),
    (
        "login_reads_twice",
        "proef",
        "create role proef login in role lmvw_provincie, lmvw_onderzoeker_12a",
    ),
    ("guard_disabled", "bescherm_nieuwe_index", "drop event trigger bescherm_nieuwe_index"),
    ("temp_for_readers", "woonkluis", "grant temporary on database woonkluis to publiek_lezer"),
    ("guard_disabled", "bescherm_nieuwe_relatie", "drop event trigger bescherm_nieuwe_relatie"),
    ("guard_disabled", "bewaak_toekenning", "alter event trigger bewaak_toekenning disable"),
    (
        "guard_disabled",
        "audit.gebeurtenis onveranderlijk",
        "alter table audit.gebeurtenis disable trigger onveranderlijk",
    ),
    ("guard_disabled", "bewaak_sloop", "alter event trigger bewaak_sloop disable"),
    (
        "read_unlogged",
        "register.label",
        "revoke select on register.label from woonkluis_leeslog",
    ),
    ("read_unlogged", "landing.proef", "create table landing.proef ()"),
    ("read_unlogged", "woonkluis", "alter database woonkluis set pgaudit.role = ''"),
    ("read_unlogged", "woonkluis", "alter database woonkluis set pgaudit.log_statement = on"),
    ("read_unlogged", "lmvw_beheer", "alter role lmvw_beheer set pgaudit.role = ''"),
    ("comment_missing", "register.levering.status", "comment on column register.levering.status is null"),
    ("comment_missing", "register.bevinding", "comment on table register.bevinding is null"),
    ("dbt_leftover", "lmvw_vertrouwelijk.plan__dbt_tmp", "create table lmvw_vertrouwelijk.plan__dbt_tmp ()"),
    ("foreign_object", "large object 4711", "select lo_create(4711)"),
    ("foreign_object", "buiten", "create foreign data wrapper proef; create server buiten foreign data wrapper proef"),
    ("foreign_object", "file_fdw", "create extension file_fdw"),
    (
        "foreign_object",
        "proef",
        "create subscription proef connection 'dbname=elders' publication proef with (connect = false)",
    ),
    ("foreign_object", "plpgsql", "update pg_language set lanpltrusted = false where lanname = 'plpgsql'"),
    ("foreign_object", "proef", "create publication proef for table register.levering"),
]
"""Lint, the object it must report, and SQL that makes the fault."""


def lint(connection: psycopg.Connection[Any], name: str) -> set[str]:
    return {offence.object for offence in run_lints(connection, [LINTS / f"{name}.sql"])}


@pytest.mark.parametrize(("name", "culprit", "fault"), FAULTS)
def test_lint_finds_the_fault(
    name: str, culprit: str, fault: str, connect: Callable[..., psycopg.Connection[Any]]
) -> None:
    connection = connect("beheerder")
    assert culprit not in lint(connection, name)
    # Without the guards, which would prevent or repair some of these faults.
    connection.execute("set local session_replication_role = replica")
    connection.execute(sql.SQL(fault))
    assert culprit in lint(connection, name)


def test_every_lint_has_a_fault() -> None:
    assert {path.stem for path in LINTS.glob("*.sql")} == {name for name, *_ in FAULTS}


@pytest.mark.parametrize("path", sorted(LINTS.glob("*.sql")), ids=lambda path: path.stem)
def test_lint_says_why(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("-- ")
