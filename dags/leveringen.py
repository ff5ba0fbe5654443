"""Deliveries of both regimes, from inbox to decision: four tasks per delivery, labelled with what became of it."""

from __future__ import annotations

import itertools
import logging
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, dag, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowSkipException

from woonkluis.accept import accept
from woonkluis.check import check
from woonkluis.land import land
from woonkluis.receive import collect_inbox, work_list
from woonkluis.report.faults import Defect, told_plainly
from woonkluis.report.progress import label, progress, waiting
from woonkluis.report.rapport import report_back
from woonkluis_dag import OPERATOR, RETRY, fetch_inbox, told_or_skipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from airflow.sdk import XComArg

LOG = logging.getLogger("woonkluis.leveringen")
REGIMES = {
    "lmvw": ("beheerorganisatie", "gemeenten (LMVW-5, LMVW-7; GeoPackage or Excel)"),
    "cwr": ("Wonen in Vlaanderen", "woonmaatschappijen (WIV-0.3; XML)"),
}
DOC = Path(__file__).with_suffix(".md").read_text()
LABEL = "{{ label | default(task.op_args[0].label) }}"
STEPS = {"lees_en_land": land, "controleer": check, "beslis": accept, "koppel_terug": report_back}

Levering = dict[str, Any]


def step(levering: Levering, function: Callable[[int], object]) -> Levering:
    """Run one step on one delivery, then log and label it with what the register says."""
    with told_or_skipped(LOG):
        undecided = (before := progress(levering["levering_id"])).status == "gecontroleerd" and function is report_back
        if not undecided:
            function(levering["levering_id"])
            told = progress(levering["levering_id"])
    if undecided:
        raise AirflowSkipException(before.wacht or "after the peildatum was frozen: a person decides (LMVW-10)")
    for line in told.lines:
        LOG.info(line)
    context: Any = get_current_context()
    context["label"] = told.label
    return {"levering_id": told.levering_id, "label": told.label}


def step_task(task_id: str, function: Callable[[int], object]) -> Callable[[Any], XComArg]:
    """Make the task that runs one step on one delivery."""

    @task(task_id=task_id, map_index_template=LABEL)
    def run(levering: Levering) -> Levering:
        return step(levering, function)

    return run


def leveringen(regime: str, owner: str, who: str) -> None:
    """Build the DAG of one regime."""

    @task
    def neem_in() -> list[Levering]:
        with told_plainly(LOG):
            fetch_inbox(LOG)
            inbox = collect_inbox(regime)
            todo = work_list(regime)
        LOG.info("inbox: %s taken, %s refused (see `geweigerd` there)", len(inbox.received), len(inbox.refused))
        LOG.info("deliveries to do: %s", len(todo))
        return [
            {
                "levering_id": one.levering_id,
                "label": label(one.levering_id, one.bronhouder_code, one.peildatum, one.status),
            }
            for one in todo
        ]

    @task_group(group_id="levering")
    def per_levering(levering: Levering) -> XComArg:
        lees_en_land, controleer, beslis, koppel_terug = itertools.starmap(step_task, STEPS.items())
        return koppel_terug(beslis(controleer(lees_en_land(levering))))

    @task(trigger_rule="all_done", outlets=[Asset(f"{regime} geaccepteerd")])
    def meld(todo: list[Levering] | None) -> list[int]:
        with told_plainly(LOG):
            news = sorted({one["levering_id"] for one in todo or ()}.intersection(waiting(regime)))
        if not news:
            raise AirflowSkipException("nothing new for the layers")
        return news

    @task(trigger_rule="one_failed", retries=0)
    def storing() -> None:
        LOG.error("a step failed: open the red task of a delivery; what to do stands in the documentation of this DAG")
        raise Defect(1)

    @dag(
        dag_id=f"{regime}_leveringen",
        description=f"Deliveries of {who}: receive, read, check, decide, report back",
        doc_md=DOC.format(regime=regime, who=who),
        schedule="*/10 * * * *",
        catchup=False,
        max_active_runs=1,
        is_paused_upon_creation=False,
        tags=[regime, "leveringen"],
        access_control={"Dataoperator": OPERATOR},
        default_args={
            "owner": owner,
            "retries": 2,
            "retry_delay": timedelta(seconds=30),
            "retry_policy": RETRY,
            "execution_timeout": timedelta(hours=1),
        },
    )
    def build() -> None:
        todo = neem_in()
        reported = per_levering.expand(levering=todo)
        reported >> [meld(todo), storing()]

    build()


for name, (owner, who) in REGIMES.items():
    leveringen(name, owner, who)
