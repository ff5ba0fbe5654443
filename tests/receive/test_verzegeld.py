"""WIV-6.12: what a woonmaatschappij delivers lies encrypted from its first byte on disk, however it came."""

from __future__ import annotations

import hashlib
import io
import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.contracts import load_contracts
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.sleutels import identities, recipients, rotate
from woonkluis.receive import (
    RefusedError,
    Stored,
    collect_inbox,
    draft_of,
    inbox,
    open_into,
    receive,
    reseal,
    seal_open_ones,
    stored_path,
)
from woonkluis.receive.sealing import Seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from woonkluis.platform.settings import Settings

NAAM = "cwr_0400000086_2026-01-01.xml"
GEHEIM = b"Janssens 85073003328 "
BYTES = GEHEIM * 200_000
SHA256 = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture
def sleutels(eigen: Settings, tmp_path: Path) -> Settings:
    """An installation with keys of its own."""
    own = eigen.model_copy(update={"sleutel_dir": tmp_path / "sleutels"})
    rotate(own)
    return own


def opened(path: Path, settings: Settings) -> bytes:
    target = io.BytesIO()
    open_into(path, target, identities(settings))
    return target.getvalue()


def on_disk(settings: Settings) -> bytes:
    places = (settings.store_dir, settings.inbox_dir)
    return b"".join(path.read_bytes() for place in places for path in place.rglob("*") if path.is_file())


def test_every_contract_on_persons_is_sealed() -> None:
    assert {one.opslag for one in load_contracts().values() if one.regime == "cwr"} == {"verzegeld"}


def pieces() -> Iterator[bytes]:
    yield from (BYTES[start : start + 100_003] for start in range(0, len(BYTES), 100_003))


def test_a_file_is_stored_sealed_under_the_digest_of_what_was_delivered(
    sleutels: Settings, bestand: Callable[..., Path], connect: Callable[..., Any]
) -> None:
    received = receive(bestand(NAAM, BYTES), settings=sleutels)
    assert (received.nieuw, received.verzegeld) == (True, True)
    row = connect("dienst_lader").execute(
        "select bestand_sha256, bestand_bytes, contract, bestand_naam from register.levering where levering_id = %s",
        [received.levering_id],
    )
    assert row.fetchone() == (SHA256, len(BYTES), "cwr-xml-1", NAAM)
    assert [path.name for path in sleutels.sealed_dir.iterdir()] == [SHA256]
    path = stored_path(SHA256, sleutels, sealed=True)
    assert GEHEIM not in path.read_bytes()
    assert opened(path, sleutels) == BYTES
    assert not receive(bestand(NAAM, BYTES), settings=sleutels).nieuw


def test_what_comes_over_a_line_is_sealed_from_its_first_byte(sleutels: Settings) -> None:
    with draft_of("cwr-xml-1", sleutels, max_bytes=len(BYTES)) as draft:
        for piece in pieces():
            draft.write(piece)
            assert GEHEIM not in on_disk(sleutels)
        assert draft.keep() == Stored(SHA256, len(BYTES))
    assert opened(stored_path(SHA256, sleutels, sealed=True), sleutels) == BYTES


def cut_off() -> Iterator[bytes]:
    yield GEHEIM * 100_000
    raise ConnectionError("cut off")


@pytest.mark.parametrize(
    ("content", "most", "error", "words"),
    [
        (cut_off, 1 << 40, ConnectionError, "cut off"),
        (pieces, 1_000_000, RefusedError, "larger than 1000000 bytes"),
    ],
)
def test_what_does_not_arrive_whole_leaves_nothing(
    sleutels: Settings, content: Callable[[], Iterator[bytes]], most: int, error: type[Exception], words: str
) -> None:
    def fill() -> None:
        with draft_of("cwr-xml-1", sleutels, max_bytes=most) as draft:
            for piece in content():
                draft.write(piece)

    with pytest.raises(error, match=words):
        fill()
    assert [*sleutels.sealed_dir.iterdir()] == []


def test_without_a_key_nothing_is_taken(eigen: Settings, bestand: Callable[..., Path], tmp_path: Path) -> None:
    own = eigen.model_copy(update={"sleutel_dir": tmp_path / "geen"})
    with pytest.raises(WoonkluisError, match=r"^no key to seal deliveries with in .*: run `woonkluis migrate`$"):
        receive(bestand(NAAM), settings=own)
    assert [*own.sealed_dir.iterdir()] == []


class Full(io.BytesIO):
    """A file on a disk that is full."""


