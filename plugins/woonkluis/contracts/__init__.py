"""Delivery formats as data: one YAML contract per format, validated before anything runs."""

from woonkluis.contracts.catalog import ContractError, contract_by_id, contract_for, load_contracts
from woonkluis.contracts.models import Contract, ContractField, Layer

__all__ = ["Contract", "ContractError", "ContractField", "Layer", "contract_by_id", "contract_for", "load_contracts"]
