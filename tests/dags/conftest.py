"""The DAG files as Airflow's DAG processor sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def dagbag(airflow: dict[str, str], repo: Path) -> Any:
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(repo / "dags")
