"""Workbooks are read as a person sees them, and broken or hostile ones become findings."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import orjson
import pytest
import shapely
from bestanden import JAAR, PLAN, blocking, edit_zip, make_excel, read, rows_of

if TYPE_CHECKING:
    from pathlib import Path

    import xlsxwriter

    from woonkluis.read.bevinding import Bevinding

SHEET = "xl/worksheets/sheet1.xml"
WKT = "MULTIPOLYGON (((200000 470000, 200100 470000, 200100 470100, 200000 470000)))"


def only_finding(path: Path, **limits: int) -> Bevinding:
    """The one blocking finding of a file that is not landed."""
    _, chunks, bevindingen = read(path, **limits)
    found = blocking(bevindingen)
    assert len(found) == 1
    assert chunks == []
    return found[0]


def values_of(path: Path, laag: str = "Planregistratie") -> list[dict[str, Any]]:
    """Records of a sheet that gives no blocking finding."""
    _, chunks, bevindingen = read(path)
    assert not blocking(bevindingen)
    return [orjson.loads(row[3]) for row in rows_of(chunks, laag)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file of a test goes."""
    return tmp_path / "lmvw.xlsx"


def test_values_come_out_as_delivered(path: Path) -> None:
    plan = PLAN | {"geometrie_wkt": WKT}
    rijen, chunks, bevindingen = read(make_excel(path, [plan]))

    assert rijen == {"Planregistratie": 1, "DetailPlanning": 1}
    assert bevindingen == []
    ((levering_id, rij, rij_hash, waarden, ewkb),) = rows_of(chunks, "Planregistratie")
    assert (levering_id, rij) == (7, 2)
    assert orjson.loads(waarden) == {key.lower(): value for key, value in plan.items()}
    assert b'"totaal_bouw":10,' in waarden
    assert rij_hash == hashlib.sha256(waarden + (ewkb or b"")).digest()
    assert shapely.get_srid(shapely.from_wkb(ewkb)) == 28992
    assert shapely.equals_exact(shapely.from_wkb(ewkb), shapely.from_wkt(WKT))


@pytest.mark.parametrize(
    ("cell", "landed"),
    [
        (5, "5"),
        (5.25, "5.25"),
        (-0.1, "-0.1"),
        (2**53 + 2.0, "9007199254740994.0"),
        (1e300, "1e+300"),
        ("0363", '"0363"'),
        ("5", '"5"'),
        (" x ", '" x "'),
        ("twee\nregels é", '"twee\\nregels é"'),
        (True, "true"),
        (dt.date(2026, 7, 1), '"2026-07-01"'),
        (dt.datetime(2026, 7, 1, 12, 30), '"2026-07-01T12:30:00"'),  # noqa: DTZ001 (Excel knows no zones)
    ],
)
def test_cells_keep_their_value_and_type(path: Path, cell: object, landed: str) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        sheet = book.get_worksheet_by_name("Planregistratie")
        if isinstance(cell, dt.date):
            style = "yyyy-mm-dd hh:mm" if isinstance(cell, dt.datetime) else "yyyy-mm-dd"
            sheet.write_datetime(1, 1, cell, book.add_format({"num_format": style}))
        elif isinstance(cell, str):
            sheet.write_string(1, 1, cell)
        else:
            sheet.write(1, 1, cell)

    _, chunks, bevindingen = read(make_excel(path, change=change))
    assert not blocking(bevindingen)
    assert f'"plannaam":{landed}'.encode() in rows_of(chunks, "Planregistratie")[0][3]


@pytest.mark.parametrize("code", ["#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?"])
def test_error_cell_arrives_as_its_text_not_as_a_blank(path: Path, code: str) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        book.get_worksheet_by_name("Planregistratie").write_formula("B2", "=1/0", None, code)

    assert values_of(make_excel(path, change=change))[0]["plannaam"] == code


