"""CWR messages are read record by record; what the schema does not allow, and every XML attack, is a finding."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from bestanden import KBO, KOP, NAMESPACE, PEILDATUM, blocking, make_xml, read, rows_of, woning_xml

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.read.bevinding import Bevinding

LAGEN = ("woning", "huurovereenkomst", "gezinslid", "huurprijsberekening")


def only_finding(path: Path, **limits: int) -> Bevinding:
    """The one blocking finding of a message."""
    _, _, bevindingen = read(path, **limits)
    found = blocking(bevindingen)
    assert len(found) == 1
    return found[0]


def values_of(path: Path, laag: str) -> list[dict[str, Any]]:
    """Records of a type in a message that gives no blocking finding."""
    _, chunks, bevindingen = read(path)
    assert not blocking(bevindingen)
    return [orjson.loads(row[3]) for row in rows_of(chunks, laag)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the message of a test goes."""
    return tmp_path / "cwr.xml"


def test_records_come_out_as_delivered_with_the_keys_of_their_parents(path: Path) -> None:
    make_xml(path, [woning_xml(1), woning_xml(2, contracten=2), woning_xml(3, contracten=0)])
    rijen, chunks, bevindingen = read(path)

    assert bevindingen == []
    assert list(rijen.values()) == [3, 3, 6, 3]
    for laag in LAGEN:
        rows = rows_of(chunks, laag)
        assert [row[1] for row in rows] == list(range(1, rijen[laag] + 1))
        assert all(row[2] == hashlib.sha256(row[3]).digest() and row[4] is None for row in rows)
    woning = orjson.loads(rows_of(chunks, "woning")[0][3])
    assert woning["woonmaatschappij_woning_id"] == "W1"
    assert (woning["straatnaam"], woning["postcode"], woning["aantal_slaapkamers"]) == ("Teststraat", "9000", "2")
    assert [
        (row["woonmaatschappij_woning_id"], row["contractnummer"]) for row in values_of(path, "huurovereenkomst")
    ] == [("W1", "C1-0"), ("W2", "C2-0"), ("W2", "C2-1")]
    gezinslid = values_of(path, "gezinslid")[4]
    assert list(gezinslid)[:2] == ["contractnummer", "computernummer"]
    assert (gezinslid["contractnummer"], gezinslid["voornamen"]) == ("C2-1", "Test é & co")
    huurprijs = values_of(path, "huurprijsberekening")[0]
    assert (huurprijs["contractnummer"], huurprijs["begindatum"]) == ("C1-0", "2024-01-01")
    assert huurprijs["totaal_inkomen"] == "-12.50"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Fictief", "Fictief &lt;b&gt; &quot;x&quot;"),
        ("Fictief", '<![CDATA[Fictief <b> "x"]]>'),
        ("Fictief", 'Fic<!-- commentaar -->tief <?pi?>&#60;b&#x3e; "x"'),
    ],
)
def test_text_in_every_way_of_writing_it(path: Path, old: str, new: str) -> None:
    names = {row["naam"] for row in values_of(make_xml(path, [woning_xml().replace(old, new)]), "gezinslid")}
    assert names == {'Fictief <b> "x"'}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_encodings(path: Path, encoding: str) -> None:
    text = make_xml(path).read_text(encoding="utf-8").replace("UTF-8", encoding)
    path.write_bytes(text.encode(encoding))
    assert values_of(path, "gezinslid")[0]["voornamen"] == "Test é & co"


def test_prefixed_namespace(path: Path) -> None:
    text = make_xml(path).read_text(encoding="utf-8").replace("</", "\0").replace("<", "<c:").replace("\0", "</c:")
    path.write_text(text.replace("<c:?xml", "<?xml").replace("xmlns=", "xmlns:c="), encoding="utf-8")
    assert values_of(path, "woning")[0]["woonmaatschappij_woning_id"] == "W1"


