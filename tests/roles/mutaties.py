"""Applies mutants, each in a savepoint that is rolled back, and asks two judges whether they notice.

One judge is the declaration: `woonkluis roles --check` and the lints. The other plays: the logins themselves try what
they tried before, and somebody may do more, or less, or sees other rows. Run as a program it judges all mutants and
writes docs/sabotage.md.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
import yaml
from psycopg import sql
from tests.roles.mutanten import Catalog
from tests.roles.toneel import ADMIN, Stage

from woonkluis.access import rollen
from woonkluis.access.lints import run_lints
from woonkluis.platform.engine import connect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.roles.mutanten import Mutant

    from woonkluis.platform.settings import Settings

SURVIVORS: dict[str, str] = (
    yaml.safe_load(Path(__file__).with_name("overlevenden.yml").read_text(encoding="utf-8")) or {}
)
"""Mutant that neither judge notices -> why that is right."""

EVERY = 200
"""A run of the tests takes the first mutant of each kind, and of the rest one in so many in their order."""

PLAYED = {
    "row-level security off",
    "grant revoked: column",
    "grant revoked: relation",
    "granted: select",
    "granted: insert",
    "granted: update",
    "granted: delete",
    "granted: truncate",
    "granted: trigger",
    "granted: sequence",
    "function: execute revoked",
    "owner: relation",
    "role: bypassrls",
    "role: createrole",
    "role: superuser",
    "view: security_invoker",
}
"""Kinds of mutants of which a login that plays must notice every one."""

POLICIES, LEAST = "policy: ", 0.9
"""Kinds of which it must notice so many; some change nothing, such as a second check of what a grant refuses first."""

DOC = Path(__file__).resolve().parents[2] / "docs" / "sabotage.md"
BEGIN, END = "<!-- begin: python -m tests.roles.mutaties -->", "<!-- end -->"

ALL = "all mutants"
"""Name of the plugin, empty but for its name, that makes the test take all of them and write the document."""


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    impossible: bool = False
    """The server refuses it whoever asks, also with every trigger off."""
    refused: bool = False
    """With triggers on it does not come about."""
    declared: bool = False
    linted: bool = False
    """Asked of those only that the declaration does not tell."""
    played: bool = False

    @property
    def must_be_played(self) -> bool:
        """Whether the login must notice by itself: a declaration can be written again with the fault in it."""
        return self.mutant.kind in PLAYED and not self.impossible

    @property
    def checked(self) -> bool:
        return self.declared or self.linted

    @property
    def survived(self) -> bool:
        return not (self.impossible or self.checked or self.played)


class Court:
    """Both judges, on one stage."""

    def __init__(self, connection: psycopg.Connection[Any], settings: Settings) -> None:
        self._connection = connection
        self._settings = settings
        self._lints = sorted((settings.repo_dir / "sql" / "lints").glob("*.sql"))
        self._stage = Stage(connection)
        with connection.transaction(force_rollback=True):
            self._found = rollen.inspect(connection, settings)
            # The stage takes checks and computed columns away, so that a write that a right allows comes about.
            self._staged = set(rollen.judge(connection, self._found, settings))
            odd = [one for one in self._staged if not re.match("constraint |default of ", one.aspect) or one.found]
            assert odd == []
            assert run_lints(connection, self._lints) == []

    def judge(self, mutant: Mutant) -> Verdict:
        scenes = list(mutant.play(self._stage))
        for scene in scenes:
            self._stage.remember(scene)
        refused = not self._comes_about(mutant.statement)
        self._connection.execute("savepoint mutant")
        try:
            self._connection.execute(
                f"set local session_replication_role = replica; {mutant.statement}; "
                "set local session_replication_role = origin".encode()
            )
        except psycopg.OperationalError:
            # Somebody else holds a lock: that says nothing of the mutant.
            raise
        except psycopg.Error:
            self._connection.execute("rollback to savepoint mutant")
            return Verdict(mutant, impossible=True, refused=True)
        declared = self._is_told(mutant)
        linted = not declared and self._is_linted()
        noticed = next((scene for scene in scenes if self._stage.run(scene) != self._stage.before(scene)), None)
        self._connection.execute("rollback to savepoint mutant; release savepoint mutant")
        # What a scene tells by itself each time it is played is no notice.
        if noticed and self._stage.run(noticed) != self._stage.before(noticed):
            noticed = None
        return Verdict(mutant, refused=refused, declared=declared, linted=linted, played=noticed is not None)

    def _comes_about(self, statement: str) -> bool:
        self._connection.execute("savepoint poging")
        try:
            self._connection.execute(statement.encode())
        except psycopg.Error:
            return False
        else:
            return True
        finally:
            self._connection.execute("rollback to savepoint poging; release savepoint poging")

    def _is_told(self, mutant: Mutant) -> bool:
        """As the login that checks at night; a check that cannot look fails, which is told as well."""
        self._connection.execute("savepoint nacht")
        try:
            self._connection.execute(
                sql.SQL("set local session authorization {}").format(sql.Identifier(rollen.LOOKER))
            )
            found = {**self._found, **rollen.inspect(self._connection, self._settings, mutant.looks)}
            return bool(set(rollen.judge(self._connection, found, self._settings)) - self._staged)
        except psycopg.Error:
            return True
        finally:
            self._connection.execute("rollback to savepoint nacht; release savepoint nacht")

    def _is_linted(self) -> bool:
        self._connection.execute("savepoint lint")
        try:
            return bool(run_lints(self._connection, self._lints))
        finally:
            self._connection.execute("rollback to savepoint lint; release savepoint lint")


def sample(mutants: Iterable[Mutant]) -> list[Mutant]:
    """Those of the policies of confidential relations, the first of each kind, and every so many of the rest."""
    chosen, kinds, number = [], set(), 0
    for mutant in mutants:
        number += not mutant.first
        if mutant.first or mutant.kind not in kinds or number % EVERY == 0:
            chosen.append(mutant)
        kinds.add(mutant.kind)
    return chosen


def judge(settings: Settings, *, everything: bool) -> list[Verdict]:
    """Judge a sample of the mutants or all of them; nothing of it stays."""
    with connect(ADMIN, settings=settings) as connection:
        mutants = Catalog(connection).mutants()
        if not everything:
            mutants = sample(mutants)
        court = Court(connection, settings)
        verdicts = [court.judge(mutant) for mutant in mutants]
        connection.rollback()
    with connect(ADMIN, settings=settings, autocommit=True) as admin:
        # How many rows a table has is written at once, whatever becomes of the transaction that counted.
        admin.execute("analyze")
    return verdicts


def unexplained(verdicts: Iterable[Verdict]) -> list[str]:
    """Survivors without a reason."""
    return [verdict.mutant.name for verdict in verdicts if verdict.survived and verdict.mutant.name not in SURVIVORS]


def outdated(verdicts: Iterable[Verdict]) -> list[str]:
    """Reasons for what does not survive."""
    dead = {verdict.mutant.name for verdict in verdicts if not verdict.survived}
    return sorted(dead & set(SURVIVORS))


def played_of_policies(verdicts: Iterable[Verdict]) -> float:
    """Share of the mutants of policies that a login noticed; a group that is added often sees those rows already."""
    judged = [
        verdict.played
        for verdict in verdicts
        if verdict.mutant.kind.startswith(POLICIES) and not verdict.mutant.kind.endswith("another group")
    ]
    return sum(judged) / len(judged)


def render(verdicts: list[Verdict], seconds: float) -> str:
    """The score, per kind of mutant and of all."""
    kinds: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        count = kinds.setdefault(verdict.mutant.kind, Counter())
        count["mutants"] += 1
        for name, noticed in (
            ("impossible", verdict.impossible),
            ("refused", verdict.refused and not verdict.impossible),
            ("declaration", verdict.checked),
            ("played", verdict.played),
            ("either", verdict.checked or verdict.played),
            ("survivors", verdict.survived),
        ):
            count[name] += noticed
    columns = ("mutants", "impossible", "refused", "declaration", "played", "either", "survivors")
    total = sum(kinds.values(), Counter())
    lines = [f"| kind | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    lines += [
        f"| {kind} | {' | '.join(str(count[name]) for name in columns)} |"
        for kind, count in [*sorted(kinds.items()), ("**all**", total)]
    ]
    possible = total["mutants"] - total["impossible"]
    lines += [
        "",
        (
            f"Of {possible} mutants that are possible the declaration notices {total['declaration'] / possible:.1%}, "
            f"the logins that play {total['played'] / possible:.1%}, one of both {total['either'] / possible:.1%}. "
            f"Judged in {seconds:.0f} seconds."
        ),
    ]
    if total["survivors"]:
        lines += ["", "| survivor | why |", "|---|---|"]
        lines += [
            f"| {verdict.mutant.name} | {SURVIVORS.get(verdict.mutant.name, '')} |"
            for verdict in verdicts
            if verdict.survived
        ]
    return "\n".join(lines)


def write(verdicts: list[Verdict], seconds: float) -> None:
    """Put the score in its document."""
    text = DOC.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    DOC.write_text(f"{head}{BEGIN}\n{render(verdicts, seconds)}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    test = Path(__file__).with_name("test_mutaties.py")
    raise SystemExit(
        pytest.main([str(test), "--override-ini=timeout=0", "-p", "no:cacheprovider"], plugins=[ModuleType(ALL)])
    )
