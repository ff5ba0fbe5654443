"""docker-compose.yml against the code: each service, command, mount and environment name exists."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from woonkluis.cli import app
from woonkluis.platform.airflow import airflow_env
from woonkluis.platform.airflow_services import SERVICES
from woonkluis.platform.migrate import AIRFLOW_LOGIN, TOOL_LOGINS
from woonkluis.platform.secrets import WEB_USERS
from woonkluis.platform.settings import ADMIN, Settings

REPO = Path(__file__).resolve().parents[2]
SITE = Path(next(path for path in sys.path if path.endswith("site-packages")))
COMPOSE = yaml.safe_load((REPO / "docker-compose.yml").read_text())["services"]
LOGINS = (ADMIN, AIRFLOW_LOGIN, *TOOL_LOGINS, *WEB_USERS.values())
PASSWORDS = {f"WOONKLUIS_PASSWORD_{login.upper()}" for login in LOGINS}
OURS = [name for name, service in COMPOSE.items() if service.get("image") == "woonkluis"]
FOREIGN_NAMES = {
    "db": {"POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB", "POSTGRES_INITDB_ARGS"},
    "redis": {"REDISCLI_AUTH"},
}
OTHER_TOOLS = {"DO_NOT_TRACK", "DBT_SEND_ANONYMOUS_USAGE_STATS", "DBT_PROFILES_DIR", "AIRFLOW_HOME"}


@cache
def airflow_options() -> set[str]:
    """Return the environment names of all options of Airflow, of the providers we use, and of Cosmos."""
    sections = yaml.safe_load((SITE / "airflow/config_templates/config.yml").read_text())
    for provider in SITE.glob("airflow/providers/*/get_provider_info.py"):
        sections |= runpy.run_path(str(provider))["get_provider_info"]().get("config") or {}
    asked = re.findall(r'conf\.get\w*\(\s*"cosmos", "(\w+)"', (SITE / "cosmos/settings.py").read_text())
    sections["cosmos"] = {"options": asked}
    return {f"AIRFLOW__{name}__{option}".upper() for name, told in sections.items() for option in told["options"]}


@cache
def airflow_commands() -> str:
    """Return the help of `airflow`; the commands of Celery show only with its executor."""
    environment = os.environ | {"AIRFLOW__CORE__EXECUTOR": "CeleryExecutor"}
    command = [sys.executable, "-m", "airflow", "--help"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def environment(service: str) -> dict[str, str]:
    return COMPOSE[service].get("environment") or {}


def unknown_names(service: str) -> set[str]:
    settings = {f"WOONKLUIS_{field.upper()}" for field in Settings.model_fields}
    known = FOREIGN_NAMES.get(service, set()) | settings | PASSWORDS | OTHER_TOOLS | airflow_options()
    return set(environment(service)) - known


def test_the_services_are_those_of_one_machine_and_what_a_server_adds() -> None:
    assert set(SERVICES) | {"api", "db", "migrate", "redis", "worker", "woonkluis"} == set(COMPOSE)
    assert {name for name, service in COMPOSE.items() if service.get("profiles") == ["celery"]} == {"redis", "worker"}


@pytest.mark.parametrize("service", COMPOSE)
def test_every_environment_name_exists(service: str) -> None:
    assert unknown_names(service) == set()


def test_a_misspelt_name_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AIRFLOW__CORE__DAG_FOLDER", "WOONKLUIS_PG_HOSTS", "WOONKLUIS_PASSWORD_DIENST_LEZER"):
        monkeypatch.setitem(environment("scheduler"), name, "x")
    assert len(unknown_names("scheduler")) == 3


@pytest.mark.parametrize("service", OURS)
def test_every_command_exists(service: str) -> None:
    program, *arguments = [*COMPOSE[service].get("entrypoint", []), *COMPOSE[service].get("command", [])]
    if program == "woonkluis":
        commands = {command.name or command.callback.__name__ for command in app.registered_commands}
        assert set(arguments[:1]) <= commands
    else:
        assert program == "airflow"
        assert re.search(rf"^\s+{arguments[0]}\s", airflow_commands(), re.MULTILINE)


def test_a_service_starts_as_on_one_machine() -> None:
    for service, arguments in SERVICES.items():
        assert COMPOSE[service]["command"] == ["airflow", arguments[0]]


def test_bind_mounts_and_copied_directories_exist() -> None:
    mounts = [mount for service in COMPOSE.values() for mount in service.get("volumes", [])]
    bound = [mount.split(":")[0] for mount in mounts if mount.startswith(".")]
    assert bound, "the server's settings are mounted"
    copied = re.findall(r"^COPY (.+) \S+$", (REPO / "Dockerfile").read_text(), re.MULTILINE)
    sources = [*bound, *(word for line in copied for word in line.split())]
    assert [source for source in sources if not (REPO / source).exists()] == []
    allowed = re.findall(r"^!(\S+)$", (REPO / ".dockerignore").read_text(), re.MULTILINE)
    unsent = [source for source in sources if not any(Path(source).match(pattern) for pattern in allowed)]
    assert unsent == bound


def test_targets_and_named_volumes_exist() -> None:
    targets = set(re.findall(r"^FROM \S+ AS (\S+)$", (REPO / "Dockerfile").read_text(), re.MULTILINE))
    assert {service["build"]["target"] for service in COMPOSE.values() if "build" in service} == targets
    volumes = yaml.safe_load((REPO / "docker-compose.yml").read_text())["volumes"]
    named = {m.split(":")[0] for s in COMPOSE.values() for m in s.get("volumes", []) if not m.startswith(".")}
    assert named == set(volumes)


def test_a_service_gets_only_the_passwords_it_uses() -> None:
    held = {service: set(environment(service)) & PASSWORDS for service in OURS}
    assert held.pop("migrate") == PASSWORDS
    tasks = {f"WOONKLUIS_PASSWORD_DIENST_{name}" for name in ("LADER", "BOUWER", "TOEGANG", "AUDIT", "KLUIS")}
    assert held.pop("scheduler") == held.pop("worker") == tasks
    assert held.pop("woonkluis") == {
        *("WOONKLUIS_PASSWORD_DIENST_LADER", "WOONKLUIS_PASSWORD_DIENST_AUDIT", "WOONKLUIS_PASSWORD_AIRFLOW_OPERATOR"),
        *("WOONKLUIS_PASSWORD_DIENST_TOEGANG", "WOONKLUIS_PASSWORD_DIENST_TOEGANGSBORD"),
        "WOONKLUIS_PASSWORD_DIENST_KLUIS",
    }
    assert held.pop("api") == {"WOONKLUIS_PASSWORD_DIENST_API"}
    assert held.pop("api-server") == {"WOONKLUIS_PASSWORD_DIENST_BORD", "WOONKLUIS_PASSWORD_DIENST_TOEGANGSBORD"}
    assert set().union(*held.values()) == set()


def test_only_who_reads_deliveries_holds_the_secret_keys_and_nobody_dumps_core() -> None:
    """WIV-6.12."""
    mounts = {service: " ".join(COMPOSE[service]["volumes"]) for service in OURS}
    for keys in ("identiteit", "pseudoniem"):
        held = {service for service, told in mounts.items() if keys in told}
        assert held == {"migrate", "scheduler", "worker", "woonkluis"}
        made_by = {service for service in held if f"{keys}:/var/lib/sleutels/{keys} " in f"{mounts[service]} "}
        assert made_by == {"migrate", "woonkluis"}
    assert all(COMPOSE[service]["ulimits"] == {"core": 0} for service in [*OURS, "db"])


def test_airflow_is_set_as_on_one_machine(kluis: Settings) -> None:
    here = airflow_env(kluis)
    there = environment("scheduler")
    differs_by_place = re.compile(r"WOONKLUIS_|AIRFLOW_HOME|.*(FOLDER|DIR|URL|HOST|PORT|KEY|SECRET|CONN|EXECUTOR)$")
    same = {name: value for name, value in here.items() if not differs_by_place.match(name)}
    assert len(same) >= 10
    assert same == {name: there.get(name) for name in same}


def test_every_variable_stands_in_the_example_and_none_has_a_value_that_is_a_secret() -> None:
    text = (REPO / "docker-compose.yml").read_text()
    example = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", (REPO / ".env.example").read_text(), re.MULTILINE))
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) | {"COMPOSE_PROFILES"} == set(example)
    assert {name for name, value in example.items() if value} == {
        "AIRFLOW__API__BASE_URL",
        "AIRFLOW__CORE__EXECUTOR",
        "COMPOSE_PROFILES",
    }


def test_ports_are_published_on_this_machine_only() -> None:
    ports = [port for service in COMPOSE.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
