"""Rules as files: a header that says what a finding means, then one SELECT that finds it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from pathlib import Path

PREPARATION = "voorbereiding"
"""Files beside the rules of a regime whose names begin so make the temporary tables that the rules read."""

Klasse = Literal["foutief", "onnauwkeurig", "onvolledig", "ontbrekend", "verouderd", "overtollig"]
"""Classes of article 7 of the protocol with the woonmaatschappijen."""

HEADER_LINE = re.compile(r"^-- (?P<sleutel>[a-z]+): (?P<waarde>.+)$")


class RuleError(WoonkluisError):
    """A rule that cannot be used, or that failed on a delivery: a fault of the program, never of the delivery."""


class Rule(BaseModel):
    """One rule: the header of its file, checked, and its query.

    The query gives ``rij, kolom, waarde, melding`` for every fault in the delivery ``%(levering_id)s``, of which the
    preparation of the regime has unfolded the rows in temporary tables.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    regel: Annotated[str, StringConstraints(pattern=r"^(LMVW-|WIV-(R\.)?|PDB-)[0-9]+(\.[0-9]+)*[a-e]?_[a-z0-9_]+$")]
    ernst: Literal["blokkerend", "waarschuwing", "info"]
    treft: Literal["levering", "woning"] | None = None
    """WIV-7.1: what a blocking cwr rule blocks: the delivery as a whole, or the woning that the record belongs to."""
    artikel: Annotated[str, StringConstraints(min_length=1)]
    laag: str | None = None
    """Layer of the rows that it finds; absent when a finding is about the delivery as a whole."""
    titel: Annotated[str, StringConstraints(min_length=5, max_length=120)]
    klasse: Klasse | None = None
    """WIV-7.1: class of the defect by article 7; of every cwr rule and of no other."""
    actie: Annotated[str, StringConstraints(pattern=r"^[A-Z][^.]{5,}\.$")] | None = None
    """WIV-7.1: what the woonmaatschappij does about it; one sentence, in Dutch, with its class."""
    maatwerk: Literal["ja", "nee"] = "ja"
    """nee where the layers rest on the rule, or where it keeps something secret from being published."""
    query: str = Field(pattern=r"(?is)^(select|with)\s[^;]*(%\(levering_id\)s|pg_temp\.)[^;]*$")

    @model_validator(mode="after")
    def _classed(self) -> Self:
        """WIV-7.1 asks for a class, the protocol of lmvw has none."""
        asked = not self.regel.startswith("LMVW-")
        if (self.klasse is not None) is not asked or (self.actie is not None) is not asked:
            raise ValueError("a rule on cwr has a klasse and an actie, another has neither")
        if (self.treft is not None) is not (asked and self.ernst == "blokkerend"):
            raise ValueError("a blocking rule on cwr says what it blocks (treft), another does not")
        if self.treft == "woning" and self.laag is None:
            raise ValueError("a rule that blocks a woning finds rows of a laag")
        return self

    @property
    def kan_maatwerk(self) -> bool:
        """Whether a decision may take the weight out of what it finds: LMVW-17, so only in lmvw."""
        return self.maatwerk == "ja" and self.regel.startswith("LMVW-")


def _read(path: Path) -> Rule:
    lines = path.read_text(encoding="utf-8").splitlines()
    header: dict[str, str] = {}
    while lines and lines[0].startswith("--"):
        line = lines.pop(0)
        if not (match := HEADER_LINE.match(line)):
            continue
        if match["sleutel"] in header:
            raise RuleError(f"rule {path.name}: {match['sleutel']} occurs twice")
        header[match["sleutel"]] = match["waarde"].strip()
    try:
        rule = Rule.model_validate(header | {"query": "\n".join(lines).strip()})
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "header"
        raise RuleError(f"rule {path.name}: {place}: {first['msg']}") from None
    if rule.regel != path.stem:
        raise RuleError(f"rule {path.name}: is called {rule.regel} inside")
    return rule


def load_rules(folder: Path) -> list[Rule]:
    """Read and validate every rule of a folder, in order of file name.

    Raises RuleError, one clear line, at the first file that is wrong, and when there is no rule at all: a delivery
    that nothing checks would be accepted.
    """
    rules = [_read(path) for path in sorted(folder.glob("*.sql")) if not path.stem.startswith(PREPARATION)]
    if not rules:
        raise RuleError(f"no rules in {folder}")
    return rules


def load_preparation(folder: Path) -> str:
    """SQL that unfolds the delivery ``%(levering_id)s`` before the rules of a folder run; empty when they need none."""
    return ";\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"{PREPARATION}*.sql")))
