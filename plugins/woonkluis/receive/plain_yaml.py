"""YAML as texts, lists and mappings only: what a text means is for whoever knows what should stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_DEPTH = 20
MAX_EVENTS = 100_000


class WrongError(ValueError):
    """What is wrong, in words of our own: those of a library would quote the file."""


class Plain(str):
    """A text without quotes, so that it may stand for a number or a boolean."""

    __slots__ = ()


def unique(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    """Make a mapping; raise WrongError for a key that comes twice."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise WrongError("a key occurs twice")
    return dict(pairs)


def load(text: str) -> object:
    """Read one document.

    YAML 1.1 would read 1:01 as 61, 011 as 9, and 2026-02-30 as a date that does not exist. None of that happens here:
    only an empty place, ``~`` and ``null`` are more than text. The parser hands over one event at a time and this is
    no recursion, so neither depth nor number of values costs more than the limits allow.

    Raises:
        WrongError: no YAML, or more of YAML than a person needs.
    """
    try:
        return _build(text)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise WrongError(f"{line}no YAML") from None
    except yaml.YAMLError:
        raise WrongError("no YAML") from None


def _build(text: str) -> object:
    documents: list[Any] = []
    filling = [documents]
    for event in _limited(yaml.parse(text, Loader=yaml.CSafeLoader)):
        if isinstance(event, yaml.ScalarEvent):
            filling[-1].append(_scalar(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            filling.append([])
            if len(filling) > MAX_DEPTH:
                raise WrongError("too many levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            done = filling.pop()
            filling[-1].append(_mapping(done) if isinstance(event, yaml.MappingEndEvent) else done)
    if len(documents) > 1:
        raise WrongError("more than one document")
    return documents[0] if documents else None


def _limited(events: Iterable[yaml.Event]) -> Iterator[yaml.Event]:
    """Hand on what a person writes; a tag, an alias or very many values are something else."""
    for count, event in enumerate(events):
        if isinstance(event, yaml.AliasEvent):
            raise WrongError("aliases are not allowed")
        if getattr(event, "tag", None):
            raise WrongError("tags (!) are not allowed")
        if count > MAX_EVENTS:
            raise WrongError(f"more than {MAX_EVENTS} values")
        yield event


def _scalar(event: yaml.ScalarEvent) -> str | None:
    if event.style:
        return str(event.value)
    return None if event.value in {"", "~", "null", "Null", "NULL"} else Plain(event.value)


def _mapping(parts: list[Any]) -> dict[Any, Any]:
    keys, values = parts[::2], parts[1::2]
    if not all(isinstance(key, str) for key in keys):
        raise WrongError("a key that is no text")
    return unique(list(zip(keys, values, strict=True)))
