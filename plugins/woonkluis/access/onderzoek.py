"""Life of a researcher's right: request, decision, declaration, login, end (LMVW-12 to LMVW-16, LMVW-GV-A to C)."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg

from woonkluis.accept.besluiten import ANSWERED, WITHDRAWAL
from woonkluis.accept.kalender import ZONE
from woonkluis.access.aanvraag import GEBIED
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import Settings, get_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from woonkluis.access.aanvraag import Aanvraag, DeelA, DeelB, Ondertekening

    Connection = psycopg.Connection[tuple[Any, ...]]

WRITER = "dienst_toegang"
ORGANEN = ("beheerorganisatie", "stuurgroep")
PASSWORD_BYTES = 24
ONE_TIME = timedelta(days=7)
"""As toegang.zet_onderzoekslogin has it: how long a password works that its owner did not replace."""

TODAY = "select (clock_timestamp() at time zone 'Europe/Amsterdam')::date"

KNOWN_AREA = "select from referentie.gemeente where %s in ('NL', provincie_code, gemeente_code) limit 1"

STUDY = """
    insert into register.onderzoek (
        titel, omschrijving, beoogde_publicatie, groep, instelling, datatype, begint_op, eindigt_op, aanvraag_sha256,
        aangevraagd_door
    )
    values (
        %(titel)s, %(omschrijving)s, %(beoogde_publicatie)s, %(groep)s, %(instelling)s, %(datatype)s, %(begint_op)s,
        %(eindigt_op)s, %(aanvraag_sha256)s, %(aangevraagd_door)s
    )
    on conflict (aanvraag_sha256) do nothing
    returning onderzoek_id
"""

AREA = "insert into register.onderzoek_gebied (onderzoek_id, gebied_soort, gebied_code) values (%s, %s, %s)"

FOUND = """
    select
        titel, groep, datatype, eindigt_op,
        beeindigd_op is not null or eindigt_op < (clock_timestamp() at time zone 'Europe/Amsterdam')::date as voorbij,
        array(
            select gebied_soort || ' ' || gebied_code from register.onderzoek_gebied as gebied
            where gebied.onderzoek_id = onderzoek.onderzoek_id order by 1
        ) as gebieden,
        (
            select besluit_id from register.besluit as besluit
            where besluit.onderzoek_id = onderzoek.onderzoek_id and besluit.soort = 'toegang_13b'
                and besluit.uitkomst = 'toegewezen' and besluit.ingetrokken_op is null
        ) as besluit_id
    from register.onderzoek as onderzoek
    where onderzoek_id = %s
"""

STANDING = """
    select besluit_id from register.besluit
    where onderzoek_id = %(onderzoek_id)s and ingetrokken_op is null
    for update
"""

DECISION = """
    insert into register.besluit (
        soort, orgaan, uitkomst, gebied_soort, gebied_code, onderzoek_id, motivering, besloten_door, aanvraag
    )
    values (
        'toegang_13b', %(orgaan)s, %(uitkomst)s, %(gebied_soort)s, %(gebied_code)s, %(onderzoek_id)s, %(motivering)s,
        %(besloten_door)s, %(aanvraag)s
    )
    returning besluit_id
"""

SIGNER = """
    insert into register.ondertekenaar (
        verklaring_id, deel, naam, geboortedatum, telefoon, instelling, email, adres, functie, plaats, datum
    )
    values (
        %(verklaring_id)s, %(deel)s, %(naam)s, %(geboortedatum)s, %(telefoon)s, %(instelling)s, %(email)s, %(adres)s,
        %(functie)s, %(plaats)s, %(datum)s
    )
"""
PERSONAL = ("naam", "geboortedatum", "telefoon", "instelling", "email", "adres", "functie", "plaats", "datum")

SIGNED = """
    select verklaring_id, login_naam
    from register.geheimhoudingsverklaring as verklaring
    where
        onderzoek_id = %s and deel_a_op is not null and deel_b_op is not null and ingetrokken_op is null
        and not exists (
            select from toegang.recht as recht
            where recht.verklaring_id = verklaring.verklaring_id and recht.geldig_tot > clock_timestamp()
        )
    order by verklaring_id
    for update
