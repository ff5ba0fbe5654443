"""Files of Zeeland and DIWI, read and landed: what the basisset is told of them, and what it is not."""

from __future__ import annotations

import datetime as dt
import json
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "read"))

from bestanden import read, rows_of
from diwi import BLOK, COLUMNS, NUMBERS, PLAN, PROJECT, block, feature, make_diwi
from zeeland import FORM, export_table, make_export, make_forms

from woonkluis.contracts import contract_for

if TYPE_CHECKING:
    from collections.abc import Callable

Cell = tuple[str | None, str, str, str | None, str | None]


@pytest.fixture
def gelezen(connect: Callable[..., Any]) -> Callable[[Path], Any]:
    """Read a file and land it in a transaction that ends with the test; gives a query on that delivery."""
    connection = connect("dienst_lader")

    def runner(path: Path) -> Callable[[str], list[Any]]:
        contract = contract_for(path, "lmvw")
        (levering_id,) = connection.execute(
            "insert into register.levering "
            "(regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes) "
            "values ('lmvw', 'GM0664', %s, '2026-01-01', %s, 'proef', 1) returning levering_id",
            [contract.id, uuid.uuid4().hex * 2],
        ).fetchone()
        _, chunks, _ = read(path)
        for layer in contract.layers:
            for _, rij, _, waarden, _ in rows_of(chunks, layer.naam):
                connection.execute(
                    f"insert into landing.{layer.table} values (%s, %s, sha256(''), %s, null)",
                    [levering_id, rij, waarden.decode()],
                )
        return lambda query: connection.execute(query.encode(), {"id": levering_id}).fetchall()

    return runner


def cells(vraag: Callable[[str], list[Any]]) -> list[Cell]:
    """Counts of a delivery, sorted."""
    found: list[Cell] = vraag(
        "select jaartal, woningtype, prijsklasse, bouw, sloop from landing.lmvw_jaar where levering_id = %(id)s "
        "order by jaartal nulls first, woningtype, prijsklasse, bouw"
    )
    return found


def plan_of(vraag: Callable[[str], list[Any]], *columns: str) -> dict[str, Any]:
    """Some columns of the one plan, and what was derived of it."""
    names = (*columns, "afleiding")
    ((*values,),) = vraag(f"select {', '.join(names)} from landing.lmvw_plan where levering_id = %(id)s")
    return dict(zip(names, values, strict=True))


def form(path: Path, numbers: dict[str, dict[str, object]]) -> Path:
    return make_forms(path, {"Plan 1": {"numbers": numbers}})


def test_a_form_of_zeeland_in_words_of_the_basisset(gelezen: Callable[..., Any], tmp_path: Path) -> None:
    vraag = gelezen(make_forms(tmp_path / "a.xlsx"))
    plan = plan_of(
        vraag, "globalid", "status_planologisch", "projectfase", "plantype", "opdrachtgever_type", "totaal_bouw"
    )
    told = {part["veld"]: (part["geleverd"], part["gebruikt"]) for part in plan.pop("afleiding")}
    assert plan == {
        "globalid": "havenkwartier",
        "status_planologisch": "4B. Idee",
        "projectfase": "4. Voorbereiding",
        "plantype": "Pand transformatie",
        "opdrachtgever_type": "Onbekend",
        "totaal_bouw": "30",
    }
    assert told["status_planologisch"] == ("4B. Optie", "4B. Idee")
    assert told["projectfase"] == ("Bouwvoorbereiding", "4. Voorbereiding")
    # All dwellings are eengezins, so their price is known with their type; the five that are ready have no year.
    assert cells(vraag) == [
        (None, "eengezins", "huur3", "5", None),
        (None, "onbekend", "onbekend", None, "4"),
        ("2026", "eengezins", "huur3", "10", None),
        ("2027", "eengezins", "huur3", "15", None),
    ]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        # Two types and two prices: which goes with which nobody said.
        (
            {
                "Nieuwbouw": {"2026": 10},
                "Eengezins": {"2026": 4},
                "Meergezins": {"2026": 6},
                "Sociale huur": {"2026": 5},
                "Koop dure koop": {"2026": 5},
            },
            [("2026", "eengezins", "onbekend", "4", None), ("2026", "meergezins", "onbekend", "6", None)],
        ),
        # One price for both types.
        (
            {
                "Nieuwbouw": {"2026": 10},
                "Eengezins": {"2026": 4},
                "Meergezins": {"2026": 6},
                "Sociale huur": {"2026": 10},
            },
            [("2026", "eengezins", "huur2", "4", None), ("2026", "meergezins", "huur2", "6", None)],
        ),
        # What no group divides is unknown, what is planned in no year has none.
        (
            {"Nieuwbouw": {"Totalen": 12, "2026": 10}, "Eengezins": {"2026": 4}},
            [
                (None, "onbekend", "onbekend", "2", None),
                ("2026", "eengezins", "onbekend", "4", None),
                ("2026", "onbekend", "onbekend", "6", None),
            ],
        ),
        # Q15: numbers as people type them.
        (
            {"Nieuwbouw": {"2026": "1.234", "2027": "1,5"}},
            [
                ("2026", "onbekend", "onbekend", "1234", None),
                ("2027", "onbekend", "onbekend", "1.5", None),
            ],
        ),
    ],
)
def test_only_what_is_known_together_becomes_a_cell(
    gelezen: Callable[..., Any], tmp_path: Path, numbers: dict[str, dict[str, object]], expected: list[Cell]
) -> None:
    assert cells(gelezen(form(tmp_path / "a.xlsx", numbers))) == expected


