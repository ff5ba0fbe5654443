"""WIV-6.10: no answer about a person without a question in the log that survives, whatever the caller does with it."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.attack.aanval import play
from tests.roles.inzage import (
    ANDER,
    APP,
    ASK,
    DPO,
    EINDE,
    FETCH,
    HUURPRIJS,
    MEDEWERKER,
    ONBEKEND,
    PERSONEN,
    REDEN,
    TOEZICHT,
    kijk,
    vragen,
)

from woonkluis.access import leeslog
from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from woonkluis.platform.settings import Settings

    Als = Callable[..., psycopg.Connection[Any]]

pytestmark = pytest.mark.usefixtures("kijkers")

WIE = PERSONEN[0]
LOOKERS = (HUURPRIJS, TOEZICHT, DPO)
VRAAG = f"cwr_inzage.vraag('{WIE}', '{REDEN}')"
CALL = f"call cwr_inzage.persoon('{WIE}', '{REDEN}')"

UNCOMMITTED: dict[str, tuple[str, ...]] = {
    "in one transaction": ("begin", f"create_q {VRAAG}", "select cwr_inzage.antwoord(:q)"),
    "savepoint": ("begin", "savepoint s", f"create_q {VRAAG}", "release s", "select cwr_inzage.antwoord(:q)"),
    "savepoint that stays": (
        "begin",
        "savepoint s",
        f"create_q {VRAAG}",
        "savepoint t",
        "select cwr_inzage.antwoord(:q)",
    ),
    "in one statement": (f"select cwr_inzage.antwoord({VRAAG})",),
    "with": (f"with q as materialized (select {VRAAG} as q) select cwr_inzage.antwoord(q) from q",),
    "lateral": (f"select a from (select {VRAAG} as q offset 0) as q, lateral cwr_inzage.antwoord(q) as a",),
    "block": (f"do $$ begin raise notice '%', cwr_inzage.antwoord({VRAAG}); end $$",),
    "block that catches": (
        f"do $$ declare q uuid; begin begin q := {VRAAG}; exception when others then null; end; raise notice '%', cwr_inzage.antwoord(q); end $$",
    ),
    "block that rolls back": (
        f"do $$ declare q uuid; begin q := {VRAAG}; rollback; raise notice '%', cwr_inzage.antwoord(q); end $$",
    ),
    "prepared": (f"prepare p as select cwr_inzage.antwoord({VRAAG})", "execute p"),
    "cursor": ("begin", f"declare c cursor for select cwr_inzage.antwoord({VRAAG})", "fetch all from c"),
    "cursor that outlives": (
        "begin",
        f"declare c cursor with hold for select cwr_inzage.antwoord({VRAAG})",
        "commit",
        "fetch all from c",
    ),
    "explain analyze": (f"explain (analyze, verbose) select cwr_inzage.antwoord({VRAAG})",),
    "copy": (f"copy (select cwr_inzage.antwoord({VRAAG})) to stdout",),
    "two-phase": ("begin", f"create_q {VRAAG}", "prepare transaction 'x'", "select cwr_inzage.antwoord(:q)"),
    "parallel": ("set force_parallel_mode = on", "set parallel_setup_cost = 0", f"select cwr_inzage.antwoord({VRAAG})"),
    "called in a transaction": ("begin", CALL),
    "called after a savepoint": ("begin", "savepoint s", CALL),
    "called in a block that catches": (
        f"do $$ declare a jsonb; begin call cwr_inzage.persoon('{WIE}', '{REDEN}', null, a); exception when others then raise notice '%', a; raise; end $$",
    ),
}


@pytest.mark.parametrize("trick", UNCOMMITTED)
def test_question_that_is_not_committed_is_not_answered(trick: str, aanvaller: Any, als: Als) -> None:
    """WIV-6.10: also not when the caller would roll it back afterwards."""
    connection = aanvaller(HUURPRIJS, autocommit=True)
    before = len(vragen(als, HUURPRIJS))
    asked = None
    outcome = None
    for statement in UNCOMMITTED[trick]:
        if statement.startswith("create_q "):
            text = f"select {statement.removeprefix('create_q ')}"
            outcome = play(connection, [text])
            asked = re.sub(r".*UUID\('(.*)'\).*", r"\1", outcome.text)
            continue
        outcome = play(connection, [statement.replace(":q", f"'{asked}'")])
    assert outcome is not None
    assert outcome.code in {"42501", "2D000", "25P02", "55000", "34000"}, outcome.text
    assert "Testpersoon" not in outcome.text
    connection.execute("rollback")
    assert len(vragen(als, HUURPRIJS)) == before


def test_what_the_caller_sets_before_it_does_not_come_between(aanvaller: Any, als: Als) -> None:
    """WIV-6.10: settings of a session; an answer waits for the disk, also where commits do not."""
    settings = (
        "set synchronous_commit = off",
        "set default_transaction_isolation = 'repeatable read'",
        "set default_transaction_isolation = 'serializable'",
        "set search_path = pg_temp, cwr_inzage, public",
        "set session_replication_role = origin",
        "set constraints all immediate",
        "set default_transaction_read_only = on",
        "set plan_cache_mode = force_generic_plan",
        "set timezone = 'Pacific/Kiritimati'",
        "set application_name = 'x; drop table'",
        f"set application_name = 'van {WIE}'",
    )
    before = len(vragen(als, ANDER))
    for setting in settings:
        connection = aanvaller(ANDER, autocommit=True)
        play(connection, [setting])
        assert kijk(connection, WIE)["identiteit"]["insz"] == WIE, setting
        connection.close()
    assert len(vragen(als, ANDER)) == before + len(settings)
    named = als("beheerder").execute(
        "select toepassing from audit.inzage where login = %s order by gevraagd_op desc limit 2", [ANDER]
    )
    assert named.fetchall() == [("(onbekend)",)] * 2


def test_answer_waits_until_the_question_is_on_disk(aanvaller: Any, als: Als) -> None:
    """WIV-6.10: with commits that are told before they are written, a server that dies keeps every question it answered."""
    connection, admin = aanvaller(ANDER, autocommit=True), als("beheerder", autocommit=True)
    connection.execute("set synchronous_commit = off")
    for _ in range(2):
        [(vraag,)] = connection.execute(ASK, [WIE, REDEN]).fetchall()
        [(written,)] = admin.execute("select pg_current_wal_insert_lsn()::text").fetchall()
        assert connection.execute(FETCH, [vraag]).fetchone() is not None
        # Up to the last whole record; what follows on a page is its header.
        flushed = "select pg_current_wal_flush_lsn() >= %s::pg_lsn - 40"
        assert admin.execute(flushed, [written]).fetchone() == (True,)


def test_questions_that_were_rolled_back_hold_up_no_answer(aanvaller: Any) -> None:
    """WIV-6.10: the pages they leave are cleaned up by who reads them, which is written down and by no commit brought to the disk."""
    connection, other = aanvaller(HUURPRIJS, autocommit=True), aanvaller(ANDER, autocommit=True)
    for _ in range(12):
        for _ in range(15):
            with other.transaction(force_rollback=True):
                other.execute(ASK, [WIE, REDEN])
        assert kijk(connection, WIE) is not None


def test_answer_is_for_who_asked_once_and_soon(aanvaller: Any, als: Als) -> None:
    """WIV-6.10: not a number of another login, of nobody, twice, or old."""
    asker, other = aanvaller(HUURPRIJS, autocommit=True), aanvaller(ANDER, autocommit=True)

    def ask() -> Any:
        [(vraag,)] = asker.execute(ASK, [WIE, REDEN]).fetchall()
        return vraag

    def refused(connection: psycopg.Connection[Any], vraag: Any, why: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=why):
            connection.execute(FETCH, [vraag])

    vraag = ask()
    for thief in (other, aanvaller(TOEZICHT, autocommit=True), aanvaller(DPO, autocommit=True)):
        refused(thief, vraag, "no such question")
    for forged in ("00000000-0000-0000-0000-000000000000", None):
        refused(asker, forged, "no such question")
    # What was rolled back may be asked for again: the question stands, and counts as a look either way.
    with asker.transaction(force_rollback=True):
        [(first,)] = asker.execute(FETCH, [vraag]).fetchall()
    assert asker.execute(FETCH, [vraag]).fetchall() == [(first,)]
    refused(asker, vraag, "was answered")
    old = ask()
    admin = als("beheerder", autocommit=True)
    admin.execute("set session_replication_role = replica")
    move = "update audit.inzage set gevraagd_op = gevraagd_op + %s::interval where vraag_id = %s"
    admin.execute(move, ["-6 minutes", old])
    refused(asker, old, "minutes old")
    admin.execute(move, ["6 minutes", old])
    # Two sessions at once: one of them waits for the other, and gets nothing.
    second = aanvaller(HUURPRIJS)
    with asker.transaction():
        asker.execute(FETCH, [old])
        waiting: list[str] = []
        thread = threading.Thread(
            target=lambda: waiting.append(play(second, [f"select cwr_inzage.antwoord('{old}')"]).text)
        )
        thread.start()
        thread.join(0.5)
        assert waiting == []
    thread.join()
    assert "Testpersoon" not in waiting[0]


def test_one_person_at_a_time(aanvaller: Any, als: Als) -> None:
    """WIV-2.4a, WIV-4.7: neither many questions nor many answers in one statement or transaction."""
    connection = aanvaller(HUURPRIJS, autocommit=True)
    before = len(vragen(als, HUURPRIJS))
    many = f"select cwr_inzage.vraag(insz, '{REDEN}') from unnest(array['{WIE}', '{PERSONEN[1]}']) as insz"
    assert play(connection, [many]).code == "42501"
    outcome = play(connection, ["begin", f"select {VRAAG}", f"select {VRAAG}", "rollback"])
    assert "one person at a time" in outcome.text
    connection.execute("rollback")
    assert len(vragen(als, HUURPRIJS)) == before
    numbers = [connection.execute(ASK, [insz, REDEN]).fetchone()[0] for insz in PERSONEN[:2]]
    outcome = play(
        connection, [f"select cwr_inzage.antwoord(n) from unnest(array['{numbers[0]}', '{numbers[1]}']::uuid[]) as n"]
    )
    assert outcome.code == "42501"
    assert "Testpersoon" not in outcome.text


@pytest.mark.parametrize("insz", [WIE, "99999999999"])
def test_open_questions_do_not_meet(insz: str, aanvaller: Any) -> None:
    """WIV-4.7, WIV-6.10: who is known would be told by a wait, without a row in the log."""
    for connection in (aanvaller(TOEZICHT, autocommit=True), aanvaller(TOEZICHT, autocommit=True)):
        connection.execute("set lock_timeout = '300ms'")
        connection.execute("begin isolation level repeatable read")
        assert connection.execute(ASK, [insz, REDEN]).fetchone()


@pytest.mark.parametrize("login", [HUURPRIJS, TOEZICHT])
def test_a_question_that_is_rolled_back_costs_the_same_for_everybody(login: str, aanvaller: Any, als: Als) -> None:
    """WIV-4.7, WIV-6.10: EXPLAIN tells what was read and written, and the rollback leaves no row. Known, asked before, unknown."""
    connection = aanvaller(login, autocommit=True)
    asked, unknown = "85073004120", "85073004219"
    vault = [
        nummer for (nummer,) in als(ADMIN).execute("select persoon_id::text from cwr_kluis.persoon_sleutel limit 1")
    ]
    kijk(connection, asked)
    kijk(connection, WIE)
    before = len(vragen(als, login))
    groups = ((WIE, PERSONEN[3], asked, unknown), (*vault, "00000000-0000-0000-0000-000000000001"))
    for group in groups:
        costs: dict[str, set[tuple[int, int]]] = {}
        # The first calls of a session read the catalog; after that, pages that are full give other figures, for anybody.
        for turn in range(12):
            for persoon in group:
                connection.execute("begin")
                [(plan,)] = connection.execute(
                    f"explain (analyze, buffers, wal, format json) select cwr_inzage.vraag('{persoon}', '{REDEN}')".encode()
                ).fetchall()
                connection.execute("rollback")
                top = plan[0]["Plan"]
                if turn > 1:
                    buffers = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
                    costs.setdefault(persoon, set()).add((top["WAL Records"], buffers))
        records = {persoon: min(cost[0] for cost in found) for persoon, found in costs.items()}
        assert len(set(records.values())) == 1, costs
        least = {persoon: min(cost[1] for cost in found) for persoon, found in costs.items()}
        assert max(least.values()) - min(least.values()) <= 1, costs
    assert len(vragen(als, login)) == before


def test_no_index_of_what_a_question_writes_is_by_what_was_typed(als: Als) -> None:
    """WIV-6.10: where a row goes in it depends on who was asked for before; numbers in these are drawn, or the caller's own."""
    indexed = als(ADMIN).execute(
        "select i.indrelid::regclass::text, string_agg(a.attname, ',' order by a.attnum) "
        "from pg_index as i join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) "
        "where i.indrelid in ('audit.inzage'::regclass, 'cwr_kluis.bevraagd_persoon'::regclass) "
        "group by i.indexrelid, i.indrelid order by 1, 2"
    )
    assert indexed.fetchall() == [
        ("audit.inzage", "gevraagd_op,login"),
        ("audit.inzage", "transactie,cluster"),
        ("audit.inzage", "vraag_id"),
        ("cwr_kluis.bevraagd_persoon", "bevraagd_persoon_id"),
        ("cwr_kluis.bevraagd_persoon", "persoon_id"),
    ]


