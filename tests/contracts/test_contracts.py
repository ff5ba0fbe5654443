"""Contracts are validated before anything runs, and agree with the XSD and the landing views."""

from __future__ import annotations

import csv
import shutil
import zipfile
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
import yaml
from lxml import etree

from woonkluis.contracts import ContractError, catalog, contract_by_id, contract_for, load_contracts
from woonkluis.contracts.catalog import FOLDER, schema_path
from woonkluis.contracts.sniff import SNIFFED_BYTES, sheet_names, sniff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from woonkluis.contracts import Contract

XS = "{http://www.w3.org/2001/XMLSchema}"
GPKG_HEAD = b"SQLite format 3\0" + bytes(52) + b"GPKG"


def test_every_contract_loads() -> None:
    assert set(load_contracts()) >= {"lmvw-gpkg-1", "lmvw-gdb-1", "lmvw-excel-1", "lmvw-pzh-1", "cwr-xml-1"}


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("lmvw/lmvw-gpkg-1.yml", "regime: lmvw", "regime: lmvw\nkleur: rood", "kleur"),
        ("lmvw/lmvw-gpkg-1.yml", "version: 1", "version: 1\nversion: 2", "'version' occurs twice"),
        ("lmvw/lmvw-gpkg-1.yml", "id: lmvw-gpkg-1", "id: lmvw-gpkg-2", "id must be lmvw-<word>-1"),
        ("lmvw/lmvw-gpkg-1.yml", "bron: basisset\n", "", "bron"),
        ("lmvw/lmvw-gpkg-1.yml", "extensions: [.gpkg]", "extensions: [.xlsx]", "exactly one must be the fallback"),
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
        ("cwr/cwr-xml-1.yml", ", skipped: true", "", "has one layer that says which"),
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
        ("a.b.GPKG", b"", "lmvw", "lmvw-gpkg-1"),
        ("a.gdb.zip", b"PK\x03\x04", "lmvw", "lmvw-gdb-1"),
        ("a.gpkg", GPKG_HEAD + b"CREATE TABLE plannen (Planstatus TEXT, Aantalrest INTEGER)", "lmvw", "lmvw-eib-1"),
        (
            "a.gpkg",
            GPKG_HEAD + b"gpkg_contents Planregistratie DetailPlanning 'zie Planstatus en Aantalrest'",
            "lmvw",
            "lmvw-gpkg-1",
        ),
        ("a.pzh.geojson", b"", "lmvw", "lmvw-pzh-1"),
        ("a.geojson", b'{"features": [{"properties": {"year_properties": []}}]}', "lmvw", "lmvw-pzh-1"),
        ("a.json", b'{"year_properties": [{"x": "zie projectgegevens, woning_blokken"}]}', "lmvw", "lmvw-pzh-1"),
        ("a.zip", b"PK\x03\x04", "lmvw", "lmvw-gdb-1"),
        ("damaged.gpkg", b"not a database", "lmvw", "lmvw-gpkg-1"),
        ("empty.xlsx", b"", "lmvw", "lmvw-excel-1"),
    ],
)
def test_files_are_recognised(tmp_path: Path, name: str, content: bytes, regime: str, contract: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert contract_for(path, regime).id == contract


def _copy(folder: Path, change: dict[str, object]) -> None:
    """Add a contract like that of the workbook."""
    data = yaml.safe_load((FOLDER / "lmvw/lmvw-excel-1.yml").read_text()) | change
    (folder / "lmvw" / f"{data['id']}.yml").write_text(yaml.safe_dump(data))


@pytest.fixture
def three_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    """Recognise a file where three contracts share an extension."""
    folder = tmp_path / "contracts"
    shutil.copytree(FOLDER, folder)
    by_sheet = {"extensions": [".xlsx"], "contains": ['name="Proefblad"']}
    by_texts = {"extensions": [".xlsx", ".oud.xlsx"], "contains": ["Proefblad", "Restcapaciteit"]}
    _copy(folder, {"id": "lmvw-proefblad-1", "recognition": by_sheet})
    _copy(folder, {"id": "lmvw-proeftekst-1", "recognition": by_texts})
    contracts = load_contracts(folder)
    monkeypatch.setattr(catalog, "load_contracts", lambda: contracts)
    return lambda path: contract_for(path, "lmvw").id


@pytest.mark.parametrize(
    ("name", "sheets", "text", "contract"),
    [
        ("a.xlsx", ["Planregistratie", "DetailPlanning"], "x", "lmvw-excel-1"),
        ("a.xlsx", ["Toelichting", "Proefblad"], "x", "lmvw-proefblad-1"),
        ("a.xlsx", ["Proefblad"], "Restcapaciteit", "lmvw-proeftekst-1"),
        ("a.oud.xlsx", ["Iets anders"], "x", "lmvw-proeftekst-1"),
        ("a.xlsx", ["Iets anders"], "x", "lmvw-excel-1"),
    ],
)
def test_contracts_of_one_extension_are_told_apart_by_contents(
    tmp_path: Path, three_workbooks: Callable[[Path], str], name: str, sheets: list[str], text: str, contract: str
) -> None:
    path = tmp_path / name
    with xlsxwriter.Workbook(path) as book:
        for sheet in sheets:
            book.add_worksheet(sheet).write_string(0, 0, text)
    assert three_workbooks(path) == contract


MISLEADING = [
    "zie Projectgegevens en Woning aantallen bij Identificatie nr 4",
    "Groepnaam Restcapaciteit Gerealiseerd",
    "Opdrachtegever Status Planologisch",
]


@pytest.mark.parametrize("text", MISLEADING)
@pytest.mark.parametrize(
    ("sheet", "contract"),
    [
        ("Planregistratie", "lmvw-excel-1"),
        (" planregistratie", "lmvw-excel-1"),
        ("Uitgebreid", "lmvw-zeelandexport-1"),
        ("Data", "lmvw-diwiexcel-1"),
    ],
)
@pytest.mark.parametrize("in_line", [False, True])
def test_a_name_of_a_sheet_goes_before_texts_in_cells(
    tmp_path: Path, sheet: str, contract: str, text: str, in_line: bool
) -> None:
    """LMVW-3: a remark may speak of another format."""
    path = tmp_path / "a.xlsx"
    own = {MISLEADING[0]} if contract == "lmvw-diwiexcel-1" else {MISLEADING[2]}
    with xlsxwriter.Workbook(path, {"constant_memory": in_line}) as book:
        cells = book.add_worksheet(sheet)
        for row, words in enumerate([text, *(own if contract != "lmvw-excel-1" else ())]):
            cells.write_string(row, 0, words)
    assert contract_for(path, "lmvw").id == contract


def test_texts_decide_where_no_name_of_a_sheet_does(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    for text, contract in zip(MISLEADING, ("diwiexcel", "zeeland", "zeelandexport"), strict=True):
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet("Blad1").write_string(0, 0, text)
        assert contract_for(path, "lmvw").id == f"lmvw-{contract}-1"


@pytest.mark.parametrize(
    ("xml", "names"),
    [
        ('<sheets><sheet name="A &amp; B" sheetId="1"/><sheet sheetId="2" name=" data "/></sheets>', {"a & b", "data"}),
        ("<x:sheets><x:sheet r:id='r1' name = 'Data'/></x:sheets>", {"data"}),
        ('<sheets><sheet codename="A" sheetId="1"/></sheets><definedName name="Data"/>', set()),
        ('<sheets><sheet name="Plan > 3"', {"plan > 3"}),
    ],
)
def test_names_of_sheets_in_every_style(tmp_path: Path, xml: str, names: set[str]) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", xml)
    assert sheet_names(path) == names


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04PK\x05\x06" + b"\xff" * 18, b"", b"\0" * 9])
def test_a_damaged_file_goes_to_the_fallback(
    tmp_path: Path, three_workbooks: Callable[[Path], str], content: bytes
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert three_workbooks(path) == "lmvw-excel-1"


def test_recognising_unpacks_no_more_than_it_looks_at(tmp_path: Path) -> None:
    """A zip bomb among the parts costs as much as a small file."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"x" * 20 * SNIFFED_BYTES)
    assert SNIFFED_BYTES <= len(sniff(path)) < SNIFFED_BYTES + 100


def test_the_seed_of_sources_agrees_with_the_contracts() -> None:
    """LMVW-3: the views on landing look up there whose codes a delivery uses."""
    with (FOLDER.parents[2] / "dbt" / "seeds" / "contract_bron.csv").open(encoding="utf-8", newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    assert rows == sorted((c.id, c.bron, c.basisset_versie) for c in load_contracts().values())


def test_every_format_is_a_reader() -> None:
    for contract in load_contracts().values():
        assert hasattr(import_module(f"woonkluis.read.{contract.format}"), "Reader")


@pytest.mark.parametrize(("name", "regime"), [("a.pdf", "lmvw"), ("a.xml", "lmvw"), ("a.gpkg", "cwr"), ("a", "lmvw")])
def test_unknown_format_is_one_clear_line(tmp_path: Path, name: str, regime: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    with pytest.raises(ContractError, match=rf"^{name}: a {regime} delivery is a file of \."):
        contract_for(path, regime)


@pytest.mark.parametrize("other", ["lmvw-excel-1", "lmvw-gdb-1"])
def test_formats_of_the_basisset_deliver_the_same_fields(other: str) -> None:
    """LMVW-3: the basisset does not depend on the container."""
    first, second = contract_by_id("lmvw-gpkg-1"), contract_by_id(other)
    assert [layer.fields for layer in first.layers] == [layer.fields for layer in second.layers]
    assert (first.bron, first.basisset_versie) == (second.bron, second.basisset_versie)


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

    for node in schema.iterfind(f"{XS}element"):
        inner = node.find(f"{XS}complexType")
        if (name := str(node.get("name"))) in layers and inner is not None:
            records[name] = []
            walk(name, inner)
    return records


def test_every_leaf_of_the_xsd_is_a_field_and_the_other_way_round() -> None:
    """WIV-0.5: the XSD is a whitelist, and the contract lands exactly what it lets through, in its order."""
    contract = contract_by_id("cwr-xml-1")
    assert _records(contract) == {
        layer.naam: [field.naam for field in layer.fields if not field.inherited]
        for layer in contract.layers
        if not layer.skipped
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
            assert {field.naam for field in layer.fields if field.inherited} <= above
            above |= {field.naam for field in layer.fields}
