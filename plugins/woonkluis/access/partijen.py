"""Parties of the delivery endpoint, what each may, and the notice that stops a woonmaatschappij (WIV-6, WIV-8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

from woonkluis.endpoint.certificaat import dn_of, read_certificate
from woonkluis.endpoint.oproep import BEANTWOORDEN, LEVEREN, MELDINGEN, STATUS
from woonkluis.platform.engine import as_table, connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.insz import INSZ
from woonkluis.platform.machine import account

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.platform.settings import Settings

WRITER = "dienst_toegang"
SERVICES = (LEVEREN, STATUS, MELDINGEN, BEANTWOORDEN)

PARTIJEN = """
    select
        p.partij_code as partij,
        p.naam,
        (
            select string_agg(c.dn || ' (' || c.toepassing || ')', '; ' order by c.dn)
            from register.partij_certificaat as c
            where c.partij_code = p.partij_code and c.ingetrokken_op is null
        ) as certificaten,
        (
            select string_agg(d.dienst || ':' || d.bronhouder_code, ' ' order by d.dienst, d.bronhouder_code)
            from register.partij_dienst as d
            where d.partij_code = p.partij_code and d.beeindigd_op is null
        ) as diensten,
        (
            select string_agg(g.gebruiker, ' ' order by g.gebruiker)
            from register.partij_gebruiker as g
            where g.partij_code = p.partij_code and g.beeindigd_op is null
        ) as gebruikers,
        (
            select string_agg(s.bronhouder_code, ' ' order by s.bronhouder_code)
            from register.stopzetting as s
            where s.regime = 'cwr' and s.hervat_op is null and s.bronhouder_code in (
                select d.bronhouder_code from register.partij_dienst as d where d.partij_code = p.partij_code
            )
        ) as gestopt
    from register.partij as p
    order by p.naam
"""


def _write(query: str, parameters: list[Any], refusal: str, settings: Settings | None) -> int:
    """Write as the login that may; returns the number of rows. A constraint that says no is one line."""
    try:
        with connect(WRITER, application_name="woonkluis partij", settings=settings) as connection:
            return connection.execute(query.encode(), parameters).rowcount
    except (psycopg.IntegrityError, psycopg.DataError):
        raise WoonkluisError(refusal) from None


def _known(partij: str, settings: Settings | None) -> None:
    with connect(WRITER, application_name="woonkluis partij", settings=settings) as connection:
        if connection.execute("select from register.partij where partij_code = %s", [partij]).fetchone() is None:
            raise WoonkluisError(f"there is no party {partij}: add it first")


def add(partij: str, naam: str, *, settings: Settings | None = None) -> None:
    """Record a party by its KBO number or code; raises WoonkluisError when code or name is taken or has no form."""
    _write(
        "insert into register.partij (partij_code, naam, vastgelegd_door) values (%s, %s, %s)",
        [partij, naam, account()],
        "the party is known already, or code or name has a wrong form (code: 4 to 12 capitals and digits)",
        settings,
    )


def add_certificate(partij: str, file: Path, toepassing: str, *, settings: Settings | None = None) -> str:
    """Give a party the subject of a certificate; returns the DN.

    Raises WoonkluisError when it is of another party, or was withdrawn (WIV-6.3).
    """
    _known(partij, settings)
    dn = dn_of(read_certificate(file))
    _write(
        "insert into register.partij_certificaat (dn, partij_code, toepassing, vastgelegd_door) "
        "values (%s, %s, %s, %s)",
        [dn, partij, toepassing, account()],
        f"{dn}: this subject stands in the register already (each is of one party, WIV-6.3), "
        "or the application has no form",
        settings,
    )
    return dn


def withdraw_certificate(dn: str, *, settings: Settings | None = None) -> None:
    """End what a subject opens, for ever; raises WoonkluisError when there is none that stands."""
    query = (
        "update register.partij_certificaat set ingetrokken_op = clock_timestamp(), ingetrokken_door = %s "
        "where dn = %s and ingetrokken_op is null"
    )
    if not _write(query, [account(), dn], "", settings):
        raise WoonkluisError(f"no certificate stands for {dn}")


def set_service(partij: str, dienst: str, bronhouder: str, *, mag: bool, settings: Settings | None = None) -> None:
    """Let a party use a service for a woonmaatschappij, or not any more (WIV-6.6)."""
    _known(partij, settings)
    query = """
        insert into register.partij_dienst (partij_code, dienst, bronhouder_code, vastgelegd_door)
        values (%s, %s, %s, %s)
        on conflict (partij_code, dienst, bronhouder_code) do update set
            beeindigd_op = null, vastgelegd_op = clock_timestamp(), vastgelegd_door = excluded.vastgelegd_door
    """
    if not mag:
        query = """
            update register.partij_dienst set beeindigd_op = clock_timestamp()
            where partij_code = %s and dienst = %s and bronhouder_code = %s and beeindigd_op is null
                and %s::text is not null
        """
    wrong = f"services are {', '.join(SERVICES)}; a woonmaatschappij is a code of 4 to 12 capitals and digits"
    if not _write(query, [partij, dienst, bronhouder, account()], wrong, settings):
        raise WoonkluisError(f"{partij} does not have {dienst} for {bronhouder}")


def set_user(partij: str, gebruiker: str, *, mag: bool, settings: Settings | None = None) -> None:
    """Record a person for whom applications of a party may call, or not any more (WIV-6.7)."""
    _known(partij, settings)
    if mag and INSZ.search(gebruiker):
        raise WoonkluisError("that looks like an INSZ: use a staff number of the party")
    query = """
        insert into register.partij_gebruiker (partij_code, gebruiker, vastgelegd_door)
        values (%s, %s, %s)
        on conflict (partij_code, gebruiker) do update set
            beeindigd_op = null, vastgelegd_op = clock_timestamp(), vastgelegd_door = excluded.vastgelegd_door
    """
    if not mag:
        query = """
            update register.partij_gebruiker set beeindigd_op = clock_timestamp()
            where partij_code = %s and gebruiker = %s and beeindigd_op is null and %s::text is not null
        """
    wrong = "a user is 1 to 64 letters, digits or _ . @ : -"
    if not _write(query, [partij, gebruiker, account()], wrong, settings):
        raise WoonkluisError(f"{partij} has no such user")


def stop(bronhouder: str, reden: str, *, settings: Settings | None = None) -> None:
    """Stop intake and processing of a woonmaatschappij at once, on simple notice; what there is stays (WIV-8.1)."""
    _write(
        "insert into register.stopzetting (regime, bronhouder_code, reden, gestopt_door) values ('cwr', %s, %s, %s)",
        [bronhouder, reden, account()],
        f"{bronhouder} is stopped already, or code or reason has a wrong form",
        settings,
    )


def resume(bronhouder: str, reden: str, *, settings: Settings | None = None) -> None:
    """Let work on a woonmaatschappij go on where it was."""
    query = (
        "update register.stopzetting set hervat_op = clock_timestamp(), hervat_door = %s, hervat_reden = %s "
        "where regime = 'cwr' and bronhouder_code = %s and hervat_op is null"
    )
    if not _write(query, [account(), reden, bronhouder], "the reason has a wrong form", settings):
        raise WoonkluisError(f"{bronhouder} is not stopped")


def partijen(*, settings: Settings | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of the parties with all they may."""
    with connect(WRITER, application_name="woonkluis partij", settings=settings) as connection:
        return as_table(connection.execute(PARTIJEN))
