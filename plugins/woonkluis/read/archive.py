"""What a zip may be before anything opens it: few members, honest names, no bomb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from woonkluis.read.bevinding import UnreadableError, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zipfile import ZipFile, ZipInfo

CHUNK = 1024 * 1024
MAX_MEMBERS = 2000
MAX_RATIO = 200
RATIO_FROM_BYTES = 16 * 1024 * 1024
"""Small members may compress as well as they like."""


def check_members(members: Sequence[ZipInfo], max_unpacked_bytes: int, what: str, hint: str) -> None:
    """Raise UnreadableError for a zip that has too many or ambiguous members, is encrypted, or unpacks too large.

    The sizes are those that the zip declares; whoever unpacks a member stops at its declared size.
    """
    names = [member.filename for member in members]
    if len(names) > MAX_MEMBERS or len(set(names)) < len(names):
        raise UnreadableError("LEES-ZIP", f"{what} heeft te veel of dubbele onderdelen. {hint}")
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableError("LEES-ZIP", f"{what} is versleuteld. {hint}")
    for member in members:
        if member.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * member.compress_size):
            melding = f"Een onderdeel is meer dan {MAX_RATIO} keer zo groot na uitpakken (zipbom). {hint}"
            raise UnreadableError("LEES-OMVANG", melding, waarde=shorten(member.filename))
    if sum(member.file_size for member in members) > max_unpacked_bytes:
        melding = f"{what} is uitgepakt groter dan {max_unpacked_bytes // 1_000_000} MB. Splits de levering."
        raise UnreadableError("LEES-OMVANG", melding)


def check_contents(archive: ZipFile, members: Iterable[ZipInfo]) -> None:
    """Unpack members to nowhere, a piece at a time; raises what zipfile raises for one that is damaged.

    The last piece of a member is only given when its size and checksum hold.
    """
    for member in members:
        with archive.open(member) as part:
            while part.read(CHUNK):
                pass
