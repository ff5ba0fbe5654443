"""WIV-5.1, WIV-7.1: what counted of a woning goes on counting when a snapshot sets it aside, from the right message."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from tests.accept.test_berichten import MUT, VOL, Bericht, Reeks, reeks

from woonkluis.accept import accept

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["reeks"]


@dataclass(frozen=True)
class Inhoud:
    """What a message says of woningen: right, set aside, taken away, and one of which the number cannot be read."""

    soort: str
    goed: str = ""
    fout: str = ""
    weg: str = ""
    onleesbaar: bool = False
    volgnummer: int | None = None
    landt: str = ""
    """Woningen that are landed and set aside, because a rule and not the schema refuses them."""


CASES: dict[str, tuple[list[Inhoud], dict[str, int]]] = {
    "what the snapshot before it said": ([Inhoud(VOL, "AB"), Inhoud(VOL, "B", fout="A")], {"A": 0}),
    "refused by a rule": ([Inhoud(VOL, "AB"), Inhoud(VOL, "B", fout="A", landt="A")], {"A": 0}),
    "what a mutatie said": ([Inhoud(VOL, "AB"), Inhoud(MUT, "A"), Inhoud(VOL, "B", fout="A")], {"A": 1}),
    "not a mutatie that set it aside": (
        [Inhoud(VOL, "AB"), Inhoud(MUT, fout="A", landt="A"), Inhoud(VOL, "B", fout="A")],
        {"A": 0},
    ),
    "again and again": (
        [Inhoud(VOL, "AB"), Inhoud(VOL, "B", fout="A"), Inhoud(VOL, "B", fout="A", landt="A")],
        {"A": 0},
    ),
    "another one each time": (
        [Inhoud(VOL, "ABC"), Inhoud(VOL, "BC", fout="A"), Inhoud(VOL, "C", fout="AB")],
        {"A": 0, "B": 1},
    ),
    "nothing was there": ([Inhoud(VOL, "B"), Inhoud(VOL, "B", fout="A")], {}),
    "the first message": ([Inhoud(VOL, "B", fout="A")], {}),
    "it was taken away": ([Inhoud(VOL, "AB"), Inhoud(MUT, weg="A"), Inhoud(VOL, "B", fout="A")], {}),
    "it was gone in a snapshot between": ([Inhoud(VOL, "AB"), Inhoud(VOL, "B"), Inhoud(VOL, "B", fout="A")], {}),
    "taken away while it went on": (
        [Inhoud(VOL, "AB"), Inhoud(VOL, "B", fout="A"), Inhoud(MUT, weg="A"), Inhoud(VOL, "B", fout="A")],
        {},
    ),
    "taken away and wrong in one message": (
        [Inhoud(VOL, "AB"), Inhoud(MUT, fout="A", weg="A", landt="A"), Inhoud(VOL, "B", fout="A")],
        {"A": 0},
    ),
    "repaired": ([Inhoud(VOL, "AB"), Inhoud(VOL, "B", fout="A"), Inhoud(VOL, "AB")], {}),
    "repaired by a mutatie, then wrong": (
        [Inhoud(VOL, "AB"), Inhoud(VOL, "B", fout="A"), Inhoud(MUT, "A"), Inhoud(VOL, "B", fout="A")],
        {"A": 2},
    ),
    "any of those it does not name, when a number cannot be read": (
        [Inhoud(VOL, "ABCD"), Inhoud(MUT, weg="D"), Inhoud(VOL, "B", onleesbaar=True)],
        {"A": 0, "C": 0},
    ),
    "until the next snapshot": ([Inhoud(VOL, "AB"), Inhoud(VOL, "B", onleesbaar=True), Inhoud(VOL, "B")], {}),
    "a mutatie needs nothing": ([Inhoud(VOL, "AB"), Inhoud(MUT, fout="A", onleesbaar=True)], {}),
    "a count that begins again": (
        [Inhoud(VOL, "AB", volgnummer=8), Inhoud(VOL, "B", fout="A", volgnummer=1)],
        {"A": 0},
    ),
}
"""Messages in order -> which woning goes on counting by the last of them, and the place of the message it is from."""


def lever(wm: Reeks, inhoud: Inhoud, place: int, beheerder: Any) -> int:
    """Land and check a message, as far as is needed to decide on it."""
    levering_id = wm.lever(Bericht(inhoud.soort, inhoud.volgnummer or place + 1, place))
    woningen = [*inhoud.goed, *inhoud.landt]
    for laag, names in (("woning", woningen), ("verwijderde_woning", list(inhoud.weg))):
        for rij, name in enumerate(names, start=1):
            beheerder.execute(
                f"insert into landing.cwr_{laag} values (%s, %s, sha256(''), %s, null)",
                [levering_id, rij, json.dumps({"woonmaatschappij_woning_id": name})],
            )
    apart = [*inhoud.fout, *([None] if inhoud.onleesbaar else [])]
    for rij, name in enumerate(apart, start=100):
        beheerder.execute(
            "insert into register.afgezonderd values (%s, %s, 'WIV-3.1.1_insz', %s)", [levering_id, rij, name]
        )
    return levering_id


@pytest.fixture
def beheerder(connect: Callable[..., Any]) -> Any:
    return connect("beheerder", autocommit=True)


@pytest.mark.parametrize("case", CASES)
def test_what_goes_on_counting(reeks: Callable[[], Reeks], beheerder: Any, case: str) -> None:
    messages, expected = CASES[case]
    wm = reeks()
    try:
        for place, inhoud in enumerate(messages):
            assert accept(lever(wm, inhoud, place, beheerder)).status == "geaccepteerd"
        rows = beheerder.execute(
            "select woonmaatschappij_woning_id, uit_levering_id from register.blijvend where levering_id = %s",
            [wm.ids[-1]],
        ).fetchall()
        assert {woning: wm.ids.index(source) for woning, source in rows} == expected
    finally:
        for table in ("landing.cwr_woning", "landing.cwr_verwijderde_woning", "register.afgezonderd"):
            beheerder.execute(f"delete from {table} where levering_id = any(%s)", [wm.ids])
        beheerder.execute("delete from register.blijvend where levering_id = any(%s)", [wm.ids])
