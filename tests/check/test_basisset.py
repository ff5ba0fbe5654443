"""LMVW-3, LMVW-11b: versions of the basisset are data; a delivery is judged by the one in force on its peildatum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.check.lmvw import ZWOLLE, met_plan

from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

NEXT = """
    insert into referentie.code_status_planologisch (code, basisset_versie, hard_zacht, geldig_van, bron)
    select replace(code, '4B. Idee', '4B. Schets'), 'volgende', hard_zacht, '2090-01-01', bron
    from referentie.code_status_planologisch
    where geldig_van = (select max(geldig_van) from referentie.code_status_planologisch)
"""


@pytest.fixture
def next_version(connect: Callable[..., psycopg.Connection[tuple[Any, ...]]]) -> Iterator[None]:
    """A later basisset in which one planstatus has another code."""
    admin = connect(ADMIN, autocommit=True)
    admin.execute(NEXT)
    yield
    admin.execute("delete from referentie.code_status_planologisch where basisset_versie = 'volgende'")


@pytest.mark.usefixtures("next_version")
@pytest.mark.parametrize(
    ("status", "peildatum", "known"),
    [
        ("4B. Idee", "2089-07-01", True),
        ("4B. Schets", "2089-07-01", False),
        ("4B. Idee", "2090-01-01", False),
        ("4B. Schets", "2090-01-01", True),
    ],
)
def test_the_version_of_the_peildatum_decides(
    vind: Callable[..., Any], status: str, peildatum: str, known: bool
) -> None:
    lagen = met_plan(status_planologisch=status, vertrouwelijkheid="Gemeente")
    found = vind("LMVW-3_status_planologisch", "lmvw", lagen, bronhouder_code=ZWOLLE, peildatum=peildatum)
    assert found == ([] if known else [(1, "status_planologisch", status)])
