"""Checking a delivery: all rules or none, once, and not a word of what was delivered in a failure."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.check import Checked, check, checking
from woonkluis.check.rules import RuleError
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from woonkluis.platform.settings import Settings

PLAN = {
    "globalid": "plan-1",
    "plannaam": "Proefweide",
    "gemeente": "Zwolle",
    "vertrouwelijkheid": "Openbaar",
    "status_planologisch": "1A. Onherroepelijk",
    "totaal_bouw": 30,
    "totaal_sloop": 10,
    "totaal_netto": 20,
}
HEADER = "-- regel: LMVW-11a_proef\n-- ernst: blokkerend\n-- artikel: 11.a\n-- titel: Een proefregel\n"
FINDS_ROWS = (
    "select rij, 'plannaam' as kolom, plannaam as waarde, 'proef' as melding "
    "from landing.lmvw_planregistratie_veld where levering_id = %(levering_id)s"
)


@pytest.fixture
def bevindingen(connect: Callable[..., Any]) -> Callable[[int], list[Any]]:
    """Rule, weight, row, column and value of what is stored about a delivery."""
    return lambda levering_id: (
        connect("dienst_lader")
        .execute(
            "select regel_id, ernst, artikel, laag, rij, kolom, waarde, melding from register.bevinding "
            "where levering_id = %s order by regel_id, rij, kolom",
            [levering_id],
        )
        .fetchall()
    )


@pytest.fixture
def with_rule(kluis: Settings, tmp_path: Path) -> Callable[[str], Settings]:
    """Settings of a checkout in which lmvw has one rule with this query."""

    def make(query: str) -> Settings:
        folder = tmp_path / "sql" / "rules" / "lmvw"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "LMVW-11a_proef.sql").write_text(HEADER + query + "\n")
        return kluis.model_copy(update={"repo_dir": tmp_path})

    return make


def test_findings_name_rule_article_row_column_and_value(
    geland: Callable[..., int], bevindingen: Callable[[int], list[Any]]
) -> None:
    plannen = [
        PLAN,
        PLAN
        | {"globalid": "plan-2", "plannaam": "Noordveld", "vertrouwelijkheid": "Gemeente", "totaal_netto": "20 st"},
    ]
    levering_id = geland("lmvw", {"planregistratie": plannen}, bronhouder_code="GM0193")

    checked = check(levering_id)

    found = bevindingen(levering_id)
    assert checked == Checked(levering_id, "gecontroleerd", blokkerend=2, waarschuwing=2)
    assert [row[:7] for row in found if row[1] == "blokkerend"] == [
        ("LMVW-11a_getal_plan", "blokkerend", "11.a", "Planregistratie", 2, "totaal_netto", "20 st"),
        ("LMVW-6a_hard_vertrouwelijk", "blokkerend", "6.a", "Planregistratie", 2, "vertrouwelijkheid", "Gemeente"),
    ]
    assert {row[0] for row in found if row[1] == "waarschuwing"} == {"LMVW-11a_geometrie_ontbreekt"}


def test_what_the_reader_found_counts_too(geland: Callable[..., int], connect: Callable[..., Any]) -> None:
    levering_id = geland("lmvw", {"planregistratie": [PLAN]}, bronhouder_code="GM0193")
    lader = connect("dienst_lader", autocommit=True)
    lader.execute(
        "insert into register.bevinding (levering_id, regel_id, ernst, artikel, melding) "
        "values (%s, 'LEES-KOLOM', 'waarschuwing', 'LMVW-11a', 'kolom ontbreekt')",
        [levering_id],
    )
    assert check(levering_id).waarschuwing == 2


def test_a_second_check_changes_nothing(geland: Callable[..., int], bevindingen: Callable[[int], list[Any]]) -> None:
    levering_id = geland("lmvw", {"planregistratie": [PLAN]}, bronhouder_code="GM0193")
    first = check(levering_id)
    found = bevindingen(levering_id)
    assert check(levering_id) == first
    assert bevindingen(levering_id) == found


def test_two_checks_at_once_give_one_set_of_findings(
    geland: Callable[..., int], bevindingen: Callable[[int], list[Any]]
) -> None:
    levering_id = geland("lmvw", {"planregistratie": [PLAN]}, bronhouder_code="GM0193")
    with ThreadPoolExecutor(4) as pool:
        results = set(pool.map(check, [levering_id] * 4))
    assert len(results) == 1
    assert len(bevindingen(levering_id)) == 1


def test_a_delivery_that_is_not_landed_is_refused(geland: Callable[..., int]) -> None:
    levering_id = geland("lmvw", {}, bronhouder_code="GM0193", status="ontvangen")
    with pytest.raises(WoonkluisError, match=f"^levering {levering_id} is ontvangen: land it before checking it$"):
        check(levering_id)
    with pytest.raises(WoonkluisError, match=r"^levering 0 does not exist$"):
        check(0)


def test_a_rejected_delivery_keeps_its_result(geland: Callable[..., int], connect: Callable[..., Any]) -> None:
    levering_id = geland("lmvw", {}, bronhouder_code="GM0193", status="ontvangen")
    lader = connect("dienst_lader", autocommit=True)
    lader.execute("update register.levering set status = 'afgekeurd' where levering_id = %s", [levering_id])
    assert check(levering_id) == Checked(levering_id, "afgekeurd", 0, 0)


def test_a_fault_on_every_row_is_cut_off_with_a_count(
    geland: Callable[..., int],
    bevindingen: Callable[[int], list[Any]],
    with_rule: Callable[[str], Settings],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checking, "KEPT_PER_RULE", 3)
    plannen = [{"plannaam": f"{number} {'x' * 2000}"} for number in range(5)]
    levering_id = geland("lmvw", {"planregistratie": plannen}, bronhouder_code="GM0193")
    assert check(levering_id, settings=with_rule(FINDS_ROWS)).blokkerend == 4
    *kept, closing = bevindingen(levering_id)
    assert [(row[4], row[6][:3], len(row[6])) for row in kept] == [(1, "0 x", 1000), (2, "1 x", 1000), (3, "2 x", 1000)]
    assert closing[4:] == (None, None, None, "Deze regel geeft nog 2 bevindingen.")


def test_exactly_as_many_as_are_kept_need_no_closing_line(
    geland: Callable[..., int], with_rule: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "KEPT_PER_RULE", 3)
    levering_id = geland("lmvw", {"planregistratie": [{"plannaam": "A"}] * 3}, bronhouder_code="GM0193")
    assert check(levering_id, settings=with_rule(FINDS_ROWS)).blokkerend == 3


def test_a_rule_that_fails_leaves_nothing_and_says_nothing_of_the_values(
    geland: Callable[..., int], bevindingen: Callable[[int], list[Any]], with_rule: Callable[[str], Settings]
) -> None:
    levering_id = geland("lmvw", {"planregistratie": [PLAN]}, bronhouder_code="GM0193")
    broken = with_rule(FINDS_ROWS.replace("select rij", "select plannaam::integer as rij"))
    with pytest.raises(RuleError) as caught:
        check(levering_id, settings=broken)
    assert str(caught.value) == f"rule LMVW-11a_proef failed with SQLSTATE 22P02 on levering {levering_id}"
    assert caught.value.__context__ is None, "a logger that prints the chain would print the value"
    assert bevindingen(levering_id) == []
    assert check(levering_id).status == "gecontroleerd", "a re-run with the rule repaired finishes"


def test_a_rule_that_does_not_end_is_stopped(
    geland: Callable[..., int], with_rule: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "SECONDS_PER_RULE", 1)
    levering_id = geland("lmvw", {"planregistratie": [PLAN]}, bronhouder_code="GM0193")
    endless = with_rule(FINDS_ROWS.replace("'proef' as melding", "pg_sleep(60)::text as melding"))
    with pytest.raises(RuleError, match=f"^rule LMVW-11a_proef took more than 1 s on levering {levering_id}$"):
        check(levering_id, settings=endless)


def test_a_regime_without_rules_accepts_nothing(
    geland: Callable[..., int], with_rule: Callable[[str], Settings]
) -> None:
    levering_id = geland("cwr", {}, bronhouder_code="0400000086")
    with pytest.raises(RuleError, match=r"^no rules in .*/sql/rules/cwr$"):
        check(levering_id, settings=with_rule(FINDS_ROWS))
