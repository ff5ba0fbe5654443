"""WIV-6.8: SOAP 1.1 and 1.2 with zeep and by hand; every way round the signature that is known."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests
import xmlsec
import zeep
from cryptography import x509
from lxml import etree
from tests.endpoint.conftest import ANDERE, GEBRUIKER, LIMIT, WM, Eindpunt, feed
from zeep.transports import Transport
from zeep.wsse import utils
from zeep.wsse.signature import BinarySignature

from woonkluis.endpoint.handtekening import DS, EXC_C14N, SOAP_11, SOAP_12, WSSE, WSU, parse, verify_envelope
from woonkluis.endpoint.oproep import onthoud
from woonkluis.endpoint.soap import MAX_ENVELOPE, NS
from woonkluis.endpoint.weigering import GeweigerdError
from woonkluis.platform.engine import connect

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = {SOAP_11: "text/xml", SOAP_12: "application/soap+xml"}


class Ondertekening(BinarySignature):
    """As docs/aanleveren_cwr.md shows: with a Timestamp, by SHA-256; the answer comes over the verified connection."""

    def apply(self, envelope: Any, headers: Any) -> Any:
        created = datetime.now(UTC)
        moments = {"Created": created, "Expires": created + timedelta(minutes=5)}
        texts = [utils.WSU(name, moment.strftime("%Y-%m-%dT%H:%M:%SZ")) for name, moment in moments.items()]
        utils.get_security_header(envelope).append(utils.WSU("Timestamp", *texts))
        return super().apply(envelope, headers)

    def verify(self, envelope: Any) -> Any:
        return envelope


def dienst(eindpunt: Eindpunt, poort: str, correlatie: str | None = None) -> Any:
    session = requests.Session()
    session.headers.update({"x-correlation-id": correlatie} if correlatie else {})
    session.trust_env = False
    session.verify = str(eindpunt.ca.certificate_file)
    own = eindpunt.van[WM]
    session.cert = (str(own.certificaat), str(own.sleutel))
    signature = Ondertekening(
        str(own.sleutel),
        str(own.certificaat),
        signature_method=xmlsec.constants.TransformRsaSha256,
        digest_method=xmlsec.constants.TransformSha256,
    )
    client = zeep.Client(f"{eindpunt.adres}/soap/leveringen?wsdl", wsse=signature, transport=Transport(session=session))
    return client.bind("AanleveringService", poort)


@pytest.mark.parametrize("poort", ["Soap11", "Soap12"])
def test_zeep_delivers_and_asks(eindpunt: Eindpunt, poort: str) -> None:
    inhoud = feed()
    service = dienst(eindpunt, poort)
    said = {"peildatum": "2026-01-31", "sha256": hashlib.sha256(inhoud).hexdigest(), "inhoud": inhoud}
    headers = {"gebruiker": GEBRUIKER}
    receipt = service.Lever(**said, _soapheaders=headers)
    assert (receipt.bronhouder, receipt.bytes, receipt.status) == (WM, len(inhoud), "ontvangen")
    assert eindpunt.bewaard(receipt.sha256) == inhoud
    assert service.Lever(**said, _soapheaders=headers).leveringId == receipt.leveringId
    asked = service.VraagStatus(leveringId=receipt.leveringId, _soapheaders=headers)
    assert (asked.sha256, asked.blokkerend, asked.ontvangenOp) == (receipt.sha256, 0, receipt.ontvangenOp)
    with pytest.raises(zeep.exceptions.Fault, match="geen ontvangstbewijs"):
        service.VraagStatus(leveringId=999999999, _soapheaders=headers)
    with pytest.raises(zeep.exceptions.Fault, match="niet gemachtigd"):
        service.Lever(**said, _soapheaders={"gebruiker": "iemand-anders"})
    with pytest.raises(zeep.exceptions.Fault, match="andere SHA-256"):
        service.Lever(**(said | {"sha256": "0" * 64}), _soapheaders=headers)


def test_the_receipt_says_what_a_mutatie_waits_for(eindpunt: Eindpunt) -> None:
    """WIV-5.1: over SOAP and over REST; a message that does not wait has no reason."""
    inhoud = feed()
    service, headers = dienst(eindpunt, "Soap12"), {"gebruiker": GEBRUIKER}
    said = {"peildatum": "2026-01-31", "sha256": hashlib.sha256(inhoud).hexdigest(), "inhoud": inhoud}
    number = service.Lever(**said, _soapheaders=headers).leveringId
    assert service.VraagStatus(leveringId=number, _soapheaders=headers).reden is None
    with connect("beheerder", settings=eindpunt.settings, autocommit=True) as beheerder:
        kop = {"soort": "mutatie", "volgnummer": "5", "aangemaakt_op": "2026-01-31T06:00:00Z"}
        beheerder.execute(
            "insert into landing.cwr_bericht values (%s, 1, sha256(''), %s, null)", [number, json.dumps(kop)]
        )
        for status in ("gelezen", "gecontroleerd"):
            beheerder.execute("update register.levering set status = %s where levering_id = %s", [status, number])
        # WIV-5.1: what came before it is still to be read, so nobody knows which number that has.
        beheerder.execute(
            "update register.levering set status = 'afgekeurd' where status = 'ontvangen' and levering_id < %s",
            [number],
        )
    reason = "aangehouden: wacht op een volledig bericht"
    assert service.VraagStatus(leveringId=number, _soapheaders=headers).reden == reason
    with eindpunt.client() as client:
        asked = client.get(f"/v1/leveringen/{number}", headers={"x-fysieke-gebruiker": GEBRUIKER}).json()
    assert (asked["status"], asked["reden"]) == ("gecontroleerd", reason)
    # WIV-7.1: and how many woningen were set aside, as a number only.
    with connect("beheerder", settings=eindpunt.settings, autocommit=True) as beheerder:
        apart = "insert into register.afgezonderd values (%s, %s, 'WIV-3.1.1_insz', 'W1')"
        for rij in (1, 2):
            beheerder.execute(apart, [number, rij])
    told = f"{reason}; 2 woningen afgezonderd"
    assert service.VraagStatus(leveringId=number, _soapheaders=headers).reden == told


@pytest.mark.parametrize("poort", ["Soap11", "Soap12"])
def test_zeep_reads_and_answers_notices(
    eindpunt: Eindpunt, gemeld: dict[str, str], correlatie: str, poort: str
) -> None:
    """WIV-4.12, WIV-7.1, WIV-7.4: as over REST; of another, out of order or with a number of a person it is refused."""
    service, headers = dienst(eindpunt, poort, correlatie), {"gebruiker": GEBRUIKER}
    (one,) = service.VraagMeldingen(_soapheaders=headers)
    assert (one.meldingId, one.bronhouder, one.toestand) == (gemeld[WM], WM, "open")
    assert (one.onderzoekTot, one.maatregelenTot, one.records) == (date(2026, 2, 16), date(2026, 3, 3), 1)
    assert [(record.laag, record.sleutel, record.veld) for record in one.record] == [("gezinslid", "C1/1", "beroep")]
    with pytest.raises(zeep.exceptions.Fault, match="dienst niet gebruiken"):
        service.VraagMeldingen(bronhouder=ANDERE, _soapheaders=headers)
    said = {"meldingId": one.meldingId, "toestand": "onderzocht", "toelichting": "wij vragen het na"}
    for wrong in (
        {"meldingId": gemeld[ANDERE]},
        {"meldingId": str(uuid.uuid4())},
        {"toelichting": "het gaat om 85073003328"},
        {"toelichting": "x"},
        {"toestand": "afgesloten"},
    ):
        with pytest.raises(zeep.exceptions.Fault):
            service.BeantwoordMelding(**(said | wrong), _soapheaders=headers)
    kept = service.BeantwoordMelding(**said, _soapheaders=headers)
    assert (kept.meldingId, kept.toestand) == (one.meldingId, "onderzocht")
    with pytest.raises(zeep.exceptions.Fault):
        service.BeantwoordMelding(**said, _soapheaders=headers)
    (again,) = service.VraagMeldingen(bronhouder=WM, _soapheaders=headers)
    assert again.toestand == "onderzocht"
    called = [(line["dienst"], line["uitkomst"]) for line in eindpunt.oproepen(correlatie)]
    assert called.count(("melding.lezen", "toegelaten")) == 2
    assert called.count(("melding.beantwoorden", "toegelaten")) == 1
    assert ("melding.beantwoorden", "onbekende_melding") in called


class Bericht:
    """An envelope that is made and signed by hand, to be spoilt before or after."""

    def __init__(self, eindpunt: Eindpunt, soap: str = SOAP_11, *, tijd: float = 0, duur: float = 300) -> None:
        self.eindpunt, self.soap = eindpunt, soap
        self.inhoud = feed()
        created = datetime.now(UTC) + timedelta(seconds=tijd)
        # To the microsecond: the same words signed in the same second are the same signature.
        moments = [moment.isoformat() for moment in (created, created + timedelta(seconds=duur))]
        token = "".join(eindpunt.van[WM].certificaat.read_text().splitlines()[1:-1])
        profile = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"
        self.root = etree.fromstring(
            f'<s:Envelope xmlns:s="{soap}" xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}" xmlns:l="{NS}"><s:Header>'
            f"<l:gebruiker>{GEBRUIKER}</l:gebruiker><wsse:Security>"
            f'<wsse:BinarySecurityToken wsu:Id="T" ValueType="{profile}">{token}</wsse:BinarySecurityToken>'
            f'<wsu:Timestamp wsu:Id="TS"><wsu:Created>{moments[0]}</wsu:Created><wsu:Expires>{moments[1]}</wsu:Expires>'
            f'</wsu:Timestamp></wsse:Security></s:Header><s:Body wsu:Id="B"><l:Lever>'
            f"<l:peildatum>2026-01-31</l:peildatum><l:sha256>{hashlib.sha256(self.inhoud).hexdigest()}</l:sha256>"
            f"<l:inhoud>{base64.b64encode(self.inhoud).decode()}</l:inhoud></l:Lever></s:Body></s:Envelope>"
        )

    def vind(self, *path: str) -> Any:
        return self.root.find("/".join(path)) if path else self.root

    @property
    def body(self) -> Any:
        return self.root.find(f"{{{self.soap}}}Body")

    @property
    def security(self) -> Any:
        return self.root.find(f"{{{self.soap}}}Header/{{{WSSE}}}Security")

    @property
    def timestamp(self) -> Any:
        return self.security.find(f"{{{WSU}}}Timestamp")

    def onderteken(
        self,
        *,
        methode: Any = xmlsec.constants.TransformRsaSha256,
        digest: Any = xmlsec.constants.TransformSha256,
        transforms: tuple[Any, ...] = (xmlsec.constants.TransformExclC14N,),
        c14n: Any = xmlsec.constants.TransformExclC14N,
        delen: tuple[str, ...] = ("B", "TS"),
        wie: str = WM,
    ) -> Bericht:
        signature = xmlsec.template.create(self.root, c14n, methode)
        self.security.append(signature)
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_file(str(self.eindpunt.van[wie].sleutel), xmlsec.constants.KeyDataFormatPem)
        for naam in delen:
            (element,) = self.root.xpath("//*[@wsu:Id=$naam]", naam=naam, namespaces={"wsu": WSU})
            context.register_id(element, "Id", WSU)
            reference = xmlsec.template.add_reference(signature, digest, uri=f"#{naam}")
            for transform in transforms:
                xmlsec.template.add_transform(reference, transform)
        info = xmlsec.template.ensure_key_info(signature)
        pointer = etree.SubElement(info, f"{{{WSSE}}}SecurityTokenReference")
        etree.SubElement(pointer, f"{{{WSSE}}}Reference", URI="#T")
        context.sign(signature)
        return self

    def stuur(self, *, wie: str = WM, raw: bytes | None = None, soort: str | None = None) -> str:
        """Send it; return toegelaten, or the word of the fault."""
        with self.eindpunt.client(wie) as client:
            answer = client.post(
                "/soap/leveringen",
                content=raw or etree.tostring(self.root),
                headers={"content-type": soort or f"{KINDS[self.soap]}; charset=utf-8"},
            )
        return uitkomst(answer)


def uitkomst(answer: Any) -> str:
    root = etree.fromstring(answer.content)
    if root.find(f".//{{{NS}}}LeverAntwoord") is not None:
        assert answer.status_code == 200
        return "toegelaten"
    assert answer.status_code >= 400
    return str(root.findtext(f".//{{{NS}}}code"))


def wrap_body(bericht: Bericht) -> None:
    """The signed Body moves into the header; another takes its place."""
    signed = bericht.body
    other = copy.deepcopy(signed)
    other.set(f"{{{WSU}}}Id", "ander")
    other[0][0].text = "2020-01-31"
    bericht.root.replace(signed, other)
    etree.SubElement(bericht.root[0], "wrapper").append(signed)


def wrap_body_with_its_id(bericht: Bericht) -> None:
    wrap_body(bericht)
    bericht.body.set(f"{{{WSU}}}Id", "B")


def second_body(bericht: Bericht) -> None:
    other = copy.deepcopy(bericht.body)
    other.set(f"{{{WSU}}}Id", "ander")
    bericht.root.append(other)


def body_without_an_id(bericht: Bericht) -> None:
    wrap_body(bericht)
    del bericht.body.attrib[f"{{{WSU}}}Id"]


def other_id_attribute(bericht: Bericht) -> None:
    """An element whose plain ID is that of the Body."""
    etree.SubElement(bericht.root[0], "x", ID="B")


def wrap_timestamp(bericht: Bericht) -> None:
    signed = bericht.timestamp
    other = copy.deepcopy(signed)
    other.set(f"{{{WSU}}}Id", "ander")
    bericht.security.replace(signed, other)
    etree.SubElement(bericht.root[0], "wrapper").append(signed)


def wrap_signature(bericht: Bericht) -> None:
    etree.SubElement(bericht.root[0], "wrapper").append(copy.deepcopy(bericht.security[-1]))


def second_security(bericht: Bericht) -> None:
    bericht.root[0].append(copy.deepcopy(bericht.security))


def change_content(bericht: Bericht) -> None:
    bericht.body[0][0].text = "2020-01-31"


def change_timestamp(bericht: Bericht) -> None:
    bericht.timestamp[0].text = (datetime.now(UTC) + timedelta(seconds=60)).strftime("%Y-%m-%dT%H:%M:%SZ")


def reference_to_nothing(bericht: Bericht) -> None:
    bericht.security[-1].find(f".//{{{DS}}}Reference").set("URI", "#weg")


def reference_to_all(bericht: Bericht) -> None:
    bericht.security[-1].find(f".//{{{DS}}}Reference").set("URI", "")


def reference_outside(bericht: Bericht) -> None:
    bericht.security[-1].find(f".//{{{DS}}}Reference").set("URI", "file:///etc/passwd")


def reference_by_xpointer(bericht: Bericht) -> None:
    bericht.security[-1].find(f".//{{{DS}}}Reference").set("URI", "#xpointer(id('B'))")


def no_signature(bericht: Bericht) -> None:
    bericht.security.remove(bericht.security[-1])


def no_token(bericht: Bericht) -> None:
    bericht.security.remove(bericht.security[0])


def comment_in_body(bericht: Bericht) -> None:
    bericht.body[0][0].append(etree.Comment("x"))


def instruction_in_body(bericht: Bericht) -> None:
    bericht.body.append(etree.ProcessingInstruction("x", "y"))


def second_request(bericht: Bericht) -> None:
    bericht.body.append(copy.deepcopy(bericht.body[0]))


def unknown_field(bericht: Bericht) -> None:
    etree.SubElement(bericht.body[0], f"{{{NS}}}geboorteplaats").text = "Gent"


def two_users(bericht: Bericht) -> None:
    etree.SubElement(bericht.root[0], f"{{{NS}}}gebruiker").text = GEBRUIKER


AFTER: list[tuple[Callable[[Bericht], None], str]] = [
    (wrap_body, "handtekening_ongeldig"),
    (wrap_body_with_its_id, "handtekening_ongeldig"),
    (body_without_an_id, "handtekening_ongeldig"),
    (second_body, "ongeldige_envelop"),
    (other_id_attribute, "handtekening_ongeldig"),
    (wrap_timestamp, "handtekening_ongeldig"),
    (wrap_signature, "handtekening_ongeldig"),
    (second_security, "handtekening_ontbreekt"),
    (change_content, "handtekening_ongeldig"),
    (change_timestamp, "handtekening_ongeldig"),
    (reference_to_nothing, "handtekening_ongeldig"),
    (reference_to_all, "handtekening_ongeldig"),
    (reference_outside, "handtekening_ongeldig"),
    (reference_by_xpointer, "handtekening_ongeldig"),
    (no_signature, "handtekening_ontbreekt"),
    (no_token, "handtekening_ontbreekt"),
    (comment_in_body, "ongeldige_envelop"),
    (instruction_in_body, "ongeldige_envelop"),
]
BEFORE: list[tuple[Callable[[Bericht], None], str]] = [
    (second_request, "ongeldige_envelop"),
    (unknown_field, "ongeldige_envelop"),
    (two_users, "ongeldige_envelop"),
]
SIGNED: list[tuple[dict[str, Any], str]] = [
    ({"delen": ("B",)}, "handtekening_ontbreekt"),
    ({"delen": ("TS",)}, "handtekening_ontbreekt"),
    ({"delen": ("B", "TS", "T")}, "toegelaten"),
    ({"methode": xmlsec.constants.TransformRsaSha1}, "handtekening_ongeldig"),
    ({"digest": xmlsec.constants.TransformSha1}, "handtekening_ongeldig"),
    ({"transforms": (xmlsec.constants.TransformInclC14N,)}, "handtekening_ongeldig"),
    ({"transforms": (xmlsec.constants.TransformExclC14NWithComments,)}, "handtekening_ongeldig"),
    (
        {"transforms": (xmlsec.constants.TransformEnveloped, xmlsec.constants.TransformExclC14N)},
        "handtekening_ongeldig",
    ),
    ({"transforms": ()}, "handtekening_ongeldig"),
    ({"c14n": xmlsec.constants.TransformInclC14N}, "handtekening_ongeldig"),
    ({"methode": xmlsec.constants.TransformRsaSha512, "digest": xmlsec.constants.TransformSha512}, "toegelaten"),
    ({"wie": ANDERE}, "handtekening_ongeldig"),
]


@pytest.mark.parametrize("soap", KINDS)
def test_a_signed_envelope_is_accepted_once(eindpunt: Eindpunt, soap: str) -> None:
    bericht = Bericht(eindpunt, soap).onderteken()
    assert bericht.stuur() == "toegelaten"
    assert bericht.stuur() == "herhaald"
    # Another process knows it too: it is the register that remembers.
    certificate = x509.load_pem_x509_certificate(eindpunt.van[WM].certificaat.read_bytes())
    known = verify_envelope(parse(etree.tostring(bericht.root)), soap, certificate).kenmerk
    with pytest.raises(GeweigerdError, match="herhaald"):
        onthoud(known, datetime.now(UTC), eindpunt.settings)
    onthoud(known + b"x", datetime.now(UTC), eindpunt.settings)
    # What is not signed may be written otherwise: it is the same message.
    signature = bericht.security[-1]
    signature.set("Id", "anders")
    value = signature.find(f"{{{DS}}}SignatureValue")
    value.text = f"  {value.text}  "
    etree.SubElement(bericht.root[0], "{urn:x}y")
    assert bericht.stuur() == "herhaald"


def test_every_way_round_the_signature_is_refused(eindpunt: Eindpunt) -> None:
    found, expected = {}, {}
    for spoil, word in AFTER:
        bericht = Bericht(eindpunt).onderteken()
        spoil(bericht)
        found[spoil.__name__], expected[spoil.__name__] = bericht.stuur(), word
    for spoil, word in BEFORE:
        bericht = Bericht(eindpunt)
        spoil(bericht)
        found[spoil.__name__], expected[spoil.__name__] = bericht.onderteken().stuur(), word
    for options, word in SIGNED:
        found[str(options)], expected[str(options)] = Bericht(eindpunt).onderteken(**options).stuur(), word
    for tijd, duur in ((-400, 1000), (400, 300), (-60, 30)):
        name = f"{tijd} {duur}"
        stale = Bericht(eindpunt, tijd=tijd, duur=duur).onderteken().stuur()
        found[name], expected[name] = stale, "handtekening_verouderd"
    # The certificate in the message is not that of the connection.
    found["another's line"] = Bericht(eindpunt).onderteken().stuur(wie=ANDERE)
    expected["another's line"] = "ander_certificaat"
    assert found == expected


def test_what_is_no_envelope_is_refused(eindpunt: Eindpunt) -> None:
    good = etree.tostring(Bericht(eindpunt).onderteken().root)
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    bomb = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
    cases = {
        "xxe": (entity + good.replace(b"2026-01-31", b"&e;"), None, "ongeldige_envelop"),
        "laughs": (bomb + good.replace(b"2026-01-31", b"&b;"), None, "ongeldige_envelop"),
        "utf-16": (good.decode().encode("utf-16"), None, "ongeldige_envelop"),
        "no xml": (b"PK\x03\x04", None, "ongeldige_envelop"),
        "empty": (b" ", None, "ongeldige_envelop"),
        "deep": (b"<a>" * 5_000, None, "ongeldige_envelop"),
        "other version": (good, KINDS[SOAP_12], "handtekening_ontbreekt"),
        "other type": (good, "application/json", "ongeldig_type"),
        "large": (good + b" " * MAX_ENVELOPE, None, "te_groot"),
    }
    bericht = Bericht(eindpunt)
    found = {name: bericht.stuur(raw=raw, soort=soort) for name, (raw, soort, _) in cases.items()}
    assert found == {name: word for name, (_, _, word) in cases.items()}


def test_a_fault_says_nothing_of_the_message(eindpunt: Eindpunt) -> None:
    marker = f"MERK{uuid.uuid4().hex}"
    for soap, soort in KINDS.items():
        bericht = Bericht(eindpunt, soap)
        bericht.body[0][0].text = marker
        raw = etree.tostring(bericht.onderteken().root)
        with eindpunt.client() as client:
            for content in (raw, raw[:-20], raw.replace(b"<wsse:Security>", b"<wsse:Security x='" + marker.encode())):
                answer = client.post("/soap/leveringen", content=content, headers={"content-type": soort})
                assert b"Fault" in answer.content
                assert marker not in answer.text
                assert "Traceback" not in answer.text
    assert marker not in (eindpunt.settings.api_dir / "server.log").read_text()


def with_attachment(bericht: Bericht, inhoud: bytes, *, cid: str = "feed@proef", said: str | None = None) -> bytes:
    """SOAP with Attachments: the signed Body has the digest, the message follows as it is."""
    lever = bericht.body[0]
    lever.remove(lever[-1])
    lever[1].text = said or hashlib.sha256(inhoud).hexdigest()
    etree.SubElement(lever, f"{{{NS}}}bijlage", href=f"cid:{cid}")
    envelope = etree.tostring(bericht.onderteken().root)
    kind = KINDS[bericht.soap].encode()
    return b"".join(
        [
            *(b"--grens\r\nContent-Type: ", kind, b"; charset=utf-8\r\nContent-ID: <root@proef>\r\n\r\n", envelope),
            b"\r\n--grens\r\nContent-Type: application/xml\r\nContent-ID: <feed@proef>\r\n",
            b'Content-Disposition: attachment; filename="../../etc/passwd"\r\n',
            *(b"Content-Transfer-Encoding: binary\r\n\r\n", inhoud, b"\r\n--grens--\r\n"),
        ]
    )


@pytest.mark.parametrize("soap", KINDS)
def test_an_attachment_is_bound_by_its_signed_digest(eindpunt: Eindpunt, soap: str) -> None:
    soort = f'multipart/related; boundary="grens"; type="{KINDS[soap]}"; start="<root@proef>"'
    inhoud = feed() + b"<!-- " + b"y" * 1_500_000 + b" -->"

    def stuur(raw: bytes) -> str:
        return Bericht(eindpunt, soap).stuur(raw=raw, soort=soort)

    good = with_attachment(Bericht(eindpunt, soap), inhoud)
    assert stuur(good) == "toegelaten"
    assert eindpunt.bewaard(hashlib.sha256(inhoud).hexdigest()) == inhoud
    assert stuur(good) == "herhaald"
    assert stuur(with_attachment(Bericht(eindpunt, soap), inhoud, said="0" * 64)) == "digest_verkeerd"
    assert stuur(with_attachment(Bericht(eindpunt, soap), inhoud, cid="ander@proef")) == "ongeldig_deel"
    assert stuur(with_attachment(Bericht(eindpunt, soap), inhoud)[:-40]) == "ongeldig_deel"
    assert stuur(with_attachment(Bericht(eindpunt, soap), b"z" * (LIMIT + 100_000))) == "te_groot"
    twice = with_attachment(Bericht(eindpunt, soap), inhoud)
    assert stuur(twice[:-4] + b"\r\nContent-ID: <feed@proef>\r\n\r\nnog een\r\n--grens--\r\n") == "ongeldig_deel"
    # An envelope that counts on an attachment, without one.
    alone = Bericht(eindpunt, soap)
    with_attachment(alone, inhoud)
    assert alone.stuur() == "ongeldig_deel"


def test_constants_are_those_of_the_library() -> None:
    assert xmlsec.constants.TransformExclC14N.href == EXC_C14N
