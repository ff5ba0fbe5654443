"""LMVW-12 to LMVW-16: who has access to what, on which grounds; a list that serves as evidence, and tells no signer."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import subprocess
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from tests.access.conftest import PERSOON, WHY
from tests.access.conftest import studie as studie  # noqa: PLC0414 - a fixture of another room
from typer.testing import CliRunner

from woonkluis.access import onderzoek, partijen
from woonkluis.access.logins import Reader, Right, ensure_readers
from woonkluis.access.overzicht import Filter, Gebruik, Leeslog, Overzicht, Recht, read_overzicht
from woonkluis.cli import app
from woonkluis.platform.errors import WoonkluisError
from woonkluis.report import toegang

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.access.conftest import Studie

    from woonkluis.platform.settings import Settings

NOW = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
LOG = Leeslog(NOW - dt.timedelta(days=100), NOW - dt.timedelta(hours=9))
HOSTILE = "=HYPERLINK(\"http://x\")<script>alert('x')</script>; met \n regel"
TODAY = dt.datetime.now(dt.UTC).date()


def recht(**values: Any) -> Recht:
    """A right of a study that ends within 30 days."""
    usual: dict[str, Any] = {
        "recht_id": UUID(int=1),
        "login": "onderzoek_0",
        "groepen": ("lmvw_onderzoeker_12c",),
        "status": "verloopt",
        "gebied_soort": "gemeente",
        "gebied_code": "GM0150",
        "gebied_naam": "Deventer",
        "datatype": "kenmerken",
        "studie_id": UUID(int=2),
        "titel": "Bouwen langs de IJssel",
        "instelling": "Proefinstituut",
        "groep": "12c",
        "orgaan": "stuurgroep",
        "uitkomst": "toegewezen",
        "besloten_op": NOW,
        "deel_a_op": NOW.date(),
        "deel_b_op": NOW.date(),
        "geldig_van": NOW - dt.timedelta(days=3),
        "geldig_tot": dt.datetime(2026, 12, 20, 23, tzinfo=dt.UTC),
        "toegekend_door": "dienst_toegang",
        "bevestigd_door": "beheer",
    }
    return Recht(**usual | values)


@pytest.fixture
def readers(kluis: Settings, connect: Callable[..., Any]) -> Iterator[None]:
    """Logins of which something is not right; gone afterwards."""
    made = ("bord_gemeente", "bord_twee", "bord_leeg", "bord_beheer", "bord_weg")
    ensure_readers(
        [
            Reader("bord_gemeente", ("lmvw_gemeente",), (Right("lmvw", "gemeente", "GM0150"),)),
            Reader("bord_twee", ("lmvw_gemeente",), (Right("lmvw", "gemeente", "GM0193"),)),
            Reader("bord_leeg", ("lmvw_provincie",)),
            Reader("bord_beheer", ("lmvw_beheer",)),
            Reader("bord_weg", ("lmvw_gemeente",), (Right("lmvw", "gemeente", "GM0363"),)),
        ],
        kluis,
    )
    admin = connect("beheerder", autocommit=True)
    admin.execute("drop role bord_weg; grant lmvw_provincie to bord_twee")
    yield
    with admin.transaction():
        admin.execute("set local session_replication_role = replica")
        admin.execute("delete from toegang.recht where studie_id is null")
    for login in made[:-1]:
        admin.execute(sql.SQL("drop role {}").format(sql.Identifier(login)))


@pytest.fixture
def of_cwr(kluis: Settings, connect: Callable[..., Any]) -> Iterator[None]:
    """Logins of Wonen in Vlaanderen and of a woonmaatschappij, two of which look persons up; gone afterwards."""
    ensure_readers(
        [
            Reader("bord_gsc", ("cwr_gsc",), (Right("cwr", "vlaanderen", "VL"),)),
            Reader("bord_toezicht", ("cwr_toezicht",)),
            Reader("bord_dpo", ("cwr_dpo",)),
            Reader("bord_wm", ("cwr_woonmaatschappij",)),
            Reader("bord_gemeente", ("lmvw_gemeente",), (Right("lmvw", "gemeente", "GM0150"),)),
        ],
        kluis,
    )
    partijen.add("0999111111", "Woonmaatschappij Bord", settings=kluis)
    admin = connect("beheerder", autocommit=True)
    admin.execute(
        "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, geldig_tot) "
        "values ('bord_toezicht', 'cwr', 'woonmaatschappij', '0999111111', now() + interval '1 year')"
    )
    admin.execute(
        "insert into toegang.inzage_login (login_rol, partij_code, toepassing) "
        "values ('bord_toezicht', '0999111111', null), ('bord_dpo', '0999111111', 'dossier 2')"
    )
    yield
    with admin.transaction():
        admin.execute("set local session_replication_role = replica")
        admin.execute("delete from toegang.inzage_login where partij_code = '0999111111'")
        admin.execute("delete from register.partij where partij_code = '0999111111'")
        admin.execute("delete from toegang.recht where studie_id is null")
    for login in ("bord_gsc", "bord_toezicht", "bord_dpo", "bord_wm", "bord_gemeente"):
        admin.execute(sql.SQL("drop role {}").format(sql.Identifier(login)))


@pytest.mark.usefixtures("of_cwr")
def test_each_regime_has_a_list_of_its_own(connect: Callable[..., Any]) -> None:
    """WIV-4.10, WIV-6.7: who reads what of the cwr, and who looks persons up; not a word of it in the list of lmvw."""
    ours = ("bord_gsc", "bord_toezicht", "bord_dpo", "bord_wm", "bord_gemeente")
    found = read_overzicht(regime="cwr")
    told = {one.login: one for one in found.rechten if one.login in ours}
    assert {login: (one.gebied_code, one.gebied_naam, one.inzage_voor) for login, one in told.items()} == {
        "bord_gsc": ("VL", "Vlaanderen", None),
        "bord_toezicht": ("0999111111", "Woonmaatschappij Bord", "Woonmaatschappij Bord"),
        "bord_dpo": ("VL", "Vlaanderen", "dossier 2 van Woonmaatschappij Bord"),
        "bord_wm": (None, None, None),
    }
    assert remarks(found)["bord_wm"] == "zit in een groep zonder recht dat geldt"
    assert {one["regime"] for one in toegang.lijst(found)} == {"cwr"}
    page = toegang.render(found)
    assert "Persoonsgegevens van het centraal woningregister (CWR)" in page
    assert "cwr 0999111111" in page
    assert "Studie" not in page
    assert {one.login for one in read_overzicht().rechten if one.login in ours} == {"bord_gemeente"}
    shown = CliRunner().invoke(app, ["access", "--regime", "cwr", "--zoek", "bord_toezicht"])
    assert shown.output.splitlines()[1].split()[:4] == ["bord_toezicht", "cwr_toezicht", "geldig", "0999111111"]
    assert CliRunner().invoke(app, ["access", "--regime", "x"]).exit_code == 1
    made = toegang.bewijs(found, "json", door="beheer")
    assert json.loads(made.inhoud)["inhoud"]["over"]["overzicht"].endswith("(WIV-4.10, WIV-6.7)")
    assert toegang.controleer(made.inhoud) == made.sha256
    event = "select soort, regime from audit.gebeurtenis where onderwerp = %s"
    assert connect("dienst_audit").execute(event, [made.sha256]).fetchall() == [("uitvoer.toegang_cwr_json", "cwr")]
    # WIV-4.7: what was given before an end was asked for is named for what it is worth. WIV-6.10: a look-up is a use.
    beheerder = connect("beheerder")
    beheerder.execute("set local session_replication_role = replica")
    beheerder.execute("update toegang.recht set geldig_tot = null where login_rol = 'bord_toezicht'::regrole")
    beheerder.commit()
    endless = read_overzicht(Filter(zoek="bord_toezicht"), regime="cwr").getoond[0]
    assert endless.status == "zonder recht"
    assert endless.opmerkingen[0].startswith("zonder einde: geldt niet (WIV-4.7)")


def remarks(overzicht: Overzicht) -> dict[str, str]:
    return {one.login: "; ".join(one.opmerkingen) for one in overzicht.rechten}


@pytest.mark.usefixtures("readers")
def test_what_does_not_fit_is_marked() -> None:
    found = read_overzicht()
    told = remarks(found)
    assert told["bord_gemeente"] == ""
    assert told["bord_twee"] == "zit in 2 groepen met vertrouwelijke gegevens"
    assert told["bord_leeg"] == "zit in een groep zonder recht dat geldt"
    assert told["bord_beheer"] == "heeft toegang door de groep, niet door een recht"
    assert told["beheerder"] == "beheerder van de server: leest alles, buiten de rechten om"
    (gone,) = [one for one in found.rechten if one.gebied_code == "GM0363"]
    assert gone.login.startswith("(rol ")
    assert gone.opmerkingen == ("de login bestaat niet meer",)
    names = {one.login: (one.gebied_code, one.gebied_naam, one.status) for one in found.rechten}
    assert names["bord_gemeente"] == ("GM0150", "Deventer", "geldig")
    assert names["bord_leeg"] == (None, None, "zonder recht")
    assert not any(login.startswith("dienst_") for login in names)


def test_a_right_of_a_study_tells_its_grounds_and_no_signer(
    studie: Callable[..., Studie], connect: Callable[..., Any]
) -> None:
    titel = HOSTILE.replace("\n", "en")
    one = studie(groep="12c", titel=titel)
    one.sign()
    onderzoek.decide_access(one.key, orgaan="stuurgroep", toegewezen=True, **WHY)
    (login,) = one.grant()
    found = read_overzicht(Filter(studie=str(one.key)))
    assert [(right.login, right.gebied_code, right.gebied_naam) for right in found.getoond] == [
        (login, "GM0150", "Deventer"),
        (login, "GM0193", "Zwolle"),
    ]
    right = found.getoond[0]
    assert (right.groepen, right.datatype, right.titel, right.groep) == (
        ("lmvw_onderzoeker_12c",),
        "polygonen",
        titel,
        "12c",
    )
    assert (right.orgaan, right.uitkomst, right.deel_a_op) == ("stuurgroep", "toegewezen", TODAY - dt.timedelta(days=1))
    assert (right.status, right.toegekend_door, right.bevestigd_door) == ("verloopt", "dienst_toegang", "iemand")
    assert [words.partition(",")[0] for words in right.opmerkingen] == [
        "het eenmalige wachtwoord is nog niet vervangen"
    ]
    page = toegang.render(found)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "Proefpersoon" not in page + json.dumps(toegang.lijst(found)), "who signed is for beheer in psql"
    assert "2 van " in page

    admin = connect("beheerder", autocommit=True)
    admin.execute(
        "insert into audit.gebruik values (%s, 'lmvw_vertrouwelijk.woningbouwplan', now(), now(), 3)", [login]
    )
    admin.execute(sql.SQL("alter role {} valid until '2020-01-01'").format(sql.Identifier(login)))
    (right, _) = read_overzicht(Filter(studie=str(one.key))).getoond
    assert [(use.relatie, use.keren) for use in right.gebruik] == [("lmvw_vertrouwelijk.woningbouwplan", 3)]
    assert "het wachtwoord is verlopen, het recht loopt" in right.opmerkingen[0]
    onderzoek.withdraw("onderzoek", one.key, **WHY)
    (right, _) = read_overzicht(Filter(studie=str(one.key))).getoond
    assert (right.status, right.opmerkingen, right.groepen) == ("beëindigd", (), ())
    # Other tests may have a login in the group.
    standing = read_overzicht(Filter("geldig", groep="lmvw_onderzoeker_12c")).getoond
    assert login not in {one.login for one in standing}
    assert len(read_overzicht(Filter("beëindigd", groep="lmvw_onderzoeker_12c")).getoond) == 2


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        (Filter(), "abcde"),
        (Filter("geldig"), "abe"),
        (Filter("verloopt"), "b"),
        (Filter("toekomstig"), "c"),
        (Filter("beëindigd"), "d"),
        (Filter("rommel"), ""),
        (Filter(groep="lmvw_beheer"), "a"),
        (Filter(groep="lmvw_onderzoeker_12c"), "bcde"),
        (Filter(studie=str(UUID(int=2))), "abcde"),
        (Filter(studie="x"), ""),
        (Filter(gebied="PV23"), "c"),
        (Filter(zoek="OVERIJ"), "c"),
        (Filter(zoek="proefinst"), "abcde"),
        (Filter(zoek="'; drop table"), ""),
    ],
)
def test_the_filter(chosen: Filter, kept: str) -> None:
    rights = {
        "a": recht(status="geldig", groepen=("lmvw_beheer",), groep=None),
        "b": recht(),
        "c": recht(status="toekomstig", gebied_code="PV23", gebied_naam="Overijssel"),
        "d": recht(status="beëindigd", groepen=()),
        "e": recht(status="zonder recht"),
    }
    shown = Overzicht(NOW, LOG, list(rights.values()), chosen).getoond
    assert "".join(name for name, right in rights.items() if any(right is one for one in shown)) == kept


def test_last_used_never_says_never() -> None:
    use = Gebruik("lmvw_vertrouwelijk.woningbouwplan", NOW, NOW - dt.timedelta(days=1), 2)
    earlier = Gebruik("lmvw_vertrouwelijk.woningbouwplan", NOW, NOW - dt.timedelta(days=200), 2)
    assert LOG.words(recht(gebruik=(use,))) == "2026-11-30 13:00"
    assert LOG.words(recht(gebruik=(earlier,))) == "2026-05-15 14:00, daarna onbekend tot 2026-08-23"
    assert LOG.words(recht()) == "niet sinds 2026-08-23, daarvoor onbekend"
    page = toegang.render(Overzicht(NOW, LOG, [recht(gebruik=(use, earlier)), recht()]))
    assert "nooit" not in page
    assert "<details>" in page
    assert "2026-12-20" in page, "the last day, not the midnight after it"
    assert "Geen recht past" in toegang.render(Overzicht(NOW, LOG, [recht()], Filter(zoek="zzz")))
    assert "Dit adres klopt niet" in toegang.render_refusal()


@pytest.mark.parametrize("vorm", ["csv", "json"])
def test_the_list_serves_as_evidence(vorm: str, connect: Callable[..., Any]) -> None:
    """LMVW-4a: it names its SHA-256 and the end of the chain, and the chain holds the event that names it."""
    found = Overzicht(NOW, LOG, [recht(titel=HOSTILE), recht(login="onderzoek_1")], Filter(zoek="a"))
    made = toegang.bewijs(found, vorm, door="beheer")
    assert made.naam == f"toegang_lmvw_2026-12-01_130000.{vorm}"
    row = (
        connect("dienst_audit")
        .execute(
            "select soort, login, regime, relatie, rijen, toelichting ->> 'door', volgnummer, encode(hash, 'hex') "
            "from audit.gebeurtenis where onderwerp = %s",
            [made.sha256],
        )
        .fetchone()
    )
    assert row[:6] == (f"uitvoer.toegang_{vorm}", "dienst_toegangsbord", "lmvw", "toegang.recht", 2, "beheer")
    assert toegang.controleer(made.inhoud) == made.sha256
    for old, new in ((b"GM0150", b"GM0193"), (b"2026-12-01T13", b"2026-12-01T14"), (b"beheer", b"iemand")):
        assert old in made.inhoud
        with pytest.raises(WoonkluisError, match="is not what it was"):
            toegang.controleer(made.inhoud.replace(old, new))
    with pytest.raises(WoonkluisError, match="place in its chain"):
        toegang.controleer(made.inhoud.replace(row[7].encode(), b"0" * 64))
    for wrong in (b"", b"{}", b"[1]", made.inhoud[:40], b"\xff\xfe", b"\xef\xbb\xbf\xff"):
        with pytest.raises(WoonkluisError, match="no list of rights"):
            toegang.controleer(wrong)
    if vorm == "json":
        whole = json.loads(made.inhoud)
        assert (whole["audit_volgnummer"], whole["audit_hash"]) == row[6:]
        assert whole["inhoud"]["over"]["moment"] == "2026-12-01T13:00:00+01:00"
        assert [one["login"] for one in whole["inhoud"]["rechten"]] == ["onderzoek_0", "onderzoek_1"]
        return
    assert made.inhoud.startswith("\ufeff".encode())
    seal, _, rest = made.inhoud.partition(b"\r\n\r\n")
    assert hashlib.sha256(rest).hexdigest() == made.sha256
    assert f"audit_hash;{row[7]}" in seal.decode()
    lines = list(csv.reader(rest.decode().splitlines(), delimiter=";"))
    head = lines.index([])
    first = dict(zip(lines[head + 1], lines[head + 2], strict=True))
    assert tuple(first) == toegang.FIELDS
    assert first["studie"].startswith("'=HYPERLINK"), "no formula when somebody opens it"
    assert all(not cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)


def test_evidence_can_be_checked_without_us(tmp_path: Path) -> None:
    """As docs/onderzoek.md says: by tools of any machine."""
    file = tmp_path / "lijst.csv"
    made = toegang.bewijs(Overzicht(NOW, LOG, [recht()]), "csv", door="beheer")
    file.write_bytes(made.inhoud)
    done = subprocess.run(
        ["sh", "-c", f"sed '1,/^\\r*$/d' {file} | sha256sum"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[0] == made.sha256


def test_without_its_event_there_is_no_list(kluis: Settings) -> None:
    with pytest.raises(WoonkluisError, match="csv or json"):
        toegang.bewijs(Overzicht(NOW, LOG, []), "xlsx", door="beheer")
    nowhere = kluis.model_copy(update={"pg_database": "bestaat_niet"})
    with pytest.raises(WoonkluisError):
        toegang.bewijs(Overzicht(NOW, LOG, []), "csv", door="beheer", settings=nowhere)


def test_its_login_reads_nothing_else(connect: Callable[..., Any]) -> None:
    connection = connect("dienst_toegangsbord", autocommit=True)
    for query in (
        *("select naam from register.ondertekenaar", "select omschrijving from register.onderzoek"),
        *("select motivering from register.besluit", "select besloten_door from register.besluit"),
        *("select * from audit.gebeurtenis", "select verifier_sha256 from toegang.eenmalig_wachtwoord"),
        *("select * from register.levering", "select document_sha256 from register.geheimhoudingsverklaring"),
        *("select audit.noteer_uitvoer('x', 'x', 'lmvw', 'x', 1, 'x')", "select * from audit.neem_leeslog_op()"),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(query)
    with pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("select audit.noteer_toegangslijst('xlsx', repeat('0', 64), 1, 'x')")
    assert connection.execute("select count(*) from audit.gebruik where relatie !~ '^(lmvw|cwr)_'").fetchone() == (0,)


@pytest.mark.usefixtures("readers")
def test_the_command(tmp_path: Path) -> None:
    run = CliRunner().invoke
    shown = run(app, ["access", "--zoek", "bord_gemeente"])
    assert shown.exit_code == 0, shown.output
    head, row = shown.output.splitlines()
    assert head.split()[:3] == ["login", "groepen", "status"]
    assert row.split()[:5] == ["bord_gemeente", "lmvw_gemeente", "geldig", "GM0150", "Deventer"]
    (listed,) = json.loads(run(app, ["access", "--zoek", "bord_gemeente", "--json"]).output)
    assert (listed["login"], listed["gebied_naam"]) == ("bord_gemeente", "Deventer")
    file = tmp_path / "lijst.csv"
    assert "rights, SHA-256" in run(app, ["access", "--naar", str(file)]).output
    assert run(app, ["access", "--controleer", str(file)]).exit_code == 0
    file.write_bytes(file.read_bytes().replace(b"bord_gemeente", b"bord_iemand"))
    assert run(app, ["access", "--controleer", str(file)]).exit_code == 1
    assert run(app, ["access", "--status", "rommel"]).exit_code == 1
    assert PERSOON not in shown.output
