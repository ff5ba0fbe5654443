"""Every way to spoil one right, read from the catalog of a built warehouse: the SQL, and who plays to find it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, LiteralString

from tests.roles.spel import quoted
from tests.roles.toneel import ADMIN, BUILDER, CAST, OWNER, Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import psycopg
    from tests.roles.toneel import Stage

    Play = Callable[[Stage], Iterable[Scene]]

OURS = "n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')"

RECORDS = "cwr_vertrouwelijk."
"""Where there is a relation for every record of the cwr message."""

ALWAYS = ("lmvw_vertrouwelijk.", "cwr_kluis.", f"{RECORDS}gezinslid", f"{RECORDS}handicap")
"""Relations of which every run switches row-level security off; the sample comes by the others."""

NEW_OWNER = "proef_lmvw_gebruiker"
"""Login that becomes the owner of what is not its own: the least of all."""

_POLICIES = """
    select
        p.polrelid::regclass::text, p.polname::text, p.polpermissive, p.polcmd::text,
        array(select case when r = 0 then 'public' else r::regrole::text end from unnest(p.polroles) as r order by 1),
        pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),
        array(
            select distinct a.grantee::regrole::text
            from pg_class as c
            left join pg_attribute as k on k.attrelid = c.oid
            cross join aclexplode(c.relacl || k.attacl) as a
            where c.oid = p.polrelid and a.grantee <> 0 and a.grantee <> all (p.polroles) and a.grantee <> c.relowner
            order by 1
        )
    from pg_policy as p
    order by 1, 2
"""

_RELATION_GRANTS = f"""
    select
        c.oid::regclass::text, c.relkind::text, coalesce(k.attname, '')::text,
        case when a.grantee = 0 then 'public' else a.grantee::regrole::text end, lower(a.privilege_type)
    from pg_class as c
    join pg_namespace as n on c.relnamespace = n.oid
    left join pg_attribute as k on k.attrelid = c.oid and k.attacl is not null
    cross join aclexplode(coalesce(k.attacl, c.relacl)) as a
    where {OURS} and a.grantee <> c.relowner
    union
    select c.oid::regclass::text, c.relkind::text, '',
        case when a.grantee = 0 then 'public' else a.grantee::regrole::text end, lower(a.privilege_type)
    from pg_class as c
    join pg_namespace as n on c.relnamespace = n.oid
    cross join aclexplode(c.relacl) as a
    where {OURS} and a.grantee <> c.relowner
    order by 1, 3, 4, 5
"""

_RELATIONS = f"""
    select
        c.oid::regclass::text, c.relkind::text, c.relowner::regrole::text, c.relrowsecurity,
        array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped
            and attstattarget = 0 and c.relkind in ('r', 'p') order by 1),
        coalesce(array_to_string(c.reloptions, ' '), ''),
        array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped)
    from pg_class as c
    join pg_namespace as n on c.relnamespace = n.oid
    where {OURS} and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    order by 1
"""

# The sequence of an identity column has no owner of its own.
_OWN_SEQUENCES = (
    "select objid::regclass::text from pg_depend where classid = 'pg_class'::regclass and deptype in ('i', 'a')"
)

_SCHEMAS = f"""
    select quote_ident(n.nspname), n.nspowner::regrole::text,
        array(
            select distinct case when a.grantee = 0 then 'public' else a.grantee::regrole::text end
                || ' ' || lower(a.privilege_type)
            from aclexplode(n.nspacl) as a where a.grantee <> n.nspowner order by 1
        )
    from pg_namespace as n
    where {OURS}
    order by 1
