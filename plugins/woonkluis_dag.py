"""What all DAGs of the project share: who may run them, and when a task is tried again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from woonkluis.report.faults import Defect

OPERATOR = {"DAGs": {"can_read", "can_edit"}, "DAG Runs": {"can_read", "can_create"}}
RETRY = ExceptionRetryPolicy([RetryRule(Defect, RetryAction.FAIL, reason="the same would go wrong again")])


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
