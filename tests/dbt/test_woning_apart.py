"""WIV-7.1, WIV-5.1: a woning that is set aside is in no layer, history or vault; what counted before still is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from psycopg import sql
from tests.check.cwr import Anders, gezin, insz, ruim
from tests.dbt.conftest import Rows, deliver, kop, read

from woonkluis.check import afzonderen
from woonkluis.kluis import maak_personen
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.migrate import run_dbt
from woonkluis.platform.settings import ADMIN
from woonkluis.report.progress import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from woonkluis.platform.settings import Settings

KBO = f"04000009{97 - 4000009 % 97:02d}"
WRONG = "85073003329"
NIEUW, EIGENAAR, VIERDE = (insz(day, 900) for day in ("1990-01-02", "1950-03-04", "1991-05-06"))
HOOFD: Anders = {"hoofdhuurovereenkomst": {}, "eigenaar": {"insz_eigenaar": insz("1951-03-04", 901)}}


def message(soort: str, volgnummer: int, huizen: dict[int, Anders]) -> Rows:
    rows: Rows = {"kop": kop(soort, volgnummer)}
    for nummer, anders in huizen.items():
        for laag, records in gezin(nummer, anders).items():
            rows.setdefault(laag, []).extend(records)
    return rows


FIRST = message("volledig", 1, {1: HOOFD, 2: {}, 3: {}})
SECOND = message(
    "volledig",
    2,
    {
        # A wrong INSZ; somebody new in the household; another owner, under a number that the second woning has too.
        1: {
            "gezinslid": [{"insz": WRONG}, {"insz": NIEUW, "geboortedatum": "1990-01-02"}],
            "hoofdhuurovereenkomst": {},
            "eigenaar": {"insz_eigenaar": EIGENAAR},
        },
        2: {"woning": {"bouwjaar": "1999"}, "hoofdhuurovereenkomst": {"hoofdcontractnummer": "H0001"}},
        3: {},
        # Never accepted before.
        4: {"gezinslid": {"insz": VIERDE, "geboortedatum": "1991-05-32"}},
    },
)
THIRD = message("mutatie", 3, {1: {"gezinslid": [{}, {"insz": NIEUW, "geboortedatum": "1990-01-02"}]}})

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
def apart(warehouse: Settings) -> Iterator[tuple[Settings, list[int]]]:
    """Two snapshots, the second of which sets two of four woningen aside, and a whole build with its tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(afzonderen, "contract_by_id", lambda _: ruim(0.5))
        ids = [deliver(warehouse, "cwr", KBO, one, regels=True) for one in (FIRST, SECOND)]
        run_dbt("build", "--quiet", "--select", "path:models/staging/cwr", settings=warehouse)
        maak_personen(warehouse)
        run_dbt("build", "--quiet", "--select", "path:models/vertrouwelijk/cwr", settings=warehouse)
        yield warehouse, ids


def woningen(settings: Settings) -> list[Any]:
    return read(
        settings,
        "dienst_bouwer",
        "select woonmaatschappij_woning_id, levering_id, bouwjaar from cwr_vertrouwelijk.woning "
        f"where woonmaatschappij_kbo = '{KBO}' order by 1",
    )


def test_the_others_count_and_what_is_wrong_is_nowhere(apart: tuple[Settings, list[int]]) -> None:
    settings, (first, second) = apart
    statuses = "select status from register.levering where bronhouder_code = %s order by levering_id"
    assert read(settings, "dienst_lader", statuses.replace("%s", f"'{KBO}'")) == ["vervangen", "geaccepteerd"]
    assert woningen(settings) == [("W0001", first, 1982), ("W0002", second, 1999), ("W0003", second, 1982)]
    for number in (WRONG, NIEUW, EIGENAAR, VIERDE):
        assert where_is(settings, number) == set(), number
    assert "cwr_kluis.persoon" in where_is(settings, insz("1985-07-30", 3)), "who was accepted before is still there"
    for history in ("persoon_historie", "gezin_historie"):
        sources = read(
            settings,
            "dienst_bouwer",
            f"select distinct h.levering_id from cwr_kluis.{history} as h "
            "join cwr_vertrouwelijk.huurovereenkomst as l using (huurovereenkomst_id) "
            f"where l.woonmaatschappij_kbo = '{KBO}' and l.contractnummer = 'C0001'",
        )
        assert sources == [first], history
    assert all(one.unabridged for one in counted("cwr", settings=settings))


def test_wiv_7_1_the_tests_of_dbt_see_what_should_not_count(apart: tuple[Settings, list[int]]) -> None:
    """Without its row in the register what was set aside comes back, and what went on is missing."""
    settings, (_, second) = apart
    with connect(ADMIN, settings=settings) as admin:
        kept = admin.execute("delete from register.blijvend where levering_id = %s returning *", [second]).fetchall()
    assert [row[1] for row in kept] == ["W0001"]
    try:
        with pytest.raises(WoonkluisError, match="dbt test failed"):
            run_dbt("test", "--quiet", "--select", "wiv_7_1_afgezonderd_telt_niet", settings=settings)
    finally:
        with connect(ADMIN, settings=settings) as admin:
            admin.execute("insert into register.blijvend values (%s, %s, %s)", kept[0])


def test_a_better_message_ends_it(apart: tuple[Settings, list[int]]) -> None:
    settings, (_, second) = apart
    third = deliver(settings, "cwr", KBO, THIRD, regels=True)
    run_dbt("run", "--quiet", "--select", "path:models/staging/cwr", settings=settings)
    maak_personen(settings)
    models = ("woning", "huurovereenkomst", "persoon", "gezin_historie", "persoon_historie")
    run_dbt("run", "--quiet", "--select", *models, settings=settings)
    rules = ("wiv_5_1_elke_woning_telt", "wiv_7_1_afgezonderd_telt_niet")
    run_dbt("test", "--quiet", "--select", *rules, settings=settings)
    assert [row[:2] for row in woningen(settings)] == [("W0001", third), ("W0002", second), ("W0003", second)]
    assert "cwr_kluis.persoon" in where_is(settings, NIEUW)
    assert where_is(settings, WRONG) == set()