"""

_FUNCTIONS = f"""
    select
        p.oid::regprocedure::text, p.prosecdef, p.proleakproof,
        array(select split_part(instelling, '=', 1) from unnest(p.proconfig) as instelling order by 1),
        array(
            select format_type(soort, null)
            from unnest(p.proargtypes) with ordinality as t (soort, plaats)
            order by plaats
        ),
        array(
            select distinct case when a.grantee = 0 then 'public' else a.grantee::regrole::text end
            from aclexplode(p.proacl) as a where a.grantee <> p.proowner order by 1
        ),
        array(
            select distinct tgrelid::regclass::text from pg_trigger
            where tgfoid = p.oid and not tgisinternal
            order by 1
        )
    from pg_proc as p
    join pg_namespace as n on p.pronamespace = n.oid
    where {OURS}
    order by 1
"""

_TRIGGERS = f"""
    select t.tgrelid::regclass::text, t.tgname::text, t.tgparentid <> 0
    from pg_trigger as t
    join pg_class as c on t.tgrelid = c.oid
    join pg_namespace as n on c.relnamespace = n.oid
    where not t.tgisinternal and {OURS}
    order by 1, 2
"""

# What compares columns of the confidential layers, so that a reader's condition may use it.
_COMPARES = """
    select distinct o.oprcode::regprocedure::text, o.oprname::text, k.relatie, k.kolom
    from (
        select distinct on (a.atttypid) a.atttypid, c.oid::regclass::text as relatie, a.attname::text as kolom
        from pg_class as c
        join pg_namespace as n on c.relnamespace = n.oid
        join pg_attribute as a on a.attrelid = c.oid
        where c.relrowsecurity and n.nspname ~ '_vertrouwelijk$' and a.attnum > 0 and not a.attisdropped
            and exists (
                select from pg_policy as p
                where p.polrelid = c.oid and p.polcmd = 'r' and pg_get_expr(p.polqual, c.oid) <> 'true'
            )
        order by a.atttypid, c.relname, a.attname
    ) as k
    join pg_operator as o on o.oprleft = k.atttypid and o.oprright = k.atttypid
    join pg_amop as m on m.amopopr = o.oid
    join pg_proc as f on o.oprcode = f.oid and not f.proleakproof
    where o.oprname in ('=', '<', '<=', '>', '>=', '&&', '~', '@')
    order by 1, 2
"""

_ROLES = """
    select rolname::text, rolcanlogin,
        array(select roleid::regrole::text from pg_auth_members where member = r.oid order by 1),
        exists (select from pg_class where relowner = r.oid) or exists (select from pg_proc where proowner = r.oid)
    from pg_roles as r
    where rolname !~ '^pg_' and r.oid <> 10
    order by 1
"""

_DATABASE = """
    select quote_ident(current_database()),
        array(
            select case when a.grantee = 0 then 'public' else a.grantee::regrole::text end
                || ' ' || lower(a.privilege_type)
            from aclexplode(datacl) as a where a.grantee <> datdba order by 1
        )
    from pg_database where datname = current_database()
"""

_TAKEN = """
    select distinct
        'function', p.oid::regprocedure::text, 'execute',
        array(select format_type(soort, null) from unnest(p.proargtypes) as soort)
    from pg_proc as p
    left join pg_init_privs as i on i.objoid = p.oid and i.classoid = 'pg_proc'::regclass
    where (
            p.oid < 16384
            or exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e')
        )
        and exists (
            select from aclexplode(coalesce(i.initprivs, acldefault('f', p.proowner))) as a where a.grantee = 0
        )
        and not exists (
            select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a where a.grantee = 0
        )
    union all
    select 'table', c.oid::regclass::text, 'select', '{}'
    from pg_class as c
    join pg_init_privs as i on i.objoid = c.oid and i.classoid = 'pg_class'::regclass and i.objsubid = 0
    where c.relnamespace = 'pg_catalog'::regnamespace
        and exists (select from aclexplode(i.initprivs) as a where a.grantee = 0 and a.privilege_type = 'SELECT')
        and not exists (
            select from aclexplode(c.relacl) as a where a.grantee = 0 and a.privilege_type = 'SELECT'
        )
    order by 1, 2
