"""Freeze what may be public as a publicatie, the only source of the public layers (LMVW-4c, LMVW-13d)."""

from woonkluis.publish.publicatie import Published, publish

__all__ = ["Published", "publish"]
