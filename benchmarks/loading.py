"""Measure how fast deliveries are loaded, as a ratio to what PostgreSQL and the best peers need for the same rows.

Run as `python benchmarks/loading.py`; benchmarks/README.md says how to read the table. Works in a private cluster and a
state directory of its own, and removes both.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import inputs

from woonkluis.contracts import Contract, contract_by_id
from woonkluis.land import land
from woonkluis.platform import cluster
from woonkluis.platform.engine import connect
from woonkluis.platform.migrate import migrate
from woonkluis.platform.settings import ADMIN, Settings
from woonkluis.receive import receive

if TYPE_CHECKING:
    from collections.abc import Callable

LANDED = """
    insert into bench.{table}
    select 1, t.fid, sha256(convert_to(w.waarden::text, 'UTF8') || coalesce(st_asewkb({geometrie}, 'NDR'), '')),
        w.waarden, {geometrie}
    from bench_ogr.{source} as t
    cross join lateral (select json_strip_nulls(to_json(r)) as waarden from (select {columns}) as r) as w
"""

CALAMINE = """
import sys, python_calamine
book = python_calamine.load_workbook(sys.argv[1])
for name in book.sheet_names:
    for row in book.get_sheet_by_name(name).iter_rows():
        pass
"""

LXML = """
import sys
from lxml import etree
schema = etree.XMLSchema(etree.parse(sys.argv[2])) if len(sys.argv) > 2 else None
tag = "{urn:woonkluis:cwr-levering:1}woning"
for _, woning in etree.iterparse(sys.argv[1], events=("end",), tag=tag):
    assert schema is None or schema.validate(woning)
    woning.clear()
    while woning.getprevious() is not None:
        del woning.getparent()[0]
"""

EXTRACT = """
import sys
from lxml import etree
namespace = "{urn:woonkluis:cwr-levering:1}"
records = {namespace + name for name in sys.argv[2].split(",")}
values = {namespace + name for name in sys.argv[3].split(",")}
for _, woning in etree.iterparse(sys.argv[1], events=("end",), tag=namespace + "woning"):
    found = []
    for element in woning.iter():
        tag = element.tag
        if tag in records:
            record = {}
            found.append((tag, record))
        elif tag in values and element.text:
            record[tag] = element.text
    woning.clear()
    while woning.getprevious() is not None:
        del woning.getparent()[0]
"""


@dataclass
class Measured:
    """Runs of one way to load: wall seconds, and peak memory of the processes where known."""

    seconds: list[float] = field(default_factory=list)
    child_mb: float = 0
    parent_mb: float = 0

    @property
    def median(self) -> float:
        """Seconds of the middle run."""
        return statistics.median(self.seconds)


class Bench:
    """A delivery in a cluster, loaded in several ways."""

    def __init__(self, settings: Settings, path: Path) -> None:
        self.settings = settings
        self.path = path
        self.levering_id = receive(path, settings=settings).levering_id
        self.contract = self._contract()
        host, port = settings.address()
        self.environment = os.environ | {
            "PGHOST": host,
            "PGPORT": str(port),
            "PGDATABASE": settings.pg_database,
            "PGUSER": ADMIN,
            "PGPASSWORD": settings.password(ADMIN),
        }
        self.results: dict[str, Measured] = {}

    def _contract(self) -> Contract:
        with connect(ADMIN, settings=self.settings) as admin:
            query = "select contract from register.levering where levering_id = %s"
            (contract,) = admin.execute(query, [self.levering_id]).fetchone() or ("",)
        return contract_by_id(contract)

    def _reset(self) -> None:
        """Make the delivery unread again, which only an administrator can, and settle the disks."""
        with connect(ADMIN, settings=self.settings, autocommit=True) as admin:
            admin.execute("set session_replication_role = replica")
            admin.execute("update register.levering set status = 'ontvangen', rijen = '{}'")
            for layer in self.contract.layers:
                admin.execute(f"truncate landing.{layer.table}".encode())
                admin.execute(f"truncate bench.{layer.table}".encode())
            admin.execute("drop schema if exists bench_ogr cascade")
            admin.execute("create schema bench_ogr")
            admin.execute("checkpoint")

    def prepare(self) -> int:
        """Land once and keep the rows as text files for psql; returns their number."""
        with connect(ADMIN, settings=self.settings, autocommit=True) as admin:
            admin.execute("create schema if not exists bench")
            for layer in self.contract.layers:
                admin.execute(f"drop table if exists bench.{layer.table}".encode())
                admin.execute(f"create table bench.{layer.table} (like landing.{layer.table} including all)".encode())
        self._reset()
        landed = land(self.levering_id, settings=self.settings)
        if landed.status != "gelezen":
            raise SystemExit(f"{self.path.name} was not landed: {landed}")
        for layer in self.contract.layers:
            self._psql(f"\\copy landing.{layer.table} to '{self._text(layer.table)}'")
        return sum(landed.rijen.values())

    def _text(self, table: str) -> Path:
        return self.path.with_name(f"{table}.txt")

    def _psql(self, *commands: str) -> None:
        script = [part for command in commands for part in ("-c", command)]
        self._run("psql", "-q", "-X", "-1", "-v", "ON_ERROR_STOP=1", *script)

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=self.environment, check=True)

    def copy_text(self) -> None:
        """The limit: PostgreSQL's own loader with the finished rows."""
        self._psql(*(f"\\copy bench.{layer.table} from '{self._text(layer.table)}'" for layer in self.contract.layers))

    def ogr2ogr(self) -> None:
        """The peer for GeoPackage: the same columns into a logged table with a primary key and no index."""
        options = ["-lco", "SCHEMA=bench_ogr", "-lco", "SPATIAL_INDEX=NONE", "--config", "PG_USE_COPY", "YES"]
        self._run("ogr2ogr", "-f", "PostgreSQL", f"PG:dbname={self.settings.pg_database}", str(self.path), *options)

    def ogr2ogr_landed(self) -> None:
        """The peer with the same result: ogr2ogr, then landing rows from its tables, made by the server."""
        self.ogr2ogr()
        with connect(ADMIN, settings=self.settings) as admin:
            for layer in self.contract.layers:
                found = admin.execute(
                    "select string_agg(format('t.%%I', column_name), ', ') from information_schema.columns "
                    "where table_schema = 'bench_ogr' and table_name = %s and column_name not in ('fid', 'geom')",
                    [layer.naam.lower()],
                ).fetchone()
                geometrie = "t.geom" if layer.geometry == "expected" else "null::geometry"
                admin.execute(
                    LANDED.format(
                        table=layer.table, source=layer.naam.lower(), columns=(found or ("",))[0], geometrie=geometrie
                    ).encode(),
                )

    def python(self, code: str, *arguments: str | Path) -> Callable[[], None]:
        """A bare reader in a process of its own."""
        return lambda: self._run(sys.executable, "-c", code, str(self.path), *map(str, arguments))

    def measure(self, name: str, run: Callable[[], None]) -> None:
        """Time one run, from unread delivery and empty tables."""
        self._reset()
        started = time.perf_counter()
        run()
        self.results.setdefault(name, Measured()).seconds.append(time.perf_counter() - started)

    def measure_land(self) -> None:
        """Land in a process of its own, which also reports the memory of itself and of its reader."""
        self._reset()
        started = time.perf_counter()
        command = [sys.executable, str(Path(__file__).with_name("landing.py")), str(self.levering_id)]
        environment = os.environ | {"WOONKLUIS_STATE_DIR": str(self.settings.state_dir)}
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        elapsed = time.perf_counter() - started
        told = json.loads(done.stdout)
        result = self.results.setdefault("woonkluis land", Measured())
        result.seconds.append(elapsed)
        result.child_mb = max(result.child_mb, told["child_mb"])
        result.parent_mb = max(result.parent_mb, told["parent_mb"])