"""


@dataclass(frozen=True)
class Mutant:
    """One right spoiled."""

    kind: str
    name: str
    statement: str
    looks: tuple[str, ...]
    """Files of sql/rollen that say how it should be."""
    play: Play = field(compare=False, repr=False)
    first: bool = False
    """About the policies of a confidential relation: part of every run of the tests."""


class Catalog:
    """What stands in the catalog of the warehouse before anything is spoiled, and the mutants of it."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        def ask(query: LiteralString) -> list[tuple[Any, ...]]:
            return connection.execute(query).fetchall()

        self.policies = ask(_POLICIES)
        self.grants = ask(_RELATION_GRANTS)
        self.relations = ask(_RELATIONS)
        self.schemas = ask(_SCHEMAS)
        self.functions = ask(_FUNCTIONS)
        self.triggers = ask(_TRIGGERS)
        self.compares = ask(_COMPARES)
        self.roles = ask(_ROLES)
        self.database = ask(_DATABASE)[0]
        self.taken = ask(_TAKEN)
        self.event_triggers = [name for (name,) in ask("select quote_ident(evtname) from pg_event_trigger order by 1")]
        self.defaults = ask(
            "select d.defaclrole::regrole::text, d.defaclobjtype::text from pg_default_acl as d order by 1, 2"
        )
        self.groups = [name for name, can_login, *_ in self.roles if not can_login]
        self.members = {
            # No login is a member of the owner: it plays itself, as the functions that run with its rights do.
            group: [login for login in CAST if group in CAST[login]] or [group]
            for group in self.groups
        } | {"public": list(CAST)}
        self.members |= {login: [login] for login in CAST}
        self.owned = {name for (name,) in ask(_OWN_SEQUENCES)}
        self.with_rls = [name for name, _, _, rls, *_ in self.relations if rls]

    def mutants(self) -> list[Mutant]:
        """All of them, in an order that stays."""
        made = list(
            chain(
                self._of_policies(),
                self._of_row_security(),
                self._of_grants(),
                self._of_new_grants(),
                self._of_schemas(),
                self._of_functions(),
                self._of_owners(),
                self._of_views(),
                self._of_roles(),
                self._of_defaults(),
                self._of_guards(),
                self._of_statistics(),
                self._of_postgresql(),
            )
        )
        assert len({mutant.name for mutant in made}) == len(made)
        return made

    def _rotating(self, number: int, without: Iterable[str]) -> str:
        """A group that has nothing yet; another one for the next object."""
        left = [group for group in self.groups if group not in {*without, "woonkluis_eigenaar"}]
        return left[number % len(left)]

    def _of_policies(self) -> Iterator[Mutant]:
        alike: set[tuple[Any, ...]] = set()
        for number, (relation, name, permissive, verb, roles, qual, check, granted) in enumerate(self.policies):
            policy = f"{quoted(name)} on {relation}"
            # One macro writes the same few policies on all records of the cwr: of those that are alike, one for all.
            same = ("cwr" if relation.startswith(RECORDS) else relation, name, *roles, qual, check)
            confidential = relation.partition(".")[0].endswith(("_vertrouwelijk", "_kluis")) and same not in alike
            alike.add(same)

            def spoiled(
                kind: str,
                what: str,
                statement: str,
                groups: list[str],
                policy: str = policy,
                relation: str = relation,
                first: bool = confidential,
                writes: bool = verb != "r",
            ) -> Mutant:
                players = [login for group in groups for login in self.members[group]]
                return Mutant(
                    f"policy: {kind}",
                    f"{policy}: {what}",
                    statement,
                    ("relation",),
                    partial(_seen, relation, players, writes),
                    # There are as many of these as groups.
                    first and kind != "to another group",
                )

            yield spoiled("dropped", "dropped", f"drop policy {policy}", roles)
            if qual not in {None, "true"}:
                yield spoiled("using (true)", "using (true)", f"alter policy {policy} using (true)", roles)
            if verb in {"*", "w", "a"} and (check or qual) != "true":
                yield spoiled(
                    "with check (true)", "with check (true)", f"alter policy {policy} with check (true)", roles
                )
            if roles != ["public"]:
                yield spoiled(
                    "to public", "to public", f"alter policy {policy} to public", ["lmvw_gebruiker", "cwr_it"]
                )
            others = [*granted, self._rotating(number, {*granted, *roles})]
            for other in others:
                yield spoiled(
                    "to another group",
                    f"also to {other}",
                    f"alter policy {policy} to {', '.join([*roles, other])}",
                    [other],
                )
            yield spoiled(
                "permissive for restrictive or the reverse",
                "restrictive" if permissive else "permissive",
                f"drop policy {policy}; create policy {policy} as {'restrictive' if permissive else 'permissive'} "
                f"for { {'r': 'select', 'a': 'insert', 'w': 'update', 'd': 'delete'}.get(verb, 'all') } "
                f"to {', '.join(roles)}"
                + (f" using ({qual})" if qual else "")
                + (f" with check ({check})" if check else ""),
                roles,
            )

    def _of_row_security(self) -> Iterator[Mutant]:
        for relation in self.with_rls:
            for what in ("disable", "no force"):
                yield Mutant(
                    "row-level security off",
                    f"{relation}: {what}",
                    f"alter table {relation} {what} row level security",
                    ("relation",),
                    partial(_seen, relation, [*CAST, OWNER], False),
                    first=relation.startswith(ALWAYS),
                )

    def _of_grants(self) -> Iterator[Mutant]:
        for relation, kind, column, grantee, privilege in self.grants:
            of = f"{privilege} ({quoted(column)})" if column else privilege
            play = (
                partial(_sequence, relation, self.members[grantee])
                if kind == "S"
                else partial(_verbs, relation, self.members[grantee], column)
            )
            yield Mutant(
                f"grant revoked: {'column' if column else 'sequence' if kind == 'S' else 'relation'}",
                f"{relation}: {of} from {grantee}",
                f"revoke {of} on {relation} from {grantee}",
                ("relation",),
                play,
            )

    def _of_new_grants(self) -> Iterator[Mutant]:
        holders: dict[str, set[str]] = {}
        for relation, _, _, grantee, _ in self.grants:
            holders.setdefault(relation, set()).add(grantee)
        for number, (relation, kind, owner, _, _, _, columns) in enumerate(self.relations):
            has = holders.get(relation, set()) | {owner}
            everybody = "public" in has
            for group in self.groups:
                if group not in has and not everybody:
                    yield self._granted(relation, kind, "select", group)
            nobody = self._rotating(number, has)
            if kind == "S":
                yield self._granted(relation, kind, "usage", nobody)
                continue
            for privilege in ("insert", "update", "delete", "truncate", "references", "trigger"):
                yield self._granted(relation, kind, privilege, nobody)
            if not everybody:
                yield self._granted(relation, kind, "select", "public")
                if not has & {*CAST[NEW_OWNER]}:
                    yield self._granted(relation, kind, "select", NEW_OWNER)
            column = columns[number % len(columns)]
            verb = "update" if everybody else "select"
            yield Mutant(
                "granted: column",
                f"{relation}: {verb} ({column}) to {nobody}",
                f"grant {verb} ({quoted(column)}) on {relation} to {nobody}",
                ("relation",),
                partial(_verbs, relation, self.members[nobody], column),
            )
            yield Mutant(
                "granted: to give on",
                f"{relation}: select with grant option to {nobody}",
                f"grant select on {relation} to {nobody} with grant option",
                ("relation",),
                partial(_verbs, relation, self.members[nobody], ""),
            )

    def _granted(self, relation: str, kind: str, privilege: str, grantee: str) -> Mutant:
        members = self.members[grantee]
        return Mutant(
            "granted: sequence" if kind == "S" else f"granted: {privilege}",
            f"{relation}: {privilege} to {grantee}",
            f"grant {privilege} on {relation} to {quoted(grantee) if grantee != 'public' else grantee}",
            ("relation",),
            partial(_sequence, relation, members) if kind == "S" else partial(_verbs, relation, members, ""),
        )

    def _of_schemas(self) -> Iterator[Mutant]:
        for number, (schema, owner, grants) in enumerate(self.schemas):
            inside = [name for name, kind, *_ in self.relations if name.startswith(f"{schema}.") and kind != "S"]
            for grant in grants:
                grantee, privilege = grant.split()
                yield Mutant(
                    "grant revoked: schema",
                    f"{schema}: {privilege} from {grantee}",
                    f"revoke {privilege} on schema {schema} from {grantee}",
                    ("schema",),
                    partial(_inside, schema, inside, self.members[grantee]),
                )
            for group in [group for group in self.groups if f"{group} usage" not in grants and group != owner]:
                yield self._opened(schema, "usage", group, inside)
            yield self._opened(schema, "create", self._rotating(number, {grant.split()[0] for grant in grants}), inside)
            if "public usage" not in grants:
                yield self._opened(schema, "usage", "public", inside)
        name, grants = self.database
        for grant in grants:
            grantee, privilege = grant.split()
            yield Mutant(
                "grant revoked: database",
                f"database: {privilege} from {grantee}",
                f"revoke {privilege} on database {name} from {grantee}",
                ("database",),
                partial(_alone, self.members[grantee], ("create temporary table proef ()",)),
            )
        for number, privilege in enumerate(("connect", "temporary", "create")):
            for grantee in (self._rotating(number, {grant.split()[0] for grant in grants}), "public"):
                yield Mutant(
                    "granted: database",
                    f"database: {privilege} to {grantee}",
                    f"grant {privilege} on database {name} to {grantee}",
                    ("database",),
                    partial(_alone, self.members[grantee], ("create temporary table proef ()", "create schema proef")),
                )

    def _opened(self, schema: str, privilege: str, grantee: str, inside: list[str]) -> Mutant:
        return Mutant(
            "granted: schema",
            f"{schema}: {privilege} to {grantee}",
            f"grant {privilege} on schema {schema} to {grantee}",
            ("schema",),
            partial(_inside, schema, inside, self.members[grantee]),
        )

    def _of_functions(self) -> Iterator[Mutant]:
        for number, (function, definer, leakproof, settings, kinds, granted, fires) in enumerate(self.functions):

            def spoiled(
                kind: str,
                what: str,
                statement: str,
                logins: Iterable[str] = CAST,
                function: str = function,
                kinds: list[str] = kinds,
                fires: list[str] = fires,
            ) -> Mutant:
                return Mutant(
                    f"function: {kind}",
                    f"{function}: {what}",
                    statement,
                    ("function",),
                    partial(_called, function, kinds, list(logins), fires),
                )

            for group in granted:
                yield spoiled(
                    "execute revoked",
                    f"execute from {group}",
                    f"revoke execute on function {function} from {group}",
                    self.members[group],
                )
            if "public" not in granted:
                yield spoiled("execute granted", "execute to public", f"grant execute on function {function} to public")
            other = self._rotating(number, granted)
            yield spoiled(
                "execute granted",
                f"execute to {other}",
                f"grant execute on function {function} to {other}",
                self.members[other],
            )
            flipped = "invoker" if definer else "definer"
            yield spoiled("definer or invoker", f"security {flipped}", f"alter function {function} security {flipped}")
            for setting in settings:
                yield spoiled("setting dropped", f"reset {setting}", f"alter function {function} reset {setting}")
            if not leakproof:
                yield spoiled("leakproof", "leakproof", f"alter function {function} leakproof")
            yield spoiled("owner", f"owner {NEW_OWNER}", f"alter function {function} owner to {NEW_OWNER}")

    def _of_owners(self) -> Iterator[Mutant]:
        for relation, kind, *_ in self.relations:
            if kind == "S" and relation in self.owned:
                continue
            what = {"v": "view", "S": "sequence"}.get(kind, "table")
            yield Mutant(
                "owner: relation",
                f"{relation}: owner {NEW_OWNER}",
                f"alter {what} {relation} owner to {NEW_OWNER}",
                ("relation",),
                partial(_sequence, relation, [NEW_OWNER])
                if kind == "S"
                else partial(_verbs, relation, [NEW_OWNER], ""),
            )
        for schema, *_ in self.schemas:
            inside = [name for name, kind, *_ in self.relations if name.startswith(f"{schema}.") and kind != "S"]
            yield Mutant(
                "owner: schema",
                f"{schema}: owner {NEW_OWNER}",
                f"alter schema {schema} owner to {NEW_OWNER}",
                ("schema",),
                partial(_inside, schema, inside, [NEW_OWNER]),
            )

    def _of_views(self) -> Iterator[Mutant]:
        for relation, kind, _, _, _, options, _ in self.relations:
            if kind != "v":
                continue
            changes = {
                "security_invoker": ("reset (security_invoker)", "set (security_invoker = false)")
                if "security_invoker=true" in options
                else ("set (security_invoker = true)",),
                "security_barrier": ("reset (security_barrier)", "set (security_barrier = false)")
                if "security_barrier=true" in options
                else ("set (security_barrier = true)",),
            }
            for option, statements in changes.items():
                for statement in statements:
                    yield Mutant(
                        f"view: {option}",
                        f"{relation}: {statement}",
                        f"alter view {relation} {statement}",
                        ("relation",),
                        partial(_viewed, relation),
                    )

    def _of_roles(self) -> Iterator[Mutant]:
        for number, (role, can_login, groups, _) in enumerate(self.roles):
            powers = ["superuser", "createrole", "createdb", "replication", "bypassrls"]
            for power in powers if can_login else [*powers, "login"]:
                yield Mutant(
                    f"role: {power}",
                    f"role {role}: {power}",
                    f"alter role {quoted(role)} {power}",
                    ("role",),
                    partial(_powerful, role, [role] if can_login else self.members[role], self.with_rls),
                )
            if can_login:
                for group in groups:
                    yield Mutant(
                        "role: membership revoked",
                        f"role {role}: not in {group}",
                        f"revoke {group} from {role}",
                        ("role",),
                        partial(_becomes, group, [role]),
                    )
                given = [self._rotating(number, groups), "woonkluis_eigenaar", "pg_read_all_data"]
            else:
                given = [group for group in self.groups if group != role]
            for group in given:
                yield Mutant(
                    "role: membership granted",
                    f"role {role}: in {group}",
                    f"grant {group} to {role}",
                    ("role",),
                    partial(_becomes, group, [role] if can_login else self.members[role]),
                )
            if groups:
                yield Mutant(
                    "role: membership to give on",
                    f"role {role}: admin of {groups[0]}",
                    f"grant {groups[0]} to {role} with admin option",
                    ("role",),
                    partial(_alone, [role], (f"grant {groups[0]} to airflow",)),
                )

    def _of_defaults(self) -> Iterator[Mutant]:
        for owner, kind in self.defaults:
            what = {"f": "functions", "r": "tables", "S": "sequences", "T": "types", "n": "schemas"}[kind]
            yield Mutant(
                "default privileges",
                f"default of {owner}: all on {what} to public",
                f"alter default privileges for role {owner} grant all on {what} to public",
                ("default_privileges",),
                partial(_made_later, owner, [schema for schema, *_ in self.schemas], ["demo_bi"]),
            )
        makers = [role for role, can_login, _, owns in self.roles if owns and not can_login]
        for number, (schema, *_) in enumerate(self.schemas):
            for owner in makers:
                group = self._rotating(number, ())
                for what in ("select on tables", "execute on functions", "usage on sequences"):
                    yield Mutant(
                        "default privileges",
                        f"default of {owner} in {schema}: {what} to {group}",
                        f"alter default privileges for role {owner} in schema {schema} grant {what} to {group}",
                        ("default_privileges",),
                        partial(_made_later, owner, [schema], self.members[group]),
                    )

    def _of_guards(self) -> Iterator[Mutant]:
        for name in self.event_triggers:
            for statement in (f"alter event trigger {name} disable", f"drop event trigger {name}"):
                yield Mutant("event trigger", statement, statement, ("event_trigger",), _built)
        for relation, name, inherited in self.triggers:
            changes = [
                f"alter table {relation} {what} trigger {quoted(name)}" for what in ("disable", "enable replica")
            ]
            # That of a partition goes with that of the whole.
            for statement in changes if inherited else [*changes, f"drop trigger {quoted(name)} on {relation}"]:
                yield Mutant("trigger", statement, statement, ("relation",), partial(_written, relation))

    def _of_statistics(self) -> Iterator[Mutant]:
        for relation, _, _, _, columns, *_ in self.relations:
            for column in columns:
                yield Mutant(
                    "statistics",
                    f"{relation}: statistics of {column}",
                    f"alter table {relation} alter {quoted(column)} set statistics 100; analyze {relation}",
                    ("relation",),
                    partial(_estimated, relation, column),
                )

    def _of_postgresql(self) -> Iterator[Mutant]:
        for kind, name, privilege, kinds in self.taken:
            yield Mutant(
                "granted: catalog of PostgreSQL",
                f"{name}: {privilege} to public",
                f"grant {privilege} on {kind} {name} to public",
                ("catalog",),
                partial(_called, name, kinds, ["demo_bi"], [])
                if kind == "function"
                else partial(_alone, ["demo_bi"], (f"select count(*) from (select * from {name} limit 1) as t",)),
            )
        done = set()
        for function, operator, relation, column in self.compares:
            if function not in done:
                done.add(function)
                yield Mutant(
                    "leakproof comparison",
                    f"{function}: leakproof",
                    f"alter function {function} leakproof",
                    ("catalog",),
                    partial(_compared, relation, column, operator),
                )


