"""List all rules in docs/rules.md: `python -m woonkluis.check.listing` writes the table, a test compares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from woonkluis.check.rules import Rule, load_rules
from woonkluis.platform.settings import get_settings

if TYPE_CHECKING:
    from pathlib import Path

BEGIN, END = "<!-- begin: python -m woonkluis.check.listing -->", "<!-- end -->"


def _row(rule: Rule, *, classed: bool) -> str:
    last = f"{rule.klasse} | {rule.actie}" if classed else "ja" if rule.kan_maatwerk else "nee"
    ernst = f"{rule.ernst} ({rule.treft})" if rule.treft else rule.ernst
    return f"| `{rule.regel}` | {ernst} | {rule.artikel} | {rule.laag or ''} | {rule.titel} | {last} |"


def _table(folder: Path) -> list[str]:
    rules = load_rules(folder)
    classed = any(rule.klasse for rule in rules)
    columns = ["rule", "ernst", "article", "layer", "says", *(("class (WIV-7.1)", "do") if classed else ("maatwerk",))]
    header = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return [
        f"## {folder.name}: {len(rules)} rules",
        "",
        *header,
        *(_row(rule, classed=classed) for rule in rules),
        "",
    ]


def rules_document(repo: Path) -> str:
    """The handbook page with its tables as they should be."""
    text = (repo / "docs" / "rules.md").read_text(encoding="utf-8")
    head, tail = text.partition(BEGIN)[0], text.partition(END)[2]
    tables = [line for regime in ("lmvw", "cwr") for line in _table(repo / "sql" / "rules" / regime)]
    return "\n".join([head + BEGIN, "", *tables, END + tail])


if __name__ == "__main__":
    repo_dir = get_settings().repo_dir
    (repo_dir / "docs" / "rules.md").write_text(rules_document(repo_dir), encoding="utf-8")
