"""WIV-6.10: who may look a person up, what each gets, and what the log then holds."""

from __future__ import annotations

import json
import re
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.conftest import REPO
from tests.huis import KBO
from tests.roles.inzage import (
    ANDER,
    ANDERE_KBO,
    APP,
    ASK,
    BUITEN,
    DPO,
    FETCH,
    HUURPRIJS,
    MEDEWERKER,
    ONBEKEND,
    PARTIJ,
    PERSONEN,
    REDEN,
    TOEPASSING,
    TOEZICHT,
    ZONDER,
    kijk,
    vragen,
)
from tests.roles.spel import PLAYERS

from woonkluis.access.logins import Reader, Right
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from woonkluis.platform.settings import Settings

    Als = Callable[..., psycopg.Connection[Any]]

pytestmark = pytest.mark.usefixtures("kijkers")

WIE = PERSONEN[0]
DOC = REPO / "docs" / "inzage.md"
OF_NOBODY = {"cwr_kluis.pseudoniem_versie", "cwr_kluis.sleutel_zout", "cwr_vertrouwelijk.grond"}
"""Relations of vault and confidential layer of which no row is of a person."""


@contextmanager
def rijen(als: Als, *statements: str) -> Iterator[None]:
    """Rows that the administrator adds (`insert into x ...`), for as long as it takes."""
    admin = als("beheerder", autocommit=True)
    added = []
    try:
        for statement in statements:
            relation = statement.split()[2]
            [(ctid,)] = admin.execute(f"{statement} returning ctid::text".encode()).fetchall()
            added.append((relation, ctid))
        yield
    finally:
        admin.execute("set session_replication_role = replica")
        for relation, ctid in reversed(added):
            admin.execute(f"delete from {relation} where ctid = %s::tid".encode(), [ctid])


def gebreken(als: Als) -> list[str]:
    """What the verifier of the chain finds, as its own login asks it."""
    verifier = als("dienst_audit", autocommit=True)
    verifier.execute("select audit.verzegel()")
    return [gebrek for (gebrek,) in verifier.execute("select gebrek from audit.controleer()")]


def nummer(als: Als, insz: str) -> str:
    [(persoon_id,)] = als("beheerder").execute(
        "select persoon_id::text from cwr_kluis.persoon_sleutel where insz = %s", [insz]
    )
    return str(persoon_id)


@pytest.mark.parametrize(
    "statement",
    [
        "select cwr_inzage.vraag('{insz}', '{reden}')",
        "select cwr_inzage.antwoord(gen_random_uuid())",
        "call cwr_inzage.persoon('{insz}', '{reden}')",
    ],
)
def test_nobody_else_looks_anybody_up(statement: str, als: Als) -> None:
    """WIV-4.10: also not who is in such a group but was not registered."""
    text = statement.format(insz=WIE, reden=REDEN)
    for login in (*PLAYERS, ZONDER):
        with pytest.raises(psycopg.errors.InsufficientPrivilege) as refusal:
            als(login, autocommit=True).execute(text.encode())
        assert WIE not in str(refusal.value.diag.message_primary), login
    assert vragen(als, ZONDER) == []


def test_huurprijs_gets_the_identity_and_the_fact_of_a_reduction(als: Als) -> None:
    """WIV-2.4a: no data about health, no number of the person, no pseudonym of another purpose."""
    handicap = f"insert into cwr_vertrouwelijk.handicap (persoon_id, woonmaatschappij_kbo, aard_handicap) values ('{nummer(als, WIE)}', '{KBO}', 'geheim')"
    with rijen(als, handicap):
        gekregen = kijk(als(HUURPRIJS, autocommit=True), WIE)
    assert set(gekregen) == {"identiteit", "huurovereenkomsten"}
    assert (gekregen["identiteit"]["insz"], gekregen["identiteit"]["naam"]) == (WIE, "Testpersoon")
    [huur] = gekregen["huurovereenkomsten"]
    assert set(huur) == {"huurovereenkomst_id", "pseudoniem_huurprijs", "gezinskorting_toegepast"}
    rows = als(HUURPRIJS).execute(
        "select huurovereenkomst_id::text from cwr_vertrouwelijk.gezinslid where pseudoniem_huurprijs = %s",
        [huur["pseudoniem_huurprijs"]],
    )
    assert rows.fetchall() == [(huur["huurovereenkomst_id"],)]
    assert nummer(als, WIE) not in json.dumps(gekregen)
    assert kijk(als(HUURPRIJS, autocommit=True), f"{WIE[:2]}.{WIE[2:4]}.{WIE[4:6]}-{WIE[6:9]}.{WIE[9:]}") == gekregen
    assert kijk(als(HUURPRIJS, autocommit=True), nummer(als, WIE)) == gekregen