def test_who_cancels_has_asked(aanvaller: Any, als: Als) -> None:
    """WIV-6.10: stopped between the question and the answer, the question stands."""
    admin = als("beheerder")
    connection = aanvaller(HUURPRIJS, autocommit=True)
    before = len(vragen(als, HUURPRIJS))
    admin.execute("lock table cwr_kluis.persoon in access exclusive mode")
    connection.execute("set statement_timeout = '300ms'")
    with pytest.raises(psycopg.errors.QueryCanceled):
        connection.execute(CALL.encode())
    connection.execute("set statement_timeout = 0")
    # The session ends in the middle of it.
    [(pid,)] = connection.execute("select pg_backend_pid()")
    thread = threading.Timer(
        0.3, lambda: als("beheerder", autocommit=True).execute("select pg_terminate_backend(%s)", [pid])
    )
    thread.start()
    with pytest.raises(psycopg.OperationalError):
        connection.execute(CALL.encode())
    thread.join()
    admin.rollback()
    assert len(vragen(als, HUURPRIJS)) == before + 2


def test_right_that_ends_between_question_and_answer_has_ended(aanvaller: Any, als: Als) -> None:
    """WIV-4.10: right and group are asked for again; a snapshot from before the question does not show it."""
    login = TOEZICHT
    connection = aanvaller(login, autocommit=True)
    writer, admin = als("dienst_toegang", autocommit=True), als("beheerder", autocommit=True)
    [(vraag,)] = connection.execute(ASK, [WIE, REDEN])
    [(recht, kbo)] = admin.execute(
        "update toegang.recht set geldig_tot = clock_timestamp() where login_rol = %s::regrole and geldig_tot > clock_timestamp() "
        "returning recht_id, gebied_code",
        [login],
    )
    assert recht
    assert connection.execute(FETCH, [vraag]).fetchall() == [(None,)]
    writer.execute(
        "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, geldig_tot) "
        "values (%s::regrole, 'cwr', 'woonmaatschappij', %s, %s)",
        [login, kbo, EINDE],
    )
    for end, again in (
        (f"revoke cwr_toezicht from {login}", f"grant cwr_toezicht to {login}"),
        (f"grant cwr_dpo to {login}", f"revoke cwr_dpo from {login}"),
        (
            f"revoke cwr_toezicht from {login}; grant cwr_dpo to {login}",
            f"revoke cwr_dpo from {login}; grant cwr_toezicht to {login}",
        ),
        (
            (
                "set session_replication_role = replica; update toegang.inzage_login set beeindigd_op = clock_timestamp() "
                f"where login_rol = '{login}'::regrole and beeindigd_op is null"
            ),
            (
                "update toegang.inzage_login set beeindigd_op = null where inzage_login_id in (select inzage_login_id from "
                f"toegang.inzage_login where login_rol = '{login}'::regrole order by beeindigd_op desc limit 1)"
            ),
        ),
    ):
        [(vraag,)] = connection.execute(ASK, [WIE, REDEN])
        admin.execute(end.encode())
        try:
            assert play(connection, [f"select cwr_inzage.antwoord('{vraag}')"]).code == "42501", end
        finally:
            admin.execute(again.encode())
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read")
        connection.execute("select 1 from toegang.geldig_recht")
        [(vraag,)] = aanvaller(login, autocommit=True).execute(ASK, [WIE, REDEN])
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute(FETCH, [vraag])


