"""LMVW-10: the two deliveries of a year, as dates; Dutch time, because that is what the article means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from woonkluis.platform.errors import ImpossibleError

ZONE = ZoneInfo("Europe/Amsterdam")
EXTRACTION_MONTH = {1: 4, 7: 10}
"""Month of the peildatum -> month of the extraction moment, both on the first day at midnight."""

NAMES = {1: "voorjaarslevering", 7: "najaarslevering"}


@dataclass(frozen=True, order=True)
class Levermoment:
    """A peildatum with its name and extraction moment; raises ImpossibleError for another date."""

    peildatum: date

    def __post_init__(self) -> None:
        if self.peildatum.day != 1 or self.peildatum.month not in NAMES:
            raise ImpossibleError(f"{self.peildatum} is no peildatum: they are 1 January and 1 July (LMVW-10)")

    @property
    def naam(self) -> str:
        """voorjaarslevering or najaarslevering."""
        return NAMES[self.peildatum.month]

    @property
    def begin(self) -> datetime:
        """Begin of the peildatum."""
        return datetime(self.peildatum.year, self.peildatum.month, 1, tzinfo=ZONE)

    @property
    def extractie_op(self) -> datetime:
        """Begin of 1 April or 1 October: deliveries are due before it."""
        return datetime(self.peildatum.year, EXTRACTION_MONTH[self.peildatum.month], 1, tzinfo=ZONE)

    @property
    def volgende(self) -> Levermoment:
        """The one half a year later."""
        year, month = self.peildatum.year, self.peildatum.month
        return Levermoment(date(year, 7, 1) if month == 1 else date(year + 1, 1, 1))

    @property
    def vorige(self) -> Levermoment:
        """The one half a year earlier."""
        year, month = self.peildatum.year, self.peildatum.month
        return Levermoment(date(year, 1, 1) if month == 7 else date(year - 1, 7, 1))


def begun_at(moment: datetime) -> Levermoment:
    """Return the last levermoment whose peildatum has begun."""
    day = moment.astimezone(ZONE).date()
    return Levermoment(date(day.year, 7 if day.month >= 7 else 1, 1))


def extracted_at(moment: datetime) -> Levermoment:
    """Return the last levermoment whose extraction moment has come."""
    last = begun_at(moment)
    return last if last.extractie_op <= moment else last.vorige
