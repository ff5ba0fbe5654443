"""The vault: who a person is stands there only, each purpose has its own name for it, and health its own lock."""

from __future__ import annotations

import hmac
import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.dbt.conftest import INSZ, KBO, read

from woonkluis.access import grondslag
from woonkluis.contracts import artikel_3, contract_by_id
from woonkluis.kluis import maak_personen, overzicht, pseudoniemen, roteer, trek_in
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import ADMIN
from woonkluis.platform.sleutels import DOELEN, pseudoniem_dir, pseudoniem_sleutels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from woonkluis.platform.settings import Settings

BUILDER = "dienst_bouwer"
V = "cwr_vertrouwelijk"


def one(settings: Settings, query: str, login: str = BUILDER) -> Any:
    [value] = read(settings, login, query)
    return value


OWN = f"levering_id = (select min(levering_id) from staging.stg_cwr__levering where woonmaatschappij_kbo = '{KBO}')"
"""In the snapshot; the mutaties behind it replace one other woning."""

HOLDS: dict[str, tuple[str, Any]] = {
    "WIV-3.1.1: the century of the check digits is that of the birth date": (
        f"select jsonb_object_agg(insz, insz_past) from cwr_kluis.persoon where insz = any(array{INSZ})",
        {"85073003328": True, "17073003384": False, "98472899765": True},
    ),
    "WIV-3.1.1: a bis number is one": (
        f"select string_agg(insz, ' ') from cwr_kluis.persoon where is_bisnummer and insz = any(array{INSZ})",
        "98472899765",
    ),
    "WIV-3.1.4: a birth date with unknown parts is no false date": (
        (
            "select distinct concat_ws(' ', geboortedatum, geboorte_vroegst, geboorte_laatst, geboorte_datum) "
            f"from cwr_kluis.persoon where insz = any(array{INSZ})"
        ),
        "1985-99-99 1985-01-01 1985-12-31",
    ),
    "WIV-3.1.4: an age that two birth days leave open is not told": (
        f"select count(leeftijd) from {V}.gezinslid where {OWN}",
        0,
    ),
    "WIV-3.5.6: month unknown, and day unknown": (
        (
            "select concat_ws(' ', begindatum_pensioen_vroegst, begindatum_pensioen_laatst, begindatum_recht_vroegst, "
            f"begindatum_recht_laatst) from {V}.pensioenrecht where {OWN}"
        ),
        "2019-05-01 2019-05-31 2019-01-01 2019-12-31",
    ),
    "WIV-3.2.1: an owner without any number is a person, an organisation is none": (
        f"select string_agg((persoon_id is not null)::text, ' ' order by rij) from {V}.eigenaar where {OWN}",
        "true true false",
    ),
    "WIV-3.2.1: two owners without a number are two persons": (
        f"select count(distinct persoon_id) from {V}.eigenaar where {OWN}",
        2,
    ),
    "WIV-3.2.3: the CaPaKey from its parts": (
        f"select capakey from {V}.eigenaar where {OWN} and rij = 1",
        "11922B0570/00H004",
    ),
    "PDB-12: coordinates of Lambert 2008 are put into Lambert 72, the original stays": (
        (
            f"select st_srid(ligging) = 31370 and abs(st_x(ligging) - 104300) < 200 "
            f"and abs(st_y(ligging) - 193500) < 200 and (ligging_crs, ligging_x) = ('3812', 604300) "
            f"from {V}.woning where {OWN} and rij = 1"
        ),
        True,
    ),
    "PDB-12: coordinates that lie elsewhere than they say give no place": (
        f"select ligging is null and ligging_x = 604300 from {V}.woning where {OWN} and rij = 2",
        True,
    ),
    "PDB-12: an old code of a gemeente, on a peildatum after the merger": (
        (
            f"select concat_ws(' ', nis_code, nis_code_peildatum, nis_code_geleverd) from {V}.woning "
            f"where {OWN} and rij = 10"
        ),
        "46030 46030 46013",
    ),
    "WIV-3.1.1: a national number in words of people": (
        f"select opzeg_detail from {V}.huureinde where {OWN}",
        "Zie (verwijderd) en (verwijderd).",
    ),
    "WIV-3.5.4: a national number as the number of a file": (
        f"select pensioendossier_id from {V}.pensioenrecht where {OWN}",
        "(verwijderd)",
    ),
    "WIV-3.10.3: a sublease leads to its head lease": (
        (
            f"select count(*) > 0 from {V}.huurovereenkomst as onder "
            f"join {V}.hoofdhuurovereenkomst as hoofd using (hoofdhuurovereenkomst_id, woning_id)"
        ),
        True,
    ),
    "WIV-3.9.3: whoever is named in a file of child benefit has a number": (
        (
            f"select count(*) > 0 and bool_and(p.insz is not null) from {V}.gezinsbijslag_persoon "
            "left join cwr_kluis.persoon as p using (persoon_id)"
        ),
        True,
    ),
    "WIV-3.8.10: payments lead to their file": (
        (
            f"select count(*) > 0 and bool_and(d.ao_id is not null) from {V}.ao_vergoeding "
            f"left join {V}.arbeidsongeschiktheid as d using (ao_id)"
        ),
        True,
    ),
}