WRONG_INPUT = [
    *("null", "''", "'%%'", "'_'", "'*'", "'8501010000'", "'850101000000'", "' 85010100000'", "e'85010100000\\n'"),
    *(
        f"'{WIE},{PERSONEN[1]}'",
        f"'{WIE} or 1=1'",
        f"'{{{WIE}}}'",
        f"'{WIE[:9]}%%'",
        f"'٨{WIE[1:]}'",
        "'00000000-0000-0000-0000-00000000000%%'",
    ),
]


@pytest.mark.parametrize("login", LOOKERS)
def test_exactly_one_person_with_a_reason(login: str, aanvaller: Any, als: Als) -> None:
    """WIV-6.10: no null, no list, no pattern, no question without a reason; and no error repeats what was typed."""
    connection = aanvaller(login, autocommit=True)
    before = len(vragen(als, login))
    for persoon in WRONG_INPUT:
        for call in ("select cwr_inzage.vraag({0}, {1})", "call cwr_inzage.persoon({0}, {1})"):
            outcome = play(connection, [call.format(persoon.replace("%%", "%"), f"'{REDEN}'")])
            assert outcome.code == "22023", (persoon, outcome.text)
            assert not any(insz in outcome.text for insz in PERSONEN), outcome.text
    for reden in (
        "null",
        "''",
        "'          '",
        "'kort'",
        "e'twee\\nregels hier'",
        "repeat('x', 501)",
        f"'over {WIE} dus'",
        f"'over {WIE[:2]}.{WIE[2:4]}.{WIE[4:6]}-{WIE[6:9]}.{WIE[9:]}'",
    ):
        outcome = play(connection, [f"select cwr_inzage.vraag('{WIE}', {reden})"])
        assert outcome.code == "22023", (reden, outcome.text)
        assert WIE not in outcome.text
        # A setting that everybody may change, and that changes how a pattern is read.
        connection.execute("set standard_conforming_strings = off")
        assert play(connection, [f"select cwr_inzage.vraag('{WIE}', '{REDEN} {WIE}')"]).code == "22023"
        connection.execute("reset standard_conforming_strings")
    for many in (
        f"array['{WIE}']",
        f"array['{WIE}', '{PERSONEN[1]}']",
        f"row('{WIE}', '{PERSONEN[1]}')",
        f"array['{WIE}']::varchar[]",
    ):
        assert play(connection, [f"select cwr_inzage.vraag({many}, '{REDEN}')"]).code == "42883", many
    assert len(vragen(als, login)) == before


