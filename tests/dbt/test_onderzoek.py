"""LMVW-13a, LMVW-GV-C2: what a researcher reads of the confidential layer, by area and data type of the study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.access.test_onderzoek import AANVRAAG, GETEKEND, log_in
from tests.dbt.conftest import read

from woonkluis.access import onderzoek
from woonkluis.access.aanvraag import Aanvraag, Ondertekening
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from woonkluis.platform.settings import Settings

STUDIES = {
    "polygonen": {"groep": "12a", "datatype": "polygonen", "gebieden": ["GM0150"]},
    "kenmerken": {"groep": "12b", "datatype": "kenmerken", "gebieden": ["PV23"]},
    "nederland": {"groep": "12c", "datatype": "polygonen", "gebieden": ["NL"]},
}


@pytest.fixture(scope="module")
def logins(warehouse: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A researcher of every study; they go with these tests."""
    document: Path = tmp_path_factory.mktemp("getekend") / "verklaring.pdf"
    made = {}
    for number, (name, values) in enumerate(STUDIES.items()):
        key, _ = onderzoek.register(
            Aanvraag.model_validate(AANVRAAG | values), f"{number:064x}", aangevraagd_door="proef", settings=warehouse
        )
        document.write_text(name)
        onderzoek.sign(key, Ondertekening.model_validate(GETEKEND), document, settings=warehouse)
        if values["groep"] == "12c":
            with pytest.raises(WoonkluisError, match="LMVW-13b"):
                onderzoek.grant(key, bevestigd_door="iemand", settings=warehouse)
            onderzoek.decide_access(
                key,
                toegewezen=True,
                motivering="proef",
                besloten_door="iemand",
                orgaan="stuurgroep",
                settings=warehouse,
            )
        [made[name]] = onderzoek.grant(key, bevestigd_door="iemand", settings=warehouse)
    yield made
    with connect(ADMIN, settings=warehouse) as admin:
        admin.execute("set local session_replication_role = replica")
        admin.execute("delete from toegang.recht where studie_id is not null")
        for relation in ("ondertekenaar", "geheimhoudingsverklaring", "onderzoek_gebied", "onderzoek"):
            admin.execute(f"delete from register.{relation}".encode())
        admin.execute("delete from register.besluit where soort = 'toegang_13b'")
        for login in made.values():
            admin.execute(f'drop role "{login}"'.encode())


def sees(warehouse: Settings, login: str, query: str) -> list[Any]:
    """Rows of a query as a researcher; rows of one column as bare values."""
    with log_in(login, warehouse) as connection:
        rows = connection.execute(query.encode()).fetchall()
    return [row[0] if len(row) == 1 else row for row in rows]


@pytest.mark.parametrize(
    ("study", "gemeenten"),
    [
        ("polygonen", ["GM0150"]),
        ("kenmerken", []),
        ("nederland", ["GM0150", "GM0193", "GM0200", "GM0202", "GM0268"]),
    ],
)
def test_lmvw_13a_plans_with_their_place_within_the_area(
    warehouse: Settings, logins: dict[str, str], study: str, gemeenten: list[str]
) -> None:
    query = "select distinct gemeente_code from lmvw_vertrouwelijk.woningbouwplan order by 1"
    assert sees(warehouse, logins[study], query) == gemeenten


@pytest.mark.parametrize(
    ("study", "gemeenten"),
    [
        ("polygonen", ["GM0150"]),
        ("kenmerken", ["GM0150", "GM0193"]),
        ("nederland", ["GM0150", "GM0193", "GM0200", "GM0202", "GM0268"]),
    ],
)
def test_lmvw_gv_c2_kenmerken_within_the_area_for_both_data_types(
    warehouse: Settings, logins: dict[str, str], study: str, gemeenten: list[str]
) -> None:
    for relation in ("woningbouwplan_zonder_ligging", "woningbouwplan_jaar"):
        query = f"select distinct gemeente_code from lmvw_vertrouwelijk.{relation} order by 1"
        assert sees(warehouse, logins[study], query) == gemeenten


def test_lmvw_gv_c2_nothing_that_points_to_a_place_stands_in_kenmerken(warehouse: Settings) -> None:
    columns = read(
        warehouse,
        "dienst_bouwer",
        "select array_agg(attname::text) from pg_attribute where attnum > 0 and not attisdropped "
        "and attrelid = 'lmvw_vertrouwelijk.woningbouwplan_zonder_ligging'::regclass",
    )[0]
    assert not {"geometrie", "woonplaats", "opdrachtgever_naam", "afleiding", "rij", "rij_hash"} & set(columns)
    assert {"plannaam", "gemeente_code", "bruto_aantal"} <= set(columns)


def test_lmvw_13a_confidential_and_public_plans_alike(warehouse: Settings, logins: dict[str, str]) -> None:
    query = "select count(*) filter (where vertrouwelijk), count(*) from lmvw_vertrouwelijk.woningbouwplan"
    assert sees(warehouse, logins["polygonen"], query) == [(5, 7)]


@pytest.mark.parametrize("study", STUDIES)
def test_a_researcher_has_nothing_else(warehouse: Settings, logins: dict[str, str], study: str) -> None:
    for relation in (
        "lmvw_vertrouwelijk.woningbouwplan_optelling_8",
        "lmvw_geaggregeerd.gemeente_vertrouwelijk",
        "staging.stg_lmvw__planregistratie",
        "landing.lmvw_planregistratie",
        "register.levering",
        "register.label",
        "cwr_vertrouwelijk.woning",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sees(warehouse, logins[study], f"select from {relation}")


def test_a_right_of_a_study_is_no_right_of_a_gemeente(warehouse: Settings, logins: dict[str, str]) -> None:
    """A researcher of kenmerken in Overijssel who is also in the group of provincies reads no place by that right."""
    with connect(ADMIN, settings=warehouse) as admin:
        admin.execute(f'grant lmvw_provincie, lmvw_gemeente to "{logins["kenmerken"]}"'.encode())
    try:
        assert sees(warehouse, logins["kenmerken"], "select count(*) from lmvw_vertrouwelijk.woningbouwplan") == [0]
        assert sees(warehouse, logins["kenmerken"], "select count(*) from register.levering") == [0]
    finally:
        with connect(ADMIN, settings=warehouse) as admin:
            admin.execute(f'revoke lmvw_provincie, lmvw_gemeente from "{logins["kenmerken"]}"'.encode())


def test_access_ends_when_it_is_withdrawn(warehouse: Settings, logins: dict[str, str]) -> None:
    """LMVW-15a: a declaration that is withdrawn ends a session that stays open, and lets nobody in again."""
    with log_in(logins["nederland"], warehouse) as connection:
        query = "select count(*) from lmvw_vertrouwelijk.woningbouwplan"
        assert connection.execute(query).fetchone() != (0,)
        with connect("dienst_toegang", settings=warehouse) as writer:
            row = writer.execute(
                "select verklaring_id from register.geheimhoudingsverklaring where login_naam = %s",
                [logins["nederland"]],
            ).fetchone()
        assert row
        onderzoek.withdraw("verklaring", row[0], motivering="proef", besloten_door="iemand", settings=warehouse)
        with pytest.raises(psycopg.OperationalError):
            connection.execute(query)
    with pytest.raises((psycopg.OperationalError, WoonkluisError)):
        log_in(logins["nederland"], warehouse)
