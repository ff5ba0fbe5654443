"""Run the rules of its regime on a delivery and keep what they find."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from woonkluis.check import afzonderen
from woonkluis.check.rules import Rule, RuleError, load_preparation, load_rules
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import Settings, get_settings
from woonkluis.receive.stopzetting import leave_stopped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from psycopg import Connection

KEPT_PER_RULE = 10_000
"""A fault on every row of a large file is one message to the bronhouder, not a million."""

SECONDS_PER_RULE = 600
"""A rule that a hostile geometry keeps busy must end."""

SETTINGS = {
    # PostGIS tells places of faults in notices, and those are as confidential as the plan.
    "client_min_messages": "error",
    "jit": "off",
    "work_mem": "64MB",
}

STORE_FINDINGS = sql.SQL("""
    with gevonden as materialized (
        select rij::bigint, kolom::text, left(waarde::text, 1000) as waarde, melding::text
        from ({query}) as regel
    ),
    besluit as (
        select format(
            ' Maatwerk (artikel %%s): besluit %%s staat dit toe tot en met %%s.',
            right(besluit.soort, 3), besluit.besluit_id, besluit.geldig_tot
        ) as toelichting
        from register.levering
        join register.besluit_geldig as besluit using (regime)
        where levering.levering_id = %(levering_id)s
            and %(maatwerk)s
            and besluit.regel_id = %(regel)s
            and besluit.soort in ('maatwerk_17a', 'maatwerk_17b')
            and (besluit.levering_id is null or besluit.levering_id = levering.levering_id)
            and levering.peildatum between besluit.geldig_van and besluit.geldig_tot
            and besluit.gebied_code in ('NL', levering.provincie_code, levering.bronhouder_code)
        order by besluit.geldig_tot desc, besluit.besluit_id
        limit 1
    )
    insert into register.bevinding (
        levering_id, regel_id, ernst, artikel, laag, rij, kolom, waarde, melding, klasse
    )
    select
        %(levering_id)s, %(regel)s, case when besluit.toelichting is null then %(ernst)s else 'info' end, %(artikel)s,
        %(laag)s, bewaard.rij, bewaard.kolom, bewaard.waarde, bewaard.melding || coalesce(besluit.toelichting, ''),
        %(klasse)s
    from (
        (select * from gevonden order by rij, kolom limit %(kept)s)
        union all
        select null, null, null, format('Deze regel geeft nog %%s bevindingen.', count(*) - %(kept)s)
        from gevonden
        having count(*) > %(kept)s
    ) as bewaard
    left join besluit on true
""")
"""Findings go from rule to register inside the server: no delivered value passes through this process.

LMVW-17: a decision that is granted, not withdrawn, about this rule, this area and this peildatum takes the weight out
of a finding. The finding stays, and says which decision it is.
"""


@dataclass(frozen=True)
class Checked:
    """What checking a delivery gave: its status and how many findings of each weight stand in the register."""

    levering_id: int
    status: str
    blokkerend: int
    waarschuwing: int


def _failure(what: str, levering_id: int, error: psycopg.Error) -> RuleError:
    """What went wrong, without the server's words because they quote values; a lost connection is raised as it is."""
    if isinstance(error, psycopg.errors.QueryCanceled):
        return RuleError(f"{what} took more than {SECONDS_PER_RULE} s on levering {levering_id}")
    if isinstance(error, psycopg.OperationalError):
        raise error
    return RuleError(f"{what} failed with SQLSTATE {error.sqlstate} on levering {levering_id}")


def _guarded(what: str, levering_id: int, step: Callable[[], object]) -> None:
    """Run a step of the check; its failure is told in our own words."""
    try:
        step()
    except psycopg.Error as error:
        failed = _failure(what, levering_id, error)
    else:
        return
    raise failed


