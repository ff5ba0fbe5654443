"""What every role may do, read from verwachting.yml; run as a program it writes the table in docs/access_matrix.md."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from woonkluis.platform.migrate import TOOL_LOGINS

if TYPE_CHECKING:
    from collections.abc import Iterable

VERBS = ("select", "insert", "update", "delete", "truncate")

OF_COLUMNS = ("select", "insert", "update")
"""Verbs of which a right may be limited to columns."""

DOC = Path(__file__).resolve().parents[2] / "docs" / "access_matrix.md"
BEGIN, END = "<!-- begin: python -m tests.roles.matrix -->", "<!-- end -->"

_TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("verwachting.yml").read_text(encoding="utf-8"))

ROLES: dict[str, str] = _TABLE["rollen"]
"""Group and technical roles with what they are for."""

RELATIONS: dict[str, dict[str, Any]] = _TABLE["relaties"]
"""Pattern of relations -> role -> verb -> rows."""

LOOK_UP: dict[str, str] = _TABLE["inzage"]
"""WIV-6.10: role that may look one person up -> what it gets."""

LOOK_UPS = ("cwr_inzage.vraag(text,text,text)", "cwr_inzage.antwoord(uuid)", "cwr_inzage.persoon(text,text,text,jsonb)")
"""What such a role may call; the last one is both before it and the commit between them."""

TECHNICAL = {group: login for login, group in TOOL_LOGINS.items()}
"""Technical role -> login of its tool."""

CANNOT_CONNECT = {"cwr_it", "woonkluis_leeslog"}


def login_of(role: str) -> str:
    """Login that is in this role only."""
    return TECHNICAL.get(role, f"proef_{role}")


def pattern_of(relation: str) -> str | None:
    """Longest pattern that matches a relation such as register.levering."""
    return max((pattern for pattern in RELATIONS if fnmatchcase(relation, pattern)), key=len, default=None)


def allowed(roles: Iterable[str], relation: str) -> set[str]:
    """Verbs that a login in these roles may use on a relation."""
    rules = RELATIONS[pattern_of(relation) or ""]
    verbs: set[str] = set()
    for role in (*roles, "everybody"):
        rule = rules.get(role, {})
        verbs.update(VERBS if rule == "owner" else rule)
    return verbs


def allowed_columns(roles: Iterable[str], relation: str, columns: Iterable[str]) -> dict[str, set[str]]:
    """Columns of each verb that a login in these roles may use on a relation; none where the verb has none."""
    rules = RELATIONS[pattern_of(relation) or ""]
    may: dict[str, set[str]] = {}
    for role in (*roles, "everybody"):
        rule = rules.get(role, {})
        for verb, rows in dict.fromkeys(VERBS, "all").items() if rule == "owner" else rule.items():
            may.setdefault(verb, set()).update(_columns(str(rows), set(columns)) if verb in OF_COLUMNS else ())
    return may


def _columns(rows: str, columns: set[str]) -> set[str]:
    """Those between the brackets, or all but those."""
    if "(" not in rows:
        return columns
    inside = rows.partition("(")[2].rstrip(")")
    named = {column.strip() for column in inside.removeprefix("not ").split(",")}
    return columns - named if inside.startswith("not ") else named


def render() -> str:
    """The table of the document."""
    lines = ["| role | for |", "|---|---|"]
    lines += [f"| `{role}` | {purpose} |" for role, purpose in ROLES.items()]
    lines += ["", "| relation | role | may |", "|---|---|---|"]
    for pattern, rules in RELATIONS.items():
        same: dict[str, list[str]] = {}
        for role, rule in rules.items():
            may = "owns it" if rule == "owner" else "<br>".join(f"{verb}: {rows}" for verb, rows in rule.items())
            same.setdefault(may, []).append(role if role == "everybody" else f"`{role}`")
        lines += [f"| `{pattern}` | {', '.join(roles)} | {may} |" for may, roles in same.items()]
        lines += [] if rules else [f"| `{pattern}` | nobody | |"]
    names = ", ".join(f"`{name}`" for name in LOOK_UPS)
    lines += [
        "",
        f"One person at a time, by {names} ([how](inzage.md)):",
        "",
        "| role | gets of that person |",
        "|---|---|",
    ]
    lines += [f"| `{role}` | {gets} |" for role, gets in LOOK_UP.items()]
    return "\n".join(lines)


def document() -> str:
    """The document with its table as it should be."""
    text = DOC.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}\n{render()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    DOC.write_text(document(), encoding="utf-8")
