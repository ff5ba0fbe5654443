"""Take deliveries in: keep their bytes, register them once, hand out the work list."""

from woonkluis.receive.beside import find_verklaring, is_meant
from woonkluis.receive.inbox import Collected, Refusal, collect_inbox
from woonkluis.receive.names import as_peildatum
from woonkluis.receive.objecten import fetch_objects
from woonkluis.receive.receiving import Received, receive
from woonkluis.receive.refusal import RefusedError, StoppedError
from woonkluis.receive.resealing import Resealed, open_into, reseal, seal_open_ones, sealed_files
from woonkluis.receive.stopzetting import leave_stopped
from woonkluis.receive.store import Draft, Stored, draft_of, stored_path
from woonkluis.receive.worklist import OpenLevering, work_list

__all__ = [
    "Collected",
    "Draft",
    "OpenLevering",
    "Received",
    "Refusal",
    "RefusedError",
    "Resealed",
    "StoppedError",
    "Stored",
    "as_peildatum",
    "collect_inbox",
    "draft_of",
    "fetch_objects",
    "find_verklaring",
    "is_meant",
    "leave_stopped",
    "open_into",
    "receive",
    "reseal",
    "seal_open_ones",
    "sealed_files",
    "stored_path",
    "work_list",
]
