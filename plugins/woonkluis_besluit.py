"""Questions to people in Airflow, and how they hear that one waits for them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import BaseNotifier, Param

if TYPE_CHECKING:
    from airflow.sdk import Context

LOG = logging.getLogger("woonkluis.bericht")
YES, NO = "Toewijzen", "Afwijzen"


class LogNotifier(BaseNotifier):
    """Write a message of ids and codes to the log; an installation with mail or chat puts its own notifier here."""

    template_fields = ("message",)

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message

    def notify(self, context: Context) -> None:  # noqa: ARG002
        """Tell it."""
        LOG.info("%s", self.message)


def question(subject: str, body: str, *, task_id: str = "vraag", trigger_rule: str = "all_success") -> HITLOperator:
    """Ask a person for a decision and its reason; who must answer is told by the notifier.

    Answers stay in Airflow's own database, which is no place for what is confidential: the form says so.
    """
    return HITLOperator(
        task_id=task_id,
        subject=subject,
        body=f"{body}\n\nNoem in het antwoord geen plannen en geen personen.",
        options=[YES, NO],
        # Nullable, because Airflow validates the default before anybody has answered.
        params={
            "motivering": Param(None, type=["null", "string"], description="Waarom; verplicht."),
            "namens": Param(
                None,
                type=["null", "string"],
                description="Wie besloot, met het kenmerk van het besluit, als u het voor een ander vastlegt.",
            ),
        },
        notifiers=[LogNotifier(f"waits for a decision: {subject}")],
        trigger_rule=trigger_rule,
    )


def answer(given: dict[str, Any]) -> dict[str, Any]:
    """Read what a person answered, and who it was."""
    who = given["responded_by_user"]["name"]
    namens = (given["params_input"].get("namens") or "").strip()
    return {
        "toegewezen": given["chosen_options"] == [YES],
        "motivering": given["params_input"].get("motivering"),
        "besloten_door": f"{namens} (vastgelegd door {who})" if namens else who,
    }
