"""The server below the tables: files, processes, maintenance, locks, counters."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from tests.attack.aanval import (
    BEHEER,
    BI,
    FEW,
    GEMEENTE,
    PLANNEN,
    PROVINCIE,
    READERS,
    Attack,
    Outcome,
    OwnOnly,
    Refused,
    hidden_from,
    play,
    played,
)

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.platform.settings import Settings

ATTACKS: list[Attack] = [
    Refused(
        "files of the server",
        "LMVW-13d",
        READERS,
        (
            "select pg_read_binary_file('base/1/2619')",
            "select pg_ls_dir('.')",
            "select pg_stat_file('base')",
            "select pg_ls_waldir()",
            "select pg_ls_logdir()",
            "select pg_ls_tmpdir()",
            "select pg_ls_archive_statusdir()",
            "select pg_current_logfile()",
            "select pg_hba_file_rules()",
            "table pg_file_settings",
        ),
    ),
    Refused(
        "how much others wrote",
        "LMVW-13d",
        READERS,
        (
            "select pg_logical_emit_message(false, 'lek', 'x')",
            "select * from pg_stat_bgwriter",
            "select * from pg_stat_slru",
            "select temp_bytes from pg_stat_database",
        ),
    ),
    Refused(
        "copy from and to files and programs",
        "LMVW-13d",
        READERS,
        (
            "copy lmvw_publiek.woningbouwplan to '/tmp/kwaad'",
            "copy (select 1) to '/tmp/kwaad'",
            "copy (select 1) to program 'cat > /tmp/kwaad'",
            "copy lmvw_publiek.woningbouwplan from '/etc/passwd'",
            "copy lmvw_publiek.woningbouwplan from program 'id'",
            "copy landing.lmvw_planregistratie to stdout",
        ),
    ),
    Refused(
        "processes of others",
        "WIV-4.10",
        FEW,
        (
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'dienst_bouwer'",
            "select pg_cancel_backend(pid) from pg_stat_activity where usename = 'dienst_bouwer'",
            "select pg_log_backend_memory_contexts(pg_backend_pid())",
            "select pg_reload_conf()",
            "select pg_rotate_logfile()",
            "checkpoint",
            "select pg_stat_reset()",
        ),
    ),
    Refused(
        "memory of the server",
        "LMVW-13d",
        FEW,
        ("table pg_shmem_allocations", "table pg_backend_memory_contexts", "table pg_config", "table pg_user_mapping"),
    ),
    Refused(
        "change stream",
        "LMVW-13d",
        FEW,
        (
            "select pg_create_logical_replication_slot('kwaad', 'test_decoding')",
            "select pg_create_physical_replication_slot('kwaad')",
            "select pg_replication_origin_create('kwaad')",
            "select pg_switch_wal()",
            "select pg_create_restore_point('kwaad')",
            "select pg_current_wal_lsn()",
            "select pg_current_wal_insert_lsn()",
        ),
    ),
    Refused(
        "sizes, which grow by a delivery",
        "LMVW-13d",
        READERS,
        (
            "select pg_database_size(current_database())",
            "select pg_tablespace_size('pg_default')",
            "select wal_bytes from pg_stat_wal",
            "select redo_lsn from pg_control_checkpoint()",
        ),
    ),
    Refused(
        "rewriting and locking tables",
        "LMVW-13",
        FEW,
        (
            f"lock table {PLANNEN} in access exclusive mode",
            "lock table lmvw_publiek.woningbouwplan in row exclusive mode",
            f"cluster {PLANNEN} using woningbouwplan_pkey",
            f"reindex table {PLANNEN}",
            f"truncate {PLANNEN}",
            f"alter table {PLANNEN} set unlogged",
        ),
    ),
    Refused(
        "locking rows",
        "LMVW-13d",
        READERS,
        (
            f"select from {PLANNEN} for update",
            f"select from {PLANNEN} for key share skip locked",
            "select from lmvw_publiek.woningbouwplan for share nowait",
            "select from register.levering for no key update",
        ),
    ),
    Refused(
        "writing where one reads",
        "LMVW-5c",
        READERS,
        (
            f"update {PLANNEN} set plannaam = 'x' returning plannaam",
            f"delete from {PLANNEN} returning *",
            f"insert into {PLANNEN} (plan_id) values (gen_random_uuid()) on conflict (plan_id) do nothing",
            f"merge into {PLANNEN} as p using (select 1) as s on true when matched then delete",
            "update lmvw_publiek.woningbouwplan set plannaam = 'x'",
            "insert into audit.gebeurtenis (soort, onderwerp) values ('x', 'x')",
            "with weg as (delete from register.bevinding returning waarde) select * from weg",
        ),
    ),
    Refused(
        "partitions of the audit, which have no policy of their reader",
        "LMVW-8",
        READERS,
        ("select from audit.gebeurtenis_buiten", "table audit.keten"),
    ),
    Refused("transaction that outlives its login", "LMVW-15a", FEW, ("prepare transaction 'kwaad'",), code="55000"),
    Refused(
        "dblink that nobody installed", "LMVW-13", FEW, ("select dblink_connect('dbname=postgres')",), code="42883"
    ),
    Refused("queries of others", "LMVW-13d", FEW, ("select query from pg_stat_statements",), code="42P01"),
    Refused(
        "snapshot for whom a right was withdrawn",
        "LMVW-15a",
        READERS,
        ("select pg_export_snapshot()",),
    ),
    OwnOnly(
        "maintenance that is skipped",
        "LMVW-13d",
        FEW,
        (f"analyze verbose {PLANNEN}", "analyze verbose register.bevinding"),
        shows=False,
    ),
]


@played(ATTACKS)
def test_server_tells_and_does_nothing(attack: Attack, login: str, aanvaller: Any) -> None:
    """LMVW-13, LMVW-13d, WIV-4.8, WIV-4.10: what a policy does not guard is closed."""
    if attack.trick == "processes of others":
        aanvaller("dienst_bouwer")
    attack.run(login, aanvaller)


@pytest.mark.parametrize("login", FEW)
@pytest.mark.parametrize("statement", ["vacuum (verbose, analyze)", "vacuum verbose lmvw_vertrouwelijk.woningbouwplan"])
def test_vacuum_tells_nothing_of_tables(login: str, statement: str, aanvaller: Any) -> None:
    """LMVW-13d: VACUUM VERBOSE counts rows, for the owner only."""
    outcome = play(aanvaller(login, autocommit=True), [statement])
    said = outcome.text.splitlines()
    assert said
    assert [one for one in said if not re.match(r"permission denied|skipping|42501: permission denied", one)] == []


@pytest.mark.parametrize("login", [GEMEENTE, PROVINCIE, BEHEER, BI])
@pytest.mark.parametrize("options", [(), ("--enable-row-security",), ("--data-only", "--enable-row-security")])
@pytest.mark.parametrize("what", ["lmvw_vertrouwelijk.*", "register.*", "*.*"])
def test_pg_dump_holds_no_secret(
    login: str, options: tuple[str, ...], what: str, huis: Settings, tmp_path: Path
) -> None:
    """LMVW-13d: a dump is a reader like any other; without row security it is refused."""
    binaries = json.loads(huis.cluster_file.read_text())["binaries"]
    done = subprocess.run(
        [f"{binaries}/pg_dump", *options, f"--table={what}", huis.dsn(login)],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PGOPTIONS": "-c default_transaction_read_only=off"},
    )
    text = done.stdout + done.stderr
    assert [secret for secret in hidden_from(login) if secret in text] == []
    assert Outcome(text, None).leaks(login) == []
    assert done.returncode or options
