"""Contracts are validated before anything runs, and agree with the XSD and the landing views."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from woonkluis.contracts import ContractError, contract_by_id, contract_for, load_contracts
from woonkluis.contracts.catalog import FOLDER, schema_path

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.contracts import Contract

XS = "{http://www.w3.org/2001/XMLSchema}"
GPKG_HEAD = b"SQLite format 3\0" + bytes(52) + b"GPKG"


def test_every_contract_loads() -> None:
    assert set(load_contracts()) == {"lmvw-gpkg-1", "lmvw-excel-1", "cwr-xml-1"}


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("lmvw/lmvw-gpkg-1.yml", "regime: lmvw", "regime: lmvw\nkleur: rood", "kleur"),
        ("lmvw/lmvw-gpkg-1.yml", "version: 1", "version: 1\nversion: 2", "'version' occurs twice"),
        ("lmvw/lmvw-gpkg-1.yml", "id: lmvw-gpkg-1", "id: lmvw-gpkg-2", "id must be lmvw-gpkg-1"),
        ("lmvw/lmvw-gpkg-1.yml", "table: lmvw_detailplanning", "table: cwr_woning", "lands in cwr_woning"),
        ("lmvw/lmvw-gpkg-1.yml", "table: lmvw_detailplanning", "table: lmvw_planregistratie", "table occurs twice"),
        ("lmvw/lmvw-gpkg-1.yml", "fields: detailplanning", "fields: jaarplanning", "no field list 'jaarplanning'"),
        (
            "lmvw/lmvw-gpkg-1.yml",
            "veldenlijst: basisset-2.0",
            "veldenlijst: basisset-3.0",
            "basisset-3.0.yml is missing",
        ),
        ("lmvw/lmvw-gpkg-1.yml", "seconds: 1800", "seconds: 0", "limits.seconds"),
        ("lmvw/lmvw-gpkg-1.yml", "layers:", "layers: [", "lmvw-gpkg-1.yml"),
        ("lmvw/velden/basisset-2.0.yml", "naam: plannaam", "naam: GLOBALID", "'globalid' occurs twice"),
        ("lmvw/velden/basisset-2.0.yml", "type: jaar", "type: eeuw", "type"),
        ("cwr/cwr-xml-1.yml", "schema_file: cwr-levering-1.xsd", "schema_file: weg.xsd", "weg.xsd is missing"),
        ("cwr/cwr-xml-1.yml", "schema_file: cwr-levering-1.xsd\n", "", "belong to xml"),
    ],
)
def test_fault_in_a_contract_is_one_clear_line(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    shutil.copytree(FOLDER, tmp_path / "contracts")
    path = tmp_path / "contracts" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))

    with pytest.raises(ContractError) as failure:
        load_contracts(tmp_path / "contracts")

    assert message in str(failure.value)
    assert "\n" not in str(failure.value)


def test_no_contracts_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="no contracts"):
        load_contracts(tmp_path)


def test_unknown_contract_names_the_known_ones() -> None:
    with pytest.raises(ContractError, match="lmvw-gpkg-1"):
        contract_by_id("lmvw-shape-1")


def test_contracts_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        contract_by_id("lmvw-gpkg-1").layers[0].naam = "Anders"


@pytest.mark.parametrize(
    ("name", "content", "regime", "contract"),
    [
        ("a.gpkg", GPKG_HEAD, "lmvw", "lmvw-gpkg-1"),
        ("a.GPKG", GPKG_HEAD, "lmvw", "lmvw-gpkg-1"),
        ("a.xlsx", b"PK\x03\x04", "lmvw", "lmvw-excel-1"),
        ("a.xml", b'<cwrLevering xmlns="urn:woonkluis:cwr-levering:1">', "cwr", "cwr-xml-1"),
        ("a.xml", '<cwrLevering xmlns="urn:woonkluis:cwr-levering:1">'.encode("utf-16"), "cwr", "cwr-xml-1"),
        ("damaged.gpkg", b"not a database", "lmvw", "lmvw-gpkg-1"),
        ("empty.xlsx", b"", "lmvw", "lmvw-excel-1"),
    ],
)
def test_files_are_recognised(tmp_path: Path, name: str, content: bytes, regime: str, contract: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert contract_for(path, regime).id == contract


@pytest.mark.parametrize(("name", "regime"), [("a.pdf", "lmvw"), ("a.xml", "lmvw"), ("a.gpkg", "cwr"), ("a", "lmvw")])
def test_unknown_format_is_one_clear_line(tmp_path: Path, name: str, regime: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    with pytest.raises(ContractError, match=rf"^{name}: a {regime} delivery is a file of \."):
        contract_for(path, regime)


def test_both_lmvw_formats_deliver_the_same_fields() -> None:
    """LMVW-3: the basisset does not depend on the container."""
    gpkg, excel = contract_by_id("lmvw-gpkg-1"), contract_by_id("lmvw-excel-1")
    assert [layer.fields for layer in gpkg.layers] == [layer.fields for layer in excel.layers]
    assert gpkg.basisset_versie == excel.basisset_versie


def test_year_level_has_a_cell_for_every_type_price_and_change() -> None:
    detail = contract_by_id("lmvw-gpkg-1").layers[1]
    prices = [f"{tenure}{number}" for tenure in ("koop", "huur") for number in (1, 2, 3, 4, "_onb")] + ["onbekend"]
    cells = {f"{kind}_{price}" for kind in ("meergezins", "eengezins", "onbekend") for price in prices}
    assert cells | {f"sloop_{cell}" for cell in cells} <= {field.veld for field in detail.fields}
    assert len(detail.fields) == 78


def _children(node: etree._Element, types: dict[str, etree._Element]) -> list[tuple[str, etree._Element | None]]:
    """Element names of a complex type in order, each with its own complex type when it has one."""
    return [
        (
            str(element.get("ref") or element.get("name")),
            types.get(str(element.get("type"))) if element.get("type") else element.find(f"{XS}complexType"),
        )
        for element in node.iterfind(f"{XS}sequence/{XS}element")
    ]


def _records(contract: Contract) -> dict[str, list[str]]:
    """Leaf elements of every record type in the XSD, in order; containers such as adres are flattened."""
    schema = etree.parse(str(schema_path(contract))).getroot()
    types = {str(node.get("name")): node for node in schema.iterfind(f"{XS}complexType")}
    layers = {layer.naam for layer in contract.layers}
    records: dict[str, list[str]] = {}

    def walk(record: str, node: etree._Element) -> None:
        for name, inner in _children(node, types):
            if name in layers and inner is not None:
                records[name] = []
                walk(name, inner)
            elif inner is not None:
                walk(record, inner)
            else:
                records[record].append(name)

    woning = next(node for node in schema.iterfind(f"{XS}element") if node.get("name") == "woning")
    records["woning"] = []
    walk("woning", woning.find(f"{XS}complexType"))
    return records


def test_every_leaf_of_the_xsd_is_a_field_and_the_other_way_round() -> None:
    """WIV-0.5: the XSD is a whitelist, and the contract lands exactly what it lets through, in its order."""
    contract = contract_by_id("cwr-xml-1")
    assert _records(contract) == {
        layer.naam: [field.naam for field in layer.fields if not field.inherited] for layer in contract.layers
    }


def test_nested_records_come_after_the_leafs_of_their_parent() -> None:
    """The reader walks a woning once, in document order: a leaf behind a nested record would go to the wrong one."""
    contract = contract_by_id("cwr-xml-1")
    schema = etree.parse(str(schema_path(contract))).getroot()
    layers = {layer.naam for layer in contract.layers}
    for sequence in schema.iter(f"{XS}sequence"):
        nested = [str(e.get("ref") or e.get("name")) in layers for e in sequence.iterfind(f"{XS}element")]
        assert nested == sorted(nested)


def test_inherited_fields_exist_in_a_record_above() -> None:
    for contract in load_contracts().values():
        above: set[str] = set()
        for layer in contract.layers:
            assert {field.veld for field in layer.fields if field.inherited} <= above
            above |= {field.veld for field in layer.fields}
