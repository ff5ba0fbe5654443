"""The plugin: Airflow loads it and nothing else, and it spares tasks the loading of dbt."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

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


def test_an_address_typed_wrong_gives_a_page(airflow: dict[str, str]) -> None:
    from fastapi.testclient import TestClient

    import woonkluis_pages

    (access,) = (one.dependency for one in woonkluis_pages.app.router.dependencies)
    woonkluis_pages.app.dependency_overrides[access] = lambda: None
    try:
        client = TestClient(woonkluis_pages.app)
        for wrong in ("peildatum=rubbish", f"zoek={'x' * 61}"):
            answer = client.get(f"/leveringen?{wrong}")
            assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
            assert "Dit adres klopt niet" in answer.text
            assert "rubbish" not in answer.text
        assert client.get("/leveringen").status_code == 200
    finally:
        woonkluis_pages.app.dependency_overrides.clear()


def test_the_board_knows_the_last_question_about_a_late_delivery(airflow: dict[str, str]) -> None:
    """LMVW-10: a run by hand without the delivery in its conf is about none."""
    import woonkluis_pages
    from woonkluis.report.board import Question

    runs = [
        ({"levering_id": 7}, "levering_7", "failed"),
        ({"levering_id": 7}, "levering_7_2", "running"),
        ({"levering_id": 8}, "levering_8", "failed"),
        ({}, "manual", "failed"),
    ]
    session: Any = SimpleNamespace(execute=lambda _: runs)
    assert woonkluis_pages.questions_about_late_ones(session) == {
        7: Question("/dags/lmvw_correctie/runs/levering_7_2", failed=False),
        8: Question("/dags/lmvw_correctie/runs/levering_8", failed=True),
    }
