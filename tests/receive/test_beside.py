"""LMVW-6a, LMVW-8, LMVW-9: a verklaring belongs to the delivery after which it is named, and none is missed."""

from __future__ import annotations

import pytest

from woonkluis.receive.beside import Beside, belongs_to, beside, is_meant, resembles, stem_of

NAME = "lmvw_GM0193_2026-01-01_v1.2.gpkg"


@pytest.mark.parametrize(
    ("verklaring", "levering", "belongs"),
    [
        ("a_b.gpkg.verklaring.yml", "a_b.gpkg", True),
        ("a_b.verklaring.yml", "a_b.gpkg", True),
        ("a_b.Verklaring.JSON", "a_b.gdb.zip", True),
        ("A_B.GPKG.verklaring.yml", "a_b.gpkg", True),
        ("a_b.gdb.verklaring.yml", "a_b.gdb.zip", True),
        ("a_b.pzh.verklaring.yml", "a_b.pzh.geojson", True),
        ("a_b_v1.2.verklaring.yml", "a_b_v1.2.gpkg", True),
        ("a_b_v1.verklaring.yml", "a_b_v1.2.gpkg", False),
        ("a_b.verklaring.yml", "a_bc.gpkg", False),
        ("a_b.xlsx.verklaring.yml", "a_b.gpkg", False),
        ("a_b.gpkg", "a_b.gpkg", False),
        ("a_b.verklaring.yml", "a_b.verklaring.yml", False),
    ],
)
def test_it_is_named_after_its_delivery(verklaring: str, levering: str, *, belongs: bool) -> None:
    assert belongs_to(verklaring, levering) is belongs
    assert stem_of("a_b.gpkg") is None


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("x.gpkg.verklaring (1).yml", True),
        ("x.gpkg.verklaring.yml.txt", True),
        ("x.verklaring.xlsx", True),
        ("x_Verklaring.yml", True),
        ("x_verklaring.json", True),
        ("x_na_verklaring.gpkg", False),
        ("x.gpkg", False),
    ],
)
def test_what_somebody_meant_to_be_one(name: str, *, meant: bool) -> None:
    assert is_meant(name) is meant


@pytest.mark.parametrize(
    ("verklaring", "alike"),
    [
        (f"{NAME}.verklaring (1).yml", True),
        (f"{NAME}.verklaring.yml.txt", True),
        (f".{NAME}.verklaring.yml.swp", True),
        ("LMVW_gm0193_2026-01-01 verklaring.docx", True),
        ("lmvw_GM0193_2026-01-01_v1.verklaring.yml", True),
        ("lmvw_GM0193_2026-01-01_v1.2.xlsx.verklaring.yml", True),
        ("lmvw_GM0193_2026-01-01_v2.gpkg.verklaring.yml", False),
        ("lmvw_GM0193_2026-07-01.gpkg.verklaring.yml", False),
        ("lmvw_GM0193_2026-01-011.verklaring.yml", False),
        ("verklaring.yml", False),
        ("lmvw_GM0193_2026-01-01.gpkg", False),
    ],
)
def test_what_may_be_meant_for_a_delivery(verklaring: str, *, alike: bool) -> None:
    assert resembles(verklaring, NAME) is alike


def test_only_what_is_beyond_doubt_stands_beside() -> None:
    good, bare = f"{NAME}.verklaring.yml", "lmvw_GM0193_2026-01-01_v1.2.verklaring.yml"
    other = "lmvw_GM0193_2026-01-01_v1.2.xlsx"
    assert beside(NAME, [NAME]) == Beside()
    assert beside(NAME, [NAME, good, other]) == Beside(good, None, (good,))
    assert beside(NAME, [NAME, bare]) == Beside(bare, None, (bare,))
    assert "more than one verklaring" in str(beside(NAME, [NAME, good, bare]).doubt)
    assert "or to lmvw_GM0193_2026-01-01_v1.2.xlsx" in str(beside(NAME, [NAME, bare, other]).doubt)
    assert beside(NAME, [NAME, other, f"{other}.verklaring.yml"]) == Beside(), "it is of the other"
    wrong = beside(NAME, [f"{good}\n.txt"])
    assert str(wrong.doubt).isprintable()
