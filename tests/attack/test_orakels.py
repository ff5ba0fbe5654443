"""Oracles: what is hidden answers as what does not exist, in rows, errors, estimates, plans and counters."""

from __future__ import annotations

from typing import Any

from tests.attack.aanval import (
    API,
    ART_8,
    BEHEER,
    BI,
    GEMEENTE,
    OND_12A,
    OND_12B,
    OND_12C,
    OTHER,
    PLANNEN,
    PROVINCIE,
    PUBLIEK,
    READ_PLANS,
    STUURGROEP,
    Attack,
    SameAnswer,
    SameWorld,
    played,
)
from tests.huis import ligging

EXPLAIN = "explain (analyze, verbose, buffers off, costs off, timing off, summary off)"
ESTIMATE = "explain (verbose)"
AREA = (GEMEENTE, PROVINCIE, OND_12A, OND_12B, OND_12C)
"""Readers of an area that OTHER is not in."""

HIDDEN, ABSENT = f"Geheim plan {OTHER}-5", "Geheim plan GM9999-5"
HIDDEN_8, ABSENT_8 = f"Geheim plan {ART_8}-5", "Geheim plan GM9999-5"
ONLY_NESTED = ("set enable_hashjoin = off", "set enable_mergejoin = off", "set enable_seqscan = off")
ONLY_HASH = ("set enable_nestloop = off", "set enable_mergejoin = off")
ONLY_MERGE = ("set enable_nestloop = off", "set enable_hashjoin = off", "set enable_sort = off")
ONLY_INDEX = ("set enable_seqscan = off", "set enable_bitmapscan = off", "set enable_sort = off")
PARALLEL = (
    "set force_parallel_mode = on",
    "set min_parallel_table_scan_size = 0",
    "set parallel_setup_cost = 0",
    "set parallel_tuple_cost = 0",
    "set parallel_leader_participation = off",
    # Two would share the rows as it happens.
    "set max_parallel_workers_per_gather = 1",
)
JOIN = "select from (values ('{x}')) as gok (naam) join {plannen} as plan on plan.plannaam = gok.naam"
WEST, SOUTH = ligging(OTHER)
WEST_8, SOUTH_8 = ligging(ART_8)
PLACE = f"{WEST + 605} {SOUTH + 5}"
PLACE_8 = f"{WEST_8 + 205} {SOUTH_8 + 5}"
NOWHERE = f"{WEST + 605} 300005"
POINT = "st_setsrid(st_geomfromtext('point({x})'), 28992)"
SPATIAL = (GEMEENTE, PROVINCIE, OND_12A, OND_12C)

MOVE_8 = f"update {PLANNEN} set gemeente_code = 'GM0001' where gemeente_code = '{ART_8}'"
BACK_8 = f"update {PLANNEN} set gemeente_code = '{ART_8}' where gemeente_code = 'GM0001'"
MOVE = f"update {PLANNEN} set gemeente_code = 'GM0001', provincie_code = 'PV20' where gemeente_code = '{OTHER}'"
BACK = f"update {PLANNEN} set gemeente_code = '{OTHER}', provincie_code = 'PV25' where gemeente_code = 'GM0001'"


def oracle(
    trick: str,
    statement: str,
    *,
    logins: tuple[str, ...] = AREA,
    there: str = HIDDEN,
    absent: str = ABSENT,
    first: tuple[str, ...] = (),
    keeps: str = "LMVW-13d",
) -> list[Attack]:
    """The same question by readers of another area and, about a plan of article 8, by beheer."""
    attacks: list[Attack] = [SameAnswer(trick, keeps, logins, statement, there, absent, first)]
    if there == HIDDEN:
        attacks.append(SameAnswer(f"{trick} art 8", "LMVW-8", (BEHEER,), statement, HIDDEN_8, ABSENT_8, first))
    return attacks


