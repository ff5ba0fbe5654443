"""WIV-R.2: a tax assessment that is too old is dropped before anything of it reaches the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bestanden import KBO, PEILDATUM, make_xml, woning_xml

from woonkluis.contracts import contract_by_id
from woonkluis.land import land
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.read.reader import Reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from woonkluis.platform.settings import Settings

MARK = "13579.24"
"""An income that occurs nowhere else."""

# On the peildatum 2026-01-01, with a term of three years.
YOUNG = [("2023", "2024-10-15"), ("2021", "2023-01-01"), ("2023", None), ("2022", None)]
OLD = [("2021", "2022-12-31"), ("2020", "2021-09-15"), ("2021", None), ("1999", None)]


def aanslagbiljet(jaar: str, dag: str | None, inkomen: str) -> str:
    datum = f"<inkohierdatum>{dag}</inkohierdatum>" if dag else ""
    return (
        f"<aanslagbiljet><inkomensjaar>{jaar}</inkomensjaar>"
        f"<gezamenlijkBelastbaarInkomen>{inkomen}</gezamenlijkBelastbaarInkomen>{datum}</aanslagbiljet>"
    )


def test_wiv_r_2_old_assessments_are_stored_nowhere(
    kluis: Settings, deliver: Callable[[Path], int], tmp_path: Path
) -> None:
    """Of a woning that is read from its bytes and of one that is read from its tree."""
    biljetten = "".join(aanslagbiljet(*one, MARK) for one in OLD) + "".join(
        aanslagbiljet(*one, f"{number}.00") for number, one in enumerate(YOUNG, start=100)
    )
    woningen = [woning_xml(number).replace("</gezinslid>", f"{biljetten}</gezinslid>", 1) for number in (1, 2)]
    levering_id = deliver(make_xml(tmp_path / "biljet.xml", woningen))
    landed = land(levering_id, settings=kluis)
    assert (landed.status, landed.rijen["aanslagbiljet"]) == ("gelezen", 2 * len(YOUNG))
    with connect("beheerder", settings=kluis) as beheerder:
        kept = beheerder.execute(
            "select inkomensjaar, inkohierdatum from landing.cwr_aanslagbiljet_veld "
            "where levering_id = %s order by rij",
            [levering_id],
        ).fetchall()
        assert kept == YOUNG * 2
        found = beheerder.execute(
            "select ernst, laag, kolom, waarde from register.bevinding "
            "where levering_id = %s and regel_id = 'LEES-BEWAARTERMIJN' order by rij",
            [levering_id],
        ).fetchall()
        columns = [
            ("waarschuwing", "aanslagbiljet", "inkohierdatum" if dag else "inkomensjaar", None) for _, dag in OLD
        ]
        assert found == columns * 2
        # Not in a page of the table either, nor in any finding.
        pages = beheerder.execute(
            "select count(*) "
            "from generate_series(0, pg_relation_size('landing.cwr_aanslagbiljet') / 8192 - 1) as nummer "
            "where position(convert_to(%s, 'UTF8') in "
            "pg_read_binary_file(pg_relation_filepath('landing.cwr_aanslagbiljet'), nummer * 8192, 8192, true)) > 0",
            [MARK],
        ).fetchone()
        assert pages == (0,)
        assert beheerder.execute(
            "select count(*) from register.bevinding as b where b.levering_id = %s and to_jsonb(b)::text like %s",
            [levering_id, f"%{MARK}%"],
        ).fetchone() == (0,)


def test_without_its_term_a_contract_is_not_read(tmp_path: Path) -> None:
    """Nothing is taken for young enough because nobody said what is too old."""
    path = make_xml(tmp_path / "biljet.xml", [woning_xml(7)])
    with pytest.raises(WoonkluisError, match=r"has no term WIV-R\.2_aanslagbiljet"):
        Reading(
            path,
            contract_by_id("cwr-xml-1"),
            levering_id=7,
            bronhouder_code=KBO,
            peildatum=PEILDATUM,
            termijnen={"WIV-R.1_huurovereenkomst": PEILDATUM},
        )
