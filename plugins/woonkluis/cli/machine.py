"""Commands for the installation: start, stop, look, migrate, build, and ways in."""

from __future__ import annotations

from typing import Annotated

import typer

from woonkluis.cli.command import app, complain, register, say, table
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.secrets import AIRFLOW_SECRETS, WEB_USERS
from woonkluis.platform.settings import get_settings

DOWN = 3
"""Exit code of `status` when something does not run."""


def _waiting() -> list[str]:
    """Say per regime what still waits: deliveries for a step, accepted ones and changed labels for the layers."""
    from woonkluis.accept import late
    from woonkluis.access.onderzoek import ending
    from woonkluis.report.melding import stand
    from woonkluis.report.progress import held, relabelled, set_aside, waiting

    _, rows = register(
        "select regime, count(*) from register.levering "
        "where status in ('ontvangen', 'gelezen', 'gecontroleerd') group by regime order by regime"
    )
    accepted = {regime: len(waiting(regime)) for regime in ("lmvw", "cwr")}
    # LMVW-5d: a label changes nothing for readers until the layers are built.
    labels = {regime: relabelled(regime) for regime in accepted}
    asked = [str(one.levering_id) for one in late()]
    # LMVW-15a: who still works with the data wants to know before it stops.
    soon = [
        f"lmvw: onderzoek {one.onderzoek_id}: access of {one.logins} logins ends after {one.eindigt_op}"
        for one in ending()
    ]
    return [
        *(f"{regime}: {count} open deliveries" for regime, count in rows),
        *(f"lmvw: levering {number} came late and waits for a decision (lmvw_correctie)" for number in asked),
        # WIV-5.1: the woonmaatschappij must deliver what is missing.
        *held(),
        # WIV-7.1: the woonmaatschappij must repair what was set aside.
        *set_aside(),
        *(f"{regime}: {count} accepted deliveries wait for the layers" for regime, count in accepted.items() if count),
        *(f"{regime}: {count} label changes wait for the layers" for regime, count in labels.items() if count),
        *soon,
        # WIV-7.2, WIV-7.3: terms run whether somebody looks or not.
        *stand(),
    ]


def _unrecorded() -> list[str]:
    """Say of which late deliveries an answer was given that could not be recorded, so that it looks answered."""
    from woonkluis.accept import late
    from woonkluis.platform.airflow_api import AirflowApi

    open_ones = {one.levering_id for one in late()}
    if not open_ones:
        return []
    # The newest first, as many as Airflow gives at once; of a delivery the last one in the list is then the newest.
    runs = AirflowApi().get("dags/lmvw_correctie/dagRuns?order_by=-run_after&limit=100")["dag_runs"]
    last = {(run.get("conf") or {}).get("levering_id"): run["state"] for run in reversed(runs)}
    return [
        f"lmvw: STORING: the answer about levering {levering_id} was not recorded; lmvw_te_laat asks again"
        for levering_id in sorted(open_ones)
        if last.get(levering_id) == "failed"
    ]


@app.command()
def up(
    *, database_only: Annotated[bool, typer.Option("--database-only", help="Without the services of Airflow.")] = False
) -> None:
    """Start the private cluster, migrate, and start Airflow; harmless when all of it runs."""
    from woonkluis.platform import cluster

    settings = get_settings()
    if settings.pg_host:
        raise WoonkluisError(f"WOONKLUIS_PG_HOST names a server ({settings.pg_host}): use `woonkluis migrate` there")
    cluster.start(settings)
    host, port = settings.address()
    say(f"database: {host}:{port}")
    migrate(database_only=database_only)
    if database_only:
        return
    from woonkluis.platform import airflow, airflow_services

    airflow_services.start(settings, progress=lambda text: say(f"airflow: {text}"))
    say(f"airflow: {airflow.api_url(settings)} (user operator, password: `woonkluis password operator`)")


