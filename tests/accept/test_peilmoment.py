"""LMVW-10: a frozen peildatum takes no more deliveries, unless a person decides otherwise, with a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.accept import Decision, accept, decide_late, freeze, late, open_peilmoment
from woonkluis.accept.kalender import Levermoment, begun_at, extracted_at
from woonkluis.platform.errors import WoonkluisError
from woonkluis.receive import work_list
from woonkluis.report.progress import progress

if TYPE_CHECKING:
    from collections.abc import Callable

PEILDATUM = date(2021, 1, 1)


@pytest.fixture
def te_laat(levering: Callable[..., int]) -> int:
    """A delivery that came after its peildatum was frozen."""
    freeze(PEILDATUM)
    return levering(peildatum=PEILDATUM.isoformat())


@pytest.mark.parametrize(
    ("peildatum", "naam", "utc"),
    [
        (date(2026, 1, 1), "voorjaarslevering", "2026-03-31T22:00:00+00:00"),
        (date(2026, 7, 1), "najaarslevering", "2026-09-30T22:00:00+00:00"),
    ],
)
def test_lmvw_10a_10b_two_deliveries_a_year_in_dutch_time(peildatum: date, naam: str, utc: str) -> None:
    moment = Levermoment(peildatum)
    assert moment.naam == naam
    assert moment.extractie_op.astimezone(UTC).isoformat() == utc
    assert moment.volgende.vorige == moment
    for wrong in (lambda: Levermoment(date(2026, 2, 1)), lambda: freeze(date(2026, 2, 1))):
        with pytest.raises(WoonkluisError, match="2026-02-01 is no peildatum"):
            wrong()


@pytest.mark.parametrize(
    ("now", "begun", "extracted"),
    [
        ("2025-12-31T22:59:59+00:00", "2025-07-01", "2025-07-01"),
        ("2025-12-31T23:00:00+00:00", "2026-01-01", "2025-07-01"),
        ("2026-03-31T21:59:59+00:00", "2026-01-01", "2025-07-01"),
        ("2026-03-31T22:00:00+00:00", "2026-01-01", "2026-01-01"),
        ("2026-11-21T12:00:00+00:00", "2026-07-01", "2026-07-01"),
    ],
)
def test_what_has_begun_and_what_is_due(now: str, begun: str, extracted: str) -> None:
    moment = datetime.fromisoformat(now)
    assert begun_at(moment).peildatum.isoformat() == begun
    assert extracted_at(moment).peildatum.isoformat() == extracted


def test_what_nobody_froze_takes_deliveries(levering: Callable[..., int]) -> None:
    """Freezing is a recorded act, not the clock."""
    open_peilmoment(PEILDATUM)
    assert accept(levering(peildatum=PEILDATUM.isoformat())).status == "geaccepteerd"


def test_what_came_before_the_freezing_is_on_time(levering: Callable[..., int]) -> None:
    waiting = levering(peildatum=PEILDATUM.isoformat())
    freeze(PEILDATUM)
    assert accept(waiting).status == "geaccepteerd"


def test_frozen_once_with_everybody_who_was_expected(levering: Callable[..., int]) -> None:
    accept(levering(peildatum=PEILDATUM.isoformat()))
    first = freeze(PEILDATUM)
    assert (first.geaccepteerd, len(first.ontbreekt)) == (1, 341)
    assert "GM0193" not in first.ontbreekt
    assert freeze(PEILDATUM) == first
    assert open_peilmoment(PEILDATUM) == first


def test_not_before_its_extraction_moment() -> None:
    with pytest.raises(WoonkluisError, match="frozen from 2095-04-01 on, not before"):
        freeze(date(2095, 1, 1))


def test_a_late_delivery_waits_for_a_person(te_laat: int, stand: Callable[..., Any]) -> None:
    assert accept(te_laat) == Decision(te_laat, "gecontroleerd", None)
    assert stand(te_laat) == [("gecontroleerd", None)]
    assert [one.levering_id for one in late()] == [te_laat]
    assert te_laat not in [one.levering_id for one in work_list("lmvw")], "no step can do anything for it"
    assert any("LMVW-10" in line for line in progress(te_laat).lines)


def test_allowed_it_counts(te_laat: int, connect: Callable[..., Any]) -> None:
    decision = decide_late(te_laat, toegewezen=True, motivering=" storing bij de gemeente ", besloten_door="iemand")
    assert decision == Decision(te_laat, "geaccepteerd", None)
    besluit = connect("dienst_lader").execute(
        "select soort, orgaan, uitkomst, gebied_code, motivering, besloten_door from register.besluit "
        "where levering_id = %s",
        [te_laat],
    )
    assert besluit.fetchall() == [
        ("correctie_10", "beheerorganisatie", "toegewezen", "GM0193", "storing bij de gemeente", "iemand")
    ]
    assert late() == []


def test_refused_it_is_rejected_and_the_bronhouder_reads_why(te_laat: int, connect: Callable[..., Any]) -> None:
    decision = decide_late(te_laat, toegewezen=False, motivering="geen reden gegeven", besloten_door="iemand")
    assert decision.status == "afgekeurd"
    found = connect("dienst_lader").execute(
        "select ernst, melding from register.bevinding where levering_id = %s", [te_laat]
    )
    ((ernst, melding),) = found.fetchall()
    assert ernst == "blokkerend"
    assert melding.endswith("Motivering: geen reden gegeven")


def test_an_answer_counts_once(te_laat: int, connect: Callable[..., Any]) -> None:
    decide_late(te_laat, toegewezen=True, motivering="eerst", besloten_door="iemand")
    again = decide_late(te_laat, toegewezen=False, motivering="later", besloten_door="een ander")
    assert again.status == "geaccepteerd"
    count = "select count(*) from register.besluit where levering_id = %s"
    assert connect("dienst_lader").execute(count, [te_laat]).fetchone() == (1,)


@pytest.mark.parametrize("motivering", [None, "", "  "])
def test_without_a_reason_nothing_is_decided(te_laat: int, motivering: str | None, stand: Callable[..., Any]) -> None:
    with pytest.raises(WoonkluisError, match="needs a motivering"):
        decide_late(te_laat, toegewezen=True, motivering=motivering, besloten_door="iemand")
    assert stand(te_laat) == [("gecontroleerd", None)]


def test_blocking_findings_reject_a_late_delivery_without_a_question(levering: Callable[..., int]) -> None:
    freeze(PEILDATUM)
    assert accept(levering(peildatum=PEILDATUM.isoformat(), ernst="blokkerend")).status == "afgekeurd"
    assert late() == []
