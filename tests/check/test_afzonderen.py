"""WIV-7.1: what a blocking rule blocks: the delivery, or a woning that is then set aside while the rest goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from psycopg import sql
from tests.check.conftest import land
from tests.check.cwr import DOSSIERS, KBO, PEILDATUM, Anders, Records, gezin, ruim

from woonkluis.accept.deciding import accept
from woonkluis.check import afzonderen, check, checking, load_rules
from woonkluis.check.rules import RuleError
from woonkluis.contracts import contract_by_id
from woonkluis.report.progress import progress, set_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from woonkluis.platform.settings import Settings

WRONG = "85073003329"

OF_WONING: dict[str, Anders | tuple[Anders, Anders]] = {
    "PDB-12_getal": {"woning": {"bouwjaar": "MCM"}},
    "PDB-12_nis_code": {"woning": {"gemeente_nis_code": "99999"}},
    "PDB-12_woning_dubbel": {"woning": [{}, {"bouwjaar": "1983"}]},
    "WIV-3.1.10_zonder_huurder": {"gezinslid": {"rol": "gezinslid"}},
    "WIV-3.1.1_insz": {"gezinslid": {"insz": WRONG}},
    "WIV-3.1.1_insz_dubbel": {"gezinslid": [{}, {"insz": "{huurder}"}]},
    "WIV-3.1.1_insz_in_sleutel": {
        "huurovereenkomst": {"contractnummer": "X-{huurder}"},
        "gezinslid": {"contractnummer": "X-{huurder}"},
        "huurprijsberekening": {"contractnummer": "X-{huurder}"},
    },
    "WIV-3.1.4_geboortedatum": {"gezinslid": {"geboortedatum": "1985-02-30"}},
    # The number of two leases, of two woningen: both are set aside.
    "WIV-3.10.1_contractnummer_dubbel": (
        {"huurovereenkomst": {"contractnummer": "DUBBEL"}, "gezinslid": {"contractnummer": "DUBBEL"}},
        {"huurovereenkomst": {"contractnummer": "DUBBEL"}},
    ),
    "WIV-3.10.1_datum": {"huurovereenkomst": {"einddatum": "2023-02-29"}},
    "WIV-3.10.1_periode": {"huurovereenkomst": {"einddatum": "2019-02-27"}},
    "WIV-3.10.3_hoofdcontract_dubbel": {"hoofdhuurovereenkomst": [{}, {}]},
    "WIV-3.10.5_computernummer_dubbel": {"gezinslid": [{}, {"computernummer": "1"}]},
    "WIV-3.10.6_bedrag": {"huurprijsberekening": {"reele_huur": "700,00"}},
    "WIV-3.10.7_datum": {"huurprijsberekening": {"begindatum": "01/01/2024"}},
    "WIV-3.10.8_periode": {"huurprijsberekening": {"einddatum": "2023-12-31"}},
}
"""Rule that blocks a woning -> what breaks it, in one household or in two."""

VOLLEDIG = {"bericht": [{"soort": "volledig", "volgnummer": "1", "aangemaakt_op": "2026-01-01T00:00:00Z"}]}

OF_LEVERING: dict[str, tuple[Records, dict[str, str]]] = {
    "WIV-0.1_kbo": ({}, {"bronhouder_code": "0400000087"}),
    "WIV-5.1_peildatum_toekomst": ({}, {"peildatum": "2126-01-01"}),
    "WIV-5.1_verwijderd_in_volledig": (
        VOLLEDIG | {"verwijderde_woning": [{"woonmaatschappij_woning_id": "X", "verwijderd_op": "2026-01-01"}]},
        {},
    ),
    "WIV-5.1_volledig_leeg": (VOLLEDIG | {"woning": []}, {}),
    # Two woningen, after the thirty of `eerder`.
    "WIV-7.1_omvang_weigering": (
        {"bericht": [{"soort": "volledig", "volgnummer": "2", "aangemaakt_op": "2026-01-02T00:00:00Z"}]},
        {},
    ),
}
"""Rule that blocks the delivery -> what breaks it: layers, and what the register says."""


def feed(huizen: list[Anders], goede: int = 0) -> Records:
    """Households that differ in something, and good ones."""
    records: Records = {}
    for nummer, anders in enumerate([*huizen, *({} for _ in range(goede))], start=1):
        for laag, rows in gezin(nummer, anders).items():
            records.setdefault(laag, []).extend(rows)
    return records


@pytest.fixture
def lever(connect: Callable[..., Any]) -> Iterator[Callable[..., int]]:
    """Land a message; it goes with the test."""
    lader, beheerder = connect("dienst_lader"), connect("beheerder", autocommit=True)
    made: list[int] = []

    def make(records: Records, **register: str) -> int:
        said = {"bronhouder_code": KBO, "peildatum": PEILDATUM, "contract": "cwr-xml-1"} | register
        made.append(land(lader, "cwr", records, **said))
        lader.commit()
        return made[-1]

    yield make
    for (table,) in beheerder.execute(
        "select format('landing.%I', tablename) from pg_tables "
        "where schemaname = 'landing' and tablename like 'cwr%' union all select 'register.bevinding'"
    ).fetchall():
        beheerder.execute(f"delete from {table} where levering_id = any(%s)", [made])
    beheerder.execute("delete from register.levering where levering_id = any(%s)", [made])


@pytest.fixture
def vraag(connect: Callable[..., Any]) -> Callable[..., list[Any]]:
    connection = connect("dienst_lader", autocommit=True)
    return lambda query, levering_id: connection.execute(query, [levering_id]).fetchall()


APART = (
    "select regel_id, woonmaatschappij_woning_id, rij from register.afgezonderd where levering_id = %s order by 1, 3"
)


TOO_MANY = (
    "Van de 101 woningen van het bericht voldoen er 2 niet aan het schema of aan een regel die de woning blokkeert, "
    "meer dan 1 procent. Herstel het bericht en lever opnieuw."
)


@pytest.fixture
def met_aandeel(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let the contract allow another share: one percent of a feed that is small enough to read is less than one."""
    return lambda share: monkeypatch.setattr(afzonderen, "contract_by_id", lambda _: ruim(share))


