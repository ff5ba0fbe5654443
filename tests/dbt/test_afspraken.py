"""What labels, choices and given up plans do to the layers: LMVW-5d, LMVW-5e, LMVW-6d, LMVW-8, built twice."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from tests.dbt.conftest import READERS, Plan, deliver, lmvw_rows, read
from tests.huis import copy_reference_data

from woonkluis.platform.engine import connect
from woonkluis.platform.migrate import ensure_login, migrate, run_dbt
from woonkluis.platform.settings import ADMIN
from woonkluis.publish import publish
from woonkluis.report.progress import relabelled

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

SECRET = [Plan(f"verborgen {nummer}", "Gemeente", bouw=10 * nummer, sloop=nummer) for nummer in range(1, 5)]
SECRET[3].jaar = "2034"
DEVENTER = [*SECRET, Plan("open", status="1A. Onherroepelijk")]
ZWOLLE = [
    Plan("strijdig", status="1A. Onherroepelijk"),
    Plan("niet beoordeeld", status="1A. Onherroepelijk"),
    Plan("nieuw op oude plek"),
    Plan("opgegeven", meer={"projectfase": "Vervallen"}),
    Plan("{5F0C1234-AAAA-4BBB-8CCC-1234567890AB}", status="1A. Onherroepelijk"),
]
LABEL = (
    "insert into register.label (gemeente_code, provincie_code, bron_plan_id, label, gebeurtenis, reden) "
    "values ('GM0193', 'PV23', %s, %s, %s, 'proef')"
)
PLANS = "select {} from lmvw_vertrouwelijk.woningbouwplan where gemeente_code = '{}' order by bron_plan_id"
SUMS = (
    "select to_jsonb(s) - 'publicatie_id' from lmvw_geaggregeerd.publiceerbaar_gemeente_vertrouwelijk as s order by 1"
)


def build(settings: Settings) -> None:
    run_dbt("build", "--select", "tag:lmvw", "--exclude", "path:models/publiek", settings=settings)
    publish("lmvw", settings=settings)


@pytest.fixture(scope="module")
def huis(kluis: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse in which Deventer chose for LMVW-8 and Zwolle has labelled and given up plans, built once."""
    state_dir = tmp_path_factory.mktemp("afspraken")
    for file in (kluis.cluster_file, kluis.secrets_file):
        shutil.copy(file, state_dir)
    settings = kluis.model_copy(update={"state_dir": state_dir, "pg_database": "proef_afspraken"})
    migrate(settings, seed=False)
    copy_reference_data(kluis, settings)
    with connect(ADMIN, settings=settings) as admin:
        for login, (group, area, code) in READERS.items():
            ensure_login(
                admin,
                login,
                group,
                f"{login}!",
            )
            if area:
                admin.execute(
                    "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, geldig_tot) "
                    "values (%s::text::regrole, %s, %s, %s, now() + interval '1 day')",
                    [login, group.partition("_")[0], area, code],
                )
    deliver(settings, "lmvw", "GM0150", lmvw_rows(DEVENTER), door_provincie=True)
    deliver(settings, "lmvw", "GM0193", lmvw_rows([Plan("gestopt", meer={"projectfase": "Vervallen"})]), "2025-07-01")
    deliver(settings, "lmvw", "GM0193", lmvw_rows(ZWOLLE), provincie="PV23")
    with connect(ADMIN, settings=settings) as admin:
        admin.execute(LABEL, ["{STRIJDIG}", "strijdig_5d", "gelegd"])
        admin.execute(LABEL, ["niet beoordeeld", "niet_beoordeeld_5e", "gelegd"])
        admin.execute(LABEL, ["5f0c1234aaaa4bbb8ccc1234567890ab\t", "strijdig_5d", "gelegd"])
    build(settings)
    return settings


