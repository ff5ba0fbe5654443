"""A file becomes one delivery with its bytes unchanged, or is refused in one clear line and leaves nothing."""

from __future__ import annotations

import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.platform.errors import WoonkluisError
from woonkluis.receive import RefusedError, receive, store, stored_path, work_list
from woonkluis.receive.refusal import UnsettledError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from woonkluis.platform.settings import Settings

NAME = "lmvw_GM0193_2026-01-01.gpkg"


@pytest.fixture
def levering(connect: Callable[..., Any]) -> Callable[[int], dict[str, Any]]:
    """The row of a delivery in the register."""

    def look(levering_id: int) -> dict[str, Any]:
        cursor = connect("dienst_lader", autocommit=True).execute(
            "select * from register.levering where levering_id = %s", [levering_id]
        )
        return dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))

    return look


def leftovers(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.store_dir.iterdir()) if settings.store_dir.exists() else []


def test_the_bytes_are_kept_and_the_register_says_what_they_are(
    eigen: Settings, bestand: Callable[..., Path], levering: Callable[[int], dict[str, Any]]
) -> None:
    content = os.urandom(3_000_000)
    path = bestand("lmvw_GM0193_2026-01-01_gecorrigeerd versie 2.gpkg", content)

    received = receive(path, aangeleverd_door="proef", settings=eigen)

    row = levering(received.levering_id)
    assert (received.nieuw, received.regime, received.status) == (True, "lmvw", "ontvangen")
    assert received.summary == f"received as levering {received.levering_id}"
    assert (row["regime"], row["bronhouder_code"], row["provincie_code"]) == ("lmvw", "GM0193", "PV23")
    assert (row["contract"], row["peildatum"], row["status"]) == ("lmvw-gpkg-1", date(2026, 1, 1), "ontvangen")
    assert (row["bestand_naam"], row["bestand_bytes"]) == (path.name, len(content))
    assert (row["bestand_sha256"], row["aangeleverd_door"]) == (hashlib.sha256(content).hexdigest(), "proef")
    kept = stored_path(row["bestand_sha256"], eigen)
    assert kept.read_bytes() == content
    assert stat.S_IMODE(kept.stat().st_mode) == 0o440
    assert stat.S_IMODE(eigen.store_dir.stat().st_mode) == 0o700
    assert leftovers(eigen) == [kept.name]
    assert path.exists(), "the deliverer keeps the file"


def test_options_win_over_the_name(
    eigen: Settings, bestand: Callable[..., Path], levering: Callable[[int], dict[str, Any]]
) -> None:
    options = {"bronhouder_code": "0400000086", "peildatum": date(2026, 7, 1), "contract": "cwr-xml-1"}
    row = levering(receive(bestand("maart.bin"), **options, settings=eigen).levering_id)
    assert (row["regime"], row["bronhouder_code"], row["peildatum"]) == ("cwr", "0400000086", date(2026, 7, 1))
    assert (row["contract"], row["provincie_code"]) == ("cwr-xml-1", None)
    assert row["aangeleverd_door"] == "dienst_lader"


def test_an_unknown_gemeente_is_for_the_rules(
    eigen: Settings, bestand: Callable[..., Path], levering: Callable[[int], dict[str, Any]]
) -> None:
    row = levering(receive(bestand("lmvw_GM9999_2026-01-01.xlsx"), settings=eigen).levering_id)
    assert (row["provincie_code"], row["contract"]) == (None, "lmvw-excel-1")


def test_an_empty_file_is_a_delivery_whose_reader_says_so(eigen: Settings, bestand: Callable[..., Path]) -> None:
    received = receive(bestand(NAME, b""), settings=eigen)
    assert received.nieuw
    assert stored_path(hashlib.sha256(b"").hexdigest(), eigen).read_bytes() == b""