ERRORS: list[Attack] = [
    *oracle("division", "select 1 / count(*) from {plannen} where plannaam = '{x}'"),
    *oracle("division per row", "select 1 / (plannaam <> '{x}')::integer from {plannen}"),
    *oracle("cast", "select case when plannaam = '{x}' then plannaam::integer end from {plannen}"),
    *oracle("cast to a date", "select from {plannen} where case when plannaam = '{x}' then plannaam::date end is null"),
    *oracle(
        "cast to xml", "select from {plannen} where case when plannaam = '{x}' then ('<' || plannaam)::xml end is null"
    ),
    *oracle("regular expression", "select from {plannen} where plannaam <> '{x}' or 'a' ~ (plannaam || '(')"),
    *oracle(
        "like with a bad escape", "select from {plannen} where plannaam <> '{x}' or plannaam like plannaam || e'\\\\'"
    ),
    *oracle("square root of the number", "select from {plannen} where sqrt((plannaam <> '{x}')::integer - 0.5) > 0"),
    *oracle("overflow", "select from {plannen} where plannaam <> '{x}' or bruto_aantal * 2147483647 > 0"),
    *oracle("array index", "select (array[1])[1 / (plannaam <> '{x}')::integer] from {plannen}"),
    *oracle("memory", "select from {plannen} where plannaam <> '{x}' or repeat(plannaam, 2147483647) is null"),
    *oracle(
        "scalar subquery of more rows",
        "select (select 1 from {plannen} where gemeente_code = '{x}')",
        there=OTHER,
        absent="GM9999",
    ),
    *oracle(
        "scalar subquery of more rows art 8",
        "select (select 1 from {plannen} where gemeente_code = '{x}' and vertrouwelijk)",
        logins=(BEHEER,),
        there=ART_8,
        absent="GM9999",
        keeps="LMVW-8",
    ),
    *oracle(
        "geometry that fails", "select from {plannen} where plannaam <> '{x}' or st_geomfromtext(plannaam) is null"
    ),
    *oracle(
        "projection that fails",
        "select from {plannen} where plannaam <> '{x}' or st_setsrid(st_point(1, 1), bruto_aantal) is null",
    ),
    *oracle(
        "error in having",
        "select from {plannen} group by gemeente_code having 1 / (max(plannaam) <> '{x}')::integer > 0",
    ),
    *oracle(
        "error in a window", "select 1 / (plannaam <> '{x}')::integer, row_number() over () from {plannen} limit 1"
    ),
    *oracle("error in order by", "select from {plannen} order by 1 / (plannaam <> '{x}')::integer"),
    *oracle(
        "error in an aggregate filter",
        "select count(*) filter (where 1 / (plannaam <> '{x}')::integer = 1) from {plannen}",
    ),
    *oracle(
        "error in a lateral join",
        "select from {plannen} as p, lateral (select 1 / (p.plannaam <> '{x}')::integer) as l (een)",
    ),
    *oracle(
        "error caught in a block",
        "do $$ begin perform 1 / (plannaam <> '{x}')::integer from lmvw_vertrouwelijk.woningbouwplan; exception when others then raise notice '%', sqlerrm; end $$",
    ),
    SameAnswer(
        "label as an oracle",
        "LMVW-5d",
        (PROVINCIE,),
        "insert into register.label (gemeente_code, provincie_code, bron_plan_id, label, gebeurtenis, reden) values ('GM0202', 'PV23', '{x}', 'strijdig_5d', 'gelegd', 'x')",
        f"{OTHER}-5",
        "GM0202-99",
    ),
    SameAnswer(
        "label of another provincie",
        "LMVW-5d",
        (PROVINCIE,),
        "insert into register.label (gemeente_code, provincie_code, bron_plan_id, label, gebeurtenis, reden) values ('GM0202', 'PV25', '{x}', 'strijdig_5d', 'gelegd', 'x')",
        f"{OTHER}-5",
        "GM0202-99",
    ),
    SameAnswer(
        "label by who may not",
        "LMVW-5d",
        (GEMEENTE, BEHEER, BI),
        "insert into register.label (gemeente_code, provincie_code, bron_plan_id, label, gebeurtenis, reden) values ('GM0202', 'PV25', '{x}', 'strijdig_5d', 'gelegd', 'x')",
        f"{OTHER}-5",
        "GM0202-99",
    ),
    SameAnswer(
        "foreign key",
        "LMVW-13d",
        (API,),
        "insert into register.bevinding (levering_id) values ({x})",
        "select min(levering_id) from register.levering",
        "999999",
    ),
    SameAnswer(
        "number of a delivery",
        "LMVW-4d",
        (API,),
        "update register.levering set status = 'geaccepteerd' where levering_id = {x}",
        "select min(levering_id) from register.levering",
        "999999",
    ),
    SameAnswer(
        "relation by name",
        "LMVW-13d",
        (BI, STUURGROEP, PUBLIEK),
        "select count(*) from lmvw_vertrouwelijk.{x}",
        "woningbouwplan",
        "bestaat_niet",
    ),
    SameAnswer(
        "conflict on a key",
        "LMVW-13d",
        READ_PLANS,
        STUURGROEP,
        "insert into lmvw_vertrouwelijk.woningbouwplan (plan_id) values ('{x}') on conflict do nothing",
        f"select plan_id from {PLANNEN} where gemeente_code = '{ART_8}' limit 1",
        "00000000-0000-0000-0000-000000000001",
    ),
]