def _alone(logins: list[str], statements: tuple[str, ...], stage: Stage) -> Iterator[Scene]:
    for login in logins:
        yield Scene(login, statements)


def _verbs(relation: str, logins: list[str], column: str, stage: Stage) -> Iterator[Scene]:
    yield from stage.verbs(relation, logins, column)


def _seen(relation: str, logins: list[str], writes: bool, stage: Stage) -> Iterator[Scene]:
    yield from stage.rows(relation, logins, opened=True)
    if writes:
        for triggers in (False, True):
            yield from stage.writes(relation, logins, triggers=triggers, opened=True)


def _viewed(relation: str, stage: Stage) -> Iterator[Scene]:
    yield from stage.rows(relation, CAST, opened=True)


def _sequence(sequence: str, logins: list[str], stage: Stage) -> Iterator[Scene]:
    for login in logins:
        yield Scene(
            login,
            (
                f"select last_value from {sequence}",
                f"select nextval('{sequence}')",
                f"alter sequence {sequence} cache 2",
            ),
            opens=stage.door(login, sequence),
        )


def _inside(schema: str, relations: list[str], logins: list[str], stage: Stage) -> Iterator[Scene]:
    tried = [f"create table {schema}.proef_mutant ()", f"alter schema {schema} rename to {schema}_proef"]
    for relation in relations:
        # An insert, because PostgreSQL asks for the right to a column of whoever may only add.
        tried += [f"select from {relation} limit 0", f"insert into {relation} default values"]
    tried += [
        f"select '{function}'::regprocedure" for function, _ in stage.functions if function.startswith(f"{schema}.")
    ]
    for login in logins:
        yield Scene(login, tuple(tried), triggers=False)


