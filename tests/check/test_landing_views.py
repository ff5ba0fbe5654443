"""The views that unfold landed records show every field of the contracts, as text, exactly as it was delivered."""

from __future__ import annotations

import json
import uuid
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


@pytest.fixture
def geland_volgens(connect: Callable[..., Any]) -> Callable[..., int]:
    """Land plans, and years, of a contract in a transaction that ends with the test."""
    connection = connect("dienst_lader")

    def runner(contract: str, plannen: list[dict[str, Any]], jaren: list[dict[str, Any]] | None = None) -> Any:
        (levering_id,) = connection.execute(
            "insert into register.levering "
            "(regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes) "
            "values ('lmvw', 'GM0150', %s, '2026-01-01', %s, 'proef', 1) returning levering_id",
            [contract, uuid.uuid4().hex * 2],
        ).fetchone()
        for table, records in (("planregistratie", plannen), ("detailplanning", jaren or [])):
            for rij, record in enumerate(records, start=1):
                connection.execute(
                    f"insert into landing.lmvw_{table} values (%s, %s, sha256(''), %s)",
                    [levering_id, rij, json.dumps(record)],
                )
        return connection, levering_id

    return runner


def plannen_van(connection: Any, levering_id: int, *velden: str) -> list[dict[str, Any]]:
    """Fields of the plans, and by field what was derived: as delivered, as used."""
    query = f"select {', '.join(velden)}, afleiding from landing.lmvw_plan where levering_id = %s order by rij"
    return [
        dict(zip(velden, values, strict=True))
        | {"afleiding": {a["veld"]: (a["geleverd"], a["gebruikt"]) for a in afleiding if a["grond"]}}
        for *values, afleiding in connection.execute(query, [levering_id]).fetchall()
    ]


def test_a_plan_of_the_basisset_is_what_was_delivered(geland_volgens: Callable[..., Any]) -> None:
    """LMVW-5c: nothing is derived, a missing total stays missing, and a code that nobody knows stays as it is."""
    delivered = {
        "globalid": " {A} ",
        "plantype": "Kasteel",
        "totaal_bouw": 5,
        "status_planologisch": "3. In voorbereiding",
    }
    (plan,) = plannen_van(*geland_volgens("lmvw-gpkg-1", [delivered]), *delivered, "totaal_netto", "vertrouwelijkheid")
    nothing = {"totaal_netto": None, "vertrouwelijkheid": None, "afleiding": {}}
    assert plan == delivered | {"totaal_bouw": "5"} | nothing


@pytest.mark.parametrize("contract", ["lmvw-gpkg-1", "lmvw-gdb-1", "lmvw-excel-1"])
def test_drift_in_spelling_is_translated_and_told(geland_volgens: Callable[..., Any], contract: str) -> None:
    """Q1, Q2: another capital, another name of a code, a date for a year."""
    delivered = {
        "globalid": "A",
        "plantype": "Pand Transformatie",
        "status_planologisch": "4B. Optie",
        "verhuurder_type": "Woningcorporatie",
        "oplevering_eerste": "2027-06-01",
        "oplevering_laatste": 2030,
        "vertrouwelijkheid": "openbaar",
    }
    used = {
        "plantype": "Pand transformatie",
        "status_planologisch": "4B. Idee",
        "verhuurder_type": "Woningbouwcorporatie",
        "oplevering_eerste": "2027",
    }
    (plan,) = plannen_van(*geland_volgens(contract, [delivered]), *delivered)
    assert plan["afleiding"] == {veld: (delivered[veld], used[veld]) for veld in used}
    assert plan["vertrouwelijkheid"] == "openbaar", "LMVW-6a: only the exact word makes a plan public"
    assert {veld: plan[veld] for veld in used} == used


def test_totals_of_zuid_holland_follow_from_the_years(geland_volgens: Callable[..., Any]) -> None:
    plannen = [{"globalid": "{A}", "projectfase": "0. Studie"}, {"globalid": "B"}]
    jaren = [
        {"parent_globalid": "a", "jaartal": 2025, "meergezins_koop1": "4", "bouw_gerealiseerd": "Nee"},
        {"parent_globalid": "{A}", "jaartal": 2031, "eengezins_huur1": 3, "sloop_onbekend_onbekend": 1},
    ]
    connection, levering_id = geland_volgens("lmvw-pzh-1", plannen, jaren)
    totals = ("totaal_bouw", "totaal_sloop", "totaal_netto", "oplevering_eerste", "oplevering_laatste")
    first, second = plannen_van(connection, levering_id, *totals)
    assert [first[veld] for veld in totals] == ["7", "1", "6", "2025", "2031"]
    assert first["afleiding"] == {
        "projectfase": ("0. Studie", "Onbekend"),
        **{veld: (None, first[veld]) for veld in totals},
    }
    assert second == dict.fromkeys(totals) | {"afleiding": {}}


