"""Becoming somebody else, or more than one is: roles, attributes, settings, ownership, policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.attack.aanval import (
    BEHEER,
    BI,
    FEW,
    GEMEENTE,
    OND_12B,
    PLANNEN,
    READERS,
    STUURGROEP,
    Attack,
    Refused,
    played,
)

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

ALL = READERS

ATTACKS: list[Attack] = [
    Refused(
        "own login without an end",
        "LMVW-15a",
        ALL,
        (
            "alter role {self} valid until 'infinity'",
            "alter role {self} connection limit -1",
            "alter role {self} superuser",
            "alter role {self} createrole",
            "alter role {self} replication",
        ),
    ),
    Refused(
        "rename", "WIV-4.10", FEW, ("alter role {group} rename to iemand", "alter role dienst_api rename to iemand")
    ),
    Refused("password of another", "WIV-4.10", FEW, ("alter role dienst_bouwer password 'x'", "drop role dienst_api")),
    Refused(
        "own group handed on",
        "LMVW-12",
        ALL,
        ("grant {group} to dienst_api", "grant {group} to {self} with admin option"),
    ),
    Refused(
        "groups of the server",
        "LMVW-13",
        ALL,
        (
            "grant pg_read_all_data to {self}",
            "grant pg_monitor to {self}",
            "grant pg_read_server_files to {self}",
            "set role pg_read_all_data",
            "set local role pg_database_owner",
            "set role woonkluis_eigenaar",
        ),
    ),
    Refused(
        "another by set_config",
        "LMVW-12",
        ALL,
        (
            "select set_config('role', 'woonkluis_bouwer', true)",
            "select set_config('session_authorization', 'beheerder', false)",
        ),
    ),
    Refused("session of another", "LMVW-12", ALL, ("set local session authorization dienst_bouwer",)),
    Refused(
        "taking over what is owned",
        "LMVW-13",
        FEW,
        (
            "reassign owned by woonkluis_bouwer to {self}",
            "drop owned by woonkluis_bouwer",
            f"alter table {PLANNEN} owner to {{self}}",
            "alter schema lmvw_vertrouwelijk owner to {self}",
            "alter function toegang.sluit_onderzoekslogin(text) owner to {self}",
        ),
    ),
    Refused(
        "own group taken apart",
        "LMVW-13",
        ALL,
        (
            "drop owned by {group}",
            "drop owned by {group}, {self} cascade",
            "drop owned by current_user",
            "do $$ begin execute 'drop owned by {group}'; end $$",
            "alter default privileges grant select on tables to public",
            "alter default privileges for role {group} grant execute on functions to public",
        ),
    ),
    Refused(
        "default privileges of the builder",
        "LMVW-13",
        FEW,
        (
            "alter default privileges for role woonkluis_bouwer grant select on tables to {self}",
            "alter default privileges for role woonkluis_eigenaar grant execute on functions to public",
            "alter default privileges for role woonkluis_bouwer grant usage on schemas to {self}",
        ),
    ),
    Refused(
        "settings of others",
        "WIV-6.9",
        FEW,
        (
            "alter role dienst_bouwer set search_path = public",
            "alter role all set row_security = off",
            "alter role beheerder set session_preload_libraries = 'x'",
            "do $$ begin execute format('alter database %I set pgaudit.log = ''none''', current_database()); end $$",
        ),
    ),
    Refused(
        "settings of the server",
        "WIV-6.9",
        FEW,
        ("alter system set log_statement = 'none'", "alter system reset all"),
        autocommit=True,
    ),
    Refused(
        "own settings that are the administrator's",
        "WIV-6.9",
        FEW,
        (
            "alter role {self} set session_preload_libraries = 'x'",
            "alter role {self} set pgaudit.log = 'none'",
            "alter role {self} set log_statement = 'none'",
            "alter role {self} set zero_damaged_pages = on",
        ),
    ),
    Refused(
        "audit switched off for the session",
        "WIV-6.9",
        ALL,
        (
            "set pgaudit.log = 'none'",
            "set pgaudit.role = ''",
            "select set_config('pgaudit.log_parameter', 'on', false)",
            "set log_min_messages = panic",
            "set log_min_error_statement = debug5",
            "set track_activities = off",
            "set backtrace_functions = 'errfinish'",
        ),
    ),
    Refused("library", "LMVW-13", FEW, ("load 'plpgsql'", "load '/tmp/kwaad.so'")),
    Refused(
        "policies",
        "LMVW-13a",
        ALL,
        (
            f"create policy kwaad on {PLANNEN} using (true)",
            f"drop policy bouwer on {PLANNEN}",
            "alter policy eigen on toegang.recht using (true)",
            f"alter table {PLANNEN} disable row level security",
            f"alter table {PLANNEN} no force row level security",
            "alter view toegang.geldig_recht set (security_invoker = false)",
        ),
    ),
    Refused(
        "a right for oneself",
        "LMVW-13",
        ALL,
        (
            "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code) values ('{self}'::regrole, 'lmvw', 'nederland', 'NL')",
            "update toegang.recht set geldig_tot = null",
            "update toegang.recht set gebied_code = 'GM0202'",
            "merge into toegang.recht as r using (select 1) as s on true when matched then update set geldig_tot = null",
            "delete from toegang.recht",
        ),
    ),
    Refused(
        "guards off",
        "LMVW-13",
        FEW,
        (
            "alter event trigger leg_leesspoor disable",
            "drop event trigger bewaak_sloop",
            "alter table toegang.recht disable trigger all",
            "set local session_replication_role = 'replica'",
            "set local lo_compat_privileges = on",
        ),
    ),
    Refused(
        "rights by the functions of the tools",
        "LMVW-15a",
        ALL,
        (
            "select toegang.zet_onderzoekslogin(gen_random_uuid(), 'x')",
            "select toegang.sluit_onderzoekslogin('dienst_api')",
            "select toegang.sluit_tabellen('lmvw_vertrouwelijk')",
            "select audit.noteer_logins()",
            "select audit.noteer_uitvoer('x', 'x', 'lmvw', 'x', 1, 'x')",
            "select audit.verzegel()",
        ),
    ),
    Refused(
        "own declaration signed",
        "LMVW-15a",
        (OND_12B, STUURGROEP, BEHEER),
        (
            "update register.geheimhoudingsverklaring set ingetrokken_op = null",
            "update register.onderzoek set eindigt_op = '2099-01-01', datatype = 'polygonen'",
            "insert into register.onderzoek_gebied select onderzoek_id, 'nederland', 'NL' from register.onderzoek",
            "insert into register.besluit (soort, orgaan, uitkomst, motivering, besloten_door) values ('toegang_13b', 'stuurgroep', 'toegewezen', 'x', 'x')",
        ),
    ),
]


@played(ATTACKS)
def test_nobody_becomes_more_than_it_is(attack: Attack, login: str, aanvaller: Any) -> None:
    """LMVW-12, LMVW-13, LMVW-15a, WIV-4.10, WIV-6.9: refused by the server, whatever the tool."""
    attack.run(login, aanvaller)


@pytest.mark.parametrize("login", [GEMEENTE, BI])
@pytest.mark.parametrize(
    "options",
    [
        "-c session_preload_libraries=x",
        "-c pgaudit.log=none",
        "-c log_statement=none",
        "-c role=woonkluis_bouwer",
        "-c session_authorization=beheerder",
        "-c session_replication_role=replica",
    ],
)
def test_connection_brings_no_settings_of_the_administrator(login: str, options: str, huis: Settings) -> None:
    """WIV-6.9: what SET refuses is refused in the start of a connection too."""
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(huis.dsn(login), options=options)


@pytest.mark.parametrize("login", [GEMEENTE, BEHEER, BI, "dienst_bouwer", "dienst_api"])
@pytest.mark.parametrize("kind", ["database", "true"])
def test_nobody_copies_the_server_by_replication(login: str, kind: str, huis: Settings) -> None:
    """LMVW-13d, WIV-4.8: neither as a standby nor as a subscriber."""
    with pytest.raises(psycopg.OperationalError, match=r"replication|no pg_hba.conf entry"):
        psycopg.connect(huis.dsn(login), replication=kind)


@pytest.mark.parametrize("login", [GEMEENTE, BI])
def test_grant_by_a_member_gives_nothing(login: str, aanvaller: Any) -> None:
    """LMVW-12d: a grant without the option to grant is a warning of PostgreSQL, not an error, and has no effect."""
    connection = aanvaller(login)
    for relation in (PLANNEN, "lmvw_publiek.woningbouwplan", "toegang.recht"):
        try:
            with connection.transaction():
                connection.execute(f"grant select on {relation} to proef_cwr_beleid with grant option")
        except psycopg.errors.InsufficientPrivilege:
            continue
        allowed = "select has_table_privilege('proef_cwr_beleid', %s, 'select')"
        assert aanvaller("beheerder").execute(allowed, [relation]).fetchone() == (False,)


@pytest.mark.parametrize("login", [GEMEENTE, BI])
def test_own_role_by_default_opens_no_other(login: str, aanvaller: Any, huis: Settings) -> None:
    """LMVW-12: a login may write settings of its own; `role` counts at the next login only where it is a member."""
    own = aanvaller(login, autocommit=True)
    own.execute(f"alter role {login} set role = 'lmvw_beheer'")
    try:
        again = aanvaller(login)
        assert again.execute("select current_user::text, session_user::text").fetchone() == (login, login)
    finally:
        own.execute(f"alter role {login} reset role")
