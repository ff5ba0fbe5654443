"""Readers and a confidential table; and an administrator who breaks the chain, and puts it back after each test."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql

from woonkluis.access.audit import anchor_file
from woonkluis.access.logins import Reader, Right, ensure_readers
from woonkluis.platform.engine import connect as open_connection
from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from woonkluis.platform.settings import Settings

SECRET = "Geheim plan achter de dijk"  # noqa: S105 - the name of a plan

PLANS = """
    create table lmvw_vertrouwelijk.leesproef as
    select 'GM0150' as gemeente_code, %s as plannaam, n from generate_series(1, 10) as n;
    grant select on lmvw_vertrouwelijk.leesproef to lmvw_gemeente;
    create policy proef on lmvw_vertrouwelijk.leesproef for select to lmvw_gemeente using (gemeente_code = 'GM0150');
    create table lmvw_publiek.leesproef as select 'Openbaar plan' as plannaam;
    grant select on lmvw_publiek.leesproef to lmvw_gemeente, lmvw_gebruiker;
"""


@pytest.fixture(scope="session")
def huis(kluis: Settings) -> Iterator[Settings]:
    """Settings of a database with readers and one confidential table."""
    ensure_readers(
        [
            Reader("lees_gemeente", ("lmvw_gemeente",), (Right("lmvw", "gemeente", "GM0150"),)),
            Reader("lees_publiek", ("lmvw_gebruiker",)),
            Reader("lees_beheer", ("lmvw_beheer",)),
            Reader("lees_dpo", ("cwr_dpo",)),
        ],
        kluis,
    )
    with psycopg.connect(kluis.dsn("dienst_bouwer"), cursor_factory=psycopg.ClientCursor) as builder:
        builder.execute(PLANS, [SECRET])
    yield kluis
    with open_connection("dienst_bouwer", settings=kluis) as builder:
        builder.execute("drop table lmvw_vertrouwelijk.leesproef, lmvw_publiek.leesproef")


@pytest.fixture
def als(huis: Settings) -> Iterator[Callable[..., psycopg.Connection[Any]]]:
    """Open connections to that database as a login; they close with the test."""
    opened = []

    def opener(login: str, **options: Any) -> psycopg.Connection[Any]:
        connection = open_connection(login, settings=huis, **options)
        connection.read_only = False
        opened.append(connection)
        return connection

    yield opener
    for connection in opened:
        connection.close()


@pytest.fixture
def events(huis: Settings) -> Callable[[int], list[int]]:
    """Write that many events, each in a transaction of its own; returns their places in the chain."""

    def write(times: int) -> list[int]:
        with open_connection("dienst_lader", settings=huis, autocommit=True) as connection:
            for _ in range(times):
                connection.execute(
                    "select audit.noteer_uitvoer('proef', '1', 'lmvw', 'register.levering', 3, 'tester')"
                )
        with open_connection("dienst_audit", settings=huis) as connection:
            connection.execute("select audit.verzegel()")
            rows = connection.execute(
                "select volgnummer from audit.gebeurtenis order by gebeurtenis_id desc limit %s", [times]
            ).fetchall()
        return [number for (number,) in reversed(rows)]

    return write


@pytest.fixture
def tampered(huis: Settings, tmp_path: Path) -> Callable[..., Any]:
    """Do something as an administrator without guards, and have the copy from before back afterwards."""

    @contextmanager
    def tamper(*statements: str) -> Iterator[psycopg.Connection[Any]]:
        with open_connection(ADMIN, settings=huis, autocommit=True) as admin:
            admin.execute("set session_replication_role = replica")
            admin.execute("create temporary table toen as select * from audit.gebeurtenis")
            admin.execute("create temporary table einde as select * from audit.keten")
            try:
                for statement in statements:
                    admin.execute(sql.SQL(statement))
                yield admin
            finally:
                admin.execute("delete from audit.gebeurtenis")
                admin.execute("insert into audit.gebeurtenis overriding system value select * from toen")
                admin.execute("delete from audit.keten")
                admin.execute("insert into audit.keten select * from einde")

    return tamper


@pytest.fixture(autouse=True)
def no_anchors(huis: Settings) -> Iterator[None]:
    """Each test begins without anchors, and leaves none for others."""
    anchor_file(huis).unlink(missing_ok=True)
    yield
    anchor_file(huis).unlink(missing_ok=True)


def sha(text: str) -> str:
    """SHA-256 of a text, as the database gives it."""
    return hashlib.sha256(text.encode()).hexdigest()
