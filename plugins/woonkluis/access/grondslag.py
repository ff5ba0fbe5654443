"""Decisions of the DPO on data about health: a policy asks for the row (article 9 GDPR, WIV-3.7, WIV-3.8)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import psycopg

from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from uuid import UUID

    from woonkluis.platform.settings import Settings

WRITER = "dienst_toegang"
CATEGORIES = ("WIV-3.7", "WIV-3.8", "afgeleid")
GROUNDS = ("9.2.b", "9.2.g")
"""Article 2.A of the protocol names the first, the table of its article 3 the second."""


def besluit(
    categorie: str,
    doel: str,
    grond: str | None,
    *,
    door: str,
    motivering: str,
    tot: str | None = None,
    settings: Settings | None = None,
) -> UUID:
    """Record a decision: with a ground it grants, without one it refuses. Returns its id.

    Raises WoonkluisError for a category, ground or purpose that there is not, and for a decision without a reason.
    """
    if categorie not in CATEGORIES or grond not in {None, *GROUNDS}:
        raise WoonkluisError(f"categories are {', '.join(CATEGORIES)}; grounds are {', '.join(GROUNDS)}")
    try:
        einde = date.fromisoformat(tot) if tot else None
    except ValueError:
        raise WoonkluisError("the last day is written as 2026-12-31") from None
    uitkomst = "toegewezen" if grond else "afgewezen"
    try:
        with connect(WRITER, application_name="woonkluis grondslag", settings=settings) as connection:
            [(grondslag_id,)] = connection.execute(
                "insert into register.grondslag "
                "(doel, categorie, uitkomst, grond, motivering, besloten_door, geldig_tot) "
                "values (%s, %s, %s, %s, %s, %s, %s) returning grondslag_id",
                [doel, categorie, uitkomst, grond, motivering, door, einde],
            ).fetchall()
    except psycopg.errors.CheckViolation:
        raise WoonkluisError(
            "a decision is for a purpose that may have one, with a reason, a name and no end in the past"
        ) from None
    return grondslag_id  # type: ignore[no-any-return]


def intrek(grondslag_id: UUID, *, door: str, reden: str, settings: Settings | None = None) -> None:
    """Withdraw a decision. Raises WoonkluisError when there is none, or it was withdrawn before."""
    try:
        with connect(WRITER, application_name="woonkluis grondslag", settings=settings) as connection:
            changed = connection.execute(
                "update register.grondslag "
                "set ingetrokken_op = clock_timestamp(), ingetrokken_door = %s, ingetrokken_reden = %s "
                "where grondslag_id = %s and ingetrokken_op is null",
                [door, reden, grondslag_id],
            ).rowcount
    except psycopg.errors.CheckViolation:
        raise WoonkluisError("a withdrawal has a name and a reason") from None
    if not changed:
        raise WoonkluisError(f"there is no decision {grondslag_id} to withdraw")