"""

RIGHT = """
    insert into toegang.recht (
        login_rol, regime, gebied_soort, gebied_code, datatype, studie_id, verklaring_id, besluit_id, geldig_van,
        geldig_tot
    )
    select
        %(login)s::regrole, 'lmvw', gebied.gebied_soort, gebied.gebied_code, onderzoek.datatype, onderzoek.onderzoek_id,
        %(verklaring_id)s, %(besluit_id)s,
        greatest(clock_timestamp(), onderzoek.begint_op::timestamp at time zone 'Europe/Amsterdam'),
        (onderzoek.eindigt_op + 1)::timestamp at time zone 'Europe/Amsterdam'
    from register.onderzoek as onderzoek
    inner join register.onderzoek_gebied as gebied on onderzoek.onderzoek_id = gebied.onderzoek_id
    where onderzoek.onderzoek_id = %(onderzoek_id)s
"""

HAS_ACCESS = """
    select verklaring.onderzoek_id, verklaring.login_naam
    from register.geheimhoudingsverklaring as verklaring
    where
        verklaring.verklaring_id = %s and verklaring.ingetrokken_op is null
        and exists (
            select from toegang.recht as recht
            where recht.verklaring_id = verklaring.verklaring_id and recht.geldig_tot > clock_timestamp()
        )
"""

CONFIRM = """
    update register.geheimhoudingsverklaring
    set bevestigd_op = clock_timestamp(), bevestigd_door = %s
    where verklaring_id = %s and bevestigd_op is null
"""

END_STUDY = """
    update register.onderzoek
    set beeindigd_op = clock_timestamp(), beeindigd_door = %(door)s, beeindigd_reden = %(motivering)s
    where onderzoek_id = %(onderzoek_id)s and beeindigd_op is null
"""

END_DECLARATION = """
    update register.geheimhoudingsverklaring
    set ingetrokken_op = clock_timestamp(), ingetrokken_door = %(door)s, ingetrokken_reden = %(motivering)s
    where verklaring_id = %(verklaring_id)s and ingetrokken_op is null
"""

ENDED_BY = {
    "verklaring": (END_DECLARATION, "register.geheimhoudingsverklaring"),
    "onderzoek": (END_STUDY, "register.onderzoek"),
    "besluit": (WITHDRAWAL, "register.besluit"),
}

PAST = """
    select onderzoek_id from register.onderzoek
    where beeindigd_op is null and eindigt_op < (clock_timestamp() at time zone 'Europe/Amsterdam')::date
    for update
"""

WITHOUT_RIGHT = """
    select verklaring.login_naam
    from register.geheimhoudingsverklaring as verklaring
    inner join pg_roles as rol on verklaring.login_naam = rol.rolname
    where
        rol.rolcanlogin
        and not exists (
            select from toegang.recht as recht
            where
                recht.login_rol = rol.oid::regrole
                and (recht.geldig_tot is null or recht.geldig_tot > clock_timestamp())
        )
    order by 1
"""

ENDING = """
    select onderzoek.onderzoek_id, onderzoek.eindigt_op, count(distinct recht.login_rol)
    from register.onderzoek as onderzoek
    inner join toegang.recht as recht on onderzoek.onderzoek_id = recht.studie_id
    cross join (
        select coalesce(%(vandaag)s::date, (clock_timestamp() at time zone 'Europe/Amsterdam')::date) as vandaag
    ) as dag
    where
        recht.geldig_tot > clock_timestamp()
        and onderzoek.beeindigd_op is null
        -- A month of the calendar: of 31 March that is 28 February.
        and dag.vandaag between (onderzoek.eindigt_op - interval '1 month')::date and onderzoek.eindigt_op
    group by onderzoek.onderzoek_id
    order by 2, 1
"""

TOLD = """
    insert into toegang.einde_gemeld (onderzoek_id) values (%s)
    on conflict (onderzoek_id) do nothing
    returning onderzoek_id
"""

NOTE = """\
Toegang tot vertrouwelijke woningbouwplannen (LMVW)

Onderzoek:   {titel}
Kenmerk:     {onderzoek_id}
Login:       {login}
Verbinding:  postgresql://{login}@{address}/{database}
Gebied:      {gebieden}
Datatype:    {datatype}
Geldig tot en met: {eindigt_op}

Het wachtwoord ontvangt u apart. Het is eenmalig: het werkt tot {vervalt}, tenzij u voor die tijd een eigen
wachtwoord kiest. In psql, bij de eerste aanmelding:

    set default_transaction_read_only = off;
    \\password
    select toegang.bevestig_wachtwoord();

