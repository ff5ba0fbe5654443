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


def left_out(path: Path) -> list[Bevinding]:
    """What was said of the records that were left out of a message that had too many of them."""
    _, _, bevindingen = read(path)
    assert [b.regel_id for b in blocking(bevindingen)] == ["LEES-XSD-AANDEEL"]
    found = [b for b in bevindingen if b.regel_id == "LEES-XSD"]
    assert {b.ernst for b in found} == {"waarschuwing"}
    return found


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
    assert {laag: count for laag, count in rijen.items() if count} == {
        "woning": 3,
        "huurovereenkomst": 3,
        "gezinslid": 6,
        "huurprijsberekening": 3,
        "kop": 1,
    }
    assert orjson.loads(rows_of(chunks, "kop")[0][3])["volgnummer"] == "1"
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
    gezinsleden = values_of(path, "gezinslid")
    assert [list(lid)[:2] for lid in gezinsleden] == [["contractnummer", "computernummer"]] * 6
    assert (gezinsleden[0]["contractnummer"], gezinsleden[0]["voornamen"]) == ("C1-0", "Test é & co")
    assert (gezinsleden[4]["contractnummer"], gezinsleden[4]["voornamen"]) == ("C2-1", "Test é en co")
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
    "postcode": (
        "<postcode>9000",
        "<postcode>12",
        "postcode",
        "12",
        "woning/adres[2]/postcode[3]: het element",
    ),
    "enumeration": ("nee</ingehuurd>", "?</ingehuurd>", "ingehuurd", "?", "code"),
    "date": ("<begindatum>2020-01-01", "<begindatum>2020-02-31", "begindatum", "2020-02-31", "waarde"),
    "partial date": ("<geboortedatum>1980-99-99", "<geboortedatum>1980-99-01", "geboortedatum", "1980-99-01", "vorm"),
    "missing element": ("<ingehuurd>nee</ingehuurd>", "", "huurstelsel", None, "ingehuurd"),
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
    "other namespace": ("<bouwjaar>", '<bouwjaar xmlns="urn:anders">', "bouwjaar", None, "staat hier niet"),
}
WOONCODEX = ("taalkennisNt2", "leefgewoonten", "sociaalOnderzoek", "gerechtelijkeGegevens", "geboorteplaats", "ziekte")
"""WIV-0.5, WIV-3.1.3: what article 3 does not transfer, and an element that nobody knows."""


@pytest.mark.parametrize("fault", SCHEMA_FAULTS)
def test_schema_fault_names_record_line_path_and_element(path: Path, fault: str) -> None:
    old, new, kolom, waarde, words = SCHEMA_FAULTS[fault]
    assert old in woning_xml()
    make_xml(path, [woning_xml(1), woning_xml(2), woning_xml(3).replace(old, new, 1), woning_xml(4)])
    (bevinding,) = left_out(path)
    assert (bevinding.regel_id, bevinding.laag, bevinding.rij, bevinding.kolom) == ("LEES-XSD", "woning", 3, kolom)
    assert bevinding.waarde == waarde
    assert "Woning 3, regel 6, woning" in bevinding.melding
    assert words in bevinding.melding
    if waarde and len(waarde) > 1:
        assert waarde not in bevinding.melding


@pytest.mark.parametrize("element", WOONCODEX)
@pytest.mark.parametrize("before", ["<bouwjaar>", "<computernummer>", "<positieCode>", "<basishuurprijs>"])
def test_what_article_3_does_not_transfer_is_refused_and_not_kept(path: Path, element: str, before: str) -> None:
    bad = woning_xml(2).replace(before, f"<{element}>GEVOELIG</{element}>{before}", 1)
    _, chunks, bevindingen = read(make_xml(path, [*map(woning_xml, range(100)), bad]))
    assert not blocking(bevindingen)
    (bevinding,) = bevindingen
    assert (bevinding.regel_id, bevinding.rij, bevinding.kolom) == ("LEES-XSD", 101, element)
    assert "GEVOELIG" not in str(bevindingen)
    assert element not in bevinding.melding
    assert all(b"GEVOELIG" not in data for _, data in chunks)
    assert len(rows_of(chunks, "woning")) == 100


