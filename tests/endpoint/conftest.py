"""One server for all these tests, as a process of its own, and parties with certificates of a demo authority."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from woonkluis.access import partijen
from woonkluis.endpoint.democa import DemoCa, Uitgegeven
from woonkluis.endpoint.oproep import BEANTWOORDEN, LEVEREN, MELDINGEN, STATUS
from woonkluis.platform.engine import connect as open_connection
from woonkluis.platform.sleutels import identities
from woonkluis.receive import open_into, stored_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from woonkluis.platform.settings import Settings

WM, ANDERE, INTEGRATOR, ARM = "0400000086", "0400000185", "0316380841", "0400000284"
"""A woonmaatschappij, another, an integrator for both, one without any service."""

GEBRUIKER = "medewerker-17"
LIMIT = 3_000_000
"""Most bytes of a message here."""

IDLE = 1.0


@dataclass
class Eindpunt:
    """The server, its authority, the files of each party, and the settings of this machine."""

    settings: Settings
    ca: DemoCa
    poort: int
    van: dict[str, Uitgegeven]

    @property
    def adres(self) -> str:
        return f"https://localhost:{self.poort}"

    def client(self, wie: str = WM) -> httpx.Client:
        import ssl

        context = ssl.create_default_context(cafile=str(self.ca.certificate_file))
        context.load_cert_chain(self.van[wie].certificaat, self.van[wie].sleutel)
        return httpx.Client(base_url=self.adres, verify=context, timeout=30)

    def bewaard(self, sha256: str) -> bytes:
        """What the store keeps sealed under this digest."""
        target = io.BytesIO()
        open_into(stored_path(sha256, self.settings, sealed=True), target, identities(self.settings))
        return target.getvalue()

    def oproepen(self, correlatie_id: str) -> list[dict[str, Any]]:
        """Lines of the call log with this id."""
        with open_connection("dienst_audit", settings=self.settings) as connection:
            cursor = connection.execute(
                "select * from audit.oproep where correlatie_id = %s order by gebeurtenis_id", [correlatie_id]
            )
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def laatste(self, uitkomst: str) -> bool:
        """Whether a connection was refused for this reason, of late."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with open_connection("dienst_audit", settings=self.settings) as connection:
                row = connection.execute(
                    "select count(*) from audit.oproep where dienst = 'verbinding' and uitkomst = %s", [uitkomst]
                ).fetchone()
            if row and row[0]:
                return True
            time.sleep(0.1)
        return False


def vrije_poort() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def start(settings: Settings, poort: int) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "WOONKLUIS_STATE_DIR": str(settings.state_dir),
        "WOONKLUIS_STORE_DIR": str(settings.store_dir),
        "WOONKLUIS_API_DIR": str(settings.api_dir),
        "WOONKLUIS_API_PORT": str(poort),
        "WOONKLUIS_API_MAX_BYTES": str(LIMIT),
        "WOONKLUIS_API_IDLE_SECONDS": str(IDLE),
    }
    log = (settings.api_dir / "server.log").open("ab")
    process = subprocess.Popen([str(Path(sys.executable).with_name("woonkluis")), "api"], env=environment, stderr=log)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", poort), timeout=1):
            return process
        time.sleep(0.1)
    raise AssertionError((settings.api_dir / "server.log").read_text())


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)


def _ingeschreven(settings: Settings, ca: DemoCa) -> dict[str, Uitgegeven]:
    """Make the certificates of everybody and record the parties."""
    van = {
        code: ca.issue(code, f"aanlevering {code}", organisatie="Proef", kbo=code)
        for code in (WM, ANDERE, INTEGRATOR, ARM)
    }
    van["vreemd"] = ca.issue("vreemd", "niemand")
    van["verlopen"] = ca.issue("verlopen", "verlopen", begint=timedelta(days=-3), duurt=timedelta(days=1))
    van["herroepen"] = ca.issue("herroepen", "herroepen")
    van["zwak"] = ca.issue("zwak", "zwak", bits=1024)
    van["weg"] = ca.issue("weg", "weg")
    ca.revoke(van["herroepen"].certificaat)
    ander = DemoCa(settings.api_dir.with_name("ander"))
    ander.ensure("Een andere autoriteit")
    van["andere_ca"] = ander.issue("andere_ca", f"aanlevering {WM}", organisatie="Proef", kbo=WM)
    for code in (WM, ANDERE, INTEGRATOR, ARM):
        partijen.add(code, f"Proef {code}", settings=settings)
        partijen.add_certificate(code, van[code].certificaat, "proefpakket", settings=settings)
        partijen.set_user(code, GEBRUIKER, mag=True, settings=settings)
    for code in ("verlopen", "herroepen", "zwak", "weg"):
        partijen.add_certificate(ARM, van[code].certificaat, code, settings=settings)
    partijen.withdraw_certificate("CN=weg", settings=settings)
    for partij, bronhouder in ((WM, WM), (ANDERE, ANDERE), (INTEGRATOR, WM), (INTEGRATOR, ANDERE)):
        for dienst in (LEVEREN, STATUS):
            partijen.set_service(partij, dienst, bronhouder, mag=True, settings=settings)
    return van


