"""Check landed deliveries: rules in SQL, one file per rule, set-based, with findings as their result."""

from woonkluis.check.checking import Checked, check
from woonkluis.check.rules import Rule, load_rules

__all__ = ["Checked", "Rule", "check", "load_rules"]
