"""Decisions of people on late deliveries, asked for and recorded (LMVW-10)."""

from __future__ import annotations

import itertools
import logging
from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Asset, Param, dag, get_current_context, task

from woonkluis.accept import decide_late, late
from woonkluis.report.faults import told_plainly
from woonkluis.report.rapport import rapport
from woonkluis_besluit import answer, question
from woonkluis_dag import about

LOG = logging.getLogger("woonkluis.besluiten")
ABOUT = about(__file__, "lmvw", "besluiten")


def run_id_for(levering_id: int) -> str:
    """Name the run that asks about a delivery; after one that failed another, for its answer was not recorded."""
    first = f"levering_{levering_id}"
    count = get_current_context()["ti"].get_dr_count
    names = (first if attempt == 1 else f"{first}_{attempt}" for attempt in itertools.count(1))
    return next(name for name in names if not count(dag_id="lmvw_correctie", run_ids=[name], states=["failed"]))


@dag(dag_id="lmvw_te_laat", description="Ask for a decision on every late delivery", schedule="*/10 * * * *",
     max_active_runs=1, **ABOUT)  # fmt: skip
def te_laat() -> None:
    """Build the DAG that asks about each delivery until an answer is recorded."""

    @task
    def zoek() -> list[dict[str, Any]]:
        with told_plainly(LOG):
            found = late()
        LOG.info("late deliveries without a decision: %s", [one.levering_id for one in found])
        return [
            {
                "trigger_run_id": run_id_for(one.levering_id),
                "conf": {
                    "levering_id": one.levering_id,
                    "gemeente_code": one.bronhouder_code,
                    "peildatum": one.peildatum.isoformat(),
                },
            }
            for one in found
        ]

    TriggerDagRunOperator.partial(
        task_id="vraag_besluit", trigger_dag_id="lmvw_correctie", skip_when_already_exists=True
    ).expand_kwargs(zoek())


@dag(
    dag_id="lmvw_correctie",
    description="Does a late delivery still count? (LMVW-10)",
    schedule=None,
    max_active_runs=400,
    params={
        "levering_id": Param(type="integer"),
        "gemeente_code": Param("", type="string"),
        "peildatum": Param("", type="string"),
    },
    **ABOUT,
)
def correctie() -> None:
    """Build the DAG of one late delivery."""

    @task(outlets=[Asset("lmvw geaccepteerd")])
    def leg_vast(given: dict[str, Any]) -> dict[str, Any]:
        context: Any = get_current_context()
        with told_plainly(LOG):
            decision = decide_late(context["params"]["levering_id"], **answer(given))
            rapport(decision.levering_id)
        LOG.info("levering %s: %s", decision.levering_id, decision.status)
        return {"levering_id": decision.levering_id, "status": decision.status}

    asked = question(
        "Levering {{ params.levering_id }} van {{ params.gemeente_code }} kwam te laat: alsnog aanvaarden?",
        "Peildatum {{ params.peildatum }} is bevroren (artikel 10). Toewijzen laat de levering meetellen, "
        "afwijzen keurt haar af.",
    )
    leg_vast(asked.output)


te_laat()
correctie()
