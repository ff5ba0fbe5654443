"""Decisions on requests: what can be asked, what is recorded, and that an answer counts once (LMVW-9, LMVW-17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from woonkluis.accept import Request, check_request, decide, withdraw
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OPTELLING = Request("provincie", "GM0193", date(2031, 1, 1), date(2032, 12, 31))
MAATWERK = replace(OPTELLING, orgaan="stuurgroep", gebied_code="NL", regel_id="LMVW-6a_hard_vertrouwelijk")
ANSWER: dict[str, Any] = {"toegewezen": True, "motivering": " klein ", "besloten_door": "iemand"}


@pytest.fixture
def besluiten(kluis: Any, connect: Callable[..., Any]) -> Iterator[Callable[[], list[Any]]]:
    """Decisions of this test, in order; they go with it."""
    beheerder = connect("beheerder", autocommit=True)
    (begin,) = beheerder.execute("select clock_timestamp()").fetchone()
    columns = "soort, orgaan, uitkomst, gebied_code, regel_id, motivering, besloten_door, ingetrokken_reden"
    query = f"select {columns} from register.besluit where besloten_op > %s order by besloten_op"
    yield lambda: beheerder.execute(query.encode(), [begin]).fetchall()
    with beheerder.transaction():
        beheerder.execute("set local session_replication_role = replica")
        beheerder.execute("delete from register.besluit where besloten_op > %s", [begin])


def test_lmvw_9_the_provincie_approves_a_sum(besluiten: Callable[[], list[Any]]) -> None:
    decide(OPTELLING, **ANSWER)
    assert besluiten() == [("optelling_9", "provincie", "toegewezen", "GM0193", None, "klein", "iemand", None)]


@pytest.mark.parametrize(
    ("orgaan", "gebied_code", "soort"),
    [
        ("stuurgroep", "NL", "maatwerk_17a"),
        ("stuurgroep", "GM0193", "maatwerk_17a"),
        ("provincie", "PV23", "maatwerk_17b"),
        ("gemeente", "GM0193", "maatwerk_17b"),
    ],
)
def test_lmvw_17_a_deviation_is_of_the_organ_that_decided(
    besluiten: Callable[[], list[Any]], orgaan: str, gebied_code: str, soort: str
) -> None:
    decide(replace(MAATWERK, orgaan=orgaan, gebied_code=gebied_code), **ANSWER)
    assert [one[:5] for one in besluiten()] == [(soort, orgaan, "toegewezen", gebied_code, MAATWERK.regel_id)]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (replace(OPTELLING, gebied_code="PV23"), "provincie does not decide on this for PV23"),
        (replace(OPTELLING, gebied_code="GM9999"), "there is no GM9999"),
        (replace(OPTELLING, gebied_code="Zwolle"), "does not decide on this"),
        (replace(OPTELLING, geldig_tot=date(2030, 1, 1)), "a period ends after it begins"),
        (replace(OPTELLING, geldig_tot=date(9999, 12, 31)), "lasts at most 10 years"),
        (replace(MAATWERK, orgaan="gemeente", gebied_code="PV23"), "gemeente does not decide on this for PV23"),
        (replace(MAATWERK, orgaan="provincie"), "provincie does not decide on this for NL"),
        (replace(MAATWERK, orgaan="wethouder"), "orgaan should be one of stuurgroep, provincie, gemeente"),
        (replace(MAATWERK, regel_id="LMVW-6a_bestaat_niet"), "there is no rule LMVW-6a_bestaat_niet"),
        (replace(MAATWERK, regel_id="LMVW-11a_getal_plan"), "allows no maatwerk"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_and_after_the_question(
    besluiten: Callable[[], list[Any]], asked: Request, message: str
) -> None:
    with pytest.raises(WoonkluisError, match=message):
        check_request(asked)
    with pytest.raises(WoonkluisError, match=message):
        decide(asked, **ANSWER)
    assert besluiten() == []


@pytest.mark.parametrize("motivering", [None, "", " "])
def test_a_decision_has_a_reason(besluiten: Callable[[], list[Any]], motivering: str | None) -> None:
    with pytest.raises(WoonkluisError, match="needs a motivering"):
        decide(OPTELLING, **ANSWER | {"motivering": motivering})
    assert besluiten() == []


def test_recording_the_same_answer_again_changes_nothing(besluiten: Callable[[], list[Any]]) -> None:
    first = decide(OPTELLING, **ANSWER, aanvraag="lmvw_optelling 1")
    assert decide(OPTELLING, **ANSWER, aanvraag="lmvw_optelling 1") == first
    assert decide(OPTELLING, **ANSWER, aanvraag="lmvw_optelling 2") != first
    assert len(besluiten()) == 2


def test_another_answer_to_the_same_question_takes_its_place(besluiten: Callable[[], list[Any]]) -> None:
    decide(OPTELLING, **ANSWER, aanvraag="lmvw_optelling 1")
    later = {"toegewezen": False, "motivering": "vergissing", "besloten_door": "een ander"}
    decide(OPTELLING, **later, aanvraag="lmvw_optelling 1")
    assert [(one[2], one[-1]) for one in besluiten()] == [
        ("toegewezen", "dezelfde vraag is opnieuw beantwoord"),
        ("afgewezen", None),
    ]


def test_a_decision_is_withdrawn_once_with_a_reason(
    connect: Callable[..., Any], besluiten: Callable[[], list[Any]]
) -> None:
    besluit = decide(OPTELLING, **ANSWER)
    with pytest.raises(WoonkluisError, match="needs a motivering"):
        withdraw(besluit, motivering="", besloten_door="een ander")
    assert withdraw(besluit, motivering="overgang is voorbij", besloten_door="een ander")
    assert not withdraw(besluit, motivering="nog eens", besloten_door="iemand")
    assert [one[-1] for one in besluiten()] == ["overgang is voorbij"]
    granted = connect("dienst_lader").execute("select from register.besluit_geldig where besluit_id = %s", [besluit])
    assert granted.fetchone() is None
    unknown = UUID(int=0)
    with pytest.raises(WoonkluisError, match=f"there is no besluit {unknown}"):
        withdraw(unknown, motivering="nog eens", besloten_door="iemand")
