"""What a gemeente declares beside its file, because no format has a field for it (LMVW-6a, LMVW-8, LMVW-9)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FailFast,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationError,
)
from pydantic import field_validator as validator

from woonkluis.receive.plain_yaml import Plain, WrongError, load, unique
from woonkluis.receive.refusal import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 1_000_000
"""Some 20,000 GlobalIDs, more than any gemeente has plans; whoever reads it keeps the inbox locked."""

MAX_DIGITS = 15
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
WHOLE = re.compile(rf"0|-?[1-9][0-9]{{0,{MAX_DIGITS - 1}}}")
BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _as_text(value: object) -> object:
    if isinstance(value, dict):
        raise ValueError('braces without quotes are no text: write "{...}"')  # noqa: TRY004 (pydantic wants it)
    if isinstance(value, str) and UNSTORABLE.search(value):
        raise ValueError("holds a control character")
    return value


def _as_whole(value: object) -> object:
    """Read what stands without quotes as a person does: 011 and 1:01 are no numbers."""
    return int(value) if isinstance(value, Plain) and WHOLE.fullmatch(value) else value


def _as_boolean(value: object) -> object:
    return BOOLEANS.get(value.lower(), value) if isinstance(value, Plain) else value


Text = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=300),
    BeforeValidator(_as_text),
]
Whole = Annotated[StrictInt, Field(ge=0, le=1_000_000), BeforeValidator(_as_whole)]
Boolean = Annotated[StrictBool, BeforeValidator(_as_boolean)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Deel(_Part):
    """LMVW-9: a small plan inside a sum, by its name for the gemeente and its bruto additions in woningen."""

    naam: Text
    bruto: Whole


class Optelling(_Part):
    """LMVW-9: a plan of the delivery that is the sum of small plans; whether it may be is for the rules."""

    globalid: Text
    delen: Annotated[list[Deel], Field(min_length=1), FailFast()]


class Verklaring(_Part):
    """LMVW-6a plans of which all is communicated; LMVW-8 choice for one sum by the provincie; LMVW-9 sums of plans."""

    gecommuniceerd: Annotated[list[Text], FailFast()] = []
    aggregeren_door_provincie: Boolean = False
    optelling: Annotated[list[Optelling], FailFast()] = []

    @validator("gecommuniceerd", "optelling")
    @classmethod
    def _once(cls, values: list[Any]) -> list[Any]:
        """Refuse a plan that comes twice, however its GlobalID is written: which of both would count?"""
        ids = [str(getattr(value, "globalid", value)).strip("{} ").lower() for value in values]
        if len(set(ids)) < len(ids):
            raise ValueError("names a plan twice")
        return values


KEYS = {name for part in (Verklaring, Optelling, Deel) for name in part.model_fields}


def read_verklaring(path: Path) -> Verklaring:
    """Read and validate a verklaring; raise RefusedError, one line without its contents, when it is wrong."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise RefusedError(f"verklaring: larger than {MAX_BYTES} bytes")
        text = raw.decode("utf-8-sig")
        data = _json(text) if path.name.lower().endswith(".json") else load(text)
        return Verklaring.model_validate({} if data is None else data)
    except OSError as error:
        raise RefusedError(f"verklaring cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise RefusedError("verklaring: not UTF-8 text") from None
    except WrongError as error:
        raise RefusedError(f"verklaring: {error}") from None
    except RecursionError:
        raise RefusedError("verklaring: too many levels") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(_place(part) for part in first["loc"])
        raise RefusedError(f"verklaring: {where or 'file'}: {first['msg'].removeprefix('Value error, ')}") from None


def _json(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=unique, parse_int=_digits)
    except json.JSONDecodeError as error:
        raise WrongError(f"line {error.lineno}: no JSON") from None


def _digits(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise WrongError(f"a number of more than {MAX_DIGITS} digits")
    return int(text)


def _place(part: str | int) -> str:
    """Say where in the file something is wrong; a key that we do not know is content."""
    return str(part + 1) if isinstance(part, int) else part if part in KEYS else "an unknown key"
