"""Checked deliveries of a bronhouder and peildatum of their own."""

from __future__ import annotations

import itertools
import uuid
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from woonkluis.platform.settings import Settings

YEARS = itertools.count(1900)


@pytest.fixture
def levering(kluis: Settings, connect: Callable[..., Any]) -> Iterator[Callable[..., int]]:
    """Register a delivery for the peildatum of this test and bring it to a status; it goes with the test."""
    beheerder = connect("beheerder", autocommit=True)
    made = []
    of_this_test = f"{next(YEARS)}-01-01"

    def make(
        status: str = "gecontroleerd",
        *,
        ernst: str | None = None,
        bronhouder: str = "GM0193",
        peildatum: str = of_this_test,
    ) -> int:
        (levering_id,) = beheerder.execute(
            "insert into register.levering "
            "(regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes) "
            "values ('lmvw', %s, 'proef', %s, %s, 'proef', 1) returning levering_id",
            [bronhouder, peildatum, uuid.uuid4().hex * 2],
        ).fetchone()
        made.append(levering_id)
        if ernst:
            beheerder.execute(
                "insert into register.bevinding (levering_id, regel_id, ernst, artikel, melding) "
                "values (%s, 'LMVW-11a_proef', %s, '11.a', 'proef')",
                [levering_id, ernst],
            )
        for step in itertools.takewhile(lambda _: status != "ontvangen", ("gelezen", "gecontroleerd")):
            beheerder.execute("update register.levering set status = %s where levering_id = %s", [step, levering_id])
            if step == status:
                break
        return int(levering_id)

    yield make
    with beheerder.transaction():
        # Decisions stay for ever: only so an administrator takes them away.
        beheerder.execute("set local session_replication_role = replica")
        for relation in ("bevinding", "besluit", "levering"):
            beheerder.execute(f"delete from register.{relation} where levering_id = any(%s)", [made])
        beheerder.execute("delete from register.peilmoment_bronhouder")
        beheerder.execute("delete from register.peilmoment")


@pytest.fixture
def stand(connect: Callable[..., Any]) -> Callable[..., list[tuple[str, int | None]]]:
    """Status and successor of deliveries, as the register has them."""

    def look(*levering_ids: int) -> list[tuple[str, int | None]]:
        rows = {
            row[0]: row[1:]
            for row in connect("dienst_lader", autocommit=True).execute(
                "select levering_id, status, vervangen_door from register.levering where levering_id = any(%s)",
                [list(levering_ids)],
            )
        }
        return [rows[levering_id] for levering_id in levering_ids]

    return look
