"""LMVW-4a, WIV-6.10: whatever is changed in the audit, the verifier names it; and many may write at once."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from woonkluis.access import audit
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from collections.abc import Callable

    from woonkluis.platform.settings import Settings

    Als = Callable[..., psycopg.Connection[Any]]

WRITE = "select audit.noteer_uitvoer('proef', '1', 'lmvw', 'register.levering', 3, 'tester')"

REHASH = """
    do $$
    declare
        rij audit.gebeurtenis;
        kop audit.keten;
    begin
        kop.volgnummer := 0;
        kop.hash := decode(repeat('00', 32), 'hex');
        for rij in select * from audit.gebeurtenis order by volgnummer
        loop
            rij.volgnummer := kop.volgnummer + 1;
            rij.vorige_hash := kop.hash;
            rij.hash := sha256(convert_to(audit.inhoud(rij), 'UTF8'));
            update audit.gebeurtenis set volgnummer = rij.volgnummer, vorige_hash = rij.vorige_hash, hash = rij.hash
            where gebeurtenis_id = rij.gebeurtenis_id;
            kop.volgnummer := rij.volgnummer;
            kop.hash := rij.hash;
        end loop;
        update audit.keten set volgnummer = kop.volgnummer, hash = kop.hash;
    end
    $$
"""
"""What an administrator who knows all of this would do after changing something: make the whole chain again."""

COLUMNS = (
    "gebeurtenis_id, moment, login, rol, proces, soort, onderwerp, regime, studie_id, relatie, rijen, toelichting, "
    "volgnummer, verzegeld_op, vorige_hash, hash"
)


def test_events_are_linked_when_they_are_committed(huis: Settings, als: Als) -> None:
    als("dienst_lader", autocommit=True).execute(WRITE)
    reader = als("dienst_audit")
    row = reader.execute(
        "select nu.login, nu.regime, nu.rijen, nu.volgnummer - ervoor.volgnummer, nu.vorige_hash = ervoor.hash, "
        "nu.verzegeld_op >= nu.moment from audit.gebeurtenis as nu "
        "join audit.gebeurtenis as ervoor on nu.volgnummer = ervoor.volgnummer + 1 "
        "order by nu.gebeurtenis_id desc limit 1"
    ).fetchone()
    assert row == ("dienst_lader", "lmvw", 3, 1, True, True)
    assert audit.verify(settings=huis).intact


def test_a_backlog_is_sealed_in_order_in_one_pass(huis: Settings, als: Als) -> None:
    """Events that arrived without their trigger, of several moments and transactions, and one more that has it."""
    admin = als("beheerder", autocommit=True)
    admin.execute("set session_replication_role = replica")
    for _ in range(3):
        admin.execute(
            "insert into audit.gebeurtenis (moment, soort, onderwerp, toelichting) "
            "select clock_timestamp() - n * interval '1 ms', 'levering.status', n::text, '{}' "
            "from generate_series(1, 100) as n"
        )
    als("dienst_lader", autocommit=True).execute(WRITE)
    rows = admin.execute(
        "select volgnummer, verzegeld_op >= moment, xmin::text from audit.gebeurtenis "
        "order by gebeurtenis_id desc limit 301"
    ).fetchall()[::-1]
    assert [number for number, *_ in rows] == list(range(rows[0][0], rows[0][0] + 301))
    assert all(after for _, after, _ in rows)
    assert len({transaction for *_, transaction in rows}) == 1, "whoever came by next sealed all of them"
    assert audit.verify(settings=huis).intact


def test_hash_can_be_computed_elsewhere(als: Als, events: Callable[[int], list[int]]) -> None:
    """The definition stands in docs/audit.md: another program must come to the same."""
    (number,) = events(1)
    admin = als("beheerder")
    admin.execute("set timezone = 'America/New_York'")
    inhoud, stored, previous = admin.execute(
        "select audit.inhoud(g), encode(hash, 'hex'), encode(vorige_hash, 'hex') from audit.gebeurtenis as g "
        "where volgnummer = %s",
        [number],
    ).fetchone()
    assert hashlib.sha256(inhoud.encode()).hexdigest() == stored
    fields = json.loads(inhoud)
    assert (fields["volgnummer"], fields["vorige_hash"]) == (number, previous)
    everything = {column.strip() for column in COLUMNS.split(",")}
    assert set(fields) == everything - {"hash"}
    real = {
        name
        for (name,) in admin.execute(
            "select attname from pg_attribute where attrelid = 'audit.gebeurtenis'::regclass and attnum > 0"
        )
    }
    assert real == everything, "a column outside the hash could be changed"


KINDS = [
    pytest.param(
        "update audit.gebeurtenis set toelichting = '{}' where volgnummer = %(b)s", "b", "gewijzigd", id="contents"
    ),
    pytest.param(
        "update audit.gebeurtenis set login = 'iemand' where volgnummer = %(b)s", "b", "gewijzigd", id="login"
    ),
    pytest.param(
        "update audit.gebeurtenis set moment = moment - interval '1 s' where volgnummer = %(b)s",
        "b",
        "gewijzigd",
        id="moment",
    ),
    pytest.param(
        "update audit.gebeurtenis set verzegeld_op = null where volgnummer = %(b)s", "b", "gewijzigd", id="seal"
    ),
    pytest.param("update audit.gebeurtenis set hash = null where volgnummer = %(b)s", "b", "verwijderd", id="hash"),
    pytest.param(
        "update audit.gebeurtenis set hash = sha256('x') where volgnummer = %(b)s", "b", "gewijzigd", id="other hash"
    ),
    pytest.param(
        "update audit.gebeurtenis as g set rijen = 0, hash = sha256(convert_to(audit.inhoud("
        "json_populate_record(g, '{\"rijen\": 0}')), 'UTF8')) where volgnummer = %(b)s",
        *("c", "verplaatst"),
        id="contents with a hash that fits",
    ),
    pytest.param("delete from audit.gebeurtenis where volgnummer = %(b)s", "b", "verwijderd", id="removed"),
    pytest.param(
        "delete from audit.gebeurtenis where volgnummer between %(a)s and %(c)s",
        "a",
        "verwijderd",
        id="several removed",
    ),
    pytest.param("delete from audit.gebeurtenis where volgnummer = 1", 1, "verwijderd", id="first removed"),
    pytest.param(
        f"insert into audit.gebeurtenis overriding system value select 900000, {COLUMNS.partition(', ')[2]} "
        "from audit.gebeurtenis where volgnummer = %(b)s",
        *("b", "gewijzigd"),
        id="inserted twice",
    ),
    pytest.param(
        "update audit.gebeurtenis set volgnummer = case volgnummer when %(b)s then %(c)s else %(b)s end "
        "where volgnummer in (%(b)s, %(c)s)",
        *("b", "gewijzigd"),
        id="reordered",
    ),
    pytest.param(
        "update audit.gebeurtenis set volgnummer = null, hash = null, verzegeld_op = null, vorige_hash = null "
        "where volgnummer = %(b)s",
        *("b", "verwijderd"),
        id="back to unsealed",
    ),
    pytest.param(
        "delete from audit.gebeurtenis where volgnummer = (select volgnummer from audit.keten)",
        "d",
        "verwijderd",
        id="tail",
    ),
    pytest.param("delete from audit.keten", 0, "verwijderd", id="end of the chain"),
    pytest.param(
        "insert into audit.gebeurtenis (moment, soort, onderwerp) "
        "values (now() - interval '20 days', 'levering.status', '1')",
        *("e", "ingevoegd"),
        id="inserted in the past",
    ),
]


@pytest.mark.parametrize(("statement", "place", "gebrek"), KINDS)
def test_administrator_without_guards_is_found_out(
    statement: str, place: str | int, gebrek: str, huis: Settings, events: Callable[[int], list[int]], tampered: Any
) -> None:
    a, b, c, d = events(4)
    places = {"a": a, "b": b, "c": c, "d": d, "e": d + 1}
    assert audit.verify(settings=huis).intact
    audit.anchor_file(huis).unlink()
    with tampered(statement % places if "%(" in statement else statement):
        if "keten" in statement and place == 0:
            with pytest.raises(WoonkluisError, match="no chain"):
                audit.verify(settings=huis)
        else:
            faults = audit.verify(settings=huis).faults
            assert faults
            assert faults[0].volgnummer == places.get(str(place), place)
            assert faults[0].gebrek.startswith(gebrek)
    assert not audit.anchor_file(huis).exists(), "a broken chain is no anchor"
    assert audit.verify(settings=huis).intact


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("delete from audit.gebeurtenis where volgnummer > %(b)s", id="cut tail"),
        pytest.param("delete from audit.gebeurtenis where volgnummer = %(b)s", id="removed"),
        pytest.param("update audit.gebeurtenis set rijen = 0 where volgnummer = %(b)s", id="changed"),
        pytest.param("delete from audit.gebeurtenis", id="all of it"),
    ],
)
def test_a_chain_that_was_made_again_does_not_fit_its_anchor(
    change: str, huis: Settings, events: Callable[[int], list[int]], tampered: Any
) -> None:
    _, b, _, d = events(4)
    kept = audit.verify(settings=huis).einde
    assert audit.read_anchors(huis) == [kept]
    assert kept.volgnummer == d
    with tampered(change % {"b": b} if "%(" in change else change, REHASH):
        assert audit.verify(settings=huis).faults[0].gebrek.startswith(("vervangen", "verwijderd: het anker"))
        audit.anchor_file(huis).unlink()
        assert audit.verify(settings=huis).intact, "without an anchor nothing tells"
        audit.anchor_file(huis).unlink(missing_ok=True)
        assert not audit.verify(extra=(audit.parse_anchor(str(kept)),), settings=huis).intact


def test_anchors_are_their_owners_and_a_damaged_file_is_told(huis: Settings, events: Any) -> None:
    events(1)
    audit.verify(settings=huis)
    audit.verify(settings=huis)
    path = audit.anchor_file(huis)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(audit.read_anchors(huis)) == 1, "the same end is one anchor"
    path.write_text("weg\n")
    with pytest.raises(WoonkluisError, match="line 1 is no anchor"):
        audit.verify(settings=huis)


@pytest.mark.parametrize("text", ["", "1", "1:abc", "1:" + "A" * 64, "-1:" + "a" * 64])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(WoonkluisError, match="an anchor is"):
        audit.parse_anchor(text)


def test_eight_writers_make_one_chain(huis: Settings, als: Als) -> None:
    """No event lost, none twice, none waiting for ever; a writer that stays open holds nobody up."""
    each = 25
    before = audit.verify(settings=huis).einde.volgnummer
    lingering = als("dienst_lader")
    lingering.execute(WRITE)
    lingering.execute("set constraints all immediate")
    failed: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with connect("dienst_lader", settings=huis, autocommit=True) as connection:
                connection.execute("set lock_timeout = '5s'")
                for turn in range(each):
                    with connection.transaction(force_rollback=turn % 5 == 4):
                        connection.execute(WRITE)
                        connection.execute(WRITE)
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    writers[0].join(timeout=60)
    lingering.commit()
    for writer in writers:
        writer.join(timeout=60)
        assert not writer.is_alive()
    assert failed == []
    outcome = audit.verify(settings=huis)
    assert outcome.intact
    assert outcome.onverzegeld == 0
    assert outcome.einde.volgnummer == before + 1 + 8 * (each - each // 5) * 2


def test_who_keeps_the_end_of_the_chain_holds_up_seals_only(huis: Settings, als: Als) -> None:
    """LMVW-4a: neither the verification nor who grants or closes a login waits for who writes an event and lingers."""
    admin = als("beheerder", autocommit=True)
    before = audit.verify(settings=huis)
    lingering = als("dienst_lader")
    lingering.execute(WRITE)
    lingering.execute("set constraints all immediate")
    writer = als("dienst_toegang", autocommit=True)
    writer.execute("set statement_timeout = '5s'")
    assert writer.execute("select audit.noteer_logins()").fetchone() is not None
    admin.execute("alter function audit.verzegel() set lock_timeout = '200ms'")
    try:
        outcome = audit.verify(settings=huis)
    finally:
        admin.execute("alter function audit.verzegel() set lock_timeout = '60s'")
        lingering.rollback()
    assert outcome.intact
    assert outcome.einde.volgnummer >= before.einde.volgnummer


def test_an_older_snapshot_leaves_its_event_to_the_next(huis: Settings, als: Als) -> None:
    connection = als("dienst_lader")
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.execute("select 1")
    als("dienst_lader", autocommit=True).execute(WRITE)
    connection.execute(WRITE)
    connection.commit()
    assert audit.verify(settings=huis).onverzegeld == 0
    assert audit.verify(settings=huis).intact


GUARDED = [
    *("update audit.gebeurtenis set soort = 'x'", "delete from audit.gebeurtenis", "truncate audit.gebeurtenis"),
    *("truncate audit.gebeurtenis_buiten", "truncate audit.{month}", "delete from audit.{month}"),
    *("update audit.{month} set soort = 'x'", "delete from audit.keten", "truncate audit.keten"),
    *("drop table audit.gebeurtenis cascade", "drop table audit.{month}", "drop schema audit cascade"),
    "alter table audit.gebeurtenis detach partition audit.{month}",
    "alter table audit.{month} set schema public",
    "alter table audit.gebeurtenis drop column toelichting cascade",
    "drop trigger onveranderlijk on audit.gebeurtenis",
    "drop trigger schakel on audit.gebeurtenis",
    "drop trigger noteer_recht on toegang.recht",
    "drop function audit.noteer_levering() cascade",
]


@pytest.mark.parametrize("statement", GUARDED)
def test_also_an_administrator_meets_the_guards(statement: str, als: Als) -> None:
    admin = als("beheerder")
    month = admin.execute("select to_char(now() at time zone 'UTC', '\"gebeurtenis_\"YYYYMM')").fetchone()[0]
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"only grows|the audit stays"):
        admin.execute(statement.format(month=month))


def test_partitions_are_made_ahead_and_closed(als: Als) -> None:
    """The month that begins finds its partition; nothing lands outside, and a partition is as closed as the table."""
    admin = als("beheerder")
    names = (
        "select c.relname from pg_inherits as i join pg_class as c on i.inhrelid = c.oid "
        "where i.inhparent = 'audit.gebeurtenis'::regclass"
    )
    before = {name for (name,) in admin.execute(names)}
    als("dienst_audit", autocommit=True).execute("select audit.maak_partities(5)")
    made = {name for (name,) in admin.execute(names)} - before
    assert len(made) == 2
    for name in sorted(made | before):
        row = admin.execute(
            "select relrowsecurity and relforcerowsecurity, relacl is null, "
            "not exists (select from pg_attribute where attrelid = c.oid and attnum > 0 and attstattarget <> 0), "
            "(select array_agg(distinct t.tgname::text order by t.tgname::text) "
            "from pg_trigger as t where t.tgrelid = c.oid) "
            "from pg_class as c where oid = ('audit.' || %s)::regclass",
            [name],
        ).fetchone()
        assert row == (True, True, True, ["aanvullen", "onveranderlijk", "onveranderlijk_truncate", "schakel"]), name
    with pytest.raises(psycopg.errors.CheckViolation):
        als("dienst_audit").execute("select audit.maak_partities(100)")


def test_a_partition_is_made_while_somebody_writes(als: Als) -> None:
    writer = als("dienst_lader")
    writer.execute(WRITE)
    maker = als("dienst_audit", autocommit=True)
    maker.execute("set lock_timeout = '5s'")
    maker.execute("select audit.maak_partities(6)")
    writer.execute(WRITE)
    writer.commit()


def test_what_is_outside_the_partitions_is_told(huis: Settings, tampered: Any) -> None:
    with tampered(
        "insert into audit.gebeurtenis (moment, soort, onderwerp) values ('2020-01-01', 'levering.status', '1')"
    ):
        assert "staat buiten de partities" in {fault.gebrek for fault in audit.verify(settings=huis).faults}


def test_who_reads_what(als: Als) -> None:
    """beheer what is of lmvw, the DPO what is of cwr or of neither; nobody else, and nobody writes."""
    writer = als("dienst_lader", autocommit=True)
    for regime in ("lmvw", "cwr", None):
        writer.execute("select audit.noteer_uitvoer('proef', '1', %s, 'register.levering', 1, 'tester')", [regime])
    seen = {
        login: {regime for (regime,) in als(login).execute("select distinct regime from audit.gebeurtenis")}
        for login in ("lees_beheer", "lees_dpo", "dienst_audit")
    }
    assert seen == {"lees_beheer": {"lmvw"}, "lees_dpo": {"cwr", None}, "dienst_audit": {"lmvw", "cwr", None}}
    for login in ("lees_gemeente", "lees_publiek", "dienst_lader", "dienst_bouwer", "dienst_toegang"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            als(login).execute("select from audit.gebeurtenis")
    for login in ("lees_beheer", "lees_dpo", "dienst_audit"):
        assert als(login).execute("select count(*) from audit.controleer()").fetchone() == (0,)
    for login in ("lees_gemeente", "lees_publiek", "dienst_lader", "dienst_bouwer"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            als(login).execute("select audit.verzegel()")


def test_lmvw_8_beheer_does_not_see_that_plans_it_does_not_hold_were_labelled(als: Als) -> None:
    admin = als("beheerder")
    admin.execute("set session_replication_role = replica")
    for gemeente in ("GM0150", "GM0202"):
        admin.execute(
            "insert into audit.gebeurtenis (soort, onderwerp, regime, toelichting) "
            "values ('label.insert', 'proef', 'lmvw', jsonb_build_object('gemeente_code', %s::text))",
            [gemeente],
        )
    admin.execute(
        "insert into register.levering (regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, "
        "bestand_bytes, aggregeren_door_provincie) "
        "values ('lmvw', 'GM0150', 'test-1', '2026-01-01', repeat('a', 64), 'x', 1, true)"
    )
    admin.execute("set local role lmvw_beheer")
    shown = admin.execute("select toelichting ->> 'gemeente_code' from audit.gebeurtenis where onderwerp = 'proef'")
    assert shown.fetchall() == [("GM0202",)]


@pytest.mark.parametrize(
    ("wat", "onderwerp", "relatie"),
    [
        ("Rapport van Jansen", "1", "register.levering"),
        ("rapport", "Geheim plan", "register.levering"),
        ("rapport", "1", "Geheim plan"),
    ],
)
def test_an_export_is_named_by_ids_only(wat: str, onderwerp: str, relatie: str, als: Als) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        als("dienst_lader").execute(
            "select audit.noteer_uitvoer(%s, %s, 'lmvw', %s, 1, 'x')", [wat, onderwerp, relatie]
        )


def test_logins_made_by_hand_changed_and_closed_are_written_down(huis: Settings, als: Als) -> None:
    admin = als("beheerder", autocommit=True)
    told = (
        "select soort, regime, toelichting from audit.gebeurtenis "
        "where onderwerp = 'proef_met_de_hand' order by gebeurtenis_id"
    )
    reader = als("dienst_audit", autocommit=True)
    steps = [
        ("create role proef_met_de_hand login; grant lmvw_beheer to proef_met_de_hand", "login.gemaakt", "lmvw"),
        ("grant cwr_dpo to proef_met_de_hand", "login.gewijzigd", None),
        ("alter role proef_met_de_hand bypassrls", "login.gewijzigd", None),
        ("alter role proef_met_de_hand nobypassrls valid until '2020-01-01'", "login.verlopen", None),
        ("alter role proef_met_de_hand nologin", "login.gesloten", None),
    ]
    try:
        for number, (statement, soort, regime) in enumerate(steps, start=1):
            admin.execute(statement)
            audit.maintain(huis)
            audit.maintain(huis)
            rows = reader.execute(told).fetchall()
            assert len(rows) == number, "once each"
            assert rows[-1][:2] == (soort, regime)
        assert reader.execute(told).fetchall()[2][2]["boven_beleid"] is True
    finally:
        admin.execute("drop role proef_met_de_hand")


def test_events_are_shown_to_people(huis: Settings, events: Any) -> None:
    import datetime as dt

    events(2)
    hour_ago = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    columns, rows = audit.events(hour_ago, regime="lmvw", hoogstens=2, settings=huis)
    assert len(rows) == 2
    first = dict(zip(columns, rows[0], strict=True))
    assert (first["soort"], first["login"], first["toelichting"]) == ("uitvoer.proef", "dienst_lader", "door=tester")
    assert first["volgnummer"] < rows[1][columns.index("volgnummer")]
    columns, rows = audit.events(hour_ago, login="lees_beheer", settings=huis)
    assert {row[columns.index("regime")] for row in rows} == {"lmvw"}
    assert "rijen" not in columns
    with connect("lees_beheer", settings=huis) as beheer, pytest.raises(psycopg.errors.InsufficientPrivilege):
        beheer.execute("select rijen from audit.gebeurtenis")


def test_no_event_says_what_is_in_a_plan_or_who_signed(als: Als) -> None:
    """Keys of everything that the triggers wrote, also in rights before and after."""
    forbidden = {
        "naam",
        "plannaam",
        "ondertekenaar",
        "geboortedatum",
        "email",
        "telefoon",
        "adres",
        "motivering",
        "reden",
        "waarde",
    }
    keys = als("dienst_audit").execute(
        "select distinct veld from audit.gebeurtenis cross join lateral ("
        "select jsonb_object_keys(toelichting) union select k from jsonb_each(toelichting) as v cross join lateral "
        "jsonb_object_keys(case jsonb_typeof(v.value) when 'object' then v.value else '{}' end) as k"
        ") as sleutel (veld) "
        # A number that a rule reads, with its name; and the state of a notice, of which the reason is a code.
        "where soort <> 'regel_parameter.insert' and soort !~ '^melding[.]'"
    )
    found = {key for (key,) in keys}
    assert found
    assert not found & forbidden
