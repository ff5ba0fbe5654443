"""sql/rollen.yml says what migrations, policies, views and dbt leave in a warehouse of which every layer is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from psycopg import sql

from woonkluis.access import herstel, rollen

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

    from woonkluis.platform.settings import Settings

PLANNEN = "lmvw_vertrouwelijk.woningbouwplan"

SABOTAGE = [
    (f"drop policy eigen_gemeente on {PLANNEN}", f"relation {PLANNEN}: policy eigen_gemeente"),
    (f"alter policy bewaard_door_beheer on {PLANNEN} using (true)", f"relation {PLANNEN}: policy bewaard_door_beheer"),
    (f"alter policy bouwer on {PLANNEN} to public", f"relation {PLANNEN}: policy bouwer"),
    (f"alter table {PLANNEN} no force row level security", f"relation {PLANNEN}: row-level security"),
    (f"grant select (plannaam) on {PLANNEN} to lmvw_gebruiker", f"relation {PLANNEN}: to lmvw_gebruiker"),
    (f"alter table {PLANNEN} owner to lmvw_beheer", f"relation {PLANNEN}: owner"),
    (f"alter table {PLANNEN} alter plannaam set statistics 100", f"relation {PLANNEN}: statistics"),
    ("grant select on cwr_vertrouwelijk.gezinslid to cwr_omgeving", "cwr_vertrouwelijk.gezinslid: to cwr_omgeving"),
    ("grant insert on lmvw_publiek.woningbouwplan to lmvw_beheer", "lmvw_publiek.woningbouwplan: to lmvw_beheer"),
    (
        "alter view staging.stg_lmvw__planregistratie set (security_invoker = false)",
        "relation staging.stg_lmvw__planregistratie: options",
    ),
]


def test_declaration_is_what_a_built_warehouse_has(huis: Settings, als: Callable[..., psycopg.Connection[Any]]) -> None:
    text = rollen.declare(als("beheerder"), huis)
    draft = huis.state_dir / "rollen.yml"
    draft.write_text(text, encoding="utf-8")
    same = text == (huis.repo_dir / "sql" / "rollen.yml").read_text(encoding="utf-8")
    assert same, f"read what changed, then: cp {draft} {huis.repo_dir}/sql/rollen.yml"


def test_built_warehouse_with_all_its_logins_is_as_declared(huis: Settings) -> None:
    assert [str(difference) for difference in rollen.check(huis)] == []


@pytest.mark.parametrize(("statement", "line"), SABOTAGE)
def test_sabotage_of_a_layer_is_found_and_repaired(
    statement: str, line: str, huis: Settings, als: Callable[..., psycopg.Connection[Any]]
) -> None:
    connection = als("beheerder")
    connection.execute("set local session_replication_role = replica")
    connection.execute(sql.SQL(statement))  # type: ignore[arg-type]
    found, left = herstel.repair(connection, huis)
    assert any(line in str(difference) for difference in found), [str(difference) for difference in found]
    assert left == []
