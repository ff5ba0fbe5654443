"""Measure how fast a large lmvw delivery is checked, whole and per rule, against one count over the same rows.

Run as `python benchmarks/checking.py`; benchmarks/README.md says how to read the table. Works in a private cluster and
a state directory of its own, and removes both.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from woonkluis.check import check, load_rules
from woonkluis.check.checking import SETTINGS, prepare
from woonkluis.platform import cluster
from woonkluis.platform.engine import connect
from woonkluis.platform.migrate import migrate
from woonkluis.platform.settings import ADMIN, Settings

if TYPE_CHECKING:
    from psycopg import Connection

GEMEENTE = "GM1900"
LADER = "dienst_lader"
YEARS = 5

REGISTER = """
    insert into register.levering
        (regime, bronhouder_code, provincie_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes)
    select
        'lmvw', gemeente_code, provincie_code, 'lmvw-gpkg-1', '2026-01-01', md5('') || md5(''), 'proef', 1
    from referentie.gemeente where gemeente_code = %s
    returning levering_id
"""

PLANS = """
    insert into landing.lmvw_planregistratie
    select %(levering_id)s, plan.nummer, sha256(''), json_build_object(
        'globalid', format('{%%s-0000-4000-8000-000000000000}', lpad(to_hex(plan.nummer), 8, '0')),
        'plannaam', 'Noorderweide deel ' || plan.nummer, 'provincie', 'Friesland', 'gemeente', plan.gemeente_naam,
        'woonplaats', 'Sneek', 'vertrouwelijkheid', case when plan.nummer %% 5 = 0 then 'Gemeente' else 'Openbaar' end,
        'opdrachtgever_type', 'Gemeente', 'oplevering_eerste', 2026, 'oplevering_laatste', '2030',
        'opmerkingen_basis', repeat('toelichting op het plan ', 6), 'plantype', 'Verdichting',
        'bestemmingsplan', 'Kom ' || plan.nummer %% 40, 'projectfase', '3. Ontwerp',
        'status_planologisch', case when plan.nummer %% 5 = 0 then '3. In voorbereiding' else '1A. Onherroepelijk' end,
        'knelpunten_meerkeuze', 'Geen', 'totaal_bouw', 50, 'totaal_bouw_gerealiseerd', 0, 'totaal_bouw_resterend', 50,
        'totaal_sloop', 5, 'totaal_netto', 45, 'totaal_koop1', 20, 'totaal_huur2', 30
    ), st_multi(st_makepolygon(st_addpoint(rand.lijn, st_startpoint(rand.lijn))))
    from (
        select row_number() over () as nummer, gemeente.gemeente_naam, deel.geom as punt
        from referentie.gemeente
        cross join lateral st_dump(st_generatepoints(st_buffer(gemeente.grens, -300), %(plans)s, 1)) as deel
        where gemeente.gemeente_code = %(gemeente)s
    ) as plan
    cross join lateral (
        select st_makeline(array(
            select st_translate(
                plan.punt,
                (50 + 8 * sin(hoek * (plan.nummer %% 7 + 2))) * cos(pi() * hoek / 30),
                (50 + 8 * sin(hoek * (plan.nummer %% 7 + 2))) * sin(pi() * hoek / 30)
            ) from generate_series(0, 59) as hoek
        )) as lijn
    ) as rand
"""
"""Polygons of sixty points inside one gemeente, some over each other, as in a dense city."""

YEAR_ROWS = """
    insert into landing.lmvw_detailplanning
    select
        %(levering_id)s, plan.rij * %(years)s + jaar, sha256(''), (
            jsonb_build_object(
                'globalid', gen_random_uuid(), 'parent_globalid', plan.waarden ->> 'globalid',
                'vertrouwelijkheid', plan.waarden ->> 'vertrouwelijkheid', 'jaartal', (2026 + jaar)::text,
                'bouw_gerealiseerd', 'Nee', 'sloop_gerealiseerd', 'Nee'
            ) || cellen.waarden || '{"meergezins_koop1": "4", "eengezins_huur2": "6", "sloop_onbekend_onbekend": "1"}'
        )::json
    from landing.lmvw_planregistratie as plan
    cross join generate_series(0, %(years)s - 1) as jaar
    cross join (
        select jsonb_object_agg(attname, '0') as waarden from pg_attribute
        where attrelid = 'landing.lmvw_detailplanning_veld'::regclass
            and attname ~ '^(sloop_)?(eengezins|meergezins|onbekend)_'
    ) as cellen
    where plan.levering_id = %(levering_id)s
