"""Every role tries every verb on every column of every relation; the outcome is the table of verwachting.yml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.roles.matrix import (
    DOC,
    LOOK_UP,
    LOOK_UPS,
    RELATIONS,
    ROLES,
    TECHNICAL,
    VERBS,
    document,
    login_of,
    pattern_of,
)
from tests.roles.spel import PLAYERS, TRIED, allowed_columns, expected, may, quoted

from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

    from woonkluis.platform.settings import Settings

    Als = Callable[..., psycopg.Connection[Any]]


@pytest.mark.parametrize("login", PLAYERS)
def test_role_may_do_what_the_matrix_says_and_nothing_else(login: str, als: Als) -> None:
    connection = als(login)
    relations = als("beheerder").execute(TRIED).fetchall()
    assert relations
    wrong = []
    for relation, is_view, columns in relations:
        should = expected(PLAYERS[login], relation, columns, is_view=is_view)
        may_use = allowed_columns(connection, relation, columns)
        wrong += [
            f"{relation}: {verb} should be {should.get(verb, 'denied')}, is {may_use.get(verb, 'denied')}"
            for verb in VERBS
            if should.get(verb) != may_use.get(verb)
        ]
    assert wrong == []


def test_every_relation_is_in_the_matrix_and_every_pattern_is_used(als: Als) -> None:
    patterns = {pattern_of(relation): relation for relation, *_ in als("beheerder").execute(TRIED)}
    assert None not in patterns, f"not in verwachting.yml: {patterns.get(None)}"
    assert set(RELATIONS) == set(patterns)


def test_persons_are_looked_up_by_the_roles_of_the_matrix_only(als: Als) -> None:
    """WIV-6.10: what may be called in the schema of the look-up, and by whom; the rest is for its own functions."""
    callers = als("beheerder").execute(
        """
        select p.oid::regprocedure::text, array_agg(r.rolname::text order by r.rolname)
        from pg_proc as p
        cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as recht
        left join pg_roles as r on recht.grantee = r.oid
        where p.pronamespace = 'cwr_inzage'::regnamespace and recht.grantee <> p.proowner
        group by p.oid
        """
    )
    assert dict(callers.fetchall()) == {name: sorted(LOOK_UP) for name in LOOK_UPS}


def test_every_role_of_the_database_is_played(als: Als) -> None:
    groups = als("beheerder").execute(
        "select rolname from pg_roles where not rolcanlogin and rolname !~ '^pg_' and rolname <> 'woonkluis_eigenaar'"
    )
    assert {name for (name,) in groups} == set(ROLES)
    assert set(VERBS) >= {
        verb for rules in RELATIONS.values() for rule in rules.values() if rule != "owner" for verb in rule
    }


def test_it_maintenance_cannot_connect(als: Als) -> None:
    """WIV-4.8: no rows at all."""
    with pytest.raises(WoonkluisError, match="permission denied for database"):
        als(login_of("cwr_it"))


def test_airflow_cannot_connect(als: Als, huis: Settings) -> None:
    with pytest.raises(WoonkluisError, match="permission denied for database"):
        als("airflow")
    with als("airflow", database="airflow") as own:
        assert own.execute("select current_database()").fetchone() == ("airflow",)


@pytest.mark.parametrize("login", [*PLAYERS, "airflow"])
@pytest.mark.parametrize("database", ["postgres", "template1", "airflow"])
def test_other_databases_are_closed(login: str, database: str, als: Als) -> None:
    if (login, database) == ("airflow", "airflow"):
        return
    with pytest.raises(WoonkluisError, match="permission denied for database"):
        als(login, database=database)


@pytest.mark.parametrize("login", PLAYERS)
def test_nobody_makes_objects_where_it_does_not_build(login: str, als: Als) -> None:
    connection = als(login)
    schemas = [name for (name,) in als("beheerder").execute("select nspname from pg_namespace where nspname !~ '^pg_'")]
    made = {name for name in schemas if may(connection, f"create table {quoted(name)}.proef ()")}
    built = {pattern.split(".")[0] for pattern, rules in RELATIONS.items() if rules.get("woonkluis_bouwer") == "owner"}
    assert made == (built if login == TECHNICAL["woonkluis_bouwer"] else set())
    temporary = {TECHNICAL["woonkluis_bouwer"], TECHNICAL["woonkluis_lader"]}
    assert may(connection, "create temporary table proef ()") == (login in temporary)
    assert not may(connection, "create schema proef")


@pytest.mark.parametrize("login", PLAYERS)
def test_nobody_becomes_another_role_or_steps_over_the_policies(login: str, als: Als) -> None:
    connection = als(login)
    roles = [name for (name,) in connection.execute("select rolname from pg_roles")]
    connection.commit()
    became = {name for name in roles if may(connection, f"set role {quoted(name)}")}
    assert became == {login, *PLAYERS[login]}
    for statement in (
        "set session authorization beheerder",
        "set session_replication_role = replica",
        f"alter role {login} bypassrls",
        f"grant woonkluis_bouwer to {login}",
        "alter event trigger bescherm_nieuwe_relatie disable",
        "copy (select 1) to program 'true'",
        "create role proef",
        "select pg_read_file('PG_VERSION')",
        "select rolpassword from pg_authid",
    ):
        assert not may(connection, statement), statement


@pytest.mark.parametrize("login", [login for login in PLAYERS if login not in TECHNICAL.values()])
def test_row_security_off_is_refused_rather_than_obeyed(login: str, als: Als) -> None:
    """LMVW-13: the setting is everybody's; without the right it makes a query fail, never show more."""
    connection = als(login)
    connection.execute("set row_security = off")
    connection.commit()
    protected = (
        als("beheerder").execute("select oid::regclass::text from pg_class where relforcerowsecurity").fetchall()
    )
    assert protected
    for (relation,) in protected:
        assert not may(connection, f"select from {relation}"), relation


@pytest.mark.parametrize("login", PLAYERS)
def test_sequences_tell_nothing(login: str, als: Als) -> None:
    connection = als(login)
    for (sequence,) in als("beheerder").execute("select oid::regclass::text from pg_class where relkind = 'S'"):
        for attempt in ("select last_value from {0}", "select nextval('{0}')", "select currval('{0}')"):
            assert not may(connection, attempt.format(sequence)), (sequence, attempt)
        shown = connection.execute(
            "select last_value from pg_sequences where format('%%I.%%I', schemaname, sequencename) = %s", [sequence]
        )
        assert shown.fetchone() == (None,)


def test_document_shows_the_matrix() -> None:
    assert document() == DOC.read_text(encoding="utf-8"), "run: python -m tests.roles.matrix"
