"""WIV-6.1, WIV-6.4, WIV-6.5: which connections come about, tried with openssl; what is read again while it runs."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.endpoint.conftest import GEBRUIKER, WM, Eindpunt
from typer.testing import CliRunner

from woonkluis.cli import app, parties
from woonkluis.endpoint.server import make_server
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.platform.settings import Settings


def s_client(eindpunt: Eindpunt, *options: str, wie: str | None = WM) -> subprocess.CompletedProcess[bytes]:
    """Ask for an address over a connection of openssl; what comes back tells whether the server accepted it."""
    own = ["-cert", str(eindpunt.van[wie].certificaat), "-key", str(eindpunt.van[wie].sleutel)] if wie else []
    command = ["openssl", "s_client", "-connect", f"localhost:{eindpunt.poort}", "-quiet", *own, *options]
    request = b"GET /v1/leveringen/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    return subprocess.run(
        [*command, "-CAfile", str(eindpunt.ca.certificate_file)],
        input=request,
        capture_output=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_tls_of_now_is_accepted(eindpunt: Eindpunt, version: str) -> None:
    assert b"HTTP/1.1 403" in s_client(eindpunt, version).stdout


@pytest.mark.parametrize(
    ("options", "wie", "alert", "outcome"),
    [
        (("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"), WM, b"protocol version", "tls_versie"),
        (("-tls1", "-cipher", "ALL:@SECLEVEL=0"), WM, b"protocol version", "tls_versie"),
        (("-tls1_2",), None, b"handshake failure", "geen_certificaat"),
        (("-tls1_3",), None, b"certificate required", "geen_certificaat"),
        (("-tls1_2",), "andere_ca", b"unknown ca", "certificaat_andere_ca"),
        (("-tls1_3",), "andere_ca", b"unknown ca", "certificaat_andere_ca"),
        (("-tls1_2", "-cipher", "ALL:@SECLEVEL=0"), "zwak", b"alert", "certificaat_ongeldig"),
        (("-tls1_2", "-cipher", "AES128-SHA"), WM, b"handshake failure", "tls_versie"),
    ],
)
def test_other_connections_are_refused_with_their_own_alert_and_logged(
    eindpunt: Eindpunt, options: tuple[str, ...], wie: str | None, alert: bytes, outcome: str
) -> None:
    done = s_client(eindpunt, *options, wie=wie)
    assert b"HTTP/1.1" not in done.stdout
    assert alert in done.stderr, done.stderr
    assert eindpunt.laatste(outcome)


def ask(eindpunt: Eindpunt) -> str:
    with eindpunt.client() as client:
        headers = {"x-fysieke-gebruiker": GEBRUIKER}
        return str(client.get("/v1/leveringen/999999999", headers=headers).json()["title"])


def test_the_list_of_revoked_certificates_is_read_again_and_fails_closed(eindpunt: Eindpunt) -> None:
    kept = eindpunt.ca.crl_file.read_bytes()
    spare = eindpunt.van["vreemd"]
    try:
        with eindpunt.client() as client:
            headers = {"x-fysieke-gebruiker": GEBRUIKER}
            place = "/v1/leveringen/999999999"
            assert client.get(place, headers=headers).json()["title"] == "onbekende_levering"
            eindpunt.ca.revoke(eindpunt.van[WM].certificaat)
            # On the same connection, whose handshake is long over.
            assert client.get(place, headers=headers).json()["title"] == "certificaat_herroepen"
        eindpunt.ca.crl_file.write_bytes(kept)
        assert ask(eindpunt) == "onbekende_levering"
        eindpunt.ca.revoke(spare.certificaat, duurt=timedelta(seconds=-10))
        assert ask(eindpunt) == "herroeping_onbekend"
        for content in (b"", b"geen lijst", kept.replace(b"MII", b"MIJ", 1)):
            eindpunt.ca.crl_file.write_bytes(content)
            assert ask(eindpunt) == "herroeping_onbekend"
        eindpunt.ca.crl_file.unlink()
        assert ask(eindpunt) == "herroeping_onbekend"
    finally:
        eindpunt.ca.crl_file.write_bytes(kept)
    assert ask(eindpunt) == "onbekende_levering"


def test_a_list_of_another_authority_of_the_same_name_does_not_count(eindpunt: Eindpunt, tmp_path: Path) -> None:
    from woonkluis.endpoint.democa import DemoCa

    kept = eindpunt.ca.crl_file.read_bytes()
    namesake = DemoCa(tmp_path / "naamgenoot")
    namesake.ensure()
    try:
        eindpunt.ca.crl_file.write_bytes(namesake.crl_file.read_bytes())
        assert ask(eindpunt) == "herroeping_onbekend"
    finally:
        eindpunt.ca.crl_file.write_bytes(kept)


def test_a_key_that_others_may_read_is_refused_at_start(eindpunt: Eindpunt, tmp_path: Path) -> None:
    settings = eindpunt.settings
    assert make_server(settings).config.port == settings.api_port
    key = tmp_path / "server.key"
    key.write_bytes(settings.api_key.read_bytes())
    for mode in (0o640, 0o604, 0o644):
        key.chmod(mode)
        with pytest.raises(WoonkluisError, match=r"chmod 600 \(WIV-6.4\)"):
            make_server(settings.model_copy(update={"api_key": key}))
    key.chmod(0o600)
    make_server(settings.model_copy(update={"api_key": key}))
    with pytest.raises(WoonkluisError, match="No such file"):
        make_server(settings.model_copy(update={"api_key": tmp_path / "weg.key"}))
    with pytest.raises(WoonkluisError, match="endpoint"):
        make_server(settings.model_copy(update={"api_certificate": settings.api_client_ca, "api_key": key}))
    for made in eindpunt.van.values():
        assert made.sleutel.stat().st_mode & 0o077 == 0


def test_the_demo_authority_makes_what_openssl_accepts_and_revokes(
    kluis: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "api"
    monkeypatch.setattr(parties, "get_settings", lambda: kluis.model_copy(update={"api_dir": directory}))

    def verified(name: str) -> bool:
        files = ("-CAfile", str(directory / "ca.pem"), "-CRLfile", str(directory / "ca.crl"))
        command = ["openssl", "verify", "-crl_check", *files, str(directory / f"{name}.pem")]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    made = CliRunner().invoke(app, ["demo-ca", WM, "0400000185"])
    assert made.exit_code == 0, made.output
    assert all(verified(name) for name in (WM, "0400000185", "server"))
    assert {one.stat().st_mode & 0o077 for one in directory.glob("*.key")} == {0}
    CliRunner().invoke(app, ["demo-ca", "--herroep", str(directory / f"{WM}.pem")])
    assert not verified(WM)
    assert verified("0400000185")
