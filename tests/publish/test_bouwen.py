"""`woonkluis build` takes the steps of the DAG in its order: persons get numbers before anything refers to them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from woonkluis.kluis import Gemaakt
from woonkluis.publish import bouwen

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

DONE = {
    "cwr": [
        *("path:models/staging/cwr", "persons", "path:models/vertrouwelijk/cwr", "path:models/geaggregeerd/cwr"),
        *("publish cwr", "path:models/publiek/cwr"),
    ],
    "lmvw": [
        *("path:models/staging/lmvw", "path:models/vertrouwelijk/lmvw", "path:models/geaggregeerd/lmvw"),
        *("publish lmvw", "path:models/publiek/lmvw"),
    ],
}


@pytest.mark.parametrize("regime", DONE)
def test_wiv_3_1_the_order_of_a_build(regime: str, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []

    def persons(_: Settings) -> Gemaakt:
        steps.append("persons")
        return Gemaakt(3, 18)

    monkeypatch.setattr(bouwen, "run_dbt", lambda *words, settings: steps.append(words[-1]))
    monkeypatch.setattr(bouwen, "maak_personen", persons)
    monkeypatch.setattr(bouwen, "publish", lambda one, *, settings: steps.append(f"publish {one}"))
    told: list[str] = []
    bouwen.bouw(regime, progress=told.append, settings=SimpleNamespace())  # type: ignore[arg-type]
    assert steps == DONE[regime]
    assert ("3 new persons, 18 new pseudonyms" in told) == (regime == "cwr")
