"""lmvw rules on places, years, sums, words, declarations and earlier deliveries: what each finds and lets pass."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.check import test_regels_lmvw
from tests.check.gevallen import FALSE_ALARMS, FAULTS, VERVALLEN
from tests.check.lmvw import GOED, PLAN, SOM, ZACHT, ZWOLLE, Lagen, met_plan, plannen, vlak

from woonkluis.check import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = load_rules(Path(__file__).resolve().parents[2] / "sql" / "rules" / "lmvw")
NU = {"globalid": "nieuw", "plannaam": "Nieuwveld"}
VEEL = plannen(*(ZACHT | {"globalid": f"p{nummer}", "geometrie": None} for nummer in range(10)))
EARLIER_FAULTS: list[tuple[str, Lagen, Lagen, list[tuple[Any, ...]]]] = [
    ("LMVW-5b_plan_verdwenen", GOED, plannen(PLAN), [(None, "plannaam", "Noordveld")]),
    ("LMVW-5b_plan_gewijzigd", GOED, met_plan(globalid="{PLAN-1}", totaal_bouw="61"), [(1, "totaal_bouw", "61")]),
    ("LMVW-5b_plan_verplaatst", GOED, met_plan(geometrie=vlak(204000, 503000)), [(1, "geometrie", None)]),
    (
        "LMVW-5b_status_terug",
        GOED,
        met_plan(status_planologisch="4A. Visie"),
        [(1, "status_planologisch", "4A. Visie")],
    ),
    (
        "LMVW-6a_openbaar_geweest",
        GOED,
        met_plan(status_planologisch="4A. Visie", vertrouwelijkheid="Regio"),
        [(1, "vertrouwelijkheid", "Regio")],
    ),
    (
        "LMVW-4d_omvang",
        VEEL,
        plannen(PLAN),
        [
            (None, None, "1"),
        ],
    ),
    (
        "LMVW-4d_omvang",
        VEEL,
        plannen(*(ZACHT | {"globalid": f"p{n}", "totaal_bouw": 2} for n in range(10))),
        [(None, None, "20")],
    ),
    ("LMVW-6d_nieuw_op_vervallen", met_plan(**VERVALLEN), plannen(PLAN | NU, ZACHT), [(1, "geometrie", "Proefweide")]),
    # The gemeente thought better of it, and starts anew under the same id as what was vervallen.
    (
        "LMVW-6d_nieuw_op_vervallen",
        plannen(ZACHT),
        plannen(PLAN | VERVALLEN, ZACHT | NU | {"geometrie": PLAN["geometrie"]}),
        [(2, "geometrie", "Proefweide")],
    ),
]
EARLIER_FALSE_ALARMS: list[tuple[str, Lagen, Lagen]] = [
    ("LMVW-5b_plan_verdwenen", plannen(PLAN, ZACHT | VERVALLEN), met_plan(globalid="{PLAN-1}")),
    ("LMVW-5b_plan_gewijzigd", GOED, met_plan(totaal_bouw=49)),
    ("LMVW-5b_plan_gewijzigd", met_plan(totaal_bouw=5), met_plan(totaal_bouw=20)),
    ("LMVW-5b_plan_verplaatst", GOED, met_plan(geometrie=vlak(203090, 503000))),
    ("LMVW-5b_plan_verplaatst", met_plan(geometrie=None), GOED),
    ("LMVW-5b_status_terug", met_plan(status_planologisch="3. In voorbereiding"), GOED),
    ("LMVW-6a_openbaar_geweest", met_plan(vertrouwelijkheid="Gemeente", status_planologisch="4A. Visie"), GOED),
    ("LMVW-6a_openbaar_geweest", GOED, met_plan(vertrouwelijkheid="Gemeente", **VERVALLEN)),
    ("LMVW-4d_omvang", VEEL, VEEL),
    ("LMVW-4d_omvang", GOED, plannen()),
    # The same plan is no new one, whether it comes back to life or stays vervallen.
    ("LMVW-6d_nieuw_op_vervallen", met_plan(**VERVALLEN), GOED),
    ("LMVW-6d_nieuw_op_vervallen", GOED, plannen(PLAN | VERVALLEN, ZACHT | {"geometrie": PLAN["geometrie"]})),
]
DUBBEL = {"globalid": "plan-1", "delen": [{"naam": "Erf 1", "bruto": 9}, {"naam": "Erf 2", "bruto": 11}]}
DECLARED_FAULTS: list[tuple[str, Lagen, dict[str, Any], list[tuple[Any, ...]]]] = [
    (
        "LMVW-6a_gecommuniceerd",
        GOED,
        {"gecommuniceerd": ["{PLAN-2}", "plan-1"]},
        [(2, "vertrouwelijkheid", "Gemeente")],
    ),
    ("LMVW-6a_gecommuniceerd_onbekend", GOED, {"gecommuniceerd": ["plan-9"]}, [(None, "gecommuniceerd", "plan-9")]),
    (
        "LMVW-8_niets_vertrouwelijk",
        plannen(PLAN),
        {"aggregeren_door_provincie": True},
        [(None, "aggregeren_door_provincie", "true")],
    ),
    ("LMVW-9_akkoord", GOED, {"optelling": [SOM]}, [(1, "globalid", "plan-1")]),
    (
        "LMVW-9_twaalf",
        GOED,
        {
            "optelling": [
                {"globalid": "plan-1", "delen": [{"naam": "Erf 1", "bruto": 12}, {"naam": "Erf 2", "bruto": 11}]}
            ]
        },
        [(None, "optelling", "deel 1")],
    ),
    (
        "LMVW-9_deel_dubbel",
        GOED,
        {"optelling": [DUBBEL, {"globalid": "plan-2", "delen": [{"naam": "ERF-1", "bruto": 2}]}]},
        [(None, "optelling", "deel 1"), (None, "optelling", "deel 1")],
    ),
    (
        "LMVW-9_deel_geleverd",
        met_plan(plannaam="Erf 1"),
        {"optelling": [DUBBEL | {"globalid": "x"}]},
        [(1, "plannaam", "Erf 1")],
    ),
    ("LMVW-9_som", met_plan(totaal_bouw=29), {"optelling": [SOM]}, [(1, "totaal_bouw", "29")]),
    ("LMVW-9_onbekend", plannen(ZACHT), {"optelling": [SOM]}, [(None, "optelling", "plan-1")]),
    ("LMVW-9_gemeentehuis", met_plan(geometrie=vlak(203000, 490000)), {"optelling": [SOM]}, [(1, "geometrie", None)]),
]
DECLARED_FALSE_ALARMS: list[tuple[str, Lagen, dict[str, Any]]] = [
    # LMVW-6b
    ("LMVW-6a_gecommuniceerd", plannen(PLAN, ZACHT | VERVALLEN), {"gecommuniceerd": ["plan-2"]}),
    ("LMVW-6a_gecommuniceerd_onbekend", GOED, {"gecommuniceerd": ["{PLAN-1}"]}),
    ("LMVW-8_niets_vertrouwelijk", GOED, {"aggregeren_door_provincie": True}),
    ("LMVW-9_twaalf", GOED, {"optelling": [SOM]}),
    ("LMVW-9_deel_dubbel", GOED, {"optelling": [DUBBEL]}),
    ("LMVW-9_deel_geleverd", met_plan(plannaam="Erf 1"), {"optelling": [DUBBEL]}),
    ("LMVW-9_som", GOED, {"optelling": [SOM]}),
    ("LMVW-9_onbekend", GOED, {"optelling": [SOM]}),
    ("LMVW-9_gemeentehuis", GOED, {"optelling": [SOM]}),
    # Sums share the spot of the gemeentehuis.
    ("LMVW-11a_geometrie_dubbel", plannen(PLAN, ZACHT | {"geometrie": PLAN["geometrie"]}), {"optelling": [SOM]}),
]
ANDER = "LMVW-5d_ander_globalid"
STRIJDIG = {" PLAN1\t": "strijdig_5d"}
"""Of the first plan below, in another spelling."""
PLAN1 = PLAN | {"globalid": "{Plan1}"}
ANDERS = PLAN | {"globalid": "plan-9"}
ELDERS = {"plannaam": "Nieuwveld", "geometrie": vlak(204000, 503000)}
LABELLED_FAULTS: list[tuple[list[Lagen], Lagen, dict[str, str], list[tuple[Any, ...]]]] = [
    # Another key, and nothing else; another name; another place; a part of the place.
    ([plannen(PLAN1)], plannen(ANDERS), STRIJDIG, [(1, "globalid", "plan-9")]),
    ([plannen(PLAN1)], plannen(ANDERS | {"plannaam": "Nieuwveld"}), STRIJDIG, [(1, "globalid", "plan-9")]),
    ([plannen(PLAN1)], plannen(ANDERS | {"geometrie": vlak(204000, 503000)}), STRIJDIG, [(1, "globalid", "plan-9")]),
    (
        [plannen(PLAN1)],
        plannen(
            ANDERS | {"plannaam": "West", "geometrie": vlak(203000, 503000, 45)},
            PLAN | {"globalid": "oost", "plannaam": "Oost", "geometrie": vlak(203050, 503000, 50)},
        ),
        STRIJDIG,
        [(1, "globalid", "plan-9"), (2, "globalid", "oost")],
    ),
    # Left out of one delivery first; confidential in one delivery first.
    ([plannen(PLAN1), plannen(ZACHT)], plannen(ANDERS), STRIJDIG, [(1, "globalid", "plan-9")]),
    (
        [plannen(PLAN1), plannen(ANDERS | {"vertrouwelijkheid": "Gemeente"})],
        plannen(ANDERS),
        STRIJDIG,
        [(1, "globalid", "plan-9")],
    ),
    # Beside the labelled one, so that the next delivery can leave that out.
    ([plannen(PLAN1)], plannen(PLAN1, ANDERS), STRIJDIG, [(2, "globalid", "plan-9")]),
    # Vervallen as well: it would be public too.
    ([plannen(PLAN1)], plannen(ANDERS | VERVALLEN), STRIJDIG, [(1, "globalid", "plan-9")]),
]
LABELLED_FALSE_ALARMS: list[tuple[list[Lagen], Lagen, dict[str, str]]] = [
    ([plannen(PLAN1)], plannen(PLAN1 | {"globalid": "plan1 "}), STRIJDIG),
    ([plannen(PLAN1)], plannen(ANDERS), {}),
    ([plannen(PLAN1)], plannen(ANDERS), {"plan1": "niet_beoordeeld_5e"}),
    # The provincie looked at the new one, whatever it found.
    ([plannen(PLAN1)], plannen(ANDERS), STRIJDIG | {"PLAN-9": "strijdig_5d"}),
    ([plannen(PLAN1)], plannen(ANDERS), STRIJDIG | {"PLAN-9": "niet_beoordeeld_5e"}),
    # Not public, so no secret is told.
    ([plannen(PLAN1)], plannen(ANDERS | {"vertrouwelijkheid": "Gemeente"}), STRIJDIG),
    # Elsewhere and called otherwise; a neighbour; public beside it all along.
    ([plannen(PLAN1)], plannen(ANDERS | ELDERS), STRIJDIG),
    ([plannen(PLAN1)], plannen(ANDERS | {"plannaam": "Buur", "geometrie": vlak(203090, 503000)}), STRIJDIG),
    ([plannen(PLAN1, ANDERS)], plannen(ANDERS), STRIJDIG),
    # A plan within a large one that is still there.
    ([plannen(PLAN1)], plannen(PLAN1, ANDERS | {"geometrie": vlak(203000, 503000, 60)}), STRIJDIG),
]


def test_every_rule_has_a_fault_that_it_finds() -> None:
    labelled = [(ANDER, *case) for case in LABELLED_FAULTS]
    tested = [*test_regels_lmvw.FAULTS, *FAULTS, *EARLIER_FAULTS, *DECLARED_FAULTS, *labelled]
    # Those of blocks and categories stand in test_regels_bronnen.
    elsewhere = {"LMVW-5a_globalid_elders", "LMVW-8_keuze_ontbreekt", "LMVW-11a_getal_kenmerk"} | {
        rule.regel for rule in RULES if rule.laag in ("Woningblok", "Categorie")
    }
    assert {rule.regel for rule in RULES} == elsewhere | {case[0] for case in tested}
    assert len(RULES) >= 40


def test_every_new_rule_has_a_case_that_it_lets_pass() -> None:
    passed = {case[0] for case in [*FALSE_ALARMS, *EARLIER_FALSE_ALARMS, *DECLARED_FALSE_ALARMS]}
    assert {case[0] for case in [*FAULTS, *EARLIER_FAULTS, *DECLARED_FAULTS]} - passed == {"LMVW-9_akkoord"}


@pytest.mark.parametrize(("regel", "lagen", "expected"), FAULTS)
def test_a_fault_is_found(vind: Callable[..., Any], regel: str, lagen: Lagen, expected: list[Any]) -> None:
    assert vind(regel, "lmvw", lagen, bronhouder_code=ZWOLLE) == sorted(expected, key=repr)


@pytest.mark.parametrize(("regel", "lagen"), FALSE_ALARMS)
def test_what_is_allowed_raises_no_alarm(vind: Callable[..., Any], regel: str, lagen: Lagen) -> None:
    assert vind(regel, "lmvw", lagen, bronhouder_code=ZWOLLE) == []


@pytest.mark.parametrize(("regel", "eerder", "lagen", "expected"), EARLIER_FAULTS)
def test_a_change_is_found(
    vind: Callable[..., Any], regel: str, eerder: Lagen, lagen: Lagen, expected: list[Any]
) -> None:
    earlier = [(ZWOLLE, "2025-01-01", VEEL), (ZWOLLE, "2025-07-01", eerder), (ZWOLLE, "2026-07-01", VEEL)]
    assert vind(regel, "lmvw", lagen, bronhouder_code=ZWOLLE, eerder=earlier) == sorted(expected, key=repr)


@pytest.mark.parametrize(("regel", "eerder", "lagen"), EARLIER_FALSE_ALARMS)
def test_a_change_that_may_be_raises_no_alarm(
    vind: Callable[..., Any], regel: str, eerder: Lagen, lagen: Lagen
) -> None:
    assert vind(regel, "lmvw", lagen, bronhouder_code=ZWOLLE, eerder=[(ZWOLLE, "2025-07-01", eerder)]) == []


def test_a_corrected_delivery_is_compared_with_the_one_it_replaces(vind: Callable[..., Any]) -> None:
    earlier = [(ZWOLLE, "2025-07-01", VEEL), (ZWOLLE, "2026-01-01", GOED)]
    found = vind("LMVW-5b_plan_verdwenen", "lmvw", plannen(ZACHT), bronhouder_code=ZWOLLE, eerder=earlier)
    assert found == [(None, "plannaam", "Proefweide")]


@pytest.mark.parametrize(
    ("bronhouder", "expected"), [("GM0150", [(1, "globalid", "plan-1"), (2, "globalid", "plan-2")]), (ZWOLLE, [])]
)
def test_a_globalid_of_another_gemeente_is_found(
    vind: Callable[..., Any], bronhouder: str, expected: list[Any]
) -> None:
    elders = plannen(PLAN | {"globalid": "{PLAN-1}"}, ZACHT)
    earlier = [(bronhouder, "2025-07-01", elders)]
    assert vind("LMVW-5a_globalid_elders", "lmvw", GOED, bronhouder_code=ZWOLLE, eerder=earlier) == expected


@pytest.mark.parametrize(("regel", "lagen", "verklaring", "expected"), DECLARED_FAULTS)
def test_what_a_verklaring_contradicts_is_found(
    vind: Callable[..., Any], regel: str, lagen: Lagen, verklaring: dict[str, Any], expected: list[Any]
) -> None:
    assert vind(regel, "lmvw", lagen, bronhouder_code=ZWOLLE, verklaring=verklaring) == sorted(expected, key=repr)


@pytest.mark.parametrize(("regel", "lagen", "verklaring"), DECLARED_FALSE_ALARMS)
def test_what_a_verklaring_allows_raises_no_alarm(
    vind: Callable[..., Any], regel: str, lagen: Lagen, verklaring: dict[str, Any]
) -> None:
    assert vind(regel, "lmvw", lagen, bronhouder_code=ZWOLLE, verklaring=verklaring) == []


@pytest.mark.parametrize(
    ("lagen", "verklaring", "expected"),
    [
        (GOED, None, [(None, "aggregeren_door_provincie", None)]),
        (GOED, {"gecommuniceerd": []}, [(None, "aggregeren_door_provincie", None)]),
        (GOED, {"aggregeren_door_provincie": True}, []),
        (GOED, {"aggregeren_door_provincie": False}, []),
        (plannen(PLAN), None, []),
    ],
)
def test_lmvw_8_a_choice_is_not_undone_by_saying_nothing(
    vind: Callable[..., Any], lagen: Lagen, verklaring: dict[str, Any] | None, expected: list[Any]
) -> None:
    found = vind(
        "LMVW-8_keuze_ontbreekt",
        "lmvw",
        lagen,
        bronhouder_code=ZWOLLE,
        eerder=[(ZWOLLE, "2026-01-01", GOED)],
        eerder_verklaring={"aggregeren_door_provincie": True},
        verklaring=verklaring,
    )
    assert found == expected


def one_a_half_year(deliveries: list[Lagen]) -> list[tuple[str, str, Lagen]]:
    return [(ZWOLLE, peildatum, one) for peildatum, one in zip(("2025-01-01", "2025-07-01"), deliveries, strict=False)]


@pytest.mark.parametrize(("eerder", "lagen", "labels", "expected"), LABELLED_FAULTS)
def test_a_labelled_plan_under_another_key_is_found(
    vind: Callable[..., Any],
    gelabeld: Callable[..., None],
    eerder: list[Lagen],
    lagen: Lagen,
    labels: dict[str, str],
    expected: list[Any],
) -> None:
    gelabeld(labels)
    found = vind(ANDER, "lmvw", lagen, bronhouder_code=ZWOLLE, eerder=one_a_half_year(eerder))
    assert found == sorted(expected, key=repr)


@pytest.mark.parametrize(("eerder", "lagen", "labels"), LABELLED_FALSE_ALARMS)
def test_what_is_no_labelled_plan_raises_no_alarm(
    vind: Callable[..., Any],
    gelabeld: Callable[..., None],
    eerder: list[Lagen],
    lagen: Lagen,
    labels: dict[str, str],
) -> None:
    gelabeld(labels)
    assert vind(ANDER, "lmvw", lagen, bronhouder_code=ZWOLLE, eerder=one_a_half_year(eerder)) == []


def test_lmvw_5d_a_label_cannot_be_undone_by_maatwerk_of_the_gemeente() -> None:
    [rule] = [rule for rule in RULES if rule.regel == ANDER]
    assert rule.ernst == "blokkerend"
    assert not rule.kan_maatwerk
