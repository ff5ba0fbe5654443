"""LMVW-3, LMVW-4d: a code that is unknown here gets the code that is meant, when the seeds know one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.check.lmvw import ZWOLLE, met_plan

from woonkluis.check import load_rules
from woonkluis.check.checking import prepare
from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from woonkluis.platform.settings import Settings

RENAMED = """
    insert into referentie.code_vertaling (bron, veld, broncode, code, geldig_van, geldig_tot) values
    ('basisset', 'plantype', 'Inbreiding', 'Verdichting', '2019-01-01', '2025-01-01'),
    ('basisset', 'projectfase', 'Uitstel', 'Onbekend', '2090-01-01', null),
    ('diwi', 'plantype', 'Twee dingen', 'Verdichting', '2019-01-01', null),
    ('zeeland', 'plantype', 'Twee dingen', 'Herstructurering', '2019-01-01', null)
"""
RULES = {"status_planologisch": "LMVW-3_status_planologisch", "vertrouwelijkheid": "LMVW-6a_vertrouwelijkheid_code"}


@pytest.fixture
def renamed(connect: Callable[..., Any]) -> Iterator[None]:
    """Codes that another version of the basisset, or two sources, know."""
    admin = connect(ADMIN, autocommit=True)
    admin.execute(RENAMED)
    yield
    admin.execute("delete from referentie.code_vertaling where broncode in ('Inbreiding', 'Uitstel', 'Twee dingen')")


@pytest.mark.usefixtures("renamed")
@pytest.mark.parametrize(
    ("contract", "veld", "code", "words"),
    [
        ("lmvw-gpkg-1", "plantype", "verdichting ", "is onbekend. Bedoelt u Verdichting?"),
        ("lmvw-gpkg-1", "plantype", "PAND_TRANSFORMATIE", "is onbekend. Bedoelt u Pand transformatie?"),
        ("lmvw-gpkg-1", "plantype", "Sloop/nieuwbouw (woningen)", "is onbekend. Bedoelt u Herstructurering?"),
        ("lmvw-gpkg-1", "plantype", "Inbreiding", "geldt op deze peildatum niet. Bedoelt u Verdichting?"),
        ("lmvw-gpkg-1", "plantype", "Twee dingen", "is onbekend. Gebruik een van: Herstructurering | "),
        ("lmvw-gpkg-1", "projectfase", "Bouwvoorbereiding", "is onbekend. Bedoelt u 4. Voorbereiding?"),
        ("lmvw-gpkg-1", "projectfase", "Uitstel", "geldt op deze peildatum niet. Bedoelt u Onbekend?"),
        ("lmvw-gpkg-1", "projectfase", "vervallen", "is onbekend. Bedoelt u Vervallen?"),
        ("lmvw-gpkg-1", "projectfase", "Gestopt", "| 7. Afgerond | Afgebroken | Onbekend | Vervallen."),
        ("lmvw-zeeland-1", "projectfase", "0. Studie", "is onbekend. Bedoelt u Onbekend?"),
        ("lmvw-gpkg-1", "opdrachtgever_type", "Nog onbekend", "is onbekend. Bedoelt u Onbekend?"),
        ("lmvw-zeeland-1", "opdrachtgever_type", "Woningcorporatie", "is onbekend. Bedoelt u Woningbouwcorporatie?"),
        ("lmvw-gpkg-1", "vertrouwelijkheid", "openbaar", "is onbekend. Bedoelt u Openbaar?"),
        ("lmvw-gpkg-1", "vertrouwelijkheid", "PUBLIC", "is onbekend. Bedoelt u Openbaar?"),
        ("lmvw-gpkg-1", "vertrouwelijkheid", "PRIVATE", "is onbekend. Gebruik een van: Gemeente | "),
        ("lmvw-diwi-1", "vertrouwelijkheid", "private", "is onbekend. Bedoelt u Prive?"),
        ("lmvw-gpkg-1", "status_planologisch", "_2A_VASTGESTELD", "is onbekend. Bedoelt u 2A. Vastgesteld?"),
    ],
)
def test_the_code_that_is_meant_is_named(
    kluis: Settings,
    connect: Callable[..., Any],
    geland: Callable[..., int],
    contract: str,
    veld: str,
    code: str,
    words: str,
) -> None:
    levering_id = geland(
        "lmvw",
        {"planregistratie": met_plan(**{veld: code})["planregistratie"]},
        bronhouder_code=ZWOLLE,
        contract=contract,
    )
    folder = kluis.repo_dir / "sql" / "rules" / "lmvw"
    lader = connect("dienst_lader")
    prepare(lader, folder, levering_id)
    (rule,) = (rule for rule in load_rules(folder) if rule.regel == RULES.get(veld, f"LMVW-3_{veld}"))
    found = {
        rij: melding for rij, *_, melding in lader.execute(rule.query.encode(), {"levering_id": levering_id}).fetchall()
    }
    assert words in found[1]
