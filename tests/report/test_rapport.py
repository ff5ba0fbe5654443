"""LMVW-4d: what a bronhouder gets back says what is wrong and where, is safe to open, and is nobody else's to read."""

from __future__ import annotations

import logging
import sqlite3
import stat
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import lxml.html
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from bestanden import JAAR, PLAN, make_excel, make_gpkg, make_xml, read, rows_of

from woonkluis.platform.errors import WoonkluisError
from woonkluis.report import kaart, werkmap
from woonkluis.report.dossier import read as read_dossier
from woonkluis.report.rapport import rapport

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import xlsxwriter

    from woonkluis.platform.settings import Settings

PLANLAAG, JAARLAAG = "Planregistratie", "DetailPlanning"
NETTO = ("LMVW-11a_netto", "blokkerend", PLANLAAG, 2, "totaal_netto", "8", "Herstel een van de drie.")
NAAM = ("LMVW-11a_proef", "waarschuwing", PLANLAAG, 3, "plannaam", "=1+1", "Geef het plan een naam.")
DETAIL = ("LMVW-5b_proef", "info", JAARLAAG, 2, "jaartal", None, "Controleer het jaar.")
WKT = "POLYGON ((200000 470000, 200100 470000, 200100 470100, 200000 470000))"
HOSTILE = ("=1+1", "+31 6", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x","y")')


def workbook(path: Path, plannen: Sequence[dict[str, Any]] = (PLAN,), *args: Any, **options: Any) -> Path:
    """A workbook about which the reader has nothing to say."""
    return make_excel(path, [one | {"geometrie_wkt": WKT} for one in plannen], *args, **options)


def plan(number: int, **values: Any) -> dict[str, Any]:
    return PLAN | {"GlobalID": f"{{000{number}}}"} | values


def sheet_of(path: Path, naam: str) -> Any:
    return openpyxl.load_workbook(path)[naam]


def listed(path: Path, naam: str = "Bevindingen") -> list[dict[str, Any]]:
    """Rows of the list of findings by its headings."""
    rows = list(sheet_of(path, naam).iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if row[0] == "regel")
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def test_cells_are_marked_where_they_stand(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    delivered = workbook(tmp_path / "a.xlsx", [PLAN, plan(2, plannaam="=1+1")])
    files = gerapporteerd(delivered, [NETTO, NAAM, DETAIL])
    source, copy = sheet_of(delivered, PLANLAAG), sheet_of(files[".xlsx"], PLANLAAG)
    assert [[cell.value for cell in row] for row in copy] == [[cell.value for cell in row] for row in source]
    marked = {cell.coordinate: cell for row in copy for cell in row if cell.comment}
    columns = {cell.value: cell.column_letter for cell in source[1]}
    assert set(marked) == {f"{columns['totaal_netto']}2", f"{columns['plannaam']}3"}
    netto, naam = marked[f"{columns['totaal_netto']}2"], marked[f"{columns['plannaam']}3"]
    assert (netto.value, netto.data_type) == (8, "n")
    assert netto.comment.text == "BLOKKEREND LMVW-11a_netto\nHerstel een van de drie."
    assert netto.fill.fgColor.rgb != naam.fill.fgColor.rgb
    assert [(row["regel"], row["rij"], row["cel"]) for row in listed(files[".xlsx"])] == [
        ("LMVW-11a_netto", 2, f"{columns['totaal_netto']}2"),
        ("LMVW-11a_proef", 3, f"{columns['plannaam']}3"),
        ("LMVW-5b_proef", 2, "C2"),
    ]
    bevindingen = sheet_of(files[".xlsx"], "Bevindingen")
    assert bevindingen.auto_filter.ref
    links = [cell.hyperlink.location for row in bevindingen for cell in row if cell.hyperlink]
    assert links[0] == f"'Planregistratie'!{columns['totaal_netto']}2"


def test_a_text_stays_a_text(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    plannen = [plan(number, plannaam=text) for number, text in enumerate(HOSTILE)]
    gevonden = [(*NAAM[:3], number + 2, "plannaam", text, text) for number, text in enumerate(HOSTILE)]
    files = gerapporteerd(workbook(tmp_path / "a.xlsx", plannen), gevonden)
    book = openpyxl.load_workbook(files[".xlsx"])
    for sheet in book:
        for row in sheet:
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str) and cell.value.startswith(tuple("=+-@\t\r")):
                    assert cell.quotePrefix, cell.coordinate
    assert [row[1].value for row in book[PLANLAAG].iter_rows(min_row=2)] == list(HOSTILE)
    with zipfile.ZipFile(files[".xlsx"]) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)
            assert b"<f " not in archive.read(name)


def test_only_values_come_back(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    def dress(book: xlsxwriter.Workbook) -> None:
        book.set_properties({"author": "Afzender Zelf", "company": "Afzender BV"})
        book.define_name("Geheime_naam", "=Planregistratie!$A$1")
        hidden = book.add_worksheet("Verborgen")
        hidden.write(0, 0, "verborgen waarde")
        hidden.hide()
        book.get_worksheet_by_name(PLANLAAG).write_formula(5, 0, "=1+1", None, 2)
        book.get_worksheet_by_name(PLANLAAG).write_comment(1, 0, "opmerking van de afzender")

    files = gerapporteerd(workbook(tmp_path / "a.xlsx", change=dress), [NETTO])
    with zipfile.ZipFile(files[".xlsx"]) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert not [name for name in archive.namelist() if "external" in name or "vba" in name or "pivot" in name]
    for secret in (b"Afzender", b"Geheime_naam", b"verborgen waarde", b"opmerking van", b"<f>", b"1+1"):
        assert secret not in everything
    assert sheet_of(files[".xlsx"], PLANLAAG)["A6"].value == 2


def test_what_came_back_can_be_delivered_again(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    delivered = workbook(tmp_path / "a.xlsx", [PLAN, plan(2, plannaam="=1+1", totaal_bouw="12")])
    files = gerapporteerd(delivered, [NETTO, DETAIL])
    (rijen, chunks, bevindingen), (again, chunks_again, bevindingen_again) = read(delivered), read(files[".xlsx"])
    assert rijen == again
    for laag in rijen:
        assert rows_of(chunks, laag) == rows_of(chunks_again, laag)
    assert bevindingen == bevindingen_again


def test_a_large_delivery_says_what_it_leaves_out(
    gerapporteerd: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(werkmap, "MAX_COMMENTS", 2)
    monkeypatch.setattr(werkmap, "MAX_LIST", 3)
    gevonden = [(*NETTO[:3], rij, *NETTO[4:]) for rij in range(2, 7)]
    files = gerapporteerd(workbook(tmp_path / "a.xlsx", [plan(number) for number in range(5)]), gevonden)
    copy = sheet_of(files[".xlsx"], PLANLAAG)
    assert sum(1 for row in copy for cell in row if cell.comment) == 2
    assert len(listed(files[".xlsx"])) == 3
    notes = [
        row[0] for row in sheet_of(files[".xlsx"], "Bevindingen").iter_rows(min_row=4, max_row=5, values_only=True)
    ]
    assert notes[0].startswith("Alleen de eerste 2 van 5 gekleurde cellen")
    assert notes[1] == "De lijst toont de eerste 3 bevindingen."


def test_a_rejected_workbook_comes_back_too(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    files = gerapporteerd(workbook(tmp_path / "a.xlsx", without=["totaal_netto"]))
    assert sheet_of(files[".xlsx"], PLANLAAG)["A2"].value == PLAN["GlobalID"]
    assert any(row["kolom"] == "totaal_netto" and row["ernst"] == "blokkerend" for row in listed(files[".xlsx"]))
    assert "nog niet gecontroleerd" in files[".html"].read_text()


def test_a_file_that_is_no_workbook_still_gets_an_answer(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    broken = tmp_path / "a.xlsx"
    broken.write_bytes(b"PK\3\4 geen werkmap")
    files = gerapporteerd(broken)
    first, *others = openpyxl.load_workbook(files[".xlsx"]).sheetnames
    assert (first, set(others) - {"Verschil"}) == ("Bevindingen", set())
    assert [row["ernst"] for row in listed(files[".xlsx"])] == ["blokkerend"]
    assert "niet (verder) overgenomen" in sheet_of(files[".xlsx"], "Bevindingen")["A4"].value


def test_findings_on_the_map(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    delivered = make_gpkg(tmp_path / "a.gpkg", [plan(1, plannaam="Plan Geheimland"), plan(2)])
    whole = ("LMVW-10_peildatum", "waarschuwing", None, None, "peildatum", None, "Controleer de peildatum.")
    detail = (*DETAIL[:3], 1, *DETAIL[4:])
    files = gerapporteerd(delivered, [(*NETTO[:3], 2, *NETTO[4:]), detail, whole])
    meta, _, geometry, fields = pyogrio.raw.read(files[".gpkg"], layer="bevindingen")
    assert (meta["crs"], meta["geometry_type"]) == ("EPSG:28992", "MultiPolygon")
    columns = dict(zip(meta["fields"], fields, strict=True))
    assert list(columns["regel"]) == ["LMVW-5b_proef", "LMVW-10_peildatum", "LMVW-11a_netto"], "the heaviest on top"
    assert list(columns["globalid"]) == ["{0001}", None, "{0002}"]
    assert [wkb is not None and shapely.from_wkb(wkb).geom_type for wkb in geometry] == [
        *("MultiPolygon", False, "MultiPolygon")
    ]
    assert np.isnan(columns["rij"][1]), "a row that is not there is no row 0"
    content = files[".gpkg"].read_bytes()
    assert b"Geheimland" not in content
    with closing(sqlite3.connect(files[".gpkg"])) as gpkg:
        assert gpkg.execute("pragma freelist_count").fetchone() == (0,)
        assert gpkg.execute("pragma integrity_check").fetchone() == ("ok",)
        (qml,) = gpkg.execute("select styleQML from layer_styles where f_table_name = 'bevindingen'").fetchone()
    assert all(f'value="{ernst}"' in qml for ernst in ("blokkerend", "waarschuwing", "info"))
    lxml.etree.fromstring(qml)
    copy = sheet_of(files[".xlsx"], PLANLAAG)
    assert [row[0] for row in copy.iter_rows(values_only=True)] == ["rij", 2], "only rows with a finding"
    assert copy["B2"].value == "{0002}"


def test_the_map_is_written_fresh(
    kluis: Settings, besloten: Callable[..., int], connect: Callable[..., Any], tmp_path: Path
) -> None:
    old = tmp_path / "oud.gpkg"
    old.touch()
    connection = connect("dienst_lader")
    dossier = read_dossier(connection, besloten(make_gpkg(tmp_path / "a.gpkg")))
    with pytest.raises(FileExistsError):
        kaart.write_map(connection, dossier, old)


def test_the_summary_is_a_page_anybody_can_read(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    script = "<script>alert(1)</script>"
    gevonden = [NETTO, (*NAAM[:6], script), ("LMVW-11a_proef", "info", None, None, None, None, f"{script} nogmaals.")]
    files = gerapporteerd(workbook(tmp_path / "a.xlsx"), gevonden, naam="<b>& co")
    text = files[".html"].read_text(encoding="utf-8")
    page = lxml.html.document_fromstring(text)
    assert page.get("lang") == "nl"
    assert not page.xpath("//script | //b | //img | //link | //*[@src] | //a")
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//table")
    assert all(cell.get("scope") in {"col", "row"} for cell in page.xpath("//th"))
    assert script in page.text_content()
    assert "<b>& co" in page.text_content()
    assert "@media print" in text
    assert "size: A4" in text
    assert "Afgekeurd" in page.text_content()
    rows = [[cell.text_content().split("\n")[0] for cell in row] for row in page.xpath("//tbody/tr")]
    assert any("Bruto min sloop is netto" in row[0] and row[2] == "1" for row in rows)


def test_findings_that_were_counted_only_count(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    rest = (*NETTO[:3], None, None, None, "Deze regel geeft nog 4999 bevindingen.")
    page = gerapporteerd(workbook(tmp_path / "a.xlsx"), [NETTO, rest])[".html"].read_text()
    assert "5.000 blokkerend" in page


def test_a_correction_shows_what_it_changed(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    """Matched by plan, not by row: the second file has other rows, and the same findings on other rows."""
    years = [JAAR, JAAR | {"parent_globalid": "{0002}"}]
    first = workbook(tmp_path / "a.xlsx", [plan(1), plan(2), plan(3), plan(4)], years)
    gerapporteerd(first, [NETTO, (*NETTO[:3], 3, *NETTO[4:]), NAAM])
    second = workbook(
        tmp_path / "b.xlsx",
        [plan(5, totaal_bouw=100, totaal_netto=98), plan(4), plan(2, totaal_sloop=4, totaal_netto=6), plan(1)],
        [JAAR | {"jaartal": 2031}, years[1]],
    )
    # {0001} moved from row 2 to 5 and keeps its finding, {0002} lost both, {0005} has one that is new.
    files = gerapporteerd(second, [(*NETTO[:3], 5, *NETTO[4:]), (*NETTO[:3], 2, *NETTO[4:])])
    assert [(row["rij"], row["stand"]) for row in listed(files[".xlsx"])] == [(2, "nieuw"), (5, "gebleven")]
    rows = [row for row in sheet_of(files[".xlsx"], "Verschil").iter_rows(values_only=True) if any(row)]
    assert ("LMVW-11a_netto", 1, 1, 1) in [row[:4] for row in rows]
    assert ("LMVW-11a_proef", 1, 0, 0) in [row[:4] for row in rows]
    assert [row[:4] for row in rows if row[0] in {"bruto", "sloop", "netto"}] == [
        ("bruto", 40, 130, 90),
        ("sloop", 8, 10, 2),
        ("netto", 32, 120, 88),
    ]
    plannen = {row[8]: (row[0], row[1]) for row in rows if row[0] in {"toegevoegd", "verwijderd", "gewijzigd"}}
    assert plannen == {
        "{0001}": ("gewijzigd", "jaren"),
        "{0002}": ("gewijzigd", "plan"),
        "{0003}": ("verwijderd", None),
        "{0005}": ("toegevoegd", None),
    }
    closed = [(row[0], row[8]) for row in rows[[row[0] for row in rows].index("Gesloten bevindingen") + 2 :]]
    assert closed == [("LMVW-11a_netto", "{0002}"), ("LMVW-11a_proef", "{0002}")]
    page = lxml.html.document_fromstring(files[".html"].read_text()).text_content()
    assert "1 toegevoegd, 1 verwijderd, 2 gewijzigd, 1 gelijk" in page
    assert "2 gesloten, 1 nieuw en 1 gebleven" in " ".join(page.split())


def test_a_report_is_for_its_owner_only(
    kluis: Settings, besloten: Callable[..., int], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    levering_id = besloten(workbook(tmp_path / "a.xlsx", [plan(1, plannaam="Plan Geheimland")]), [NETTO])
    made = rapport(levering_id, settings=kluis)
    assert made.directory == kluis.state_dir / "uitgaand" / str(levering_id)
    first = {name: (made.directory / name).read_bytes() for name in made.files}
    assert rapport(levering_id, settings=kluis) == made, "again is no harm"
    assert {name: (made.directory / name).read_bytes() for name in made.files}.keys() == first.keys()
    for path in (made.directory, made.directory.parent):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert {path.name for path in made.directory.iterdir()} == set(made.files), "no drafts stay behind"
    assert [path.name for path in made.directory.parent.iterdir()] == [str(levering_id)]
    for name in made.files:
        assert stat.S_IMODE((made.directory / name).stat().st_mode) == 0o600
        assert "Geheimland" not in name
    assert "Geheimland" not in caplog.text


def test_a_report_is_written_down_before_it_is_made(
    kluis: Settings, besloten: Callable[..., int], connect: Callable[..., Any], tmp_path: Path
) -> None:
    """LMVW-4a: by whom, of which delivery and how many rows; not when it was refused."""
    levering_id = besloten(workbook(tmp_path / "a.xlsx", [plan(1), plan(2)]))
    told = (
        "select login, regime, relatie, rijen, toelichting from audit.gebeurtenis "
        "where soort = 'uitvoer.rapport' and onderwerp = %s"
    )
    audit = connect("dienst_audit", autocommit=True)
    rapport(levering_id, naar=tmp_path / "naar", settings=kluis)
    [(login, regime, relatie, rijen, toelichting)] = audit.execute(told, [str(levering_id)]).fetchall()
    assert (login, regime, relatie, rijen) == ("dienst_lader", "lmvw", "register.levering", 3)
    assert set(toelichting) == {"door"}
    waiting = besloten(workbook(tmp_path / "b.xlsx"), decide=False, naam="later")
    with pytest.raises(WoonkluisError, match="a report follows"):
        rapport(waiting, settings=kluis)
    assert audit.execute(told, [str(waiting)]).fetchall() == []


def test_a_directory_of_choice_keeps_what_is_in_it(
    kluis: Settings, besloten: Callable[..., int], tmp_path: Path
) -> None:
    naar = tmp_path / "naar"
    naar.mkdir()
    (naar / "van iemand anders").touch()
    levering_id = besloten(workbook(tmp_path / "a.xlsx"))
    made = rapport(levering_id, naar=naar, settings=kluis)
    assert {path.name for path in naar.iterdir()} == {"van iemand anders", *made.files}


def test_a_failed_report_leaves_nothing(
    kluis: Settings, besloten: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    levering_id = besloten(workbook(tmp_path / "a.xlsx"))

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("woonkluis.report.rapport.write_summary", fail)
    with pytest.raises(RuntimeError):
        rapport(levering_id, settings=kluis)
    assert list((kluis.state_dir / "uitgaand").iterdir()) == []


def test_no_report_before_the_decision(kluis: Settings, besloten: Callable[..., int], tmp_path: Path) -> None:
    levering_id = besloten(workbook(tmp_path / "a.xlsx"), decide=False)
    with pytest.raises(
        WoonkluisError, match=f"^levering {levering_id} is gecontroleerd: a report follows the decision$"
    ):
        rapport(levering_id, settings=kluis)
    with pytest.raises(WoonkluisError, match=r"^there is no levering 0$"):
        rapport(0, settings=kluis)


def test_a_report_on_people_names_places_only(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    """WIV-3.1: values about tenants stay in the vault."""
    gevonden = [("WIV-3.1.1_insz", "blokkerend", "gezinslid", 1, "insz", "00000000097", "Herstel het nummer.")]
    files = gerapporteerd(make_xml(tmp_path / "a.xml"), gevonden)
    assert set(files) == {".xlsx", ".html"}
    assert openpyxl.load_workbook(files[".xlsx"]).sheetnames == ["Bevindingen"]
    assert listed(files[".xlsx"])[0] | {"waarde": None} == listed(files[".xlsx"])[0]
    with zipfile.ZipFile(files[".xlsx"]) as archive:
        assert not any(b"00000000097" in archive.read(name) for name in archive.namelist())
    assert "00000000097" not in files[".html"].read_text()
