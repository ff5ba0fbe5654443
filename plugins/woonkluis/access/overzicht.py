"""Who has access to what, on which grounds, since when and last used when (LMVW-12 to LMVW-16, WIV-4.10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from woonkluis.accept.kalender import ZONE
from woonkluis.platform.engine import connect

if TYPE_CHECKING:
    from uuid import UUID

    from woonkluis.platform.settings import Settings

READER = "dienst_toegangsbord"

SOON = dt.timedelta(days=30)

STATES = ("geldig", "verloopt", "toekomstig", "beëindigd", "zonder recht")
"""`verloopt` is in force and ends within 30 days; `zonder recht` is a login whose group or attribute says more."""

VIEWS = {
    "geldig": ("geldig", "verloopt", "zonder recht"),
    "verloopt": ("verloopt",),
    "toekomstig": ("toekomstig",),
    "beëindigd": ("beëindigd",),
}
"""States that each choice of the filter shows; what no right explains is looked at with what is in force."""

BY_ROW = {
    "lmvw": {
        "lmvw_gemeente": "gemeente",
        "lmvw_provincie": "provincie",
        "lmvw_onderzoeker_12a": "onderzoeker 12a",
        "lmvw_onderzoeker_12b": "onderzoeker 12b",
        "lmvw_onderzoeker_12c": "onderzoeker 12c",
    },
    "cwr": {
        "cwr_gsc": "GSC-berekening",
        "cwr_huurprijs": "huurprijs",
        "cwr_prestatie": "prestatiemeting",
        "cwr_statistiek": "statistiek",
        "cwr_toezicht": "toezicht",
        "cwr_woonmaatschappij": "woonmaatschappij",
    },
}
"""LMVW-12, WIV-4.1 to WIV-4.12: groups in which a login sees what is confidential only by a row in toegang.recht."""

BY_GROUP = {"lmvw": {"lmvw_beheer": "beheer"}, "cwr": {"cwr_dpo": "DPO"}}
"""LMVW-8, WIV-4.6: who is in these sees what is confidential without such a row."""

WHOLE = {"lmvw": ("nederland", "NL", "Nederland"), "cwr": ("vlaanderen", "VL", "Vlaanderen")}
"""Area of who is in such a group."""

CONFIDENTIAL = tuple(group for groups in (BY_ROW, BY_GROUP) for of in groups.values() for group in of)

RIGHTS = """
    select
        recht.recht_id,
        recht.login_rol::oid as login_oid,
        rol.rolname::text as login,
        verklaring.login_naam,
        rol.rolcanlogin and (rol.rolvaliduntil is null or rol.rolvaliduntil > clock_timestamp()) as meldt_aan,
        recht.gebied_soort,
        recht.gebied_code,
        case recht.gebied_soort
            when 'gemeente' then (
                select gemeente.gemeente_naam from referentie.gemeente where gemeente.gemeente_code = recht.gebied_code
            )
            when 'provincie' then (
                select min(gemeente.provincie_naam) from referentie.gemeente
                where gemeente.provincie_code = recht.gebied_code
            )
            when 'nederland' then 'Nederland'
            when 'vlaanderen' then 'Vlaanderen'
            when 'woonmaatschappij' then (
                select partij.naam from register.partij where partij.partij_code = recht.gebied_code
            )
        end as gebied_naam,
        recht.datatype,
        onderzoek.titel,
        onderzoek.instelling,
        onderzoek.groep,
        besluit.orgaan,
        besluit.uitkomst,
        besluit.besloten_op,
        verklaring.deel_a_op,
        verklaring.deel_b_op,
        verklaring.ingetrokken_op,
        recht.geldig_van,
        recht.geldig_tot,
        recht.toegekend_door,
        verklaring.bevestigd_door,
        wachtwoord.vervalt_op,
        wachtwoord.vervangen_op,
        recht.studie_id
    from toegang.recht as recht
    left join pg_roles as rol on recht.login_rol::oid = rol.oid
    left join register.onderzoek as onderzoek on recht.studie_id = onderzoek.onderzoek_id
    left join register.besluit as besluit on recht.besluit_id = besluit.besluit_id
    left join register.geheimhoudingsverklaring as verklaring on recht.verklaring_id = verklaring.verklaring_id
    left join toegang.eenmalig_wachtwoord as wachtwoord on verklaring.login_naam = wachtwoord.login_naam
    where recht.regime = %s
    order by coalesce(rol.rolname::text, verklaring.login_naam, ''), recht.geldig_van, recht.gebied_code, recht.recht_id
"""

MEMBERS = """
    select rol.rolname::text, rol.rolsuper or rol.rolbypassrls, array(
        select groep.rolname::text from pg_roles as groep
        where
            groep.rolname = any(%s)
            and not rol.rolsuper
            and pg_has_role(rol.oid, groep.oid, 'member')
        order by groep.rolname
    )
    from pg_roles as rol
    where rol.rolcanlogin
    order by rol.rolname
