"""Small delivery files, whole or broken, for the tests of reading and landing."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import struct
import tempfile
import warnings
import zipfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import xlsxwriter

from woonkluis.contracts import contract_by_id, contract_for
from woonkluis.read import child
from woonkluis.read.reader import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from woonkluis.read.bevinding import Bevinding

PEILDATUM = dt.date(2026, 1, 1)
GEMEENTE, KBO = "GM0150", "0400000007"
NAMESPACE = "urn:woonkluis:cwr-levering:1"

LAYERS = contract_by_id("lmvw-gpkg-1").layers
COLUMNS = {layer.naam: [f.naam for f in layer.fields if f.presence != "optional"] for layer in LAYERS}

PLAN = {
    "GlobalID": "{0001}",
    "plannaam": "Plan Één & co",
    "gemeente": "Deventer",
    "vertrouwelijkheid": "Openbaar",
    "plantype": "Onbekend",
    "projectfase": "1. Initiatief",
    "status_planologisch": "3. In voorbereiding",
    "totaal_bouw": 10,
    "totaal_sloop": 2,
    "totaal_netto": 8,
}
JAAR = {"parent_globalid": "{0001}", "gemeente": "Deventer", "jaartal": 2030, "meergezins_koop1": 10}

RING = [(200000.0, 470000.0), (200100.0, 470000.0), (200100.0, 470100.0), (200000.0, 470000.0)]


def polygon_wkb(ring: Sequence[tuple[float, ...]] = RING, *, order: str = "<", kind: int = 3) -> bytes:
    """WKB of a polygon with one ring."""
    numbers = [number for point in ring for number in point]
    head = struct.pack(f"{order}BIII", order == "<", kind, 1, len(ring))
    return head + struct.pack(f"{order}{len(numbers)}d", *numbers)


def multipolygon_wkb() -> bytes:
    """WKB of a multipolygon with one part."""
    return struct.pack("<BII", 1, 6, 1) + polygon_wkb()


def gpkg_blob(wkb: bytes, *, srs_id: int = 28992, envelope: int = 0, order: str = "<") -> bytes:
    """GeoPackage geometry: header, envelope of the given code, WKB."""
    flags = (order == "<") | envelope << 1
    return b"GP\0" + bytes([flags]) + struct.pack(f"{order}i", srs_id) + bytes((0, 32, 48, 48, 64)[envelope]) + wkb


def make_gpkg(
    path: Path,
    plannen: Iterable[dict[str, Any]] = (PLAN,),
    jaren: Iterable[dict[str, Any]] = (JAAR,),
    *,
    geometry: object = gpkg_blob(multipolygon_wkb()),
    without: Sequence[str] = (),
    organization: str = "EPSG",
    code: int = 28992,
    sql: str = "",
) -> Path:
    """A GeoPackage; `without` leaves out columns, `sql` runs at the end."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "pragma application_id = 1196444487;"
            "create table gpkg_spatial_ref_sys (srs_name, srs_id integer primary key, organization, "
            "organization_coordsys_id integer, definition);"
            "create table gpkg_contents (table_name, data_type, srs_id);"
            "create table gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m);"
            "insert into gpkg_contents values ('Planregistratie', 'features', 28992), "
            "('DetailPlanning', 'attributes', 0);"
            "insert into gpkg_geometry_columns values ('Planregistratie', 'geom', 'MULTIPOLYGON', 28992, 0, 0);"
        )
        db.execute("insert into gpkg_spatial_ref_sys values ('x', 28992, ?, ?, 'x')", (organization, code))
        for table, given, first in (("Planregistratie", plannen, ["geom"]), ("DetailPlanning", jaren, [])):
            rows = [dict.fromkeys(first, geometry) | row for row in given]
            extra = sorted({key for row in rows for key in row} - {"fid", *first, *COLUMNS[table]})
            columns = [*first, *(name for name in (*COLUMNS[table], *extra) if name not in without)]
            names = ", ".join(f'"{name}"' for name in columns)
            db.execute(f'create table "{table}" (fid integer primary key, {names})')
            for row in rows:
                used = [name for name in ("fid", *columns) if name in row]
                marks = ", ".join("?" * len(used))
                quoted = ", ".join(f'"{name}"' for name in used)
                db.execute(f'insert into "{table}" ({quoted}) values ({marks})', [row[name] for name in used])
        db.executescript(sql)
        db.commit()
    return path