@pytest.mark.parametrize("what", HOLDS)
def test_what_the_models_hold(warehouse: Settings, what: str) -> None:
    query, expected = HOLDS[what]
    assert one(warehouse, query) == expected


def test_the_dpo_looks_up_an_owner_without_any_number(warehouse: Settings) -> None:
    """WIV-4.6, WIV-3.2.1: by the place in the delivery as people write it, each of the two owners for itself."""
    with connect("dienst_toegang", settings=warehouse) as writer:
        writer.execute(
            "insert into register.partij (partij_code, naam) values ('0316380841', 'Proef') on conflict do nothing"
        )
        writer.execute(
            "insert into toegang.inzage_login (login_rol, partij_code) values ('proef_dpo'::regrole, '0316380841')"
        )
    with connect("proef_dpo", settings=warehouse, autocommit=True) as dpo:
        for plaats in (1, 2):
            [(found,)] = dpo.execute(
                "call cwr_inzage.persoon(%s, 'verzoek van een eigenaar')", [f"eigenaar/{KBO}/1/H1/{plaats}"]
            ).fetchall()
            owners = found["gegevens"][f"{V}.eigenaar"]
            assert {(one["woonmaatschappij_kbo"], one["rij"]) for one in owners} == {(KBO, plaats)}


def test_every_record_of_the_message_is_in_the_layers(warehouse: Settings) -> None:
    """WIV-3: the demo feed has all of them, so no model is empty because nobody filled it."""
    for layer in contract_by_id("cwr-xml-1").layers:
        record = layer.table.removeprefix("cwr_")
        if record in {"verwijderde_woning", "bericht", "overgeslagen", "grond", "wijziging"}:
            continue
        assert one(warehouse, f"select count(*) > 0 from staging.stg_cwr__{record}"), record
    # WIV-3.1.11: changes are read by the history only.
    assert one(warehouse, "select count(*) > 0 from cwr_kluis.persoon_historie where geldig_van_geleverd is not null")
    relations = read(
        warehouse,
        ADMIN,
        f"select oid::regclass::text from pg_class where relnamespace = '{V}'::regnamespace and relkind = 'r'",
    )
    empty = {name for name in relations if not one(warehouse, f"select exists (select from {name})")}
    assert empty <= {f"{V}.pseudoniem_overgang", f"{V}.grond"}


def test_every_policy_of_article_3_stands_on_its_relation(warehouse: Settings, repo: Path) -> None:
    """The page says which policy guards a column: it is there, and no reader passes by it."""
    policies: dict[str, set[str]] = {}
    for relation, policy in read(warehouse, ADMIN, "select polrelid::regclass::text, polname::text from pg_policy"):
        policies.setdefault(relation, set()).add(policy)
    for wiv, column, told in artikel_3.columns(repo):
        relation = column.rpartition(".")[0]
        if relation.startswith("staging."):
            readers = (
                "select count(*) from pg_roles where rolname ~ '^(lmvw|cwr|publiek)_' "
                f"and has_any_column_privilege(oid, '{relation}', 'select')"
            )
            assert one(warehouse, readers, ADMIN) == 0, column
        else:
            assert set(told.split(", ")) | {"bouwer", "inzage"} == policies[relation], (wiv, column)


