"""The two forms of a study: the request for access (LMVW-GV-C) and who signed its verklaring (LMVW-GV-A, LMVW-GV-B)."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FailFast,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic import field_validator as validator

from woonkluis.platform.errors import WoonkluisError
from woonkluis.receive.plain_yaml import WrongError, load, unique

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 100_000
MAX_YEARS = 10
"""Longer is no study, but a typing error."""

UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ONE_LINE = re.compile(r"[\t\n\r\x80-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What would begin a line of its own in the note to a researcher, or show the words around it in another order."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
GEBIED = {"GM": "gemeente", "PV": "provincie", "NL": "nederland"}


def _as_text(value: object) -> object:
    if isinstance(value, str) and UNSTORABLE.search(value):
        raise ValueError("holds a control character")
    return value


def _as_line(value: object) -> object:
    if isinstance(value, str) and ONE_LINE.search(value.strip()):
        raise ValueError("should be one line")
    return _as_text(value)


def _as_day(value: object) -> date:
    """Read a date; the words of a library would quote what stood there."""
    try:
        if isinstance(value, str) and DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError("should be a date such as 2026-01-31")


def _text(longest: int) -> StringConstraints:
    return StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=longest)


Line = Annotated[str, _text(300), BeforeValidator(_as_line)]
Story = Annotated[str, _text(10_000), BeforeValidator(_as_text)]
Day = Annotated[date, BeforeValidator(_as_day)]
Code = Annotated[
    str, StringConstraints(strict=True, pattern=r"^(GM[0-9]{4}|PV[0-9]{2}|NL)$"), BeforeValidator(_as_text)
]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Aanvraag(_Form):
    """Request for access: C1 ``omschrijving``, C2 ``gebieden`` and ``datatype``, C3 ``beoogde_publicatie``."""

    titel: Line
    omschrijving: Story
    beoogde_publicatie: Story
    groep: Literal["12a", "12b", "12c"]
    instelling: Line
    datatype: Literal["polygonen", "kenmerken"]
    gebieden: Annotated[list[Code], Field(min_length=1, max_length=400), FailFast()]
    begint_op: Day
    eindigt_op: Day

    @validator("gebieden")
    @classmethod
    def _once(cls, codes: list[str]) -> list[str]:
        if len(set(codes)) < len(codes):
            raise ValueError("names an area twice")
        if "NL" in codes and len(codes) > 1:
            raise ValueError("NL holds all other areas: name it alone")
        return codes

    @model_validator(mode="after")
    def _period(self) -> Aanvraag:
        if self.eindigt_op < self.begint_op or self.eindigt_op.year - self.begint_op.year > MAX_YEARS:
            raise ValueError(f"eindigt_op comes after begint_op, and at most {MAX_YEARS} years")
        return self


class DeelA(_Form):
    """The researcher who signed part A; personal data."""

    naam: Line
    geboortedatum: Day
    telefoon: Line
    instelling: Line
    email: Line
    plaats: Line
    datum: Day


class DeelB(_Form):
    """Who signed part B for the organisation; personal data."""

    naam: Line
    functie: Line
    instelling: Line
    adres: Line
    plaats: Line
    datum: Day


class Ondertekening(_Form):
    """Both parts: A without B is not valid (LMVW-GV-B)."""

    deel_a: DeelA
    deel_b: DeelB


KEYS = {name for form in (Aanvraag, Ondertekening, DeelA, DeelB) for name in form.model_fields}

AForm = TypeVar("AForm", bound=_Form)


def read_aanvraag(path: Path) -> tuple[Aanvraag, str]:
    """Read a request for access from YAML or JSON; return it with the SHA-256 of the file.

    Raises:
        WoonkluisError: one line that says where it is wrong, without contents.
    """
    return _read(path, Aanvraag)


def read_ondertekening(path: Path) -> Ondertekening:
    """Read who signed; raise WoonkluisError, one line without contents, when it is wrong."""
    return _read(path, Ondertekening)[0]


def _read(path: Path, form: type[AForm]) -> tuple[AForm, str]:
    what = form.__name__.lower()
    try:
        raw = _bytes(path)
        text = raw.decode("utf-8-sig")
        data = _json(text) if path.name.lower().endswith(".json") else load(text)
        return form.model_validate(data), hashlib.sha256(raw).hexdigest()
    except OSError as error:
        raise WoonkluisError(f"{what} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise WoonkluisError(f"{what}: not UTF-8 text") from None
    except WrongError as error:
        raise WoonkluisError(f"{what}: {error}") from None
    except RecursionError:
        raise WoonkluisError(f"{what}: too many levels") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(_place(part) for part in first["loc"])
        raise WoonkluisError(f"{what}: {where or 'file'}: {first['msg'].removeprefix('Value error, ')}") from None


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise WrongError(f"larger than {MAX_BYTES} bytes")
    return raw


def _json(text: str) -> object:
    try:
        # Numbers and constants stay text: no field of these forms is one.
        return json.loads(text, object_pairs_hook=unique, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise WrongError(f"line {error.lineno}: no JSON") from None


def _place(part: str | int) -> str:
    """Say where in the file something is wrong; a key that we do not know is content."""
    return str(part + 1) if isinstance(part, int) else part if part in KEYS else "an unknown key"
