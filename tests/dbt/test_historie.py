"""Mutaties replace what they hold, and what was believed before stays to be asked (WIV-3.1.11, WIV-3.1.12, WIV-5.1)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.dbt.conftest import INEENS, INSZ, KBO, STAPSGEWIJS, cwr_messages, dated_messages, deliver, kop, read

from woonkluis.platform.engine import connect
from woonkluis.platform.migrate import run_dbt
from woonkluis.platform.settings import ADMIN
from woonkluis.report.progress import counted, erased

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

DECISION = Path(__file__).resolve().parents[2] / "docs/decisions/0018-historie.md"
MODELS = (
    *("stg_cwr__levering", "stg_cwr__woning_bericht", "stg_cwr__contract_bericht", "stg_cwr__persoon_id"),
    "stg_cwr__afgezonderd_contract",
    *("stg_cwr__gezinslid", "persoon_historie", "gezin_historie"),
)


def documented() -> str:
    """The query of decision 18, with parameters as psycopg has them."""
    [query] = re.findall(r"(?m)(?:^    .+\n)+", DECISION.read_text(encoding="utf-8"))
    return re.sub(r":(\w+)", r"%(\1)s", query)


def beliefs(settings: Settings, bekend_op: str, geldig_op: str, contract: str = "C3") -> dict[str, Any]:
    """Answer what was believed of the huurder of a lease on a moment about a day, by field."""
    with connect("dienst_bouwer", settings=settings) as bouwer:
        [(persoon_id,)] = bouwer.execute(
            "select persoon_id from staging.stg_cwr__persoon_id where insz = %s", [INSZ[0]]
        ).fetchall()
        [(lease,)] = bouwer.execute(
            "select huurovereenkomst_id from cwr_vertrouwelijk.huurovereenkomst "
            "where woonmaatschappij_kbo = %s and contractnummer = %s",
            [KBO, contract],
        ).fetchall()
        rows = bouwer.execute(
            documented().encode(), {"persoon_id": persoon_id, "bekend_op": bekend_op, "geldig_op": geldig_op}
        ).fetchall()
    return {row[1]: row[2] for row in rows if row[0] == lease}


def learned(settings: Settings, kbo: str) -> list[Any]:
    """Answer what the histories of beroep and naam hold of a woonmaatschappij: by role and field, in order."""
    return read(
        settings,
        "dienst_bouwer",
        "select p.insz < '2', h.veld, l.volgnummer, h.waarde, h.geldig_van::text, h.geldig_van_geleverd "
        "from cwr_kluis.persoon_historie as h join register.levering as l using (levering_id) "
        "join staging.stg_cwr__persoon_id as p using (persoon_id) "
        f"where h.woonmaatschappij_kbo = '{kbo}' and h.veld in ('beroep', 'naam') "
        "order by 1, 2, h.geleerd_op, h.geldig_van",
    )


DATED = [
    # Of two values on the peildatum that of now holds; of an earlier day the other.
    *((False, "beroep", 1, "nu", "2026-01-01", None), (False, "beroep", 2, "dan", "2026-01-01", "2026-01-01")),
    (False, "beroep", 2, "nu", "2026-01-05", None),
    # Without a value of now, the last that has effect.
    (False, "naam", 1, "Vroeger", "2025-05-01", "2025-05-01"),
    (False, "naam", 1, "Sinds vandaag", "2026-01-01", "2026-01-01"),
    # A change after the peildatum is no value of now.
    *((True, "beroep", 1, "scholier", "2026-01-01", None), (True, "beroep", 2, None, "2026-01-05", None)),
    (True, "beroep", 3, "straks", "2026-01-07", "2026-01-07"),
    (True, "naam", 3, "Straks", "2026-01-07", "2026-01-07"),
]
"""What is to be learned of the huurder, born in 1985, and the child, born in 2017."""


def test_value_of_now_and_dated_changes(warehouse: Settings) -> None:
    assert learned(warehouse, INEENS) == DATED


def test_every_woning_comes_from_its_last_message(warehouse: Settings) -> None:
    rows = read(
        warehouse,
        "dienst_bouwer",
        "select w.woonmaatschappij_woning_id, l.volgnummer from cwr_vertrouwelijk.woning as w "
        f"join register.levering as l using (levering_id) where l.bronhouder_code = '{KBO}' "
        "order by w.woonmaatschappij_woning_id::integer",
    )
    assert rows == [(str(number), 3 if number == 3 else 1) for number in range(1, 11)]
    leases = f"select count(*) from cwr_vertrouwelijk.huurovereenkomst where woonmaatschappij_kbo = '{KBO}'"
    assert read(warehouse, "dienst_bouwer", leases) == [9]
    ours = read(
        warehouse, "dienst_bouwer", f"select levering_id from register.levering where bronhouder_code = '{KBO}'"
    )
    totals = {
        (one.vervangen, one.in_laag)
        for one in counted("cwr", settings=warehouse)
        if one.laag == "woning" and one.levering_id in ours
    }
    assert totals == {(2, 9), (1, 0), (0, 1)}
    assert erased("cwr", settings=warehouse) == 0


def test_land_comes_from_the_last_message_that_speaks_of_it(warehouse: Settings) -> None:
    """PDB-13, WIV-5.1: per gemeente, not per message."""
    assert read(
        warehouse,
        "dienst_bouwer",
        "select g.nis_code_geleverd, l.volgnummer, g.grondreserve_m2::integer from cwr_vertrouwelijk.grond as g "
        f"join register.levering as l using (levering_id) where l.bronhouder_code = '{KBO}' order by 1",
    ) == [("41002", 1, 100), ("44021", 3, 150)]


@pytest.fixture(scope="module")
def moments(warehouse: Settings) -> list[Any]:
    """When each of the three messages was accepted."""
    return read(
        warehouse,
        "dienst_bouwer",
        "select besloten_op from register.levering "
        f"where bronhouder_code = '{KBO}' and volgnummer < 4 order by volgnummer",
    )


def test_what_was_believed_when_about_when(warehouse: Settings, moments: list[Any]) -> None:
    """A message that names the day of a change says more about the past than one that only has the value of now."""
    first, second, third = moments
    told = [
        (when, day, beliefs(warehouse, when, day).get("naam"))
        for when in (first, second, third)
        for day in ("2025-05-31", "2025-06-01", "2025-12-31", "2026-01-01")
    ]
    assert [name for *_, name in told] == [
        *(None, None, None, "Eerste naam"),
        *(None, "Tweede naam", "Tweede naam", "Tweede naam"),
        *(None, "Tweede naam", "Tweede naam", "Proefpersoon"),
    ]
    assert beliefs(warehouse, "2020-01-01", "2026-01-01") == {}, "before the first message nothing was believed"


def test_a_partial_date_stays_as_delivered(warehouse: Settings) -> None:
    assert read(
        warehouse,
        "dienst_bouwer",
        "select geldig_van::text, geldig_van_geleverd, waarde from cwr_kluis.persoon_historie "
        f"where woonmaatschappij_kbo = '{KBO}' and geldig_van_geleverd is not null",
    ) == [("2025-06-01", "2025-06-99", "Tweede naam")]


def test_who_left_a_household(warehouse: Settings) -> None:
    rows = read(
        warehouse,
        "dienst_bouwer",
        "select l.volgnummer, g.aanwezig from cwr_kluis.gezin_historie as g "
        "join register.levering as l using (levering_id) "
        "join cwr_vertrouwelijk.huurovereenkomst as h using (huurovereenkomst_id) "
        "join staging.stg_cwr__persoon_id as p using (persoon_id) "
        f"where h.woonmaatschappij_kbo = '{KBO}' and h.contractnummer = 'C3' and p.insz = '{INSZ[1]}' order by 1",
    )
    assert rows == [(1, True), (2, False)]


def test_building_again_adds_nothing_and_a_correction_stands_beside(warehouse: Settings) -> None:
    own = f"where woonmaatschappij_kbo <> '{STAPSGEWIJS}'"
    count = (
        f"select (select count(*) from cwr_kluis.persoon_historie {own}), "
        f"(select count(*) from cwr_kluis.gezin_historie {own})"
    )
    (second_day, second), (third_day, third) = dated_messages()[1:]
    deliver(warehouse, "cwr", STAPSGEWIJS, second, second_day)
    before = read(warehouse, "dienst_bouwer", count)
    run_dbt("run", "--quiet", "--select", *MODELS, settings=warehouse)
    assert read(warehouse, "dienst_bouwer", count) == before
    last = cwr_messages()[2]
    [huurder] = last["gezinslid"]
    # WIV-3.1.11: a value that is left out is believed no more.
    other = {veld: waarde for veld, waarde in huurder.items() if veld != "nationaliteit_code"}
    deliver(
        warehouse,
        "cwr",
        KBO,
        last | {"gezinslid": [other | {"naam": "Verbeterde naam"}], "kop": kop("mutatie", 4)},
    )
    # What it replaces comes back with the last message, so that other tests find what they expect.
    deliver(warehouse, "cwr", KBO, last | {"kop": kop("mutatie", 5)})
    deliver(warehouse, "cwr", STAPSGEWIJS, third, third_day)
    everything = ("path:models/staging/cwr", "path:models/vertrouwelijk/cwr")
    run_dbt("run", "--quiet", "--select", *everything, settings=warehouse)
    values = (
        "select h.waarde from cwr_kluis.persoon_historie as h join register.levering as l using (levering_id) "
        "where h.veld = '{}' and l.volgnummer > 3 order by h.geleerd_op"
    )
    assert read(warehouse, "dienst_bouwer", values.format("nationaliteitCode")) == [None, "150"]
    names = read(warehouse, "dienst_bouwer", values.format("naam"))
    assert names == ["Verbeterde naam", "Proefpersoon"], "also a message that gave way between two builds was believed"
    assert read(warehouse, "dienst_bouwer", count) == [(before[0][0] + 4, before[0][1])]
    assert learned(warehouse, STAPSGEWIJS) == DATED, "a build per message learns what one build of all does"


def test_who_left_goes_when_nothing_is_landed_any_more(warehouse: Settings) -> None:
    """WIV-R.3: no later value replaces those of who left, so they go with the landed record."""
    count = (
        "select (select count(*) from cwr_kluis.{} as h where h.persoon_id = p.persoon_id "
        f"and h.woonmaatschappij_kbo = '{KBO}' and h.huurovereenkomst_id = l.huurovereenkomst_id) "
        "from staging.stg_cwr__persoon_id as p, cwr_vertrouwelijk.huurovereenkomst as l "
        f"where p.insz = any(array{[INSZ[0], INSZ[1]]}) and l.woonmaatschappij_kbo = '{KBO}' "
        "and l.contractnummer = 'C3' order by p.insz"
    )
    histories = ("persoon_historie", "gezin_historie")
    # 17... left, 85... stayed.
    for name in histories:
        assert all(read(warehouse, "dienst_bouwer", count.format(name))), name
    with connect(ADMIN, settings=warehouse) as admin:
        gone = admin.execute(
            "delete from landing.cwr_gezinslid where waarden ->> 'contractnummer' = 'C3' "
            "and waarden ->> 'computernummer' = '3b' returning levering_id, rij, rij_hash, waarden::text"
        ).fetchall()
    assert gone
    try:
        run_dbt("run", "--quiet", "--select", *histories, settings=warehouse)
        for name in histories:
            left, stayed = read(warehouse, "dienst_bouwer", count.format(name))
            assert (left, stayed > 0) == (0, True), name
    finally:
        with connect(ADMIN, settings=warehouse) as admin:
            for row in gone:
                admin.execute("insert into landing.cwr_gezinslid values (%s, %s, %s, %s::json, null)", row)
