"""What stands in the templates: columns of a contract, what they mean, which codes they take, and a made-up example."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from woonkluis.contracts import Contract, ContractField, Layer
    from woonkluis.platform.settings import Settings

TEMPLATES = Path(__file__).parent / "templates"
SEEDS = Path("dbt") / "seeds"
BRONNEN = frozenset({"basisset", "Gelderland"})
"""Code lists hold the spelling of other sources too; the templates use that of the basisset."""

CODES = {
    "vertrouwelijkheid": "code_vertrouwelijkheid",
    "opdrachtgever_type": "code_opdrachtgever_type",
    "plantype": "code_plantype",
    "projectfase": "code_projectfase",
    "status_planologisch": "code_status_planologisch",
}
JA_NEE = ("Ja", "Nee", "Onbekend")
PRESENCE = {"required": "verplicht", "expected": "gewenst", "optional": "mag"}
SOORTEN = {
    "tekst": "tekst",
    "geheel": "geheel getal",
    "decimaal": "getal",
    "jaar": "jaar",
    "datum": "datum",
    "ja_nee": "Ja, Nee of Onbekend",
}


@dataclass(frozen=True)
class Kolom:
    """A column of a template."""

    naam: str
    veld: str
    type: str
    presence: str
    betekenis: str
    codelijst: str | None


@dataclass(frozen=True)
class Inhoud:
    """All that the writers of templates need; an empty template has no rows."""

    contract: Contract
    kolommen: dict[str, tuple[Kolom, ...]]
    codes: dict[str, tuple[str, ...]]
    rijen: dict[str, list[dict[str, Any]]]

    @property
    def is_example(self) -> bool:
        """Whether the rows are made up."""
        return any(self.rijen.values())


def contents(contract: Contract, settings: Settings, *, example: bool) -> Inhoud:
    """Bring together what a template of this contract holds.

    Raises WoonkluisError for a contract that no template is made of.
    """
    if contract.id not in {"lmvw-excel-1", "lmvw-gpkg-1"}:
        raise WoonkluisError(f"there is no template of {contract.id}: lmvw-excel-1 and lmvw-gpkg-1 have one")
    seeds = settings.repo_dir / SEEDS
    codes = {lijst: _codes(seeds / f"{seed}.csv", contract.basisset_versie) for lijst, seed in CODES.items()}
    gemeenten = _rows(seeds / "gemeente.csv")
    codes["gemeente"] = tuple(sorted(row["gemeente_naam"] for row in gemeenten))
    codes["provincie"] = tuple(sorted({row["provincie_naam"] for row in gemeenten}))
    codes["ja_nee"] = JA_NEE
    texts = yaml.safe_load((TEMPLATES / "toelichting.yml").read_text(encoding="utf-8"))
    kolommen = {layer.naam: _columns(layer, texts, codes) for layer in contract.layers}
    made_up = yaml.safe_load((TEMPLATES / "voorbeeld.yml").read_text(encoding="utf-8")) if example else {}
    rijen = {layer.naam: made_up.get(layer.naam.lower(), []) for layer in contract.layers}
    return Inhoud(contract, kolommen, codes, rijen)


def _rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _codes(path: Path, basisset_versie: str) -> tuple[str, ...]:
    rows = [row for row in _rows(path) if row.get("bron") in BRONNEN]
    fitting = [row for row in rows if row.get("basisset_versie", "") <= basisset_versie]
    newest = max((row.get("basisset_versie", "") for row in fitting), default="")
    return tuple(dict.fromkeys(row["code"] for row in fitting if row.get("basisset_versie", "") == newest))


def _columns(layer: Layer, texts: dict[str, dict[str, str]], codes: dict[str, tuple[str, ...]]) -> tuple[Kolom, ...]:
    own = texts[layer.naam.lower()]
    made = [
        Kolom(
            field.naam,
            field.veld,
            field.type,
            PRESENCE[field.presence],
            own.get(field.veld) or _cell(field.veld, texts["cellen"]),
            _codelist(field, codes),
        )
        for field in layer.fields
    ]
    if layer.geometry_column:
        wkt = layer.geometry_column
        made.append(Kolom(wkt, wkt, "tekst", PRESENCE["expected"], own[wkt], None))
    return tuple(made)


def _codelist(field: ContractField, codes: dict[str, tuple[str, ...]]) -> str | None:
    if field.type == "ja_nee":
        return "ja_nee"
    return field.veld if field.veld in codes else None


def _cell(veld: str, words: dict[str, str]) -> str:
    """Describe a count of DetailPlanning, such as sloop_meergezins_huur_onb, from the parts of its name."""
    what = "Te slopen" if veld.startswith("sloop_") else "Te bouwen"
    woningtype, _, klasse = veld.removeprefix("sloop_").partition("_")
    return f"{what}: {words[woningtype]}, {'koop of huur onbekend' if klasse == 'onbekend' else words[klasse]}."
