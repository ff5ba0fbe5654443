"""The command line as people use it: what it prints and with which code it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from woonkluis import accept
from woonkluis.accept import Late
from woonkluis.cli import machine
from woonkluis.platform import airflow_api
from woonkluis.platform.settings import ADMIN
from woonkluis.report import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from woonkluis.platform.settings import Settings

COMMANDS = (
    *("up", "down", "status", "migrate", "deliver", "deliveries", "bevindingen", "rapport", "sjabloon", "kwaliteit"),
    *("audit", "roles", "dsn", "password", "onderzoek", "verklaring"),
)


def woonkluis(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command."""
    return subprocess.run(
        [f"{sys.prefix}/bin/woonkluis", *arguments],
        env=os.environ | environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def fails_in_one_line(done: subprocess.CompletedProcess[str], *words: str) -> bool:
    """Whether a command ended with code 1 and one line on stderr with these words."""
    lines = done.stderr.splitlines()
    return (
        done.returncode == 1
        and len(lines) == 1
        and lines[0].startswith("woonkluis: ")
        and all(word in lines[0] for word in words)
    )


def test_help_shows_every_command() -> None:
    done = woonkluis("--help")
    assert done.returncode == 0
    assert all(f" {command} " in done.stdout for command in COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [["--nee"], ["bestaat-niet"], ["deliver"], ["bevindingen", "drie"]],
)
def test_wrong_use_ends_with_2(arguments: list[str]) -> None:
    assert woonkluis(*arguments).returncode == 2


@pytest.mark.usefixtures("kluis")
def test_status_tells_what_waits_for_the_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    """LMVW-5d: labels that were laid or lifted since the last build, and accepted deliveries."""
    monkeypatch.setattr(progress, "waiting", {"lmvw": [7, 8], "cwr": []}.get)
    monkeypatch.setattr(progress, "relabelled", {"lmvw": 3, "cwr": 0}.get)
    told = [line for line in machine._waiting() if "layers" in line]
    assert told == ["lmvw: 2 accepted deliveries wait for the layers", "lmvw: 3 label changes wait for the layers"]


@pytest.mark.usefixtures("kluis")
def test_status_tells_what_waits_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """LMVW-10: also where an answer was given that could not be recorded, and nobody has been asked again yet."""
    moment = datetime(2026, 4, 2, tzinfo=UTC)
    monkeypatch.setattr(accept, "late", lambda: [Late(one, "GM0193", moment.date(), moment) for one in (7, 8, 9)])
    runs = [(7, "running"), (7, "failed"), (8, "failed"), (6, "failed")]

    class Api:
        def get(self, path: str) -> dict[str, Any]:
            assert path.startswith("dags/lmvw_correctie/dagRuns?order_by=-run_after")
            return {"dag_runs": [*({"conf": {"levering_id": n}, "state": s} for n, s in runs), {"state": "failed"}]}

    monkeypatch.setattr(airflow_api, "AirflowApi", Api)
    assert sum("waits for a decision (lmvw_correctie)" in line for line in machine._waiting()) == 3
    (told,) = machine._unrecorded()
    assert told.startswith("lmvw: STORING: the answer about levering 8 was not recorded")


def test_without_an_installation(tmp_path: Path) -> None:
    state = {"WOONKLUIS_STATE_DIR": str(tmp_path / "leeg")}
    assert fails_in_one_line(woonkluis("deliveries", **state), "woonkluis up")
    assert fails_in_one_line(woonkluis("dsn", "demo_beheer", **state), "woonkluis up")
    status = woonkluis("status", **state)
    assert status.returncode == 3
    assert status.stdout.count("down") == 5
    assert woonkluis("down", **state).returncode == 0
    assert not (tmp_path / "leeg").exists(), "looking makes nothing"


def test_an_unreachable_database(tmp_path: Path) -> None:
    server = {
        "WOONKLUIS_STATE_DIR": str(tmp_path),
        "WOONKLUIS_PG_HOST": "127.0.0.1",
        "WOONKLUIS_PG_PORT": "1",
        "WOONKLUIS_PASSWORD_DIENST_LADER": "geheim",
    }
    done = woonkluis("deliveries", **server)
    assert fails_in_one_line(done, "127.0.0.1:1", "dienst_lader", "refused")
    assert "geheim" not in done.stderr
    assert fails_in_one_line(woonkluis("up", **server), "WOONKLUIS_PG_HOST")


def test_status_counts_the_services(kluis: Settings) -> None:
    done = woonkluis("status")
    assert done.returncode == 3, "Airflow does not run in the tests"
    assert "database       up" in done.stdout
    assert done.stdout.count("down") == 4


def test_words_for_a_wrong_command_line(tmp_path: Path) -> None:
    assert fails_in_one_line(woonkluis("deliver", "x", "--peildatum", "1 januari"), "peildatum", "1 januari")
    assert fails_in_one_line(woonkluis("deliver", ""), ".: a directory")
    capitals = tmp_path / "LMVW_GM0193_2031-01-01.xlsx"
    capitals.write_bytes(b"x")
    assert fails_in_one_line(woonkluis("deliver", str(capitals)), "in small letters")
    other = tmp_path / "lmvw_GM0193_2031-01-01.xml"
    other.write_bytes(b"x")
    done = woonkluis("deliver", str(other), "--contract", "cwr-xml-1")
    assert fails_in_one_line(done, "file name says lmvw", "cwr-xml-1 is for cwr")


def test_deleting_everything_asks_first(tmp_path: Path) -> None:
    state = tmp_path / "kluis"
    (state / "inbox").mkdir(parents=True)
    environment = {"WOONKLUIS_STATE_DIR": str(state)}
    asked = woonkluis("down", "--delete-everything", **environment)
    assert asked.returncode == 1
    assert str(state) in asked.stdout
    assert state.exists(), "nobody said yes"
    assert woonkluis("down", "--delete-everything", "--yes", **environment).returncode == 0
    assert not state.exists()


@pytest.fixture
def no_trace(connect: Callable[..., Any]) -> Iterator[None]:
    """Take what the test delivered out of the work list again, for the tests that count it."""
    yield
    admin = connect(ADMIN, autocommit=True)
    with admin.transaction():
        # A verklaring stays for ever: only so an administrator takes it away.
        admin.execute("set local session_replication_role = replica")
        admin.execute(
            "delete from register.bijlage where levering_id in "
            "(select levering_id from register.levering where peildatum = '2031-01-01')"
        )
        admin.execute("delete from register.levering where peildatum = '2031-01-01'")


@pytest.mark.usefixtures("no_trace")
def test_deliver_refuses_one_file_and_takes_the_next(kluis: Settings, tmp_path: Path) -> None:
    wrong = tmp_path / "zomaar.gpkg"
    wrong.write_bytes(b"geen naam, geen levering")
    right = tmp_path / "cwr_0400000007_2031-01-01.xml"
    right.write_text('<cwrLevering xmlns="urn:woonkluis:cwr-levering:1" versie="1.0"/>')
    done = woonkluis("deliver", str(tmp_path / "weg.gpkg"), str(wrong), str(right))
    assert done.returncode == 1
    assert [line.split(":")[1].strip() for line in done.stderr.splitlines()] == ["weg.gpkg", "zomaar.gpkg"]
    assert "cwr_0400000007_2031-01-01.xml: received as levering" in done.stdout
    assert "deliveries wait" in done.stdout, "Airflow does not run, so nobody was woken"

    again = woonkluis("deliver", str(right))
    assert again.returncode == 0
    assert "already received" in again.stdout

    delivered = [
        row for row in json.loads(woonkluis("deliveries", "--json").stdout) if row["peildatum"] == "2031-01-01"
    ]
    assert [(row["regime"], row["bronhouder"], row["status"], row["rijen"]) for row in delivered] == [
        ("cwr", "0400000007", "ontvangen", 0)
    ]
    assert str(delivered[0]["id"]) in woonkluis("deliveries").stdout
    findings = woonkluis("bevindingen", str(delivered[0]["id"]))
    assert (findings.returncode, findings.stdout.strip()) == (
        0,
        f"levering {delivered[0]['id']}: ontvangen, 0 bevindingen",
    )


@pytest.mark.usefixtures("kluis", "no_trace")
def test_deliver_takes_the_verklaring_beside_a_file(tmp_path: Path) -> None:
    """LMVW-6a, LMVW-8, LMVW-9: also when both are named; and goes without none that may be meant."""
    name = "lmvw_GM0193_2031-01-01_a.gpkg"
    file, beside = tmp_path / name, tmp_path / f"{name}.verklaring.yml"
    file.write_bytes(b"een")
    beside.write_text("gecommuniceerd: []")
    done = woonkluis("deliver", str(file))
    assert (done.returncode, f", with {beside.name}" in done.stdout) == (0, True), done.stderr
    file.write_bytes(b"twee")
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    moved = beside.rename(elsewhere / beside.name)
    done = woonkluis("deliver", str(moved), str(file))
    assert (done.returncode, f", with {beside.name}" in done.stdout) == (0, True), done.stderr
    assert fails_in_one_line(woonkluis("deliver", str(moved)), beside.name, "goes with its file")
    (tmp_path / f"{name}.verklaring.txt").write_text("gecommuniceerd: []")
    assert fails_in_one_line(woonkluis("deliver", str(file)), "may be its verklaring")
    assert woonkluis("deliver", str(file), "--verklaring", str(moved)).returncode == 0


def test_bevindingen_of_no_delivery(kluis: Settings) -> None:
    assert fails_in_one_line(woonkluis("bevindingen", "999999999"), "999999999")


def test_dsn_opens_the_database(kluis: Settings) -> None:
    dsn = woonkluis("dsn", "dienst_lader").stdout.strip()
    with psycopg.connect(dsn) as connection:
        assert connection.execute("select session_user").fetchone() == ("dienst_lader",)


def test_dsn_gives_no_password_that_is_not_a_login(kluis: Settings) -> None:
    assert fails_in_one_line(woonkluis("dsn", "niemand"), "niemand")
    assert fails_in_one_line(woonkluis("dsn", "airflow_jwt"), "no database login")
    assert fails_in_one_line(woonkluis("password", "niemand"), "operator")


def test_an_unexpected_error_shows_its_place_and_no_contents(kluis: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = "select 'geheim'::integer"
    program = (
        "from woonkluis.cli import machine, main\n"
        f"machine._waiting = lambda: machine.register({hidden!r})\n"
        "import sys; sys.argv = ['woonkluis', 'status']\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert fails_in_one_line(done, "InvalidTextRepresentation", "cli/command.py:")
    assert "geheim" not in done.stderr


def test_migrate_again_changes_nothing(kluis: Settings) -> None:
    done = woonkluis("migrate", "--database-only")
    assert (done.returncode, done.stdout) == (0, "database: migrated, 0 new\n")
