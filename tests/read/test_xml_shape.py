"""What a pattern made from the schema accepts is valid by the schema, and gives the same records as the tree."""

from __future__ import annotations

import random
import re

import pytest
from bestanden import NAMESPACE, PEILDATUM
from lxml import etree

from cwr_leveringen import WOONMAATSCHAPPIJEN, maak_levering
from woonkluis.contracts import contract_by_id
from woonkluis.contracts.catalog import schema_path
from woonkluis.read import xml_shape
from woonkluis.read.reader import Reading
from woonkluis.read.xml_records import Records

CONTRACT = contract_by_id("cwr-xml-1")
DECLARED = etree.parse(schema_path(CONTRACT)).getroot()
SCHEMA = etree.XMLSchema(DECLARED)
SIMPLE = list(DECLARED.iterchildren("{*}simpleType"))


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """The records of the contract."""
    path = tmp_path_factory.mktemp("leeg") / "x.xml"
    path.touch()
    reading = Reading(path, CONTRACT, levering_id=1, bronhouder_code="x", peildatum=PEILDATUM)
    return Records(DECLARED, f"{{{NAMESPACE}}}", reading.job.lagen)


@pytest.fixture(scope="module")
def woningen(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Dwellings of a demo feed."""
    path = maak_levering(tmp_path_factory.mktemp("feed"), WOONMAATSCHAPPIJEN[0], PEILDATUM, n_woningen=150)
    return re.findall(rb"(?s)<woning>.*?</woning>", path.read_bytes())


def parsed(woning: bytes) -> etree._Element:
    """A dwelling as the parser takes it below the root of a message."""
    return etree.fromstring(b'<w xmlns="%b">%b</w>' % (NAMESPACE.encode(), woning))[0]


def test_most_dwellings_of_a_feed_are_plain_and_give_the_same_bytes(records: Records, woningen: list[bytes]) -> None:
    plain = 0
    for woning in woningen:
        rows = records.from_bytes(b"\n  " + woning)
        element = parsed(woning)
        assert SCHEMA.validate(element)
        plain += rows is not None
        assert rows in (None, list(records.from_tree(element)))
    assert plain > 0.9 * len(woningen)


VALUES = [
    "0",
    "1",
    "007",
    "12",
    "20",
    "21",
    "99",
    "100",
    "101",
    "400",
    "401",
    "999",
    "1000",
    "9999",
    "10000",
    "999999999",
    "1000000000",
    "-1",
    "-0",
    "+1",
    "1.",
    ".5",
    "1.5",
    "1.25",
    "1.255",
    "0.001",
    "1234567.89",
    "12345678.89",
    "123456789.1",
    "-12.50",
    "1e3",
    "INF",
    "2026-02-28",
    "2026-02-29",
    "2024-02-29",
    "2025-06-31",
    "2025-12-31",
    "2025-13-01",
    "0000-01-01",
    "2025-01-01Z",
    "1948-99-99",
    "9999-99-99",
    "1948-13-99",
    "1948-05-99",
    "2025-07",
    "2025-00",
    "2025-13",
    "1850-01",
    "85073003328",
    "8507300332",
    "0400000007",
    "40000000",
    "44021",
    "9000",
    "0900",
    "150",
    "AB",
    "ABCDE",
    "abcde",
    "ja",
    "nee",
    "Ja",
    "volledig",
    "mutatie",
    "huurder",
    "gezinslid",
    "31370",
    "3812",
    "insz",
    "beroep",
    "x_y",
    "11922B0570/00H004",
    "11922B0570/00_000",
    "11922B0570-00H004",
    "1/2",
    "0/1",
    "P0001",
    "p0001",
    "EUR",
    "été",
    "12345678901",
    "1982",
    "1499",
    "123e4567-e89b-12d3-a456-426614174000",
    "R01",
]


@pytest.mark.parametrize("kind", SIMPLE, ids=[str(found.get("name")) for found in SIMPLE])
def test_a_pattern_accepts_no_value_that_the_schema_refuses(kind: etree._Element) -> None:
    name = str(kind.get("name"))
    pattern = re.compile(b"(?:%b)<" % xml_shape._simple(kind).encode())
    one = etree.fromstring(etree.tostring(DECLARED))
    for old in one.iterchildren("{*}element"):
        one.remove(old)
    etree.SubElement(one, f"{xml_shape.XSD}element", name="proef", type=name)
    schema = etree.XMLSchema(etree.fromstring(etree.tostring(one)))
    rng = random.Random(name)  # noqa: S311
    tried = [
        *VALUES,
        "",
        " ",
        "a b",
        "a  b",
        " a",
        "a ",
        "a\tb",
        "a\nb",
        "x" * 41,
        "x" * 61,
        "\u00e9" * 39,
        "x" * 256,
        "a&b",
    ]
    for _ in range(400):
        value = list(rng.choice(VALUES))
        value[rng.randrange(len(value))] = rng.choice("0123456789-+. /ABZaz_\u00e9")
        tried.append("".join(value) * rng.choice((1, 1, 1, 2)))
    accepted = 0
    element = etree.Element(f"{{{NAMESPACE}}}proef")
    for value in tried:
        if pattern.fullmatch(value.encode() + b"<"):
            element.text = value
            assert schema.validate(element), value
            accepted += 1
    assert accepted


def test_a_spoiled_dwelling_is_never_taken_for_a_valid_one(records: Records, woningen: list[bytes]) -> None:
    """Bytes are changed, removed, doubled and swapped at random; what is still taken must be valid and the same."""
    rng = random.Random(3)  # noqa: S311
    snippets = (
        b"<",
        b">",
        b"/",
        b"&amp;",
        b"<!-- -->",
        b"<![CDATA[x]]>",
        b"<?p?>",
        b"</woning>",
        b"<gezinslid>",
        b"\xff",
    )
    snippets += (b"\xef\xbf\xbf", b" ", b"0", b"9", b"x", b'a="b"', b"<bouwjaar>1980</bouwjaar>", b"\0")
    small = sorted(woningen, key=len)[:40]
    taken = 0
    for _ in range(4000):
        woning = bytearray(rng.choice(small))
        at, length = rng.randrange(len(woning)), rng.choice((0, 1, 1, 5, 30, 200))
        tags = [match.start() for match in re.finditer(rb"<", woning)]
        trick = rng.randrange(4)
        if trick == 0:
            woning[at : at + length] = rng.choice(snippets)
        elif trick == 1:
            woning[at:at] = woning[at : at + length]
        else:
            first, second, third = sorted(rng.choices(tags, k=3))
            cut = woning[first:second]
            del woning[first:second]
            if trick == 2:
                woning[third - len(cut) : third - len(cut)] = cut
        rows = records.from_bytes(bytes(woning))
        if rows is not None:
            element = parsed(bytes(woning))
            assert SCHEMA.validate(element)
            assert rows == list(records.from_tree(element))
            taken += 1
    assert taken > 50


def test_a_schema_that_has_no_pattern_leaves_everything_to_the_parser() -> None:
    other = etree.fromstring(
        etree.tostring(DECLARED).replace(b'<xs:pattern value="[A-Z]{5}"/>', b'<xs:pattern value="\\p{Lu}{5}"/>')
    )
    types = {str(found.get("name")): found for found in other.iterchildren("{*}complexType", "{*}simpleType")}
    woning = next(found for found in other.iterchildren("{*}element") if found.get("name") == "woning")
    with pytest.raises(xml_shape.UnfitError):
        xml_shape.whole(woning, types)
