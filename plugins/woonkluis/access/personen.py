"""Whether a login that sql/rollen.yml does not know may be what it is: people and studies have their rights as rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

DECLARED_BY = "woonkluis login: "
"""How the comment begins with which access/logins.py says on a login in which groups it put it."""

ROWS_OF_GROUP = {
    "lmvw_gemeente": "gemeente",
    "lmvw_provincie": "provincie",
    "cwr_woonmaatschappij": "woonmaatschappij",
    "lmvw_onderzoeker_12a": "studie",
    "lmvw_onderzoeker_12b": "studie",
    "lmvw_onderzoeker_12c": "studie",
}
"""Groups for which a row in toegang.recht says why a login is in them (LMVW-12 to LMVW-15)."""

READERS = re.compile(r"(lmvw|cwr)_[a-z0-9_]+|publiek_lezer|woonkluis_leeslog")
"""Groups of readers, and one that can do nothing: a comment puts nobody in that of a tool, server or other person."""

OPEN_GROUPS = {"lmvw_gebruiker", "publiek_lezer"}
"""LMVW-12d: who is in these sees what everybody may see."""

OWN_SETTINGS = {
    *("statement_timeout", "idle_in_transaction_session_timeout", "idle_session_timeout", "lock_timeout"),
    *("default_transaction_read_only", "application_name", "client_encoding", "TimeZone", "DateStyle"),
}
"""What may be set for one login: limits, and how it is shown. Not whose rights or which names it uses."""

MEMBER = "member of "

POWERS = re.compile(r"\b(superuser|createdb|createrole|replication|bypassrls)\b")

_ROWS = """
    select login_rol::regrole::text, gebied_soort, studie_id is not null
    from toegang.recht
    group by login_rol, gebied_soort, studie_id is not null
"""

_DECLARED = """
    select r.oid::regrole::text, substr(shobj_description(r.oid, 'pg_authid'), length(%(begin)s) + 1)
    from pg_roles as r
    where starts_with(shobj_description(r.oid, 'pg_authid'), %(begin)s)
"""

Judged = tuple[str, str, str | None, str | None]
"""Object, aspect, what would be right, what is there."""


def comment_for(groups: tuple[str, ...]) -> str:
    """Return the comment that declares a login's groups."""
    return DECLARED_BY + (", ".join(sorted(groups)) or "no group")


def judge_people(connection: Connection[Any], roles: dict[str, dict[str, str]]) -> list[Judged]:
    """Return what is wrong with roles that no file declares.

    A role without powers, groups and settings is nobody's business: grants to it are found at what was granted.
    """
    reasons = _reasons(connection)
    wrong: list[Judged] = []
    for name, aspects in sorted(roles.items()):
        wrong += _judge(name, aspects, reasons.get(name, set()))
    return wrong


def _reasons(connection: Connection[Any]) -> dict[str, set[str]]:
    """Per login the groups that it was declared in, and what its rows speak of."""
    reasons: dict[str, set[str]] = {}
    for name, groups in connection.execute(_DECLARED, {"begin": DECLARED_BY}):
        reasons.setdefault(name, set()).update(groups.split(", "))
    try:
        with connection.transaction():
            rows = connection.execute(_ROWS).fetchall()
    except psycopg.errors.InsufficientPrivilege:
        # That this login may not read them is a difference by itself.
        rows = []
    for name, area, of_study in rows:
        reasons.setdefault(name, set()).add("studie" if of_study else area)
    return reasons


def _judge(name: str, aspects: dict[str, str], reasons: set[str]) -> Iterator[Judged]:
    attributes = aspects.get("attributes", "")
    if POWERS.search(attributes):
        yield name, "attributes", "no power over the server by a role that is not declared", attributes
    groups = {
        aspect.removeprefix("member of "): how for aspect, how in aspects.items() if aspect.startswith("member of ")
    }
    for group, how in groups.items():
        if not _justified(group, how, reasons):
            yield name, f"{MEMBER}{group}", None, how
    if groups and attributes.startswith("nologin"):
        yield name, "attributes", "a group that the migrations make", attributes
    if groups and "connection limit" not in aspects:
        yield name, "connection limit", "a limit", None
    if groups and "noinherit" in attributes.split():
        yield name, "attributes", "inherit: what its groups may, without asking", attributes
    # LMVW-15a: the login of a study ends with it, whatever happens to the program that closes it.
    by_rows = {ROWS_OF_GROUP.get(group) for group in groups if group not in reasons}
    if "studie" in by_rows & reasons and "valid until" not in aspects:
        yield name, "valid until", "an end", None
    for aspect, value in aspects.items():
        if aspect.startswith("setting ") and aspect.split()[-1] not in OWN_SETTINGS:
            yield name, aspect, None, value


def _justified(group: str, how: str, reasons: set[str]) -> bool:
    declared = group in reasons and READERS.fullmatch(group) is not None
    return how == "member" and (group in OPEN_GROUPS or declared or ROWS_OF_GROUP.get(group) in reasons)
