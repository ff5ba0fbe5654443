"""Register a file as a delivery: from here on nothing of it is lost."""

from __future__ import annotations

import stat
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import psycopg

from woonkluis.contracts import Contract, ContractError, contract_by_id, contract_for, load_contracts
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import Settings, get_settings
from woonkluis.receive.names import CONVENTION, as_bronhouder_code, as_peildatum, read_name
from woonkluis.receive.refusal import RefusedError, StoppedError
from woonkluis.receive.stopzetting import refuse_stopped
from woonkluis.receive.store import store
from woonkluis.receive.verklaring import MAX_BYTES, read_verklaring

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

DECLARING = {"lmvw"}
"""Regimes whose bronhouders declare something beside their file."""

REGISTER = """
    insert into register.levering (
        regime, bronhouder_code, provincie_code, contract, peildatum, bestand_sha256, bestand_naam, bestand_bytes,
        verklaring_sha256, aangeleverd_door, ontvangen_op, opgegeven
    )
    values (
        %(regime)s, %(bronhouder_code)s,
        (select provincie_code from referentie.gemeente where gemeente_code = %(bronhouder_code)s),
        %(contract)s, %(peildatum)s, %(sha256)s, %(naam)s, %(bytes)s, %(verklaring_sha256)s,
        coalesce(%(door)s, session_user), least(%(ontvangen_op)s, clock_timestamp()), %(opgegeven)s
    )
    on conflict (regime, bronhouder_code, peildatum, bestand_sha256, verklaring_sha256) where status <> 'afgekeurd'
    do nothing
    returning levering_id
"""

DECLARE = """
    insert into register.bijlage (levering_id, sha256, bestand_naam, bestand_bytes, verklaring, aangeleverd_door)
    values (
        %(levering_id)s, %(verklaring_sha256)s, %(verklaring_naam)s, %(verklaring_bytes)s, %(verklaring)s,
        coalesce(%(door)s, session_user)
    )
"""

KNOWN = """
    select levering_id, status, vervangen_door
    from register.levering
    where
        regime = %(regime)s and bronhouder_code = %(bronhouder_code)s and peildatum = %(peildatum)s
        and bestand_sha256 = %(sha256)s
        and (%(verklaring_sha256)s::text is null or verklaring_sha256 = %(verklaring_sha256)s)
        and not (status = 'afgekeurd' and exists (
            select from register.besluit_geldig as besluit
            where
                besluit.regime = levering.regime
                and besluit.soort in ('optelling_9', 'maatwerk_17a', 'maatwerk_17b')
                and besluit.besloten_op > levering.besloten_op
                and levering.peildatum between besluit.geldig_van and besluit.geldig_tot
                and besluit.gebied_code in ('NL', levering.provincie_code, levering.bronhouder_code)
        ))
        and not (status = 'afgekeurd' and exists (
            select from register.label
            where label.gemeente_code = levering.bronhouder_code and label.vastgelegd_op > levering.besloten_op
        ))
        and not (status = 'afgekeurd' and exists (
            select from register.herkansing
            where herkansing.levering_id = levering.levering_id
        ))
    order by levering_id desc
    limit 1
"""
"""The same file without a verklaring says nothing new: it is the last delivery of that file, whatever was declared.

One that was rejected is judged anew when a decision has come since that may allow what was wrong (LMVW-9, LMVW-17),
or a label (LMVW-5d); and one of which nothing was wrong but its number, which is free, or its age (WIV-5.1, WIV-R.5).
"""


@dataclass(frozen=True)
class Received:
    """A registered delivery; ``nieuw`` is False when the same file was delivered before."""

    levering_id: int
    nieuw: bool
    regime: str
    status: str
    vervangen_door: int | None = None
    ontvangen_op: datetime | None = None
    verzegeld: bool = False
    """Whether its bytes are kept encrypted: then no other copy of them may stay behind."""

    @property
    def summary(self) -> str:
        """What happened, in one line for the person who delivered."""
        if self.nieuw:
            return f"received as levering {self.levering_id}"
        successor = f" by {self.vervangen_door}" if self.vervangen_door else ""
        hint = f"; why: woonkluis bevindingen {self.levering_id}" if self.status == "afgekeurd" else ""
        return f"already received as levering {self.levering_id}, {self.status}{successor}{hint}"


def _check_file(path: Path) -> None:
    """Refuse what is no readable file; a pipe or device would keep us waiting, or never end."""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise RefusedError("a directory, not a file" if stat.S_ISDIR(mode) else "not a regular file")
        with path.open("rb"):
            pass
    except OSError as error:
        raise RefusedError(f"cannot be read: {error.strerror}") from None