def test_pseudonyms_are_keyed_per_purpose_and_the_number_is_not_made_of_the_insz(warehouse: Settings) -> None:
    """WIV-2, WIV-3.1, WIV-4."""
    keys = {doel: found[0] for doel, found in pseudoniem_sleutels(warehouse).items()}
    assert len({key.sleutel for key in keys.values()}) == len(DOELEN)
    [person] = read(warehouse, BUILDER, "select to_jsonb(p) from cwr_kluis.persoon_pseudoniem as p limit 1")
    number = bytes.fromhex(person["persoon_id"].replace("-", ""))
    for doel, key in keys.items():
        made = hmac.digest(key.sleutel, number, "sha256")[:16].hex()
        assert person[f"pseudoniem_{doel}"].replace("-", "") == made
    assert len({value for name, value in person.items()}) == 1 + len(DOELEN)


READS: dict[str, dict[str, bool]] = {
    "proef_huurprijs": {
        f"select persoon_id from {V}.gezinslid": False,
        f"select pseudoniem_statistiek from {V}.gezinslid": False,
        f"select pseudoniem_huurprijs, leeftijd from {V}.gezinslid": True,
        f"select gezamenlijk_belastbaar_inkomen_eur from {V}.aanslagbiljet": True,
        f"select gezinskorting_toegepast from {V}.huurprijsberekening": True,
        f"select gezinskorting_eur from {V}.huurprijsberekening_korting": False,
        f"select from {V}.handicap": False,
        f"select from {V}.pensioenrecht_toestand": False,
        f"select from {V}.eigenaar": False,
        f"select straatnaam from {V}.woning": True,
        "select from cwr_kluis.persoon": False,
    },
    "proef_prestatie": {
        f"select pseudoniem_prestatie, leeftijd, is_belg from {V}.gezinslid": True,
        f"select geslacht from {V}.gezinslid": False,
        f"select from {V}.werkloosheid": False,
        f"select reele_huur_eur, totaal_inkomen_eur from {V}.huurprijsberekening": True,
        f"select onderbezettingsvergoeding_eur from {V}.huurprijsberekening": False,
    },
    "proef_statistiek": {
        f"select pseudoniem_statistiek, geslacht from {V}.gezinslid": True,
        f"select pseudoniem_huurprijs from {V}.gezinslid": False,
        f"select nis_code, woningtype from {V}.woning": True,
        f"select straatnaam from {V}.woning": False,
        f"select ligging from {V}.woning": False,
        f"select rij_hash from {V}.woning": False,
        f"select contractnummer from {V}.huurovereenkomst": False,
        f"select opzeg_detail from {V}.huureinde": False,
        f"select pseudoniem_statistiek from {V}.eigenaar": True,
    },
    "proef_gsc": {f"select woning_id from {V}.huurovereenkomst": True, f"select from {V}.gezinslid": False},
    "proef_beleid": {f"select from {V}.woning": False, f"select from {V}.gezinslid": False},
    "proef_dpo": {f"select from {V}.woning": False, "select from cwr_kluis.persoon": False},
    "proef_toezicht": {
        f"select pseudoniem_toezicht from {V}.gezinslid": True,
        f"select opzeg_detail from {V}.huureinde": False,
        f"select from {V}.handicap": False,
    },
    "proef_woonmaatschappij": {
        f"select straatnaam from {V}.woning": True,
        f"select contractnummer from {V}.huurovereenkomst": True,
        f"select from {V}.gezinslid": False,
        f"select from {V}.huurprijsberekening": False,
    },
    "dienst_kluis": {
        "select persoon_id from cwr_kluis.persoon_sleutel": True,
        "select insz from cwr_kluis.persoon_sleutel": False,
        "select from cwr_kluis.persoon": False,
        f"select from {V}.gezinslid": False,
    },
}


