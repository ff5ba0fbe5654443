"""A rule file says what it is, and one that does not is never run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from woonkluis.check.rules import RuleError, load_rules

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
-- regel: LMVW-6a_proef
-- ernst: blokkerend
-- artikel: 6.a
-- laag: Planregistratie
-- titel: Een hard plan is niet vertrouwelijk
-- Why it is so.
select 1 as rij, null as kolom, null as waarde, 'fout' as melding where 1 = %(levering_id)s
"""


def load(folder: Path, text: str, name: str = "LMVW-6a_proef.sql") -> str:
    """Message of the error that a rule file gives."""
    (folder / name).write_text(text)
    with pytest.raises(RuleError) as caught:
        load_rules(folder)
    return str(caught.value)


def test_a_rule_is_its_header_and_its_query(tmp_path: Path) -> None:
    (tmp_path / "LMVW-6a_proef.sql").write_text(GOOD)
    (rule,) = load_rules(tmp_path)
    assert (rule.regel, rule.ernst, rule.artikel, rule.laag) == (
        "LMVW-6a_proef",
        "blokkerend",
        "6.a",
        "Planregistratie",
    )
    assert rule.query.startswith("select 1")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            GOOD.replace("blokkerend", "fataal"),
            "rule LMVW-6a_proef.sql: ernst: Input should be 'blokkerend', 'waarschuwing'",
        ),
        (GOOD.replace("-- artikel: 6.a\n", ""), "rule LMVW-6a_proef.sql: artikel: Field required"),
        (GOOD.replace("-- laag:", "-- lagen:"), "rule LMVW-6a_proef.sql: lagen: Extra inputs are not permitted"),
        (GOOD.replace("-- laag: P", "-- ernst: info\n-- laag: P"), "rule LMVW-6a_proef.sql: ernst occurs twice"),
        (GOOD.replace("LMVW-6a", "6a"), "rule LMVW-6a_proef.sql: regel: String should match pattern"),
        (GOOD.replace("LMVW-6a_proef", "LMVW-6b_proef"), "rule LMVW-6a_proef.sql: is called LMVW-6b_proef inside"),
        (
            GOOD.replace("select 1", "delete from x; select 1"),
            "rule LMVW-6a_proef.sql: query: String should match pattern",
        ),
        (
            GOOD.replace("-- laag:", "-- klasse: foutief\n-- laag:"),
            "rule LMVW-6a_proef.sql: header: Value error, a rule on cwr has a klasse and an actie, another has neither",
        ),
        (
            GOOD.replace("-- laag:", "-- klasse: fout\n-- laag:"),
            "rule LMVW-6a_proef.sql: klasse: Input should be 'foutief'",
        ),
        (
            GOOD.replace("-- laag:", "-- treft: woning\n-- laag:"),
            "rule LMVW-6a_proef.sql: header: Value error, a blocking rule on cwr says what it blocks (treft), another",
        ),
        (GOOD.replace("%(levering_id)s", "1"), "rule LMVW-6a_proef.sql: query: String should match pattern"),
    ],
)
def test_a_wrong_file_is_one_clear_line(tmp_path: Path, wrong: str, message: str) -> None:
    told = load(tmp_path, wrong)
    assert told.startswith(message)
    assert "\n" not in told


CWR = GOOD.replace("LMVW-6a", "WIV-3.1").replace("-- laag:", "-- klasse: foutief\n-- actie: Herstel het.\n-- laag:")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (CWR, "header: Value error, a blocking rule on cwr says what it blocks (treft), another does not"),
        (
            CWR.replace("-- ernst: blokkerend", "-- ernst: info\n-- treft: levering"),
            "header: Value error, a blocking rule on cwr says what it blocks (treft), another does not",
        ),
        (
            CWR.replace("-- laag: Planregistratie", "-- treft: woning"),
            "header: Value error, a rule that blocks a woning finds rows of a laag",
        ),
        (CWR.replace("-- laag:", "-- treft: huis\n-- laag:"), "treft: Input should be 'levering' or 'woning'"),
    ],
)
def test_wiv_7_1_a_blocking_rule_says_what_it_blocks(tmp_path: Path, wrong: str, message: str) -> None:
    assert load(tmp_path, wrong, "WIV-3.1_proef.sql") == f"rule WIV-3.1_proef.sql: {message}"


def test_a_folder_without_rules_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no rules in"):
        load_rules(tmp_path)


@pytest.mark.parametrize("regime", ["lmvw", "cwr"])
def test_every_shipped_rule_is_valid(repo: Path, regime: str) -> None:
    rules = load_rules(repo / "sql" / "rules" / regime)
    assert len(rules) >= 14
    assert any(rule.ernst == "blokkerend" for rule in rules)
