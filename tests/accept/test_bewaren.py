"""WIV-R.1 to WIV-R.5: what has passed its term goes, all of it, and nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.locks import wait_until_blocked, wait_until_gone

from woonkluis.accept import bewaren
from woonkluis.platform.errors import WoonkluisError
from woonkluis.receive import stored_path
from woonkluis.receive.store import letters_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from woonkluis.platform.settings import Settings

KBO = "0998000001"
INSZ = {"A": "85073003328", "F": "17073003384"}
HUUR, EIGENAAR, VERVANGEN, NIET = (
    "WIV-R.1_huurovereenkomst",
    "WIV-R.1_eigenaar",
    "WIV-R.3_vervangen",
    "WIV-R.5_niet_toegepast",
)


def ago(years: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=round(365.25 * years))


def day(years: float) -> str:
    return ago(years).date().isoformat()


@dataclass
class Huis:
    """The messages of one woonmaatschappij, by name."""

    beheerder: psycopg.Connection[Any]
    ids: dict[str, int] = field(default_factory=dict)
    shas: dict[str, str] = field(default_factory=dict)

    def bericht(self, name: str, status: str, besloten: float, *, volgnummer: int) -> None:
        self.shas[name] = uuid.uuid4().hex * 2
        row = self.beheerder.execute(
            "insert into register.levering "
            "(regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes, "
            "status, ontvangen_op, besloten_op, bericht_soort, volgnummer, aangemaakt_op) "
            "values ('cwr', %s, 'proef', '2026-01-01', %s, 'proef', 1, %s, %s, %s, 'volledig', %s, %s) "
            "returning levering_id",
            [KBO, self.shas[name], status, ago(besloten), ago(besloten), volgnummer, ago(besloten)],
        ).fetchone()
        assert row
        self.ids[name] = int(row[0])

    def land(self, name: str, laag: str, *records: dict[str, Any]) -> None:
        for record in records:
            self.beheerder.execute(
                f"insert into landing.cwr_{laag} "
                f"select %(id)s, (select count(*) + 1 from landing.cwr_{laag} where levering_id = %(id)s), sha256(''), "
                "%(waarden)s, null",
                {"id": self.ids[name], "waarden": json.dumps(record)},
            )

    def lease(self, name: str, contract: str, einde: float | None = None, huureinde: float | None = None) -> None:
        below = {"contractnummer": contract}
        lease = below | {"woonmaatschappij_woning_id": f"W{contract}", "begindatum": "2000-01-01"}
        self.land(name, "woning", {"woonmaatschappij_woning_id": f"W{contract}", "straatnaam": "Proefstraat"})
        self.land(name, "huurovereenkomst", lease | ({"einddatum": day(einde)} if einde else {}))
        self.land(name, "gezinslid", below | {"computernummer": "1", "insz": INSZ.get(contract, "98472899765")})
        self.land(name, "handicap", below | {"computernummer": "1", "totaal_punten": "9"})
        if huureinde:
            self.land(name, "huureinde", below | {"effectief_op": day(huureinde)})

    def left(self, laag: str, sleutel: str = "contractnummer") -> set[str]:
        """What is still landed, as message and key."""
        return {
            f"{name} {key}"
            for name, levering_id in self.ids.items()
            for (key,) in self.beheerder.execute(
                f"select waarden ->> %s from landing.cwr_{laag} where levering_id = %s", [sleutel, levering_id]
            )
        }


EXPECTED = {
    # Open: what was replaced six years ago goes, what counts stays.
    ("oud", "contractnummer", "A"): VERVANGEN,
    ("oud", "woonmaatschappij_woning_id", "WA"): VERVANGEN,
    # Ended eleven years ago.
    ("oud", "contractnummer", "B"): HUUR,
    ("nu", "contractnummer", "B"): HUUR,
    ("oud", "woonmaatschappij_woning_id", "WB"): VERVANGEN,
    # Ended nine years ago.
    ("oud", "contractnummer", "C"): VERVANGEN,
    ("oud", "woonmaatschappij_woning_id", "WC"): VERVANGEN,
    # D ended nowhere and was no longer delivered six years ago: four more years. E ended eleven years ago.
    ("oud", "contractnummer", "E"): HUUR,
    # The end stands in the huureinde only.
    ("nu", "contractnummer", "G"): HUUR,
    # A head lease that ended, with its owner; the other has no end.
    ("nu", "hoofdcontractnummer", "WF\x1fH1"): EIGENAAR,
    ("afgekeurd", "levering", ""): NIET,
}


KEYS = (("contractnummer", ""), ("woonmaatschappij_woning_id", "W"))


@pytest.fixture
def huis(kluis: Settings, connect: Callable[..., Any]) -> Iterator[Huis]:
    """A snapshot that counts, the one before it, and two rejected ones; they go with the test."""
    beheerder = connect("beheerder", autocommit=True)
    beheerder.execute("set session_replication_role = replica")
    huis = Huis(beheerder)
    huis.bericht("oud", "vervangen", 7, volgnummer=1)
    huis.bericht("nu", "geaccepteerd", 6, volgnummer=2)
    huis.bericht("afgekeurd", "afgekeurd", 2, volgnummer=3)
    huis.bericht("pas afgekeurd", "afgekeurd", 0.1, volgnummer=4)
    beheerder.execute(
        "update register.levering set reeks = levering_id, "
        "vervangen_door = case when levering_id = %(oud)s then %(nu)s end where levering_id in (%(oud)s, %(nu)s)",
        huis.ids,
    )
    for name in ("oud", "nu"):
        huis.lease(name, "A")
        huis.lease(name, "B", einde=11)
        huis.lease(name, "C", einde=9)
    huis.lease("oud", "D")
    huis.lease("oud", "E", einde=11)
    huis.lease("nu", "F")
    huis.lease("nu", "G", huureinde=11)
    for head, einde in (("H1", day(11)), ("H2", None)):
        record = {"woonmaatschappij_woning_id": "WF", "hoofdcontractnummer": head}
        huis.land("nu", "hoofdhuurovereenkomst", record | ({"einddatum": einde} if einde else {}))
        huis.land("nu", "eigenaar", record | {"insz_eigenaar": "40000095579"})
    for name in ("afgekeurd", "pas afgekeurd"):
        huis.lease(name, "X")
        beheerder.execute(
            "insert into register.bevinding (levering_id, regel_id, ernst, artikel, waarde, melding) "
            "values (%s, 'WIV-3.1.1_insz', 'blokkerend', '3.1', '85073003329', 'proef')",
            [huis.ids[name]],
        )
    for sha in huis.shas.values():
        path = stored_path(sha, kluis, sealed=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"age")
    yield huis
    ids = list(huis.ids.values())
    tables = beheerder.execute(
        "select relname from pg_class where relnamespace = 'landing'::regnamespace and relkind = 'r' "
        "and relname ~ '^cwr_'"
    ).fetchall()
    for relation in ("register.bevinding", *(f"landing.{table}" for (table,) in tables), "register.levering"):
        beheerder.execute(f"delete from {relation} where levering_id = any(%s)", [ids])
    beheerder.execute("delete from register.wissing")
    beheerder.execute("delete from register.te_wissen")
    for sha in huis.shas.values():
        stored_path(sha, kluis, sealed=True).unlink(missing_ok=True)


LEFT = {
    "contractnummer": {"nu A", "nu C", "nu F", "oud D", "pas afgekeurd X"},
    "hoofdcontractnummer": {"nu H2"},
}


def check_left(huis: Huis) -> None:
    for laag in ("huurovereenkomst", "gezinslid", "handicap"):
        assert huis.left(laag) == LEFT["contractnummer"], laag
    for laag in ("hoofdhuurovereenkomst", "eigenaar"):
        assert huis.left(laag, "hoofdcontractnummer") == LEFT["hoofdcontractnummer"]
    assert huis.left("huureinde") == set()
    assert huis.left("woning", "woonmaatschappij_woning_id") == {
        *("nu WA", "nu WB", "nu WC", "nu WF", "nu WG", "oud WD", "oud WE", "pas afgekeurd WX")
    }


def test_what_has_passed_its_term(huis: Huis) -> None:
    """WIV-R.1, WIV-R.3, WIV-R.5: an open lease has no term; nothing else is named."""
    names = {levering_id: name for name, levering_id in huis.ids.items()}
    found = {
        (names[levering_id], soort, sleutel): regel
        for levering_id, soort, sleutel, regel in huis.beheerder.execute(
            "select * from register.vervallen_sleutels(current_date) where levering_id = any(%s)", [list(names)]
        )
    }
    assert found == EXPECTED


def test_wiv_r_5_what_was_set_aside_goes_after_a_year_and_what_counts_meanwhile_stays(huis: Huis) -> None:
    """WIV-7.1: the last snapshot sets three woningen aside, and what the one before it said of them goes on."""
    apart = "WIV-R.5_afgezonderd"
    for woning in ("WA", "WB", "WC"):
        huis.beheerder.execute(
            "insert into register.afgezonderd select levering_id, rij, 'WIV-3.1.1_insz', %(woning)s "
            "from landing.cwr_woning where levering_id = %(nu)s "
            "and waarden ->> 'woonmaatschappij_woning_id' = %(woning)s",
            huis.ids | {"woning": woning},
        )
        huis.beheerder.execute(
            "insert into register.blijvend values (%(nu)s, %(woning)s, %(oud)s)", huis.ids | {"woning": woning}
        )
    try:
        names = {levering_id: name for name, levering_id in huis.ids.items()}
        query = "select * from register.vervallen_sleutels(current_date) where levering_id = any(%s)"
        found = {
            (names[levering_id], soort, sleutel): regel
            for levering_id, soort, sleutel, regel in huis.beheerder.execute(query, [list(names)])
        }
        # What ended too long ago goes for that reason, set aside or not.
        ended = {(name, "contractnummer", "B"): HUUR for name in ("oud", "nu")}
        stays = {("oud", soort, f"{w}{key}") for soort, w in KEYS for key in "ABC"}
        expected = {key: regel for key, regel in EXPECTED.items() if key not in stays}
        expected |= {("nu", soort, f"{w}{key}"): apart for soort, w in KEYS for key in "ABC"}
        assert found == expected | ended
        bewaren.wis()
        left = {one for one in huis.left("gezinslid") if not one.startswith("pas")}
        assert left == {"oud A", "oud C", "oud D", "nu F"}
    finally:
        huis.beheerder.execute("delete from register.afgezonderd where levering_id = %(nu)s", huis.ids)
        huis.beheerder.execute("delete from register.blijvend where levering_id = %(nu)s", huis.ids)


def due(huis: Huis) -> dict[tuple[str, str, str], str]:
    names = {levering_id: name for name, levering_id in huis.ids.items()}
    query = "select * from register.vervallen_sleutels(current_date) where levering_id = any(%s)"
    rows = huis.beheerder.execute(query, [list(names)]).fetchall()
    return {(names[levering_id], soort, sleutel): regel for levering_id, soort, sleutel, regel in rows}


def test_a_head_lease_is_known_by_its_woning_too(huis: Huis) -> None:
    """WIV-3.10.3, WIV-R.1: another woning has one of the same number, which is open."""
    record = {"woonmaatschappij_woning_id": "WG", "hoofdcontractnummer": "H1"}
    huis.land("nu", "hoofdhuurovereenkomst", record)
    huis.land("nu", "eigenaar", record | {"insz_eigenaar": "40000095579"})
    assert due(huis) == EXPECTED
    bewaren.wis()
    query = (
        "select waarden ->> 'woonmaatschappij_woning_id', waarden ->> 'hoofdcontractnummer' "
        "from landing.cwr_{} where levering_id = %s order by 1"
    )
    for laag in ("hoofdhuurovereenkomst", "eigenaar"):
        left = huis.beheerder.execute(query.format(laag).encode(), [huis.ids["nu"]]).fetchall()
        assert left == [("WF", "H2"), ("WG", "H1")], laag


def test_an_opzeg_that_a_later_message_withdrew_ends_nothing(huis: Huis) -> None:
    """WIV-R.1: an open lease never expires, however old the opzeg is that a snapshot or a mutatie took back."""
    huis.bericht("mutatie", "vervangen", 5.5, volgnummer=9)
    huis.beheerder.execute(
        "update register.levering set bericht_soort = 'mutatie', status = 'geaccepteerd', reeks = %(nu)s "
        "where levering_id = %(mutatie)s",
        huis.ids,
    )
    huis.lease("oud", "P", huureinde=11)
    huis.lease("oud", "Q", einde=11)
    huis.lease("nu", "R", huureinde=11)
    # Another opzeg, years after the first one should have ended it; it has not taken effect.
    huis.lease("nu", "S", huureinde=11)
    huis.land("nu", "huureinde", {"contractnummer": "S", "opgestart_op": day(8)})
    for contract, later in (("P", "nu"), ("Q", "nu"), ("R", "mutatie")):
        huis.lease(later, contract)
    found = due(huis)
    for earlier, contract, later in (("oud", "P", "nu"), ("oud", "Q", "nu"), ("nu", "R", "mutatie")):
        assert found[earlier, "contractnummer", contract] == VERVANGEN
        assert (later, "contractnummer", contract) not in found
    assert ("nu", "contractnummer", "S") not in found


def mutatie(huis: Huis, name: str, besloten: float, volgnummer: int) -> None:
    """A message that counts, after the snapshot."""
    huis.bericht(name, "vervangen", besloten, volgnummer=volgnummer)
    huis.beheerder.execute(
        "update register.levering set bericht_soort = 'mutatie', status = 'geaccepteerd', reeks = %s "
        "where levering_id = %s",
        [huis.ids["nu"], huis.ids[name]],
    )


PIECE = "select register.wis(%s, %s, %s, %s)"


def test_a_plan_of_a_killed_run_is_judged_again_and_what_it_began_is_finished(
    huis: Huis, connect: Callable[..., Any]
) -> None:
    """WIV-R.1: a message that came after the kill has three leases open again; of L a record is gone already."""
    lader = connect("dienst_lader", autocommit=True)
    ended: dict[str, dict[str, float]] = {"K": {"einde": 11}, "L": {"huureinde": 11}, "M": {"huureinde": 11}}
    for contract, how in ended.items():
        huis.lease("nu", contract, **how)
    huis.beheerder.execute(
        "delete from landing.cwr_huureinde where levering_id = %s and waarden ->> 'contractnummer' = 'M'",
        [huis.ids["nu"]],
    )
    huis.land("nu", "huureinde", {"contractnummer": "M", "effectief_op": day(11)})
    lader.execute("select register.plan_wissing(current_date)")
    # G and L: the first two records of their kind.
    assert lader.execute(PIECE, ["cwr_huureinde", huis.ids["nu"], "contractnummer", 2]).fetchone() == (2,)
    mutatie(huis, "later", 0, 3)
    for contract in ended:
        huis.lease("later", contract)
    assert {contract for contract in ended if ("nu", "contractnummer", contract) in due(huis)} == set()
    bewaren.wis()
    for laag in ("huurovereenkomst", "gezinslid", "handicap"):
        kept = {one for one in huis.left(laag) if one[-1] in ended}
        assert kept == {"nu K", "nu M", "later K", "later L", "later M"}, laag
    assert huis.left("huureinde") == {"nu M"}
    assert huis.beheerder.execute("select count(*) from register.te_wissen").fetchone() == (0,)


def test_a_run_that_is_killed_after_every_record_erases_what_one_run_does(
    huis: Huis, connect: Callable[..., Any]
) -> None:
    """WIV-R.1: also where the message that tells the end was received before one that was decided on earlier."""
    lader = connect("dienst_lader", autocommit=True)
    mutatie(huis, "eerder", 6.5, 9)
    huis.beheerder.execute(
        "update register.levering set reeks = %(oud)s, status = 'vervangen', vervangen_door = %(nu)s "
        "where levering_id = %(eerder)s",
        huis.ids,
    )
    huis.lease("eerder", "N")
    huis.lease("nu", "N", einde=11)

    def piece() -> bool:
        lader.execute("select register.plan_wissing(current_date)")
        rows = lader.execute(bewaren.PLANNED).fetchall()
        return any(lader.execute(PIECE, [tabel, *rest, 1]).fetchone() != (0,) for *rest, tabel in rows)

    while piece():
        pass
    assert huis.left("gezinslid") == LEFT["contractnummer"]
    assert huis.left("huureinde") == set()


def test_an_end_counts_when_it_was_known_for_a_month(huis: Huis) -> None:
    """WIV-R.1: one wrong digit erases nothing while it can be repaired; what was known longer goes as before."""
    for number, (name, days) in enumerate({"lang": 90, "32": 32, "31": 31, "29": 29}.items(), start=3):
        mutatie(huis, name, days / 365.25, number)
    # Per lease what the messages after the snapshot, in which it is open, say of its end: in years, or by huureinde.
    old: dict[str, float] = {"einde": 11}
    opzeg: dict[str, float] = {"huureinde": 11}
    cases: dict[str, tuple[bool, dict[str, dict[str, float]]]] = {
        "H": (False, {"29": old}),
        "I": (True, {"31": old}),
        "J": (False, {"29": opzeg}),
        "K": (True, {"31": opzeg}),
        "repeated": (True, {"31": old, "29": old}),
        "told otherwise": (True, {"31": opzeg, "29": old}),
        "another end": (False, {"31": old, "29": {"einde": 12}}),
        "open in between": (False, {"lang": old, "31": {}, "29": old}),
        "repaired": (False, {"lang": old, "31": {}}),
        "wrong in between": (True, {"lang": old, "32": {"einde": 9}, "31": old}),
    }
    for contract, (_, messages) in cases.items():
        for name in ("nu", *messages):
            huis.lease(name, contract, **messages.get(name, {}))
    for head, name in (("H8", "29"), ("H9", "31")):
        huis.land(
            name,
            "hoofdhuurovereenkomst",
            {"woonmaatschappij_woning_id": "WH", "hoofdcontractnummer": head, "einddatum": day(11)},
        )
    found = due(huis)
    for contract, (goes, messages) in cases.items():
        for name in ("nu", *messages):
            rule = found.get((name, "contractnummer", contract))
            assert rule == (HUUR if goes else None), (contract, name)
    assert found["31", "hoofdcontractnummer", "WH\x1fH9"] == EIGENAAR
    assert ("29", "hoofdcontractnummer", "WH\x1fH8") not in found
    assert {key: found[key] for key in EXPECTED} == EXPECTED
    # The term is a row: with another one the same ends go at another day.
    longer = "insert into register.bewaartermijn values ('WIV-R.1_bekend', current_date, '32 days', 'proef', 'proef')"
    with huis.beheerder.transaction(force_rollback=True):
        huis.beheerder.execute(longer.encode())
        assert ("31", "contractnummer", "I") not in due(huis)
        assert ("nu", "contractnummer", "B") in due(huis)


def test_what_nobody_decided_on_has_a_term_too(kluis: Settings, huis: Huis) -> None:
    """WIV-R.5, WIV-8.1: it is rejected, and only then erased: landed rows and sealed file. The register stays."""
    rule = "WIV-R.5_onbeslist"
    waiting = {"ontvangen": 1.1, "gelezen": 1.1, "gecontroleerd": 1.1, "pas gecontroleerd": 0.9}
    for number, (name, since) in enumerate(waiting.items(), start=5):
        huis.bericht(name, name.removeprefix("pas "), since, volgnummer=number)
        huis.beheerder.execute(
            "update register.levering set besloten_op = null where levering_id = %s", [huis.ids[name]]
        )
        stored_path(huis.shas[name], kluis, sealed=True).write_bytes(b"age")
        huis.lease(name, "Y")
    huis.beheerder.execute("set session_replication_role = origin")
    stop = (
        "insert into register.stopzetting (regime, bronhouder_code, reden, gestopt_op) values ('cwr', %s, 'proef', %s)"
    )
    ids = [huis.ids[name] for name in waiting]
    outcome = (
        "select status, besloten_op is null from register.levering where levering_id = any(%s) order by levering_id"
    )
    before = huis.beheerder.execute(outcome, [ids]).fetchall()
    try:
        later = {
            (one.regel_id, one.relatie): one.aantal for one in bewaren.tel(datetime.now(UTC).date() + timedelta(90))
        }
        assert (later[rule, "landing.cwr_gezinslid"], later[rule, bewaren.STORE]) == (4, 4)
        # A notice of late: its term begins there, and what was stopped is not rejected before it has passed.
        huis.beheerder.execute(stop, [KBO, ago(0.5)])
        assert not any(one.regel_id.startswith("WIV-R.5_s") or one.regel_id == rule for one in bewaren.tel())
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
            huis.beheerder.execute(
                "update register.levering set status = 'afgekeurd' where levering_id = %s", [huis.ids["gecontroleerd"]]
            )
        huis.beheerder.execute("delete from register.stopzetting where bronhouder_code = %s", [KBO])
        huis.beheerder.execute(stop, [KBO, ago(2)])
        stopped = {(one.regel_id, one.relatie): one.aantal for one in bewaren.tel()}
        assert stopped["WIV-R.5_stopgezet", "landing.cwr_gezinslid"] == 3
        assert huis.beheerder.execute(outcome, [ids]).fetchall() == before, "counting decides nothing"
        # What was planned for a message that may still count does not go.
        huis.beheerder.execute(
            "insert into register.te_wissen values (%s, 'levering', '', 'proef', current_date, now())",
            [huis.ids["pas gecontroleerd"]],
        )
        gone = {(one.regel_id, one.relatie): one.aantal for one in bewaren.wis()}
        assert gone["WIV-R.5_stopgezet", "landing.cwr_gezinslid"] == 3
        assert gone["WIV-R.5_stopgezet", bewaren.STORE] == 3
        assert huis.beheerder.execute(outcome, [ids]).fetchall() == [
            *[("afgekeurd", False)] * 3,
            ("gecontroleerd", True),
        ]
        assert {one for one in huis.left("gezinslid") if one.endswith(" Y")} == {"pas gecontroleerd Y"}
        assert stored_path(huis.shas["pas gecontroleerd"], kluis, sealed=True).exists()
        findings = (
            "select count(*) from register.bevinding where levering_id = any(%s) and regel_id = 'WIV-R.5_stopgezet'"
        )
        assert huis.beheerder.execute(findings, [ids]).fetchone() == (3,)
        assert bewaren.wis() == []
    finally:
        huis.beheerder.execute("set session_replication_role = replica")
        huis.beheerder.execute("delete from register.stopzetting where bronhouder_code = %s", [KBO])


def test_counting_erases_nothing_and_a_later_day_has_more(huis: Huis) -> None:
    before = huis.left("gezinslid")
    today = {(one.regel_id, one.relatie): one.aantal for one in bewaren.tel()}
    assert today[HUUR, "landing.cwr_gezinslid"] == 4
    assert today[VERVANGEN, "landing.cwr_gezinslid"] == 2
    assert today[EIGENAAR, "landing.cwr_eigenaar"] == 1
    later = {(one.regel_id, one.relatie): one.aantal for one in bewaren.tel(datetime.now(UTC).date() + timedelta(366))}
    assert later[HUUR, "landing.cwr_gezinslid"] == 6, "C ended nine years ago, so it goes in a year, in both messages"
    assert huis.left("gezinslid") == before
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        huis.beheerder.execute("set role woonkluis_lader; delete from landing.cwr_gezinslid")
    huis.beheerder.execute("reset role")


def test_it_goes_in_pieces_is_recorded_and_leaves_the_rest(
    kluis: Settings, huis: Huis, connect: Callable[..., Any]
) -> None:
    expected = {(one.regel_id, one.relatie): one.aantal for one in bewaren.tel() if one.relatie.startswith("landing.")}
    gone = {(one.regel_id, one.relatie): one.aantal for one in bewaren.wis(stuk=1)}
    assert {key: count for key, count in gone.items() if key[1].startswith("landing.")} == expected
    check_left(huis)
    events = connect("dienst_audit").execute(
        "select onderwerp, relatie, sum(rijen) from audit.gebeurtenis where soort = 'bewaartermijn.gewist' "
        "and moment > clock_timestamp() - interval '5 minutes' group by 1, 2"
    )
    assert {(regel, relatie) for regel, relatie, _ in events} >= set(gone)
    # Its own term, or because something of it was erased: only the one that was rejected of late stays.
    there = {name for name, sha in huis.shas.items() if stored_path(sha, kluis, sealed=True).exists()}
    assert there == {"pas afgekeurd"}
    values = huis.beheerder.execute(
        "select levering_id, waarde from register.bevinding where levering_id = any(%s)", [list(huis.ids.values())]
    ).fetchall()
    assert sorted(values) == sorted([(huis.ids["afgekeurd"], None), (huis.ids["pas afgekeurd"], "85073003329")])
    assert bewaren.wis() == [], "nothing is left to go"


def test_a_sealed_message_that_held_a_refused_assessment_goes_at_once(kluis: Settings, huis: Huis) -> None:
    """WIV-R.2: what was refused is stored nowhere, so neither is the message, once it was decided on."""
    late = huis.ids["pas afgekeurd"]
    huis.beheerder.execute(
        "insert into register.bevinding (levering_id, regel_id, ernst, artikel, melding) "
        "values (%s, 'LEES-BEWAARTERMIJN', 'waarschuwing', 'WIV-0.3', 'proef')",
        [late],
    )
    assert bewaren.Gewist("WIV-R.2_aanslagbiljet", bewaren.STORE, 1) in bewaren.wis()
    assert not any(stored_path(sha, kluis, sealed=True).exists() for sha in huis.shas.values())
    assert "pas afgekeurd X" in huis.left("gezinslid")


STALLED = "from woonkluis.accept import bewaren; bewaren.wis(stuk=1)"


def test_a_killed_run_has_recorded_what_it_erased(kluis: Settings, huis: Huis, connect: Callable[..., Any]) -> None:
    """SIGKILL between two pieces, at a lock on a lease of which the record that tells its end is erased already."""
    expected = sum(one.aantal for one in bewaren.tel() if one.relatie.startswith("landing."))
    holder, watcher = connect("beheerder"), connect("beheerder", autocommit=True)
    holder.execute(
        "select from landing.cwr_huurovereenkomst "
        "where levering_id = %s and waarden ->> 'contractnummer' = 'G' for update",
        [huis.ids["nu"]],
    )
    environment = os.environ | {"WOONKLUIS_STATE_DIR": str(kluis.state_dir)}
    counted = "select coalesce(sum(aantal), 0) from register.wissing where relatie ~ '^landing'"
    with subprocess.Popen([sys.executable, "-c", STALLED], env=environment) as process:
        wait_until_blocked(watcher, bewaren.NAME)
        with pytest.raises(WoonkluisError, match="another run"):
            bewaren.wis()
        process.send_signal(signal.SIGKILL)
    holder.rollback()
    wait_until_gone(watcher, bewaren.NAME)
    (half,) = huis.beheerder.execute(counted).fetchone() or (0,)
    assert 0 < half < expected
    bewaren.wis()
    check_left(huis)
    assert huis.beheerder.execute(counted).fetchone() == (expected,)


def test_a_number_goes_with_the_last_record_of_its_person(huis: Huis) -> None:
    """WIV-R.1: F has a lease and H2 an owner without INSZ; of the others nothing is landed. Pseudonyms go along."""
    huis.land("nu", "eigenaar", {"woonmaatschappij_woning_id": "WF", "hoofdcontractnummer": "H2"})
    stays = {INSZ["F"], f"eigenaar/{KBO}/WF\x1fH2/1"}
    goes = {"00000000097", f"eigenaar/{KBO}/WF\x1fH9/1", f"eigenaar/{KBO}/H2/1", f"gezinslid/{KBO}/F/9"}
    ids = {}
    for nummer in (*stays, *goes):
        kolom = "insz" if nummer.isdigit() else "bron_sleutel"
        row = huis.beheerder.execute(
            f"insert into cwr_kluis.persoon_sleutel ({kolom}) values (%s) returning persoon_id", [nummer]
        ).fetchone()
        assert row
        ids[nummer] = row[0]
        huis.beheerder.execute(
            "insert into cwr_kluis.pseudoniem (persoon_id, doel, versie, pseudoniem) "
            "values (%s, 'gsc', 1, gen_random_uuid())",
            row,
        )
    try:
        gone = {(one.regel_id, one.relatie): one.aantal for one in bewaren.wis(stuk=1)}
        assert gone[HUUR, bewaren.KEYS] >= len(goes)
        for relation in ("persoon_sleutel", "pseudoniem"):
            left = huis.beheerder.execute(
                f"select persoon_id from cwr_kluis.{relation} where persoon_id = any(%s)", [list(ids.values())]
            ).fetchall()
            assert {one for (one,) in left} == {ids[nummer] for nummer in stays}, relation
    finally:
        for relation in ("pseudoniem", "persoon_sleutel"):
            huis.beheerder.execute(f"delete from cwr_kluis.{relation} where persoon_id = any(%s)", [list(ids.values())])


def test_what_a_finding_quotes_goes_with_the_record(huis: Huis) -> None:
    """WIV-R.1: also when it was decided on of late; what is quoted of a record that stays, stays."""
    levering_id = huis.ids["nu"]
    huis.beheerder.execute(
        "update register.levering set besloten_op = %s where levering_id = %s", [ago(0.1), levering_id]
    )
    for laag, rij in (("gezinslid", 1), ("gezinslid", 2), ("huurovereenkomst", 2), ("woning", 2)):
        huis.beheerder.execute(
            "insert into register.bevinding (levering_id, regel_id, ernst, artikel, laag, rij, waarde, melding) "
            "values (%s, 'WIV-3.1.1_insz', 'waarschuwing', '3.1', %s, %s, '85073003329', 'proef')",
            [levering_id, laag, rij],
        )
    bewaren.wis()
    kept = huis.beheerder.execute(
        "select laag, rij from register.bevinding where levering_id = %s and waarde is not null order by 1, 2",
        [levering_id],
    ).fetchall()
    assert kept == [("gezinslid", 1), ("woning", 2)], "A and the woning of B stay, the lease of B goes with its members"


def test_a_notice_loses_its_keys_and_words_and_stays(kluis: Settings, huis: Huis) -> None:
    """WIV-R.1, WIV-R.5: ten years after its closing; the file of a letter a year after it was sent."""
    made = {}
    for name, gesloten, verzonden in (("lang", 11.0, 2.0), ("kort", 9.0, 0.5)):
        melding_id, brief_id = uuid.uuid4(), uuid.uuid4()
        made[name] = (melding_id, letters_dir(KBO, kluis) / f"meldingen_2020-01-01_{brief_id}.txt")
        huis.beheerder.execute(
            "insert into register.melding (melding_id, bronhouder_code, regel_id, klasse, artikel, titel, actie, "
            "levering_id, vastgesteld_op, termijn_van, onderzoek_tot, maatregelen_tot) "
            "values (%s, %s, %s, 'foutief', '3.1', 'proef', 'proef', %s, %s, '2024-02-01', '2024-02-16', '2024-03-02')",
            [melding_id, KBO, f"WIV-3.1.1_{name}", huis.ids["nu"], ago(gesloten)],
        )
        huis.beheerder.execute(
            "insert into register.melding_record (melding_id, laag, sleutel, kolom, bronhouder_code, regel_id) "
            "values (%s, 'gezinslid', 'B/1', 'insz', %s, %s)",
            [melding_id, KBO, f"WIV-3.1.1_{name}"],
        )
        huis.beheerder.execute(
            "insert into register.melding_stap "
            "(melding_id, volgnummer, toestand, reden, namens, door, toelichting, moment) "
            "values (%s, 1, 'afgesloten', 'bevestigd', 'beheer', 'proef', 'huurder van B', %s)",
            [melding_id, ago(gesloten)],
        )
        huis.beheerder.execute(
            "insert into register.melding_bericht (melding_id, bronhouder_code, soort, brief_id, verzonden_op) "
            "values (%s, %s, 'afsluiting', %s, %s)",
            [melding_id, KBO, brief_id, ago(verzonden)],
        )
        made[name][1].parent.mkdir(parents=True, exist_ok=True)
        made[name][1].write_text("gezinslid B/1", encoding="utf-8")
    try:
        expected = {
            bewaren.Gewist("WIV-R.1_melding", "register.melding_record", 1),
            bewaren.Gewist("WIV-R.1_melding", "register.melding_stap", 1),
            bewaren.Gewist("WIV-R.5_brief", bewaren.LETTERS, 1),
        }
        assert expected <= set(bewaren.wis())
        found = huis.beheerder.execute(
            "select m.regel_id, r.sleutel, s.toelichting from register.melding as m "
            "left join register.melding_record as r using (melding_id) "
            "join register.melding_stap as s using (melding_id) "
            "where m.levering_id = %s order by 1",
            [huis.ids["nu"]],
        ).fetchall()
        assert found == [("WIV-3.1.1_kort", "B/1", "huurder van B"), ("WIV-3.1.1_lang", None, "(gewist)")]
        assert {name for name, (_, file) in made.items() if file.exists()} == {"kort"}
        assert not any(one.relatie.startswith(("register.melding", bewaren.LETTERS)) for one in bewaren.wis())
    finally:
        for table in ("bericht", "stap", "record"):
            huis.beheerder.execute(
                f"delete from register.melding_{table} where melding_id = any(%s)", [[one for one, _ in made.values()]]
            )
        huis.beheerder.execute("delete from register.melding where levering_id = %s", [huis.ids["nu"]])
        for _, file in made.values():
            file.unlink(missing_ok=True)


def test_nobody_erases_by_another_day_or_outside_the_rules(huis: Huis, connect: Callable[..., Any]) -> None:
    lader = connect("dienst_lader", autocommit=True)
    lader.execute("select register.plan_wissing('2100-01-01')")
    assert lader.execute(
        "select register.wis('cwr_gezinslid', %s, 'contractnummer', 100)", [huis.ids["nu"]]
    ).fetchone() == (0,)
    for statement in (
        "select register.wis('lmvw_planregistratie', 1, 'contractnummer', 1)",
        "select register.vervallen_sleutels(current_date)",
        "select sleutel from register.te_wissen",
        "update register.bewaartermijn set termijn = '0'",
        "select pg_try_advisory_lock(1, 0)",
        "select pg_advisory_xact_lock(1, 0)",
        "delete from cwr_kluis.persoon_sleutel",
        "delete from register.melding_record",
        "update register.melding_stap set toelichting = '(gewist)'",
        "select register.noteer_brief_gewist(gen_random_uuid())",
        "delete from register.wissing",
    ):
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)):
            lader.execute(statement)
