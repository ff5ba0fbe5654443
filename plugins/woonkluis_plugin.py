"""Woonkluis in Airflow: what a process that starts tasks loads once, so that its tasks need not."""

from __future__ import annotations

import sys

from airflow.plugins_manager import AirflowPlugin

import woonkluis_pages
from woonkluis_timetable import PeildatumTimetable

FORKS_TASKS = {"scheduler", "celery"}
"""Commands of Airflow whose process becomes a task by forking: what it has loaded, every task has."""

if FORKS_TASKS.intersection(sys.argv[1:2]):
    # Loading dbt takes longer than building most of our models.
    import cosmos.operators.local  # noqa: F401
    import dbt.adapters.postgres
    import dbt.cli.main  # noqa: F401


class WoonkluisPlugin(AirflowPlugin):
    """Makes the above known to Airflow."""

    name = "woonkluis"
    fastapi_apps = [  # noqa: RUF012 - Airflow's own shape
        {"app": woonkluis_pages.app, "url_prefix": woonkluis_pages.URL_PREFIX, "name": "woonkluis"},
        {
            "app": woonkluis_pages.messages_app,
            "url_prefix": woonkluis_pages.MESSAGES_URL_PREFIX,
            "name": "woonkluis woonmaatschappijen",
        },
        {
            "app": woonkluis_pages.access_app,
            "url_prefix": woonkluis_pages.ACCESS_URL_PREFIX,
            "name": "woonkluis toegang",
        },
        {
            "app": woonkluis_pages.notices_app,
            "url_prefix": woonkluis_pages.NOTICES_URL_PREFIX,
            "name": "woonkluis meldingen",
        },
    ]
    external_views = [  # noqa: RUF012
        woonkluis_pages.VIEW,
        woonkluis_pages.MESSAGES_VIEW,
        woonkluis_pages.NOTICES_VIEW,
        woonkluis_pages.ACCESS_VIEW,
    ]
    timetables = [PeildatumTimetable]  # noqa: RUF012
