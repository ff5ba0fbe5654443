"""Bring the database to the state that sql/ and the seeds describe; safe to repeat."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from psycopg import sql
from yoyo import get_backend, read_migrations

from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.secrets import ensure_passwords
from woonkluis.platform.settings import ADMIN, Settings, get_settings
from woonkluis.platform.sleutels import ensure_keys, ensure_pseudoniem_sleutels

if TYPE_CHECKING:
    from psycopg import Connection

TOOL_LOGINS = {
    "dienst_lader": "woonkluis_lader",
    "dienst_bouwer": "woonkluis_bouwer",
    "dienst_toegang": "woonkluis_toegang",
    "dienst_api": "woonkluis_api",
    "dienst_bord": "woonkluis_bord",
    "dienst_toegangsbord": "woonkluis_toegangsbord",
    "dienst_audit": "woonkluis_audit",
    "dienst_kluis": "woonkluis_kluis",
}
"""Logins of the tools and the technical role each is a member of; owners themselves never log in."""

AIRFLOW_LOGIN = "airflow"
"""Airflow's own login: reaches its own database and nothing of the warehouse."""


def ensure_login(connection: Connection, login: str, group: str | None, password: str) -> None:
    """Create or refresh a login with a scram password and membership of at most one group role."""
    name = sql.Identifier(login)
    if not connection.execute("select 1 from pg_roles where rolname = %s", [login]).fetchone():
        connection.execute(sql.SQL("create role {} login").format(name))
    connection.execute(
        sql.SQL(
            "alter role {} login inherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls password {}"
        ).format(name, sql.Literal(password))
    )
    if group:
        connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(group), name))


def _ensure_databases(settings: Settings) -> None:
    """Make the warehouse and Airflow's metadata database, each closed to everybody else."""
    ensure_passwords([ADMIN, AIRFLOW_LOGIN, *TOOL_LOGINS], settings)
    with connect(ADMIN, database="postgres", autocommit=True, settings=settings) as admin:
        ensure_login(admin, AIRFLOW_LOGIN, None, settings.password(AIRFLOW_LOGIN))
        existing = {row[0] for row in admin.execute("select datname from pg_database")}
        if settings.pg_database not in existing:
            admin.execute(sql.SQL("create database {}").format(sql.Identifier(settings.pg_database)))
        if AIRFLOW_LOGIN not in existing:
            admin.execute(sql.SQL("create database {0} owner {0}").format(sql.Identifier(AIRFLOW_LOGIN)))
        for database in (AIRFLOW_LOGIN, "postgres", "template1"):
            admin.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(database)))


def _apply_migrations(settings: Settings) -> int:
    """Apply the numbered migrations that are not applied yet; returns how many."""
    backend = get_backend(settings.dsn(ADMIN).replace("postgresql://", "postgresql+psycopg://", 1))
    migrations = read_migrations(str(settings.repo_dir / "sql" / "migrations"))
    with backend.lock():
        todo = backend.to_apply(migrations)
        backend.apply_migrations(todo)
        return len(todo)


def _apply_repeatables(settings: Settings) -> None:
    """Run sql/views and sql/policies again: they replace what they define, so the files are the truth."""
    for room in ("views", "policies"):
        for path in sorted((settings.repo_dir / "sql" / room).glob("*.sql")):
            with connect(ADMIN, settings=settings) as admin:
                admin.execute(path.read_bytes())


def _ensure_tool_logins(settings: Settings) -> None:
    with connect(ADMIN, settings=settings) as admin:
        for login, group in TOOL_LOGINS.items():
            ensure_login(admin, login, group, settings.password(login))


def _pseudoniem_versies(settings: Settings) -> list[tuple[str, int]]:
    """Versions of pseudonyms that this database has and that nobody retired (WIV-3.1)."""
    query = "select doel, versie from cwr_kluis.pseudoniem_versie where ingetrokken_op is null"
    with connect(ADMIN, settings=settings) as admin:
        return [(str(doel), int(versie)) for doel, versie in admin.execute(query)]


def dbt_environment(settings: Settings) -> dict[str, str]:
    """Environment for a dbt process: the builder's connection as dbt/profiles.yml reads it, and no telemetry."""
    host, port = settings.address()
    return {
        "DBT_PROFILES_DIR": str(settings.repo_dir / "dbt"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_TARGET_PATH": str(settings.state_dir / "dbt" / "target"),
        "DBT_LOG_PATH": str(settings.state_dir / "dbt" / "logs"),
        "WOONKLUIS_PG_HOST": host,
        "WOONKLUIS_PG_PORT": str(port),
        "WOONKLUIS_PG_DATABASE": settings.pg_database,
        "WOONKLUIS_PASSWORD_DIENST_BOUWER": settings.password("dienst_bouwer"),
    }


DBT_PROFILE = ("--profile", "woonkluis", "--target", "bouwer")
"""Named as Cosmos names it: dbt then accepts in Airflow's tasks what it parsed here."""


def run_dbt(*arguments: str, settings: Settings | None = None) -> str:
    """Run dbt on the project in dbt/ and return what it printed.

    Raises WoonkluisError with dbt's last words when it fails.
    """
    settings = settings or get_settings()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "dbt.cli.main", *arguments),
            *("--project-dir", str(settings.repo_dir / "dbt"), *DBT_PROFILE),
        ],
        env=os.environ | dbt_environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        words = [line for line in done.stdout.splitlines() if line.strip()]
        raise WoonkluisError(f"dbt {arguments[0]} failed: {' | '.join(words[-3:])}")
    return done.stdout


def migrate(settings: Settings | None = None, *, seed: bool = True) -> int:
    """Create keys and databases, apply migrations, views, policies and logins, load the reference data.

    Returns the number of newly applied migrations.
    """
    settings = settings or get_settings()
    ensure_keys(settings)
    _ensure_databases(settings)
    applied = _apply_migrations(settings)
    _ensure_tool_logins(settings)
    ensure_pseudoniem_sleutels(settings, _pseudoniem_versies(settings))
    # Views read the reference data, so in a new database that comes first.
    if seed:
        run_dbt("seed", "--quiet", settings=settings)
    _apply_repeatables(settings)
    return applied
