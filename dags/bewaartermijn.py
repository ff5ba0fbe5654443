"""WIV-R.1 to WIV-R.5: each night count what may no longer be kept, and erase it."""

from __future__ import annotations

import logging

from airflow.sdk import Asset, CronTriggerTimetable, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from woonkluis.accept import bewaren
from woonkluis.report.faults import told_plainly
from woonkluis_dag import about

LOG = logging.getLogger("woonkluis.bewaartermijn")


@dag(
    dag_id="cwr_bewaartermijn",
    description="Erase what may no longer be kept (WIV-R.1 to WIV-R.5)",
    schedule=CronTriggerTimetable("10 2 * * *", timezone="Europe/Brussels"),
    max_active_runs=1,
    **about(__file__, "cwr", "bewaartermijn"),
)
def bewaartermijn() -> None:
    """Build the DAG that erases."""

    @task
    def tel() -> int:
        with told_plainly(LOG):
            found = bewaren.tel()
            months = bewaren.oude_oproepen()
        for one in found:
            LOG.info("%s, %s: %s must go", one.regel_id, one.relatie, one.aantal)
        LOG.info("months of the audit past their term, which stay until somebody decides: %s", months)
        return sum(one.aantal for one in found)

    @task(outlets=[Asset("cwr geaccepteerd")])
    def wis() -> int:
        with told_plainly(LOG):
            gone = bewaren.wis()
        for one in gone:
            LOG.info("%s, %s: %s erased", one.regel_id, one.relatie, one.aantal)
        if not gone:
            raise AirflowSkipException("nothing had to go")
        return sum(one.aantal for one in gone)

    tel() >> wis()


bewaartermijn()
