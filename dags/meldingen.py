"""Notices to woonmaatschappijen about what they delivered: opened, reminded of, sent, closed (WIV-7.1 to WIV-7.4)."""

from __future__ import annotations

import logging

from airflow.sdk import dag, get_current_context, task

from woonkluis.report.brief import verzend
from woonkluis.report.faults import told_plainly
from woonkluis.report.gebreken import verwerk
from woonkluis.report.melding import herinner, waarschuw
from woonkluis_besluit import LogNotifier
from woonkluis_dag import about

LOG = logging.getLogger("woonkluis.meldingen")
ABOUT = about(__file__, "cwr", "meldingen")
ABOUT["default_args"] |= {"owner": "Wonen in Vlaanderen"}


@dag(
    dag_id="cwr_meldingen",
    description="Findings become notices with terms; reminders, letters, and what is overdue (WIV-7)",
    schedule="5-59/10 * * * *",
    max_active_runs=1,
    **ABOUT,
)
def meldingen() -> None:
    """Build the DAG."""

    @task
    def open_en_sluit() -> int:
        with told_plainly(LOG):
            done = verwerk()
        for one in done:
            LOG.info("%s", one)
        return len(done)

    @task
    def herinneringen() -> dict[str, int]:
        with told_plainly(LOG):
            made = herinner()
        LOG.info("reminders: %s", made or "none")
        return made

    @task
    def brieven() -> int:
        with told_plainly(LOG):
            sent = verzend()
        for one in sent:
            LOG.info("brief %s to %s: %s messages", one.brief_id, one.bronhouder_code, one.berichten)
        return len(sent)

    @task
    def te_laat() -> int:
        context = get_current_context()
        with told_plainly(LOG):
            told = waarschuw(lambda one: LogNotifier(str(one))(context))
        return len(told)

    reminded = herinneringen()
    open_en_sluit() >> reminded >> [brieven(), te_laat()]


meldingen()