"""
"""Every one of the 66 cells delivered, as text and mostly zero: the widest form there is."""

FLOOR = """
    select count(*), count(waarden ->> 'globalid') from (
        select waarden from landing.lmvw_planregistratie where levering_id = %(levering_id)s
        union all
        select waarden from landing.lmvw_detailplanning where levering_id = %(levering_id)s
    ) as rij
"""


def fill(settings: Settings, plans: int) -> int:
    """Land a synthetic delivery; its statistics stay as stale as they are after a COPY."""
    with connect(ADMIN, settings=settings) as admin:
        (levering_id,) = admin.execute(REGISTER, [GEMEENTE]).fetchone() or (0,)
        values = {"levering_id": levering_id, "plans": plans, "gemeente": GEMEENTE, "years": YEARS}
        admin.execute(PLANS, values)
        admin.execute(YEAR_ROWS, values)
        admin.execute("update register.levering set status = 'gelezen' where levering_id = %s", [levering_id])
    return int(levering_id)


def seconds(connection: Connection[Any], query: str, values: dict[str, Any]) -> float:
    """Wall time of one query, fetched."""
    started = time.perf_counter()
    connection.execute(query.encode(), values).fetchall()
    return time.perf_counter() - started


def measure(settings: Settings, levering_id: int, measured: dict[str, list[float]]) -> None:
    """One round: the floor, the preparation, then every rule without storing what it finds."""
    folder = settings.repo_dir / "sql" / "rules" / "lmvw"
    values = {"levering_id": levering_id}
    with connect(LADER, settings=settings) as lader:
        for name, value in SETTINGS.items():
            lader.execute("select set_config(%s, %s, true)", [name, value])
        measured.setdefault("one count over the same rows", []).append(seconds(lader, FLOOR, values))
        started = time.perf_counter()
        prepare(lader, folder, levering_id)
        measured.setdefault("voorbereiding", []).append(time.perf_counter() - started)
        for rule in load_rules(folder):
            measured.setdefault(rule.regel, []).append(seconds(lader, rule.query, values))
        lader.rollback()


def report(measured: dict[str, list[float]], whole: float) -> None:
    """Print medians, the slowest first, as a ratio to the floor."""
    medians = {name: statistics.median(runs) for name, runs in measured.items()}
    floor_name, floor = next(iter(medians.items()))
    print(f"{'':40} {'s':>7} {'x count':>8}")
    for name, median in [(floor_name, floor), ("woonkluis check, findings stored", whole)]:
        print(f"{name:40} {median:7.2f} {median / floor:8.1f}")
    for name, median in sorted(list(medians.items())[1:], key=lambda item: -item[1]):
        print(f"{name:40} {median:7.3f} {median / floor:8.2f}")


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=16_000, help="plans, with five year rows each")
    parser.add_argument("--repeat", type=int, default=3, help="rounds; the median counts")
    arguments = parser.parse_args()
    repo = Path(__file__).resolve().parents[1]
    settings = Settings(state_dir=repo / ".woonkluis-benchmark")
    cluster.start(settings)
    try:
        migrate(settings)
        levering_id = fill(settings, arguments.plans)
        measured: dict[str, list[float]] = {}
        for _ in range(arguments.repeat):
            measure(settings, levering_id, measured)
        started = time.perf_counter()
        checked = check(levering_id, settings=settings)
        whole = time.perf_counter() - started
        print(f"{arguments.plans:,} plans, {arguments.plans * YEARS:,} year rows; {checked}")
        report(measured, whole)
    finally:
        cluster.remove(settings)
        shutil.rmtree(settings.state_dir)


if __name__ == "__main__":
    main()
