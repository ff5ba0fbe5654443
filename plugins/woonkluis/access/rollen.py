"""Compare the rights that stand in the database with those that sql/rollen.yml declares, one line per difference."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml

from woonkluis.access.personen import judge_people
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import ADMIN, Settings, get_settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from logging import Logger
    from pathlib import Path

    from psycopg import Connection

    State = dict[str, dict[str, dict[str, str]]]

LOOKER = "dienst_toegang"
"""Whoever may connect sees the whole catalog; of the data this login reads rights only, and those are needed."""

KINDS = (
    *("role", "database", "schema", "relation", "function", "type"),
    *("default_privileges", "event_trigger", "outside", "catalog"),
)
"""Files of sql/rollen; each is one SELECT with the columns object, aspect and value."""

SECOND_LOOK = 1.0
"""Seconds until it looks again: what dbt drops just then is half gone, a right that somebody changed is still there."""

DECLARED_IN = "sql/rollen.yml"

IN_OWN_WORDS = {"definition", "constraint", "default", "index"}
"""Of a relation: what every major version of PostgreSQL writes down in other words."""

OF_ONE_VERSION = "catalog"
"""PostgreSQL itself has other functions in every major version, and writes views down in other words."""

BUILT_BY = "woonkluis_bouwer"
"""What dbt builds may not be there yet; where it is, it is as declared."""

_BUILDING = re.compile(r"(?P<relation>.+?)__dbt_(?:tmp|backup)\d*")
"""Names of dbt for the next and the previous contents of a relation, for as long as it is being replaced."""


_MONTH = re.compile(r"_\d{6}$")
"""Name of a partition that is made and left as time goes on."""


@dataclass(frozen=True, order=True)
class Difference:
    """One thing that is not as declared; names of the catalog only, never rows."""

    kind: str
    object: str
    aspect: str = ""
    declared: str | None = None
    found: str | None = None

    def __str__(self) -> str:
        name = self.object if self.object.startswith("this ") else f"{self.kind.replace('_', ' ')} {self.object}"
        if not self.aspect:
            there = "not declared, but there" if self.declared is None else "declared, but not there"
            return f"{name}: {there}{f' ({self.found or self.declared})' if self.found or self.declared else ''}"
        return f"{name}: {self.aspect}: declared: {self.declared or 'nothing'}; there: {self.found or 'nothing'}"


@dataclass(frozen=True)
class Declaration:
    """What sql/rollen.yml says, and the major version of PostgreSQL in whose words."""

    version: int
    state: State


def inspect(connection: Connection[Any], settings: Settings | None = None, kinds: Iterable[str] = KINDS) -> State:
    """Return what stands in the database: kind -> object -> aspect -> value."""
    directory = (settings or get_settings()).repo_dir / "sql" / "rollen"
    # Names with their schema, whatever this login or its database was told to leave out.
    connection.execute("set local search_path = pg_catalog")
    state: State = {kind: {} for kind in kinds}
    for kind in state:
        for name, aspect, value in connection.execute((directory / f"{kind}.sql").read_bytes()):
            state[kind].setdefault(name, {})[aspect] = value or ""
    return state


def version_of(connection: Connection[Any]) -> int:
    """Return the major version of the server."""
    return connection.info.server_version // 10000


@lru_cache(maxsize=4)
def read_declaration(path: Path) -> Declaration:
    """Read the declaration; raises WoonkluisError when it is not there or is none."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        state = {kind: content[kind] or {} for kind in KINDS}
        return Declaration(int(content["postgresql"]), state)
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError):
        raise WoonkluisError(f"{path} cannot be read as the declaration of rights") from None


def declare(connection: Connection[Any], settings: Settings | None = None) -> str:
    """Write what stands in a database as a declaration; people and what is passing stay out of it."""
    from woonkluis.platform.migrate import AIRFLOW_LOGIN, TOOL_LOGINS  # noqa: PLC0415 - tasks that check need none of it

    state = inspect(connection, settings)
    kept = {ADMIN, AIRFLOW_LOGIN, *TOOL_LOGINS, "every role"}
    state["role"] = {
        name: aspects
        for name, aspects in state["role"].items()
        if name in kept or (aspects.get("attributes", "").startswith("nologin") and not name.startswith("pg_"))
    }
    relations: dict[str, dict[str, str]] = {}
    for name, aspects in sorted(state["relation"].items()):
        relations.setdefault(_declared_name(name, aspects), aspects)
    state["relation"] = relations
    head = (
        "# What every role may do in the warehouse, as migrations, policies, views and dbt leave it.\n"
        "# `woonkluis roles` compares with it (docs/decisions/0012-roles-check.md). Not written by hand: after a\n"
        "# change of sql/ or dbt/ tests/roles/test_rollen.py writes it again. Read what changed before you commit it.\n"
    )
    parts: list[dict[str, Any]] = [{"postgresql": version_of(connection)}, *({kind: state[kind]} for kind in KINDS)]
    return head + "\n".join(
        yaml.dump(part, Dumper=yaml.CSafeDumper, sort_keys=True, width=140, allow_unicode=True) for part in parts
    )


