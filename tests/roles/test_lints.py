"""With every layer built and every kind of login made, no lint of sql/lints finds anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from woonkluis.access.lints import run_lints

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

    from woonkluis.platform.settings import Settings


def test_full_warehouse_is_clean(huis: Settings, als: Callable[..., psycopg.Connection[Any]]) -> None:
    connection = als("beheerder")
    assert connection.execute(
        "select count(*) > 3 from pg_class where relowner = 'woonkluis_bouwer'::regrole"
    ).fetchone() == (True,)
    assert run_lints(connection, (huis.repo_dir / "sql" / "lints").glob("*.sql")) == []
