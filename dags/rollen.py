"""LMVW-12 to LMVW-15, WIV-4.10: do the rights in the database stand as they were declared?"""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

from airflow.sdk import CronTriggerTimetable, dag, task

from woonkluis.access.rollen import report
from woonkluis.report.faults import told_plainly

LOG = logging.getLogger("woonkluis.rollen")


@dag(
    dag_id="rollen",
    description="Compare roles, grants and policies with the declaration (LMVW-12, WIV-4.10)",
    doc_md=Path(__file__).with_suffix(".md").read_text(),
    schedule=CronTriggerTimetable("45 2 * * *", timezone="Europe/Amsterdam"),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    tags=["rollen", "lmvw", "cwr"],
    access_control={"Dataoperator": {"DAGs": {"can_read", "can_edit"}, "DAG Runs": {"can_read", "can_create"}}},
    default_args={"owner": "beheerorganisatie", "retries": 1, "retry_delay": timedelta(seconds=30)},
)
def rollen() -> None:
    """Build the DAG that looks every night."""

    @task
    def vergelijk() -> int:
        with told_plainly(LOG):
            return report(LOG)

    vergelijk()


rollen()
