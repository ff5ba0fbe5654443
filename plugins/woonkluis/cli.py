"""The command `woonkluis`: start and stop the installation, deliver files, look at deliveries."""

from __future__ import annotations

import json
import os
import sys
import traceback
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.secrets import AIRFLOW_SECRETS, WEB_USERS
from woonkluis.platform.settings import get_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

# Rooms are imported inside the commands: `woonkluis dsn` must not wait for what only `up` needs.

READER = "dienst_lader"
"""Login with which this command reads the register."""

PACKAGE = Path(__file__).parent

DOWN = 3
"""Exit code of `status` when something does not run."""

CANNOT_LOOK = 2
"""Exit code of `roles` when database or declaration cannot be read: that is not the same as no drift."""

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Housing-data warehouse."
)
sleutels = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="Keys outside the database: make, replace, use again."
)
app.add_typer(sleutels, name="sleutels")
pseudoniem_app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="Keys of the pseudonyms of persons, one per purpose."
)
sleutels.add_typer(pseudoniem_app, name="pseudoniem")


def _say(text: str) -> None:
    typer.echo(text)


def _complain(text: str) -> None:
    typer.echo(f"woonkluis: {text}", err=True)


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their headings: lined up for people, never cut off, so that other programs can read it too."""
    cells = [[str(value) if value is not None else "" for value in row] for row in (columns, *rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(columns))]
    for row in cells:
        _say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _register(query: str, *parameters: object) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of a query on the register."""
    from woonkluis.platform.engine import as_table, connect

    with connect(READER) as connection:
        return as_table(connection.execute(query.encode(), parameters))


def _waiting() -> list[str]:
    """Say per regime what still waits: deliveries for a step, accepted ones and changed labels for the layers."""
    from woonkluis.accept import late
    from woonkluis.access.onderzoek import ending
    from woonkluis.report.melding import stand
    from woonkluis.report.progress import held, relabelled, set_aside, waiting

    _, rows = _register(
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
    _say(f"database: {host}:{port}")
    migrate(database_only=database_only)
    if database_only:
        return
    from woonkluis.platform import airflow, airflow_services

    airflow_services.start(settings, progress=lambda text: _say(f"airflow: {text}"))
    _say(f"airflow: {airflow.api_url(settings)} (user operator, password: `woonkluis password operator`)")


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
        _say("airflow: stopped")
    if cluster.running(settings):
        cluster.stop(settings)
        _say("database: stopped")
    if delete_everything:
        cluster.remove(settings)
        for directory in kept:
            if directory.exists():
                shutil.rmtree(directory)
            _say(f"deleted: {directory}")


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
        _complain(str(error))
        waiting = []
        works["database"] = False
    works |= airflow_services.health(settings)
    if works["database"] and works["api-server"]:
        try:
            waiting += _unrecorded()
        except WoonkluisError as error:
            _complain(str(error))
    _table(["service", "status"], [(name, "up" if healthy else "down") for name, healthy in works.items()])
    for line in waiting:
        _say(line)
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
        _say(f"keys: made in {settings.sleutel_dir}; make a backup of them elsewhere (docs/operating.md)")
    _say(f"database: migrated, {migrate_warehouse()} new")
    if sealed := seal_open_ones(settings):
        _say(f"store: {sealed} files sealed that were kept open")
    if database_only:
        return
    from woonkluis.platform import airflow

    if airflow.prepare():
        _say("airflow: database, roles and users brought up to date")


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
            _complain(f"{file.name or file}: {error}")
            refused = True
            continue
        if beside:
            loose.pop(beside.name, None)
        regimes.add(received.regime)
        _say(f"{file.name}: {received.summary}{f', with {beside.name}' if beside else ''}")
    for name in loose:
        _complain(f"{name}: a verklaring goes with its file, and was not handed over with one")
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
        _say(f"{regime}: Airflow does not run; deliveries wait in the work list until it does (`woonkluis up`)")
        return
    try:
        AirflowApi().wake(f"{regime}_leveringen")
    except WoonkluisError as error:
        _complain(f"{error}; deliveries wait in the work list")


@app.command()
def deliveries(*, as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """List all deliveries with their status."""
    columns, rows = _register(
        "select l.levering_id as id, l.regime, l.bronhouder_code as bronhouder, l.peildatum, l.contract, l.status, "
        "coalesce((select sum(aantal.value::bigint) from jsonb_each_text(l.rijen) as aantal), 0)::bigint as rijen, "
        "(select count(*) from register.bevinding as b where b.levering_id = l.levering_id) as bevindingen, "
        "nullif(concat_ws('; ', "
        "(select a.reden from register.aangehouden as a where a.levering_id = l.levering_id), "
        "(select t.reden from register.afgezonderd_telling as t where t.levering_id = l.levering_id)), '') as reden, "
        "l.ontvangen_op as ontvangen from register.levering as l order by l.levering_id"
    )
    if as_json:
        _say(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], default=_iso, indent=1))
        return
    _table(columns, [(*row[:-1], f"{row[-1]:%Y-%m-%d %H:%M:%S}") for row in rows])


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


