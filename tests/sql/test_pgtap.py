"""Run the pgTAP files beside this module, each in a transaction that is rolled back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

FILES = sorted(Path(__file__).parent.glob("*.sql"))


def run_tap(connection: psycopg.Connection[Any], path: Path) -> list[str]:
    """TAP lines of a file."""
    connection.execute("create extension pgtap")
    cursor = connection.execute(path.read_bytes())
    lines: list[str] = []
    while True:
        if cursor.description:
            lines += [line for row in cursor.fetchall() for line in str(row[0]).splitlines()]
        if not cursor.nextset():
            return lines


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_pgtap(path: Path, connect: Callable[..., psycopg.Connection[Any]]) -> None:
    lines = run_tap(connect("beheerder"), path)
    planned = [line for line in lines if line.startswith("1..")]
    done = [line for line in lines if line.startswith("ok ")]
    wrong = [line for line in lines if line.startswith(("not ok", "#"))]
    assert wrong == []
    assert planned == [f"1..{len(done)}"]
    assert done


def test_there_are_pgtap_files() -> None:
    assert len(FILES) >= 5


def test_a_failing_line_is_noticed(connect: Callable[..., psycopg.Connection[Any]], tmp_path: Path) -> None:
    file = tmp_path / "fout.sql"
    file.write_text("select plan(1); select ok(false, 'wrong'); select * from finish();")
    assert any(line.startswith("not ok 1") for line in run_tap(connect("beheerder"), file))
