"""Read a message of a woonmaatschappij: one woning at a time is validated, taken apart and forgotten."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from woonkluis.read.bevinding import Bevinding, Bevindingen, UnreadableError, shorten
from woonkluis.read.columns import report_empty
from woonkluis.read.source import Source
from woonkluis.read.values import dump

if TYPE_CHECKING:
    from lxml.etree import _Element

    from woonkluis.read.frames import FrameWriter
    from woonkluis.read.job import Job

SAFE = {"no_network": True, "resolve_entities": False, "load_dtd": False, "huge_tree": False}
ROOT, HEADER = "cwrLevering", "kop"

HINT = "Herstel het bericht en lever opnieuw."

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
        self._schema = etree.XMLSchema(etree.parse(job.schema_path or "", etree.XMLParser(no_network=True)))
        self._namespace = f"{{{job.namespace}}}"
        self._records = {f"{self._namespace}{laag.naam}": index for index, laag in enumerate(job.lagen)}
        self._leafs = [
            {f"{self._namespace}{veld.naam}": veld.veld for veld in laag.velden if not veld.inherited}
            for laag in job.lagen
        ]
        self._inherited = [[veld.veld for veld in laag.velden if veld.inherited] for laag in job.lagen]
        self._adders = [writer.rows(index) for index in range(len(job.lagen))]
        self._seen = [0] * len(job.lagen)

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
            melding = f"Het bestand is geen goed gevormde XML of is afgebroken (regel {error.lineno}). {HINT}"
            raise UnreadableError("LEES-BESTAND", melding) from None
        for laag, seen in zip(self._job.lagen, self._seen, strict=True):
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

    def _read_records(self) -> None:
        """Walk over the woningen below the root, each removed once the next has come.

        So a woning always finds its predecessor (or the kop) right before it; anything else there is reported and
        removed. What remains at the end, the root with its kop and whatever follows the last woning, is then validated.
        """
        woning_tag, header_tag = self._namespace + self._job.lagen[0].naam, self._namespace + HEADER
        context = etree.iterparse(
            self._source, events=("end",), tag=(header_tag, woning_tag), remove_comments=True, remove_pis=True, **SAFE
        )
        header: _Element | None = None
        last: _Element | None = None
        for _, element in context:
            root = element.getparent()
            if root is None or root.getparent() is not None:
                continue
            if element.tag == header_tag:
                if header is None and last is None:
                    header = element
                    self._check_header(element)
                continue
            self._report_strays(root, element, header if last is None else last)
            if last is not None:
                root.remove(last)
            last = element
            if self._schema.validate(element):
                self._send(element)
            else:
                self._report_invalid(element, self._skip(element))
            element.clear(keep_tail=True)
        root = context.root
        if last is not None:
            self._report_text(last.tail)
            root.remove(last)
        if not self._schema.validate(root):
            self._report_invalid(root, None)
        elif header is None:
            melding = f"De {HEADER} staat niet voor de woningen. {HINT}"
            self._findings.add(Bevinding("LEES-XSD", melding, kolom=HEADER))

    def _report_strays(self, root: _Element, woning: _Element, expected: _Element | None) -> None:
        """Report and remove everything between a woning and what should stand right before it."""
        while (stray := woning.getprevious()) is not None and stray is not expected:
            name = etree.QName(stray).localname
            melding = f"Het element voor woning {self._seen[0] + 1} hoort daar niet volgens het schema. {HINT}"
            self._findings.add(Bevinding("LEES-XSD", melding, kolom=shorten(name)))
            root.remove(stray)
        self._report_text(root.text if expected is None else expected.tail)

    def _report_text(self, text: str | None) -> None:
        if text and not text.isspace():
            melding = f"Bij woning {self._seen[0]} staat losse tekst tussen de elementen. {HINT}"
            self._findings.add(Bevinding("LEES-XSD", melding, waarde=shorten(text.strip())))

    def _check_header(self, header: _Element) -> None:
        """The kop must be valid and speak of the delivery it came with."""
        if not self._schema.validate(header):
            self._report_invalid(header, None)
            return
        for name, expected in (("afzenderKbo", self._job.bronhouder_code), ("peildatum", self._job.peildatum)):
            value = header.findtext(self._namespace + name)
            if value != expected:
                melding = f"{name} in de kop is niet die van de levering. Lever onder de juiste bestandsnaam."
                self._findings.add(Bevinding("LEES-KOP", melding, kolom=name, waarde=shorten(value)))

    def _skip(self, woning: _Element) -> int:
        """Count the records of an invalid woning, so that later ones keep their number; returns that of the woning."""
        for element in woning.iter():
            index = self._records.get(element.tag)
            if index is not None:
                self._seen[index] += 1
        return self._seen[0]

    def _send(self, woning: _Element) -> None:
        """Send the records of a valid woning.

        The schema puts the elements of a record before the records nested in it, so one walk in document order
        suffices: the first element of a nested record ends the one before.
        """
        find_record = self._records.get
        known: dict[str, str] = {}
        current = 0
        find_leaf = self._leafs[0].get
        waarden: dict[str, str] = {}
        for element in woning.iter():
            tag = element.tag
            veld = find_leaf(tag)
            if veld is not None:
                text = element.text
                if text:
                    waarden[veld] = text
            elif index := find_record(tag):
                self._add(current, waarden)
                known.update(waarden)
                current, find_leaf = index, self._leafs[index].get
                waarden = {veld: known[veld] for veld in self._inherited[index]}
        self._add(current, waarden)

    def _add(self, index: int, waarden: dict[str, str]) -> None:
        rij = self._seen[index] = self._seen[index] + 1
        self._adders[index](rij, dump(waarden), b"")

    def _report_invalid(self, element: _Element, rij: int | None) -> None:
        """One finding per schema error; libxml2's own words quote values, so the finding gets words of its own."""
        place = f"Woning {rij}" if rij else "Bericht"
        for error in self._schema.error_log:  # type: ignore[attr-defined]  # missing in the stubs
            match = find_element(error.message)
            name = match[1] if match else None
            reason = next((words for prefix, words in REASONS if error.type_name.startswith(prefix)), OTHER_REASON)
            expected = find_expected(error.message)
            names = expected[1].replace(self._namespace, "") if expected else ""
            hint = f"Verwacht: {names}. {HINT}" if names else HINT
            melding = f"{place}, regel {error.line}: het element {reason}. {hint}"
            waarde = None if error.type_name == "SCHEMAV_ELEMENT_CONTENT" else _text_at(element, error.path)
            laag = self._job.lagen[0].naam if rij else None
            self._findings.add(Bevinding("LEES-XSD", melding, laag, rij, shorten(name) if name else None, waarde))


def _doctype() -> UnreadableError:
    melding = "Het bericht bevat een DOCTYPE (DTD of entiteiten); dat is niet toegestaan. Lever het zonder DOCTYPE."
    return UnreadableError("LEES-XML-DTD", melding)


def _text_at(element: _Element, path: str | None) -> str | None:
    """Text of the element that a schema error points at: `/*/*[2]/*[3]`, the first step being the validated one."""
    for position in re.findall(r"/\*(?:\[([0-9]+)\])?", path or "")[1:]:
        element = element[int(position or 1) - 1]
    return shorten(element.text) if element.text and not len(element) else None
