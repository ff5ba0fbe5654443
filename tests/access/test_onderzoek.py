"""LMVW-12 to LMVW-16: a request becomes a login, and every way in which it ends; nothing personal is told."""

from __future__ import annotations

import json
import re
import stat
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
import pytest
from tests.access.conftest import AANVRAAG, DEEL_A, DEEL_B, GETEKEND, PERSOON, TODAY, WHY, Studie, areas, log_in, sees
from typer.testing import CliRunner

from woonkluis.access import onderzoek
from woonkluis.access.aanvraag import Ondertekening, read_aanvraag, read_ondertekening
from woonkluis.cli import app
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from woonkluis.platform.settings import Settings


def test_from_request_to_login(
    kluis: Settings, studie: Callable[..., Studie], caplog: pytest.LogCaptureFixture, connect: Any
) -> None:
    """LMVW-13a, LMVW-15a: one login per declaration, in its group, for its areas, until the last day."""
    one = studie()
    verklaring = one.sign()
    assert one.sign() == verklaring, "the same document is the same declaration"
    (login,) = one.grant()
    assert sees(login, kluis) == ["GM0150", "GM0193"]
    assert one.grant() == [], "who has access keeps it"
    row = connect("beheerder").execute(
        "select bevestigd_door, deel_a_op, deel_b_op from register.geheimhoudingsverklaring where verklaring_id = %s",
        [verklaring],
    )
    assert row.fetchone() == ("iemand", date.fromisoformat(DEEL_A["datum"]), date.fromisoformat(DEEL_B["datum"]))

    directory = onderzoek.outgoing(login, kluis)
    assert {file.name for file in directory.iterdir()} == {"toelichting.txt", "wachtwoord.txt"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in directory.iterdir()} == {0o600}
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    note = (directory / "toelichting.txt").read_text()
    password = (directory / "wachtwoord.txt").read_text().strip()
    assert password not in note
    assert f"postgresql://{login}@" in note
    assert all(words in note for words in (AANVRAAG["titel"], "GM0150, GM0193", "artikel 15.b en 16", "deel A"))
    assert password not in caplog.text
    assert PERSOON not in note + caplog.text

    other = one.sign("nog een")
    (second,) = one.grant()
    assert (second, other) != (login, verklaring)
    assert sees(login, kluis) == sees(second, kluis), "a colleague has a login of its own"


def test_password_is_changed_by_its_owner_and_the_catalog_keeps_none(
    kluis: Settings, studie: Callable[..., Studie], connect: Any
) -> None:
    one = studie()
    one.sign()
    (login,) = one.grant()
    first = (onderzoek.outgoing(login, kluis) / "wachtwoord.txt").read_text().strip()
    (kept,) = connect("beheerder").execute("select rolpassword from pg_authid where rolname = %s", [login]).fetchone()
    assert kept.startswith("SCRAM-SHA-256$")
    with log_in(login, kluis) as connection:
        connection.execute("set default_transaction_read_only = off")
        verifier = connection.pgconn.encrypt_password(b"eigen keuze", login.encode(), b"scram-sha-256").decode()
        connection.execute(f"alter role {login} password '{verifier}'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"alter role {login} valid until 'infinity'")
    with pytest.raises(psycopg.OperationalError):
        log_in(login, kluis, first)
    assert sees(login, kluis, "eigen keuze") == ["GM0150", "GM0193"]


def test_lmvw_13b_other_researchers_need_a_decision(kluis: Settings, studie: Callable[..., Studie]) -> None:
    one = studie(groep="12c")
    one.sign()
    with pytest.raises(WoonkluisError, match="no decision that grants access"):
        one.grant()
    decide = {"orgaan": "stuurgroep", "aanvraag": "lmvw_toegang 1", **WHY}
    refused = onderzoek.decide_access(one.key, toegewezen=False, **decide)
    assert onderzoek.decide_access(one.key, toegewezen=False, **decide) == refused
    with pytest.raises(WoonkluisError, match="no decision that grants access"):
        one.grant()
    granted = onderzoek.decide_access(one.key, toegewezen=True, **decide)
    assert granted != refused
    (login,) = one.grant()
    assert sees(login, kluis) == ["GM0150", "GM0193"]
    with log_in(login, kluis) as connection, connection.transaction():
        assert areas(connection)
        onderzoek.decide_access(one.key, orgaan="beheerorganisatie", toegewezen=True, **WHY)
        assert areas(connection) == [], "another decision, so what rested on the first ended, from the next query"
    (again,) = one.grant()
    assert (again, sees(again, kluis)) == (login, ["GM0150", "GM0193"])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"motivering": " "}, "needs a motivering"),
        ({"orgaan": "gemeente"}, "orgaan should be one of beheerorganisatie, stuurgroep"),
        ({}, "is of group 12a: article 13.b is for 12c only"),
    ],
)
def test_what_cannot_be_decided(studie: Callable[..., Studie], values: dict[str, str], message: str) -> None:
    with pytest.raises(WoonkluisError, match=message):
        onderzoek.decide_access(studie().key, **{"orgaan": "stuurgroep", "toegewezen": True, **WHY} | values)