SCHEMA_FAULTS = {
    "postcode": ("<postcode>9000", "<postcode>12", "postcode", "12", "vorm"),
    "code": ("appartement", "villa", "woningtype", "villa", "code"),
    "date": ("<begindatum>2020-01-01", "<begindatum>2020-02-31", "begindatum", "2020-02-31", "waarde"),
    "missing element": ("<ingehuurd>nee</ingehuurd>", "", "huurstelsel", None, "ingehuurd"),
    "forbidden element (WIV-0.5)": (
        "<bouwjaar>",
        "<gezondheid>ziek</gezondheid><bouwjaar>",
        "gezondheid",
        None,
        "hier",
    ),
    "attribute": ("<bouwjaar>", '<bouwjaar bron="x">', "bouwjaar", "1980", "attribuut"),
    "loose text": ("<adres>", "los<adres>", "woning", None, "tekst"),
    "empty": ("<straatnaam>Teststraat", "<straatnaam>", "straatnaam", None, "kort"),
    "nil": (
        "<bouwjaar>",
        '<bouwjaar xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true">',
        "bouwjaar",
        "1980",
        "schema",
    ),
}


@pytest.mark.parametrize("fault", SCHEMA_FAULTS)
def test_schema_fault_names_record_line_and_element(path: Path, fault: str) -> None:
    old, new, kolom, waarde, words = SCHEMA_FAULTS[fault]
    assert old in woning_xml()
    bevinding = only_finding(make_xml(path, [woning_xml(1), woning_xml(2).replace(old, new), woning_xml(3)]))
    assert (bevinding.regel_id, bevinding.laag, bevinding.rij, bevinding.kolom) == ("LEES-XSD", "woning", 2, kolom)
    assert bevinding.waarde == waarde
    assert "regel 5" in bevinding.melding
    assert words in bevinding.melding
    if waarde:
        assert waarde not in bevinding.melding


def test_every_schema_fault_is_told_and_the_list_is_capped(path: Path) -> None:
    bad = woning_xml().replace("9000", "x").replace("appartement", "villa")
    _, chunks, bevindingen = read(make_xml(path, [bad] * 510))
    assert chunks == []
    assert len(bevindingen) == 1001
    assert bevindingen[999].rij == 500
    assert "nog 20 bevindingen" in bevindingen[-1].melding


def test_numbers_of_later_records_do_not_shift_behind_an_invalid_one(path: Path) -> None:
    bad = woning_xml(2, contracten=2).replace("9000", "x", 1)
    _, _, bevindingen = read(make_xml(path, [woning_xml(1), bad, woning_xml(3).replace("9000", "y")]))
    assert [b.rij for b in blocking(bevindingen)] == [2, 3]


@pytest.mark.parametrize(
    ("old", "new", "kolom"),
    [
        (KBO, "0400000106", "afzenderKbo"),
        (f"<peildatum>{PEILDATUM}", "<peildatum>2025-07-01", "peildatum"),
    ],
)
def test_header_of_another_delivery(path: Path, old: str, new: str, kolom: str) -> None:
    bevinding = only_finding(make_xml(path, kop=KOP.replace(old, new)))
    assert (bevinding.regel_id, bevinding.kolom) == ("LEES-KOP", kolom)


@pytest.mark.parametrize(
    "change",
    [
        {"kop": ""},
        {"kop": KOP + KOP},
        {"kop": KOP.replace("<berichtId>", "<berichtId>x")},
        {"kop": "", "after": KOP},
        {"kop": KOP + "<gezondheid/>"},
        {"after": "<gezondheid>ziek</gezondheid>"},
        {"woningen": [woning_xml(1), "<gezondheid/>", woning_xml(2)]},
        {"woningen": [f"<groep>{woning_xml(1)}</groep>", woning_xml(2)]},
        {"woningen": [woning_xml(1).replace("<woning>", '<woning xmlns="urn:anders">'), woning_xml(2)]},
        {"woningen": [woning_xml(1), "losse tekst", woning_xml(2)]},
        {"kop": KOP + "losse tekst"},
        {"kop": "losse tekst" + KOP},
        {"after": "losse tekst"},
    ],
)
def test_what_does_not_belong_beside_the_woningen(path: Path, change: dict[str, Any]) -> None:
    _, _, bevindingen = read(make_xml(path, **change))
    assert {b.regel_id for b in blocking(bevindingen)} == {"LEES-XSD"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (NAMESPACE, "urn:woonkluis:cwr-levering:9"),
        ("cwrLevering", "anders"),
        ('versie="1.0"', 'versie="2.0"'),
        ('versie="1.0"', 'versie="1.0" bron="x"'),
        (' versie="1.0"', ""),
    ],
)
def test_root_of_something_else(path: Path, old: str, new: str) -> None:
    text = make_xml(path).read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert only_finding(path).regel_id == "LEES-XSD"