def test_the_same_file_twice_is_one_delivery(eigen: Settings, bestand: Callable[..., Path]) -> None:
    first = receive(bestand(NAME), settings=eigen)
    again = receive(bestand("lmvw_GM0193_2026-01-01_nogmaals.gpkg"), settings=eigen)
    assert (again.levering_id, again.nieuw) == (first.levering_id, False)
    assert again.summary == f"already received as levering {first.levering_id}, ontvangen"


def test_the_same_bytes_for_another_peildatum_or_bronhouder_are_another_delivery(
    eigen: Settings, bestand: Callable[..., Path]
) -> None:
    names = [NAME, "lmvw_GM0193_2026-07-01.gpkg", "lmvw_GM0150_2026-01-01.gpkg"]
    received = [receive(bestand(name), settings=eigen) for name in names]
    assert len({one.levering_id for one in received}) == 3
    assert len(leftovers(eigen)) == 1


def test_what_became_of_an_earlier_delivery_is_told(
    eigen: Settings, bestand: Callable[..., Path], connect: Callable[..., Any]
) -> None:
    old, new = (receive(bestand(NAME, content), settings=eigen) for content in (b"oud", b"nieuw"))
    lader = connect("dienst_lader", autocommit=True)
    for status in ("gelezen", "gecontroleerd", "geaccepteerd"):
        lader.execute("update register.levering set status = %s where levering_id = %s", [status, old.levering_id])
    lader.execute(
        "update register.levering set status = 'vervangen', vervangen_door = %s where levering_id = %s",
        [new.levering_id, old.levering_id],
    )
    again = receive(bestand(NAME, b"oud"), settings=eigen)
    assert (again.nieuw, again.status, again.vervangen_door) == (False, "vervangen", new.levering_id)
    assert again.summary == f"already received as levering {old.levering_id}, vervangen by {new.levering_id}"


def reject(connection: Any, levering_id: int) -> None:
    """Bring a delivery to its end."""
    for status in ("gelezen", "gecontroleerd", "afgekeurd"):
        connection.execute("update register.levering set status = %s where levering_id = %s", [status, levering_id])
    connection.execute(
        "update register.levering set besloten_op = clock_timestamp() where levering_id = %s", [levering_id]
    )
    connection.commit()


@pytest.mark.parametrize(
    ("besluit", "anew"),
    [
        ({}, True),
        ({"soort": "maatwerk_17a", "orgaan": "stuurgroep", "gebied_soort": "nederland", "gebied_code": "NL"}, True),
        ({"soort": "maatwerk_17b", "gebied_soort": "provincie", "gebied_code": "PV23"}, True),
        ({"gebied_code": "GM0193"}, False),
        ({"geldig_tot": "2025-12-31"}, False),
        ({"uitkomst": "afgewezen"}, False),
    ],
)
def test_what_was_rejected_is_judged_anew_when_a_decision_has_come_since(
    eigen: Settings, bestand: Callable[..., Path], connect: Callable[..., Any], besluit: dict[str, str], anew: bool
) -> None:
    """LMVW-9, LMVW-17: the same file again, because nothing in it is wrong any more."""
    path = bestand("lmvw_GM0150_2026-01-01.gpkg")
    lader = connect("dienst_lader")
    first = receive(path, settings=eigen)
    reject(lader, first.levering_id)
    assert not receive(path, settings=eigen).nieuw
    row = {
        "soort": "optelling_9",
        "orgaan": "provincie",
        "uitkomst": "toegewezen",
        "gebied_soort": "gemeente",
        "gebied_code": "GM0150",
        "motivering": "proef",
        "besloten_door": "proef",
        "geldig_van": "2025-01-01",
        "geldig_tot": "2026-12-31",
    } | besluit
    marks = ", ".join(["%s"] * len(row))
    query = f"insert into register.besluit ({', '.join(row)}) values ({marks}) returning besluit_id"
    (besluit_id,) = lader.execute(query.encode(), list(row.values())).fetchone()
    lader.commit()
    try:
        again = receive(path, settings=eigen)
        assert again.nieuw is anew
        assert (again.levering_id > first.levering_id) is anew
        assert not receive(path, settings=eigen).nieuw, "and then it is one delivery again"
        if anew:
            reject(lader, again.levering_id)
            assert not receive(path, settings=eigen).nieuw, "a decision counts once for what it did not help"
    finally:
        beheerder = connect("beheerder", autocommit=True)
        with beheerder.transaction():
            beheerder.execute("set local session_replication_role = replica")
            beheerder.execute("delete from register.besluit where besluit_id = %s", [besluit_id])