@pytest.fixture
def als(huis: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Rows of a query as one of the readers."""
    for login in READERS:
        monkeypatch.setenv(f"WOONKLUIS_PASSWORD_{login.upper()}", f"{login}!")
    return lambda login, query: read(huis, login, query)


def test_lmvw_5d_strijdig_is_confidential_and_5e_is_not(als: Any) -> None:
    plans = als(
        "proef_overijssel", PLANS.format("bron_plan_id, vertrouwelijk, vertrouwelijk_grond, hard_zacht", "GM0193")
    )
    assert plans == [
        ("niet beoordeeld", False, None, "hard"),
        ("nieuw op oude plek", False, None, "zacht"),
        ("opgegeven", False, None, "zacht"),
        ("strijdig", True, "5d", "hard"),
        ("{5F0C1234-AAAA-4BBB-8CCC-1234567890AB}", True, "5d", "hard"),
    ]
    public = als(
        "dienst_bouwer",
        "select bron_plan_id from lmvw_geaggregeerd.publiceerbaar_woningbouwplan where gemeente_code = 'GM0193'",
    )
    assert "strijdig" not in public
    assert "niet beoordeeld" in public
    [total] = als(
        "dienst_bouwer",
        "select bruto_aantal from lmvw_geaggregeerd.gemeente_vertrouwelijk "
        "where gemeente_code = 'GM0193' and kenmerk = 'totaal'",
    )
    assert total == 20, "what is treated as confidential counts in the sum"


def test_lmvw_6d_a_new_plan_on_the_place_of_a_given_up_one_is_linked_not_merged(als: Any) -> None:
    keys = dict(als("dienst_bouwer", PLANS.format("bron_plan_id, plan_id", "GM0193")))
    linked = als(
        "proef_overijssel",
        "select plan_id, vervallen_plan_id, vervallen_peildatum, overlap_m2 "
        "from lmvw_vertrouwelijk.woningbouwplan_opvolger where gemeente_code = 'GM0193'",
    )
    # All of them lie on the same square; the given up plan of 2025 is in no layer any more.
    new = {key for name, key in keys.items() if name != "opgegeven"}
    assert {plan for plan, *_ in linked} == new
    assert len({vervallen for _, vervallen, *_ in linked}) == 2
    assert {str(peildatum) for *_, peildatum, _ in linked} == {"2025-07-01", "2026-01-01"}
    assert {overlap for *_, overlap in linked} == {10_000.0}
    assert len(linked) == 8


def test_lmvw_8_beheer_gets_one_plan_and_the_provincie_all(als: Any) -> None:
    assert als("proef_beheer", PLANS.format("bron_plan_id", "GM0150")) == ["open"]
    assert len(als("proef_overijssel", PLANS.format("bron_plan_id", "GM0150"))) == 5
    assert len(als("proef_deventer", PLANS.format("bron_plan_id", "GM0150"))) == 5
    [one] = als("proef_beheer", "select to_jsonb(s) from lmvw_vertrouwelijk.woningbouwplan_optelling_8 as s")
    expected = {
        "gemeente_code": "GM0150",
        "plannaam": None,
        "status_planologisch": None,
        "bruto_aantal": 100,
        "sloop_aantal": 10,
        "netto_aantal": 90,
        "oplevering_eerste": 2030,
        "oplevering_laatste": 2034,
    }
    assert {key: one[key] for key in expected} == expected
    [at_town_hall] = als(
        "proef_beheer",
        "select st_distance(st_centroid(s.geometrie), g.gemeentehuis) < 0.01 and st_area(s.geometrie)::integer = 100 "
        "from lmvw_vertrouwelijk.woningbouwplan_optelling_8 as s join referentie.gemeente as g using (gemeente_code)",
    )
    assert at_town_hall
    years = als(
        "proef_beheer",
        "select jaar, woningtype, prijsklasse, bouw_aantal, sloop_aantal "
        "from lmvw_vertrouwelijk.woningbouwplan_optelling_8_jaar order by jaar",
    )
    assert years == [(2030, "eengezins", "koop2", 60, 6), (2034, "eengezins", "koop2", 40, 4)]


def test_lmvw_8_no_name_in_anything_beheer_can_read(als: Any) -> None:
    relations = als(
        "proef_beheer",
        "select c.oid::regclass::text from pg_class as c join pg_namespace as n on c.relnamespace = n.oid "
        "where c.relkind in ('r', 'v') and n.nspname ~ '^(register|toegang|audit|landing|lmvw_|cwr_)' "
        "and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')",
    )
    assert len(relations) > 15
    for relation in relations:
        text = json.dumps(als("proef_beheer", f"select to_jsonb(t) from {relation} as t"), default=str)
        assert "verborgen" not in text, relation
    assert "verborgen" in json.dumps(als("proef_overijssel", PLANS.format("plannaam", "GM0150")))


def test_lmvw_5d_lifting_restores_and_lmvw_8_leaves_public_sums_as_they_are(huis: Settings, als: Any) -> None:
    """Last, because it builds again: with the label lifted, and the choice of Deventer taken back."""
    assert relabelled("lmvw", settings=huis) == 0
    before = als("dienst_bouwer", SUMS)
    with connect(ADMIN, settings=huis) as admin:
        admin.execute(LABEL, ["strijdig", "strijdig_5d", "opgeheven"])
    assert relabelled("lmvw", settings=huis) == 1
    deliver(huis, "lmvw", "GM0150", lmvw_rows(DEVENTER))
    build(huis)
    assert relabelled("lmvw", settings=huis) == 0
    [strijdig] = als(
        "dienst_bouwer",
        "select to_jsonb(p) from lmvw_geaggregeerd.publiceerbaar_woningbouwplan as p where bron_plan_id = 'strijdig'",
    )
    assert strijdig["vertrouwelijk"] is False
    after = als("dienst_bouwer", SUMS)
    assert [row for row in before if row["gemeente_code"] == "GM0150"] == [
        row for row in after if row["gemeente_code"] == "GM0150"
    ]
    assert len(als("proef_beheer", PLANS.format("bron_plan_id", "GM0150"))) == 5
    assert als("proef_beheer", "select count(*) from lmvw_vertrouwelijk.woningbouwplan_optelling_8") == [0]
