"""Take in a whole country: 342 gemeente files of real plans, two at a time, from receipt to decision, then the layers.

Run as `python benchmarks/national.py`; benchmarks/README.md says how to read the table. Works in a private cluster and
a state directory of its own, and removes both.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
from shapely.affinity import translate

from woonkluis.accept import accept
from woonkluis.check import check
from woonkluis.land import land
from woonkluis.platform import cluster
from woonkluis.platform.engine import connect
from woonkluis.platform.migrate import migrate, run_dbt
from woonkluis.platform.settings import ADMIN, Settings
from woonkluis.publish import publish
from woonkluis.receive import receive

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO / "demo"))

from lmvw_plannen import lees_bron, maak_plan  # noqa: E402
from lmvw_schrijven import SEEDS, lees_geometrie, schrijf_gpkg  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lmvw_plannen import Plan

PEILDATUM = date(2026, 1, 1)
PSQL = shutil.which("psql") or "/usr/bin/psql"

COUNTS = """
    select (select count(*) from landing.lmvw_planregistratie), (select count(*) from landing.lmvw_detailplanning)
"""


def gemeenten() -> list[tuple[str, str, shapely.Geometry]]:
    """Code, name and gemeentehuis of every gemeente, from the reference data."""
    csv.field_size_limit(1_000_000)
    with (SEEDS / "gemeente.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["gemeente_code"], row["gemeente_naam"], shapely.from_wkb(row["gemeentehuis"])) for row in rows]


def moved(plan: Plan, number: int, gemeente: str, place: shapely.Geometry) -> Plan:
    """The plan as one of another gemeente: another id and name, and its polygon near that gemeentehuis."""
    shape = lees_geometrie(plan.geometrie)
    x, y = place.x + 150 * (number % 8), place.y + 150 * (number // 8)
    shape = translate(shape, x - shape.centroid.x, y - shape.centroid.y)
    globalid = "{" + str(uuid.uuid5(uuid.NAMESPACE_OID, f"{gemeente} {number}")).upper() + "}"
    header = b"GP\0\1" + (28992).to_bytes(4, "little")
    return replace(
        plan,
        waarden={**plan.waarden, "GlobalID": globalid, "gemeente": gemeente},
        geometrie=header + shapely.to_wkb(shape),
        jaren=tuple({**jaar, "parent_globalid": globalid, "gemeente": gemeente} for jaar in plan.jaren),
    )


def write_country(directory: Path, plans_per_gemeente: int) -> list[Path]:
    """A GeoPackage per gemeente, all with plans of the public source."""
    per_gemeente = lees_bron(REPO / "demo" / "data" / "plannen_eib_2020.gpkg")
    source = [maak_plan(row) for rows in per_gemeente.values() for row in rows]
    paths = []
    for index, (code, naam, place) in enumerate(gemeenten()):
        own = [source[(index * plans_per_gemeente + number) % len(source)] for number in range(plans_per_gemeente)]
        path = directory / f"lmvw_{code}_{PEILDATUM}.gpkg"
        schrijf_gpkg(path, [moved(plan, number, naam, place) for number, plan in enumerate(own)])
        paths.append(path)
    return paths


def take_in(path: Path, settings: Settings) -> tuple[str, list[float], int]:
    """Bring one file to its decision: returns that, the seconds of each step, and the peak memory of this process."""
    levering_id = receive(path, settings=settings).levering_id
    moments = [time.perf_counter()]
    for step in (land, check, accept):
        done: Any = step(levering_id, settings=settings)
        moments.append(time.perf_counter())
    seconds = [later - earlier for earlier, later in itertools.pairwise(moments)]
    return done.status, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def limit(settings: Settings, directory: Path) -> Callable[[], None]:
    """psql copying the same landed rows, prepared as text, into tables of the same shape: one file per layer."""
    tables = ("lmvw_planregistratie", "lmvw_detailplanning")
    host, port = settings.address()
    environment = os.environ | {
        "PGHOST": host,
        "PGPORT": str(port),
        "PGDATABASE": settings.pg_database,
        "PGUSER": ADMIN,
        "PGPASSWORD": settings.password(ADMIN),
    }

    def psql(*commands: str) -> None:
        script = [part for command in commands for part in ("-c", command)]
        subprocess.run([PSQL, "-q", "-X", "-v", "ON_ERROR_STOP=1", *script], env=environment, check=True)

    psql(
        "create schema bench",
        *(f"create table bench.{table} (like landing.{table} including all)" for table in tables),
        *(f"\\copy landing.{table} to '{directory / table}.txt'" for table in tables),
    )
    return lambda: psql(*(f"\\copy bench.{table} from '{directory / table}.txt'" for table in tables))


def timed(function: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


def run(settings: Settings, directory: Path, plans_per_gemeente: int, workers: int) -> None:
    """Measure the whole and print it."""
    paths = write_country(directory, plans_per_gemeente)
    size = sum(path.stat().st_size for path in paths) / 1e6
    started = time.perf_counter()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(partial(take_in, settings=settings), paths))
    elapsed = time.perf_counter() - started
    with connect(ADMIN, settings=settings) as admin:
        plans, years = admin.execute(COUNTS).fetchone() or (0, 0)
    layers = timed(partial(run_dbt, "build", "--quiet", "--exclude", "path:models/publiek", settings=settings))
    layers += timed(partial(publish, "lmvw", settings=settings))
    floor = timed(limit(settings, directory))
    print(f"{len(paths)} files, {size:.0f} MB, {plans:,} plans, {years:,} year rows, {workers} at a time")
    print(f"decisions: {dict(Counter(status for status, _, _ in results))}")
    steps: Sequence[float] = [sum(column) for column in zip(*(seconds for _, seconds, _ in results), strict=True)]
    for name, seconds in zip(("land", "check", "accept"), steps, strict=True):
        print(f"{name:24} {seconds:8.1f} s in all, {1000 * seconds / len(paths):6.0f} ms per file")
    ratio = f"{elapsed / floor:.1f} x psql \\copy of the landed rows ({floor:.1f} s)"
    print(f"{'receipt to decision':24} {elapsed:8.1f} s, {ratio}")
    print(f"{'layers and publicatie':24} {layers:8.1f} s")
    print(f"{'memory of a worker':24} {max(peak for _, _, peak in results):8} MB at most")


def main() -> None:
    """Parse the command line and run in a private cluster."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=47, help="plans per gemeente: 47 makes the 16,000 of a delivery")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    settings = Settings(state_dir=REPO / ".woonkluis-benchmark")
    with tempfile.TemporaryDirectory(prefix="woonkluis-benchmark-") as directory:
        cluster.start(settings)
        try:
            migrate(settings)
            run(settings, Path(directory), arguments.plans, arguments.workers)
        finally:
            cluster.remove(settings)
            shutil.rmtree(settings.state_dir)


if __name__ == "__main__":
    main()
