"""LMVW-4a: what people do leaves an event: login, role, study, relation, moment, and nothing of what plans say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.access import audit
from woonkluis.receive import receive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import psycopg

    from woonkluis.platform.settings import Settings

    Als = Callable[..., psycopg.Connection[Any]]

SECRET = "Geheim plan achter de dijk"  # noqa: S105 - the name of a plan

LEVERING = """
    insert into register.levering
    (regime, bronhouder_code, provincie_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes)
    values ('lmvw', 'GM0150', 'PV23', 'test-1', '2090-01-01', encode(sha256('x'), 'hex'), %s, 10)
    returning levering_id
"""

BESLUIT = """
    insert into register.besluit
    (soort, orgaan, uitkomst, gebied_soort, gebied_code, besloten_door, levering_id, motivering, geldig_tot)
    values (%s, %s, 'toegewezen', 'gemeente', 'GM0150', 'iemand', %s, %s, %s)
"""

TOEGANG = """
    insert into register.besluit
    (soort, orgaan, uitkomst, gebied_soort, gebied_code, besloten_door, onderzoek_id, motivering)
    values ('toegang_13b', 'stuurgroep', 'toegewezen', 'nederland', 'NL', 'iemand', %s, %s) returning besluit_id
"""

ONDERZOEK = """
    insert into register.onderzoek
    (titel, omschrijving, beoogde_publicatie, groep, instelling, datatype, begint_op, eindigt_op)
    values (%s, 'x', 'x', '12c', 'x', 'kenmerken', current_date, current_date + 9) returning onderzoek_id
"""

LABEL = """
    insert into register.label (gemeente_code, provincie_code, bron_plan_id, label, gebeurtenis, reden)
    values ('GM0150', 'PV23', %s, 'strijdig_5d', 'gelegd', %s)
"""

RIGHT = """
    insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code)
    values ('lees_gemeente'::regrole, 'lmvw', 'gemeente', 'GM0193')
"""

SEEN = """
    select soort, relatie, rol, studie_id is not null, rijen, toelichting::text
    from audit.gebeurtenis where gebeurtenis_id > %s order by gebeurtenis_id
