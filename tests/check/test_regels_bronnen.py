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


LANG = "Herontwikkeling voormalig ziekenhuisterrein en omliggende percelen fase 2 (noord), Goes"


@pytest.mark.parametrize("plannaam", ["Havenkwartier", LANG, "12"])
@pytest.mark.parametrize("regel", ["LMVW-5b_globalid_lengte", "LMVW-5b_globalid_volgnummer", "LMVW-5b_globalid_dubbel"])
def test_a_name_that_serves_as_key_is_not_judged_as_a_globalid(
    vind: Callable[..., Any], regel: str, plannaam: str
) -> None:
    lagen = {"planregistratie": [PLAN | {"plannaam": plannaam}, PLAN | {"plannaam": f"{LANG} en meer"}]}
    assert vind(regel, "lmvw", lagen, bronhouder_code="GM0664", contract="lmvw-zeeland-1") == []


def test_a_name_that_serves_as_key_is_no_number(vind: Callable[..., Any]) -> None:
    lagen = {"planregistratie": [PLAN, PLAN | {"plannaam": "12"}]}
    found = vind("LMVW-11a_plannaam_id", "lmvw", lagen, bronhouder_code="GM0664", contract="lmvw-zeeland-1")
    assert found == [(2, "plannaam", "12")]


@pytest.mark.parametrize(
    ("gemeente_code", "gemeente"),
    [
        ("GM1900", "Su\u0301dwest-Frysla\u0302n"),
        ("GM0518", "\u2019s-Gravenhage"),
        ("GM0150", "Gemeente Deventer"),
        ("GM0150", " deventer "),
    ],
)
def test_lmvw_5a_a_gemeente_is_known_however_its_name_is_typed(
    vind: Callable[..., Any], gemeente_code: str, gemeente: str
) -> None:
    lagen = {"planregistratie": [PLAN | {"gemeente": gemeente}]}
    assert vind("LMVW-5a_gemeente", "lmvw", lagen, bronhouder_code=gemeente_code) == []


def test_opleverjaren_follow_from_the_years_where_the_source_has_none(
    connect: Callable[..., Any], geland: Callable[..., int]
) -> None:
    """LMVW-5c: and the row says so."""
    years = [
        NIEUWBOUW | {"jaartal": jaar, "aantal": aantal} for jaar, aantal in (("2026", 0), ("2027", 9), ("2029", 3))
    ]
    lagen = {"planregistratie": [PLAN], "categorie": [{**year, "cel": f"G{at}"} for at, year in enumerate(years)]}
    levering_id = geland("lmvw", lagen, bronhouder_code="GM0664", contract="lmvw-zeeland-1")
    row = connect("dienst_lader").execute(
        "select oplevering_eerste, oplevering_laatste, (select array_agg(anders ->> 'grond') "
        "from jsonb_array_elements(afleiding) as anders where anders ->> 'veld' like 'oplevering%%') "
        "from landing.lmvw_plan where levering_id = %s",
        [levering_id],
    )
    assert row.fetchone() == ("2027", "2029", ["het eerste jaar met nieuwbouw", "het laatste jaar met nieuwbouw"])