def make_excel(
    path: Path,
    plannen: Iterable[dict[str, Any]] = (PLAN,),
    jaren: Iterable[dict[str, Any]] = (JAAR,),
    *,
    without: Sequence[str] = (),
    change: Callable[[xlsxwriter.Workbook], None] | None = None,
) -> Path:
    """A workbook; `without` leaves out columns and sheets, `change` adds cells by hand."""
    with xlsxwriter.Workbook(path) as book:
        for sheet_name, given in (("Planregistratie", plannen), ("DetailPlanning", jaren)):
            if sheet_name in without:
                continue
            rows = list(given)
            extra = [key for row in rows for key in row if key not in COLUMNS[sheet_name]]
            columns = [name for name in (*COLUMNS[sheet_name], *dict.fromkeys(extra)) if name not in without]
            sheet = book.add_worksheet(sheet_name)
            sheet.write_row(0, 0, columns)
            for number, row in enumerate(rows, start=1):
                for column, name in enumerate(columns):
                    if isinstance(row.get(name), str):
                        sheet.write_string(number, column, row[name])
                    elif row.get(name) is not None:
                        sheet.write(number, column, row[name])
        book.add_worksheet("Codes").write(0, 0, "code")
        if change:
            change(book)
    return path


def make_gdb(
    path: Path,
    plannen: Sequence[dict[str, Any]] = (PLAN,),
    jaren: Sequence[dict[str, Any]] = (JAAR,),
    *,
    folder: str = "levering.gdb/",
    geometry: Sequence[bytes | None] | None = None,
    crs: str | None = "EPSG:28992",
    layers: Sequence[str] = ("Planregistratie", "DetailPlanning"),
    text_years: bool = False,
) -> Path:
    """A zipped File Geodatabase, its files in a folder or at the root; `text_years` writes years as DIWI does."""
    with tempfile.TemporaryDirectory() as directory:
        gdb = Path(directory) / "proef.gdb"
        shapes = np.array([multipolygon_wkb()] * len(plannen) if geometry is None else geometry, dtype=object)
        for layer, given, wkb in ((layers[0], plannen, shapes), (layers[1], jaren, None)):
            names = list(dict.fromkeys(name for row in given for name in row))
            columns, masks = [], []
            for name in names:
                values = [row.get(name) for row in given]
                if wkb is None and text_years:
                    values = [None if value is None else str(value) for value in values]
                blank = np.array([value is None for value in values], dtype=bool)
                if any(isinstance(value, dt.date) for value in values):
                    column = np.array(values, dtype="datetime64[ms]")
                elif all(isinstance(value, int | None) for value in values) and not blank.all():
                    column = np.array([value or 0 for value in values], dtype="int32")
                else:
                    column = np.array(values, dtype=object)
                columns.append(column)
                masks.append(blank if column.dtype.kind == "i" else None)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                pyogrio.raw.write(
                    gdb,
                    wkb,
                    columns,
                    names,
                    masks,
                    layer=layer,
                    driver="OpenFileGDB",
                    append=gdb.exists(),
                    geometry_type=None if wkb is None else "MultiPolygon",
                    crs=None if wkb is None else crs,
                )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for member in sorted(gdb.iterdir()):
                target.write(member, folder + member.name)
    return path


