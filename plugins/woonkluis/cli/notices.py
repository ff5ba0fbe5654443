"""Commands for notices to woonmaatschappijen (WIV-7)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from woonkluis.cli.command import app, say, table
from woonkluis.platform.errors import WoonkluisError

melding_app = typer.Typer(no_args_is_help=True, help="Notices to woonmaatschappijen about what they delivered (WIV-7).")
app.add_typer(melding_app, name="melding")

MeldingId = Annotated[UUID, typer.Argument(help="Id of the notice.")]

Toelichting = Annotated[str, typer.Option(help="Why; no person and no number of one.")]


@melding_app.command("list")
def melding_list(
    woonmaatschappij: Annotated[str | None, typer.Option(help="KBO number; all without it.")] = None,
    *,
    alle: Annotated[bool, typer.Option("--alle", help="Closed ones too.")] = False,
) -> None:
    """List the notices, overdue ones first; names no record."""
    from woonkluis.report.melding import meldingen

    table(*meldingen(woonmaatschappij, alle=alle))


@melding_app.command("show")
def melding_show(melding: MeldingId) -> None:
    """Show what happened to a notice."""
    from woonkluis.report.melding import geschiedenis

    table(*geschiedenis(melding))


@melding_app.command("antwoord")
def melding_antwoord(
    melding: MeldingId,
    toestand: Annotated[str, typer.Argument(help="onderzocht (WIV-7.2) or maatregelen (WIV-7.3).")],
    toelichting: Toelichting,
) -> None:
    """Record an answer that a woonmaatschappij gave by another way than the endpoint (WIV-7.4)."""
    from woonkluis.report.melding import antwoord

    if toestand not in {"onderzocht", "maatregelen"}:
        raise WoonkluisError("an answer is onderzocht or maatregelen")
    antwoord(melding, toestand, toelichting)
    say(f"melding {melding}: {toestand}")


@melding_app.command("terug")
def melding_terug(melding: MeldingId, toelichting: Toelichting) -> None:
    """Lay an answer that does not do back with the woonmaatschappij; its terms stay."""
    from woonkluis.report.melding import leg_terug

    leg_terug(melding, toelichting)
    say(f"melding {melding}: open")


@melding_app.command("sluit")
def melding_sluit(
    melding: MeldingId,
    reden: Annotated[
        str,
        typer.Argument(help="bevestigd (measures were taken) or geen_gebrek (the data are right; not of what blocks)."),
    ],
    toelichting: Toelichting,
) -> None:
    """Close a notice by a decision; who and why are kept."""
    from woonkluis.report.melding import sluit

    if reden not in {"bevestigd", "geen_gebrek"}:
        raise WoonkluisError("a person closes with bevestigd or geen_gebrek")
    sluit(melding, reden, toelichting)
    say(f"melding {melding}: afgesloten")


@melding_app.command("verwerk")
def melding_verwerk() -> None:
    """Open, remind, close and write letters now, as the DAG cwr_meldingen does."""
    from woonkluis.report.brief import verzend
    from woonkluis.report.gebreken import verwerk
    from woonkluis.report.melding import herinner, waarschuw

    for done in verwerk():
        say(str(done))
    for soort, count in herinner().items():
        say(f"{soort}: {count}")
    for brief in verzend():
        say(f"{brief.bronhouder_code}: {brief.file}")
    waarschuw(lambda one: say(str(one)))


@melding_app.command("termijn")
def melding_termijn(
    vanaf: Annotated[str, typer.Argument(help="First day of findings for which it holds (2027-01-01).")],
    onderzoek: Annotated[int, typer.Argument(help="Days for the onderzoek.")],
    maatregelen: Annotated[int, typer.Argument(help="Days for the measures.")],
    begin: Annotated[str, typer.Argument(help="Those run from: vaststelling (the finding) or onderzoek (its term).")],
    bron: Annotated[str, typer.Option(help="Decision it rests on.")],
    herstel: Annotated[
        int | None, typer.Option(help="Days, after measures were announced, for a delivery without the defect.")
    ] = None,
) -> None:
    """Set other terms for findings from a day on (WIV-7.2, WIV-7.3)."""
    from woonkluis.receive import as_peildatum
    from woonkluis.report.melding import stel_termijn

    stel_termijn(as_peildatum(vanaf), onderzoek, maatregelen, begin, bron, herstel=herstel)
    say(f"from {vanaf}: {onderzoek} days for the onderzoek, {maatregelen} for the measures, from {begin}")
