"""Studies of a test, with their forms, logins and what those see; they go with the test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from woonkluis.access import onderzoek
from woonkluis.access.aanvraag import Aanvraag, Ondertekening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from woonkluis.platform.settings import Settings

TODAY = datetime.now(UTC).date()
AANVRAAG: dict[str, Any] = {
    "titel": "Bouwen langs de IJssel",
    "omschrijving": "Hoeveel woningen worden waar gepland",
    "beoogde_publicatie": "Rapport met cijfers per gemeente",
    "groep": "12a",
    "instelling": "Proefinstituut",
    "datatype": "polygonen",
    "gebieden": ["GM0150", "GM0193"],
    "begint_op": str(TODAY - timedelta(days=1)),
    "eindigt_op": str(TODAY + timedelta(days=20)),
}
PERSOON = "Wilhelmina Proefpersoon"
DEEL_A = {
    "naam": PERSOON,
    "geboortedatum": "1980-02-01",
    "telefoon": "0612345678",
    "instelling": "Proefinstituut",
    "email": "w.proefpersoon@example.org",
    "plaats": "Zwolle",
    "datum": str(TODAY - timedelta(days=1)),
}
DEEL_B = {
    "naam": "Baas Proefpersoon",
    "functie": "directeur",
    "instelling": "Proefinstituut",
    "adres": "Proefweg 1",
    "plaats": "Zwolle",
    "datum": str(TODAY - timedelta(days=1)),
}
GETEKEND = {"deel_a": DEEL_A, "deel_b": DEEL_B}
WHY: dict[str, Any] = {"motivering": "proef", "besloten_door": "iemand"}


@dataclass
class Studie:
    """A study of a test and what it can do with it."""

    key: UUID
    tmp_path: Path

    def sign(self, document: str = "getekend") -> UUID:
        file = self.tmp_path / "document.pdf"
        file.write_text(f"{document} {self.key}")
        return onderzoek.sign(self.key, Ondertekening.model_validate(GETEKEND), file)

    def grant(self) -> list[str]:
        return onderzoek.grant(self.key, bevestigd_door="iemand")


@pytest.fixture
def studie(kluis: Settings, connect: Callable[..., Any], tmp_path: Path) -> Iterator[Callable[..., Studie]]:
    """Register studies; they and their logins go with the test."""
    admin = connect("beheerder", autocommit=True)
    (begin,) = admin.execute("select clock_timestamp()").fetchone()
    made: list[Studie] = []

    def maker(**values: Any) -> Studie:
        form = Aanvraag.model_validate(AANVRAAG | values)
        key, new = onderzoek.register(form, f"{len(made):064x}", aangevraagd_door="proef")
        assert new
        made.append(Studie(key, tmp_path))
        return made[-1]

    yield maker
    logins = admin.execute("select rolname from pg_roles where rolname ~ '^onderzoek_'").fetchall()
    admin.execute("delete from audit.gebruik where login ~ '^onderzoek_'")
    with admin.transaction():
        # What is agreed stays for ever: only so an administrator takes it away.
        admin.execute("set local session_replication_role = replica")
        admin.execute("delete from toegang.recht where studie_id is not null")
        admin.execute("delete from toegang.eenmalig_wachtwoord")
        admin.execute("delete from toegang.einde_gemeld")
        for relation in ("ondertekenaar", "geheimhoudingsverklaring", "onderzoek_gebied", "onderzoek"):
            admin.execute(f"delete from register.{relation}")
        admin.execute("delete from register.besluit where besloten_op > %s", [begin])
        for (login,) in logins:
            admin.execute(f'drop role "{login}"')


def sees(login: str, kluis: Settings, password: str | None = None) -> list[str]:
    """Areas of the rights in force, by a connection of the login itself."""
    with log_in(login, kluis, password) as connection:
        return areas(connection)


def areas(connection: psycopg.Connection[Any]) -> list[str]:
    return [code for (code,) in connection.execute("select gemeente_code from toegang.onderzoek_gemeente order by 1")]


def log_in(login: str, kluis: Settings, password: str | None = None) -> psycopg.Connection[Any]:
    host, port = kluis.address()
    password = password or (onderzoek.outgoing(login, kluis) / "wachtwoord.txt").read_text().strip()
    return psycopg.connect(
        host=host, port=port, dbname=kluis.pg_database, user=login, password=password, autocommit=True
    )
