"""LMVW-4a, WIV-6.9: verify the audit each night, and make room for the months ahead."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import CronTriggerTimetable, dag, task

from woonkluis.access.audit import maintain, verify
from woonkluis.platform.errors import WoonkluisError
from woonkluis.report.faults import told_plainly

LOG = logging.getLogger("woonkluis.audit")
DOC = Path(__file__).with_suffix(".md").read_text()


@dag(
    dag_id="beheer_audit",
    description="Verify that nobody changed the record of what happened (LMVW-4a, WIV-6.10)",
    doc_md=DOC,
    schedule=CronTriggerTimetable("20 3 * * *", timezone="Europe/Amsterdam"),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    tags=["beheer", "audit"],
    access_control={"Dataoperator": {"DAGs": {"can_read", "can_edit"}, "DAG Runs": {"can_read", "can_create"}}},
    default_args={"owner": "beheerorganisatie", "retries": 2, "retry_delay": timedelta(minutes=1)},
)
def audit() -> None:
    """Build the DAG that verifies."""

    @task
    def onderhoud() -> dict[str, int]:
        with told_plainly(LOG):
            done = maintain()
        LOG.info("partitions made: %s; logins made, changed or ended: %s", done["partities"], done["logins"])
        return done

    @task(retries=0)
    def controleer() -> dict[str, Any]:
        with told_plainly(LOG):
            outcome = verify()
            for fault in outcome.faults:
                LOG.error("%s", fault)
            # Printed too when it is broken: two logs are harder to forge than one.
            LOG.info("anchor %s, compared with %s anchors", outcome.einde, outcome.ankers)
            if not outcome.intact:
                raise WoonkluisError(
                    f"the audit is broken in {len(outcome.faults)} places, first at {outcome.faults[0]}"
                )
        return {"volgnummer": outcome.einde.volgnummer, "hash": outcome.einde.hash}

    onderhoud() >> controleer()


audit()
