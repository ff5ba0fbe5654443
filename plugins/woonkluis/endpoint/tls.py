"""TLS for uvicorn: client certificates that reach the application, and handshakes that fail with a line in the log."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from woonkluis.platform.settings import Settings

HEADER_SECONDS = 20.0
"""How long a connection may take until its first request has come."""

NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME: of an expired certificate the application tells so, and whose it is; TLS could not."""

OTHER_CA = {18, 19, 20, 21}
"""X509_V_ERR_*: self-signed, or of an issuer that is not known here."""

OUTCOMES = {
    "PEER_DID_NOT_RETURN_A_CERTIFICATE": "geen_certificaat",
    "UNSUPPORTED_PROTOCOL": "tls_versie",
    "NO_SHARED_CIPHER": "tls_versie",
}


class _Watched(ssl.SSLObject):
    """Tells the context why a handshake failed, and lets TLS tell the client, by its alert."""

    _failed: ssl.SSLError | None = None

    def do_handshake(self) -> None:
        """Shake hands; a failure is raised at the next call.

        asyncio drops what is still to be sent when a handshake fails, and that is the alert. When more is wanted it
        sends first; then the client goes away, or the time for the handshake ends.
        """
        if self._failed is not None:
            raise self._failed
        try:
            super().do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except ssl.SSLCertVerificationError as error:
            self._failed = error
            self._tell("certificaat_andere_ca" if error.verify_code in OTHER_CA else "certificaat_ongeldig")
        except ssl.SSLError as error:
            self._failed = error
            self._tell(OUTCOMES.get(str(error.reason), "tls_geweigerd"))
        if self._failed is not None:
            raise ssl.SSLWantReadError

    def _tell(self, outcome: str) -> None:
        context = self.context
        if isinstance(context, Context) and context.refused is not None:
            context.refused(outcome)


class Context(ssl.SSLContext):
    """TLS 1.2 or later, with a client certificate of an accepted authority (WIV-6.1)."""

    sslobject_class = _Watched
    refused: Callable[[str], None] | None = None


def make_context(settings: Settings) -> Context:
    """Make the context of the server; raises ssl.SSLError or OSError for files that do not fit."""
    context = Context(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION | ssl.OP_NO_TICKET
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")
    # A session that is taken up again would bring its certificate along unchecked.
    context.num_tickets = 0
    context.load_cert_chain(settings.api_certificate, settings.api_key)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(settings.api_client_ca)
    context.verify_flags |= ssl.VerifyFlags(NO_CHECK_TIME)
    return context


class PeerProtocol(H11Protocol):
    """Hands the client's certificate to the application, where the TLS extension of ASGI has it.

    uvicorn does not do so itself. The certificate is that of the connection, so no header can pretend another.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the certificate of this connection in the scope of each of its requests."""
        super().connection_made(transport)
        ssl_object = transport.get_extra_info("ssl_object")
        der = ssl_object.getpeercert(binary_form=True) if ssl_object else None
        application = self.app

        async def with_tls(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
            chain = [ssl.DER_cert_to_PEM_cert(der)] if der else []
            extensions = scope.get("extensions", {}) | {"tls": {"client_cert_chain": chain}}
            await application(scope | {"extensions": extensions}, receive, send)

        self.app = with_tls
        # uvicorn waits for ever for headers that do not end.
        self.loop.call_later(HEADER_SECONDS, self._close_if_silent)

    def shutdown(self) -> None:
        """End an idle connection at once: a client that does not answer the end of TLS would hold up the stop."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()
        else:
            super().shutdown()

    def _close_if_silent(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()
