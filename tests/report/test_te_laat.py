"""LMVW-10: what a bronhouder reads about a delivery that was refused because it came late."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from bestanden import PLAN, make_excel

from woonkluis.accept import decide_late, freeze
from woonkluis.report.rapport import rapport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from woonkluis.platform.settings import Settings

PEILDATUM = dt.date(1999, 1, 1)


@pytest.fixture
def afgewezen(
    kluis: Settings, besloten: Callable[..., int], connect: Callable[..., Any], tmp_path: Path
) -> Iterator[Callable[..., tuple[str, int]]]:
    """Refuse a delivery that came after the freezing, with or without an accepted one before it."""
    beheerder = connect("beheerder", autocommit=True)

    def delivered(name: str, *, decide: bool, **values: str) -> int:
        """Deliver for a peildatum that can be frozen, whatever the one of these tests is."""
        levering_id = besloten(make_excel(tmp_path / name, [PLAN | values]), decide=decide)
        with beheerder.transaction():
            beheerder.execute("set local session_replication_role = replica")
            beheerder.execute(
                "update register.levering set peildatum = %s where levering_id = %s", [PEILDATUM, levering_id]
            )
        return levering_id

    def make(*, eerder: bool) -> tuple[str, int]:
        first = delivered("a.xlsx", decide=eerder)
        freeze(PEILDATUM, settings=kluis)
        late = delivered("b.xlsx", decide=False, plannaam="Te laat")
        decide_late(late, toegewezen=False, motivering="geen storing.", besloten_door="iemand", settings=kluis)
        made = rapport(late, settings=kluis)
        (page,) = (made.directory / name for name in made.files if name.endswith(".html"))
        return " ".join(lxml.html.document_fromstring(page.read_text()).text_content().split()), first

    yield make
    with beheerder.transaction():
        # Decisions stay for ever: only so an administrator takes them away.
        beheerder.execute("set local session_replication_role = replica")
        for relation in ("besluit", "peilmoment_bronhouder", "peilmoment"):
            beheerder.execute(f"delete from register.{relation}")


def test_nothing_of_it_can_be_repaired(afgewezen: Callable[..., tuple[str, int]]) -> None:
    text, first = afgewezen(eerder=True)
    assert "Herstel wat" not in text
    assert "kwam nadat de peildatum was bevroren" in text
    assert "Reden: geen storing. " in text
    assert f"Levering {first}, die eerder is geaccepteerd, blijft gelden." in text


def test_without_an_earlier_one_none_keeps_counting(afgewezen: Callable[..., tuple[str, int]]) -> None:
    text, _ = afgewezen(eerder=False)
    assert "Reden: geen storing. " in text
    assert "blijft gelden" not in text
