"""Decide on checked deliveries: reject with blocking findings, else let one take the place of its predecessor."""

from woonkluis.accept.besluiten import Late, Request, check_request, decide, decide_late, late, withdraw
from woonkluis.accept.deciding import Decision, accept
from woonkluis.accept.peilmoment import Stand, freeze, open_peilmoment

__all__ = [
    "Decision",
    "Late",
    "Request",
    "Stand",
    "accept",
    "check_request",
    "decide",
    "decide_late",
    "freeze",
    "late",
    "open_peilmoment",
    "withdraw",
]
