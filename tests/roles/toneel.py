"""A stage for mutants: rows that every policy must tell apart, in one transaction, and logins played on it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from tests.huis import GEMEENTEN, KBO
from tests.roles.matrix import CANNOT_CONNECT, VERBS, login_of
from tests.roles.spel import (
    PLAYERS,
    TRIED,
    Outcome,
    allowed_columns,
    attempts,
    block,
    column_attempt,
    expected,
    outcomes,
    quoted,
)

from woonkluis.platform.migrate import AIRFLOW_LOGIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ADMIN, OWNER, BUILDER = "beheerder", "woonkluis_eigenaar", "dienst_bouwer"

CAST = PLAYERS | {login_of(role): (role,) for role in CANNOT_CONNECT} | {AIRFLOW_LOGIN: ()}
"""Logins on the stage with their groups; there also those play that may not even connect."""

OUTSIDE = {AIRFLOW_LOGIN, *map(login_of, CANNOT_CONNECT)}

STUDIES = {
    login_of("lmvw_onderzoeker_12a"): ("gemeente", "GM0150", "polygonen"),
    login_of("lmvw_onderzoeker_12b"): ("provincie", "PV23", "kenmerken"),
    login_of("lmvw_onderzoeker_12c"): ("provincie", "PV25", "polygonen"),
}
"""Login -> area and data type of the study that it has a right for, on the stage only."""

FEED = login_of("cwr_woonmaatschappij")

PURPOSES = [login_of(f"cwr_{doel}") for doel in ("gsc", "huurprijs", "prestatie", "statistiek")]
"""Logins that read all of Flanders, for a purpose of WIV-2."""

ROWS = 12
"""Rows that the stage adds to each protected table."""

SHOWN = 6
"""Rows of a table that a writer tries to write again."""

VALUES = 3
"""Values of a column that a writer gives to its rows."""

_FUNCTIONS = """
    select
        p.oid::regprocedure::text,
        array(
            select format_type(soort, null)
            from unnest(p.proargtypes) with ordinality as t (soort, plaats)
            order by plaats
        ),
        p.prosecdef and p.prorettype <> 'trigger'::regtype
    from pg_proc as p
    join pg_namespace as n on p.pronamespace = n.oid
    where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
    order by 1
"""

_LITERAL = re.compile(r"'((?:[^']|'')*)'::text")

_COLUMNS = """
    select
        a.attname::text,
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull,
        t.typcategory,
        -- A key of its own, not that of another table.
        exists (
            select from pg_index as i
            where i.indrelid = a.attrelid and i.indisunique and a.attnum = any(i.indkey)
                and (i.indnkeyatts = 1 or t.typname <> 'text')
        ) and not exists (
            select from pg_constraint as v
            where v.conrelid = a.attrelid and v.contype = 'f' and a.attnum = any(v.conkey)
        ),
        a.atthasdef or a.attidentity <> ''
    from pg_attribute as a
    join pg_type as t on a.atttypid = t.oid
    where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by a.attnum
"""

_COMPUTED = """
    select attname::text from pg_attribute
    where attrelid = %s::regclass and attgenerated <> '' and attname = any(%s)
"""

_PROTECTED = """
    select c.oid::regclass::text
    from pg_class as c
    where c.relkind in ('r', 'p') and c.relrowsecurity and not c.relispartition
    order by
        (select count(*) from pg_constraint where conrelid = c.oid and confrelid <> c.oid and contype = 'f'), 1
"""

_TEXTS = """
    select pg_get_expr(polqual, polrelid) from pg_policy where polrelid = %(relation)s::regclass and polqual is not null
    union all
    select pg_get_expr(polwithcheck, polrelid) from pg_policy
    where polrelid = %(relation)s::regclass and polwithcheck is not null
    union all
    select pg_get_constraintdef(oid) from pg_constraint where conrelid = %(relation)s::regclass and contype = 'c'