def peers(bench: Bench, xsd: Path) -> dict[str, Callable[[], None]]:
    """The other ways to load or read a delivery of this format."""
    if bench.contract.format == "gpkg":
        return {"ogr2ogr (COPY)": bench.ogr2ogr, "ogr2ogr, then landing rows": bench.ogr2ogr_landed}
    if bench.contract.format == "excel":
        return {"calamine, read only": bench.python(CALAMINE)}
    records = ",".join(layer.naam for layer in bench.contract.layers)
    values = ",".join({field.naam for layer in bench.contract.layers for field in layer.fields})
    return {
        "lxml iterparse, nothing": bench.python(LXML),
        "lxml iterparse, extracting": bench.python(EXTRACT, records, values),
        "nothing but the XSD": bench.python(LXML, xsd),
    }


def report(bench: Bench, count: int) -> None:
    """Print one table: seconds are medians, the ratio is to \\copy of the same rows in the same run."""
    limit = bench.results["psql \\copy (text)"].median
    size = bench.path.stat().st_size / 1e6
    print(f"\n{bench.contract.id}: {count:,} rows, {size:.0f} MB")
    print(f"{'':28} {'s':>7} {'rows/s':>9} {'MB/s':>6} {'x copy':>7} {'reader MB':>10} {'land MB':>8}")
    for name, measured in bench.results.items():
        speed = f"{measured.median:7.2f} {count / measured.median:9,.0f} {size / measured.median:6.1f}"
        memory = f"{measured.child_mb:10.0f} {measured.parent_mb:8.0f}" if measured.child_mb else ""
        print(f"{name:28} {speed} {measured.median / limit:7.2f} {memory}")


def run(arguments: argparse.Namespace, settings: Settings, directory: Path) -> None:
    """Measure every format at a tenth of its size and in full: memory should not follow the size."""
    xsd = settings.repo_dir / "plugins" / "woonkluis" / "contracts" / "cwr" / "cwr-levering-1.xsd"
    makers = {"gpkg": inputs.gpkg, "excel": inputs.excel, "xml": inputs.xml}
    for name in arguments.formats:
        for size in (getattr(arguments, name) // 10, getattr(arguments, name)):
            bench = Bench(settings, makers[name](directory, size))
            count = bench.prepare()
            for _ in range(arguments.repeat):
                bench.measure("psql \\copy (text)", bench.copy_text)
                bench.measure_land()
                for peer, load in peers(bench, xsd).items():
                    bench.measure(peer, load)
            report(bench, count)


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", default=["gpkg", "excel", "xml"])
    parser.add_argument("--gpkg", type=int, default=300_000, help="plans in the GeoPackage")
    parser.add_argument("--excel", type=int, default=50_000, help="plans in the workbook")
    parser.add_argument("--xml", type=int, default=80_000, help="dwellings in the message")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the median counts")
    arguments = parser.parse_args()
    repo = Path(__file__).resolve().parents[1]
    settings = Settings(state_dir=repo / ".woonkluis-benchmark")
    with tempfile.TemporaryDirectory(prefix="woonkluis-benchmark-") as directory:
        cluster.start(settings)
        try:
            migrate(settings)
            run(arguments, settings, Path(directory))
        finally:
            cluster.remove(settings)
            shutil.rmtree(settings.state_dir)


if __name__ == "__main__":
    main()