def test_a_few_invalid_records_are_left_out_and_the_rest_lands(path: Path) -> None:
    bad = woning_xml(500, contracten=2).replace("9000", "x", 1)
    woningen = [woning_xml(number) for number in range(299)]
    rijen, chunks, bevindingen = read(make_xml(path, [*woningen[:10], bad, *woningen[10:]]))
    assert [(b.ernst, b.regel_id, b.laag, b.rij) for b in bevindingen] == [("waarschuwing", "LEES-XSD", "woning", 11)]
    assert (rijen["woning"], rijen["huurovereenkomst"], rijen["overgeslagen"]) == (299, 299, 1)
    assert [row[1] for row in rows_of(chunks, "woning")] == [*range(1, 11), *range(12, 301)]
    assert [row[1] for row in rows_of(chunks, "huurovereenkomst")][9:11] == [10, 13]
    assert orjson.loads(rows_of(chunks, "overgeslagen")[0][3]) == {
        "element": "woning",
        "rijnummer": "11",
        "sleutel": "W500",
    }


KEY = "<woonmaatschappijWoningId>W500</woonmaatschappijWoningId>"


@pytest.mark.parametrize(
    ("instead", "readable"),
    [
        (KEY, "W500"),
        (KEY.replace("W500", " W500"), None),
        (KEY.replace("W500", "W" * 41), None),
        (KEY.replace("W500", "W\n500"), None),
        (KEY.replace("W500", "W\u00a0500"), "W\u00a0500"),
        (KEY.replace("W500", "W85.07.30-033.28"), None),
        (KEY + KEY.replace("W500", "W501"), None),
        ("", None),
    ],
)
def test_wiv_7_1_of_a_woning_that_is_left_out_is_told_which_it_was(
    path: Path, instead: str, readable: str | None
) -> None:
    """Only by a number that the schema takes: any other would name a woning that is not there, or another one."""
    bad = woning_xml(500).replace("9000", "x", 1).replace(KEY, instead)
    assert KEY in woning_xml(500)
    _, chunks, bevindingen = read(make_xml(path, [*map(woning_xml, range(100)), bad]))
    assert not blocking(bevindingen)
    assert all("Deze woning telt niet mee uit dit bericht" in one.melding for one in bevindingen)
    assert orjson.loads(rows_of(chunks, "overgeslagen")[0][3]).get("sleutel") == readable


def test_every_schema_fault_is_told_and_the_list_is_capped(path: Path) -> None:
    bad = woning_xml().replace("9000", "x").replace("nee</ingehuurd>", "?</ingehuurd>")
    _, _, bevindingen = read(make_xml(path, [bad] * 510))
    assert len(bevindingen) == 1002
    assert bevindingen[999].rij == 500
    assert [b.regel_id for b in blocking(bevindingen)] == ["LEES-XSD-AANDEEL"]
    assert "510 van de 510" in blocking(bevindingen)[0].melding
    assert "nog 20 bevindingen" in bevindingen[-1].melding


def test_wiv_7_1_the_share_is_one_of_woningen(path: Path) -> None:
    """Land and removed woningen make no room for broken woningen, and when they are broken nothing is set aside."""
    grond = (
        "<grond><gemeenteNisCode>44021</gemeenteNisCode><grondreserveM2>1</grondreserveM2>"
        "<verworvenM2>0</verworvenM2></grond>"
    )
    bad = woning_xml(500).replace("9000", "x", 1)
    _, _, bevindingen = read(
        make_xml(path, [*map(woning_xml, range(100)), bad, bad], kop=MUTATIE, after=WEG * 50 + grond * 150)
    )
    assert [b.regel_id for b in blocking(bevindingen)] == ["LEES-XSD-AANDEEL"]
    assert "2 van de 102 woningen" in blocking(bevindingen)[0].melding
    broken = grond.replace("44021", "x") * 5
    _, chunks, bevindingen = read(make_xml(path, [*map(woning_xml, range(100)), bad], after=broken))
    assert not blocking(bevindingen)
    assert len(rows_of(chunks, "overgeslagen")) == 6


def test_numbers_of_later_records_do_not_shift_behind_an_invalid_one(path: Path) -> None:
    bad = woning_xml(2, contracten=2).replace("9000", "x", 1)
    found = left_out(make_xml(path, [woning_xml(1), bad, woning_xml(3).replace("9000", "y")]))
    assert [b.rij for b in found] == [2, 3]


