"""The overview of access as a page, and as evidence: a list with its SHA-256 and the end of the audit's chain."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from woonkluis.accept.kalender import ZONE
from woonkluis.access.audit import VERIFIER
from woonkluis.access.overzicht import BY_GROUP, BY_ROW, READER, Leeslog, Overzicht, Recht
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.report.blad import RUNS
from woonkluis.report.paginas import geen_adres, templates

if TYPE_CHECKING:
    from jinja2 import Environment

    from woonkluis.platform.settings import Settings

CHOICES = {
    "geldig": "geldig",
    "verloopt": "verloopt binnen 30 dagen",
    "toekomstig": "gaat nog in",
    "beëindigd": "beëindigd",
}

ABOUT = {
    "lmvw": ("Vertrouwelijke woningbouwplannen", "LMVW-12 tot en met LMVW-16"),
    "cwr": ("Persoonsgegevens van het centraal woningregister", "WIV-4.10, WIV-6.7"),
}
"""Per regime what the rights are on, and the articles that ask for the list."""

MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}

BOM = "\ufeff".encode()

EVENTS = {"lmvw": "", "cwr": "cwr_"}
"""What stands before the form of a list in the name of its event."""

KNOWN = """
    select from audit.gebeurtenis
    where
        soort in (
            'uitvoer.toegang_csv', 'uitvoer.toegang_json', 'uitvoer.toegang_cwr_csv', 'uitvoer.toegang_cwr_json'
        )
        and onderwerp = %s
"""

ANCHORED = "select from audit.gebeurtenis where volgnummer = %s::bigint and encode(hash, 'hex') = %s"


@dataclass(frozen=True)
class Bewijs:
    """A list as it leaves: its bytes, the SHA-256 of the list inside, and the name of the file."""

    naam: str
    inhoud: bytes
    sha256: str


def _moment(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(ZONE).isoformat(timespec="seconds") if moment else None


def regel(right: Recht, overzicht: Overzicht) -> dict[str, Any]:
    """Return a right as the list has it; moments with their offset, Dutch time."""
    last = right.laatst_gebruikt
    return {
        "login": right.login,
        "groepen": list(right.groepen),
        "status": right.status,
        "regime": overzicht.regime,
        "gebied_soort": right.gebied_soort,
        "gebied_code": right.gebied_code,
        "gebied_naam": right.gebied_naam,
        "datatype": right.datatype,
        "studie_id": right.studie_id and str(right.studie_id),
        "studie": right.titel,
        "instelling": right.instelling,
        "onderzoeksgroep": right.groep,
        "besluit_orgaan": right.orgaan,
        "besluit_uitkomst": right.uitkomst,
        "besluit_op": _moment(right.besloten_op),
        "deel_a_getekend": right.deel_a_op and right.deel_a_op.isoformat(),
        "deel_b_getekend": right.deel_b_op and right.deel_b_op.isoformat(),
        "verklaring_ingetrokken_op": _moment(right.verklaring_ingetrokken_op),
        "geldig_van": _moment(right.geldig_van),
        "geldig_tot": _moment(right.geldig_tot),
        "inzage_voor": right.inzage_voor,
        "inzage_sinds": _moment(right.inzage_sinds),
        "toegekend_door": right.toegekend_door,
        "bevestigd_door": right.bevestigd_door,
        "laatst_gebruikt": _moment(last),
        "laatst_gebruikt_toelichting": overzicht.leeslog.words(right),
        "gebruik": [
            {"relatie": one.relatie, "laatst": _moment(one.laatst), "keren": one.keren} for one in right.gebruik
        ],
        "opmerkingen": list(right.opmerkingen),
        "recht_id": right.recht_id and str(right.recht_id),
    }


_EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)

FIELDS = tuple(regel(Recht(None, "", (), ""), Overzicht(_EPOCH, Leeslog(_EPOCH, _EPOCH), [])))
"""Columns of the list, in this order."""


def lijst(overzicht: Overzicht) -> list[dict[str, Any]]:
    """Return what the filter shows, one entry per right."""
    return [regel(right, overzicht) for right in overzicht.getoond]


TABLE = (
    "login",
    "groepen",
    "status",
    "gebied",
    "datatype",
    "studie",
    "besluit",
    "sinds",
    "tot en met",
    "laatst",
    "zoekt personen op voor",
    "let op",
)


def table(overzicht: Overzicht) -> list[tuple[str, ...]]:
    """Return the list for a terminal, with the columns of TABLE."""
    return [
        (
            right.login,
            ",".join(right.groepen),
            right.status,
            " ".join(filter(None, (right.gebied_code, right.gebied_naam))),
            right.datatype or "",
            " ".join((right.titel or "").split()),
            right.orgaan or "",
            f"{right.geldig_van.astimezone(ZONE):%Y-%m-%d}" if right.geldig_van else "",
            last_day(right.geldig_tot) if right.geldig_tot else "",
            overzicht.leeslog.words(right),
            right.inzage_voor or "",
            "; ".join(right.opmerkingen),
        )
        for right in overzicht.getoond
    ]


def last_day(end: dt.datetime) -> str:
    """A right ends at midnight: people know the day before as its last."""
    return f"{end.astimezone(ZONE) - dt.timedelta(microseconds=1):%Y-%m-%d}"


def bewijs(overzicht: Overzicht, vorm: str, *, door: str, settings: Settings | None = None) -> Bewijs:
    """Make the list as evidence, and write down in the audit that it was made, by whom, and with which SHA-256.

    The end of the chain that goes with it lies after that event: so the audit vouches for the list, and an anchor
    that was kept elsewhere for the audit.

    Raises:
        WoonkluisError: there is no such form, or the event cannot be written: then there is no list either.
    """
    if vorm not in MEDIA:
        raise WoonkluisError(f"a list is made as {' or '.join(MEDIA)}")
    rows = lijst(overzicht)
    about = {
        "overzicht": f"Wie heeft toegang tot wat ({ABOUT[overzicht.regime][1]})",
        "moment": _moment(overzicht.nu),
        "gemaakt_door": door,
        "filter": {name: value for name, value in asdict(overzicht.gekozen).items() if value},
        "rijen": len(rows),
        "leeslog_bekend_sinds": _moment(overzicht.leeslog.bekend_sinds),
        "leeslog_gelezen_tot": _moment(overzicht.leeslog.gelezen_tot),
    }
    inhoud = {"over": about, "rechten": rows}
    body = _csv(about, rows) if vorm == "csv" else _canonical(inhoud)
    sha256 = hashlib.sha256(body).hexdigest()
    with connect(READER, application_name="woonkluis access", settings=settings) as connection:
        parameters = [EVENTS[overzicht.regime] + vorm, sha256, len(rows), door]
        connection.execute("select audit.noteer_toegangslijst(%s, %s, %s, %s)", parameters)
        connection.commit()
        stand = connection.execute("select volgnummer, hash from audit.stand()").fetchone()
    if stand is None:
        raise WoonkluisError("the audit has no chain: its end is not kept")
    seal = {"sha256": sha256, "audit_volgnummer": stand[0], "audit_hash": stand[1]}
    content = (
        BOM + _lines([*seal.items(), ()]) + body
        if vorm == "csv"
        else json.dumps(seal | {"inhoud": inhoud}, ensure_ascii=False, indent=1).encode() + b"\n"
    )
    return Bewijs(f"toegang_{overzicht.regime}_{overzicht.nu.astimezone(ZONE):%Y-%m-%d_%H%M%S}.{vorm}", content, sha256)


def controleer(inhoud: bytes, *, settings: Settings | None = None) -> str:
    """Say of a list that was made as evidence that it is what it was; return its SHA-256.

    Raises:
        WoonkluisError: it was changed, or the audit does not know it.
    """
    about, body = _parts(inhoud)
    sha256 = hashlib.sha256(body).hexdigest()
    if sha256 != about["sha256"]:
        raise WoonkluisError("the list is not what it was: its SHA-256 is another")
    with connect(VERIFIER, application_name="woonkluis access", settings=settings) as connection:
        known = connection.execute(KNOWN, [sha256]).fetchone()
        anchored = connection.execute(ANCHORED, [about["audit_volgnummer"], about["audit_hash"]]).fetchone()
    if known is None:
        raise WoonkluisError("the audit does not know that this list was made")
    if anchored is None:
        raise WoonkluisError("the audit does not have the place in its chain that the list names")
    return sha256


def _parts(inhoud: bytes) -> tuple[dict[str, str], bytes]:
    """What the file says of itself, and the bytes that its SHA-256 is of."""
    try:
        if inhoud.startswith(BOM):
            head, _, body = inhoud.removeprefix(BOM).partition(b"\r\n\r\n")
            about = {row[0]: row[1] for row in csv.reader(io.StringIO(head.decode()), delimiter=";")}
        else:
            about = json.loads(inhoud)
            body = _canonical(about["inhoud"])
        return {name: str(about[name]) for name in ("sha256", "audit_volgnummer", "audit_hash")}, body
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, csv.Error):
        raise WoonkluisError("this is no list of rights that was made as evidence") from None


def _canonical(content: object) -> bytes:
    """The same contents are the same bytes, here and in `jq -cS`."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _csv(about: dict[str, Any], rows: list[dict[str, Any]]) -> bytes:
    """What the list is, an empty line, and the list. A Dutch Excel reads it by its mark and semicolons."""
    head = [(name, _cell(value)) for name, value in about.items()]
    return _lines([*head, (), FIELDS, *([_cell(row[name]) for name in FIELDS] for row in rows)])