@app.command()
def bevindingen(levering: Annotated[int, typer.Argument(help="Id of the delivery.")]) -> None:
    """Show the findings of one delivery, the blocking ones first; may show confidential values."""
    _, known = _register("select status from register.levering where levering_id = %s", levering)
    if not known:
        raise WoonkluisError(f"there is no levering {levering}")
    columns, rows = _register(
        "select regel_id as regel, ernst, artikel, laag, rij, kolom, waarde, melding from register.bevinding "
        "where levering_id = %s order by ernst <> 'blokkerend', regel_id, laag, rij, kolom",
        levering,
    )
    _say(f"levering {levering}: {known[0][0]}, {len(rows)} bevindingen")
    if rows:
        _table(columns, rows)


@app.command()
def rapport(
    levering: Annotated[int, typer.Argument(help="Id of the delivery.")],
    naar: Annotated[Path | None, typer.Option(help="Directory for the files; else they wait in `uitgaand`.")] = None,
) -> None:
    """Write what the bronhouder gets back after the decision; the files may hold confidential values."""
    from woonkluis.report.rapport import rapport as make

    made = make(levering, naar=naar)
    if made.besluit.startswith("vervangen"):
        _say(f"levering {levering} is {made.besluit}")
    for file in made.files:
        _say(str(made.directory / file))


@app.command()
def sjabloon(
    naar: Annotated[Path, typer.Option(help="File to write.")],
    contract: Annotated[str, typer.Option(help="lmvw-excel-1 or lmvw-gpkg-1.")] = "lmvw-excel-1",
    *,
    voorbeeld: Annotated[bool, typer.Option("--voorbeeld", help="Filled with plans that are made up.")] = False,
) -> None:
    """Write a template to fill in: workbook or GeoPackage of the basisset, with its code lists."""
    from woonkluis.report.sjabloon import sjabloon as make

    _say(str(make(contract, naar, voorbeeld=voorbeeld)))


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
    _table(provincies.columns, provincies.rows)


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
            _complain(str(fault))
        if not outcome.intact:
            raise typer.Exit(1)
        _say(f"audit: intact, {outcome.einde.volgnummer} events, {outcome.ankers} anchors")
        _say(f"anchor: {outcome.einde}")
        return
    try:
        moment = datetime.fromisoformat(sinds).astimezone() if sinds else datetime.now(UTC) - timedelta(days=7)
    except ValueError:
        raise WoonkluisError("--sinds is a day or a moment, such as 2026-01-31 or 2026-01-31T12:00") from None
    if regime not in {None, "lmvw", "cwr"}:
        raise WoonkluisError("--regime is lmvw or cwr")
    columns, rows = trail.events(moment, regime=regime, login=login)
    _table(columns, rows)