def _called(function: str, kinds: list[str], logins: list[str], fires: list[str], stage: Stage) -> Iterator[Scene]:
    yield from stage.calls(function, kinds, logins)
    for relation in fires:
        yield from stage.writes(relation, CAST, triggers=True)


def _powerful(role: str, logins: list[str], protected: list[str], stage: Stage) -> Iterator[Scene]:
    powers = (
        "create role proef",
        "select pg_drop_replication_slot('proef')",
        "copy (select 1) to program 'true'",
        "set session_replication_role = replica",
    )
    first = protected[0]
    for login in logins:
        become = "" if login == role else role
        yield Scene(
            login,
            (
                *powers,
                *(f"set local row_security = off;\nselect count(*) from {relation}" for relation in protected),
            ),
            role=become,
            opens=(*stage.door(role, first), f"grant select on {first} to {quoted(role)}"),
        )


def _becomes(group: str, logins: list[str], stage: Stage) -> Iterator[Scene]:
    for login in logins:
        yield Scene(login, (f"set local role {group}", "select count(*) from pg_catalog.pg_class where relname = 'x'"))


def _made_later(owner: str, schemas: list[str], logins: list[str], stage: Stage) -> Iterator[Scene]:
    """What an owner makes now, and what others may do with it."""
    for schema in schemas:
        as_owner = (
            f"set local session_replication_role = replica; grant usage, create on schema {schema} to {owner}; "
            f"grant usage on schema {schema} to public; set local role {owner}; "
            f"create table {schema}.proef_later (a int); create sequence {schema}.proef_teller; "
            f"create function {schema}.proef_doet() returns int language sql return 1; reset role"
        )
        for login in logins:
            yield Scene(
                ADMIN,
                tuple(
                    f"{as_owner}; set local session authorization {login};\n{look}"
                    for look in (
                        f"select count(*) from {schema}.proef_later",
                        f"select nextval('{schema}.proef_teller')",
                        f"select {schema}.proef_doet()",
                    )
                ),
            )


