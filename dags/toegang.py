"""Life of a researcher's right: a request that is decided, signed for and granted; its end (LMVW-12 to LMVW-16)."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from airflow.sdk import CronTriggerTimetable, Param, dag, get_current_context, task

from woonkluis.access.onderzoek import check_study, decide_access, end_due, grant, warn
from woonkluis.report.faults import told_plainly
from woonkluis_besluit import LogNotifier, answer, question
from woonkluis_dag import about

LOG = logging.getLogger("woonkluis.toegang")
ABOUT = about(__file__, "lmvw", "toegang")
SIGNED = "getekend"


@dag(
    dag_id="lmvw_toegang",
    description="May researchers of a study have access? (LMVW-13b, LMVW-15a)",
    schedule=None,
    params={
        "onderzoek_id": Param(type="string", format="uuid", description="Zie `woonkluis onderzoek`"),
        "orgaan": Param("stuurgroep", enum=["stuurgroep", "beheerorganisatie"], description="Wie besluit over 12.c"),
    },
    **ABOUT,
)
def toegang() -> None:
    """Build the DAG of one request."""

    @task.branch
    def toets() -> str:
        with told_plainly(LOG):
            study = check_study(UUID(get_current_context()["params"]["onderzoek_id"]))
        return "vraag" if study.groep == "12c" else SIGNED

    @task.short_circuit
    def leg_vast(given: dict[str, Any]) -> bool:
        context: Any = get_current_context()
        params, reply = context["params"], answer(given)
        with told_plainly(LOG):
            besluit = decide_access(
                UUID(params["onderzoek_id"]),
                orgaan=params["orgaan"],
                aanvraag=f"{context['dag'].dag_id} {context['run_id']}",
                **reply,
            )
        LOG.info("onderzoek %s: besluit %s", params["onderzoek_id"], besluit)
        return bool(reply["toegewezen"])

    @task
    def verleen(given: dict[str, Any]) -> list[str]:
        study, reply = get_current_context()["params"]["onderzoek_id"], answer(given)
        logins: list[str] = []
        with told_plainly(LOG):
            if reply["toegewezen"]:
                logins = grant(UUID(study), bevestigd_door=reply["besloten_door"])
        LOG.info("onderzoek %s: new logins %s", study, logins)
        return logins

    asked = question(
        "Krijgt onderzoek {{ params.onderzoek_id }} toegang?",
        "Artikel 13.b: {{ params.orgaan }} besluit over onderzoekers van groep 12.c. Het verzoek staat in "
        "register.onderzoek en register.onderzoek_gebied.",
    )
    signed = question(
        "Zijn deel A en deel B getekend voor onderzoek {{ params.onderzoek_id }}?",
        "Artikel 15.a: vergelijk de getekende verklaringen met register.geheimhoudingsverklaring en "
        "register.ondertekenaar. Toewijzen geeft elke vastgelegde verklaring een login tot de einddatum.",
        task_id=SIGNED,
        trigger_rule="none_failed_min_one_success",
    )
    begun = toets()
    decided = leg_vast(asked.output)
    begun >> [asked, signed]
    decided >> signed
    verleen(signed.output)


@dag(
    dag_id="lmvw_toegang_einde",
    description="End access at its date, and warn once, a month before (LMVW-15a)",
    schedule=CronTriggerTimetable("10 0 * * *", timezone="Europe/Amsterdam"),
    max_active_runs=1,
    **ABOUT,
)
def toegang_einde() -> None:
    """Build the DAG that ends."""

    @task
    def beeindig() -> dict[str, list[str]]:
        with told_plainly(LOG):
            ended = end_due()
        LOG.info("studies ended: %s; logins closed: %s", [str(one) for one in ended.onderzoeken], ended.logins)
        return {"onderzoeken": [str(one) for one in ended.onderzoeken], "logins": list(ended.logins)}

    @task
    def waarschuw() -> int:
        context = get_current_context()
        with told_plainly(LOG):
            told = warn(
                lambda one: LogNotifier(
                    f"onderzoek {one.onderzoek_id}: access of {one.logins} logins ends after {one.eindigt_op}"
                )(context)
            )
        return len(told)

    beeindig() >> waarschuw()


toegang()
toegang_einde()
