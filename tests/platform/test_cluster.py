"""The private cluster: restarts, survives a port that was taken meanwhile, stays closed to others."""

from __future__ import annotations

import shutil
import socket
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from woonkluis.platform import cluster
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import ADMIN, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a cluster below a directory with a difficult name that only its owner may enter."""
    parent = tmp_path_factory.mktemp("closed")
    parent.chmod(0o700)
    settings = Settings(state_dir=parent / "it's a state")
    cluster.start(settings)
    yield settings
    cluster.remove(settings)


def version(settings: Settings) -> int:
    with connect(ADMIN, database="postgres", settings=settings) as connection:
        return connection.info.server_version


def test_starts_twice_stops_twice(own: Settings) -> None:
    cluster.start(own)
    assert version(own) >= 150000
    cluster.stop(own)
    cluster.stop(own)
    assert not cluster.running(own)
    cluster.start(own)
    assert cluster.running(own)


def test_keeps_data_and_password_over_a_restart_on_another_port(own: Settings) -> None:
    with connect(ADMIN, database="postgres", settings=own) as connection:
        connection.execute("create table if not exists public.blijft ()")
    cluster.stop(own)
    port = own.address()[1]
    with socket.socket() as intruder:
        intruder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        intruder.bind(("127.0.0.1", port))
        intruder.listen()
        assert not cluster.running(own), "whoever listens on our port is not our cluster"
        cluster.start(own)
        assert own.address()[1] != port
        with connect(ADMIN, database="postgres", settings=own) as connection:
            assert connection.execute("select to_regclass('public.blijft') is not null").fetchone() == (True,)


def test_server_does_not_run_as_root_and_asks_for_a_password(own: Settings) -> None:
    with connect(ADMIN, database="postgres", settings=own) as connection:
        pid = connection.execute("select pg_backend_pid()").fetchone()[0]
        methods = {row[0] for row in connection.execute("select auth_method from pg_hba_file_rules")}
        assert Path(f"/proc/{pid}").stat().st_uid != 0, "looked at while it lives: it ends with the connection"
    assert methods == {"scram-sha-256"}
    assert stat.S_IMODE(own.secrets_file.stat().st_mode) == 0o600


def test_wrong_password_is_one_line_without_it(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOONKLUIS_PASSWORD_BEHEERDER", "geheim-en-fout")
    with pytest.raises(WoonkluisError) as caught:
        connect(ADMIN, database="postgres", settings=own)
    assert "password authentication failed" in str(caught.value)
    assert "geheim-en-fout" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_half_made_cluster_is_made_again(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path)
    half = tmp_path / "cluster" / "data"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15")
    assert not cluster.running(settings)
    try:
        cluster.start(settings)
        assert cluster.running(settings)
    finally:
        cluster.remove(settings)
    assert not settings.cluster_file.exists()


def test_without_postgresql_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "SERVER_PROGRAMS", tmp_path)
    with pytest.raises(WoonkluisError, match="make setup"):
        cluster.start(Settings(state_dir=tmp_path / "state"))
    shutil.rmtree(tmp_path / "state", ignore_errors=True)