"""

LOOK_UP = """
    select
        rol.rolname::text,
        coalesce(inzage.toepassing || ' van ', '') || partij.naam,
        inzage.vastgelegd_op
    from toegang.inzage_login as inzage
    inner join pg_roles as rol on inzage.login_rol::oid = rol.oid
    inner join register.partij on inzage.partij_code = partij.partij_code
    where inzage.beeindigd_op is null
"""
"""WIV-6.7: logins that may look persons up."""

USE = """
    select login, relatie, eerst, laatst, keren
    from audit.gebruik
    where starts_with(relatie, %s || '_')
    order by login, laatst desc, relatie
"""

LOOKS = """
    select login, 'cwr_inzage', min(gevraagd_op), max(gevraagd_op), count(*)
    from audit.inzage
    group by login
"""
"""WIV-6.10: who looked persons up, as the log of look-ups has it: that is complete, and as new as the last question."""

LOG = "select bekend_sinds, gelezen_tot from audit.leeslog_stand"


@dataclass(frozen=True)
class Gebruik:
    """When and how often a login read one confidential relation, as far as the log was read."""

    relatie: str
    eerst: dt.datetime
    laatst: dt.datetime
    keren: int


@dataclass(frozen=True)
class Recht:
    """One right in force or ended, or a login whose group says more than its rights."""

    recht_id: UUID | None
    login: str
    groepen: tuple[str, ...]
    status: str
    gebied_soort: str | None = None
    gebied_code: str | None = None
    gebied_naam: str | None = None
    datatype: str | None = None
    studie_id: UUID | None = None
    titel: str | None = None
    instelling: str | None = None
    groep: str | None = None
    orgaan: str | None = None
    uitkomst: str | None = None
    besloten_op: dt.datetime | None = None
    deel_a_op: dt.date | None = None
    deel_b_op: dt.date | None = None
    verklaring_ingetrokken_op: dt.datetime | None = None
    geldig_van: dt.datetime | None = None
    geldig_tot: dt.datetime | None = None
    toegekend_door: str | None = None
    bevestigd_door: str | None = None
    eenmalig_tot: dt.datetime | None = None
    inzage_voor: str | None = None
    inzage_sinds: dt.datetime | None = None
    gebruik: tuple[Gebruik, ...] = ()
    opmerkingen: tuple[str, ...] = ()

    @property
    def laatst_gebruikt(self) -> dt.datetime | None:
        """Last known read by its login; None when none is known."""
        return max((one.laatst for one in self.gebruik), default=None)


@dataclass(frozen=True)
class Leeslog:
    """Since and until when every read is known."""

    bekend_sinds: dt.datetime
    gelezen_tot: dt.datetime

    def words(self, right: Recht) -> str:
        """When a right's login last read, in words that never say more than the log does."""
        last, since = right.laatst_gebruikt, f"{self.bekend_sinds.astimezone(ZONE):%Y-%m-%d}"
        if last is None:
            return f"niet sinds {since}, daarvoor onbekend"
        seen = f"{last.astimezone(ZONE):%Y-%m-%d %H:%M}"
        return seen if last >= self.bekend_sinds else f"{seen}, daarna onbekend tot {since}"


@dataclass(frozen=True)
class Filter:
    """What somebody chose; every text comes from outside and matches or does not."""

    status: str = ""
    groep: str = ""
    studie: str = ""
    gebied: str = ""
    zoek: str = ""

    def keeps(self, right: Recht) -> bool:
        """Whether a right is shown."""
        if self.status and right.status not in VIEWS.get(self.status, ()):
            return False
        if self.groep and self.groep not in (*right.groepen, f"lmvw_onderzoeker_{right.groep}"):
            return False
        if self.studie and self.studie != str(right.studie_id):
            return False
        if self.gebied and self.gebied != right.gebied_code:
            return False
        words = (
            *(right.login, *right.groepen, right.gebied_code, right.gebied_naam),
            *(right.titel, right.instelling, right.inzage_voor),
        )
        return self.zoek.casefold() in " ".join(word for word in words if word).casefold()


@dataclass(frozen=True)
class Overzicht:
    """Every right of a regime, and what else gives access to it, at one moment."""

    nu: dt.datetime
    leeslog: Leeslog
    rechten: list[Recht]
    gekozen: Filter = field(default_factory=Filter)
    regime: str = "lmvw"

    @property
    def getoond(self) -> list[Recht]:
        """Rights that the filter keeps."""
        return [right for right in self.rechten if self.gekozen.keeps(right)]


