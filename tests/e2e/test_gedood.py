"""A task process killed in the middle of a step leaves no half delivery, and the next run finishes it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil
import pytest

import lmvw_leveringen
from lmvw_plannen import lees_bron, maak_plan
from verwachting import lees_gemeente
from woonkluis.accept import accept
from woonkluis.check import check
from woonkluis.land import land
from woonkluis.platform.engine import connect
from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Kluis

pytestmark = pytest.mark.timeout(600)

GEMEENTE = "GM0180"
ROWS = """
    select count(*)
    from (
        select levering_id from landing.lmvw_planregistratie
        union all
        select levering_id from landing.lmvw_detailplanning
    ) as rij
    where levering_id = %s
"""


@contextmanager
def locked(kluis: Kluis, table: str) -> Iterator[None]:
    """Hold a lock on a table, so that whoever writes to it stands still."""
    with connect(ADMIN, settings=kluis.settings) as admin:
        admin.execute(f"lock table {table} in exclusive mode".encode())
        yield


def wait_until_it_stands_still(kluis: Kluis, application_name: str) -> None:
    query = "select count(*) from pg_stat_activity where application_name = %s and wait_event_type = 'Lock'"
    end = time.monotonic() + 120
    while kluis.ask(ADMIN, query, application_name) == [(0,)]:
        assert time.monotonic() < end, f"{application_name} never came to the lock\n{kluis.said()[-2000:]}"
        time.sleep(0.1)


def wait_until_the_server_noticed(kluis: Kluis, application_name: str) -> None:
    query = "select count(*) from pg_stat_activity where application_name = %s"
    end = time.monotonic() + 30
    while kluis.ask(ADMIN, query, application_name) != [(0,)]:
        assert time.monotonic() < end, f"{application_name} goes on after its process is dead"
        time.sleep(0.1)


def kill_run_standing_still(kluis: Kluis, table: str, application_name: str) -> None:
    """Run the DAG, stop it in its tracks at a table, and kill its process there."""
    with locked(kluis, table):
        run = kluis.start("lmvw_leveringen")
        wait_until_it_stands_still(kluis, application_name)
        helpers = psutil.Process(run.pid).children(recursive=True)
        run.kill()
        run.wait()
    wait_until_the_server_noticed(kluis, application_name)
    _, alive = psutil.wait_procs(helpers, timeout=20)
    assert alive == [], "a reader outlives the task that it reads for"


@pytest.fixture(scope="module")
def paden(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three different deliveries of one gemeente for one peildatum."""
    namen = lmvw_leveringen.lees_gemeente_namen()
    rijen = lees_bron(lmvw_leveringen.BRON)[namen[GEMEENTE]]
    paden = []
    for vervolg in ("", "_tweede", "_derde"):
        pad = tmp_path_factory.mktemp("gedood") / f"lmvw_{GEMEENTE}_2026-01-01{vervolg}.gpkg"
        paden.append(lmvw_leveringen.schrijf_levering(pad, [maak_plan(rij) for rij in rijen]))
        rijen = lmvw_leveringen.corrigeer(rijen)
    return paden


def test_killed_during_land(eigen_kluis: Kluis, paden: list[Path]) -> None:
    levering_id = eigen_kluis.deliver(paden[0])
    kill_run_standing_still(eigen_kluis, "landing.lmvw_detailplanning", f"woonkluis land {levering_id}")
    assert eigen_kluis.status(levering_id) == "ontvangen"
    assert eigen_kluis.ask("dienst_lader", ROWS, levering_id) == [(0,)]

    eigen_kluis.run("lmvw_leveringen")
    assert eigen_kluis.status(levering_id) == "geaccepteerd"
    query = "select count(*) from landing.lmvw_planregistratie where levering_id = %s"
    assert eigen_kluis.ask("dienst_lader", query, levering_id) == [(lees_gemeente(paden[0]).plannen,)]


def test_killed_during_accept(eigen_kluis: Kluis, paden: list[Path]) -> None:
    """Killed after the predecessor was marked and before the new one was: neither change may stay without the other."""
    settings = eigen_kluis.settings
    first, second = (eigen_kluis.deliver(path) for path in paden[1:])
    for step in (land, check, accept):
        step(first, settings=settings)
    for step in (land, check):
        step(second, settings=settings)
    assert (eigen_kluis.status(first), eigen_kluis.status(second)) == ("geaccepteerd", "gecontroleerd")

    kill_run_standing_still(eigen_kluis, "audit.gebeurtenis", f"woonkluis accept {second}")
    assert (eigen_kluis.status(first), eigen_kluis.status(second)) == ("geaccepteerd", "gecontroleerd")

    eigen_kluis.run("lmvw_leveringen")
    assert (eigen_kluis.status(first), eigen_kluis.status(second)) == ("vervangen", "geaccepteerd")
