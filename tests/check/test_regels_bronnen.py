"""LMVW-11a: rules on the layers of Zeeland and DIWI, each with a delivery that has the fault and one that has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.check.lmvw import Lagen

PLAN = {"plannaam": "Havenkwartier", "gemeente": "Goes"}
NIEUWBOUW = {
    "plan_rij": 1,
    "groep": "nieuwbouw",
    "categorie": "Nieuwbouw",
    "soort": "jaar",
    "jaartal": "2026",
    "blad": "A",
}
TYPE = NIEUWBOUW | {"groep": "woningtype", "categorie": "Eengezins"}
BLOK = {
    "parent_globalid": "7",
    "mutatie_type": "Bouw",
    "aantal": 10,
    "eengezins": 10,
    "opleverdatum": {"2027-01-01": 10},
}


def zeeland(*numbers: dict[str, Any]) -> Lagen:
    return {"planregistratie": [PLAN], "categorie": [{**number, "cel": f"G{at}"} for at, number in enumerate(numbers)]}


def diwi(**anders: Any) -> Lagen:
    return {"planregistratie": [PLAN | {"globalid": "7"}], "woningblok": [BLOK | anders]}


CASES: list[tuple[str, str, Lagen, list[Any]]] = [
    ("LMVW-11a_getal_categorie", "lmvw-zeeland-1", zeeland(NIEUWBOUW | {"aantal": "1.234"}), []),
    ("LMVW-11a_getal_categorie", "lmvw-zeeland-1", zeeland(NIEUWBOUW | {"aantal": "1,5"}), [(1, "G0", "A: 1,5")]),
    ("LMVW-11a_getal_categorie", "lmvw-zeeland-1", zeeland(NIEUWBOUW | {"aantal": 1.234}), [(1, "G0", "A: 1.234")]),
    ("LMVW-11a_getal_categorie", "lmvw-zeeland-1", zeeland(NIEUWBOUW | {"aantal": "ja"}), [(1, "G0", "A: ja")]),
    ("LMVW-11a_getal_categorie", "lmvw-zeeland-1", zeeland(NIEUWBOUW | {"aantal": "#REF!"}), [(1, "G0", "A: #REF!")]),
    ("LMVW-11a_categoriesom", "lmvw-zeeland-1", zeeland(NIEUWBOUW | {"aantal": 9}, TYPE | {"aantal": 9}), []),
    (
        "LMVW-11a_categoriesom",
        "lmvw-zeeland-1",
        zeeland(NIEUWBOUW | {"aantal": 9}, TYPE | {"aantal": 8}),
        [(2, "G1", "8")],
    ),
    ("LMVW-11a_categoriesom", "lmvw-zeeland-1", zeeland(NIEUWBOUW | {"aantal": 9}), []),
    ("LMVW-11a_getal_blok", "lmvw-diwiexcel-1", diwi(), []),
    ("LMVW-11a_getal_blok", "lmvw-diwi-1", diwi(mutatie_type="DEMOLITION"), []),
    ("LMVW-11a_getal_blok", "lmvw-diwiexcel-1", diwi(aantal="tien"), [(1, "aantal", "tien")]),
    ("LMVW-11a_getal_blok", "lmvw-diwiexcel-1", diwi(eengezins=2.5), [(1, "eengezins", "2.5")]),
    ("LMVW-11a_getal_blok", "lmvw-diwiexcel-1", diwi(mutatie_type="Splitsing"), [(1, "mutatie_type", "Splitsing")]),
    ("LMVW-3_eigendom_type", "lmvw-diwi-1", diwi(waarde=[{"eigendom_type": "KOOPWONING", "aantal": 10}]), []),
    ("LMVW-3_eigendom_type", "lmvw-diwiexcel-1", diwi(waarde={"Koopprijs waarde": {"375000": 10}}), []),
    (
        "LMVW-3_eigendom_type",
        "lmvw-diwi-1",
        diwi(waarde=[{"eigendom_type": "koop woning", "aantal": 9}, {"eigendom_type": "Erfpacht", "aantal": 1}]),
        [(1, "eigendom_type", "Erfpacht"), (1, "eigendom_type", "koop woning")],
    ),
    ("LMVW-3_eigendom_type", "lmvw-diwi-1", diwi(mutatie_eigendom_type="Huur?"), [(1, "eigendom_type", "Huur?")]),
    ("LMVW-11a_bloksom", "lmvw-diwiexcel-1", diwi(), []),
    ("LMVW-11a_bloksom", "lmvw-diwiexcel-1", diwi(meergezins=1), [(1, "aantal", "10")]),
]


@pytest.mark.parametrize(("regel", "contract", "lagen", "expected"), CASES)
def test_numbers_that_would_go_missing_are_told(
    vind: Callable[..., Any], regel: str, contract: str, lagen: Lagen, expected: list[Any]
) -> None:
    assert vind(regel, "lmvw", lagen, bronhouder_code="GM0664", contract=contract) == expected


def test_a_plan_without_globalid_is_known_by_its_name_in_the_delivery_before_too(vind: Callable[..., Any]) -> None:
    earlier = [("GM0664", "2025-07-01", {"planregistratie": [PLAN, PLAN | {"plannaam": "Kaai"}]})]
    found = vind(
        "LMVW-5b_plan_verdwenen",
        "lmvw",
        {"planregistratie": [PLAN]},
        bronhouder_code="GM0664",
        contract="lmvw-zeeland-1",
        eerder=earlier,
        eerder_contract="lmvw-zeeland-1",
    )
    assert found == [(None, "plannaam", "Kaai")]


def test_the_delivery_before_is_read_in_words_of_its_own_source(vind: Callable[..., Any]) -> None:
    """LMVW-6a: `PUBLIC` of DIWI was openbaar, also when the gemeente now delivers in words of the basisset."""
    was = {"globalid": "7", "plannaam": "Haven", "vertrouwelijkheid": "EXTERNAL_GOVERNMENT"}
    public = was | {"globalid": "8", "vertrouwelijkheid": "PUBLIC"}
    now = {"vertrouwelijkheid": "Gemeente", "status_planologisch": "3. In voorbereiding", "plannaam": "Haven"}
    found = vind(
        "LMVW-6a_openbaar_geweest",
        "lmvw",
        {"planregistratie": [now | {"globalid": "7"}, now | {"globalid": "8"}]},
        bronhouder_code="GM0664",
        contract="lmvw-gpkg-1",
        eerder=[("GM0664", "2025-07-01", {"planregistratie": [was, public]})],
        eerder_contract="lmvw-diwi-1",
    )
    assert found == [(2, "vertrouwelijkheid", "Gemeente")]
