"""LMVW-4d: make everything that a bronhouder gets back after the decision on a delivery."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from psycopg import IsolationLevel

from woonkluis.access.audit import record_export
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import Settings, get_settings
from woonkluis.report import dossier as dossiers
from woonkluis.report.kaart import has_polygons, write_map
from woonkluis.report.samenvatting import write_summary
from woonkluis.report.verschil import Verschil
from woonkluis.report.vorm import unfold
from woonkluis.report.werkmap import Terugkoppeling

READER = "dienst_lader"
DRAFT_PREFIX = ".deel-"

RELEASED = """
    select ander.levering_id
    from register.levering as deze
    inner join register.levering as ander using (regime, bronhouder_code)
    where
        deze.levering_id = %s
        and deze.volgnummer is not null
        and ander.volgnummer is not null
        and ander.levering_id <> deze.levering_id
        and ander.besloten_op >= deze.besloten_op
    order by ander.volgnummer, ander.levering_id
"""


@dataclass(frozen=True)
class Rapport:
    """What was made for a delivery, and where."""

    levering_id: int
    directory: Path
    besluit: str
    files: tuple[str, ...]


def outgoing(levering_id: int, settings: Settings) -> Path:
    """Where the report on a delivery waits for its bronhouder."""
    return settings.state_dir / "uitgaand" / str(levering_id)


def rapport(levering_id: int, *, naar: Path | None = None, settings: Settings | None = None) -> Rapport:
    """Write the report on a decided delivery: workbook, summary and, where there is a map to draw, a GeoPackage.

    The files hold confidential values: only their owner can read them. They appear complete or not at all, and a
    second run replaces them.

    Raises:
        WoonkluisError: there is no such delivery, it is not decided on yet, or the directory cannot be written.
    """
    settings = settings or get_settings()
    target = naar or outgoing(levering_id, settings)
    with connect(READER, application_name=f"woonkluis rapport {levering_id}", settings=settings) as connection:
        # One snapshot for all files: they must not contradict each other when something is decided meanwhile.
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.execute("set local jit = off")
        dossier = dossiers.read(connection, levering_id)
        record_export(
            *("rapport", str(levering_id)),
            regime=dossier.regime,
            relatie="register.levering",
            rijen=sum(dossier.rijen.values()),
            settings=settings,
        )
        verschil = Verschil(
            connection,
            dossier,
            dossiers.read_previous(connection, levering_id),
            dossiers.read_previous(connection, levering_id, with_rows=True),
        )
        unfold(connection, dossier, verschil.vorige, verschil.vorige_met_rijen)
        # From here on nothing but those temporary tables can be written.
        connection.execute("set transaction read only")
        # New findings have no statistics yet: expecting one, the planner would compare every finding with every plan.
        connection.execute("set local enable_nestloop = off")
        try:
            return Rapport(levering_id, target, dossier.besluit, _write(verschil, target, settings))
        except OSError as error:
            raise WoonkluisError(f"the report on levering {levering_id} cannot be written: {error.strerror}") from None


def report_back(levering_id: int, *, settings: Settings | None = None) -> tuple[Rapport, ...]:
    """Write the report on a decided delivery, and on messages that its decision let go on (WIV-5.1).

    Those waited behind a gap in the numbers when their own turn came.

    Raises:
        WoonkluisError: as `rapport`.
    """
    settings = settings or get_settings()
    with connect(READER, application_name=f"woonkluis rapport {levering_id}", settings=settings) as connection:
        released = [int(row[0]) for row in connection.execute(RELEASED, [levering_id])]
    new = [one for one in released if not outgoing(one, settings).exists()]
    return tuple(rapport(one, settings=settings) for one in (levering_id, *new))


def _write(verschil: Verschil, target: Path, settings: Settings) -> tuple[str, ...]:
    beside = target if target.is_dir() else target.parent
    for directory in (*reversed(beside.parents), beside):
        with suppress(FileExistsError):
            directory.mkdir(mode=0o700)
    draft = Path(tempfile.mkdtemp(prefix=DRAFT_PREFIX, dir=beside))
    try:
        _fill(verschil, draft, settings)
        files = tuple(sorted(file.name for file in draft.iterdir()))
        for name in files:
            (draft / name).chmod(0o600)
        _put_in_place(draft, target, files, verschil.deze.bestandsnaam)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return files


def _fill(verschil: Verschil, draft: Path, settings: Settings) -> None:
    connection, dossier = verschil.connection, verschil.deze
    name = dossier.bestandsnaam
    Terugkoppeling(connection, dossier, verschil, draft / f"{name}_bevindingen.xlsx").write(settings)
    if dossier.regime == "lmvw" and dossier.rijen and has_polygons(connection, dossier):
        write_map(connection, dossier, draft / f"{name}_bevindingen.gpkg")
    files = sorted(file.name for file in draft.iterdir())
    regels = dossiers.per_rule(connection, dossier, settings)
    write_summary(dossier, regels, verschil, files, draft / f"{name}_samenvatting.html")


def _put_in_place(draft: Path, target: Path, files: tuple[str, ...], prefix: str) -> None:
    """Move a complete draft to its place: as a whole when the place is free, else file by file."""
    if not target.is_dir():
        draft.rename(target)
        return
    for name in files:
        (draft / name).replace(target / name)
    for old in target.glob(f"{prefix}_*"):
        if old.name not in files:
            old.unlink()
