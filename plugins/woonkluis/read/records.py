"""Nested records to flat ones: members by dotted path, matched to the fields of a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from woonkluis.read.bevinding import Bevinding, Bevindingen, UnreadableError, shorten

MAX_FLAT_DEPTH = 32
"""Members deeper than this stay together in one value: `dump` says which is too deep to keep."""

if TYPE_CHECKING:
    from collections.abc import Iterator

    from woonkluis.read.bevinding import Ernst
    from woonkluis.read.job import Job, Laag


class RecordMatcher:
    """Matches the members of the records of one layer.

    Records without a header may differ from each other, so what is missing shows only at the end: see `close`.
    """

    def __init__(self, laag: Laag, job: Job, findings: Bevindingen) -> None:
        self._laag = laag
        self._max_columns = job.max_columns
        self._findings = findings
        self._own = [veld for veld in laag.velden if not veld.inherited]
        self._fields = {spelling: veld.veld for veld in self._own for spelling in veld.spellings}
        self._order = {veld.veld: rank for rank, veld in enumerate(laag.velden)}
        # A field may be a whole object; then its members are part of it.
        self._keys: dict[str, str] = {}
        self._twice: set[str] = set()
        self._plain = {veld.veld: veld for veld in self._own if not veld.nested}
        self._rij = 0
        self.inherited = [(veld.naam.casefold(), veld.veld) for veld in laag.velden if veld.inherited]

    def _flat(self, record: dict[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
        for name, value in record.items():
            path = f"{prefix}{name}"
            open_ended = isinstance(value, dict) and value and depth < MAX_FLAT_DEPTH
            if open_ended and path.strip().casefold() not in self._fields:
                yield from self._flat(value, f"{path}.", depth + 1)
            else:
                yield path, value

    def match(self, record: dict[str, Any], inherited: dict[str, Any]) -> dict[str, Any]:
        """Return the values of a record by field in contract order, then its unknown members; nulls are left out."""
        self._rij += 1
        waarden = dict(inherited)
        for path, value in self._flat(record):
            key = self._keys.get(path)
            if key is None:
                key = self._learn(path)
            if value is None:
                continue
            if key in waarden:
                self._report_twice(key)
            if (type(value) is dict or type(value) is list) and key in self._plain:
                self._check_plain(key, value)
            waarden[key] = value
        last = len(self._order)
        return dict(sorted(waarden.items(), key=lambda item: self._order.get(item[0], last)))

    def _check_plain(self, key: str, value: dict[str, Any] | list[Any]) -> None:
        """An object where a text belongs would be taken for one; a list of texts is what some columns have."""
        if isinstance(value, dict) or any(isinstance(item, dict | list) for item in value):
            veld = self._plain[key]
            melding = "Hier hoort een tekst of getal; geleverd is een object. Lever de waarde zelf."
            ernst: Ernst = "blokkerend" if veld.presence == "required" else "waarschuwing"
            self._findings.add(Bevinding("LEES-KOLOM", melding, self._laag.naam, self._rij, veld.naam, ernst=ernst))

    def _learn(self, path: str) -> str:
        """Key of a member that comes for the first time."""
        veld = self._fields.get(path.strip().casefold())
        key = veld or path
        # A member that has the name of a field without being one may not take its place.
        if veld is None and path in self._order:
            key = f"{path} (extra)"
        self._keys[path] = key
        if len(self._keys) > self._max_columns:
            melding = f"De laag heeft meer dan de toegestane {self._max_columns} kolommen."
            raise UnreadableError("LEES-OMVANG", melding, self._laag.naam)
        if veld is None:
            melding = "De kolom staat niet in het contract; de waarden worden bewaard maar niet gebruikt."
            self._findings.add(Bevinding("LEES-KOLOM", melding, self._laag.naam, kolom=shorten(path), ernst="info"))
        return key

    def _report_twice(self, key: str) -> None:
        if key not in self._twice:
            self._twice.add(key)
            melding = "De kolom komt meer dan eens voor. Laat elke kolom één keer voorkomen en lever opnieuw."
            self._findings.add(Bevinding("LEES-KOLOM", melding, self._laag.naam, kolom=shorten(key)))

    def close(self) -> None:
        """Say which fields no record had."""
        seen = set(self._keys.values())
        for veld in self._own:
            if veld.veld in seen or veld.presence == "optional":
                continue
            if veld.presence == "required":
                melding = f"De verplichte kolom {veld.naam} ontbreekt. Voeg de kolom toe en lever opnieuw."
                bevinding = Bevinding("LEES-KOLOM", melding, self._laag.naam, kolom=veld.naam)
            else:
                melding = f"De kolom {veld.naam} ontbreekt; de waarden gelden als onbekend."
                bevinding = Bevinding("LEES-KOLOM", melding, self._laag.naam, kolom=veld.naam, ernst="waarschuwing")
            self._findings.add(bevinding)