@pytest.mark.parametrize("login", LOOKERS)
def test_the_parts_of_the_look_up_are_closed(login: str, aanvaller: Any) -> None:
    """WIV-6.10: what reads persons is called by the answer only; the log is written by the question only."""
    connection = aanvaller(login, autocommit=True)
    for statement in (
        "select cwr_inzage.alles_over(array[gen_random_uuid()])",
        "select cwr_inzage.identiteit(array[gen_random_uuid()])",
        "select cwr_inzage.voor_huurprijs(array[gen_random_uuid()])",
        "select cwr_inzage.voor_toezicht(array[gen_random_uuid()])",
        "select cwr_inzage.wie_keek(array[gen_random_uuid()])",
        "select cwr_inzage.bevoegd()",
        "select * from cwr_inzage.vindplaatsen()",
        "select audit.inzage_gebreken(current_date)",
        "select from cwr_kluis.persoon",
        "select from cwr_kluis.bevraagd_persoon",
        "insert into audit.inzage (doel) values ('dpo')",
        "update audit.inzage set reden = 'x'",
        "delete from audit.inzage",
        "delete from audit.inzage_antwoord",
        "insert into toegang.inzage_login (login_rol, partij_code) values (current_user::regrole, 'X')",
        "create or replace function cwr_inzage.antwoord(nummer uuid) returns jsonb language sql return '{}'::jsonb",
        "alter function cwr_inzage.antwoord(uuid) security invoker",
        "drop procedure cwr_inzage.persoon(text, text, text, jsonb)",
        "select pg_current_wal_flush_lsn()",
        *(("select from audit.inzage", "select from audit.inzage_antwoord") if login != DPO else ()),
    ):
        outcome = play(connection, [statement])
        assert outcome.code == "42501", (statement, outcome.text)


