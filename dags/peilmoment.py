"""LMVW-10: freeze a peildatum at its extraction moment, and remind who has not delivered before it comes."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, dag, get_current_context, task

from woonkluis.accept import freeze, open_peilmoment
from woonkluis.accept.kalender import ZONE, begun_at, extracted_at
from woonkluis.report.faults import told_plainly
from woonkluis_besluit import LogNotifier
from woonkluis_dag import about
from woonkluis_timetable import PeildatumTimetable

LOG = logging.getLogger("woonkluis.peilmoment")
ABOUT = about(__file__, "lmvw", "peilmoment") | {"max_active_runs": 1}


def asked_for(context: dict[str, Any]) -> date:
    """Return the date that a run names, else that of its interval, else the last one that was due when it was asked."""
    named = context["params"]["peildatum"]
    if named:
        return date.fromisoformat(named)
    # A run without a logical date, as an API may ask for, has no interval.
    begin = context.get("data_interval_start")
    return begin.astimezone(ZONE).date() if begin else extracted_at(context["dag_run"].run_after).peildatum


@dag(
    dag_id="lmvw_peilmoment",
    description="Freeze a peildatum at its extraction moment (LMVW-10)",
    schedule=PeildatumTimetable(),
    params={"peildatum": Param(None, type=["null", "string"], format="date", description="Else the last one.")},
    **ABOUT,
)
def peilmoment() -> None:
    """Build the DAG that freezes."""

    @task
    def bevries() -> dict[str, Any]:
        context: Any = get_current_context()
        with told_plainly(LOG):
            stand = freeze(asked_for(context))
        LOG.info("peildatum %s frozen on %s: %s accepted", stand.peildatum, stand.bevroren_op, stand.geaccepteerd)
        LOG.info("without an accepted delivery: %s %s", len(stand.ontbreekt), " ".join(stand.ontbreekt))
        return {"peildatum": stand.peildatum.isoformat(), "geaccepteerd": stand.geaccepteerd}

    bevries()


@dag(
    dag_id="lmvw_herinnering",
    description="Remind gemeenten that have not delivered for the peildatum that is open (LMVW-10)",
    schedule=CronTriggerTimetable("0 8 * * 1", timezone="Europe/Amsterdam"),
    **ABOUT,
)
def herinnering() -> None:
    """Build the DAG that reminds."""

    @task
    def herinner() -> list[str]:
        now = datetime.now(UTC)
        moment = begun_at(now)
        with told_plainly(LOG):
            stand = open_peilmoment(moment.peildatum)
        if moment.extractie_op <= now or stand.bevroren_op:
            LOG.info("peildatum %s is past its extraction moment: no reminders", moment.peildatum)
            return []
        LogNotifier(
            f"{moment.naam} {moment.peildatum}: {len(stand.ontbreekt)} gemeenten have no accepted delivery yet, "
            f"due before {moment.extractie_op:%Y-%m-%d}: {' '.join(stand.ontbreekt)}"
        )(get_current_context())
        return list(stand.ontbreekt)

    herinner()


peilmoment()
herinnering()
