"""WIV-6.1 to WIV-6.10: plain upload with httpx and curl; what is refused, and that every call has its line."""

from __future__ import annotations

import hashlib
import json
import subprocess
from typing import Any

import pytest
from tests.endpoint.conftest import ANDERE, ARM, GEBRUIKER, INTEGRATOR, LIMIT, WM, Eindpunt, digest, feed

from woonkluis.platform.engine import connect as open_connection

PAD = "/v1/leveringen?peildatum=2026-01-31"


def test_a_delivery_gets_a_receipt_and_the_same_bytes_get_the_same(
    eindpunt: Eindpunt, onderteken: Any, correlatie: str
) -> None:
    inhoud = feed()
    with eindpunt.client() as client:
        headers = onderteken(eindpunt, inhoud) | {"x-correlation-id": correlatie}
        first = client.put(PAD, content=inhoud, headers=headers)
        assert first.status_code == 202, first.text
        receipt = first.json()
        assert set(receipt) == {"levering_id", "sha256", "bytes", "ontvangen_op"}
        assert receipt["sha256"] == hashlib.sha256(inhoud).hexdigest()
        assert eindpunt.bewaard(receipt["sha256"]) == inhoud
        again = client.post(PAD, content=inhoud, headers=onderteken(eindpunt, inhoud, methode="POST"))
        assert again.json() == receipt
        status = client.get(first.headers["location"], headers={"x-fysieke-gebruiker": GEBRUIKER})
        assert status.json() == receipt | {
            "bronhouder_code": WM,
            "peildatum": "2026-01-31",
            "status": "ontvangen",
            "reden": None,
            "bevindingen": {"blokkerend": 0, "waarschuwing": 0, "info": 0},
        }
    # WIV-6.10: every field of the article.
    (line,) = eindpunt.oproepen(correlatie)
    assert line["tijdstip"] is not None
    assert {name: line[name] for name in ("partij", "toepassing", "dienst", "gebruiker", "persoon")} == {
        "partij": WM,
        "toepassing": "proefpakket",
        "dienst": "levering.toevoegen",
        "gebruiker": GEBRUIKER,
        "persoon": None,
    }
    assert (line["uitkomst"], line["levering_id"], line["bytes"]) == ("toegelaten", receipt["levering_id"], len(inhoud))
    with open_connection("dienst_lader", settings=eindpunt.settings) as connection:
        row = connection.execute(
            "select regime, bronhouder_code, contract, aangeleverd_door, bestand_naam from register.levering "
            "where levering_id = %s",
            [receipt["levering_id"]],
        ).fetchone()
    assert row == ("cwr", WM, "cwr-xml-1", f"{WM}:{GEBRUIKER}", f"cwr_{WM}_2026-01-31_{correlatie}.xml")
    assert [one.name for one in eindpunt.settings.sealed_dir.iterdir() if len(one.name) != 64] == []


def test_a_delivery_of_another_party_is_not_there(eindpunt: Eindpunt, onderteken: Any) -> None:
    inhoud = feed()
    with eindpunt.client() as client:
        place = client.put(PAD, content=inhoud, headers=onderteken(eindpunt, inhoud)).headers["location"]
    with eindpunt.client(ANDERE) as client:
        headers = {"x-fysieke-gebruiker": GEBRUIKER}
        theirs, nobodys = (client.get(one, headers=headers) for one in (place, "/v1/leveringen/999999999"))
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
        assert {**theirs.json(), "correlatie_id": ""} == {**nobodys.json(), "correlatie_id": ""}
        assert client.get("/v1/leveringen/1%27", headers=headers).status_code == 404


def test_an_integrator_says_for_whom(eindpunt: Eindpunt, onderteken: Any) -> None:
    inhoud = feed()
    with eindpunt.client(INTEGRATOR) as client:
        unsaid = client.put(PAD, content=inhoud, headers=onderteken(eindpunt, inhoud, wie=INTEGRATOR))
        assert unsaid.json()["title"] == "bronhouder_ontbreekt"
        pad = f"{PAD}&bronhouder={ANDERE}"
        said = client.put(pad, content=inhoud, headers=onderteken(eindpunt, inhoud, wie=INTEGRATOR, pad=pad))
        assert said.status_code == 202
        pad = f"{PAD}&bronhouder={ARM}"
        foreign = client.put(pad, content=inhoud, headers=onderteken(eindpunt, inhoud, wie=INTEGRATOR, pad=pad))
        assert foreign.json()["title"] == "dienst_niet_toegestaan"