def test_realised_is_derived_and_never_believed(geland_volgens: Callable[..., Any]) -> None:
    """Q4: two makers write the opposite of what they mean."""
    jaren = [
        {"parent_globalid": "A", "jaartal": jaartal, "eengezins_koop1": 1, "bouw_gerealiseerd": delivered}
        for jaartal, delivered in (("2025", "Nee"), ("2026", "Ja"), ("2027-01-01", "Ja"), (None, "Ja"))
    ]
    connection, levering_id = geland_volgens("lmvw-gdb-1", [], jaren)
    rows = connection.execute(
        "select gerealiseerd from landing.lmvw_jaar where levering_id = %s order by rij", [levering_id]
    ).fetchall()
    assert [row[0] for row in rows] == [True, False, False, None]


@pytest.mark.parametrize(
    ("contract", "jaartal", "geschat"),
    [
        ("lmvw-pzh-1", 2030, True),
        ("lmvw-gdb-1", "2030", True),
        ("lmvw-gdb-1", 2030, None),
        ("lmvw-gpkg-1", "2030", None),
    ],
)
def test_cells_that_the_sender_estimated_are_marked(
    geland_volgens: Callable[..., Any], contract: str, jaartal: object, geschat: bool | None
) -> None:
    """Q8: DIWI shares out the woningen of a year; a geodatabase with years as text is its work."""
    jaren = [
        {"parent_globalid": "A", "meergezins_koop1": 1},
        {"parent_globalid": "A", "jaartal": jaartal, "meergezins_koop1": 1},
    ]
    connection, levering_id = geland_volgens(contract, [], jaren)
    rows = connection.execute("select geschat from landing.lmvw_jaar where levering_id = %s", [levering_id]).fetchall()
    assert rows == [(geschat,)] * 2


def test_counts_of_a_plan_are_kenmerken(geland_volgens: Callable[..., Any]) -> None:
    """LMVW-5c: what Zuid-Holland counts besides the basisset; a delivered zero is kept, unknown is none."""
    plannen = [
        {
            "globalid": "A",
            "aantal_geclusterde_woningen": 7,
            "aantal_nultreden_woningen": "8",
            "aantal_zorggeschikte_woningen": 0,
            "aantal_middenhuur_corporatie": 4,
            "ph_short1": 2027,
            "ph_short2": 2,
            "ph_short3": -3,
        },
        {"globalid": "B", "aantal_nultreden_woningen": None},
    ]
    connection, levering_id = geland_volgens("lmvw-pzh-1", plannen)
    query = "select rij, globalid, jaartal, kenmerk, waarde_code, bouw from landing.lmvw_kenmerk where levering_id = %s"
    expected = {
        "geclusterd": 7,
        "nultreden": 8,
        "zorggeschikt": 0,
        "middenhuur_corporatie": 4,
        "studentenwoning": 2,
        "sociale_huur_corporatie": -3,
    }
    found = connection.execute(query, [levering_id]).fetchall()
    assert sorted(found) == sorted((1, "A", None, kenmerk, "ja", bouw) for kenmerk, bouw in expected.items())


def test_the_inventory_of_the_eib_is_mapped_by_data_alone(geland_volgens: Callable[..., Any]) -> None:
    """A format that a reader can read is a contract and rows: sign, codes, and what the source never says."""
    delivered = {
        "globalid": 7,
        "plannaam": "Kade",
        "status_planologisch": "1B onhr + uitwerkingsplicht",
        "plantype": "Verdichtingslocatie",
        "totaal_bouw": 50,
        "totaal_sloop": -113,
    }
    used = {
        "status_planologisch": "1B. Onherroepelijk, uitwerkingsplicht",
        "plantype": "Verdichting",
        "totaal_sloop": "113",
        "totaal_netto": "-63",
        "vertrouwelijkheid": "Openbaar",
        "projectfase": "Onbekend",
    }
    (plan,) = plannen_van(*geland_volgens("lmvw-eib-1", [delivered]), *used, "totaal_bouw")
    assert {veld: plan[veld] for veld in used} == used
    assert plan["totaal_bouw"] == "50"
    assert plan["afleiding"] == {
        veld: (None if veld not in delivered else str(delivered[veld]), value) for veld, value in used.items()
    }


def test_a_plan_without_a_key_is_known_by_its_name(geland_volgens: Callable[..., Any]) -> None:
    """A row that is added before others may not hand their keys, and so their labels, to other plans."""
    plannen = [{"plannaam": name} for name in ("Kade ", "Haven", "haven", "Haven 2")] + [{"globalid": "7"}]
    keys = [plan["globalid"] for plan in plannen_van(*geland_volgens("lmvw-zeeland-1", plannen), "globalid")]
    assert keys == ["kade", "haven #2", "haven #3", "haven 2", "7"]
