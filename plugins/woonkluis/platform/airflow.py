"""Airflow as Woonkluis runs it on one machine: environment, metadata database, roles and users."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import sql

from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.machine import LOOPBACK, free_port
from woonkluis.platform.migrate import AIRFLOW_LOGIN, dbt_environment
from woonkluis.platform.secrets import AIRFLOW_SECRETS, WEB_USERS, ensure_passwords
from woonkluis.platform.settings import Settings, get_settings

if TYPE_CHECKING:
    from collections.abc import Mapping


def airflow_home(settings: Settings) -> Path:
    """Directory of Airflow's own files: logs, caches, pid files."""
    return settings.state_dir / "airflow"


def api_port(settings: Settings, *, renew: bool = False) -> int:
    """Port of the api-server: chosen once and remembered, or chosen anew."""
    path = airflow_home(settings) / "port.json"
    if not renew and path.exists():
        return int(json.loads(path.read_text()))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    port = free_port()
    path.write_text(json.dumps(port))
    return port


def api_url(settings: Settings) -> str:
    """Address of the api-server: of the server that WOONKLUIS_AIRFLOW_URL names, or the one on this machine."""
    return settings.airflow_url or f"http://{LOOPBACK}:{api_port(settings)}"


def airflow_env(settings: Settings | None = None) -> dict[str, str]:
    """Return the environment of every Airflow process; to be set before the first `import airflow`.

    All services of one machine get the same one. Tasks need no other password than those of dienst_lader and
    dienst_bouwer, never the beheerder's, but here they read them from a file that holds all: they run as the user who
    owns that file anyway. A server separates them: docker-compose.yml gives each service only the variables
    WOONKLUIS_PASSWORD_<LOGIN> of the logins it uses.
    """
    settings = settings or get_settings()
    ensure_passwords([AIRFLOW_LOGIN, *AIRFLOW_SECRETS], settings)
    home = airflow_home(settings)
    url = f"http://{LOOPBACK}:{api_port(settings)}"
    fernet_key = base64.urlsafe_b64encode(hashlib.sha256(settings.password("airflow_fernet").encode()).digest())
    # Cosmos gives each dbt process a target directory of its own.
    dbt = {name: value for name, value in dbt_environment(settings).items() if not name.endswith("_PATH")}
    return dbt | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(settings.repo_dir / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(settings.repo_dir / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        # Each is an idle process: the default of 32 costs memory and helps nobody on a small machine.
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
        "AIRFLOW__CORE__FERNET_KEY": fernet_key.decode(),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__CORE__HIDE_SENSITIVE_VAR_CONN_FIELDS": "True",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": settings.dsn(AIRFLOW_LOGIN, AIRFLOW_LOGIN).replace(
            "postgresql://", "postgresql+psycopg2://", 1
        ),
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(api_port(settings)),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__SECRET_KEY": settings.password("airflow_api"),
        "AIRFLOW__API__EXPOSE_CONFIG": "False",
        "AIRFLOW__API_AUTH__JWT_SECRET": settings.password("airflow_jwt"),
        # A task that gets no answer in the default 5 seconds counts as failed before it began.
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "10",
        "AIRFLOW__COSMOS__CACHE_DIR": str(home / "cosmos"),
        "AIRFLOW__COSMOS__ENABLE_TELEMETRY": "False",
        "AIRFLOW__COSMOS__UPLOAD_SQL_TO_XCOM": "False",
        "DO_NOT_TRACK": "1",
        "WOONKLUIS_REPO_DIR": str(settings.repo_dir),
        "WOONKLUIS_STATE_DIR": str(settings.state_dir),
        "WOONKLUIS_STORE_DIR": str(settings.store_dir),
        "WOONKLUIS_INBOX_DIR": str(settings.inbox_dir),
        "WOONKLUIS_SLEUTEL_DIR": str(settings.sleutel_dir),
    }


def process_env(settings: Settings) -> dict[str, str]:
    """Environment for an Airflow process: on a server what the process was given, here the one above.

    Variables of another Airflow in the caller's shell do not reach ours.
    """
    if settings.pg_host:
        return dict(os.environ)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_")}
    programs = Path(sys.executable).parent
    inherited["PATH"] = f"{programs}{os.pathsep}{inherited.get('PATH', os.defpath)}"
    return inherited | airflow_env(settings)


def run_airflow(*arguments: str, settings: Settings, env: Mapping[str, str] | None = None) -> None:
    """Run a Python module with Airflow's environment; raises WoonkluisError with its last line when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        env=env or process_env(settings),
        cwd=settings.repo_dir,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()
        raise WoonkluisError(f"{' '.join(arguments)} failed: {words[-1] if words else done.returncode}")


def _state(settings: Settings) -> str:
    """What the metadata database was last prepared with, as one line: versions, rights and users."""
    users = Path(__file__).with_name("airflow_users.py").read_bytes()
    secrets = "".join(settings.password(name) for name in WEB_USERS.values()).encode()
    mark = hashlib.sha256(users + secrets).hexdigest()[:16]
    packages = ("apache-airflow", "apache-airflow-providers-fab")
    return " ".join([*(f"{name} {version(name)}" for name in packages), "rights", mark])


def prepare(settings: Settings | None = None) -> bool:
    """Bring Airflow's metadata database, its roles and its users up to date; returns whether there was work.

    The work takes some 10 seconds, so the database itself remembers (in its comment) for what it was done last.
    """
    settings = settings or get_settings()
    ensure_passwords(WEB_USERS.values(), settings)
    state = _state(settings)
    with connect(AIRFLOW_LOGIN, database=AIRFLOW_LOGIN, autocommit=True, settings=settings) as connection:
        recorded = connection.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
        ).fetchone()
        if recorded == (state,):
            return False
        env = process_env(settings)
        run_airflow("airflow", "db", "migrate", settings=settings, env=env)
        run_airflow("woonkluis.platform.airflow_users", settings=settings, env=env)
        connection.execute(
            sql.SQL("comment on database {} is {}").format(sql.Identifier(AIRFLOW_LOGIN), sql.Literal(state))
        )
    return True
