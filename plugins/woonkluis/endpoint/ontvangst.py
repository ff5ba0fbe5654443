"""Streams a message to disk, bounded by size and time, and hands it over as a delivery."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from woonkluis.endpoint.oproep import REGIME, Oproep, registreer
from woonkluis.endpoint.weigering import GeweigerdError
from woonkluis.receive import Draft, Received, RefusedError, StoppedError, draft_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import date

    from starlette.requests import Request

    from woonkluis.platform.settings import Settings

FILE_TYPES = {"application/xml", "text/xml", "application/octet-stream"}
CONTRACT = "cwr-xml-1"
SPARE = 1 << 16
"""What headers and boundaries of a multipart may add to the size of a message."""


@contextmanager
def bericht(settings: Settings) -> Iterator[Draft]:
    """Open a place in the store for a message; what was not delivered in it is gone afterwards.

    Raises GeweigerdError when more is written to it than fits.
    """
    with draft_of(CONTRACT, settings, max_bytes=settings.api_max_bytes) as draft:
        try:
            yield draft
        except RefusedError:
            raise GeweigerdError("te_groot") from None


async def stream(request: Request, settings: Settings) -> AsyncIterator[bytes]:
    """Yield the body of a request as it comes; raises GeweigerdError when it is too large, too slow or cut off."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise GeweigerdError("ongeldig_type")
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > settings.api_max_bytes + SPARE:
        raise GeweigerdError("te_groot")
    begun, size = time.monotonic(), 0
    chunks = request.stream().__aiter__()
    while True:
        try:
            async with asyncio.timeout(settings.api_idle_seconds):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise GeweigerdError("te_traag") from None
        except ClientDisconnect:
            raise GeweigerdError("afgebroken") from None
        size += len(chunk)
        if size > settings.api_max_bytes + SPARE:
            raise GeweigerdError("te_groot")
        if time.monotonic() - begun > settings.api_max_seconds:
            raise GeweigerdError("te_traag")
        if chunk:
            yield chunk


def media_type(request: Request) -> tuple[str, dict[str, str]]:
    """Content-Type and its parameters, in small letters where they are case-insensitive."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    return kind.decode("latin-1").lower(), {k.decode("latin-1"): v.decode("latin-1") for k, v in options.items()}


@dataclass(frozen=True)
class Deel:
    """Something that happened in a multipart: ``begin`` with headers, ``data``, ``end`` of a part, ``slot`` of all."""

    soort: str
    data: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Delen:
    """Streams the parts of a multipart. Names of files in it are never used."""

    def __init__(self, boundary: str) -> None:
        if not boundary:
            raise GeweigerdError("ongeldig_deel")
        self._events: list[Deel] = []
        self._headers: dict[str, str] = {}
        self._name, self._value = b"", b""
        self._closed = False
        try:
            self._parser = MultipartParser(
                boundary.encode("latin-1", "replace"),
                {
                    "on_part_begin": self._headers.clear,
                    "on_header_field": self._on_name,
                    "on_header_value": self._on_value,
                    "on_header_end": self._on_header,
                    "on_headers_finished": lambda: self._events.append(Deel("begin", headers=dict(self._headers))),
                    "on_part_data": lambda data, start, end: self._events.append(Deel("data", data[start:end])),
                    "on_part_end": lambda: self._events.append(Deel("end")),
                    "on_end": self._on_end,
                },
            )
        except FormParserError:
            raise GeweigerdError("ongeldig_deel") from None

    def _on_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        name = self._name.decode("latin-1").strip().lower()
        if name in self._headers:
            raise GeweigerdError("ongeldig_deel")
        self._headers[name] = self._value.decode("latin-1").strip()
        self._name, self._value = b"", b""

    def _on_end(self) -> None:
        self._closed = True
        self._events.append(Deel("slot"))

    async def of(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[Deel]:
        """Yield what happens; raises GeweigerdError for what is no multipart, or one that does not end."""
        async for chunk in chunks:
            try:
                self._parser.write(chunk)
            except FormParserError:
                raise GeweigerdError("ongeldig_deel") from None
            events, self._events = self._events, []
            for event in events:
                yield event
        if not self._closed:
            raise GeweigerdError("ongeldig_deel")


async def lever_in(oproep: Oproep, inhoud: Draft, peildatum: date, settings: Settings) -> Received:
    """Keep a whole message and register it as a delivery of the woonmaatschappij of the call."""
    oproep.bytes = inhoud.size
    naam = f"{REGIME}_{oproep.bronhouder}_{peildatum}_{oproep.correlatie_id}.xml"
    stored = await asyncio.to_thread(inhoud.keep)
    try:
        received = await asyncio.to_thread(registreer, oproep, CONTRACT, peildatum, naam, stored, settings)
    except StoppedError:
        raise GeweigerdError("gestopt") from None
    oproep.levering_id = received.levering_id
    return received
