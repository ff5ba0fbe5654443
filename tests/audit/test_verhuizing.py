"""A warehouse that has a past keeps it: what was in the audit before the chain moves along and is linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from yoyo import get_backend, read_migrations

from woonkluis.platform import migrate
from woonkluis.platform.engine import connect
from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

PAST = [
    ("2025-11-30 23:30:00+00", "dienst_lader", "levering.status", "1", '{"regime": "lmvw", "status": "ontvangen"}'),
    ("2025-12-01 00:30:00+00", "dienst_toegang", "recht.insert", "x", '{"oud": null, "nieuw": {"regime": "cwr"}}'),
    ("2026-03-01 12:00:00+00", "beheerder", "label.insert", "y", '{"gemeente_code": "GM0150"}'),
]


@pytest.fixture
def oud(kluis: Settings) -> Settings:
    """Settings of a database as it was before the chain, with events of some months."""
    settings = kluis.model_copy(update={"pg_database": "verhuizing"})
    migrate._ensure_databases(settings)
    backend = get_backend(settings.dsn(ADMIN).replace("postgresql://", "postgresql+psycopg://", 1))
    migrations = read_migrations(str(settings.repo_dir / "sql" / "migrations"))
    with backend.lock():
        backend.apply_migrations(backend.to_apply(migrations).filter(lambda one: one.id < "0022"))
    with connect(ADMIN, settings=settings) as admin:
        for event in PAST:
            admin.execute(
                "insert into audit.gebeurtenis (moment, login, soort, onderwerp, toelichting) "
                "values (%s, %s, %s, %s, %s)",
                event,
            )
    return settings


def test_events_from_before_are_kept_and_linked(oud: Settings) -> None:
    with connect(ADMIN, settings=oud) as admin:
        before = admin.execute(
            "select gebeurtenis_id, moment, login, soort, onderwerp, toelichting from audit.gebeurtenis order by 1"
        ).fetchall()
    assert migrate._apply_migrations(oud) >= 1
    with connect(ADMIN, settings=oud) as admin:
        after = admin.execute(
            "select gebeurtenis_id, moment, login, soort, onderwerp, toelichting from audit.gebeurtenis order by 1"
        ).fetchall()
        assert after[: len(before)] == before
        assert len(before) >= len(PAST)
        chained = admin.execute(
            "select regime, tableoid::regclass::text, verzegeld_op is null from audit.gebeurtenis "
            "where onderwerp in ('1', 'x', 'y') order by volgnummer"
        ).fetchall()
        assert chained == [
            ("lmvw", "audit.gebeurtenis_202511", True),
            ("cwr", "audit.gebeurtenis_202512", True),
            ("lmvw", "audit.gebeurtenis_202603", True),
        ]
        assert admin.execute("select * from audit.controleer()").fetchall() == []
        admin.execute("insert into audit.gebeurtenis (soort, onderwerp) values ('levering.status', 'nieuw')")
        admin.execute("set constraints all immediate")
        (number, place) = admin.execute(
            "select gebeurtenis_id, volgnummer from audit.gebeurtenis where onderwerp = 'nieuw'"
        ).fetchone()
        assert number == after[-1][0] + 1
        assert place == len(after) + 1
        assert admin.execute("select count(*) from audit.gebeurtenis_buiten").fetchone() == (0,)