def test_lmvw_15a_a_second_study_needs_a_verklaring_of_its_own(
    studie: Callable[..., Studie], connect: Any, tmp_path: Path
) -> None:
    first, second = studie(), studie(titel="Een ander onderzoek")
    verklaring = first.sign()
    (login,) = first.grant()
    with pytest.raises(WoonkluisError, match="no verklaring with part A and part B signed"):
        second.grant()
    document = tmp_path / "document.pdf"
    with pytest.raises(WoonkluisError, match="verklaring of another study"):
        onderzoek.sign(second.key, Ondertekening.model_validate(GETEKEND), document)
    writer = connect("dienst_toegang")
    with pytest.raises(psycopg.errors.CheckViolation, match="LMVW-15a"):
        writer.execute(
            "insert into toegang.recht "
            "(login_rol, regime, gebied_soort, gebied_code, studie_id, verklaring_id, geldig_tot) "
            "values (%s::regrole, 'lmvw', 'gemeente', 'GM0150', %s, %s, now() + '1 day')",
            [login, second.key, verklaring],
        )


@pytest.mark.parametrize(
    ("besluit", "message"),
    [
        ({"gebied_soort": "'gemeente'", "gebied_code": "'GM0150'"}, "for another area"),
        ({"gebied_soort": "'provincie'", "gebied_code": "'PV25'"}, "for another area"),
        ({"geldig_van": "current_date + 2"}, "does not hold by then"),
        ({"geldig_tot": "current_date"}, "ends before the right"),
        ({"uitkomst": "'afgewezen'"}, "was not granted"),
    ],
)
def test_lmvw_13b_a_right_is_no_wider_than_its_decision(
    besluit: dict[str, str], message: str, studie: Callable[..., Studie], connect: Any
) -> None:
    """Whoever writes rights by hand has the area and the days of the decision, not those of the request."""
    one = studie(groep="12c", gebieden=["PV23"])
    verklaring = one.sign()
    writer = connect("dienst_toegang", autocommit=True)
    given = {"uitkomst": "'toegewezen'", "gebied_soort": "'nederland'", "gebied_code": "'NL'"} | besluit
    columns = "soort, orgaan, onderzoek_id, motivering, besloten_door"
    ((besluit_id,),) = writer.execute(
        f"insert into register.besluit ({columns}, {', '.join(given)}) "
        f"values ('toegang_13b', 'stuurgroep', %s, 'proef', 'iemand', {', '.join(given.values())}) "
        "returning besluit_id",
        [one.key],
    )
    admin = connect("beheerder", autocommit=True)
    ((login,),) = writer.execute(
        "select login_naam from register.geheimhoudingsverklaring where verklaring_id = %s", [verklaring]
    )
    admin.execute(f"create role {login} login connection limit 1 in role lmvw_onderzoeker_12c")
    for refusal in ("nobody confirmed both signatures", message):
        with pytest.raises(psycopg.errors.CheckViolation, match=refusal):
            writer.execute(
                "insert into toegang.recht "
                "(login_rol, regime, gebied_soort, gebied_code, studie_id, verklaring_id, besluit_id, geldig_tot) "
                "values (%s::regrole, 'lmvw', 'provincie', 'PV23', %s, %s, %s, clock_timestamp() + interval '3 days')",
                [login, one.key, verklaring, besluit_id],
            )
        writer.execute(
            "update register.geheimhoudingsverklaring set bevestigd_op = clock_timestamp(), bevestigd_door = 'iemand' "
            "where verklaring_id = %s and bevestigd_op is null",
            [verklaring],
        )


