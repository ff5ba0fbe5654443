"""The whole chain, from files to the public layers: GeoPackage, Excel, XML, a correction, a rejection, a repetition."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from psycopg import sql
from python_calamine import CalamineWorkbook
from tests.e2e.merkers import Merkers, bederf, bestanden_met, zaai

import cwr_leveringen
import lmvw_leveringen
from verwachting import lees_feed, lees_gemeente
from woonkluis.check.checking import _run_rules
from woonkluis.check.rules import RuleError
from woonkluis.contracts import contract_by_id
from woonkluis.platform.engine import connect
from woonkluis.platform.settings import ADMIN
from woonkluis.report.progress import label, outdated, waiting

if TYPE_CHECKING:
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
    merkers: Merkers
    begonnen: float


@pytest.fixture(scope="module")
def keten(eigen_kluis: Kluis, tmp_path_factory: pytest.TempPathFactory) -> Keten:
    """Deliver, decide, deliver the correction and one file again, decide, build the layers."""
    begonnen = time.time()
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
    merkers = zaai(paden["xml"])
    paden |= bederf(paden["xml"], merkers, paden["xml"].parent)
    ids = {name: eigen_kluis.deliver(path) for name, path in paden.items()}
    kill_landing(eigen_kluis, ids["regelfout"])
    eigen_kluis.run("lmvw_leveringen", "cwr_leveringen")
    paden["gecorrigeerd"] = by_name["lmvw_GM0193_2026-01-01_gecorrigeerd.xlsx"]
    ids["gecorrigeerd"] = eigen_kluis.deliver(paden["gecorrigeerd"])
    ids["nogmaals"] = eigen_kluis.deliver(paden["gpkg"])
    eigen_kluis.run("lmvw_leveringen")
    layers = [eigen_kluis.start("lmvw_lagen"), eigen_kluis.start("cwr_lagen")]
    assert [process.wait() for process in layers] == [0, 0], eigen_kluis.said()[-3000:]
    return Keten(eigen_kluis, paden, ids, merkers, begonnen)


def kill_landing(kluis: Kluis, levering_id: int) -> None:
    """Land a delivery in a process that is killed while its rows are on their way."""
    table = contract_by_id("cwr-xml-1").layers[0].table
    name = f"woonkluis land {levering_id}"
    with connect(ADMIN, settings=kluis.settings) as admin:
        admin.execute(sql.SQL("lock table landing.{} in exclusive mode").format(sql.Identifier(table)))
        code = f"from woonkluis.land import land; land({levering_id})"
        process = subprocess.Popen([sys.executable, "-c", code], env=kluis.environment)
        query = "select count(*) from pg_stat_activity where application_name = %s and wait_event_type = 'Lock'"
        end = time.monotonic() + 60
        while kluis.ask(ADMIN, query, name) == [(0,)]:
            assert time.monotonic() < end
            time.sleep(0.05)
        process.kill()
        assert process.wait() == -signal.SIGKILL


def test_a_rejected_delivery_is_a_result_and_not_a_failure(keten: Keten) -> None:
    statuses = {name: keten.kluis.status(levering_id) for name, levering_id in keten.ids.items()}
    assert statuses == {
        "gpkg": "geaccepteerd",
        "excel": "vervangen",
        "fout": "afgekeurd",
        "xml": "geaccepteerd",
        "schemafout": "afgekeurd",
        "regelfout": "afgekeurd",
        "vreemd": "afgekeurd",
        "afgebroken": "afgekeurd",
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
        "cwr_kluis.persoon": feed.genoemd,
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


def server_directory(keten: Keten) -> Path:
    return Path(json.loads(keten.kluis.settings.cluster_file.read_text())["data_dir"])


def fail_on_the_rows(keten: Keten, folder: Path) -> str:
    """Let a rule fail at the very values; return what the program tells of it."""
    settings = keten.kluis.settings
    layer = next(one for one in contract_by_id("cwr-xml-1").layers for field in one.fields if field.veld == "naam")
    cast = (
        f"select (waarden ->> 'naam')::date as dag from landing.{layer.table} "
        "where levering_id = %(levering_id)s and waarden ->> 'naam' like 'Merker%%'"
    )
    (folder / "voorbereiding.sql").write_text("select 1;")
    head = f"-- regel: WIV-3.1_proef\n-- ernst: info\n-- artikel: 3.1\n-- laag: {layer.naam}\n-- titel: proef\n"
    head += "-- klasse: foutief\n-- actie: Doe niets.\n"
    words = "select null::bigint as rij, 'naam' as kolom, dag::text as waarde, 'x' as melding"
    (folder / "WIV-3.1_proef.sql").write_text(f"{head}{words} from ({cast}) as proef")
    with connect("dienst_lader", settings=settings) as lader, pytest.raises(RuleError) as rule:
        _run_rules(lader, folder, keten.ids["xml"], "cwr-xml-1")
    assert "22007" in str(rule.value)
    return str(rule.value)


def test_personal_data_is_nowhere_but_in_the_vault(keten: Keten, tmp_path: Path) -> None:
    """WIV-6.12: not in logs, XCom, labels, metadata, artifacts of dbt, reports, temporary files or names of files."""
    settings = keten.kluis.settings
    told = fail_on_the_rows(keten, tmp_path)
    in_the_register = keten.kluis.ask(
        "dienst_lader", "select waarde from register.bevinding where levering_id = any(%s)", list(keten.ids.values())
    )
    for name in ("naam", "insz", "insz onjuist"):
        assert any(keten.merkers.waarden[name] in (waarde or "") for (waarde,) in in_the_register), (
            "each came to an error"
        )

    data, zoek = server_directory(keten), keten.merkers.zoek
    planted = settings.state_dir / "airflow" / "logs" / "geplant.log"
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(f"betreft {keten.merkers.waarden['insz']}")
    senders = {path.parent for path in keten.paden.values()}
    try:
        found = bestanden_met(
            keten.merkers,
            # The state directory holds the sealed store of others too; the own directory that of this warehouse.
            [settings.repo_dir, settings.state_dir, keten.kluis.logs.parent, Path(tempfile.gettempdir())],
            since=keten.begonnen,
            skip=[settings.repo_dir / ".venv", settings.repo_dir / ".git", data, *senders],
        )
    finally:
        planted.unlink()
    assert found == {planted: keten.merkers.waarden["insz"]}

    sealed = (
        settings.sealed_dir
        / next(
            iter(
                keten.kluis.ask(
                    "dienst_lader",
                    "select bestand_sha256 from register.levering where levering_id = %s",
                    keten.ids["xml"],
                )
            )
        )[0]
    )
    assert sealed.read_bytes().startswith(b"age-encryption.org/v1")
    server_logs = [*(data / "log").iterdir(), data / "server.log"]
    assert sum(path.stat().st_size for path in server_logs) > 1000
    assert [path for path in server_logs if zoek.search(path.read_bytes())] == []
    assert not zoek.search(told.encode())
    assert airflow_texts_with(keten) == {}


def airflow_texts_with(keten: Keten) -> dict[str, int]:
    """Return the columns of Airflow's metadata that hold a marker, whatever their type, with in how many rows."""
    columns = """
        select quote_ident(table_schema) || '.' || quote_ident(table_name), quote_ident(column_name)
        from information_schema.columns join information_schema.tables using (table_schema, table_name)
        where table_schema = 'public' and table_type = 'BASE TABLE'
            and data_type in ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY', 'character')
    """
    values = "|".join(keten.merkers.waarden.values()).replace(".", "[.]")
    hexed = "|".join(value.encode().hex() for value in keten.merkers.waarden.values())
    found, seen = {}, 0
    with connect("airflow", database="airflow", settings=keten.kluis.settings) as connection:
        for table, column in connection.execute(columns.encode()).fetchall():
            seen += 1
            query = f"select count(*) from {table} where {column}::text ~ %s"
            (count,) = connection.execute(query.encode(), [f"{values}|{hexed}"]).fetchone() or (0,)
            if count:
                found[f"{table}.{column}"] = count
    assert seen > 100
    return found