def test_error_cell_in_the_other_styles_of_writing_it(path: Path) -> None:
    make_excel(path)
    old = b'<c r="B2"'

    def change(xml: bytes) -> bytes:
        start = xml.index(old)
        end = xml.index(b"</c>", start) + 4
        return xml[:start] + b"<c t = 'e' r = 'B2'><v>#NUM!</v></c>" + xml[end:]

    assert values_of(edit_zip(path, {SHEET: change}))[0]["plannaam"] == "#NUM!"


def test_formula_gives_its_calculated_value(path: Path) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        sheet = book.get_worksheet_by_name("Planregistratie")
        sheet.write_formula("B2", '="a"&"b"', None, "ab")
        sheet.write_formula("C2", '="c"', None, "c")

    make_excel(path, change=change)
    edit_zip(path, {SHEET: lambda xml: xml.replace(b"<v>c</v>", b"<v></v>")})
    (waarden,) = values_of(path)
    assert waarden["plannaam"] == "ab"
    assert "provincie" not in waarden


def test_title_above_the_headers_is_one_finding(path: Path) -> None:
    book = openpyxl.Workbook()
    for name, row in (("Planregistratie", PLAN), ("DetailPlanning", JAAR)):
        sheet = book.create_sheet(name)
        sheet.append(["Woningbouwplannen van onze gemeente"])
        sheet.append(list(row))
        sheet.append(list(row.values()))
    book.save(path)
    bevinding = only_finding(path)
    assert (bevinding.regel_id, bevinding.laag) == ("LEES-KOLOM", "Planregistratie")
    assert bevinding.waarde == "'Woningbouwplannen van onze gemeente'"
    assert "eerste rij" in bevinding.melding


def test_formula_nobody_calculated_is_a_finding(path: Path) -> None:
    """A program that writes formulas without their result leaves a cell that reads as a blank."""
    book = openpyxl.Workbook()
    for name, row in (("Planregistratie", PLAN), ("DetailPlanning", JAAR)):
        sheet = book.create_sheet(name)
        sheet.append(list(row))
        sheet.append(list(row.values()))
    book["Planregistratie"]["H2"] = "=1+1"
    book.save(path)
    bevinding = only_finding(path)
    assert (bevinding.regel_id, bevinding.rij, bevinding.kolom) == ("LEES-KOLOM", 2, "totaal_bouw")


def test_text_in_a_number_is_kept_for_the_rules(path: Path) -> None:
    assert values_of(make_excel(path, [PLAN | {"totaal_bouw": "circa 10"}]))[0]["totaal_bouw"] == "circa 10"


def test_blank_rows_are_no_rows_and_numbering_is_that_of_the_sheet(path: Path) -> None:
    _, chunks, bevindingen = read(make_excel(path, [PLAN, {}, {}, PLAN, {}]))
    assert not blocking(bevindingen)
    assert [row[1] for row in rows_of(chunks, "Planregistratie")] == [2, 5]


def test_rows_of_white_space_are_no_rows(path: Path) -> None:
    """Somebody pressed the space bar below the data; the same in a row with values stays as delivered."""
    blank = {"plannaam": "   ", "gemeente": "\u00a0"}
    make_excel(path, [PLAN | {"regio": "  "}, *[blank] * 28, PLAN | {"GlobalID": "{0002}"}], [JAAR, {"jaartal": " "}])
    rijen, chunks, bevindingen = read(path)
    assert not blocking(bevindingen)
    assert rijen == {"Planregistratie": 2, "DetailPlanning": 1}
    assert [row[1] for row in rows_of(chunks, "Planregistratie")] == [2, 31]
    assert b'"regio":"  "' in rows_of(chunks, "Planregistratie")[0][3]


def test_white_space_in_a_spare_column_is_no_value(path: Path) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        sheet = book.get_worksheet_by_name("Planregistratie")
        for place, text in (("BA1", "  "), ("BB2", " "), ("BA2", "\t")):
            sheet.write_string(place, text)

    assert not blocking(read(make_excel(path, change=change))[2])