Het laatste toont tot wanneer uw eigen wachtwoord werkt: het einde van het onderzoek. Is het eenmalige wachtwoord
vervallen, vraag dan de beheerorganisatie om een nieuw.

De plannen staan in het schema lmvw_vertrouwelijk. De login is persoonlijk en alleen voor dit onderzoek (deel A, 3); een
volgend onderzoek vraagt een nieuwe verklaring (artikel 15.a). Na de einddatum, om middernacht Nederlandse tijd, vervalt
de toegang vanzelf; u krijgt daarvan geen bericht.

Wat u mag publiceren (deel A van de geheimhoudingsverklaring, artikel 15.b en 16)

1. Over vertrouwelijke plannen alleen per gemeente, als onderdeel van de optelling van alle woningbouwplannen van die
   gemeente, de vertrouwelijke en de openbare samen; nooit zo dat een vertrouwelijk plan direct of indirect herleidbaar
   is.
2. Het totaal aantal woningbouwplannen van een gemeente vermeldt u niet.
3. Locaties en plannamen van vertrouwelijke plannen publiceert u niet, en niets dat daarnaar herleidbaar is.
4. Wat u verder uit de gegevens te weten komt, openbaart u alleen binnen dit onderzoek.
5. Over afwijkende cijfers publiceert u zorgvuldig, bijvoorbeeld met een lokale context erbij.
6. Bij twijfel beslist de beheerorganisatie. De verklaring blijft van kracht, ook na afloop van het onderzoek.
"""


@dataclass(frozen=True)
class Onderzoek:
    """A study as the register has it: group (12a, 12b, 12c), last day, whether it is over, who granted it (13.b)."""

    onderzoek_id: UUID
    titel: str
    groep: str
    datatype: str
    eindigt_op: date
    voorbij: bool
    gebieden: tuple[tuple[str, str], ...]
    besluit_id: UUID | None


@dataclass(frozen=True)
class Ending:
    """A study whose access ends soon, and how many logins it has."""

    onderzoek_id: UUID
    eindigt_op: date
    logins: int


@dataclass(frozen=True)
class Ended:
    """What was ended: studies past their last day, and logins without a right."""

    onderzoeken: tuple[UUID, ...]
    logins: tuple[str, ...]


@contextmanager
def _writing(what: str, settings: Settings | None) -> Iterator[Connection]:
    """Open a transaction as the writer of rights; a refusal of our own triggers is told in its words.

    What else a database says of a row quotes the row, so that is told by the name of the constraint only.
    """
    try:
        with connect(WRITER, application_name=f"woonkluis {what}", settings=settings) as connection:
            yield connection
    except psycopg.errors.CheckViolation as error:
        diag = error.diag
        words = f"not as {diag.constraint_name} wants it" if diag.constraint_name else diag.message_primary
        raise WoonkluisError(f"{what}: {words}") from None
    except psycopg.errors.IntegrityError as error:
        raise WoonkluisError(f"{what}: refused by {error.diag.constraint_name or 'the register'}") from None


def _reason(text: str | None) -> str:
    if not text or not text.strip():
        raise WoonkluisError("a decision needs a motivering: clear the question to ask it again")
    return text.strip()


def _found(connection: Connection, onderzoek_id: UUID) -> Onderzoek:
    row = connection.execute(FOUND, [onderzoek_id]).fetchone()
    if row is None:
        raise WoonkluisError(f"there is no onderzoek {onderzoek_id}")
    titel, groep, datatype, eindigt_op, voorbij, areas, besluit_id = row
    gebieden = tuple((soort, code) for soort, _, code in (area.partition(" ") for area in areas))
    return Onderzoek(onderzoek_id, titel, groep, datatype, eindigt_op, voorbij, gebieden, besluit_id)


def _running(connection: Connection, onderzoek_id: UUID) -> Onderzoek:
    # Whoever decides, signs or grants at the same moment waits, and then sees what this did.
    connection.execute("select from register.onderzoek where onderzoek_id = %s for update", [onderzoek_id])
    found = _found(connection, onderzoek_id)
    if found.voorbij:
        raise WoonkluisError(f"onderzoek {onderzoek_id} is over: ask for another")
    return found


def register(
    aanvraag: Aanvraag, sha256: str, *, aangevraagd_door: str, settings: Settings | None = None
) -> tuple[UUID, bool]:
    """Register a request for access; return the study, and whether it is new: the same form is the same study.

    Raises:
        WoonkluisError: an area does not exist, or the study is over before it is registered.
    """
    values = aanvraag.model_dump(exclude={"gebieden"}) | {
        "aanvraag_sha256": sha256,
        "aangevraagd_door": aangevraagd_door,
    }
    with _writing("aanvraag", settings) as connection:
        for code in aanvraag.gebieden:
            if connection.execute(KNOWN_AREA, [code]).fetchone() is None:
                raise WoonkluisError(f"there is no {code}")
        (today,) = connection.execute(TODAY).fetchone() or (None,)
        if today is None or aanvraag.eindigt_op < today:
            raise WoonkluisError("eindigt_op is past")
        row = connection.execute(STUDY, values).fetchone()
        if row is None:
            known = "select onderzoek_id from register.onderzoek where aanvraag_sha256 = %s"
            ((onderzoek_id,),) = connection.execute(known, [sha256]).fetchall()
            return onderzoek_id, False
        for code in aanvraag.gebieden:
            connection.execute(AREA, [row[0], GEBIED[code[:2]], code])
        return row[0], True


def check_study(onderzoek_id: UUID, *, settings: Settings | None = None) -> Onderzoek:
    """Return a study that runs; raise WoonkluisError when there is none, or it is over."""
    with _writing("onderzoek", settings) as connection:
        return _running(connection, onderzoek_id)


def decide_access(
    onderzoek_id: UUID,
    *,
    orgaan: str,
    toegewezen: bool,
    motivering: str | None,
    besloten_door: str,
    aanvraag: str | None = None,
    settings: Settings | None = None,
) -> UUID:
    """Record whether a 12.c study gets access, with the reason (LMVW-13b); return the besluit.

    ``aanvraag`` names the question: the same answer to it again is the decision that is there already. Any other
    decision takes the place of the one that stood, which is withdrawn, with the rights that rested on it.

    Raises:
        WoonkluisError: no reason was given, or nobody decides on this study.
    """
    if orgaan not in ORGANEN:
        raise WoonkluisError(f"orgaan should be one of {', '.join(ORGANEN)}")
    answer: dict[str, Any] = {
        "onderzoek_id": onderzoek_id,
        "orgaan": orgaan,
        "uitkomst": "toegewezen" if toegewezen else "afgewezen",
        "motivering": _reason(motivering),
        "besloten_door": besloten_door,
        "aanvraag": aanvraag,
    }
    with _writing("besluit 13.b", settings) as connection:
        study = _running(connection, onderzoek_id)
        if study.groep != "12c":
            raise WoonkluisError(f"onderzoek {onderzoek_id} is of group {study.groep}: article 13.b is for 12c only")
        soort, code = study.gebieden[0] if len(study.gebieden) == 1 else ("nederland", "NL")
        answer |= {"gebied_soort": soort, "gebied_code": code}
        before = connection.execute(ANSWERED, answer).fetchone()
        if before and before[1:] == (answer["uitkomst"], answer["motivering"], besloten_door):
            return UUID(str(before[0]))
        if standing := connection.execute(STANDING, answer).fetchone():
            again = {"besluit_id": standing[0], "door": besloten_door, "motivering": "er is opnieuw besloten"}
            connection.execute(WITHDRAWAL, again)
        ((besluit_id,),) = connection.execute(DECISION, answer).fetchall()
    return UUID(str(besluit_id))


def sign(onderzoek_id: UUID, ondertekening: Ondertekening, document: Path, *, settings: Settings | None = None) -> UUID:
    """Record the signatures of one researcher and organisation under a document; return the declaration.

    Of the document only its SHA-256 is kept. The same document again is the same declaration.

    Raises:
        WoonkluisError: the document serves another study (LMVW-15a) or cannot be read, a date is in the future, or
            the study is over.
    """
    try:
        sha256 = hashlib.sha256(document.read_bytes()).hexdigest()
    except OSError as error:
        raise WoonkluisError(f"the signed document cannot be read: {error.strerror}") from None
    known = "select verklaring_id, onderzoek_id from register.geheimhoudingsverklaring where document_sha256 = %s"
    with _writing("verklaring", settings) as connection:
        _running(connection, onderzoek_id)
        if before := connection.execute(known, [sha256]).fetchone():
            if before[1] != onderzoek_id:
                raise WoonkluisError("this document is the verklaring of another study: each has its own (LMVW-15a)")
            return UUID(str(before[0]))
        ((verklaring_id,),) = connection.execute(
            "insert into register.geheimhoudingsverklaring (onderzoek_id, deel_a_op, deel_b_op, document_sha256) "
            "values (%s, %s, %s, %s) returning verklaring_id",
            [onderzoek_id, ondertekening.deel_a.datum, ondertekening.deel_b.datum, sha256],
        ).fetchall()
        _sign_part(connection, verklaring_id, "A", ondertekening.deel_a)
        _sign_part(connection, verklaring_id, "B", ondertekening.deel_b)
    return UUID(str(verklaring_id))


def _sign_part(connection: Connection, verklaring_id: UUID, deel: str, signer: DeelA | DeelB) -> None:
    person = dict.fromkeys(PERSONAL) | signer.model_dump()
    connection.execute(SIGNER, person | {"verklaring_id": verklaring_id, "deel": deel})


def outgoing(login: str, settings: Settings) -> Path:
    """Where note and password of a login wait for who hands them over, by separate ways."""
    return settings.state_dir / "uitgaand" / "toegang" / login


def grant(onderzoek_id: UUID, *, bevestigd_door: str, settings: Settings | None = None) -> list[str]:
    """Give every signed declaration of a study without a right its login and rights; return the new logins.

    Each login gets a directory in ``uitgaand/toegang`` with a note and, apart from it, a password: files that only
    their owner reads, written before the login exists, so that no login has a password that nobody knows.

    Raises:
        WoonkluisError: the study is over, is not granted (LMVW-13b), or nobody signed (LMVW-15a).
    """
    settings = settings or get_settings()
    logins: list[str] = []
    while True:
        with _writing("toegang", settings) as connection:
            study = _running(connection, onderzoek_id)
            if study.groep == "12c" and study.besluit_id is None:
                raise WoonkluisError(f"onderzoek {onderzoek_id} has no decision that grants access (LMVW-13b)")
            signed = connection.execute(SIGNED, [onderzoek_id]).fetchone()
            if signed is None:
                break
            verklaring_id, login = signed
            logins.append(_grant_one(connection, study, verklaring_id, login, bevestigd_door, settings))
    with _writing("toegang", settings) as connection:
        query = "select from toegang.recht where studie_id = %s and geldig_tot > clock_timestamp() limit 1"
        if connection.execute(query, [onderzoek_id]).fetchone() is None:
            raise WoonkluisError(
                f"onderzoek {onderzoek_id} has no verklaring with part A and part B signed: `woonkluis verklaring`"
            )
    _note_logins(settings)
    return logins


def _note_logins(settings: Settings | None) -> None:
    """LMVW-4a: PostgreSQL has no trigger on roles, so who changes one asks to have it written down."""
    with _writing("logins", settings) as connection:
        connection.execute("select audit.noteer_logins()")


def _grant_one(
    connection: Connection, study: Onderzoek, verklaring_id: UUID, login: str, bevestigd_door: str, settings: Settings
) -> str:
    connection.execute(CONFIRM, [bevestigd_door, verklaring_id])
    _hand_out(connection, study, verklaring_id, login, settings)
    connection.execute(
        RIGHT,
        {
            "login": login,
            "verklaring_id": verklaring_id,
            "besluit_id": study.besluit_id,
            "onderzoek_id": study.onderzoek_id,
        },
    )
    return login


def _hand_out(connection: Connection, study: Onderzoek, verklaring_id: UUID, login: str, settings: Settings) -> None:
    """Give a login a one-time password; its files are written before the server has it."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    verifier = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    _write(login, {"toelichting.txt": _note(study, login, settings), "wachtwoord.txt": f"{password}\n"}, settings)
    connection.execute("select toegang.zet_onderzoekslogin(%s, %s)", [verklaring_id, verifier])


