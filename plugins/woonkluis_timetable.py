"""LMVW-10: when the DAG of a peildatum runs; Airflow's scheduler finds the class through the plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.timetables.base import DagRunInfo, DataInterval, Timetable
from pendulum import instance

from woonkluis.accept.kalender import Levermoment, begun_at, extracted_at

if TYPE_CHECKING:
    from airflow.timetables.base import TimeRestriction
    from pendulum import DateTime


class PeildatumTimetable(Timetable):
    """Runs at the extraction moments 1 April and 1 October, over the interval that begins at the peildatum.

    Without catch-up a scheduler that was down runs the last missed moment only, and a new installation waits for the
    next one: freezing what was never open to deliveries helps nobody.
    """

    description = "LMVW-10: peildatum 1 January and 1 July, extraction 1 April and 1 October, Dutch time"

    @property
    def summary(self) -> str:
        """Name in the list of DAGs."""
        return "peildatum"

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """A run by hand is about the last extraction moment."""
        return _interval(extracted_at(run_after))

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """Return the extraction moment after the last run."""
        now = _now()
        if last_automated_data_interval is not None:
            following = begun_at(last_automated_data_interval.start).volgende
            if not restriction.catchup:
                following = max(following, extracted_at(now))
        elif restriction.catchup:
            if restriction.earliest is None:
                return None
            following = begun_at(restriction.earliest)
            if following.begin < restriction.earliest:
                following = following.volgende
        else:
            following = extracted_at(max(now, restriction.earliest or now)).volgende
        if restriction.latest is not None and following.begin > restriction.latest:
            return None
        start, end = _interval(following)
        return DagRunInfo.interval(start, end)


def _interval(moment: Levermoment) -> DataInterval:
    return DataInterval(*(instance(one).in_timezone("UTC") for one in (moment.begin, moment.extractie_op)))


def _now() -> DateTime:
    from airflow.sdk.timezone import utcnow  # noqa: PLC0415 - tests set the clock here

    now: DateTime = instance(utcnow())
    return now
