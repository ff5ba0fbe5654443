"""Take deliveries in: keep their bytes, register them once, hand out the work list."""

from woonkluis.receive.beside import find_verklaring, is_meant
from woonkluis.receive.inbox import Collected, Refusal, collect_inbox
from woonkluis.receive.names import as_peildatum
from woonkluis.receive.receiving import Received, receive, receive_draft, receive_stream
from woonkluis.receive.refusal import RefusedError
from woonkluis.receive.resealing import Resealed, open_into, reseal, seal_open_ones, sealed_files
from woonkluis.receive.store import Draft, Stored, stored_path
from woonkluis.receive.worklist import OpenLevering, work_list

__all__ = [
    "Collected",
    "Draft",
    "OpenLevering",
    "Received",
    "Refusal",
    "RefusedError",
    "Resealed",
    "Stored",
    "as_peildatum",
    "collect_inbox",
    "find_verklaring",
    "is_meant",
    "open_into",
    "receive",
    "receive_draft",
    "receive_stream",
    "reseal",
    "seal_open_ones",
    "sealed_files",
    "stored_path",
    "work_list",
]
