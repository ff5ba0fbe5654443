"""Files in the inbox are taken once, by whom they are for, and are never lost on the way."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.locks import wait_until_blocked

from woonkluis.platform.errors import WoonkluisError
from woonkluis.receive import Collected, collect_inbox, inbox, stored_path
from woonkluis.receive.refusal import UnsettledError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from woonkluis.platform.settings import Settings

NAME = "lmvw_GM0193_2026-01-01.gpkg"


@pytest.fixture
def postvak(eigen: Settings) -> Path:
    """The inbox."""
    eigen.inbox_dir.mkdir()
    return eigen.inbox_dir


@pytest.fixture
def collect(eigen: Settings) -> Callable[[str], Collected]:
    """Look into the inbox without waiting for files to settle."""
    return lambda regime: collect_inbox(regime, settle_seconds=0, settings=eigen)


def files(directory: Path) -> dict[str, str]:
    """Everything below a directory but the lock, by path, with contents."""
    return {
        str(path.relative_to(directory)): path.read_text()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name != inbox.LOCK
    }


def test_a_file_is_received_and_put_away(
    postvak: Path, connect: Callable[..., Any], collect: Callable[[str], Collected]
) -> None:
    (postvak / NAME).write_text("plannen")
    collected = collect("lmvw")
    (received,) = collected.received
    assert (received.nieuw, collected.refused) == (True, ())
    assert files(postvak) == {f"verwerkt/{NAME}": "plannen"}
    row = connect("dienst_lader").execute(
        "select bestand_naam, aangeleverd_door from register.levering where levering_id = %s", [received.levering_id]
    )
    assert row.fetchone() == (NAME, (postvak / "verwerkt" / NAME).owner())


def test_each_regime_takes_its_own_and_nobodys_files_are_refused(
    postvak: Path, collect: Callable[[str], Collected]
) -> None:
    names = [NAME, "cwr_0400000086_2026-01-01.xml", "notulen.docx"]
    for name in names:
        (postvak / name).write_text(name)
    collected = collect("cwr")
    assert [one.regime for one in collected.received] == ["cwr"]
    naam = f"onbekend-{hashlib.sha256(b'notulen.docx').hexdigest()[:12]}"
    assert [(one.naam, one.reason[:9]) for one in collected.refused] == [(naam, "no regime")]
    # Of the cwr nothing stays but what is sealed, nor of a file that nobody knows.
    sealed = postvak / "geweigerd" / f"{naam}.age"
    assert sealed.read_bytes().startswith(b"age-encryption.org/v1\n")
    sealed.unlink()
    assert files(postvak) == {NAME: NAME, f"geweigerd/{naam}.reden.txt": f"{collected.refused[0].reason}\n"}


def test_what_cannot_be_received_is_refused_with_its_reason(
    eigen: Settings, postvak: Path, tmp_path: Path, collect: Callable[[str], Collected]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not for the sender")
    (postvak / "lmvw_GM0150_2026-01-01.gpkg").symlink_to(secret)
    (postvak / "lmvw_GM0153_2026-01-01.gpkg").mkdir()
    (postvak / "lmvw_GM0164_gisteren.gpkg").write_text("x")
    long = f"lmvw_GM0184_{'…' * 78}.gpkg"
    (postvak / long).write_text("x")
    strange = os.fsdecode(b"lmvw_GM0180_2026-01-01_\xff\n.gpkg")
    (postvak / strange).write_text("x")
    reasons = {one.naam: one.reason for one in collect("lmvw").refused}
    assert reasons == {
        "lmvw_GM0150_2026-01-01.gpkg": "a link, not a file",
        "lmvw_GM0153_2026-01-01.gpkg": "a directory, not a file",
        "lmvw_GM0164_gisteren.gpkg": (
            "peildatum 'gisteren' is no date such as 2026-01-01; free text comes after another _"
        ),
        long: f"peildatum {'…' * 78!r} is no date such as 2026-01-01; free text comes after another _",
        ascii(strange): "the file name holds characters that cannot be printed",
    }
    assert all(name.isprintable() for name in reasons), "they go into a log"
    assert not eigen.store_dir.exists()
    assert (postvak / "geweigerd" / strange).exists()


def test_a_name_that_was_there_before_takes_nothing_away(postvak: Path, collect: Callable[[str], Collected]) -> None:
    for content in ("een", "twee"):
        (postvak / NAME).write_text(content)
        (postvak / "lmvw_notulen.docx").write_text(content)
        collect("lmvw")
    contents = files(postvak)
    assert sorted(content for name, content in contents.items() if "reden" not in name) == [
        "een",
        "een",
        "twee",
        "twee",
    ]


@pytest.mark.parametrize("name", [f".{NAME}", f"~${NAME}", f"{NAME}.part", f"{NAME}.TMP", f"{NAME}.filepart"])
def test_a_temporary_name_is_left_alone(postvak: Path, name: str, collect: Callable[[str], Collected]) -> None:
    (postvak / name).write_text("half")
    collected = collect("lmvw")
    assert (collected.received, collected.refused) == ((), ())
    assert files(postvak) == {name: "half"}


def test_a_file_that_grows_waits(
    postvak: Path, monkeypatch: pytest.MonkeyPatch, collect: Callable[[str], Collected]
) -> None:
    (postvak / NAME).write_text("half")
    with monkeypatch.context() as patch:
        patch.setattr(inbox.time, "sleep", lambda _: (postvak / NAME).write_text("half and more"))
        assert collect("lmvw").received == ()
    assert files(postvak) == {NAME: "half and more"}
    assert len(collect("lmvw").received) == 1


def test_a_file_that_grows_after_its_claim_is_tried_again(
    postvak: Path, monkeypatch: pytest.MonkeyPatch, collect: Callable[[str], Collected]
) -> None:
    (postvak / NAME).write_text("half")
    take = inbox.receive

    def unsettled(*_: Any, **__: Any) -> None:
        raise UnsettledError("the file changed while it was read")

    monkeypatch.setattr(inbox, "receive", unsettled)
    collected = collect("lmvw")
    assert (collected.received, collected.refused) == ((), ())
    assert files(postvak) == {f"bezig/{NAME}": "half"}
    (postvak / NAME).write_text("another of that name")
    monkeypatch.setattr(inbox, "receive", take)
    assert len(collect("lmvw").received) == 2
    assert sorted(files(postvak).values()) == ["another of that name", "half"]


def test_an_outage_refuses_nothing(
    postvak: Path, monkeypatch: pytest.MonkeyPatch, collect: Callable[[str], Collected]
) -> None:
    (postvak / NAME).write_text("plannen")
    with monkeypatch.context() as patch:
        patch.setenv("WOONKLUIS_PASSWORD_DIENST_LADER", "wrong")
        with pytest.raises(WoonkluisError, match="cannot connect"):
            collect("lmvw")
    assert files(postvak) == {f"bezig/{NAME}": "plannen"}
    (received,) = collect("lmvw").received
    assert received.nieuw


@pytest.mark.parametrize("error", [TypeError("geheim"), psycopg.errors.UntranslatableCharacter("geheim")])
def test_a_file_that_fails_as_nobody_foresaw_stops_no_other(
    postvak: Path, monkeypatch: pytest.MonkeyPatch, collect: Callable[[str], Collected], error: Exception
) -> None:
    take, other = inbox.receive, "lmvw_GM0150_2026-01-01.gpkg"
    for name in (NAME, other):
        (postvak / name).write_text(name)

    def fails(path: Path, **options: Any) -> Any:
        if path.name == NAME:
            raise error
        return take(path, **options)

    monkeypatch.setattr(inbox, "receive", fails)
    collected = collect("lmvw")
    assert len(collected.received) == 1
    (refused,) = collected.refused
    assert refused.reason.startswith(f"unexpected {type(error).__name__} ")
    assert "geheim" not in refused.reason
    assert files(postvak) == {
        f"verwerkt/{other}": other,
        f"geweigerd/{NAME}": NAME,
        f"geweigerd/{NAME}.reden.txt": f"{refused.reason}\n",
    }


def test_a_fault_of_the_database_refuses_nothing(
    postvak: Path, monkeypatch: pytest.MonkeyPatch, collect: Callable[[str], Collected]
) -> None:
    (postvak / NAME).write_text("plannen")

    def fails(*_: Any, **__: Any) -> None:
        raise psycopg.errors.UndefinedColumn

    monkeypatch.setattr(inbox, "receive", fails)
    with pytest.raises(psycopg.errors.UndefinedColumn):
        collect("lmvw")
    assert files(postvak) == {f"bezig/{NAME}": "plannen"}


def test_collectors_at_once_take_each_file_once(postvak: Path, collect: Callable[[str], Collected]) -> None:
    names = [f"lmvw_GM0193_2026-01-{day:02d}.gpkg" for day in range(1, 21)]
    for name in names:
        (postvak / name).write_text(name)
    with ThreadPoolExecutor(4) as pool:
        collected = list(pool.map(collect, ["lmvw"] * 4))
    received = [one for each in collected for one in each.received]
    assert len(received) == len(names) == len({one.levering_id for one in received})
    assert files(postvak) == {f"verwerkt/{name}": name for name in names}


STALLED = """
import sys
from woonkluis.receive import collect_inbox
collect_inbox("lmvw", settle_seconds=0)
"""


def test_a_killed_collector_loses_nothing(
    eigen: Settings, postvak: Path, connect: Callable[..., Any], collect: Callable[[str], Collected]
) -> None:
    """SIGKILL while the register is about to take the delivery: bytes stored, file claimed, no row."""
    (postvak / NAME).write_text("plannen")
    beheerder = connect("beheerder")
    beheerder.execute("lock table register.levering in access exclusive mode")
    environment = os.environ | {
        "WOONKLUIS_STATE_DIR": str(eigen.state_dir),
        "WOONKLUIS_STORE_DIR": str(eigen.store_dir),
        "WOONKLUIS_INBOX_DIR": str(eigen.inbox_dir),
    }
    with subprocess.Popen([sys.executable, "-c", STALLED], env=environment) as process:
        wait_until_blocked(connect("beheerder", autocommit=True), "woonkluis receive")
        process.send_signal(signal.SIGKILL)
    beheerder.rollback()
    assert process.returncode == -signal.SIGKILL
    assert files(postvak) == {f"bezig/{NAME}": "plannen"}
    assert stored_path(hashlib.sha256(b"plannen").hexdigest(), eigen).exists()

    (received,) = collect("lmvw").received
    assert files(postvak) == {f"verwerkt/{NAME}": "plannen"}
    again = connect("dienst_lader").execute(
        "select levering_id from register.levering where bestand_sha256 = %s", [hashlib.sha256(b"plannen").hexdigest()]
    )
    assert again.fetchall() == [(received.levering_id,)]


def test_received_is_when_it_was_put_there(
    postvak: Path, collect: Callable[[str], Collected], connect: Callable[..., Any]
) -> None:
    """LMVW-10: a peildatum may be frozen between arrival and collecting; the time of its contents says nothing."""
    before = datetime.now(UTC) - timedelta(seconds=1)
    for name, moment in ((NAME, 1000), ("lmvw_GM0150_2026-01-01.gpkg", 4_000_000_000)):
        (postvak / name).write_text(name)
        os.utime(postvak / name, (moment, moment))
    time.sleep(0.1)
    frozen = datetime.now(UTC)
    time.sleep(0.1)
    ids = [one.levering_id for one in collect("lmvw").received]
    found = connect("dienst_lader").execute(
        "select ontvangen_op from register.levering where levering_id = any(%s)", [ids]
    )
    moments = [moment for (moment,) in found]
    assert len(moments) == 2
    assert all(before < moment < frozen for moment in moments)


def test_the_correction_comes_after_what_it_corrects(
    postvak: Path, collect: Callable[[str], Collected], connect: Callable[..., Any]
) -> None:
    """Both were put there since the last look: the older file is the earlier delivery, whatever their names are."""
    for name, moment in (("lmvw_GM0193_2026-01-01_a.gpkg", 2000), ("lmvw_GM0193_2026-01-01_b.gpkg", 1000)):
        (postvak / name).write_text(name)
        os.utime(postvak / name, (moment, moment))
    ids = [one.levering_id for one in collect("lmvw").received]
    names = connect("dienst_lader").execute(
        "select bestand_naam from register.levering where levering_id = any(%s) order by levering_id", [ids]
    )
    assert [name[-6] for (name,) in names] == ["b", "a"]