@pytest.mark.parametrize("dagen", ["'-infinity', current_date", "current_date, 'infinity'"])
def test_lmvw_15a_a_study_has_an_end(dagen: str, connect: Any) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        connect("dienst_toegang").execute(
            "insert into register.onderzoek (titel, omschrijving, beoogde_publicatie, groep, instelling, datatype, "
            f"begint_op, eindigt_op) values ('x', 'x', 'x', '12a', 'x', 'kenmerken', {dagen})"
        )


@pytest.mark.parametrize("soort", ["verklaring", "onderzoek", "besluit"])
def test_withdrawal_ends_access_at_the_next_query(
    kluis: Settings, studie: Callable[..., Studie], connect: Any, soort: str
) -> None:
    """LMVW-15a, LMVW-13b: rights end, the session and the login too; the declaration stays (LMVW-GV-A6)."""
    one = studie(groep="12c")
    verklaring = one.sign()
    besluit = onderzoek.decide_access(one.key, orgaan="stuurgroep", toegewezen=True, **WHY)
    (login,) = one.grant()
    open_session = log_in(login, kluis)
    assert areas(open_session)
    key = {"verklaring": verklaring, "onderzoek": one.key, "besluit": besluit}[soort]
    with pytest.raises(WoonkluisError, match="needs a motivering"):
        onderzoek.withdraw(soort, key, motivering=None, besloten_door="iemand")
    assert onderzoek.withdraw(soort, key, **WHY)
    assert not onderzoek.withdraw(soort, key, **WHY)
    with pytest.raises(psycopg.OperationalError):
        open_session.execute("select 1")
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        log_in(login, kluis)
    with pytest.raises(WoonkluisError):
        one.grant()
    kept = connect("dienst_toegang").execute(
        "select count(*) from register.geheimhoudingsverklaring where verklaring_id = %s", [verklaring]
    )
    assert kept.fetchone() == (1,)
    with pytest.raises(WoonkluisError, match=f"there is no {soort} {UUID(int=0)}"):
        onderzoek.withdraw(soort, UUID(int=0), **WHY)


def test_the_last_day(kluis: Settings, studie: Callable[..., Studie], connect: Any) -> None:
    """A right carries its own end; the login is closed and the study ended the day after, and warned of before."""
    one, later = studie(), studie(eindigt_op=str(TODAY + timedelta(days=200)))
    one.sign()
    later.sign()
    (login,), (other,) = one.grant(), later.grant()
    assert [(soon.onderzoek_id, soon.logins) for soon in onderzoek.ending()] == [(one.key, 1)]
    assert onderzoek.end_due() == onderzoek.Ended((), ())
    with connect("beheerder") as admin:
        # As if time went on.
        admin.execute("set local session_replication_role = replica")
        admin.execute(
            "update register.onderzoek set begint_op = begint_op - 30, eindigt_op = eindigt_op - 30 "
            "where onderzoek_id = %s",
            [one.key],
        )
        admin.execute(
            "update toegang.recht set geldig_van = geldig_van - interval '30 days', "
            "geldig_tot = geldig_tot - interval '30 days' where studie_id = %s",
            [one.key],
        )
    assert sees(login, kluis) == [], "nothing had to run for that"
    assert onderzoek.end_due() == onderzoek.Ended((one.key,), (login,))
    assert onderzoek.end_due() == onderzoek.Ended((), ())
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        log_in(login, kluis)
    assert sees(other, kluis)
    with pytest.raises(WoonkluisError, match="is over"):
        onderzoek.check_study(one.key)


def test_a_login_that_was_given_more_is_not_handed_out(studie: Callable[..., Studie], connect: Any) -> None:
    one = studie()
    verklaring = one.sign()
    login = f"onderzoek_{verklaring.hex[:12]}"
    admin = connect("beheerder", autocommit=True)
    admin.execute(f"create role {login}")
    admin.execute(f"grant lmvw_beheer to {login}")
    with pytest.raises(WoonkluisError, match=f"login {login} has more rights than its study"):
        one.grant()
    admin.execute(f"revoke lmvw_beheer from {login}")
    assert one.grant() == [login]