@pytest.mark.parametrize("login", LOOKERS)
def test_set_role_looks_nobody_up(login: str, aanvaller: Any, als: Als) -> None:
    """WIV-6.10: the group has no registration of its member; and nobody becomes another."""
    connection = aanvaller(login, autocommit=True)
    before = len(vragen(als, login))
    group = {HUURPRIJS: "cwr_huurprijs", TOEZICHT: "cwr_toezicht", DPO: "cwr_dpo"}[login]
    connection.execute(f"set role {group}".encode())
    assert play(connection, [CALL]).code == "42501"
    connection.execute("reset role")
    for other in ("woonkluis_eigenaar", ANDER, "beheerder"):
        assert play(connection, [f"set role {other}"]).code == "42501"
    assert len(vragen(als, login)) == before


def test_the_writer_of_rights_cannot_rewrite_who_looked_for_whom(aanvaller: Any, als: Als) -> None:
    """WIV-6.7: registrations end, and stay."""
    writer = aanvaller("dienst_toegang", autocommit=True)
    for statement, code in (
        ("delete from toegang.inzage_login", "42501"),
        ("truncate toegang.inzage_login", "42501"),
        ("update toegang.inzage_login set toepassing = 'x'", "42501"),
        ("update toegang.inzage_login set beeindigd_op = null where beeindigd_op is not null", "23514"),
        (
            "insert into toegang.inzage_login (login_rol, partij_code) values ('cwr_dpo'::regrole, '0316380841')",
            "23514",
        ),
        (f"insert into toegang.inzage_login (login_rol, partij_code) values ('{DPO}'::regrole, '0316380841')", "23505"),
        ("select cwr_inzage.vraag('85010100000', 'rechten schrijven')", "42501"),
        ("select from audit.inzage", "42501"),
    ):
        admin = als("beheerder")
        if "beeindigd_op is not null" in statement:
            # There is one that ended.
            writer.execute(
                f"update toegang.inzage_login set beeindigd_op = clock_timestamp() where login_rol = '{APP}'::regrole and beeindigd_op is null".encode()
            )
            writer.execute(
                f"insert into toegang.inzage_login (login_rol, partij_code, toepassing) values ('{APP}'::regrole, '0316380841', 'huursteun 2.1')".encode()
            )
        outcome = play(writer, [statement])
        admin.rollback()
        assert outcome.code == code, (statement, outcome.text)


def test_values_stay_out_of_the_log_of_the_server_and_of_the_sight_of_others(
    aanvaller: Any, als: Als, huis: Settings
) -> None:
    """WIV-6.12: neither as a literal nor as a bound value, in success and in error."""
    rare, reden = "85073003625", "een reden die nergens anders staat"
    connection = aanvaller(HUURPRIJS, autocommit=True)
    kijk(connection, rare, reden)
    play(
        connection, [f"call cwr_inzage.persoon('{rare}', '{reden}')", f"call cwr_inzage.persoon('{rare}x', '{reden}')"]
    )
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        connection.execute(ASK, [f"{rare} ", reden])
    connection.execute("select 1 where '85073003625' = ''")
    for login in (ANDER, DPO, TOEZICHT, "dienst_audit"):
        seen = aanvaller(login).execute("select string_agg(a::text, ' ') from pg_stat_activity as a").fetchone()
        assert rare not in str(seen), login
    logs = list(leeslog.directory(huis).glob("*"))
    assert logs
    text = "\n".join(path.read_text(errors="replace") for path in logs)
    assert HUURPRIJS in text
    for value in (rare, reden, ONBEKEND, "Testpersoon", MEDEWERKER):
        assert value not in text
