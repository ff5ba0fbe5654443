"""`woonkluis roles` finds every change of a right, says what it is about, and takes it back without touching a row."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import typer
from psycopg import sql

from woonkluis.access import herstel, rollen
from woonkluis.access.logins import Reader, Right, ensure_readers
from woonkluis.access.rollen import Difference
from woonkluis.cli import rights
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import psycopg
    from tests.access.conftest import Studie

    from woonkluis.platform.settings import Settings

PEOPLE = (
    Reader("proef_beheer", ("lmvw_beheer",)),
    Reader("proef_gemeente", ("lmvw_gemeente",), (Right("lmvw", "gemeente", "GM0150"),)),
)

LABEL = "register.label"
LEVERING = "relation register.levering: "

SABOTAGE = {
    # Roles.
    "login": ("alter role lmvw_beheer login", "role lmvw_beheer: attributes"),
    "inherit": ("alter role woonkluis_lader inherit", "role woonkluis_lader: attributes"),
    "bypassrls": ("alter role dienst_bouwer bypassrls", "role dienst_bouwer: attributes"),
    "createrole": ("alter role woonkluis_toegang createrole", "role woonkluis_toegang: attributes"),
    "createdb": ("alter role woonkluis_bouwer createdb", "role woonkluis_bouwer: attributes"),
    "replication": ("alter role dienst_api replication", "role dienst_api: attributes"),
    "superuser": ("alter role dienst_lader superuser", "role dienst_lader: attributes"),
    "tool cannot log in": ("alter role dienst_api nologin", "role dienst_api: attributes"),
    "connection limit": ("alter role dienst_bord connection limit 1", "role dienst_bord: connection limit"),
    "valid until": ("alter role dienst_lader valid until '2020-01-01'", "role dienst_lader: valid until"),
    "membership of a tool": (
        "grant woonkluis_eigenaar to dienst_lader",
        "role dienst_lader: member of woonkluis_eigenaar",
    ),
    "membership of a group": ("grant lmvw_beheer to lmvw_gemeente", "role lmvw_gemeente: member of lmvw_beheer"),
    "admin option": (
        "grant woonkluis_bouwer to dienst_bouwer with admin option",
        "role dienst_bouwer: member of woonkluis_bouwer",
    ),
    "membership gone": ("revoke woonkluis_bord from dienst_bord", "role dienst_bord: member of woonkluis_bord"),
    "predefined role": ("grant pg_read_all_data to woonkluis_bord", "role woonkluis_bord: member of pg_read_all_data"),
    "group given to a predefined role": (
        "grant woonkluis_lader to pg_monitor",
        "role pg_monitor: member of woonkluis_lader",
    ),
    "membership of a person": (
        "grant lmvw_provincie to proef_gemeente",
        "role proef_gemeente: member of lmvw_provincie",
    ),
    "membership of a person without rows": ("grant cwr_dpo to proef_beheer", "role proef_beheer: member of cwr_dpo"),
    "power of a person": ("alter role proef_beheer bypassrls", "role proef_beheer: attributes"),
    "setting of a person": (
        "alter role proef_beheer set session_preload_libraries = 'auto_explain'",
        "role proef_beheer: setting session_preload_libraries",
    ),
    "person in the group of a tool, with a comment that says so": (
        (
            "grant woonkluis_bouwer to proef_beheer;"
            "comment on role proef_beheer is 'woonkluis login: lmvw_beheer, woonkluis_bouwer'"
        ),
        "role proef_beheer: member of woonkluis_bouwer",
    ),
    "person as another person, with a comment that says so": (
        (
            "grant proef_gemeente to proef_beheer;"
            "comment on role proef_beheer is 'woonkluis login: lmvw_beheer, proef_gemeente'"
        ),
        "role proef_beheer: member of proef_gemeente",
    ),
    "unknown login in a group": (
        "create role indringer login in role lmvw_gemeente connection limit 5",
        "role indringer: member of lmvw_gemeente",
    ),
    "unknown role with power": ("create role indringer createrole", "role indringer: attributes"),
    "setting of a role": (
        "alter role woonkluis_bouwer set row_security = off",
        "role woonkluis_bouwer: setting row_security",
    ),
    "setting of a role in this database": (
        "alter role dienst_lader in database woonkluis set search_path = indringer",
        "role dienst_lader: setting here search_path",
    ),
    "setting of every role": (
        "alter role all set check_function_bodies = off",
        "role every role: setting check_function_bodies",
    ),
    "setting of the database": (
        "alter database woonkluis set search_path = indringer",
        "this database: setting search_path",
    ),
    "group gone": (
        "drop owned by lmvw_stuurgroep; drop role lmvw_stuurgroep",
        "role lmvw_stuurgroep: declared, but not there",
    ),
    # Databases, schemas.
    "connect": (
        "grant connect on database woonkluis to public",
        "this database: to public",
    ),
    "temporary": (
        "grant temporary on database woonkluis to lmvw_beheer",
        "this database: to lmvw_beheer",
    ),
    "connect to another database": (
        "grant connect on database postgres to lmvw_beheer",
        "database postgres: to lmvw_beheer",
    ),
    "usage": ("grant usage on schema cwr_kluis to cwr_dpo", "schema cwr_kluis: to cwr_dpo"),
    "usage gone": ("revoke usage on schema register from lmvw_gemeente", "schema register: to lmvw_gemeente"),
    "create in public": ("grant create on schema public to public", "schema public: to public"),
    "create in the catalog": (
        "grant create on schema pg_catalog to lmvw_gebruiker",
        "schema pg_catalog: to lmvw_gebruiker",
    ),
    "owner of a schema": ("alter schema audit owner to woonkluis_bouwer", "schema audit: owner"),
    # Relations.
    "select": ("grant select on register.besluit to lmvw_gebruiker", "relation register.besluit: to lmvw_gebruiker"),
    "select to public": ("grant select on register.levering to public", LEVERING + "to public"),
    "columns": ("grant select (bestand_naam) on register.levering to woonkluis_bord", LEVERING + "to woonkluis_bord"),
    "columns gone": (
        "revoke update (status) on register.levering from woonkluis_lader",
        LEVERING + "to woonkluis_lader",
    ),
    "grant option": (
        "grant select on register.levering to lmvw_beheer with grant option",
        LEVERING + "to lmvw_beheer",
    ),
    "truncate": (
        "grant truncate, references, trigger on register.levering to woonkluis_lader",
        LEVERING + "to woonkluis_lader",
    ),
    "landing": ("grant select on landing.cwr_gezinslid to cwr_dpo", "relation landing.cwr_gezinslid: to cwr_dpo"),
    "sequence": (
        "grant usage on sequence register.levering_levering_id_seq to lmvw_beheer",
        "relation register.levering_levering_id_seq: to lmvw_beheer",
    ),
    "owner of a relation": ("alter table register.levering owner to woonkluis_bouwer", LEVERING + "owner"),
    "not enabled": ("alter table register.levering disable row level security", LEVERING + "row-level security"),
    "not forced": ("alter table register.levering no force row level security", LEVERING + "row-level security"),
    "policy gone": ("drop policy keuze_8 on register.bevinding", "relation register.bevinding: policy keuze_8"),
    "policy for others": ("alter policy beheer on register.levering to lmvw_stuurgroep", LEVERING + "policy beheer"),
    "policy shows more": ("alter policy beheer on register.levering using (true)", LEVERING + "policy beheer"),
    "policy checks less": (
        "alter policy provincie_labelt on register.label with check (true)",
        f"relation {LABEL}: policy provincie_labelt",
    ),
    "policy made permissive": (
        (
            "drop policy keuze_8 on register.bevinding;"
            "create policy keuze_8 on register.bevinding for select to lmvw_beheer using (true)"
        ),
        "relation register.bevinding: policy keuze_8",
    ),
    "policy for every verb": (
        (
            "drop policy beheer on register.levering;"
            "create policy beheer on register.levering to lmvw_beheer using (regime = 'lmvw')"
        ),
        LEVERING + "policy beheer",
    ),
    "policy added": (
        "create policy indringer on toegang.recht using (true)",
        "relation toegang.recht: policy indringer",
    ),
    "view with rights of its owner": (
        "alter view toegang.geldig_recht reset (security_invoker)",
        "relation toegang.geldig_recht: options",
    ),
    "view says something else": (
        (
            "create or replace view toegang.geldig_recht with (security_invoker = true) as "
            "select regime, gebied_soort, gebied_code, datatype from toegang.recht"
        ),
        "relation toegang.geldig_recht: definition",
    ),
    "view gone": (
        "drop view register.label_zonder_plan",
        "relation register.label_zonder_plan: declared, but not there",
    ),
    "trigger disabled": (
        "alter table audit.gebeurtenis disable trigger onveranderlijk",
        "relation audit.gebeurtenis: trigger onveranderlijk",
    ),
    "trigger gone": ("drop trigger bewaak_levering on register.levering", LEVERING + "trigger bewaak_levering"),
    "trigger added": (
        "create trigger indringer after truncate on register.levering execute function register.bewaak_levering()",
        LEVERING + "trigger indringer",
    ),
    "foreign keys disabled": (
        "alter table register.bevinding disable trigger all",
        "register.bevinding: triggers of foreign keys",
    ),
    "rule": (
        "create rule indringer as on insert to register.label do instead nothing",
        f"relation {LABEL}: rule indringer",
    ),
    "statistics": (
        "alter table register.bevinding alter waarde set statistics 100",
        "relation register.bevinding: statistics",
    ),
    "check gone": (
        "alter table toegang.recht drop constraint recht_check",
        "relation toegang.recht: constraint recht_check",
    ),
    "foreign key gone": (
        "alter table toegang.recht drop constraint recht_verklaring",
        "relation toegang.recht: constraint recht_verklaring",
    ),
    "check added": (
        "alter table toegang.recht add constraint indringer check (regime <> 'x')",
        "relation toegang.recht: constraint indringer",
    ),
    "who wrote it": (
        "alter table toegang.recht alter toegekend_door set default 'iemand'",
        "relation toegang.recht: default of toegekend_door",
    ),
    "when it was written": (
        "alter table register.label alter vastgelegd_op drop default",
        "relation register.label: default of vastgelegd_op",
    ),
    "may be empty": (
        "alter table register.levering alter status drop not null",
        "relation register.levering: never null",
    ),
    # Functions and types.
    "definer": (
        "alter function register.bewaak_levering() security definer",
        "function register.bewaak_levering(): security",
    ),
    "invoker": (
        "alter function audit.noteer_levering() security invoker",
        "function audit.noteer_levering(): security",
    ),
    "search_path gone": (
        "alter function audit.noteer_levering() reset search_path",
        "function audit.noteer_levering(): setting search_path",
    ),
    "search_path other": (
        "alter function audit.noteer_levering() set search_path = public, audit",
        "function audit.noteer_levering(): setting search_path",
    ),
    "setting of a function": (
        "alter function audit.noteer_levering() set session_replication_role = replica",
        "function audit.noteer_levering(): setting session_replication_role",
    ),
    "execute": (
        "grant execute on function register.labels_zonder_plan(uuid[]) to public",
        "labels_zonder_plan(uuid[]): to public",
    ),
    "execute gone": (
        "revoke execute on function register.labels_zonder_plan(uuid[]) from lmvw_gemeente",
        "labels_zonder_plan(uuid[]): to lmvw_gemeente",
    ),
    "leakproof": (
        "alter function register.label_sleutel(text) leakproof",
        "function register.label_sleutel(text): security",
    ),
    "volatility": (
        "alter function register.labels_zonder_plan(uuid[]) volatile",
        "labels_zonder_plan(uuid[]): security",
    ),
    "owner of a function": (
        "alter function audit.noteer_levering() owner to beheerder",
        "function audit.noteer_levering(): owner",
    ),
    "body": (
        (
            "create or replace function register.bewaak_levering() returns trigger language plpgsql "
            "set search_path = pg_catalog, pg_temp as 'begin return new; end'"
        ),
        "function register.bewaak_levering(): body",
    ),
    # What acts by itself.
    "default privileges": (
        "alter default privileges for role woonkluis_bouwer in schema cwr_kluis grant select on tables to cwr_gsc",
        "default privileges woonkluis_bouwer in schema cwr_kluis: tables to cwr_gsc",
    ),
    "default privileges gone": (
        "alter default privileges for role woonkluis_eigenaar grant execute on functions to public",
        "default privileges woonkluis_eigenaar: functions not to public",
    ),
    "default privileges of the administrator": (
        "alter default privileges for role beheerder grant select on tables to lmvw_beheer",
        "default privileges beheerder: tables to lmvw_beheer",
    ),
    "event trigger disabled": (
        "alter event trigger bescherm_nieuwe_relatie disable",
        "event trigger bescherm_nieuwe_relatie: fires",
    ),
    "event trigger gone": (
        "drop event trigger bewaak_toekenning",
        "event trigger bewaak_toekenning: declared, but not there",
    ),
    "event trigger added": (
        "create event trigger indringer on sql_drop execute function toegang.bewaak_toekenning()",
        "event trigger indringer: not declared",
    ),
    # Ways out.
    "publication": (
        "create publication indringer for table register.levering",
        "outside publication indringer: not declared",
    ),
    "parameter": (
        "grant set on parameter session_replication_role to lmvw_beheer",
        "parameter session_replication_role: to lmvw_beheer",
    ),
    "language": ("revoke usage on language plpgsql from public", "language plpgsql: to public"),
    # PostgreSQL itself.
    "leakproof comparison": ("alter function texteq(text, text) leakproof", "catalog texteq(text,text): leakproof"),
    "definer in an extension": (
        "alter function public.st_area(public.geometry) security definer",
        "st_area(public.geometry): security",
    ),
    "size of a relation": (
        "grant execute on function pg_relation_size(regclass) to public",
        "pg_relation_size(regclass): not to public",
    ),
    "rows of a relation": ("grant select on pg_catalog.pg_class to public", "catalog pg_class: "),
    "passwords": ("grant select on pg_catalog.pg_authid to lmvw_beheer", "catalog pg_authid: to lmvw_beheer"),
    "files of the server": (
        "grant execute on function pg_read_file(text) to lmvw_beheer",
        "pg_read_file(text): to lmvw_beheer",
    ),
}
"""Sabotage, and how the line begins or what it contains."""

LEFT = {
    "unknown schema": (
        "create schema indringer; grant usage on schema indringer to public",
        "schema indringer: not declared",
    ),
    "unknown table": (
        "create table register.indringer as table register.levering; grant select on register.indringer to public",
        "relation register.indringer: not declared",
    ),
    "unknown view": (
        "create view lmvw_publiek.indringer as table register.label",
        "relation lmvw_publiek.indringer: not declared",
    ),
    "unknown function": (
        (
            "create function register.indringer() returns setof register.label language sql security definer "
            "begin atomic select * from register.label; end"
        ),
        "function register.indringer(): not declared",
    ),
    "unknown type": ("create type register.indringer as enum ('a')", "type register.indringer: not declared"),
    "unknown extension": ("create extension file_fdw", "extension file_fdw: not declared"),
    "foreign server": (
        "create foreign data wrapper indringer; create server buiten foreign data wrapper indringer",
        "server buiten: not declared",
    ),
    "large object": ("select lo_create(4711)", "large object 4711: not declared"),
    "operator": (
        "create operator public.<<>> (leftarg = text, rightarg = text, function = pg_catalog.textne)",
        "operator public.<<>>(text,text): not declared",
    ),
    "index that counts hidden rows": (
        "create index indringer on register.bevinding (waarde)",
        "relation register.bevinding: index btree (waarde)",
    ),
    "index that keeps a right from being there twice": (
        "drop index toegang.recht_eenmaal",
        "relation toegang.recht: index btree (login_rol",
    ),
    "statistics of an expression": (
        "create statistics register.indringer on (length(waarde)) from register.bevinding",
        "statistics object register.indringer: not declared",
    ),
    "operator class": (
        "create operator class public.indringer for type text using btree as operator 1 <",
        "operator class public.indringer USING btree: not declared",
    ),
    "collation": (
        'create collation public.indringer from "C"',
        "outside collation public.indringer: not declared",
    ),
    "person that does not inherit": ("alter role proef_beheer noinherit", "role proef_beheer: attributes"),
    "untrusted language": (
        "update pg_language set lanpltrusted = false where lanname = 'plpgsql'",
        "language plpgsql: trusted",
    ),
    "administrator": ("create role indringer superuser login", "role indringer: attributes"),
    "table gone": (
        "drop table register.publicatie_label",
        "relation register.publicatie_label: declared, but not there",
    ),
    "schema gone": ("drop schema cwr_publiek cascade", "schema cwr_publiek: declared, but not there"),
    "tool gone": ("drop role dienst_bord", "role dienst_bord: declared, but not there"),
}
"""What a program does not take back, because it may hold rows or belong to somebody."""


@pytest.fixture(scope="module")
def bewoond(kluis: Settings) -> Iterator[Settings]:
    """The warehouse with a login of beheer and one of a gemeente; they are gone afterwards."""
    ensure_readers(PEOPLE, kluis)
    yield kluis
    with rollen.connect("beheerder", settings=kluis, autocommit=True) as admin:
        for reader in PEOPLE:
            admin.execute(sql.SQL("drop role {}").format(sql.Identifier(reader.login)))


@pytest.fixture
def saboteur(bewoond: Settings, connect: Callable[..., psycopg.Connection[Any]]) -> psycopg.Connection[Any]:
    """An administrator who steps over the guards; what he does is rolled back."""
    connection = connect("beheerder")
    connection.execute("set local session_replication_role = replica")
    return connection


def sabotage(connection: psycopg.Connection[Any], statement: str) -> None:
    connection.execute(sql.SQL(statement))  # type: ignore[arg-type]


def test_migrated_warehouse_is_as_declared(bewoond: Settings) -> None:
    assert [str(difference) for difference in rollen.check(bewoond)] == []


@pytest.mark.parametrize("kind", SABOTAGE)
def test_sabotage_is_found_and_repaired(kind: str, bewoond: Settings, saboteur: psycopg.Connection[Any]) -> None:
    statement, line = SABOTAGE[kind]
    sabotage(saboteur, statement)
    found, left = herstel.repair(saboteur, bewoond)
    assert any(line in str(difference) for difference in found), [str(difference) for difference in found]
    assert left == []


@pytest.mark.parametrize("kind", LEFT)
def test_what_may_hold_rows_is_found_closed_and_left(
    kind: str, bewoond: Settings, saboteur: psycopg.Connection[Any]
) -> None:
    statement, line = LEFT[kind]
    sabotage(saboteur, statement)
    _, left = herstel.repair(saboteur, bewoond)
    assert any(line in str(difference) for difference in left), [str(difference) for difference in left]
    for difference in left:
        assert herstel.reason(difference)
        assert not difference.aspect.startswith("to ")
        assert " to " not in (difference.found or ""), "others still reach it"


def test_nothing_but_the_sabotage_is_reported(bewoond: Settings, saboteur: psycopg.Connection[Any]) -> None:
    sabotage(saboteur, "grant select on register.besluit to lmvw_gebruiker")
    assert [str(difference) for difference in rollen.differences(saboteur, bewoond)] == [
        "relation register.besluit: to lmvw_gebruiker: declared: nothing; there: select"
    ]


def test_repair_touches_no_row(bewoond: Settings, saboteur: psycopg.Connection[Any]) -> None:
    count = "select count(*), max(ctid)::text, max(xmin::text) from audit.gebeurtenis"
    sabotage(
        saboteur,
        "create table register.indringer as select 1 as een; alter table audit.gebeurtenis disable trigger all;"
        "drop policy toevoegen on audit.gebeurtenis",
    )
    before = saboteur.execute(count).fetchone()
    herstel.repair(saboteur, bewoond)
    assert saboteur.execute(count).fetchone() == before
    assert saboteur.execute("table register.indringer").fetchall() == [(1,)]


def test_right_that_ended_still_explains_a_group(bewoond: Settings, saboteur: psycopg.Connection[Any]) -> None:
    """The evening before a right is taken back must not be red; without any row it is."""
    sabotage(saboteur, "comment on role proef_gemeente is null")
    assert rollen.differences(saboteur, bewoond) == []
    saboteur.execute("delete from toegang.recht where login_rol = 'proef_gemeente'::regrole")
    assert [str(difference) for difference in rollen.differences(saboteur, bewoond)] == [
        "role proef_gemeente: member of lmvw_gemeente: declared: nothing; there: member"
    ]


def test_login_of_a_study_has_an_end(
    bewoond: Settings, saboteur: psycopg.Connection[Any], studie: Callable[..., Studie]
) -> None:
    """LMVW-15a: it ends with its study, also when nobody closes it."""
    one = studie()
    one.sign()
    [login] = one.grant()
    try:
        assert rollen.differences(saboteur, bewoond) == []
        sabotage(saboteur, f"alter role {login} valid until 'infinity'")
        found, left = herstel.repair(saboteur, bewoond)
    finally:
        # The study goes before this connection does.
        saboteur.rollback()
    assert [str(difference) for difference in found] == [f"role {login}: valid until: declared: an end; there: nothing"]
    assert [difference.object for difference in left] == [login]


def test_login_of_nobody_in_particular_is_no_business_of_ours(
    bewoond: Settings, saboteur: psycopg.Connection[Any]
) -> None:
    sabotage(saboteur, "create role andere_toepassing login")
    assert rollen.differences(saboteur, bewoond) == []


def test_copy_of_a_relation_that_dbt_is_replacing_is_compared_with_that_relation(
    bewoond: Settings, saboteur: psycopg.Connection[Any]
) -> None:
    sabotage(saboteur, "set role woonkluis_bouwer; create table referentie.gemeente__dbt_backup (); reset role")
    assert rollen.differences(saboteur, bewoond) == []
    sabotage(saboteur, "grant insert on referentie.gemeente__dbt_backup to lmvw_beheer")
    assert [difference.object for difference in rollen.differences(saboteur, bewoond)] == [
        "referentie.gemeente__dbt_backup"
    ]


def test_other_version_is_compared_without_what_it_words_otherwise(bewoond: Settings, saboteur: Any) -> None:
    declaration = rollen.read_declaration(bewoond.repo_dir / "sql" / "rollen.yml")
    found = rollen.inspect(saboteur, bewoond)
    found["catalog"]["iets"] = {"to public": "select"}
    found["relation"]["toegang.geldig_recht"]["definition"] = "anders"
    found["relation"]["toegang.geldig_recht"]["options"] = "none"
    assert rollen.compare(declaration, found, declaration.version + 1) == [
        Difference("relation", "toegang.geldig_recht", "options", "security_invoker=true", "none")
    ]


def test_every_query_says_what_it_is_for(bewoond: Settings) -> None:
    files = sorted((bewoond.repo_dir / "sql" / "rollen").glob("*.sql"))
    assert {path.stem for path in files} == set(rollen.KINDS)
    assert all(path.read_text(encoding="utf-8").startswith("-- ") for path in files)


def woonkluis(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [f"{sys.prefix}/bin/woonkluis", *arguments], cwd="/", capture_output=True, text=True, check=False
    )


def test_command_tells_repairs_and_ends_with_the_right_code(bewoond: Settings, connect: Any) -> None:
    with connect("beheerder", autocommit=True) as admin:
        admin.execute("alter role dienst_api createrole; grant lmvw_provincie to proef_gemeente")
        try:
            done = woonkluis("roles", "--check")
            assert (done.returncode, done.stderr) == (1, "")
            assert [line.split(": ")[:2] for line in done.stdout.splitlines()] == [
                ["role dienst_api", "attributes"],
                ["role proef_gemeente", "member of lmvw_provincie"],
                ["differences", "2"],
            ]
            assert len(rollen.check(bewoond)) == 2, "looking repairs nothing"
            done = woonkluis("roles", "--fix")
            assert (done.returncode, done.stderr) == (0, "")
            assert done.stdout.splitlines()[-2:] == ["repaired: 2 of 2", "roles: as declared"]
        finally:
            admin.execute("alter role dienst_api nocreaterole; revoke lmvw_provincie from proef_gemeente")
    assert rollen.check(bewoond) == []


def test_command_tells_what_it_left(bewoond: Settings, connect: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with connect("beheerder", autocommit=True) as admin:
        admin.execute("create view referentie.indringer with (security_invoker = true) as select")
        try:
            with pytest.raises(typer.Exit) as ended:
                rights.roles(check=False, fix=True)
        finally:
            admin.execute("drop view referentie.indringer")
    assert ended.value.exit_code == 1
    assert "left: relation referentie.indringer: not declared, but there" in capsys.readouterr().out


def test_command_that_cannot_look_ends_with_2(
    bewoond: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WOONKLUIS_PASSWORD_DIENST_TOEGANG", "verkeerd")
    with pytest.raises(typer.Exit) as ended:
        rights.roles(check=True, fix=False)
    assert ended.value.exit_code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert "verkeerd" not in told.err


def test_both_options_are_wrong_use() -> None:
    with pytest.raises(typer.BadParameter):
        rights.roles(check=True, fix=True)


def test_declaration_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rollen.yml"
    for text in ("", "- a", "postgresql: 15", "role: ["):
        file.write_text(text)
        rollen.read_declaration.cache_clear()
        with pytest.raises(WoonkluisError, match="cannot be read as the declaration"):
            rollen.read_declaration(file)