def test_the_page_works_as_it_is_typed(als: Als, huis: Settings, tmp_path: Path) -> None:
    """docs/inzage.md: psql of the server itself, and what the DPO asks."""
    page = DOC.read_text(encoding="utf-8")
    typed = "".join(re.findall(r"^    (.*\n)", page.partition("In psql.")[2].partition("In R:")[0], re.MULTILINE))
    script = tmp_path / "inzage.sql"
    script.write_text(typed)
    binaries = Path(json.loads(huis.cluster_file.read_text())["binaries"])
    done = subprocess.run(
        [binaries / "psql", "--no-psqlrc", "--tuples-only", f"--file={script}", huis.dsn(HUURPRIJS)],
        input=f"{WIE}\n{REDEN}\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert '"naam": "Testpersoon"' in done.stdout, done.stderr
    statements = re.findall(r"^    (select .*;)$", page.partition("Who looks up many")[2], re.MULTILINE)
    assert len(statements) == 2
    for statement in statements:
        als(DPO).execute(statement.encode())


def test_an_owner_is_not_for_huurprijs(als: Als) -> None:
    """WIV-2.4a: support with rents is about tenants; toezicht sees who lets a dwelling too (WIV-4.7)."""
    with rijen(
        als,
        f"insert into cwr_kluis.persoon_sleutel (insz) values ('{ONBEKEND}')",
        f"insert into cwr_kluis.persoon (persoon_id, insz, naam) select persoon_id, insz, 'Verhuurder' from cwr_kluis.persoon_sleutel where insz = '{ONBEKEND}'",
        f"insert into cwr_vertrouwelijk.eigenaar (persoon_id, woonmaatschappij_kbo) select persoon_id, '{KBO}' from cwr_kluis.persoon_sleutel where insz = '{ONBEKEND}'",
    ):
        assert kijk(als(HUURPRIJS, autocommit=True), ONBEKEND) is None
        assert kijk(als(TOEZICHT, autocommit=True), ONBEKEND)["identiteit"]["naam"] == "Verhuurder"
        assert kijk(als(BUITEN, autocommit=True), ONBEKEND) is None


def test_toezicht_gets_data_about_health_of_the_woonmaatschappij_under_inspection(als: Als) -> None:
    """WIV-4.7, article 9 GDPR: each relation with such a policy, and no row of another woonmaatschappij."""
    wie = nummer(als, WIE)
    lease = f"select huurovereenkomst_id from cwr_vertrouwelijk.gezinslid where persoon_id = '{wie}'"
    relations = als("beheerder").execute(
        "select polrelid::regclass::text, exists (select from pg_attribute where attrelid = polrelid and attname = 'persoon_id') "
        "from pg_policy where polname ~ '^cwr_grondslag_'"
    )
    relaties = dict(relations.fetchall())
    assert len(relaties) == 6
    inserts = [
        f"insert into {relatie} ({'persoon_id' if persoonlijk else 'huurovereenkomst_id'}, woonmaatschappij_kbo, levering_id) "
        + (f"values ('{wie}', '{kbo}', {rij})" if persoonlijk else f"values (({lease}), '{kbo}', {rij})")
        for relatie, persoonlijk in relaties.items()
        for rij, kbo in ((1, KBO), (2, ANDERE_KBO))
    ]
    with rijen(als, *inserts):
        gekregen = kijk(als(TOEZICHT, autocommit=True), WIE)
        assert set(gekregen) == {"identiteit", "gezondheid"}
        # The deliveries of the house stand there too, with a lease of their own.
        found = {
            relatie: {row["woonmaatschappij_kbo"] for row in rows} for relatie, rows in gekregen["gezondheid"].items()
        }
        assert found == {relatie: {KBO} for relatie in relaties}
        assert wie not in json.dumps(gekregen)
        # A row about somebody of whom nothing else stands there: a child of which only the handicap was delivered.
        assert kijk(als(BUITEN, autocommit=True), WIE)["gezondheid"].keys() == {
            relatie for relatie, persoonlijk in relaties.items() if persoonlijk
        }
    assert kijk(als(BUITEN, autocommit=True), WIE) is None


def test_dpo_gets_every_relation_and_everyone_who_looked(als: Als) -> None:
    """WIV-4.6: a row about the person in each relation of vault and confidential layer; none of another person."""
    wie, ander = nummer(als, PERSONEN[4]), nummer(als, PERSONEN[5])
    kijk(als(HUURPRIJS, autocommit=True), PERSONEN[4], "eerste vraag over de huur")
    found = als("beheerder").execute("select relatie, voorwaarde from cwr_inzage.vindplaatsen()").fetchall()
    assert {relatie for relatie, voorwaarde in found if voorwaarde is None} == OF_NOBODY
    [(huur, woning)] = als("beheerder").execute(
        "select l.huurovereenkomst_id, h.woning_id from cwr_vertrouwelijk.gezinslid as l "
        "join cwr_vertrouwelijk.huurovereenkomst as h using (huurovereenkomst_id) where l.persoon_id = %s",
        [wie],
    )
    [(naam,)] = als("beheerder").execute(
        "select pseudoniem from cwr_kluis.pseudoniem where persoon_id = %s and doel = 'huurprijs'", [wie]
    )
    hoofd = "00000000-0000-0000-0000-0000000000aa"
    keys = {"persoon_id": wie, "huurovereenkomst_id": huur, "hoofdhuurovereenkomst_id": hoofd, "oud": naam}
    inserts = [
        f"insert into cwr_vertrouwelijk.eigenaar (persoon_id, hoofdhuurovereenkomst_id) values ('{wie}', '{hoofd}')"
    ]
    [(already,)] = als("beheerder").execute("select cwr_inzage.alles_over(array[%s]::uuid[])", [wie])
    already |= {"cwr_vertrouwelijk.eigenaar": [], "cwr_kluis.bevraagd_persoon": []}
    for relatie, voorwaarde in found:
        if voorwaarde is None or relatie in already:
            continue
        key = next(key for key in keys if f"t.{key} = " in voorwaarde)
        inserts.append(f"insert into {relatie} ({key}) values ('{keys[key]}')")
    with rijen(als, *inserts):
        gekregen = kijk(als(DPO, autocommit=True), PERSONEN[4], "verzoek om inzage 2026/3")
    assert set(gekregen["personen"]) == {wie, *(one["persoon_id"] for one in gekregen["inzagen"])}
    assert set(gekregen["gegevens"]) == {relatie for relatie, voorwaarde in found if voorwaarde is not None}
    assert [row["woning_id"] for row in gekregen["gegevens"]["cwr_vertrouwelijk.woning"]] == [str(woning)]
    assert ander not in json.dumps(gekregen)
    assert PERSONEN[5] not in json.dumps(gekregen)
    looks = [(one["login"], one["reden"], one["gevonden"]) for one in gekregen["inzagen"]]
    # The answer to the DPO itself is written down after it was made.
    assert looks == [(HUURPRIJS, "eerste vraag over de huur", True), (DPO, "verzoek om inzage 2026/3", None)]
    assert [row[:2] for row in vragen(als, DPO)][-1:] == [(PERSONEN[4], "toegelaten")]


@pytest.mark.parametrize("login", [HUURPRIJS, TOEZICHT, BUITEN])
def test_unknown_and_outside_get_the_same_empty_answer_and_are_logged(login: str, als: Als) -> None:
    """WIV-6.10: no oracle of existence; who was asked for stays known."""
    before = len(vragen(als, login))
    connection = als(login, autocommit=True)
    assert kijk(connection, "85073003427") is None
    assert kijk(connection, "00000000-0000-0000-0000-000000000001") is None
    if login == BUITEN:
        assert kijk(connection, PERSONEN[3]) is None
    asked = [insz for insz, _ in vragen(als, login)][before:]
    assert asked == ["85073003427", None, *([PERSONEN[3]] if login == BUITEN else [])]
    stands = als(DPO).execute(
        "select persoon_id from audit.inzage where login = %s order by gevraagd_op desc limit 2", [login]
    )
    assert "00000000-0000-0000-0000-000000000001" in {str(one) for (one,) in stands}


def test_who_was_unknown_keeps_the_number_and_is_told_by_it(als: Als) -> None:
    """WIV-6.10, WIV-R.4: asked before the person was delivered, after that, and after the retention took the person."""
    insz = "85073003526"
    assert kijk(als(ANDER, autocommit=True), insz, "voor de eerste levering") is None
    kijk(als(TOEZICHT, autocommit=True), insz, "nog eens, nog onbekend")
    with rijen(
        als,
        f"insert into cwr_kluis.persoon_sleutel (insz) values ('{insz}')",
        f"insert into cwr_vertrouwelijk.gezinslid (persoon_id, huurovereenkomst_id) select persoon_id, gen_random_uuid() from cwr_kluis.persoon_sleutel where insz = '{insz}'",
    ):
        kijk(als(ANDER, autocommit=True), insz, "na de eerste levering")
    gekregen = kijk(als(DPO, autocommit=True), insz, "verzoek van betrokkene")
    assert len(gekregen["personen"]) == 4, "one for each question"
    assert [(one["reden"], one["gevonden"]) for one in gekregen["inzagen"]] == [
        ("voor de eerste levering", False),
        ("nog eens, nog onbekend", False),
        ("na de eerste levering", True),
        ("verzoek van betrokkene", None),
    ]
    assert set(gekregen["gegevens"]) == {"cwr_kluis.bevraagd_persoon"}


def test_the_call_log_has_every_field_and_no_identity(als: Als) -> None:
    """WIV-6.10: tijdstip, partij, toepassing, dienst, gebruiker, persoon; the reason is for the DPO only."""
    als(HUURPRIJS, autocommit=True, application_name="RStudio 2026").execute(
        "call cwr_inzage.persoon(%s, 'reden met een naam erin')", [WIE]
    )
    kijk(als(APP, autocommit=True), WIE, gebruiker=MEDEWERKER)
    rows = als(DPO).execute(
        "select partij, toepassing, dienst, gebruiker, persoon, uitkomst, tijdstip > now() - interval '1 minute' "
        "from audit.oproep order by gebeurtenis_id desc limit 2"
    )
    [door_app, door_mens] = rows.fetchall()
    behind = "select insz, count(*) from cwr_kluis.bevraagd_persoon where persoon_id = any(%s::uuid[]) group by insz"
    assert als("beheerder").execute(behind, [[door_mens[4], door_app[4]]]).fetchall() == [(WIE, 2)]
    assert nummer(als, WIE) not in (door_mens[4], door_app[4]), "a number of its own for each question"
    assert door_mens == (PARTIJ, "RStudio 2026", "inzage.huurprijs", HUURPRIJS, door_mens[4], "toegelaten", True)
    assert door_app == (PARTIJ, TOEPASSING, "inzage.huurprijs", MEDEWERKER, door_app[4], "toegelaten", True)
    written = als("dienst_audit").execute("select string_agg(to_jsonb(g)::text, ' ') from audit.gebeurtenis as g")
    [(text,)] = written.fetchall()
    assert "RStudio 2026" in text
    for private in (WIE, "reden met een naam", "Testpersoon", ONBEKEND):
        assert private not in text
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        als("dienst_audit").execute("select reden from audit.inzage")


@pytest.mark.parametrize(
    ("gebruiker", "uitkomst"),
    [
        (None, "gebruiker_ontbreekt"),
        ("", "gebruiker_ontbreekt"),
        ("wiv-9999", "gebruiker_onbekend"),
        (WIE, "gebruiker_onbekend"),
    ],
)
def test_an_application_passes_a_user_who_may(gebruiker: str | None, uitkomst: str, als: Als) -> None:
    """WIV-6.7: without one there is no answer, and the question was written down, without what may be an INSZ."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"WIV-6\.7"):
        kijk(als(APP, autocommit=True), WIE, gebruiker=gebruiker)
    assert vragen(als, APP)[-1] == (WIE, uitkomst)
    [(user,)] = als(DPO).execute("select gebruiker from audit.inzage order by gevraagd_op desc limit 1")
    assert user == ("wiv-9999" if gebruiker == "wiv-9999" else "(ongeldig)" if gebruiker else "(ontbreekt)")


def test_a_person_speaks_for_itself(als: Als) -> None:
    """WIV-6.7: who logs in as a person names no other."""
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        kijk(als(HUURPRIJS, autocommit=True), WIE, gebruiker=MEDEWERKER)


def test_an_ended_user_login_or_group_gets_no_answer_to_what_it_asked(als: Als) -> None:
    """WIV-6.7: what ends between question and answer has ended."""
    app = als(APP, autocommit=True)
    app.execute("set default_transaction_read_only = off")
    writer = als("dienst_toegang", autocommit=True)
    [(vraag,)] = app.execute("select cwr_inzage.vraag(%s, %s, %s)", [WIE, REDEN, MEDEWERKER])
    writer.execute(
        "update register.partij_gebruiker set beeindigd_op = clock_timestamp() where gebruiker = %s", [MEDEWERKER]
    )
    try:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"WIV-6\.7"):
            app.execute(FETCH, [vraag])
    finally:
        writer.execute("update register.partij_gebruiker set beeindigd_op = null where gebruiker = %s", [MEDEWERKER])
    assert app.execute(FETCH, [vraag]).fetchone() is not None


def test_many_look_ups_in_an_hour_are_told_to_the_dpo_once(als: Als) -> None:
    """WIV-6.10: a row that the DPO reads; nobody is stopped."""
    told = "select rijen, toelichting from audit.gebeurtenis where soort = 'inzage.drempel' and onderwerp = %s"
    admin = als("beheerder", autocommit=True)
    assert als(DPO).execute(told, [BUITEN]).fetchall() == []
    [(asked,)] = admin.execute("select count(*) from audit.inzage where login = %s", [BUITEN])
    admin.execute(
        "insert into register.regel_parameter (regime, naam, geldig_van, waarde, bron) "
        "values ('cwr', 'inzage_per_uur', current_date, %s, 'proef')",
        [asked + 1],
    )
    connection = als(BUITEN, autocommit=True)
    try:
        kijk(connection, WIE)
        assert als(DPO).execute(told, [BUITEN]).fetchall() == []
        for _ in range(2):
            kijk(connection, WIE)
        [(rijen, toelichting)] = als(DPO).execute(told, [BUITEN]).fetchall()
        assert rijen == asked + 2
        assert toelichting == {"per_uur": asked + 1, "doel": "toezicht", "partij": PARTIJ}
    finally:
        admin.execute("set session_replication_role = replica")
        admin.execute(
            "delete from register.regel_parameter where naam = 'inzage_per_uur' and geldig_van = current_date"
        )


@pytest.mark.parametrize(
    ("tamper", "repair", "found"),
    [
        (
            "update audit.inzage set reden = 'heel iets anders' where vraag_id = %s",
            "update audit.inzage set reden = 'wat er werkelijk stond' where vraag_id = %s",
            "gewijzigd: de inzage",
        ),
        (
            "update audit.inzage set reden = '(gewist)' where vraag_id = %s",
            "update audit.inzage set reden = 'wat er werkelijk stond' where vraag_id = %s",
            "gewijzigd: de inzage",
        ),
        ("update audit.inzage set vraag_id = gen_random_uuid() where vraag_id = %s", "", "verwijderd: de inzage"),
    ],
)
def test_the_verifier_finds_a_changed_look_up(tamper: str, repair: str, found: str, als: Als) -> None:
    """WIV-6.10: an administrator without guards; and with them the record only grows."""
    connection = als(ANDER, autocommit=True)
    connection.execute("set default_transaction_read_only = off")
    [(vraag,)] = connection.execute(ASK, [WIE, "wat er werkelijk stond"])
    admin = als("beheerder", autocommit=True)
    for statement in (tamper, "delete from audit.inzage where vraag_id = %s", "truncate audit.inzage cascade -- %s"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            admin.execute(statement.replace("%s", f"'{vraag}'").encode())
    assert gebreken(als) == []
    admin.execute("set session_replication_role = replica")
    admin.execute("create temporary table toen as select * from audit.inzage where vraag_id = %s", [vraag])
    admin.execute(tamper.encode(), [vraag])
    try:
        assert any(found in gebrek for gebrek in gebreken(als))
    finally:
        if repair:
            admin.execute(repair.encode(), [vraag])
        else:
            admin.execute(
                "update audit.inzage as i set vraag_id = toen.vraag_id from toen where i.transactie = toen.transactie"
            )
    assert gebreken(als) == []


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (
            "update audit.inzage_antwoord set gevonden = not gevonden where vraag_id = {vraag}",
            {"gewijzigd: het antwoord van deze gebeurtenis"},
        ),
        (
            "update audit.inzage_antwoord set beantwoord_op = beantwoord_op - interval '1 day' where vraag_id = {vraag}",
            {"gewijzigd: het antwoord van deze gebeurtenis"},
        ),
        (
            "delete from audit.inzage_antwoord where vraag_id = {vraag}",
            {"verwijderd: het antwoord van deze gebeurtenis"},
        ),
        (
            "insert into audit.inzage_antwoord (vraag_id, gevonden) values ({open}, false)",
            {"ingevoegd: een antwoord zonder gebeurtenis"},
        ),
        (
            "update cwr_kluis.bevraagd_persoon set insz = '85073003922' where persoon_id = {persoon}",
            {
                "gewijzigd: wie achter het nummer van deze gebeurtenis staat",
                "ingevoegd of gewijzigd: wie achter een nummer staat, zonder gebeurtenis",
            },
        ),
        (
            "update cwr_kluis.bevraagd_persoon set persoon_id = gen_random_uuid() where persoon_id = {persoon}",
            {
                "verwijderd: wie achter het nummer van deze gebeurtenis staat",
                "ingevoegd of gewijzigd: wie achter een nummer staat, zonder gebeurtenis",
            },
        ),
        (
            "delete from cwr_kluis.bevraagd_persoon where persoon_id = {persoon}",
            {"verwijderd: wie achter het nummer van deze gebeurtenis staat"},
        ),
        (
            "insert into cwr_kluis.bevraagd_persoon (persoon_id, insz) values ({persoon}, '85073003922')",
            {"ingevoegd of gewijzigd: wie achter een nummer staat, zonder gebeurtenis"},
        ),
    ],
)
def test_the_verifier_finds_a_changed_answer_and_who_is_behind_a_number(tamper: str, found: set[str], als: Als) -> None:
    """WIV-6.10: as for the questions; whose a number is stands in the chain as a hash that nobody outside the vault makes."""
    insz = "75073003627"
    connection = als(ANDER, autocommit=True)
    connection.execute("set default_transaction_read_only = off")
    admin = als("beheerder")
    assert kijk(connection, insz, "wie er achter het nummer staat") is None
    [(vraag, persoon)] = admin.execute(
        "select i.vraag_id, i.persoon_id from audit.inzage as i join audit.inzage_antwoord using (vraag_id) "
        "where reden = 'wie er achter het nummer staat' order by gevraagd_op desc limit 1"
    )
    [(open_vraag,)] = connection.execute(ASK, [insz, "vraag zonder antwoord"])
    admin.execute("select audit.verzegel()")
    admin.commit()
    assert gebreken(als) == []
    [(events,)] = admin.execute(
        "select string_agg(toelichting::text, ' ') from audit.gebeurtenis where onderwerp = %s::text", [persoon]
    )
    [(key,)] = admin.execute(
        "select bevraagd_persoon_id::text from cwr_kluis.bevraagd_persoon where persoon_id = %s", [persoon]
    )
    assert insz not in events
    assert key not in events
    # Undone at the end: what the verifier sees is in this transaction.
    admin.execute("set local session_replication_role = replica")
    admin.execute(tamper.format(vraag=f"'{vraag}'", open=f"'{open_vraag}'", persoon=f"'{persoon}'").encode())
    assert {gebrek for (gebrek,) in admin.execute("select gebrek from audit.controleer()")} == found
    admin.rollback()
    for statement in (
        "update audit.inzage_antwoord set gevonden = not gevonden",
        "update cwr_kluis.bevraagd_persoon set insz = null",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            admin.execute(statement.encode())
        admin.rollback()


def test_a_log_from_another_cluster_holds_up_nobody(als: Als) -> None:
    """WIV-6.10: where a dump was restored, numbers of transactions are still to come that stand in the log."""
    admin = als("beheerder", autocommit=True)
    admin.execute("set session_replication_role = replica")
    [(now,)] = admin.execute("select pg_current_xact_id()::text::bigint")
    admin.execute(
        "with vraag as ("
        "insert into audit.inzage (login, doel, partij_code, toepassing, gebruiker, persoon_id, uitkomst, reden, "
        "transactie, cluster) select %s, 'huurprijs', %s, 'x', 'x', gen_random_uuid(), 'toegelaten', "
        "'uit een ander cluster', n::text::xid8, 1 from generate_series(%s::bigint, %s) as n returning vraag_id, transactie) "
        "insert into audit.inzage_antwoord (vraag_id, gevonden, transactie, cluster) "
        "select vraag_id, false, transactie, 1 from vraag",
        [ANDER, PARTIJ, now, now + 60],
    )
    try:
        assert kijk(als(ANDER, autocommit=True), WIE)["identiteit"]["insz"] == WIE
        [(transactie, hier)] = admin.execute(
            "select transactie::text::bigint, cluster = (pg_control_system()).system_identifier from audit.inzage "
            "where reden = %s order by gevraagd_op desc limit 1",
            [REDEN],
        )
        assert (now < transactie < now + 60, hier) == (True, True), "it had a number that stands there"
    finally:
        admin.execute("delete from audit.inzage_antwoord where cluster = 1")
        admin.execute("delete from audit.inzage where cluster = 1")


def test_the_dpo_finds_looks_at_who_has_no_insz(als: Als) -> None:
    """WIV-4.6: by the key that the deliveries give, before and after the retention took the person."""
    sleutel, ander = f"gezinslid/{KBO}/C-zonder/2", f"gezinslid/{KBO}/C-zonder/3"
    dpo = als(DPO, autocommit=True)
    with rijen(
        als,
        f"insert into cwr_kluis.persoon_sleutel (bron_sleutel) values ('{sleutel}')",
        f"insert into cwr_vertrouwelijk.gezinslid (persoon_id, huurovereenkomst_id) select persoon_id, gen_random_uuid() from cwr_kluis.persoon_sleutel where bron_sleutel = '{sleutel}'",
    ):
        [(persoon,)] = als("beheerder").execute(
            "select persoon_id::text from cwr_kluis.persoon_sleutel where bron_sleutel = %s", [sleutel]
        )
        kijk(als(ANDER, autocommit=True), persoon, "gevraagd met het nummer")
        gekregen = kijk(dpo, sleutel, "verzoek zonder rijksregisternummer")
        assert persoon in gekregen["personen"]
        assert "cwr_vertrouwelijk.gezinslid" in gekregen["gegevens"]
    gekregen = kijk(dpo, sleutel, "verzoek na het wissen")
    assert [(one["login"], one["reden"]) for one in gekregen["inzagen"]] == [
        (ANDER, "gevraagd met het nummer"),
        (DPO, "verzoek zonder rijksregisternummer"),
        (DPO, "verzoek na het wissen"),
    ]
    nobody = kijk(dpo, ander, "iemand die niemand kent")
    assert [one["reden"] for one in nobody["inzagen"]] == ["iemand die niemand kent"]
    assert persoon not in nobody["personen"]
    for login in (HUURPRIJS, TOEZICHT):
        with pytest.raises(psycopg.errors.InvalidParameterValue, match="ask for one person"):
            kijk(als(login, autocommit=True), sleutel)
    for wrong in (f"gezinslid/{KBO}", f"gezinslid/{KBO}/", f"huis/{KBO}/C1/1", "gezinslid/%/C1/1\n"):
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            kijk(dpo, wrong)
    assert gebreken(als) == []


def test_whose_a_number_is_outlives_the_person(als: Als) -> None:
    """WIV-6.10, WIV-R.1: asked by the number of the vault, never answered, and then the retention took the person."""
    sleutel = f"gezinslid/{KBO}/C-weg/1"
    admin, asker = als("beheerder", autocommit=True), als(ANDER, autocommit=True)
    asker.execute("set default_transaction_read_only = off")
    made = "insert into cwr_kluis.persoon_sleutel (bron_sleutel) values (%s) returning persoon_id"
    [(persoon,)] = admin.execute(made, [sleutel])
    asker.execute(ASK, [str(persoon), "met het nummer, zonder antwoord"])
    behind = "select bron_sleutel from cwr_kluis.bevraagd_persoon where persoon_id = %s"
    assert admin.execute(behind, [persoon]).fetchall() == [], "the question looks nothing up"
    assert als("dienst_lader", autocommit=True).execute("select register.wis_personen(100)").fetchone() == (1,)
    assert admin.execute(behind, [persoon]).fetchall() == [(sleutel,)]
    gekregen = kijk(als(DPO, autocommit=True), sleutel, "verzoek na het wissen")
    assert [(one["login"], one["persoon_id"]) for one in gekregen["inzagen"]][:1] == [(ANDER, str(persoon))]
    assert gebreken(als) == []


def test_the_dpo_types_the_place_of_an_owner(als: Als) -> None:
    """WIV-4.6: a slash stands for the sign in the key that nobody types; where a number holds one, the sign itself."""
    dpo = als(DPO, autocommit=True)
    place, slash = f"eigenaar/{KBO}/W27\x1fHW27/1", f"eigenaar/{KBO}/W/27\x1fHW27/1"
    with rijen(
        als,
        f"insert into cwr_kluis.persoon_sleutel (bron_sleutel) values ('{place}')",
        f"insert into cwr_kluis.persoon_sleutel (bron_sleutel) values ('{slash}')",
    ):
        rows = als("beheerder").execute(
            "select bron_sleutel, persoon_id::text from cwr_kluis.persoon_sleutel where bron_sleutel = any(%s)",
            [[place, slash]],
        )
        numbers = dict(rows.fetchall())
        for typed, key in ((place.replace("\x1f", "/"), place), (place, place), (slash, slash)):
            found = kijk(dpo, typed, "verzoek van een eigenaar")["gegevens"]["cwr_kluis.persoon_sleutel"]
            assert [one["persoon_id"] for one in found] == [numbers[key]], typed
    # What could be of two owners, or of a head lease without its woning, is refused: no answer would look like nobody.
    for wrong in (slash.replace("\x1f", "/"), f"eigenaar/{KBO}/HW27/1", f"eigenaar/{KBO}/W27/HW27/x"):
        with pytest.raises(psycopg.errors.InvalidParameterValue, match="ask for an owner by"):
            kijk(dpo, wrong)


def test_a_right_of_a_supervisor_ends(als: Als) -> None:
    """WIV-4.7: refused without an end, in one line; and one that stood before the login was in the group gives nothing."""
    writer, admin = als("dienst_toegang", autocommit=True), als("beheerder", autocommit=True)
    insert = (
        "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, geldig_tot) "
        "values (%s::regrole, 'cwr', 'woonmaatschappij', %s, %s) returning recht_id"
    )
    for einde in (None, "infinity"):
        with pytest.raises(psycopg.errors.CheckViolation, match="ends with the inspection"):
            writer.execute(insert, [TOEZICHT, ANDERE_KBO, einde])
    for einde in ("null", "'infinity'"):
        with pytest.raises(psycopg.errors.CheckViolation, match="ends with the inspection"):
            writer.execute(
                f"update toegang.recht set geldig_tot = {einde} "
                "where login_rol = %s::regrole and geldig_tot > clock_timestamp()".encode(),
                [TOEZICHT],
            )
    with pytest.raises(WoonkluisError, match="ends with the inspection"):
        Reader("kijk_x", ("cwr_toezicht",), (Right("cwr", "woonmaatschappij", KBO),))
    # Given while it was in another group.
    admin.execute(f"revoke cwr_toezicht from {BUITEN}".encode())
    try:
        [(recht,)] = writer.execute(insert, [BUITEN, KBO, None])
    finally:
        admin.execute(f"grant cwr_toezicht to {BUITEN}".encode())
    try:
        reader = als(BUITEN, autocommit=True)
        assert kijk(reader, WIE) is None
        assert reader.execute("select gebied_code from toegang.geldig_recht").fetchall() == [(ANDERE_KBO,)]
        assert reader.execute("select count(*) from cwr_vertrouwelijk.gezinslid").fetchone() == (0,)
    finally:
        writer.execute("update toegang.recht set geldig_tot = clock_timestamp() where recht_id = %s", [recht])


def test_the_log_ends_after_ten_years(als: Als) -> None:
    """WIV-R.4: who was asked for and why goes; the look-up and its place in the chain stay, and verify."""
    admin = als("beheerder", autocommit=True)
    insz = "75073003528"
    connection = als(ANDER, autocommit=True)
    kijk(connection, insz, "lang geleden gevraagd")
    kijk(connection, WIE, "vandaag gevraagd nog")
    [(vraag, persoon)] = admin.execute(
        "select vraag_id, persoon_id from audit.inzage where reden = 'lang geleden gevraagd'"
    )
    loader = als("dienst_lader", autocommit=True)
    assert loader.execute("select register.wis_inzagen(100)").fetchone() == (0,)
    later = "select gebrek from audit.inzage_gebreken(current_date + 4000)"
    admin.execute("set session_replication_role = replica")
    admin.execute("create temporary table toen as select * from audit.inzage where vraag_id = %s", [vraag])
    admin.execute("create temporary table wie as select * from cwr_kluis.bevraagd_persoon")
    admin.execute(
        "update audit.inzage set gevraagd_op = gevraagd_op - interval '10 years 1 day' where vraag_id = %s", [vraag]
    )
    admin.execute("update cwr_kluis.bevraagd_persoon set vastgelegd_op = vastgelegd_op - interval '11 years'")
    try:
        assert loader.execute("select register.wis_inzagen(100)").fetchone() == (2,)
        assert loader.execute("select register.wis_inzagen(100)").fetchone() == (0,)
        assert admin.execute("select reden from audit.inzage where vraag_id = %s", [vraag]).fetchone() == ("(gewist)",)
        assert admin.execute("select from cwr_kluis.bevraagd_persoon where persoon_id = %s", [persoon]).fetchall() == []
        assert admin.execute("select from cwr_kluis.bevraagd_persoon where insz = %s", [WIE]).fetchall() != []
        # By the moment in the chain it went ten years early, whatever the rows say; then it will verify.
        assert sorted(gebreken(als)) == [
            "gewijzigd: de inzage van deze gebeurtenis",
            "verwijderd: wie achter het nummer van deze gebeurtenis staat",
        ]
        assert admin.execute(later.encode()).fetchall() == []
    finally:
        admin.execute(
            "update audit.inzage as i set gevraagd_op = toen.gevraagd_op, reden = toen.reden from toen "
            "where i.vraag_id = toen.vraag_id"
        )
        admin.execute("delete from cwr_kluis.bevraagd_persoon")
        admin.execute("insert into cwr_kluis.bevraagd_persoon select * from wie")
    assert gebreken(als) == []
