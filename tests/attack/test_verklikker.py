"""Check the attacks: take a protection away for a moment, and the attack of that family must notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.attack import test_ander, test_diensten, test_lekken, test_maken, test_orakels, test_server
from tests.attack.aanval import (
    BEHEER,
    BI,
    BORD,
    GEMEENTE,
    LADER,
    PLANNEN,
    READERS,
    SEES,
    ZONDER_LIGGING,
    Attack,
    OwnOnly,
    hidden_from,
    secrets_of,
)
from tests.huis import BIJ_PROVINCIE, GEMEENTEN

if TYPE_CHECKING:
    from collections.abc import Iterable

FAMILIES: dict[str, Iterable[Attack]] = {
    "ander": test_ander.ATTACKS,
    "maken": test_maken.ATTACKS,
    "server": test_server.ATTACKS,
    "fouten": test_orakels.ERRORS,
    "plannen": test_orakels.PLANS,
    "ruimte": test_orakels.SPACE,
    "volgorde": test_orakels.ORDERED,
    "lekken": test_lekken.ATTACKS,
    "diensten": test_diensten.ATTACKS,
}

SHOW_ALL = f"create policy sabotage on {PLANNEN} for select to lmvw_gemeente, lmvw_beheer using (true)"
HIDE_AGAIN = f"drop policy sabotage on {PLANNEN}"
EIGEN = (
    f"alter policy eigen_gemeente on {PLANNEN} using (gemeente_code{{0}} = any(array(select gebied.gebied_code::character(6) "
    "from toegang.geldig_recht as gebied where gebied.regime = 'lmvw' and gebied.gebied_soort = 'gemeente')))"
)
WITHOUT_INDEX, WITH_INDEX = EIGEN.format(" || ''"), EIGEN.format("")
SPATIAL_INDEX = (
    f"create index proef_ruimte on {PLANNEN} using gist (geometrie)",
    "drop index lmvw_vertrouwelijk.proef_ruimte",
)
LEAKPROOF = "alter function {0} leakproof", "alter function {0} not leakproof"


def leakproof(function: str) -> tuple[str, str]:
    return LEAKPROOF[0].format(function), LEAKPROOF[1].format(function)


SABOTAGE: list[tuple[str, str, str, str, str]] = [
    ("ander", "groups of the server", GEMEENTE, f"grant woonkluis_eigenaar to {GEMEENTE}", f"revoke woonkluis_eigenaar from {GEMEENTE}"),
    ("ander", "a right for oneself", GEMEENTE, "grant delete on toegang.recht to lmvw_gemeente", "revoke delete on toegang.recht from lmvw_gemeente"),
    ("ander", "rights by the functions of the tools", BI, "grant execute on function audit.noteer_logins() to public; grant usage on schema audit to public", "revoke execute on function audit.noteer_logins() from public; revoke usage on schema audit from public"),
    ("maken", "function that leaks", BI, "grant create on schema public to publiek_lezer", "revoke create on schema public from publiek_lezer"),
    ("maken", "large objects", BI, "grant execute on function lo_from_bytea(oid, bytea) to public", "revoke execute on function lo_from_bytea(oid, bytea) from public"),
    ("server", "locking rows", GEMEENTE, f"grant update on {PLANNEN} to lmvw_gemeente", f"revoke update on {PLANNEN} from lmvw_gemeente"),
    ("server", "files of the server", BI, "grant execute on function pg_ls_dir(text) to public", "revoke execute on function pg_ls_dir(text) from public"),
    ("fouten", "division", GEMEENTE, SHOW_ALL, HIDE_AGAIN),
    ("fouten", "division per row art 8", BEHEER, SHOW_ALL, HIDE_AGAIN),
    ("fouten", "cast", GEMEENTE, SHOW_ALL, HIDE_AGAIN),
    ("plannen", "executed filter without an index", GEMEENTE, *leakproof("texteq(text, text)")),
    ("plannen", "key of a plan", GEMEENTE, *leakproof("uuid_eq(uuid, uuid)")),
    ("plannen", "address of an art 8 row", BEHEER, *leakproof("tideq(tid, tid)")),
    ("volgorde", "nearest neighbour", GEMEENTE, *SPATIAL_INDEX),
    ("ruimte", "window executed", GEMEENTE, *(f"{one}; {other}" for one, other in zip(SPATIAL_INDEX, leakproof("geometry_overlaps(geometry, geometry)"), strict=True))),
    ("ruimte", "window executed art 8", BEHEER, *(f"{one}; {other}" for one, other in zip(SPATIAL_INDEX, leakproof("geometry_overlaps(geometry, geometry)"), strict=True))),
    ("volgorde", "first in the order of an index", GEMEENTE, WITHOUT_INDEX, WITH_INDEX),
    ("lekken", "query as xml", GEMEENTE, SHOW_ALL, HIDE_AGAIN),
    ("lekken", "copy of a table", BEHEER, SHOW_ALL, HIDE_AGAIN),
    ("lekken", "findings", BEHEER, "drop policy keuze_8 on register.bevinding", "create policy keuze_8 on register.bevinding as restrictive for select to lmvw_beheer using (levering_id <> all(array(select levering.levering_id from register.levering as levering inner join register.levering as keuze on levering.regime = keuze.regime and levering.bronhouder_code = keuze.bronhouder_code and levering.peildatum = keuze.peildatum where keuze.aggregeren_door_provincie)))"),
    ("diensten", "board reads more than it shows", BORD, "grant select (waarde) on register.bevinding to woonkluis_bord", "revoke select (waarde) on register.bevinding from woonkluis_bord"),
    ("diensten", "layers", LADER, f"grant usage on schema lmvw_vertrouwelijk to woonkluis_lader; grant select on {PLANNEN} to woonkluis_lader", f"revoke usage on schema lmvw_vertrouwelijk from woonkluis_lader; revoke select on {PLANNEN} from woonkluis_lader"),
]  # fmt: skip


@pytest.mark.parametrize(("family", "trick", "login", "sabotage", "repair"), SABOTAGE)
def test_attack_would_notice(family: str, trick: str, login: str, sabotage: str, repair: str, aanvaller: Any) -> None:
    """LMVW-13: every family of attacks succeeds once its protection is gone."""
    [attack] = [one for one in FAMILIES[family] if one.trick == trick]
    opened = []

    def als(*arguments: Any, **options: Any) -> Any:
        opened.append(aanvaller(*arguments, **options))
        return opened[-1]

    admin = aanvaller("beheerder", autocommit=True)
    admin.execute("set lock_timeout = '10s'")
    attack.run(login, als)
    for connection in opened:
        connection.close()
    admin.execute(sabotage.encode())
    try:
        with pytest.raises(AssertionError):
            attack.run(login, als)
    finally:
        # What an attack left open would hold the repair up.
        for connection in opened:
            connection.close()
        admin.execute(repair.encode())


def test_every_family_is_sabotaged_and_every_trick_is_its_own() -> None:
    assert {family for family, *_ in SABOTAGE} == set(FAMILIES)
    for attacks in FAMILIES.values():
        names = [attack.trick for attack in attacks]
        assert len(names) == len(set(names))
    assert sum(len(list(attacks)) for attacks in FAMILIES.values()) > 150
    played = {login for attacks in FAMILIES.values() for attack in attacks for login in attack.logins}
    assert set(READERS) <= played


def test_secrets_are_really_there(aanvaller: Any) -> None:
    """What the attacks look for is what the builder wrote, so that not finding it means something."""
    builder = aanvaller("dienst_bouwer")
    rows = builder.execute(
        "select plannaam, opdrachtgever_naam, bruto_aantal, st_astext(geometrie), bewaarplaats "
        f"from {PLANNEN} where vertrouwelijk"
    ).fetchall()
    text = "\n".join(str(row) for row in rows)
    for gemeente in (*GEMEENTEN, *BIJ_PROVINCIE):
        assert all(secret in text for secret in secrets_of(gemeente)), gemeente
    assert {row[4] for row in rows} == {"beheer", "provincie"}
    loader = aanvaller("dienst_lader")
    told = str(loader.execute("select array_agg(waarde) from register.bevinding").fetchone())
    told += str(loader.execute("select array_agg(waarden) from landing.cwr_gezinslid").fetchone())
    told += str(aanvaller("beheerder").execute("select array_agg(o) from register.ondertekenaar as o").fetchone())
    for login in SEES:
        found = hidden_from(login) - secrets_of("GM0150") - secrets_of("GM0193") - secrets_of("GM0202")
        assert all(secret in told for secret in found - secrets_of("GM0344")), login


def test_marker_in_any_answer_is_a_leak(aanvaller: Any) -> None:
    """The same attack by one who may read more finds more: the sweep can fail."""
    own = OwnOnly("proof", "LMVW-13d", (GEMEENTE,), (f"select plannaam from {PLANNEN}",))
    with pytest.raises(AssertionError):
        own.run(GEMEENTE, lambda _: aanvaller("dienst_bouwer"))
    with pytest.raises(AssertionError):
        own.run(BI, lambda _: aanvaller(GEMEENTE))
    kenmerken = OwnOnly("proof", "LMVW-GV-C2", ("onderzoeker_12b",), (f"select o from {ZONDER_LIGGING} as o",))
    kenmerken.run("onderzoeker_12b", aanvaller)
