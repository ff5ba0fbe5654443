"""WIV-R.1 to WIV-R.5: count what may no longer be kept, and erase it in pieces that can be stopped at any moment."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import Settings, get_settings
from woonkluis.receive.store import letters_dir, stored_path, sync_directory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from psycopg import Connection

LOGIN = "dienst_lader"
NAME = "woonkluis bewaartermijn"

PIECE = 20_000
"""Records per transaction: what a stopped run loses, and how long others may have to wait for it."""

STORE = "opslag/verzegeld"
VALUES = "register.bevinding"
KEYS = "cwr_kluis.persoon_sleutel"
LETTERS = "uitgaand/meldingen"

ONE_AT_A_TIME = "select register.bewaren_alleen()"

END_UNDECIDED = "select register.sluit_onbeslist()"
"""WIV-R.5, WIV-8.1: what nobody decided on within its term is rejected, and can only then be erased."""

COUNT = "select regel_id, relatie, aantal from register.tel_wissing()"

DUE_LETTERS = "select brief_id, bronhouder_code from register.vervallen_brieven(%s)"

MESSAGES = "select regel_id, levering_id, sha256, genoteerd from register.vervallen_berichten(%s)"

PLANNED = """
    select te_wissen.levering_id, te_wissen.sleutel_soort, tabel
    from (select distinct levering_id, sleutel_soort from register.te_wissen) as te_wissen
    inner join register.levering on te_wissen.levering_id = levering.levering_id
    cross join lateral register.tabellen_met(te_wissen.sleutel_soort) as tabel
    order by levering.besloten_op, te_wissen.levering_id, tabel, te_wissen.sleutel_soort
"""
"""In the order of the decisions: the last message tells when a lease ended, so it goes after the others (WIV-R.1)."""

REST = (
    "select register.wis_waarden(%s)",
    "select register.wis_personen(%s)",
    "select register.wis_meldingen(%s)",
    "select register.wis_inzagen(%s)",
)
"""What goes after the landed records: a number of a person, for one, when nothing landed holds it any more."""

OLD_CALLS = """
    select count(*)
    from pg_class as maand
    inner join pg_inherits as deel on maand.oid = deel.inhrelid
    where
        deel.inhparent = 'audit.gebeurtenis'::regclass
        and maand.relname ~ '^gebeurtenis_[0-9]{6}$'
        and to_date(right(maand.relname, 6), 'YYYYMM') + interval '1 month'
            + register.termijn('WIV-R.4_oproep', %(dag)s)
            <= %(dag)s
