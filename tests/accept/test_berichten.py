"""WIV-5.1: messages count in the order of their numbers, whatever order they come in, and none is lost on the way."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.locks import wait_until_blocked, wait_until_gone

from woonkluis.accept import accept
from woonkluis.receive import work_list
from woonkluis.report.progress import held, progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from woonkluis.platform.settings import Settings

NUMBERS = itertools.count(1)
VOL, MUT = "volledig", "mutatie"


@dataclass(frozen=True)
class Bericht:
    """A message: its kind, number, minute at which it was made, and whether a rule blocks it."""

    soort: str
    volgnummer: int | str
    gemaakt: int = 0
    fout: bool = False
    status: str = "gecontroleerd"


class Reeks:
    """The messages of one woonmaatschappij of its own."""

    def __init__(self, beheerder: psycopg.Connection[Any], look: psycopg.Connection[Any]) -> None:
        self.kbo = f"0999{next(NUMBERS):06d}"
        self._beheerder, self._look = beheerder, look
        self.ids: list[int] = []

    def lever(self, bericht: Bericht) -> int:
        levering_id = self.ontvang()
        self.lees(levering_id, bericht)
        return levering_id

    def ontvang(self) -> int:
        row = self._beheerder.execute(
            "insert into register.levering "
            "(regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes) "
            "values ('cwr', %s, 'proef', '2026-01-01', %s, 'proef', 1) returning levering_id",
            [self.kbo, uuid.uuid4().hex * 2],
        ).fetchone()
        assert row
        self.ids.append(int(row[0]))
        return self.ids[-1]

    def lees(self, levering_id: int, bericht: Bericht) -> None:
        kop = {
            "soort": bericht.soort,
            "volgnummer": str(bericht.volgnummer),
            "aangemaakt_op": f"2026-01-01T{bericht.gemaakt // 60:02d}:{bericht.gemaakt % 60:02d}:00+01:00",
        }
        self._beheerder.execute(
            "insert into landing.cwr_bericht values (%s, 1, sha256(''), %s, null)", [levering_id, json.dumps(kop)]
        )
        if bericht.fout:
            self._beheerder.execute(
                "insert into register.bevinding (levering_id, regel_id, ernst, artikel, melding) "
                "values (%s, 'WIV-3.1.1_proef', 'blokkerend', '3.1', 'proef')",
                [levering_id],
            )
        for status in ("gelezen", "gecontroleerd"):
            self._beheerder.execute(
                "update register.levering set status = %s where levering_id = %s", [status, levering_id]
            )
            if status == bericht.status:
                break

    def stand(self, *ids: int) -> list[str]:
        """Status of each, or what it waits for."""
        rows = dict(
            self._look.execute(
                "select l.levering_id, coalesce(a.reden, l.status) from register.levering as l "
                "left join register.aangehouden as a using (levering_id) where l.levering_id = any(%s)",
                [list(ids or self.ids)],
            ).fetchall()
        )
        return [rows[one] for one in ids or self.ids]

    def geldend(self) -> list[int]:
        """Numbers of the messages of which the layers are made, in order."""
        return [
            int(row[0])
            for row in self._look.execute(
                "select volgnummer from register.levering_actueel where regime = 'cwr' and bronhouder_code = %s "
                "order by volgnummer",
                [self.kbo],
            )
        ]

    def regels(self, levering_id: int) -> list[str]:
        return [
            str(row[0])
            for row in self._look.execute(
                "select regel_id from register.bevinding where levering_id = %s order by 1", [levering_id]
            )
        ]


@pytest.fixture
def reeks(kluis: Settings, connect: Callable[..., Any]) -> Iterator[Callable[[], Reeks]]:
    """Make woonmaatschappijen whose messages go with the test."""
    beheerder = connect("beheerder", autocommit=True)
    made: list[Reeks] = []

    def make() -> Reeks:
        made.append(Reeks(beheerder, connect("dienst_lader", autocommit=True)))
        return made[-1]

    yield make
    ids = [one for reeks in made for one in reeks.ids]
    with beheerder.transaction():
        beheerder.execute("set local session_replication_role = replica")
        for relation in ("register.bevinding", "register.levering", "landing.cwr_bericht"):
            beheerder.execute(f"delete from {relation} where levering_id = any(%s)", [ids])


WACHT = "aangehouden: wacht op "
GAP = WACHT + "volgnummer 3"
OUTCOMES: dict[str, tuple[list[Bericht], list[str], list[int]]] = {
    "in order": (
        [Bericht(VOL, 1), Bericht(MUT, 2, 1), Bericht(MUT, 3, 2)],
        ["geaccepteerd"] * 3,
        [1, 2, 3],
    ),
    "a gap holds all behind it": (
        [Bericht(VOL, 1), Bericht(MUT, 2), Bericht(MUT, 4), Bericht(MUT, 5)],
        ["geaccepteerd", "geaccepteerd", GAP, GAP],
        [1, 2],
    ),
    "the gap is filled": (
        [Bericht(VOL, 1), Bericht(MUT, 4), Bericht(MUT, 2), Bericht(MUT, 3)],
        ["geaccepteerd"] * 4,
        [1, 2, 3, 4],
    ),
    "nothing to apply it to": ([Bericht(MUT, 1)], [WACHT + "een volledig bericht"], []),
    "a snapshot in the middle of the count": (
        [Bericht(VOL, 7), Bericht(MUT, 8)],
        ["geaccepteerd"] * 2,
        [7, 8],
    ),
    "a snapshot makes held older ones void": (
        [Bericht(VOL, 1), Bericht(MUT, 3, 3), Bericht(MUT, 4, 4), Bericht(VOL, 9, 9), Bericht(MUT, 10, 10)],
        ["vervangen", "vervangen", "vervangen", "geaccepteerd", "geaccepteerd"],
        [9, 10],
    ),
    "a snapshot fills the gap": (
        [Bericht(VOL, 1), Bericht(MUT, 3, 3), Bericht(VOL, 2, 2)],
        ["vervangen", "geaccepteerd", "geaccepteerd"],
        [2, 3],
    ),
    "a count that begins again": (
        [Bericht(VOL, 8), Bericht(MUT, 10, 3), Bericht(VOL, 1, 5), Bericht(MUT, 2, 6)],
        ["vervangen", "vervangen", "geaccepteerd", "geaccepteerd"],
        [1, 2],
    ),
    "a snapshot that comes late": (
        [Bericht(VOL, 4, 4), Bericht(MUT, 5, 5), Bericht(VOL, 3, 3)],
        ["geaccepteerd", "geaccepteerd", "vervangen"],
        [4, 5],
    ),
    "a mutatie older than the snapshot": (
        [Bericht(VOL, 4, 4), Bericht(MUT, 3, 3)],
        ["geaccepteerd", "vervangen"],
        [4],
    ),
    "a number that goes back": (
        [Bericht(VOL, 4, 4), Bericht(MUT, 3, 9)],
        ["geaccepteerd", "afgekeurd"],
        [4],
    ),
    "the same number twice": (
        [Bericht(VOL, 1), Bericht(MUT, 2, 1), Bericht(MUT, 2, 2)],
        ["geaccepteerd", "geaccepteerd", "afgekeurd"],
        [1, 2],
    ),
    "the same number twice behind a gap": (
        [Bericht(VOL, 1), Bericht(MUT, 2), Bericht(MUT, 4, 2), Bericht(MUT, 4, 3)],
        ["geaccepteerd", "geaccepteerd", GAP, "afgekeurd"],
        [1, 2],
    ),
    "a rejected one in the middle leaves a gap": (
        [Bericht(VOL, 1), Bericht(MUT, 2), Bericht(MUT, 3, fout=True), Bericht(MUT, 4)],
        ["geaccepteerd", "geaccepteerd", "afgekeurd", GAP],
        [1, 2],
    ),
    "which is filled when it comes again": (
        [Bericht(VOL, 1), Bericht(MUT, 2), Bericht(MUT, 3, fout=True), Bericht(MUT, 4), Bericht(MUT, 3, 9)],
        ["geaccepteerd", "geaccepteerd", "afgekeurd", "geaccepteerd", "geaccepteerd"],
        [1, 2, 3, 4],
    ),
    "a late snapshot of an older count": (
        [Bericht(VOL, 40, 1), Bericht(VOL, 1, 9), Bericht(VOL, 41, 5), Bericht(MUT, 2, 10)],
        ["vervangen", "geaccepteerd", "vervangen", "geaccepteerd"],
        [1, 2],
    ),
    "numbers as a schema allows them": (
        [Bericht(VOL, 1), Bericht(VOL, "0000000002", 1), Bericht(MUT, " +3\n", 2)],
        ["vervangen", "geaccepteerd", "geaccepteerd"],
        [2, 3],
    ),
    "a rejected snapshot changes nothing": (
        [Bericht(VOL, 1), Bericht(VOL, 2, fout=True), Bericht(MUT, 3)],
        ["geaccepteerd", "afgekeurd", WACHT + "volgnummer 2"],
        [1],
    ),
}


@pytest.mark.parametrize("case", OUTCOMES)
def test_messages_that_come_one_by_one_wiv_5_1(reeks: Callable[[], Reeks], case: str) -> None:
    berichten, expected, geldend = OUTCOMES[case]
    wm = reeks()
    for bericht in berichten:
        accept(wm.lever(bericht))
    assert wm.stand() == expected
    assert wm.geldend() == geldend
    waits = {one for one, status in zip(wm.ids, wm.stand(), strict=True) if status.startswith(WACHT)}
    assert waits.isdisjoint(one.levering_id for one in work_list("cwr")), "it must not be tried again and again"
    before = wm.stand()
    for levering_id in wm.ids:
        accept(levering_id)
    assert wm.stand() == before, "deciding again changes nothing"


def test_what_was_rejected_for_its_number_only_may_come_again_when_that_is_free(
    reeks: Callable[[], Reeks], connect: Callable[..., Any]
) -> None:
    """WIV-5.1, WIV-R.5: the first received keeps its number until it is rejected for a fault."""
    look = connect("dienst_lader", autocommit=True)

    def again(*ids: int) -> list[int]:
        query = "select levering_id from register.herkansing where levering_id = any(%s) order by 1"
        return [one for (one,) in look.execute(query, [list(ids)])]

    wm = reeks()
    accept(wm.lever(Bericht(VOL, 1)))
    first, second = wm.lever(Bericht(MUT, 2, fout=True, status="gelezen")), wm.lever(Bericht(MUT, 2))
    accept(second)
    assert (wm.stand(second), again(first, second)) == (["afgekeurd"], []), "the first may still count"
    beheerder = connect("beheerder", autocommit=True)
    beheerder.execute("update register.levering set status = 'gecontroleerd' where levering_id = %s", [first])
    accept(first)
    assert (wm.stand(first), again(first, second)) == (["afgekeurd"], [second]), "the first has a fault of its own"
    accept(wm.lever(Bericht(MUT, 2)))
    assert again(first, second) == [], "the number is used"


def test_an_older_message_and_a_used_number_are_told(reeks: Callable[[], Reeks]) -> None:
    wm = reeks()
    for bericht in (Bericht(VOL, 4, 4), Bericht(MUT, 3, 3), Bericht(MUT, 4, 9)):
        accept(wm.lever(bericht))
    assert [wm.regels(one) for one in wm.ids] == [[], ["WIV-5.1_volgorde"], ["WIV-5.1_volgnummer"]]


def test_what_waits_is_shown_to_operators(reeks: Callable[[], Reeks]) -> None:
    wm = reeks()
    for bericht in (Bericht(VOL, 1), Bericht(MUT, 2), Bericht(MUT, 4)):
        accept(wm.lever(bericht))
    told = progress(wm.ids[2])
    assert told.wacht == GAP
    assert told.label.endswith(GAP)
    assert f"cwr: levering {wm.ids[2]} of {wm.kbo}, volgnummer 4: {GAP}" in held()


def test_any_order_ends_in_the_same_state(reeks: Callable[[], Reeks]) -> None:
    """Decisions of one run are taken side by side; here all that can be are taken in every order."""
    berichten = [Bericht(VOL, 1, 1), Bericht(MUT, 2, 2), Bericht(MUT, 3, 3), Bericht(VOL, 4, 4), Bericht(MUT, 5, 5)]
    orders = list(itertools.permutations(range(len(berichten))))
    for order in random.Random(7).sample(orders, 12):  # noqa: S311
        wm = reeks()
        for position in order:
            accept(wm.lever(berichten[position]))
        assert wm.geldend() == [4, 5], order
        assert set(wm.stand()) == {"geaccepteerd", "vervangen"}, order


def test_decisions_at_once(reeks: Callable[[], Reeks]) -> None:
    """Two messages at once, also two with one number: none waits for ever and one number counts once."""
    wm = reeks()
    berichten = [Bericht(VOL, 1), *(Bericht(MUT, number, number) for number in (5, 3, 2, 4, 4, 6))]
    for bericht in berichten:
        wm.lever(bericht)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(accept, wm.ids * 2))
    assert wm.geldend() == [1, 2, 3, 4, 5, 6]
    assert wm.stand().count("afgekeurd") == 1
    assert wm.stand()[5] == "afgekeurd", "the first that came keeps the number"


def checked(connection: psycopg.Connection[Any], levering_id: int) -> None:
    connection.execute("update register.levering set status = 'gecontroleerd' where levering_id = %s", [levering_id])


def test_of_two_with_one_number_the_first_that_came_counts_whichever_is_read_or_checked_first(
    reeks: Callable[[], Reeks], connect: Callable[..., Any]
) -> None:
    beheerder = connect("beheerder", autocommit=True)
    # The second is checked while the first is still being checked: told at once.
    wm = reeks()
    accept(wm.lever(Bericht(VOL, 1)))
    first, second = wm.lever(Bericht(MUT, 2, status="gelezen")), wm.lever(Bericht(MUT, 2))
    accept(second)
    assert wm.stand(first, second) == ["gelezen", "afgekeurd"]
    assert wm.regels(second) == ["WIV-5.1_volgnummer"]
    checked(beheerder, first)
    accept(first)
    assert wm.geldend() == [1, 2]
    # Of the first nobody knows the number yet: then nothing behind it is decided.
    wm = reeks()
    accept(wm.lever(Bericht(VOL, 1)))
    first, second = wm.ontvang(), wm.lever(Bericht(MUT, 2))
    accept(second)
    assert wm.stand(second) == [f"{WACHT}levering {first}, die nog niet gelezen is"]
    assert second not in {one.levering_id for one in work_list("cwr")}
    wm.lees(first, Bericht(MUT, 2))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(accept, [second, first]))
    assert wm.stand(first, second) == ["geaccepteerd", "afgekeurd"]
    # Two snapshots of one number and moment.
    wm = reeks()
    first, second = wm.lever(Bericht(VOL, 1, status="gelezen")), wm.lever(Bericht(VOL, 1))
    later = wm.lever(Bericht(VOL, 1, status="gelezen"))
    for one in (second, first, later):
        if one != second:
            checked(beheerder, one)
        accept(one)
    assert wm.stand(first, second, later) == ["geaccepteerd", "vervangen", "vervangen"]
    # An unread one of another woonmaatschappij holds nobody up, and a message with a fault of its own waits for none.
    wm, other = reeks(), reeks()
    other.ontvang()
    assert accept(wm.lever(Bericht(VOL, 1))).status == "geaccepteerd"
    wm.ontvang()
    assert accept(wm.lever(Bericht(MUT, 2, fout=True))).status == "afgekeurd"


def test_nobody_applies_a_mutatie_out_of_order(reeks: Callable[[], Reeks], connect: Callable[..., Any]) -> None:
    """The register refuses it whoever asks, and what the kop said does not change."""
    wm = reeks()
    accept(wm.lever(Bericht(VOL, 1)))
    skipping = wm.lever(Bericht(MUT, 3))
    beheerder = connect("beheerder", autocommit=True)
    for change in ("status = 'geaccepteerd'", "volgnummer = 2", "reeks = levering_id", "bericht_soort = 'volledig'"):
        with pytest.raises(psycopg.errors.CheckViolation):
            beheerder.execute(f"update register.levering set {change} where levering_id = %s", [skipping])
    assert wm.geldend() == [1]


STALLED = "import sys; from woonkluis.accept import accept; accept(int(sys.argv[1]))"


def test_a_killed_decision_lets_nothing_go_on_by_half(
    kluis: Settings, reeks: Callable[[], Reeks], connect: Callable[..., Any]
) -> None:
    """SIGKILL while one of four messages that the decision lets go on is written; then the same decision again."""
    wm = reeks()
    for bericht in (Bericht(VOL, 1), Bericht(MUT, 3), Bericht(MUT, 4), Bericht(MUT, 5)):
        accept(wm.lever(bericht))
    filling = wm.lever(Bericht(MUT, 2))
    before = wm.stand()
    holder, watcher = connect("beheerder"), connect("beheerder", autocommit=True)
    holder.execute("select from register.levering where levering_id = %s for update", [wm.ids[2]])
    environment = os.environ | {"WOONKLUIS_STATE_DIR": str(kluis.state_dir)}
    with subprocess.Popen([sys.executable, "-c", STALLED, str(filling)], env=environment) as process:
        wait_until_blocked(watcher, f"woonkluis accept {filling}")
        process.send_signal(signal.SIGKILL)
    holder.rollback()
    wait_until_gone(watcher, f"woonkluis accept {filling}")
    assert wm.stand() == before
    assert wm.geldend() == [1]
    accept(filling)
    assert wm.geldend() == [1, 2, 3, 4, 5]