def test_lines_are_those_of_the_file_however_the_records_are_read(path: Path) -> None:
    pretty = woning_xml().replace("><", ">\n<")
    lines = pretty.count("\n")
    bad = pretty.replace("9000", "x", 1)
    (bevinding,) = left_out(make_xml(path, [*[pretty] * 50, bad]))
    assert f"regel {4 + 50 * lines + bad[: bad.index('x<')].count(chr(10))}," in bevinding.melding


MUTATIE = KOP.replace("volledig", "mutatie")
WEG = (
    "<verwijderdeWoning><woonmaatschappijWoningId>W9</woonmaatschappijWoningId>"
    "<verwijderdOp>2026-01-01</verwijderdOp></verwijderdeWoning>"
)


def test_a_mutatie_has_changed_and_removed_woningen(path: Path) -> None:
    rijen, chunks, bevindingen = read(make_xml(path, kop=MUTATIE, after=WEG * 3))
    assert bevindingen == []
    assert (rijen["woning"], rijen["verwijderdeWoning"]) == (1, 3)
    assert orjson.loads(rows_of(chunks, "kop")[0][3])["soort"] == "mutatie"


@pytest.mark.parametrize("woningen", [1, 5])
def test_records_below_the_root_stand_in_the_order_of_the_schema(path: Path, woningen: int) -> None:
    message = [woning_xml(1), WEG, *(woning_xml(number + 2) for number in range(woningen))]
    _, _, bevindingen = read(make_xml(path, message, kop=MUTATIE))
    assert [(b.regel_id, b.kolom) for b in blocking(bevindingen)] == [("LEES-XSD", "woning")]


DOSSIERS = (
    "<pensioenrecht><pensioendossierId>P1</pensioendossierId>"
    "<pensioenbetaling><betaalmaand>2025-11</betaalmaand></pensioenbetaling>"
    "<pensioenbetaling><betaalmaand>2025-12</betaalmaand></pensioenbetaling></pensioenrecht>"
    "<arbeidsongeschiktheid><aoDossiernummer>A1</aoDossiernummer><socialeStatus>bediende</socialeStatus>"
    "<begindatum>2025-01-01</begindatum><aoVergoeding><begindatum>2025-02-01</begindatum></aoVergoeding>"
    "</arbeidsongeschiktheid></gezinslid>"
)


@pytest.mark.parametrize("plain", [True, False])
def test_records_nested_four_deep_know_the_keys_above_them(path: Path, plain: bool) -> None:
    second = woning_xml(2).replace("</gezinslid>", DOSSIERS, 1)
    if not plain:
        second = second.replace("<pensioenbetaling>", "<!-- x --><pensioenbetaling>")
    make_xml(path, [woning_xml(1), second])
    assert [(b["contractnummer"], b["pensioendossier_id"]) for b in values_of(path, "pensioenbetaling")] == [
        ("C2-0", "P1")
    ] * 2
    (vergoeding,) = values_of(path, "aoVergoeding")
    assert vergoeding["ao_dossiernummer"] == "A1"
    assert (vergoeding["computernummer"], vergoeding["begindatum"]) == ("C1-1", "2025-02-01")
    assert len(values_of(path, "gezinslid")) == 4
    assert "begindatum" not in values_of(path, "pensioenbetaling")[0]


def test_space_around_a_day_or_a_number_is_no_part_of_it(path: Path) -> None:
    """As the schema reads it; of a text it is, because the sender wrote it."""
    spaced = woning_xml(1)
    for name in ("begindatum", "aantalSlaapkamers", "straatnaam"):
        spaced = spaced.replace(f"<{name}>", f"<{name}> \n", 1).replace(f"</{name}>", f"\t </{name}>", 1)
    make_xml(path, [spaced, woning_xml(2)])
    for laag, name in (("huurovereenkomst", "begindatum"), ("woning", "aantal_slaapkamers")):
        first, second = (found[name] for found in values_of(path, laag)[:2])
        assert first == second
        assert first == first.strip()
    straatnaam = values_of(path, "woning")[0]["straatnaam"]
    assert straatnaam != straatnaam.strip()


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
    assert {b.regel_id for b in blocking(bevindingen)} - {"LEES-LAAG"} == {"LEES-XSD"}


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


