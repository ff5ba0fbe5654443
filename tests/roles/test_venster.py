"""woningbouwplan_in_venster: the plans of a window by the spatial index, for whoever may see them and nobody else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.roles.matrix import ROLES, TECHNICAL, login_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Als = Callable[..., psycopg.Connection[Any]]

PLANNEN = "lmvw_vertrouwelijk.woningbouwplan"
FUNCTIE = f"{PLANNEN}_in_venster"
WINDOWS = [(200_000, 440_000, 201_000, 470_000), (200_250, 440_000, 200_450, 470_000), (0, 300_000, 1, 300_001)]
READERS = ["demo_gemeente_deventer", "demo_provincie_overijssel", "demo_beheer"]


def envelope(window: tuple[int, int, int, int]) -> str:
    return f"st_makeenvelope({', '.join(map(str, window))}, 28992)"


@pytest.mark.parametrize("login", READERS)
@pytest.mark.parametrize("window", WINDOWS)
def test_window_has_the_plans_that_the_policies_show_there(
    login: str, window: tuple[int, int, int, int], als: Als
) -> None:
    """LMVW-5, LMVW-8: the function and the policies are two wordings of one right."""
    reader, box = als(login), envelope(window)
    by_policy = reader.execute(f"select * from {PLANNEN} where geometrie && {box} order by plan_id").fetchall()
    by_function = reader.execute(f"select * from {FUNCTIE}({box}) order by plan_id").fetchall()
    assert by_function == by_policy
    assert bool(by_policy) == (window != WINDOWS[2])


def test_a_right_that_ends_counts_in_the_next_call(als: Als) -> None:
    admin, call = als("beheerder"), f"select count(*) from {FUNCTIE}({envelope(WINDOWS[0])})"
    admin.execute("set session authorization demo_gemeente_deventer")
    assert admin.execute(call).fetchone() != (0,)
    admin.execute("reset session authorization")
    admin.execute(
        "update toegang.recht set geldig_tot = clock_timestamp() where login_rol = 'demo_gemeente_deventer'::regrole"
    )
    admin.execute("set session authorization demo_gemeente_deventer")
    assert admin.execute(call).fetchone() == (0,)


@pytest.mark.parametrize("taken", ["demo_gemeente_deventer", "lmvw_gemeente", "lmvw_stuurgroep", "woonkluis_bouwer"])
def test_who_takes_a_role_gets_what_that_role_sees(taken: str, als: Als) -> None:
    """LMVW-12: SET ROLE by an administrator shows what the policies show, not what an administrator may see."""
    admin, box = als("beheerder"), envelope(WINDOWS[0])
    admin.execute(f"set role {taken}")
    if taken == "lmvw_stuurgroep":
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            admin.execute(f"select from {FUNCTIE}({box})")
        return
    seen = admin.execute(f"select distinct gemeente_code from {FUNCTIE}({box})").fetchall()
    assert seen == ([("GM0150",)] if taken.startswith("demo_") else [])


@pytest.mark.parametrize("role", sorted(set(ROLES) - set(TECHNICAL) - {"cwr_it", "woonkluis_leeslog"}))
def test_who_has_no_right_gets_no_plan(role: str, als: Als) -> None:
    """A login that is in a group and has no right on an area; all but beheer, whose group is its right."""
    login = als(login_of(role))
    call = f"select count(*) from {FUNCTIE}({envelope(WINDOWS[0])})"
    if role == "lmvw_beheer":
        assert login.execute(call).fetchone() != (0,)
    elif role in {"lmvw_gemeente", "lmvw_provincie"} or role.startswith("lmvw_onderzoeker"):
        assert login.execute(call).fetchone() == (0,)
    else:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute(call)


@pytest.mark.parametrize("login", ["demo_gemeente_deventer", "demo_bi"])
def test_areas_of_a_session_are_for_the_function_only(login: str, als: Als) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        als(login).execute("select toegang.gemeenten_van_sessie()")


@pytest.mark.parametrize("window", ["null", "st_makeenvelope(0, 0, 1, 1)", "st_makeenvelope(5, 52, 6, 53, 4326)"])
def test_a_window_in_other_coordinates_is_refused(window: str, als: Als) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="RD New"):
        als("demo_beheer").execute(f"select from {FUNCTIE}({window})")


def test_every_call_is_logged_with_login_and_rows_wiv_6_9(als: Als) -> None:
    """pgaudit sees nothing inside the function."""
    reader = als("demo_gemeente_deventer")
    told: list[str] = []
    reader.add_notice_handler(lambda notice: told.append(notice.message_primary or ""))
    reader.execute("set client_min_messages = log")
    rows = reader.execute(f"select from {FUNCTIE}({envelope(WINDOWS[0])})").rowcount
    assert told == [f"woonkluis read: {PLANNEN}, login demo_gemeente_deventer, rows {rows}"]


def test_window_is_found_by_the_spatial_index(als: Als) -> None:
    """Every query of the function, as its owner with its settings, meets no plan outside window and area."""
    builder = als(TECHNICAL["woonkluis_bouwer"])
    row = builder.execute(f"select prosrc, proconfig from pg_proc where oid = '{FUNCTIE}(geometry)'::regprocedure")
    source, settings = row.fetchone() or ("", [])
    for setting in settings:
        if setting.startswith("enable_"):
            builder.execute(f"set {setting}")
    values = {"venster": envelope(WINDOWS[0]), "is_beheer": "false", "gebied": "'GM0150'"}
    queries = [part.partition(";")[0] for part in source.split("return query")[1:]]
    assert len(queries) == 2
    for query in queries:
        with_values = re.sub(rf"\b({'|'.join(values)})\b", lambda found: values[found[0]], query)
        (plan,) = (
            builder.execute(f"explain (analyze, timing off, summary off, format json) {with_values}").fetchone() or ()
        )
        text = json.dumps(plan)
        assert re.search(r'"Index Cond": "[^"]*vak && ', text), text
        assert '"Seq Scan"' not in text
        assert set(re.findall(r'"Rows Removed[^:]*: (\d+)', text)) <= {"0"}, text
