"""Deliveries as landing leaves them, small enough to read."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.check import load_rules
from woonkluis.check.checking import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import psycopg

    from woonkluis.platform.settings import Settings

SENTENCES = re.compile(r"(?!.*  )(?!.* [.])\w.+[.]")
"""A melding says what is wrong and what to do; a gap in it is a value that was not there."""

Finding = tuple[int | None, str | None, str | None]
Lagen = dict[str, list[dict[str, Any]]]


def land(
    connection: psycopg.Connection[Any],
    regime: str,
    lagen: dict[str, list[dict[str, Any]]],
    *,
    bronhouder_code: str,
    peildatum: str = "2026-01-01",
    contract: str = "proef",
    status: str = "gelezen",
) -> int:
    """Register a delivery and land its records, numbered from 1; key `geometrie` holds EWKT."""
    row = connection.execute(
        "insert into register.levering "
        "(regime, bronhouder_code, provincie_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes) "
        "values (%s, %s, (select provincie_code from referentie.gemeente where gemeente_code = %s), %s, %s, %s, "
        "'proef', 1) returning levering_id",
        [regime, bronhouder_code, bronhouder_code, contract, peildatum, uuid.uuid4().hex * 2],
    ).fetchone()
    assert row
    for laag, records in lagen.items():
        for rij, record in enumerate(records, start=1):
            waarden = {veld: waarde for veld, waarde in record.items() if veld != "geometrie" and waarde is not None}
            connection.execute(
                f"insert into landing.{regime}_{laag} values (%s, %s, sha256(''), %s, st_geomfromewkt(%s))",
                [row[0], rij, json.dumps(waarden), record.get("geometrie")],
            )
    if status != "ontvangen":
        connection.execute("update register.levering set status = 'gelezen' where levering_id = %s", [row[0]])
    return int(row[0])


@pytest.fixture
def vind(kluis: Settings, connect: Callable[..., psycopg.Connection[Any]]) -> Callable[..., list[Finding]]:
    """Run rules on a delivery that is rolled back afterwards; give row, column and value of what they find.

    `eerder` are accepted deliveries by `eerder_contract`: bronhouder, peildatum, layers.
    """
    connection = connect("dienst_lader")

    def declare(levering_id: int, verklaring: dict[str, Any] | None) -> None:
        if verklaring:
            connection.execute(
                "insert into register.bijlage (levering_id, sha256, bestand_naam, bestand_bytes, verklaring) "
                "values (%s, repeat('0', 64), 'proef', 1, %s)",
                [levering_id, json.dumps(verklaring)],
            )

    def runner(
        regel: str | None,
        regime: str,
        lagen: Lagen,
        *,
        eerder: Iterable[tuple[str, str, Lagen]] = (),
        eerder_contract: str = "proef",
        eerder_verklaring: dict[str, Any] | None = None,
        verklaring: dict[str, Any] | None = None,
        **register: str,
    ) -> list[Finding]:
        for bronhouder_code, peildatum, landed in eerder:
            accepted = land(
                connection,
                regime,
                landed,
                bronhouder_code=bronhouder_code,
                peildatum=peildatum,
                contract=eerder_contract,
            )
            declare(accepted, eerder_verklaring)
            for status in ("gecontroleerd", "geaccepteerd"):
                connection.execute(
                    "update register.levering set status = %s where levering_id = %s", [status, accepted]
                )
        levering_id = land(connection, regime, lagen, **register)
        declare(levering_id, verklaring)
        folder = kluis.repo_dir / "sql" / "rules" / regime
        prepare(connection, folder, levering_id)
        found = []
        for rule in load_rules(folder):
            if regel in {None, rule.regel}:
                found += connection.execute(rule.query.encode(), {"levering_id": levering_id}).fetchall()
        connection.rollback()
        for *_, melding in found:
            assert SENTENCES.fullmatch(melding), melding
        return sorted(((rij, kolom, waarde) for rij, kolom, waarde, _ in found), key=repr)

    return runner


@pytest.fixture
def gelabeld(connect: Callable[..., psycopg.Connection[Any]]) -> Iterator[Callable[..., None]]:
    """Lay labels of Overijssel on plans of Zwolle, by GlobalID; they go with the test.

    Written as a restore would, because `vind` rolls back the deliveries that a label is looked up in.
    """
    beheerder = connect("beheerder", autocommit=True)
    beheerder.execute("set session_replication_role = replica")

    def runner(labels: dict[str, str]) -> None:
        for globalid, label in labels.items():
            beheerder.execute(
                "insert into register.label (gemeente_code, provincie_code, bron_plan_id, label, gebeurtenis, reden) "
                "values ('GM0193', 'PV23', %s, %s, 'gelegd', 'proef')",
                [globalid, label],
            )

    yield runner
    beheerder.execute("delete from register.label where reden = 'proef'")


@pytest.fixture
def geland(kluis: Settings, connect: Callable[..., psycopg.Connection[Any]]) -> Iterator[Callable[..., int]]:
    """Land a delivery that other connections see and give its id; it goes with the test."""
    lader = connect("dienst_lader")
    made = []

    def runner(regime: str, lagen: dict[str, list[dict[str, Any]]], **register: str) -> int:
        made.append(land(lader, regime, lagen, **register))
        lader.commit()
        return made[-1]

    yield runner
    beheerder = connect("beheerder", autocommit=True)
    for table in ("register.bevinding", "landing.lmvw_planregistratie", "register.levering"):
        beheerder.execute(f"delete from {table} where levering_id = any(%s)".encode(), [made])


@pytest.fixture
def filled_with(connect: Callable[..., psycopg.Connection[Any]]) -> Callable[..., dict[str, list[dict[str, Any]]]]:
    """One record per layer of a regime, with the same value in every field."""
    query = (
        "select table_name, array_agg(column_name::text) from information_schema.columns "
        "where table_schema = 'landing' and table_name like %s "
        "and column_name not in ('levering_id', 'rij', 'rij_hash', 'geometrie') group by table_name"
    )

    def make(regime: str, value: str) -> dict[str, list[dict[str, Any]]]:
        views = connect("dienst_lader").execute(query, [rf"{regime}\_%\_veld"]).fetchall()
        return {
            view.removeprefix(f"{regime}_").removesuffix("_veld"): [dict.fromkeys(fields, value)]
            for view, fields in views
        }

    return make
