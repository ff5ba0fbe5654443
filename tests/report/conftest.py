"""Deliveries that were decided on, with findings planted in the register, and the reports on them."""

from __future__ import annotations

import itertools
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.accept import accept
from woonkluis.land import land
from woonkluis.receive import receive
from woonkluis.report.rapport import rapport

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "read"))

from bestanden import GEMEENTE, KBO, PEILDATUM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import psycopg

    from woonkluis.platform.settings import Settings

    Planted = Sequence["Gevonden"] | Callable[[int], Sequence["Gevonden"]]

YEARS = itertools.count(2031)
"""Peildata of no other test, in which the codes of every source hold."""
TABLES = (
    *("register.bevinding", "landing.lmvw_planregistratie", "landing.lmvw_detailplanning", "landing.cwr_woning"),
    *(
        "landing.lmvw_categorie",
        "landing.lmvw_woningblok",
        "landing.cwr_huurovereenkomst",
        "landing.cwr_gezinslid",
        "landing.cwr_huurprijsberekening",
        "register.levering",
    ),
)
Gevonden = tuple[str, str, str | None, int | None, str | None, str | None, str]
"""regel_id, ernst, laag, rij, kolom, waarde, melding."""


@pytest.fixture
def besloten(
    kluis: Settings, connect: Callable[..., psycopg.Connection[Any]], tmp_path: Path
) -> Iterator[Callable[..., int]]:
    """Deliver a file for the peildatum of this test, plant findings, and decide; it goes with the test."""
    beheerder = connect("beheerder", autocommit=True)
    peildatum = f"{next(YEARS)}-01-01"
    made: list[int] = []

    def make(path: Path, gevonden: Planted = (), *, naam: str = "", decide: bool = True) -> int:
        regime, code = ("cwr", KBO) if path.suffix == ".xml" else ("lmvw", GEMEENTE)
        # A message of a woonmaatschappij names its own peildatum.
        day = PEILDATUM if regime == "cwr" else peildatum
        named = tmp_path / f"{regime}_{code}_{day}_{naam or len(made)}{path.suffix}"
        shutil.copy(path, named)
        levering_id = receive(named, settings=kluis).levering_id
        made.append(levering_id)
        landed = land(levering_id, settings=kluis)
        for one in gevonden(levering_id) if callable(gevonden) else gevonden:
            beheerder.execute(
                "insert into register.bevinding "
                "(levering_id, regel_id, ernst, laag, rij, kolom, waarde, melding, artikel) "
                "values (%s, %s, %s, %s, %s, %s, %s, %s, '11.a')",
                [levering_id, *one],
            )
        if landed.status == "gelezen":
            beheerder.execute(
                "update register.levering set status = 'gecontroleerd' where levering_id = %s", [levering_id]
            )
            if decide:
                accept(levering_id, settings=kluis)
        return levering_id

    yield make
    for table in TABLES:
        beheerder.execute(f"delete from {table} where levering_id = any(%s)", [made])
    shutil.rmtree(kluis.state_dir / "uitgaand", ignore_errors=True)


@pytest.fixture
def gerapporteerd(kluis: Settings, besloten: Callable[..., int]) -> Callable[..., dict[str, Path]]:
    """Decide on a delivery and write its report; the files by extension."""

    def make(path: Path, gevonden: Planted = (), **options: Any) -> dict[str, Path]:
        made = rapport(besloten(path, gevonden, **options), settings=kluis)
        return {Path(name).suffix: made.directory / name for name in made.files}

    return make