"""

_ABSENT = {
    "text": "Bestaat niet",
    "uuid": "f" * 32,
    "date": "1900-01-01",
    "timestamp": "1900-01-01",
    "int": "-12345",
    "bigint": "-12345",
    "smallint": "-12345",
    "numeric": "-12345",
    "double": "-12345",
}
"""Beginning of a type -> a value that no row has."""


@dataclass(frozen=True)
class Scene:
    """What one login tries, one statement after another; with triggers, or with the policies and grants alone."""

    login: str
    statements: tuple[str, ...]
    role: str = ""
    opens: tuple[str, ...] = ()
    """What is granted first: each lock is tried with the others open, or it would be their merit that it holds."""
    triggers: bool = True
    plans: str = ""
    """Of EXPLAIN the outcome is what it counts (`rows`), or whether all statements count the same (`same`)."""


class Stage:
    """Rows and rights for the play, until the transaction is rolled back; remembers how every scene ended before."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.relations = {name: (is_view, columns) for name, is_view, columns in connection.execute(TRIED)}
        self.functions = [(name, kinds) for name, kinds, _ in connection.execute(_FUNCTIONS)]
        self.definers = [(name, kinds) for name, kinds, definer in connection.execute(_FUNCTIONS) if definer]
        self._before: dict[Scene, list[Outcome]] = {}
        self._doors: dict[tuple[str, str], tuple[str, ...]] = {}
        self._columns: dict[tuple[str, str], dict[str, set[str]]] = {}
        self.protected = [name for (name,) in connection.execute(_PROTECTED)]
        connection.execute("set local session_replication_role = replica")
        self._add_rights()
        self._add_rows()
        for relation in self.protected:
            connection.execute(sql.SQL("analyze {}").format(sql.SQL(relation)))
        connection.execute("set local session_replication_role = origin")

    def _add_rights(self) -> None:
        rights = [
            (login, "lmvw", soort, code, datatype, f"{number:032}")
            for number, (login, (soort, code, datatype)) in enumerate(STUDIES.items())
        ]
        # A right without its group opens nothing, but does when a policy takes the wrong group.
        rights += [
            (login, "lmvw", soort, code, "polygonen", None)
            for login in CAST
            if login.startswith(login_of("lmvw_"))
            for soort, code in (("gemeente", "GM0202"), ("provincie", "PV25"))
            if login != login_of(f"lmvw_{soort}")
        ]
        rights += [
            (login, "cwr", "woonmaatschappij", KBO, "polygonen", None) for login in (FEED, login_of("cwr_toezicht"))
        ]
        rights += [(login, "cwr", "vlaanderen", "VL", "polygonen", None) for login in PURPOSES]
        for login, regime, soort, code, datatype, study in rights:
            self.connection.execute(
                "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, datatype, studie_id, "
                "verklaring_id, geldig_tot) values (%s::regrole, %s, %s, %s, %s, %s, %s, now() + interval '1 year')",
                [login, regime, soort, code, datatype, study, study],
            )

        # Article 9 GDPR: without a decision nobody reads these rows, and a policy that forgets to ask would not show.
        for categorie in ("WIV-3.7", "afgeleid"):
            self.connection.execute(
                "insert into register.grondslag (doel, categorie, uitkomst, grond, motivering, besloten_door) "
                "values ('statistiek', %s, 'toegewezen', '9.2.g', 'proef', 'proef')",
                [categorie],
            )

    def _add_rows(self) -> None:
        """Rows made of what the same column holds elsewhere and of what the policies and checks of the table speak of.

        They keep to no check: a policy must tell them apart, a model need not.
        """
        chance = random.Random(15)  # noqa: S311 - the same rows every time
        pools: dict[str, list[str]] = {
            "login_naam": sorted(STUDIES),
            "gemeente_code": sorted(GEMEENTEN),
            "bronhouder_code": [*sorted(GEMEENTEN), KBO],
            "provincie_code": sorted({*GEMEENTEN.values()}),
            "gebied_code": [*sorted(GEMEENTEN), *sorted({*GEMEENTEN.values()}), "NL"],
            "bewaarplaats": ["beheer", "provincie"],
            "woonmaatschappij_kbo": [KBO, "0400000106"],
            "regime": ["lmvw", "lmvw", "lmvw", "lmvw", "cwr"],
        }
        keys: dict[str, list[str]] = {}
        for relation in self.protected:
            if relation == "toegang.recht":
                continue
            for (name,) in self.connection.execute(_COMPUTED, [relation, list(pools)]).fetchall():
                self.connection.execute(
                    sql.SQL("alter table {} alter {} drop expression").format(sql.SQL(relation), sql.Identifier(name))
                )
            columns = self.connection.execute(_COLUMNS, [relation]).fetchall()
            texts = " ".join(text for (text,) in self.connection.execute(_TEXTS, {"relation": relation}))
            values = {
                name: [] if own_key and name not in pools else self._pool(relation, name, kind, pools, keys, texts)
                for name, kind, _, _, own_key, _ in columns
            }
            for check in self.connection.execute(
                "select conname from pg_constraint where conrelid = %s::regclass and contype = 'c' and conislocal",
                [relation],
            ).fetchall():
                self.connection.execute(
                    sql.SQL("alter table {} drop constraint {}").format(sql.SQL(relation), sql.Identifier(*check))
                )
            added = 0
            for number in range(4 * ROWS):
                row = {
                    # What policies ask of most comes in turn, the rest by chance.
                    name: pools[name][number % len(pools[name])]
                    if name in pools
                    else self._value(number, kind, required or own_key, category, values[name], chance)
                    for name, kind, required, category, own_key, _ in columns
                }
                gemeente = row.get("gemeente_code") or row.get("bronhouder_code")
                if "provincie_code" in row and gemeente in GEMEENTEN:
                    row["provincie_code"] = GEMEENTEN[gemeente]
                added += self._insert(
                    relation, {name: value for name, value in row.items() if value is not None}, columns
                )
                if added == ROWS:
                    break
            for name, kind, *_ in columns:
                if name.endswith("_id"):
                    keys[name] = self._held(relation, name, kind)

    def _held(self, relation: str, column: str, kind: str) -> list[str]:
        if kind.startswith(("geometry", "json", "bytea")):
            return []
        rows = self.connection.execute(
            sql.SQL("select distinct {0}::text from {1} where {0} is not null order by 1 limit 8").format(
                sql.Identifier(column), sql.SQL(relation)
            )
        )
        return [value for (value,) in rows]

    def _pool(
        self, relation: str, name: str, kind: str, pools: dict[str, list[str]], keys: dict[str, list[str]], texts: str
    ) -> list[str]:
        if name in pools:
            return pools[name]
        spoken = []
        if kind == "text":
            near = re.findall(rf"\b{name}\b[^()]*?(?:\(?ARRAY\[[^]]*\]|'[^']*'::text)", texts)
            spoken = [value for value in _LITERAL.findall(" ".join(near)) if re.fullmatch(r"[\w.]+", value)]
        own = self._held(relation, name, kind)
        return list(dict.fromkeys([*spoken, *own, *keys.get(name, [])]))

    @staticmethod
    def _value(
        number: int, kind: str, required: bool, category: str, pool: list[str], chance: random.Random
    ) -> str | None:
        if pool and kind != "boolean":
            return pool[number % len(pool)] if required or chance.random() < 0.8 else None
        if not required and kind not in {"uuid", "boolean"}:
            return None
        made = {
            "uuid": f"{chance.getrandbits(128):032x}",
            "boolean": chance.choice(["true", "false", "false", "false"]),
            "jsonb": "{}",
            "bytea": f"\\x{number:02x}",
        }
        of_category = {"N": str(1000 + number), "D": f"2026-02-{number % 28 + 1:02}", "S": f"x{number}", "A": "{}"}
        return made.get(kind, of_category.get(category))

    def _insert(self, relation: str, row: dict[str, str], columns: list[tuple[Any, ...]]) -> int:
        kinds = {name: kind for name, kind, *_ in columns}
        statement = sql.SQL("insert into {} ({}) overriding system value values ({}) on conflict do nothing").format(
            sql.SQL(relation),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.SQL("{}::{}").format(sql.Literal(v), sql.SQL(kinds[n])) for n, v in row.items()),
        )
        return self.connection.execute(statement).rowcount

    def run(self, scene: Scene) -> list[Outcome]:
        """Play a scene; everything that it does is undone."""
        start = ["savepoint scene"]
        if scene.opens or not scene.triggers:
            start += ["set local session_replication_role = replica", *scene.opens]
        if scene.triggers:
            start.append("set local session_replication_role = origin")
        if scene.login != ADMIN:
            start.append(f"set local session authorization {quoted(scene.login)}")
        if scene.role:
            start.append(f"set local role {quoted(scene.role)}")
        try:
            cursor = self.connection.execute(
                sql.SQL("{}; {}; rollback to savepoint scene").format(
                    sql.SQL("; ".join(start)), block(scene.statements)
                )
            )
            shown = []
            while True:
                if cursor.description:
                    shown += cursor.fetchall()
                if not cursor.nextset():
                    break
            ended = outcomes(shown[0][0])
        except psycopg.Error as error:
            self.connection.execute("rollback to savepoint scene")
            ended = [Outcome(error.sqlstate or "", str(error))]
        return _counted(ended, scene.plans) if scene.plans else ended

    def remember(self, scene: Scene) -> None:
        """Play a scene before anything changes."""
        if scene not in self._before:
            self._before[scene] = self.run(scene)

    def before(self, scene: Scene) -> list[Outcome]:
        return self._before[scene]

    def columns(self, login: str, relation: str) -> dict[str, set[str]]:
        """Columns of each verb that a login may use, which must be those of verwachting.yml."""
        if (login, relation) not in self._columns:
            is_view, names = self.relations[relation]
            with self.connection.transaction(force_rollback=True):
                self.connection.execute(sql.SQL("set local session authorization {}").format(sql.Identifier(login)))
                found = allowed_columns(self.connection, relation, names)
            should = expected(CAST[login], relation, names, is_view=is_view)
            if login not in OUTSIDE:
                assert found == should, (login, relation, found, should)
            self._columns[login, relation] = found
        return self._columns[login, relation]

    def _door(self, login: str, schema: str) -> tuple[str, ...]:
        """What opens a schema to a login that may not enter it."""
        if (login, schema) not in self._doors:
            row = self.connection.execute("select has_schema_privilege(%s, %s, 'usage')", [login, schema]).fetchone()
            assert row
            self._doors[login, schema] = () if row[0] else (f"grant usage on schema {schema} to {quoted(login)}",)
        return self._doors[login, schema]

    def door(self, login: str, name: str) -> tuple[str, ...]:
        """What opens the schema of a relation or function."""
        return self._door(login, name.partition(".")[0]) if "." in name.partition("(")[0] else ()

    def verbs(self, relation: str, logins: Iterable[str], column: str = "") -> Iterator[Scene]:
        """Every verb on a relation, for all columns and for any, or of one column; and what only an owner may do."""
        _, names = self.relations[relation]
        tried = list(attempts(relation, names).values())
        if column:
            tried += [column_attempt(relation, verb, column) for verb in ("select", "insert", "update")]
        function = "suppress_redundant_updates_trigger()"
        tried += [
            f"create trigger proef before insert on {relation} for each row execute function {function}",
            f"alter table {relation} set schema pg_catalog",
            f"grant select on {relation} to airflow;\nselect has_table_privilege('airflow', '{relation}', 'select')",
        ]
        for login in logins:
            yield Scene(login, tuple(tried), opens=self.door(login, relation), triggers=False)

    def rows(self, relation: str, logins: Iterable[str], role: str = "", *, opened: bool = False) -> Iterator[Scene]:
        """The rows that logins see of a relation, and what they see without row-level security.

        Opened, also those look that have no grant: it must be the policy that shows them nothing.
        """
        for login in logins:
            names = (
                {"select": set(self.relations[relation][1])}
                if login in {ADMIN, OWNER}
                else self.columns(login, relation)
            ).get("select")
            opens: tuple[str, ...] = ()
            if not names and opened:
                names = set(self.relations[relation][1])
                opens = (*self.door(login, relation), f"grant select on {relation} to {quoted(login)}")
            if names:
                seen = ", ".join(f"t.{quoted(name)}::text" for name in sorted(names))
                look = (
                    f"select concat(count(*), ' ', md5(string_agg(r, ',' order by r))) "
                    f"from (select concat_ws('|', {seen}) as r from {relation} as t) as alle"
                )
                unlimited = f"set local row_security = off;\nselect count(*) from {relation}"
                yield Scene(login, (look, unlimited), role=role, opens=opens)

    def writes(self, relation: str, logins: Iterable[str], *, triggers: bool, opened: bool = False) -> Iterator[Scene]:
        """The rows that logins may add, change and delete."""
        is_view, names = self.relations[relation]
        if is_view:
            return
        for login in logins:
            may = {verb: set(names) for verb in VERBS} if login == OWNER else self.columns(login, relation)
            opens: tuple[str, ...] = ()
            if opened and not {"insert", "update", "delete"} & set(may):
                may = {verb: set(names) for verb in VERBS}
                opens = (*self.door(login, relation), f"grant all on {relation} to {quoted(login)}")
            if {"insert", "update", "delete"} & set(may):
                yield Scene(login, tuple(self._writing(relation, may)), triggers=triggers, opens=opens)

    def guarded(self, relation: str) -> Iterator[Scene]:
        """What a trigger keeps even the administrator from, and what it records of the rest."""
        is_view, names = self.relations[relation]
        if not is_view:
            may = {verb: set(names) for verb in ("insert", "update", "delete")}
            told = (
                "; set constraints all immediate;\n"
                "select concat(count(distinct g.gebeurtenis_id), ' ', count(*)) from audit.gebeurtenis as g, "
                "jsonb_object_keys(jsonb_strip_nulls(to_jsonb(g)))"
            )
            written = [f"{statement}{told}" for statement in self._writing(relation, may)]
            yield Scene(ADMIN, (*written, f"truncate {relation} cascade{told}"))

    def _writing(self, relation: str, may: dict[str, set[str]]) -> Iterator[str]:
        given = self.connection.execute(_COLUMNS, [relation]).fetchall()
        if may.get("insert"):
            # A key that the table gives itself stays out: what comes after the key must be reached.
            names = [
                quoted(name)
                for name, _, _, _, own_key, default in given
                if name in may["insert"] and not (own_key and default)
            ]
            copies = self.connection.execute(
                sql.SQL("select to_jsonb(t)::text from {} as t order by md5(t::text) limit {}").format(
                    sql.SQL(relation), SHOWN
                )
            )
            for (copy,) in copies.fetchall():
                yield (
                    f"insert into {relation} ({', '.join(names)}) overriding system value select {', '.join(names)} "
                    f"from jsonb_populate_record(null::{relation}, {sql.Literal(copy).as_string(None)})"
                )
        for name, kind, *_ in given:
            if name in may.get("update", ()):
                for value in self._held(relation, name, kind)[:VALUES]:
                    literal = sql.Literal(value).as_string(None)
                    yield f"update {relation} set {quoted(name)} = {literal}::{kind}"
        if "delete" in may:
            yield f"delete from {relation}"

    def calls(self, function: str, kinds: list[str], logins: Iterable[str]) -> Iterator[Scene]:
        """A function called with nothing and with something; not folded away before the right to it is asked."""
        name = function.partition("(")[0]
        tried = []
        for arguments in ([None] * len(kinds), [_sample(kind) for kind in kinds]):
            given = ", ".join(
                f"{sql.Literal(value).as_string(None)}::{kind} as a{number}"
                for number, (value, kind) in enumerate(zip(arguments, kinds, strict=True))
            )
            names = ", ".join(f"a{number}" for number in range(len(kinds)))
            tried.append(f"select {name}({names}) from (select {given or '1'} offset 0) as gegeven")
        tried.append(f"alter function {function} reset all")
        for login in logins:
            yield Scene(login, tuple(tried), opens=self.door(login, function))

    def estimates(self, relation: str, column: str) -> Iterator[Scene]:
        """How many rows EXPLAIN expects, for whoever may ask: without statistics that tells nothing (LMVW-13d)."""
        for kind, values, absent in self._values(relation, column):
            conditions = [f"= {_literal(value)}::{kind}" for value in (values[0], absent)]
            tried = tuple(
                f"explain (format json) select from {relation} where {quoted(column)} {condition}"
                for condition in (*conditions, "is null")
            )
            for login in CAST:
                if login != BUILDER and column in self.columns(login, relation).get("select", ()):
                    yield Scene(login, tried, plans="rows")

    def traces(self, relation: str, column: str, operator: str) -> Iterator[Scene]:
        """EXPLAIN ANALYZE counts the same for what is hidden as for what does not exist (LMVW-13d)."""
        for kind, values, absent in self._values(relation, column):
            for login in CAST:
                if column not in self.columns(login, relation).get("select", ()):
                    continue
                look = Scene(
                    login,
                    tuple(
                        f"select exists (select from {relation} where {quoted(column)} = {_literal(value)}::{kind})"
                        for value in values
                    ),
                )
                hidden = [v for v, o in zip(values, self.run(look), strict=True) if o.told == "false"]
                for value in hidden[:2]:
                    yield Scene(
                        login,
                        tuple(
                            "set local enable_indexscan = off; set local enable_bitmapscan = off;\n"
                            f"explain (analyze, timing off, summary off, format json) select from {relation} "
                            f"where {quoted(column)} {operator} {_literal(one)}::{kind}"
                            for one in (value, absent)
                        ),
                        plans="same",
                    )

    def _values(self, relation: str, column: str) -> Iterator[tuple[str, list[str], str]]:
        """Type of a column, what it holds, and what it does not."""
        for name, kind, *_ in self.connection.execute(_COLUMNS, [relation]).fetchall():
            values = self._held(relation, name, kind) if name == column else []
            absent = next((value for start, value in _ABSENT.items() if kind.startswith(start)), None)
            if values and absent:
                yield kind, values, absent


def _counted(ended: list[Outcome], how: str) -> list[Outcome]:
    counted = [
        Outcome(one.state, " ".join(re.findall(r'"(?:Plan Rows|Rows Removed[^"]*)": \d+', one.told))) for one in ended
    ]
    return counted if how == "rows" else [Outcome("", "the same" if len({*counted}) == 1 else "different")]


def _literal(value: str) -> str:
    return sql.Literal(value).as_string(None)


def _sample(kind: str) -> str | None:
    return {
        "text": "lmvw",
        "uuid": "0" * 32,
        "uuid[]": "{00000000000000000000000000000000}",
        "date": "2031-01-01",
        "integer": "1",
        "bigint": "1",
        "bigint[]": "{1}",
        "text[]": "{}",
        "boolean": "true",
        "jsonb": "{}",
        "regclass": "register.levering",
        "oid": "1259",
        "name": "register",
    }.get(kind)
