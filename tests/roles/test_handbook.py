"""What the handbook tells a provincie to type works with the login of a provincie."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.conftest import REPO

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

STATEMENT = re.compile(r"^    (?:select|insert) [^;]+;", re.MULTILINE)


def test_lmvw_5d_the_statements_for_a_provincie_run_in_their_order(
    als: Callable[..., psycopg.Connection[Any]],
) -> None:
    statements = STATEMENT.findall((REPO / "docs" / "provincie.md").read_text(encoding="utf-8"))
    assert sum("insert" in one for one in statements) == 3
    assert len(statements) == 12
    connection = als("demo_provincie_overijssel")
    for one in statements:
        connection.execute(one.replace("{5F0C...}", "{gm0150-0}").encode())
    query = "select gebeurtenis, gemeente_geinformeerd_op is not null from register.label order by vastgelegd_op"
    assert connection.execute(query).fetchall() == [("gelegd", False), ("gelegd", True), ("opgeheven", False)]
    assert connection.execute("table register.label_zonder_plan").fetchall() == []