@pytest.mark.parametrize("kind", ["Uitgebreid", "Draaitabel", "Eenvoudig"])
def test_the_exports_of_zeeland_count_the_same(gelezen: Callable[..., Any], tmp_path: Path, kind: str) -> None:
    vraag = gelezen(make_export(tmp_path / "a.xlsx", {kind: export_table(kind)}))
    assert plan_of(vraag, "globalid", "totaal_bouw") | {"afleiding": None} == {
        "globalid": "p-1",
        "totaal_bouw": "25",
        "afleiding": None,
    }
    years = {jaartal for jaartal, *_ in cells(vraag)}
    assert years == ({None} if kind == "Eenvoudig" else {"2026", "2027"})


def test_the_excel_of_diwi_in_words_of_the_basisset(gelezen: Callable[..., Any], tmp_path: Path) -> None:
    """LMVW-6c: the status is the one with the last day up to the peildatum; later ones do not hold yet."""
    later = {"1a Onherroepelijk": dt.date(2026, 5, 1)}
    vraag = gelezen(make_diwi(tmp_path / "a.xlsx", [PLAN | BLOK | later]))
    plan = plan_of(vraag, "globalid", "status_planologisch", "plantype", "totaal_bouw", "gemeente", "projectfase")
    told = {part["veld"]: part["grond"] for part in plan.pop("afleiding")}
    assert plan == {
        "globalid": "7",
        "status_planologisch": "2A. Vastgesteld",
        "plantype": "Verdichting",
        "totaal_bouw": "10",
        "gemeente": "Deventer",
        "projectfase": None,
    }
    assert told["status_planologisch"].startswith("de laatste status met een dag tot en met de peildatum")
    # 0 - 250000 and 375000 both lie below the limit of 405,000.
    assert cells(vraag) == [("2027", "eengezins", "koop2", "10", None)]


def test_a_block_of_two_years_keeps_only_what_all_share(gelezen: Callable[..., Any], tmp_path: Path) -> None:
    row = PLAN | BLOK | {dt.date(2027, 6, 1): 6, dt.date(2029, 6, 1): 3}
    assert cells(gelezen(make_diwi(tmp_path / "a.xlsx", [row]))) == [
        (None, "eengezins", "koop2", "1", None),
        ("2027", "eengezins", "koop2", "6", None),
        ("2029", "eengezins", "koop2", "3", None),
    ]


def test_a_price_that_spans_classes_has_none(gelezen: Callable[..., Any], tmp_path: Path) -> None:
    columns = [(*header[:3], "0 - 500000") if header[3] == "0 - 250000" else header for header in COLUMNS]
    row = {name: value for name, value in (PLAN | BLOK).items() if name != "0 - 250000"} | {"0 - 500000": 6}
    assert cells(gelezen(make_diwi(tmp_path / "a.xlsx", [row], columns))) == [
        ("2027", "eengezins", "koop2", "4", None),
        ("2027", "eengezins", "koop_onbekend", "6", None),
    ]


def test_demolition_of_diwi_is_sloop(gelezen: Callable[..., Any], tmp_path: Path) -> None:
    columns = [*PROJECT, *NUMBERS, *block("Sloop gegevens"), *block("Bouw gegevens")]
    row = PLAN | {"Sloop": 2, dt.date(2027, 6, 1): 2}
    vraag = gelezen(make_diwi(tmp_path / "a.xlsx", [row], columns))
    assert cells(vraag) == [("2027", "onbekend", "onbekend", None, "2")]
    assert plan_of(vraag, "totaal_bouw", "totaal_sloop", "totaal_netto") | {"afleiding": 0} == {
        "totaal_bouw": "0",
        "totaal_sloop": "2",
        "totaal_netto": "-2",
        "afleiding": 0,
    }


@pytest.mark.parametrize("template", [True, False])
def test_the_geojson_of_diwi_in_words_of_the_basisset(
    gelezen: Callable[..., Any], tmp_path: Path, template: bool
) -> None:
    """A template and an export of the same plan say the same."""
    path = tmp_path / "a.diwi.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature(template)]}), encoding="utf-8")
    vraag = gelezen(path)
    plan = plan_of(vraag, "globalid", "gemeente", "status_planologisch", "plantype", "totaal_bouw")
    del plan["afleiding"]
    assert plan == {
        "globalid": "plan één & co" if template else "5f8b9f0e-8a43-4b9e-a2d8-1f2f3c4d5e6f",
        "gemeente": "Deventer",
        "status_planologisch": "2A. Vastgesteld",
        "plantype": "Pand transformatie",
        "totaal_bouw": "10",
    }
    assert cells(vraag) == [("2027", "eengezins", "koop2", "10", None)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234", "1234"),
        ("1,234", "1234"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        (" 12 ", "12"),
        ("-3", "-3"),
        ("ja", None),
        ("#REF!", None),
        ("", None),
        ("1.2.3", None),
        ("9" * 40, None),
    ],
)
def test_a_number_as_people_type_it(connect: Callable[..., Any], text: str, number: str | None) -> None:
    """Q15."""
    query = "select trim_scale(landing.getal_vrij(%s))::text"
    assert connect("dienst_bouwer").execute(query, [text]).fetchone() == (number,)


def test_a_form_without_a_plan_of_that_name_keeps_its_numbers_apart(
    gelezen: Callable[..., Any], tmp_path: Path
) -> None:
    """Two forms with one name are two plans, each with its own numbers."""
    vraag = gelezen(make_forms(tmp_path / "a.xlsx", {"A": {"form": FORM}, "B": {"form": FORM}}))
    keys = vraag("select globalid, totaal_bouw from landing.lmvw_plan where levering_id = %(id)s order by 1")
    assert keys == [("havenkwartier #1", "30"), ("havenkwartier #2", "30")]
