"""Logins of the tools: each does its task and no more; what it must not know stays closed to it too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.attack.aanval import (
    API,
    AUDIT,
    BEHEER,
    BI,
    BORD,
    BOUWER,
    GEMEENTE,
    KLUIS,
    LADER,
    PLANNEN,
    TOEGANG,
    Attack,
    Refused,
    played,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

READS_NO_LAYER = (
    f"select from {PLANNEN}",
    "select from lmvw_vertrouwelijk.woningbouwplan_jaar",
    "select from cwr_vertrouwelijk.huurovereenkomst",
    "select from cwr_kluis.persoon",
    "select from cwr_kluis.persoon_sleutel",
    "select from cwr_kluis.pseudoniem",
    "select from lmvw_geaggregeerd.gemeente_vertrouwelijk",
)

ATTACKS: list[Attack] = [
    Refused("layers", "LMVW-13d", (LADER, TOEGANG, API, BORD, AUDIT), READS_NO_LAYER),
    Refused("landing", "LMVW-5c", (TOEGANG, API, BORD, AUDIT), ("select from landing.lmvw_planregistratie", "select from landing.cwr_gezinslid", "insert into landing.cwr_woning default values")),
    Refused("rights", "WIV-4.10", (LADER, BOUWER, API, BORD, AUDIT), ("select from toegang.recht", "insert into toegang.recht default values", "update toegang.recht set geldig_tot = null")),
    Refused("signers", "LMVW-GV-A", (LADER, BOUWER, TOEGANG, API, BORD, AUDIT), ("select naam from register.ondertekenaar", "delete from register.ondertekenaar")),
    Refused("audit", "WIV-6.10", (LADER, BOUWER, TOEGANG, API, BORD, AUDIT), ("insert into audit.gebeurtenis (soort, onderwerp) values ('x', 'x')", "update audit.gebeurtenis set soort = 'x'", "delete from audit.gebeurtenis", "truncate audit.gebeurtenis", "update audit.keten set volgnummer = 0", "delete from audit.gebeurtenis_buiten", "alter table audit.gebeurtenis detach partition audit.gebeurtenis_buiten", "drop table audit.gebeurtenis_buiten", "drop schema audit cascade")),
    Refused("endpoint forges a look-up or writes down a person", "WIV-6.10", (API,), tuple(f"select audit.noteer_oproep('{dienst}', 'toegelaten', '0316380841', 'psql', 'jan', {persoon}, null, null, null, gen_random_uuid(), null)" for dienst, persoon in (("inzage.dpo", "null"), ("inzage.drempel", "null"), ("levering.status", "'85073003328'"))), code="23514"),
    Refused("events of others", "WIV-6.10", (LADER, BOUWER, TOEGANG, API, BORD), ("select from audit.gebeurtenis",)),
    Refused("logins and groups", "WIV-4.10", (LADER, BOUWER, TOEGANG, API, BORD, AUDIT), ("create role kwaad login", "grant lmvw_gemeente to {self}", "alter role demo_bi password 'x'", "grant woonkluis_bouwer to {self}", "alter role {self} createrole", "set role lmvw_beheer", "set session authorization beheerder")),
    Refused("server", "WIV-4.8", (LADER, BOUWER, TOEGANG, API, BORD, AUDIT), ("select pg_read_file('PG_VERSION')", "copy (select 1) to program 'id'", "copy (select 1) to '/tmp/kwaad'", "select lo_import('/etc/passwd')", "create extension dblink", "create extension file_fdw", "set session_replication_role = replica", "load 'plpgsql'", "select pg_reload_conf()", "create event trigger kwaad on ddl_command_end execute function toegang.bewaak_sloop()")),
    Refused("group taken apart", "LMVW-13b", (LADER,), ("drop owned by woonkluis_lader", "alter default privileges grant all on tables to public")),
    Refused("group taken apart by others", "WIV-4.10", (TOEGANG,), ("drop owned by woonkluis_toegang", "drop owned by current_user")),
    Refused("layers dropped in one word", "LMVW-13", (BOUWER,), ("drop owned by woonkluis_bouwer", "alter default privileges for role woonkluis_bouwer grant select on tables to lmvw_gebruiker")),
    Refused("builder acts as the owner, by what the owner reads", "WIV-4.10", (BOUWER,), ("create policy kwaad on referentie.gemeente using (referentie.kwaad())", "create rule kwaad as on insert to referentie.gemeente do also select referentie.kwaad()", "do $$ begin alter table referentie.gemeente set schema lmvw_publiek; create policy kwaad on lmvw_publiek.gemeente using (true); end $$"), first=("create function referentie.kwaad() returns boolean language sql return true",)),
    Refused("loader rewrites what was delivered", "LMVW-5c", (LADER,), ("update landing.lmvw_planregistratie set waarden = '{}'", "delete from landing.lmvw_planregistratie", "truncate landing.lmvw_planregistratie", "update register.levering set bronhouder_code = 'GM0202'", "update register.levering set bestand_sha256 = repeat('a', 64)", "delete from register.levering", "update register.bevinding set waarde = ''", "delete from register.bevinding", "create rule kwaad as on insert to landing.lmvw_planregistratie do also nothing", "create trigger kwaad before insert on landing.cwr_woning execute function audit.onveranderlijk()")),
    Refused("loader decides on access", "LMVW-13b", (LADER,), ("insert into register.besluit (soort, orgaan, uitkomst, gebied_soort, gebied_code, motivering, besloten_door) values ('toegang_13b', 'stuurgroep', 'toegewezen', 'nederland', 'NL', 'x', 'x')", "select titel from register.onderzoek", "select toegang.zet_onderzoekslogin(gen_random_uuid(), 'x')")),
    Refused("loader publishes", "LMVW-13d", (LADER,), ("insert into lmvw_geaggregeerd.publicatie_woningbouwplan default values", "update register.publicatie set status = 'goedgekeurd'", "create table lmvw_publiek.kwaad ()", "drop table lmvw_publiek.woningbouwplan")),
    Refused("loader shadows in pg_temp", "LMVW-13", (LADER,), ("alter function audit.noteer_levering() set search_path = pg_temp", "alter function audit.noteer_levering() reset all", "create or replace function audit.noteer_levering() returns trigger language plpgsql as 'begin return null; end'"), first=("create temp table gebeurtenis (soort text)",)),
    Refused("builder opens row security", "LMVW-13", (BOUWER,), (f"alter table {PLANNEN} disable row level security", f"alter table {PLANNEN} no force row level security", "alter table cwr_kluis.persoon no force row level security", f"create materialized view lmvw_publiek.kwaad as select * from {PLANNEN}", "grant select on cwr_kluis.persoon to cwr_dpo", "grant select on staging.stg_lmvw__planregistratie to lmvw_beheer", "grant select (plannaam) on staging.stg_lmvw__planregistratie to lmvw_gebruiker")),
    Refused("builder rewrites what is frozen or agreed", "LMVW-10", (BOUWER,), ("update lmvw_geaggregeerd.publicatie_woningbouwplan set plannaam = 'x'", "delete from lmvw_geaggregeerd.publicatie_gemeente_vertrouwelijk", "truncate lmvw_geaggregeerd.publicatie_woningbouwplan", "delete from register.publicatie", "update register.levering set status = 'afgekeurd'", "update landing.lmvw_planregistratie set waarden = '{}'", "insert into register.besluit default values", "update cwr_kluis.persoon_sleutel set insz = '85073003328'", "delete from cwr_kluis.persoon_sleutel", "insert into cwr_kluis.pseudoniem (persoon_id, doel, versie, pseudoniem) select persoon_id, 'statistiek', 1, gen_random_uuid() from cwr_kluis.persoon_sleutel", "update register.grondslag set grond = '9.2.b'", "delete from register.label")),
    Refused("builder disarms the guards", "LMVW-13", (BOUWER,), ("alter event trigger bescherm_nieuwe_relatie disable", "drop event trigger bewaak_toekenning", "drop function toegang.bescherm_nieuwe_relatie() cascade", "alter function texteq(text, text) leakproof", "create function lmvw_publiek.kwaad(text) returns boolean language sql leakproof as 'select true'", "alter schema lmvw_vertrouwelijk owner to woonkluis_bouwer", "create schema kwaad")),
    Refused("writer of rights rewrites history", "LMVW-4a", (TOEGANG,), ("delete from toegang.recht", "update toegang.recht set gebied_code = 'GM0202'", "update toegang.recht set toegekend_door = 'x'", "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, toegekend_door) values ('demo_bi'::regrole, 'lmvw', 'gemeente', 'GM0202', 'x')", "truncate toegang.recht", "delete from register.onderzoek", "update register.onderzoek set datatype = 'polygonen'", "update register.besluit set uitkomst = 'toegewezen'", "delete from register.geheimhoudingsverklaring", "alter table toegang.recht disable trigger bewaak_recht")),
    Refused("writer of rights decides for others", "LMVW-13b", (TOEGANG,), ("insert into register.besluit (soort, orgaan, uitkomst, gebied_soort, gebied_code, motivering, besloten_door) values ('maatwerk_17a', 'stuurgroep', 'toegewezen', 'nederland', 'NL', 'x', 'x')", "select from register.levering", "select from register.bevinding", "select from register.label")),
    Refused("right of a group or of the administrator", "LMVW-12", (TOEGANG,), tuple(f"insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code) values ({role}, 'lmvw', 'nederland', 'NL')" for role in ("'lmvw_gemeente'::regrole", "'beheerder'::regrole", "'pg_read_all_data'::regrole", "'999999'::regrole")), code="23514"),
    Refused("right that comes back or ended yesterday", "LMVW-4a", (TOEGANG,), ("update toegang.recht set geldig_tot = now() - interval '1 hour' where geldig_tot is null", "update toegang.recht set geldig_tot = null where geldig_tot < now()"), code="23514"),
    Refused("right for a study without its papers", "LMVW-15a", (TOEGANG,), ("insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, studie_id, geldig_tot) select 'demo_gemeente_deventer'::regrole, 'lmvw', 'gemeente', 'GM0202', onderzoek_id, now() + interval '1 day' from register.onderzoek limit 1", "update toegang.recht set geldig_tot = geldig_tot + interval '1 year' where studie_id is not null and geldig_tot > now()", "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code) select login_rol, 'lmvw', 'gemeente', 'GM0202' from toegang.recht where studie_id is not null limit 1"), code="23514"),
    Refused("login that is not of a study closed", "LMVW-GV-A6", (TOEGANG,), tuple(f"select toegang.sluit_onderzoekslogin('{login}')" for login in ("beheerder", "dienst_bouwer", BI, "x'' or true")), code="23514"),
    Refused("verifier with something behind it", "LMVW-15a", (TOEGANG,), tuple(f"select toegang.zet_onderzoekslogin(gen_random_uuid(), {value})" for value in ("null", "'x'", "'geheim'' superuser password ''x'", "'SCRAM-SHA-256$4096:' || repeat('a', 22) || '==$' || repeat('a', 43) || '=:' || repeat('a', 43) || e'=\\n superuser'")), code="22023"),
    Refused("endpoint looks back", "LMVW-4d", (API,), ("select from register.levering", "select from register.bevinding", "update register.levering set status = 'geaccepteerd'", "delete from register.levering", "insert into register.bevinding default values", "insert into register.levering (aggregeren_door_provincie) values (true)", "insert into register.levering (status) values ('geaccepteerd')", "copy register.levering to stdout", "select register.label_sleutel('x')")),
    Refused("board reads more than it shows", "LMVW-13d", (BORD,), ("select bestand_naam from register.levering", "select rijen from register.levering", "select l from register.levering as l", "select waarde from register.bevinding", "select melding from register.bevinding", "select count(b.*) from register.bevinding as b", "select xmin from register.levering", "select from register.besluit", "select from register.label", "select woonmaatschappij_woning_id from register.afgezonderd", "select reden from register.stopzetting", "select from register.partij_certificaat", "select from lmvw_publiek.woningbouwplan", "insert into register.levering default values", "update register.levering set status = 'afgekeurd'")),
    Refused("keeper of pseudonyms looks who somebody is", "WIV-3.1", (KLUIS,), (*READS_NO_LAYER[:4], "select insz from cwr_kluis.persoon_sleutel", "select s from cwr_kluis.persoon_sleutel as s", "update cwr_kluis.pseudoniem set pseudoniem = gen_random_uuid()", "truncate cwr_kluis.pseudoniem", "insert into cwr_kluis.persoon_sleutel (insz) values ('85073003328')", "select from landing.cwr_gezinslid", "select from staging.stg_cwr__persoon", "select from register.levering", "update cwr_kluis.pseudoniem_versie set vingerafdruk = repeat('a', 16)")),
    Refused("verifier of the audit looks elsewhere", "LMVW-4a", (AUDIT,), ("select from register.levering", "select from register.besluit", "select from toegang.recht", "select audit.verzegel_open(true)", "select audit.maak_partitie('2020-01-01')")),
    Refused("triggers called by hand", "LMVW-4a", (LADER, TOEGANG, AUDIT), ("select audit.noteer_levering()", "select audit.schakel()", "select toegang.beeindig_rechten()", "select register.bewaak_label_plan()")),
]  # fmt: skip


@played(ATTACKS)
def test_tools_do_their_task_and_no_more(attack: Attack, login: str, aanvaller: Any) -> None:
    """LMVW-4a, LMVW-5c, LMVW-13, LMVW-15a, WIV-4.8, WIV-4.10, WIV-6.10: a stolen password of a tool."""
    attack.run(login, aanvaller)


@pytest.mark.parametrize(
    "statement",
    [
        "create extension dblink",
        "create extension postgres_fdw",
        "create extension file_fdw",
        "copy (select 1) to program 'id'",
        "select pg_read_file('PG_VERSION')",
        "set role woonkluis_bouwer",
        "set session_replication_role = replica",
        "select rolpassword from pg_authid",
        "alter role demo_bi password 'x'",
        "grant lmvw_beheer to airflow",
        "select pg_ls_dir('.')",
        "select lo_import('/etc/passwd')",
    ],
)
def test_airflow_stays_in_its_own_database(statement: str, als: Any) -> None:
    """LMVW-13: the owner of a database beside the warehouse has no way across."""
    with als("airflow", database="airflow") as own, pytest.raises(psycopg.errors.InsufficientPrivilege):
        own.execute(statement)


@pytest.fixture
def temp_names(aanvaller: Any) -> psycopg.Connection[Any]:
    """A loader with temporary tables, a function and an operator before every name of the definer functions."""
    loader = aanvaller(LADER)
    for name in ("gebeurtenis", "keten", "levering", "recht", "pg_roles", "pg_auth_members", "jsonb_each_text"):
        loader.execute(f"create temp table {name} (soort text, volgnummer bigint, hash bytea, rolname name)")
    loader.execute(
        "create function pg_temp.jsonb_build_object(variadic text[]) returns jsonb language plpgsql as "
        "$$ begin raise notice 'as %', current_user; return '{}'; end $$"
    )
    loader.execute(
        "create function pg_temp.lower(text) returns text language plpgsql as "
        "$$ begin raise notice 'as %', current_user; return $1; end $$"
    )
    loader.execute("set search_path = pg_temp, register, audit, pg_catalog")
    return loader


def test_temporary_names_do_not_come_before_those_of_a_definer_function(temp_names: Any) -> None:
    """LMVW-4a: an event is written by the owner's function, which looks in pg_catalog first and in pg_temp last."""
    said: list[str] = []
    temp_names.add_notice_handler(lambda notice: said.append(str(notice.message_primary)))
    temp_names.execute(
        "insert into register.levering (regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, "
        "bestand_bytes) values ('cwr', '0400000007', 'test-1', '2026-07-01', repeat('b', 64), 'x', 1)"
    )
    temp_names.execute("select audit.noteer_uitvoer('proef', 'x', 'lmvw', 'x', 1, 'x')")
    temp_names.execute("set constraints all immediate")
    assert said == []
    assert temp_names.execute("select count(*) from pg_temp.gebeurtenis").fetchone() == (0,)


