"""Make .venv with the packages of requirements.txt; needs nothing but Python 3.11 itself.

Every file is checked by its hash, so it does not matter which index or mirror a machine gets its packages from.
uv is quick but does not read pip's configuration: what that says is handed over, and pip takes over where uv fails.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
VENV = REPO / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
PINNED = ("--no-deps", "--require-hashes", "-r", "requirements.txt")
"""The file is complete, and pip would not accept `celery==5.6.3` for a package that asks for `celery[redis]`."""

PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}
PIP_SECTIONS = ("global", "install", ":env:")
"""Sections of pip's configuration that count for an installation; a later one wins."""

COMMA_SEPARATED = {"UV_FIND_LINKS"}


def run(*command: str | Path, env: dict[str, str] | None = None, check: bool = True) -> bool:
    """Run a command in the checkout; True when it succeeded."""
    return subprocess.run([str(part) for part in command], cwd=REPO, env=env, check=check).returncode == 0


def uv_settings(pip_settings: str) -> dict[str, str]:
    """Translate the lines of `pip config list` (`global.index-url='...'`) to uv's environment variables."""
    found = {}
    for section in PIP_SECTIONS:
        for line in pip_settings.splitlines():
            key, separator, value = line.partition("=")
            variable = PIP_TO_UV.get(key.removeprefix(f"{section}."))
            if separator and variable:
                words = ast.literal_eval(value).split()
                found[variable] = ("," if variable in COMMA_SEPARATED else " ").join(words)
    # pip takes a version from whichever index has it; the hashes make that safe.
    return found | {"UV_INDEX_STRATEGY": "unsafe-best-match"}


def create() -> None:
    """Make an empty environment; one of another Python, or one that was moved, is replaced."""
    if sys.version_info[:2] != (3, 11):
        raise SystemExit(f"woonkluis: Python 3.11 is needed, this is {sys.version.split()[0]}: set PYTHON=python3.11")
    if VENV.exists() and not works():
        shutil.rmtree(VENV)
    if not VENV.exists():
        print("making the Python environment .venv", flush=True)
        run(sys.executable, "-m", "venv", VENV)


def works() -> bool:
    """Whether .venv has a Python 3.11, and a pip that expects it where it is."""
    try:
        stayed = str(PYTHON.parent) in (PYTHON.parent / "pip").read_text()
        return stayed and run(PYTHON, "-c", "import sys; sys.exit(sys.version_info[:2] != (3, 11))", check=False)
    except OSError:
        return False


def uv_environment() -> dict[str, str]:
    """Environment in which uv finds packages where pip would."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "config", "list"]
    listed = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True)
    return uv_settings(listed.stdout) | os.environ | {"VIRTUAL_ENV": str(VENV)}


def resolve() -> None:
    """Write requirements.txt anew from requirements.in, keeping the versions that still fit.

    For the oldest Python that is supported: some packages are only needed there.
    """
    options = ("--quiet", "--generate-hashes", "--no-emit-index-url", "--no-header", "--python-version", "3.11.2")
    run(UV, "pip", "compile", *options, "requirements.in", "-o", "requirements.txt", env=uv_environment())


def install() -> None:
    """Install uv by pip, the packages by uv or else by pip, and the project itself in place."""
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--require-hashes", "-r", "requirements-setup.txt")
    print("installing the packages of requirements.txt", flush=True)
    # Airflow starts a Python per task: without compiled files each start takes three times as long.
    if not run(UV, "pip", "install", "--quiet", "--compile-bytecode", *PINNED, env=uv_environment(), check=False):
        print("uv could not install them: trying pip", flush=True)
        run(*pip, "install", "--quiet", "--compile", *PINNED)
    run(*pip, "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")


if __name__ == "__main__":
    try:
        if sys.argv[1:] == ["resolve"]:
            resolve()
        else:
            create()
            install()
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"woonkluis: {' '.join(map(str, error.cmd))} failed") from None
