"""Plays logins: what the server lets each of them do, column by column, while it is that login."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from psycopg import sql
from tests.roles import matrix
from tests.roles.matrix import CANNOT_CONNECT, ROLES, login_of

from woonkluis.access.logins import DEMO_READERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg

REFUSED = {
    # Permission denied, also by a policy.
    "42501",
    # A view of several tables takes no rows, whoever asks.
    "55000",
    "42809",
    # Nor does a view take a value for the identity column below it; the other columns tell.
    "428C9",
}

DONE = "WK000"
"""Stands for what ran; the player takes it back with an exception of its own."""

TRIED = """
    select
        format('%I.%I', n.nspname, c.relname),
        c.relkind = 'v',
        array(
            select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped order by 1
        )
    from pg_class as c
    join pg_namespace as n on c.relnamespace = n.oid
    where c.relkind in ('r', 'p', 'v', 'm', 'f')
        and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
    order by 1
"""

PLAYERS = {login_of(role): (role,) for role in ROLES if role not in CANNOT_CONNECT} | {
    reader.login: reader.groups for reader in DEMO_READERS
}

# One block, because it is one exchange with the server instead of three for every statement. What a statement did is
# undone before the next. A SELECT or EXPLAIN at the end tells its first value, anything else its number of rows.
_BLOCK = """
do $spel$
declare
    opdracht text;
    waarde text;
    staat text;
    melding text;
    uitkomsten text[] = '{{}}';
begin
    foreach opdracht in array {statements}::text[] loop
        begin
            if opdracht ~ '(^|;\\n)(select|explain) [^;]*$' then
                execute opdracht into waarde;
            else
                execute opdracht;
                get diagnostics waarde = row_count;
            end if;
            raise exception using errcode = {done}, message = coalesce(waarde, '');
        exception when others then
            get stacked diagnostics staat = returned_sqlstate, melding = message_text;
            uitkomsten = uitkomsten || array[staat, melding];
        end;
    end loop;
    perform set_config('spel.uitkomsten', to_json(uitkomsten)::text, true);
end
$spel$;
select current_setting('spel.uitkomsten')
"""


class Outcome(NamedTuple):
    """SQLSTATE of a statement, and its value or the message of its error."""

    state: str
    told: str

    @property
    def allowed(self) -> bool:
        """Whether the server let the login; a complaint about the row comes after that decision."""
        if self.state not in REFUSED and self.state != DONE and not self.state.startswith("23"):
            raise AssertionError(f"neither allowed nor refused: {self.state} {self.told}")
        return self.state not in REFUSED


def block(statements: Iterable[str]) -> sql.Composed:
    """What plays the statements one after another and shows how each ended, read by `outcomes`."""
    return sql.SQL(_BLOCK).format(statements=sql.Literal(list(statements)), done=sql.Literal(DONE))


def outcomes(shown: str) -> list[Outcome]:
    told = json.loads(shown)
    return [Outcome(*pair) for pair in zip(told[::2], told[1::2], strict=True)]


def play(connection: psycopg.Connection[Any], statements: Iterable[str]) -> list[Outcome]:
    """Run statements as the login of a connection, each undone before the next."""
    cursor = connection.execute(block(statements))
    cursor.nextset()
    return outcomes(cursor.fetchone()[0])  # type: ignore[index]


def may(connection: psycopg.Connection[Any], statement: str) -> bool:
    """Whether the server lets this login run a statement."""
    return play(connection, [statement])[0].allowed


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def attempts(relation: str, columns: Iterable[str]) -> dict[tuple[str, str], str]:
    """Statement per verb, for all columns (`*`) and for any (nothing), each without effect on any row."""
    names = [quoted(name) for name in columns]
    return {
        ("select", "*"): f"select * from {relation} limit 1",
        ("select", ""): f"select from {relation} limit 1",
        ("insert", "*"): f"insert into {relation} ({', '.join(names)}) overriding system value "
        f"select {', '.join('null' for _ in names)} where false",
        ("insert", ""): f"insert into {relation} default values",
        ("update", "*"): f"update {relation} set {', '.join(f'{name} = default' for name in names)} where false",
        ("delete", ""): f"delete from {relation} where false",
        ("truncate", ""): f"truncate {relation} cascade",
    }


def column_attempt(relation: str, verb: str, column: str) -> str:
    """Statement of a verb that needs the right to one column, without effect on any row."""
    name = quoted(column)
    return {
        "select": f"select {name} from {relation} limit 1",
        "insert": f"insert into {relation} ({name}) overriding system value select null where false",
        "update": f"update {relation} set {name} = default where false",
    }[verb]


def allowed_columns(connection: psycopg.Connection[Any], relation: str, columns: Iterable[str]) -> dict[str, set[str]]:
    """Columns of each verb that this login may use on a relation; none where the verb has none."""
    columns = list(columns)
    tried = attempts(relation, columns)
    ended = dict(zip(tried, play(connection, tried.values()), strict=True))
    allowed = {verb: set() for verb in ("delete", "truncate") if ended[verb, ""].allowed}
    some = []
    for verb in ("select", "insert", "update"):
        if ended[verb, "*"].allowed:
            allowed[verb] = set(columns)
        elif verb == "update" or ended[verb, ""].allowed:
            some += [(verb, column) for column in columns]
    for (verb, column), outcome in zip(
        some, play(connection, [column_attempt(relation, *cell) for cell in some]), strict=True
    ):
        if outcome.allowed:
            allowed.setdefault(verb, set()).add(column)
    return allowed


def expected(roles: Iterable[str], relation: str, columns: Iterable[str], *, is_view: bool) -> dict[str, set[str]]:
    """What `allowed_columns` is when the matrix of verwachting.yml holds; views take no rows, whoever owns them."""
    verbs = matrix.allowed_columns(roles, relation, columns)
    return {verb: names for verb, names in verbs.items() if verb == "select" or not is_view}
