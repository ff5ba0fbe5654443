"""What readers see of confidential rows: own area, rows that beheer holds, and nothing once a right has ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.huis import BIJ_PROVINCIE, GEMEENTEN, KBO, PLANS_OF_EACH_KIND
from tests.roles.matrix import login_of

from woonkluis.access.logins import Reader, Right, ensure_readers
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    from woonkluis.platform.settings import Settings

    Als = Callable[..., psycopg.Connection[Any]]

PLANNEN = "lmvw_vertrouwelijk.woningbouwplan"
JAREN = "lmvw_vertrouwelijk.woningbouwplan_jaar"

OVERIJSSEL = {code for code, provincie in GEMEENTEN.items() if provincie == "PV23"}
AREAS = [
    ("demo_gemeente_deventer", {"GM0150"}),
    ("demo_provincie_overijssel", OVERIJSSEL),
    ("demo_beheer", set(GEMEENTEN)),
    (login_of("lmvw_gemeente"), set()),
    (login_of("lmvw_provincie"), set()),
]
"""Login and the gemeenten whose rows it sees; a group without a right sees none."""

RIGHT_KINDS = [
    ("lmvw_gemeente", Right("lmvw", "gemeente", "GM0193"), {"GM0193"}),
    ("lmvw_provincie", Right("lmvw", "provincie", "PV25"), {"GM0202"}),
]


def gemeenten(connection: psycopg.Connection[Any], relation: str = PLANNEN) -> set[str]:
    return {code for (code,) in connection.execute(f"select distinct gemeente_code from {relation}")}


@pytest.fixture
def lezer(huis: Settings, als: Als) -> Iterator[Callable[..., str]]:
    """Make logins with groups and rights; they are gone after the test."""
    made: list[str] = []

    def maker(*groups: str, rights: tuple[Right, ...] = ()) -> str:
        reader = Reader(f"proef_lezer_{len(made)}", groups, rights)
        made.append(reader.login)
        ensure_readers([reader], huis)
        return made[-1]

    yield maker
    with als("beheerder", autocommit=True) as admin:
        for login in made:
            admin.execute(
                "update toegang.recht set geldig_tot = greatest(clock_timestamp(), geldig_van) "
                "where login_rol = %s::regrole and (geldig_tot is null or geldig_tot > clock_timestamp())",
                [login],
            )
            admin.execute(f"drop role {login}")


@pytest.fixture
def bij_provincie(als: Als) -> Iterator[str]:
    """LMVW-8: the confidential plans of Zwolle, held by its provincie only."""
    beheerder = als("beheerder", autocommit=True)
    for relation in (PLANNEN, JAREN):
        beheerder.execute(
            f"update {relation} set bewaarplaats = 'provincie' where gemeente_code = 'GM0193' and vertrouwelijk"
        )
    yield "GM0193"
    for relation in (PLANNEN, JAREN):
        beheerder.execute(f"update {relation} set bewaarplaats = 'beheer' where gemeente_code = 'GM0193'")


@pytest.mark.parametrize("relation", [PLANNEN, JAREN])
@pytest.mark.parametrize(("login", "area"), AREAS)
def test_reader_sees_every_row_of_its_area_and_no_other(login: str, area: set[str], relation: str, als: Als) -> None:
    """LMVW-13a: all columns, public and confidential plans, exactly as the builder wrote them."""
    query = (
        f"select to_jsonb(alles) from {relation} as alles where gemeente_code = any(%s) order by to_jsonb(alles)::text"
    )
    built = als("dienst_bouwer").execute(query, [list(area)]).fetchall()
    assert len(built) == len(area) * 2 * PLANS_OF_EACH_KIND
    assert als(login).execute(query, [list(GEMEENTEN)]).fetchall() == built
    assert sum(row["vertrouwelijk"] for (row,) in built) == len(area) * PLANS_OF_EACH_KIND


def test_art_8_plans_are_for_gemeente_and_provincie_and_not_for_beheer(
    bij_provincie: str, als: Als, lezer: Any
) -> None:
    """LMVW-8: rows that only the provincie holds never reach beheer."""
    query = f"select count(*) from {PLANNEN} where gemeente_code = '{bij_provincie}' and vertrouwelijk"
    gemeente = lezer("lmvw_gemeente", rights=(Right("lmvw", "gemeente", bij_provincie),))
    assert als(gemeente).execute(query).fetchone() == (PLANS_OF_EACH_KIND,)
    assert als("demo_provincie_overijssel").execute(query).fetchone() == (PLANS_OF_EACH_KIND,)
    assert als("demo_beheer").execute(query).fetchone() == (0,)
    years = (
        als("demo_beheer").execute(f"select count(*) from {JAREN} where gemeente_code = '{bij_provincie}'").fetchone()
    )
    assert years == (PLANS_OF_EACH_KIND,)


@pytest.mark.parametrize(("group", "right", "area"), RIGHT_KINDS)
def test_right_counts_from_the_next_query_and_until_the_next_query(
    group: str, right: Right, area: set[str], als: Als, lezer: Any
) -> None:
    """WIV-4.10, LMVW-15: no deployment, no new session; also inside a transaction that stays open."""
    login = lezer(group)
    reader = als(login)
    assert gemeenten(reader) == set()
    writer = als("dienst_toegang", autocommit=True)
    writer.execute(
        "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code) values (%s::regrole, %s, %s, %s)",
        [login, right.regime, right.gebied_soort, right.gebied_code],
    )
    assert gemeenten(reader) == area
    assert gemeenten(reader, JAREN) == area
    writer.execute("update toegang.recht set geldig_tot = clock_timestamp() where login_rol = %s::regrole", [login])
    assert gemeenten(reader) == set()
    assert gemeenten(reader, JAREN) == set()
    assert reader.info.transaction_status.name == "INTRANS"


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12"])
@pytest.mark.parametrize(
    ("begin", "einde", "in_force"), [("-2h", "-1h", False), ("1h", "2h", False), ("-1h", "1h", True)]
)
def test_validity_does_not_listen_to_the_time_zone(
    zone: str, begin: str, einde: str, in_force: bool, als: Als, lezer: Any
) -> None:
    login = lezer("lmvw_gemeente")
    als("dienst_toegang", autocommit=True).execute(
        "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, geldig_van, geldig_tot) "
        "values (%s::regrole, 'lmvw', 'gemeente', 'GM0193', now() + %s::interval, now() + %s::interval)",
        [login, begin, einde],
    )
    reader = als(login)
    reader.execute(f"set timezone = '{zone}'")
    assert gemeenten(reader) == ({"GM0193"} if in_force else set())


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read", "serializable"])
def test_right_ends_by_itself_in_the_middle_of_a_transaction_and_of_a_block(
    isolation: str, als: Als, lezer: Any
) -> None:
    """A block is one statement to the server; its queries look at the clock, not at the start of the statement."""
    login = lezer("lmvw_gemeente")
    reader = als(login)
    reader.execute(f"set transaction isolation level {isolation}")
    als("dienst_toegang", autocommit=True).execute(
        "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code, geldig_tot) "
        "values (%s::regrole, 'lmvw', 'gemeente', 'GM0193', clock_timestamp() + '1.5s')",
        [login],
    )
    assert gemeenten(reader) == {"GM0193"}
    time.sleep(0.5)
    said: list[str] = []
    reader.add_notice_handler(lambda notice: said.append(str(notice.message_primary)))
    reader.execute(
        f"""
        do $$
        begin
            raise info '%', (select count(*) from {PLANNEN});
            perform pg_sleep(1.5);
            raise info '%', (select count(*) from {PLANNEN});
        end
        $$
        """
    )
    assert said == [str(2 * PLANS_OF_EACH_KIND), "0"]
    assert gemeenten(reader) == set()


def test_login_reads_confidential_plans_in_one_group_only(lezer: Any) -> None:
    """LMVW-8, LMVW-13d: see the lint login_reads_twice."""
    with pytest.raises(WoonkluisError, match="one for each"):
        lezer("lmvw_gemeente", "lmvw_provincie", rights=tuple(right for _, right, _ in RIGHT_KINDS))


@pytest.mark.parametrize("group", ["lmvw_gebruiker", "lmvw_stuurgroep", "publiek_lezer", "cwr_woonmaatschappij"])
def test_right_without_the_group_opens_nothing(group: str, als: Als, lezer: Any) -> None:
    login = lezer(group, rights=(Right("lmvw", "gemeente", "GM0150"),))
    with pytest.raises(Exception, match="permission denied for schema lmvw_vertrouwelijk"):
        gemeenten(als(login))


@pytest.mark.parametrize("group", ["lmvw_gemeente", "lmvw_provincie"])
def test_right_of_another_kind_opens_nothing(group: str, als: Als, lezer: Any) -> None:
    other = "provincie" if group == "lmvw_gemeente" else "gemeente"
    rights = (
        Right("lmvw", other, "PV23" if other == "provincie" else "GM0150"),
        Right("lmvw", "nederland", "NL"),
        Right("cwr", "woonmaatschappij", KBO),
    )
    assert gemeenten(als(lezer(group, rights=rights))) == set()


def test_group_as_role_has_no_right_of_its_member(als: Als) -> None:
    """SET ROLE to the group gives up the login, and with it the right."""
    reader = als("demo_gemeente_deventer")
    assert gemeenten(reader) == {"GM0150"}
    reader.execute("set role lmvw_gemeente")
    assert gemeenten(reader) == set()


def test_right_belongs_to_a_login(als: Als) -> None:
    with pytest.raises(Exception, match="a right belongs to a login"):
        als("dienst_toegang").execute(
            "insert into toegang.recht (login_rol, regime, gebied_soort, gebied_code) "
            "values ('lmvw_gemeente'::regrole, 'lmvw', 'gemeente', 'GM0150')"
        )


@pytest.mark.parametrize(
    ("login", "bronhouders"),
    [
        ("demo_gemeente_deventer", {"GM0150"}),
        ("demo_provincie_overijssel", OVERIJSSEL),
        ("demo_beheer", {*GEMEENTEN, *BIJ_PROVINCIE}),
        (login_of("lmvw_gemeente"), set()),
        (login_of("cwr_woonmaatschappij"), set()),
    ],
)
def test_deliveries_and_findings_are_seen_together(login: str, bronhouders: set[str], als: Als) -> None:
    """LMVW-4d: own deliveries with their findings; LMVW-8: no finding that quotes what beheer does not hold."""
    reader = als(login)
    rows = reader.execute("select levering_id, bronhouder_code from register.levering").fetchall()
    assert {code for _, code in rows} == bronhouders
    found = reader.execute("select levering_id, waarde from register.bevinding").fetchall()
    quoted = [row for row in rows if row[1] not in BIJ_PROVINCIE]
    assert {(levering_id, f"geheim van {code}") for levering_id, code in quoted} == set(found)


def test_woonmaatschappij_sees_its_own_feed(als: Als, lezer: Any) -> None:
    """WIV-4.12."""
    reader = als(lezer("cwr_woonmaatschappij", rights=(Right("cwr", "woonmaatschappij", KBO),)))
    assert reader.execute("select bronhouder_code from register.levering").fetchall() == [(KBO,)]
    assert reader.execute("select waarde from register.bevinding").fetchall() == [(f"geheim van {KBO}",)]


def test_rights_of_others_stay_hidden(als: Als) -> None:
    assert als("demo_gemeente_deventer").execute(
        "select login_rol::text, gebied_code from toegang.recht"
    ).fetchall() == [("demo_gemeente_deventer", "GM0150")]
    assert als("demo_beheer").execute("table toegang.recht").fetchall() == []


def test_public_layer_holds_no_confidential_plan(als: Als) -> None:
    """LMVW-13d: what anyone sees; every reader sees the same."""
    seen = als("demo_bi").execute("select plannaam from lmvw_publiek.woningbouwplan").fetchall()
    assert len(seen) == len(GEMEENTEN) * PLANS_OF_EACH_KIND
    assert all(naam.startswith("Openbaar") for (naam,) in seen)
    for login in ("demo_gemeente_deventer", "demo_provincie_overijssel", "demo_beheer", login_of("publiek_lezer")):
        assert als(login).execute("select plannaam from lmvw_publiek.woningbouwplan").fetchall() == seen
    sums = als("demo_bi").execute(
        "select sum(bruto_aantal) from lmvw_publiek.gemeente_vertrouwelijk where kenmerk = 'totaal'"
    )
    own = als("dienst_bouwer").execute(f"select sum(bruto_aantal) from {PLANNEN} where vertrouwelijk")
    assert sums.fetchone() == own.fetchone()
    assert als("demo_bi").execute(
        "select woningen_aantal from cwr_publiek.woningen_per_gemeente where nis_code = '44021'"
    ).fetchall() == [(6,)]
