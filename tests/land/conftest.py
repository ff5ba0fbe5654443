"""Deliveries registered in the private cluster, and the file makers of tests/read."""

from __future__ import annotations

import itertools
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from woonkluis.receive import receive

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "read"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "demo"))

from bestanden import GEMEENTE, KBO, PEILDATUM

if TYPE_CHECKING:
    from collections.abc import Callable

    from woonkluis.platform.settings import Settings


@pytest.fixture
def deliver(kluis: Settings, tmp_path: Path) -> Callable[[Path], int]:
    """Receive a file under a name of its own and return its levering_id."""
    numbers = itertools.count()

    def register(path: Path) -> int:
        regime, code = ("cwr", KBO) if path.suffix == ".xml" else ("lmvw", GEMEENTE)
        named = tmp_path / f"{regime}_{code}_{PEILDATUM}_{next(numbers)}{path.suffix}"
        shutil.copy(path, named)
        return receive(named, settings=kluis).levering_id

    return register
