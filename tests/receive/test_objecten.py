"""An inbox in an object store, with the path class under Airflow's ObjectStoragePath."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from upath import UPath

from woonkluis.platform.errors import WoonkluisError
from woonkluis.receive import collect_inbox, fetch_objects

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.platform.settings import Settings

NAME = "cwr_0400000086_2026-01-01.xml"


@pytest.mark.parametrize("scheme", ["memory", "file"])
def test_objects_become_deliveries(eigen: Settings, tmp_path: Path, scheme: str) -> None:
    root = UPath("memory://bak/in") if scheme == "memory" else UPath(f"file://{tmp_path}/bak")
    root.mkdir(parents=True, exist_ok=True)
    (root / NAME).write_bytes(b"<levering/>" + scheme.encode())
    (root / "half.xml.part").write_bytes(b"x")
    (root / ".verborgen").write_bytes(b"x")
    (root / "map").mkdir()
    (root / "map" / NAME).write_bytes(b"x")
    assert fetch_objects(root, settings=eigen) == [NAME]
    assert sorted(one.name for one in root.iterdir()) == [".verborgen", "half.xml.part", "map"]
    collected = collect_inbox("cwr", settle_seconds=0, settings=eigen)
    assert ([one.regime for one in collected.received], collected.refused) == (["cwr"], ())
    assert fetch_objects(root, settings=eigen) == []


def test_what_stands_there_already_waits_and_a_copy_again_is_the_same_delivery(eigen: Settings) -> None:
    root = UPath("memory://bak/weer")
    root.mkdir(parents=True, exist_ok=True)
    (root / NAME).write_bytes(b"<levering/>")
    eigen.inbox_dir.mkdir()
    (eigen.inbox_dir / NAME).write_bytes(b"<levering/>")
    # As after a process that was killed between copy and removal.
    assert fetch_objects(root, settings=eigen) == []
    (first,) = collect_inbox("cwr", settle_seconds=0, settings=eigen).received
    assert fetch_objects(root, settings=eigen) == [NAME]
    (again,) = collect_inbox("cwr", settle_seconds=0, settings=eigen).received
    assert (again.levering_id, again.nieuw) == (first.levering_id, False)


def test_a_store_that_is_not_there_is_one_line(eigen: Settings, tmp_path: Path) -> None:
    with pytest.raises(WoonkluisError, match=r"^inbox in the object store: [A-Za-z ]+$"):
        fetch_objects(UPath(f"file://{tmp_path}/weg"), settings=eigen)
