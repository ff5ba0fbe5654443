"""The table of rules in the handbook is that of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from woonkluis.check.listing import rules_document

if TYPE_CHECKING:
    from pathlib import Path


def test_the_handbook_lists_every_rule_as_it_is(repo: Path) -> None:
    told = (repo / "docs" / "rules.md").read_text(encoding="utf-8")
    assert told == rules_document(repo), "run: python -m woonkluis.check.listing"
