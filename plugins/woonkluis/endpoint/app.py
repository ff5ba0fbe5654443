"""The services: plain upload, status, notices, and SOAP. Every call, also a refused one, is logged, then answered."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cryptography import x509
from fastapi import FastAPI
from starlette.responses import JSONResponse, Response

from woonkluis.endpoint import soap as berichten
from woonkluis.endpoint.certificaat import Vertrouwen, dn_of
from woonkluis.endpoint.handtekening import SOAP_11, verify_request
from woonkluis.endpoint.ontvangst import (
    FILE_TYPES,
    Deel,
    Delen,
    bericht,
    lever_in,
    media_type,
    stream,
)
from woonkluis.endpoint.oproep import (
    BEANTWOORDEN,
    LEVEREN,
    MELDINGEN,
    ONBEKEND,
    STATUS,
    Bewijs,
    Oproep,
    beantwoord,
    correlatie,
    ken,
    lees_bewijs,
    lees_meldingen,
    noteer,
    onthoud,
    toets,
)
from woonkluis.endpoint.weigering import REDENEN, GeweigerdError
from woonkluis.platform.errors import kind_and_place
from woonkluis.receive.names import as_bronhouder_code, as_peildatum
from woonkluis.receive.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from woonkluis.platform.settings import Settings
    from woonkluis.receive import Draft

LOG = logging.getLogger("woonkluis.api")
DIGEST = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*(?:,|$)")
PLACE = re.compile(r"[A-Za-z0-9.\-:\[\]]{1,255}")
DELIVERY_PART = "bericht"
ANSWER_BYTES = 20_000

Work = Callable[[Oproep], Awaitable[Response]]
Refusal = Callable[[Oproep, str], Response]


def _certificate(request: Request) -> x509.Certificate | None:
    chain = request.scope.get("extensions", {}).get("tls", {}).get("client_cert_chain") or []
    return x509.load_pem_x509_certificate(chain[0].encode()) if chain else None


def _json(oproep: Oproep, code: str) -> Response:
    reden = REDENEN[code]
    return JSONResponse(
        {"status": reden.status, "title": code, "detail": reden.melding, "correlatie_id": str(oproep.correlatie_id)},
        reden.status,
        media_type="application/problem+json",
    )


def _notice(row: dict[str, Any]) -> dict[str, Any]:
    told = {name: str(value) if isinstance(value, UUID | date) else value for name, value in row.items()}
    return told | {"vastgesteld_op": row["vastgesteld_op"].isoformat()}


def _answer(content: bytes) -> tuple[str, str]:
    """State and words of an answer; raises GeweigerdError for anything else (WIV-7.4)."""
    try:
        given = json.loads(content)
        toestand, toelichting = given["toestand"], given["toelichting"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise GeweigerdError("ongeldig_antwoord") from None
    if set(given) != {"toestand", "toelichting"} or not (isinstance(toestand, str) and isinstance(toelichting, str)):
        raise GeweigerdError("ongeldig_antwoord")
    return toestand, toelichting


def _receipt(bewijs: Bewijs, *fields: str) -> dict[str, Any]:
    told = asdict(bewijs) | {"peildatum": str(bewijs.peildatum), "ontvangen_op": bewijs.ontvangen_op.isoformat()}
    told["bevindingen"] = {name: told.pop(name) for name in ("blokkerend", "waarschuwing", "info")}
    return {name: told[name] for name in fields or told}


class Diensten:
    """The services of one installation."""

    def __init__(self, settings: Settings, vertrouwen: Vertrouwen) -> None:
        self.settings = settings
        self.vertrouwen = vertrouwen

    async def call(self, request: Request, dienst: str, work: Work, refusal: Refusal = _json) -> Response:
        """Check who calls, do the work, log the call, and only then answer (WIV-6.9)."""
        oproep = Oproep(_certificate(request), correlatie(request.headers.get("x-correlation-id")), dienst)
        try:
            oproep.gebruiker = request.headers.get("x-fysieke-gebruiker")
            await self._identify(oproep)
            answer = await work(oproep)
        except GeweigerdError as error:
            oproep.uitkomst = error.code
            answer = refusal(oproep, error.code)
        except Exception as error:  # noqa: BLE001 - the last guard: its words could quote the message
            LOG.error("%s: %s", oproep.correlatie_id, kind_and_place(error))  # noqa: TRY400
            oproep.uitkomst = "storing"
            answer = refusal(oproep, "storing")
        try:
            await self._db(noteer, oproep)
        except Exception as error:  # noqa: BLE001 - what is not logged did not happen, as far as the caller knows
            LOG.error("%s: call log: %s", oproep.correlatie_id, kind_and_place(error))  # noqa: TRY400
            answer = refusal(oproep, "storing")
        answer.headers["x-correlation-id"] = str(oproep.correlatie_id)
        answer.headers["cache-control"] = "no-store"
        return answer

    async def _identify(self, oproep: Oproep) -> None:
        if oproep.certificaat is None:
            raise GeweigerdError("certificaat_andere_ca")
        oproep.dn = dn_of(oproep.certificaat)
        try:
            self.vertrouwen.check(oproep.certificaat)
        finally:
            # Whose certificate it is belongs in the log, also when it is of no use any more.
            await self._db(ken, oproep)

    async def _db(self, function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
        return await asyncio.to_thread(function, *arguments, self.settings)

    async def upload(self, request: Request) -> Response:
        """Take in a plain upload (WIV-6.8: signed by RFC 9421 over the digest of its bytes)."""

        async def work(oproep: Oproep) -> Response:
            try:
                peildatum = as_peildatum(request.query_params.get("peildatum"))
                said = request.query_params.get("bronhouder")
                oproep.bronhouder = as_bronhouder_code(said) if said else None
            except RefusedError:
                raise GeweigerdError("ongeldige_vraag") from None
            kind, options = media_type(request)
            if kind not in FILE_TYPES | {"multipart/form-data"}:
                raise GeweigerdError("ongeldig_type")
            found = DIGEST.search(request.headers.get("content-digest", ""))
            if not found:
                raise GeweigerdError("digest_ontbreekt")
            await self._db(toets, oproep)
            certificaat = oproep.certificaat
            assert certificaat is not None  # noqa: S101 - checked before any work; this tells the type checker
            await self._db(onthoud, *verify_request(request, certificaat))
            with bericht(self.settings) as inhoud:
                if kind == "multipart/form-data":
                    # The digest is of the whole body, also of what stands around the message.
                    hashed = hashlib.sha256()
                    delen = Delen(options.get("boundary", ""))
                    await self._form(delen.of(self._hashed(request, hashed)), inhoud)
                    digest = hashed.hexdigest()
                else:
                    async for chunk in stream(request, self.settings):
                        inhoud.write(chunk)
                    digest = inhoud.sha256
                if base64.b64decode(found[1]).hex() != digest:
                    raise GeweigerdError("digest_verkeerd")
                bewijs = await self._deliver(oproep, inhoud, peildatum)
            told = _receipt(bewijs, "levering_id", "sha256", "bytes", "ontvangen_op")
            return JSONResponse(told, 202, headers={"location": f"/v1/leveringen/{bewijs.levering_id}"})

        return await self.call(request, LEVEREN, work)

    async def _hashed(self, request: Request, hashed: hashlib._Hash) -> AsyncIterator[bytes]:
        async for chunk in stream(request, self.settings):
            hashed.update(chunk)
            yield chunk

    async def _form(self, delen: AsyncIterator[Deel], inhoud: Draft) -> None:
        parts = 0
        async for deel in delen:
            if deel.soort == "begin":
                parts += 1
                if f'name="{DELIVERY_PART}"' not in deel.headers.get("content-disposition", ""):
                    raise GeweigerdError("ongeldig_deel")
            elif deel.soort == "data":
                inhoud.write(deel.data)
        if parts != 1:
            raise GeweigerdError("ongeldig_deel")

    async def _deliver(self, oproep: Oproep, inhoud: Draft, peildatum: date) -> Bewijs:
        received = await lever_in(oproep, inhoud, peildatum, self.settings)
        assert oproep.bronhouder and received.ontvangen_op  # noqa: S101, PT018 - of a delivery that was registered
        return Bewijs(
            *(received.levering_id, oproep.bronhouder, peildatum, inhoud.sha256, inhoud.size, received.ontvangen_op),
            *(received.status, 0, 0, 0),
        )

    async def status(self, request: Request) -> Response:
        """Tell what became of a delivery of this party."""

        async def work(oproep: Oproep) -> Response:
            await self._db(toets, oproep)
            number = request.path_params["levering_id"]
            if not re.fullmatch(r"[1-9][0-9]{0,17}", number):
                raise GeweigerdError("onbekende_levering")
            return JSONResponse(_receipt(await self._db(lees_bewijs, oproep, int(number))))

        return await self.call(request, STATUS, work)

    async def meldingen(self, request: Request) -> Response:
        """Tell the open notices of the woonmaatschappijen of this party (WIV-4.12, WIV-7.1)."""

        async def work(oproep: Oproep) -> Response:
            oproep.bronhouder = self._said(request)
            await self._db(toets, oproep)
            return JSONResponse({"meldingen": [_notice(row) for row in await self._db(lees_meldingen, oproep)]})

        return await self.call(request, MELDINGEN, work)

    async def antwoord(self, request: Request) -> Response:
        """Record an answer to a notice, signed as a delivery is (WIV-6.8, WIV-7.4)."""

        async def work(oproep: Oproep) -> Response:
            found = DIGEST.search(request.headers.get("content-digest", ""))
            if media_type(request)[0] != "application/json":
                raise GeweigerdError("ongeldig_type")
            if not found:
                raise GeweigerdError("digest_ontbreekt")
            try:
                melding = UUID(request.path_params["melding_id"])
            except ValueError:
                raise GeweigerdError("onbekende_melding") from None
            await self._db(toets, oproep)
            certificaat = oproep.certificaat
            assert certificaat is not None  # noqa: S101 - checked before any work; this tells the type checker
            await self._db(onthoud, *verify_request(request, certificaat))
            content = bytearray()
            async for chunk in stream(request, self.settings):
                content += chunk
                if len(content) > ANSWER_BYTES:
                    raise GeweigerdError("te_groot")
            if base64.b64decode(found[1]) != hashlib.sha256(content).digest():
                raise GeweigerdError("digest_verkeerd")
            toestand, toelichting = _answer(bytes(content))
            await self._db(beantwoord, oproep, melding, toestand, toelichting)
            return JSONResponse({"melding_id": str(melding), "toestand": toestand}, 201)

        return await self.call(request, BEANTWOORDEN, work)

    @staticmethod
    def _said(request: Request) -> str | None:
        """Woonmaatschappij that a query names."""
        said = request.query_params.get("bronhouder")
        try:
            return as_bronhouder_code(said) if said else None
        except RefusedError:
            raise GeweigerdError("ongeldige_vraag") from None

    async def soap(self, request: Request) -> Response:
        """Answer an envelope, by itself or with the message as attachment."""
        kind, options = media_type(request)
        inner = options.get("type", "").lower() if kind == "multipart/related" else kind
        version = berichten.MEDIA.get(inner, SOAP_11)

        def refusal(oproep: Oproep, code: str) -> Response:
            reden = REDENEN[code]
            # SOAP 1.1 over HTTP has one status for every fault.
            status = 500 if version == SOAP_11 else reden.status
            return Response(
                berichten.fault(version, code, reden, oproep.correlatie_id),
                status,
                media_type=berichten.ANSWERS[version],
            )

        async def work(oproep: Oproep) -> Response:
            if inner not in berichten.MEDIA:
                raise GeweigerdError("ongeldig_type")
            body = stream(request, self.settings)
            if kind == inner:
                envelope = await self._envelope(body)
                return await self._asked(oproep, await self._read(oproep, envelope, version), None)
            delen = Delen(options.get("boundary", "")).of(body)
            envelope = await self._root(delen)
            return await self._asked(oproep, await self._read(oproep, envelope, version), delen)

        return await self.call(request, ONBEKEND, work, refusal)

    async def _envelope(self, body: AsyncIterator[bytes]) -> bytes:
        envelope = bytearray()
        async for chunk in body:
            envelope += chunk
            if len(envelope) > berichten.MAX_ENVELOPE:
                raise GeweigerdError("te_groot")
        return bytes(envelope)

    async def _root(self, delen: AsyncIterator[Deel]) -> bytes:
        """Read the first part, the envelope; what follows stays on the line until that is verified."""
        envelope = bytearray()
        async for deel in delen:
            if deel.soort == "end":
                return bytes(envelope)
            envelope += deel.data
            if len(envelope) > berichten.MAX_ENVELOPE:
                raise GeweigerdError("te_groot")
        raise GeweigerdError("ongeldig_deel")

    async def _read(self, oproep: Oproep, envelope: bytes, version: str) -> berichten.Vraag:
        """Verify who asks what, and that it was not asked before."""
        assert oproep.certificaat is not None  # noqa: S101 - checked before any work; this tells the type checker
        vraag = await asyncio.to_thread(berichten.read, envelope, version, oproep.certificaat)
        oproep.dienst, oproep.gebruiker, oproep.bronhouder = vraag.dienst, vraag.gebruiker, vraag.bronhouder
        await self._db(toets, oproep)
        await self._db(onthoud, vraag.kenmerk, vraag.tijdstip)
        return vraag

    async def _asked(self, oproep: Oproep, vraag: berichten.Vraag, delen: AsyncIterator[Deel] | None) -> Response:
        if vraag.dienst == STATUS:
            told = berichten.bewijs(await self._db(lees_bewijs, oproep, vraag.levering_id))
        elif vraag.dienst == MELDINGEN:
            told = berichten.meldingen(await self._db(lees_meldingen, oproep))
        elif vraag.dienst == BEANTWOORDEN:
            await self._db(beantwoord, oproep, vraag.melding_id, vraag.toestand, vraag.toelichting)
            told = berichten.beantwoord(vraag)
        else:
            told = berichten.bewijs(await self._delivered(oproep, vraag, delen))
        return Response(berichten.answer(vraag, told), media_type=berichten.ANSWERS[vraag.soap])

    async def _delivered(self, oproep: Oproep, vraag: berichten.Vraag, delen: AsyncIterator[Deel] | None) -> Bewijs:
        """Take in the message that an envelope holds or is followed by."""
        assert vraag.peildatum is not None  # noqa: S101 - the schema asks for it
        with bericht(self.settings) as inhoud:
            if delen is not None and vraag.bijlage is not None:
                await self._attachment(delen, vraag.bijlage, inhoud)
            elif delen is None and vraag.inhoud is not None:
                inhoud.write(vraag.inhoud)
            else:
                raise GeweigerdError("ongeldig_deel")
            if inhoud.sha256 != vraag.sha256:
                raise GeweigerdError("digest_verkeerd")
            return await self._deliver(oproep, inhoud, vraag.peildatum)

    async def _attachment(self, delen: AsyncIterator[Deel], cid: str, inhoud: Draft) -> None:
        parts = 0
        async for deel in delen:
            if deel.soort == "begin":
                parts += 1
                encoding = deel.headers.get("content-transfer-encoding", "binary").lower()
                if deel.headers.get("content-id") != f"<{cid}>" or encoding not in {"binary", "8bit", "7bit"}:
                    raise GeweigerdError("ongeldig_deel")
            elif deel.soort == "data":
                inhoud.write(deel.data)
        if parts != 1:
            raise GeweigerdError("ongeldig_deel")

    async def wsdl(self, request: Request) -> Response:
        """Give the description of the SOAP service to a party."""

        async def work(oproep: Oproep) -> Response:  # noqa: ARG001 - of every caller that is a party
            host = request.headers.get("host", "")
            if set(request.query_params) != {"wsdl"} or not PLACE.fullmatch(host):
                raise GeweigerdError("onbekend_adres")
            return Response(berichten.wsdl(f"https://{host}/soap/leveringen"), media_type="text/xml; charset=utf-8")

        return await self.call(request, "wsdl", work)

    async def unknown(self, request: Request) -> Response:
        """Refuse any other address, and log it."""

        async def work(oproep: Oproep) -> Response:  # noqa: ARG001 - of every caller that is a party
            raise GeweigerdError("onbekend_adres")

        return await self.call(request, ONBEKEND, work)


def make_app(settings: Settings, vertrouwen: Vertrouwen) -> FastAPI:
    """Make the ASGI application; it wants the peer's certificate from the protocol of tls.py."""
    diensten = Diensten(settings, vertrouwen)
    app = FastAPI(title="woonkluis", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_route("/v1/leveringen", diensten.upload, methods=["POST", "PUT"])
    app.add_route("/v1/leveringen/{levering_id}", diensten.status, methods=["GET"])
    app.add_route("/v1/meldingen", diensten.meldingen, methods=["GET"])
    app.add_route("/v1/meldingen/{melding_id}/antwoord", diensten.antwoord, methods=["POST"])
    app.add_route("/soap/leveringen", diensten.soap, methods=["POST"])
    app.add_route("/soap/leveringen", diensten.wsdl, methods=["GET"])
    every = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
    app.add_route("/{path:path}", diensten.unknown, methods=every)
    app.router.redirect_slashes = False
    return app