PLANS: list[Attack] = [
    *oracle("executed filter", f"{EXPLAIN} select from {{plannen}} where plannaam = '{{x}}'"),
    *oracle("executed filter without an index", f"{EXPLAIN} select from {{plannen}} where plannaam = '{{x}}'", first=("set enable_indexscan = off", "set enable_indexonlyscan = off", "set enable_bitmapscan = off")),
    *oracle("executed filter by index", f"{EXPLAIN} select from {{plannen}} where bron_plan_id = '{{x}}'", there=f"{OTHER}-5", absent="GM9999-5", first=ONLY_INDEX),
    *oracle("key of a plan", f"{EXPLAIN} select from {{plannen}} where plan_id = '{{x}}'", there=f"select plan_id from {PLANNEN} where bron_plan_id = '{OTHER}-5'", absent="00000000-0000-0000-0000-000000000001", first=ONLY_INDEX),
    *oracle("key of an art 8 plan", f"{EXPLAIN} select from {{plannen}} where plan_id = '{{x}}'", logins=(BEHEER,), there=f"select plan_id from {PLANNEN} where bron_plan_id = '{ART_8}-5'", absent="00000000-0000-0000-0000-000000000001", first=ONLY_INDEX, keeps="LMVW-8"),
    *oracle("gemeente of art 8", f"{EXPLAIN} select from {{plannen}} where gemeente_code = '{{x}}'", logins=(BEHEER,), there=ART_8, absent="GM9999", first=ONLY_INDEX, keeps="LMVW-8"),
    *oracle("pages touched", "explain (analyze, buffers, costs off, timing off, summary off) select from {plannen} where plannaam = '{x}' and provincie_code > ''", first=("select count(*) from lmvw_vertrouwelijk.woningbouwplan", "explain select from lmvw_vertrouwelijk.woningbouwplan where plannaam = 'x' and provincie_code > ''")),
    *oracle("estimate", f"{ESTIMATE} select from {{plannen}} where plannaam = '{{x}}'"),
    *oracle("estimate of a prefix", f"{ESTIMATE} select from {{plannen}} where plannaam like '{{x}}%'"),
    *oracle("estimate of a join", f"{ESTIMATE} select from {{plannen}} as a join {{plannen}} as b using (plannaam) where a.plannaam = '{{x}}'"),
    *oracle("estimate of groups", f"{ESTIMATE} select plannaam from {{plannen}} where gemeente_code = '{{x}}' group by plannaam", there=OTHER, absent="GM9999"),
    *oracle("nested loop into an index", f"{EXPLAIN} {JOIN}", first=ONLY_NESTED),
    *oracle("hash join", f"{EXPLAIN} {JOIN}", first=ONLY_HASH),
    *oracle("merge join", f"{EXPLAIN} {JOIN}", first=ONLY_MERGE),
    *oracle("anti join", f"{EXPLAIN} select from (values ('{{x}}')) as gok (naam) where not exists (select from {{plannen}} as plan where plan.plannaam = gok.naam)"),
    *oracle("semi join", f"{EXPLAIN} select '{{x}}' in (select plannaam from {{plannen}})"),
    *oracle("memoize", f"{EXPLAIN} select from generate_series(1, 3) as n, lateral (select from {{plannen}} where plannaam = '{{x}}' and n > 0) as l", first=ONLY_NESTED),
    *oracle("parallel worker", "explain (analyze, costs off, timing off, summary off) select count(*) from {plannen} where plannaam = '{x}'", first=PARALLEL),
    *oracle("compiled expression", f"{EXPLAIN} select count(*) from {{plannen}} where plannaam = '{{x}}'", first=("set jit_above_cost = 0", "set jit_inline_above_cost = 0")),
    *oracle("sample", f"{EXPLAIN} select from {{plannen}} tablesample bernoulli (50) repeatable (1) where plannaam = '{{x}}'"),
    *oracle("address of a row", f"{EXPLAIN} select from {PLANNEN} where ctid = '{{x}}'", logins=SPATIAL, there=f"select ctid from {PLANNEN} where bron_plan_id = '{OTHER}-5'", absent="(9999,1)", first=ONLY_INDEX),
    *oracle("address of an art 8 row", f"{EXPLAIN} select from {PLANNEN} where ctid = '{{x}}'", logins=(BEHEER,), there=f"select ctid from {PLANNEN} where bron_plan_id = '{ART_8}-5'", absent="(9999,1)", first=ONLY_INDEX, keeps="LMVW-8"),
    *oracle("transaction of a row", f"{EXPLAIN} select from {{plannen}} where xmin = '{{x}}' and plannaam = 'x'", there=f"select xmin from {PLANNEN} limit 1", absent="3"),
    *oracle("costs that favour the reader", f"{EXPLAIN} select from {{plannen}} where plannaam = '{{x}}'", first=("set cpu_operator_cost = 1e9", "set random_page_cost = 0", "set enable_seqscan = off")),
    *oracle("prepared and generic", f"{EXPLAIN} execute gok ('{{x}}')", first=("set plan_cache_mode = force_generic_plan", f"prepare gok (text) as select from {PLANNEN} where plannaam = $1")),
    *oracle("update plan", "explain update {plannen} set plannaam = 'x' where plannaam = '{x}'"),
    SameAnswer("rights of another login", "WIV-4.10", (GEMEENTE, PROVINCIE), f"{EXPLAIN} select from toegang.recht where login_rol = {{x}}", "select login_rol::oid from toegang.recht where login_rol::text ~ '^onderzoek_' limit 1", "3"),
    SameAnswer("finding of another delivery", "LMVW-4d", (GEMEENTE, PROVINCIE), f"{EXPLAIN} select from register.bevinding where levering_id = {{x}}", f"select levering_id from register.levering where bronhouder_code = '{OTHER}'", "999999", ONLY_INDEX),
    SameAnswer("finding of an art 8 delivery", "LMVW-8", (BEHEER,), f"{EXPLAIN} select from register.bevinding where levering_id = {{x}}", f"select levering_id from register.levering where bronhouder_code = '{ART_8}'", "999999", ONLY_INDEX),
    SameAnswer("study of another", "LMVW-15a", (OND_12A, OND_12B), f"{EXPLAIN} select titel from register.onderzoek where onderzoek_id = '{{x}}'", "select onderzoek_id from register.onderzoek where groep = '12c'", "00000000-0000-0000-0000-000000000001", ONLY_INDEX),
    SameAnswer("event of the other regime", "WIV-6.10", (BEHEER,), f"{EXPLAIN} select from audit.gebeurtenis where volgnummer = {{x}}", "select max(volgnummer) from audit.gebeurtenis where regime = 'cwr'", "999999", ONLY_INDEX),
]  # fmt: skip

