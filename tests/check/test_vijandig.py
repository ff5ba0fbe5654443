"""Deliveries made to keep the spatial rules busy end in findings: without bounds each of these would take hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.check.lmvw import ZWOLLE

from woonkluis.check import check, checking

if TYPE_CHECKING:
    from collections.abc import Callable

LAND = """
    insert into landing.lmvw_planregistratie
    select %(levering_id)s, nummer, sha256(''), json_build_object(
        'globalid', 'plan-' || nummer, 'plannaam', coalesce(%(plannaam)s, 'Veld ' || nummer), 'gemeente', 'Zwolle',
        'vertrouwelijkheid', 'Openbaar', 'status_planologisch', '1A. Onherroepelijk', 'plantype', 'Verdichting',
        'projectfase', case when nummer %% 3 = 0 then 'Vervallen' else '1. Initiatief' end
    ), {vlak}
    from generate_series(1, %(aantal)s) as nummer
"""
HETZELFDE = "st_makeenvelope(203000, 503000, 203100, 503100, 28992)"
BIJNA_HETZELFDE = (
    "st_makeenvelope(203000 + nummer * 0.001, 503000, 203100 + nummer * 0.001, 503100 + nummer * 0.001, 28992)"
)
KAM = """
    case when nummer > 1 then st_makeenvelope(203000 + nummer, 503000, 203002 + nummer, 503100, 28992) else (
        select st_makepolygon(st_makeline(array[st_setsrid(st_makepoint(203000, 502990), 28992)]
            || array_agg(st_setsrid(st_makepoint(203000 + tand * 0.05, 503000 + 50 * (tand %% 2)), 28992) order by tand)
            || array[st_setsrid(st_makepoint(203000 + {punten} * 0.05, 502990), 28992),
                st_setsrid(st_makepoint(203000, 502990), 28992)]))
        from generate_series(0, {punten} - 4) as tand
    ) end
"""
"""The first plan is a comb of so many points, over all the others."""


@pytest.fixture
def bevonden(
    geland: Callable[..., int], connect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, int]]:
    """Check so many plans with this polygon; give the number of findings per rule."""
    monkeypatch.setattr(checking, "SECONDS_PER_RULE", 60)

    def runner(vlak: str, aantal: int, plannaam: str | None = None) -> dict[str, int]:
        levering_id = geland("lmvw", {}, bronhouder_code=ZWOLLE)
        beheerder = connect("beheerder", autocommit=True)
        beheerder.execute(
            LAND.format(vlak=vlak).encode(), {"levering_id": levering_id, "aantal": aantal, "plannaam": plannaam}
        )
        assert check(levering_id).status == "gecontroleerd"
        counted = beheerder.execute(
            "select regel_id, count(*) from register.bevinding where levering_id = %s group by regel_id", [levering_id]
        )
        return dict(counted.fetchall())

    return runner


@pytest.mark.parametrize("plannaam", [None, "Veld"])
def test_all_plans_on_one_polygon(bevonden: Callable[..., dict[str, int]], plannaam: str | None) -> None:
    found = bevonden(HETZELFDE, 16_000, plannaam)
    # 10,000 are kept, and a line says how many more there are.
    assert found["LMVW-11a_plan_dubbel" if plannaam else "LMVW-11a_geometrie_dubbel"] == 10_001
    assert found["LMVW-6d_nieuw_op_vervallen"] == 10_001
    assert "LMVW-11a_geometrie_overlap" not in found


def test_thousands_of_polygons_that_are_nearly_the_same(bevonden: Callable[..., dict[str, int]]) -> None:
    found = bevonden(BIJNA_HETZELFDE, 3_000)
    assert found["LMVW-11a_geometrie_overlap"] > 1_500


def test_a_polygon_of_a_hundred_thousand_points_is_not_measured(bevonden: Callable[..., dict[str, int]]) -> None:
    found = bevonden(KAM.format(punten=100_000), 100)
    assert found["LMVW-11a_geometrie_punten"] == 1


def test_a_polygon_of_many_points_is_laid_over_its_neighbours_in_pieces(
    bevonden: Callable[..., dict[str, int]],
) -> None:
    found = bevonden(KAM.format(punten=19_000), 900)
    assert "LMVW-11a_geometrie_punten" not in found
    assert found["LMVW-11a_geometrie_overlap"] > 500
