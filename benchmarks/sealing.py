"""Measure how long the audit takes to seal a backlog of events, at a tenth of its size and in full.

Run as `python benchmarks/sealing.py`; benchmarks/README.md says how to read the table. Works in a private cluster and
a state directory of its own, and removes both.
"""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

from woonkluis.platform import cluster
from woonkluis.platform.engine import connect
from woonkluis.platform.migrate import migrate
from woonkluis.platform.settings import ADMIN, Settings

WAITING = """
    insert into audit.gebeurtenis (soort, onderwerp, toelichting)
    select 'levering.status', n::text, '{"regime": "lmvw", "status": "ontvangen"}' from generate_series(1, %s) as n
"""


def measure(settings: Settings, events: int) -> float:
    """Seconds to seal that many events, and the chain is intact afterwards."""
    with connect(ADMIN, settings=settings, autocommit=True) as admin:
        # Without the trigger that links an event at commit, so that all of them wait.
        admin.execute("set session_replication_role = replica")
        admin.execute(WAITING, [events])
        admin.execute("set session_replication_role = origin")
        begun = time.monotonic()
        row = admin.execute("select audit.verzegel()").fetchone()
        seconds = time.monotonic() - begun
        assert row == (events,)
        assert admin.execute("select * from audit.controleer()").fetchall() == []
    return seconds


def main() -> None:
    """Print a line per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=50_000)
    events = parser.parse_args().events
    settings = Settings(state_dir=Path(__file__).resolve().parents[1] / ".woonkluis-benchmark")
    try:
        cluster.start(settings)
        migrate(settings, seed=True)
        print(f"{'events':>8} {'seconds':>8} {'us each':>8}")
        for size in (events // 10, events):
            seconds = measure(settings, size)
            print(f"{size:>8} {seconds:>8.2f} {seconds / size * 1e6:>8.0f}")
    finally:
        cluster.remove(settings)
        shutil.rmtree(settings.state_dir, ignore_errors=True)


if __name__ == "__main__":
    main()