@pytest.mark.parametrize("login", READS)
def test_a_purpose_reads_what_the_matrix_gives_it(warehouse: Settings, login: str) -> None:
    """WIV-4: a real connection as the role, for what it gets and for what it is denied."""
    for query, allowed in READS[login].items():
        try:
            assert read(warehouse, login, query), f"nothing: {query}"
        except psycopg.errors.InsufficientPrivilege:
            assert not allowed, query
        else:
            assert allowed, query


def test_rows_need_a_right_in_force(warehouse: Settings) -> None:
    """WIV-4.7, WIV-4.10, WIV-4.12: Flanders, one woonmaatschappij, or nothing."""
    everything = one(warehouse, f"select count(*) from {V}.gezinslid")
    own = one(warehouse, f"select count(*) from {V}.gezinslid where woonmaatschappij_kbo = '{KBO}'")
    assert 0 < own < everything
    count = f"select count(levering_id) from {V}."
    for login, relation, rows in (
        ("proef_huurprijs", "gezinslid", everything),
        ("proef_zonder_recht", "gezinslid", 0),
        ("proef_zonder_recht", "woning", 0),
        ("proef_toezicht", "gezinslid", own),
        ("proef_toezicht", "woning", one(warehouse, f"{count}woning")),
        ("proef_woonmaatschappij", "woning", 10),
    ):
        assert one(warehouse, f"{count}{relation}", login) == rows, (login, relation)


def test_health_is_read_on_a_decision_of_the_dpo_only(warehouse: Settings) -> None:
    """Article 9 GDPR, WIV-3.7, WIV-3.8: no row, no reading; the ground is one of the two that the protocol names."""
    relations = {
        "WIV-3.7": ["handicap"],
        "WIV-3.8": ["arbeidsongeschiktheid", "ao_vergoeding"],
        "afgeleid": ["huurprijsberekening_korting", "pensioenrecht_toestand", "pensioenbetaling_ziv"],
    }

    def seen() -> set[str]:
        return {
            categorie
            for categorie, names in relations.items()
            for name in names
            if one(warehouse, f"select count(levering_id) from {V}.{name}", "proef_statistiek")
        }

    assert seen() == set()
    refused = grondslag.besluit("WIV-3.7", "statistiek", None, door="DPO", motivering="niet nodig", settings=warehouse)
    assert seen() == set(), "a refusal gives nothing"
    for categorie in relations:
        made = grondslag.besluit(categorie, "statistiek", "9.2.g", door="DPO", motivering="studie", settings=warehouse)
        assert seen() == {categorie}
        grondslag.besluit(categorie, "statistiek", None, door="DPO", motivering="bij nader inzien", settings=warehouse)
        assert seen() == set(), "the last decision holds"
        made = grondslag.besluit(categorie, "statistiek", "9.2.b", door="DPO", motivering="studie", settings=warehouse)
        assert seen() == {categorie}
        grondslag.intrek(made, door="DPO", reden="klaar", settings=warehouse)
        assert seen() == set()
    audit = "select count(*) from audit.gebeurtenis where soort ~ '^grondslag' and onderwerp = '{}'"
    assert one(warehouse, audit.format(made), "proef_dpo") == 2
    with pytest.raises(WoonkluisError, match="there is no decision"):
        grondslag.intrek(made, door="DPO", reden="nog eens", settings=warehouse)
    for wrong in (
        ("WIV-3.9", "statistiek", "9.2.g"),
        ("WIV-3.7", "huurprijs", "9.2.g"),
        ("WIV-3.7", "statistiek", "6.1"),
    ):
        with pytest.raises(WoonkluisError):
            grondslag.besluit(*wrong, door="DPO", motivering="x", settings=warehouse)
    with connect("dienst_toegang", settings=warehouse) as writer, pytest.raises(psycopg.errors.CheckViolation):
        writer.execute(
            "update register.grondslag set ingetrokken_op = now(), ingetrokken_door = 'x', ingetrokken_reden = 'x' "
            "where grondslag_id = %s",
            [made],
        )
    assert refused != made


