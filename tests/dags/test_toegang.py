"""Access of researchers: what is asked of whom, and what follows from the answers (LMVW-13b, LMVW-15a)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = UUID(int=7)
YES = {
    "chosen_options": ["Toewijzen"],
    "params_input": {"motivering": "maatschappelijk belang", "namens": None},
    "responded_by_user": {"id": "3", "name": "beheer"},
}
NO = YES | {"chosen_options": ["Afwijzen"]}


@pytest.fixture
def taak(dagbag: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Body of a task, with parameters of its run and stand-ins for what it calls."""

    def find(dag_id: str, task_id: str, params: dict[str, Any] | None = None, **calls: Any) -> Any:
        body = dagbag.dags[dag_id].get_task(task_id).python_callable
        context = {"params": params or {}, "dag": dagbag.dags[dag_id], "run_id": "proef"}
        for name, value in ({"get_current_context": lambda: context} | calls).items():
            monkeypatch.setitem(body.__globals__, name, value)
        return body

    return find


def test_people_are_asked_in_the_order_of_the_protocol(dagbag: Any) -> None:
    """First the decision of article 13.b, then the declaration of article 15.a, and only then a login."""
    from airflow.providers.standard.operators.hitl import HITLOperator

    dag = dagbag.dags["lmvw_toegang"]
    asked, signed = dag.get_task("vraag"), dag.get_task("getekend")
    for one in (asked, signed):
        assert isinstance(one, HITLOperator)
        assert one.options == ["Toewijzen", "Afwijzen"]
        assert one.defaults is None, "no answer is no decision"
        assert [type(notifier).__name__ for notifier in one.notifiers] == ["LogNotifier"]
    assert dag.get_task("toets").downstream_task_ids == {"vraag", "getekend"}
    assert asked.downstream_task_ids == {"leg_vast"}
    assert dag.get_task("leg_vast").downstream_task_ids == {"getekend"}
    assert signed.downstream_task_ids == {"verleen"}
    assert signed.trigger_rule == "none_failed_min_one_success", "for 12a and 12b the first question is skipped"


@pytest.mark.parametrize(("groep", "following"), [("12a", "getekend"), ("12b", "getekend"), ("12c", "vraag")])
def test_lmvw_13b_only_12c_needs_a_decision(taak: Callable[..., Any], groep: str, following: str) -> None:
    body = taak("lmvw_toegang", "toets", {"onderzoek_id": str(KEY)}, check_study=lambda _: SimpleNamespace(groep=groep))
    assert body() == following


@pytest.mark.parametrize(("given", "goes_on"), [(YES, True), (NO, False)])
def test_a_refusal_is_recorded_and_ends_the_run(taak: Callable[..., Any], given: Any, goes_on: bool) -> None:
    recorded: list[Any] = []
    params = {"onderzoek_id": str(KEY), "orgaan": "stuurgroep"}
    body = taak("lmvw_toegang", "leg_vast", params, decide_access=lambda key, **values: recorded.append((key, values)))
    assert body(given) is goes_on
    ((key, values),) = recorded
    assert key == KEY
    assert values == {
        "orgaan": "stuurgroep",
        "aanvraag": "lmvw_toegang proef",
        "toegewezen": goes_on,
        "motivering": "maatschappelijk belang",
        "besloten_door": "beheer",
    }


@pytest.mark.parametrize(("given", "logins"), [(YES, ["onderzoek_0"]), (NO, [])])
def test_lmvw_15a_nothing_is_granted_before_the_signatures_are_confirmed(
    taak: Callable[..., Any], given: Any, logins: list[str]
) -> None:
    body = taak(
        "lmvw_toegang",
        "verleen",
        {"onderzoek_id": str(KEY)},
        grant=lambda key, bevestigd_door: [f"onderzoek_{key.int - 7}"],
    )
    assert body(given) == logins


def test_the_night_ends_what_is_over_and_warns(taak: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    ended = SimpleNamespace(onderzoeken=(KEY,), logins=("onderzoek_0",))
    assert taak("lmvw_toegang_einde", "beeindig", end_due=lambda: ended)() == {
        "onderzoeken": [str(KEY)],
        "logins": ["onderzoek_0"],
    }
    soon = SimpleNamespace(onderzoek_id=KEY, eindigt_op="2031-01-01", logins=2)

    def warn(tell: Callable[[Any], object]) -> list[Any]:
        tell(soon)
        return [soon]

    with caplog.at_level("INFO"):
        assert taak("lmvw_toegang_einde", "waarschuw", warn=warn)() == 1
    assert f"onderzoek {KEY}: access of 2 logins ends after 2031-01-01" in caplog.text


@pytest.mark.parametrize("given", [YES, NO])
def test_a_withdrawal_needs_a_yes(taak: Callable[..., Any], given: Any) -> None:
    called: list[Any] = []

    def withdraw(soort: str, key: UUID, **values: Any) -> bool:
        called.append((soort, key, values))
        return True

    params = {"soort": "verklaring", "id": str(KEY)}
    assert taak("lmvw_toegang_intrekken", "leg_vast", params, withdraw=withdraw)(given) is (given is YES)
    why = {"motivering": "maatschappelijk belang", "besloten_door": "beheer"}
    assert called == ([("verklaring", KEY, why)] if given is YES else [])
