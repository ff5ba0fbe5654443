"""Commands for keys outside the database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from woonkluis.cli.command import app, complain, say, table
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import get_settings

sleutels = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="Keys outside the database: make, replace, use again."
)
app.add_typer(sleutels, name="sleutels")

pseudoniem_app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="Keys of the pseudonyms of persons, one per purpose."
)
sleutels.add_typer(pseudoniem_app, name="pseudoniem")

Doel = Annotated[str, typer.Argument(help="Purpose: gsc, huurprijs, prestatie, statistiek, toezicht or omgeving.")]


@sleutels.command("roteer")
def sleutels_roteer() -> None:
    """Make a new pair of keys, to which deliveries are sealed from now on; older files keep needing the older ones."""
    from woonkluis.platform.sleutels import rotate

    say(rotate(get_settings()))
    say("make a backup of the new key, then `woonkluis sleutels herverzegel`")


@sleutels.command("herverzegel")
def sleutels_herverzegel() -> None:
    """Seal everything anew that the newest key does not open; exit code 1 when something could not be."""
    from woonkluis.receive import reseal

    told = reseal(get_settings())
    say(f"{told.files} sealed files, {told.resealed} sealed anew")
    for line in told.failed:
        complain(line)
    if told.failed:
        raise typer.Exit(1)
    say("no file here needs an older key any more; backups of before do")


@sleutels.command("open")
def sleutels_open(
    bestand: Annotated[Path, typer.Argument(help="A sealed file, such as one that the inbox refused.")],
) -> None:
    """Write what a sealed file holds to standard output, for another program; it is told in the audit."""
    from woonkluis.access.audit import record_export
    from woonkluis.contracts import load_contracts
    from woonkluis.platform.sleutels import identities
    from woonkluis.receive import open_into

    if sys.stdout.isatty():
        raise WoonkluisError("this is personal data: send it to a file or a program, not to a screen")
    settings = get_settings()
    keys = identities(settings)
    sealing = [one.regime for one in load_contracts().values() if one.opslag == "verzegeld"]
    named = bestand.name.partition("_")[0]
    record_export("verzegeld", bestand.stem, regime=named if named in sealing else sealing[0], relatie="opslag")
    open_into(bestand, sys.stdout.buffer, keys)
    sys.stdout.buffer.flush()


@pseudoniem_app.command("toon")
def pseudoniem_toon() -> None:
    """Show per purpose which versions there are, and which of them readers see."""
    from woonkluis.kluis import overzicht

    table(*overzicht())


@pseudoniem_app.command("roteer")
def pseudoniem_roteer(doel: Doel) -> None:
    """Make the key of the next version of a purpose; the next build of the cwr makes its pseudonyms beside the old."""
    from woonkluis.kluis import roteer

    say(f"{doel}: version {roteer(doel)}; make a backup of the key, then build the layers of the cwr")


@pseudoniem_app.command("trek-in")
def pseudoniem_trek_in(doel: Doel, versie: Annotated[int, typer.Argument(help="Version to retire.")]) -> None:
    """Retire an old version: its pseudonyms and its key go, for ever; the next build takes it from the layers."""
    from woonkluis.kluis import trek_in

    say(f"{doel}: version {versie} retired, {trek_in(doel, versie)} pseudonyms deleted")
