"""A warehouse for tests that play logins: deliveries of four gemeenten and a woonmaatschappij, all layers built."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.roles.matrix import ROLES, TECHNICAL, login_of

from woonkluis.access.logins import Reader, ensure_demo_logins, ensure_readers
from woonkluis.kluis import maak_personen
from woonkluis.platform.engine import connect as open_connection
from woonkluis.platform.migrate import migrate, run_dbt
from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    import psycopg

    from woonkluis.platform.settings import Settings

GEMEENTEN = {"GM0150": "PV23", "GM0193": "PV23", "GM0202": "PV25"}
"""Deventer and Zwolle in Overijssel, Arnhem in Gelderland."""

BIJ_PROVINCIE = {"GM0344": "PV26"}
"""LMVW-8: Utrecht has confidential plans only, which its provincie holds and beheer does not."""

KBO = "0400000007"

PLANS_OF_EACH_KIND = 4
"""Public and confidential: enough for the sum of LMVW-13d to be published."""


def _land(connection: psycopg.Connection[Any], levering_id: int, laag: str, records: list[dict[str, Any]]) -> None:
    for rij, record in enumerate(records, start=1):
        waarden = json.dumps(record, separators=(",", ":"))
        geometrie = record_geometry(records[0]["globalid"], rij) if laag == "lmvw_planregistratie" else None
        connection.execute(
            f"insert into landing.{laag} (levering_id, rij, rij_hash, waarden, geometrie) "
            "select %s, %s, sha256(convert_to(%s, 'UTF8') || coalesce(st_asewkb(g, 'NDR'), ''::bytea)), %s, g "
            "from (select st_geomfromtext(%s, 28992) as g) as vlak",
            [levering_id, rij, waarden, waarden, geometrie],
        )


def record_geometry(globalid: str, rij: int) -> str:
    """A square of 10 m in RD New; the plans of a gemeente lie in a row, each gemeente has a place of its own."""
    west, south = ligging(globalid.partition("-")[0])
    x, y = west + 100 * rij, south
    return f"POLYGON(({x} {y}, {x + 10} {y}, {x + 10} {y + 10}, {x} {y + 10}, {x} {y}))"


def ligging(gemeente: str) -> tuple[int, int]:
    """Where the plans of a gemeente begin."""
    return 200_000, 430_000 + 100 * int(gemeente[2:])


def deliver(
    settings: Settings,
    regime: str,
    bronhouder: str,
    provincie: str | None,
    lagen: dict[str, list[Any]],
    *,
    door_provincie: bool = False,
) -> int:
    """Bring a delivery from received to accepted, as the steps do; ``door_provincie`` is the choice of LMVW-8."""
    with open_connection("dienst_lader", settings=settings) as connection:
        row = connection.execute(
            "insert into register.levering (regime, bronhouder_code, provincie_code, contract, peildatum, "
            "bestand_sha256, bestand_naam, bestand_bytes, aggregeren_door_provincie) "
            "values (%s, %s, %s, 'test-1', '2026-01-01', %s, %s, 1, %s) returning levering_id",
            [
                *(regime, bronhouder, provincie, hashlib.sha256(bronhouder.encode()).hexdigest()),
                *(f"{bronhouder}.test", door_provincie),
            ],
        ).fetchone()
        assert row
        levering_id = int(row[0])
        for laag, records in lagen.items():
            _land(connection, levering_id, laag, records)
        connection.execute(
            "insert into register.bevinding (levering_id, regel_id, ernst, artikel, laag, rij, kolom, waarde, melding) "
            "values (%s, 'PROEF', 'info', '6.a', 'Planregistratie', 1, 'plannaam', %s, 'Proef')",
            [levering_id, f"geheim van {bronhouder}"],
        )
        for status in ("gelezen", "gecontroleerd", "geaccepteerd"):
            connection.execute("update register.levering set status = %s where levering_id = %s", [status, levering_id])
        return levering_id


def geheim_aantal(gemeente: str, nummer: int) -> int:
    """Woningen of a confidential plan: a number that occurs nowhere else, longer than the microseconds of a moment."""
    return 71_000_000 + 10 * int(gemeente[2:]) + nummer


def plans(gemeente: str) -> dict[str, list[Any]]:
    """Public and confidential zachte plannen, with one year each; under LMVW-8 the confidential ones only."""
    plan, detail = [], []
    for nummer in range(PLANS_OF_EACH_KIND if gemeente in BIJ_PROVINCIE else 0, 2 * PLANS_OF_EACH_KIND):
        sleutel = f"{gemeente}-{nummer}"
        openbaar = nummer < PLANS_OF_EACH_KIND
        aantal = 20 + nummer if openbaar else geheim_aantal(gemeente, nummer)
        plan.append(
            {
                "globalid": sleutel,
                "plannaam": f"{'Openbaar' if openbaar else 'Geheim'} plan {sleutel}",
                "vertrouwelijkheid": "Openbaar" if openbaar else "Gemeente",
                "opdrachtgever_naam": f"Ontwikkelaar {sleutel}",
                "status_planologisch": "3. In voorbereiding",
                "totaal_bouw": aantal,
                "totaal_sloop": 0,
                "totaal_netto": aantal,
            }
        )
        detail.append({"parent_globalid": sleutel, "jaartal": 2030, "eengezins_koop2": aantal})
    return {"lmvw_planregistratie": plan, "lmvw_detailplanning": detail}


def homes() -> dict[str, list[Any]]:
    """Six let woningen with a household of one each."""
    lagen: dict[str, list[Any]] = {
        name: [] for name in ("cwr_woning", "cwr_huurovereenkomst", "cwr_gezinslid", "cwr_huurprijsberekening")
    }
    for nummer in range(6):
        woning, contract = f"W{nummer}", f"C{nummer}"
        lagen["cwr_woning"].append(
            {
                "woonmaatschappij_woning_id": woning,
                "straatnaam": "Teststraat",
                "gemeente_nis_code": "44021",
                "ingehuurd": "nee",
            }
        )
        lagen["cwr_huurovereenkomst"].append(
            {
                "woonmaatschappij_woning_id": woning,
                "contractnummer": contract,
                "begindatum": "2020-01-01",
                "tijdelijk": "nee",
            }
        )
        lagen["cwr_gezinslid"].append(
            {"contractnummer": contract, "computernummer": str(nummer), "rol": "huurder", "insz": f"8501010{nummer:04}"}
            | {"naam": "Testpersoon", "geboortedatum": "1985-01-01"}
        )
        lagen["cwr_huurprijsberekening"].append(
            {"contractnummer": contract, "begindatum": "2026-01-01", "totaal_inkomen": "20000", "reele_huur": "400"}
        )
    return lagen


def publish(settings: Settings) -> None:
    """Freeze and approve what may be public, as the step does."""
    frozen = {
        "lmvw": ("woningbouwplan", "woningbouwplan_jaar", "gemeente_vertrouwelijk"),
        "cwr": ("woningen_per_gemeente",),
    }
    with open_connection("dienst_bouwer", settings=settings) as connection:
        for regime, relaties in frozen.items():
            row = connection.execute(
                "insert into register.publicatie (regime, versie, inhoud_sha256, status) "
                "values (%s, 1, 'proef', 'kandidaat') returning publicatie_id",
                [regime],
            ).fetchone()
            assert row
            for relatie in relaties:
                schema = f"{regime}_geaggregeerd"
                columns = ", ".join(
                    name
                    for (name,) in connection.execute(
                        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 order by attnum",
                        [f"{schema}.publiceerbaar_{relatie}"],
                    )
                )
                connection.execute(
                    f"insert into {schema}.publicatie_{relatie} (publicatie_id, {columns}) "
                    f"select %s, {columns} from {schema}.publiceerbaar_{relatie}",
                    row,
                )
            connection.execute("update register.publicatie set status = 'goedgekeurd' where publicatie_id = %s", row)


def copy_reference_data(source: Settings, target: Settings) -> None:
    """Copy the seeds of one database to another: ten times as fast as loading them.

    Some exist before they are filled, because views read them.
    """
    binaries = Path(json.loads(source.cluster_file.read_text())["binaries"])
    listed = "select relname from pg_class where relnamespace = 'referentie'::regnamespace and relkind = 'r'"
    with open_connection(ADMIN, settings=target) as admin:
        made = [f"referentie.{name}" for (name,) in admin.execute(listed)]
    whole = ["--table=referentie.*", *(f"--exclude-table={name}" for name in made)]
    filled = ["--data-only", *(f"--table={name}" for name in made)]
    for options in (whole, filled) if made else (whole,):
        dump = subprocess.run(
            [binaries / "pg_dump", *options, source.dsn(ADMIN)], check=True, capture_output=True
        ).stdout
        subprocess.run(
            [binaries / "psql", "--quiet", "--set=ON_ERROR_STOP=1", target.dsn(ADMIN)],
            check=True,
            input=dump,
            capture_output=True,
        )


@pytest.fixture(scope="session")
def huis(kluis: Settings) -> Settings:
    """Settings of a database beside that of the other tests, filled up to the public layer, with the demo logins
    and for every group role a login that is only in that group.
    """
    settings = kluis.model_copy(update={"pg_database": "rollen"})
    migrate(settings, seed=False)
    copy_reference_data(kluis, settings)
    for gemeente, provincie in GEMEENTEN.items():
        deliver(settings, "lmvw", gemeente, provincie, plans(gemeente))
    for gemeente, provincie in BIJ_PROVINCIE.items():
        deliver(settings, "lmvw", gemeente, provincie, plans(gemeente), door_provincie=True)
    deliver(settings, "cwr", KBO, None, homes())
    ensure_demo_logins(settings)
    ensure_readers([Reader(login_of(role), (role,)) for role in ROLES if role not in TECHNICAL], settings)
    run_dbt("run", "--quiet", "--select", "path:models/staging", settings=settings)
    maak_personen(settings)
    run_dbt("run", "--quiet", "--exclude", "path:models/staging", "path:models/publiek", settings=settings)
    publish(settings)
    run_dbt("run", "--quiet", "--select", "path:models/publiek", settings=settings)
    with open_connection(ADMIN, settings=settings, autocommit=True) as admin:
        # As autovacuum will: what statistics tell must be there to be found.
        admin.execute("vacuum analyze")
    return settings


@pytest.fixture
def als(huis: Settings) -> Iterator[Callable[..., psycopg.Connection[Any]]]:
    """Open connections to that database by `als("demo_beheer")`; they close, and roll back, with the test."""
    opened = []

    def opener(login: str, **options: Any) -> psycopg.Connection[Any]:
        connection = open_connection(login, settings=huis, **options)
        # A reader's transactions are read-only until it says otherwise: it must be the rights that stop it.
        connection.read_only = False
        opened.append(connection)
        return connection

    yield opener
    for connection in opened:
        connection.close()


@pytest.fixture(scope="module")
def kijkers(huis: Settings) -> Iterator[None]:
    """Logins that look persons up in that database (WIV-6.10); they go with the module."""
    # It speaks of the households above.
    from tests.roles.inzage import maak_kijkers

    yield from maak_kijkers(huis)
