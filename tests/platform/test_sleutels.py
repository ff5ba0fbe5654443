"""WIV-6.12: keys of the sealed store are made once, kept from others, and never replaced in silence."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import Settings
from woonkluis.platform.sleutels import (
    DOELEN,
    destroy_pseudoniem_sleutel,
    ensure_keys,
    ensure_pseudoniem_sleutels,
    identiteit_dir,
    identities,
    ontvanger_dir,
    pseudoniem_dir,
    pseudoniem_sleutels,
    recipients,
    rotate,
    rotate_pseudoniem,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    return Settings(state_dir=tmp_path / "staat")


def test_keys_are_made_once_and_only_their_owner_reads_the_secret_one(own: Settings) -> None:
    assert ensure_keys(own)
    assert not ensure_keys(own)
    (secret,) = identiteit_dir(own).iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (own.sleutel_dir, secret.parent, secret)] == [
        *(0o700, 0o700, 0o600),
    ]
    assert str(identities(own)[0].to_public()) == str(recipients(own)[0])


def test_the_newest_key_comes_first_and_older_ones_stay(own: Settings) -> None:
    ensure_keys(own)
    before = str(identities(own)[0])
    public = rotate(own)
    assert next(str(one.to_public()) for one in identities(own)) == public
    assert before in [str(one) for one in identities(own)]
    assert [str(one) for one in recipients(own)] == [public]


def test_a_recovery_key_is_a_recipient_too(own: Settings) -> None:
    ensure_keys(own)
    other = own.model_copy(update={"sleutel_dir": own.state_dir / "elders"})
    rotate(other)
    (ontvanger_dir(own) / "herstel.txt").write_text((ontvanger_dir(other) / "actueel.txt").read_text())
    assert len(recipients(own)) == 2


def secret_of(own: Settings) -> Path:
    return next(identiteit_dir(own).iterdir())


def lose(own: Settings) -> None:
    secret_of(own).unlink()
    own.sealed_dir.mkdir(parents=True)
    (own.sealed_dir / "a").touch()


FAULTS: dict[str, tuple[Callable[[Settings], object], str]] = {
    "secret key readable by the group": (lambda own: secret_of(own).chmod(0o640), "can be read by others"),
    "directory open": (lambda own: identiteit_dir(own).chmod(0o755), "can be read by others"),
    "public key writable by others": (
        lambda own: (ontvanger_dir(own) / "actueel.txt").chmod(0o666),
        "can be replaced by others",
    ),
    "no key": (lambda own: secret_of(own).write_text("# niets\n"), "no key to open the sealed store"),
    "not a key": (lambda own: secret_of(own).write_text("AGE-SECRET-KEY-GEHEIM\n"), "is no secret key of age"),
    "bytes": (lambda own: secret_of(own).write_bytes(b"\xff\xfe"), "cannot be read"),
    "public part gone": (lambda own: (ontvanger_dir(own) / "actueel.txt").unlink(), "no key to seal deliveries with"),
    "not a public key": (lambda own: (ontvanger_dir(own) / "actueel.txt").write_text("age1x\n"), "is no public key"),
    "lost": (lose, "put it back from its backup"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_line_without_the_key(own: Settings, fault: str) -> None:
    ensure_keys(own)
    spoil, words = FAULTS[fault]
    spoil(own)
    with pytest.raises(WoonkluisError, match=words) as told:
        ensure_keys(own)
    assert "\n" not in str(told.value)
    assert "GEHEIM" not in str(told.value)


def test_every_purpose_has_a_key_of_its_own_that_only_its_owner_reads(own: Settings) -> None:
    """WIV-3.1: made once; another version never takes the number of one that a database knows."""
    assert ensure_pseudoniem_sleutels(own) == list(DOELEN)
    assert ensure_pseudoniem_sleutels(own) == []
    first = {doel: keys[0] for doel, keys in pseudoniem_sleutels(own).items()}
    assert len({key.sleutel for key in first.values()}) == len({key.vingerafdruk for key in first.values()}) == 6
    assert {stat.S_IMODE(path.stat().st_mode) for path in pseudoniem_dir(own).iterdir()} == {0o600}
    assert stat.S_IMODE(pseudoniem_dir(own).stat().st_mode) == 0o700
    assert rotate_pseudoniem(own, "statistiek", 1) == 2
    assert [key.versie for key in pseudoniem_sleutels(own)["statistiek"]] == [1, 2]
    assert pseudoniem_sleutels(own)["statistiek"][0] == first["statistiek"]
    assert rotate_pseudoniem(own, "gsc", 4) == 5
    destroy_pseudoniem_sleutel(own, "statistiek", 1)
    destroy_pseudoniem_sleutel(own, "statistiek", 1)
    assert [key.versie for key in pseudoniem_sleutels(own)["statistiek"]] == [2]
    with pytest.raises(WoonkluisError, match="purposes with pseudonyms are"):
        rotate_pseudoniem(own, "beleid", 1)
    with pytest.raises(WoonkluisError, match=r"lost from .*: toezicht-0002\.txt; put them back"):
        ensure_pseudoniem_sleutels(own, [("toezicht", 2), ("statistiek", 1)])
