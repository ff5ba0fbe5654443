"""Every lmvw rule finds its fault, names row, column and value, and leaves a good delivery alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.check.lmvw import GOED, IN_ZWOLLE, PLAN, ZACHT, ZWOLLE, met_jaar, met_plan, vlak

if TYPE_CHECKING:
    from collections.abc import Callable

VERTROUWELIJK = {"vertrouwelijkheid": "Gemeente"}
STRIK = "SRID=28992;POLYGON((203000 503000, 203100 503100, 203100 503000, 203000 503100, 203000 503000))"
COLLECTIE = "SRID=28992;GEOMETRYCOLLECTION(POLYGON((203000 503000, 203100 503000, 203100 503100, 203000 503000)))"

FAULTS: list[tuple[str, dict[str, list[dict[str, Any]]], dict[str, str], list[tuple[Any, ...]]]] = [
    ("LMVW-5a_bronhouder", GOED, {"bronhouder_code": "GM9999"}, [(None, None, "GM9999")]),
    ("LMVW-5a_bronhouder", GOED, {"bronhouder_code": "GM0457"}, [(None, None, "GM0457")]),
    ("LMVW-5a_gemeente", met_plan(gemeente="Zwolla"), {}, [(1, "gemeente", "Zwolla")]),
    ("LMVW-5a_gemeente", met_plan(gemeente="Deventer"), {}, [(1, "gemeente", "Deventer")]),
    (
        "LMVW-5a_gemeente_herindeling",
        {"planregistratie": [PLAN | {"gemeente": "Weesp"}, PLAN | {"gemeente": "Amsterdam"}]},
        {"bronhouder_code": "GM0363"},
        [(1, "gemeente", "Weesp")],
    ),
    (
        "LMVW-5b_globalid_dubbel",
        {"planregistratie": [PLAN, ZACHT, PLAN | {"globalid": "{PLAN-1}"}]},
        {},
        [(1, "globalid", "plan-1"), (3, "globalid", "{PLAN-1}")],
    ),
    ("LMVW-5b_globalid_lengte", met_plan(globalid="p" * 65), {}, [(1, "globalid", "p" * 64)]),
    ("LMVW-5b_detail_zonder_plan", met_jaar(parent_globalid="plan-9"), {}, [(1, "parent_globalid", "plan-9")]),
    ("LMVW-5b_detail_zonder_plan", met_jaar(parent_globalid=None), {}, [(1, "parent_globalid", None)]),
    ("LMVW-6a_hard_vertrouwelijk", met_plan(**VERTROUWELIJK), {}, [(1, "vertrouwelijkheid", "Gemeente")]),
    (
        "LMVW-6a_hard_vertrouwelijk",
        met_plan(vertrouwelijkheid="ProvincieGemeente", status_planologisch="2B. Vastgesteld, uitwerkingsplicht"),
        {},
        [(1, "vertrouwelijkheid", "ProvincieGemeente")],
    ),
    (
        "LMVW-6a_status_onbekend_vertrouwelijk",
        met_plan(vertrouwelijkheid="Regio", status_planologisch="Onbekend"),
        {},
        [(1, "status_planologisch", "Onbekend")],
    ),
    (
        "LMVW-6a_vertrouwelijkheid_code",
        met_plan(vertrouwelijkheid="openbaar"),
        {},
        [(1, "vertrouwelijkheid", "openbaar")],
    ),
    ("LMVW-6a_detail_vertrouwelijk", met_jaar(**VERTROUWELIJK), {}, [(1, "vertrouwelijkheid", "Gemeente")]),
    ("LMVW-6a_detail_vertrouwelijk", met_jaar(vertrouwelijkheid="Geheim"), {}, [(1, "vertrouwelijkheid", "Geheim")]),
    (
        "LMVW-3_status_planologisch",
        met_plan(status_planologisch="4C. Optie"),
        {},
        [(1, "status_planologisch", "4C. Optie")],
    ),
    (
        "LMVW-3_status_planologisch",
        {"planregistratie": [PLAN]},
        {"peildatum": "2021-07-01"},
        [(1, "status_planologisch", "1A. Onherroepelijk")],
    ),
    ("LMVW-3_plantype", met_plan(plantype="Verdicht"), {}, [(1, "plantype", "Verdicht")]),
    ("LMVW-3_projectfase", met_plan(projectfase="0. Studie"), {}, [(1, "projectfase", "0. Studie")]),
    (
        "LMVW-3_opdrachtgever_type",
        met_plan(opdrachtgever_type="Corporatie"),
        {},
        [(1, "opdrachtgever_type", "Corporatie")],
    ),
    ("LMVW-10_peildatum", GOED, {"peildatum": "2026-01-02"}, [(None, "peildatum", "2026-01-02")]),
    ("LMVW-10_peildatum_toekomst", GOED, {"peildatum": "2126-01-01"}, [(None, "peildatum", "2126-01-01")]),
    (
        "LMVW-11a_verplicht_plan",
        met_plan(globalid=None, plannaam="  ", gemeente="", status_planologisch=None, vertrouwelijkheid=None),
        {},
        [(1, veld, None) for veld in ("gemeente", "globalid", "plannaam", "status_planologisch", "vertrouwelijkheid")],
    ),
    ("LMVW-11a_getal_plan", met_plan(totaal_bouw="ca. 30"), {}, [(1, "totaal_bouw", "ca. 30")]),
    ("LMVW-11a_getal_plan", met_plan(totaal_netto="#DIV/0!"), {}, [(1, "totaal_netto", "#DIV/0!")]),
    ("LMVW-11a_getal_plan", met_plan(totaal_huur4=2.5), {}, [(1, "totaal_huur4", "2.5")]),
    ("LMVW-11a_getal_plan", met_plan(totaal_koop1="1.234"), {}, [(1, "totaal_koop1", "1.234")]),
    ("LMVW-11a_getal_plan", met_plan(totaal_sloop=1000000), {}, [(1, "totaal_sloop", "1000000")]),
    ("LMVW-11a_getal_plan", met_plan(oplevering_eerste="na 2030"), {}, [(1, "oplevering_eerste", "na 2030")]),
    ("LMVW-11a_getal_plan", met_plan(oplevering_laatste=30), {}, [(1, "oplevering_laatste", "30")]),
    ("LMVW-11a_getal_detail", met_jaar(sloop_onbekend_onbekend="geen"), {}, [(1, "sloop_onbekend_onbekend", "geen")]),
    ("LMVW-11a_getal_detail", met_jaar(meergezins_koop1="1 2"), {}, [(1, "meergezins_koop1", "1 2")]),
    ("LMVW-11a_getal_detail", met_jaar(eengezins_huur1=12345678901), {}, [(1, "eengezins_huur1", "12345678901")]),
    ("LMVW-11a_getal_detail", met_jaar(jaartal="2027/2028"), {}, [(1, "jaartal", "2027/2028")]),
    ("LMVW-11a_getal_detail", met_jaar(jaartal=27), {}, [(1, "jaartal", "27")]),
    (
        "LMVW-11a_foutcel",
        met_plan(woonplaats="#N/A", masterplan="#REF!"),
        {},
        [(1, "masterplan", "#REF!"), (1, "woonplaats", "#N/A")],
    ),
    ("LMVW-11a_netto", met_plan(totaal_netto=21), {}, [(1, "totaal_netto", "21")]),
    ("LMVW-11a_netto", met_plan(totaal_sloop=None), {}, [(1, "totaal_netto", "20")]),
    ("LMVW-11a_negatief", met_plan(totaal_sloop=-10, totaal_netto=40), {}, [(1, "totaal_sloop", "-10")]),
    ("LMVW-11a_jaarsom", met_jaar(meergezins_koop1=13), {}, [(1, "totaal_bouw", "30")]),
    (
        "LMVW-11a_jaarsom",
        met_jaar(onbekend_onbekend=" ", sloop_eengezins_huur_onb="0"),
        {},
        [(1, "totaal_bouw", "30"), (1, "totaal_sloop", "10")],
    ),
    ("LMVW-11a_geometrie_ontbreekt", met_plan(geometrie=None), {}, [(1, "geometrie", None)]),
    ("LMVW-11a_geometrie_ontbreekt", met_plan(geometrie="SRID=28992;POLYGON EMPTY"), {}, [(1, "geometrie", None)]),
    ("LMVW-11a_geometrie_vlak", met_plan(geometrie="SRID=28992;POINT(203000 503000)"), {}, [(1, "geometrie", "POINT")]),
    ("LMVW-11a_geometrie_vlak", met_plan(geometrie=COLLECTIE), {}, [(1, "geometrie", "GEOMETRYCOLLECTION")]),
    (
        "LMVW-11a_geometrie_vlak",
        met_plan(geometrie=IN_ZWOLLE.replace("28992", "4326")),
        {},
        [(1, "geometrie", "POLYGON")],
    ),
    ("LMVW-11a_geometrie_vlak", met_plan(geometrie=vlak(6.09, 52.51, 0.001)), {}, [(1, "geometrie", "POLYGON")]),
    ("LMVW-11a_geometrie_geldig", met_plan(geometrie=STRIK), {}, [(1, "geometrie", "zelfdoorsnijding")]),
    ("LMVW-11a_geometrie_vlak", met_plan(geometrie=vlak(0, 0, 1e200)), {}, [(1, "geometrie", "POLYGON")]),
    ("LMVW-11a_geometrie_buiten_gemeente", met_plan(geometrie=vlak(207000, 475000)), {}, [(1, "geometrie", None)]),
]

FALSE_ALARMS: list[tuple[str, dict[str, list[dict[str, Any]]], dict[str, str]]] = [
    ("LMVW-5a_gemeente", met_plan(gemeente="zwolle "), {}),
    ("LMVW-5a_gemeente", {"planregistratie": [PLAN | {"gemeente": "Den Haag"}]}, {"bronhouder_code": "GM0518"}),
    ("LMVW-5a_gemeente", {"planregistratie": [PLAN | {"gemeente": "Bergen"}]}, {"bronhouder_code": "GM0373"}),
    ("LMVW-5a_gemeente", {"planregistratie": [PLAN | {"gemeente": "Heerhugowaard"}]}, {"bronhouder_code": "GM1980"}),
    (
        "LMVW-6a_hard_vertrouwelijk",
        met_plan(status_planologisch="1C. Onherroepelijk, wijzigingsbevoegdheid", **VERTROUWELIJK),
        {},
    ),
    # LMVW-6b: what LMVW-5b_plan_verdwenen asks for is a code of every format.
    ("LMVW-3_projectfase", met_plan(projectfase="Vervallen"), {}),
    ("LMVW-3_projectfase", met_plan(projectfase="Afgebroken"), {"contract": "lmvw-zeeland-1"}),
    ("LMVW-3_projectfase", met_plan(projectfase="Vervallen"), {"contract": "lmvw-diwiexcel-1"}),
    # LMVW-6b: vervallen, whatever its planstatus.
    ("LMVW-6a_hard_vertrouwelijk", met_plan(projectfase="Vervallen", **VERTROUWELIJK), {}),
    ("LMVW-6a_status_onbekend_vertrouwelijk", met_plan(status_planologisch="Onbekend"), {}),
    ("LMVW-10_peildatum", GOED, {"peildatum": "2025-07-01"}),
    # LMVW-2b: what is not known yet is not wrong.
    (
        "LMVW-11a_getal_plan",
        met_plan(totaal_bouw=None, totaal_netto=" ", oplevering_eerste=None, totaal_huur1="-3"),
        {},
    ),
    (
        "LMVW-11a_getal_detail",
        met_jaar(jaartal=None, meergezins_koop1="", eengezins_huur4=-1, onbekend_onbekend="4.0"),
        {},
    ),
    ("LMVW-11a_foutcel", met_plan(plannaam="Plan #1", opmerkingen_basis="zie #N/A in de bijlage"), {}),
    ("LMVW-11a_netto", met_plan(totaal_netto=None), {}),
    ("LMVW-11a_netto", met_plan(totaal_netto="#REF!"), {}),
    ("LMVW-11a_jaarsom", {"planregistratie": [PLAN], "detailplanning": []}, {}),
    # Where it lies cannot be said of what is no valid polygon; other rules speak of that.
    ("LMVW-11a_geometrie_buiten_gemeente", met_plan(geometrie=STRIK), {}),
    ("LMVW-11a_geometrie_buiten_gemeente", met_plan(geometrie="SRID=28992;POINT(0 0)"), {}),
]


def test_a_good_delivery_raises_no_alarm(vind: Callable[..., Any]) -> None:
    assert vind(None, "lmvw", GOED, bronhouder_code=ZWOLLE) == []


@pytest.mark.parametrize(("regel", "lagen", "register", "expected"), FAULTS)
def test_a_fault_is_found(
    vind: Callable[..., Any], regel: str, lagen: dict[str, Any], register: dict[str, str], expected: list[Any]
) -> None:
    assert vind(regel, "lmvw", lagen, **{"bronhouder_code": ZWOLLE} | register) == sorted(expected, key=repr)


@pytest.mark.parametrize(("regel", "lagen", "register"), FALSE_ALARMS)
def test_what_is_allowed_raises_no_alarm(
    vind: Callable[..., Any], regel: str, lagen: dict[str, Any], register: dict[str, str]
) -> None:
    assert vind(regel, "lmvw", lagen, **{"bronhouder_code": ZWOLLE} | register) == []


@pytest.mark.parametrize(
    ("shape", "alarm"),
    [
        pytest.param("st_difference(st_buffer(grens, 90), grens)", False, id="just beyond a generalised boundary"),
        pytest.param("st_buffer(grens, 250)", False, id="a twentieth of the area further out"),
        pytest.param("st_buffer(grens, 1000)", True, id="a quarter of the area further out"),
    ],
)
def test_the_boundary_is_no_knife(
    vind: Callable[..., Any], connect: Callable[..., Any], shape: str, alarm: bool
) -> None:
    query = f"select st_asewkt({shape}) from referentie.gemeente where gemeente_code = %s"
    (ewkt,) = connect("dienst_lader").execute(query, [ZWOLLE]).fetchone()
    found = vind("LMVW-11a_geometrie_buiten_gemeente", "lmvw", met_plan(geometrie=ewkt), bronhouder_code=ZWOLLE)
    assert found == ([(1, "geometrie", None)] if alarm else [])


BRONNEN: list[tuple[str, str, dict[str, Any], list[tuple[Any, ...]]]] = [
    # Another spelling of the same code is translated, and the layers tell so.
    ("LMVW-3_plantype", "lmvw-gpkg-1", {"plantype": "Pand Transformatie"}, []),
    ("LMVW-3_status_planologisch", "lmvw-gpkg-1", {"status_planologisch": "4B. Optie"}, []),
    # Zuid-Holland keeps hard plans at level Provincie, so those are public. The basisset has no such level.
    ("LMVW-6a_hard_vertrouwelijk", "lmvw-pzh-1", {"vertrouwelijkheid": "Provincie"}, []),
    ("LMVW-6a_vertrouwelijkheid_code", "lmvw-pzh-1", {"vertrouwelijkheid": "Provincie"}, []),
    (
        "LMVW-6a_vertrouwelijkheid_code",
        "lmvw-gpkg-1",
        {"vertrouwelijkheid": "Provincie"},
        [(1, "vertrouwelijkheid", "Provincie")],
    ),
    (
        "LMVW-6a_hard_vertrouwelijk",
        "lmvw-pzh-1",
        {"vertrouwelijkheid": "Regio"},
        [(1, "vertrouwelijkheid", "Regio")],
    ),
    ("LMVW-3_plantype", "lmvw-pzh-1", {"plantype": "Verdicht"}, [(1, "plantype", "Verdicht")]),
    ("LMVW-11a_getal_kenmerk", "lmvw-pzh-1", {"ph_short2": 12, "ph_short3": -3}, []),
    (
        "LMVW-11a_getal_kenmerk",
        "lmvw-pzh-1",
        {"ph_short2": "twaalf", "ph_short3": 1.5},
        [(1, "ph_short2", "twaalf"), (1, "ph_short3", "1.5")],
    ),
    ("LMVW-11a_getal_kenmerk", "lmvw-gpkg-1", {"ph_short2": "eigen kolom"}, []),
]


@pytest.mark.parametrize(("regel", "contract", "anders", "expected"), BRONNEN)
def test_a_source_is_judged_by_its_own_words(
    vind: Callable[..., Any], regel: str, contract: str, anders: dict[str, Any], expected: list[Any]
) -> None:
    assert vind(regel, "lmvw", met_plan(**anders), bronhouder_code=ZWOLLE, contract=contract) == expected


NASTY = [
    "",
    " ",
    "NaN",
    "1e400",
    "-",
    "2026-02-30",
    "9999-99-99",
    "٣",
    "\u00a05",
    "9" * 40,
    "x'; --",
    "%s",
    "null",
    "{",
    "\t1",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_no_rule_stops_at_dirty_input(vind: Callable[..., Any], filled_with: Callable[..., Any], nasty: str) -> None:
    """Every field of every record holds the same rubbish; a rule may find it, never fail on it."""
    lagen = filled_with("lmvw", nasty)
    assert set(GOED) <= set(lagen)
    assert vind(None, "lmvw", lagen, bronhouder_code=ZWOLLE)


@pytest.mark.parametrize(
    "ewkt",
    [
        "SRID=28992;POLYGON((203000 503000, nan nan, 203100 503100, 203000 503000))",
        "SRID=28992;CURVEPOLYGON(CIRCULARSTRING(203000 503000, 203100 503000, 203000 503000))",
        "SRID=28992;MULTIPOLYGON EMPTY",
        "SRID=28992;POLYGON((1e300 1e300, 2e300 1e300, 2e300 2e300, 1e300 1e300))",
        "SRID=28992;POLYGONZM((203000 503000 1 1, 203100 503000 1 1, 203100 503100 1 1, 203000 503000 1 1))",
        "SRID=28992;TIN(((203000 503000 0, 203100 503000 0, 203100 503100 0, 203000 503000 0)))",
        "POLYGON((203000 503000, 203100 503000, 203100 503100, 203000 503000))",
        "SRID=28992;POLYGON((203000 503000, 203000 503000, 203000 503000, 203000 503000))",
    ],
)
def test_no_rule_stops_at_strange_geometry(vind: Callable[..., Any], ewkt: str) -> None:
    vind(None, "lmvw", met_plan(geometrie=ewkt), bronhouder_code=ZWOLLE)
