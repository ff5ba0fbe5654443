"""What the register knows of a decided delivery and of the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from woonkluis.check.rules import load_rules
from woonkluis.contracts import ContractError, contract_by_id, load_contracts
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from psycopg import Connection

    from woonkluis.contracts import Contract
    from woonkluis.platform.settings import Settings

LEVERING = """
    select
        levering.levering_id,
        levering.regime,
        levering.bronhouder_code,
        gemeente.gemeente_naam,
        levering.peildatum,
        levering.contract,
        levering.bestand_naam,
        levering.bestand_sha256,
        levering.status,
        levering.ontvangen_op,
        levering.besloten_op,
        levering.rijen,
        levering.vervangen_door
    from register.levering
    left join referentie.gemeente on levering.bronhouder_code = gemeente.gemeente_code
    where levering.levering_id = %s
"""

VORIGE = """
    select vorige.levering_id
    from register.levering as vorige
    join register.levering as deze using (regime, bronhouder_code)
    where
        deze.levering_id = %s
        and vorige.levering_id < deze.levering_id
        and vorige.besloten_op is not null
        and (vorige.rijen <> '{}' or not %s)
    order by vorige.peildatum = deze.peildatum desc, vorige.levering_id desc
    limit 1
"""
"""LMVW-4d: a correction is compared with what it corrects, a first one for a peildatum with the last before it."""

PER_REGEL = r"""
    select
        regel_id,
        ernst,
        artikel,
        sum(coalesce(substring(melding from '^(?:Deze regel geeft|Er zijn) nog ([0-9]+) bevindingen')::bigint, 1)),
        coalesce(min(melding) filter (where rij is not null), min(melding))
    from register.bevinding
    where levering_id = %s
    group by regel_id, ernst, artikel
    order by array_position(array['blokkerend', 'waarschuwing', 'info'], ernst), regel_id
"""
"""Findings that were only counted count too."""

LEES_TITELS = {
    "LEES-BEWAARTERMIJN": "Wat te oud is om te bewaren, wordt niet geleverd",
    "LEES-BESTAND": "Het bestand is te lezen",
    "LEES-CRS": "Het coördinatenstelsel is RD New",
    "LEES-GEOMETRIE": "De geometrie is te lezen",
    "LEES-KOLOM": "De kolommen zijn die van de basisset",
    "LEES-LAAG": "De lagen of bladen zijn die van de levering",
    "LEES-OMVANG": "Het bestand blijft binnen de grenzen",
    "LEES-PROCES": "Het bestand is tot het einde te lezen",
    "LEES-XML-DTD": "Het bestand heeft geen DTD",
    "LEES-ZIP": "De werkmap is te openen",
}

BESLIS_TITELS = {
    "WIV-5.1_volgnummer": "Een volgnummer wordt één keer gebruikt",
    "WIV-5.1_volgorde": "Berichten komen in de volgorde waarin zij zijn gemaakt",
}
"""Findings of the decision itself: they depend on what counts already."""


@dataclass(frozen=True)
class Regel:
    """What one rule found."""

    regel_id: str
    titel: str
    ernst: str
    artikel: str
    aantal: int
    melding: str


@dataclass(frozen=True)
class Dossier:
    """A decided delivery."""

    levering_id: int
    regime: str
    bronhouder_code: str
    bronhouder_naam: str | None
    peildatum: dt.date
    contract_id: str
    bestand_naam: str
    bestand_sha256: str
    status: str
    ontvangen_op: dt.datetime
    besloten_op: dt.datetime
    rijen: dict[str, int]
    vervangen_door: int | None

    @property
    def contract(self) -> Contract | None:
        """Contract by which it was read; None when that no longer exists."""
        try:
            return contract_by_id(self.contract_id)
        except ContractError:
            return None

    @property
    def bestandsnaam(self) -> str:
        """Start of the names of its reports: codes and ids only."""
        return f"{self.regime}_{self.bronhouder_code}_{self.peildatum}_levering{self.levering_id}"

    @property
    def wie(self) -> str:
        """The bronhouder for people."""
        return f"{self.bronhouder_naam} ({self.bronhouder_code})" if self.bronhouder_naam else self.bronhouder_code

    @property
    def besluit(self) -> str:
        """Its status, and by which delivery it was replaced."""
        return f"{self.status} door levering {self.vervangen_door}" if self.vervangen_door else self.status

    @property
    def met_waarden(self) -> bool:
        """WIV-3.1: reports on woonmaatschappijen name rows and columns; what stands there is personal data."""
        of_regime = (one for one in load_contracts().values() if one.regime == self.regime)
        return not any(one.opslag == "verzegeld" for one in of_regime)


def read(connection: Connection[Any], levering_id: int) -> Dossier:
    """Read a delivery that was decided on; raises WoonkluisError for any other."""
    row = connection.execute(LEVERING, [levering_id]).fetchone()
    if row is None:
        raise WoonkluisError(f"there is no levering {levering_id}")
    dossier = Dossier(*row)
    if dossier.besloten_op is None:
        raise WoonkluisError(f"levering {levering_id} is {dossier.status}: a report follows the decision")
    return dossier


def read_previous(connection: Connection[Any], levering_id: int, *, with_rows: bool = False) -> Dossier | None:
    """Read the decided delivery of the same bronhouder before this one; `with_rows`: that could be read."""
    row = connection.execute(VORIGE, [levering_id, with_rows]).fetchone()
    return read(connection, row[0]) if row else None


def per_rule(connection: Connection[Any], dossier: Dossier, settings: Settings) -> list[Regel]:
    """Count the findings of a delivery per rule, the blocking ones first, each with one melding as its example."""
    return list(_rules(connection, dossier, settings))


def _rules(connection: Connection[Any], dossier: Dossier, settings: Settings) -> Iterator[Regel]:
    titels = {rule.regel: rule.titel for rule in load_rules(settings.repo_dir / "sql" / "rules" / dossier.regime)}
    titels |= LEES_TITELS | BESLIS_TITELS
    for regel_id, ernst, artikel, aantal, melding in connection.execute(PER_REGEL, [dossier.levering_id]):
        yield Regel(regel_id, titels.get(regel_id, regel_id), ernst, artikel, int(aantal), melding)
