"""LMVW-17: a decision takes the weight out of a finding, inside its scope and dates, and hides nothing."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from tests.check.lmvw import GOED, SOM, ZWOLLE, met_plan

from woonkluis.check import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REGEL = "LMVW-6a_hard_vertrouwelijk"
LAGEN = met_plan(vertrouwelijkheid="Gemeente", projectfase="?")
BESLUIT = {
    "regime": "lmvw",
    "soort": "maatwerk_17b",
    "orgaan": "provincie",
    "uitkomst": "toegewezen",
    "gebied_soort": "gemeente",
    "gebied_code": ZWOLLE,
    "regel_id": REGEL,
    "motivering": "proef",
    "besloten_door": "proef",
    "geldig_van": "2026-01-01",
    "geldig_tot": "2026-12-31",
}
NEDERLAND = {"soort": "maatwerk_17a", "orgaan": "stuurgroep", "gebied_soort": "nederland", "gebied_code": "NL"}
PROVINCIE = {"gebied_soort": "provincie", "gebied_code": "PV23"}


@pytest.fixture
def besluit(connect: Callable[..., Any], geland: Callable[..., int]) -> Iterator[Callable[..., str]]:
    """Record a decision that differs from a good one; it goes with the test."""
    made: list[str] = []

    def take(**anders: Any) -> str:
        rij = BESLUIT | {"besluit_id": str(uuid.uuid4())} | anders
        ingetrokken = rij.pop("ingetrokken", False)
        lader = connect("dienst_lader", autocommit=True)
        marks = ", ".join(["%s"] * len(rij))
        lader.execute(f"insert into register.besluit ({', '.join(rij)}) values ({marks})".encode(), list(rij.values()))
        if ingetrokken:
            lader.execute(
                "update register.besluit set ingetrokken_op = clock_timestamp(), ingetrokken_door = 'proef', "
                "ingetrokken_reden = 'proef' where besluit_id = %s",
                [rij["besluit_id"]],
            )
        made.append(rij["besluit_id"])
        return made[-1]

    yield take
    beheerder = connect("beheerder", autocommit=True)
    beheerder.execute("set session_replication_role = replica")
    beheerder.execute("delete from register.besluit where besluit_id = any(%s)", [made])


@pytest.fixture
def gevonden(geland: Callable[..., int], connect: Callable[..., Any]) -> Callable[..., tuple[str, str]]:
    """Check a delivery with a hard, confidential plan; give weight and words of what the rule found."""

    def runner(regel: str = REGEL, lagen: Any = LAGEN, peildatum: str = "2026-07-01") -> tuple[str, str]:
        levering_id = geland("lmvw", lagen, bronhouder_code=ZWOLLE, peildatum=peildatum)
        check(levering_id)
        (found,) = (
            connect("dienst_lader")
            .execute(
                "select ernst, melding, rij, kolom from register.bevinding where levering_id = %s and regel_id = %s",
                [levering_id, regel],
            )
            .fetchall()
        )
        assert found[2:] in {(1, "vertrouwelijkheid"), (1, "globalid")}
        ernst, melding = found[:2]
        return ernst, melding

    return runner


@pytest.mark.parametrize("scope", [{}, PROVINCIE, NEDERLAND, {"geldig_van": "2026-07-01", "geldig_tot": "2026-07-01"}])
def test_inside_its_scope_the_finding_stays_as_information(
    besluit: Callable[..., str], gevonden: Callable[..., tuple[str, str]], scope: dict[str, Any]
) -> None:
    besluit_id = besluit(**scope)
    ernst, melding = gevonden()
    assert ernst == "info"
    artikel = "17a" if scope == NEDERLAND else "17b"
    tot = scope.get("geldig_tot", "2026-12-31")
    assert melding.endswith(f"Maatwerk (artikel {artikel}): besluit {besluit_id} staat dit toe tot en met {tot}.")
    assert melding.startswith("Een plan met een harde planstatus mag niet vertrouwelijk zijn.")


@pytest.mark.parametrize(
    "anders",
    [
        pytest.param({"gebied_code": "GM0150"}, id="another gemeente"),
        pytest.param({"gebied_soort": "provincie", "gebied_code": "PV25"}, id="another provincie"),
        pytest.param({"regel_id": "LMVW-6a_status_onbekend_vertrouwelijk"}, id="another rule"),
        pytest.param({"regel_id": None}, id="no rule named"),
        pytest.param({"geldig_van": "2026-07-02"}, id="before it begins"),
        pytest.param({"geldig_tot": "2026-06-30"}, id="after it ended"),
        pytest.param({"ingetrokken": True}, id="withdrawn"),
        pytest.param({"uitkomst": "afgewezen"}, id="refused"),
    ],
)
def test_outside_it_the_rule_holds(
    besluit: Callable[..., str], gevonden: Callable[..., tuple[str, str]], anders: dict[str, Any]
) -> None:
    besluit(**anders)
    ernst, melding = gevonden()
    assert ernst == "blokkerend"
    assert "Maatwerk" not in melding


def test_a_decision_about_one_delivery_is_about_no_other(
    besluit: Callable[..., str], gevonden: Callable[..., tuple[str, str]], geland: Callable[..., int]
) -> None:
    ander = geland("lmvw", GOED, bronhouder_code=ZWOLLE)
    besluit(levering_id=ander)
    assert gevonden()[0] == "blokkerend"


def test_two_decisions_give_one_finding(besluit: Callable[..., str], gevonden: Callable[..., tuple[str, str]]) -> None:
    besluit()
    langste = besluit(geldig_tot="2027-06-30", **NEDERLAND)
    ernst, melding = gevonden()
    assert ernst == "info"
    assert langste in melding


def test_no_decision_lifts_what_the_layers_rest_on(
    besluit: Callable[..., str], gevonden: Callable[..., tuple[str, str]]
) -> None:
    regel = "LMVW-5b_globalid_lengte"
    besluit(regel_id=regel)
    assert gevonden(regel, met_plan(globalid="p" * 65))[0] == "blokkerend"


@pytest.mark.parametrize(
    ("anders", "peildatum", "allowed"),
    [
        ({}, "2026-07-01", True),
        ({}, "2027-01-01", False),
        ({"gebied_code": "GM0150"}, "2026-07-01", False),
        ({"uitkomst": "afgewezen"}, "2026-07-01", False),
        ({"ingetrokken": True}, "2026-07-01", False),
    ],
)
def test_an_akkoord_lets_small_plans_be_summed_lmvw_9(
    vind: Callable[..., Any], besluit: Callable[..., str], anders: dict[str, Any], peildatum: str, allowed: bool
) -> None:
    besluit(soort="optelling_9", orgaan="provincie", regel_id=None, **anders)
    own = {"bronhouder_code": ZWOLLE, "peildatum": peildatum, "verklaring": {"optelling": [SOM]}}
    found = vind("LMVW-9_akkoord", "lmvw", GOED, **own)
    assert found == ([] if allowed else [(1, "globalid", "plan-1")])