@pytest.mark.parametrize(
    ("wie", "uitkomst", "status"),
    [
        ("verlopen", "certificaat_verlopen", 403),
        ("herroepen", "certificaat_herroepen", 403),
        ("vreemd", "onbekend_certificaat", 403),
        ("weg", "certificaat_ingetrokken", 403),
        (ARM, "dienst_niet_toegestaan", 403),
    ],
)
def test_who_may_not_is_told_why_and_logged(
    eindpunt: Eindpunt, onderteken: Any, correlatie: str, wie: str, uitkomst: str, status: int
) -> None:
    inhoud = feed()
    headers = onderteken(eindpunt, inhoud, wie=wie) | {"x-correlation-id": correlatie}
    with eindpunt.client(wie) as client:
        answer = client.put(PAD, content=inhoud, headers=headers)
    assert (answer.json()["title"], answer.status_code) == (uitkomst, status)
    (line,) = eindpunt.oproepen(correlatie)
    assert (line["uitkomst"], line["levering_id"]) == (uitkomst, None)
    assert (line["partij"], line["dn"]) == ((None, "CN=niemand") if wie == "vreemd" else (ARM, None))


def change(headers: dict[str, str], **changes: str | None) -> dict[str, str]:
    changed = headers | {name.replace("_", "-"): value for name, value in changes.items() if value is not None}
    return {name: value for name, value in changed.items() if changes.get(name.replace("-", "_"), "") is not None}


SIGNED_OTHERWISE: list[tuple[str, dict[str, Any], str]] = [
    ("no user", {"gebruiker": None, "dekking": ("@method", "@target-uri", "content-digest")}, "gebruiker_ontbreekt"),
    ("unknown user", {"gebruiker": "iemand-anders"}, "gebruiker_onbekend"),
    ("another's key", {"wie": ANDERE}, "handtekening_ongeldig"),
    ("another address", {"pad": "/v1/leveringen?peildatum=2026-02-28"}, "handtekening_ongeldig"),
    ("digest not covered", {"dekking": ("@method", "@target-uri", "x-fysieke-gebruiker")}, "handtekening_ontbreekt"),
    ("user not covered", {"dekking": ("@method", "@target-uri", "content-digest")}, "handtekening_ontbreekt"),
    ("stale", {"tijd": -400}, "handtekening_verouderd"),
    ("future", {"tijd": 400}, "handtekening_verouderd"),
    ("another algorithm", {"alg": "hmac-sha256"}, "handtekening_ongeldig"),
]
CHANGED: list[tuple[str, dict[str, str | None], str]] = [
    ("no signature", {"signature": None}, "handtekening_ontbreekt"),
    ("no digest", {"content_digest": None}, "digest_ontbreekt"),
    ("another digest", {"content_digest": digest(b"anders")}, "handtekening_ongeldig"),
    ("garbage", {"signature": "sig=:AAAA:"}, "handtekening_ongeldig"),
    ("no structured field", {"signature_input": "((("}, "handtekening_ongeldig"),
    ("type", {"content_type": "application/zip"}, "ongeldig_type"),
    ("encoding", {"content_encoding": "gzip"}, "ongeldig_type"),
    ("hostile user", {"x_fysieke_gebruiker": "x' or 1=1 --"}, "gebruiker_onbekend"),
]


def test_what_is_signed_otherwise_is_refused(eindpunt: Eindpunt, onderteken: Any) -> None:
    inhoud = feed()
    found, expected = {}, {}
    with eindpunt.client() as client:
        for name, options, uitkomst in SIGNED_OTHERWISE:
            answer = client.put(PAD, content=inhoud, headers=onderteken(eindpunt, inhoud, **options))
            found[name], expected[name] = answer.json()["title"], uitkomst
        for name, changes, uitkomst in CHANGED:
            answer = client.put(PAD, content=inhoud, headers=change(onderteken(eindpunt, inhoud), **changes))
            found[name], expected[name] = answer.json()["title"], uitkomst
        signed = onderteken(eindpunt, inhoud)
        for pad in ("/v1/leveringen", "/v1/leveringen?peildatum=31-01-2026", f"{PAD}&bronhouder=x%27"):
            expected[pad] = "ongeldige_vraag"
            found[pad] = client.put(pad, content=inhoud, headers=signed).json()["title"]
        for pad in ("/", "/docs", "/openapi.json", "/v1/leveringen/", "/../etc/passwd"):
            expected[pad] = "onbekend_adres"
            found[pad] = client.get(pad).json()["title"]
        # The bytes are others than those of the signed digest.
        found["bytes"], expected["bytes"] = (
            client.put(PAD, content=inhoud + b" ", headers=onderteken(eindpunt, inhoud)).json()["title"],
            "digest_verkeerd",
        )
        once = onderteken(eindpunt, inhoud)
        assert client.put(PAD, content=inhoud, headers=once).status_code == 202
        found["replay"], expected["replay"] = client.put(PAD, content=inhoud, headers=once).json()["title"], "herhaald"
        # What is not signed may be written otherwise: it is the same request.
        other = dict(once)
        other["signature-input"] = f'{once["signature-input"]}, x=("@method");created=1;keyid="x";tag="ander"'
        other["signature"] = f"{once['signature']}, x=:AAAA:"
        found["rewritten"] = client.put(PAD, content=inhoud, headers=other).json()["title"]
        expected["rewritten"] = "herhaald"
    assert found == expected


