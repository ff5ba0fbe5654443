"""The examples for suppliers work, and every word of a refusal is explained."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.endpoint.conftest import GEBRUIKER, WM, Eindpunt, feed

from woonkluis.endpoint.weigering import REDENEN

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def omgeving(eindpunt: Eindpunt, tmp_path: Path) -> dict[str, str]:
    file = tmp_path / "levering.xml"
    file.write_bytes(feed())
    return os.environ | {
        "ADRES": eindpunt.adres,
        "CA": str(eindpunt.ca.certificate_file),
        "CERTIFICAAT": str(eindpunt.van[WM].certificaat),
        "SLEUTEL": str(eindpunt.van[WM].sleutel),
        "BESTAND": str(file),
        "PEILDATUM": "2026-01-31",
        "GEBRUIKER": GEBRUIKER,
    }


def example(repo: Path, language: str) -> str:
    text = (repo / "docs/aanleveren_cwr.md").read_text()
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_examples_deliver(repo: Path, omgeving: dict[str, str]) -> None:
    def run(*command: str) -> str:
        done = subprocess.run(command, env=omgeving, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    receipt = json.loads(run("bash", "-euc", example(repo, "bash")))
    told = run(sys.executable, "-c", example(repo, "python"))
    # The same bytes by another way: the same delivery.
    assert told.split() == [str(receipt["levering_id"]), receipt["sha256"]]


def test_every_word_is_explained_and_none_that_is_not_said(repo: Path) -> None:
    table = (repo / "docs/aanleveren_cwr.md").read_text().partition("| word | do |")[2]
    said = {word for row in table.splitlines() if row.startswith("| `") for word in re.findall(r"`([a-z_]+)`", row)}
    # Nobody who reads it meets these: TLS refuses the first, the others speak for themselves.
    assert said | {"certificaat_andere_ca", "onbekend_adres", "onbekende_levering"} == set(REDENEN)
