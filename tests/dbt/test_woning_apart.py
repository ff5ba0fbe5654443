"""WIV-7.1, WIV-5.1: a woning that is set aside is in no layer, history or vault; what counted before still is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from psycopg import sql
from tests.check.cwr import insz
from tests.dbt.apart import EIGENAAR, KBO, NIEUW, THIRD, VERHUISD, VIERDE, WRONG
from tests.dbt.conftest import deliver, kop, read

from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.migrate import run_dbt
from woonkluis.platform.settings import ADMIN
from woonkluis.report.progress import counted

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

TEXT = sql.SQL("select count(*) from {} as hele_rij where hele_rij::text ~ %s")


def where_is(settings: Settings, number: str) -> set[str]:
    """Relations outside landing and the register in which a number stands anywhere, in any column."""
    query = (
        "select nspname, relname from pg_class join pg_namespace as n on relnamespace = n.oid "
        "where (nspname ~ '^cwr_' or nspname = 'staging' and relname ~ 'cwr') and relkind in ('r', 'v')"
    )
    found = set()
    with connect(ADMIN, settings=settings) as admin:
        for schema, name in admin.execute(query).fetchall():
            row = admin.execute(TEXT.format(sql.Identifier(schema, name)), [number]).fetchone()
            if row and row[0]:
                found.add(f"{schema}.{name}")
    return found


@pytest.fixture(scope="module")
def ids(warehouse: Settings) -> list[int]:
    """The two snapshots, the second of which sets two of four woningen aside."""
    query = f"select levering_id from register.levering where bronhouder_code = '{KBO}' order by volgnummer limit 2"
    return read(warehouse, "dienst_lader", query)


def woningen(warehouse: Settings) -> list[Any]:
    return read(
        warehouse,
        "dienst_bouwer",
        "select woonmaatschappij_woning_id, levering_id, bouwjaar from cwr_vertrouwelijk.woning "
        f"where woonmaatschappij_kbo = '{KBO}' order by 1",
    )


def test_the_others_count_and_what_is_wrong_is_nowhere(warehouse: Settings, ids: list[int]) -> None:
    first, second = ids
    statuses = "select status from register.levering where bronhouder_code = %s order by levering_id"
    assert read(warehouse, "dienst_lader", statuses.replace("%s", f"'{KBO}'")) == ["vervangen", "geaccepteerd"]
    assert woningen(warehouse) == [("W0001", first, 1982), ("W0002", second, 1999), ("W0003", second, 1982)]
    for number in (WRONG, NIEUW, EIGENAAR, VIERDE):
        assert where_is(warehouse, number) == set(), number
    assert "cwr_kluis.persoon" in where_is(warehouse, insz("1985-07-30", 3)), "who was accepted before is still there"
    for history in ("persoon_historie", "gezin_historie"):
        sources = read(
            warehouse,
            "dienst_bouwer",
            f"select distinct h.levering_id from cwr_kluis.{history} as h "
            "join cwr_vertrouwelijk.huurovereenkomst as l using (huurovereenkomst_id) "
            f"where l.woonmaatschappij_kbo = '{KBO}' and l.contractnummer = 'C0001'",
        )
        assert sources == [first], history
    assert all(one.unabridged for one in counted("cwr", settings=warehouse))


def test_wiv_5_1_a_lease_that_ended_elsewhere_does_not_come_back_with_a_woning_that_goes_on(
    warehouse: Settings,
) -> None:
    """WIV-3.10.3: and the head leases of two woningen stay two, with one number."""
    counts = (
        "select w.woonmaatschappij_woning_id, l.volgnummer, h.contractnummer, o.hoofdcontractnummer, "
        "h.hoofdhuurovereenkomst_id = o.hoofdhuurovereenkomst_id, e.persoon_id is not null "
        "from cwr_vertrouwelijk.woning as w join register.levering as l using (levering_id) "
        "left join cwr_vertrouwelijk.huurovereenkomst as h using (woning_id) "
        "left join cwr_vertrouwelijk.hoofdhuurovereenkomst as o using (woning_id) "
        "left join cwr_vertrouwelijk.eigenaar as e on o.hoofdhuurovereenkomst_id = e.hoofdhuurovereenkomst_id "
        f"where w.woonmaatschappij_kbo = '{VERHUISD}' order by 1"
    )
    assert read(warehouse, "dienst_bouwer", counts) == [
        ("W0011", 1, None, "H", None, True),
        ("W0012", 3, "C0012", "H", True, True),
    ]
    owners = (
        f"select count(distinct persoon_id) from cwr_vertrouwelijk.eigenaar where woonmaatschappij_kbo = '{VERHUISD}'"
    )
    assert read(warehouse, "dienst_bouwer", owners) == [2]


def test_wiv_7_1_the_tests_of_dbt_see_what_should_not_count(warehouse: Settings, ids: list[int]) -> None:
    """What was set aside and counts all the same, and what no longer goes on."""
    _, second = ids
    names = ("wiv_7_1_wat_gold_telt_door", "wiv_7_1_woning_afgezonderd", "wiv_7_1_stg_cwr__gezinslid_afgezonderd")
    with connect(ADMIN, settings=warehouse) as admin:
        kept = admin.execute("delete from register.blijvend where levering_id = %s returning *", [second]).fetchall()
        admin.execute("insert into register.afgezonderd values (%s, 9, 'proef', 'W0003')", [second])
    assert [row[1] for row in kept] == ["W0001"]
    try:
        with pytest.raises(WoonkluisError, match="ERROR=3"):
            run_dbt("test", "--select", *names, settings=warehouse)
    finally:
        with connect(ADMIN, settings=warehouse) as admin:
            admin.execute("insert into register.blijvend values (%s, %s, %s)", kept[0])
            admin.execute("delete from register.afgezonderd where levering_id = %s and rij = 9", [second])


def test_a_better_message_ends_it(warehouse: Settings, ids: list[int]) -> None:
    _, second = ids
    third = deliver(warehouse, "cwr", KBO, THIRD | {"kop": kop("mutatie", 3)})
    run_dbt("run", "--quiet", "--select", "path:models/staging/cwr", "woning", settings=warehouse)
    assert [row[:2] for row in woningen(warehouse)] == [("W0001", third), ("W0002", second), ("W0003", second)]
    assert "staging.stg_cwr__gezinslid" in where_is(warehouse, NIEUW)
    assert where_is(warehouse, WRONG) == set()
