"""A warehouse of its own with candidates made by hand: publishing needs no dbt."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.platform.engine import connect
from woonkluis.platform.migrate import migrate
from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from woonkluis.platform.settings import Settings

PLAN = """
insert into publiceerbaar_woningbouwplan (
    plan_id, bron_plan_id, levering_id, gemeente_code, provincie_code, peildatum,
    vertrouwelijk, hard_zacht, bruto_aantal, geometrie
)
select
    gen_random_uuid(), 'plan ' || nummer, 1, 'GM0150', 'PV23', '2026-01-01', false, 'hard', nummer,
    st_multi(st_makeenvelope(207000, 474000, 207000 + nummer, 474100, 28992))
from generate_series(1, 20) as nummer
"""


@pytest.fixture(scope="session")
def warehouse(kluis: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a migrated, empty warehouse beside the other one in the private cluster."""
    state_dir = tmp_path_factory.mktemp("publish")
    for file in (kluis.cluster_file, kluis.secrets_file):
        shutil.copy(file, state_dir)
    settings = kluis.model_copy(update={"state_dir": state_dir, "pg_database": "proef_publicatie"})
    migrate(settings, seed=False)
    return settings


@pytest.fixture
def candidates(warehouse: Settings) -> Iterator[psycopg.Connection[Any]]:
    """Make candidates for lmvw as dbt would, as the builder; gone after the test with every publicatie."""
    with connect("dienst_bouwer", settings=warehouse, autocommit=True) as builder:
        builder.execute("set role woonkluis_bouwer")
        builder.execute("set search_path to lmvw_geaggregeerd, public")
        builder.execute("create table staging.stg_lmvw__levering (levering_id bigint)")
        for name in ("woningbouwplan", "woningbouwplan_jaar", "gemeente_vertrouwelijk"):
            builder.execute(f"create table publiceerbaar_{name} (like publicatie_{name})")
            builder.execute(f"alter table publiceerbaar_{name} drop column publicatie_id")
        builder.execute(PLAN)
        yield builder
        for name in ("woningbouwplan", "woningbouwplan_jaar", "gemeente_vertrouwelijk"):
            builder.execute(f"drop table if exists publiceerbaar_{name}")
        builder.execute("drop table staging.stg_lmvw__levering")
    with connect(ADMIN, settings=warehouse) as admin:
        # Only an administrator who says so may remove what was published.
        admin.execute("set local session_replication_role = replica")
        for name in ("woningbouwplan", "woningbouwplan_jaar", "gemeente_vertrouwelijk"):
            admin.execute(f"delete from lmvw_geaggregeerd.publicatie_{name}")
        admin.execute("delete from register.publicatie_levering")
        admin.execute("delete from register.publicatie")
