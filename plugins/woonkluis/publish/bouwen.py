"""Build the layers of a regime without Airflow, in the order of its DAG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from woonkluis.kluis import maak_personen
from woonkluis.platform.migrate import run_dbt
from woonkluis.platform.settings import Settings, get_settings
from woonkluis.publish.publicatie import publish

if TYPE_CHECKING:
    from collections.abc import Callable

    from woonkluis.publish.publicatie import Published

REGIMES = ("lmvw", "cwr")

WITH_PERSONS = {"cwr"}
"""Regimes whose staging holds persons: these get their number and pseudonyms before a confidential layer is built."""


def bouw(
    regime: str, *, progress: Callable[[str], object] = lambda _: None, settings: Settings | None = None
) -> Published:
    """Build and test every layer, and publish; raises WoonkluisError when one fails, and readers keep the old."""
    settings = settings or get_settings()
    for layer in ("staging", "vertrouwelijk", "geaggregeerd"):
        progress(layer)
        run_dbt("build", "--quiet", "--select", f"path:models/{layer}/{regime}", settings=settings)
        if layer == "staging" and regime in WITH_PERSONS:
            made = maak_personen(settings)
            progress(f"{made.personen} new persons, {made.pseudoniemen} new pseudonyms")
    published = publish(regime, settings=settings)
    progress("publiek")
    run_dbt("build", "--quiet", "--select", f"path:models/publiek/{regime}", settings=settings)
    return published