def test_a_moment_at_midnight_is_a_day(path: Path) -> None:
    """LMVW-3: the same date lands the same way from every format, also where a program writes dates as text of ISO."""
    book = openpyxl.Workbook()
    book.iso_dates = True
    moments = {"oplevering_laatste": dt.datetime(2029, 6, 30), "start": dt.datetime(2029, 6, 30, 12)}  # noqa: DTZ001
    for name, row in (("Planregistratie", PLAN | moments), ("DetailPlanning", JAAR)):
        sheet = book.create_sheet(name)
        sheet.append(list(row))
        sheet.append(list(row.values()))
    book.save(path)
    (waarden,) = values_of(path)
    assert (waarden["oplevering_laatste"], waarden["start"]) == ("2029-06-30", "2029-06-30T12:00:00")


def test_columns_may_start_anywhere_and_come_in_any_order(path: Path) -> None:
    book = openpyxl.Workbook()
    for name, row in (("planregistratie", PLAN), ("DETAILPLANNING", JAAR)):
        sheet = book.create_sheet(name)
        for position, (key, value) in enumerate(reversed(row.items()), start=3):
            sheet.cell(1, position, f" {key.upper()} ")
            sheet.cell(2, position, value)
    book.save(path)
    (waarden,) = values_of(path)
    assert waarden == {key.lower(): value for key, value in PLAN.items()}
    assert next(iter(waarden)) == "globalid"


def test_missing_sheet_names_what_is_there_only_in_the_value(path: Path) -> None:
    """LMVW-13d: in some workbooks the name of a sheet is the name of a plan."""
    bevinding = only_finding(make_excel(path, without=["DetailPlanning"]))
    assert (bevinding.regel_id, bevinding.laag) == ("LEES-LAAG", "DetailPlanning")
    assert bevinding.waarde == "Planregistratie, Codes"
    assert "Codes" not in bevinding.melding


def test_missing_mandatory_column(path: Path) -> None:
    bevinding = only_finding(make_excel(path, without=["jaartal"]))
    assert (bevinding.regel_id, bevinding.laag, bevinding.kolom) == ("LEES-KOLOM", "DetailPlanning", "jaartal")


def test_header_twice(path: Path) -> None:
    bevinding = only_finding(make_excel(path, [PLAN | {"PLANNAAM": "anders"}]))
    assert (bevinding.regel_id, bevinding.kolom) == ("LEES-KOLOM", "plannaam")


def test_values_below_an_empty_header(path: Path) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        book.get_worksheet_by_name("Planregistratie").write_string("Z2", "zoek")

    bevinding = only_finding(make_excel(path, change=change))
    assert (bevinding.regel_id, bevinding.rij, bevinding.kolom, bevinding.waarde) == ("LEES-KOLOM", 2, "Z", "zoek")


def test_sheet_without_rows(path: Path) -> None:
    bevinding = only_finding(make_excel(path, []))
    assert (bevinding.regel_id, bevinding.laag) == ("LEES-LAAG", "Planregistratie")


