"""The plugin: Airflow loads it and nothing else, and it spares tasks the loading of dbt."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.platform.settings import Settings


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


def test_access_is_shown_to_who_may_read_its_dag_only(airflow: dict[str, str], kluis: Settings) -> None:
    """LMVW-4a: page and evidence alike; what is refused holds no traceback, and leaves no event of an export."""
    from airflow.api_fastapi.app import create_auth_manager
    from airflow.api_fastapi.core_api.security import get_user
    from fastapi.testclient import TestClient

    import woonkluis_pages

    manager = create_auth_manager()
    asked: list[str] = []

    def refuse(**question: Any) -> bool:
        asked.append(question["details"].id)
        return False

    client = TestClient(woonkluis_pages.access_app)
    paths = ("/toegang", "/toegang.csv", "/toegang.json", "/toegang?zoek=x")
    assert [client.get(path).status_code for path in paths] == [401] * 4
    woonkluis_pages.access_app.dependency_overrides[get_user] = lambda: SimpleNamespace(get_name=lambda: "iemand")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(manager), "is_authorized_dag", lambda _, **question: refuse(**question))
            answers = [client.get(path) for path in paths]
        assert [answer.status_code for answer in answers] == [403] * 4
        assert set(asked) == {"lmvw_toegang"}
        assert not any("Traceback" in answer.text or "beheerder" in answer.text for answer in answers)
    finally:
        woonkluis_pages.access_app.dependency_overrides.clear()
    assert client.get("/openapi.json").status_code in (401, 404)


def test_access_is_a_page_and_evidence(airflow: dict[str, str], connect: Any) -> None:
    from airflow.api_fastapi.core_api.security import get_user
    from fastapi.testclient import TestClient

    import woonkluis_pages

    (access,) = (one.dependency for one in woonkluis_pages.access_app.router.dependencies)
    woonkluis_pages.access_app.dependency_overrides |= {
        access: lambda: None,
        get_user: lambda: SimpleNamespace(get_name=lambda: "beheer"),
    }
    try:
        client = TestClient(woonkluis_pages.access_app)
        page = client.get("/toegang?zoek=%3Cscript%3Ealert(1)%3C/script%3E")
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert "<script" not in page.text
        assert 'href="toegang.csv?zoek=%3Cscript%3Ealert%281%29%3C%2Fscript%3E"' in page.text
        for vorm, kind in (("csv", "text/csv; charset=utf-8"), ("json", "application/json")):
            made = client.get(f"/toegang.{vorm}?status=geldig")
            assert (made.status_code, made.headers["content-type"]) == (200, kind)
            assert made.headers["content-disposition"].endswith(f'.{vorm}"')
            row = connect("dienst_audit").execute(
                "select toelichting ->> 'door' from audit.gebeurtenis where soort = %s order by gebeurtenis_id desc",
                [f"uitvoer.toegang_{vorm}"],
            )
            assert row.fetchone() == ("beheer",)
        for wrong in ("/toegang.xlsx", f"/toegang?zoek={'x' * 61}", f"/toegang?studie={'x' * 40}"):
            answer = client.get(wrong)
            assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
            assert "Dit adres klopt niet" in answer.text
            assert "xxxx" not in answer.text
    finally:
        woonkluis_pages.access_app.dependency_overrides.clear()


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


def test_notices_are_shown_to_who_may_read_their_dag_only(airflow: dict[str, str], kluis: Settings) -> None:
    """WIV-4.12: operators of the one regime need not see what woonmaatschappijen are told."""
    from airflow.api_fastapi.app import create_auth_manager
    from airflow.api_fastapi.core_api.security import get_user
    from fastapi.testclient import TestClient

    import woonkluis_pages

    asked: list[str] = []

    def answer(allowed: bool, question: dict[str, Any]) -> bool:
        asked.append(question["details"].id)
        return allowed

    client = TestClient(woonkluis_pages.notices_app)
    assert client.get("/meldingen").status_code == 401
    woonkluis_pages.notices_app.dependency_overrides[get_user] = lambda: SimpleNamespace(get_name=lambda: "iemand")
    try:
        for allowed, status in ((False, 403), (True, 200)):
            with pytest.MonkeyPatch.context() as patch:
                manager = type(create_auth_manager())
                patch.setattr(manager, "is_authorized_dag", lambda _, may=allowed, **question: answer(may, question))
                assert client.get("/meldingen").status_code == status
                assert client.get(f"/meldingen?zoek={'x' * 61}").status_code in {status, 422}
        assert set(asked) == {"cwr_meldingen"}
    finally:
        woonkluis_pages.notices_app.dependency_overrides.clear()