def test_a_failed_grant_leaves_no_login(
    kluis: Settings, studie: Callable[..., Studie], connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = studie()
    verklaring = one.sign()
    monkeypatch.setattr(onderzoek, "RIGHT", onderzoek.RIGHT.replace("+ 1", "+ 2"))
    with pytest.raises(WoonkluisError, match="the right ends with its study at the latest"):
        one.grant()
    login = f"onderzoek_{verklaring.hex[:12]}"
    admin = connect("beheerder")
    assert admin.execute("select from pg_roles where rolname = %s", [login]).fetchone() is None


def test_signers_are_for_beheer_only_and_errors_do_not_quote_them(
    kluis: Settings, studie: Callable[..., Studie], connect: Any, tmp_path: Path
) -> None:
    """LMVW-GV-A: not in the register that others read, not in an error, not in the audit."""
    one = studie()
    tomorrow = GETEKEND | {"deel_a": DEEL_A | {"datum": str(TODAY + timedelta(days=2))}}
    document = tmp_path / "morgen.pdf"
    document.write_text("morgen")
    with pytest.raises(WoonkluisError) as told:
        onderzoek.sign(one.key, Ondertekening.model_validate(tomorrow), document)
    assert "deel_a_op" in str(told.value)
    verklaring = one.sign()
    with pytest.raises(psycopg.errors.IntegrityError) as refused:
        connect("dienst_toegang").execute(
            "insert into register.ondertekenaar (verklaring_id, deel, naam, instelling, plaats, datum) "
            "values (%s, 'B', %s, 'x', 'x', now())",
            [verklaring, PERSOON],
        )
    assert PERSOON not in str(refused.value) + str(told.value)
    admin = connect("beheerder")
    assert admin.execute("select count(*) from register.ondertekenaar where naam = %s", [PERSOON]).fetchone() == (1,)
    audit = admin.execute("select count(*) from audit.gebeurtenis where toelichting::text ~ 'Proefpersoon|example.org'")
    assert audit.fetchone() == (0,)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"groep": "12d"}, "groep: Input should be '12a', '12b' or '12c'"),
        ({"datatype": "alles"}, "datatype: Input should be"),
        ({"gebieden": []}, "gebieden: "),
        ({"gebieden": ["Zwolle"]}, "gebieden.1: String should match"),
        ({"gebieden": ["GM0150", "GM0150"]}, "gebieden: names an area twice"),
        ({"gebieden": ["NL", "GM0150"]}, "gebieden: NL holds all other areas"),
        ({"begint_op": "1 januari"}, "begint_op: should be a date such as 2026-01-31"),
        ({"begint_op": "2026-02-30"}, "begint_op: should be a date such as 2026-01-31"),
        ({"begint_op": 20260101}, "begint_op: should be a date such as 2026-01-31"),
        ({"eindigt_op": "2020-01-01"}, "file: eindigt_op comes after begint_op, and at most 10 years"),
        ({"eindigt_op": "2999-01-01"}, "file: eindigt_op comes after begint_op, and at most 10 years"),
        ({"titel": " "}, "titel: String should have at least 1 character"),
        ({"titel": None}, "titel: Input should be a valid string"),
        ({"titel": "a\u0000b"}, "titel: holds a control character"),
        # It would stand in the note of the researcher as an area of its own.
        ({"titel": "Wonen\nGebied:      NL"}, "titel: should be one line"),
        ({"instelling": "Instituut\u2028Geldig tot en met: 2099-01-01"}, "instelling: should be one line"),
        ({"instelling": "Instituut \u202e12-10-9902"}, "instelling: should be one line"),
        ({"naam": PERSOON}, "an unknown key: Extra inputs are not permitted|naam: Extra inputs are not permitted"),
    ],
)
def test_a_wrong_request_is_told_in_one_line(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    file = tmp_path / "aanvraag.json"
    file.write_text(json.dumps(AANVRAAG | changed))
    with pytest.raises(WoonkluisError, match=f"^aanvraag: ({message})") as told:
        read_aanvraag(file)
    assert len(str(told.value).splitlines()) == 1
    assert PERSOON not in str(told.value)


@pytest.mark.parametrize("field", sorted({*DEEL_A, *DEEL_B}))
def test_a_wrong_signature_does_not_quote_a_person(tmp_path: Path, field: str) -> None:
    """LMVW-GV-A, LMVW-GV-B: every field is required, and none is ever quoted."""
    for deel, part in GETEKEND.items():
        if field not in part:
            continue
        file = tmp_path / "getekend.json"
        secret = f"{PERSOON}\u0001"
        for wrong in (part | {field: secret}, {key: value for key, value in part.items() if key != field}):
            file.write_text(json.dumps(GETEKEND | {deel: wrong}))
            with pytest.raises(WoonkluisError, match=rf"^ondertekening: {deel}\.{field}: ") as told:
                read_ondertekening(file)
            assert "Proefpersoon" not in str(told.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "line [12]: no YAML"),
        ("a: 1\na: 2", "a key occurs twice"),
        ("a: &x 1\nb: *x", "aliases are not allowed"),
        ("", "file: Input should be"),
        ("x" * 200_000, "larger than"),
    ],
)
def test_no_form_at_all(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "aanvraag.yml"
    file.write_text(text)
    with pytest.raises(WoonkluisError, match=message):
        read_aanvraag(file)
    with pytest.raises(WoonkluisError, match="aanvraag cannot be read"):
        read_aanvraag(tmp_path / "weg.yml")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"gebieden": ["GM9999"]}, "there is no GM9999"),
        ({"begint_op": "2020-01-01", "eindigt_op": "2020-02-01"}, "eindigt_op is past"),
    ],
)
def test_what_is_not_registered(studie: Callable[..., Studie], values: dict[str, Any], message: str) -> None:
    with pytest.raises(WoonkluisError, match=message):
        studie(**values)


