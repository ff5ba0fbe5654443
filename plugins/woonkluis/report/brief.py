"""WIV-7.1: letters that tell a woonmaatschappij of its notices: keys of records and names of fields, never a value."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from woonkluis.access.audit import record_export
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import Settings, get_settings
from woonkluis.receive.store import letters_dir
from woonkluis.report.melding import NOT_STOPPED, WRITER

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from psycopg import Connection

SHOWN = 200
"""Records of a notice that a letter names; all of them stand in register.melding_record and at the endpoint."""

KINDS = {
    "opening": "Nieuw",
    "teruggelegd": "Opnieuw open: uw antwoord volstaat niet",
    "herinnering_onderzoek": "De termijn voor het onderzoek loopt bijna af",
    "te_laat_onderzoek": "De termijn voor het onderzoek is voorbij",
    "herinnering_maatregelen": "De termijn voor de maatregelen loopt bijna af",
    "te_laat_maatregelen": "De termijn voor de maatregelen is voorbij",
    "herinnering_herstel": "De termijn om gemelde maatregelen te zien in een levering loopt bijna af",
    "te_laat_herstel": "De termijn om gemelde maatregelen te zien in een levering is voorbij",
    "afsluiting": "Afgesloten",
}
"""What a letter says of each kind, in this order."""

CLOSED = {
    "hersteld": "het gebrek kwam in een latere volledige levering niet terug",
    "bevestigd": "de maatregelen zijn bevestigd",
    "geen_gebrek": "de gegevens blijken juist",
}

HEAD = """\
Aan woonmaatschappij {bronhouder}
Van Wonen in Vlaanderen, centraal woningregister
Datum {dag}
Brief {brief_id}

Meldingen over de kwaliteit van gegevens (artikel 7 van het protocol)

Wat hieronder staat, is in uw leveringen gevonden of veranderd. Onderzoek elke open melding voor de eerste datum, neem
maatregelen voor de tweede, en laat het weten met het kenmerk van de melding (docs/aanleveren_cwr.md).
Noem in een antwoord geen persoon en geen nummer van het Rijksregister.
"""

ADDRESS = f"""
    with open_brief as (
        select bronhouder_code, gen_random_uuid() as brief_id
        from (
            select distinct bericht.bronhouder_code
            from register.melding_bericht as bericht
            where bericht.brief_id is null and {NOT_STOPPED.format("bericht")}
        ) as wie
    )

    update register.melding_bericht as bericht
    set brief_id = open_brief.brief_id
    from open_brief
    where bericht.bronhouder_code = open_brief.bronhouder_code and bericht.brief_id is null
"""  # noqa: S608 - no value in it

UNSENT = f"""
    select
        bericht.brief_id,
        bericht.bronhouder_code,
        (max(bericht.gemaakt_op) at time zone 'Europe/Brussels')::date,
        count(*)
    from register.melding_bericht as bericht
    where bericht.brief_id is not null and bericht.verzonden_op is null and {NOT_STOPPED.format("bericht")}
    group by bericht.brief_id, bericht.bronhouder_code
    order by min(bericht.gemaakt_op), bericht.brief_id
"""  # noqa: S608

CONTENTS = """
    select
        bericht.soort,
        stand.melding_id,
        stand.regel_id,
        stand.klasse,
        stand.titel,
        stand.actie,
        stand.onderzoek_tot,
        stand.maatregelen_tot,
        stand.herstel_tot,
        stand.open_records,
        stand.reden
    from register.melding_bericht as bericht
    join register.melding_stand as stand using (melding_id)
    where bericht.brief_id = %s
    order by stand.klasse, stand.regel_id, stand.melding_id
"""

SENT = """
    update register.melding_bericht set verzonden_op = clock_timestamp() where brief_id = %s and verzonden_op is null
"""

PLACES = """
    select laag, sleutel, kolom
    from register.melding_record
    where melding_id = %s and einde_op is null
    order by laag, sleutel, kolom
    limit %s
"""


@dataclass(frozen=True)
class Brief:
    """A letter that was put out: how much it tells, and where it waits."""

    brief_id: UUID
    bronhouder_code: str
    berichten: int
    file: Path


def verzend(*, settings: Settings | None = None) -> list[Brief]:
    """Put out one letter per woonmaatschappij with all it is still to be told (WIV-7.1).

    What a letter tells is fixed before it is written, and its name with it: when this stops halfway, the next
    time writes the same letter.

    Raises:
        WoonkluisError: a letter cannot be written.
    """
    settings = settings or get_settings()
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        connection.execute(ADDRESS.encode())
    sent = []
    with connect(WRITER, application_name="woonkluis melding", autocommit=True, settings=settings) as connection:
        for brief_id, bronhouder, dag, berichten in connection.execute(UNSENT.encode()).fetchall():
            text = _letter(connection, brief_id, bronhouder, dag)
            record_export(
                *("melding", str(brief_id)),
                regime="cwr",
                relatie="register.melding",
                rijen=berichten,
                settings=settings,
            )
            file = letters_dir(bronhouder, settings) / f"meldingen_{dag}_{brief_id}.txt"
            _write(file, text)
            connection.execute(SENT, [brief_id])
            sent.append(Brief(brief_id, bronhouder, berichten, file))
    return sent


def _letter(connection: Connection, brief_id: UUID, bronhouder: str, dag: object) -> str:
    per_kind: dict[str, list[tuple[Any, ...]]] = {}
    for soort, *notice in connection.execute(CONTENTS, [brief_id]):
        per_kind.setdefault(soort, []).append(tuple(notice))
    parts = [HEAD.format(bronhouder=bronhouder, dag=dag, brief_id=brief_id)]
    for soort, words in KINDS.items():
        if soort in per_kind:
            parts.append(f"{words}: {len(per_kind[soort])}\n")
            parts += [_notice(connection, soort, notice) for notice in per_kind[soort]]
    return "\n".join(parts)


def _notice(connection: Connection, soort: str, notice: tuple[Any, ...]) -> str:
    melding_id, regel_id, klasse, titel, actie, onderzoek_tot, maatregelen_tot, herstel_tot, aantal, reden = notice
    lines = [f"- {titel} ({klasse}; {regel_id})", f"  Melding {melding_id}"]
    if soort == "afsluiting":
        return "\n".join([*lines, f"  Reden: {CLOSED.get(reden, reden)}.", ""])
    lines += [
        f"  Doe: {actie}",
        f"  Onderzoek tot en met {onderzoek_tot}, maatregelen tot en met {maatregelen_tot}.",
        *([f"  U meldde maatregelen: lever zonder dit gebrek tot en met {herstel_tot}."] if herstel_tot else []),
        f"  Waar ({aantal}):",
    ]
    places = connection.execute(PLACES, [melding_id, SHOWN]).fetchall()
    lines += [f"    {_place(*place)}" for place in places]
    if aantal > len(places):
        lines.append(f"    en nog {aantal - len(places)}, die u met uw login of bij het eindpunt leest")
    return "\n".join([*lines, ""])


def _place(laag: str, sleutel: str, kolom: str) -> str:
    """Name a record and field; a key that the sender wrote stays on its line."""
    words = " ".join(f"{laag} {sleutel}".split())
    return f"{words}, veld {kolom}" if kolom else words


def _write(file: Path, text: str) -> None:
    """Write a letter for its owner only; it appears complete or not at all."""
    try:
        for directory in (file.parents[2], file.parents[1], file.parent):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f".deel-{file.name}")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
        draft.replace(file)
    except OSError as error:
        raise WoonkluisError(f"a letter on notices cannot be written: {error.strerror}") from None
