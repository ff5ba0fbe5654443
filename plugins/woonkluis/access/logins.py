"""Logins that read the warehouse: which groups they are in and which areas they may see, declared as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from woonkluis.access.personen import comment_for
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.migrate import ensure_login
from woonkluis.platform.secrets import ensure_passwords
from woonkluis.platform.settings import ADMIN, Settings, get_settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Any

    from psycopg import Connection

WRITER_OF_RIGHTS = "dienst_toegang"

CONNECTION_LIMIT = 10
"""Enough for QGIS with its pool; a leaked password does not take every connection of the server."""

SESSION_DEFAULTS = {
    "statement_timeout": "5min",
    "idle_in_transaction_session_timeout": "10min",
    "default_transaction_read_only": "on",
}
"""Against accidents. A reader can change them, so nothing that must hold depends on them."""


@dataclass(frozen=True)
class Right:
    """An area that a login may see, as toegang.recht has it."""

    regime: str
    gebied_soort: str
    gebied_code: str
    datatype: str = "polygonen"
    geldig_tot: datetime | None = None
    """When it ends; None while it lasts. Of a supervisor it ends (WIV-4.7)."""


CONFIDENTIAL = {
    "lmvw_gemeente",
    "lmvw_provincie",
    "lmvw_beheer",
    "lmvw_onderzoeker_12a",
    "lmvw_onderzoeker_12b",
    "lmvw_onderzoeker_12c",
}
"""Groups that read confidential plans: a login is in one of them (the lint login_reads_twice says why)."""

PURPOSES = {
    "cwr_gsc",
    "cwr_huurprijs",
    "cwr_prestatie",
    "cwr_statistiek",
    "cwr_toezicht",
    "cwr_omgeving",
    "cwr_dpo",
    "cwr_woonmaatschappij",
}
"""WIV-2, WIV-4: purposes of the cwr, with who looks persons up or delivers them.

Who had two could put the pseudonyms of both side by side, or those of one beside names and addresses.
"""


@dataclass(frozen=True)
class Reader:
    """A login of a person or tool, its group roles (domain names of the access matrix) and its rights.

    Raises WoonkluisError for two groups that read confidential plans, two purposes of the cwr, or a right of a
    supervisor without an end (WIV-4.7).
    """

    login: str
    groups: tuple[str, ...]
    rights: tuple[Right, ...] = ()

    def __post_init__(self) -> None:
        for apart in (CONFIDENTIAL, PURPOSES):
            both = apart.intersection(self.groups)
            if len(both) > 1:
                raise WoonkluisError(f"{self.login}: one login for {' and '.join(sorted(both))}: make one for each")
        if "cwr_toezicht" in self.groups and any(right.geldig_tot is None for right in self.rights):
            raise WoonkluisError(f"{self.login}: a right of cwr_toezicht ends with the inspection: give it an end")


DEMO_READERS = (
    Reader("demo_gemeente_deventer", ("lmvw_gemeente",), (Right("lmvw", "gemeente", "GM0150"),)),
    Reader("demo_provincie_overijssel", ("lmvw_provincie",), (Right("lmvw", "provincie", "PV23"),)),
    Reader("demo_beheer", ("lmvw_beheer",)),
    Reader("demo_bi", ("lmvw_gebruiker", "publiek_lezer")),
    Reader("demo_statistiek", ("cwr_statistiek",), (Right("cwr", "vlaanderen", "VL"),)),
    Reader("demo_woonmaatschappij", ("cwr_woonmaatschappij",), (Right("cwr", "woonmaatschappij", "1999900171"),)),
)
"""LMVW-12, WIV-4.4, WIV-4.12: readers whom the demo shows; who looks persons up is registered by hand."""


def ensure_demo_logins(settings: Settings | None = None) -> None:
    """Create or refresh the logins of the demo."""
    ensure_readers(DEMO_READERS, settings)


def ensure_readers(readers: Iterable[Reader], settings: Settings | None = None) -> None:
    """Make the logins exactly what is declared: groups and rights that are not declared end. Safe to repeat.

    Roles are made by the administrator, because on PostgreSQL 15 whoever may create roles may also join any group.
    Rights are rows, written by the login that may write nothing else (WIV-4.10).
    """
    settings = settings or get_settings()
    readers = tuple(readers)
    ensure_passwords([reader.login for reader in readers], settings)
    with connect(ADMIN, settings=settings) as admin:
        for reader in readers:
            ensure_login(admin, reader.login, None, settings.password(reader.login))
            _limit(admin, reader.login, settings.pg_database)
            _set_groups(admin, reader)
    with connect(WRITER_OF_RIGHTS, settings=settings) as writer:
        for reader in readers:
            _set_rights(writer, reader)
        # LMVW-4a: PostgreSQL has no trigger on roles.
        writer.execute("select audit.noteer_logins()")


def _limit(admin: Connection[tuple[Any, ...]], login: str, database: str) -> None:
    name = sql.Identifier(login)
    admin.execute(sql.SQL("alter role {} connection limit {}").format(name, CONNECTION_LIMIT))
    for setting, value in SESSION_DEFAULTS.items():
        admin.execute(
            sql.SQL("alter role {} in database {} set {} = {}").format(
                name, sql.Identifier(database), sql.Identifier(setting), value
            )
        )


def _set_groups(admin: Connection[tuple[Any, ...]], reader: Reader) -> None:
    rows = admin.execute(
        "select roleid::regrole::text from pg_auth_members where member = %s::regrole", [reader.login]
    ).fetchall()
    present = {str(group) for (group,) in rows}
    for group in sorted(present - set(reader.groups)):
        admin.execute(sql.SQL("revoke {} from {}").format(sql.Identifier(group), sql.Identifier(reader.login)))
    for group in reader.groups:
        if group not in present:
            admin.execute(sql.SQL("grant {} to {}").format(sql.Identifier(group), sql.Identifier(reader.login)))
    # `woonkluis roles` asks every login why it is in a group: not all groups have rows in toegang.recht.
    admin.execute(sql.SQL("comment on role {} is {}").format(sql.Identifier(reader.login), comment_for(reader.groups)))


def _set_rights(writer: Connection[tuple[Any, ...]], reader: Reader) -> None:
    """End what is not declared and add what is missing; a right that stands keeps its row and its first day."""
    rows = writer.execute(
        "select recht_id, regime, gebied_soort, gebied_code, datatype, geldig_tot from toegang.recht "
        "where login_rol = %s::regrole and (geldig_tot is null or geldig_tot > clock_timestamp()) "
        "and studie_id is null",
        [reader.login],
    ).fetchall()
    standing = {Right(*row[1:]): row[0] for row in rows}
    for right, recht_id in standing.items():
        if right not in reader.rights:
            writer.execute(
                "update toegang.recht set geldig_tot = greatest(clock_timestamp(), geldig_van) where recht_id = %s",
                [recht_id],
            )
    for right in reader.rights:
        if right not in standing:
            writer.execute(
                "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, datatype, geldig_tot) "
                "values (%s::regrole, %s, %s, %s, %s, %s)",
                [reader.login, right.regime, right.gebied_soort, right.gebied_code, right.datatype, right.geldig_tot],
            )
