"""The layers of both regimes: dbt models as tasks, layer by layer, with the publicatie before the public one."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable, chain, dag, get_current_context, task
from airflow.sdk.definitions.context import get_parsing_context
from cosmos import DbtTaskGroup, ExecutionConfig, LoadMode, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import InvocationMode, TestBehavior
from cosmos.operators.local import DbtBuildLocalOperator

from woonkluis.access.rollen import report
from woonkluis.kluis import maak_personen
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import get_settings
from woonkluis.publish import WITH_PERSONS, publish
from woonkluis.report.faults import told_plainly
from woonkluis.report.progress import erased, in_and_out, outdated, relabelled, waiting
from woonkluis_dag import OPERATOR

LOG = logging.getLogger("woonkluis.lagen")
OWNERS = {"lmvw": "beheerorganisatie", "cwr": "Wonen in Vlaanderen"}
DOC = Path(__file__).with_suffix(".md").read_text()

PROJECT = get_settings().repo_dir / "dbt"
MANIFEST = get_settings().state_dir / "dbt" / "target" / "manifest.json"
if not MANIFEST.exists():
    raise WoonkluisError(f"{MANIFEST} is missing: run `woonkluis migrate`, which lets dbt write it")
# What dbt parsed at the migration is valid for every task: parsing again takes longer than most models.
PARSED = {"DBT_PARTIAL_PARSE_FILE_PATH": str(MANIFEST.with_name("partial_parse.msgpack")), "DBT_WRITE_JSON": "false"}
PROFILE = ProfileConfig("woonkluis", "bouwer", profiles_yml_filepath=PROJECT / "profiles.yml")
DBT = {"env": PARSED, "append_env": True, "install_deps": False, "should_store_compiled_sql": False}


def layer(name: str, regime: str) -> DbtTaskGroup:
    """Every model of one layer as a task that builds and tests it."""
    return DbtTaskGroup(
        group_id=name,
        project_config=ProjectConfig(PROJECT, manifest_path=MANIFEST, install_dbt_deps=False),
        profile_config=PROFILE,
        execution_config=ExecutionConfig(invocation_mode=InvocationMode.DBT_RUNNER),
        render_config=RenderConfig(
            load_method=LoadMode.DBT_MANIFEST,
            test_behavior=TestBehavior.BUILD,
            select=[f"path:models/{name}/{regime}"],
            normalize_task_id=lambda node: node.name,
            emit_datasets=False,
        ),
        operator_args=DBT,
    )


def lagen(regime: str, owner: str) -> None:
    """Build the DAG of one regime."""

    @task.short_circuit
    def is_er_nieuws() -> bool:
        with told_plainly(LOG):
            news, behind, labels, gone = waiting(regime), outdated(regime), relabelled(regime), erased(regime)
        LOG.info("labels laid or lifted since the last publicatie: %s", labels)
        LOG.info("accepted deliveries that are not in the layers yet: %s", news or "none")
        LOG.info("records erased since the layers were built: %s", gone)
        LOG.info("public relations that do not show the approved publicatie: %s", behind or "none")
        return get_current_context()["dag_run"].run_type == "manual" or bool(news or behind or labels or gone)

    @task
    def kluis() -> None:
        with told_plainly(LOG):
            made = maak_personen()
        LOG.info("new persons: %s, new pseudonyms: %s", made.personen, made.pseudoniemen)

    @task
    def publiceer() -> dict[str, Any]:
        with told_plainly(LOG):
            published = publish(regime)
            for line in in_and_out(regime):
                LOG.info(line)
        LOG.info("publicatie %s: %s", published.versie, published.rijen if published.nieuw else "unchanged")
        return {"publicatie_id": str(published.publicatie_id), "versie": published.versie, "nieuw": published.nieuw}

    @task
    def rollen() -> int:
        with told_plainly(LOG):
            return report(LOG)

    @dag(
        dag_id=f"{regime}_lagen",
        description=f"Layers of {regime}: staging, vertrouwelijk, geaggregeerd, publicatie, publiek",
        doc_md=DOC.format(regime=regime),
        schedule=AssetOrTimeSchedule(
            timetable=CronTriggerTimetable("30 * * * *", timezone="Europe/Amsterdam"),
            assets=[Asset(f"{regime} geaccepteerd")],
        ),
        max_active_runs=1,
        is_paused_upon_creation=False,
        tags=[regime, "lagen", "dbt"],
        access_control={"Dataoperator": OPERATOR},
        default_args={"owner": owner, "retries": 1, "retry_delay": timedelta(seconds=30)},
    )
    def build() -> None:
        staging = DbtBuildLocalOperator(
            task_id="staging",
            project_dir=str(PROJECT),
            profile_config=PROFILE,
            invocation_mode=InvocationMode.DBT_RUNNER,
            select=f"path:models/staging/{regime}",
            emit_datasets=False,
            **DBT,
        )
        chain(
            is_er_nieuws(),
            staging,
            # WIV-3.1: who is new gets a number and its pseudonyms before anything refers to it.
            *([kluis()] if regime in WITH_PERSONS else []),
            *(layer(name, regime) for name in ("vertrouwelijk", "geaggregeerd")),
            publiceer(),
            layer("publiek", regime),
            rollen(),
        )

    build()


for name, owner in OWNERS.items():
    if get_parsing_context().dag_id in (None, f"{name}_lagen"):
        lagen(name, owner)  # a worker reads this file for each of its tasks, and needs one of the two