SPACE: list[Attack] = [
    attack
    for trick, where in {
        "window": f"geometrie && st_expand({POINT}, 50)",
        "intersects": f"st_intersects(geometrie, {POINT})",
        "within a distance": f"st_dwithin(geometrie, {POINT}, 50)",
        "covered by": f"geometrie @ st_expand({POINT}, 50)",
        "distance as a filter": f"geometrie <-> {POINT} < 50",
    }.items()
    for attack in (
        *oracle(
            f"{trick} executed",
            f"{EXPLAIN} select from {PLANNEN} where {where}",
            logins=SPATIAL,
            there=PLACE,
            absent=NOWHERE,
            first=ONLY_INDEX,
        ),
        *oracle(
            f"{trick} executed art 8",
            f"{EXPLAIN} select from {PLANNEN} where {where}",
            logins=(BEHEER,),
            there=PLACE_8,
            absent=NOWHERE,
            first=ONLY_INDEX,
            keeps="LMVW-8",
        ),
        *oracle(
            f"{trick} estimated",
            f"explain select from {PLANNEN} where {where}",
            logins=SPATIAL,
            there=PLACE,
            absent=NOWHERE,
        ),
    )
]
"""A window over hidden plans is as one over nothing: LMVW-13d, no location."""

ORDERED: list[Attack] = [
    *oracle(
        "nearest neighbour",
        f"{EXPLAIN} select from {PLANNEN} order by geometrie <-> {POINT} limit 1",
        logins=SPATIAL,
        there=PLACE,
        absent=NOWHERE,
        first=ONLY_INDEX,
    ),
    *oracle(
        "nearest neighbour art 8",
        f"{EXPLAIN} select from {PLANNEN} order by geometrie <-> {POINT} limit 1",
        logins=(BEHEER,),
        there=PLACE_8,
        absent=NOWHERE,
        first=ONLY_INDEX,
        keeps="LMVW-8",
    ),
    *(
        SameWorld(f"{trick}{suffix}", keeps, logins, f"{EXPLAIN} {query}", change, undo, ONLY_INDEX)
        for trick, query in {
            "first in the order of an index": f"select from {PLANNEN} order by gemeente_code limit 1",
            "last in the order of an index": f"select from {PLANNEN} order by gemeente_code desc limit 1",
            "order of another column": f"select from {PLANNEN} order by provincie_code limit 1",
            "smallest": f"select min(gemeente_code) from {PLANNEN}",
            "largest": f"select max(gemeente_code) from {PLANNEN}",
            "distinct in order": f"select distinct on (gemeente_code) gemeente_code from {PLANNEN} limit 1",
            "merge join that stops": "select from (values ('GM0203')) as g (code) "
            f"join {PLANNEN} as plan on plan.gemeente_code = g.code",
            "cursor that stops": f"select from {PLANNEN} order by gemeente_code, plan_id limit 3",
        }.items()
        for suffix, keeps, logins, change, undo in (
            (" art 8", "LMVW-8", (BEHEER,), MOVE_8, BACK_8),
            ("", "LMVW-13d", (GEMEENTE, OND_12A), MOVE, BACK),
        )
    ),
]
"""A scan in the order of an index counts hidden rows up to where it stops."""


@played(ERRORS)
def test_errors_tell_nothing(attack: Attack, login: str, aanvaller: Any) -> None:
    """LMVW-13d, LMVW-8, LMVW-5d: an expression never meets a hidden row; a refusal does not depend on one."""
    attack.run(login, aanvaller)


@played(PLANS)
def test_plans_tell_nothing(attack: Attack, login: str, aanvaller: Any) -> None:
    """LMVW-13d, LMVW-8: neither estimates nor counters of an execution depend on a hidden row."""
    attack.run(login, aanvaller)


@played(SPACE)
def test_places_tell_nothing(attack: Attack, login: str, aanvaller: Any) -> None:
    """LMVW-13d, LMVW-8: where hidden plans lie is not in the counters of a spatial question."""
    attack.run(login, aanvaller)


@played(ORDERED)
def test_order_tells_nothing(attack: Attack, login: str, aanvaller: Any) -> None:
    """LMVW-13d, LMVW-8: how many hidden rows come before a visible one is not told."""
    attack.run(login, aanvaller)
