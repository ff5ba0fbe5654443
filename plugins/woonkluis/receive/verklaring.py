"""What a gemeente declares beside its file, because no format has a field for it (LMVW-6a, LMVW-8, LMVW-9)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints, ValidationError
from pydantic import field_validator as validator

from woonkluis.receive.refusal import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".verklaring.yml", ".verklaring.yaml", ".verklaring.json")
MAX_BYTES = 4_000_000

Text = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=300)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Deel(_Part):
    """LMVW-9: a small plan inside a sum, by its name for the gemeente and its bruto additions in woningen."""

    naam: Text
    bruto: Annotated[StrictInt, Field(ge=0, le=1_000_000)]


class Optelling(_Part):
    """LMVW-9: a plan of the delivery that is the sum of small plans; whether it may be is for the rules."""

    globalid: Text
    delen: Annotated[list[Deel], Field(min_length=1)]


class Verklaring(_Part):
    """LMVW-6a plans of which all is communicated; LMVW-8 choice for one sum by the provincie; LMVW-9 sums of plans."""

    gecommuniceerd: list[Text] = []
    aggregeren_door_provincie: StrictBool = False
    optelling: list[Optelling] = []

    @validator("gecommuniceerd", "optelling")
    @classmethod
    def _once(cls, values: list[Any]) -> list[Any]:
        """Refuse a plan that comes twice, however its GlobalID is written: which of both would count?"""
        ids = [str(getattr(value, "globalid", value)).strip("{} ").lower() for value in values]
        if len(set(ids)) < len(ids):
            raise ValueError("names a plan twice")
        return values


KEYS = {name for part in (Verklaring, Optelling, Deel) for name in part.model_fields}


class _Loader(yaml.SafeLoader):
    """YAML without its traps: a key that comes twice, and a few bytes that stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        _unique([(self.construct_object(key, deep=True), None) for key, _ in node.value])
        return super().construct_mapping(node, deep)


def _unique(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    if len({str(key) for key, _ in pairs}) < len(pairs):
        raise yaml.YAMLError("a key occurs twice")
    return dict(pairs)


def stem_of(name: str) -> str | None:
    """Name of the delivery to which a verklaring belongs, with or without its extension; None for any other file."""
    return next((name[: -len(suffix)] for suffix in SUFFIXES if name.lower().endswith(suffix)), None)


def belongs_to(verklaring: str, name: str) -> bool:
    """Whether the file named ``verklaring`` stands beside the delivery of this name."""
    stem = stem_of(verklaring)
    return stem is not None and (stem == name or (stem == name.partition(".")[0] and stem_of(name) is None))


def read_verklaring(path: Path) -> Verklaring:
    """Read and validate a verklaring; raise RefusedError, one line without its contents, when it is wrong."""
    try:
        raw = path.read_bytes()[: MAX_BYTES + 1]
        if len(raw) > MAX_BYTES:
            raise RefusedError(f"verklaring: larger than {MAX_BYTES} bytes")
        text = raw.decode("utf-8-sig")
        is_json = path.name.lower().endswith(".json")
        data = json.loads(text, object_pairs_hook=_unique) if is_json else yaml.load(text, _Loader)  # noqa: S506 (safe)
        return Verklaring.model_validate({} if data is None else data)
    except OSError as error:
        raise RefusedError(f"verklaring cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise RefusedError("verklaring: not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise RefusedError(f"verklaring: line {error.lineno}: no JSON") from None
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise RefusedError(f"verklaring: {line}no YAML") from None
    except yaml.YAMLError as error:
        # Our own words: those of the library would quote the file.
        own = {"aliases are not allowed", "a key occurs twice"}
        raise RefusedError(f"verklaring: {error if str(error) in own else 'no YAML'}") from None
    except RecursionError:
        raise RefusedError("verklaring: too many levels") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(_place(part) for part in first["loc"])
        raise RefusedError(f"verklaring: {where or 'file'}: {first['msg'].removeprefix('Value error, ')}") from None


def _place(part: str | int) -> str:
    """Say where in the file something is wrong; a key that we do not know is content."""
    return str(part + 1) if isinstance(part, int) else part if part in KEYS else "an unknown key"