def test_too_large_too_slow_and_cut_off(eindpunt: Eindpunt, onderteken: Any) -> None:
    import socket
    import ssl

    large = b"x" * (LIMIT + 100_000)
    with eindpunt.client() as client:
        # By its declared size, and by what comes without one.
        headers = onderteken(eindpunt, large)
        assert client.put(PAD, content=large, headers=headers).json()["title"] == "te_groot"
        chunks = (large[at : at + 65_536] for at in range(0, len(large), 65_536))
        assert client.put(PAD, content=chunks, headers=onderteken(eindpunt, large)).json()["title"] == "te_groot"

    def raw(headers: dict[str, str], beginning: bytes, *, close: bool) -> bytes:
        context = ssl.create_default_context(cafile=str(eindpunt.ca.certificate_file))
        context.load_cert_chain(eindpunt.van[WM].certificaat, eindpunt.van[WM].sleutel)
        plain = socket.create_connection(("localhost", eindpunt.poort))
        with context.wrap_socket(plain, server_hostname="localhost") as line:
            lines = [f"PUT {PAD} HTTP/1.1", f"host: localhost:{eindpunt.poort}", "content-length: 100000"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            line.sendall("\r\n".join([*lines, "", ""]).encode() + beginning)
            return b"" if close else line.recv(65_536)

    inhoud = feed()
    assert b"408 Request Timeout" in raw(onderteken(eindpunt, inhoud), inhoud, close=False)
    import time
    import uuid

    cut_off = str(uuid.uuid4())
    raw(onderteken(eindpunt, inhoud) | {"x-correlation-id": cut_off}, inhoud, close=True)
    deadline = time.monotonic() + 10
    while not (lines := eindpunt.oproepen(cut_off)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert [line["uitkomst"] for line in lines] == ["afgebroken"]


def test_a_form_is_streamed_and_its_file_name_is_not_used(eindpunt: Eindpunt, onderteken: Any) -> None:
    inhoud = feed()

    def form(*parts: tuple[str, str, bytes], end: bytes = b"--") -> bytes:
        lines = [
            f'--grens\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'.encode() + data
            for name, file, data in parts
        ]
        return b"\r\n".join(lines) + b"\r\n--grens" + end + b"\r\n"

    cases = {
        "plain": (form(("bericht", "../../etc/cron.d/x_GM0150.xml", inhoud)), None),
        "two parts": (form(("bericht", "a", inhoud), ("bericht", "b", inhoud)), "ongeldig_deel"),
        "another name": (form(("ander", "a", inhoud)), "ongeldig_deel"),
        "no end": (form(("bericht", "a", inhoud), end=b""), "ongeldig_deel"),
        "no part": (b"geen multipart", "ongeldig_deel"),
    }
    with eindpunt.client() as client:
        for name, (body, uitkomst) in cases.items():
            headers = onderteken(eindpunt, body) | {"content-type": 'multipart/form-data; boundary="grens"'}
            answer = client.put(PAD, content=body, headers=headers).json()
            assert answer.get("title") == uitkomst, name
            if uitkomst is None:
                assert answer["sha256"] == hashlib.sha256(inhoud).hexdigest()


def test_curl_as_documented(eindpunt: Eindpunt, onderteken: Any, tmp_path: Any) -> None:
    file = tmp_path / "levering.xml"
    file.write_bytes(feed() + b"<!-- " + b"x" * 2_000_000 + b" -->")
    common = [
        *("curl", "--silent", "--show-error", "--cacert", str(eindpunt.ca.certificate_file)),
        *("--cert", str(eindpunt.van[WM].certificaat), "--key", str(eindpunt.van[WM].sleutel)),
    ]
    signed = onderteken(eindpunt, file.read_bytes()).items()
    headers = [part for name, value in signed for part in ("--header", f"{name}: {value}")]
    upload = [*common, *headers, "--upload-file", str(file), f"{eindpunt.adres}{PAD}"]
    receipt = json.loads(subprocess.run(upload, capture_output=True, check=True).stdout)
    assert receipt["bytes"] == file.stat().st_size
    ask = [*common, "--header", f"X-Fysieke-Gebruiker: {GEBRUIKER}"]
    asked = subprocess.run(
        [*ask, f"{eindpunt.adres}/v1/leveringen/{receipt['levering_id']}"], capture_output=True, check=True
    )
    assert json.loads(asked.stdout)["status"] == "ontvangen"