def planted() -> tuple[list[Anders], set[tuple[str, str]]]:
    """One feed with the fault of every such rule in households of its own, and which woning each sets aside."""
    huizen: list[Anders] = []
    expected = set()
    for regel, faults in OF_WONING.items():
        for fault in faults if isinstance(faults, tuple) else (faults,):
            huizen.append(fault)
            expected.add((regel, f"W{len(huizen):04d}"))
    return huizen, expected


def test_every_blocking_rule_has_its_declared_effect(
    lever: Callable[..., int],
    vraag: Callable[..., list[Any]],
    met_aandeel: Callable[[float], None],
    repo: Any,
    kluis: Settings,
) -> None:
    rules = {rule.regel: rule for rule in load_rules(repo / "sql" / "rules" / "cwr") if rule.ernst == "blokkerend"}
    assert {regel for regel, rule in rules.items() if rule.treft == "woning"} == set(OF_WONING)
    assert {regel for regel, rule in rules.items() if rule.treft == "levering"} == set(OF_LEVERING)
    met_aandeel(0.7)
    huizen, expected = planted()
    levering_id = lever(feed(huizen, goede=10))
    assert check(levering_id, settings=kluis).blokkerend == 0
    assert {row[:2] for row in vraag(APART, levering_id)} == expected
    found = vraag("select regel_id, ernst, melding, klasse from register.bevinding where levering_id = %s", levering_id)
    assert set(OF_WONING) <= {row[0] for row in found}
    for regel, ernst, melding, klasse in found:
        apart = regel in OF_WONING
        assert melding.endswith(afzonderen.CONSEQUENCE) is apart, regel
        assert (ernst, klasse) == ("waarschuwing", rules[regel].klasse) if apart else ernst != "blokkerend", regel
    n_woningen = len(expected)
    assert progress(levering_id).label.endswith(f"gecontroleerd, {n_woningen + 1} woningen afgezonderd"), (
        "both records of the woning that is there twice"
    )
    assert f"cwr: levering {levering_id} of {KBO}: {n_woningen + 1} woningen afgezonderd" in set_aside()


