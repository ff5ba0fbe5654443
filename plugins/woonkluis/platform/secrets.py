"""Passwords of the private installation: made once, kept in one file that only its owner reads."""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING

from woonkluis.platform.settings import Settings, get_settings

if TYPE_CHECKING:
    from collections.abc import Iterable

WEB_USERS = {"beheer": "airflow_beheer", "operator": "airflow_operator"}
"""Users of Airflow's pages, with the name of their password: beheer has role Admin, operator has Dataoperator."""

AIRFLOW_SECRETS = (*WEB_USERS.values(), "airflow_fernet", "airflow_jwt", "airflow_api")
"""Passwords and keys of Airflow that belong to no database login."""

SECRET_BYTES = 48
"""Airflow signs tokens by SHA-512, for which a shorter key is weak."""


def ensure_passwords(logins: Iterable[str], settings: Settings | None = None) -> None:
    """Give every login without a password one; existing ones stay."""
    settings = settings or get_settings()
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    path = settings.secrets_file
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [
        login for login in logins if login not in known and f"WOONKLUIS_PASSWORD_{login.upper()}" not in os.environ
    ]
    if not missing:
        return
    known |= {login: secrets.token_urlsafe(SECRET_BYTES) for login in missing}
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(known, file, indent=1)
    draft.replace(path)