def test_every_look_at_a_person_is_logged(warehouse: Settings) -> None:
    """WIV-6.9: pgaudit logs what woonkluis_leeslog has a grant on; every relation of vault and layer has it."""
    unlogged = read(
        warehouse,
        ADMIN,
        "select oid::regclass::text from pg_class where relkind = 'r' "
        f"and relnamespace in ('{V}'::regnamespace, 'cwr_kluis'::regnamespace) "
        "and not has_table_privilege('woonkluis_leeslog', oid, 'select')",
    )
    assert unlogged == []


def test_numbers_and_pseudonyms_are_never_rebuilt(warehouse: Settings) -> None:
    assert maak_personen(warehouse) == pseudoniemen.Gemaakt(0, 0)
    for statement in (
        "update cwr_kluis.persoon_sleutel set insz = insz",
        "update cwr_kluis.pseudoniem set versie = versie",
        "update cwr_kluis.pseudoniem_versie set vingerafdruk = repeat('a', 16)",
        "truncate cwr_kluis.persoon_sleutel cascade",
        "truncate cwr_kluis.pseudoniem",
    ):
        with connect(ADMIN, settings=warehouse) as admin, pytest.raises(psycopg.Error):
            admin.execute(statement.encode())


@pytest.fixture
def vergeten(warehouse: Settings) -> Iterator[Callable[[], int]]:
    """Take away pseudonyms of every third person, as a run that was killed would leave them; returns how many."""

    def forget() -> int:
        with connect(ADMIN, settings=warehouse) as admin:
            return admin.execute(
                "delete from cwr_kluis.pseudoniem where persoon_id in "
                "(select persoon_id from (select persoon_id, row_number() over (order by persoon_id) as n "
                "from cwr_kluis.persoon_sleutel) as p where n % 3 = 0)"
            ).rowcount

    yield forget
    maak_personen(warehouse)


NAMES = "select md5(string_agg(p::text, ' ' order by persoon_id, doel, versie)) from cwr_kluis.pseudoniem as p"


