"""An inbox in an object store: its objects come into the local inbox, one by one and whole."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any, Protocol

from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import Settings, get_settings
from woonkluis.receive.beside import is_meant
from woonkluis.receive.inbox import TEMPORARY_PREFIXES, TEMPORARY_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable


class Opslagpad(Protocol):
    """What is used of Airflow's ObjectStoragePath, which has the connections to stores."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def suffix(self) -> str: ...  # noqa: D102
    def iterdir(self) -> Iterable[Any]: ...  # noqa: D102
    def is_file(self) -> bool: ...  # noqa: D102


def fetch_objects(root: Opslagpad, *, settings: Settings | None = None) -> list[str]:
    """Move the objects of a store into the local inbox; returns their names, as far as those can be shown.

    A store shows an object when it is complete. It goes from there after it stands here on disk, so a process that is
    killed in between brings the same bytes again, which are the same delivery. One whose name stands in the inbox
    already waits for the next time; a verklaring comes before its file.

    Raises:
        WoonkluisError: the store cannot be read, or the inbox not written.
    """
    settings = settings or get_settings()
    settings.inbox_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    taken = []
    try:
        wanted = [one for one in root.iterdir() if _wanted(one)]
        for one in sorted(wanted, key=lambda one: (not is_meant(one.name), one.name)):
            target = settings.inbox_dir / one.name
            if target.exists():
                continue
            draft = settings.inbox_dir / f".{one.name[:200]}.part"
            with one.open("rb") as source, draft.open("wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
            one.unlink()
            taken.append(one.name)
    except OSError as error:
        raise WoonkluisError(f"inbox in the object store: {error.strerror or type(error).__name__}") from None
    return taken


def _wanted(one: Opslagpad) -> bool:
    """Whether this is an object that is meant to stay, under a name that a file can have."""
    name = one.name
    usable = name.isprintable() and "/" not in name and "\\" not in name and name not in {"", ".", ".."}
    return (
        usable
        and not name.startswith(TEMPORARY_PREFIXES)
        and one.suffix.lower() not in TEMPORARY_SUFFIXES
        and one.is_file()
    )