@pytest.fixture(scope="session")
def eindpunt(kluis: Settings) -> Iterator[Eindpunt]:
    """A server on a free port of this machine."""
    directory = kluis.state_dir / "eindpunt"
    shutil.rmtree(directory, ignore_errors=True)
    settings = kluis.model_copy(
        update={
            "store_dir": directory / "opslag",
            "inbox_dir": directory / "inbox",
            "api_dir": directory / "api",
            "api_certificate": directory / "api/server.pem",
            "api_key": directory / "api/server.key",
            "api_client_ca": directory / "api/ca.pem",
            "api_crl": directory / "api/ca.crl",
        }
    )
    ca = DemoCa(settings.api_dir)
    ca.ensure()
    ca.issue("server", "localhost", server=("localhost", "127.0.0.1"))
    van = _ingeschreven(settings, ca)
    poort = vrije_poort()
    process = start(settings, poort)
    yield Eindpunt(settings, ca, poort, van)
    stop(process)
    with open_connection("beheerder", settings=settings, autocommit=True) as admin, admin.transaction():
        admin.execute("set local session_replication_role = replica")
        admin.execute("truncate register.ontvangstbewijs, register.stopzetting, register.bericht_gezien")
        admin.execute("truncate register.partij_certificaat, register.partij_dienst, register.partij_gebruiker")
        admin.execute("delete from register.partij")
        admin.execute("delete from register.levering where aangeleverd_door ~ ':' or bestand_naam ~ '^cwr_04000'")


def feed(*, merk: str = "") -> bytes:
    """Bytes of a message; every call other bytes."""
    return f'<levering xmlns="urn:woonkluis:cwr-levering:1"><kop>{merk}{uuid.uuid4()}</kop></levering>'.encode()


def digest(inhoud: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(inhoud).digest()).decode()}:"


@pytest.fixture
def correlatie() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def onderteken() -> Callable[..., dict[str, str]]:
    """Headers of a signed upload (RFC 9421), signed with openssl as docs/aanleveren_cwr.md shows."""

    def sign(
        eindpunt: Eindpunt,
        inhoud: bytes,
        *,
        wie: str = WM,
        pad: str = "/v1/leveringen?peildatum=2026-01-31",
        methode: str = "PUT",
        gebruiker: str | None = GEBRUIKER,
        tijd: float = 0,
        dekking: tuple[str, ...] = ("@method", "@target-uri", "content-digest", "x-fysieke-gebruiker"),
        alg: str = "rsa-v1_5-sha256",
    ) -> dict[str, str]:
        values = {
            "@method": methode,
            "@target-uri": f"{eindpunt.adres}{pad}",
            "content-digest": digest(inhoud),
            "x-fysieke-gebruiker": gebruiker,
        }
        listed = " ".join(f'"{name}"' for name in dekking)
        created = int(time.time() + tijd)
        parameters = (
            f'({listed});created={created};nonce="{uuid.uuid4()}";keyid="{wie}";alg="{alg}";tag="woonkluis-levering"'
        )
        base = "\n".join([*(f'"{name}": {values[name]}' for name in dekking), f'"@signature-params": {parameters}'])
        signature = subprocess.run(
            ["openssl", "dgst", "-sha256", "-sign", str(eindpunt.van[wie].sleutel)],
            input=base.encode(),
            capture_output=True,
            check=True,
        ).stdout
        headers = {
            "content-digest": digest(inhoud),
            "content-type": "application/xml",
            "signature-input": f"sig={parameters}",
            "signature": f"sig=:{base64.b64encode(signature).decode()}:",
        }
        return headers | ({"x-fysieke-gebruiker": gebruiker} if gebruiker is not None else {})

    return sign


NOTICE = """
    with levering as (
        insert into register.levering
            (regime, bronhouder_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes)
        values ('cwr', %(kbo)s, 'cwr-xml-1', '2026-01-31', %(sha256)s, 'proef', 1)
        returning levering_id
    )

    insert into register.melding (
        bronhouder_code, regel_id, klasse, artikel, titel, actie, levering_id, vastgesteld_op, termijn_van,
        onderzoek_tot, maatregelen_tot
    )
    select
        %(kbo)s, 'WIV-3.1.8_ontbreekt', 'ontbrekend', '3.1', 'Titel', 'Lever het.', levering_id, '2026-02-01',
        '2024-02-01', '2026-02-16', '2026-03-03'
    from levering
    returning melding_id, levering_id
"""
RECORD = """
    insert into register.melding_record (melding_id, laag, sleutel, kolom, bronhouder_code, regel_id)
    values (%s, 'gezinslid', 'C1/1', 'beroep', %s, 'WIV-3.1.8_ontbreekt')
"""
STEP = """
    insert into register.melding_stap (melding_id, volgnummer, toestand, reden, namens, door, levering_id)
    values (%s, 1, 'open', 'vastgesteld', 'systeem', 'proef', %s)
"""


@pytest.fixture
def gemeld(eindpunt: Eindpunt) -> Iterator[dict[str, str]]:
    """An open notice of each of two woonmaatschappijen, by KBO; both may read and answer, and so may the integrator."""
    made = {}
    with open_connection("dienst_lader", settings=eindpunt.settings) as connection:
        for kbo in (WM, ANDERE):
            row = connection.execute(NOTICE, {"kbo": kbo, "sha256": uuid.uuid4().hex * 2}).fetchone()
            assert row
            connection.execute(RECORD, [row[0], kbo])
            connection.execute(STEP, [*row])
            made[kbo] = str(row[0])
    for partij, kbo in ((WM, WM), (ANDERE, ANDERE), (INTEGRATOR, WM)):
        for dienst in (MELDINGEN, BEANTWOORDEN):
            partijen.set_service(partij, dienst, kbo, mag=True, settings=eindpunt.settings)
    yield made
    with open_connection("beheerder", settings=eindpunt.settings, autocommit=True) as admin, admin.transaction():
        admin.execute("set local session_replication_role = replica")
        for table in ("stap", "record"):
            admin.execute(
                f"delete from register.melding_{table} where melding_id = any(%s::uuid[])", [[*made.values()]]
            )
        admin.execute(
            "with weg as (delete from register.melding where melding_id = any(%s::uuid[]) returning levering_id) "
            "delete from register.levering where levering_id in (select levering_id from weg)",
            [[*made.values()]],
        )