def _lines(rows: list[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    """One cell; a text that a spreadsheet may take for a formula is marked as text, and stays on its line."""
    if isinstance(value, list):
        value = " | ".join(
            f"{one['relatie']} {one['laatst']} ({one['keren']}x)" if isinstance(one, dict) else str(one)
            for one in value
        )
    elif isinstance(value, dict):
        value = " | ".join(f"{name}={one}" for name, one in value.items())
    text = " ".join(str(value).split()) if value is not None else ""
    return f"'{text}" if text.startswith(RUNS) else text


@lru_cache
def _templates() -> Environment:
    return templates(
        dag=lambda moment: f"{moment.astimezone(ZONE):%Y-%m-%d}",
        tijd=lambda moment: f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}",
        laatste_dag=last_day,
    )


def render(overzicht: Overzicht) -> str:
    """The page, without script."""
    studies = {str(one.studie_id): one.titel for one in overzicht.rechten if one.studie_id}
    areas = {one.gebied_code: one.gebied_naam for one in overzicht.rechten if one.gebied_code}
    return (
        _templates()
        .get_template("toegang.html")
        .render(
            overzicht=overzicht,
            keuzes=CHOICES,
            groepen=BY_GROUP[overzicht.regime] | BY_ROW[overzicht.regime],
            over=ABOUT[overzicht.regime][0],
            studies=sorted(studies.items(), key=lambda one: str(one[1])),
            gebieden=sorted(areas.items(), key=lambda one: str(one[1])),
            vraag={name: value for name, value in asdict(overzicht.gekozen).items() if value},
        )
    )


def render_refusal() -> str:
    """The page for an address that means nothing."""
    return geen_adres(
        pagina="Toegang",
        uitleg="De filters zijn korte teksten.",
        adres="toegang",
        verder="het overzicht van toegang",
    )
