"""Where everything is: directories, the database, and the passwords of logins."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from woonkluis.platform.errors import WoonkluisError

AbsolutePath = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]

ADMIN = "beheerder"
"""Superuser of the private cluster: creates databases and runs migrations, serves no reader."""


class Settings(BaseSettings):
    """Settings from the environment (prefix ``WOONKLUIS_``), completed by what ``woonkluis up`` wrote in state_dir.

    On a server every value comes from the environment; on one machine only the private cluster's own files are used.
    An empty variable counts as absent. Paths become absolute, because services start in directories of their own.
    """

    model_config = SettingsConfigDict(env_prefix="WOONKLUIS_", env_ignore_empty=True, extra="ignore", frozen=True)

    repo_dir: AbsolutePath = Path(__file__).resolve().parents[3]
    state_dir: AbsolutePath = Field(default_factory=lambda data: data["repo_dir"] / ".woonkluis")
    store_dir: AbsolutePath = Field(default_factory=lambda data: data["state_dir"] / "opslag")
    inbox_dir: AbsolutePath = Field(default_factory=lambda data: data["state_dir"] / "inbox")
    sleutel_dir: AbsolutePath = Field(default_factory=lambda data: data["state_dir"] / "sleutels")
    pg_host: str | None = None
    pg_port: int | None = None
    pg_database: str = "woonkluis"
    airflow_url: str | None = None
    api_host: str = "127.0.0.1"
    api_port: int = 8443
    api_dir: AbsolutePath = Field(default_factory=lambda data: data["state_dir"] / "api")
    api_certificate: AbsolutePath = Field(default_factory=lambda data: data["api_dir"] / "server.pem")
    api_key: AbsolutePath = Field(default_factory=lambda data: data["api_dir"] / "server.key")
    api_client_ca: AbsolutePath = Field(default_factory=lambda data: data["api_dir"] / "ca.pem")
    api_crl: AbsolutePath = Field(default_factory=lambda data: data["api_dir"] / "ca.crl")
    api_max_bytes: int = 4_000_000_000
    api_idle_seconds: float = 30
    api_max_seconds: float = 7200
    inbox_url: str | None = None

    @property
    def sealed_dir(self) -> Path:
        """Part of the store where files are encrypted."""
        return self.store_dir / "verzegeld"

    @property
    def secrets_file(self) -> Path:
        """JSON object login -> password, readable by its owner only."""
        return self.state_dir / "geheimen.json"

    @property
    def cluster_file(self) -> Path:
        """JSON object with port, socket_dir and data_dir of the private cluster."""
        return self.state_dir / "cluster.json"

    @property
    def cluster_lock(self) -> Path:
        """Held by the one process that makes, starts or stops the private cluster."""
        return self.state_dir / "cluster.lock"

    def address(self) -> tuple[str, int]:
        """Host and port of the warehouse; raises WoonkluisError when no cluster is known."""
        if self.pg_host:
            return self.pg_host, self.pg_port or 5432
        try:
            cluster = json.loads(self.cluster_file.read_text())
        except FileNotFoundError:
            raise WoonkluisError(
                "no warehouse here yet: run `woonkluis up`, or set WOONKLUIS_PG_HOST for an existing server"
            ) from None
        return "127.0.0.1", int(cluster["port"])

    def password(self, login: str) -> str:
        """Password of a login, from ``WOONKLUIS_PASSWORD_<LOGIN>`` or the secrets file."""
        if from_env := os.environ.get(f"WOONKLUIS_PASSWORD_{login.upper()}"):
            return from_env
        try:
            return str(json.loads(self.secrets_file.read_text())[login])
        except (FileNotFoundError, PermissionError, KeyError):
            raise WoonkluisError(f"no password known here for login {login}") from None

    def dsn(self, login: str, database: str | None = None) -> str:
        """Libpq connection URI of a login."""
        host, port = self.address()
        secret = quote(self.password(login), safe="")
        return f"postgresql://{login}:{secret}@{host}:{port}/{database or self.pg_database}"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process, read once; raises WoonkluisError on a value that makes no sense."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise WoonkluisError(f"WOONKLUIS_{name}: {first['msg']}") from None
