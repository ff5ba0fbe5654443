"""Airflow's environment and rights, and the supervisor that starts and stops its services."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from woonkluis.platform import airflow_services as services
from woonkluis.platform.airflow import airflow_env, api_port, process_env
from woonkluis.platform.airflow_users import operator_rights
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.machine import free_port, process_identity
from woonkluis.platform.settings import ADMIN, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SERVICE = """
import os, signal, sys, time
if "stubborn" in sys.argv[1]:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "parent" in sys.argv[1] and not os.fork():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(300)
"""
"""Stands in for a service: one that stops when asked, one that does not, one that leaves a child behind."""


@pytest.fixture
def supervised(kluis: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings with a state directory of their own, the cluster of the tests, and stand-ins for services."""
    settings = Settings(state_dir=tmp_path)
    (tmp_path / "cluster.json").write_text(kluis.cluster_file.read_text())
    (tmp_path / "geheimen.json").write_text(kluis.secrets_file.read_text())
    monkeypatch.setattr(services, "PROGRAM", (sys.executable, "-c", SERVICE))
    monkeypatch.setattr(
        services, "SERVICES", {"api-server": ["plain"], "scheduler": ["parent"], "triggerer": ["stubborn"]}
    )
    monkeypatch.setattr(services, "STOP_SECONDS", 2)
    monkeypatch.setattr(services, "_wait_until_healthy", lambda *_: None)
    yield settings
    services.stop(settings)


def recorded(settings: Settings) -> dict[str, int]:
    return {
        service: json.loads((settings.state_dir / "airflow" / f"{service}.pid").read_text())["pid"]
        for service in services.SERVICES
    }


def group_members(group: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(100):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("did not happen")


def test_environment_names_this_installation_only(kluis: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "SequentialExecutor")
    monkeypatch.setenv("AIRFLOW_CONN_ELDERS", "postgresql://elders")
    env = process_env(kluis)
    assert env["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert "AIRFLOW_CONN_ELDERS" not in env
    assert env["PATH"].startswith(f"{Path(sys.executable).parent}:")
    assert f"127.0.0.1:{kluis.address()[1]}/airflow" in env["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
    assert env["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert env == process_env(kluis), "the same every time, or services would restart"


def test_environment_holds_no_password_of_the_administrator(kluis: Settings) -> None:
    env = airflow_env(kluis)
    assert [name for name, value in env.items() if kluis.password(ADMIN) in value] == []
    assert env["AIRFLOW__CORE__FERNET_KEY"] != kluis.password("airflow_fernet")
    assert len(env["AIRFLOW__API_AUTH__JWT_SECRET"]) >= 64


def test_airflow_sees_nothing_of_the_warehouse(connect: Callable[..., Any], kluis: Settings) -> None:
    with pytest.raises(WoonkluisError, match="permission denied"):
        connect("airflow")
    assert connect("airflow", database="airflow").execute("select current_user").fetchone() == ("airflow",)


def test_operator_reads_and_runs_but_does_not_administer() -> None:
    rights = operator_rights()
    changes = {resource for action, resource in rights if action in {"can_create", "can_edit", "can_delete"}}
    assert changes == {"DAG Runs", "Task Instances", "HITL Detail", "My Password", "My Profile"}
    assert not {"Connections", "Variables", "Configurations", "Users", "Roles"} & {resource for _, resource in rights}


def test_plugins_folder_offers_airflow_no_module_of_the_package(airflow: dict[str, str]) -> None:
    """Airflow loads a plugin file under its bare name: our `secrets.py` would replace Python's."""
    from airflow._shared.module_loading import find_path_from_directory

    folder = airflow["AIRFLOW__CORE__PLUGINS_FOLDER"]
    offered = [Path(path) for path in find_path_from_directory(folder, ".airflowignore")]
    assert [path for path in offered if path.suffix == ".py" and path.parent != Path(folder)] == []


def test_start_twice_stop_twice_leaves_nothing(supervised: Settings) -> None:
    services.start(supervised)
    first = recorded(supervised)
    services.start(supervised)
    assert recorded(supervised) == first, "running services are left alone"
    wait_for(lambda: len(group_members(first["scheduler"])) == 2)
    assert services.stop(supervised)
    assert [members for pid in first.values() if (members := group_members(pid))] == []
    assert not services.stop(supervised)
    assert not services.any_running(supervised)


def test_a_service_that_died_is_started_again(supervised: Settings) -> None:
    services.start(supervised)
    first = recorded(supervised)
    os.kill(first["api-server"], 9)
    os.waitpid(first["api-server"], 0)
    services.start(supervised)
    second = recorded(supervised)
    assert {service for service in first if first[service] != second[service]} == {"api-server"}


def test_services_start_again_when_their_environment_changed(supervised: Settings) -> None:
    services.start(supervised)
    first = recorded(supervised)
    api_port(supervised, renew=True)
    told: list[str] = []
    services.start(supervised, told.append)
    assert not set(recorded(supervised).values()) & set(first.values())
    assert any("environment changed" in line for line in told)


def test_a_pid_file_from_before_a_restart_harms_nobody(supervised: Settings) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"]) as stranger:
        pid_file = supervised.state_dir / "airflow" / "scheduler.pid"
        pid_file.parent.mkdir()
        record = {"pid": stranger.pid, "identity": "another boot/12345", "environment": ""}
        pid_file.write_text(json.dumps(record))
        assert not services.any_running(supervised)
        assert not services.stop(supervised)
        services.start(supervised)
        assert recorded(supervised)["scheduler"] != stranger.pid
        services.stop(supervised)
        assert stranger.poll() is None, "a process that is not ours is not stopped"
        stranger.kill()


def test_a_damaged_pid_file_counts_as_none(supervised: Settings) -> None:
    pid_file = supervised.state_dir / "airflow" / "scheduler.pid"
    pid_file.parent.mkdir()
    pid_file.write_text('{"pid": 1')
    assert not services.any_running(supervised)


def test_a_service_that_stops_at_once_is_reported_with_its_log(
    kluis: Settings, supervised: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(services, "PROGRAM", (sys.executable, "-c", "raise SystemExit('kan niet')"))
    with pytest.raises(WoonkluisError, match=r"stopped right after its start: see .*logs/.*\.log"):
        services.start(supervised)
    logs = {services.log_file(supervised, service) for service in services.SERVICES}
    assert all(log.stat().st_mode & 0o077 == 0 for log in logs)


def test_another_service_on_our_port_is_not_airflow(supervised: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    services.start(supervised)
    monkeypatch.setattr(
        httpx.Client, "get", lambda *_, **__: httpx.Response(200, json={}, request=httpx.Request("GET", "/"))
    )
    assert set(services.health(supervised).values()) == {False}


def test_identity_of_a_process_is_more_than_its_number() -> None:
    identity = process_identity(os.getpid())
    assert identity is not None
    assert re.fullmatch(r"[0-9a-f-]{36}/\d+", identity)
    assert process_identity(2**22 + 1) is None


def test_free_port_is_free() -> None:
    assert 1024 < free_port() < 65536
