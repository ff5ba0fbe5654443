"""A failing step tells what kind of error it was and where, never what was delivered."""

from __future__ import annotations

import logging

import psycopg
import pytest

from woonkluis.platform.errors import ImpossibleError, WoonkluisError
from woonkluis.report.faults import Defect, Outage, told_plainly

PLANNAAM = "Plan Geheimland"
LOG = logging.getLogger("test")


def failing(error: Exception, caplog: pytest.LogCaptureFixture) -> tuple[type[BaseException], str]:
    with pytest.raises(SystemExit) as caught, told_plainly(LOG):
        raise error
    assert caught.value.code == 1
    assert caught.value.__cause__ is None
    assert all(record.exc_info is None for record in caplog.records), "a traceback carries the text of the error"
    return caught.type, caplog.text


def test_our_own_errors_are_told_as_they_are(caplog: pytest.LogCaptureFixture) -> None:
    kind, text = failing(WoonkluisError("cannot connect to 127.0.0.1:5432 as dienst_lader: refused"), caplog)
    assert kind is Outage
    assert "cannot connect to 127.0.0.1:5432 as dienst_lader: refused" in text


@pytest.mark.parametrize(
    "error", [psycopg.OperationalError(PLANNAAM), OSError(PLANNAAM), ConnectionResetError(PLANNAAM)]
)
def test_what_may_pass_is_an_outage(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    kind, text = failing(error, caplog)
    assert kind is Outage
    assert PLANNAAM not in text
    assert type(error).__name__ in text


def test_what_cannot_be_is_not_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    kind, text = failing(ImpossibleError("a decision needs a motivering"), caplog)
    assert kind is Defect
    assert "a decision needs a motivering" in text


@pytest.mark.parametrize("error", [KeyError(PLANNAAM), ValueError(PLANNAAM), psycopg.DataError(PLANNAAM)])
def test_everything_else_is_a_defect(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    kind, text = failing(error, caplog)
    assert kind is Defect
    assert PLANNAAM not in text
    assert f"{type(error).__name__} in failing (test_faults.py, line" in text


def test_a_database_error_tells_its_code_and_not_the_row(connect: object, caplog: pytest.LogCaptureFixture) -> None:
    connection = connect("dienst_lader")  # type: ignore[operator]
    with pytest.raises(Defect), told_plainly(LOG):
        connection.execute("select %s::integer", [PLANNAAM])
    assert "InvalidTextRepresentation 22P02" in caplog.text
    assert PLANNAAM not in caplog.text
