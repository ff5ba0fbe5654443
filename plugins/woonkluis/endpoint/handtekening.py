"""Signatures of messages: WS-Security in an envelope, RFC 9421 over a plain request (WIV-6.8).

What is processed is what the verifier says was signed, and it must also be where the protocol wants it: an element that
was moved, doubled or wrapped is refused whatever its signature says.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ECDSA_P256_SHA256, ECDSA_P384_SHA384, RSA_PSS_SHA512, RSA_V1_5_SHA256
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from woonkluis.endpoint.certificaat import same
from woonkluis.endpoint.oproep import SKEW
from woonkluis.endpoint.weigering import GeweigerdError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from starlette.requests import Request

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
WSSE, WSU = f"{OASIS}wssecurity-secext-1.0.xsd", f"{OASIS}wssecurity-utility-1.0.xsd"
DS = "http://www.w3.org/2000/09/xmldsig#"
EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
X509_V3 = f"{OASIS}x509-token-profile-1.0#X509v3"
BASE64 = f"{OASIS}soap-message-security-1.0#Base64Binary"
ADDRESSED = f"{{{WSU}}}Id"

METHODS = {
    SignatureMethod.RSA_SHA256,
    SignatureMethod.RSA_SHA384,
    SignatureMethod.RSA_SHA512,
    SignatureMethod.SHA256_RSA_MGF1,
    SignatureMethod.SHA384_RSA_MGF1,
    SignatureMethod.SHA512_RSA_MGF1,
    SignatureMethod.ECDSA_SHA256,
    SignatureMethod.ECDSA_SHA384,
    SignatureMethod.ECDSA_SHA512,
}
DIGESTS = {DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512}

MOST_REFERENCES = 8
HTTP_TAG = "woonkluis-levering"
COVERED = ("@method", "@target-uri", "content-digest", "x-fysieke-gebruiker")


@dataclass(frozen=True)
class Ondertekend:
    """The Body as it was signed, by what the message is known when it comes again, and when it was signed."""

    body: etree._Element
    kenmerk: bytes
    tijdstip: datetime


def parse(raw: bytes) -> etree._Element:
    """Parse an envelope: no DTD, no entities, no network, nothing that a signature would leave out."""
    # In another encoding the text below would look otherwise.
    if b"\0" in raw or b"<!DOCTYPE" in raw:
        raise GeweigerdError("ongeldige_envelop")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise GeweigerdError("ongeldige_envelop") from None
    document: Any = root.getroottree().docinfo
    if document.doctype or document.internalDTD is not None:
        raise GeweigerdError("ongeldige_envelop")
    outside = root.getprevious() is not None or root.getnext() is not None
    # Comments and instructions are not signed, and split the text around them.
    if outside or any(not isinstance(node.tag, str) for node in root.iter()):
        raise GeweigerdError("ongeldige_envelop")
    return root


def _only(parent: etree._Element, tag: str, code: str) -> etree._Element:
    found = parent.findall(tag)
    if len(found) != 1:
        raise GeweigerdError(code)
    return found[0]


def _moment(timestamp: etree._Element, name: str) -> datetime | None:
    found = timestamp.findall(f"{{{WSU}}}{name}")
    if not found:
        return None
    try:
        moment = datetime.fromisoformat((found[0].text or "").strip())
    except ValueError:
        raise GeweigerdError("handtekening_verouderd") from None
    if len(found) > 1 or moment.tzinfo is None:
        raise GeweigerdError("handtekening_verouderd")
    return moment.astimezone(UTC)


def _check_time(timestamp: etree._Element) -> datetime:
    created, expires = _moment(timestamp, "Created"), _moment(timestamp, "Expires")
    now = datetime.now(UTC)
    if created is None or abs(now - created) > SKEW or (expires is not None and expires < now):
        raise GeweigerdError("handtekening_verouderd")
    return created


def _check_ids(root: etree._Element) -> dict[str, etree._Element]:
    """Return every element with an id; two with the same are a trick, whatever name the attribute has."""
    found: dict[str, etree._Element] = {}
    for element in root.iter():
        for name, value in element.attrib.items():
            if etree.QName(name).localname.lower() != "id":
                continue
            if str(value) in found:
                raise GeweigerdError("handtekening_ongeldig")
            found[str(value)] = element
    return found


def _algorithm(element: etree._Element | None) -> str:
    return "" if element is None else element.get("Algorithm", "")


def _check_references(signature: etree._Element, root: etree._Element, may: dict[etree._Element, bool]) -> int:
    """Check that exactly the elements that are used are referred to, each once and plainly; return how many."""
    ids = _check_ids(root)
    info = _only(signature, f"{{{DS}}}SignedInfo", "handtekening_ongeldig")
    if signature[0] is not info:
        raise GeweigerdError("handtekening_ongeldig")
    if _algorithm(info.find(f"{{{DS}}}CanonicalizationMethod")) != EXC_C14N:
        raise GeweigerdError("handtekening_ongeldig")
    references = info.findall(f"{{{DS}}}Reference")
    signed: list[etree._Element] = []
    for reference in references[:MOST_REFERENCES]:
        uri = reference.get("URI", "")
        target = ids.get(uri[1:]) if uri.startswith("#") else None
        transforms = reference.findall(f"{{{DS}}}Transforms/{{{DS}}}Transform")
        if target is None or target not in may or target in signed or target.get(ADDRESSED) != uri[1:]:
            raise GeweigerdError("handtekening_ongeldig")
        if len(transforms) != 1 or _algorithm(transforms[0]) != EXC_C14N:
            raise GeweigerdError("handtekening_ongeldig")
        signed.append(target)
    if len(signed) != len(references):
        raise GeweigerdError("handtekening_ongeldig")
    if any(must and element not in signed for element, must in may.items()):
        raise GeweigerdError("handtekening_ontbreekt")
    return len(signed)


def _check_token(security: etree._Element, signature: etree._Element, certificate: Certificate) -> etree._Element:
    """Check that the key is that of the connection, given as a token to which the signature refers."""
    token = _only(security, f"{{{WSSE}}}BinarySecurityToken", "handtekening_ontbreekt")
    path = f"{{{DS}}}KeyInfo/{{{WSSE}}}SecurityTokenReference/{{{WSSE}}}Reference"
    reference = _only(signature, path, "handtekening_ongeldig")
    if token.get("ValueType") != X509_V3 or token.get("EncodingType", BASE64) != BASE64:
        raise GeweigerdError("handtekening_ongeldig")
    if not token.get(ADDRESSED) or reference.get("URI") != f"#{token.get(ADDRESSED)}":
        raise GeweigerdError("handtekening_ongeldig")
    try:
        der = base64.b64decode("".join((token.text or "").split()), validate=True)
    except (ValueError, binascii.Error):
        raise GeweigerdError("handtekening_ongeldig") from None
    if not same(certificate, der):
        raise GeweigerdError("ander_certificaat")
    return token


def verify_envelope(root: etree._Element, soap: str, certificate: Certificate) -> Ondertekend:
    """Verify the signature over Body and Timestamp by the key of the connection's certificate (WIV-6.8).

    Raises GeweigerdError when anything is missing, doubled, elsewhere than it must be, or signed otherwise than by
    exclusive canonicalisation and SHA-256 or better.
    """
    header = _only(root, f"{{{soap}}}Header", "handtekening_ontbreekt")
    body = _only(root, f"{{{soap}}}Body", "ongeldige_envelop")
    if root.tag != f"{{{soap}}}Envelope" or list(root) != [header, body]:
        raise GeweigerdError("ongeldige_envelop")
    security = _only(header, f"{{{WSSE}}}Security", "handtekening_ontbreekt")
    signature = _only(security, f"{{{DS}}}Signature", "handtekening_ontbreekt")
    timestamp = _only(security, f"{{{WSU}}}Timestamp", "handtekening_ontbreekt")
    once = (f"{{{soap}}}Body", f"{{{soap}}}Header", f"{{{WSSE}}}Security", f"{{{WSU}}}Timestamp", f"{{{DS}}}Signature")
    if any(len(list(root.iter(tag))) != 1 for tag in once):
        raise GeweigerdError("handtekening_ongeldig")
    token = _check_token(security, signature, certificate)
    headers = {element: False for element in header if element is not security}
    count = _check_references(signature, root, {body: True, timestamp: True, token: False} | headers)
    verified = _verify(root, soap, certificate, count)
    signed_body = _only_signed(verified, body.tag)
    signed_timestamp = _only_signed(verified, timestamp.tag)
    # What was signed, and no more: the rest of a signature can be written otherwise and stays valid.
    info = etree.tostring(signature[0], method="c14n", exclusive=True)
    return Ondertekend(signed_body, _once(certificate, info), _check_time(signed_timestamp))


def _once(certificate: Certificate, signed: bytes) -> bytes:
    """Return by what a signed message is known, whoever wraps it how."""
    return certificate.fingerprint(hashes.SHA256()) + signed


def _verify(root: etree._Element, soap: str, certificate: Certificate, count: int) -> list[Any]:
    configuration = SignatureConfiguration(
        require_x509=True,
        location=f"./{{{soap}}}Header/{{{WSSE}}}Security/",
        expect_references=count,
        signature_methods=frozenset(METHODS),
        digest_algorithms=frozenset(DIGESTS),
    )
    try:
        found = XMLVerifier().verify(
            etree.tostring(root), x509_cert=certificate, id_attribute="Id", expect_config=configuration
        )
    except (SignXMLException, etree.LxmlError, ValueError, TypeError, KeyError, AttributeError):
        # The last three: signxml meets what the schema of signatures allows and it did not foresee.
        raise GeweigerdError("handtekening_ongeldig") from None
    return found if isinstance(found, list) else [found]


def _only_signed(verified: list[Any], tag: str) -> etree._Element:
    found = [one.signed_data for one in verified if one.signed_xml is not None and one.signed_xml.tag == tag]
    if len(found) != 1:
        raise GeweigerdError("handtekening_ongeldig")
    return parse(found[0])


class _OneKey(HTTPSignatureKeyResolver):
    """The key of the connection, whatever the message calls it."""

    def __init__(self, certificate: Certificate) -> None:
        self.key = certificate.public_key()

    def resolve_public_key(self, key_id: str) -> object:  # noqa: ARG002 - the certificate of the connection decides
        return self.key

    def resolve_private_key(self, key_id: str) -> object:
        raise NotImplementedError(key_id)


class _Verifier(HTTPMessageVerifier):
    max_clock_skew = SKEW


@dataclass(frozen=True)
class _Message:
    method: str
    url: str
    headers: Any


def verify_request(request: Request, certificate: Certificate) -> tuple[bytes, datetime]:
    """Verify the signature of RFC 9421 over a request and the digest of its body.

    Returns by what the request is known when it comes again, and when it was signed.

    Raises GeweigerdError when there is none that covers method, address, digest and user.
    """
    given = request.headers.get("signature-input", "")
    if not given or not request.headers.get("signature"):
        raise GeweigerdError("handtekening_ontbreekt")
    key = certificate.public_key()
    algorithm: Any = RSA_V1_5_SHA256 if 'alg="rsa-v1_5-sha256"' in given else RSA_PSS_SHA512
    if isinstance(key, ec.EllipticCurvePublicKey):
        algorithm = ECDSA_P256_SHA256 if isinstance(key.curve, ec.SECP256R1) else ECDSA_P384_SHA384
    elif not isinstance(key, rsa.RSAPublicKey):
        raise GeweigerdError("certificaat_zwak")
    verifier = _Verifier(signature_algorithm=algorithm, key_resolver=_OneKey(certificate))
    message = _Message(request.method, str(request.url), request.headers)
    try:
        (found,) = verifier.verify(message, max_age=timedelta(0), expect_tag=HTTP_TAG)
        covered = {name.strip('"') for name in found.covered_components}
        created = datetime.fromtimestamp(int(found.parameters["created"]), UTC)
    except (HTTPMessageSignaturesException, ValueError, OverflowError, TypeError, KeyError) as error:
        late = any(word in str(error) for word in ("in the future", "in the past", "maximum allowable age"))
        raise GeweigerdError("handtekening_verouderd" if late else "handtekening_ongeldig") from None
    if not covered.issuperset(COVERED):
        raise GeweigerdError("handtekening_ontbreekt")
    signed = "\n".join(f"{name}: {value}" for name, value in found.covered_components.items())
    return _once(certificate, signed.encode()), created