def test_message_without_woningen(path: Path) -> None:
    bevinding = only_finding(make_xml(path, []))
    assert (bevinding.regel_id, bevinding.laag) == ("LEES-LAAG", "woning")


def test_woningen_without_tenants_are_a_warning(path: Path) -> None:
    _, _, bevindingen = read(make_xml(path, [woning_xml(contracten=0)]))
    assert {(b.ernst, b.laag) for b in bevindingen} == {("waarschuwing", laag) for laag in LAGEN[1:]}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"geen xml", b'<?xml version="1.0"?>'])
def test_file_that_is_no_xml(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert only_finding(path).regel_id == "LEES-BESTAND"


@pytest.mark.parametrize("part", [0.5, 0.999])
def test_truncated_message(path: Path, part: float) -> None:
    whole = make_xml(path, [woning_xml(number) for number in range(50)]).read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    _, _, bevindingen = read(path)
    (bevinding,) = blocking(bevindingen)
    assert bevinding.regel_id == "LEES-BESTAND"
    assert "regel" in bevinding.melding


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that no reader may open."""
    path = tmp_path / "geheim.txt"
    path.write_text("DIT-IS-GEHEIM")
    return path


ATTACKS = {
    "plain DTD": "<!DOCTYPE cwrLevering>",
    "internal entity": '<!DOCTYPE cwrLevering [<!ENTITY a "Fictief">]>',
    "local file": '<!DOCTYPE cwrLevering [<!ENTITY a SYSTEM "{secret}">]>',
    "network": '<!DOCTYPE cwrLevering [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]>',
    "external DTD": '<!DOCTYPE cwrLevering SYSTEM "{secret}">',
    "parameter entity": '<!DOCTYPE cwrLevering [<!ENTITY % p SYSTEM "{secret}"> %p;]>',
    "billion laughs": (
        '<!DOCTYPE cwrLevering [<!ENTITY a "haha">'
        + "".join(
            f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "]>"
    ),
    "broken DTD": "<!DOCTYPE cwrLevering [<!ENTITY a",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_doctype_is_refused_before_anything_is_expanded(path: Path, secret: Path, attack: str) -> None:
    before = ATTACKS[attack].replace("{secret}", secret.as_uri())
    woning = woning_xml().replace("Fictief", "&i;" if "laughs" in attack else "&a;" if "ENTITY a" in before else "x")
    _, chunks, bevindingen = read(make_xml(path, [woning], before=before), confined=True, memory_mb=256, seconds=20)
    assert chunks == []
    assert [b.regel_id for b in bevindingen] == ["LEES-XML-DTD"]
    assert "GEHEIM" not in str(bevindingen)


def test_doctype_in_another_encoding(path: Path) -> None:
    text = make_xml(path, before="<!DOCTYPE cwrLevering>").read_text(encoding="utf-8").replace("UTF-8", "UTF-16")
    path.write_bytes(text.encode("utf-16"))
    assert only_finding(path).regel_id == "LEES-XML-DTD"


@pytest.mark.parametrize(
    "trick",
    [
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret}" parse="text"/>',
        '<woning xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="urn:x {secret}"/>',
        "<a>" * 3000,
        "<naam>" + "x" * 11_000_000 + "</naam>",
        "&onbekend;",
    ],
)
def test_other_xml_tricks_are_findings(path: Path, secret: Path, trick: str) -> None:
    make_xml(path, [trick.replace("{secret}", secret.as_uri()), woning_xml()])
    _, _, bevindingen = read(path, confined=True, memory_mb=256, seconds=20)
    assert {b.regel_id for b in blocking(bevindingen)} <= {"LEES-XSD", "LEES-BESTAND"}
    assert blocking(bevindingen)
    assert "GEHEIM" not in str(bevindingen)


def test_memory_does_not_grow_with_the_message(path: Path) -> None:
    """60 MB of woningen pass through a child that may hold 128 MB; as a tree they would take 500 MB."""
    make_xml(path, [woning_xml(number) for number in range(40_000)])
    rijen, _, bevindingen = read(path, confined=True, memory_mb=128)
    assert not blocking(bevindingen)
    assert rijen["woning"] == 40_000
