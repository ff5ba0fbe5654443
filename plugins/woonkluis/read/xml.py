"""Read an XML message: one record below the root at a time is validated, taken apart and forgotten."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import orjson
from lxml import etree

from woonkluis.platform.insz import INSZ
from woonkluis.read.bevinding import Bevinding, Bevindingen, UnreadableError, shorten
from woonkluis.read.columns import report_empty
from woonkluis.read.source import Source
from woonkluis.read.values import dump
from woonkluis.read.xml_records import Records, declared_below, local_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.etree import _Element

    from woonkluis.read.frames import FrameWriter
    from woonkluis.read.job import Job

SAFE = {"no_network": True, "resolve_entities": False, "load_dtd": False, "huge_tree": False}
BLOCK_BYTES = 256 * 1024
MAX_PLAIN_BYTES = 4 * 1024 * 1024
"""Of one record with all that is nested in it, of which the bytes are kept until it is complete."""

ROOT, HEADER = "cwrLevering", "kop"
is_key = re.compile(r"(?=.{1,40}\Z)[^ \t\r\n]+(?: +[^ \t\r\n]+)*").fullmatch
"""What the schema calls a key: short, and without space at either end, where only these four are space."""

HINT = "Herstel het bericht en lever opnieuw."
LEFT_OUT = {
    "woning": "Deze woning telt niet mee uit dit bericht; wat eerder van haar geaccepteerd is, blijft gelden. ",
}
"""WIV-7.1: what it means that a record was left out; of other records, that only the rest of the message counts."""

LEFT_OUT_OTHER = "Dit record telt niet mee. "

REASONS = (
    ("SCHEMAV_ELEMENT_CONTENT", "staat hier niet volgens het schema, of een verplicht element ontbreekt"),
    ("SCHEMAV_CVC_PATTERN_VALID", "heeft niet de voorgeschreven vorm"),
    ("SCHEMAV_CVC_ENUMERATION_VALID", "heeft geen toegestane code"),
    ("SCHEMAV_CVC_DATATYPE_VALID", "heeft geen geldige waarde van zijn soort"),
    ("SCHEMAV_CVC_MAXLENGTH_VALID", "is te lang"),
    ("SCHEMAV_CVC_MINLENGTH_VALID", "is te kort"),
    ("SCHEMAV_CVC_LENGTH_VALID", "heeft niet de voorgeschreven lengte"),
    ("SCHEMAV_CVC_TYPE_3_1_1", "heeft een attribuut dat niet is toegestaan"),
    ("SCHEMAV_CVC_COMPLEX_TYPE_4", "mist een verplicht attribuut"),
    ("SCHEMAV_CVC_COMPLEX_TYPE_2_3", "bevat losse tekst"),
)
"""Words for libxml2's schema errors, by prefix of their type; its own message quotes the value."""

OTHER_REASON = "voldoet niet aan het schema"

find_element = re.compile(r"Element '(?:\{[^}]*\})?([^']+)'").match
find_expected = re.compile(r"Expected is (?:one of )?\( (.+) \)\.$").search