@app.command()
def down(
    *,
    delete_everything: Annotated[bool, typer.Option("--delete-everything", help="Also delete all data.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
) -> None:
    """Stop Airflow and the private cluster; deliveries wait."""
    import shutil

    from woonkluis.platform import airflow_services, cluster

    settings = get_settings()
    kept = [
        directory
        for directory in (settings.state_dir, settings.store_dir, settings.inbox_dir, settings.sleutel_dir)
        if directory.exists()
    ]
    if delete_everything and kept and not yes:
        typer.confirm(f"Delete all data in {', '.join(map(str, kept))}?", abort=True)
    if airflow_services.stop(settings):
        say("airflow: stopped")
    if cluster.running(settings):
        cluster.stop(settings)
        say("database: stopped")
    if delete_everything:
        cluster.remove(settings)
        for directory in kept:
            if directory.exists():
                shutil.rmtree(directory)
            say(f"deleted: {directory}")


@app.command()
def status() -> None:
    """Show what runs and what waits; exit code 3 when something is down."""
    from woonkluis.platform import airflow_services

    settings = get_settings()
    works: dict[str, bool] = {}
    try:
        waiting = _waiting()
        works["database"] = True
    except WoonkluisError as error:
        complain(str(error))
        waiting = []
        works["database"] = False
    works |= airflow_services.health(settings)
    if works["database"] and works["api-server"]:
        try:
            waiting += _unrecorded()
        except WoonkluisError as error:
            complain(str(error))
    table(["service", "status"], [(name, "up" if healthy else "down") for name, healthy in works.items()])
    for line in waiting:
        say(line)
    if not all(works.values()):
        raise typer.Exit(DOWN)


@app.command()
def migrate(
    *, database_only: Annotated[bool, typer.Option("--database-only", help="Without Airflow's own database.")] = False
) -> None:
    """Bring the warehouse and Airflow's database to the state that this version describes."""
    from woonkluis.platform.migrate import migrate as migrate_warehouse
    from woonkluis.platform.sleutels import ensure_keys
    from woonkluis.receive import seal_open_ones

    settings = get_settings()
    if ensure_keys(settings):
        say(f"keys: made in {settings.sleutel_dir}; make a backup of them elsewhere (docs/operating.md)")
    say(f"database: migrated, {migrate_warehouse()} new")
    if sealed := seal_open_ones(settings):
        say(f"store: {sealed} files sealed that were kept open")
    if database_only:
        return
    from woonkluis.platform import airflow

    if airflow.prepare():
        say("airflow: database, roles and users brought up to date")


@app.command()
def dsn(login: Annotated[str, typer.Argument(help="Database login, such as demo_beheer.")]) -> None:
    """Print the connection string of a database login, for psql, QGIS and R."""
    if login in AIRFLOW_SECRETS:
        raise WoonkluisError(f"{login} is no database login")
    say(get_settings().dsn(login))


@app.command()
def build(
    regime: Annotated[str | None, typer.Argument(help="lmvw or cwr; both without it.")] = None,
) -> None:
    """Build the layers here and now, as the DAGs do, and publish what may be public."""
    from woonkluis.publish.bouwen import REGIMES, bouw

    if regime not in {None, *REGIMES}:
        raise WoonkluisError(f"regimes are {', '.join(REGIMES)}")
    for one in [regime] if regime else REGIMES:
        published = bouw(one, progress=lambda text: say(f"{one}: {text}"))  # noqa: B023
        say(f"{one}: publicatie {published.versie}{'' if published.nieuw else ', unchanged'}")


@app.command()
def password(user: Annotated[str, typer.Argument(help="User of Airflow's pages: operator or beheer.")]) -> None:
    """Print the password of a user of Airflow's pages."""
    if user not in WEB_USERS:
        raise WoonkluisError(f"Airflow's users here are {', '.join(WEB_USERS)}")
    say(get_settings().password(WEB_USERS[user]))
