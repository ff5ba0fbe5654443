"""Take deliveries in: keep their bytes, register them once, hand out the work list."""

from woonkluis.receive.beside import find_verklaring, is_meant
from woonkluis.receive.inbox import Collected, Refusal, collect_inbox
from woonkluis.receive.names import as_peildatum
from woonkluis.receive.objecten import fetch_objects
from woonkluis.receive.receiving import Received, receive
from woonkluis.receive.refusal import RefusedError, StoppedError
from woonkluis.receive.stopzetting import leave_stopped
from woonkluis.receive.store import stored_path
from woonkluis.receive.worklist import OpenLevering, work_list

__all__ = [
    "Collected",
    "OpenLevering",
    "Received",
    "Refusal",
    "RefusedError",
    "StoppedError",
    "as_peildatum",
    "collect_inbox",
    "fetch_objects",
    "find_verklaring",
    "is_meant",
    "leave_stopped",
    "receive",
    "stored_path",
    "work_list",
]
