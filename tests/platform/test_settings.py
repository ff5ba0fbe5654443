"""Settings: from the environment, else from what `woonkluis up` wrote; passwords by login."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.secrets import ensure_passwords
from woonkluis.platform.settings import Settings, get_settings


def test_everything_lies_in_the_state_directory_unless_said_otherwise(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path, inbox_dir="elders")
    assert settings.store_dir == tmp_path / "opslag"
    assert settings.inbox_dir == Path.cwd() / "elders", "services start elsewhere: a path must not depend on where"


def test_an_empty_variable_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOONKLUIS_PG_HOST", "")
    assert Settings().pg_host is None


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOONKLUIS_PG_PORT", "vijf")
    get_settings.cache_clear()
    try:
        with pytest.raises(WoonkluisError, match="WOONKLUIS_PG_PORT"):
            get_settings()
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()


def test_a_server_is_reached_without_any_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOONKLUIS_PASSWORD_DIENST_LADER", "a/b@c:d%e ?")
    dsn = Settings(state_dir=tmp_path, pg_host="db.example", pg_port=5433).dsn("dienst_lader")
    parts = urlsplit(dsn)
    assert (parts.hostname, parts.port, parts.path) == ("db.example", 5433, "/woonkluis")
    assert unquote(parts.password or "") == "a/b@c:d%e ?"


def test_without_a_cluster_or_a_password_the_message_says_so(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path)
    with pytest.raises(WoonkluisError, match="woonkluis up"):
        settings.address()
    with pytest.raises(WoonkluisError, match="dienst_lader"):
        settings.password("dienst_lader")


def test_passwords_are_made_once_for_the_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(state_dir=tmp_path)
    ensure_passwords(["een", "twee"], settings)
    first = settings.password("een")
    monkeypatch.setenv("WOONKLUIS_PASSWORD_DRIE", "van buiten")
    ensure_passwords(["een", "drie", "vier"], settings)
    assert settings.password("een") == first
    assert set(json.loads(settings.secrets_file.read_text())) == {"een", "twee", "vier"}
    assert settings.secrets_file.stat().st_mode & 0o077 == 0
    assert len({settings.password(login) for login in ("een", "twee", "vier")}) == 3
