"""LMVW-5c, LMVW-7b: a delivery in every format goes from its file to the confidential layer, each plan unabridged."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "read"))

from formaten import FORMATS

from woonkluis.accept import accept
from woonkluis.check import check
from woonkluis.contracts import load_contracts
from woonkluis.land import land
from woonkluis.platform.engine import connect
from woonkluis.platform.migrate import migrate, run_dbt
from woonkluis.receive import receive

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings


DERIVED = {"lmvw-pzh-1", "lmvw-zeeland-1", "lmvw-zeelandexport-1", "lmvw-diwiexcel-1", "lmvw-diwi-1", "lmvw-eib-1"}
"""Formats with codes of their own: what became of them stands on the row."""


ESTIMATED = {
    "lmvw-gpkg-1": {None},
    "lmvw-excel-1": {None},
    "lmvw-gdb-1": {True},
    "lmvw-pzh-1": {True},
    "lmvw-zeeland-1": {False},
    "lmvw-zeelandexport-1": {False},
    "lmvw-diwiexcel-1": {False},
    "lmvw-diwi-1": {False},
    "lmvw-eib-1": set(),
}
"""Q8: whether the sender's software estimated the cells of the years; the geodatabase is one as DIWI makes it."""


@pytest.fixture(scope="module")
def accepted(kluis: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, int]]:
    """A warehouse of its own with one delivery per format, and the confidential layer built from them."""
    directory = tmp_path_factory.mktemp("formaten")
    changes = {"pg_database": "formaten", "store_dir": directory / "opslag"}
    settings = kluis.model_copy(update=changes)
    migrate(settings)
    leveringen = {}
    for contract, (make, code, gemeente, extension) in FORMATS.items():
        path = directory / f"lmvw_{code}_2026-01-01{extension}"
        make(path, gemeente)
        leveringen[contract] = receive(path, settings=settings).levering_id
        for step in (land, check, accept):
            step(leveringen[contract], settings=settings)
    run_dbt(
        "run", "--quiet", "--select", "path:models/staging/lmvw", "path:models/vertrouwelijk/lmvw", settings=settings
    )
    return settings, leveringen


def test_every_lmvw_contract_is_tried() -> None:
    assert set(FORMATS) == {name for name, contract in load_contracts().items() if contract.regime == "lmvw"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("contract", FORMATS)
def test_from_file_to_layer(accepted: tuple[Settings, dict[str, int]], contract: str) -> None:
    settings, leveringen = accepted
    levering_id = leveringen[contract]
    with connect("dienst_lader", settings=settings) as lader:
        found = lader.execute(
            "select contract, status, bronhouder_code from register.levering where levering_id = %s", [levering_id]
        ).fetchone()
        blocking = lader.execute(
            "select regel_id, kolom, melding from register.bevinding where levering_id = %s and ernst = 'blokkerend'",
            [levering_id],
        ).fetchall()
    assert blocking == []
    assert found == (contract, "geaccepteerd", FORMATS[contract][1])

    with connect("dienst_bouwer", settings=settings) as bouwer:
        plannen = bouwer.execute(
            """
            select plan.plannaam, plan.hard_zacht, plan.bruto_aantal, jsonb_array_length(plan.afleiding),
                plan.rij_hash = geland.rij_hash
            from lmvw_vertrouwelijk.woningbouwplan as plan
            inner join landing.lmvw_planregistratie as geland using (levering_id, rij)
            where plan.levering_id = %s and plan.gemeente_code = %s
            """,
            [levering_id, FORMATS[contract][1]],
        ).fetchall()
        geschat = bouwer.execute(
            "select distinct geschat from lmvw_vertrouwelijk.woningbouwplan_jaar where levering_id = %s", [levering_id]
        ).fetchall()
    assert {value for (value,) in geschat} == ESTIMATED[contract]
    assert len(plannen) == len({plan[0] for plan in plannen}) == 2, "plans in = plans out (LMVW-5b)"
    assert all(same for *_, same in plannen), "unabridged (LMVW-5c)"
    assert all(hard_zacht != "onbekend" for _, hard_zacht, *_ in plannen)
    assert all(bruto and bruto > 0 for _, _, bruto, *_ in plannen)
    assert any(afleidingen for *_, afleidingen, _ in plannen) == (contract in DERIVED)


def test_the_counts_of_zuid_holland_are_in_the_layer(accepted: tuple[Settings, dict[str, int]]) -> None:
    """LMVW-5c: none of its plan list is lost."""
    settings, leveringen = accepted
    with connect("dienst_bouwer", settings=settings) as bouwer:
        found = bouwer.execute(
            "select kenmerk, bouw_aantal from lmvw_vertrouwelijk.woningbouwplan_kenmerk "
            "join lmvw_vertrouwelijk.woningbouwplan using (plan_id) "
            "where woningbouwplan.levering_id = %s and plannaam like 'Plan%%'",
            [leveringen["lmvw-pzh-1"]],
        ).fetchall()
    assert dict(found) == {
        "studentenwoning": 1,
        "sociale_huur_corporatie": -2,
        "middenhuur_corporatie": 3,
        "geclusterd": 4,
        "nultreden": 5,
        "zorggeschikt": 6,
    }
