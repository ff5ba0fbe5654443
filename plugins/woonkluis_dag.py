"""What all DAGs of the project share: who may run them, and when a task is tried again."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import ExceptionRetryPolicy, ObjectStoragePath, RetryAction, RetryRule
from airflow.sdk.exceptions import AirflowSkipException

from woonkluis.platform.settings import get_settings
from woonkluis.receive import StoppedError, fetch_objects
from woonkluis.report.faults import Defect, told_plainly

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterator

OPERATOR = {"DAGs": {"can_read", "can_edit"}, "DAG Runs": {"can_read", "can_create"}}
RETRY = ExceptionRetryPolicy([RetryRule(Defect, RetryAction.FAIL, reason="the same would go wrong again")])


@contextmanager
def told_or_skipped(log: logging.Logger) -> Iterator[None]:
    """As told_plainly; a delivery of a bronhouder that was stopped meanwhile is skipped (WIV-8.1)."""
    try:
        with told_plainly(log, through=StoppedError):
            yield
    except StoppedError as stopped:
        raise AirflowSkipException(str(stopped)) from None


def fetch_inbox(log: logging.Logger) -> None:
    """Move what waits in the object store into the inbox, where there is one (WOONKLUIS_INBOX_URL)."""
    if url := get_settings().inbox_url:
        log.info("object store: %s taken", len(fetch_objects(ObjectStoragePath(url))))


def about(dag_file: str, *tags: str) -> dict[str, Any]:
    """Arguments of the DAGs in a file, whose handbook page lies beside it as Markdown."""
    return {
        "doc_md": Path(dag_file).with_suffix(".md").read_text(),
        "catchup": False,
        "is_paused_upon_creation": False,
        "tags": [*tags],
        "access_control": {"Dataoperator": OPERATOR},
        "default_args": {
            "owner": "beheerorganisatie",
            "retries": 2,
            "retry_delay": timedelta(seconds=30),
            "retry_policy": RETRY,
        },
    }
