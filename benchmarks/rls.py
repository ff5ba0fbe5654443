"""Measure what row-level security costs: the same queries on the plans with their policies and on a copy without.

Run as `python benchmarks/rls.py`; benchmarks/README.md says how to read the table. Works in a private cluster and a
state directory of its own, and removes both.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from woonkluis.access.logins import Reader, Right, ensure_readers
from woonkluis.platform import cluster
from woonkluis.platform.engine import connect
from woonkluis.platform.migrate import migrate, run_dbt
from woonkluis.platform.settings import ADMIN, Settings

if TYPE_CHECKING:
    from psycopg import Connection

PROTECTED = "lmvw_vertrouwelijk.woningbouwplan"
BARE = "onbeschermd.woningbouwplan"
GEMEENTE = "GM0344"
"""Utrecht: within every area below, in the middle of the country."""


FILL = """
    insert into {0} (
        plan_id, bron_plan_id, levering_id, rij, rij_hash, gemeente_code, provincie_code, peildatum, plannaam,
        vertrouwelijk, vertrouwelijk_grond, strijdig_5d, niet_beoordeeld_5e, bewaarplaats, vervallen,
        status_planologisch, hard_zacht, projectfase, plantype, opdrachtgever_type, woonplaats, oplevering_eerste,
        oplevering_laatste, bruto_aantal, sloop_aantal, netto_aantal, afleiding, geometrie
    )
    select
        md5('plan ' || n)::uuid, gen_random_uuid()::text, gemeente.nummer, n, sha256(n::text::bytea),
        gemeente.gemeente_code, gemeente.provincie_code, '2026-01-01',
        'Uitbreiding ' || md5(n::text) || ' fase ' || n %% 5, n %% 5 = 0,
        case when n %% 5 = 0 then '6a' end, false, false,
        case when n %% 5 = 0 and gemeente.nummer %% 10 = 0 then 'provincie' else 'beheer' end, false,
        '1A. Onherroepelijk', case when n %% 5 = 0 then 'zacht' else 'hard' end, '3. Ontwerp', 'Verdichting',
        'Gemeente', gemeente.gemeente_naam, 2026 + n %% 5, 2031 + n %% 5, n %% 200, n %% 7, n %% 200 - n %% 7, null,
        st_multi(st_buffer(st_setsrid(st_makepoint(
            st_x(gemeente.gemeentehuis) + 8000 * (random() - 0.5), st_y(gemeente.gemeentehuis) + 8000 * (random() - 0.5)
        ), 28992), 60))
    from generate_series(1, %(plans)s) as n
    inner join (
        select row_number() over (order by gemeente_code) - 1 as nummer, count(*) over () as aantal, gemeente.*
        from referentie.gemeente
    ) as gemeente on gemeente.nummer = n %% gemeente.aantal
    order by 1
