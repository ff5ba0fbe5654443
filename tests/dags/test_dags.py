"""The DAGs: they load, they say what they are, and they are a table of contents."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.platform import settings as platform_settings
from woonkluis.platform.airflow_users import OPERATOR_ROLE
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.platform.settings import Settings

REGIMES = ("lmvw", "cwr")
DAG_IDS = tuple(f"{regime}_{what}" for regime in REGIMES for what in ("leveringen", "lagen"))
ASKING = (
    *("lmvw_correctie", "lmvw_optelling", "lmvw_maatwerk", "lmvw_intrekken"),
    *("lmvw_toegang", "lmvw_toegang_intrekken"),
)
"""LMVW-9, LMVW-10, LMVW-13b, LMVW-15a, LMVW-17: a run is one question to a person, so there may be many."""
ALL_IDS = (
    *DAG_IDS,
    *ASKING,
    "lmvw_te_laat",
    "lmvw_peilmoment",
    "lmvw_herinnering",
    "lmvw_toegang_einde",
    "cwr_meldingen",
    "rollen",
    "beheer_audit",
    "cwr_bewaartermijn",
)
LAYERS = ("staging", "vertrouwelijk", "geaggregeerd", "publiek")


def test_all_dags_load(dagbag: Any) -> None:
    assert dagbag.import_errors == {}
    assert set(dagbag.dags) == set(ALL_IDS)
    assert len(dagbag.dags) == len(ALL_IDS)


@pytest.mark.parametrize("dag_id", ALL_IDS)
def test_says_what_it_is_and_whose(dagbag: Any, dag_id: str) -> None:
    dag = dagbag.dags[dag_id]
    assert dag.description
    assert {"**What.**", "**When.**", "**Red**"} <= set(re.findall(r"\*\*\w+\.?\*\*", dag.doc_md))
    assert "{" not in dag.doc_md, "a placeholder was not filled in"
    assert dag_id.split("_", maxsplit=1)[0] in dag.tags
    assert {task.owner for task in dag.tasks} == {dag.default_args["owner"]}
    assert dag.default_args["owner"] != "airflow"


@pytest.mark.parametrize("dag_id", ALL_IDS)
def test_one_run_at_a_time_and_no_catching_up(dagbag: Any, dag_id: str) -> None:
    dag = dagbag.dags[dag_id]
    assert (dag.max_active_runs == 1) == (dag_id not in ASKING)
    assert not dag.catchup
    assert dag.is_paused_upon_creation is False


@pytest.mark.parametrize("dag_id", ALL_IDS)
def test_operator_may_run_it(dagbag: Any, dag_id: str) -> None:
    from airflow.providers.fab.www.security.permissions import RESOURCE_DETAILS_MAP

    rights = dagbag.dags[dag_id].access_control[OPERATOR_ROLE]
    assert "can_create" in rights["DAG Runs"]
    for resource, actions in rights.items():
        # The DAG processor refuses a file with any other action; loading it in a test does not.
        assert actions <= RESOURCE_DETAILS_MAP[resource]["actions"]


@pytest.mark.parametrize("dag_id", ALL_IDS)
def test_survives_serialisation(dagbag: Any, dag_id: str) -> None:
    from airflow.serialization.serialized_objects import DagSerialization

    dag = dagbag.dags[dag_id]
    copy = DagSerialization.from_dict(DagSerialization.to_dict(dag))
    assert set(copy.task_ids) == set(dag.task_ids)


@pytest.mark.parametrize("regime", REGIMES)
def test_deliveries_go_through_the_steps_in_order(dagbag: Any, regime: str) -> None:
    dag = dagbag.dags[f"{regime}_leveringen"]
    steps = ["neem_in", "levering.lees_en_land", "levering.controleer", "levering.beslis", "levering.koppel_terug"]
    assert set(dag.task_ids) == {*steps, "meld", "storing"}
    for step, following in pairwise(steps):
        assert following in dag.get_task(step).downstream_task_ids
    assert dag.get_task("levering.koppel_terug").downstream_task_ids == {"meld", "storing"}
    assert dag.get_task("meld").trigger_rule == "all_done", "one failed delivery must not hold up the others"
    assert dag.get_task("storing").trigger_rule == "one_failed", "without it a run with a failed delivery is green"
    assert dag.get_task("storing").retries == 0


@pytest.mark.parametrize("regime", REGIMES)
def test_system_errors_are_retried_and_defects_are_not(dagbag: Any, regime: str) -> None:
    from airflow.sdk import RetryAction

    from woonkluis.report.faults import Defect, Outage

    steps = [f"levering.{name}" for name in ("lees_en_land", "controleer", "beslis", "koppel_terug")]
    tasks = [dagbag.dags[f"{regime}_leveringen"].get_task(name) for name in steps]
    tasks += [dagbag.dags[dag_id].get_task("leg_vast") for dag_id in ASKING]
    for task in tasks:
        assert task.retries == 2
        assert task.retry_policy.evaluate(Defect(1), 1, 2).action is RetryAction.FAIL
        assert task.retry_policy.evaluate(Outage(1), 1, 2).action is not RetryAction.FAIL


@pytest.mark.parametrize("regime", REGIMES)
def test_an_accepted_delivery_wakes_the_layers(dagbag: Any, regime: str) -> None:
    from airflow.sdk import AssetOrTimeSchedule

    (event,) = dagbag.dags[f"{regime}_leveringen"].get_task("meld").outlets
    schedule = dagbag.dags[f"{regime}_lagen"].schedule
    assert isinstance(schedule, AssetOrTimeSchedule), "an event can get lost, the clock cannot"
    assert list(schedule.asset_condition.objects) == [event]


@pytest.mark.parametrize("regime", REGIMES)
def test_every_model_is_in_a_task_of_its_layer(dagbag: Any, repo: Path, regime: str) -> None:
    dag = dagbag.dags[f"{regime}_lagen"]
    for layer in LAYERS:
        models = {path.stem for path in (repo / "dbt" / "models" / layer / regime).glob("*.sql")}
        assert models
        if layer == "staging":
            assert dag.get_task("staging").select == f"path:models/staging/{regime}"
        else:
            assert {task_id.split(".")[1] for task_id in dag.task_ids if task_id.startswith(f"{layer}.")} == models


@pytest.mark.parametrize("regime", REGIMES)
def test_nothing_becomes_public_around_the_publicatie(dagbag: Any, regime: str) -> None:
    dag = dagbag.dags[f"{regime}_lagen"]
    upstream = dag.get_task("publiceer").get_flat_relative_ids(upstream=True)
    downstream = dag.get_task("publiceer").get_flat_relative_ids(upstream=False)
    for task_id in set(dag.task_ids) - {"publiceer"}:
        assert (task_id in upstream, task_id in downstream) == (
            not task_id.startswith(("publiek.", "rollen")),
            task_id.startswith(("publiek.", "rollen")),
        )


@pytest.mark.parametrize("regime", REGIMES)
def test_rights_are_looked_at_when_all_is_built(dagbag: Any, regime: str) -> None:
    dag = dagbag.dags[f"{regime}_lagen"]
    assert dag.get_task("rollen").get_flat_relative_ids(upstream=True) == set(dag.task_ids) - {"rollen"}


def test_a_missing_manifest_says_what_to_do(
    kluis: Settings, airflow: dict[str, str], repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = kluis.model_copy(update={"state_dir": tmp_path})
    monkeypatch.setattr(platform_settings, "get_settings", lambda: empty)
    with pytest.raises(WoonkluisError, match=r"manifest.json is missing: run `woonkluis migrate`"):
        runpy.run_path(str(repo / "dags" / "lagen.py"))


def test_no_sql_and_no_parsing_in_dag_files(repo: Path) -> None:
    files = sorted((repo / "dags").glob("**/*.py"))
    assert files
    for file in files:
        text = file.read_text()
        assert len(text.splitlines()) <= 130, f"{file.name} is more than a table of contents"
        assert not file.name.startswith("dbt"), "it would shadow the module of dbt"
        assert not re.search(r"\b(select|insert|update|delete)\b.+\b(from|into|set)\b", text, re.IGNORECASE)
        assert not re.search(
            r"^\s*(import|from) (csv|json|lxml|psycopg|pyogrio|python_calamine|sqlite3)\b", text, re.MULTILINE
        )


def test_loading_the_dags_does_not_load_the_machinery(airflow: dict[str, str], repo: Path) -> None:
    """Every task loads its DAG file first, so what only one step needs must not come along."""
    heavy = ("dbt.cli", "pandas", "pyogrio", "shapely", "lxml.etree", "python_calamine")
    program = (
        "import sys; from airflow.dag_processing.dagbag import DagBag; "
        f"assert len(DagBag({str(repo / 'dags')!r}).dags) == {len(ALL_IDS)}; "
        f"print('loaded', [name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded []"


def test_commands_in_the_documentation_exist(repo: Path) -> None:
    from typer.main import get_command

    from woonkluis.cli import app

    known = set(get_command(app).commands)  # type: ignore[attr-defined]
    files = [*(repo / "dags").iterdir(), *(repo / "plugins" / "woonkluis" / "report").glob("*.py")]
    named = {name for file in files if file.is_file() for name in re.findall(r"woonkluis ([a-z]+)", file.read_text())}
    assert {"bevindingen", "deliver", "migrate"} <= named
    assert named <= known | {"package"}
