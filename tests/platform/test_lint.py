"""The checkers themselves: each finds a planted fault."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def run(*command: str, cwd: Path = REPO) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(BIN / command[0]), *command[1:]], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("path", "fault", "rule"),
    [
        ("plugins/woonkluis/land/x.py", "import os\n", "F401"),
        ("plugins/woonkluis/land/x.py", '"""Doc."""\n\n\ndef f(a):\n    """Doc."""\n    return a\n', "ANN001"),
        ("dags/x.py", '"""Doc."""\n\nSQL = "select 1 from t where a = " + str(1)\n\n# x = f(1)\n', "ERA001"),
        ("tests/x.py", "import datetime\n\nNOW = datetime.datetime.now()\n", "DTZ005"),
    ],
)
def test_ruff_finds(path: str, fault: str, rule: str) -> None:
    done = subprocess.run(
        [str(BIN / "ruff"), "check", "--no-cache", "--output-format", "concise", "--stdin-filename", path, "-"],
        cwd=REPO,
        input=fault,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert rule in done.stdout


@pytest.mark.parametrize(
    ("templater", "path", "fault", "rule"),
    [
        ("placeholder", "sql/rules/lmvw/x.sql", "SELECT a FROM b where c = %(levering_id)s\n", "CP01"),
        ("placeholder", "sql/rules/lmvw/x.sql", "select a from b where\n", "PRS"),
        ("jinja", "dbt/models/publiek/lmvw/x.sql", "select a\nFROM {{ ref('b') }}\n", "CP01"),
        ("jinja", "dbt/models/publiek/lmvw/x.sql", "select {{ geen_macro('a') }} as a\n", "TMP"),
    ],
)
def test_sqlfluff_finds(templater: str, path: str, fault: str, rule: str) -> None:
    done = subprocess.run(
        [str(BIN / "sqlfluff"), "lint", "--templater", templater, "--stdin-filename", path, "-"],
        cwd=REPO,
        input=fault,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert rule in done.stdout


def test_import_linter_finds_a_room_that_looks_right(tmp_path: Path) -> None:
    """A copy of the package in which a lower room imports a higher one, and another one Airflow."""
    package = tmp_path / "plugins" / "woonkluis"
    for source in (REPO / "plugins" / "woonkluis").rglob("*.py"):
        target = package / source.relative_to(REPO / "plugins" / "woonkluis")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((REPO / "pyproject.toml").read_bytes())
    (package / "receive" / "x.py").write_text("import woonkluis.check\n")
    (package / "publish" / "x.py").write_text("def f():\n    import airflow.sdk\n")
    (package / "read" / "x.py").write_text("import psycopg\n")
    program = "import sys; sys.path.insert(0, 'plugins'); from importlinter.cli import lint_imports_command as c; c()"
    done = run("python", "-c", program, cwd=tmp_path)
    assert done.returncode == 1
    assert "3 broken" in done.stdout, done.stdout[-2000:]


def test_mypy_finds(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from woonkluis.platform.settings import get_settings\n\nNAME: int = get_settings().pg_database\n")
    done = run("mypy", "--config-file", "pyproject.toml", str(wrong))
    assert done.returncode == 1
    assert 'expression has type "str", variable has type "int"' in done.stdout