def _declared_name(name: str, aspects: dict[str, str]) -> str:
    """Name in the declaration: partitions of a relation share one, and dbt's copies have that of their relation."""
    if "partition of" in aspects and _MONTH.search(name):
        return f"partition of {aspects['partition of']}"
    built = _BUILDING.fullmatch(name)
    return built["relation"] if built else name


def compare(declaration: Declaration, found: State, version: int) -> list[Difference]:
    """Return the differences of everything but the logins of people."""
    differences: list[Difference] = []
    same_version = version == declaration.version
    for kind in KINDS:
        if kind == OF_ONE_VERSION and not same_version:
            continue
        declared, there = declaration.state[kind], found[kind]
        seen = set()
        for name, aspects in sorted(there.items()):
            known = _declared_name(name, aspects) if kind == "relation" else name
            seen.add(known)
            if known in declared:
                differences += _aspects(
                    kind, name, declared[known], aspects, same_version=version == declaration.version
                )
            elif kind != "role":
                differences += _unknown(kind, name, aspects)
        for name in sorted(set(declared) - seen):
            if declared[name].get("owner") == BUILT_BY or name.startswith("partition of "):
                continue
            differences += _missing(kind, name, declared[name])
    return differences


def _aspects(
    kind: str, name: str, declared: dict[str, str], found: dict[str, str], *, same_version: bool
) -> list[Difference]:
    return [
        Difference(kind, name, aspect, declared.get(aspect), found.get(aspect))
        for aspect in sorted({*declared, *found})
        if str(declared.get(aspect)) != str(found.get(aspect))
        and (same_version or kind != "relation" or aspect.split()[0] not in IN_OWN_WORDS)
        # dbt's copies get their readers with the name.
        and not (aspect not in found and _BUILDING.fullmatch(name))
    ]


def _is_thing(kind: str, aspects: dict[str, str]) -> bool:
    """Whether it exists by itself; the others are what was added to or taken from something."""
    return kind != "catalog" and bool({"owner", "attributes"} & set(aspects))


def _unknown(kind: str, name: str, aspects: dict[str, str]) -> list[Difference]:
    if not _is_thing(kind, aspects):
        return [Difference(kind, name, aspect, None, value) for aspect, value in sorted(aspects.items())]
    told = "; ".join(
        f"{aspect} {value}" if aspect == "owner" else f"{value} {aspect}"
        for aspect, value in sorted(aspects.items())
        if aspect == "owner" or aspect.startswith("to ")
    )
    return [Difference(kind, name, found=told)]


def _missing(kind: str, name: str, aspects: dict[str, str]) -> list[Difference]:
    if not _is_thing(kind, aspects):
        return [Difference(kind, name, aspect, value, None) for aspect, value in sorted(aspects.items())]
    return [Difference(kind, name, declared=aspects.get("kind", f"owner {aspects.get('owner', 'none')}"))]


def differences(connection: Connection[Any], settings: Settings | None = None) -> list[Difference]:
    """Return all that is not as declared, sorted; the connection sees the catalog and reads toegang.recht."""
    return survey(connection, settings)[1]


def survey(connection: Connection[Any], settings: Settings | None = None) -> tuple[State, list[Difference]]:
    """Return what stands in the database and what of it is not as declared."""
    settings = settings or get_settings()
    found = inspect(connection, settings)
    return found, judge(connection, found, settings)


def judge(connection: Connection[Any], found: State, settings: Settings) -> list[Difference]:
    """Return what of the state that `inspect` found is not as declared, sorted."""
    declaration = read_declaration(settings.repo_dir / DECLARED_IN)
    unjudged = {name: aspects for name, aspects in found["role"].items() if name not in declaration.state["role"]}
    people = [Difference("role", *judged) for judged in judge_people(connection, unjudged)]
    return sorted({*compare(declaration, found, version_of(connection)), *people}, key=_order)


def _order(difference: Difference) -> tuple[int, str, bool, str]:
    """Roles before what they hold; an owner before the grants that its change moves."""
    return KINDS.index(difference.kind), difference.object, difference.aspect != "owner", difference.aspect


def check(settings: Settings | None = None) -> list[Difference]:
    """Look at the warehouse as a login that may read rights and nothing else; changes nothing.

    Raises WoonkluisError when the database or the declaration cannot be reached.
    """
    settings = settings or get_settings()
    with connect(LOOKER, settings=settings, application_name="woonkluis roles") as connection:
        connection.read_only = True
        found = differences(connection, settings)
        if found:
            connection.rollback()
            time.sleep(SECOND_LOOK)
            found = sorted({*found} & {*differences(connection, settings)}, key=_order)
        return found


def report(log: Logger, settings: Settings | None = None) -> int:
    """Tell every difference to a log, and return 0.

    Raises WoonkluisError when there is one, or when it cannot look.
    """
    found = check(settings)
    for difference in found:
        log.error("%s", difference)
    if found:
        raise WoonkluisError(f"rights that are not as declared: {len(found)}; see `woonkluis roles --check`")
    log.info("all rights are as declared")
    return len(found)
