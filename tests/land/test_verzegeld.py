"""WIV-6.12: a sealed file is opened by a process of its own; when that fails it says nothing about the delivery."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING

import psutil
import pyrage
import pytest
from bestanden import make_xml, woning_xml

from woonkluis.contracts import load_contracts
from woonkluis.land import land
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.sleutels import recipients, rotate
from woonkluis.read.opening import CHUNK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from woonkluis.platform.settings import Settings


def sealed(data: bytes, settings: Settings) -> bytes:
    target = io.BytesIO()
    pyrage.encrypt_io(io.BytesIO(data), target, recipients(settings))
    return target.getvalue()


def other_keys(settings: Settings) -> Settings:
    other = settings.model_copy(update={"sleutel_dir": settings.state_dir / "andere-sleutels"})
    rotate(other)
    return other


def no_keys(settings: Settings) -> Settings:
    return settings.model_copy(update={"sleutel_dir": settings.state_dir / "geen-sleutels"})


DAMAGE: dict[str, tuple[Callable[[bytes, Settings], bytes], str]] = {
    "a bit": (lambda data, _: data[:-2000] + bytes([data[-2000] ^ 1]) + data[-1999:], "is damaged"),
    "cut off": (lambda data, _: data[: len(data) // 2], "is damaged"),
    "cut off at a chunk": (lambda data, _: data[: 65_552 * 2 + data.index(b"\n---") + 64], "is damaged"),
    "empty": (lambda _, __: b"", "is damaged"),
    "plaintext": (lambda _, __: b"<cwrLevering/>", "is damaged"),
    "sealed by another": (
        lambda _, settings: sealed(b"<!DOCTYPE x><cwrLevering/>", settings),
        "not what was delivered",
    ),
}


@pytest.fixture(scope="module")
def bericht(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A message of a few chunks."""
    return make_xml(tmp_path_factory.mktemp("bericht") / "cwr.xml", [woning_xml(number) for number in range(1, 300)])


def test_readers_of_sealed_formats_never_go_back() -> None:
    formats = {one.format for one in load_contracts().values() if one.opslag == "verzegeld"}
    assert formats
    assert all(import_module(f"woonkluis.read.{name}").Reader.streams for name in formats)


def test_damage_leaves_the_delivery_as_it_was_and_delivering_again_heals(
    kluis: Settings, deliver: Callable[[Path], int], bericht: Path
) -> None:
    levering_id = deliver(bericht)
    with connect("dienst_lader", settings=kluis) as lader:
        (sha256,) = lader.execute(
            "select bestand_sha256 from register.levering where levering_id = %s", [levering_id]
        ).fetchone() or ("",)
    stored = kluis.sealed_dir / sha256
    whole = stored.read_bytes()
    assert len(whole) > CHUNK
    stored.chmod(0o600)
    for spoil, words in DAMAGE.values():
        stored.write_bytes(spoil(whole, kluis))
        with pytest.raises(WoonkluisError, match=rf"^levering {levering_id}: .*{words}.*$"):
            land(levering_id, settings=kluis)
    stored.write_bytes(whole)
    for keys, words in ((other_keys, "no key here opens its file"), (no_keys, "no key to open the sealed store in")):
        with pytest.raises(WoonkluisError, match=rf"^levering {levering_id}: {words}.*$"):
            land(levering_id, settings=keys(kluis))
    with connect("dienst_lader", settings=kluis) as lader:
        assert lader.execute(
            "select status, (select count(*) from landing.cwr_woning where levering_id = %(id)s), "
            "(select count(*) from register.bevinding where levering_id = %(id)s) "
            "from register.levering where levering_id = %(id)s",
            {"id": levering_id},
        ).fetchone() == ("ontvangen", 0, 0)

    stored.write_bytes(whole[: len(whole) // 2])
    deliver(bericht)
    landed = land(levering_id, settings=kluis)
    assert (landed.status, landed.rijen["woning"]) == ("gelezen", 299)


def test_who_reads_and_who_opens_end_with_the_task_and_hold_nothing_on_disk(
    kluis: Settings, deliver: Callable[[Path], int], bericht: Path
) -> None:
    levering_id = deliver(make_xml(bericht.with_name("ander.xml"), [woning_xml(n) for n in range(1, 3000)]))
    with connect("beheerder", settings=kluis) as beheerder:
        beheerder.execute("lock table landing.cwr_woning in exclusive mode")
        code = f"from woonkluis.land import land; land({levering_id})"
        process = subprocess.Popen([sys.executable, "-c", code], env=os.environ)
        end = time.monotonic() + 60
        while len(helpers := psutil.Process(process.pid).children()) < 2:
            assert time.monotonic() < end
            time.sleep(0.05)
        for helper in helpers:
            while helper.rlimit(psutil.RLIMIT_FSIZE) != (0, 0):
                assert time.monotonic() < end, "it never confined itself"
                time.sleep(0.05)
        # Give the reader time to fill its pipes.
        time.sleep(0.5)
        for helper in helpers:
            assert helper.rlimit(psutil.RLIMIT_CORE) == (0, 0)
            files = {file.path for file in helper.open_files() if str(kluis.state_dir) in file.path}
            assert all(path.startswith(str(kluis.sealed_dir)) for path in files)
        assert psutil.Process(process.pid).rlimit(psutil.RLIMIT_CORE) == (0, 0)
        process.kill()
        assert process.wait() == -signal.SIGKILL
        _, alive = psutil.wait_procs(helpers, timeout=20)
        assert alive == []
    assert land(levering_id, settings=kluis).status == "gelezen"
