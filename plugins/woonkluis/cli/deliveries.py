"""Commands for deliveries: hand over, list, findings, reports, templates, and what may no longer be kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from woonkluis.cli.command import app, complain, register, say, table
from woonkluis.platform.errors import WoonkluisError


@app.command()
def deliver(
    files: Annotated[list[Path], typer.Argument(help="Files to deliver.")],
    bronhouder: Annotated[
        str | None, typer.Option(help="Code of the bronhouder, when the name does not say it.")
    ] = None,
    peildatum: Annotated[
        str | None, typer.Option(help="Reference date (2026-01-01), when the name does not say it.")
    ] = None,
    contract: Annotated[str | None, typer.Option(help="Contract, when the file does not show it.")] = None,
    verklaring: Annotated[
        Path | None, typer.Option(help="What the gemeente declares beside its file (YAML or JSON); with one file.")
    ] = None,
) -> None:
    """Hand over files and wake Airflow; exit code 1 when a file was refused, the others go on.

    A verklaring that stands beside a file, or is named with it, goes with it: `x.gpkg.verklaring.yml` with `x.gpkg`.
    """
    from woonkluis.platform.machine import account
    from woonkluis.receive import as_peildatum, find_verklaring, is_meant, receive

    if verklaring and len(files) > 1:
        raise WoonkluisError("a verklaring belongs to one file: deliver that one by itself")
    reference_date = as_peildatum(peildatum) if peildatum is not None else None
    refused = False
    regimes = set()
    loose = {file.name: file for file in files if is_meant(file.name)}
    given = dict(loose)
    for file in files:
        if file.name in given:
            continue
        try:
            beside = verklaring or find_verklaring(file, given)
            received = receive(
                file,
                verklaring=beside,
                bronhouder_code=bronhouder,
                peildatum=reference_date,
                contract=contract,
                aangeleverd_door=account(),
            )
        except WoonkluisError as error:
            complain(f"{file.name or file}: {error}")
            refused = True
            continue
        if beside:
            loose.pop(beside.name, None)
        regimes.add(received.regime)
        say(f"{file.name}: {received.summary}{f', with {beside.name}' if beside else ''}")
    for name in loose:
        complain(f"{name}: a verklaring goes with its file, and was not handed over with one")
        refused = True
    for regime in sorted(regimes):
        _wake(regime)
    if refused:
        raise typer.Exit(1)


def _wake(regime: str) -> None:
    """Start the DAG that works the list of a regime; without Airflow the deliveries simply wait."""
    from woonkluis.platform import airflow_services
    from woonkluis.platform.airflow_api import AirflowApi

    if not airflow_services.health()["api-server"]:
        say(f"{regime}: Airflow does not run; deliveries wait in the work list until it does (`woonkluis up`)")
        return
    try:
        AirflowApi().wake(f"{regime}_leveringen")
    except WoonkluisError as error:
        complain(f"{error}; deliveries wait in the work list")


@app.command()
def deliveries(*, as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """List all deliveries with their status."""
    columns, rows = register(
        "select l.levering_id as id, l.regime, l.bronhouder_code as bronhouder, l.peildatum, l.contract, l.status, "
        "coalesce((select sum(aantal.value::bigint) from jsonb_each_text(l.rijen) as aantal), 0)::bigint as rijen, "
        "(select count(*) from register.bevinding as b where b.levering_id = l.levering_id) as bevindingen, "
        "nullif(concat_ws('; ', "
        "(select a.reden from register.aangehouden as a where a.levering_id = l.levering_id), "
        "(select t.reden from register.afgezonderd_telling as t where t.levering_id = l.levering_id)), '') as reden, "
        "l.ontvangen_op as ontvangen from register.levering as l order by l.levering_id"
    )
    if as_json:
        say(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], default=_iso, indent=1))
        return
    table(columns, [(*row[:-1], f"{row[-1]:%Y-%m-%d %H:%M:%S}") for row in rows])


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


@app.command()
def bevindingen(levering: Annotated[int, typer.Argument(help="Id of the delivery.")]) -> None:
    """Show the findings of one delivery, the blocking ones first; may show confidential values."""
    _, known = register("select status from register.levering where levering_id = %s", levering)
    if not known:
        raise WoonkluisError(f"there is no levering {levering}")
    columns, rows = register(
        "select regel_id as regel, ernst, artikel, laag, rij, kolom, waarde, melding from register.bevinding "
        "where levering_id = %s order by ernst <> 'blokkerend', regel_id, laag, rij, kolom",
        levering,
    )
    say(f"levering {levering}: {known[0][0]}, {len(rows)} bevindingen")
    if rows:
        table(columns, rows)


@app.command()
def rapport(
    levering: Annotated[int, typer.Argument(help="Id of the delivery.")],
    naar: Annotated[Path | None, typer.Option(help="Directory for the files; else they wait in `uitgaand`.")] = None,
) -> None:
    """Write what the bronhouder gets back after the decision; the files may hold confidential values."""
    from woonkluis.report.rapport import rapport as make

    made = make(levering, naar=naar)
    if made.besluit.startswith("vervangen"):
        say(f"levering {levering} is {made.besluit}")
    for file in made.files:
        say(str(made.directory / file))


@app.command()
def sjabloon(
    naar: Annotated[Path, typer.Option(help="File to write.")],
    contract: Annotated[str, typer.Option(help="lmvw-excel-1 or lmvw-gpkg-1.")] = "lmvw-excel-1",
    *,
    voorbeeld: Annotated[bool, typer.Option("--voorbeeld", help="Filled with plans that are made up.")] = False,
) -> None:
    """Write a template to fill in: workbook or GeoPackage of the basisset, with its code lists."""
    from woonkluis.report.sjabloon import sjabloon as make

    say(str(make(contract, naar, voorbeeld=voorbeeld)))


@app.command()
def kwaliteit(
    jaar: Annotated[int, typer.Argument(help="Year of the peildatums.")],
    naar: Annotated[Path | None, typer.Option(help="Workbook to write, with every gemeente and every rule.")] = None,
) -> None:
    """Show how well was delivered in a year, per provincie; holds nothing of a plan."""
    from woonkluis.access.audit import record_export
    from woonkluis.report.kwaliteit import read_kwaliteit, write_kwaliteit

    record_export("kwaliteit", str(jaar), regime="lmvw", relatie="register.kwaliteit")
    provincies, *_ = write_kwaliteit(jaar, naar) if naar else read_kwaliteit(jaar)
    if not provincies.rows:
        raise WoonkluisError(f"nothing was delivered for a peildatum in {jaar}")
    table(provincies.columns, provincies.rows)


@app.command()
def bewaartermijn(
    dag: Annotated[
        str | None, typer.Option(help="Count what would go on this day (2036-01-31); only without --wis.")
    ] = None,
    *,
    wissen: Annotated[bool, typer.Option("--wis", help="Erase what must go today; cannot be undone.")] = False,
) -> None:
    """Count what may no longer be kept, per rule and relation, or erase it (WIV-R.1 to WIV-R.5)."""
    from woonkluis.accept import bewaren
    from woonkluis.receive import as_peildatum

    if wissen and dag is not None:
        raise WoonkluisError("only today is erased: leave out --dag or --wis")
    when = as_peildatum(dag) if dag is not None else None
    found = bewaren.wis() if wissen else bewaren.tel(when)
    table(["regel", "relatie", "aantal"], [(one.regel_id, one.relatie, one.aantal) for one in found])
    say(f"{sum(one.aantal for one in found)} records {'erased' if wissen else 'would go; nothing was erased'}")
    if months := bewaren.oude_oproepen(when):
        say(f"WIV-R.4: {months} months of the audit are past their term; a person decides (docs/operating.md)")
