"""The delivery board and the overview of access: behind Airflow's login, in a real browser, also without a mouse."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from woonkluis.accept.kalender import begun_at
from woonkluis.access import partijen
from woonkluis.access.logins import Reader, Right, ensure_readers
from woonkluis.platform.airflow import api_url, prepare, process_env
from woonkluis.platform.engine import connect
from woonkluis.platform.settings import ADMIN
from woonkluis.receive import receive
from woonkluis.report.toegang import controleer

# The first page of a server that has just started takes its time on a busy machine.
expect.set_options(timeout=60_000)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from woonkluis.platform.settings import Settings

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""No display and no services of its maker; the sandbox cannot start as root, and only our own page is opened."""

PLANNAAM = "Geheimland"
START_SECONDS = 240
PEILDATUM = begun_at(datetime.now(UTC)).peildatum
"""What the board shows to whoever asks for nothing else."""


@pytest.fixture(scope="module")
def address(kluis: Settings, airflow: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an api-server with one delivery behind it."""
    prepare(kluis)
    file = tmp_path_factory.mktemp("levering") / f"lmvw_GM0193_{PEILDATUM}_{PLANNAAM}.gpkg"
    file.write_bytes(b"geen GeoPackage")
    levering_id = receive(file, settings=kluis).levering_id
    url = api_url(kluis)
    with (kluis.state_dir / "bord.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "airflow", "api-server"],
            env=process_env(kluis),
            cwd=kluis.repo_dir,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and server.poll() is None:
            try:
                httpx.get(f"{url}/api/v2/version")
                break
            except httpx.TransportError:
                time.sleep(0.5)
        yield url
    finally:
        server.terminate()
        server.wait()
        with connect(ADMIN, settings=kluis) as admin:
            admin.execute("delete from register.levering where levering_id = %s", [levering_id])


@pytest.fixture
def page(address: str, kluis: Settings) -> Iterator[Page]:
    """A browser in which the operator has logged in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        opened = browser.new_page(viewport={"width": 1400, "height": 900})
        opened.set_default_timeout(60_000)
        opened.goto(f"{address}/auth/login/")
        opened.fill("input[name=username]", "operator")
        opened.fill("input[name=password]", kluis.password("airflow_operator"))
        opened.click("input[type=submit], button[type=submit]")
        opened.wait_for_url(f"{address}/")
        yield opened
        browser.close()


@pytest.mark.timeout(600)
def test_who_is_not_logged_in_sees_nothing(address: str) -> None:
    answer = httpx.get(f"{address}/woonkluis/leveringen")
    assert answer.status_code == 401
    assert "Zwolle" not in answer.text
    for page in ("toegang", "toegang.csv", "toegang.json"):
        answer = httpx.get(f"{address}/woonkluis-toegang/{page}")
        assert answer.status_code == 401
        assert "beheerder" not in answer.text
    for path in ("woonmaatschappijen", "toegang", "toegang.csv"):
        answer = httpx.get(f"{address}/woonkluis-woonmaatschappijen/{path}")
        assert answer.status_code == 401
        assert "beheerder" not in answer.text
    for path in ("docs", "redoc", "openapi.json"):
        for prefix in ("woonkluis", "woonkluis-toegang", "woonkluis-meldingen", "woonkluis-woonmaatschappijen"):
            assert httpx.get(f"{address}/{prefix}/{path}").status_code in (401, 404)


@pytest.mark.timeout(600)
def test_the_operator_finds_a_gemeente_by_keyboard(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/plugin/leveringen")
    board = page.frame_locator("iframe")
    expect(board.get_by_role("heading", level=1)).to_have_text(f"Leveringen voor peildatum {PEILDATUM}")
    expect(board.locator("#gemeenten caption")).to_have_text("342 van 342 gemeenten")
    expect(board.locator("#provincies tbody tr")).to_have_count(12)

    board.get_by_label("Peildatum").focus()
    for name in ("Provincie", "Status", "Gemeente"):
        page.keyboard.press("Tab")
        expect(board.get_by_label(name, exact=True)).to_be_focused()
    page.keyboard.type("zwol")
    page.keyboard.press("Enter")
    expect(board.locator("#gemeenten caption")).to_have_text("1 van 342 gemeenten")
    expect(board.locator("#gemeenten tbody tr")).to_contain_text("Zwolle GM0193")
    expect(board.locator("#gemeenten .status")).to_have_text("in behandeling")

    answer = page.goto(f"{address}/woonkluis/leveringen?peildatum=rubbish")
    assert answer is not None
    assert answer.status == 422
    expect(page.get_by_role("heading", level=1)).to_have_text("Dit adres klopt niet")
    page.goto(f"{address}/plugin/leveringen")

    board.locator("#provincies").get_by_role("link", name="Overijssel, geen levering: 24").press("Enter")
    expect(board.locator("#gemeenten caption")).to_have_text("24 van 342 gemeenten")
    assert PLANNAAM not in page.content() + board.locator("body").inner_html()
    assert page.screenshot(path=tmp_path / "bord.png")


@pytest.fixture
def readers(kluis: Settings) -> Iterator[None]:
    """A login with a right, and one without; gone afterwards."""
    deventer = Reader("bord_deventer", ("lmvw_gemeente",), (Right("lmvw", "gemeente", "GM0150"),))
    ensure_readers([deventer, Reader("bord_leeg", ("lmvw_provincie",))], kluis)
    yield
    with connect(ADMIN, settings=kluis) as admin:
        admin.execute("set local session_replication_role = replica")
        admin.execute("delete from toegang.recht where login_rol = 'bord_deventer'::regrole")
        admin.execute("drop role bord_deventer, bord_leeg")


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("readers")
def test_access_is_found_by_keyboard_and_saved_as_evidence(
    page: Page, address: str, kluis: Settings, tmp_path: Path
) -> None:
    """LMVW-12 to LMVW-16, LMVW-4a."""
    page.goto(f"{address}/plugin/toegang")
    board = page.frame_locator("iframe")
    expect(board.get_by_role("heading", level=1)).to_have_text("Wie heeft toegang tot wat")
    board.get_by_label("Status").focus()
    for name in ("Groep", "Studie", "Gebied", "Zoek"):
        page.keyboard.press("Tab")
        expect(board.get_by_label(name, exact=True)).to_be_focused()
    page.keyboard.type("BORD_")
    page.keyboard.press("Enter")
    rows = board.locator("#rechten tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Deventer")
    expect(rows.nth(1)).to_contain_text("zit in een groep zonder recht dat geldt")
    assert page.screenshot(path=tmp_path / "toegang.png")
    with page.expect_download() as download:
        board.get_by_role("link", name="CSV voor Excel").press("Enter")
    made = download.value.path().read_bytes()
    assert download.value.suggested_filename.endswith(".csv")
    assert b"bord_deventer" in made
    assert controleer(made, settings=kluis)
    assert "beheerder" not in made.decode(), "what the filter shows"


@pytest.fixture
def woonmaatschappij(kluis: Settings) -> Iterator[str]:
    """One that may deliver and was stopped; gone afterwards."""
    kbo = "0999333333"
    partijen.add(kbo, "Woonmaatschappij Scherm", settings=kluis)
    partijen.set_service(kbo, "levering.toevoegen", kbo, mag=True, settings=kluis)
    partijen.stop(kbo, "proef", settings=kluis)
    yield kbo
    with connect(ADMIN, settings=kluis) as admin:
        admin.execute("set local session_replication_role = replica")
        admin.execute("delete from register.stopzetting where bronhouder_code = %s", [kbo])
        admin.execute("delete from register.partij_dienst where partij_code = %s", [kbo])
        admin.execute("delete from register.partij where partij_code = %s", [kbo])


@pytest.mark.timeout(600)
def test_who_is_stopped_and_who_may_look_is_found_by_keyboard(
    page: Page, address: str, woonmaatschappij: str, tmp_path: Path
) -> None:
    """WIV-8.1, WIV-4.10."""
    page.goto(f"{address}/plugin/woonmaatschappijen")
    board = page.frame_locator("iframe")
    expect(board.get_by_role("heading", level=1)).to_have_text("Woonmaatschappijen")
    board.get_by_label("Status").focus()
    page.keyboard.press("Tab")
    expect(board.get_by_label("Woonmaatschappij", exact=True)).to_be_focused()
    page.keyboard.type(woonmaatschappij)
    page.keyboard.press("Enter")
    rows = board.locator("#woonmaatschappijen tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Woonmaatschappij Scherm")
    expect(board.locator("#woonmaatschappijen .status")).to_have_text("gestopt")
    assert page.screenshot(path=tmp_path / "woonmaatschappijen.png")
    board.get_by_role("link", name="Wie heeft toegang tot wat").press("Enter")
    expect(board.get_by_role("heading", level=1)).to_have_text("Wie heeft toegang tot wat")
    expect(board.locator("p").first).to_contain_text("CWR")
    answer = page.goto(f"{address}/woonkluis-woonmaatschappijen/woonmaatschappijen?zoek={'x' * 61}")
    assert answer is not None
    assert answer.status == 422
