"""Freeze what may be public as a publicatie, the only source of the public layers (LMVW-4c, LMVW-13d)."""

from woonkluis.publish.bouwen import WITH_PERSONS, bouw
from woonkluis.publish.publicatie import Published, publish

__all__ = ["WITH_PERSONS", "Published", "bouw", "publish"]
