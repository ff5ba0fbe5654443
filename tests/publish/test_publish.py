"""Publishing: frozen once per content, approved and recorded, all or nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import ADMIN
from woonkluis.publish import Published, publish

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

    Builder = psycopg.Connection[Any]

PUBLISHING = "select from pg_stat_activity where application_name = 'woonkluis publiceer lmvw'"
VERSIONS = (
    "select versie, status, goedgekeurd_door, goedgekeurd_op is not null from register.publicatie "
    "where regime = 'lmvw' order by versie"
)
FROZEN = "select count(*) from publicatie_woningbouwplan where publicatie_id = %s"


def test_rows_are_frozen_and_approved(warehouse: Settings, candidates: Builder) -> None:
    published = publish("lmvw", settings=warehouse)

    assert published.nieuw
    assert published.rijen == {
        "publicatie_woningbouwplan": 20,
        "publicatie_woningbouwplan_jaar": 0,
        "publicatie_gemeente_vertrouwelijk": 0,
    }
    assert candidates.execute(VERSIONS).fetchall() == [(1, "goedgekeurd", "automatisch", True)]
    differences = candidates.execute(
        """
        select plan_id, bron_plan_id, bruto_aantal, st_asewkb(geometrie) from publiceerbaar_woningbouwplan
        except
        select plan_id, bron_plan_id, bruto_aantal, st_asewkb(geometrie) from publicatie_woningbouwplan
        where publicatie_id = %s
        """,
        [published.publicatie_id],
    ).fetchall()
    assert differences == []


def test_approval_is_in_the_audit(warehouse: Settings, candidates: Builder) -> None:
    published = publish("lmvw", settings=warehouse)

    with connect(ADMIN, settings=warehouse) as admin:
        events = admin.execute(
            "select login, toelichting->>'status', toelichting->>'goedgekeurd_door' from audit.gebeurtenis "
            "where onderwerp = %s order by gebeurtenis_id",
            [str(published.publicatie_id)],
        ).fetchall()
    assert events == [("dienst_bouwer", "kandidaat", None), ("dienst_bouwer", "goedgekeurd", "automatisch")]


def test_same_content_in_another_order_is_not_published_again(warehouse: Settings, candidates: Builder) -> None:
    first = publish("lmvw", settings=warehouse)
    candidates.execute("alter table publiceerbaar_woningbouwplan rename to oud")
    candidates.execute("create table publiceerbaar_woningbouwplan as select * from oud order by bruto_aantal desc")
    candidates.execute("drop table oud")

    again = publish("lmvw", settings=warehouse)

    assert not again.nieuw
    assert again.publicatie_id == first.publicatie_id


@pytest.mark.parametrize(
    "change",
    [
        "update publiceerbaar_woningbouwplan set bruto_aantal = 99 where bron_plan_id = 'plan 3'",
        "update publiceerbaar_woningbouwplan set woonplaats = '' where bron_plan_id = 'plan 3'",
        "update publiceerbaar_woningbouwplan set geometrie = st_reverse(geometrie) where bron_plan_id = 'plan 3'",
        "delete from publiceerbaar_woningbouwplan where bron_plan_id = 'plan 3'",
        "insert into staging.stg_lmvw__levering values (%s)",
    ],
)
def test_any_change_is_a_new_publicatie(warehouse: Settings, candidates: Builder, change: str) -> None:
    first = publish("lmvw", settings=warehouse)
    with connect("dienst_lader", settings=warehouse) as loader:
        [(levering_id,)] = loader.execute(
            "insert into register.levering (regime, bronhouder_code, contract, peildatum, bestand_sha256, "
            "bestand_naam, bestand_bytes) values ('lmvw', 'GM0150', 'lmvw-gpkg-1', '2026-01-01', %s, 'a.gpkg', 1) "
            "returning levering_id",
            [os.urandom(32).hex()],
        ).fetchall()
    candidates.execute(change, [levering_id] if "%s" in change else None)

    second = publish("lmvw", settings=warehouse)

    assert second.nieuw
    assert second.publicatie_id != first.publicatie_id
    assert candidates.execute(VERSIONS).fetchall() == [
        (1, "vervallen", "automatisch", True),
        (2, "goedgekeurd", "automatisch", True),
    ]
    assert candidates.execute(FROZEN, [first.publicatie_id]).fetchone() == (20,), "the earlier one stays as it was"
    behind = candidates.execute(
        "select levering_id from register.publicatie_levering where publicatie_id = %s", [second.publicatie_id]
    ).fetchall()
    assert behind == ([(levering_id,)] if "%s" in change else [])


def test_two_at_a_time_make_one(warehouse: Settings, candidates: Builder) -> None:
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: publish("lmvw", settings=warehouse), range(4)))

    assert sorted(one.nieuw for one in results) == [False, False, False, True]
    assert len({one.publicatie_id for one in results}) == 1


def _kill_while_it_freezes(warehouse: Settings) -> None:
    """Start publishing in a process of its own, stop it where rows are frozen but not approved, and kill it."""
    environment = os.environ | {
        "WOONKLUIS_STATE_DIR": str(warehouse.state_dir),
        "WOONKLUIS_PG_DATABASE": warehouse.pg_database,
    }
    with connect(ADMIN, settings=warehouse) as gate, connect(ADMIN, settings=warehouse, autocommit=True) as watch:
        gate.execute("lock table register.publicatie_levering in access exclusive mode")
        process = subprocess.Popen(
            [sys.executable, "-c", "from woonkluis.publish import publish; publish('lmvw')"], env=environment
        )
        while not watch.execute(f"{PUBLISHING} and wait_event_type = 'Lock'").fetchall():
            assert process.poll() is None, "publishing ended before it reached the gate"
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        gate.rollback()
        while watch.execute(PUBLISHING).fetchall():
            time.sleep(0.05)


def test_killed_half_way_leaves_nothing_and_can_be_repeated(warehouse: Settings, candidates: Builder) -> None:
    first = publish("lmvw", settings=warehouse)
    candidates.execute("update publiceerbaar_woningbouwplan set bruto_aantal = bruto_aantal + 1")

    _kill_while_it_freezes(warehouse)

    assert candidates.execute(VERSIONS).fetchall() == [(1, "goedgekeurd", "automatisch", True)]
    [(rows,)] = candidates.execute("select count(*) from publicatie_woningbouwplan").fetchall()
    assert rows == 20
    again = publish("lmvw", settings=warehouse)
    assert again.nieuw
    assert again.publicatie_id != first.publicatie_id


@pytest.mark.parametrize(
    "statement",
    [
        "update publicatie_woningbouwplan set bruto_aantal = 0",
        "delete from publicatie_woningbouwplan",
        "truncate publicatie_woningbouwplan",
        "delete from register.publicatie",
        "update register.publicatie set inhoud_sha256 = ''",
        "update register.publicatie set status = 'kandidaat'",
        "delete from register.publicatie_levering",
        "insert into register.publicatie (regime, versie, inhoud_sha256, status) values ('lmvw', 9, '', 'goedgekeurd')",
        (
            "insert into publicatie_woningbouwplan_jaar "
            "select publicatie_id, publicatie_id, 1, '', '', null, '', '', 0, 0 from register.publicatie"
        ),
    ],
)
def test_what_was_published_does_not_change(warehouse: Settings, candidates: Builder, statement: str) -> None:
    publish("lmvw", settings=warehouse)

    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)):
        candidates.execute(statement)


def test_without_layers_it_says_what_to_do(warehouse: Settings, candidates: Builder) -> None:
    candidates.execute("drop table publiceerbaar_woningbouwplan_jaar")

    with pytest.raises(WoonkluisError, match="build the layers of lmvw first"):
        publish("lmvw", settings=warehouse)


def test_a_column_that_no_migration_knows_is_not_published(warehouse: Settings, candidates: Builder) -> None:
    candidates.execute("alter table publiceerbaar_woningbouwplan add column opdrachtgever_naam text")

    with pytest.raises(WoonkluisError, match="opdrachtgever_naam"):
        publish("lmvw", settings=warehouse)


def test_a_regime_without_frozen_tables_is_an_error(warehouse: Settings) -> None:
    with pytest.raises(WoonkluisError, match="nothing to publish"):
        publish("elders", settings=warehouse)


def test_result_counts_nothing_when_nothing_is_new(warehouse: Settings, candidates: Builder) -> None:
    first = publish("lmvw", settings=warehouse)

    assert publish("lmvw", settings=warehouse) == Published(first.publicatie_id, 1, nieuw=False, rijen={})