@pytest.mark.parametrize(("woningen", "leeg"), [([], LAGEN), ([woning_xml(contracten=0)], LAGEN[1:])])
def test_layers_that_are_seldom_empty_are_a_warning_when_they_are(
    path: Path, woningen: list[str], leeg: tuple[str, ...]
) -> None:
    _, _, bevindingen = read(make_xml(path, woningen))
    assert {(b.ernst, b.laag) for b in bevindingen} == {("waarschuwing", laag) for laag in leeg}


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
    "quadratic blow-up": '<!DOCTYPE cwrLevering [<!ENTITY a "' + "x" * 100_000 + '">]>',
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


XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
TRICKS = {
    "xinclude": ('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret}" parse="text"/>', "LEES-XSD"),
    "schema location": (f'<woning {XSI} i:schemaLocation="urn:x {{secret}}"/>', "LEES-XSD-AANDEEL"),
    "type of the sender": (f'<woning {XSI} i:type="kop"/>', "LEES-XSD-AANDEEL"),
    "deep": ("<a>" * 3000, "LEES-BESTAND"),
    "deep and closed": ("<a>" * 200 + "</a>" * 200, "LEES-XSD"),
    "giant text": ("<naam>" + "x" * 11_000_000 + "</naam>", "LEES-BESTAND"),
    "giant attribute": ('<woning a="' + "x" * 11_000_000 + '"/>', "LEES-BESTAND"),
    "unknown entity": ("&onbekend;", "LEES-BESTAND"),
    "character that is none": ("<naam>&#0;</naam>", "LEES-BESTAND"),
    "late doctype": ('<!DOCTYPE a [<!ENTITY b SYSTEM "{secret}">]>', "LEES-XML-DTD"),
    "end of the message": ("</cwrLevering><cwrLevering>", "LEES-BESTAND"),
    "no utf-8": ("<naam>\udcff</naam>", "LEES-BESTAND"),
    "end tag in a comment": ("<!-- </woning> -->", None),
    "end tag in CDATA": ("<naam><![CDATA[</woning>]]></naam>", "LEES-XSD"),
    "end tag in an instruction": ("<?pi </woning>?>", None),
}


@pytest.mark.parametrize("place", [1, 3])
@pytest.mark.parametrize("trick", TRICKS)
def test_other_xml_tricks_are_findings(path: Path, secret: Path, trick: str, place: int) -> None:
    """Before the first woning and after woningen that needed no parser."""
    text, rule = TRICKS[trick]
    woningen = [woning_xml(number) for number in range(1, 5)]
    woningen.insert(place, text.replace("{secret}", secret.as_uri()))
    message = make_xml(path.with_suffix(".txt"), ["@"]).read_text(encoding="utf-8").replace("@", "".join(woningen))
    path.write_bytes(message.encode(errors="surrogateescape"))
    rijen, chunks, bevindingen = read(path)
    assert {b.regel_id for b in blocking(bevindingen)} == ({rule} if rule else set())
    assert rule or rijen["woning"] == 4
    assert "GEHEIM" not in str(bevindingen)
    assert all(b"GEHEIM" not in data for _, data in chunks)


@pytest.mark.parametrize(
    ("declared", "encoded"),
    [("UTF-8", "iso-8859-1"), ("UTF-16", "utf-8"), ("bestaat-niet", "utf-8"), ("us-ascii", "utf-8")],
)
def test_wrong_declarations_of_encoding(path: Path, declared: str, encoded: str) -> None:
    text = make_xml(path, [woning_xml(number) for number in range(1, 4)]).read_text(encoding="utf-8")
    path.write_bytes(text.replace("UTF-8", declared).encode(encoded))
    assert only_finding(path).regel_id == "LEES-BESTAND"


@pytest.mark.parametrize(("count", "between"), [(40_000, ""), (8_000, "<!-- x -->")])
def test_memory_does_not_grow_with_the_message(path: Path, count: int, between: str) -> None:
    """Some 60 MB of woningen pass a child that may hold 128 MB, and fewer that all need the parser."""
    make_xml(path, [woning_xml(number) + between for number in range(count)])
    rijen, _, bevindingen = read(path, confined=True, memory_mb=128)
    assert not blocking(bevindingen)
    assert rijen["woning"] == count
