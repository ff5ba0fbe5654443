"""Which verklaring stands beside which delivery, by their names; in doubt no delivery goes without."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from woonkluis.contracts import load_contracts
from woonkluis.receive.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

WORD = "verklaring"
SUFFIXES = (".verklaring.yml", ".verklaring.yaml", ".verklaring.json")


@dataclass(frozen=True)
class Beside:
    """What stands beside a delivery: its verklaring, or why that is in doubt; ``names`` are all files of that kind."""

    verklaring: str | None = None
    doubt: str | None = None
    names: tuple[str, ...] = ()


@cache
def _extensions() -> tuple[str, ...]:
    """Every extension that a delivery may have, the longest first; of more than one part too (.gdb.zip)."""
    found = {one for contract in load_contracts().values() for one in contract.recognition.extensions}
    return tuple(sorted(found, key=len, reverse=True))


def stem_of(name: str) -> str | None:
    """Name of the delivery to which a verklaring belongs, with or without its extension; None for any other file."""
    return next((name[: -len(suffix)] for suffix in SUFFIXES if name.lower().endswith(suffix)), None)


def is_meant(name: str) -> bool:
    """Whether a file is a verklaring, or somebody meant it to be one: then it is no delivery."""
    small = name.casefold()
    # `..._na_verklaring.gpkg` is a delivery; of data in .json nobody can tell.
    data = any(small.endswith(one) for one in _extensions() if one != ".json")
    return WORD in small and (f".{WORD}" in small or not data)


def belongs_to(verklaring: str, name: str) -> bool:
    """Whether ``verklaring`` is named after the delivery ``name``, whole or without an extension that it may have."""
    stem, small = (stem_of(verklaring) or "").casefold(), name.casefold()
    named = {small} | {small.removesuffix(one) for one in (*_extensions(), PurePath(small).suffix)}
    return stem in named and not is_meant(name)


def resembles(verklaring: str, name: str) -> bool:
    """Whether ``verklaring`` may be meant for the delivery ``name``: both begin with the same bronhouder and peildatum.

    Not when it is named after another file, one that may still come.
    """
    small = verklaring.casefold().lstrip(".~$")
    key = "_".join(part.partition(".")[0] for part in name.casefold().split("_", 3)[:3])
    if not is_meant(verklaring) or not small.startswith(key) or small[len(key) : len(key) + 1].isalnum():
        return False
    stem = stem_of(small)
    other = stem and next((stem.removesuffix(one) for one in _extensions() if stem.endswith(one)), None)
    return not other or name.casefold().startswith(f"{other}.")


def beside(name: str, files: Iterable[str]) -> Beside:
    """Find what is declared beside the delivery ``name`` among the names of the files around it."""
    around = set(files) - {name}
    meant = sorted(one for one in around if is_meant(one) and (belongs_to(one, name) or resembles(one, name)))
    found = [one for one in meant if belongs_to(one, name)]
    others = {one: sorted(other for other in around if belongs_to(one, other)) for one in meant}
    alike = [one for one in meant if one not in found and not others[one]]
    names = (*found, *alike)
    if alike:
        doubt = f"{_shown(alike[0])} may be its verklaring, which is named {_shown(name)}.verklaring.yml"
    elif len(found) > 1:
        doubt = f"more than one verklaring beside it: {_shown(found[0])} and {_shown(found[1])}"
    elif found and others[found[0]]:
        doubt = (
            f"{_shown(found[0])} may belong to this file or to {_shown(others[found[0]][0])}: "
            f"name it after one of them, such as {_shown(name)}.verklaring.yml"
        )
    else:
        return Beside(found[0] if found else None, None, names)
    return Beside(None, doubt, names)


def find_verklaring(path: Path, given: Mapping[str, Path]) -> Path | None:
    """Find the verklaring of a file among those ``given`` with it, by name, and those in its directory.

    Raises:
        RefusedError: which one it is is in doubt.
    """
    names = set(given)
    with suppress(OSError):
        names |= {one.name for one in path.parent.iterdir()}
    found = beside(path.name, names)
    if found.doubt:
        raise RefusedError(found.doubt)
    return given.get(found.verklaring, path.with_name(found.verklaring)) if found.verklaring else None


def _shown(name: str) -> str:
    return name if name.isprintable() else ascii(name)
