"""Check the checkers: take a protection away for a moment, and the test that guards it must fail."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

import pytest
from tests.attack import test_zijdeuren
from tests.roles import test_lints, test_matrix, test_zicht

from woonkluis.platform.engine import connect

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

    from woonkluis.platform.settings import Settings

    Als = Callable[..., psycopg.Connection[Any]]

PLANNEN = test_zicht.PLANNEN


def gemeente_sees_its_own(als: Als, huis: Settings) -> None:
    test_zicht.test_reader_sees_every_row_of_its_area_and_no_other("demo_gemeente_deventer", {"GM0150"}, PLANNEN, als)


def bi_follows_the_matrix(als: Als, huis: Settings) -> None:
    test_matrix.test_role_may_do_what_the_matrix_says_and_nothing_else("demo_bi", als)


def bi_meets_the_policies(als: Als, huis: Settings) -> None:
    test_matrix.test_row_security_off_is_refused_rather_than_obeyed("demo_bi", als)


def plans_tell_nothing(als: Als, huis: Settings) -> None:
    test_zijdeuren.test_executed_plans_do_not_tell_what_exists(
        "demo_gemeente_deventer",
        "indexscan indexonlyscan bitmapscan",
        f"plannaam = '{test_zijdeuren.SECRET}'",
        "plannaam = ''",
        als,
    )


def lints_are_clean(als: Als, huis: Settings) -> None:
    test_lints.test_full_warehouse_is_clean(huis, als)


@pytest.mark.parametrize(
    ("guard", "sabotage", "repair"),
    [
        (
            gemeente_sees_its_own,
            f"create policy sabotage on {PLANNEN} for select to lmvw_gemeente using (true)",
            f"drop policy sabotage on {PLANNEN}",
        ),
        (
            gemeente_sees_its_own,
            f"alter policy eigen_gemeente on {PLANNEN} to lmvw_stuurgroep",
            f"alter policy eigen_gemeente on {PLANNEN} to lmvw_gemeente",
        ),
        (
            gemeente_sees_its_own,
            f"set session_replication_role = replica; alter table {PLANNEN} disable row level security",
            f"alter table {PLANNEN} enable row level security",
        ),
        (
            bi_follows_the_matrix,
            f"grant usage on schema lmvw_vertrouwelijk to lmvw_gebruiker; grant select on {PLANNEN} to lmvw_gebruiker",
            f"revoke all on schema lmvw_vertrouwelijk from lmvw_gebruiker; revoke all on {PLANNEN} from lmvw_gebruiker",
        ),
        (bi_follows_the_matrix, "grant lmvw_beheer to demo_bi", "revoke lmvw_beheer from demo_bi"),
        (
            bi_meets_the_policies,
            "alter role demo_bi bypassrls; grant lmvw_gemeente to demo_bi",
            "alter role demo_bi nobypassrls; revoke lmvw_gemeente from demo_bi",
        ),
        (
            plans_tell_nothing,
            "alter function texteq(text, text) leakproof",
            "alter function texteq(text, text) not leakproof",
        ),
        (
            lints_are_clean,
            f"set session_replication_role = replica; create view lmvw_publiek.sabotage as select from {PLANNEN}",
            "drop view lmvw_publiek.sabotage",
        ),
        (
            lints_are_clean,
            "alter event trigger bescherm_nieuwe_relatie disable",
            "alter event trigger bescherm_nieuwe_relatie enable",
        ),
    ],
)
def test_guard_notices(guard: Callable[[Als, Settings], None], sabotage: str, repair: str, huis: Settings) -> None:
    def run_guard() -> None:
        """With connections that close at once: one that stays in its transaction would hold the sabotage up."""
        with ExitStack() as stack:

            def als(login: str, **options: Any) -> psycopg.Connection[Any]:
                connection = stack.enter_context(closing(connect(login, settings=huis, **options)))
                connection.read_only = False
                return connection

            guard(als, huis)

    run_guard()
    with connect("beheerder", settings=huis, autocommit=True) as admin:
        admin.execute(sabotage)
        try:
            with pytest.raises(AssertionError):
                run_guard()
        finally:
            admin.execute(repair)
    run_guard()
