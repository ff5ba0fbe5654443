"""A private warehouse for one run of the tests, and connections to it as any login.

It lives in a state directory of its own, so the tests run beside a demo in the same checkout. Modules that Airflow's
settings reach at import must not be imported before the fixture `airflow` has set them: ask for it, then import.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from xdist.scheduler import LoadScopeScheduling

REPO = Path(__file__).resolve().parents[1]
TEST_DIR = os.environ.get("WOONKLUIS_TEST_STATE_DIR", str(REPO / ".woonkluis-test"))
STATE_DIR = Path(TEST_DIR, os.environ.get("PYTEST_XDIST_WORKER", "gw0"))
"""Of this process: where tests run in several, each has a cluster of its own."""

# Nothing of the developer's own installation may reach a test; the settings are read once, so this comes first.
for name in list(os.environ):
    if name.startswith(("WOONKLUIS_", "AIRFLOW_", "DBT_", "PG")):
        del os.environ[name]
os.environ["WOONKLUIS_TEST_STATE_DIR"] = TEST_DIR
os.environ["WOONKLUIS_STATE_DIR"] = str(STATE_DIR)
os.environ["AIRFLOW_HOME"] = str(STATE_DIR / "airflow")

from woonkluis.platform import cluster  # noqa: E402
from woonkluis.platform.engine import connect as open_connection  # noqa: E402
from woonkluis.platform.migrate import migrate  # noqa: E402
from woonkluis.platform.settings import get_settings  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    import psycopg

    from woonkluis.platform.settings import Settings

pytest_plugins = ("tests.huis",)


SAME_WAREHOUSE = {"tests/attack": "tests/roles"}
"""Directories that go to the process of another, because both play logins against the warehouse of tests/huis.py."""


class PerDirectory(LoadScopeScheduling):
    """Gives a process whole directories: their tests share what takes long to build."""

    def _split_scope(self, nodeid: str) -> str:
        directory = nodeid.partition("::")[0].rpartition("/")[0]
        return SAME_WAREHOUSE.get(directory, directory)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Where tests run in several processes."""
    return PerDirectory(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for Airflow goes first, so that others use the cores meanwhile; then what takes longest."""
    first = ("tests/e2e/", "tests/attack/", "tests/roles/")
    items.sort(key=lambda item: next((place for place, room in enumerate(first) if room in item.nodeid), len(first)))


@pytest.fixture(scope="session")
def repo() -> Path:
    """Root of the checkout."""
    return REPO


@pytest.fixture(scope="session")
def kluis() -> Iterator[Settings]:
    """Settings of a private cluster, made for this run and migrated, with reference data and no deliveries."""
    settings = get_settings()
    STATE_DIR.parent.mkdir(parents=True, exist_ok=True)
    with STATE_DIR.with_name(f"{STATE_DIR.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pytest.exit(f"another run of the tests uses {STATE_DIR}: set WOONKLUIS_TEST_STATE_DIR to run beside it", 2)
        cluster.remove(settings)
        shutil.rmtree(STATE_DIR, ignore_errors=True)
        cluster.start(settings)
        try:
            migrate(settings)
            yield settings
        finally:
            cluster.stop(settings)


@pytest.fixture
def connect(kluis: Settings) -> Iterator[Callable[..., psycopg.Connection[tuple[Any, ...]]]]:
    """Open connections as a login, by `connect("dienst_lader")`; they close, and roll back, with the test."""
    opened = []

    def opener(login: str, **options: Any) -> psycopg.Connection[tuple[Any, ...]]:
        connection = open_connection(login, settings=kluis, **options)
        opened.append(connection)
        return connection

    yield opener
    for connection in opened:
        connection.close()


@pytest.fixture(scope="session")
def airflow(kluis: Settings) -> dict[str, str]:
    """Make Airflow's metadata in the private cluster; return the environment of its processes.

    Of that, this process gets what Airflow itself reads; the rest is for dbt in a process of its own.
    """
    from woonkluis.platform.airflow import airflow_env

    early = sorted(name for name in sys.modules if name.partition(".")[0] == "airflow")
    assert not early, f"imported before its environment was known: {early[0]}"
    environment = airflow_env(kluis)
    os.environ.update({name: value for name, value in environment.items() if name.startswith("AIRFLOW_")})
    from airflow.utils.db import initdb

    initdb()
    return environment
