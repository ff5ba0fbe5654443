"""The views that unfold landed records show every field of the contracts, as text, exactly as it was delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.contracts import load_contracts

if TYPE_CHECKING:
    from collections.abc import Callable

    from woonkluis.platform.settings import Settings

OWN_COLUMNS = ["levering_id", "rij", "rij_hash", "geometrie"]


def test_a_view_has_the_fields_of_its_contracts(kluis: Settings, connect: Callable[..., Any]) -> None:
    fields: dict[str, set[str]] = {}
    for contract in load_contracts().values():
        for layer in contract.layers:
            fields.setdefault(f"{layer.table}_veld", set()).update(field.veld for field in layer.fields)
    shown: dict[str, list[str]] = dict(
        connect("dienst_bouwer")
        .execute(
            "select c.relname::text, array_agg(a.attname::text order by a.attnum) from pg_class as c "
            "join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 "
            r"where c.relnamespace = 'landing'::regnamespace and c.relkind = 'v' and c.relname like '%\_veld' "
            "group by c.relname"
        )
        .fetchall()
    )
    assert fields, "no contracts, no test"
    assert {view: sorted(shown.get(view, [])) for view in fields} == {
        view: sorted([*OWN_COLUMNS, *names]) for view, names in fields.items()
    }


def test_values_come_out_as_they_went_in(connect: Callable[..., Any], geland: Callable[..., int]) -> None:
    delivered = {
        "globalid": "0363",
        "plannaam": '  Één "plan"\n',
        "totaal_bouw": 5,
        "totaal_sloop": 1.50,
        "totaal_netto": "05",
        "onbekende_kolom": "x",
        "geometrie": "SRID=28992;POINT(1 2)",
    }
    levering_id = geland("lmvw", {"planregistratie": [delivered]}, bronhouder_code="GM0193")
    row = (
        connect("dienst_bouwer")
        .execute(
            "select rij, globalid, plannaam, totaal_bouw, totaal_sloop, totaal_netto, plantype, st_asewkt(geometrie) "
            "from landing.lmvw_planregistratie_veld where levering_id = %s",
            [levering_id],
        )
        .fetchone()
    )
    assert row == (1, "0363", '  Één "plan"\n', "5", "1.5", "05", None, "SRID=28992;POINT(1 2)")


@pytest.mark.parametrize(
    ("function", "delivered", "value"),
    [
        ("geheel", "5", "5"),
        ("geheel", " -5.00 ", "-5"),
        ("geheel", "5.5", None),
        ("geheel", "1234567890", None),
        ("geheel", "", None),
        ("getal", "-1.25", "-1.25"),
        ("getal", "1,25", None),
        ("getal", "1e5", None),
        ("getal", "NaN", None),
        ("datum", "2024-02-29", "2024-02-29"),
        ("datum", "2023-02-29", None),
        ("datum", "1948-99-99", None),
        ("datum", "2024-02-29T00:00:00", None),
        ("datum", "29-02-2024", None),
    ],
)
def test_a_conversion_gives_a_value_or_null(
    connect: Callable[..., Any], function: str, delivered: str, value: str | None
) -> None:
    row = connect("dienst_lader").execute(f"select landing.{function}(%s)::text", [delivered]).fetchone()
    assert row == (value,)