def test_two_runs_at_once_and_a_killed_one_give_the_same(
    warehouse: Settings, vergeten: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = one(warehouse, NAMES)
    monkeypatch.setattr(pseudoniemen, "BATCH", 7)
    missing = vergeten()
    with ThreadPoolExecutor(2) as pool:
        made = [done.pseudoniemen for done in pool.map(maak_personen, [warehouse, warehouse])]
    assert sum(made) == missing
    assert one(warehouse, NAMES) == before

    missing = vergeten()
    real, calls = pseudoniemen.pseudoniem, iter(range(100_000))

    def dies(key: Any, person: Any) -> Any:
        if next(calls) == 20:
            raise KeyboardInterrupt
        return real(key, person)

    monkeypatch.setattr(pseudoniemen, "pseudoniem", dies)
    with pytest.raises(KeyboardInterrupt):
        maak_personen(warehouse)
    monkeypatch.setattr(pseudoniemen, "pseudoniem", real)
    assert 0 < maak_personen(warehouse).pseudoniemen < missing
    assert one(warehouse, NAMES) == before


def test_a_key_that_is_lost_or_another_stops_the_run(warehouse: Settings) -> None:
    path = pseudoniem_dir(warehouse) / "toezicht-0001.txt"
    text = path.read_text()
    secret = text.splitlines()[-1]
    try:
        for spoil, words in (
            (path.unlink, "keys of pseudonyms are lost .*toezicht-0001.txt"),
            (lambda: path.write_text("# x\n" + "0" * 64 + "\n"), "is not the one its pseudonyms were made with"),
            (lambda: path.write_text("GEHEIM\n"), "is no key of pseudonyms"),
            (lambda: path.chmod(0o640), "can be read by others"),
        ):
            path.touch()
            path.chmod(0o600)
            path.write_text(text)
            spoil()
            with pytest.raises(WoonkluisError, match=words) as told:
                maak_personen(warehouse)
            assert secret not in str(told.value)
            assert "GEHEIM" not in str(told.value)
    finally:
        path.touch()
        path.chmod(0o600)
        path.write_text(text)
    assert maak_personen(warehouse).pseudoniemen == 0


def test_no_key_and_no_insz_is_where_it_should_not_be(warehouse: Settings) -> None:
    """WIV-3.1: keys are in no table, and what a run says has numbers only."""
    secrets = {key.sleutel for keys in pseudoniem_sleutels(warehouse).values() for key in keys}
    for relation in ("persoon_sleutel", "pseudoniem", "pseudoniem_versie"):
        rows = json.dumps(read(warehouse, ADMIN, f"select to_jsonb(t) from cwr_kluis.{relation} as t"))
        assert not [key for key in secrets if key.hex() in rows or key[:16].hex() in rows.replace("-", "")]
    assert not re.search(r"[0-9]{11}", repr(maak_personen(warehouse)))
    assert "sleutel=" not in repr(pseudoniem_sleutels(warehouse))


def test_rotation_shows_the_new_version_when_complete_and_the_old_until_it_is_retired(
    warehouse: Settings,
) -> None:
    """WIV-2.2: last in this file, because what statistiek sees is another afterwards."""

    def stand() -> dict[int, str]:
        return {row[1]: row[2] for row in overzicht(warehouse)[1] if row[0] == "statistiek"}

    def build() -> None:
        """What dbt compiled, without its start."""
        for relation in ("cwr_kluis.persoon_pseudoniem", f"{V}.pseudoniem_overgang"):
            name = f"{relation.partition('.')[2]}.sql"
            [compiled] = (warehouse.state_dir / "dbt/target/compiled").rglob(name)
            with connect(BUILDER, settings=warehouse) as builder:
                builder.execute(f"delete from {relation}".encode())
                builder.execute(f"insert into {relation} ".encode() + compiled.read_bytes())

    shown = "select persoon_id::text, pseudoniem_statistiek from cwr_kluis.persoon_pseudoniem"
    before = dict(read(warehouse, BUILDER, shown))
    with pytest.raises(WoonkluisError, match="version 1 is what statistiek sees"):
        trek_in("statistiek", 1, warehouse)
    assert roteer("statistiek", warehouse) == 2
    build()
    assert dict(read(warehouse, BUILDER, shown)) == before, "the key alone changes nothing"
    assert maak_personen(warehouse).pseudoniemen == len(before)
    assert stand() == {1: "overgang", 2: "getoond"}
    build()
    after = dict(read(warehouse, BUILDER, shown))
    assert set(after) == set(before)
    assert not set(after.values()) & set(before.values())
    became = dict(read(warehouse, "proef_statistiek", f"select oud, nieuw from {V}.pseudoniem_overgang"))
    assert became == {before[number]: after[number] for number in before}
    assert read(warehouse, "proef_huurprijs", f"select from {V}.pseudoniem_overgang") == []

    assert trek_in("statistiek", 1, warehouse) == len(before)
    assert trek_in("statistiek", 1, warehouse) == 0, "again is harmless"
    assert not (pseudoniem_dir(warehouse) / "statistiek-0001.txt").exists()
    assert maak_personen(warehouse).pseudoniemen == 0
    build()
    assert stand() == {1: "ingetrokken", 2: "getoond"}
    assert read(warehouse, "proef_statistiek", f"select oud from {V}.pseudoniem_overgang") == []
    assert dict(read(warehouse, BUILDER, shown)) == after


def test_a_key_lost_for_good_gives_way_to_a_newer_one(warehouse: Settings) -> None:
    (pseudoniem_dir(warehouse) / "gsc-0001.txt").unlink()
    with pytest.raises(WoonkluisError, match="lost"):
        maak_personen(warehouse)
    assert roteer("gsc", warehouse) == 2
    assert maak_personen(warehouse).pseudoniemen > 0
    assert trek_in("gsc", 1, warehouse) > 0
