"""Steps on a stopped woonmaatschappij are skipped with a clear line (WIV-8.1); the inbox may be in an object store."""

from __future__ import annotations

import runpy
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.receive import StoppedError, fetch_objects

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.platform.settings import Settings


def test_a_step_on_a_stopped_one_is_skipped(dagbag: Any, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.sdk.exceptions import AirflowSkipException

    step = runpy.run_path(str(repo / "dags" / "leveringen.py"))["step"]
    monkeypatch.setitem(step.__globals__, "progress", lambda levering_id: SimpleNamespace(status="geland"))

    def stopped(levering_id: int) -> None:
        raise StoppedError(f"levering {levering_id} waits: bronhouder 0400000086 is stopped (WIV-8.1)")

    with pytest.raises(AirflowSkipException, match=r"^levering 7 waits: bronhouder 0400000086 is stopped \(WIV-8.1\)$"):
        step({"levering_id": 7}, stopped)


def test_objects_come_through_the_path_of_airflow(dagbag: Any, kluis: Settings, tmp_path: Path) -> None:
    from airflow.sdk import ObjectStoragePath

    root = ObjectStoragePath(f"file://{tmp_path}/bak")
    (tmp_path / "bak").mkdir()
    (tmp_path / "bak" / "cwr_0400000086_2026-01-01.xml").write_bytes(b"<levering/>")
    settings = kluis.model_copy(update={"inbox_dir": tmp_path / "inbox"})
    assert fetch_objects(root, settings=settings) == ["cwr_0400000086_2026-01-01.xml"]
    assert (tmp_path / "inbox/cwr_0400000086_2026-01-01.xml").read_bytes() == b"<levering/>"
    assert list((tmp_path / "bak").iterdir()) == []
