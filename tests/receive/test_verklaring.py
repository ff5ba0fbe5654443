"""LMVW-6a, LMVW-8, LMVW-9: what a gemeente declares beside its file comes with that file, or both are refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.receive import Collected, RefusedError, collect_inbox, inbox, receive, stored_path
from woonkluis.receive.verklaring import read_verklaring

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from woonkluis.platform.settings import Settings

BRUTO = "optelling.1.delen.1.bruto: Input"
NAME = "lmvw_GM0193_2026-01-01.gpkg"
GOOD = """
gecommuniceerd: ["{AB-1}", CD-2]
aggregeren_door_provincie: true
optelling:
  - globalid: S-1
    delen:
      - {naam: Dorpsstraat 1, bruto: 11}
      - {naam: Kerkplein, bruto: 0}
"""


@pytest.fixture
def verklaard(connect: Callable[..., Any]) -> Callable[[str], list[Any]]:
    """Rows of a relation of the register."""
    return lambda query: connect("dienst_lader", autocommit=True).execute(query.encode()).fetchall()


@pytest.fixture
def collect(eigen: Settings) -> Callable[[], Collected]:
    eigen.inbox_dir.mkdir()
    return lambda: collect_inbox("lmvw", settle_seconds=0, settings=eigen)


def files(directory: Path) -> set[str]:
    return {str(one.relative_to(directory)) for one in directory.rglob("*") if one.is_file() and one.name != inbox.LOCK}


@pytest.mark.parametrize("form", ["yml", "json"])
def test_it_is_kept_and_the_views_unfold_it(
    form: str, eigen: Settings, bestand: Callable[..., Path], verklaard: Callable[[str], list[Any]]
) -> None:
    beside = bestand("v.yml", GOOD.encode())
    if form == "json":
        beside = bestand("v.json", read_verklaring(beside).model_dump_json(indent=1).encode())
    received = receive(bestand(NAME), verklaring=beside, aangeleverd_door="proef", settings=eigen)
    of_this = f"where levering_id = {received.levering_id}"
    ((sha256, name, door),) = verklaard(
        f"select sha256, bestand_naam, aangeleverd_door from register.bijlage {of_this}"
    )
    assert (name, door) == (beside.name, "proef")
    assert stored_path(sha256, eigen).read_bytes() == beside.read_bytes()
    assert verklaard(f"select globalid from register.verklaring_gecommuniceerd {of_this}") == [("{AB-1}",), ("CD-2",)]
    assert verklaard(f"select gemeente_code from register.keuze_8 {of_this}") == [("GM0193",)]
    assert verklaard(f"select globalid, naam, bruto from register.optelling_9 {of_this} order by volgnummer") == [
        ("S-1", "Dorpsstraat 1", 11),
        ("S-1", "Kerkplein", 0),
    ]


def test_file_and_verklaring_together_are_the_delivery(eigen: Settings, bestand: Callable[..., Path]) -> None:
    file, one, two = bestand(NAME), bestand("1.yml", GOOD.encode()), bestand("2.yml", b"gecommuniceerd: []")
    bare = receive(file, settings=eigen)
    first = receive(file, verklaring=one, settings=eigen)
    second = receive(file, verklaring=two, settings=eigen)
    assert len({bare.levering_id, first.levering_id, second.levering_id}) == 3
    again = receive(file, verklaring=one, settings=eigen)
    assert (again.nieuw, again.levering_id) == (False, first.levering_id)
    bare_again = receive(file, settings=eigen)
    assert (bare_again.nieuw, bare_again.levering_id) == (False, second.levering_id), "no verklaring takes none back"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"gecommuniceert: []", "an unknown key: Extra inputs are not permitted"),
        (b"aggregeren_door_provincie: ja", "aggregeren_door_provincie: Input should be a valid boolean"),
        (b"gecommuniceerd: [[12]]", "gecommuniceerd.1: Input should be a valid string"),
        (b"gecommuniceerd:\n  - {5F0C-1}", 'gecommuniceerd.1: braces without quotes are no text: write "{...}"'),
        (b"gecommuniceerd:\n  -", "gecommuniceerd.1: Input should be a valid string"),
        (b'gecommuniceerd: ["\\0x"]', "gecommuniceerd.1: holds a control character"),
        (b"optelling: [{globalid: S, delen: [{naam: x, bruto: 011}]}]", f"{BRUTO} should be a valid integer"),
        (b"optelling: [{globalid: S, delen: [{naam: x, bruto: 1:01}]}]", f"{BRUTO} should be a valid integer"),
        (b"optelling: [{globalid: S, delen: [{naam: x, bruto: 0x_}]}]", f"{BRUTO} should be a valid integer"),
        (b"optelling: [{globalid: S, delen: [{naam: x, bruto: '11'}]}]", f"{BRUTO} should be a valid integer"),
        (b"optelling: [{globalid: S, delen: [{naam: x, bruto: %s}]}]" % (b"1" * 5000), f"{BRUTO} should be a valid"),
        (b"gecommuniceerd: !!int abc", "tags (!) are not allowed"),
        (b"gecommuniceerd: !!float x", "tags (!) are not allowed"),
        (b"gecommuniceerd: !!bool abc", "tags (!) are not allowed"),
        (b"gecommuniceerd: !!timestamp abc", "tags (!) are not allowed"),
        (b"? [a]\n: b", "a key that is no text"),
        (b"? {a: b}\n: b", "a key that is no text"),
        (b"gecommuniceerd: []\n---\ngecommuniceerd: []", "more than one document"),
        (b"gecommuniceerd:\n" + b"- a\n" * 100_000, "more than 100000 values"),
        (b"gecommuniceerd:\n" + b"- '{5F0C0000-0000-0000-0000-00000000}'\n" * 95_000, "larger than 1000000 bytes"),
        (b"gecommuniceerd: ['{A}', a]", "gecommuniceerd: names a plan twice"),
        (b"optelling: [{globalid: S, delen: []}]", "optelling.1.delen: List should have at least 1 item"),
        (
            b"optelling: [{globalid: S, delen: [{naam: x, bruto: 1.5}]}]",
            "optelling.1.delen.1.bruto: Input should be a valid integer",
        ),
        (
            b"optelling: [{globalid: S, delen: [{naam: geheim, bruto: -1}]}]",
            "optelling.1.delen.1.bruto: Input should be greater than or equal to 0",
        ),
        (b"aggregeren_door_provincie: true\naggregeren_door_provincie: false", "a key occurs twice"),
        (b"gecommuniceerd: &a [x]\noptelling: *a", "aliases are not allowed"),
        (b"geheim: ]", "line 1: no YAML"),
        (b"!!python/object/apply:os.system ['true']", "tags (!) are not allowed"),
        (b"- geheim", "file: Input should be a valid dictionary"),
        (b"\xff", "not UTF-8 text"),
        (b"[" * 100_000, "too many levels"),
        (b"gecommuniceerd: " + b"[" * 100_000 + b"]" * 100_000, "too many levels"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_without_its_contents(
    content: bytes, line: str, eigen: Settings, bestand: Callable[..., Path], verklaard: Callable[[str], list[Any]]
) -> None:
    before = verklaard("select count(*) from register.levering")
    with pytest.raises(RefusedError) as refused:
        receive(bestand(NAME), verklaring=bestand("v.yml", content), settings=eigen)
    assert str(refused.value).startswith(f"verklaring: {line}")
    assert "\n" not in str(refused.value)
    assert "geheim" not in str(refused.value)
    assert verklaard("select count(*) from register.levering") == before


def test_what_stands_without_quotes_is_text_where_text_belongs(bestand: Callable[..., Path]) -> None:
    """YAML itself would make a date, a boolean and numbers of these, or fail on a date that does not exist."""
    texts = ["2026-02-30", "2026-01-01", "0012", "12", "1:01", "0x_", "no", "1e3", "=", "<<"]
    written = "gecommuniceerd:\n" + "".join(f"  - {text}\n" for text in texts)
    read = read_verklaring(bestand("v.yml", f"{written}aggregeren_door_provincie: Yes\n".encode()))
    assert read.gecommuniceerd == texts
    assert {type(one) for one in read.gecommuniceerd} == {str}
    assert read.aggregeren_door_provincie is True
    with pytest.raises(RefusedError, match="aggregeren_door_provincie: Input should be a valid boolean"):
        read_verklaring(bestand("v.yml", b"aggregeren_door_provincie: 'true'"))


def test_json_says_where(bestand: Callable[..., Path]) -> None:
    with pytest.raises(RefusedError, match="verklaring: line 2: no JSON"):
        read_verklaring(bestand("v.json", b'{\n"geheim'))
    for wrong in (b'{"gecommuniceerd": [%s]}' % (b"1" * 5000), b'{"gecommuniceerd": %s}' % (b"[" * 100_000)):
        with pytest.raises(RefusedError, match=r"more than 15 digits|too many levels"):
            read_verklaring(bestand("v.json", wrong))
    for wrong in (b'["\\u0000"]', b'["\\ud800"]', b"[12]", b"[NaN]", b"[{}]"):
        with pytest.raises(RefusedError, match=r"gecommuniceerd\.1: "):
            read_verklaring(bestand("v.json", b'{"gecommuniceerd": %s}' % wrong))
    with pytest.raises(RefusedError, match="a key occurs twice"):
        read_verklaring(bestand("v.json", b'{"gecommuniceerd": [], "gecommuniceerd": []}'))


def test_another_regime_has_none(eigen: Settings, bestand: Callable[..., Path]) -> None:
    with pytest.raises(RefusedError, match="there is none for cwr"):
        receive(bestand("cwr_0400000086_2026-01-01.xml"), verklaring=bestand("v.yml", b""), settings=eigen)


@pytest.mark.parametrize("name", [f"{NAME}.verklaring.yml", "lmvw_GM0193_2026-01-01.verklaring.yml"])
def test_the_inbox_takes_both_together(
    name: str, eigen: Settings, collect: Callable[[], Collected], verklaard: Callable[[str], list[Any]]
) -> None:
    postvak = eigen.inbox_dir
    (postvak / name).write_text(GOOD)
    assert collect() == Collected((), ()), "a verklaring waits for its file"
    (postvak / NAME).write_text("plannen")
    (received,) = collect().received
    assert files(postvak) == {f"verwerkt/{NAME}", f"verwerkt/{name}"}
    assert verklaard(f"select count(*) from register.bijlage where levering_id = {received.levering_id}") == [(1,)]


def test_the_inbox_refuses_both_together(eigen: Settings, collect: Callable[[], Collected]) -> None:
    (eigen.inbox_dir / NAME).write_text("plannen")
    (eigen.inbox_dir / f"{NAME}.verklaring.json").write_text(json.dumps({"aggregeren_door_provincie": "ja"}))
    (refused,) = collect().refused
    assert refused.reason.startswith("verklaring: aggregeren_door_provincie")
    assert files(eigen.inbox_dir) == {
        f"geweigerd/{NAME}",
        f"geweigerd/{NAME}.reden.txt",
        f"geweigerd/{NAME}.verklaring.json",
    }


def test_a_verklaring_that_stays_alone_is_refused(
    eigen: Settings, collect: Callable[[], Collected], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "ALONE_SECONDS", 0)
    (eigen.inbox_dir / f"{NAME}.verklaring.yml").write_text(GOOD)
    (refused,) = collect().refused
    assert refused.reason.startswith("a verklaring without its delivery")


@pytest.mark.parametrize(
    "name",
    [f"{NAME}.verklaring.yml.txt", f"{NAME}.verklaring (1).yml", "lmvw_GM0193_2026-01-01_verklaring.docx"],
)
def test_no_file_goes_without_what_may_be_its_verklaring(
    name: str, eigen: Settings, collect: Callable[[], Collected], monkeypatch: pytest.MonkeyPatch
) -> None:
    (eigen.inbox_dir / name).write_text(GOOD)
    assert collect() == Collected((), ()), "it waits for its file, as a verklaring does"
    (eigen.inbox_dir / NAME).write_text("plannen")
    collected = collect()
    assert collected.received == ()
    (refused,) = collected.refused
    assert (refused.naam, refused.reason) == (
        NAME,
        f"{name} may be its verklaring, which is named {NAME}.verklaring.yml",
    )
    assert files(eigen.inbox_dir) == {f"geweigerd/{NAME}", f"geweigerd/{NAME}.reden.txt", f"geweigerd/{name}"}
    (eigen.inbox_dir / name).write_text(GOOD)
    monkeypatch.setattr(inbox, "ALONE_SECONDS", 0)
    assert [one.naam for one in collect().refused] == [name], "alone it is told, in the end"


def test_a_verklaring_for_two_files_is_for_neither(eigen: Settings, collect: Callable[[], Collected]) -> None:
    others = [NAME, "lmvw_GM0193_2026-01-01.xlsx"]
    for name in (*others, "lmvw_GM0193_2026-01-01.verklaring.yml"):
        (eigen.inbox_dir / name).write_text(GOOD)
    collected = collect()
    assert collected.received == ()
    assert sorted(one.naam for one in collected.refused) == others
    assert all("may belong to this file or to" in one.reason for one in collected.refused)


def test_a_file_waits_for_a_verklaring_that_is_still_coming(
    eigen: Settings, collect: Callable[[], Collected], verklaard: Callable[[str], list[Any]]
) -> None:
    coming = eigen.inbox_dir / f"{NAME}.verklaring.yml.part"
    coming.write_text(GOOD)
    (eigen.inbox_dir / NAME).write_text("plannen")
    assert collect() == Collected((), ())
    coming.rename(eigen.inbox_dir / f"{NAME}.verklaring.yml")
    (received,) = collect().received
    assert verklaard(f"select count(*) from register.bijlage where levering_id = {received.levering_id}") == [(1,)]


def test_what_a_killed_collector_claimed_is_taken_with_its_verklaring(
    eigen: Settings, collect: Callable[[], Collected], verklaard: Callable[[str], list[Any]]
) -> None:
    claimed = eigen.inbox_dir / inbox.CLAIMED
    claimed.mkdir()
    (claimed / f"{NAME}.verklaring.yml").write_text(GOOD)
    (eigen.inbox_dir / NAME).write_text("plannen")
    (received,) = collect().received
    assert verklaard(f"select count(*) from register.keuze_8 where levering_id = {received.levering_id}") == [(1,)]
