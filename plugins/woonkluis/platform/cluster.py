"""A private PostGIS cluster inside the checkout, made from the installed Debian packages."""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.secrets import ensure_passwords
from woonkluis.platform.settings import ADMIN, Settings, get_settings

SERVER_USER = "postgres"
"""PostgreSQL refuses to run as root; Debian's package brings this unprivileged user."""

SOCKET_PATH_LIMIT = 90
"""A Unix socket path may hold 107 bytes; the server adds `/.s.PGSQL.<port>`."""

CONFIGURATION = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0777
max_connections = 200
shared_buffers = '512MB'
maintenance_work_mem = '256MB'
max_wal_size = '2GB'
jit = off
timezone = 'Europe/Amsterdam'
shared_preload_libraries = 'pgaudit'
log_destination = 'stderr'
log_connections = on
log_line_prefix = '%m [%p] %u@%d %a '
# Statements and row details of errors hold what people may not see: WIV-6.9 asks who and when, not the contents.
log_statement = 'none'
log_min_error_statement = 'panic'
log_error_verbosity = 'terse'
"""


def _binaries() -> Path:
    """Directory with the newest PostgreSQL (15 or later) that has PostGIS."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]), reverse=True)
    for initdb in candidates:
        version = initdb.parts[-3]
        if int(version) >= 15 and Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists():
            return initdb.parent
    raise WoonkluisError(
        "PostgreSQL 15+ with PostGIS is not installed: run `make setup`, or use docker-compose.yml with an existing server"
    )


def _as_server_user() -> dict[str, Any]:
    """Arguments for subprocess that drop root to the server's user; empty for everybody else."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise WoonkluisError(f"user {SERVER_USER} is missing: Debian's postgresql package makes it") from None
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(*command: str | Path) -> None:
    """Run a server program from a directory that its user can enter; its own words become the error."""
    done = subprocess.run(
        [str(part) for part in command], cwd="/", capture_output=True, text=True, check=False, **_as_server_user()
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()
        raise WoonkluisError(f"{Path(command[0]).name} failed: {words[-1] if words else done.returncode}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _base_dir(settings: Settings) -> Path:
    """Directory for the cluster's files.

    The checkout, unless root works in a directory that the server's user may not enter (such as /root):
    then a directory of this checkout's own below /var/lib/woonkluis.
    """
    inside = settings.state_dir / "cluster"
    inside.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return inside
    reachable = subprocess.run(["/usr/bin/test", "-x", str(inside)], cwd="/", check=False, **_as_server_user())
    if reachable.returncode == 0:
        return inside
    inside.rmdir()
    mark = hashlib.sha256(str(settings.state_dir.resolve()).encode()).hexdigest()[:12]
    outside = Path("/var/lib/woonkluis") / mark
    outside.mkdir(parents=True, exist_ok=True)
    return outside


def _socket_dir(base: Path) -> Path:
    path = base / "socket"
    if len(str(path)) > SOCKET_PATH_LIMIT:
        mark = hashlib.sha256(str(base).encode()).hexdigest()[:12]
        path = Path("/run/user") / str(os.geteuid()) if os.geteuid() else Path("/run")
        path = (path if path.is_dir() and os.access(path, os.W_OK) else Path("/var/tmp")) / f"woonkluis-{mark}"  # noqa: S108
    path.mkdir(parents=True, exist_ok=True, mode=0o755)
    return path


def _create(settings: Settings) -> dict[str, Any]:
    """Initialise the cluster; a half-made one from a killed attempt is removed first."""
    binaries = _binaries()
    settings.state_dir.mkdir(parents=True, exist_ok=True, mode=0o711)
    ensure_passwords([ADMIN], settings)
    base = _base_dir(settings)
    data_dir = base / "data"
    shutil.rmtree(data_dir, ignore_errors=True)
    data_dir.mkdir(mode=0o700)
    socket_dir = _socket_dir(base)
    password_file = base / "initdb.password"
    try:
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(settings.password(ADMIN))
        if owner := _as_server_user():
            for path in (base, data_dir, socket_dir, password_file):
                os.chown(path, owner["user"], owner["group"])
        _run(
            *(binaries / "initdb", "-D", data_dir, "-U", ADMIN, "--pwfile", password_file),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"),
        )
    finally:
        password_file.unlink(missing_ok=True)
    port = _free_port()
    with (data_dir / "postgresql.conf").open("a") as file:
        file.write(CONFIGURATION.format(port=port, socket_dir=socket_dir))
    cluster = {"port": port, "socket_dir": str(socket_dir), "data_dir": str(data_dir), "binaries": str(binaries)}
    settings.cluster_file.write_text(json.dumps(cluster, indent=1))
    return cluster


def _known(settings: Settings) -> dict[str, Any] | None:
    try:
        cluster: dict[str, Any] = json.loads(settings.cluster_file.read_text())
    except FileNotFoundError:
        return None
    return cluster if Path(cluster["data_dir"], "PG_VERSION").exists() else None


def running(settings: Settings | None = None) -> bool:
    """Whether the private cluster answers."""
    cluster = _known(settings or get_settings())
    if not cluster:
        return False
    ready = subprocess.run(
        [str(Path(cluster["binaries"]) / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(cluster["port"])], check=False
    )
    return ready.returncode == 0


def start(settings: Settings | None = None) -> None:
    """Make the cluster when there is none and start it; harmless when it runs."""
    settings = settings or get_settings()
    cluster = _known(settings) or _create(settings)
    if running(settings):
        return
    socket_dir = Path(cluster["socket_dir"])
    if not socket_dir.exists():
        socket_dir.mkdir(parents=True, mode=0o755)
        if owner := _as_server_user():
            os.chown(socket_dir, owner["user"], owner["group"])
    data_dir = Path(cluster["data_dir"])
    _run(Path(cluster["binaries"]) / "pg_ctl", "start", "-w", "-s", "-D", data_dir, "-l", data_dir / "server.log")


def stop(settings: Settings | None = None) -> None:
    """Stop the cluster; harmless when it does not run."""
    settings = settings or get_settings()
    cluster = _known(settings)
    if cluster and running(settings):
        _run(Path(cluster["binaries"]) / "pg_ctl", "stop", "-w", "-s", "-m", "fast", "-D", cluster["data_dir"])


def remove(settings: Settings | None = None) -> None:
    """Stop the cluster and delete its files, also those outside the checkout."""
    settings = settings or get_settings()
    stop(settings)
    if cluster := _known(settings):
        shutil.rmtree(Path(cluster["data_dir"]).parent)
        shutil.rmtree(cluster["socket_dir"], ignore_errors=True)
        settings.cluster_file.unlink()
