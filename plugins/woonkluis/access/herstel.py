"""Bring the rights in the database back to sql/rollen.yml; never touches a row and never drops what may hold one."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from woonkluis.access.rollen import DECLARED_IN, Difference, read_declaration, survey
from woonkluis.platform.engine import connect
from woonkluis.platform.settings import ADMIN, Settings, get_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from psycopg import Connection

    from woonkluis.access.rollen import State

ROUNDS = 4
"""Giving an object its owner back moves its grants, a function that is made again gets its own: it looks again."""

LISTS = {"search_path", "session_preload_libraries", "local_preload_libraries", "temp_tablespaces", "datestyle"}
"""Settings of which the value is a list of names, to be written as it is shown."""

CLASSES = (
    "extension",
    "language",
    "foreign data wrapper",
    "server",
    "publication",
    "large object",
    "parameter",
    "tablespace",
)

SWITCH = {"enabled": "enable", "always": "enable always", "replica only": "enable replica", "disabled": "disable"}
"""What is said of a trigger, and how it becomes so."""

_PRIVILEGES = re.compile(r"(?P<name>[a-z ]+?)(?P<columns> \([^)]*\))?(?P<option> with grant option)?(?:, |$)")


def fix(settings: Settings | None = None) -> tuple[list[Difference], list[Difference]]:
    """Repair as the administrator; returns what was found and what is left, of which `reason` tells why.

    Raises WoonkluisError when the database or the declaration cannot be reached.
    """
    settings = settings or get_settings()
    with connect(ADMIN, settings=settings, application_name="woonkluis roles") as connection:
        return repair(connection, settings)


def repair(connection: Connection[Any], settings: Settings | None = None) -> tuple[list[Difference], list[Difference]]:
    """Repair in the transaction of the connection, statement by statement; returns what was found and what is left."""
    settings = settings or get_settings()
    state, found = survey(connection, settings)
    left = found
    # The guards of new relations and grants would stop a repair at the next fault.
    connection.execute("set local session_replication_role = replica")
    for _ in range(ROUNDS):
        if not left:
            break
        for difference in left:
            # Of what takes several statements a later one means nothing without the earlier.
            all(_done(connection, statement) for statement in _Repair(difference, state, settings).statements())
        before = left
        state, left = survey(connection, settings)
        if left == before:
            break
    connection.execute("set local session_replication_role = origin")
    return found, left


def reason(difference: Difference) -> str:
    """Say of a difference that a repair left what a person must do."""
    kind, aspect = difference.kind, difference.aspect
    if not aspect and difference.declared is None:
        return "nobody else reaches it any more; look at what it holds, then drop it or declare it"
    if not aspect and kind in {"schema", "relation"}:
        return "it held rows: restore the backup"
    if aspect.startswith("index "):
        return "sql/migrations or dbt makes the indexes: make it again, or drop the one that nobody declared"
    if kind == "role" and aspect == "attributes" and "superuser" in (difference.found or "").split():
        return "an administrator is not dismissed by a program: declare it in sql/rollen.yml, or alter it by hand"
    if kind == "role":
        return "the role is somebody's: see `woonkluis migrate` for tools, access/logins.py for people"
    return "the server refused the repair: do it by hand"


def _done(connection: Connection[Any], statement: str) -> bool:
    """Run one statement, so that one that is refused undoes no other."""
    try:
        with connection.transaction():
            # Written from names that the server quoted and from the declaration.
            connection.execute(sql.SQL(statement))
    except psycopg.Error:
        return False
    return True


def _privileges(value: str | None) -> set[tuple[str, str, str]]:
    """Name, columns and grant option of `select, update (a, b) with grant option`."""
    return {
        (match["name"].strip(), match["columns"] or "", match["option"] or "")
        for match in _PRIVILEGES.finditer(value or "")
        if match["name"].strip()
    }


def _setting(name: str, value: str) -> str:
    return value if name.lower() in LISTS else sql.Literal(value).as_string(None)


def source_of(settings: Settings, name: str) -> Iterator[str]:
    """Give the statements in sql/ that make a function, the last one first."""
    bare = name.partition("(")[0]
    pattern = re.compile(
        rf"^create (?:or replace )?function {re.escape(bare)}\s*\(.*?^(?:\$\$|end);$", re.DOTALL | re.MULTILINE
    )
    files = [
        path for room in ("migrations", "views") for path in sorted((settings.repo_dir / "sql" / room).glob("*.sql"))
    ]
    for path in reversed(files):
        for match in reversed(list(pattern.finditer(path.read_text(encoding="utf-8")))):
            yield re.sub(r"^create (?:or replace )?", "create or replace ", match[0])


class _Repair:
    """The statements that take one difference away."""

    def __init__(self, difference: Difference, state: State, settings: Settings) -> None:
        self.difference = difference
        self.name = difference.object
        self.found = state[difference.kind].get(self.name, {})
        self.settings = settings

    def statements(self) -> Iterable[str]:
        """What to run, in order; nothing when it cannot be repaired."""
        difference = self.difference
        if not difference.aspect:
            return self._close() if difference.declared is None else self._make()
        if difference.aspect == "owner":
            owner = difference.declared or ADMIN
            return [f"alter {self._class()} {self._plain()} owner to {owner}"]
        if difference.kind in {"default_privileges", "catalog"} and re.match(r"(\w+ )?(not )?to ", difference.aspect):
            return self._balance()
        if difference.aspect.startswith("to "):
            return self._grants()
        by_kind: dict[str, Callable[[], Iterable[str]]] = {
            "role": self._role,
            "database": partial(self._settings, "alter database {database}"),
            "relation": self._relation,
            "function": self._function,
            "catalog": self._catalog,
            "event_trigger": self._event_trigger,
            "outside": self._outside,
        }
        return by_kind.get(difference.kind, list)()

    def _class(self) -> str:
        """Word for what it is, as ALTER wants it."""
        kind = self.difference.kind
        if kind == "relation":
            return {"view": "view", "materialized view": "materialized view", "sequence": "sequence"}.get(
                self.found.get("kind", ""), "table"
            )
        if kind == "outside":
            return next((word for word in CLASSES if self.name.startswith(f"{word} ")), "operator")
        if kind == "catalog":
            return "routine" if "(" in self.name else "table"
        return {"function": "routine", "event_trigger": "event trigger"}.get(kind, kind)

    def _plain(self) -> str:
        """The name without the word for what it is."""
        if self.name == "this database":
            return sql.Identifier(self.settings.pg_database).as_string(None)
        if self.difference.kind == "database":
            return self.name.removeprefix("database ")
        return self.name.removeprefix(f"{self._class()} ") if self.difference.kind == "outside" else self.name

    def _granted_on(self) -> str:
        word = self._class()
        word = {"view": "table", "materialized view": "table", "server": "foreign server"}.get(word, word)
        return f"{word} {self._plain()}"

    def _grants(self) -> Iterator[str]:
        on, grantee = self._granted_on(), self.difference.aspect.removeprefix("to ")
        yield f"revoke all on {on} from {grantee} cascade"
        for name, columns, option in sorted(_privileges(self.difference.declared)):
            yield f"grant {name}{columns} on {on} to {grantee}{option}"

    def _balance(self) -> Iterator[str]:
        """Grant and revoke what differs from what PostgreSQL itself does."""
        aspect = self.difference.aspect
        declared, found = _privileges(self.difference.declared), _privileges(self.difference.found)
        lead, _, grantee = aspect.rpartition("to ")
        given, taken = declared - found, found - declared
        if lead.endswith("not "):
            given, taken = taken, given
        if self.difference.kind == "default_privileges":
            role, _, schema = self.name.partition(" in schema ")
            begin = f"alter default privileges for role {role}{f' in schema {schema}' if schema else ''} "
            on = lead.removesuffix("not ").strip()
        else:
            begin, on = "", self._granted_on()
        for name, columns, _ in sorted(taken):
            yield f"{begin}revoke {name}{columns} on {on} from {grantee}"
        for name, columns, option in sorted(given):
            yield f"{begin}grant {name}{columns} on {on} to {grantee}{option}"

    def _settings(self, begin: str) -> Iterator[str]:
        begin = begin.format(database=sql.Identifier(self.settings.pg_database).as_string(None))
        name = self.difference.aspect.split()[-1]
        if self.difference.declared is None:
            yield f"{begin} reset {name}"
        else:
            yield f"{begin} set {name} = {_setting(name, self.difference.declared)}"

    def _role(self) -> Iterator[str]:
        aspect, declared = self.difference.aspect, self.difference.declared
        role = "all" if self.name == "every role" else self.name
        if aspect == "attributes":
            known = read_declaration(self.settings.repo_dir / DECLARED_IN).state["role"].get(self.name)
            if known:
                yield f"alter role {role} {declared}"
            elif "superuser" not in (self.difference.found or "").split():
                yield f"alter role {role} nocreatedb nocreaterole noreplication nobypassrls"
        elif aspect == "connection limit":
            # Of people any limit is right: which one is for whoever made the login.
            yield f"alter role {role} connection limit {declared or -1}" if declared != "a limit" else "select"
        elif aspect == "valid until" and declared != "an end":
            yield f"alter role {role} valid until '{declared + '+00' if declared else 'infinity'}'"
        elif aspect.startswith("member of "):
            group = aspect.removeprefix("member of ")
            yield f"revoke {group} from {role} cascade"
            if declared:
                yield f"grant {group} to {role}{' with admin option' if 'admin' in declared else ''}"
        elif aspect.startswith("setting here "):
            yield from self._settings(f"alter role {role} in database {{database}}")
        elif aspect.startswith("setting "):
            yield from self._settings(f"alter role {role}")

    def _relation(self) -> Iterator[str]:
        aspect, declared = self.difference.aspect, self.difference.declared
        what, _, part = aspect.partition(" ")
        alter = f"alter {self._class()} {self.name}"
        if aspect == "row-level security" and declared:
            forced = "force" if "forced" in declared else "no force"
            switch = "enable" if "enabled" in declared else "disable"
            yield f"{alter} {switch} row level security, {forced} row level security"
        elif aspect == "options" and declared:
            yield f"{alter} reset (security_invoker, security_barrier, check_option)"
            if declared != "none":
                yield f"{alter} set ({declared})"
        elif aspect == "definition":
            yield from self._views()
        elif what in {"policy", "trigger", "rule"}:
            yield from self._attached(alter, what, part, declared)
        elif what in {"constraint", "default", "never"}:
            yield from self._checked(alter, what, part)
        elif aspect == "triggers of foreign keys":
            yield f"{alter} enable trigger all"
        elif aspect == "statistics":
            there, right = (
                {column for column in (value or "").removeprefix("kept of ").split(", ") if column}
                for value in (self.difference.found, declared)
            )
            for column in sorted(there ^ right):
                yield f"{alter} alter column {column} set statistics {0 if column in there else -1}"

    def _checked(self, alter: str, what: str, name: str) -> Iterator[str]:
        """What a row must be: constraints, defaults, and columns that are never null."""
        declared, found = self.difference.declared, self.difference.found
        if what == "constraint":
            if found:
                yield f"{alter} drop constraint {name}"
            if declared:
                yield f"{alter} add constraint {name} {declared}"
        elif what == "default" and not (declared or "").startswith("identity"):
            begin = f"{alter} alter {name.removeprefix('of ')}"
            yield f"{begin} set default {declared}" if declared else f"{begin} drop default"
        elif what == "never":
            filled, wanted = ({*(value or "").split(", ")} - {""} for value in (found, declared))
            for column in sorted(filled ^ wanted):
                yield f"{alter} alter {column} {'drop' if column in filled else 'set'} not null"

    def _attached(self, alter: str, what: str, name: str, declared: str | None) -> Iterator[str]:
        state, _, definition = (declared or "").partition(": ")
        there = self.difference.found
        if what == "trigger" and there and there.partition(": ")[2] == definition:
            yield self._switch(alter, name, state)
            return
        if there is not None:
            yield f"drop {what} {name} on {self.name}"
        if declared is None:
            return
        if what == "policy":
            yield f"create policy {name} on {self.name} {declared}"
        elif what == "rule":
            yield declared
        else:
            yield definition.replace(" ON this_relation ", f" ON {self.name} ")
            yield self._switch(alter, name, state)

    @staticmethod
    def _switch(alter: str, trigger: str, state: str) -> str:
        return f"{alter} {SWITCH[state]} trigger {trigger}"

    def _views(self) -> Iterator[str]:
        """The file that makes a view, as `woonkluis migrate` runs it."""
        for path in sorted((self.settings.repo_dir / "sql" / "views").glob("*.sql")):
            text = path.read_text(encoding="utf-8")
            if re.search(rf"^create (or replace )?view {re.escape(self.name)}\b", text, re.MULTILINE):
                yield text

    def _function(self) -> Iterator[str]:
        aspect, declared = self.difference.aspect, self.difference.declared
        alter = f"alter routine {self.name}"
        if aspect == "security" and declared:
            yield f"{alter} {declared}"
        elif aspect.startswith("setting "):
            yield from self._settings(alter)
        elif aspect == "body":
            # The last one stands; an older one of the same name would be found to differ again.
            yield from list(source_of(self.settings, self.name))[:1]

    def _catalog(self) -> Iterator[str]:
        aspect, declared = self.difference.aspect, self.difference.declared
        alter = f"alter routine {self.name}"
        if aspect == "leakproof":
            yield f"{alter} {'leakproof' if declared else 'not leakproof'}"
        elif aspect == "security":
            yield f"{alter} {declared or 'security invoker'}"
        elif aspect.startswith("setting "):
            yield from self._settings(alter)

    def _event_trigger(self) -> Iterator[str]:
        declared = read_declaration(self.settings.repo_dir / DECLARED_IN).state["event_trigger"]
        if self.difference.aspect == "definition":
            yield f"drop event trigger {self.name}"
            yield from self._make_event_trigger(declared[self.name])
        else:
            yield self._enable_event_trigger(declared[self.name])

    def _make_event_trigger(self, aspects: dict[str, str]) -> Iterator[str]:
        yield f"create event trigger {self.name} {aspects['definition']}"
        yield f"alter event trigger {self.name} owner to {aspects['owner']}"
        yield self._enable_event_trigger(aspects)

    def _enable_event_trigger(self, aspects: dict[str, str]) -> str:
        how = {"enabled": "enable", "always": "enable always", "replica only": "enable replica"}.get(
            aspects["fires"], "disable"
        )
        return f"alter event trigger {self.name} {how}"

    def _outside(self) -> Iterator[str]:
        aspect, declared = self.difference.aspect, self.difference.declared
        if aspect == "schema" and declared:
            yield f"alter extension {self._plain()} set schema {declared}"

    def _close(self) -> Iterator[str]:
        """Keep others from what is not declared: it may hold rows or somebody's work, so it stays."""
        kind = self.difference.kind
        if kind == "event_trigger" or (kind == "outside" and self._class() == "publication"):
            # Neither holds anything, and both act without being asked.
            yield f"drop {self._class()} {self._plain()}"
            return
        for aspect in self.found:
            if aspect.startswith("to "):
                yield f"revoke all on {self._granted_on()} from {aspect.removeprefix('to ')} cascade"
        if kind == "relation" and self._class() == "table" and not self.name.startswith("public."):
            yield f"alter table {self.name} enable row level security, force row level security"

    def _make(self) -> Iterable[str]:
        """Make again what holds no rows."""
        kind = self.difference.kind
        declared = read_declaration(self.settings.repo_dir / DECLARED_IN).state[kind][self.name]
        if kind == "role" and declared["attributes"].startswith("nologin"):
            return [f"create role {self.name} {declared['attributes']}"]
        if kind == "function":
            return list(source_of(self.settings, self.name))[:1]
        if kind == "relation" and declared["kind"] == "view":
            return self._views()
        if kind == "event_trigger":
            return self._make_event_trigger(declared)
        if kind == "outside" and self._class() == "extension":
            return [f"create extension {self._plain()} schema {declared['schema']}"]
        return []
