"""Check the checkers: whatever right is spoiled, the declaration or a login that plays notices."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from psycopg import sql
from tests.roles import mutaties
from tests.roles.mutanten import Catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg
    import pytest

    from woonkluis.platform.settings import Settings

    Als = Callable[..., psycopg.Connection[Any]]


def test_every_mutant_is_noticed(huis: Settings, request: pytest.FixtureRequest) -> None:
    """A sample; `python -m tests.roles.mutaties` takes all of them."""
    everything = request.config.pluginmanager.has_plugin(mutaties.ALL)
    begin = time.monotonic()
    verdicts = mutaties.judge(huis, everything=everything)
    if everything:
        mutaties.write(verdicts, time.monotonic() - begin)
    assert mutaties.unexplained(verdicts) == []
    assert mutaties.outdated(verdicts) == []
    assert mutaties.played_of_policies(verdicts) >= mutaties.LEAST
    assert [verdict.mutant.name for verdict in verdicts if verdict.must_be_played and not verdict.played] == []


def test_mutants_are_of_all_that_stands_in_the_catalog(als: Als) -> None:
    connection = als("beheerder")
    mutants = Catalog(connection).mutants()
    kinds = [mutant.kind for mutant in mutants]
    for kind, counted in (
        ("policy: dropped", "select count(*) from pg_policy"),
        ("row-level security off", "select 2 * count(*) from pg_class where relrowsecurity"),
        (
            "view: security_barrier",
            "select count(*) from pg_views where schemaname !~ '^(pg_.*|information_schema|public)$'",
        ),
    ):
        row = connection.execute(sql.SQL(counted)).fetchone()
        assert row
        assert row[0] == kinds.count(kind) > 0
    assert set(mutaties.SURVIVORS) <= {mutant.name for mutant in mutants}
    chosen = mutaties.sample(mutants)
    assert {mutant.kind for mutant in chosen} == set(kinds)
    assert all(f"| {kind} |" in mutaties.DOC.read_text(encoding="utf-8") for kind in kinds), (
        "run: python -m tests.roles.mutaties"
    )


def test_judges_notice_nothing_where_nothing_is_spoiled(huis: Settings, als: Als) -> None:
    connection = als("beheerder")
    mutants = Catalog(connection).mutants()
    court = mutaties.Court(connection, huis)
    for kind in ("policy: dropped", "grant revoked: relation", "granted: select", "function: owner", "role: bypassrls"):
        mutant = next(one for one in mutants if one.kind == kind)
        assert court.judge(replace(mutant, statement="select")).survived
