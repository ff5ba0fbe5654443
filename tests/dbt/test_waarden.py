"""WIV-6.12: what dbt says about an error of the database holds no value of a row."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import psycopg2
import pytest

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

GEHEIM = "Janssens85073003328"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("select %s::date", "invalid datetime format (SQLSTATE 22007)"),
        ("select xmlparse(document %s)", "invalid xml document (SQLSTATE 2200M)"),
        ("do $$ begin raise exception 'x %%', '" + GEHEIM + "'; end $$ --%s", "raise exception (SQLSTATE P0001)"),
        ("select wat from bestaat_niet where 'x' = %s", 'relation "bestaat_niet" does not exist'),
    ],
)
def test_only_kind_and_place_of_a_data_error_come_through(kluis: Settings, statement: str, said: str) -> None:
    from dbt.adapters.exceptions import FailedToConnectError  # noqa: F401 - dbt's adapters must load first
    from dbt.adapters.postgres.connections import PostgresConnectionManager
    from dbt.plugins.manager import PluginManager
    from dbt_common.exceptions import DbtDatabaseError

    import dbt_woonkluis

    assert dbt_woonkluis.KeepsValuesOut in PluginManager.get_prefixed_modules()["dbt_woonkluis"].plugins
    dbt_woonkluis.keep_values_out()
    dbt_woonkluis.keep_values_out()
    manager: Any = SimpleNamespace(rollback_if_open=lambda: None)
    with (
        contextlib.closing(psycopg2.connect(kluis.dsn("dienst_bouwer"))) as connection,
        connection.cursor() as cursor,
        pytest.raises(DbtDatabaseError) as told,
        PostgresConnectionManager.exception_handler(manager, statement),
    ):
        cursor.execute(statement, [GEHEIM])
    assert said in str(told.value)
    cause = told.value.__cause__
    assert GEHEIM not in f"{told.value} {cause}"
    assert cause is not None
    assert cause.__suppress_context__, "the words of the server would come along in a traceback"