def test_export_is_named_by_words_only(aanvaller: Any) -> None:
    """LMVW-4a: the audit is no letter box for what was read."""
    loader = aanvaller(LADER)
    for arguments in (
        "'x y', 'x', 'lmvw', 'x'",
        "'x', 'Geheim plan', 'lmvw', 'x'",
        "'x', 'x', 'lmvw', 'x;y'",
        "e'x\\n', 'x', 'lmvw', 'x'",
    ):
        with pytest.raises(psycopg.errors.CheckViolation), loader.transaction():
            loader.execute(f"select audit.noteer_uitvoer({arguments}, 1, 'x')".encode())


@pytest.fixture
def leftovers(aanvaller: Any) -> Iterator[tuple[str, ...]]:
    """What a build that was killed may leave behind, and a view that was made with the rights of its owner."""
    builder = aanvaller(BOUWER, autocommit=True)
    builder.execute("set lock_timeout = '10s'")
    made = {
        f"{PLANNEN}__dbt_tmp": "table",
        f"{PLANNEN}__dbt_backup": "table",
        "lmvw_geaggregeerd.kwaad__dbt_tmp": "view",
    }
    builder.execute(f"create table {PLANNEN}__dbt_tmp as select * from {PLANNEN}")
    builder.execute(f"create table {PLANNEN}__dbt_backup as table {PLANNEN}")
    builder.execute(
        f"create view lmvw_geaggregeerd.kwaad__dbt_tmp with (security_invoker = false) as select * from {PLANNEN}"
    )
    builder.execute("alter view lmvw_geaggregeerd.kwaad__dbt_tmp set (security_invoker = off)")
    builder.execute("grant select on lmvw_geaggregeerd.kwaad__dbt_tmp to lmvw_beheer")
    yield tuple(made)
    for name, kind in made.items():
        builder.execute(f"drop {kind} {name}")