def test_sheet_without_anything(path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Planregistratie")
    book.create_sheet("DetailPlanning")
    book.save(path)
    assert only_finding(path).regel_id == "LEES-LAAG"


@pytest.mark.parametrize(
    ("wkt", "reason"),
    [
        ("POLYGON ((0 0", "WKT"),
        ("ergens in de Achterhoek", "WKT"),
        (12, "geen WKT"),
        ("POLYGON ((0 0, 1 1, 1 0))", "WKT"),
        ("SRID=4326;POINT (5 52)", "coördinatenstelsel"),
    ],
)
def test_bad_wkt_is_a_finding_with_its_row(path: Path, wkt: object, reason: str) -> None:
    bevinding = only_finding(make_excel(path, [PLAN | {"geometrie_wkt": WKT}, PLAN | {"geometrie_wkt": wkt}]))
    assert (bevinding.regel_id, bevinding.rij, bevinding.kolom) == ("LEES-GEOMETRIE", 3, "geometrie_wkt")
    assert bevinding.waarde == str(wkt)
    assert reason in bevinding.melding


@pytest.mark.parametrize("wkt", [f"SRID=28992;{WKT}", "POINT Z (1 2 3)", "POLYGON EMPTY", "GEOMETRYCOLLECTION EMPTY"])
def test_unusual_wkt_is_read(path: Path, wkt: str) -> None:
    _, chunks, bevindingen = read(make_excel(path, [PLAN | {"geometrie_wkt": wkt}]))
    assert not blocking(bevindingen)
    ewkb = rows_of(chunks, "Planregistratie")[0][4]
    assert shapely.equals_exact(shapely.from_wkb(ewkb), shapely.from_wkt(wkt.rpartition(";")[2]))


def test_absent_geometry_is_a_warning(path: Path) -> None:
    _, _, bevindingen = read(make_excel(path))
    assert [(b.ernst, b.regel_id, b.kolom) for b in bevindingen] == [
        ("waarschuwing", "LEES-GEOMETRIE", "geometrie_wkt")
    ]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"plain text", b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_file_that_is_no_workbook(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert only_finding(path).regel_id == ("LEES-ZIP" if content else "LEES-BESTAND")


def test_zip_that_is_no_workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("brief.txt", "geen werkmap")
    assert only_finding(path).regel_id == "LEES-ZIP"


@pytest.mark.parametrize("part", [0.5, 0.9])
def test_truncated_workbook(path: Path, part: float) -> None:
    whole = make_excel(path).read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    assert only_finding(path).regel_id == "LEES-ZIP"


def test_member_with_a_wrong_checksum(path: Path) -> None:
    make_excel(path)
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo(SHEET).header_offset + 30 + len(SHEET) + 40
    whole = bytearray(path.read_bytes())
    whole[at] ^= 0xFF
    path.write_bytes(whole)
    assert only_finding(path).regel_id == "LEES-ZIP"


def test_missing_part(path: Path) -> None:
    make_excel(path)
    edit_zip(path, {"xl/_rels/workbook.xml.rels": lambda xml: xml.replace(b"sheet1.xml", b"weg.xml")})
    assert only_finding(path).regel_id == "LEES-ZIP"


def test_encrypted_workbook(path: Path) -> None:
    make_excel(path)
    whole = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(magic) + offset] |= 1
    path.write_bytes(whole)
    assert only_finding(path).regel_id == "LEES-ZIP"


@pytest.mark.parametrize("member", ["xl/sharedStrings.xml", "xl/media/image1.png", SHEET])
def test_zip_bomb(path: Path, member: str) -> None:
    make_excel(path)
    edit_zip(path, {member: lambda xml: xml + b" " * 40_000_000})
    bevinding = only_finding(path)
    assert bevinding.regel_id == "LEES-OMVANG"
    assert bevinding.waarde == member


def test_many_members_that_are_each_small(path: Path) -> None:
    make_excel(path)
    edit_zip(path, {f"xl/media/{number}": lambda _: b"x" for number in range(2500)})
    assert only_finding(path).regel_id == "LEES-ZIP"


def test_unpacked_size_is_limited(path: Path) -> None:
    assert only_finding(make_excel(path), max_unpacked_bytes=1000).regel_id == "LEES-OMVANG"


def test_member_that_lies_about_its_size(path: Path) -> None:
    """A declared size below the real one would pass every sum; its checksum then fails."""
    make_excel(path)
    edit_zip(path, {"xl/media/x": lambda _: b"A" * 3_000_000})
    whole = bytearray(path.read_bytes())
    entry = whole.rindex(b"xl/media/x") - 46
    assert whole[entry : entry + 4] == b"PK\x01\x02"
    whole[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(whole)
    assert only_finding(path).regel_id == "LEES-ZIP"


FAR_CELLS = [
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    b"<row r='1048576'><c r = 'XFD1048576'><v>1</v></c></row>",
    b'<row><c r="&#88;FD1048576"><v>1</v></c></row>',
    b'<row r="3"><c r="ZZ99999"><v>1</v></c></row>',
    b'<row r="3"><c r="AAA3"><v>1</v></c></row>',
    b'<row r="1000000"><c><v>1</v></c></row>',
    b'<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="9"><x:c r="XFD9"/></x:row>',
]


@pytest.mark.parametrize("cell", FAR_CELLS)
def test_cell_far_away_is_a_finding_not_a_dead_process(path: Path, cell: bytes) -> None:
    """A reader that allocates up to the last cell dies of a workbook of a few kB."""
    make_excel(path)
    edit_zip(path, {SHEET: lambda xml: xml.replace(b"</sheetData>", cell + b"</sheetData>")})
    assert path.stat().st_size < 20_000
    bevinding = only_finding(path, confined=True, max_columns=200)
    assert (bevinding.regel_id, bevinding.laag) == ("LEES-OMVANG", "Planregistratie")


def test_far_cell_in_a_sheet_of_another_encoding(path: Path) -> None:
    make_excel(path)
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'

    def change(xml: bytes) -> bytes:
        text = xml.replace(b"</sheetData>", cell).decode()
        return text.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")

    assert only_finding(edit_zip(path, {SHEET: change})).regel_id == "LEES-OMVANG"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_dtd_in_a_workbook(path: Path, part: str) -> None:
    make_excel(path)
    dtd = b'?>\n<!DOCTYPE x [<!ENTITY a "b"><!ENTITY xxe SYSTEM "file:///etc/hostname">]>'
    bevinding = only_finding(edit_zip(path, {part: lambda xml: xml.replace(b"?>", dtd, 1)}))
    assert bevinding.regel_id == "LEES-XML-DTD"


def test_sheet_that_is_no_xml(path: Path) -> None:
    make_excel(path)
    assert only_finding(edit_zip(path, {SHEET: lambda xml: xml[:-40]})).regel_id == "LEES-ZIP"


def test_other_sheets_are_named_not_read(path: Path) -> None:
    _, _, bevindingen = read(make_excel(path, change=lambda book: book.add_worksheet("Dorpsplein 3")))
    assert [(b.regel_id, b.waarde) for b in bevindingen if b.ernst == "info"] == [("LEES-LAAG", "Dorpsplein 3")]


def test_limits_of_the_contract(path: Path) -> None:
    make_excel(path, [PLAN, PLAN, PLAN])
    assert only_finding(path, max_rows=2).regel_id == "LEES-OMVANG"
    assert only_finding(path, max_columns=10).regel_id == "LEES-OMVANG"


def test_row_that_comes_twice_would_take_the_place_of_the_first(path: Path) -> None:
    make_excel(path, [PLAN, PLAN | {"GlobalID": "tweede"}])
    edit_zip(path, {SHEET: lambda xml: xml.replace(b'r="3"', b'r="2"')})

    found = only_finding(path)
    assert (found.regel_id, found.rij) == ("LEES-ZIP", 2)


def test_cell_of_another_row_would_take_its_place(path: Path) -> None:
    make_excel(path, [PLAN, PLAN | {"GlobalID": "tweede"}])
    # An error value has the sheet parsed exactly.
    edit_zip(path, {SHEET: lambda xml: xml.replace(b'<c r="A3"', b'<c r="A2" t="e"', 1)})

    assert only_finding(path).regel_id == "LEES-ZIP"


def test_geometry_column_matches_without_case(path: Path) -> None:
    make_excel(path, [PLAN | {"Geometrie_WKT": WKT}])
    _, chunks, bevindingen = read(path)

    assert bevindingen == []
    assert rows_of(chunks, "Planregistratie")[0][4] is not None


def test_blank_wkt_is_no_geometry(path: Path) -> None:
    _, chunks, bevindingen = read(make_excel(path, [PLAN | {"geometrie_wkt": "  "}]))

    assert not blocking(bevindingen)
    assert rows_of(chunks, "Planregistratie")[0][4] is None


def test_time_keeps_its_fraction(path: Path) -> None:
    def add_time(book: xlsxwriter.Workbook) -> None:
        sheet = book.get_worksheet_by_name("Planregistratie")
        sheet.write(0, 60, "tijd")
        sheet.write(1, 60, dt.timedelta(hours=3, seconds=1.5), book.add_format({"num_format": "[h]:mm:ss.000"}))

    assert values_of(make_excel(path, change=add_time))[0]["tijd"] == "3:00:01.5"
