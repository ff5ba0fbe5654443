"""Decide on checked deliveries: reject with blocking findings, else let one take the place of its predecessor."""

from woonkluis.accept.besluiten import Late, decide_late, decide_sum, late
from woonkluis.accept.deciding import Decision, accept
from woonkluis.accept.peilmoment import Stand, freeze, open_peilmoment

__all__ = ["Decision", "Late", "Stand", "accept", "decide_late", "decide_sum", "freeze", "late", "open_peilmoment"]
