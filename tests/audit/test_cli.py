"""`woonkluis audit`: what it prints and with which code it ends; and that exports leave an event."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from woonkluis.access import audit

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings


def woonkluis(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command on the database of these tests."""
    return subprocess.run(
        [f"{sys.prefix}/bin/woonkluis", *arguments],
        env=os.environ
        | {"WOONKLUIS_STATE_DIR": str(settings.state_dir), "WOONKLUIS_PG_DATABASE": settings.pg_database},
        capture_output=True,
        text=True,
        check=False,
    )


def test_verify_prints_an_anchor_and_names_the_first_broken_row(huis: Settings, events: Any, tampered: Any) -> None:
    a, b, *_ = events(3)
    done = woonkluis(huis, "audit", "--verify")
    assert done.returncode == 0, done.stderr
    anchor = done.stdout.splitlines()[-1].removeprefix("anchor: ")
    assert audit.read_anchors(huis) == [audit.parse_anchor(anchor)]
    assert woonkluis(huis, "audit", "--verify", "--anker", anchor).returncode == 0
    with tampered(f"delete from audit.gebeurtenis where volgnummer in ({a}, {b + 1})"):
        done = woonkluis(huis, "audit", "--verify")
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr.splitlines()[0].startswith(f"woonkluis: volgnummer {a}: verwijderd")
    assert woonkluis(huis, "audit", "--verify", "--anker", "onzin").returncode == 1


def test_events_are_a_table(huis: Settings) -> None:
    made = woonkluis(huis, "kwaliteit", "2026")
    assert made.returncode == 1, "nothing was delivered"
    done = woonkluis(huis, "audit", "--sinds", "2026-01-01", "--regime", "lmvw")
    assert done.returncode == 0, done.stderr
    head, *rows = done.stdout.splitlines()
    assert head.split()[:4] == ["moment", "login", "soort", "onderwerp"]
    (row, *_) = [row for row in rows if "uitvoer.kwaliteit" in row]
    assert "dienst_lader" in row
    assert " 2026 " in row
    assert "door=" in row
    assert woonkluis(huis, "audit", "--sinds", "gisteren").returncode == 1
    assert woonkluis(huis, "audit", "--regime", "nl").returncode == 1
