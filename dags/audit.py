"""LMVW-4a, WIV-6.9: verify the audit each night, and make room for the months ahead."""

from __future__ import annotations

import logging
from typing import Any

from airflow.sdk import CronTriggerTimetable, dag, task

from woonkluis.access.audit import maintain, verify
from woonkluis.access.leeslog import take_up
from woonkluis.platform.errors import WoonkluisError
from woonkluis.report.faults import told_plainly
from woonkluis_dag import about

LOG = logging.getLogger("woonkluis.audit")


@dag(
    dag_id="beheer_audit",
    description="Verify that nobody changed the record of what happened (LMVW-4a, WIV-6.10)",
    schedule=CronTriggerTimetable("20 3 * * *", timezone="Europe/Amsterdam"),
    max_active_runs=1,
    **about(__file__, "beheer", "audit"),
)
def audit() -> None:
    """Build the DAG that verifies."""

    @task
    def onderhoud() -> dict[str, int]:
        with told_plainly(LOG):
            done = maintain()
        LOG.info("partitions made: %s; logins made, changed or ended: %s", done["partities"], done["logins"])
        return done

    @task
    def leeslog() -> int:
        with told_plainly(LOG):
            new = take_up()
        LOG.info("reads added: %s; all are known since %s", new.lezingen, new.bekend_sinds)
        return new.lezingen

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

    leeslog()
    onderhoud() >> controleer()


audit()
