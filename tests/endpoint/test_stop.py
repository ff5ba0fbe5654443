"""WIV-8.1: a woonmaatschappij that is stopped is neither taken in nor processed, and goes on where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.endpoint.conftest import ANDERE, GEBRUIKER, WM, Eindpunt, feed
from typer.testing import CliRunner

from woonkluis.accept import accept
from woonkluis.access import partijen
from woonkluis.check import check
from woonkluis.cli import app
from woonkluis.land import land
from woonkluis.platform.engine import connect as open_connection
from woonkluis.platform.errors import WoonkluisError
from woonkluis.receive import StoppedError, collect_inbox, receive, work_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAD = "/v1/leveringen?peildatum=2026-01-31"


@pytest.fixture
def gestopt(eindpunt: Eindpunt) -> Iterator[Eindpunt]:
    """WM is stopped; what it delivered stands in the register in three states."""
    partijen.stop(WM, "opzegging door de woonmaatschappij", settings=eindpunt.settings)
    yield eindpunt
    try:
        partijen.resume(WM, "einde van de proef", settings=eindpunt.settings)
    except WoonkluisError:
        return


def lever(eindpunt: Eindpunt, onderteken: Any, wie: str = WM) -> Any:
    inhoud = feed()
    with eindpunt.client(wie) as client:
        return client.put(PAD, content=inhoud, headers=onderteken(eindpunt, inhoud, wie=wie)).json()


def test_intake_stops_and_goes_on(eindpunt: Eindpunt, onderteken: Any, gestopt: Eindpunt, tmp_path: Path) -> None:
    settings = eindpunt.settings
    assert lever(eindpunt, onderteken)["title"] == "gestopt"
    assert "levering_id" in lever(eindpunt, onderteken, ANDERE)
    file = tmp_path / f"cwr_{WM}_2026-01-31.xml"
    file.write_bytes(feed())
    with pytest.raises(StoppedError, match=rf"^bronhouder {WM} is stopped \(WIV-8.1\): nothing is taken in$"):
        receive(file, settings=settings)
    settings.inbox_dir.mkdir(exist_ok=True)
    (settings.inbox_dir / file.name).write_bytes(file.read_bytes())
    collected = collect_inbox("cwr", settle_seconds=0, settings=settings)
    assert [(one.naam.rpartition("-")[0], one.reason) for one in collected.refused] == [
        (f"cwr_{WM}_2026-01-31", f"bronhouder {WM} is stopped (WIV-8.1): nothing is taken in")
    ]
    assert not collected.received
    # The register itself says no, to whoever forgets to ask.
    with (
        open_connection("dienst_lader", settings=settings) as connection,
        pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState),
    ):
        connection.execute(
            "insert into register.levering (regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam,"
            " bestand_bytes) values ('cwr', %s, 'cwr-xml-1', '2026-01-31', %s, 'x.xml', 1)",
            [WM, "0" * 64],
        )
    partijen.resume(WM, "hervat", settings=settings)
    assert "levering_id" in lever(eindpunt, onderteken)
    assert receive(file, settings=settings).nieuw


def test_processing_stops_where_it_is_and_goes_on_there(eindpunt: Eindpunt, onderteken: Any) -> None:
    settings = eindpunt.settings
    statuses = ("ontvangen", "gelezen", "gecontroleerd")
    ids = [lever(eindpunt, onderteken)["levering_id"] for _ in statuses]
    with open_connection("dienst_lader", settings=settings) as connection:
        for number, levering_id in enumerate(ids):
            for status in statuses[1 : number + 1]:
                connection.execute(
                    "update register.levering set status = %s where levering_id = %s", [status, levering_id]
                )
    partijen.stop(WM, "opzegging", settings=settings)
    try:
        assert not {one.levering_id for one in work_list("cwr", settings=settings)}.intersection(ids)
        for step, levering_id in zip((land, check, accept), ids, strict=True):
            with pytest.raises(StoppedError, match=rf"^levering {levering_id} waits: bronhouder {WM} is stopped"):
                step(levering_id, settings=settings)
        with open_connection("dienst_lader", settings=settings) as connection:
            query = "select status from register.levering where levering_id = any(%s) order by levering_id"
            assert [row[0] for row in connection.execute(query, [ids])] == list(statuses)
            # What ran when the notice came does not get through either.
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                connection.execute("update register.levering set status = 'gelezen' where levering_id = %s", [ids[0]])
        # Evidence stays, and its party may ask for it.
        with eindpunt.client() as client:
            headers = {"x-fysieke-gebruiker": GEBRUIKER}
            assert client.get(f"/v1/leveringen/{ids[1]}", headers=headers).json()["status"] == "gelezen"
    finally:
        partijen.resume(WM, "hervat", settings=settings)
    assert set(ids) <= {one.levering_id for one in work_list("cwr", settings=settings)}
    # The bytes are no feed: its reader rejects them, which is processing.
    assert land(ids[0], settings=settings).status == "afgekeurd"
    assert accept(ids[2], settings=settings).status == "geaccepteerd"


def test_a_notice_is_an_event_and_does_not_change(eindpunt: Eindpunt) -> None:
    settings = eindpunt.settings
    partijen.stop(ANDERE, "een reden", settings=settings)
    with pytest.raises(WoonkluisError, match="is stopped already"):
        partijen.stop(ANDERE, "nog een", settings=settings)
    with open_connection("dienst_toegang", settings=settings) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("update register.stopzetting set reden = 'anders'")
        connection.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("delete from register.stopzetting")
    partijen.resume(ANDERE, "hervat", settings=settings)
    with pytest.raises(WoonkluisError, match="is not stopped"):
        partijen.resume(ANDERE, "hervat", settings=settings)
    with open_connection("dienst_audit", settings=settings) as connection:
        found = connection.execute(
            "select soort, regime, toelichting ? 'reden' from audit.gebeurtenis "
            "where soort ~ '^stopzetting' and onderwerp = %s order by gebeurtenis_id",
            [ANDERE],
        ).fetchall()
    assert found == [("stopzetting.insert", "cwr", False), ("stopzetting.update", "cwr", False)]


def test_the_commands(eindpunt: Eindpunt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands use the settings of this process, whose database is the same."""
    partij = "0400000383"
    made = eindpunt.ca.issue("nieuw", "nieuw", organisatie="Proef", kbo=partij)

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["partij", *arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    run("add", partij, "Nieuwe partij")
    assert "CN=nieuw" in run("certificate", partij, str(made.certificaat), "--toepassing", "pakket 1")
    run("service", partij, "levering.status")
    run("user", partij, "m-1")
    listed = next(line for line in run("list").splitlines() if line.startswith(partij))
    assert "levering.status:0400000383" in listed
    assert "m-1" in listed
    run("stop", partij, "--reden", "proef")
    assert next(line for line in run("list").splitlines() if line.startswith(partij)).endswith(partij)
    run("resume", partij, "--reden", "proef")
    # WIV-6.3: a subject is of one party, also after it was withdrawn.
    for arguments, words in (
        (("certificate", WM, str(made.certificaat)), "each is of one party"),
        (("certificate", partij, str(made.sleutel)), "private key"),
        (("certificate", "0499999999", str(made.certificaat)), "there is no party"),
        (("service", partij, "alles"), "services are"),
        (("user", partij, "85073003328"), "looks like an INSZ"),
        (("user", partij, "x:85.07.30.033.28"), "looks like an INSZ"),
        (("user", partij, "een spatie"), "a user is"),
        (("add", partij, "Dubbel"), "known already"),
        (("certificate", partij), "either"),
        (("stop", "geen code", "--reden", "x"), "wrong form"),
    ):
        with pytest.raises(WoonkluisError, match=words):
            run(*arguments)
    dn = next(line for line in run("list").splitlines() if line.startswith(partij)).split("  ")
    subject = next(cell for cell in dn if "CN=nieuw" in cell).strip().removesuffix(" (pakket 1)")
    run("certificate", partij, "--intrekken", subject)
    run("user", partij, "m-1", "--einde")
    run("service", partij, "levering.status", "--einde")
    with pytest.raises(WoonkluisError, match="each is of one party"):
        run("certificate", WM, str(made.certificaat))
    listed = next(line for line in run("list").splitlines() if line.startswith(partij))
    assert "CN=nieuw" not in listed
    assert "m-1" not in listed
    with open_connection("dienst_audit", settings=eindpunt.settings) as connection:
        events = connection.execute(
            "select soort from audit.gebeurtenis where onderwerp = %s order by gebeurtenis_id", [partij]
        ).fetchall()
    assert [one for (one,) in events] == [
        *("partij.insert", "partij_certificaat.insert", "partij_dienst.insert", "partij_gebruiker.insert"),
        *("stopzetting.insert", "stopzetting.update"),
        *("partij_certificaat.update", "partij_gebruiker.update", "partij_dienst.update"),
    ]


def test_the_endpoint_reads_no_table_and_writes_no_other_way(eindpunt: Eindpunt) -> None:
    """WIV-6.6: what its login may, tried with that login."""
    refused = [
        "select * from register.partij",
        "select * from register.partij_certificaat",
        "select * from register.partij_gebruiker",
        "select * from register.stopzetting",
        "select * from register.bericht_gezien",
        "select * from register.ontvangstbewijs",
        "select * from register.levering",
        "select * from register.bevinding",
        "select * from audit.oproep",
        "insert into audit.gebeurtenis (soort, onderwerp) values ('oproep.x', 'x')",
        "insert into register.ontvangstbewijs (levering_id, partij_code) values (1, '0400000086')",
        "update register.partij_dienst set beeindigd_op = null",
        f"select register.ontvang_levering('{WM}', '{ANDERE}', 'c', '2026-01-31', repeat('0', 64), 'x', 1, 'g')",
    ]
    with open_connection("dienst_api", settings=eindpunt.settings, autocommit=True) as connection:
        for statement in refused:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
        rows = connection.execute("select * from register.lees_ontvangstbewijs('0400000284', 1)").fetchall()
        assert rows == []
    with open_connection("beheerder", settings=eindpunt.settings) as admin:
        admin.execute("set local role cwr_dpo")
        assert admin.execute("select count(*) > 0 from audit.oproep").fetchone() == (True,)
        admin.execute("reset role")
        admin.execute("set local role lmvw_beheer")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            admin.execute("select from audit.oproep")


def test_the_chain_holds_the_calls(eindpunt: Eindpunt, onderteken: Any) -> None:
    """WIV-6.9, WIV-6.11: a call is an event like any other, so a change of it is found."""
    lever(eindpunt, onderteken)
    with open_connection("beheerder", settings=eindpunt.settings) as admin:
        admin.execute("select audit.verzegel()")
        before = admin.execute("select count(*) from audit.controleer()").fetchone()
        admin.execute("set local session_replication_role = replica")
        admin.execute(
            'update audit.gebeurtenis set toelichting = toelichting || \'{"gebruiker": "iemand"}\' '
            "where gebeurtenis_id = (select max(gebeurtenis_id) from audit.oproep)"
        )
        after = admin.execute("select count(*) from audit.controleer()").fetchone()
        admin.rollback()
    assert before == (0,)
    assert after == (1,)