def new_password(verklaring_id: UUID, *, settings: Settings | None = None) -> str:
    """Give the login of a declaration with access another one-time password, for one that was lost or expired.

    The one before it stops working. Returns the login, whose note and password wait in ``uitgaand/toegang``.

    Raises:
        WoonkluisError: the declaration gives no access now.
    """
    settings = settings or get_settings()
    with _writing("wachtwoord", settings) as connection:
        row = connection.execute(HAS_ACCESS, [verklaring_id]).fetchone()
        if row is None:
            raise WoonkluisError(f"verklaring {verklaring_id} gives no access now")
        onderzoek_id, login = row
        _hand_out(connection, _running(connection, onderzoek_id), verklaring_id, login, settings)
    _note_logins(settings)
    return str(login)


def _note(study: Onderzoek, login: str, settings: Settings) -> str:
    host, port = settings.address()
    # The server counts from when it gets the password, a moment later; the note is never the later of both.
    last = datetime.combine(study.eindigt_op + timedelta(days=1), time(), ZONE)
    expires = min(datetime.now(ZONE) + ONE_TIME, last)
    return NOTE.format(
        titel=study.titel,
        onderzoek_id=study.onderzoek_id,
        login=login,
        address=f"{host}:{port}",
        database=settings.pg_database,
        gebieden=", ".join(code for _, code in study.gebieden),
        datatype=study.datatype,
        eindigt_op=study.eindigt_op,
        vervalt=f"{expires:%Y-%m-%d %H:%M}",
    )


