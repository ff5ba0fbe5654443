"""Set-up: what requirements.txt promises, how pip's configuration reaches uv, and that documented commands exist."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
INSTALLER = runpy.run_path(str(REPO / "install" / "python_environment.py"), run_name="installer")
REQUIREMENTS = ("requirements.txt", "requirements-setup.txt")


def blocks(name: str) -> list[str]:
    """Return the requirements of a file, each with its continuation lines."""
    lines = (REPO / name).read_text().splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    return [block for block in text.replace("\\\n", " ").splitlines() if block.strip()]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_and_hashed_and_names_no_registry(name: str) -> None:
    found = blocks(name)
    assert found
    assert [block for block in found if not re.match(r"\S+==\S+( ; .+?)?( +--hash=sha256:[0-9a-f]{64})+$", block)] == []
    assert not re.search(r"https?:|index-url|find-links", (REPO / name).read_text())


def test_every_direct_requirement_is_resolved() -> None:
    wanted = re.findall(r"^([a-z][\w-]*)", (REPO / "requirements.in").read_text(), re.MULTILINE)
    pinned = {re.split(r"[=\[]", block)[0] for block in blocks("requirements.txt")}
    assert len(wanted) > 20
    assert set(wanted) <= pinned


def test_pip_configuration_reaches_uv_and_the_nearest_wins() -> None:
    listed = (
        ":env:.index-url='https://spiegel.example/simple'\n"
        ":env:.timeout='9'\n"
        "global.extra-index-url='https://een.example/simple\\nhttps://twee.example/simple'\n"
        "global.find-links='/een /twee'\n"
        "global.index-url='https://ver.example/simple'\n"
        "install.timeout='8'\n"
        "install.user='false'\n"
    )
    assert INSTALLER["uv_settings"](listed) == {
        "UV_DEFAULT_INDEX": "https://spiegel.example/simple",
        "UV_INDEX": "https://een.example/simple https://twee.example/simple",
        "UV_FIND_LINKS": "/een,/twee",
        "UV_HTTP_TIMEOUT": "9",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (REPO / "Makefile").read_text(), re.MULTILINE))


def test_documented_make_targets_exist() -> None:
    documents = [REPO / "README.md", *(REPO / "docs").rglob("*.md"), *(REPO / "demo").glob("*.md")]
    named = {
        word for path in documents for word in re.findall(r"(?:`|^ +)make ([a-z]+)", path.read_text(), re.MULTILINE)
    }
    assert {"demo", "test"} <= named
    assert named <= targets()


def test_every_make_target_is_described_and_would_run() -> None:
    described = subprocess.run(["make", "help"], cwd=REPO, capture_output=True, text=True, check=True).stdout
    for target in targets() - {"packages", "browser"}:
        assert re.search(rf"^{target} ", described, re.MULTILINE)
        subprocess.run(["make", "--dry-run", target], cwd=REPO, capture_output=True, check=True)


def test_ci_runs_the_checks_and_then_the_tests() -> None:
    script = REPO / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.findall(r"^make (\w+)$", script.read_text(), re.MULTILINE) == ["lint", "test"]


def packages(tmp_path: Path, **programs: str) -> subprocess.CompletedProcess[str]:
    """Run the installer of Debian packages where none is installed and only these programs exist."""
    script = (REPO / "install" / "debian_packages.sh").read_text()
    for directory in ("/usr/lib/postgresql", "/usr/share/postgresql", "/etc/postgresql"):
        script = script.replace(directory, str(tmp_path / directory[1:]))
    programs = {"python3": "exit 0", "id": "echo 1000"} | programs
    (tmp_path / "bin").mkdir()
    for name, body in programs.items():
        program = tmp_path / "bin" / name
        program.write_text(f"#!/bin/bash\n{body}\n")
        program.chmod(0o755)
    for name in ("mktemp", "mkdir", "rm", "tee", "tail", "env"):
        (tmp_path / "bin" / name).symlink_to(f"/usr/bin/{name}")
    return subprocess.run(
        ["/bin/bash", "-c", script], env={"PATH": str(tmp_path / "bin")}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("programs", "reason"),
    [
        ({}, "no apt-get"),
        ({"apt-get": "exit 0"}, "no sudo"),
        ({"apt-get": "exit 0", "sudo": "exit 1"}, "sudo does not let you"),
        ({"apt-get": "echo geen netwerk; exit 100", "sudo": '[ "$1" = -n ] || exec "$@"'}, "could not install"),
    ],
)
def test_what_may_not_be_installed_is_named_with_the_alternative(
    tmp_path: Path, programs: dict[str, str], reason: str
) -> None:
    done = packages(tmp_path, **programs)
    assert done.returncode == 1
    assert reason in done.stderr
    for package in ("postgresql-15", "postgresql-15-postgis-3", "postgresql-15-pgaudit", "postgresql-15-pgtap"):
        assert package in done.stderr
    assert "docker-compose.yml" in done.stderr


def test_lists_are_fetched_only_when_needed_and_no_main_cluster_is_left_to_make(tmp_path: Path) -> None:
    told = tmp_path / "told"
    no_main = tmp_path / "etc/postgresql-common/createcluster.d/woonkluis.conf"
    apt = f'echo "$@ $(cat {no_main})" >> {told}; [[ "$*" != *" install "* ]] || grep -q " update" {told}'
    done = packages(
        tmp_path,
        **{"apt-get": apt, "sudo": '[ "$1" = -n ] || exec "$@"', "cat": 'exec /bin/cat "$@"'}
        | {"grep": 'exec /bin/grep "$@"'},
    )
    assert done.returncode == 0, done.stderr
    calls = told.read_text().splitlines()
    assert [next(word for word in ("install", "update") if f" {word} " in call) for call in calls] == [
        "install",
        "update",
        "install",
    ]
    assert all("create_main_cluster = false" in call for call in calls)
    assert not no_main.exists(), "the machine keeps its own habits"
