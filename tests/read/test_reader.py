"""The parent trusts nothing of its child: death, silence and lies become findings; the child has no rights to abuse."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bestanden import GEMEENTE, PEILDATUM, PLAN, blocking, make_excel, make_gpkg, read

from woonkluis.contracts import contract_by_id
from woonkluis.platform.errors import WoonkluisError
from woonkluis.read import reader
from woonkluis.read.reader import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from _pytest.logging import LogCaptureFixture

    from woonkluis.read.bevinding import Bevinding

CONTRACT = contract_by_id("lmvw-gpkg-1")
PRELUDE = """
import json, os, resource, signal, sys, time
from woonkluis.read.frames import CRASH, END, FINDING, HEADER, ROWS
sys.stdin.buffer.read()
def frame(kind, layer, rows, payload, length=None):
    sys.stdout.buffer.write(HEADER.pack(kind, layer, rows, len(payload) if length is None else length) + payload)
    sys.stdout.buffer.flush()
def finding(**changes):
    frame(FINDING, 0, 0, json.dumps(dict(regel_id="LEES-ZIP", melding="x", laag=None, rij=None, kolom=None,
        waarde=None, ernst="blokkerend") | changes).encode())
def end(*counts):
    frame(END, 0, 0, json.dumps(counts).encode())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with two rows."""
    return make_gpkg(tmp_path / "lmvw.gpkg")


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Replace the reader child by a script."""

    def replace(script: str) -> None:
        monkeypatch.setattr(reader, "CHILD", (sys.executable, "-c", PRELUDE + textwrap.dedent(script)))

    return replace


def reading(path: Path, **limits: int) -> Reading:
    """A reading of the file, with limits in place of the contract's."""
    contract = CONTRACT.model_copy(update={"limits": CONTRACT.limits.model_copy(update=limits)})
    return Reading(path, contract, levering_id=7, bronhouder_code=GEMEENTE, peildatum=PEILDATUM)


def outcome(path: Path, **limits: int) -> tuple[int, list[Bevinding]]:
    """Number of chunks and the findings."""
    with reading(path, **limits) as running:
        chunks = len(list(running.chunks()))
    return chunks, running.bevindingen


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "signaal 9"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "signaal 11"),
        ("os.kill(os.getpid(), signal.SIGABRT)", "MB geheugen"),
        ("os.kill(os.getpid(), signal.SIGXCPU)", "rekentijd"),
        ("os._exit(71)", "MB geheugen"),
        ("os._exit(3)", "code 3"),
        ("", "code 0"),
        ("frame(ROWS, 0, 1, b'half', length=1000)", "code 0"),
    ],
)
def test_death_of_the_child_is_a_finding(
    path: Path, child: Callable[[str], None], script: str, words: str, caplog: LogCaptureFixture
) -> None:
    child(script)
    chunks, (bevinding,) = outcome(path)
    assert chunks == 0
    assert (bevinding.regel_id, bevinding.ernst) == ("LEES-PROCES", "blokkerend")
    assert words in bevinding.melding
    assert "levering 7" in caplog.text


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_stopped_child_says_nothing_about_the_file(path: Path, child: Callable[[str], None], name: str) -> None:
    child(f"signal.signal(signal.{name}, signal.SIG_DFL); os.kill(os.getpid(), signal.{name})")
    with pytest.raises(WoonkluisError, match="run the step again"):
        outcome(path)


def test_silence_ends_with_a_finding(path: Path, child: Callable[[str], None]) -> None:
    child("time.sleep(600)")
    _, (bevinding,) = outcome(path, seconds=1)
    assert (bevinding.regel_id, "langer dan 1 seconden" in bevinding.melding) == ("LEES-PROCES", True)


def test_a_slow_server_does_not_use_up_the_patience(path: Path, child: Callable[[str], None]) -> None:
    child("frame(ROWS, 0, 1, b'a'); frame(ROWS, 0, 1, b'b'); end(2, 0)")
    with reading(path, seconds=2) as running:
        for _ in running.chunks():
            time.sleep(1.5)
    assert running.bevindingen == []