def _write(login: str, files: dict[str, str], settings: Settings) -> None:
    directory = outgoing(login, settings)
    try:
        for one in (directory.parents[1], directory.parent, directory):
            one.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, text in files.items():
            draft = directory / f".deel-{name}"
            draft.unlink(missing_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            draft.replace(directory / name)
    except OSError as error:
        raise WoonkluisError(f"the note for {login} cannot be written: {error.strerror}") from None


def withdraw(
    soort: str, key: UUID, *, motivering: str | None, besloten_door: str, settings: Settings | None = None
) -> bool:
    """End access before its day; False when it had ended.

    A ``verklaring`` is withdrawn (its row stays, LMVW-GV-A6), a ``besluit`` of article 13.b is withdrawn, an
    ``onderzoek`` ends. All rights that rest on it end in that transaction, and logins without rights are closed.

    Raises:
        WoonkluisError: no reason was given, or there is no such thing.
    """
    query, table = ENDED_BY[soort]
    reason = _reason(motivering)
    answer = {f"{soort}_id": key, "door": besloten_door, "motivering": reason}
    with _writing(f"{soort} {key}", settings) as connection:
        ended = connection.execute(query.encode(), answer).rowcount > 0
        known = f"select from {table} where {soort}_id = %s"
        if not ended and connection.execute(known.encode(), [key]).fetchone() is None:
            raise WoonkluisError(f"there is no {soort} {key}")
    close_logins(settings=settings)
    return ended


def close_logins(*, settings: Settings | None = None) -> tuple[str, ...]:
    """Close the logins of researchers that have no right any more; return them."""
    with _writing("logins sluiten", settings) as connection:
        logins = [login for (login,) in connection.execute(WITHOUT_RIGHT).fetchall()]
        for login in logins:
            connection.execute("select toegang.sluit_onderzoekslogin(%s)", [login])
    if logins:
        _note_logins(settings)
    return tuple(logins)


def end_due(*, settings: Settings | None = None) -> Ended:
    """End studies past their last day, and close logins that have no right any more; safe to repeat."""
    with _writing("einddatum", settings) as connection:
        past = [onderzoek_id for (onderzoek_id,) in connection.execute(PAST).fetchall()]
        for onderzoek_id in past:
            connection.execute(
                END_STUDY, {"onderzoek_id": onderzoek_id, "door": "woonkluis", "motivering": "einddatum"}
            )
    return Ended(tuple(past), close_logins(settings=settings))


def ending(vandaag: date | None = None, *, settings: Settings | None = None) -> list[Ending]:
    """List studies with access that ends within a month of the calendar, first the first; ``vandaag`` is for tests."""
    with _writing("einddatum", settings) as connection:
        return _ending(connection, vandaag)


def _ending(connection: Connection, vandaag: date | None) -> list[Ending]:
    return [Ending(*row) for row in connection.execute(ENDING, {"vandaag": vandaag}).fetchall()]


def warn(
    tell: Callable[[Ending], object], vandaag: date | None = None, *, settings: Settings | None = None
) -> list[Ending]:
    """Tell once of each study that its access ends within a month, and return those.

    That it was told is written down in the same transaction as the telling: where that fails, the next night tells it,
    and a night that was missed is made good by the next.
    """
    told = []
    with _writing("einddatum", settings) as connection:
        for one in _ending(connection, vandaag):
            if connection.execute(TOLD, [one.onderzoek_id]).fetchone():
                tell(one)
                told.append(one)
    return told