@pytest.mark.usefixtures("studie")
def test_the_commands(tmp_path: Path) -> None:
    """The forms of docs/onderzoek.md, by the commands that it names."""
    run = CliRunner().invoke
    request = tmp_path / "aanvraag.yml"
    request.write_text("\n".join(f"{key}: {json.dumps(value)}" for key, value in AANVRAAG.items()))
    first = run(app, ["onderzoek", str(request)])
    assert first.output.endswith(": registered, group 12a\n"), first.output
    assert run(app, ["onderzoek", str(request)]).output == first.output.replace(": reg", ": already reg")
    key = first.output.split()[1].rstrip(":")
    signed, document = tmp_path / "getekend.json", tmp_path / "document.pdf"
    signed.write_text(json.dumps(GETEKEND))
    document.write_bytes(b"document")
    done = run(app, ["verklaring", key, str(signed), str(document)])
    assert done.output.endswith(": parts A and B recorded\n"), done.output
    assert PERSOON not in done.output


def test_the_documentation_was_tried(
    kluis: Settings, studie: Callable[..., Studie], connect: Any, tmp_path: Path
) -> None:
    """The request of docs/onderzoek.md is one, and its statements run for a researcher and for beheer."""
    text = (kluis.repo_dir / "docs" / "onderzoek.md").read_text()
    form = tmp_path / "aanvraag.yml"
    form.write_text("\n".join(re.findall(r"^    (\w+: .*)$", text.partition("**Sign**")[0], re.MULTILINE)))
    assert read_aanvraag(form)[0].gebieden == ["GM0150", "PV23"]
    researcher, beheer = (
        re.findall(r"^    (select (?!toegang)[^;]+;)", part, re.MULTILINE) for part in text.split("## For beheer")
    )
    assert (len(researcher), len(beheer)) == (3, 2)
    one = studie()
    one.sign()
    (login,) = one.grant()
    with log_in(login, kluis) as connection:
        assert [len(connection.execute(query).fetchall()) for query in researcher] == [2, 1, 1]
    admin = connect("beheerder")
    admin.execute("set local role lmvw_beheer")
    assert [len(admin.execute(query).fetchall()) for query in beheer] == [1, 1]
