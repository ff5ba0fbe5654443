"""The plugin: Airflow loads it and nothing else, and it spares tasks the loading of dbt."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def test_airflow_loads_the_plugin_and_no_module_of_the_package(airflow: dict[str, str], repo: Path) -> None:
    import secrets

    from airflow import plugins_manager

    assert "woonkluis" in {plugin["name"] for plugin in plugins_manager.get_plugin_info(["name"])}
    assert plugins_manager.get_import_errors() == {}
    assert str(repo / "plugins") not in str(secrets.__file__), "a module of ours took the place of Python's own"


@pytest.mark.parametrize(("command", "loaded"), [("scheduler", True), ("api-server", False)])
def test_only_what_forks_tasks_loads_dbt(airflow: dict[str, str], repo: Path, command: str, loaded: bool) -> None:
    program = "import sys, woonkluis_plugin; print('loaded', 'dbt.cli.main' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program, command], cwd=repo / "plugins", capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == f"loaded {loaded}"
