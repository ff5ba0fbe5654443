"""Start, watch and stop the four Airflow services of one machine.

`airflow standalone` does this too, but leaves its children behind when it is stopped. Here every service has a session,
a log file and a pid file of its own, and only processes that these files prove to be ours are ever stopped.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx

from woonkluis.platform.airflow import airflow_home, api_port, api_url, process_env
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.machine import alone, port_is_free, process_identity
from woonkluis.platform.settings import Settings, get_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

PROGRAM = (sys.executable, "-m", "airflow")

# Task logs are read from disk here, so no service needs the log server, which listens on every address.
SERVICES = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
"""Service and the `airflow` command that runs it."""

HEARTBEATS = {
    "scheduler": "latest_scheduler_heartbeat",
    "dag-processor": "latest_dag_processor_heartbeat",
    "triggerer": "latest_triggerer_heartbeat",
}

STALE_AFTER = timedelta(seconds=60)
"""A heartbeat comes every 5 seconds; older than this means that the service hangs."""

ANSWER_SECONDS = 30
"""A busy machine is slow, not down; where nobody listens the answer comes at once."""

START_SECONDS = 600
STOP_SECONDS = 45


def _pid_file(settings: Settings, service: str) -> Path:
    return airflow_home(settings) / f"{service}.pid"


def log_file(settings: Settings, service: str) -> Path:
    """File with the output of a service since its last start."""
    return settings.state_dir / "logs" / f"{service}.log"


def _running(settings: Settings, service: str) -> dict[str, Any] | None:
    """Return what we wrote down about a service that still runs; a file from before a restart proves nothing."""
    try:
        record: dict[str, Any] = json.loads(_pid_file(settings, service).read_text())
    except (FileNotFoundError, ValueError):
        return None
    identity = process_identity(record["pid"])
    return record if identity is not None and identity == record["identity"] else None


def any_running(settings: Settings) -> bool:
    """Whether at least one service of this installation runs."""
    return any(_running(settings, service) for service in SERVICES)


def _launch(settings: Settings, service: str, env: dict[str, str], fingerprint: str) -> None:
    log = log_file(settings, service)
    log.parent.mkdir(exist_ok=True, mode=0o700)
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        process = subprocess.Popen(
            [*PROGRAM, *SERVICES[service]],
            env=env,
            cwd=airflow_home(settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    record = {"pid": process.pid, "identity": process_identity(process.pid), "environment": fingerprint}
    _pid_file(settings, service).write_text(json.dumps(record))


def health(settings: Settings | None = None, *, since: datetime | None = None) -> dict[str, bool]:
    """Say of each service whether it works: it answers, or its heartbeat is fresh (and not older than `since`).

    On one machine its process must be alive as well.
    """
    settings = settings or get_settings()
    local = settings.airflow_url is None
    if local and not any_running(settings):
        return dict.fromkeys(SERVICES, False)
    try:
        with httpx.Client(base_url=api_url(settings), trust_env=False, timeout=ANSWER_SECONDS) as client:
            answer = client.get("/api/v2/monitor/health").raise_for_status().json()
            # Tasks report here; it is made ready at the first request, which may take longer than a task waits.
            client.get("/execution/health").raise_for_status()
    except (httpx.HTTPError, ValueError):
        return dict.fromkeys(SERVICES, False)
    fresh = max(datetime.now(UTC) - STALE_AFTER, since or datetime.min.replace(tzinfo=UTC))
    result = {"api-server": answer.get("metadatabase", {}).get("status") == "healthy"}
    for service, key in HEARTBEATS.items():
        heartbeat = (answer.get(service.replace("-", "_")) or {}).get(key)
        result[service] = heartbeat is not None and datetime.fromisoformat(heartbeat) >= fresh
    return {name: works and not (local and _running(settings, name) is None) for name, works in result.items()}


def _wait_until_healthy(settings: Settings, since: datetime, progress: Callable[[str], None]) -> None:
    deadline = time.monotonic() + START_SECONDS
    shown = None
    while True:
        state = health(settings, since=since)
        waiting = [service for service, works in state.items() if not works]
        if waiting != shown:
            progress(f"waiting for {', '.join(waiting)}" if waiting else "all services are healthy")
            shown = waiting
        if not waiting:
            return
        for service in waiting:
            if _running(settings, service) is None:
                raise WoonkluisError(
                    f"Airflow's {service} stopped right after its start: see {log_file(settings, service)}"
                )
        if time.monotonic() > deadline:
            raise WoonkluisError(f"Airflow's {waiting[0]} is not healthy yet: see {log_file(settings, waiting[0])}")
        time.sleep(0.5)


def start(settings: Settings | None = None, progress: Callable[[str], None] = lambda _: None) -> None:
    """Start the services that do not run and wait until all four are healthy.

    A running service keeps its process, unless the environment changed (the database got another port, say):
    services must agree on it, so then all of them start again.
    """
    settings = settings or get_settings()
    with alone(airflow_home(settings) / "services.lock"):
        airflow_home(settings).chmod(0o700)
        if _running(settings, "api-server") is None and not port_is_free(api_port(settings)):
            api_port(settings, renew=True)
        env = process_env(settings)
        ours = {name: value for name, value in env.items() if name.startswith(("AIRFLOW_", "WOONKLUIS_", "DBT_"))}
        fingerprint = hashlib.sha256(json.dumps(ours, sort_keys=True).encode()).hexdigest()
        records = {service: _running(settings, service) for service in SERVICES}
        if any(record and record["environment"] != fingerprint for record in records.values()):
            progress("the environment changed: services start again")
            _stop_all(settings)
            records = dict.fromkeys(SERVICES)
        since = datetime.min.replace(tzinfo=UTC) if all(records.values()) else datetime.now(UTC)
        for service, record in records.items():
            if record is None:
                _launch(settings, service, env, fingerprint)
        _wait_until_healthy(settings, since, progress)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _stop_all(settings: Settings) -> None:
    """Ask every service to stop; kill the sessions of those that do not, with the tasks they run.

    A killed task does no harm: every step is one transaction and is run again.
    """
    groups = {service: record["pid"] for service in SERVICES if (record := _running(settings, service))}
    for pid in groups.values():
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    # Not only the service itself, also what it started must be gone: each was made the leader of a group of its own.
    while any(_group_lives(group) for group in groups.values()) and time.monotonic() < deadline:
        _reap(groups.values())
        time.sleep(0.2)
    for group in groups.values():
        if _group_lives(group):
            os.killpg(group, signal.SIGKILL)
    _reap(groups.values())
    for service in SERVICES:
        _pid_file(settings, service).unlink(missing_ok=True)


def _reap(pids: Iterable[int]) -> None:
    """Collect services that this very process started, which would else stay as zombies."""
    for pid in pids:
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            continue


def stop(settings: Settings | None = None) -> bool:
    """Stop the services that run; returns whether there were any."""
    settings = settings or get_settings()
    if not any_running(settings):
        return False
    with alone(airflow_home(settings) / "services.lock"):
        _stop_all(settings)
    return True
