"""WIV-4.12, WIV-7.1 to WIV-7.4: a party reads and answers the notices of its own woonmaatschappij, and of no other."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from tests.endpoint.conftest import ANDERE, GEBRUIKER, INTEGRATOR, WM, Eindpunt

from woonkluis.endpoint.oproep import MELDINGEN
from woonkluis.report import melding

if TYPE_CHECKING:
    from collections.abc import Callable

USER = {"x-fysieke-gebruiker": GEBRUIKER}


def test_a_party_reads_its_own_notices(eindpunt: Eindpunt, gemeld: dict[str, str], correlatie: str) -> None:
    with eindpunt.client() as client:
        answer = client.get("/v1/meldingen", headers=USER | {"x-correlation-id": correlatie})
    assert answer.status_code == 200, answer.text
    (one,) = answer.json()["meldingen"]
    assert (one["melding_id"], one["bronhouder_code"], one["toestand"]) == (gemeld[WM], WM, "open")
    assert (one["onderzoek_tot"], one["maatregelen_tot"], one["records"]) == ("2026-02-16", "2026-03-03", 1)
    assert one["eerste"] == [{"laag": "gezinslid", "sleutel": "C1/1", "veld": "beroep"}]
    (line,) = eindpunt.oproepen(correlatie)
    assert (line["dienst"], line["uitkomst"], line["partij"]) == (MELDINGEN, "toegelaten", WM)
    with eindpunt.client(INTEGRATOR) as client:
        assert [one["melding_id"] for one in client.get("/v1/meldingen", headers=USER).json()["meldingen"]] == [
            gemeld[WM]
        ]
        foreign = client.get(f"/v1/meldingen?bronhouder={ANDERE}", headers=USER)
    assert foreign.json()["title"] == "dienst_niet_toegestaan"


def test_an_answer_is_signed_and_kept(
    eindpunt: Eindpunt, gemeld: dict[str, str], onderteken: Callable[..., dict[str, str]]
) -> None:
    """WIV-6.8, WIV-7.4: with who gave it; of another woonmaatschappij, out of order or without form it is refused."""

    def answer(kbo: str, content: bytes, *, wie: str = WM, signed: bool = True) -> Any:
        pad = f"/v1/meldingen/{gemeld.get(kbo, kbo)}/antwoord"
        headers = onderteken(eindpunt, content, wie=wie, pad=pad, methode="POST") | {"content-type": "application/json"}
        if not signed:
            headers = {name: value for name, value in headers.items() if not name.startswith("signature")}
        with eindpunt.client(wie) as client:
            return client.post(pad, content=content, headers=headers)

    def words(toestand: str, toelichting: str) -> bytes:
        return json.dumps({"toestand": toestand, "toelichting": toelichting}).encode()

    good = words("onderzocht", "wij vragen het na")
    assert answer(WM, good, signed=False).json()["title"] == "handtekening_ontbreekt"
    for wrong in (
        b"[]",
        b"{",
        b'{"toestand": "onderzocht"}',
        words("afgesloten", "klaar"),
        words("onderzocht", "x"),
        words("onderzocht", "het gaat om 85073003328"),
        words("onderzocht", "nul \u0000 teken"),
    ):
        assert answer(WM, wrong).json()["title"] == "ongeldig_antwoord", wrong
    foreign, nobodys = answer(ANDERE, good), answer(str(uuid.uuid4()), good)
    assert (foreign.status_code, nobodys.status_code) == (404, 404)
    assert {**foreign.json(), "correlatie_id": ""} == {**nobodys.json(), "correlatie_id": ""}
    kept = answer(WM, good)
    assert (kept.status_code, kept.json()) == (201, {"melding_id": gemeld[WM], "toestand": "onderzocht"})
    assert answer(WM, good).json()["title"] == "antwoord_past_niet"
    assert answer(WM, words("maatregelen", "aangevuld"), wie=INTEGRATOR).status_code == 201
    columns, rows = melding.geschiedenis(uuid.UUID(gemeld[WM]), settings=eindpunt.settings)
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    assert [(one["toestand"], one["namens"], one["door"]) for one in told] == [
        ("open", "systeem", "proef"),
        ("onderzocht", "woonmaatschappij", f"{WM}:{GEBRUIKER}"),
        ("maatregelen", "woonmaatschappij", f"{INTEGRATOR}:{GEBRUIKER}"),
    ]