@pytest.mark.parametrize("regel", OF_LEVERING)
def test_what_is_about_the_message_rejects_all_of_it(
    lever: Callable[..., int],
    vraag: Callable[..., list[Any]],
    met_aandeel: Callable[[float], None],
    regel: str,
    kluis: Settings,
) -> None:
    """Also beside a woning that would be set aside: that finding blocks again, because nothing of it counts."""
    met_aandeel(0.7)
    if regel == "WIV-7.1_omvang_weigering":
        eerder = lever(feed([], goede=30) | VOLLEDIG, peildatum="2025-12-01")
        check(eerder, settings=kluis)
        assert accept(eerder, settings=kluis).status == "geaccepteerd"
    lagen, register = OF_LEVERING[regel]
    levering_id = lever(feed([{"gezinslid": {"insz": WRONG}}], goede=1) | lagen, **register)
    assert check(levering_id, settings=kluis).blokkerend > 0
    weights = dict(vraag("select regel_id, ernst from register.bevinding where levering_id = %s", levering_id))
    assert weights[regel] == "blokkerend"
    assert weights["WIV-3.1.1_insz"] == "blokkerend"
    assert vraag(APART, levering_id) == []


def test_one_in_a_hundred_is_set_aside_and_more_is_not(
    lever: Callable[..., int], vraag: Callable[..., list[Any]], kluis: Settings
) -> None:
    """By the share of the contract itself, and whatever the schema left out counts along."""
    assert contract_by_id("cwr-xml-1").limits.max_invalid_share == 0.01
    wrong: list[Anders] = [{"gezinslid": {"insz": WRONG}}]
    one = lever(feed(wrong, goede=99))
    assert check(one, settings=kluis).blokkerend == 0
    assert vraag(APART, one) == [("WIV-3.1.1_insz", "W0001", 1)]
    refused = {"overgeslagen": [{"element": "woning", "rijnummer": "101", "sleutel": "W0101"}]}
    alone = lever(feed([], goede=99) | refused)
    assert check(alone, settings=kluis).blokkerend == 0
    assert vraag(APART, alone) == [("LEES-XSD", "W0101", 101)]
    both = lever(feed(wrong, goede=99) | refused)
    assert check(both, settings=kluis).blokkerend == 2
    assert vraag(APART, both) == []
    told = vraag("select melding from register.bevinding where levering_id = %s and regel_id like '%%aandeel'", both)
    assert told == [(TOO_MANY,)]
    # Of woningen: land and removed woningen are nothing that can be set aside, so they make no room for it either.
    others = {
        "grond": [{"gemeente_nis_code": str(11001 + number)} for number in range(200)],
        "verwijderde_woning": [{"woonmaatschappij_woning_id": f"X{number}"} for number in range(200)],
    }
    two = lever(feed(wrong * 2, goede=98) | others)
    assert check(two, settings=kluis).blokkerend == 3
    land_only = lever(
        feed(wrong, goede=99)
        | {"overgeslagen": [{"element": "grond", "rijnummer": "1"}, {"element": "verwijderdeWoning", "rijnummer": "1"}]}
    )
    assert check(land_only, settings=kluis).blokkerend == 0


