"""The little that Woonkluis asks of Airflow's REST API: wake a DAG, look at its runs."""

from __future__ import annotations

from typing import Any, cast

import httpx

from woonkluis.platform.airflow import api_url
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.secrets import WEB_USERS
from woonkluis.platform.settings import Settings, get_settings


class AirflowApi:
    """A session of the operator with the api-server; raises WoonkluisError when it refuses or does not answer."""

    def __init__(self, settings: Settings | None = None) -> None:
        settings = settings or get_settings()
        # No proxy of the environment: the api-server is here or in our own network.
        self._client = httpx.Client(base_url=api_url(settings), trust_env=False, timeout=30)
        login = {"username": "operator", "password": settings.password(WEB_USERS["operator"])}
        token = self._call("POST", "/auth/token", login)["access_token"]
        self._client.headers["Authorization"] = f"Bearer {token}"

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        try:
            answer = self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise WoonkluisError(
                f"Airflow does not answer at {self._client.base_url}: {type(error).__name__}"
            ) from None
        if answer.is_error:
            raise WoonkluisError(f"Airflow refuses {method} {path}: status {answer.status_code}")
        return cast("dict[str, Any]", answer.json())

    def get(self, path: str) -> dict[str, Any]:
        """Return the answer to `GET /api/v2/<path>`."""
        return self._call("GET", f"/api/v2/{path}")

    def wake(self, dag_id: str) -> str | None:
        """Start a run of a DAG and return its run id; None when one is queued already, which will see the same work."""
        if self.get(f"dags/{dag_id}/dagRuns?state=queued&limit=1")["total_entries"]:
            return None
        return str(self._call("POST", f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None})["dag_run_id"])
