"""LMVW-12 to LMVW-15, WIV-4.10: do the rights in the database stand as they were declared?"""

from __future__ import annotations

import logging

from airflow.sdk import CronTriggerTimetable, dag, task

from woonkluis.access.rollen import report
from woonkluis.report.faults import told_plainly
from woonkluis_dag import about

LOG = logging.getLogger("woonkluis.rollen")


@dag(
    dag_id="rollen",
    description="Compare roles, grants and policies with the declaration (LMVW-12, WIV-4.10)",
    schedule=CronTriggerTimetable("45 2 * * *", timezone="Europe/Amsterdam"),
    max_active_runs=1,
    **about(__file__, "rollen", "lmvw", "cwr"),
)
def rollen() -> None:
    """Build the DAG that looks every night."""

    @task
    def vergelijk() -> int:
        with told_plainly(LOG):
            return report(LOG)

    vergelijk()


rollen()
