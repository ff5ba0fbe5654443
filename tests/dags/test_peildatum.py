"""LMVW-10, LMVW-9: the timetable of peildata, and the questions that DAGs ask people."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pendulum
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

UTC = "UTC"


@pytest.fixture
def nu(airflow: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the clock of the timetable."""
    import woonkluis_timetable

    return lambda moment: monkeypatch.setattr(woonkluis_timetable, "_now", lambda: pendulum.parse(moment))


def runs(count: int, *, catchup: bool, earliest: str | None, last: tuple[str, str] | None = None) -> list[str]:
    """Local begin and end of the following runs, each after the one before it."""
    from airflow.timetables.base import DataInterval, TimeRestriction

    from woonkluis_timetable import PeildatumTimetable

    restriction = TimeRestriction(pendulum.parse(earliest) if earliest else None, None, catchup)
    interval = DataInterval(*map(pendulum.parse, last)) if last else None
    found = []
    for _ in range(count):
        info = PeildatumTimetable().next_dagrun_info(last_automated_data_interval=interval, restriction=restriction)
        assert info is not None
        assert info.run_after == info.data_interval.end
        interval = info.data_interval
        begin, end = (one.in_timezone("Europe/Amsterdam").format("YYYY-MM-DD HH:mm Z") for one in interval)
        found.append(f"{begin} > {end}")
    return found


def test_catching_up_runs_every_moment_in_dutch_time_whatever_the_clock_does(nu: Callable[[str], None]) -> None:
    """1 January is winter time and 1 April summer time; 1 July and 1 October are both summer time."""
    nu("2026-11-21T12:00:00Z")
    assert runs(4, catchup=True, earliest="2025-01-01T00:00:00Z") == [
        "2025-07-01 00:00 +02:00 > 2025-10-01 00:00 +02:00",
        "2026-01-01 00:00 +01:00 > 2026-04-01 00:00 +02:00",
        "2026-07-01 00:00 +02:00 > 2026-10-01 00:00 +02:00",
        "2027-01-01 00:00 +01:00 > 2027-04-01 00:00 +02:00",
    ]
    assert runs(1, catchup=True, earliest="2024-12-31T23:00:00Z")[0].startswith("2025-01-01")


def test_a_new_installation_freezes_nothing_of_the_past(nu: Callable[[str], None]) -> None:
    nu("2026-11-21T12:00:00Z")
    assert runs(1, catchup=False, earliest=None) == ["2027-01-01 00:00 +01:00 > 2027-04-01 00:00 +02:00"]
    nu("2026-02-01T12:00:00Z")
    assert runs(1, catchup=False, earliest=None) == ["2026-01-01 00:00 +01:00 > 2026-04-01 00:00 +02:00"]


def test_after_an_outage_the_last_missed_moment_runs(nu: Callable[[str], None]) -> None:
    last = ("2024-12-31T23:00:00Z", "2025-03-31T22:00:00Z")
    nu("2026-11-21T12:00:00Z")
    assert runs(2, catchup=False, earliest=None, last=last) == [
        "2026-07-01 00:00 +02:00 > 2026-10-01 00:00 +02:00",
        "2027-01-01 00:00 +01:00 > 2027-04-01 00:00 +02:00",
    ]


def test_by_hand_it_is_about_the_last_extraction_moment(airflow: dict[str, str]) -> None:
    from woonkluis_timetable import PeildatumTimetable

    interval = PeildatumTimetable().infer_manual_data_interval(run_after=pendulum.parse("2026-09-30T21:59:59Z"))
    assert interval.start == pendulum.parse("2025-12-31T23:00:00Z")


@pytest.mark.parametrize(
    ("context", "frozen"),
    [
        ({"params": {"peildatum": "2025-07-01"}}, "2025-07-01"),
        ({"params": {"peildatum": None}, "data_interval_start": "2025-12-31T23:00:00Z"}, "2026-01-01"),
        ({"params": {"peildatum": None}, "run_after": "2026-03-31T21:59:59Z"}, "2025-07-01"),
        ({"params": {"peildatum": None}, "run_after": "2026-03-31T22:00:00Z"}, "2026-01-01"),
    ],
)
def test_a_run_by_hand_needs_no_logical_date(
    dagbag: Any, monkeypatch: pytest.MonkeyPatch, context: dict[str, Any], frozen: str
) -> None:
    """Whoever triggers without one, as the API may, gets no interval either."""
    from woonkluis.accept import Stand

    bevries = dagbag.dags["lmvw_peilmoment"].get_task("bevries").python_callable
    moments = {name: pendulum.parse(context[name]) for name in ("data_interval_start", "run_after") if name in context}
    given = context | moments | {"dag_run": SimpleNamespace(**moments)}
    monkeypatch.setitem(bevries.__globals__, "get_current_context", lambda: given)
    monkeypatch.setitem(bevries.__globals__, "freeze", lambda peildatum: Stand(peildatum, None, 0, ()))
    assert bevries()["peildatum"] == frozen