@app.command()
def access(
    status: Annotated[str, typer.Option(help="geldig, verloopt (within 30 days), toekomstig or beëindigd.")] = "",
    groep: Annotated[str, typer.Option(help="Group, such as lmvw_onderzoeker_12c.")] = "",
    studie: Annotated[str, typer.Option(help="Id of a study.")] = "",
    gebied: Annotated[str, typer.Option(help="GM0150, PV23 or NL.")] = "",
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
    """Show who has access to what, on which grounds, and when it was last used (LMVW-12 to LMVW-16)."""
    from woonkluis.access import leeslog, overzicht
    from woonkluis.platform.machine import account
    from woonkluis.report import toegang

    if controleer:
        _say(f"{controleer.name}: as it was made, SHA-256 {toegang.controleer(controleer.read_bytes())}")
        return
    if status not in {"", *overzicht.VIEWS}:
        raise WoonkluisError(f"--status is one of {', '.join(overzicht.VIEWS)}")
    try:
        leeslog.take_up()
    except WoonkluisError as error:
        _complain(f"last used is not up to date: {error}")
    found = overzicht.read_overzicht(overzicht.Filter(status, groep, studie, gebied, zoek))
    if naar:
        made = toegang.bewijs(found, naar.suffix.removeprefix("."), door=account())
        naar.write_bytes(made.inhoud)
        _say(f"{naar}: {len(found.getoond)} rights, SHA-256 {made.sha256}")
    elif as_json:
        _say(json.dumps(toegang.lijst(found), ensure_ascii=False, indent=1))
    else:
        _table(toegang.TABLE, toegang.table(found))


@app.command()
def wachtwoord(verklaring_id: Annotated[UUID, typer.Argument(help="Id of the verklaring of a researcher.")]) -> None:
    """Hand out another one-time password, for one that was lost or expired."""
    from woonkluis.access.onderzoek import new_password, outgoing

    login = new_password(verklaring_id)
    _say(f"{login}: note and password in {outgoing(login, get_settings())}")


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
    _say(f"onderzoek {onderzoek_id}: {'registered' if new else 'already registered'}, group {aanvraag.groep}")


@app.command()
def verklaring(
    onderzoek_id: Annotated[UUID, typer.Argument(help="Id of the study.")],
    file: Annotated[Path, typer.Argument(help="Who signed parts A and B (YAML or JSON), see docs/onderzoek.md.")],
    document: Annotated[Path, typer.Argument(help="The signed document; only its SHA-256 is kept.")],
) -> None:
    """Record a signed geheimhoudingsverklaring of one researcher for one study, and print its id."""
    from woonkluis.access.aanvraag import read_ondertekening
    from woonkluis.access.onderzoek import sign

    _say(f"verklaring {sign(onderzoek_id, read_ondertekening(file), document)}: parts A and B recorded")


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
        _complain(str(error) if isinstance(error, WoonkluisError) else f"cannot look: {type(error).__name__}")
        raise typer.Exit(CANNOT_LOOK) from None
    for difference in found:
        _say(str(difference))
    if fix and found:
        _say(f"repaired: {len(set(found) - set(left))} of {len(found)}")
        for difference in left:
            _say(f"left: {difference}: {herstel.reason(difference)}")
    _say(f"differences: {len(left)}" if left else "roles: as declared")
    if left:
        raise typer.Exit(1)


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
        _say(f"{made.certificaat}")
    authority.revoke(*(herroep or ()))
    _say(f"{authority.crl_file}")


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
    _say(f"party {partij}: recorded; now its certificate, services and users")


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
        _say(f"withdrawn: {intrekken}")
    elif file:
        _say(f"party {partij}: {partijen.add_certificate(partij, file, toepassing)}")


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
    _say(f"party {partij}: {dienst} for {bronhouder or partij} {'ended' if einde else 'allowed'}")


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
    _say(f"party {partij}: user {'ended' if einde else 'recorded'}")


@partij_app.command("list")
def partij_list() -> None:
    """List the parties with all they may."""
    from woonkluis.access import partijen

    _table(*partijen.partijen())


@partij_app.command("stop")
def partij_stop(woonmaatschappij: Woonmaatschappij, reden: Reden) -> None:
    """Stop intake and processing of a woonmaatschappij at once (WIV-8.1); what there is stays."""
    from woonkluis.access import partijen

    partijen.stop(woonmaatschappij, reden)
    _say(f"{woonmaatschappij}: stopped")


@partij_app.command("resume")
def partij_resume(woonmaatschappij: Woonmaatschappij, reden: Reden) -> None:
    """Let work on a woonmaatschappij go on where it was."""
    from woonkluis.access import partijen

    partijen.resume(woonmaatschappij, reden)
    _say(f"{woonmaatschappij}: resumed")


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

    _table(*meldingen(woonmaatschappij, alle=alle))


@melding_app.command("show")
def melding_show(melding: MeldingId) -> None:
    """Show what happened to a notice."""
    from woonkluis.report.melding import geschiedenis

    _table(*geschiedenis(melding))


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
    _say(f"melding {melding}: {toestand}")


@melding_app.command("terug")
def melding_terug(melding: MeldingId, toelichting: Toelichting) -> None:
    """Lay an answer that does not do back with the woonmaatschappij; its terms stay."""
    from woonkluis.report.melding import leg_terug

    leg_terug(melding, toelichting)
    _say(f"melding {melding}: open")


@melding_app.command("sluit")
def melding_sluit(
    melding: MeldingId,
    reden: Annotated[str, typer.Argument(help="bevestigd (measures were taken) or geen_gebrek (the data are right).")],
    toelichting: Toelichting,
) -> None:
    """Close a notice by a decision; who and why are kept."""
    from woonkluis.report.melding import sluit

    if reden not in {"bevestigd", "geen_gebrek"}:
        raise WoonkluisError("a person closes with bevestigd or geen_gebrek")
    sluit(melding, reden, toelichting)
    _say(f"melding {melding}: afgesloten")


@melding_app.command("verwerk")
def melding_verwerk() -> None:
    """Open, remind, close and write letters now, as the DAG cwr_meldingen does."""
    from woonkluis.report.brief import verzend
    from woonkluis.report.melding import herinner, verwerk, waarschuw

    for done in verwerk():
        _say(str(done))
    for soort, count in herinner().items():
        _say(f"{soort}: {count}")
    for brief in verzend():
        _say(f"{brief.bronhouder_code}: {brief.file}")
    waarschuw(lambda one: _say(str(one)))


@melding_app.command("termijn")
def melding_termijn(
    vanaf: Annotated[str, typer.Argument(help="First day of findings for which it holds (2027-01-01).")],
    onderzoek: Annotated[int, typer.Argument(help="Days for the onderzoek.")],
    maatregelen: Annotated[int, typer.Argument(help="Days for the measures.")],
    begin: Annotated[str, typer.Argument(help="Those run from: vaststelling (the finding) or onderzoek (its term).")],
    bron: Annotated[str, typer.Option(help="Decision it rests on.")],
) -> None:
    """Set other terms for findings from a day on (WIV-7.2, WIV-7.3)."""
    from woonkluis.receive import as_peildatum
    from woonkluis.report.melding import stel_termijn

    stel_termijn(as_peildatum(vanaf), onderzoek, maatregelen, begin, bron)
    _say(f"from {vanaf}: {onderzoek} days for the onderzoek, {maatregelen} for the measures, from {begin}")


@app.command()
def dsn(login: Annotated[str, typer.Argument(help="Database login, such as demo_beheer.")]) -> None:
    """Print the connection string of a database login, for psql, QGIS and R."""
    if login in AIRFLOW_SECRETS:
        raise WoonkluisError(f"{login} is no database login")
    _say(get_settings().dsn(login))


@sleutels.command("roteer")
def sleutels_roteer() -> None:
    """Make a new pair of keys, to which deliveries are sealed from now on; older files keep needing the older ones."""
    from woonkluis.platform.sleutels import rotate

    _say(rotate(get_settings()))
    _say("make a backup of the new key, then `woonkluis sleutels herverzegel`")


@sleutels.command("herverzegel")
def sleutels_herverzegel() -> None:
    """Seal everything anew that the newest key does not open; exit code 1 when something could not be."""
    from woonkluis.receive import reseal

    told = reseal(get_settings())
    _say(f"{told.files} sealed files, {told.resealed} sealed anew")
    for line in told.failed:
        _complain(line)
    if told.failed:
        raise typer.Exit(1)
    _say("no file here needs an older key any more; backups of before do")


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


Doel = Annotated[str, typer.Argument(help="Purpose: gsc, huurprijs, prestatie, statistiek, toezicht or omgeving.")]


@pseudoniem_app.command("toon")
def pseudoniem_toon() -> None:
    """Show per purpose which versions there are, and which of them readers see."""
    from woonkluis.kluis import overzicht

    _table(*overzicht())


@pseudoniem_app.command("roteer")
def pseudoniem_roteer(doel: Doel) -> None:
    """Make the key of the next version of a purpose; the next build of the cwr makes its pseudonyms beside the old."""
    from woonkluis.kluis import roteer

    _say(f"{doel}: version {roteer(doel)}; make a backup of the key, then build the layers of the cwr")


@pseudoniem_app.command("trek-in")
def pseudoniem_trek_in(doel: Doel, versie: Annotated[int, typer.Argument(help="Version to retire.")]) -> None:
    """Retire an old version: its pseudonyms and its key go, for ever; the next build takes it from the layers."""
    from woonkluis.kluis import trek_in

    _say(f"{doel}: version {versie} retired, {trek_in(doel, versie)} pseudonyms deleted")


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

    _say(f"grondslag {besluit(categorie, doel, grond, door=door, motivering=motivering, tot=tot)}: recorded")


@grondslag_app.command("intrek")
def grondslag_intrek(
    grondslag_id: Annotated[UUID, typer.Argument(help="Id of the decision.")],
    door: Annotated[str, typer.Option(help="Who withdraws it.")],
    reden: Annotated[str, typer.Option(help="Why.")],
) -> None:
    """Withdraw a decision; reading ends with the next query."""
    from woonkluis.access.grondslag import intrek

    intrek(grondslag_id, door=door, reden=reden)
    _say(f"grondslag {grondslag_id}: withdrawn")


@app.command()
def build(
    regime: Annotated[str | None, typer.Argument(help="lmvw or cwr; both without it.")] = None,
) -> None:
    """Build the layers here and now, as the DAGs do, and publish what may be public."""
    from woonkluis.publish.bouwen import REGIMES, bouw

    if regime not in {None, *REGIMES}:
        raise WoonkluisError(f"regimes are {', '.join(REGIMES)}")
    for one in [regime] if regime else REGIMES:
        published = bouw(one, progress=lambda text: _say(f"{one}: {text}"))  # noqa: B023
        _say(f"{one}: publicatie {published.versie}{'' if published.nieuw else ', unchanged'}")


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
    _table(["regel", "relatie", "aantal"], [(one.regel_id, one.relatie, one.aantal) for one in found])
    _say(f"{sum(one.aantal for one in found)} records {'erased' if wissen else 'would go; nothing was erased'}")
    if months := bewaren.oude_oproepen(when):
        _say(f"WIV-R.4: {months} months of the audit are past their term; a person decides (docs/operating.md)")


@app.command()
def password(user: Annotated[str, typer.Argument(help="User of Airflow's pages: operator or beheer.")]) -> None:
    """Print the password of a user of Airflow's pages."""
    if user not in WEB_USERS:
        raise WoonkluisError(f"Airflow's users here are {', '.join(WEB_USERS)}")
    _say(get_settings().password(WEB_USERS[user]))


def main() -> None:
    """Run the command; every error is one line without contents of the data."""
    try:
        app()
    except WoonkluisError as error:
        _complain(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _complain(f"{error.strerror}: {error.filename}" if error.filename else str(error))
    except Exception as error:  # noqa: BLE001 a traceback, or the words of a database error, could quote a confidential value
        frames = traceback.extract_tb(error.__traceback__)
        place = next(frame for frame in reversed(frames) if Path(frame.filename).is_relative_to(PACKAGE))
        file = Path(place.filename).relative_to(PACKAGE)
        _complain(f"unexpected {type(error).__name__} at {file}:{place.lineno}")
    raise SystemExit(1)