def edit_zip(path: Path, edits: dict[str, Callable[[bytes], bytes]]) -> Path:
    """Rewrite members of a zip; a member that is not there yet starts empty."""
    with zipfile.ZipFile(path) as source:
        members = {name: source.read(name) for name in source.namelist()}
    for name, edit in edits.items():
        members[name] = edit(members.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return path


GEZINSLID = (
    "<gezinslid><computernummer>C1-{n}</computernummer><rol>huurder</rol><insz>00000000097</insz><naam>Fictief</naam>"
    "<voornamen>Test é &amp; co</voornamen><geboortedatum>1980-99-99</geboortedatum><geslacht>1</geslacht>"
    "<nationaliteitCode>150</nationaliteitCode><burgerlijkeStaatCode>10</burgerlijkeStaatCode>"
    "<positieCode>01</positieCode></gezinslid>"
)
HUURPRIJS = (
    "<huurprijsberekening><begindatum>2024-01-01</begindatum><totaalInkomen>-12.50</totaalInkomen>"
    "<nietGeindexeerdTotaalInkomen>20000</nietGeindexeerdTotaalInkomen><basishuurprijs>500.00</basishuurprijs>"
    "<reeleHuur>400.00</reeleHuur></huurprijsberekening>"
)
KOP = (
    f"<kop><afzenderKbo>{KBO}</afzenderKbo><berichtId>123e4567-e89b-12d3-a456-426614174000</berichtId>"
    f"<aangemaaktOp>2026-01-02T00:00:00</aangemaaktOp><peildatum>{PEILDATUM}</peildatum>"
    "<soort>volledig</soort><volgnummer>1</volgnummer></kop>"
)


def woning_xml(number: int = 1, *, contracten: int = 1) -> str:
    """A woning on a line of its own; each contract has two gezinsleden and one huurprijsberekening.

    Number 1 has text with an escape, so it is read from its tree; the others are plain.
    """
    gezinslid = GEZINSLID if number == 1 else GEZINSLID.replace("&amp;", "en")
    huur = "".join(
        f"<huurovereenkomst><contractnummer>C{number}-{c}</contractnummer><begindatum>2020-01-01</begindatum>"
        f"<tijdelijk>nee</tijdelijk>{gezinslid.format(n=1)}{gezinslid.format(n=2)}{HUURPRIJS}</huurovereenkomst>"
        for c in range(contracten)
    )
    return (
        f"<woning><woonmaatschappijWoningId>W{number}</woonmaatschappijWoningId><adres><straatnaam>Teststraat</straatnaam>"
        "<huisnummer>1</huisnummer><postcode>9000</postcode><gemeenteNisCode>44021</gemeenteNisCode></adres>"
        "<bouwjaar>1980</bouwjaar><woningtype>appartement</woningtype><aantalSlaapkamers>2</aantalSlaapkamers>"
        f"<ingehuurd>nee</ingehuurd><huurstelsel>sociaal</huurstelsel>{huur}</woning>\n"
    )


def make_xml(
    path: Path, woningen: Sequence[str] = (woning_xml(),), *, kop: str = KOP, before: str = "", after: str = ""
) -> Path:
    """A message; `before` stands in front of the root, `after` behind the last woning."""
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{before}<cwrLevering xmlns="{NAMESPACE}" versie="1.0">\n{kop}\n'
        f"{''.join(woningen)}{after}</cwrLevering>\n",
        encoding="utf-8",
    )
    return path


Outcome = tuple[dict[str, int], list[tuple[str, bytes]], "list[Bevinding]"]
"""Rows per laag, chunks with their laag, findings."""


def read(path: Path, *, confined: bool = False, **limits: int) -> Outcome:
    """Read a file as a delivery; limits replace those of the contract.

    Most tests are about contents and read in this process, which is faster; `confined` starts the real child.
    """
    regime, code = ("cwr", KBO) if path.suffix == ".xml" else ("lmvw", GEMEENTE)
    contract = contract_for(path, regime)
    # How a sealed file is opened is tested by itself.
    contract = contract.model_copy(update={"opslag": "open", "limits": contract.limits.model_copy(update=limits)})
    reading = Reading(path, contract, levering_id=7, bronhouder_code=code, peildatum=PEILDATUM)
    with reading if confined else _read_here(reading):
        chunks = [(chunk.layer.naam, bytes(chunk.data)) for chunk in reading.chunks()]
    return reading.rijen, chunks, reading.bevindingen


@contextmanager
def _read_here(reading: Reading) -> Iterator[None]:
    """Do the child's work in this process and let the parent's side read its frames from memory."""
    with os.fdopen(os.memfd_create("frames"), "r+b", buffering=0) as frames:
        assert child.run(reading.job, frames.fileno()) == 0
        frames.seek(0)
        reading._out = frames.fileno()
        yield


def rows_of(chunks: Iterable[tuple[str, bytes]], laag: str) -> list[tuple[int, int, bytes, bytes, bytes | None]]:
    """Unpack the COPY tuples of a laag: levering_id, rij, rij_hash, waarden, EWKB."""
    found = []
    for name, data in chunks:
        at = 0
        while name == laag and at < len(data):
            (columns,) = struct.unpack_from(">h", data, at)
            assert columns == 5
            at += 2
            values: list[bytes | None] = []
            for _ in range(5):
                (length,) = struct.unpack_from(">i", data, at)
                at += 4
                values.append(None if length < 0 else data[at : at + length])
                at += max(length, 0)
            levering_id, rij = (struct.unpack(">q", value or b"")[0] for value in values[:2])
            found.append((levering_id, rij, values[2] or b"", values[3] or b"", values[4]))
    return found


def blocking(bevindingen: Iterable[Bevinding]) -> list[Bevinding]:
    """The findings that reject a delivery."""
    return [bevinding for bevinding in bevindingen if bevinding.ernst == "blokkerend"]