@pytest.mark.parametrize("login", [GEMEENTE, BEHEER, BI, "onderzoeker_12a"])
def test_leftovers_of_a_build_are_closed(login: str, leftovers: tuple[str, ...], aanvaller: Any) -> None:
    """LMVW-13d: a table gets its row security in the statement that makes it, a view runs as its reader."""
    # Each by itself: a transaction that stays open would hold up who cleans.
    reader = aanvaller(login, autocommit=True)
    for name in leftovers:
        if login == BEHEER and "geaggregeerd" in name:
            assert reader.execute(f"select count(*) from {name} where bewaarplaats = 'provincie'").fetchone() == (0,)
            continue
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(f"select from {name}")


def test_renamed_table_keeps_its_policies(aanvaller: Any) -> None:
    """LMVW-13a: between two builds the old table has another name and the same readers."""
    builder = aanvaller(BOUWER, autocommit=True)
    builder.execute("set lock_timeout = '10s'")
    builder.execute(f"alter table {PLANNEN} rename to woningbouwplan__dbt_backup")
    try:
        reader = aanvaller(GEMEENTE, autocommit=True)
        rows = reader.execute(f"select distinct gemeente_code from {PLANNEN}__dbt_backup").fetchall()
        assert rows == [("GM0150",)]
    finally:
        builder.execute(f"alter table {PLANNEN}__dbt_backup rename to woningbouwplan")


def test_table_does_not_turn_into_a_view_of_its_owner(aanvaller: Any) -> None:
    """LMVW-13: on PostgreSQL 15 a rule makes a view of an empty table, without CREATE VIEW."""
    builder = aanvaller(BOUWER)
    builder.execute("create table lmvw_geaggregeerd.kwaad (plannaam text)")
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="row security"):
        builder.execute(
            'create rule "_RETURN" as on select to lmvw_geaggregeerd.kwaad do instead '
            "select plannaam from lmvw_vertrouwelijk.woningbouwplan"
        )
