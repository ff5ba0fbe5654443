"""Why a file is not taken in."""

from __future__ import annotations

from woonkluis.platform.errors import WoonkluisError


class RefusedError(WoonkluisError):
    """The file itself, or what is said about it, makes it no delivery: trying again does not help.

    ``unquoted`` says the same without words of the sender, for places where those may not stand.
    """

    def __init__(self, told: str, *, unquoted: str | None = None) -> None:
        super().__init__(told)
        self.unquoted = unquoted or told


class UnsettledError(WoonkluisError):
    """The file changed while it was read: somebody still writes it, so it must be tried again."""


class StoppedError(RefusedError):
    """The bronhouder was stopped by notice (WIV-8.1): nothing of it is taken or processed until it is resumed."""
