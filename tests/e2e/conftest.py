"""A warehouse of its own for whole runs, with the DAGs as processes that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "demo"))

from woonkluis.platform.engine import connect
from woonkluis.platform.migrate import migrate
from woonkluis.receive import receive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from woonkluis.platform.settings import Settings

DATABASE = "woonkluis_e2e"
"""In the cluster of all tests, but with nobody else's deliveries: numbers can be exact here."""


@dataclass(frozen=True)
class Kluis:
    """A warehouse with deliveries, and the environment in which its DAGs run."""

    settings: Settings
    environment: dict[str, str]
    logs: Path
    processes: list[subprocess.Popen[bytes]]

    def deliver(self, path: Path) -> int:
        """Deliver a file; returns its levering_id."""
        return receive(path, settings=self.settings).levering_id

    def start(self, *dag_ids: str) -> subprocess.Popen[bytes]:
        """Start a process that runs DAGs; what it says is kept in `logs`."""
        number = len(list(self.logs.iterdir()))
        with (self.logs / f"{number}-{dag_ids[0]}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("draai.py")), *dag_ids],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.processes.append(process)
        return process

    def run(self, *dag_ids: str) -> None:
        """Run DAGs; they must succeed."""
        assert self.start(*dag_ids).wait() == 0, self.said()[-3000:]

    def said(self) -> str:
        """Everything that the runs said."""
        return "\n".join(path.read_text() for path in sorted(self.logs.iterdir()))

    def ask(self, login: str, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Ask the warehouse as a login."""
        with connect(login, settings=self.settings) as connection:
            return connection.execute(query.encode(), parameters or None).fetchall()

    def status(self, levering_id: int) -> str:
        """Status of a delivery."""
        return str(
            self.ask("dienst_lader", "select status from register.levering where levering_id = %s", levering_id)[0][0]
        )


@pytest.fixture(scope="session")
def eigen_kluis(kluis: Settings, airflow: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kluis]:
    directory = tmp_path_factory.mktemp("e2e")
    (directory / "logs").mkdir()
    changes = {"pg_database": DATABASE, "store_dir": directory / "opslag", "inbox_dir": directory / "inbox"}
    settings = kluis.model_copy(update=changes)
    migrate(settings)
    environment = os.environ | airflow | {f"WOONKLUIS_{name.upper()}": str(value) for name, value in changes.items()}
    own = Kluis(settings, environment, directory / "logs", [])
    yield own
    for process in own.processes:
        process.kill()
        process.wait()
