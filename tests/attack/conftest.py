"""Researchers who attack: each with a study of its own, one whose right has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.access.test_onderzoek import AANVRAAG, GETEKEND, log_in
from tests.attack.aanval import OND_12A, OND_12B, OND_12C, TOEGANG, VERLOPEN

from woonkluis.access import onderzoek
from woonkluis.access.aanvraag import Aanvraag, Ondertekening
from woonkluis.platform.engine import connect
from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    from woonkluis.platform.settings import Settings

STUDIES: dict[str, dict[str, Any]] = {
    OND_12A: {"groep": "12a", "datatype": "polygonen", "gebieden": ["GM0150"]},
    OND_12B: {"groep": "12b", "datatype": "kenmerken", "gebieden": ["PV23"]},
    OND_12C: {"groep": "12c", "datatype": "polygonen", "gebieden": ["GM0344"]},
    VERLOPEN: {"groep": "12a", "datatype": "polygonen", "gebieden": ["GM0150"]},
}


@pytest.fixture(scope="module")
def onderzoekers(huis: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Name of an attacker and the login of its study; they go with the module."""
    document = tmp_path_factory.mktemp("getekend") / "verklaring.pdf"
    made = {}
    for number, (naam, values) in enumerate(STUDIES.items()):
        form = Aanvraag.model_validate(AANVRAAG | values)
        key, _ = onderzoek.register(form, f"{number:064x}", aangevraagd_door="proef", settings=huis)
        document.write_text(naam)
        onderzoek.sign(key, Ondertekening.model_validate(GETEKEND), document, settings=huis)
        if values["groep"] == "12c":
            onderzoek.decide_access(
                *(key,),
                toegewezen=True,
                motivering="proef",
                besloten_door="iemand",
                orgaan="stuurgroep",
                settings=huis,
            )
        [made[naam]] = onderzoek.grant(key, bevestigd_door="iemand", settings=huis)
    with connect(TOEGANG, settings=huis) as writer:
        writer.execute(
            "update toegang.recht set geldig_tot = clock_timestamp() where login_rol = %s::regrole", [made[VERLOPEN]]
        )
    yield made
    with connect(ADMIN, settings=huis) as admin:
        admin.execute("set local session_replication_role = replica")
        admin.execute("delete from toegang.recht where studie_id is not null")
        for relation in ("ondertekenaar", "geheimhoudingsverklaring", "onderzoek_gebied", "onderzoek"):
            admin.execute(f"delete from register.{relation}".encode())
        admin.execute("delete from register.besluit where soort = 'toegang_13b'")
        for login in made.values():
            admin.execute(f"drop role {login}".encode())


@pytest.fixture
def aanvaller(
    huis: Settings, als: Callable[..., psycopg.Connection[Any]], onderzoekers: dict[str, str]
) -> Iterator[Callable[..., psycopg.Connection[Any]]]:
    """Open connections as a login, or as a researcher by its name here; they close, and roll back, with the test."""
    opened = []

    def opener(naam: str, *, autocommit: bool = False) -> psycopg.Connection[Any]:
        if naam in onderzoekers:
            connection = log_in(onderzoekers[naam], huis)
            opened.append(connection)
        else:
            connection = als(naam, autocommit=True)
        # A reader's transactions are read-only until it says otherwise: it must be the rights that stop it.
        connection.execute("set default_transaction_read_only = off")
        connection.autocommit = autocommit
        return connection

    yield opener
    for connection in opened:
        connection.close()
