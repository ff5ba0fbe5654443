"""Load, validate and recognise the contracts that stand beside this module."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from woonkluis.contracts.models import Contract
from woonkluis.contracts.sniff import sheet_names, sniff
from woonkluis.platform.errors import WoonkluisError

FOLDER = Path(__file__).parent


class ContractError(WoonkluisError):
    """A contract that cannot be used, or a file that no contract describes."""


class _UniqueKeyLoader(yaml.CSafeLoader):
    """YAML lets the last of two equal keys win in silence; a contract may not depend on that."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise yaml.constructor.ConstructorError(None, None, f"key {twice!r} occurs twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)  # noqa: S506 (a SafeLoader)
    except FileNotFoundError:
        raise ContractError(f"contract part {path.name} is missing") from None
    except yaml.YAMLError as error:
        raise ContractError(f"contract {path.name}: {' '.join(str(error).split())}") from None
    if not isinstance(data, dict):
        raise ContractError(f"contract {path.name}: not a mapping")
    return data


def _load(path: Path) -> Contract:
    """Read one contract; a layer's ``fields`` name a list in the regime's shared field file.

    The field lists stand apart because GeoPackage and Excel deliver the same basisset.
    """
    data = _read_yaml(path)
    lists = _read_yaml(path.parent / "velden" / f"{data.pop('veldenlijst', None)}.yml")
    for layer in data.get("layers") or []:
        if layer.get("fields") not in lists:
            raise ContractError(f"contract {path.name}: no field list {layer.get('fields')!r}")
        layer["fields"] = lists[layer["fields"]]
    try:
        contract = Contract.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ContractError(f"contract {path.name}: {where or 'contract'}: {first['msg']}") from None
    if (contract.id, contract.regime) != (path.stem, path.parent.name):
        raise ContractError(f"contract {path.name}: id {contract.id} does not belong in {path.parent.name}/{path.name}")
    if contract.schema_file and not (path.parent / contract.schema_file).is_file():
        raise ContractError(f"contract {path.name}: schema_file {contract.schema_file} is missing")
    return contract


@lru_cache(maxsize=4)
def load_contracts(folder: Path = FOLDER) -> dict[str, Contract]:
    """Return every contract by id, all of them validated.

    Raises ContractError, one clear line, at the first thing that is wrong in any of them.
    """
    contracts = [_load(path) for path in sorted(folder.glob("*/*.yml"))]
    if not contracts:
        raise ContractError(f"no contracts in {folder}")
    _check_fallbacks(contracts)
    return {contract.id: contract for contract in contracts}


def _check_fallbacks(contracts: list[Contract]) -> None:
    """Where contracts share an extension, one of them takes the files that none of them recognises."""
    sharing: dict[tuple[str, str], list[Contract]] = {}
    for contract in contracts:
        for extension in contract.recognition.extensions:
            sharing.setdefault((contract.regime, extension), []).append(contract)
    for (regime, extension), group in sharing.items():
        if len(group) > 1 and sum(contract.recognition.fallback for contract in group) != 1:
            names = ", ".join(contract.id for contract in group)
            raise ContractError(
                f"contracts {names}: exactly one must be the fallback for {regime} files of {extension}"
            )


def contract_by_id(contract_id: str) -> Contract:
    """Return a contract; raises ContractError when no file describes it."""
    try:
        return load_contracts()[contract_id]
    except KeyError:
        raise ContractError(f"unknown contract {contract_id}: known are {', '.join(load_contracts())}") from None


def schema_path(contract: Contract, folder: Path = FOLDER) -> Path | None:
    """Path of the contract's XSD, None for formats without one."""
    return folder / contract.regime / contract.schema_file if contract.schema_file else None


def _extension(contract: Contract, name: str) -> str:
    """Return the longest extension of a contract that the file name ends with, empty when there is none."""
    return max((one for one in contract.recognition.extensions if name.lower().endswith(one)), key=len, default="")


def contract_for(path: Path, regime: str) -> Contract:
    """Recognise the contract of a file by regime, extension and, where that leaves a choice, its contents.

    A file with a known extension and damaged contents gets a contract all the same: its reader turns the damage
    into a finding for the deliverer. Raises ContractError for a format that no contract describes.
    """
    known = [contract for contract in load_contracts().values() if contract.regime == regime]
    longest = max((_extension(contract, path.name) for contract in known), key=len, default="")
    if not longest:
        extensions = sorted({extension for contract in known for extension in contract.recognition.extensions})
        raise ContractError(f"{path.name}: a {regime} delivery is a file of {' or '.join(extensions) or 'no format'}")
    candidates = [contract for contract in known if _extension(contract, path.name) == longest]
    if len(candidates) == 1:
        return candidates[0]
    seen, sheets = sniff(path), sheet_names(path)
    by_sheet = {c.id for c in candidates if not sheets.isdisjoint(name.casefold() for name in c.recognition.sheets)}
    recognised = [
        contract
        for contract in candidates
        if (contract.recognition.contains or contract.id in by_sheet)
        and all(text in seen for text in contract.recognition.contains)
    ]
    # Anybody may write any text in a cell; nobody names a sheet by accident.
    return max(
        recognised or [contract for contract in candidates if contract.recognition.fallback],
        key=lambda contract: (contract.id in by_sheet, len(contract.recognition.contains), contract.version),
    )
