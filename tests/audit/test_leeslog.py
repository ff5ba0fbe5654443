"""WIV-6.9: who reads what is confidential stands in the server's log, and what they looked for does not."""

from __future__ import annotations

import stat
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.audit.conftest import SECRET

from woonkluis.access import leeslog
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from woonkluis.access.leeslog import Lezing
    from woonkluis.platform.settings import Settings

    Als = Callable[..., psycopg.Connection[Any]]

RELATION = "lmvw_vertrouwelijk.leesproef"
PATIENCE_SECONDS = 10


def written(settings: Settings) -> str:
    """Everything the server wrote to its logs."""
    return "\n".join(path.read_text(errors="replace") for path in leeslog.directory(settings).glob("*"))


def reads_of(settings: Settings, applicatie: str, since: datetime) -> list[Lezing]:
    """Reads by one application; the log collector may need a moment."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := [one for one in leeslog.read(settings=settings, sinds=since) if one.applicatie == applicatie]):
        if time.monotonic() > deadline:
            return []
        time.sleep(0.1)
    return found


QUERIES = [
    pytest.param("select count(*) from {}", "SELECT", id="select"),
    pytest.param("select plannaam from {} where plannaam = %s", "SELECT", id="parameter"),
    pytest.param(f"select plannaam from {{}} where plannaam = '{SECRET}'", "SELECT", id="literal"),
    pytest.param("copy {} to stdout", "COPY TO", id="copy"),
    pytest.param("with x as (select * from {}) select count(*) from x", "SELECT", id="cte"),
    pytest.param("prepare p as select count(*) from {}; execute p", "EXECUTE", id="prepared"),
    pytest.param("declare c cursor for select * from {}; fetch all from c", "DECLARE CURSOR", id="cursor"),
    pytest.param("explain analyze select * from {}", "EXPLAIN", id="explain analyze"),
]


@pytest.mark.parametrize(("query", "commando"), QUERIES)
def test_a_read_of_what_is_confidential_is_logged_and_what_was_asked_is_not(
    query: str, commando: str, huis: Settings, als: Als, request: pytest.FixtureRequest
) -> None:
    begun = datetime.now(UTC) - timedelta(seconds=1)
    application = f"lees {request.node.callspec.id}"
    connection = als("lees_gemeente", application_name=application)
    statement = query.format(RELATION)
    if statement.startswith("copy"):
        with connection.cursor().copy(statement.encode()) as copy:
            assert SECRET.encode() in b"".join(bytes(part) for part in copy)
    else:
        connection.execute(statement.encode(), [SECRET] if "%s" in statement else None)
    (read, *more) = reads_of(huis, application, begun)
    assert (read.login, read.database, read.relatie) == ("lees_gemeente", huis.pg_database, RELATION)
    assert read.sessie
    assert abs(read.moment - datetime.now(UTC)) < timedelta(minutes=1)
    assert {one.commando for one in (read, *more)} <= {commando, "SELECT"}
    assert SECRET not in written(huis)


def test_public_reads_and_the_work_of_tools_are_not_logged(huis: Settings, als: Als) -> None:
    begun = datetime.now(UTC) - timedelta(seconds=1)
    for login in ("lees_gemeente", "lees_publiek"):
        als(login, application_name="openbaar").execute("select * from lmvw_publiek.leesproef")
    als("dienst_bouwer", application_name="openbaar").execute(f"select * from {RELATION}")
    als("lees_gemeente", application_name="daarna").execute(f"select * from {RELATION}")
    assert len(reads_of(huis, "daarna", begun)) == 1
    assert reads_of(huis, "daarna", begun)
    assert [one for one in leeslog.read(settings=huis) if one.applicatie == "openbaar"] == []


def test_the_administrator_is_logged_too(huis: Settings, als: Als) -> None:
    begun = datetime.now(UTC) - timedelta(seconds=1)
    als("beheerder", application_name="beheer leest").execute(
        f"select plannaam from {RELATION} where plannaam = '{SECRET}'"
    )
    assert [one.login for one in reads_of(huis, "beheer leest", begun)] == ["beheerder"]
    assert SECRET not in written(huis)


def test_a_role_that_was_taken_does_not_hide_the_login(huis: Settings, als: Als) -> None:
    begun = datetime.now(UTC) - timedelta(seconds=1)
    connection = als("lees_gemeente", application_name="andere rol")
    connection.execute("set role lmvw_gemeente")
    connection.execute(f"select from {RELATION}")
    assert [one.login for one in reads_of(huis, "andere rol", begun)] == ["lees_gemeente"]


def test_a_new_relation_is_logged_from_the_start_and_after_a_rename(huis: Settings, als: Als) -> None:
    """As dbt builds: the next contents get their name when they are complete."""
    begun = datetime.now(UTC) - timedelta(seconds=1)
    builder = als("dienst_bouwer", autocommit=True)
    builder.execute("create table lmvw_vertrouwelijk.straks as select 'GM0150' as gemeente_code")
    builder.execute("alter table lmvw_vertrouwelijk.straks rename to nu")
    try:
        builder.execute("grant select on lmvw_vertrouwelijk.nu to lmvw_gemeente")
        als("lees_gemeente", application_name="nieuw", autocommit=True).execute("select * from lmvw_vertrouwelijk.nu")
        assert [one.relatie for one in reads_of(huis, "nieuw", begun)] == ["lmvw_vertrouwelijk.nu"]
    finally:
        builder.execute("drop table lmvw_vertrouwelijk.nu")


@pytest.mark.parametrize(
    "statement",
    [
        *("set pgaudit.role = ''", "set pgaudit.log_level = 'debug5'", "set log_min_messages = 'panic'"),
        *(
            "alter role lees_gemeente set pgaudit.role = ''",
            "set pgaudit.log = 'none'",
            "alter system set pgaudit.role = ''",
        ),
        *(
            "alter database woonkluis set pgaudit.role = ''",
            "revoke select on lmvw_vertrouwelijk.leesproef from woonkluis_leeslog",
        ),
    ],
)
def test_no_reader_switches_it_off(statement: str, huis: Settings, als: Als) -> None:
    begun = datetime.now(UTC) - timedelta(seconds=1)
    connection = als("lees_gemeente", application_name=statement, autocommit=True)
    connection.execute("set default_transaction_read_only = off")
    if statement.startswith("revoke"):
        connection.execute(statement.encode())
    else:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())
    connection.execute(f"select from {RELATION}".encode())
    assert reads_of(huis, statement[:63], begun)


def test_no_password_stands_in_the_log(huis: Settings, als: Als) -> None:
    admin = als("beheerder", autocommit=True)
    admin.execute("create role proef_wachtwoord login password 'zeer-geheim-wachtwoord'")
    admin.execute("drop role proef_wachtwoord")
    als("beheerder", application_name="daarna w").execute(f"select from {RELATION}")
    assert reads_of(huis, "daarna w", datetime.now(UTC) - timedelta(minutes=1))
    text = written(huis)
    assert "zeer-geheim-wachtwoord" not in text
    assert "CREATE ROLE" in text


def test_the_log_is_its_owners(huis: Settings) -> None:
    files = list(leeslog.directory(huis).glob("*.csv"))
    assert files
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_the_role_of_the_log_has_no_members_and_enters_nothing(als: Als) -> None:
    admin = als("beheerder")
    assert admin.execute(
        "select count(*) from pg_namespace where nspname !~ '^pg_' "
        "and nspname not in ('information_schema', 'public', 'referentie') "
        "and has_schema_privilege('woonkluis_leeslog', oid, 'usage')"
    ).fetchone() == (0,)


LINE = (
    '2026-01-31 12:00:00.123 UTC,"lees","woonkluis",71,"127.0.0.1:5000",65b0.47,3,"SELECT",'
    "2026-01-31 11:00:00 UTC,4/2,0,LOG,00000,"
    '"{message}",,,,,,,,,"psql","{backend}",,0\n'
)


def line(message: str, backend: str = "client backend") -> str:
    return LINE.format(message=message.replace('"', '""'), backend=backend)


def test_reader_makes_rows_of_lines() -> None:
    lines = [
        line("AUDIT: OBJECT,1,1,READ,SELECT,TABLE,lmvw_vertrouwelijk.woningbouwplan,<not logged>,<not logged>"),
        line('AUDIT: OBJECT,2,1,READ,COPY TO,TABLE,"lmvw_vertrouwelijk.""a,b""",<not logged>,<not logged>'),
        line("AUDIT: OBJECT,3,1,READ,SELECT,TABLE,lmvw_vertrouwelijk.x,<not logged>,<not logged>", "parallel worker"),
        line("AUDIT: SESSION,4,1,ROLE,GRANT,,,<not logged>,<not logged>"),
        line('connection authorized: user="AUDIT: OBJECT"'),
        line('relation "a\nb" does not exist'),
        "2026-01-31 12:00:00.123 UTC,half",
    ]
    found = list(leeslog.parse("".join(lines).splitlines(keepends=True)))
    assert [(one.commando, one.relatie) for one in found] == [
        ("SELECT", "lmvw_vertrouwelijk.woningbouwplan"),
        ("COPY TO", 'lmvw_vertrouwelijk."a,b"'),
    ]
    assert found[0].moment == datetime(2026, 1, 31, 12, 0, 0, 123000, UTC)
    assert (found[0].login, found[0].database, found[0].sessie, found[0].applicatie) == (
        "lees",
        "woonkluis",
        "65b0.47",
        "psql",
    )
    (first, second) = leeslog.per_login([*found, found[0]])
    assert {(use.relatie.partition(".")[2], use.keren) for use in (first, second)} == {
        ("woningbouwplan", 2),
        ('"a,b"', 1),
    }


def test_a_log_in_another_zone_is_refused() -> None:
    text = line("AUDIT: OBJECT,1,1,READ,SELECT,TABLE,x.y,<not logged>,<not logged>").replace("UTC", "CET")
    with pytest.raises(WoonkluisError, match="log_timezone"):
        list(leeslog.parse([text]))


def test_a_place_that_cannot_be_read_is_told(huis: Settings, tmp_path: Path) -> None:
    assert leeslog.read(tmp_path) == []
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(WoonkluisError, match="cannot be read"):
        leeslog.read(tmp_path)
    with pytest.raises(WoonkluisError, match="on the server"):
        leeslog.directory(huis.model_copy(update={"pg_host": "elders"}))