def _recognise(path: Path, regime: str | None, contract_id: str | None) -> Contract:
    """Find the contract; one that is named decides, and then the regime need not stand in the file name."""
    regimes = sorted({contract.regime for contract in load_contracts().values()})
    if contract_id is None and regime not in regimes:
        small = " (in small letters)" if regime and regime.lower() in regimes else ""
        raise RefusedError(f"no regime ({' or '.join(regimes)}) in the file name{small}: it should be {CONVENTION}")
    try:
        found = contract_for(path, str(regime)) if contract_id is None else contract_by_id(contract_id)
    except ContractError as error:
        raise RefusedError(str(error).removeprefix(f"{path.name}: ")) from None
    if regime in regimes and regime != found.regime:
        raise RefusedError(f"the file name says {regime}, contract {found.id} is for {found.regime}")
    return found


def _verklaring(path: Path | None, regime: str, settings: Settings) -> dict[str, Any]:
    """Validate and keep what is declared beside a delivery."""
    if path is None:
        return {"verklaring_sha256": None}
    if regime not in DECLARING:
        raise RefusedError(f"verklaring: there is none for {regime}")
    _check_file(path)
    verklaring = read_verklaring(path)
    stored = store(path, settings, max_bytes=MAX_BYTES)
    return {
        "verklaring_sha256": stored.sha256,
        "verklaring_naam": read_name(path.name) and path.name,
        "verklaring_bytes": stored.size,
        # What is not said stays unsaid: LMVW-8 asks for the difference between no and nothing.
        "verklaring": verklaring.model_dump_json(exclude_unset=True),
    }


def receive(
    path: Path,
    *,
    verklaring: Path | None = None,
    bronhouder_code: str | None = None,
    peildatum: date | None = None,
    contract: str | None = None,
    aangeleverd_door: str | None = None,
    ontvangen_op: datetime | None = None,
    settings: Settings | None = None,
) -> Received:
    """Keep a file unchanged and register it as a delivery of a bronhouder for a peildatum.

    What the options do not say comes from the file name. ``verklaring`` is what the gemeente declares beside it
    (LMVW-6a, LMVW-8, LMVW-9). The same bytes again, also at the same moment, are the delivery that is there already,
    unless they come with another verklaring. An empty file is a delivery: its reader tells the bronhouder what is
    wrong with it. ``ontvangen_op`` is when it came, if that was before now (LMVW-10).

    Raises:
        RefusedError: file, name or verklaring makes it no delivery; nothing is registered.
        StoppedError: its bronhouder was stopped (WIV-8.1); nothing is stored or registered.
        UnsettledError: somebody still writes the file.
        WoonkluisError: the register cannot be reached; the bytes may be in the store, which does no harm.
    """
    settings = settings or get_settings()
    name = read_name(path.name)
    _check_file(path)
    recognised = _recognise(path, name.regime, contract)
    levering: dict[str, Any] = {
        "regime": recognised.regime,
        "contract": recognised.id,
        "bronhouder_code": as_bronhouder_code(bronhouder_code or name.bronhouder_code),
        "peildatum": peildatum or as_peildatum(name.peildatum),
        "naam": path.name,
        "door": aangeleverd_door,
        "ontvangen_op": ontvangen_op,
        # LMVW-4a: what a person says in the place of the file is told in the audit.
        "opgegeven": [
            what
            for what, said in (("bronhouder", bronhouder_code), ("contract", contract), ("peildatum", peildatum))
            if said is not None
        ],
    }
    refuse_stopped(recognised.regime, levering["bronhouder_code"], settings)
    levering |= _verklaring(verklaring, recognised.regime, settings)
    sealed = recognised.opslag == "verzegeld"
    stored = store(path, settings, max_bytes=recognised.limits.max_bytes, sealed=sealed)
    levering |= {"sha256": stored.sha256, "bytes": stored.size}
    try:
        return replace(_register(levering, settings), verzegeld=sealed)
    except psycopg.errors.ObjectNotInPrerequisiteState:
        raise StoppedError(f"bronhouder {levering['bronhouder_code']} was just stopped (WIV-8.1)") from None


def _register(levering: dict[str, Any], settings: Settings) -> Received:
    with connect("dienst_lader", application_name="woonkluis receive", settings=settings) as connection:
        known = connection.execute(KNOWN, levering).fetchone()
        if known is None and (new := connection.execute(REGISTER, levering).fetchone()):
            if levering["verklaring_sha256"]:
                connection.execute(DECLARE, levering | {"levering_id": new[0]})
            return Received(new[0], nieuw=True, regime=levering["regime"], status="ontvangen")
        known = known or connection.execute(KNOWN, levering).fetchone()
    if known is None:
        raise WoonkluisError("the register neither took the file nor has it")
    return Received(known[0], nieuw=False, regime=levering["regime"], status=known[1], vervangen_door=known[2])
