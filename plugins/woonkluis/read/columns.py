"""Match the delivered column names of a table or sheet to the fields of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from woonkluis.read.bevinding import Bevinding, Bevindingen, UnreadableError, shorten

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from woonkluis.read.job import Job, Laag, Veld


def find_layer(laag: Laag, delivered: Sequence[str], what: str) -> str:
    """Return the delivered name of a layer, matched without regard to case.

    Raises UnreadableError (LEES-LAAG) when it is missing or there twice; the names that are there go into the
    finding's value, because a name of a sheet can be the name of a plan.
    """
    wanted = {name.casefold() for name in (laag.naam, *laag.aliases)}
    found = [name for name in delivered if name.strip().casefold() in wanted]
    if len(found) == 1:
        return found[0]
    if found:
        melding = f"{what} {laag.naam} komt meer dan eens voor. Laat er één over en lever opnieuw."
        raise UnreadableError("LEES-LAAG", melding, laag.naam, waarde=shorten(", ".join(map(repr, found))))
    melding = f"{what} {laag.naam} ontbreekt. Voeg {what.lower()} {laag.naam} toe en lever opnieuw."
    raise UnreadableError("LEES-LAAG", melding, laag.naam, waarde=shorten(", ".join(delivered)))


def is_ignored(job: Job, name: str) -> bool:
    """Whether the contract expects a sheet or table to be there and to be skipped, such as those of our own report."""
    return name.strip().casefold() in {ignored.casefold() for ignored in job.ignored_layers}


def report_other_layers(job: Job, delivered: Sequence[str], findings: Bevindingen) -> None:
    """Say which tables or sheets are not read, unless the contract expects to skip them."""
    known = {name.casefold() for laag in job.lagen for name in (laag.naam, *laag.aliases)}
    for name in delivered:
        if name.strip().casefold() not in known and not is_ignored(job, name):
            melding = "Het bestand heeft een laag die niet bij de levering hoort; die is niet gelezen."
            findings.add(Bevinding("LEES-LAAG", melding, waarde=shorten(name), ernst="info"))


def match_columns(
    laag: Laag, delivered: Sequence[str | None], job: Job, findings: Bevindingen
) -> list[tuple[str, int]]:
    """Return (key, position) of every named column: known fields in contract order, then unknown columns as delivered.

    A missing or ambiguous column is a finding here; a column without a name (None) is left to the caller.
    """
    if len(delivered) > job.max_columns:
        melding = f"De laag heeft {len(delivered)} kolommen, meer dan de toegestane {job.max_columns}."
        raise UnreadableError("LEES-OMVANG", melding, laag.naam)
    positions: dict[str, list[int]] = {}
    for position, name in enumerate(delivered):
        if name is not None:
            positions.setdefault(name.strip().casefold(), []).append(position)
    _check_any_known(laag, delivered, positions)
    matched: list[tuple[str, int]] = []
    for veld in laag.velden:
        found = [position for spelling in veld.spellings for position in positions.pop(spelling, ())]
        if found:
            matched.append((veld.veld, found[0]))
        else:
            _report_missing(laag, veld, findings)
        if len(found) > 1:
            _report_twice(laag, veld.naam, findings)
    for found in positions.values():
        name = _unlisted_name(laag, str(delivered[found[0]]))
        matched.append((name, found[0]))
        if len(found) > 1:
            _report_twice(laag, name, findings)
        elif name != laag.geometry_column:
            melding = "De kolom staat niet in de basisset; de waarden worden bewaard maar niet gebruikt."
            findings.add(Bevinding("LEES-KOLOM", melding, laag.naam, kolom=shorten(name), ernst="info"))
    return matched


def _check_any_known(laag: Laag, delivered: Sequence[str | None], spellings: Container[str]) -> None:
    """Raise UnreadableError for a layer without one known column: one message says more than one per column."""
    if any(spelling in spellings for veld in laag.velden for spelling in veld.spellings):
        return
    melding = (
        "Geen enkele kolom is een kolom van de basisset. Zet de kolomnamen op de eerste rij, zonder titel erboven."
    )
    found = shorten(", ".join(repr(name) for name in delivered if name is not None))
    raise UnreadableError("LEES-KOLOM", melding, laag.naam, waarde=found)


def _unlisted_name(laag: Laag, delivered: str) -> str:
    """Key of a column that is no field: as delivered, but the geometry column as the contract spells it."""
    geometry = laag.geometry_column
    return geometry if geometry and delivered.strip().casefold() == geometry.casefold() else delivered


def _report_missing(laag: Laag, veld: Veld, findings: Bevindingen) -> None:
    if veld.presence == "required":
        melding = f"De verplichte kolom {veld.naam} ontbreekt. Voeg de kolom toe en lever opnieuw."
        findings.add(Bevinding("LEES-KOLOM", melding, laag.naam, kolom=veld.naam))
    elif veld.presence == "expected":
        melding = f"De kolom {veld.naam} van de basisset ontbreekt; de waarden gelden als onbekend."
        findings.add(Bevinding("LEES-KOLOM", melding, laag.naam, kolom=veld.naam, ernst="waarschuwing"))


def _report_twice(laag: Laag, name: str, findings: Bevindingen) -> None:
    melding = "De kolom komt meer dan eens voor. Laat elke kolom één keer voorkomen en lever opnieuw."
    findings.add(Bevinding("LEES-KOLOM", melding, laag.naam, kolom=shorten(name)))


def report_empty(laag: Laag, findings: Bevindingen) -> None:
    """A layer without rows: rejected, unless the contract allows it."""
    if laag.sparse:
        return
    if laag.may_be_empty:
        melding = "De laag heeft geen rijen. Controleer of dat klopt."
        findings.add(Bevinding("LEES-LAAG", melding, laag.naam, ernst="waarschuwing"))
    else:
        melding = "De laag heeft geen rijen. Vul de laag en lever opnieuw."
        findings.add(Bevinding("LEES-LAAG", melding, laag.naam))