LIES = {
    "layer that the contract does not have": "frame(ROWS, 2, 1, b'x'); end(0, 0)",
    "rows without rows": "frame(ROWS, 0, 0, b'x'); end(0, 0)",
    "frame that never fits": "frame(ROWS, 0, 1, b'', length=2**32 - 1)",
    "message that never fits": "frame(FINDING, 0, 0, b'', length=2**31)",
    "unknown kind": "frame(9, 0, 0, b'')",
    "counts that differ": "frame(ROWS, 0, 1, b'x'); end(2, 0)",
    "counts of something else": "frame(ROWS, 0, 1, b'x'); frame(END, 0, 0, b'{}')",
    "more rows than allowed": "frame(ROWS, 0, 4_000_000_000, b'x'); end(4_000_000_000, 0)",
    "message that is no JSON": "frame(END, 0, 0, b'oeps')",
    "finding of another rule": "finding(regel_id='LMVW-6a_x')",
    "finding with another weight": "finding(ernst='fataal')",
    "finding on an unknown layer": "finding(laag='Luchtkasteel')",
    "finding with a text for a row": "finding(rij='5')",
    "finding with a row beyond bigint": "finding(rij=2**63)",
    "finding with an object for a value": "finding(waarde={})",
    "finding with more parts": "finding(sql='drop table')",
    "finding that is no object": "frame(FINDING, 0, 0, b'[]')",
    "endless findings": "[finding(ernst='info') for _ in range(20_001)]; end(0, 0)",
}


@pytest.mark.parametrize("lie", LIES)
def test_broken_protocol_is_a_finding(path: Path, child: Callable[[str], None], lie: str) -> None:
    child(LIES[lie])
    _, bevindingen = outcome(path)
    assert [b.regel_id for b in blocking(bevindingen)] == ["LEES-PROCES"]


def test_findings_are_made_fit_for_the_register(path: Path, child: Callable[[str], None]) -> None:
    child("finding(melding='a\\0b', kolom='k' * 5000, waarde='w' * 5000); end(0, 0)")
    _, (bevinding,) = outcome(path)
    assert (bevinding.melding, len(bevinding.kolom or ""), len(bevinding.waarde or "")) == ("a␀b", 200, 200)


def test_no_rows_come_once_the_file_is_rejected(path: Path, child: Callable[[str], None]) -> None:
    child("frame(ROWS, 0, 1, b'x'); finding(); frame(ROWS, 0, 1, b'x'); finding(ernst='info'); end(9, 9)")
    chunks, bevindingen = outcome(path)
    assert (chunks, len(bevindingen)) == (1, 2)


def test_own_failure_of_the_reader_tells_the_place_and_no_value(
    path: Path, child: Callable[[str], None], caplog: LogCaptureFixture
) -> None:
    child("frame(CRASH, 0, 0, json.dumps({'kind': 'ValueError', 'place': 'gpkg.py:1\\nGEHEIM ;--'}).encode())")
    _, (bevinding,) = outcome(path)
    assert "ValueError, gpkg.py:1GEHEIM" in bevinding.melding
    assert "ValueError at gpkg.py:1GEHEIM" in caplog.text


def test_unexpected_error_in_the_child_becomes_a_crash_frame(path: Path, tmp_path: Path) -> None:
    contract = CONTRACT.model_copy(update={"format": "bestaat_niet"})
    with Reading(path, contract, levering_id=7, bronhouder_code=GEMEENTE, peildatum=PEILDATUM) as running:
        assert list(running.chunks()) == []
    (bevinding,) = running.bevindingen
    assert "ModuleNotFoundError" in bevinding.melding


def test_missing_file_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(WoonkluisError, match="levering 7: its file is missing"):
        reading(tmp_path / "weg.gpkg")


def test_memory_limit_holds(tmp_path: Path) -> None:
    path = make_gpkg(tmp_path / "lmvw.gpkg", [PLAN | {"plannaam": "x" * 400_000_000}])
    _, _, bevindingen = read(path, confined=True, memory_mb=256, max_value_bytes=10**9)
    assert [b.regel_id for b in blocking(bevindingen)] == ["LEES-PROCES"]
    assert "256 MB geheugen" in bevindingen[-1].melding


def test_processor_limit_holds(path: Path, child: Callable[[str], None]) -> None:
    child("""
        from woonkluis.read.sandbox import confine
        confine(memory_mb=512, seconds=1, parent_pid=os.getppid())
        while True: pass
    """)
    _, (bevinding,) = outcome(path, seconds=60)
    assert "rekentijd" in bevinding.melding