def test_what_the_schema_refused_is_set_aside_by_its_number(
    lever: Callable[..., int],
    vraag: Callable[..., list[Any]],
    met_aandeel: Callable[[float], None],
    kluis: Settings,
) -> None:
    """Also where it cannot be read; land and removed woningen are no woningen."""
    met_aandeel(0.5)
    left_out = [
        {"element": "woning", "rijnummer": "7", "sleutel": "W7"},
        {"element": "woning", "rijnummer": "8"},
        {"element": "grond", "rijnummer": "1"},
    ]
    levering_id = lever(feed([], goede=3) | {"overgeslagen": left_out})
    assert check(levering_id, settings=kluis).blokkerend == 0
    assert vraag(APART, levering_id) == [("LEES-XSD", "W7", 7), ("LEES-XSD", None, 8)]
    too_many = lever(feed([], goede=1) | {"overgeslagen": left_out})
    assert check(too_many, settings=kluis).blokkerend == 1


def test_wiv_3_1_1_what_is_set_aside_for_the_number_of_a_person_does_not_keep_it(
    lever: Callable[..., int],
    vraag: Callable[..., list[Any]],
    met_aandeel: Callable[[float], None],
    kluis: Settings,
) -> None:
    met_aandeel(0.5)
    place = {"woonmaatschappij_woning_id": "X-{huurder}"}
    bad = {"woning": place, "huurovereenkomst": place, "hoofdhuurovereenkomst": place, "eigenaar": place}
    levering_id = lever(feed([bad], goede=3))
    assert check(levering_id, settings=kluis).blokkerend == 0
    assert {row[:2] for row in vraag(APART, levering_id)} == {
        ("WIV-3.1.1_insz_in_sleutel", "X-(nummer van een persoon)")
    }


def test_all_that_a_rule_finds_are_set_aside_however_few_findings_are_kept(
    lever: Callable[..., int],
    vraag: Callable[..., list[Any]],
    met_aandeel: Callable[[float], None],
    monkeypatch: pytest.MonkeyPatch,
    kluis: Settings,
) -> None:
    monkeypatch.setattr(checking, "KEPT_PER_RULE", 1)
    met_aandeel(0.5)
    levering_id = lever(feed([{"gezinslid": {"insz": WRONG}}] * 3, goede=3))
    check(levering_id, settings=kluis)
    assert [row[1] for row in vraag(APART, levering_id)] == ["W0001", "W0002", "W0003"]
    found = vraag(
        "select rij, melding from register.bevinding where levering_id = %s and regel_id = 'WIV-3.1.1_insz' "
        "order by rij",
        levering_id,
    )
    assert [row[0] for row in found] == [1, None]
    assert found[1][1] == "Deze regel geeft nog 2 bevindingen."


def test_a_finding_that_belongs_to_no_woning_blocks(
    lever: Callable[..., int],
    vraag: Callable[..., list[Any]],
    met_aandeel: Callable[[float], None],
    kluis: Settings,
) -> None:
    met_aandeel(0.5)
    loose = {"contractnummer": "nergens", "computernummer": "1", "rol": "huurder", "insz": WRONG}
    records = feed([], goede=3)
    levering_id = lever(records | {"gezinslid": [*records["gezinslid"], loose | {"geboortedatum": "1985-07-30"}]})
    assert check(levering_id, settings=kluis).blokkerend == 1
    assert vraag(APART, levering_id) == []


def test_stopped_in_between_nothing_is_there_and_the_next_run_does_it(
    lever: Callable[..., int],
    vraag: Callable[..., list[Any]],
    met_aandeel: Callable[[float], None],
    monkeypatch: pytest.MonkeyPatch,
    kluis: Settings,
) -> None:
    """The rows are written; what comes after them fails."""
    met_aandeel(0.5)
    levering_id = lever(feed([{"gezinslid": {"insz": WRONG}}], goede=1))
    with monkeypatch.context() as broken:
        broken.setattr(afzonderen, "TELL", "select 1 / (%(levering_id)s - %(levering_id)s)")
        with pytest.raises(RuleError) as caught:
            check(levering_id, settings=kluis)
    assert str(caught.value) == f"setting woningen aside failed with SQLSTATE 22012 on levering {levering_id}"
    assert caught.value.__context__ is None
    assert vraag(APART, levering_id) == []
    first = check(levering_id, settings=kluis)
    assert vraag(APART, levering_id) == [("WIV-3.1.1_insz", "W0001", 1)]
    assert check(levering_id, settings=kluis) == first
    assert len(vraag(APART, levering_id)) == 1


