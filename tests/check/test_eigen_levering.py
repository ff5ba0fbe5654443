"""What checking one delivery costs does not depend on what else was delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.check.conftest import land

from woonkluis.check import load_rules
from woonkluis.check.checking import prepare

if TYPE_CHECKING:
    from collections.abc import Callable

    from woonkluis.platform.settings import Settings

OTHERS = 3000
FILL = {
    "planregistratie": "json_build_object('globalid', n, 'plannaam', 'Plan ' || n, 'gemeente', 'Goes')",
    "detailplanning": "json_build_object('globalid', n, 'parent_globalid', n, 'jaartal', 2027, 'eengezins_koop1', 3)",
    "categorie": "json_build_object('plan_rij', n, 'groep', 'nieuwbouw', 'categorie', 'Nieuwbouw', 'soort', 'jaar', "
    "'jaartal', '2027', 'aantal', 3)",
    "woningblok": "json_build_object('plan_rij', n, 'mutatie_type', 'Bouw', 'aantal', 3, 'eengezins', 3, "
    "'opleverdatum', json_build_object('2027-01-01', 3))",
}
"""A row of every layer, so that a format that reads another's shows too."""

JAAR = {"globalid": "j", "parent_globalid": "eigen", "jaartal": 2027, "eengezins_koop1": 3}
CATEGORIE = {
    "plan_rij": 1,
    "groep": "nieuwbouw",
    "categorie": "Nieuwbouw",
    "soort": "jaar",
    "jaartal": "2027",
    "aantal": 3,
}
BLOK = {"plan_rij": 1, "mutatie_type": "Bouw", "aantal": 3, "eengezins": 3, "opleverdatum": {"2027-01-01": 3}}
READ = """
    select coalesce(sum(seq_tup_read + idx_tup_fetch), 0)
    from pg_stat_xact_user_tables
    where schemaname = 'landing'
"""


@pytest.mark.parametrize(
    "contract", ["lmvw-gpkg-1", "lmvw-pzh-1", "lmvw-zeeland-1", "lmvw-diwi-1", "lmvw-diwiexcel-1", "lmvw-eib-1"]
)
@pytest.mark.parametrize("status", ["gelezen", "geaccepteerd"])
def test_the_rules_read_no_rows_of_another_delivery(
    kluis: Settings, connect: Callable[..., Any], contract: str, status: str
) -> None:
    """Rows of others that were landed, or that count, of the same format and gemeente."""
    connection = connect("beheerder")
    connection.execute("set local enable_seqscan = off")
    other = land(connection, "lmvw", {}, bronhouder_code="GM0664", contract=contract, peildatum="2027-07-01")
    for laag, waarden in FILL.items():
        connection.execute(
            f"insert into landing.lmvw_{laag} select %s, n, sha256(''), {waarden} "
            f"from generate_series(1, {OTHERS}) as n".encode(),
            [other],
        )
    if status == "geaccepteerd":
        for step in ("gecontroleerd", "geaccepteerd"):
            connection.execute("update register.levering set status = %s where levering_id = %s", [step, other])
    plan = {"globalid": "eigen", "plannaam": "Eigen plan", "gemeente": "Goes"}
    lagen = {"planregistratie": [plan], "detailplanning": [JAAR], "categorie": [CATEGORIE], "woningblok": [BLOK]}
    own = land(connection, "lmvw", lagen, bronhouder_code="GM0664", contract=contract)
    folder = kluis.repo_dir / "sql" / "rules" / "lmvw"
    (before,) = connection.execute(READ).fetchone()
    prepare(connection, folder, own)
    for rule in load_rules(folder):
        connection.execute(rule.query.encode(), {"levering_id": own}).fetchall()
    (after,) = connection.execute(READ).fetchone()
    assert after - before < OTHERS
