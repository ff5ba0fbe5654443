"""The whole chain, from files to the public layers: GeoPackage, Excel, XML, a correction, a rejection, a repetition."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

import cwr_leveringen
import lmvw_leveringen
from verwachting import lees_feed, lees_gemeente
from woonkluis.platform.engine import connect
from woonkluis.platform.settings import ADMIN
from woonkluis.report.progress import label, outdated, waiting

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Kluis

pytestmark = pytest.mark.timeout(900)

WONINGEN = 60

LAYERS = """
    select quote_ident(table_schema) || '.' || quote_ident(table_name)
    from information_schema.columns
    where column_name = 'levering_id' and table_schema ~ '^lmvw_(vertrouwelijk|geaggregeerd|publiek)$'
"""


@dataclass(frozen=True)
class Keten:
    """What was delivered, in this order, and what ran: path and levering_id by a short name."""

    kluis: Kluis
    paden: dict[str, Path]
    ids: dict[str, int]


@pytest.fixture(scope="module")
def keten(eigen_kluis: Kluis, tmp_path_factory: pytest.TempPathFactory) -> Keten:
    """Deliver, decide, deliver the correction and one file again, decide, build the layers."""
    made = lmvw_leveringen.maak_leveringen(lmvw_leveringen.BRON, tmp_path_factory.mktemp("lmvw"))
    by_name = {path.name: path for path in made}
    paden = {
        "gpkg": by_name["lmvw_GM0150_2026-01-01.gpkg"],
        "excel": by_name["lmvw_GM0193_2026-01-01.xlsx"],
        "fout": by_name["lmvw_GM0147_2026-01-01.xlsx"],
        "xml": cwr_leveringen.maak_levering(
            tmp_path_factory.mktemp("cwr"), cwr_leveringen.WOONMAATSCHAPPIJEN[0], n_woningen=WONINGEN
        ),
    }
    ids = {name: eigen_kluis.deliver(path) for name, path in paden.items()}
    eigen_kluis.run("lmvw_leveringen", "cwr_leveringen")
    paden["gecorrigeerd"] = by_name["lmvw_GM0193_2026-01-01_gecorrigeerd.xlsx"]
    ids["gecorrigeerd"] = eigen_kluis.deliver(paden["gecorrigeerd"])
    ids["nogmaals"] = eigen_kluis.deliver(paden["gpkg"])
    eigen_kluis.run("lmvw_leveringen")
    layers = [eigen_kluis.start("lmvw_lagen"), eigen_kluis.start("cwr_lagen")]
    assert [process.wait() for process in layers] == [0, 0], eigen_kluis.said()[-3000:]
    return Keten(eigen_kluis, paden, ids)


def test_a_rejected_delivery_is_a_result_and_not_a_failure(keten: Keten) -> None:
    statuses = {name: keten.kluis.status(levering_id) for name, levering_id in keten.ids.items()}
    assert statuses == {
        "gpkg": "geaccepteerd",
        "excel": "vervangen",
        "fout": "afgekeurd",
        "xml": "geaccepteerd",
        "gecorrigeerd": "geaccepteerd",
        "nogmaals": "geaccepteerd",
    }


@pytest.mark.parametrize("name", ["gpkg", "gecorrigeerd"])
def test_lmvw_plans_in_are_plans_out(keten: Keten, name: str) -> None:
    """LMVW-5c, LMVW-7b, LMVW-13d."""
    gemeente = lees_gemeente(keten.paden[name])
    query = (
        "select count(*), sum(bruto_aantal), sum(sloop_aantal), count(*) filter (where vertrouwelijk) "
        "from lmvw_vertrouwelijk.woningbouwplan where levering_id = %s"
    )
    found = keten.kluis.ask("dienst_bouwer", query, keten.ids[name])
    assert found == [(gemeente.plannen, gemeente.bruto, gemeente.sloop, gemeente.vertrouwelijk)]
    query = "select count(*) from lmvw_publiek.woningbouwplan where levering_id = %s"
    public = keten.kluis.ask("dienst_bouwer", query, keten.ids[name])
    assert public == [(gemeente.plannen - gemeente.vertrouwelijk,)]


def test_lmvw_sum_of_confidential_plans(keten: Keten) -> None:
    """LMVW-13d: shown for a gemeente with enough plans, a status and no zero for one without."""
    query = (
        "select gemeente_code, bruto_aantal, status from lmvw_publiek.gemeente_vertrouwelijk "
        "where kenmerk = 'totaal' and gemeente_code in ('GM0150', 'GM0193') order by 1"
    )
    (shown, withheld) = keten.kluis.ask("dienst_bouwer", query)
    assert shown[:2] == ("GM0150", lees_gemeente(keten.paden["gpkg"]).vertrouwelijk_bruto)
    assert withheld[:2] == ("GM0193", None)
    assert withheld[2] != shown[2]


def test_cwr_records_in_are_records_out(keten: Keten) -> None:
    """WIV-3, WIV-2.2."""
    feed = lees_feed(keten.paden["xml"])
    for relation, expected in {
        "cwr_vertrouwelijk.woning": feed.woning,
        "cwr_vertrouwelijk.huurovereenkomst": feed.huurovereenkomst,
        "cwr_vertrouwelijk.gezinslid": feed.gezinslid,
        "cwr_vertrouwelijk.huurprijsberekening": feed.huurprijsberekening,
        "cwr_kluis.persoon": feed.persoon,
    }.items():
        assert keten.kluis.ask("dienst_bouwer", f"select count(*) from {relation}") == [(expected,)], relation
    query = "select nis_code, woningen_aantal from cwr_publiek.woningen_per_gemeente where status = 'gepubliceerd'"
    shown = dict(keten.kluis.ask("dienst_bouwer", query))
    assert shown == {nis: count for nis, count in feed.woningen.items() if feed.huishoudens[nis] >= 5}


def test_every_landed_row_is_in_the_confidential_layer_unchanged(keten: Keten) -> None:
    """LMVW-5c: the hash of the row as delivered is still there."""
    query = (
        "select landing.rij, landing.rij_hash = laag.rij_hash from landing.lmvw_planregistratie as landing "
        "left join lmvw_vertrouwelijk.woningbouwplan as laag using (levering_id, rij) where levering_id = %s"
    )
    rows = keten.kluis.ask("dienst_bouwer", query, keten.ids["gpkg"])
    assert rows
    assert all(same for _, same in rows)


def test_the_same_file_twice_is_one_delivery(keten: Keten) -> None:
    assert keten.ids["nogmaals"] == keten.ids["gpkg"]
    query = "select count(*) from register.levering where bronhouder_code = 'GM0150'"
    assert keten.kluis.ask("dienst_lader", query) == [(1,)]


def test_a_correction_supersedes_and_both_stay_traceable(keten: Keten) -> None:
    """LMVW-4d."""
    first, second = keten.ids["excel"], keten.ids["gecorrigeerd"]
    query = "select vervangen_door from register.levering where levering_id = %s"
    assert keten.kluis.ask("dienst_lader", query, first) == [(second,)]
    query = "select distinct levering_id from lmvw_vertrouwelijk.woningbouwplan where gemeente_code = 'GM0193'"
    assert keten.kluis.ask("dienst_bouwer", query) == [(second,)]
    query = "select count(*) from landing.lmvw_planregistratie where levering_id = %s"
    assert keten.kluis.ask("dienst_lader", query, first) == [(lees_gemeente(keten.paden["excel"]).plannen,)]


def test_a_rejected_delivery_reaches_no_layer(keten: Keten) -> None:
    relations = [name for (name,) in keten.kluis.ask("dienst_bouwer", LAYERS)]
    assert "lmvw_vertrouwelijk.woningbouwplan" in relations
    assert "lmvw_publiek.woningbouwplan" in relations
    for relation in relations:
        query = f"select count(*) from {relation} where levering_id = any(%s)"
        assert keten.kluis.ask("dienst_bouwer", query, [keten.ids["fout"], keten.ids["excel"]]) == [(0,)], relation
    query = "select count(*) from register.bevinding where levering_id = %s and ernst = 'blokkerend'"
    assert keten.kluis.ask("dienst_lader", query, keten.ids["fout"])[0][0] >= 2


@pytest.mark.parametrize("regime", ["lmvw", "cwr"])
def test_nothing_waits_for_the_layers_any_more(keten: Keten, regime: str) -> None:
    assert waiting(regime, settings=keten.kluis.settings) == []
    assert outdated(regime, settings=keten.kluis.settings) == []


def test_a_build_that_stopped_after_the_approval_is_noticed(keten: Keten) -> None:
    settings = keten.kluis.settings
    with connect(ADMIN, settings=settings, autocommit=True) as admin:
        admin.execute("alter table lmvw_publiek.woningbouwplan_jaar rename to weg")
        admin.execute("create table lmvw_publiek.leeg as select * from lmvw_publiek.woningbouwplan with no data")
        admin.execute("alter table lmvw_publiek.woningbouwplan rename to ook_weg")
        admin.execute("alter table lmvw_publiek.leeg rename to woningbouwplan")
        admin.execute("alter table lmvw_publiek.woningbouwplan owner to woonkluis_bouwer")
        try:
            found = outdated("lmvw", settings=settings)
        finally:
            admin.execute("drop table lmvw_publiek.woningbouwplan")
            admin.execute("alter table lmvw_publiek.ook_weg rename to woningbouwplan")
            admin.execute("alter table lmvw_publiek.weg rename to woningbouwplan_jaar")
    assert sorted(found) == ["lmvw_publiek.woningbouwplan", "lmvw_publiek.woningbouwplan_jaar"]


def airflow_rows(keten: Keten, query: str) -> list[str]:
    with connect("airflow", database="airflow", settings=keten.kluis.settings) as connection:
        return [str(row[0]) for row in connection.execute(query.encode())]


def test_labels_say_what_became_of_a_delivery(keten: Keten) -> None:
    labels = airflow_rows(keten, "select rendered_map_index from task_instance where task_id = 'levering.beslis'")
    for name, code in {"gpkg": "GM0150", "excel": "GM0193", "fout": "GM0147"}.items():
        # A later correction changes the status, not what the run said then.
        status = "geaccepteerd" if name == "excel" else keten.kluis.status(keten.ids[name])
        assert label(keten.ids[name], code, "2026-01-01", status) in labels


def secrets_in(paden: dict[str, Path]) -> set[str]:
    """Everything delivered that must not leave the warehouse: names of plans and persons, INSZ numbers."""
    with closing(sqlite3.connect(paden["gpkg"])) as file:
        names = {name for (name,) in file.execute("select plannaam from Planregistratie")}
    for workbook in ("excel", "fout"):
        head, *rows = CalamineWorkbook.from_path(str(paden[workbook])).get_sheet_by_name("Planregistratie").to_python()
        names |= {row[head.index("plannaam")] for row in rows}
    feed = etree.parse(paden["xml"])
    names |= {str(element.text) for tag in ("insz", "naam") for element in feed.iter(f"{{*}}{tag}")}
    return {name for name in names if len(name) > 5}


def test_airflow_knows_no_plan_and_no_person(keten: Keten) -> None:
    """Logs, XCom, labels and rendered fields carry ids and counts; no password either."""
    known = [
        keten.kluis.said(),
        *airflow_rows(keten, "select value::text from xcom"),
        *airflow_rows(keten, "select rendered_fields::text from rendered_task_instance_fields"),
        *airflow_rows(keten, "select rendered_map_index from task_instance where rendered_map_index is not null"),
        *(
            path.read_text(errors="replace")
            for path in (keten.kluis.settings.state_dir / "airflow" / "logs").rglob("*.log")
        ),
    ]
    everything = "\n".join(known)
    assert "geaccepteerd" in everything
    secret = secrets_in(keten.paden)
    assert len(secret) > WONINGEN
    assert {name for name in secret if name in everything} == set()
    assert keten.kluis.settings.password("dienst_bouwer") not in everything
