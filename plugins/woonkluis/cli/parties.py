"""Commands for the delivery endpoint of woonmaatschappijen and its parties (WIV-6, WIV-8.1)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from woonkluis.cli.command import app, say, table
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import get_settings


@app.command()
def api() -> None:
    """Serve the delivery endpoint of woonmaatschappijen: TLS with client certificates (WIV-6)."""
    from woonkluis.endpoint.server import serve

    serve()


@app.command(name="demo-ca")
def demo_ca(
    partijen: Annotated[
        list[str] | None, typer.Argument(help="KBO numbers of woonmaatschappijen that get a certificate.")
    ] = None,
    herroep: Annotated[list[Path] | None, typer.Option(help="Certificate to revoke.")] = None,
    server: Annotated[list[str] | None, typer.Option(help="Name or address of the server.")] = None,
) -> None:
    """Make certificates for demo and tests: authority, server, parties, list of revoked ones; all in api_dir."""
    from woonkluis.endpoint.democa import DemoCa

    authority = DemoCa(get_settings().api_dir)
    authority.ensure()
    if server or not (authority.directory / "server.pem").exists():
        authority.issue("server", "woonkluis", server=tuple(server or ("localhost", "127.0.0.1")))
    for kbo in partijen or ():
        made = authority.issue(kbo, f"aanlevering {kbo}", organisatie="Woonmaatschappij (demo)", kbo=kbo)
        say(f"{made.certificaat}")
    authority.revoke(*(herroep or ()))
    say(f"{authority.crl_file}")


partij_app = typer.Typer(
    no_args_is_help=True, help="Parties of the delivery endpoint (WIV-6), and the stop of WIV-8.1."
)
app.add_typer(partij_app, name="partij")

PartijCode = Annotated[str, typer.Argument(help="KBO number of the party, or its code.")]

Woonmaatschappij = Annotated[str, typer.Argument(help="KBO number of the woonmaatschappij.")]

Ends = Annotated[bool, typer.Option("--einde", help="Not any more.")]

Reden = Annotated[str, typer.Option(help="Who gave notice, and why.")]


@partij_app.command("add")
def partij_add(partij: PartijCode, naam: Annotated[str, typer.Argument(help="Name of the organisation.")]) -> None:
    """Record a woonmaatschappij or integrator as a party."""
    from woonkluis.access import partijen

    partijen.add(partij, naam)
    say(f"party {partij}: recorded; now its certificate, services and users")


@partij_app.command("certificate")
def partij_certificate(
    partij: PartijCode,
    file: Annotated[Path | None, typer.Argument(help="Certificate (PEM), without its key.")] = None,
    toepassing: Annotated[str, typer.Option(help="Application that holds the key.")] = "aanlevering",
    intrekken: Annotated[str | None, typer.Option(help="Subject (DN) to withdraw, for ever.")] = None,
) -> None:
    """Give a party the subject of a certificate (a renewed one keeps it), or withdraw one."""
    from woonkluis.access import partijen

    if (file is None) == (intrekken is None):
        raise WoonkluisError("either a certificate or --intrekken")
    if intrekken:
        partijen.withdraw_certificate(intrekken)
        say(f"withdrawn: {intrekken}")
    elif file:
        say(f"party {partij}: {partijen.add_certificate(partij, file, toepassing)}")


@partij_app.command("service")
def partij_service(
    partij: PartijCode,
    dienst: Annotated[
        str, typer.Argument(help="levering.toevoegen, levering.status, melding.lezen or melding.beantwoorden.")
    ],
    bronhouder: Annotated[str | None, typer.Option(help="For which woonmaatschappij; else itself.")] = None,
    *,
    einde: Ends = False,
) -> None:
    """Let a party use a service for a woonmaatschappij."""
    from woonkluis.access import partijen

    partijen.set_service(partij, dienst, bronhouder or partij, mag=not einde)
    say(f"party {partij}: {dienst} for {bronhouder or partij} {'ended' if einde else 'allowed'}")


@partij_app.command("user")
def partij_user(
    partij: PartijCode,
    gebruiker: Annotated[str, typer.Argument(help="Staff number at the party.")],
    *,
    einde: Ends = False,
) -> None:
    """Record a person for whom applications of a party may call."""
    from woonkluis.access import partijen

    partijen.set_user(partij, gebruiker, mag=not einde)
    say(f"party {partij}: user {'ended' if einde else 'recorded'}")


@partij_app.command("list")
def partij_list() -> None:
    """List the parties with all they may."""
    from woonkluis.access import partijen

    table(*partijen.partijen())


@partij_app.command("stop")
def partij_stop(woonmaatschappij: Woonmaatschappij, reden: Reden) -> None:
    """Stop intake and processing of a woonmaatschappij at once (WIV-8.1); what there is stays."""
    from woonkluis.access import partijen

    partijen.stop(woonmaatschappij, reden)
    say(f"{woonmaatschappij}: stopped")


@partij_app.command("resume")
def partij_resume(woonmaatschappij: Woonmaatschappij, reden: Reden) -> None:
    """Let work on a woonmaatschappij go on where it was."""
    from woonkluis.access import partijen

    partijen.resume(woonmaatschappij, reden)
    say(f"{woonmaatschappij}: resumed")
