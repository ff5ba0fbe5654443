"""Start the endpoint: files and keys are checked first, refused connections are logged."""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import uvicorn

from woonkluis.endpoint.app import make_app
from woonkluis.endpoint.certificaat import Vertrouwen, check_key_file
from woonkluis.endpoint.oproep import VERBINDING, Oproep, noteer
from woonkluis.endpoint.tls import Context, PeerProtocol, make_context
from woonkluis.platform.errors import WoonkluisError, kind_and_place
from woonkluis.platform.settings import Settings, get_settings

if TYPE_CHECKING:
    from collections.abc import Callable

LOG = logging.getLogger("woonkluis.api")
CONCURRENT = 100
PER_MINUTE = 30
"""Refused connections that are logged one by one: who has no certificate must not fill the log of ten years."""


class Verbindingen:
    """Logs connections that TLS refused, no more than so many a minute."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._minute, self._count = 0, 0
        self._lock = threading.Lock()

    def refused(self, outcome: str) -> None:
        """Write a line without holding up the connections of others."""
        with self._lock:
            minute = int(time.monotonic() // 60)
            if minute != self._minute:
                self._minute, self._count = minute, 0
            self._count += 1
            if self._count > PER_MINUTE:
                return
        threading.Thread(target=self._write, args=(outcome,), daemon=True).start()

    def _write(self, outcome: str) -> None:
        oproep = Oproep(None, uuid4(), VERBINDING, uitkomst=outcome)
        try:
            noteer(oproep, self.settings)
        except Exception as error:  # noqa: BLE001 - in a thread of its own nobody else tells it
            LOG.error("call log: %s", kind_and_place(error))  # noqa: TRY400


def make_server(settings: Settings) -> uvicorn.Server:
    """Check files, make the server; raises WoonkluisError for a key that others may read, or files that do not fit."""
    check_key_file(settings.api_key)
    vertrouwen = Vertrouwen(settings.api_client_ca, settings.api_crl)
    try:
        context = make_context(settings)
    except (ssl.SSLError, OSError) as error:
        raise WoonkluisError(f"certificate, key or authorities of the endpoint: {error.strerror or error}") from None
    context.refused = Verbindingen(settings).refused

    def factory(config: uvicorn.Config, default: Callable[[], ssl.SSLContext]) -> Context:  # noqa: ARG001
        return context

    return uvicorn.Server(
        uvicorn.Config(
            make_app(settings, vertrouwen),
            host=settings.api_host,
            port=settings.api_port,
            http=PeerProtocol,
            # Only the loop of Python itself asks the context for its class of connections.
            loop="asyncio",
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=CONCURRENT,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=60,
            ssl_context_factory=factory,
        )
    )


def serve(settings: Settings | None = None) -> None:
    """Serve until the process is told to stop; deliveries that are being received may end."""
    settings = settings or get_settings()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    # They tell of parts of the message.
    for library in ("python_multipart", "http_message_signatures", "signxml"):
        logging.getLogger(library).disabled = True
    logging.getLogger("python_multipart.multipart").disabled = True
    server = make_server(settings)
    asyncio.run(server.serve())
    if not server.started:
        raise WoonkluisError(f"cannot listen on {settings.api_host}:{settings.api_port}")
