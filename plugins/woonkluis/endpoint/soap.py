"""SOAP 1.1 and 1.2: what is asked in an envelope, and the envelopes of answers and faults."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lxml import etree
from lxml.builder import ElementMaker

from woonkluis.endpoint.handtekening import SOAP_11, SOAP_12, parse, verify_envelope
from woonkluis.endpoint.oproep import BEANTWOORDEN, LEVEREN, MELDINGEN, STATUS, Bewijs
from woonkluis.endpoint.weigering import GeweigerdError
from woonkluis.receive.names import as_peildatum
from woonkluis.receive.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from cryptography.x509 import Certificate

    from woonkluis.endpoint.weigering import Reden

HERE = Path(__file__).parent
NS = "urn:woonkluis:aanlevering:1"
MEDIA = {"text/xml": SOAP_11, "application/soap+xml": SOAP_12}
ANSWERS = {SOAP_11: "text/xml; charset=utf-8", SOAP_12: "application/soap+xml; charset=utf-8"}
MAX_INLINE = 1_000_000
MAX_ENVELOPE = 1_500_000
"""An inline message in base64, and what stands around it."""

OPERATIONS = {
    "Lever": LEVEREN,
    "VraagStatus": STATUS,
    "VraagMeldingen": MELDINGEN,
    "BeantwoordMelding": BEANTWOORDEN,
}
M = ElementMaker(namespace=NS, nsmap={None: NS})


@dataclass(frozen=True)
class Vraag:
    """What an envelope asks, from the Body as it was signed."""

    soap: str
    operation: str
    gebruiker: str | None
    kenmerk: bytes
    tijdstip: datetime
    bronhouder: str | None = None
    peildatum: date | None = None
    sha256: str | None = None
    inhoud: bytes | None = None
    bijlage: str | None = None
    levering_id: int | None = None
    melding_id: UUID | None = None
    toestand: str | None = None
    toelichting: str | None = None

    @property
    def dienst(self) -> str:
        """Service that the operation is."""
        return OPERATIONS[self.operation]


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
    name = etree.QName(asked)
    known = name.namespace == NS and name.localname in OPERATIONS
    if not known or not _schema().validate(etree.fromstring(etree.tostring(asked, with_tail=False))):
        raise GeweigerdError("ongeldige_envelop")
    user = _text(users[0]) if users else None
    vraag = Vraag(soap, name.localname, user, signed.kenmerk, signed.tijdstip)
    said = {etree.QName(child).localname: child for child in asked}
    bronhouder = _text(said["bronhouder"]) if "bronhouder" in said else None
    if vraag.dienst == STATUS:
        return replace(vraag, levering_id=int(_text(said["leveringId"])))
    if vraag.dienst == MELDINGEN:
        return replace(vraag, bronhouder=bronhouder)
    if vraag.dienst == BEANTWOORDEN:
        return replace(
            vraag,
            melding_id=UUID(_text(said["meldingId"])),
            toestand=_text(said["toestand"]),
            toelichting=_text(said["toelichting"]),
        )
    try:
        peildatum = as_peildatum(_text(said["peildatum"]))
        inhoud = base64.b64decode("".join(_text(said["inhoud"]).split()), validate=True) if "inhoud" in said else None
    except (RefusedError, ValueError, binascii.Error):
        raise GeweigerdError("ongeldige_envelop") from None
    if inhoud is not None and len(inhoud) > MAX_INLINE:
        raise GeweigerdError("te_groot")
    return replace(
        vraag,
        bronhouder=bronhouder,
        peildatum=peildatum,
        sha256=_text(said["sha256"]),
        inhoud=inhoud,
        bijlage=said["bijlage"].get("href", "").removeprefix("cid:") if "bijlage" in said else None,
    )


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _envelope(soap: str, content: etree._Element) -> bytes:
    e = ElementMaker(namespace=soap, nsmap={"soap": soap})
    return etree.tostring(e.Envelope(e.Body(content)), xml_declaration=True, encoding="UTF-8")


def answer(vraag: Vraag, told: Sequence[etree._Element]) -> bytes:
    """Make the envelope of an answer."""
    return _envelope(vraag.soap, M(f"{vraag.operation}Antwoord", *told))


def bewijs(bewijs: Bewijs) -> list[etree._Element]:
    """Tell a receipt."""
    return [
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
    ]


def meldingen(rows: Sequence[dict[str, Any]]) -> list[etree._Element]:
    """Tell notices, as `oproep.lees_meldingen` reads them (WIV-7.1)."""
    return [
        M.melding(
            M.meldingId(str(row["melding_id"])),
            M.bronhouder(row["bronhouder_code"]),
            M.regelId(row["regel_id"]),
            M.klasse(row["klasse"]),
            M.artikel(row["artikel"]),
            M.titel(row["titel"]),
            M.actie(row["actie"]),
            M.toestand(row["toestand"]),
            M.leveringId(str(row["levering_id"])),
            M.vastgesteldOp(row["vastgesteld_op"].isoformat()),
            M.onderzoekTot(row["onderzoek_tot"].isoformat()),
            M.maatregelenTot(row["maatregelen_tot"].isoformat()),
            *([M.herstelTot(row["herstel_tot"].isoformat())] if row["herstel_tot"] else []),
            M.records(str(row["records"])),
            *(
                M.record(
                    M.laag(record["laag"]),
                    *([M.sleutel(record["sleutel"])] if record["sleutel"] else []),
                    *([M.veld(record["veld"])] if record["veld"] else []),
                )
                for record in row["eerste"]
            ),
        )
        for row in rows
    ]


def beantwoord(vraag: Vraag) -> list[etree._Element]:
    """Tell that an answer was kept (WIV-7.4)."""
    return [M.meldingId(str(vraag.melding_id)), M.toestand(vraag.toestand or "")]


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
