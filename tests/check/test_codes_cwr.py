"""WIV-3: a code that its list does not know on the peildatum is a warning, whatever record it stands in."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.check import load_rules
from woonkluis.contracts import contract_by_id

if TYPE_CHECKING:
    from collections.abc import Callable

REPO = Path(__file__).resolve().parents[2]
RULES = {rule.regel: rule for rule in load_rules(REPO / "sql" / "rules" / "cwr") if rule.regel.endswith("_code")}
CODES = [rule for rule in RULES.values() if rule.regel != "PDB-12_nis_code"]
TABLES = {layer.naam: layer.table.removeprefix("cwr_") for layer in contract_by_id("cwr-xml-1").layers}
KBO = "0400000086"


def codes(lijst: str) -> list[dict[str, str]]:
    """Rows of a list in the seed."""
    with (REPO / "dbt" / "seeds" / "code_cwr.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["lijst"] == lijst]


def coded(regel: str) -> tuple[str, str, str]:
    """Layer, column and list of a rule about codes."""
    rule = RULES[regel]
    found = re.fullmatch(r"De code in (\w+) staat in de lijst (\w+)", rule.titel)
    assert found
    assert rule.laag
    assert rule.ernst == "waarschuwing"
    return rule.laag, found[1], found[2]


def test_every_list_has_a_rule_and_every_rule_a_list() -> None:
    with (REPO / "dbt" / "seeds" / "code_cwr.csv").open(encoding="utf-8", newline="") as file:
        lists = {row["lijst"] for row in csv.DictReader(file)}
    assert {coded(rule.regel)[2] for rule in CODES} == lists
    assert len(CODES) == 24


def test_unknown_codes_are_found_and_known_ones_are_not(vind: Callable[..., list[tuple[Any, ...]]]) -> None:
    """Of every record with codes one in which all are known, one in which none is; article 9 data are not repeated."""
    lagen: dict[str, list[dict[str, Any]]] = {}
    expected = []
    for rule in CODES:
        laag, kolom, lijst = coded(rule.regel)
        known, unknown = lagen.setdefault(TABLES[laag], [{}, {}])
        known[kolom] = next(row["code"] for row in codes(lijst) if not row["geldig_tot"])
        unknown[kolom] = "BLABLA"
        expected.append((2, kolom, None if rule.regel.startswith(("WIV-3.7", "WIV-3.8")) else "BLABLA"))
    columns = {kolom for _, kolom, _ in expected}
    found = [finding for finding in vind(None, "cwr", lagen, bronhouder_code=KBO) if finding[1] in columns]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


@pytest.mark.parametrize(
    ("kolom", "laag", "code", "peildatum", "regel", "found"),
    [
        ("munteenheid", "pensioenbetaling", "BEF", "2002-01-01", "WIV-3.5.20_munteenheid_code", 0),
        ("munteenheid", "pensioenbetaling", "BEF", "2026-01-01", "WIV-3.5.20_munteenheid_code", 1),
        ("burgerlijke_staat_code", "gezinslid", "80", "1999-01-01", "WIV-3.1.9_burgerlijke_staat_code", 1),
    ],
)
def test_a_code_holds_on_the_days_of_its_list(
    vind: Callable[..., list[tuple[Any, ...]]],
    kolom: str,
    laag: str,
    code: str,
    peildatum: str,
    regel: str,
    found: int,
) -> None:
    lagen = {laag: [{kolom: code}]}
    assert len(vind(regel, "cwr", lagen, bronhouder_code=KBO, peildatum=peildatum)) == found


WONING = {"woonmaatschappij_woning_id": "W1"}


@pytest.mark.parametrize(
    ("soort", "lagen", "regel", "expected"),
    [
        ("volledig", {}, "WIV-5.1_volledig_leeg", [(None, "soort", "volledig")]),
        ("volledig", {"woning": [WONING]}, "WIV-5.1_volledig_leeg", []),
        ("mutatie", {}, "WIV-5.1_volledig_leeg", []),
        (
            "volledig",
            {"verwijderde_woning": [WONING]},
            "WIV-5.1_verwijderd_in_volledig",
            [(1, "woonmaatschappij_woning_id", "W1")],
        ),
        ("mutatie", {"verwijderde_woning": [WONING]}, "WIV-5.1_verwijderd_in_volledig", []),
    ],
)
def test_a_full_message_is_what_is_there(
    vind: Callable[..., list[tuple[Any, ...]]],
    soort: str,
    lagen: dict[str, list[dict[str, Any]]],
    regel: str,
    expected: list[tuple[Any, ...]],
) -> None:
    """WIV-5.1: what it leaves out is gone, so it is not empty and takes nothing away by name."""
    assert vind(regel, "cwr", {**lagen, "bericht": [{"soort": soort}]}, bronhouder_code=KBO) == expected
