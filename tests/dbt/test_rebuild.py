"""A reader beside a rebuild sees its own rows all the time, and nothing where the protection was forgotten."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import psycopg
from tests.dbt.conftest import read

from woonkluis.platform.engine import connect
from woonkluis.platform.migrate import dbt_environment, run_dbt
from woonkluis.platform.settings import ADMIN

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.platform.settings import Settings

REBUILDS = 3
REBUILD = """
import sys
from dbt.cli.main import dbtRunner
project = ["--quiet", "--project-dir", sys.argv[1]]
manifest = dbtRunner().invoke(["parse", *project]).result
for _ in range(int(sys.argv[2])):
    if not dbtRunner(manifest=manifest).invoke(["run", "--select", "woningbouwplan", *project]).success:
        sys.exit(1)
"""
READ = "select string_agg(distinct gemeente_code, ','), count(*) from lmvw_vertrouwelijk.woningbouwplan"


def _read_until(stop: threading.Event, settings: Settings, login: str, seen: list[Any]) -> None:
    """Collect every answer, also an error: which gemeenten, and how many rows."""
    with connect(login, autocommit=True, settings=settings) as connection:
        while not stop.wait(0.001):
            try:
                seen.append(connection.execute(READ).fetchone())
            except psycopg.Error as error:
                seen.append(str(error))


def test_no_unprotected_moment_while_a_model_is_rebuilt(warehouse: Settings) -> None:
    """LMVW-13: the new table, its policies and its grants appear together."""
    which = "select oid, xmin from pg_class where oid = 'lmvw_vertrouwelijk.woningbouwplan'::regclass"
    before = read(warehouse, ADMIN, which)
    stop = threading.Event()
    answers: dict[str, list[Any]] = {"proef_deventer": [], "proef_overijssel": []}
    threads = [
        threading.Thread(target=_read_until, args=(stop, warehouse, login, seen)) for login, seen in answers.items()
    ]
    for thread in threads:
        thread.start()
    try:
        subprocess.run(
            [sys.executable, "-c", REBUILD, str(warehouse.repo_dir / "dbt"), str(REBUILDS)],
            env=os.environ | dbt_environment(warehouse),
            check=True,
        )
    finally:
        stop.set()
        for thread in threads:
            thread.join()

    assert read(warehouse, ADMIN, which) != before
    assert all(len(seen) > 10 for seen in answers.values())
    assert {login: set(seen) for login, seen in answers.items()} == {
        "proef_deventer": {("GM0150", 7)},
        "proef_overijssel": {("GM0150,GM0193", 10)},
    }


def test_a_forgotten_hook_shows_nothing(warehouse: Settings, tmp_path: Path) -> None:
    """What a careless change would do, rights without row-level security, meets the event trigger."""
    shutil.copytree(warehouse.repo_dir / "dbt", tmp_path / "dbt")
    for file in (warehouse.cluster_file, warehouse.secrets_file):
        shutil.copy(file, tmp_path)
    project = tmp_path / "dbt" / "dbt_project.yml"
    hook = '+post-hook: "{{ beveilig() }}"'
    assert project.read_text().count(hook) == 3
    careless = '+post-hook: "grant select on {{ this }} to lmvw_gemeente, lmvw_provincie, lmvw_beheer"'
    project.write_text(project.read_text().replace(hook, careless))
    model = tmp_path / "dbt" / "models" / "vertrouwelijk" / "lmvw" / "slordig.sql"
    model.write_text("select * from {{ ref('woningbouwplan') }}")

    with connect(ADMIN, settings=warehouse, autocommit=True) as admin:
        try:
            run_dbt(
                *("run", "--select", "slordig"),
                settings=warehouse.model_copy(update={"repo_dir": tmp_path, "state_dir": tmp_path}),
            )
            count = "select count(*) from lmvw_vertrouwelijk.slordig"
            assert read(warehouse, ADMIN, count) == [15]
            for login in ("proef_deventer", "proef_overijssel", "proef_beheer"):
                assert read(warehouse, login, count) == [0]
        finally:
            admin.execute("drop table if exists lmvw_vertrouwelijk.slordig")
