"""All of Woonkluis in one run: start it, deliver, wait for the layers, show what everybody sees, check every number.

Run by `make demo` after the set-up. Uses the commands that users have; exits with 1 when an expectation does not hold.
A second run delivers the same files again and changes nothing.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

import cwr_leveringen
import lmvw_leveringen
from overzicht import LOGINS, maak_beeld, toon_beeld
from verwachting import vergelijk
from woonkluis.access import partijen
from woonkluis.access.logins import ensure_demo_logins
from woonkluis.platform import airflow_services
from woonkluis.platform.airflow import api_url
from woonkluis.platform.airflow_api import AirflowApi
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.secrets import WEB_USERS
from woonkluis.platform.settings import get_settings
from woonkluis.report.progress import outdated, waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

REGIMES = ("lmvw", "cwr")
BUDGET = timedelta(minutes=15)
"""After this the run counts as stuck; on two free cores it takes less than five minutes."""

SICK_FOR = timedelta(minutes=2)
"""A busy machine may miss a heartbeat; a service that is unhealthy for longer needs somebody."""

LOG_EVERY = 15
"""Seconds between lines of progress where no line can be written over."""

console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)


@dataclass
class Run:
    """One DAG run of this demo, as far as it is."""

    dag_id: str
    run_id: str
    state: str
    done: int
    total: int


def woonkluis(*arguments: str) -> None:
    """Run the command line as a user would, its output visible."""
    console.print(f"[bold]$ woonkluis {arguments[0]}[/] {f'({len(arguments) - 1} files)' if arguments[1:] else ''}")
    done = subprocess.run([Path(sys.executable).with_name("woonkluis"), *arguments], check=False)
    if done.returncode:
        raise WoonkluisError(f"`woonkluis {arguments[0]}` failed")


def runs_of_interest(api: AirflowApi, moment: datetime) -> list[Run]:
    """List the runs since a moment, and older ones that go on, with how many of their tasks are done."""
    known = {}
    for query in (f"run_after_gte={moment:%Y-%m-%dT%H:%M:%SZ}", "state=queued", "state=running"):
        known |= {
            (run["dag_id"], run["dag_run_id"]): run for run in api.get(f"dags/~/dagRuns?{query}&limit=100")["dag_runs"]
        }
    runs = []
    for run in sorted(known.values(), key=lambda run: run["run_after"]):
        tasks: list[dict[str, Any]] = []
        if run["state"] == "running":
            path = f"dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}/taskInstances"
            tasks = api.get(f"{path}?limit=500")["task_instances"]
        done = sum(task["state"] in {"success", "skipped"} for task in tasks)
        runs.append(Run(run["dag_id"], run["dag_run_id"], run["state"], done, len(tasks)))
    return runs


class Watch:
    """Follow the work until nothing is left, or until it cannot finish any more."""

    def __init__(self, since: datetime) -> None:
        self._api = AirflowApi()
        self._since = since
        self._healthy_at = time.monotonic()

    def _check_health(self) -> None:
        sick = [service for service, works in airflow_services.health().items() if not works]
        now = time.monotonic()
        if not sick:
            self._healthy_at = now
        elif now - self._healthy_at > SICK_FOR.total_seconds():
            raise WoonkluisError(f"Airflow's {', '.join(sick)} is not healthy: `woonkluis status`, then `woonkluis up`")

    def look(self) -> tuple[bool, str]:
        """Say whether all is done, and tell how far the runs are; raises WoonkluisError when one failed."""
        self._check_health()
        runs = runs_of_interest(self._api, self._since)
        if failed := [run for run in runs if run.state == "failed"]:
            where = f"{api_url(get_settings())}/dags/{failed[0].dag_id}/runs/{failed[0].run_id}"
            raise WoonkluisError(f"{failed[0].dag_id} failed: {where}")
        busy = [run for run in runs if run.state in {"queued", "running"}]
        left = [regime for regime in REGIMES if waiting(regime) or outdated(regime)]
        text = ", ".join(f"{run.dag_id} {run.done}/{run.total}" for run in busy) or f"waiting for {', '.join(left)}"
        return not busy and not left and bool(runs), text


def wait(since: datetime) -> None:
    """Wait until all deliveries are decided and in the layers, showing progress."""
    watch = Watch(since)
    end = time.monotonic() + BUDGET.total_seconds()
    shown, shown_at = "", 0.0
    with console.status("deliveries") as status:
        while True:
            done, text = watch.look()
            if done:
                return
            if time.monotonic() > end:
                raise WoonkluisError(f"not ready after {BUDGET}: {text}")
            status.update(text)
            if not console.is_terminal and text != shown and time.monotonic() - shown_at > LOG_EVERY:
                console.print(f"  {text}")
                shown, shown_at = text, time.monotonic()
            time.sleep(2)


def deliver(paths: Sequence[Path]) -> datetime:
    """Deliver files by the command line; return the moment before."""
    moment = datetime.now(UTC) - timedelta(seconds=1)
    woonkluis("deliver", *map(str, paths))
    return moment


def ensure_parties() -> None:
    """Make the woonmaatschappijen known by name."""
    known = {code for code, *_ in partijen.partijen()[1]}
    for one in cwr_leveringen.WOONMAATSCHAPPIJEN:
        if one.kbo not in known:
            partijen.add(one.kbo, one.naam)


def show_addresses() -> None:
    """Tell how to go on: Airflow's pages and the connection of every demo login."""
    settings = get_settings()
    console.print(f"\nAirflow: {api_url(settings)}  user operator, password {settings.password(WEB_USERS['operator'])}")
    console.print("Databases, for psql, QGIS, R or a BI tool:")
    for login in LOGINS:
        console.print(f"  {settings.dsn(login)}", soft_wrap=True)


def main() -> int:
    """Run the demo; returns the exit code."""
    begin = time.monotonic()
    settings = get_settings()
    woonkluis("up")
    ensure_demo_logins()
    ensure_parties()
    lmvw = lmvw_leveringen.maak_leveringen(lmvw_leveringen.BRON, settings.state_dir / "demo")
    cwr = cwr_leveringen.maak_leveringen(settings.state_dir / "demo")
    before = maak_beeld()
    wait(deliver([*lmvw, *cwr]))
    after = maak_beeld()
    toon_beeld(after, console)
    wrong = vergelijk(after, lmvw, cwr)
    if before.kent([path.name for path in (*lmvw, *cwr)]):
        console.print(f"\nAll these files were here already: {'nothing' if after == before else 'something'} changed")
        wrong += [] if after == before else ["delivering the same files again changed the warehouse"]
    show_addresses()
    for line in wrong:
        console.print(f"[red]NOT AS EXPECTED[/] {line}")
    console.print(
        f"\n{'FAILED' if wrong else 'All expectations hold'}, {timedelta(seconds=round(time.monotonic() - begin))}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except WoonkluisError as error:
        sys.exit(f"demo: {error}")