"""


@dataclass(frozen=True)
class Gewist:
    """Records of one rule in one relation that must go, or that went."""

    regel_id: str
    relatie: str
    aantal: int


@contextmanager
def _alone(settings: Settings) -> Iterator[Connection[Any]]:
    """Give a connection while this step is locked; raises WoonkluisError when another run has it."""
    with (
        connect(LOGIN, application_name=NAME, settings=settings) as holder,
        connect(LOGIN, application_name=NAME, settings=settings, autocommit=True) as connection,
    ):
        # The lock lasts as long as the transaction of the holder, whatever the other one commits.
        if holder.execute(ONE_AT_A_TIME).fetchone() != (True,):
            raise WoonkluisError("another run of the retention is busy: wait for it")
        yield connection


def _sorted(counts: Counter[tuple[str, str]]) -> list[Gewist]:
    return [Gewist(*key, aantal) for key, aantal in sorted(counts.items()) if aantal]


def _messages(connection: Connection[Any], dag: date, settings: Settings) -> list[tuple[str, int, str]]:
    """Sealed messages that must go and are still there, or went without a record: rule, delivery, digest."""
    return [
        (regel_id, levering_id, sha256)
        for regel_id, levering_id, sha256, noted in connection.execute(MESSAGES, [dag])
        if not noted or stored_path(sha256, settings, sealed=True).exists()
    ]


def tel(dag: date | None = None, *, settings: Settings | None = None) -> list[Gewist]:
    """Count what would go on a day (today), per rule and relation; nothing is erased and nobody is named.

    Raises:
        WoonkluisError: another run is busy.
    """
    settings = settings or get_settings()
    dag = dag or datetime.now(UTC).date()
    with _alone(settings) as connection, connection.transaction(force_rollback=True):
        connection.execute(END_UNDECIDED)
        connection.execute("select register.plan_wissing(%s)", [dag])
        counts = Counter({(regel, relatie): aantal for regel, relatie, aantal in connection.execute(COUNT)})
        counts += Counter((regel, STORE) for regel, *_ in _messages(connection, dag, settings))
        letters = len(connection.execute(DUE_LETTERS, [dag]).fetchall())
        counts += Counter({("WIV-R.5_brief", LETTERS): letters})
    return _sorted(counts)


def oude_oproepen(dag: date | None = None, *, settings: Settings | None = None) -> int:
    """Count the months of the call log whose term has passed (WIV-R.4); this step never removes one."""
    settings = settings or get_settings()
    with connect(LOGIN, application_name=NAME, settings=settings) as connection:
        row = connection.execute(OLD_CALLS, {"dag": dag or datetime.now(UTC).date()}).fetchone()
    return int(row[0]) if row else 0


def wis(*, settings: Settings | None = None, stuk: int = PIECE) -> list[Gewist]:
    """Erase what must go today, ``stuk`` records per transaction, and return what went.

    Each piece is recorded in the transaction that erases it, also in the audit. Killed at any moment, what was erased
    is recorded and the next run does the rest. What a build made of it goes with the next build.

    Raises:
        WoonkluisError: another run is busy, or the store cannot be written.
    """
    settings = settings or get_settings()
    gone: Counter[tuple[str, str]] = Counter()
    with _alone(settings) as connection:
        row = connection.execute("select coalesce(max(wissing_id), 0) from register.wissing").fetchone()
        before = row[0] if row else 0
        connection.execute(END_UNDECIDED)
        connection.execute("select register.plan_wissing(current_date)")
        for levering_id, soort, tabel in connection.execute(PLANNED).fetchall():
            while _piece(connection, "select register.wis(%s, %s, %s, %s)", [tabel, levering_id, soort, stuk]):
                pass
        connection.execute("select register.sluit_wissing()")
        for query in REST:
            while _piece(connection, query, [stuk]):
                pass
        # By the clock of the server, as all that went before.
        row = connection.execute("select current_date").fetchone()
        today = row[0] if row else datetime.now(UTC).date()
        _erase_messages(connection, today, settings)
        _erase_letters(connection, today, settings)
        for regel_id, relatie, aantal in connection.execute(
            "select regel_id, relatie, sum(aantal) from register.wissing where wissing_id > %s group by 1, 2", [before]
        ):
            gone[regel_id, relatie] += int(aantal)
    return _sorted(gone)


def _piece(connection: Connection[Any], query: str, parameters: list[Any]) -> bool:
    """Erase one piece in a transaction of its own; whether there may be more."""
    with connection.transaction():
        row = connection.execute(query.encode(), parameters).fetchone()
    return bool(row and row[0])


def _erase_messages(connection: Connection[Any], today: date, settings: Settings) -> None:
    """Remove sealed files; the record is written first, so that none is ever removed without one."""
    for _, levering_id, sha256 in _messages(connection, today, settings):
        path = stored_path(sha256, settings, sealed=True)
        with connection.transaction():
            connection.execute("select register.noteer_bericht_gewist(%s)", [levering_id])
            try:
                path.unlink(missing_ok=True)
                if path.parent.is_dir():
                    sync_directory(path.parent)
            except OSError as error:
                raise WoonkluisError(f"levering {levering_id}: its file cannot be removed: {error.strerror}") from None


def _erase_letters(connection: Connection[Any], today: date, settings: Settings) -> None:
    """Remove the files of letters on notices; recorded first, as sealed files are."""
    for brief_id, bronhouder_code in connection.execute(DUE_LETTERS, [today]).fetchall():
        with connection.transaction():
            connection.execute("select register.noteer_brief_gewist(%s)", [brief_id])
            try:
                for path in letters_dir(bronhouder_code, settings).glob(f"*_{brief_id}.txt"):
                    path.unlink(missing_ok=True)
                    sync_directory(path.parent)
            except OSError as error:
                raise WoonkluisError(f"letter {brief_id} cannot be removed: {error.strerror}") from None
