"""Rights that end, and roles that change, while a session, cursor, plan or snapshot stays."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.access.test_onderzoek import AANVRAAG, GETEKEND, log_in
from tests.attack.aanval import BEHEER, GEMEENTE, OND_12A, OND_12C, PLANNEN, TOEGANG, VERLOPEN

from woonkluis.access import onderzoek
from woonkluis.access.aanvraag import Aanvraag, Ondertekening
from woonkluis.access.logins import Reader, Right, ensure_readers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from woonkluis.platform.settings import Settings

COUNT = f"select count(*) from {PLANNEN}"


def count(connection: psycopg.Connection[Any], query: str = COUNT) -> int:
    [(rows,)] = connection.execute(query.encode())
    return int(rows)


@pytest.fixture
def tijdelijk(huis: Settings, aanvaller: Any) -> Iterator[Callable[..., str]]:
    """Make a login of a gemeente whose right ends after some seconds, or when it is withdrawn."""
    login = "proef_tijdelijk"

    def maker(*groups: str, seconds: float | None = None, rights: tuple[Right, ...] = ()) -> str:
        ensure_readers([Reader(login, groups or ("lmvw_gemeente",), rights)], huis)
        if not rights:
            aanvaller(TOEGANG, autocommit=True).execute(
                "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, geldig_tot) values "
                "(%s::regrole, 'lmvw', 'gemeente', 'GM0193', clock_timestamp() + make_interval(secs => %s))",
                [login, seconds],
            )
        return login

    yield maker
    admin = aanvaller("beheerder", autocommit=True)
    end(aanvaller, login)
    # Whatever the test opened as this login is still there.
    admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", [login])
    admin.execute(f"drop role if exists {login}")


def end(aanvaller: Any, login: str) -> None:
    aanvaller(TOEGANG, autocommit=True).execute(
        "update toegang.recht set geldig_tot = greatest(clock_timestamp(), geldig_van) "
        "where login_rol = to_regrole(%s) and (geldig_tot is null or geldig_tot > clock_timestamp())",
        [login],
    )


@pytest.mark.parametrize("mode", ["auto", "force_generic_plan", "force_custom_plan"])
def test_prepared_statement_follows_the_right(mode: str, aanvaller: Any, tijdelijk: Any) -> None:
    """LMVW-15a, WIV-4.10: a plan that was made while the right stood reads nothing when it has ended."""
    login = tijdelijk()
    reader = aanvaller(login)
    reader.execute(f"set plan_cache_mode = {mode}")
    reader.execute(f"prepare gok as {COUNT}")
    assert [count(reader, "execute gok") for _ in range(6)] == [8] * 6
    end(aanvaller, login)
    assert count(reader, "execute gok") == 0


@pytest.mark.parametrize("mode", ["auto", "force_generic_plan"])
def test_cached_plan_of_one_role_does_not_serve_another(mode: str, aanvaller: Any) -> None:
    """LMVW-12: the group has no right of its member, also not by a plan that the member made, and back."""
    reader = aanvaller(GEMEENTE)
    reader.execute(f"set plan_cache_mode = {mode}")
    reader.execute(f"prepare gok as {COUNT}")
    assert count(reader, "execute gok") == 8
    reader.execute("set role lmvw_gemeente")
    assert count(reader, "execute gok") == 0
    reader.execute("reset role")
    assert count(reader, "execute gok") == 8


def test_cursor_of_one_role_is_not_filled_by_another(aanvaller: Any) -> None:
    """LMVW-12: declared as the group, fetched as the login: the rows of whoever fetches, never more."""
    reader = aanvaller(GEMEENTE)
    reader.execute("set role lmvw_gemeente")
    reader.execute(f"declare c cursor for select gemeente_code from {PLANNEN}")
    reader.execute("reset role")
    assert {code for (code,) in reader.execute("fetch all from c")} <= {"GM0150"}


@pytest.mark.parametrize("hold", ["", "with hold"])
def test_cursor_that_was_not_read_before_the_end_stays_empty(hold: str, aanvaller: Any, tijdelijk: Any) -> None:
    """LMVW-15a: a cursor is no ticket for later; a right that ends by its date ends for the cursor too."""
    reader = aanvaller(tijdelijk(seconds=1.0))
    assert count(reader) == 8
    reader.execute(f"declare c cursor {hold} for select plannaam from {PLANNEN}")
    time.sleep(1.2)
    if hold:
        reader.commit()
    assert reader.execute("fetch all from c").fetchall() == []


def test_block_that_waits_for_the_end_reads_nothing_after_it(aanvaller: Any, tijdelijk: Any) -> None:
    """LMVW-15a: a loop in one statement sees the clock at every query, also after an error that it catches."""
    reader = aanvaller(tijdelijk(seconds=0.8))
    said: list[str] = []
    reader.add_notice_handler(lambda notice: said.append(str(notice.message_primary)))
    reader.execute(
        f"do $$ begin raise info '%', ({COUNT}); perform pg_sleep(1); "
        f"begin perform 1 / ({COUNT}); exception when division_by_zero then raise info 'leeg'; end; end $$"
    )
    assert said == ["8", "leeg"]


def test_savepoint_brings_no_right_back(aanvaller: Any, tijdelijk: Any) -> None:
    """LMVW-15a: rolling back to before the end is not going back in time."""
    login = tijdelijk()
    reader = aanvaller(login)
    reader.execute("savepoint voor")
    assert count(reader) == 8
    end(aanvaller, login)
    reader.execute("rollback to voor")
    assert count(reader) == 0


def test_snapshot_of_somebody_else_brings_no_right_back(aanvaller: Any, tijdelijk: Any) -> None:
    """LMVW-15a, WIV-4.10: an accomplice kept a snapshot from before the withdrawal; a new session reads with it."""
    login = tijdelijk()
    accomplice = aanvaller("demo_bi")
    try:
        [(snapshot,)] = accomplice.execute("select pg_export_snapshot()")
    except psycopg.errors.InsufficientPrivilege:
        return
    end(aanvaller, login)
    again = aanvaller(login)
    again.execute("set transaction isolation level repeatable read")
    again.execute(f"set transaction snapshot '{snapshot}'")
    assert count(again) == 0


def test_expired_study_reads_nothing(aanvaller: Any) -> None:
    """LMVW-15a: the login still opens, its study has ended."""
    reader = aanvaller(VERLOPEN)
    for relation in (PLANNEN, *(f"{PLANNEN}_{part}" for part in ("jaar", "kenmerk", "opvolger", "zonder_ligging"))):
        assert count(reader, f"select count(*) from {relation}") == 0
    assert count(reader, "select count(*) from toegang.onderzoek_gemeente") == 0


def test_withdrawn_declaration_closes_login_and_session(huis: Settings, aanvaller: Any, tmp_path: Path) -> None:
    """LMVW-15a, LMVW-GV-A6: the session that stays open is ended, and the password opens no other."""
    form = Aanvraag.model_validate(AANVRAAG | {"gebieden": ["GM0150"], "titel": "Ingetrokken"})
    key, _ = onderzoek.register(form, "e" * 64, aangevraagd_door="proef", settings=huis)
    document = tmp_path / "verklaring.pdf"
    document.write_text("ingetrokken")
    declared = onderzoek.sign(key, Ondertekening.model_validate(GETEKEND), document, settings=huis)
    [login] = onderzoek.grant(key, bevestigd_door="iemand", settings=huis)
    try:
        with log_in(login, huis) as reader:
            reader.execute(f"declare c cursor with hold for select plannaam from {PLANNEN}")
            assert count(reader) == 8
            onderzoek.withdraw("verklaring", declared, motivering="proef", besloten_door="iemand", settings=huis)
            with pytest.raises(psycopg.OperationalError):
                reader.execute("fetch all from c")
        with pytest.raises(psycopg.OperationalError, match=r"not permitted to log in|authentication failed"):
            log_in(login, huis)
    finally:
        admin = aanvaller("beheerder", autocommit=True)
        with admin.transaction():
            admin.execute("set local session_replication_role = replica")
            admin.execute("delete from toegang.recht where studie_id = %s", [key])
            admin.execute("delete from register.ondertekenaar where verklaring_id = %s", [declared])
            for relation in ("geheimhoudingsverklaring", "onderzoek_gebied", "onderzoek"):
                admin.execute(f"delete from register.{relation} where onderzoek_id = %s", [key])
        admin.execute(f"drop role {login}")


@pytest.mark.parametrize(
    ("groups", "right", "area"),
    [
        (("lmvw_gemeente", "lmvw_stuurgroep", "lmvw_gebruiker", "publiek_lezer"), ("gemeente", "GM0193"), {"GM0193"}),
        (("lmvw_gemeente", "cwr_dpo", "cwr_beleid", "cwr_it"), ("gemeente", "GM0193"), {"GM0193"}),
        (("lmvw_stuurgroep", "lmvw_gebruiker", "cwr_it", "cwr_beleid"), ("gemeente", "GM0193"), None),
        (("lmvw_provincie",), ("gemeente", "GM0193"), set()),
        (("lmvw_gemeente",), ("provincie", "PV23"), set()),
        (("lmvw_provincie",), ("nederland", "NL"), set()),
        (("lmvw_beheer", "lmvw_stuurgroep"), ("gemeente", "GM0193"), {"GM0150", "GM0193", "GM0202"}),
    ],
)
def test_groups_together_give_no_more_than_each(
    groups: tuple[str, ...], right: tuple[str, str], area: set[str] | None, aanvaller: Any, tijdelijk: Any
) -> None:
    """LMVW-12: a login of more groups sees what each of them may, and a right counts for its own group only."""
    reader = aanvaller(tijdelijk(*groups, rights=(Right("lmvw", *right),)))
    query = f"select distinct gemeente_code from {PLANNEN}"
    if area is None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(query)
    else:
        assert {code for (code,) in reader.execute(query)} == area


def test_study_gives_no_right_as_another_group(aanvaller: Any, onderzoekers: dict[str, str]) -> None:
    """LMVW-GV-A3: the right of a study opens nothing for the gemeente that its researcher also works for."""
    admin = aanvaller("beheerder", autocommit=True)
    login = onderzoekers[OND_12A]
    admin.execute(f"grant lmvw_gemeente, lmvw_provincie to {login}")
    try:
        reader = aanvaller(OND_12A)
        assert count(reader, "select count(*) from toegang.geldig_recht") == 0
        assert count(reader, "select count(*) from register.levering") == 0
        assert count(reader) == 8
    finally:
        admin.execute(f"revoke lmvw_gemeente, lmvw_provincie from {login}")


def test_art_8_is_for_the_study_and_not_for_beheer(aanvaller: Any) -> None:
    """LMVW-13c, LMVW-8: the attackers here have something to attack."""
    assert count(aanvaller(OND_12C), f"{COUNT} where bewaarplaats = 'provincie'") == 4
    assert count(aanvaller(BEHEER), f"{COUNT} where bewaarplaats = 'provincie'") == 0
