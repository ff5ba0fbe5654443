"""Commands for rights and the record of them: audit, access, studies, roles, and decisions of the DPO."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from woonkluis.cli.command import app, complain, say, table
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import get_settings

CANNOT_LOOK = 2
"""Exit code of `roles` when database or declaration cannot be read: that is not the same as no drift."""


@app.command()
def audit(
    sinds: Annotated[
        str | None,
        typer.Option(help="Show what happened since this day (2026-01-31) or moment; default is a week ago."),
    ] = None,
    regime: Annotated[str | None, typer.Option(help="lmvw or cwr; both without it.")] = None,
    anker: Annotated[
        str | None, typer.Option(help="With --verify: an anchor that was kept elsewhere, as it was printed.")
    ] = None,
    login: Annotated[str, typer.Option(help="Login that reads; its policies decide what it sees.")] = "dienst_audit",
    *,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check the chain instead; exit code 1 names the first broken row.")
    ] = False,
) -> None:
    """Show who did what, or verify that nobody changed the record of it (LMVW-4a, WIV-6.10)."""
    from datetime import UTC, datetime, timedelta

    from woonkluis.access import audit as trail

    if verify:
        outcome = trail.verify(extra=(trail.parse_anchor(anker),) if anker else ())
        for fault in outcome.faults:
            complain(str(fault))
        if not outcome.intact:
            raise typer.Exit(1)
        say(f"audit: intact, {outcome.einde.volgnummer} events, {outcome.ankers} anchors")
        say(f"anchor: {outcome.einde}")
        return
    try:
        moment = datetime.fromisoformat(sinds).astimezone() if sinds else datetime.now(UTC) - timedelta(days=7)
    except ValueError:
        raise WoonkluisError("--sinds is a day or a moment, such as 2026-01-31 or 2026-01-31T12:00") from None
    if regime not in {None, "lmvw", "cwr"}:
        raise WoonkluisError("--regime is lmvw or cwr")
    columns, rows = trail.events(moment, regime=regime, login=login)
    table(columns, rows)


@app.command()
def access(
    status: Annotated[str, typer.Option(help="geldig, verloopt (within 30 days), toekomstig or beëindigd.")] = "",
    regime: Annotated[str, typer.Option(help="lmvw or cwr.")] = "lmvw",
    groep: Annotated[str, typer.Option(help="Group, such as lmvw_onderzoeker_12c.")] = "",
    studie: Annotated[str, typer.Option(help="Id of a study.")] = "",
    gebied: Annotated[str, typer.Option(help="GM0150, PV23, NL, a KBO number or VL.")] = "",
    zoek: Annotated[str, typer.Option(help="Part of a login, study, organisation or area.")] = "",
    naar: Annotated[
        Path | None, typer.Option(help="Write it as evidence, a file that ends in .csv or .json; the audit records it.")
    ] = None,
    controleer: Annotated[
        Path | None, typer.Option(help="Check a file of evidence instead; exit code 1 when it was changed.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show who has access to what, on which grounds, and when it was last used (LMVW-12 to LMVW-16, WIV-4.10)."""
    from woonkluis.access import leeslog, overzicht
    from woonkluis.platform.machine import account
    from woonkluis.report import toegang

    if controleer:
        say(f"{controleer.name}: as it was made, SHA-256 {toegang.controleer(controleer.read_bytes())}")
        return
    if regime not in overzicht.BY_ROW:
        raise WoonkluisError(f"--regime is one of {', '.join(overzicht.BY_ROW)}")
    if status not in {"", *overzicht.VIEWS}:
        raise WoonkluisError(f"--status is one of {', '.join(overzicht.VIEWS)}")
    try:
        leeslog.take_up()
    except WoonkluisError as error:
        complain(f"last used is not up to date: {error}")
    found = overzicht.read_overzicht(overzicht.Filter(status, groep, studie, gebied, zoek), regime=regime)
    if naar:
        made = toegang.bewijs(found, naar.suffix.removeprefix("."), door=account())
        naar.write_bytes(made.inhoud)
        say(f"{naar}: {len(found.getoond)} rights, SHA-256 {made.sha256}")
    elif as_json:
        say(json.dumps(toegang.lijst(found), ensure_ascii=False, indent=1))
    else:
        table(toegang.TABLE, toegang.table(found))


