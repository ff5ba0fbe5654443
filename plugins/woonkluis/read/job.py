"""What the parent tells the reader child: plain data, so that the child starts without the contract machinery."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Veld:
    """A field of a layer; `spellings` are casefolded delivered names."""

    naam: str
    veld: str
    spellings: Sequence[str]
    presence: str
    inherited: bool
    nested: bool = False


@dataclass(frozen=True, slots=True)
class Oudste:
    """WIV-R.2: a record of an earlier day is dropped; days as ISO text, which sorts as the days do."""

    datum: str
    jaar: str
    vanaf_datum: str
    vanaf_jaar: str
    """First year, for a record without a day."""


@dataclass(frozen=True, slots=True)
class Laag:
    """A layer of the contract; its place in the job is its index in the frames."""

    naam: str
    aliases: Sequence[str]
    geometry: bool
    geometry_column: str | None
    may_be_empty: bool
    path: str | None
    velden: tuple[Veld, ...]
    sparse: bool = False
    skipped: bool = False
    oudste: Oudste | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One reading."""

    path: str
    format: str
    levering_id: int
    bronhouder_code: str
    peildatum: str
    lagen: tuple[Laag, ...]
    ignored_layers: Sequence[str]
    namespace: str | None
    schema_path: str | None
    max_bytes: int
    max_unpacked_bytes: int
    max_rows: int
    max_columns: int
    max_value_bytes: int
    memory_mb: int
    seconds: int
    parent_pid: int
    max_invalid_share: float = 0
    fd: int | None = None
    """Descriptor from which the bytes come, once, instead of from `path`: those of a sealed file."""

    def dump(self) -> bytes:
        """Serialise for the child's standard input."""
        return orjson.dumps(asdict(self))

    @classmethod
    def load(cls, data: bytes) -> Job:
        """Inverse of `dump`."""
        values: dict[str, Any] = orjson.loads(data)
        for laag in values["lagen"]:
            laag["velden"] = tuple(Veld(**veld) for veld in laag["velden"])
            laag["oudste"] = Oudste(**laag["oudste"]) if laag["oudste"] else None
        values["lagen"] = tuple(Laag(**laag) for laag in values["lagen"])
        return cls(**values)
