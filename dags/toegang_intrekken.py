"""Access of researchers that ends before its day: a declaration or decision withdrawn, a study ended (LMVW-15a)."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from airflow.sdk import Param, dag, get_current_context, task

from woonkluis.access.onderzoek import withdraw
from woonkluis.report.faults import told_plainly
from woonkluis_besluit import answer, question
from woonkluis_dag import about

LOG = logging.getLogger("woonkluis.toegang")
ABOUT = about(__file__, "lmvw", "toegang")


@dag(
    dag_id="lmvw_toegang_intrekken",
    description="Withdraw a declaration or decision, or end a study (LMVW-13b, LMVW-15a)",
    schedule=None,
    params={
        "soort": Param(enum=["verklaring", "onderzoek", "besluit"], description="Wat eindigt"),
        "id": Param(type="string", format="uuid"),
    },
    **ABOUT,
)
def toegang_intrekken() -> None:
    """Build the DAG of one withdrawal."""

    @task
    def leg_vast(given: dict[str, Any]) -> bool:
        params, reply = get_current_context()["params"], answer(given)
        with told_plainly(LOG):
            ended = bool(reply.pop("toegewezen")) and withdraw(params["soort"], UUID(params["id"]), **reply)
        LOG.info("%s %s: %s", params["soort"], params["id"], "ended" if ended else "as it was")
        return ended

    asked = question(
        "Toegang door {{ params.soort }} {{ params.id }} beëindigen?",
        "Toewijzen beëindigt de rechten die erop rusten vanaf de volgende zoekvraag, afwijzen laat alles zoals het is. "
        "De verklaring blijft van kracht (deel A, 6).",
    )
    leg_vast(asked.output)


toegang_intrekken()