class Reader:
    """Reads one message."""

    streams = True

    def __init__(self, job: Job, writer: FrameWriter, findings: Bevindingen) -> None:
        self._job = job
        self._source = Source(job)
        self._findings = findings
        declared = etree.parse(job.schema_path or "", etree.XMLParser(no_network=True))
        self._schema = etree.XMLSchema(declared)
        self._namespace = f"{{{job.namespace}}}"
        self._records = Records(declared.getroot(), self._namespace, job.lagen)
        self._layers = {laag.naam: number for number, laag in enumerate(job.lagen)}
        self._order = {
            self._namespace + name: number for number, name in enumerate(declared_below(declared.getroot(), ROOT))
        }
        self._adders = [self._adder(index, writer.rows(index)) for index in range(len(job.lagen))]
        self._skipped = next((index for index, laag in enumerate(job.lagen) if laag.skipped), None)
        self._first = self._order[self._namespace + job.lagen[0].naam]
        self._reached = 0
        self._left_out = 0
        self._done = 0
        self._woningen = 0
        self._woningen_left_out = 0
        """WIV-7.1: records of the first layer, of which a share may be set aside; land and removed woningen may not."""
        self._lines = 0
        """Lines of the pieces that the parser did not see."""

    def _adder(self, index: int, add: Callable[[int, bytes, bytes], None]) -> Callable[[int, bytes, bytes], None]:
        """Return what takes the rows of a layer; what is too old to be kept goes no further than here (WIV-R.2)."""
        laag = self._job.lagen[index]
        oudste = laag.oudste
        if oudste is None:
            return add

        def add_young(rij: int, waarden: bytes, ewkb: bytes) -> None:
            values = orjson.loads(waarden)
            datum, jaar = (str(values.get(name) or "").strip() for name in (oudste.datum, oudste.jaar))
            if datum >= oudste.vanaf_datum if datum else jaar >= oudste.vanaf_jaar:
                add(rij, waarden, ewkb)
                return
            melding = (
                f"Dit record ({laag.naam}) is ouder dan mag worden bewaard (WIV-R.2): het is geweigerd en nergens "
                "opgeslagen. Lever het niet meer."
            )
            kolom = oudste.datum if datum else oudste.jaar
            self._findings.add(Bevinding("LEES-BEWAARTERMIJN", melding, laag.naam, rij, kolom, ernst="waarschuwing"))

        return add_young

    def read(self) -> None:
        """Read the message; raises UnreadableError when it cannot be read further."""
        try:
            self._check_root()
            self._read_records()
        except etree.XMLSyntaxError as error:
            if error.code == etree.ErrorTypes.ERR_NO_MEMORY:  # type: ignore[attr-defined]  # missing in the stubs
                raise MemoryError from None
            if self._declares_doctype():
                raise _doctype() from None
            regel = self._lines + (error.lineno or 0)
            melding = f"Het bestand is geen goed gevormde XML of is afgebroken (regel {regel}). {HINT}"
            raise UnreadableError("LEES-BESTAND", melding) from None
        self._judge_left_out()
        for laag, seen in zip(self._job.lagen, self._records.seen, strict=True):
            if not seen:
                report_empty(laag, self._findings)

    def _declares_doctype(self) -> bool:
        """Whether a document that does not parse has a DOCTYPE: then that is what to say about it."""
        return b"<!DOCTYPE" in self._source.head.replace(b"\0", b"")

    def _check_root(self) -> None:
        """Look at the first element only, so that a foreign or hostile document is never read as a tree."""
        _, root = next(iter(etree.iterparse(BytesIO(self._source.head), events=("start",), **SAFE)))
        if root.getroottree().docinfo.internalDTD is not None:
            raise _doctype()
        if root.tag != f"{self._namespace}{ROOT}":
            melding = f"Het bericht begint niet met {ROOT} in namespace {self._job.namespace}. {HINT}"
            raise UnreadableError("LEES-XSD", melding, kolom=shorten(etree.QName(root).localname))

    def _parse(self) -> Iterator[_Element]:
        """Send what is plain; parse the rest and yield the elements that may stand below a root, the root last.

        The file goes by in pieces that end where a record of the first layer seems to end. The parser gets a piece
        without its last character first: when exactly one element is complete with that character, and not before, it
        ends there for the parser too. From then on the next piece starts between two records, and when all of it is a
        record that is surely valid by its bytes (see `xml_shape`), it needs no parser, which never sees it. Anything
        else (a comment with an end tag in it, a prefix, another encoding) only costs that work.
        """
        closing = f"</{self._job.lagen[0].naam}>".encode()
        # One element per event; the types of the stubs are those of every kind of event.
        options: dict[str, Any] = {"remove_comments": True, "remove_pis": True} | SAFE
        parser: Any = etree.XMLPullParser(("end",), tag=tuple(self._order), **options)
        between = False
        rest = b""
        while block := self._source.read(BLOCK_BYTES):
            data, start = rest + block, 0
            while (found := data.find(closing, start)) >= 0:
                end = found + len(closing)
                piece = data[start:end]
                start = end
                if between and self._send_plain(piece):
                    continue
                parser.feed(piece[:-1])
                early = [element for _, element in parser.read_events()]
                parser.feed(piece[-1:])
                late = [element for _, element in parser.read_events()]
                between = len(late) == 1 and self._is_below_root(late[0])
                yield from early
                yield from late
            rest = data[start:]
            if len(rest) > MAX_PLAIN_BYTES:
                parser.feed(rest)
                between, rest = False, b""
                yield from (element for _, element in parser.read_events())
        parser.feed(rest)
        root = parser.close()
        yield from (element for _, element in parser.read_events())
        yield root

    def _send_plain(self, piece: bytes) -> bool:
        """Send the records of a piece that is one record of the first layer, valid and plain; say whether it was."""
        rows = self._records.from_bytes(piece) if self._reached == self._first else None
        if rows is None:
            return False
        self._done += 1
        self._woningen += 1
        self._lines += piece.count(b"\n")
        self._send(rows)
        return True

    def _is_below_root(self, element: _Element) -> bool:
        """Whether what comes next stands below the root, in UTF-8 and in the namespace of the schema."""
        root = element.getparent()
        return (
            root is not None
            and root.getparent() is None
            and root.nsmap.get(None) == self._job.namespace
            and (root.getroottree().docinfo.encoding or "UTF-8").upper() == "UTF-8"
        )

    def _read_records(self) -> None:
        """Walk over the parsed records below the root, each removed once the next has come.

        So a record always finds its predecessor (or the kop) right before it; anything else there is reported and
        removed. What remains at the end, the root with its kop and whatever follows the last record, is then validated.
        """
        header: _Element | None = None
        last: _Element | None = None
        for element in self._parse():
            root = element.getparent()
            if root is None:
                self._finish(element, header, last)
                return
            if root.getparent() is not None:
                continue
            if self._order[element.tag] == 0:
                if header is None and last is None:
                    header = element
                    self._check_header(element)
                continue
            self._report_strays(root, element, header if last is None else last)
            if last is not None:
                root.remove(last)
            last = element
            if self._order[element.tag] < self._reached:
                self._report_stray(element)
            self._reached = self._order[element.tag]
            self._done += 1
            self._woningen += self._reached == self._first
            if self._schema.validate(element):
                self._send(self._records.from_tree(element))
            else:
                self._leave_out(element)
            element.clear(keep_tail=True)  # type: ignore[call-arg]  # missing in the stubs

    def _finish(self, root: _Element, header: _Element | None, last: _Element | None) -> None:
        if last is not None:
            self._report_text(last.tail)
            root.remove(last)
        if not self._schema.validate(root):
            self._report_invalid(root, "Bericht")
        elif header is None:
            melding = f"De {HEADER} staat niet voor de woningen. {HINT}"
            self._findings.add(Bevinding("LEES-XSD", melding, kolom=HEADER))

    def _report_strays(self, root: _Element, element: _Element, expected: _Element | None) -> None:
        """Report and remove everything between a record and what should stand right before it."""
        while (stray := element.getprevious()) is not None and stray is not expected:
            self._report_stray(stray)
            root.remove(stray)
        self._report_text(root.text if expected is None else expected.tail)

    def _report_stray(self, stray: _Element) -> None:
        name = etree.QName(stray).localname
        melding = f"Het element na record {self._done} van het bericht hoort daar niet volgens het schema. {HINT}"
        self._findings.add(Bevinding("LEES-XSD", melding, kolom=shorten(name)))

    def _report_text(self, text: str | None) -> None:
        if text and not text.isspace():
            melding = f"Na record {self._done} van het bericht staat losse tekst tussen de elementen. {HINT}"
            self._findings.add(Bevinding("LEES-XSD", melding, waarde=shorten(text.strip())))

    def _check_header(self, header: _Element) -> None:
        """The kop must be valid and speak of the delivery it came with; it is a record of its own."""
        if not self._schema.validate(header):
            self._report_invalid(header, HEADER.capitalize())
            return
        for name, expected in (("afzenderKbo", self._job.bronhouder_code), ("peildatum", self._job.peildatum)):
            value = header.findtext(self._namespace + name)
            if value != expected:
                melding = f"{name} in de kop is niet die van de levering. Lever onder de juiste bestandsnaam."
                self._findings.add(Bevinding("LEES-KOP", melding, kolom=name, waarde=shorten(value)))
        self._send(self._records.from_tree(header))

    def _send(self, rows: Iterable[tuple[int, bytes]]) -> None:
        seen, adders = self._records.seen, self._adders
        for index, waarden in rows:
            seen[index] = rij = seen[index] + 1
            adders[index](rij, waarden, b"")

    def _leave_out(self, element: _Element) -> None:
        """Report an invalid record and leave it out, with all that is nested in it; a row says which one it was."""
        naam = etree.QName(element).localname
        self._records.count(element)
        rij = self._records.seen[self._layers[naam]]
        self._left_out += 1
        self._woningen_left_out += self._reached == self._first
        tolerated = self._skipped is not None
        self._report_invalid(element, f"{naam.capitalize()} {rij}", naam, rij, tolerated=tolerated)
        if self._skipped is not None:
            waarden = {"element": naam, "rijnummer": str(rij)}
            # WIV-7.1: a key that is itself wrong names no woning, so it may be any (docs/decisions/0021-afzonderen.md);
            # one with the number of a person in it (WIV-3.1.1) is not kept either.
            keys = element.findall(self._namespace + self._job.lagen[self._layers[naam]].velden[0].naam)
            key = keys[0].text or "" if len(keys) == 1 and not len(keys[0]) else ""
            if is_key(key) and not INSZ.search(key):
                waarden["sleutel"] = key
            self._adders[self._skipped](self._left_out, dump(waarden), b"")

    def _judge_left_out(self) -> None:
        """WIV-7.1: some invalid woningen are left out and told; too many of them mean that the message is wrong."""
        left_out, woningen = self._woningen_left_out, self._woningen
        if self._skipped is not None and left_out > self._job.max_invalid_share * woningen:
            melding = (
                f"{left_out} van de {woningen} woningen van het bericht voldoen niet aan het schema, meer dan "
                f"{100 * self._job.max_invalid_share:g} procent. {HINT}"
            )
            self._findings.add(Bevinding("LEES-XSD-AANDEEL", melding))

    def _report_invalid(
        self, element: _Element, place: str, laag: str | None = None, rij: int | None = None, *, tolerated: bool = False
    ) -> None:
        """One finding per schema error; libxml2's own words quote values, so the finding gets words of its own."""
        for error in self._schema.error_log:  # type: ignore[attr-defined]  # missing in the stubs
            match = find_element(error.message)
            name = match[1] if match else None
            reason = next((words for prefix, words in REASONS if error.type_name.startswith(prefix)), OTHER_REASON)
            expected = find_expected(error.message)
            names = expected[1].replace(self._namespace, "") if expected else ""
            effect = LEFT_OUT.get(laag or "", LEFT_OUT_OTHER) if tolerated else ""
            hint = f"{f'Verwacht: {names}. ' if names else ''}{effect}{HINT}"
            path, found = local_names(element, error.path, self._records.names)
            melding = f"{place}, regel {self._lines + error.line}, {path}: het element {reason}. {hint}"
            shown = error.type_name != "SCHEMAV_ELEMENT_CONTENT" and found.text and not len(found)
            self._findings.add(
                Bevinding(
                    "LEES-XSD",
                    melding,
                    laag,
                    rij,
                    shorten(name) if name else None,
                    shorten(found.text) if shown else None,
                    "waarschuwing" if tolerated else "blokkerend",
                )
            )


def _doctype() -> UnreadableError:
    melding = "Het bericht bevat een DOCTYPE (DTD of entiteiten); dat is niet toegestaan. Lever het zonder DOCTYPE."
    return UnreadableError("LEES-XML-DTD", melding)