ALL_ONE = ("contractnummer", "hoofdcontractnummer", "woonmaatschappij_woning_id")
MANY = 150


def duplicates(keys: tuple[str, ...], *, person: bool) -> Records:
    """Households with every record, of which some keys are the same in all."""
    anders: Anders = {laag: {} for laag in DOSSIERS if laag != "grond"}
    anders["huurovereenkomst"] = {"hoofdcontractnummer": "H{n}"}
    if not person:
        # One who is no member of any household, so that nobody that is looked for is found at once.
        anders |= {"gezinsbijslag": {"bijslagtrekkenden": "98472899765"}}
    records: Records = {}
    for nummer in range(1, MANY + 1):
        for laag, rows in gezin(nummer, anders).items():
            records.setdefault(laag, []).extend(rows)
    records["verwijderde_woning"] = [
        {"woonmaatschappij_woning_id": woning["woonmaatschappij_woning_id"]} for woning in records["woning"]
    ]
    for rows in records.values():
        for row in rows:
            row.update(dict.fromkeys(set(keys) & set(row), "DUBBEL"))
            if person and "insz" in row:
                row["insz"] = "85073003328"
    return records


def handled(plan: dict[str, Any]) -> int:
    """The most rows that a step of a plan takes in hand: those that it gives and those that it looks at in vain."""
    lost = sum(plan.get(f"Rows Removed by {what}", 0) for what in ("Join Filter", "Filter", "Index Recheck"))
    own = plan["Actual Loops"] * (plan["Actual Rows"] + lost)
    return max([own, *(handled(part) for part in plan.get("Plans", ()))])


@pytest.mark.parametrize(
    ("keys", "person"),
    [((), False), ((), True), *(((key,), False) for key in ALL_ONE), (ALL_ONE, False), (ALL_ONE, True)],
)
def test_a_number_that_all_have_costs_the_rows_and_not_their_square(
    connect: Callable[..., Any], kluis: Settings, keys: tuple[str, ...], person: bool
) -> None:
    """By the rows that each step of each rule takes in hand; time is measured elsewhere."""
    connection = connect("dienst_lader")
    folder = kluis.repo_dir / "sql" / "rules" / "cwr"
    register = {"bronhouder_code": KBO, "peildatum": PEILDATUM, "contract": "cwr-xml-1"}
    records = duplicates(keys, person=person)
    before = VOLLEDIG | {laag: records[laag] for laag in ("woning", "huurovereenkomst")}
    eerder = land(connection, "cwr", before, **register)
    for status in ("gecontroleerd", "geaccepteerd"):
        connection.execute("update register.levering set status = %s where levering_id = %s", [status, eerder])
    mutatie = {"bericht": [VOLLEDIG["bericht"][0] | {"soort": "mutatie", "volgnummer": "2"}]}
    levering_id = land(connection, "cwr", records | mutatie, **register)
    checking.prepare(connection, folder, levering_id)
    afzonderen.prepare(connection)
    wrong = {}
    for rule in load_rules(folder):
        said = {"levering_id": levering_id, "regel": rule.regel, "laag": rule.laag}
        queries = [rule.query]
        if rule.treft == "woning":
            queries = [afzonderen.FIND.format(query=sql.SQL(rule.query)).as_string(connection), afzonderen.TOUCH]
        for query in queries:
            row = connection.execute(f"explain (analyze, timing off, format json) {query}".encode(), said).fetchone()
            if (rows := handled(row[0][0]["Plan"])) > MANY * MANY / 3:
                wrong[rule.regel] = rows
    assert wrong == {}
