"""Logins are what is declared: made once, refreshed without a change, and less when less is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.access.logins import DEMO_READERS, Reader, Right, ensure_demo_logins, ensure_readers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    from woonkluis.platform.settings import Settings

STATE = """
    select r.rolname, r.rolconnlimit, s.setconfig,
        array(select m.roleid::regrole::text from pg_auth_members as m where m.member = r.oid order by 1),
        array(select to_jsonb(recht) from toegang.recht as recht where recht.login_rol = r.oid order by recht.recht_id)
    from pg_roles as r
    left join pg_db_role_setting as s on s.setrole = r.oid
        and s.setdatabase = (select oid from pg_database where datname = current_database())
    where r.rolname = any(%s)
    order by 1
"""


@pytest.fixture
def reader(kluis: Settings, connect: Callable[..., psycopg.Connection[Any]]) -> Iterator[Reader]:
    """A gemeente with one right; its login is gone after the test."""
    declared = Reader("proef_lezer", ("lmvw_gemeente",), (Right("lmvw", "gemeente", "GM0150"),))
    ensure_readers([declared], kluis)
    yield declared
    with connect("beheerder", autocommit=True) as admin:
        admin.execute("drop role proef_lezer")


def test_twice_is_once(kluis: Settings, connect: Callable[..., psycopg.Connection[Any]]) -> None:
    logins = [reader.login for reader in DEMO_READERS]
    states = []
    for _ in range(2):
        ensure_demo_logins(kluis)
        states.append(connect("beheerder").execute(STATE, [logins]).fetchall())
    assert states[0] == states[1]
    assert [row[0] for row in states[0]] == sorted(logins)
    for (_, limit, settings, groups, rights), reader in zip(
        states[0], sorted(DEMO_READERS, key=lambda reader: reader.login), strict=True
    ):
        assert 0 < limit < 100
        assert any(setting.startswith("statement_timeout=") for setting in settings)
        assert groups == sorted(reader.groups)
        assert [(right["gebied_soort"], right["gebied_code"], right["toegekend_door"]) for right in rights] == [
            (right.gebied_soort, right.gebied_code, "dienst_toegang") for right in reader.rights
        ]


def test_password_is_scram_and_not_repeated_in_the_catalog(kluis: Settings, reader: Reader, connect: Any) -> None:
    (kept,) = connect("beheerder").execute("select rolpassword from pg_authid where rolname = 'proef_lezer'").fetchone()
    assert kept.startswith("SCRAM-SHA-256$")
    assert kluis.password("proef_lezer") not in kept


def test_what_is_no_longer_declared_ends(kluis: Settings, reader: Reader, connect: Any) -> None:
    ensure_readers([Reader(reader.login, ("lmvw_provincie",), (Right("lmvw", "provincie", "PV23"),))], kluis)
    seen = connect("proef_lezer").execute("select gebied_code from toegang.geldig_recht").fetchall()
    assert seen == [("PV23",)]
    rows = connect("dienst_toegang").execute(
        "select gebied_code, geldig_tot is null from toegang.recht where login_rol = 'proef_lezer'::regrole order by 1"
    )
    assert rows.fetchall() == [("GM0150", False), ("PV23", True)]


def test_right_that_ended_is_given_again(kluis: Settings, reader: Reader, connect: Any) -> None:
    with connect("dienst_toegang") as writer:
        writer.execute(
            "update toegang.recht set geldig_tot = clock_timestamp() where login_rol = 'proef_lezer'::regrole"
        )
    assert connect("proef_lezer").execute("table toegang.geldig_recht").fetchall() == []
    ensure_readers([reader], kluis)
    assert connect("proef_lezer").execute("select gebied_code from toegang.geldig_recht").fetchall() == [("GM0150",)]


def test_dropped_login_leaves_no_right_to_a_namesake(kluis: Settings, reader: Reader, connect: Any) -> None:
    """The right is kept by number, not by name: a new login of that name starts with nothing."""
    with connect("beheerder", autocommit=True) as admin:
        admin.execute("drop role proef_lezer")
        admin.execute(f"create role proef_lezer login password '{kluis.password('proef_lezer')}' in role lmvw_gemeente")
    assert connect("proef_lezer").execute("table toegang.recht").fetchall() == []