def read_overzicht(
    gekozen: Filter | None = None, *, regime: str = "lmvw", settings: Settings | None = None
) -> Overzicht:
    """Read all rights of a regime with what they rest on, as a login that reads nothing else."""
    with connect(READER, application_name="woonkluis access", settings=settings) as connection:
        # One moment for all of it.
        connection.execute("set transaction isolation level repeatable read, read only")
        nu = dt.datetime.now(dt.UTC)
        cursor = connection.execute(RIGHTS, [regime])
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        members = connection.execute(MEMBERS, [list(CONFIDENTIAL)]).fetchall()
        used: dict[str, list[Gebruik]] = {}
        for login, *use in connection.execute(USE, [regime]):
            used.setdefault(login, []).append(Gebruik(*use))
        for login, *use in connection.execute(LOOKS) if regime == "cwr" else ():
            used.setdefault(login, []).append(Gebruik(*use))
        looks_up = {login: (wie, sinds) for login, wie, sinds in connection.execute(LOOK_UP)}
        since, until = connection.execute(LOG).fetchone() or (nu, nu)
    groups = {login: tuple(held) for login, _, held in members}
    rights = [_right(row, groups, used, nu) for row in rows]
    in_force = {right.login for right in rights if right.status in {"geldig", "verloopt", "toekomstig"}}
    for login, above, held in members:
        if above or not {*BY_ROW[regime], *BY_GROUP[regime]}.isdisjoint(held):
            rights += _without_row(regime, login, tuple(held), used, above=above, has_right=login in in_force)
    if regime == "cwr":
        rights = [_looking_up(right, looks_up) for right in rights]
    rights.sort(key=lambda right: (right.login, right.geldig_van or nu, right.gebied_code or ""))
    return Overzicht(nu, Leeslog(since, until), rights, gekozen or Filter(), regime)


def _looking_up(right: Recht, looks_up: dict[str, tuple[str, dt.datetime]]) -> Recht:
    """Add for whom a login looks persons up, and since when."""
    voor, sinds = looks_up.get(right.login, (None, None))
    return replace(right, inzage_voor=voor, inzage_sinds=sinds)


def _right(
    row: dict[str, Any], groups: dict[str, tuple[str, ...]], used: dict[str, list[Gebruik]], nu: dt.datetime
) -> Recht:
    login = row["login"] or row["login_naam"] or f"(rol {row['login_oid']})"
    held = groups.get(row["login"], ())
    status = _status(row["geldig_van"], row["geldig_tot"], nu)
    endless = "cwr_toezicht" in held and row["geldig_tot"] is None
    ends = row["vervalt_op"] if row["vervangen_op"] is None else None
    remarks = [*_too_many(held)]
    if endless:
        status = "zonder recht"
        remarks.append("zonder einde: geldt niet (WIV-4.7), geef het opnieuw met een einde")
    elif status != "beëindigd":
        if row["login"] is None:
            remarks.append("de login bestaat niet meer")
        elif not row["meldt_aan"]:
            remarks.append("de login is gesloten of het wachtwoord is verlopen, het recht loopt")
        elif not held:
            remarks.append("de login zit in geen groep: het recht geeft niets")
        if ends and row["meldt_aan"]:
            remarks.append(f"het eenmalige wachtwoord is nog niet vervangen, het werkt tot {_day(ends)}")
        if row["ingetrokken_op"]:
            remarks.append("de verklaring is ingetrokken")
    kept = ("gebied_soort", "gebied_code", "gebied_naam", "datatype", "studie_id", "titel", "instelling", "groep")
    rests = ("orgaan", "uitkomst", "besloten_op", "deel_a_op", "deel_b_op")
    since = ("geldig_van", "geldig_tot", "toegekend_door", "bevestigd_door")
    return Recht(
        row["recht_id"],
        login,
        held,
        status,
        **{name: row[name] for name in (*kept, *rests, *since)},
        verklaring_ingetrokken_op=row["ingetrokken_op"],
        eenmalig_tot=ends,
        gebruik=tuple(used.get(row["login"] or row["login_naam"] or "", ())),
        opmerkingen=tuple(remarks),
    )


def _without_row(
    regime: str, login: str, held: tuple[str, ...], used: dict[str, list[Gebruik]], *, above: bool, has_right: bool
) -> list[Recht]:
    """What a login may see that no row says, or should say and does not."""
    use = tuple(used.get(login, ()))
    if above:
        return [_mark(login, held, use, "beheerder van de server: leest alles, buiten de rechten om")]
    found = []
    by_group = [group for group in held if group in BY_GROUP[regime]]
    if by_group:
        remarks = ("heeft toegang door de groep, niet door een recht", *_too_many(held))
        found.append(Recht(None, login, held, "geldig", *WHOLE[regime], gebruik=use, opmerkingen=remarks))
    if not has_right and any(group in BY_ROW[regime] for group in held):
        found.append(_mark(login, held, use, "zit in een groep zonder recht dat geldt", *_too_many(held)))
    elif not has_right and not by_group and len(held) > 1:
        found.append(_mark(login, held, use, *_too_many(held)))
    return found


def _mark(login: str, held: tuple[str, ...], use: tuple[Gebruik, ...], *remarks: str) -> Recht:
    return Recht(None, login, held, "zonder recht", gebruik=use, opmerkingen=remarks)


def _too_many(held: tuple[str, ...]) -> tuple[str, ...]:
    return (f"zit in {len(held)} groepen met vertrouwelijke gegevens",) if len(held) > 1 else ()


def _status(van: dt.datetime, tot: dt.datetime | None, nu: dt.datetime) -> str:
    if tot is not None and tot <= nu:
        return "beëindigd"
    if van > nu:
        return "toekomstig"
    return "verloopt" if tot is not None and tot - nu <= SOON else "geldig"


def _day(moment: dt.datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"