def test_the_scheduler_knows_the_timetable(dagbag: Any) -> None:
    from airflow.serialization.serialized_objects import DagSerialization

    dag = dagbag.dags["lmvw_peilmoment"]
    stored = DagSerialization.from_dict(DagSerialization.to_dict(dag))
    assert type(stored.timetable).__name__ == "PeildatumTimetable"
    assert stored.timetable.summary == "peildatum"


@pytest.mark.parametrize(
    "dag_id", ["lmvw_correctie", "lmvw_optelling", "lmvw_maatwerk", "lmvw_intrekken", "lmvw_toegang_intrekken"]
)
def test_a_person_is_asked_before_anything_is_recorded(dagbag: Any, dag_id: str) -> None:
    """LMVW-9, LMVW-10, LMVW-17: with a field for the reason, and somebody is told."""
    from airflow.providers.standard.operators.hitl import HITLOperator

    dag = dagbag.dags[dag_id]
    asked = dag.get_task("vraag")
    assert isinstance(asked, HITLOperator)
    assert asked.downstream_task_ids == {"leg_vast"}
    assert set(dag.task_ids) - {"toets"} == {"vraag", "leg_vast"}
    assert asked.upstream_task_ids == set(dag.task_ids) & {"toets"}
    assert asked.options == ["Toewijzen", "Afwijzen"]
    assert asked.defaults is None, "no answer is no decision"
    assert "motivering" in asked.params
    # Airflow loads plugin files once more than Python does, so classes are compared by name.
    assert [type(one).__name__ for one in asked.notifiers] == ["LogNotifier"]


def test_an_answer_is_read_as_it_was_given(airflow: dict[str, str]) -> None:
    from woonkluis_besluit import answer

    given = {
        "chosen_options": ["Afwijzen"],
        "params_input": {"motivering": "te laat"},
        "responded_by_user": {"id": "3", "name": "provincie"},
    }
    assert answer(given) == {"toegewezen": False, "motivering": "te laat", "besloten_door": "provincie"}
    given["params_input"]["namens"] = " gedeputeerde, kenmerk 12 "
    assert answer(given)["besloten_door"] == "gedeputeerde, kenmerk 12 (vastgelegd door provincie)"


def test_each_late_delivery_is_asked_about_once(dagbag: Any) -> None:
    asking = dagbag.dags["lmvw_te_laat"].get_task("vraag_besluit")
    assert asking.partial_kwargs["skip_when_already_exists"] is True
    assert asking.partial_kwargs["trigger_dag_id"] == "lmvw_correctie"


def test_it_is_asked_again_when_an_answer_could_not_be_recorded(dagbag: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """LMVW-10: an answer without a reason fails its run, and no other run would ask."""
    zoek = dagbag.dags["lmvw_te_laat"].get_task("zoek").python_callable
    moment = pendulum.parse("2026-04-02T12:00:00Z")
    found = [SimpleNamespace(levering_id=one, bronhouder_code="GM0193", peildatum=moment.date()) for one in (7, 8, 9)]
    failed = {"levering_8", "levering_9", "levering_9_2"}

    def count(*, dag_id: str, run_ids: list[str], states: list[str]) -> int:
        assert (dag_id, states) == ("lmvw_correctie", ["failed"])
        return len(failed.intersection(run_ids))

    monkeypatch.setitem(zoek.__globals__, "late", lambda: found)
    monkeypatch.setitem(zoek.__globals__, "get_current_context", lambda: {"ti": SimpleNamespace(get_dr_count=count)})
    assert [one["trigger_run_id"] for one in zoek()] == ["levering_7", "levering_8_2", "levering_9_3"]
