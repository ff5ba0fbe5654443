"""The dbt project as a whole, from its manifest."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.dbt.conftest import read

from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

REQUIREMENT = re.compile(r"\b(LMVW-\d+[a-d]?|WIV-\d+(\.\d+)*|PDB-\d+)")


@pytest.fixture(scope="module")
def manifest(warehouse: Settings) -> dict[str, Any]:
    return json.loads((warehouse.state_dir / "dbt" / "target" / "manifest.json").read_text())


def _nodes(manifest: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    nodes = [node for node in manifest["nodes"].values() if node["resource_type"] == kind]
    assert nodes, f"no {kind} at all"
    return nodes


def test_every_model_is_described_with_its_requirement(manifest: dict[str, Any]) -> None:
    models = _nodes(manifest, "model")
    assert len(models) == 78
    assert [one["name"] for one in models if not REQUIREMENT.search(one["description"])] == []
    assert [one["name"] for one in models if not one["columns"]] == []
    empty = [
        (one["name"], name) for one in models for name, column in one["columns"].items() if not column["description"]
    ]
    assert empty == []


def test_what_is_erased_in_landing_goes_from_every_model_of_the_cwr(manifest: dict[str, Any]) -> None:
    """WIV-R.1: each is made anew by every build, but for the histories, which erase by themselves."""
    models = [one for one in _nodes(manifest, "model") if "cwr" in one["tags"]]
    grows = {one["name"] for one in models if one["config"]["materialized"] not in {"table", "view"}}
    assert grows == {"stg_cwr__levering", "persoon_historie", "gezin_historie"}


def test_every_column_in_the_database_is_described(warehouse: Settings) -> None:
    bare = read(
        warehouse,
        ADMIN,
        """
        select c.oid::regclass::text || '.' || a.attname
        from pg_class as c
        join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where
            c.relowner = 'woonkluis_bouwer'::regrole
            and c.relkind in ('r', 'v')
            and col_description(c.oid, a.attnum) is null
        """,
    )
    assert bare == []


OTHER_HOOKS = {
    # QGIS needs a key to tell features apart.
    ("alter table {{ this }} add primary key (plan_id)", True),
    # WIV-R.1, WIV-R.3: a history loses what has passed its term.
    ("{{ wis_historie(['persoon_id', 'huurovereenkomst_id', 'veld']) }}", True),
    ("{{ wis_historie(['huurovereenkomst_id', 'persoon_id']) }}", True),
    ("{{ index_gemeente() }}", True),
    ("create index on {{ this }} using gist (vak) where bewaarplaats = 'beheer'", True),
}


def test_every_model_of_a_confidential_schema_has_the_hook_in_the_transaction(manifest: dict[str, Any]) -> None:
    for model in _nodes(manifest, "model"):
        hooks = [(hook["sql"], hook["transaction"]) for hook in model["config"]["post-hook"]]
        secured = [] if model["schema"].endswith("_publiek") else [("{{ beveilig() }}", True)]
        assert hooks[: len(secured)] == secured, model["name"]
        assert {hook for hook in hooks if hook not in secured} <= OTHER_HOOKS, model["name"]


def test_no_test_stores_its_failures(manifest: dict[str, Any]) -> None:
    stored = [one["name"] for one in _nodes(manifest, "test") if one["config"]["store_failures"] is not False]
    assert stored == []


def test_failures_could_not_be_stored(warehouse: Settings, manifest: dict[str, Any]) -> None:
    """The option of the command line asks for a schema that is not there, and the builder can make none."""
    assert {one["schema"] for one in _nodes(manifest, "test")} == {"store_failures_is_verboden"}
    assert read(warehouse, ADMIN, "select to_regnamespace('store_failures_is_verboden') is null") == [True]
    allowed = "select bool_or(has_database_privilege(login, current_database(), 'create')) from unnest(%s) as login"
    logins = "array['woonkluis_bouwer', 'dienst_bouwer']"
    assert read(warehouse, ADMIN, allowed % logins) == [False]


def _ancestors(manifest: dict[str, Any], node: str) -> set[str]:
    found = {node}
    for parent in manifest["parent_map"].get(node, []):
        found |= _ancestors(manifest, parent)
    return found


def test_every_test_runs_when_models_are_built_one_by_one(manifest: dict[str, Any]) -> None:
    """A test runs with a model when its other parents are ancestors of that model (indirect selection `buildable`)."""
    never = []
    for test in _nodes(manifest, "test"):
        parents = {one for one in test["depends_on"]["nodes"] if not one.startswith("source.")}
        if all(one.startswith("seed.") for one in parents):
            continue
        if not any(parents <= _ancestors(manifest, one) for one in parents):
            never.append(test["name"])
    assert never == []


def test_own_tests_carry_their_requirement(manifest: dict[str, Any]) -> None:
    singular = [one["name"] for one in _nodes(manifest, "test") if not one.get("test_metadata")]
    assert len(singular) >= 10
    unit = [one["name"] for one in manifest["unit_tests"].values()]
    assert len(unit) >= 4
    assert [name for name in singular + unit if not re.match(r"(lmvw|wiv)_(gv_[a-c])?\d+", name)] == []