@app.command()
def wachtwoord(verklaring_id: Annotated[UUID, typer.Argument(help="Id of the verklaring of a researcher.")]) -> None:
    """Hand out another one-time password, for one that was lost or expired."""
    from woonkluis.access.onderzoek import new_password, outgoing

    login = new_password(verklaring_id)
    say(f"{login}: note and password in {outgoing(login, get_settings())}")


@app.command()
def onderzoek(
    file: Annotated[Path, typer.Argument(help="Request for access (YAML or JSON), see docs/onderzoek.md.")],
) -> None:
    """Register a request of researchers for access, and print its id; the DAG lmvw_toegang does the rest."""
    from woonkluis.access.aanvraag import read_aanvraag
    from woonkluis.access.onderzoek import register
    from woonkluis.platform.machine import account

    aanvraag, sha256 = read_aanvraag(file)
    onderzoek_id, new = register(aanvraag, sha256, aangevraagd_door=account())
    say(f"onderzoek {onderzoek_id}: {'registered' if new else 'already registered'}, group {aanvraag.groep}")


@app.command()
def verklaring(
    onderzoek_id: Annotated[UUID, typer.Argument(help="Id of the study.")],
    file: Annotated[Path, typer.Argument(help="Who signed parts A and B (YAML or JSON), see docs/onderzoek.md.")],
    document: Annotated[Path, typer.Argument(help="The signed document; only its SHA-256 is kept.")],
) -> None:
    """Record a signed geheimhoudingsverklaring of one researcher for one study, and print its id."""
    from woonkluis.access.aanvraag import read_ondertekening
    from woonkluis.access.onderzoek import sign

    say(f"verklaring {sign(onderzoek_id, read_ondertekening(file), document)}: parts A and B recorded")


@app.command()
def roles(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only look (as without an option).")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Repair what can be, as the administrator; rows stay.")] = False,
) -> None:
    """Compare the rights in the database with sql/rollen.yml; exit code 1: they differ, 2: it cannot look."""
    from psycopg import Error

    from woonkluis.access import herstel, rollen

    if check and fix:
        raise typer.BadParameter("either --check or --fix")
    try:
        found, left = herstel.fix() if fix else (rollen.check(),) * 2
    except (WoonkluisError, Error, OSError) as error:
        complain(str(error) if isinstance(error, WoonkluisError) else f"cannot look: {type(error).__name__}")
        raise typer.Exit(CANNOT_LOOK) from None
    for difference in found:
        say(str(difference))
    if fix and found:
        say(f"repaired: {len(set(found) - set(left))} of {len(found)}")
        for difference in left:
            say(f"left: {difference}: {herstel.reason(difference)}")
    say(f"differences: {len(left)}" if left else "roles: as declared")
    if left:
        raise typer.Exit(1)


grondslag_app = typer.Typer(
    no_args_is_help=True, help="Decisions of the DPO on data about health (article 9 GDPR, WIV-3.7, WIV-3.8)."
)
app.add_typer(grondslag_app, name="grondslag")


@grondslag_app.command("besluit")
def grondslag_besluit(
    categorie: Annotated[str, typer.Argument(help="WIV-3.7, WIV-3.8 or afgeleid (hints in other data).")],
    door: Annotated[str, typer.Option(help="The DPO who decided.")],
    motivering: Annotated[str, typer.Option(help="Reason.")],
    grond: Annotated[str | None, typer.Option(help="9.2.b or 9.2.g; without it the request is refused.")] = None,
    doel: Annotated[
        str, typer.Option(help="Purpose; the access matrix leaves room for statistiek only.")
    ] = "statistiek",
    tot: Annotated[str | None, typer.Option(help="Last day (2026-12-31).")] = None,
) -> None:
    """Record a decision; without one that grants, nobody reads these data."""
    from woonkluis.access.grondslag import besluit

    say(f"grondslag {besluit(categorie, doel, grond, door=door, motivering=motivering, tot=tot)}: recorded")


@grondslag_app.command("intrek")
def grondslag_intrek(
    grondslag_id: Annotated[UUID, typer.Argument(help="Id of the decision.")],
    door: Annotated[str, typer.Option(help="Who withdraws it.")],
    reden: Annotated[str, typer.Option(help="Why.")],
) -> None:
    """Withdraw a decision; reading ends with the next query."""
    from woonkluis.access.grondslag import intrek

    intrek(grondslag_id, door=door, reden=reden)
    say(f"grondslag {grondslag_id}: withdrawn")