def test_child_sees_no_environment(path: Path, child: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOONKLUIS_PASSWORD_DIENST_LADER", "geheim")
    monkeypatch.setenv("PYTHONPATH", "/nergens")
    child("finding(melding=' '.join(sorted(os.environ))); end(0, 0)")
    _, (bevinding,) = outcome(path)
    assert set(bevinding.melding.split()) <= {*reader.ENVIRONMENT, "LC_CTYPE"}


def test_child_has_no_open_files_of_its_parent(path: Path, tmp_path: Path, child: Callable[[str], None]) -> None:
    with (tmp_path / "open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        child(f"finding(melding=str(os.path.exists('/proc/self/fd/{file.fileno()}'))); end(0, 0)")
        _, (bevinding,) = outcome(path)
    assert bevinding.melding == "False"


def test_confined_process_has_no_room(path: Path, tmp_path: Path, child: Callable[[str], None]) -> None:
    target = tmp_path / "uit.txt"
    child(f"""
        from woonkluis.read.sandbox import confine
        confine(memory_mb=512, seconds=60, parent_pid=os.getppid())
        limits = [resource.getrlimit(getattr(resource, "RLIMIT_" + name)) for name in ("CORE", "FSIZE", "AS", "NPROC")]
        try:
            with open({str(target)!r}, "w") as file: file.write("x")
            written = True
        except OSError:
            written = False
        status = open("/proc/self/status").read()
        finding(melding=json.dumps([limits, written, "NoNewPrivs:\\t1" in status])); end(0, 0)
    """)
    _, (bevinding,) = outcome(path)
    assert bevinding.melding == f"[[[0, 0], [0, 0], [{512 << 20}, {512 << 20}], [0, 0]], false, true]"
    assert target.read_text() == ""


def test_child_dies_with_its_parent(path: Path) -> None:
    """A killed worker leaves no reader behind, not even one that is busy and writes nothing."""
    busy = (
        "import os, time; from woonkluis.read.sandbox import confine;"
        "confine(memory_mb=512, seconds=60, parent_pid=os.getppid());"
        "print(end='x', flush=True); time.sleep(600)"
    )
    script = f"""
import sys, datetime
from pathlib import Path
from woonkluis.contracts import contract_by_id
from woonkluis.read import reader
reader.CHILD = (sys.executable, "-c", {busy!r})
with reader.Reading(Path({str(path)!r}), contract_by_id("lmvw-gpkg-1"), levering_id=7, bronhouder_code="GM0150",
                    peildatum=datetime.date(2026, 1, 1)) as running:
    running._receive(1)
    print(running.pid, flush=True)
    list(running.chunks())
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert _alive(pid)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def test_child_does_not_outlive_its_reading(tmp_path: Path) -> None:
    path = make_gpkg(tmp_path / "lmvw.gpkg", [PLAN | {"opmerkingen_basis": "x" * 60_000} for _ in range(200)])
    with reading(path) as running:
        next(running.chunks())
    assert not _alive(running.pid)


def test_child_loads_nothing_that_reaches_the_database() -> None:
    """Also what keeps its start and its memory small."""
    script = (
        "import sys, woonkluis.read.child, woonkluis.read.gpkg, woonkluis.read.excel, woonkluis.read.xml;"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"psycopg", "pydantic", "yaml", "sqlalchemy", "airflow", "shapely", "numpy"}
    # The form of a national number, and the empty package that it stands in.
    light = {"woonkluis.platform", "woonkluis.platform.insz"}
    assert {name for name in done.stdout.split() if name.startswith("woonkluis.platform")} == light


def test_a_value_that_is_too_long_is_told_with_its_place(tmp_path: Path) -> None:
    """Whatever the format; a record that is long because it has many values is no obstacle."""
    texts = {"opmerkingen_basis": "x" * 400, "opmerkingen_status": "y" * 700}
    path = make_excel(tmp_path / "lmvw.xlsx", [PLAN, PLAN | texts])
    assert not blocking(read(path, max_value_bytes=800)[2])
    _, chunks, bevindingen = read(path, max_value_bytes=701)
    (bevinding,) = blocking(bevindingen)
    assert (bevinding.regel_id, bevinding.laag, bevinding.rij, bevinding.kolom) == (
        "LEES-OMVANG",
        "Planregistratie",
        3,
        "opmerkingen_status",
    )
    assert chunks == []
