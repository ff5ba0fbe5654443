"""A private PostGIS cluster inside the checkout, made from the installed Debian packages."""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.machine import alone, forbid_core_dumps, free_port, port_is_free
from woonkluis.platform.secrets import ensure_passwords
from woonkluis.platform.settings import ADMIN, Settings, get_settings

SERVER_PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian keeps a directory per major version."""

SERVER_USER = "postgres"
"""PostgreSQL refuses to run as root; Debian's package brings this unprivileged user."""

OUTSIDE = Path("/var/lib/woonkluis")
"""Where root keeps clusters of checkouts that the server's user may not enter."""

SOCKET_PATH_LIMIT = 90
"""A Unix socket path may hold 107 bytes; the server adds `/.s.PGSQL.<port>`."""

ADDRESSES = """
listen_addresses = '127.0.0.1'
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0777
"""
"""Where the private server listens; everybody may knock, passwords decide. The rest stands in sql/postgresql.conf."""


def _binaries() -> Path:
    """Directory with the newest PostgreSQL (15 or later) that has PostGIS and pgaudit."""
    candidates = sorted(SERVER_PROGRAMS.glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]), reverse=True)
    for initdb in candidates:
        version = initdb.parts[-3]
        extensions = Path(f"/usr/share/postgresql/{version}/extension")
        if int(version) >= 15 and all((extensions / f"{name}.control").exists() for name in ("postgis", "pgaudit")):
            return initdb.parent
    raise WoonkluisError(
        "PostgreSQL 15+ with PostGIS and pgaudit is not installed: run `make setup`, or use docker-compose.yml"
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
        raise WoonkluisError(f"{Path(command[0]).name} failed: {' '.join(words[-2:]) or done.returncode}")


def _open_directory(path: Path) -> None:
    """Make a directory that everybody may pass through but not list, whatever the umask."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o711)


def _base_dir(settings: Settings) -> Path:
    """Directory for the cluster's files.

    The checkout, unless root works in a directory that the server's user may not enter (such as /root):
    then a directory of this checkout's own elsewhere.
    """
    inside = settings.state_dir / "cluster"
    _open_directory(inside)
    if os.geteuid() != 0:
        return inside
    reachable = subprocess.run(["/usr/bin/test", "-x", str(inside)], cwd="/", check=False, **_as_server_user())
    if reachable.returncode == 0:
        return inside
    shutil.rmtree(inside)
    outside = OUTSIDE / _mark(settings.state_dir.resolve())
    _open_directory(outside.parent)
    _open_directory(outside)
    return outside


def _mark(path: Path) -> str:
    """Short name for a path, to keep what belongs to it apart in a shared directory."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _socket_dir(base: Path) -> Path:
    path = base / "socket"
    if len(str(path)) > SOCKET_PATH_LIMIT:
        parent = Path("/run/user") / str(os.geteuid()) if os.geteuid() else Path("/run")
        if not os.access(parent, os.W_OK):
            parent = Path("/var/tmp")  # noqa: S108
        path = parent / f"woonkluis-{_mark(base)}"
    return path


def _make_socket_dir(path: Path) -> None:
    """Make the socket's directory, also when a restart of the machine emptied /run; refuse one that another user made.

    Only its owner may write in it, so nobody can put a false server at the address that clients trust.
    """
    path.mkdir(parents=True, exist_ok=True)
    owner = _as_server_user()
    if path.stat().st_uid not in {os.geteuid(), owner.get("user")}:
        raise WoonkluisError(f"{path} belongs to another user: remove it")
    path.chmod(0o711)
    if owner:
        os.chown(path, owner["user"], owner["group"])


def _create(settings: Settings) -> dict[str, Any]:
    """Initialise the cluster; a half-made one from a killed attempt is removed first."""
    binaries = _binaries()
    _open_directory(settings.state_dir)
    ensure_passwords([ADMIN], settings)
    base = _base_dir(settings)
    data_dir = base / "data"
    if data_dir.exists():
        shutil.rmtree(data_dir)
    data_dir.mkdir(mode=0o700)
    password_file = base / "initdb.password"
    try:
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(settings.password(ADMIN))
        if owner := _as_server_user():
            for path in (data_dir, password_file):
                os.chown(path, owner["user"], owner["group"])
        _run(
            *(binaries / "initdb", "-D", data_dir, "-U", ADMIN, "--pwfile", password_file),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"),
        )
    finally:
        password_file.unlink(missing_ok=True)
    socket_dir = _socket_dir(base)
    with (data_dir / "postgresql.conf").open("a") as file:
        file.write((settings.repo_dir / "sql" / "postgresql.conf").read_text())
        file.write(ADDRESSES.format(socket_dir=str(socket_dir).replace("'", "''")))
    cluster = {"port": free_port(), "socket_dir": str(socket_dir), "data_dir": str(data_dir), "binaries": str(binaries)}
    _remember(cluster, settings)
    return cluster


def _remember(cluster: dict[str, Any], settings: Settings) -> None:
    draft = settings.cluster_file.with_suffix(".new")
    draft.write_text(json.dumps(cluster, indent=1))
    draft.replace(settings.cluster_file)


def _known(settings: Settings) -> dict[str, Any] | None:
    try:
        cluster: dict[str, Any] = json.loads(settings.cluster_file.read_text())
        return cluster if Path(cluster["data_dir"], "PG_VERSION").exists() else None
    except FileNotFoundError:
        return None
    except PermissionError:
        raise WoonkluisError(f"the cluster of {settings.state_dir} belongs to another user") from None


def _answers(cluster: dict[str, Any]) -> bool:
    """Whether this cluster's server runs; asked at its own socket, since its port may be somebody else's by now."""
    program = Path(cluster["binaries"]) / "pg_isready"
    ready = subprocess.run(
        [str(program), "-q", "-h", cluster["socket_dir"], "-p", str(cluster["port"])], check=False, cwd="/"
    )
    return ready.returncode == 0


def running(settings: Settings | None = None) -> bool:
    """Whether the private cluster answers."""
    cluster = _known(settings or get_settings())
    return bool(cluster and _answers(cluster))


def start(settings: Settings | None = None) -> None:
    """Make the cluster when there is none and start it; harmless when it runs."""
    settings = settings or get_settings()
    # The server inherits the limit.
    forbid_core_dumps()
    with alone(settings.cluster_lock):
        cluster = _known(settings) or _create(settings)
        if _answers(cluster):
            return
        if not port_is_free(cluster["port"]):
            cluster["port"] = free_port()
            _remember(cluster, settings)
        _make_socket_dir(Path(cluster["socket_dir"]))
        data_dir = Path(cluster["data_dir"])
        log = data_dir / "server.log"
        try:
            _run(
                *(Path(cluster["binaries"]) / "pg_ctl", "start", "-w", "-s", "-D", data_dir),
                *("-l", log, "-o", f"-p {cluster['port']}"),
            )
        except WoonkluisError as error:
            raise WoonkluisError(f"{error} ({log})") from None


def stop(settings: Settings | None = None) -> None:
    """Stop the cluster; harmless when it does not run."""
    settings = settings or get_settings()
    cluster = _known(settings)
    if not cluster:
        return
    with alone(settings.cluster_lock):
        if _answers(cluster):
            _run(Path(cluster["binaries"]) / "pg_ctl", "stop", "-w", "-s", "-m", "fast", "-D", cluster["data_dir"])


def remove(settings: Settings | None = None) -> None:
    """Stop the cluster and delete its files, also those outside the checkout."""
    settings = settings or get_settings()
    stop(settings)
    if cluster := _known(settings):
        base = Path(cluster["data_dir"]).parent
        shutil.rmtree(base)
        if base.parent == OUTSIDE and not any(OUTSIDE.iterdir()):
            OUTSIDE.rmdir()
        shutil.rmtree(cluster["socket_dir"], ignore_errors=True)
        settings.cluster_file.unlink()
