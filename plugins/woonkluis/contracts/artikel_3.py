"""Trace article 3 of the cwr protocol in docs/cwr_velden.md: `python -m woonkluis.contracts.artikel_3` writes it."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from lxml import etree

from woonkluis.contracts.catalog import FOLDER, contract_by_id, schema_path
from woonkluis.platform.settings import get_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

CONTRACT = "cwr-xml-1"
LIST = FOLDER / "cwr" / "artikel-3.csv"
XSD = "{http://www.w3.org/2001/XMLSchema}"
BEGIN, END = "<!-- begin: python -m woonkluis.contracts.artikel_3 -->", "<!-- end -->"
HEADER = ("id", "field", "persons", "art. 9", "authorisation", "XSD", "layer.veld", "landing", "vault", "policy")

find_ids = re.compile(r"WIV-3\.[0-9]+\.[0-9]+").findall


@dataclass
class Trace:
    """Where a field of article 3 is kept, from message to vault."""

    id: str
    omschrijving: str
    categorie: str
    personen: str
    artikel_9: str
    machtiging: str
    paths: list[str] = field(default_factory=list)
    velden: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)


def read_list() -> dict[str, Trace]:
    """Every field of article 3 by its id, as the list beside the contract has them."""
    with LIST.open(encoding="utf-8", newline="") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    return {row["id"]: Trace(**row) for row in rows}


def _leafs(
    element: _Element, types: dict[str, _Element], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Path and annotation of every element that has a value."""
    path = (*path, str(element.get("name")))
    kind = element.find(f"{XSD}complexType")
    kind = types.get(str(element.get("type"))) if kind is None else kind
    if kind is None:
        yield path, element.findtext(f"{XSD}annotation/{XSD}documentation") or ""
        return
    for child in kind.iterfind(f"{XSD}sequence/{XSD}element"):
        if child.get("name"):
            yield from _leafs(child, types, path)


def columns(repo: Path) -> Iterator[tuple[str, str, str]]:
    """Id, column and policy of the dbt columns that name ids in their meta (`wiv: [WIV-3.1.1]`, `policy: ...`)."""
    for path in sorted((repo / "dbt" / "models").glob("*/cwr/*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for model in data.get("models") or []:
            meta = _meta(model)
            schema = (model.get("config") or {}).get("schema") or f"{path.parent.name}_{path.parent.parent.name}"
            for column in model.get("columns") or []:
                own = meta | _meta(column)
                for found in _meta(column).get("wiv", ()):
                    yield found, f"{schema}.{model['name']}.{column['name']}", str(own.get("policy", ""))


def _meta(part: dict[str, Any]) -> dict[str, Any]:
    return (part.get("meta") or {}) | ((part.get("config") or {}).get("meta") or {})


def trace(repo: Path) -> dict[str, Trace]:
    """Follow every id. Raises KeyError for an id in schema or models that article 3 does not have."""
    found = read_list()
    contract = contract_by_id(CONTRACT)
    layers = {layer.naam: layer for layer in contract.layers}
    schema = etree.parse(str(schema_path(contract))).getroot()
    types = {str(kind.get("name")): kind for kind in schema.iterchildren(f"{XSD}complexType")}
    for element in schema.iterchildren(f"{XSD}element"):
        if element.get("name") not in layers:
            continue
        for path, note in _leafs(element, types, ()):
            layer = layers[next(name for name in reversed(path[:-1]) if name in layers)]
            veld = next(known.veld for known in layer.fields if known.naam == path[-1])
            for one in dict.fromkeys(find_ids(note)):
                found[one].paths.append("/".join(path))
                found[one].velden.append(f"{layer.naam}.{veld}")
                found[one].tables.append(f"landing.{layer.table}")
    for one, column, policy in columns(repo):
        found[one].columns.append(column)
        found[one].policies += [policy] if policy else []
    return found


def _row(one: Trace) -> str:
    cells = [one.id, one.omschrijving, one.personen, one.artikel_9, one.machtiging]
    places = (one.paths, one.velden, one.tables, one.columns, one.policies)
    cells += ["<br>".join(f"`{value}`" for value in dict.fromkeys(values)) for values in places]
    return f"| {' | '.join(cells)} |"


def document(repo: Path) -> str:
    """The page with its table as it should be."""
    text = (repo / "docs" / "cwr_velden.md").read_text(encoding="utf-8")
    head, tail = text.partition(BEGIN)[0], text.partition(END)[2]
    lines: list[str] = []
    categorie = ""
    for one in trace(repo).values():
        if one.categorie != categorie:
            categorie = one.categorie
            number = one.id.rpartition(".")[0]
            lines += ["", f"## {number} {categorie}", "", f"| {' | '.join(HEADER)} |", "|" + "---|" * len(HEADER)]
        lines.append(_row(one))
    return "\n".join([head + BEGIN, *lines, "", END + tail])


if __name__ == "__main__":
    repo_dir = get_settings().repo_dir
    (repo_dir / "docs" / "cwr_velden.md").write_text(document(repo_dir), encoding="utf-8")
