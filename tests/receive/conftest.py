"""An installation of its own per test, on the shared database, whose deliveries go with the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from woonkluis.platform.settings import Settings


@pytest.fixture
def eigen(kluis: Settings, connect: Callable[..., Any], tmp_path: Path) -> Iterator[Settings]:
    """Settings with an empty store and inbox."""
    beheerder = connect("beheerder", autocommit=True)
    (last,) = beheerder.execute("select coalesce(max(levering_id), 0) from register.levering").fetchone()
    yield kluis.model_copy(update={"store_dir": tmp_path / "opslag", "inbox_dir": tmp_path / "inbox"})
    with beheerder.transaction():
        # A verklaring stays for ever: only so an administrator takes it away.
        beheerder.execute("set local session_replication_role = replica")
        beheerder.execute("delete from register.bijlage where levering_id > %s", [last])
        beheerder.execute("delete from register.levering where levering_id > %s", [last])


@pytest.fixture
def bestand(tmp_path: Path) -> Callable[..., Path]:
    """Make a file with these bytes under this name."""

    def make(name: str, content: bytes = b"bytes") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return make
