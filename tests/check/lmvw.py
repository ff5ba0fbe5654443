"""A good delivery of Zwolle: two plans with their year rows, of which no rule has anything to say."""

from __future__ import annotations

from typing import Any

Lagen = dict[str, list[dict[str, Any]]]

ZWOLLE = "GM0193"


def vlak(x: float, y: float, side: float = 100) -> str:
    """A square in RD New by its lower left corner, in metres."""
    ring = ", ".join(f"{x + dx} {y + dy}" for dx, dy in ((0, 0), (side, 0), (side, side), (0, side), (0, 0)))
    return f"SRID=28992;POLYGON(({ring}))"


IN_ZWOLLE = vlak(203000, 503000)
PLAN = {
    "globalid": "plan-1",
    "plannaam": "Proefweide",
    "gemeente": "Zwolle",
    "vertrouwelijkheid": "Openbaar",
    "plantype": "Verdichting",
    "projectfase": "1. Initiatief",
    "opdrachtgever_type": "Gemeente",
    "status_planologisch": "1A. Onherroepelijk",
    "oplevering_eerste": 2027,
    "oplevering_laatste": "2029-06-30",
    "totaal_bouw": 30,
    "totaal_sloop": 10,
    "totaal_netto": 20,
    "geometrie": IN_ZWOLLE,
}
ZACHT = PLAN | {
    "globalid": "plan-2",
    "plannaam": "Noordveld",
    "geometrie": vlak(203500, 503000),
    "vertrouwelijkheid": "Gemeente",
    "status_planologisch": "3. In voorbereiding",
    "totaal_bouw": "5",
    "totaal_sloop": None,
    "totaal_netto": 5.0,
}
JAAR = {
    "globalid": "jaar-1",
    "parent_globalid": "plan-1",
    "vertrouwelijkheid": "Openbaar",
    "jaartal": 2027,
    "meergezins_koop1": 12,
    "onbekend_onbekend": "18",
    "sloop_eengezins_huur_onb": 10,
}
LATER = {"parent_globalid": "plan-2", "vertrouwelijkheid": "Gemeente", "eengezins_koop_onb": 5.0}
GOED = {"planregistratie": [PLAN, ZACHT], "detailplanning": [JAAR, LATER]}


def met_plan(**anders: Any) -> Lagen:
    """A good delivery whose first plan differs."""
    return {**GOED, "planregistratie": [PLAN | anders, ZACHT]}


def met_jaar(**anders: Any) -> Lagen:
    """A good delivery whose first year row differs."""
    return {**GOED, "detailplanning": [JAAR | anders, LATER]}


def plannen(*rijen: dict[str, Any]) -> Lagen:
    """A delivery of these plans, with the year rows of the good one."""
    return {**GOED, "planregistratie": list(rijen)}


SOM = {
    "globalid": "plan-1",
    "delen": [{"naam": "Erf 1", "bruto": 11}, {"naam": "Erf 2", "bruto": 11}, {"naam": "Erf 3", "bruto": 8}],
}
"""LMVW-9: the declaration that a plan is the sum of three small ones."""