def _built(stage: Stage) -> Iterator[Scene]:
    """What dbt makes, and what a grant then shows; what an administrator drops."""
    as_builder = f"set local session authorization {BUILDER}"
    for schema in ("lmvw_vertrouwelijk", "lmvw_geaggregeerd"):
        made = f"{as_builder}; create table {schema}.proef_nieuw as select 1 as a"
        granted = f"grant select on {schema}.proef_nieuw to lmvw_beheer; set local session authorization demo_beheer"
        logged = f"has_table_privilege('woonkluis_leeslog', '{schema}.proef_nieuw', 'select')"
        yield Scene(
            ADMIN, (f"{made}; {granted};\nselect count(*) from {schema}.proef_nieuw", f"{made};\nselect {logged}")
        )
    made = f"{as_builder}; create table cwr_kluis.proef_nieuw (a int)"
    yield Scene(
        ADMIN,
        (
            f"{made}; grant select on cwr_kluis.proef_nieuw to lmvw_beheer",
            "drop trigger schakel on audit.gebeurtenis",
            "alter table audit.gebeurtenis detach partition audit.gebeurtenis_buiten",
        ),
    )


def _written(relation: str, stage: Stage) -> Iterator[Scene]:
    yield from stage.guarded(relation)
    yield from stage.writes(relation, CAST, triggers=True)


def _estimated(relation: str, column: str, stage: Stage) -> Iterator[Scene]:
    yield from stage.estimates(relation, column)


def _compared(relation: str, column: str, operator: str, stage: Stage) -> Iterator[Scene]:
    yield from stage.traces(relation, column, operator)
