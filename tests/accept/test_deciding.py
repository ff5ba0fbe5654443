"""A decision is made once, replaces what came before it and nothing that came after, and is never half made."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from tests.locks import wait_until_blocked, wait_until_gone

from woonkluis.accept import Decision, accept
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from collections.abc import Callable

    from woonkluis.platform.settings import Settings


def test_a_delivery_without_blocking_findings_counts(levering: Callable[..., int], stand: Callable[..., Any]) -> None:
    levering_id = levering(ernst="waarschuwing")
    assert accept(levering_id) == Decision(levering_id, "geaccepteerd", None)
    assert stand(levering_id) == [("geaccepteerd", None)]


def test_one_blocking_finding_rejects_the_whole(levering: Callable[..., int], stand: Callable[..., Any]) -> None:
    first, wrong = levering(), levering(ernst="blokkerend")
    accept(first)
    assert accept(wrong) == Decision(wrong, "afgekeurd", None)
    assert stand(first, wrong) == [("geaccepteerd", None), ("afgekeurd", None)]


def test_a_corrected_delivery_takes_the_place_of_the_earlier_one(
    levering: Callable[..., int], stand: Callable[..., Any], connect: Callable[..., Any]
) -> None:
    first, second, third = levering(), levering(), levering()
    assert accept(first).vervangt is None
    assert accept(second) == Decision(second, "geaccepteerd", first)
    assert accept(third) == Decision(third, "geaccepteerd", second)
    assert stand(first, second, third) == [("vervangen", second), ("vervangen", third), ("geaccepteerd", None)]
    moments = connect("dienst_lader").execute(
        "select bool_and(besloten_op is not null) from register.levering where levering_id = any(%s)",
        [[first, second, third]],
    )
    assert moments.fetchone() == (True,), "each keeps the moment at which it was accepted"


def test_another_peildatum_or_bronhouder_is_another_place(
    levering: Callable[..., int], stand: Callable[..., Any]
) -> None:
    made = [levering(), levering(peildatum="1899-01-01"), levering(bronhouder="GM0150")]
    assert [accept(levering_id).vervangt for levering_id in made] == [None, None, None]
    assert stand(*made) == [("geaccepteerd", None)] * 3


def test_a_decision_that_comes_late_brings_nothing_back(
    levering: Callable[..., int], stand: Callable[..., Any]
) -> None:
    """Deliveries are decided on side by side: the correction may come first."""
    first, second = levering(), levering()
    accept(second)
    assert accept(first) == Decision(first, "vervangen", None)
    assert stand(first, second) == [("vervangen", second), ("geaccepteerd", None)]
    assert accept(second) == Decision(second, "geaccepteerd", None)


def test_a_decision_stays(levering: Callable[..., int], stand: Callable[..., Any]) -> None:
    first, second, wrong = levering(), levering(), levering(ernst="blokkerend")
    decisions = [accept(levering_id) for levering_id in (first, second, wrong)]
    before = stand(first, second, wrong)
    assert [accept(levering_id) for levering_id in (second, wrong)] == decisions[1:]
    assert accept(first) == Decision(first, "vervangen", None), "superseded stays superseded"
    assert stand(first, second, wrong) == before


@pytest.mark.parametrize("status", ["ontvangen", "gelezen"])
def test_a_delivery_that_is_not_checked_is_refused(levering: Callable[..., int], status: str) -> None:
    levering_id = levering(status)
    with pytest.raises(WoonkluisError, match=f"^levering {levering_id} is {status}: check it before deciding on it$"):
        accept(levering_id)


def test_a_delivery_that_is_not_there_is_refused(kluis: Settings) -> None:
    with pytest.raises(WoonkluisError, match=r"^levering 0 does not exist$"):
        accept(0)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_any_order_ends_in_the_same_state(
    levering: Callable[..., int], stand: Callable[..., Any], order: tuple[int, ...]
) -> None:
    made = [levering() for _ in range(3)]
    for position in order:
        accept(made[position])
    states = stand(*made)
    assert [status for status, _ in states] == ["vervangen", "vervangen", "geaccepteerd"]
    assert all(door > levering_id for levering_id, (_, door) in zip(made[:2], states[:2], strict=True))


def test_decisions_at_once_leave_one_accepted(levering: Callable[..., int], stand: Callable[..., Any]) -> None:
    made = [levering() for _ in range(6)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(accept, made * 2))
    states = stand(*made)
    assert [status for status, _ in states] == ["vervangen"] * 5 + ["geaccepteerd"]
    assert all(door > levering_id for levering_id, (_, door) in zip(made[:5], states[:5], strict=True))


STALLED = "import sys; from woonkluis.accept import accept; accept(int(sys.argv[1]))"


@pytest.mark.parametrize(
    "lock",
    [
        pytest.param(
            "select from register.levering where levering_id = %(first)s for update", id="before the first change"
        ),
        pytest.param("lock table audit.gebeurtenis in access exclusive mode", id="between the two changes"),
    ],
)
def test_a_killed_decision_leaves_no_half_state(
    kluis: Settings, levering: Callable[..., int], stand: Callable[..., Any], connect: Callable[..., Any], lock: str
) -> None:
    """SIGKILL of the process while it stands at a lock that this test holds; then the same decision again."""
    first, second = levering(), levering()
    accept(first)
    holder, watcher = connect("beheerder"), connect("beheerder", autocommit=True)
    holder.execute(lock, {"first": first})
    environment = os.environ | {"WOONKLUIS_STATE_DIR": str(kluis.state_dir)}
    with subprocess.Popen([sys.executable, "-c", STALLED, str(second)], env=environment) as process:
        wait_until_blocked(watcher, f"woonkluis accept {second}")
        process.send_signal(signal.SIGKILL)
    holder.rollback()
    wait_until_gone(watcher, f"woonkluis accept {second}")

    assert process.returncode == -signal.SIGKILL
    assert stand(first, second) == [("geaccepteerd", None), ("gecontroleerd", None)]
    assert accept(second) == Decision(second, "geaccepteerd", first)
    assert stand(first, second) == [("vervangen", second), ("geaccepteerd", None)]
