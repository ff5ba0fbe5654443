"""Logins that look persons up, and what they type (WIV-6.10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.huis import KBO, homes

from woonkluis.access.logins import Reader, Right, ensure_readers
from woonkluis.platform.engine import connect
from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    from woonkluis.platform.settings import Settings

    Connection = psycopg.Connection[Any]
    Als = Callable[..., Connection]

REDEN = "controle van dossier 2026/17"
PARTIJ, ANDERE_KBO = "0316380841", "0400000106"
PERSONEN = [one["insz"] for one in homes()["cwr_gezinslid"]]
ONBEKEND = "85073003328"
"""Nobody delivered this INSZ."""

EINDE = datetime.now(UTC) + timedelta(days=365)
"""WIV-4.7: an inspection ends."""

VLAANDEREN = (Right("cwr", "vlaanderen", "VL"),)
HUURPRIJS, ANDER, APP, ZONDER = "kijk_huurprijs", "kijk_ander", "kijk_app", "kijk_zonder"
TOEZICHT, BUITEN, DPO = "kijk_toezicht", "kijk_buiten", "kijk_dpo"
KIJKERS = (
    Reader(HUURPRIJS, ("cwr_huurprijs",), VLAANDEREN),
    Reader(ANDER, ("cwr_huurprijs",), VLAANDEREN),
    Reader(APP, ("cwr_huurprijs",), VLAANDEREN),
    Reader(ZONDER, ("cwr_huurprijs",), VLAANDEREN),
    Reader(TOEZICHT, ("cwr_toezicht",), (Right("cwr", "woonmaatschappij", KBO, geldig_tot=EINDE),)),
    Reader(BUITEN, ("cwr_toezicht",), (Right("cwr", "woonmaatschappij", ANDERE_KBO, geldig_tot=EINDE),)),
    Reader(DPO, ("cwr_dpo",)),
)
TOEPASSING, MEDEWERKER = "huursteun 2.1", "wiv-0042"

ASK, FETCH = "select cwr_inzage.vraag(%s, %s)", "select cwr_inzage.antwoord(%s)"


def maak_kijkers(settings: Settings) -> Iterator[None]:
    """Make the logins and register all but one; afterwards they are gone, and what they asked stays."""
    ensure_readers(KIJKERS, settings)
    with connect("dienst_toegang", settings=settings) as writer:
        writer.execute(
            "insert into register.partij (partij_code, naam) values (%s, 'Wonen in Vlaanderen') on conflict do nothing",
            [PARTIJ],
        )
        writer.execute(
            "insert into register.partij_gebruiker (partij_code, gebruiker) values (%s, %s) on conflict do nothing",
            [PARTIJ, MEDEWERKER],
        )
        for reader in KIJKERS:
            if reader.login != ZONDER:
                writer.execute(
                    "insert into toegang.inzage_login (login_rol, partij_code, toepassing) "
                    "values (%s::regrole, %s, %s)",
                    [reader.login, PARTIJ, TOEPASSING if reader.login == APP else None],
                )
    yield
    with connect("dienst_toegang", settings=settings) as writer:
        writer.execute("update toegang.inzage_login set beeindigd_op = clock_timestamp() where beeindigd_op is null")
    ensure_readers([Reader(reader.login, reader.groups) for reader in KIJKERS], settings)
    with connect(ADMIN, settings=settings) as admin:
        for reader in KIJKERS:
            admin.execute(f"drop role {reader.login}".encode())


def kijk(connection: Connection, persoon: str, reden: str = REDEN, gebruiker: str | None = None) -> Any:
    """Look a person up as docs/inzage.md says; what came back."""
    [(antwoord,)] = connection.execute("call cwr_inzage.persoon(%s, %s, %s)", [persoon, reden, gebruiker]).fetchall()
    return antwoord


def vragen(als: Als, login: str) -> list[tuple[str, str]]:
    """INSZ and outcome of every question of a login, in order; by the administrator."""
    return (
        als(ADMIN)
        .execute(
            "select b.insz, i.uitkomst from audit.inzage as i "
            "left join cwr_kluis.bevraagd_persoon as b on i.persoon_id = b.persoon_id "
            "where i.login = %s order by i.gevraagd_op",
            [login],
        )
        .fetchall()
    )
