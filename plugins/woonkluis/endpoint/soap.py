"""SOAP 1.1 and 1.2: what is asked in an envelope, and the envelopes of answers and faults."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree
from lxml.builder import ElementMaker

from woonkluis.endpoint.handtekening import SOAP_11, SOAP_12, parse, verify_envelope
from woonkluis.endpoint.oproep import LEVEREN, STATUS, Bewijs
from woonkluis.endpoint.weigering import GeweigerdError

if TYPE_CHECKING:
    from uuid import UUID

    from cryptography.x509 import Certificate

    from woonkluis.endpoint.weigering import Reden

HERE = Path(__file__).parent
NS = "urn:woonkluis:aanlevering:1"
MEDIA = {"text/xml": SOAP_11, "application/soap+xml": SOAP_12}
ANSWERS = {SOAP_11: "text/xml; charset=utf-8", SOAP_12: "application/soap+xml; charset=utf-8"}
MAX_INLINE = 1_000_000
MAX_ENVELOPE = 1_500_000
"""An inline message in base64, and what stands around it."""

OPERATIONS = {f"{{{NS}}}Lever": LEVEREN, f"{{{NS}}}VraagStatus": STATUS}
M = ElementMaker(namespace=NS, nsmap={None: NS})


@dataclass(frozen=True)
class Vraag:
    """What an envelope asks, from the Body as it was signed."""

    soap: str
    dienst: str
    gebruiker: str | None
    kenmerk: bytes
    tijdstip: datetime
    bronhouder: str | None = None
    peildatum: date | None = None
    sha256: str | None = None
    inhoud: bytes | None = None
    bijlage: str | None = None
    levering_id: int | None = None


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(HERE / "aanlevering.xsd"))


def wsdl(address: str) -> bytes:
    """Return the WSDL with the address of this service."""
    tree = etree.parse(HERE / "aanlevering.wsdl", etree.XMLParser(remove_blank_text=True))
    types = tree.find("{http://schemas.xmlsoap.org/wsdl/}types")
    if types is not None:
        types.append(etree.parse(HERE / "aanlevering.xsd").getroot())
    for port in tree.iter("{*}address"):
        port.set("location", address)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def read(raw: bytes, soap: str, certificate: Certificate) -> Vraag:
    """Verify an envelope and read what it asks; raises GeweigerdError."""
    root = parse(raw)
    signed = verify_envelope(root, soap, certificate)
    users = root.findall(f"{{{soap}}}Header/{{{NS}}}gebruiker")
    if len(users) > 1 or len(signed.body) != 1 or (signed.body.text or "").strip():
        raise GeweigerdError("ongeldige_envelop")
    asked = signed.body[0]
    dienst = OPERATIONS.get(asked.tag)
    if dienst is None or not _schema().validate(etree.fromstring(etree.tostring(asked, with_tail=False))):
        raise GeweigerdError("ongeldige_envelop")
    vraag = Vraag(soap, dienst, _text(users[0]) if users else None, signed.kenmerk, signed.tijdstip)
    if dienst == STATUS:
        return _with(vraag, levering_id=int(_text(asked[0]) or 0))
    said = {etree.QName(child).localname: child for child in asked}
    try:
        peildatum = date.fromisoformat(_text(said["peildatum"]) or "")
        inhoud = base64.b64decode("".join(_text(said["inhoud"]).split()), validate=True) if "inhoud" in said else None
    except (ValueError, binascii.Error):
        raise GeweigerdError("ongeldige_envelop") from None
    if inhoud is not None and len(inhoud) > MAX_INLINE:
        raise GeweigerdError("te_groot")
    return _with(
        vraag,
        bronhouder=_text(said["bronhouder"]) if "bronhouder" in said else None,
        peildatum=peildatum,
        sha256=_text(said["sha256"]),
        inhoud=inhoud,
        bijlage=said["bijlage"].get("href", "").removeprefix("cid:") if "bijlage" in said else None,
    )


def _with(vraag: Vraag, **said: object) -> Vraag:
    return Vraag(**(vraag.__dict__ | said))


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _envelope(soap: str, content: etree._Element) -> bytes:
    e = ElementMaker(namespace=soap, nsmap={"soap": soap})
    return etree.tostring(e.Envelope(e.Body(content)), xml_declaration=True, encoding="UTF-8")


def answer(soap: str, operation: str, bewijs: Bewijs) -> bytes:
    """Make the envelope with a receipt."""
    return _envelope(
        soap,
        M(
            f"{operation}Antwoord",
            M.leveringId(str(bewijs.levering_id)),
            M.bronhouder(bewijs.bronhouder_code),
            M.peildatum(bewijs.peildatum.isoformat()),
            M.sha256(bewijs.sha256),
            M.bytes(str(bewijs.bytes)),
            M.ontvangenOp(bewijs.ontvangen_op.isoformat()),
            M.status(bewijs.status),
            M.blokkerend(str(bewijs.blokkerend)),
            M.waarschuwing(str(bewijs.waarschuwing)),
            M.info(str(bewijs.info)),
            *([M.reden(bewijs.reden)] if bewijs.reden else []),
        ),
    )


def fault(soap: str, code: str, reden: Reden, correlatie_id: UUID) -> bytes:
    """Make the envelope of a fault: a word, a sentence and the id of the call; nothing of the message."""
    detail = M.fout(M.code(code), M.correlatieId(str(correlatie_id)))
    ours = reden.status >= 500
    if soap == SOAP_12:
        e = ElementMaker(namespace=SOAP_12, nsmap={"soap": SOAP_12})
        text = e.Text(reden.melding)
        text.set("{http://www.w3.org/XML/1998/namespace}lang", "nl")
        value = e.Value(f"soap:{'Receiver' if ours else 'Sender'}")
        return _envelope(soap, e.Fault(e.Code(value), e.Reason(text), e.Detail(detail)))
    e = ElementMaker(namespace=SOAP_11, nsmap={"soap": SOAP_11})
    plain = ElementMaker()
    return _envelope(
        soap,
        e.Fault(
            plain.faultcode(f"soap:{'Server' if ours else 'Client'}"),
            plain.faultstring(reden.melding),
            plain.detail(detail),
        ),
    )