def test_a_disk_that_fills_while_sealing_is_one_line(
    sleutels: Settings, bestand: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Seal, "__init__", lambda seal, _, own, start=Seal.__init__: start(seal, Full(), own))
    monkeypatch.setattr(Full, "write", full)
    with pytest.raises(WoonkluisError, match=r"^cannot be stored: No space left on device$"):
        receive(bestand(NAAM, BYTES), settings=sleutels)
    assert [*sleutels.sealed_dir.iterdir()] == []


def test_the_inbox_keeps_no_plaintext(sleutels: Settings) -> None:
    sleutels.inbox_dir.mkdir()
    names = [NAAM, "cwr_0400000086_gisteren_Janssens.xml", "85073003328.pdf", ".cwr_0400000086_2026-01-01.xml.part"]
    for number, name in enumerate(names):
        (sleutels.inbox_dir / name).write_bytes(BYTES + bytes([number]))
    collected = collect_inbox("cwr", settle_seconds=0, settings=sleutels)
    assert len(collected.received) == 1
    told = "".join(one.naam + one.reason for one in collected.refused)
    assert not any(word in told for word in ("Janssens", "gisteren", "85073003328"))
    (sleutels.inbox_dir / names[3]).unlink()
    assert GEHEIM not in on_disk(sleutels)
    refused = sorted((sleutels.inbox_dir / "geweigerd").glob("*.age"))
    digests = [hashlib.sha256(BYTES + bytes([number])).hexdigest()[:12] for number in (1, 2)]
    assert [path.name for path in refused] == [f"cwr_0400000086-{digests[0]}.age", f"onbekend-{digests[1]}.age"]
    assert opened(refused[1], sleutels) == BYTES + b"\2"

    long_ago = time.time() - inbox.REFUSED_DAYS * 24 * 3600 - 1
    os.utime(refused[1], (long_ago, long_ago))
    collect_inbox("cwr", settle_seconds=0, settings=sleutels)
    left = sorted(path.name for path in (sleutels.inbox_dir / "geweigerd").iterdir())
    assert left == [refused[0].name, refused[0].name.replace(".age", ".reden.txt")]


def test_an_upload_that_nobody_finishes_is_sealed(sleutels: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sleutels.inbox_dir.mkdir()
    for name in (".cwr_0400000086_2026-01-01.xml.part", ".lmvw_GM0193_2026-01-01.gpkg"):
        (sleutels.inbox_dir / name).write_bytes(GEHEIM)
    monkeypatch.setattr(inbox, "ABANDONED_SECONDS", -1)
    (one,) = collect_inbox("cwr", settle_seconds=0, settings=sleutels).refused
    assert one.naam.startswith("cwr_0400000086_2026-01-01-")
    assert sorted(path.name for path in sleutels.inbox_dir.iterdir() if path.is_file()) == [
        *(".collector.lock", ".lmvw_GM0193_2026-01-01.gpkg"),
    ]


def test_after_a_rotation_all_is_sealed_anew_and_a_damaged_file_is_told(
    sleutels: Settings, bestand: Callable[..., Path]
) -> None:
    for number in range(3):
        receive(bestand(f"cwr_0400000086_2026-01-0{number + 1}.xml", BYTES + bytes([number])), settings=sleutels)
    rotate(sleutels)
    old = list(sleutels.sealed_dir.iterdir())
    damaged = bytearray(old[0].read_bytes())
    damaged[-1] ^= 1
    old[0].chmod(0o600)
    old[0].write_bytes(damaged)
    told = reseal(sleutels)
    assert (told.files, told.resealed, told.failed) == (3, 2, (f"{old[0].name}: it is damaged",))
    newest = sleutels.model_copy(update={"sleutel_dir": sleutels.sleutel_dir.with_name("alleen")})
    rotate(newest)
    secret = newest.sleutel_dir / "identiteit"
    for path in secret.iterdir():
        path.write_text(f"{identities(sleutels)[0]}\n")
    assert {hashlib.sha256(opened(path, newest)).hexdigest() for path in old[1:]} == {path.name for path in old[1:]}
    assert len(recipients(sleutels)) == 1
    assert reseal(sleutels).resealed == 0


def test_what_lay_open_before_is_sealed_by_migrating(sleutels: Settings, bestand: Callable[..., Path]) -> None:
    receive(bestand(NAAM, BYTES), settings=sleutels)
    stored_path(SHA256, sleutels, sealed=True).unlink()
    stored_path(SHA256, sleutels).write_bytes(BYTES)
    assert (seal_open_ones(sleutels), seal_open_ones(sleutels)) == (1, 0)
    assert GEHEIM not in on_disk(sleutels)
    assert opened(stored_path(SHA256, sleutels, sealed=True), sleutels) == BYTES