def prepare(connection: Connection[Any], folder: Path, levering_id: int) -> None:
    """Unfold a delivery, for the rest of the transaction, in the temporary tables that the rules of a folder read."""
    for setting, value in (SETTINGS | {"statement_timeout": f"{SECONDS_PER_RULE}s"}).items():
        connection.execute("select set_config(%s, %s, true)", [setting, value])
    # A cursor that fills in parameters itself, because the server takes them for one statement at a time.
    cursor = psycopg.ClientCursor(connection)
    unfold = partial(cursor.execute, load_preparation(folder).encode(), {"levering_id": levering_id})
    _guarded(f"preparation of {folder.name}", levering_id, unfold)


def _run_rule(connection: Connection[Any], rule: Rule, levering_id: int) -> None:
    """Store what a rule finds."""
    query = STORE_FINDINGS.format(query=sql.SQL(rule.query))
    parameters = rule.model_dump(exclude={"query", "titel", "actie", "treft"}) | {
        "levering_id": levering_id,
        "kept": KEPT_PER_RULE,
        "maatwerk": rule.kan_maatwerk,
    }
    connection.execute(query, parameters)


def _run_rules(connection: Connection[Any], folder: Path, levering_id: int, contract: str) -> None:
    """Run all rules; those that block a woning last, because what they find depends on how many it are."""
    rules = load_rules(folder)
    of_woning = [rule for rule in rules if rule.treft == "woning"]
    prepare(connection, folder, levering_id)
    for rule in rules:
        if rule not in of_woning:
            _guarded(f"rule {rule.regel}", levering_id, partial(_run_rule, connection, rule, levering_id))
    if not of_woning:
        return
    afzonderen.prepare(connection)
    for rule in of_woning:
        _guarded(f"rule {rule.regel}", levering_id, partial(afzonderen.find, connection, rule, levering_id))
    settle = partial(afzonderen.settle, connection, of_woning, levering_id, contract=contract, kept=KEPT_PER_RULE)
    _guarded("setting woningen aside", levering_id, settle)


def _summary(connection: Connection[Any], levering_id: int) -> Checked:
    row = connection.execute(
        """
        select
            levering.status,
            count(*) filter (where bevinding.ernst = 'blokkerend'),
            count(*) filter (where bevinding.ernst = 'waarschuwing')
        from register.levering
        left join register.bevinding using (levering_id)
        where levering.levering_id = %s
        group by levering.status
        """,
        [levering_id],
    ).fetchone()
    if row is None:
        raise WoonkluisError(f"levering {levering_id} does not exist")
    return Checked(levering_id, *row)


def check(levering_id: int, *, settings: Settings | None = None) -> Checked:
    """Run every rule of ``sql/rules/<regime>`` on a landed delivery, in one transaction: gelezen -> gecontroleerd.

    A delivery that is past this step keeps what was found then. WIV-7.1: a rule that blocks a woning sets it aside, in
    the same transaction; the delivery itself goes on, unless too many of its woningen are.

    Raises:
        StoppedError: its bronhouder is stopped, so it waits (WIV-8.1).
        RuleError: a rule is wrong or failed; nothing is stored and the delivery stays gelezen.
        WoonkluisError: there is no such delivery, or it is not landed yet.
    """
    settings = settings or get_settings()
    with connect("dienst_lader", application_name=f"woonkluis check {levering_id}", settings=settings) as connection:
        found = connection.execute(
            "select regime, status, contract from register.levering where levering_id = %s for update", [levering_id]
        ).fetchone()
        regime, status, contract = found or (None, None, "")
        if status == "ontvangen":
            raise WoonkluisError(f"levering {levering_id} is ontvangen: land it before checking it")
        if status == "gelezen":
            leave_stopped(connection, levering_id)
            _run_rules(connection, settings.repo_dir / "sql" / "rules" / str(regime), levering_id, contract)
            connection.execute(
                "update register.levering set status = 'gecontroleerd', gecontroleerd_op = clock_timestamp() "
                "where levering_id = %s",
                [levering_id],
            )
        return _summary(connection, levering_id)