"""


@pytest.fixture
def admin(huis: Settings, als: Als) -> Iterator[psycopg.Connection[Any]]:
    """An administrator whose transaction is undone; it takes the role of the tool that does a thing."""
    connection = als("beheerder")
    yield connection
    connection.rollback()


def last_event(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("select coalesce(max(gebeurtenis_id), 0) from audit.gebeurtenis").fetchone()
    assert row
    return int(row[0])


def test_decisions_labels_and_rights(admin: psycopg.Connection[Any]) -> None:
    before = last_event(admin)

    def as_role(role: str, statement: str, *values: Any) -> Any:
        admin.execute(f"set local role {role}".encode())
        cursor = admin.execute(statement.encode(), values or None)
        row = cursor.fetchone() if cursor.description else None
        admin.execute("reset role")
        return row[0] if row else None

    levering = as_role("woonkluis_lader", LEVERING, f"{SECRET}.gpkg")
    # LMVW-8, LMVW-5d: a label is about a plan; its key is not told either.
    admin.execute("set local session_replication_role = replica")
    admin.execute(
        "insert into landing.lmvw_planregistratie (levering_id, rij, rij_hash, waarden) values (%s, 1, sha256(''), %s)",
        [levering, f'{{"globalid": "{SECRET}"}}'],
    )
    admin.execute("set local session_replication_role = origin")
    for status in ("gelezen", "gecontroleerd", "geaccepteerd"):
        as_role("woonkluis_lader", "update register.levering set status = %s where levering_id = %s", status, levering)
    as_role("woonkluis_lader", BESLUIT, "correctie_10", "beheerorganisatie", levering, SECRET, None)
    as_role("woonkluis_lader", BESLUIT, "maatwerk_17a", "stuurgroep", None, SECRET, "2091-01-01")
    studie = as_role("woonkluis_toegang", ONDERZOEK, SECRET)
    toegang = as_role("woonkluis_toegang", TOEGANG, studie, SECRET)
    as_role(
        "woonkluis_toegang",
        "update register.besluit set ingetrokken_op = clock_timestamp(), ingetrokken_door = 'x', "
        "ingetrokken_reden = %s where besluit_id = %s",
        *(SECRET, toegang),
    )
    as_role("woonkluis_toegang", RIGHT)
    as_role(
        "woonkluis_toegang",
        "update toegang.recht set geldig_tot = greatest(clock_timestamp(), geldig_van) where gebied_code = 'GM0193'",
    )
    as_role("none", LABEL, SECRET, SECRET)
    found = admin.execute(SEEN, [before]).fetchall()
    assert [(soort, relatie, rol, studie) for soort, relatie, rol, studie, *_ in found] == [
        *[("levering.status", "register.levering", "woonkluis_lader", False)] * 4,
        *[("besluit.insert", "register.besluit", "woonkluis_lader", False)] * 2,
        ("onderzoek.insert", "register.onderzoek", "woonkluis_toegang", True),
        ("besluit.insert", "register.besluit", "woonkluis_toegang", True),
        ("besluit.update", "register.besluit", "woonkluis_toegang", True),
        *[("recht.insert", "toegang.recht", "woonkluis_toegang", False)],
        *[("recht.update", "toegang.recht", "woonkluis_toegang", False)],
        ("label.insert", "register.label", None, False),
    ]
    assert not [text for *_, text in found if SECRET in text], "ids, codes and counts"
    assert '"soort": "correctie_10"' in found[4][-1]
    assert f'"levering_id": {levering}' in found[4][-1]


@pytest.mark.parametrize(
    ("name", "said", "opgegeven"),
    [
        ("lmvw_GM0150_2090-01-01.gpkg", {}, None),
        ("lmvw_GM0150_2090-01-01.gpkg", {"contract": "lmvw-gpkg-1"}, ["contract"]),
        (
            "iets.gpkg",
            {"contract": "lmvw-gpkg-1", "bronhouder_code": "GM0150"},
            ["bronhouder", "contract", "peildatum"],
        ),
    ],
)
def test_an_override_of_what_a_file_says_is_an_event(
    huis: Settings, als: Als, tmp_path: Path, name: str, said: dict[str, Any], opgegeven: list[str] | None
) -> None:
    """LMVW-4a: `woonkluis deliver --contract` reads a file by a contract that it did not show itself."""
    from datetime import date

    own = huis.model_copy(update={"store_dir": tmp_path / "opslag"})
    file = tmp_path / name
    file.write_bytes(f"{name}{said}".encode())
    if name == "iets.gpkg":
        said = said | {"peildatum": date(2090, 1, 1)}
    levering_id = receive(file, settings=own, **said).levering_id
    admin = als("beheerder", autocommit=True)
    try:
        row = admin.execute(
            "select login, relatie, toelichting -> 'opgegeven', toelichting ->> 'contract' from audit.gebeurtenis "
            "where soort = 'levering.status' and onderwerp = %s order by gebeurtenis_id desc limit 1",
            [str(levering_id)],
        ).fetchone()
        contract = "lmvw-gpkg-1" if opgegeven else None
        assert row == ("dienst_lader", "register.levering", opgegeven, contract)
    finally:
        admin.execute("delete from register.levering where levering_id = %s", [levering_id])


def test_an_export_is_an_event_before_it_leaves(huis: Settings, als: Als) -> None:
    audit.record_export("rapport", "7", regime="lmvw", relatie="register.levering", rijen=12, settings=huis)
    row = als("dienst_audit").execute(
        "select soort, onderwerp, relatie, rijen, regime from audit.gebeurtenis order by gebeurtenis_id desc limit 1"
    )
    assert row.fetchone() == ("uitvoer.rapport", "7", "register.levering", 12, "lmvw")
