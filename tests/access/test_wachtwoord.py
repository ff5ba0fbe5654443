"""LMVW-15a: a password that was handed out works for a week unless its owner replaced it; by real connections."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql
from tests.access.conftest import AANVRAAG, areas, log_in, sees
from typer.testing import CliRunner

from woonkluis.accept.kalender import ZONE
from woonkluis.access import onderzoek
from woonkluis.cli import app
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.access.conftest import Studie

    from woonkluis.platform.settings import Settings

OWN = "eigen keuze"
END = datetime.fromisoformat(AANVRAAG["eindigt_op"]).replace(tzinfo=ZONE) + timedelta(days=1)
CONFIRM = "select toegang.bevestig_wachtwoord()"


def first_password(login: str, kluis: Settings) -> str:
    return (onderzoek.outgoing(login, kluis) / "wachtwoord.txt").read_text().strip()


def choose(connection: psycopg.Connection[Any], login: str, password: str = OWN) -> None:
    """As psql's \\password does it."""
    connection.execute("set default_transaction_read_only = off")
    verifier = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(login), verifier))


@pytest.fixture
def login(studie: Callable[..., Studie]) -> str:
    one = studie()
    one.sign()
    (made,) = one.grant()
    return made


@pytest.fixture
def time_passes(connect: Callable[..., Any]) -> Callable[[str], None]:
    """Let a week go by for a login that did nothing."""

    def pass_by(login: str) -> None:
        admin = connect("beheerder", autocommit=True)
        admin.execute(
            "update toegang.eenmalig_wachtwoord set uitgegeven_op = uitgegeven_op - interval '7 days', "
            "vervalt_op = vervalt_op - interval '7 days' where login_naam = %s",
            [login],
        )
        (until,) = admin.execute("select vervalt_op from toegang.eenmalig_wachtwoord").fetchone()
        admin.execute(sql.SQL("alter role {} valid until {}").format(sql.Identifier(login), str(until)))

    return pass_by


def valid_until(login: str, connect: Any) -> datetime:
    row = connect("beheerder").execute("select rolvaliduntil from pg_roles where rolname = %s", [login]).fetchone()
    moment: datetime = row[0]
    return moment


def test_own_password_works_until_the_study_ends(kluis: Settings, login: str, connect: Any) -> None:
    first = first_password(login, kluis)
    week = datetime.now(ZONE) + timedelta(days=7)
    assert abs(valid_until(login, connect) - week) < timedelta(minutes=5)
    note = (onderzoek.outgoing(login, kluis) / "toelichting.txt").read_text()
    assert f"het werkt tot {week:%Y-%m-%d}" in note
    assert f"Geldig tot en met: {AANVRAAG['eindigt_op']}" in note
    for line in ("set default_transaction_read_only = off;", "\\password", "select toegang.bevestig_wachtwoord();"):
        assert f"    {line}\n" in note
    with log_in(login, kluis) as connection:
        choose(connection, login)
        assert connection.execute(CONFIRM).fetchone() == (END,)
        assert connection.execute(CONFIRM).fetchone() == (END,), "asked again, it says the same"
    assert valid_until(login, connect) == END
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        log_in(login, kluis, first)
    assert sees(login, kluis, OWN) == ["GM0150", "GM0193"]


def test_first_password_alone_is_not_confirmed(kluis: Settings, login: str, connect: Any) -> None:
    with log_in(login, kluis) as connection:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction, match="set default_transaction_read_only = off"):
            connection.execute(CONFIRM)
        connection.execute("set default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InvalidPassword, match="choose a password of your own"):
            connection.execute(CONFIRM)
        for moment in ("infinity", str(END)):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"alter role {login} valid until '{moment}'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("update toegang.eenmalig_wachtwoord set vervangen_op = now()")
        connection.execute(f"alter role {login} password null")
        with pytest.raises(psycopg.errors.InvalidPassword):
            connection.execute(CONFIRM)
    assert valid_until(login, connect) < END


def test_after_a_week_it_does_not_work_and_cannot_be_confirmed(
    kluis: Settings, login: str, time_passes: Callable[[str], None], connect: Any
) -> None:
    with log_in(login, kluis) as still_open:
        time_passes(login)
        with pytest.raises(psycopg.OperationalError, match="authentication failed"):
            log_in(login, kluis)
        choose(still_open, login)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="expired: ask beheer for another"):
            still_open.execute(CONFIRM)
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        log_in(login, kluis, OWN)

    expired = first_password(login, kluis)
    (verklaring,) = (
        connect("beheerder").execute("select verklaring_id from register.geheimhoudingsverklaring").fetchone()
    )
    done = CliRunner().invoke(app, ["wachtwoord", str(verklaring)])
    assert done.output.startswith(f"{login}: note and password in "), done.output
    assert first_password(login, kluis) != expired
    with log_in(login, kluis) as connection:
        assert areas(connection) == ["GM0150", "GM0193"]
        choose(connection, login)
        assert connection.execute(CONFIRM).fetchone() == (END,)


def test_another_password_is_for_who_has_access(studie: Callable[..., Studie]) -> None:
    one = studie()
    verklaring = one.sign()
    with pytest.raises(WoonkluisError, match="gives no access now"):
        onderzoek.new_password(verklaring)
    one.grant()
    onderzoek.withdraw("verklaring", verklaring, motivering="proef", besloten_door="iemand")
    with pytest.raises(WoonkluisError, match="gives no access now"):
        onderzoek.new_password(verklaring)


def test_only_researchers_confirm(connect: Any) -> None:
    for other in ("dienst_toegang", "dienst_lader"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connect(other).execute(CONFIRM)
    admin = connect("beheerder")
    admin.execute("set local role lmvw_onderzoeker_12a")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no login of a study"):
        admin.execute(CONFIRM)


def test_the_audit_tells_of_logins_at_once(login: str, connect: Any) -> None:
    """LMVW-4a: not only the next night."""
    row = connect("dienst_audit").execute(
        "select soort, regime, toelichting ->> 'groepen' from audit.gebeurtenis where onderwerp = %s", [login]
    )
    assert row.fetchall() == [("login.gemaakt", "lmvw", '["lmvw_onderzoeker_12a"]')]