@pytest.mark.parametrize(("gemeente", "anew"), [("GM0150", True), ("GM0193", False)])
def test_what_was_rejected_is_judged_anew_when_a_label_has_come_since(
    eigen: Settings, bestand: Callable[..., Path], connect: Callable[..., Any], gemeente: str, anew: bool
) -> None:
    """LMVW-5d: the provincie labelled the plan that came under another GlobalID."""
    path = bestand("lmvw_GM0150_2026-01-01.gpkg")
    lader, beheerder = connect("dienst_lader"), connect("beheerder", autocommit=True)
    first = receive(path, settings=eigen)
    reject(lader, first.levering_id)
    assert not receive(path, settings=eigen).nieuw
    beheerder.execute("set session_replication_role = replica")
    beheerder.execute(
        "insert into register.label (gemeente_code, provincie_code, bron_plan_id, label, gebeurtenis, reden) "
        "values (%s, 'PV23', 'plan', 'strijdig_5d', 'gelegd', 'proef')",
        [gemeente],
    )
    try:
        assert receive(path, settings=eigen).nieuw is anew
        assert not receive(path, settings=eigen).nieuw, "and then it is one delivery again"
    finally:
        beheerder.execute("delete from register.label where reden = 'proef'")


def test_many_at_once_are_one_delivery(eigen: Settings, bestand: Callable[..., Path]) -> None:
    path = bestand(NAME, os.urandom(500_000))
    with ThreadPoolExecutor(8) as pool:
        received = list(pool.map(lambda _: receive(path, settings=eigen), range(8)))
    assert len({one.levering_id for one in received}) == 1
    assert [one.nieuw for one in received].count(True) == 1
    assert len(leftovers(eigen)) == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("plannen.gpkg", "no regime (cwr or lmvw) in the file name: it should be <regime>_<bronhouder>_<peildatum>"),
        ("lmwv_GM0193_2026-01-01.gpkg", "no regime (cwr or lmvw) in the file name"),
        ("lmvw_GM0193_2026-01-01.pdf", "a lmvw delivery is a file of .diwi.geojson or .gdb.zip or "),
        ("lmvw_GM0193_2026-01-01", "a lmvw delivery is a file of .diwi.geojson or .gdb.zip or "),
        ("cwr_0400000086_2026-01-01.xlsx", "a cwr delivery is a file of .xml"),
        ("lmvw__2026-01-01.gpkg", "no bronhouder in the file name"),
        ("lmvw_gm0193_2026-01-01.gpkg", "bronhouder 'gm0193' is no code such as GM0193"),
        ("lmvw_GM0193.gpkg", "no peildatum in the file name"),
        ("lmvw_GM0193_.gpkg", "no peildatum in the file name"),
        ("lmvw_GM0193_2026-02-30.gpkg", "peildatum '2026-02-30' is no date such as 2026-01-01"),
        ("lmvw_GM0193_20260101.gpkg", "peildatum '20260101' is no date"),
        ("lmvw_GM0193_2026-01-01\n.gpkg", "the file name holds characters that cannot be printed"),
        (os.fsdecode(b"lmvw_GM0193_2026-01-01_\xff.gpkg"), "the file name holds characters that cannot be printed"),
    ],
)
def test_a_name_that_says_too_little_is_refused(
    eigen: Settings, bestand: Callable[..., Path], name: str, message: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        receive(bestand(name), settings=eigen)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert leftovers(eigen) == []


def test_an_unknown_contract_is_refused(eigen: Settings, bestand: Callable[..., Path]) -> None:
    with pytest.raises(RefusedError, match=r"^unknown contract lmvw-shape-1: known are "):
        receive(bestand(NAME), contract="lmvw-shape-1", settings=eigen)


def test_what_is_no_file_is_refused(eigen: Settings, tmp_path: Path) -> None:
    (tmp_path / "lmvw_GM0150_2026-01-01.gpkg").mkdir()
    os.mkfifo(tmp_path / "lmvw_GM0180_2026-01-01.gpkg")
    for name, message in (
        (NAME, "cannot be read: No such file or directory"),
        ("lmvw_GM0150_2026-01-01.gpkg", "a directory, not a file"),
        ("lmvw_GM0180_2026-01-01.gpkg", "not a regular file"),
    ):
        with pytest.raises(RefusedError, match=f"^{message}$"):
            receive(tmp_path / name, settings=eigen)


def test_a_file_beyond_the_contract_is_refused(eigen: Settings, tmp_path: Path) -> None:
    path = tmp_path / "lmvw_GM0193_2026-01-01.xlsx"
    with path.open("wb") as file:
        file.truncate(100_000_001)
    with pytest.raises(RefusedError, match=r"^larger than 100000000 bytes, the most its contract allows$"):
        receive(path, settings=eigen)
    assert leftovers(eigen) == []


def test_a_file_that_is_still_written_is_not_taken(
    eigen: Settings, bestand: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bestand(NAME)
    write = store.Draft.write

    def write_while_written(draft: store.Draft, data: bytes) -> None:
        write(draft, data)
        with path.open("ab") as file:
            file.write(b"more")

    monkeypatch.setattr(store.Draft, "write", write_while_written)
    with pytest.raises(UnsettledError):
        receive(path, settings=eigen)
    assert leftovers(eigen) == []


def test_a_full_disk_is_one_clear_line(
    eigen: Settings, bestand: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(WoonkluisError, match=r"^cannot be stored: No space left on device$"):
        receive(bestand(NAME), settings=eigen)
    assert leftovers(eigen) == []


def test_a_damaged_copy_is_healed_and_old_drafts_go(eigen: Settings, bestand: Callable[..., Path]) -> None:
    receive(bestand(NAME), settings=eigen)
    kept = stored_path(hashlib.sha256(b"bytes").hexdigest(), eigen)
    kept.chmod(0o640)
    kept.write_bytes(b"rot")
    for name, age in ((".deel-old", 2 * store.DRAFT_LIFETIME), (".deel-new", 0)):
        (eigen.store_dir / name).touch()
        then = (eigen.store_dir / name).stat().st_mtime - age
        os.utime(eigen.store_dir / name, (then, then))
    receive(bestand(NAME), settings=eigen)
    assert kept.read_bytes() == b"bytes"
    assert leftovers(eigen) == [".deel-new", kept.name]


def test_the_work_list_holds_what_waits_for_a_step(
    eigen: Settings, bestand: Callable[..., Path], connect: Callable[..., Any]
) -> None:
    made = [receive(bestand(NAME, bytes([number])), settings=eigen).levering_id for number in range(4)]
    other = receive(bestand("cwr_0400000086_2026-01-01.xml"), settings=eigen).levering_id
    lader = connect("dienst_lader", autocommit=True)
    for levering_id, statuses in zip(made, ([], ["gelezen"], ["gelezen", "gecontroleerd"], ["afgekeurd"]), strict=True):
        for status in statuses:
            lader.execute("update register.levering set status = %s where levering_id = %s", [status, levering_id])
    listed = {one.levering_id: one for one in work_list("lmvw")}
    assert [levering_id for levering_id in listed if levering_id in made] == made[:3]
    assert other not in listed
    assert (listed[made[1]].bronhouder_code, listed[made[1]].status) == ("GM0193", "gelezen")
    assert (listed[made[0]].peildatum, listed[made[0]].contract) == (date(2026, 1, 1), "lmvw-gpkg-1")
