"""Requests that a provincie, gemeente or the stuurgroep decides on (LMVW-9, LMVW-17), and withdrawing a decision."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any
from uuid import UUID

from airflow.sdk import Param, dag, get_current_context, task

from woonkluis.accept import Request, check_request, decide, withdraw
from woonkluis.report.faults import told_plainly
from woonkluis_besluit import answer, question
from woonkluis_dag import about

LOG = logging.getLogger("woonkluis.verzoeken")
ABOUT = about(__file__, "lmvw", "besluiten") | {"schedule": None}
PERIOD = {
    "geldig_van": Param(type="string", format="date", description="Eerste peildatum waarvoor het geldt"),
    "geldig_tot": Param(type="string", format="date", description="Laatste peildatum"),
}


def asked_for() -> Request:
    """Read the request from the parameters of the run."""
    params: Any = get_current_context()["params"]
    return Request(
        orgaan=params.get("orgaan", "provincie"),
        gebied_code=params["gebied_code"],
        geldig_van=date.fromisoformat(params["geldig_van"]),
        geldig_tot=date.fromisoformat(params["geldig_tot"]),
        regel_id=params.get("regel_id"),
    )


@task
def toets() -> None:
    """Refuse what cannot be asked before anybody is bothered with it."""
    with told_plainly(LOG):
        check_request(asked_for())


@task(task_id="leg_vast")
def leg_besluit_vast(given: dict[str, Any]) -> str:
    """Record the answer once, however often this runs."""
    context: Any = get_current_context()
    with told_plainly(LOG):
        return str(decide(asked_for(), **answer(given), aanvraag=f"{context['dag'].dag_id} {context['run_id']}"))


@dag(
    dag_id="lmvw_optelling",
    description="May a gemeente sum its small plans? (LMVW-9)",
    params={"gebied_code": Param(type="string", pattern="^GM[0-9]{4}$", description="Gemeente")} | PERIOD,
    **ABOUT,
)
def optelling() -> None:
    """Build the DAG of one request."""
    asked = question(
        "Mag {{ params.gebied_code }} kleine plannen optellen, "
        "van {{ params.geldig_van }} tot en met {{ params.geldig_tot }}?",
        "Artikel 9: plannen met minder dan 12 bruto toevoegingen worden een plan bij het gemeentehuis. "
        "De provincie besluit.",
    )
    toets() >> asked
    leg_besluit_vast(asked.output)


@dag(
    dag_id="lmvw_maatwerk",
    description="May deliveries deviate from a rule? (LMVW-17)",
    params={
        "orgaan": Param("stuurgroep", enum=["stuurgroep", "provincie", "gemeente"], description="Wie besluit"),
        "regel_id": Param(type="string", description="Regel waarvan wordt afgeweken, zie docs/rules.md"),
        "gebied_code": Param(type="string", pattern="^(GM[0-9]{4}|PV[0-9]{2}|NL)$"),
    }
    | PERIOD,
    **ABOUT,
)
def maatwerk() -> None:
    """Build the DAG of one request."""
    asked = question(
        "Mag {{ params.gebied_code }} afwijken van {{ params.regel_id }}, "
        "voor peildata van {{ params.geldig_van }} tot en met {{ params.geldig_tot }}?",
        "Artikel 17: {{ params.orgaan }} beoordeelt het verzoek in de geest van het dataprotocol. Na toewijzen blijft "
        "een bevinding staan, maar houdt zij geen levering meer tegen.",
    )
    toets() >> asked
    leg_besluit_vast(asked.output)


@dag(
    dag_id="lmvw_intrekken",
    description="Withdraw a decision (LMVW-9, LMVW-17)",
    params={"besluit_id": Param(type="string", format="uuid")},
    **ABOUT,
)
def intrekken() -> None:
    """Build the DAG of one withdrawal."""

    @task
    def leg_vast(given: dict[str, Any]) -> str:
        context: Any = get_current_context()
        besluit, reply = UUID(context["params"]["besluit_id"]), answer(given)
        with told_plainly(LOG):
            ended = reply.pop("toegewezen") and withdraw(besluit, **reply)
        LOG.info("besluit %s: %s", besluit, "withdrawn" if ended else "as it was")
        return str(besluit)

    asked = question(
        "Besluit {{ params.besluit_id }} intrekken?",
        "Toewijzen trekt het in voor alles wat hierna wordt gecontroleerd, afwijzen laat het staan. "
        "Wat al besloten is over leveringen blijft zo.",
    )
    leg_vast(asked.output)


optelling()
maatwerk()
intrekken()
