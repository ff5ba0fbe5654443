"""Decide on checked deliveries: reject with blocking findings, else let one take the place of its predecessor."""

from woonkluis.accept.deciding import Decision, accept

__all__ = ["Decision", "accept"]
