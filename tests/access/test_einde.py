"""LMVW-15a: access ends at midnight after the last day, Dutch time, and that is told once, a month before."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from woonkluis.access import onderzoek

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.access.conftest import Studie


@pytest.mark.parametrize(
    ("last_day", "quiet", "told"),
    [
        # 31 March, of a year with 28 days in February and of one with 29.
        ("2031-03-31", ["2031-02-27", "2031-04-01"], ["2031-02-28", "2031-03-01", "2031-03-31"]),
        ("2028-03-31", ["2028-02-28"], ["2028-02-29"]),
        ("2031-03-28", ["2031-02-27"], ["2031-02-28"]),
        # Thirty days, over the end of a year, and over both changes of the clock.
        ("2031-05-30", ["2031-04-29"], ["2031-04-30"]),
        ("2031-01-15", ["2030-12-14", "2031-01-16"], ["2030-12-15", "2031-01-15"]),
        ("2031-04-15", ["2031-03-14"], ["2031-03-15"]),
        ("2031-11-15", ["2031-10-14"], ["2031-10-15"]),
    ],
)
def test_a_month_before_and_not_afterwards(
    studie: Callable[..., Studie], last_day: str, quiet: list[str], told: list[str]
) -> None:
    one = studie(eindigt_op=last_day)
    one.sign()
    one.grant()
    assert {day for day in quiet if onderzoek.ending(date.fromisoformat(day))} == set()
    for day in told:
        (soon,) = onderzoek.ending(date.fromisoformat(day))
        assert (soon.onderzoek_id, soon.eindigt_op, soon.logins) == (one.key, date.fromisoformat(last_day), 1)


def test_it_is_told_once_whatever_night_comes(studie: Callable[..., Studie]) -> None:
    one = studie(eindigt_op="2031-03-31")
    one.sign()
    one.grant()
    heard: list[Any] = []

    def deaf(soon: onderzoek.Ending) -> None:
        raise OSError("no mail today")

    assert onderzoek.warn(heard.append, date(2031, 2, 27)) == []
    with pytest.raises(OSError, match="no mail"):
        onderzoek.warn(deaf, date(2031, 2, 28))
    # The nights of 28 February and 1 March failed or were missed.
    for day in (2, 2, 3, 30, 31):
        onderzoek.warn(heard.append, date(2031, 3, day))
    assert [soon.onderzoek_id for soon in heard] == [one.key]


def test_a_study_shorter_than_a_month_is_told_at_once_and_one_that_ended_is_not(studie: Callable[..., Studie]) -> None:
    short, gone = studie(), studie(titel="Een ander")
    for number, one in enumerate((short, gone)):
        one.sign(f"document {number}")
        one.grant()
    onderzoek.withdraw("onderzoek", gone.key, motivering="proef", besloten_door="iemand")
    heard: list[Any] = []
    onderzoek.warn(heard.append)
    assert [soon.onderzoek_id for soon in heard] == [short.key]


@pytest.mark.parametrize(
    ("last_day", "end"),
    [
        ("2026-11-22", "2026-11-22T23:00:00+00:00"),
        # The clock goes forward in the night of 28 March 2027, and back in that of 31 October.
        ("2027-03-27", "2027-03-27T23:00:00+00:00"),
        ("2027-03-28", "2027-03-28T22:00:00+00:00"),
        ("2027-10-30", "2027-10-30T22:00:00+00:00"),
        ("2027-10-31", "2027-10-31T23:00:00+00:00"),
        ("2028-02-29", "2028-02-29T23:00:00+00:00"),
    ],
)
def test_access_ends_at_midnight_dutch_time(last_day: str, end: str, connect: Any) -> None:
    for zone in ("UTC", "America/New_York"):
        connection = connect("beheerder")
        connection.execute(f"set timezone = '{zone}'")
        row = connection.execute("select toegang.einde_van(%s::date)", [last_day]).fetchone()
        assert row == (datetime.fromisoformat(end),)


def test_a_right_carries_that_moment(studie: Callable[..., Studie], connect: Any) -> None:
    one = studie(eindigt_op="2027-03-28")
    one.sign()
    one.grant()
    ends = connect("beheerder").execute("select distinct geldig_tot from toegang.recht where studie_id = %s", [one.key])
    assert ends.fetchall() == [(datetime.fromisoformat("2027-03-28T22:00:00+00:00"),)]
