"""WIV-3: every field of article 3 has an element, a veld and a table, and the handbook shows them as they are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from woonkluis.contracts import artikel_3, contract_by_id
from woonkluis.contracts.catalog import schema_path

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = {1: 12, 2: 3, 3: 6, 4: 19, 5: 35, 6: 6, 7: 20, 8: 19, 9: 13, 10: 22}
"""Number of fields per category of article 3."""


def test_the_list_has_every_field_once() -> None:
    fields = artikel_3.read_list()
    assert list(fields) == [f"WIV-3.{category}.{n}" for category, last in FIELDS.items() for n in range(1, last + 1)]
    assert len({one.categorie for one in fields.values()}) == len(FIELDS)
    assert len({(one.categorie, one.omschrijving) for one in fields.values()}) == 155
    for one in fields.values():
        category = int(one.id.split(".")[1])
        assert one.artikel_9 == ("ja" if category in (7, 8) else "nee")
        assert set(one.personen.split(",")) <= {"T", "G", "C", "E"}
        assert bool(one.machtiging) == (category != 10), "WIV-0.4"


def test_every_field_is_followed_from_schema_to_landing(repo: Path) -> None:
    for one in artikel_3.trace(repo).values():
        assert one.paths, f"{one.id} has no element"
        assert len(one.paths) == len(one.velden) == len(one.tables)


def test_every_element_says_where_it_comes_from() -> None:
    schema = etree.parse(str(schema_path(contract_by_id("cwr-xml-1")))).getroot()
    elements = [found for found in schema.iter("{*}element") if found.get("name")]
    notes = ["".join(found.find("{*}annotation").itertext()).strip() for found in elements]
    starts = Counter(note.split("-")[0] for note in notes)
    assert starts["WIV"] + starts["PDB"] >= len(elements) - 5, "all but the root and the records below it"


def test_data_of_article_9_land_apart(repo: Path) -> None:
    """WIV-3.7, WIV-3.8: no table holds them together with anything else."""
    tables: dict[bool, set[str]] = {True: set(), False: set()}
    for one in artikel_3.trace(repo).values():
        tables[one.artikel_9 == "ja"].update(one.tables)
    assert tables[True] == {"landing.cwr_handicap", "landing.cwr_arbeidsongeschiktheid", "landing.cwr_ao_vergoeding"}
    assert not tables[True] & tables[False]


def test_every_field_ends_in_a_column_with_a_policy(repo: Path) -> None:
    """WIV-3: nothing of article 3 is kept without a place, or in a place that nobody guards."""
    assert [one.id for one in artikel_3.trace(repo).values() if not one.columns] == []
    assert [column for _, column, policy in artikel_3.columns(repo) if not policy] == []


def test_the_page_is_up_to_date(repo: Path) -> None:
    told = (repo / "docs" / "cwr_velden.md").read_text(encoding="utf-8")
    assert told == artikel_3.document(repo), "run: python -m woonkluis.contracts.artikel_3"


def test_columns_of_dbt_say_their_ids_in_their_meta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "dbt" / "models" / "vertrouwelijk" / "cwr"
    folder.mkdir(parents=True)
    model = (
        "models:\n- name: persoon\n  config: {schema: cwr_kluis, meta: {policy: bouwer}}\n"
        "  columns:\n  - {name: insz, config: {meta: {wiv: [WIV-3.1.1]}}}\n"
        "- name: woning\n  columns:\n  - {name: x, meta: {wiv: [WIV-3.10.4], policy: eigen}}\n"
    )
    (folder / "a.yml").write_text(model)
    found = artikel_3.trace(tmp_path)
    assert (found["WIV-3.1.1"].columns, found["WIV-3.1.1"].policies) == (["cwr_kluis.persoon.insz"], ["bouwer"])
    assert (found["WIV-3.10.4"].columns, found["WIV-3.10.4"].policies) == (["cwr_vertrouwelijk.woning.x"], ["eigen"])
    (folder / "a.yml").write_text(model.replace("WIV-3.1.1]", "WIV-3.1.99]"))
    with pytest.raises(KeyError, match=r"WIV-3\.1\.99"):
        artikel_3.trace(tmp_path)
    monkeypatch.setattr(artikel_3, "LIST", tmp_path / "leeg.csv")
    (tmp_path / "leeg.csv").write_text("id,omschrijving,categorie,personen,artikel_9,machtiging\n")
    with pytest.raises(KeyError):
        artikel_3.trace(tmp_path)
