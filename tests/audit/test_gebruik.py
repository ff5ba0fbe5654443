"""WIV-6.9: when a login last read what is confidential is kept, and what is not known is not told as never."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from woonkluis.access import leeslog
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from woonkluis.platform.settings import Settings

    Als = Callable[..., psycopg.Connection[Any]]

RELATION = "lmvw_vertrouwelijk.leesproef"
PATIENCE_SECONDS = 10
MIDNIGHT = "select date_trunc('day', clock_timestamp() at time zone 'UTC') at time zone 'UTC'"


@pytest.fixture
def stand(huis: Settings, als: Als) -> Iterator[psycopg.Connection[Any]]:
    """An administrator that puts back how far the log was read."""
    admin = als("beheerder", autocommit=True)
    leeslog.take_up(huis)
    before = admin.execute("select bekend_sinds, dag, bytes from audit.leeslog_stand").fetchone()
    yield admin
    admin.execute("update audit.leeslog_stand set bekend_sinds = %s, dag = %s, bytes = %s", before)


def used(als: Als, login: str, relatie: str = RELATION) -> tuple[datetime, int] | None:
    row = (
        als("beheerder", autocommit=True)
        .execute("select laatst, keren from audit.gebruik where login = %s and relatie = %s", [login, relatie])
        .fetchone()
    )
    return (row[0], row[1]) if row else None


def read_as(huis: Settings, als: Als, login: str = "lees_gemeente", **options: Any) -> None:
    """Read as a login, and wait until the collector has written it."""
    mark = f"gebruik {time.monotonic()}"
    als(login, application_name=options.get("application_name", mark), autocommit=True).execute(
        f"select count(*) from {RELATION}".encode()
    )
    als("lees_gemeente", application_name=mark, autocommit=True).execute(f"select from {RELATION}".encode())
    deadline = time.monotonic() + PATIENCE_SECONDS
    since = datetime.now(UTC) - timedelta(minutes=1)
    while not any(one.applicatie == mark for one in leeslog.read(settings=huis, sinds=since)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_last_used_is_counted_once_and_stays(huis: Settings, als: Als, stand: Any) -> None:
    before = used(als, "lees_gemeente")
    begun = datetime.now(UTC) - timedelta(seconds=1)
    read_as(huis, als)
    assert leeslog.take_up(huis).lezingen == 2
    assert leeslog.take_up(huis).lezingen == 0, "what was read of the log is not read again"
    last, times = used(als, "lees_gemeente") or pytest.fail("not counted")
    assert last > begun
    assert times == (before[1] if before else 0) + 2


def test_server_and_reader_of_the_log_count_the_same(huis: Settings, als: Als, stand: Any) -> None:
    """The same files, read by two programs, from the first byte."""
    read_as(huis, als)
    (oldest,) = stand.execute(
        "select min(substr(name, 9, 10))::date from pg_ls_logdir() where name ~ '^leeslog-.*csv$'"
    ).fetchone()
    with stand.transaction():
        stand.execute("delete from audit.gebruik")
        stand.execute("update audit.leeslog_stand set dag = %s, bytes = 0", [oldest])
    leeslog.take_up(huis)
    counted = {
        (login, relatie): (keren, laatst)
        for login, relatie, keren, laatst in stand.execute("select login, relatie, keren, laatst from audit.gebruik")
    }
    expected = {
        (one.login, one.relatie): (one.keren, one.laatst)
        for one in leeslog.per_login(one for one in leeslog.read(settings=huis) if one.database == huis.pg_database)
    }
    assert counted == expected
    assert counted


FORGED = (
    '2026-01-31 12:00:00.123 UTC,"slachtoffer","{database}",71,"127.0.0.1:1",65.4,3,"SELECT",x,4/2,0,LOG,00000,'
    '"AUDIT: OBJECT,1,1,READ,SELECT,TABLE,lmvw_vertrouwelijk.leesproef,<not logged>,<not logged>",,,,,,,,,"psql",'
    '"client backend",,0'
)


@pytest.mark.parametrize("quote", ['"', '""', '"""'])
@pytest.mark.parametrize("way", ["relation", "function", "text"])
def test_nobody_puts_a_read_of_another_in_the_log(way: str, quote: str, huis: Settings, als: Als, stand: Any) -> None:
    """LMVW-4a: an error message repeats what a reader typed, on lines of its own."""
    line = "\n" + FORGED.format(database=huis.pg_database).replace('"', quote) + "\n"
    connection = als("lees_gemeente", autocommit=True)
    name = line.replace('"', '""')
    statement = {
        "relation": f'select from "{name}"',
        "function": f'select "{name}"()',
        "text": f"select '{line}'::integer",
    }[way]
    with pytest.raises(psycopg.Error):
        connection.execute(statement.encode())
    read_as(huis, als)
    leeslog.take_up(huis)
    assert used(als, "slachtoffer") is None


def test_a_file_that_is_gone_makes_the_past_unknown(huis: Settings, als: Als, stand: Any) -> None:
    (midnight,) = stand.execute(MIDNIGHT).fetchone()
    old = midnight - timedelta(days=60)
    stand.execute("update audit.leeslog_stand set dag = dag - 40, bekend_sinds = %s", [old])
    last = used(als, "lees_gemeente")
    found = leeslog.take_up(huis)
    assert found.bekend_sinds == midnight, "of the days before today there is no file"
    assert used(als, "lees_gemeente") is not None
    assert last is None or used(als, "lees_gemeente") >= last, "what is known stays"


def test_a_file_that_was_replaced_makes_the_past_unknown(huis: Settings, stand: Any) -> None:
    begun = datetime.now(UTC)
    stand.execute(
        "update audit.leeslog_stand set bytes = 1000000000000, bekend_sinds = %s", [begun - timedelta(days=9)]
    )
    assert leeslog.take_up(huis).bekend_sinds >= begun


def test_other_databases_of_the_server_are_not_ours(huis: Settings, als: Als, stand: Any) -> None:
    read_as(huis, als)
    leeslog.take_up(huis)
    rows = stand.execute("select distinct relatie from audit.gebruik").fetchall()
    known = {relatie for (relatie,) in rows}
    assert known <= {one.relatie for one in leeslog.read(settings=huis) if one.database == huis.pg_database}


def test_only_the_verifier_takes_it_up_and_nobody_writes_it(als: Als) -> None:
    for login in ("lees_beheer", "lees_dpo", "lees_gemeente", "dienst_lader", "dienst_toegangsbord"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            als(login).execute("select * from audit.neem_leeslog_op()")
    for login in ("dienst_audit", "dienst_toegangsbord", "lees_beheer"):
        for statement in (
            "insert into audit.gebruik values ('x', 'y', now(), now(), 1)",
            "update audit.gebruik set keren = 1",
            "delete from audit.gebruik",
            "update audit.leeslog_stand set bekend_sinds = '2000-01-01'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                als(login).execute(statement)


def test_a_server_that_keeps_no_such_log_is_told(huis: Settings, als: Als) -> None:
    admin = als("beheerder", autocommit=True)
    try:
        admin.execute("alter system set log_timezone = 'Europe/Amsterdam'")
        admin.execute("select pg_reload_conf()")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while als("beheerder").execute("show log_timezone").fetchone() != ("Europe/Amsterdam",):
            assert time.monotonic() < deadline
        with pytest.raises(WoonkluisError, match="set log_timezone = 'UTC'"):
            leeslog.take_up(huis)
    finally:
        admin.execute("alter system reset log_timezone")
        admin.execute("select pg_reload_conf()")