"""
"""Plans spread over all gemeenten, one in five confidential, of one gemeente in ten held by the provincie only."""

QUERIES = {
    "count": "select count(*) from {}",
    "sum per gemeente": "select gemeente_code, sum(netto_aantal), count(*) from {} group by gemeente_code",
    "one gemeente": f"select sum(netto_aantal) from {{}} where gemeente_code = '{GEMEENTE}'",  # noqa: S608
    "plannaam ilike": "select count(*) from {} where plannaam ilike '%abc%'",
    "number and year": "select count(*) from {} where bruto_aantal > 150 and oplevering_eerste = 2028",
}

WINDOWS = {"window 1 km": 500, "window 10 km": 5_000, "window 50 km": 25_000}
CENTRE = (136_000, 456_000)
"""The same gemeente, in RD New."""


def _envelope(half: int) -> str:
    x, y = CENTRE
    return f"st_makeenvelope({x - half}, {y - half}, {x + half}, {y + half}, 28992)"


def fill(settings: Settings, plans: int) -> None:
    """Fill the relation that dbt made, keep its policies and indexes, and make the copy without policies."""
    with connect(ADMIN, settings=settings) as admin:
        indexes = [
            text
            for (text,) in admin.execute(
                "select pg_get_indexdef(indexrelid) from pg_index where indrelid = %s::regclass and not indisprimary",
                [PROTECTED],
            )
        ]
        for (name,) in admin.execute(
            "select indexrelid::regclass::text from pg_index where indrelid = %s::regclass and not indisprimary",
            [PROTECTED],
        ).fetchall():
            admin.execute(f"drop index {name}".encode())
        admin.execute(f"truncate {PROTECTED}".encode())
        admin.execute(FILL.format(PROTECTED).encode(), {"plans": plans})
        for text in indexes:
            admin.execute(text.encode())
        # Triggers would protect the copy too.
        admin.execute("set local session_replication_role = replica")
        admin.execute("drop schema if exists onbeschermd cascade; create schema onbeschermd")
        admin.execute(f"create table {BARE} as select * from {PROTECTED} order by plan_id".encode())  # noqa: S608
        for index in ("(plan_id)", "(gemeente_code)", "(provincie_code)", "using gist (geometrie)"):
            admin.execute(f"create index on {BARE} {index}".encode())
        admin.execute(f"grant usage on schema onbeschermd to public; grant select on {BARE} to public".encode())
    run_dbt("run", "--quiet", "--select", "woningbouwplan_venster", settings=settings)
    with connect(ADMIN, settings=settings, autocommit=True) as admin:
        admin.execute(f"vacuum analyze {PROTECTED}, {PROTECTED}_venster, {BARE}".encode())


def ensure_logins(settings: Settings) -> dict[str, str]:
    """A login of every kind: name of the row -> login."""
    with connect(ADMIN, settings=settings) as admin:
        codes = [
            code
            for (code,) in admin.execute(
                "select gemeente_code from referentie.gemeente order by gemeente_code <> %s, md5(gemeente_code)",
                [GEMEENTE],
            )
        ]
    areas = {
        number: tuple(Right("lmvw", "gemeente", code) for code in codes[:number]) for number in (1, 50, len(codes))
    }
    readers = {
        f"{number} gemeenten": Reader(f"maat_{number}", ("lmvw_gemeente",), area) for number, area in areas.items()
    }
    readers["provincie"] = Reader("maat_provincie", ("lmvw_provincie",), (Right("lmvw", "provincie", "PV26"),))
    readers["beheer"] = Reader("maat_beheer", ("lmvw_beheer",))
    ensure_readers(readers.values(), settings)
    return {name: reader.login for name, reader in readers.items()}


def timed(connection: Connection[Any], query: str) -> float:
    """Seconds of one query with all its rows."""
    started = time.perf_counter()
    connection.execute(query.encode()).fetchall()
    return time.perf_counter() - started


def compare(reader: Connection[Any], protected: str, bare: str, repeat: int) -> tuple[float, float]:
    """Median seconds of both, in turns, after one of each that does not count."""
    pairs = [(timed(reader, protected), timed(reader, bare)) for _ in range(repeat + 1)][1:]
    return statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs)


def measure(settings: Settings, logins: dict[str, str], repeat: int) -> None:
    """Print a row per query: the time without policies, and every login as a ratio to that."""
    columns = list(logins)
    print(f"{'':18}{'no RLS ms':>10}" + "".join(f"{name:>15}" for name in columns))
    with ExitStack() as stack:
        readers = {
            name: stack.enter_context(closing(connect(login, settings=settings, autocommit=True)))
            for name, login in logins.items()
        }
        for reader in readers.values():
            # What is measured is the policy, not how many cores were free for the one and not for the other.
            reader.execute("set max_parallel_workers_per_gather = 0")
        for name, query in QUERIES.items():
            _print_row(
                name,
                {
                    login: compare(reader, query.format(PROTECTED), query.format(BARE), repeat)
                    for login, reader in readers.items()
                },
            )
        for name, half in WINDOWS.items():
            window = _envelope(half)
            own = f"select count(*), sum(netto_aantal) from {PROTECTED}_in_venster({window})"  # noqa: S608
            bare = f"select count(*), sum(netto_aantal) from {BARE} where geometrie && {window}"  # noqa: S608
            _print_row(name, {login: compare(reader, own, bare, repeat) for login, reader in readers.items()})


def _print_row(name: str, measured: dict[str, tuple[float, float]]) -> None:
    bare = statistics.median(other for _, other in measured.values())
    print(f"{name:18}{bare * 1000:10.1f}" + "".join(f"{own / other:14.2f}x" for own, other in measured.values()))


def main() -> None:
    """Parse arguments, prepare, measure each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--plans", type=int, nargs="+", default=[300_000, 3_000_000], help="sizes (300000 and 3000000)")
    parser.add_argument("--repeat", type=int, default=5, help="runs that count, per query and login (5)")
    arguments = parser.parse_args()
    repo = Path(__file__).resolve().parents[1]
    settings = Settings(state_dir=repo / ".woonkluis-benchmark")
    cluster.start(settings)
    try:
        migrate(settings)
        run_dbt("run", "--quiet", "--select", "+woningbouwplan", settings=settings)
        logins = ensure_logins(settings)
        for plans in arguments.plans:
            fill(settings, plans)
            print(f"\n{plans:,} plans")
            measure(settings, logins, arguments.repeat)
    finally:
        cluster.remove(settings)
        shutil.rmtree(settings.state_dir)


if __name__ == "__main__":
    main()
