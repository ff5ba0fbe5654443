"""All woonmaatschappijen deliver at once, and everything goes on (WIV-5.1)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from cwr_leveringen import WOONMAATSCHAPPIJEN, maak_levering
from woonkluis.accept import accept
from woonkluis.check import check
from woonkluis.land import land
from woonkluis.receive import receive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from woonkluis.platform.settings import Settings

AANTAL = 41


def kbo(number: int) -> str:
    """Return a number of the range that is not handed out, with its check digits."""
    stem = 19_998_000 + number
    return f"{stem}{97 - stem % 97:02d}"


def test_feeds_of_all_woonmaatschappijen_at_once(kluis: Settings, tmp_path: Path, connect: Callable[..., Any]) -> None:
    taken = []

    def take_in(number: int) -> tuple[str, str, str]:
        sender = replace(WOONMAATSCHAPPIJEN[0], kbo=kbo(number))
        path = maak_levering(tmp_path, sender, date(1999, 12, 31), n_woningen=10)
        levering_id = receive(path, settings=kluis).levering_id
        taken.append(levering_id)
        steps = (land, check, accept)
        landed, checked, decided = (step(levering_id, settings=kluis).status for step in steps)
        return landed, checked, decided

    with ThreadPoolExecutor(AANTAL) as pool:
        outcomes = [*pool.map(take_in, range(AANTAL))]
    beheerder = connect("beheerder", autocommit=True)
    with beheerder.transaction():
        # What was decided stays for ever: only so an administrator takes it away, for the tests after this one.
        beheerder.execute("set local session_replication_role = replica")
        for relation in ("bevinding", "besluit", "levering"):
            beheerder.execute(f"delete from register.{relation} where levering_id = any(%s)", [taken])
    assert set(outcomes) == {("gelezen", "gecontroleerd", "geaccepteerd")}
