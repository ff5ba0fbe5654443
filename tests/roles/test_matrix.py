"""Every role tries every verb on every relation; the outcome is the table of verwachting.yml, no more and no less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql
from tests.roles.matrix import (
    CANNOT_CONNECT,
    DOC,
    RELATIONS,
    ROLES,
    TECHNICAL,
    VERBS,
    allowed,
    allowed_columns,
    document,
    login_of,
    pattern_of,
)

from woonkluis.access.logins import DEMO_READERS
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from collections.abc import Callable

    from woonkluis.platform.settings import Settings

    Als = Callable[..., psycopg.Connection[Any]]

REFUSED = (
    psycopg.errors.InsufficientPrivilege,
    # A view of several tables takes no rows, whoever asks.
    psycopg.errors.ObjectNotInPrerequisiteState,
    psycopg.errors.WrongObjectType,
    # Nor does a view take a value for the identity column below it; the other columns tell.
    psycopg.errors.GeneratedAlways,
)

TRIED = """
    select
        format('%I.%I', n.nspname, c.relname),
        c.relkind = 'v',
        array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped)
    from pg_class as c
    join pg_namespace as n on c.relnamespace = n.oid
    where c.relkind in ('r', 'p', 'v', 'm', 'f')
        and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
    order by 1
"""

PLAYERS = {login_of(role): (role,) for role in ROLES if role not in CANNOT_CONNECT} | {
    reader.login: reader.groups for reader in DEMO_READERS
}


def may(connection: psycopg.Connection[Any], statement: sql.Composable) -> bool:
    """Whether the server lets this login run a statement; any other complaint comes after that decision."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
    except REFUSED:
        return False
    except psycopg.errors.IntegrityError:
        return True
    return True


def attempts(relation: str, columns: list[str]) -> dict[str, list[sql.Composable]]:
    """Statements per verb, each without effect on any row."""
    name = sql.SQL(".").join(sql.Identifier(part) for part in relation.split("."))
    return {
        "select": [sql.SQL("select {} from {} limit 1").format(sql.Identifier(column), name) for column in columns],
        "insert": [sql.SQL("insert into {} default values").format(name)],
        "update": [
            sql.SQL("update {} set {} = default where false").format(name, sql.Identifier(column)) for column in columns
        ],
        "delete": [sql.SQL("delete from {} where false").format(name)],
        "truncate": [sql.SQL("truncate {} cascade").format(name)],
    }


@pytest.mark.parametrize("login", PLAYERS)
def test_role_may_do_what_the_matrix_says_and_nothing_else(login: str, als: Als) -> None:
    connection = als(login)
    relations = als("beheerder").execute(TRIED).fetchall()
    assert relations
    wrong = []
    for relation, is_view, columns in relations:
        expected = allowed(PLAYERS[login], relation) & ({"select"} if is_view else set(VERBS))
        for verb, statements in attempts(relation, columns).items():
            if any(may(connection, statement) for statement in statements) != (verb in expected):
                wrong.append(f"{relation}: {verb} should be {'allowed' if verb in expected else 'denied'}")
    assert wrong == []


@pytest.mark.parametrize(
    ("role", "relation", "verb"),
    [
        (role, relation, verb)
        for relation, rules in RELATIONS.items()
        for role, rule in rules.items()
        if rule != "owner"
        for verb in rule
        if "*" not in relation and allowed_columns(role, relation, verb)
    ],
)
def test_verbs_stop_at_the_columns_of_the_matrix(role: str, relation: str, verb: str, als: Als) -> None:
    rows = als("beheerder").execute(
        "select array_agg(attname::text) filter (where has_column_privilege(%s, attrelid, attnum, %s)) "
        "from pg_attribute where attrelid = %s::regclass and attnum > 0",
        [login_of(role), verb, relation],
    )
    assert set(rows.fetchone()[0]) == allowed_columns(role, relation, verb)


def test_every_relation_is_in_the_matrix_and_every_pattern_is_used(als: Als) -> None:
    patterns = {pattern_of(relation): relation for relation, *_ in als("beheerder").execute(TRIED)}
    assert None not in patterns, f"not in verwachting.yml: {patterns.get(None)}"
    assert set(RELATIONS) == set(patterns)


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
    made = {
        name for name in schemas if may(connection, sql.SQL("create table {}.proef ()").format(sql.Identifier(name)))
    }
    built = {pattern.split(".")[0] for pattern, rules in RELATIONS.items() if rules.get("woonkluis_bouwer") == "owner"}
    assert made == (built if login == TECHNICAL["woonkluis_bouwer"] else set())
    temporary = {TECHNICAL["woonkluis_bouwer"], TECHNICAL["woonkluis_lader"]}
    assert may(connection, sql.SQL("create temporary table proef ()")) == (login in temporary)
    assert not may(connection, sql.SQL("create schema proef"))


@pytest.mark.parametrize("login", PLAYERS)
def test_nobody_becomes_another_role_or_steps_over_the_policies(login: str, als: Als) -> None:
    connection = als(login)
    roles = [name for (name,) in connection.execute("select rolname from pg_roles")]
    connection.commit()
    became = {name for name in roles if may(connection, sql.SQL("set role {}").format(sql.Identifier(name)))}
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
        assert not may(connection, sql.SQL(statement)), statement


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
        assert not may(connection, sql.SQL(f"select from {relation}")), relation


@pytest.mark.parametrize("login", PLAYERS)
def test_sequences_tell_nothing(login: str, als: Als) -> None:
    connection = als(login)
    for (sequence,) in als("beheerder").execute("select oid::regclass::text from pg_class where relkind = 'S'"):
        for attempt in ("select last_value from {0}", "select nextval('{0}')", "select currval('{0}')"):
            assert not may(connection, sql.SQL(attempt.format(sequence))), (sequence, attempt)
        shown = connection.execute(
            "select last_value from pg_sequences where format('%%I.%%I', schemaname, sequencename) = %s", [sequence]
        )
        assert shown.fetchone() == (None,)


def test_document_shows_the_matrix() -> None:
    assert document() == DOC.read_text(encoding="utf-8"), "run: python -m tests.roles.matrix"
