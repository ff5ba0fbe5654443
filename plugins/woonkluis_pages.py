"""Pages of Woonkluis inside Airflow's own: the delivery board, the overview of access, and the notices of article 7."""

# FastAPI reads the annotations while it runs, so what they name is imported for good.
import datetime as dt
import logging
from typing import Annotated, Literal

from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
from airflow.models.dagrun import DagRun
from airflow.models.taskinstance import TaskInstance
from fastapi import Depends, FastAPI, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from woonkluis.access import overzicht
from woonkluis.platform.errors import WoonkluisError
from woonkluis.report import meldingen as meldingenbord
from woonkluis.report import toegang as toegangsbord
from woonkluis.report.board import Filter, Question, read_board, render, render_refusal

LOG = logging.getLogger("woonkluis.pages")
DAG_ID = "lmvw_leveringen"
ASKING_ID = "lmvw_correctie"
ACCESS_DAG_ID = "lmvw_toegang"
NOTICES_DAG_ID = "cwr_meldingen"
URL_PREFIX = "/woonkluis"
ACCESS_URL_PREFIX = "/woonkluis-toegang"
NOTICES_URL_PREFIX = "/woonkluis-meldingen"

VIEW = {
    "name": "Leveringen",
    "href": f"{URL_PREFIX}/leveringen",
    "destination": "nav",
    "url_route": "leveringen",
}
"""Airflow shows the page in a frame, under its own navigation."""

ACCESS_VIEW = {
    "name": "Toegang",
    "href": f"{ACCESS_URL_PREFIX}/toegang",
    "destination": "nav",
    "url_route": "toegang",
}

NOTICES_VIEW = {
    "name": "Meldingen",
    "href": f"{NOTICES_URL_PREFIX}/meldingen",
    "destination": "nav",
    "url_route": "meldingen",
}

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "no-referrer",
}

# A page that Airflow does not know is open to everybody who reaches the server: who may not read the DAG gets none.
app = FastAPI(
    title="Woonkluis", dependencies=[Depends(requires_access_dag("GET", param_dag_id=DAG_ID))], openapi_url=None
)

# An application of its own: who sees deliveries need not see who has access, and the other way round.
access_app = FastAPI(
    title="Woonkluis toegang",
    dependencies=[Depends(requires_access_dag("GET", param_dag_id=ACCESS_DAG_ID))],
    openapi_url=None,
)

# Another regime: who sees deliveries of gemeenten need not see what woonmaatschappijen are told.
notices_app = FastAPI(
    title="Woonkluis meldingen",
    dependencies=[Depends(requires_access_dag("GET", param_dag_id=NOTICES_DAG_ID))],
    openapi_url=None,
)


def runs_of_deliveries(session: Session) -> dict[int, str]:
    """Address of the last run that worked on each delivery, from the labels of its tasks (`12 · GM0150 ...`)."""
    labels = session.execute(
        select(TaskInstance.rendered_map_index, TaskInstance.run_id)
        .where(TaskInstance.dag_id == DAG_ID, TaskInstance.rendered_map_index.is_not(None))
        .order_by(TaskInstance.start_date.asc())
    )
    numbers = ((label.partition(" ")[0], run_id) for label, run_id in labels)
    return {int(number): f"/dags/{DAG_ID}/runs/{run_id}" for number, run_id in numbers if number.isdecimal()}


def questions_about_late_ones(session: Session) -> dict[int, Question]:
    """Last run that asked about each late delivery (LMVW-10), and whether it failed."""
    runs = session.execute(
        select(DagRun.conf, DagRun.run_id, DagRun.state).where(DagRun.dag_id == ASKING_ID).order_by(DagRun.id)
    )
    return {
        conf["levering_id"]: Question(f"/dags/{ASKING_ID}/runs/{run_id}", failed=state == "failed")
        for conf, run_id, state in runs
        if conf and "levering_id" in conf
    }


@app.exception_handler(RequestValidationError)
def not_an_address(request: Request, error: RequestValidationError) -> HTMLResponse:  # noqa: ARG001 - as FastAPI calls it
    """Answer an address that somebody typed wrong with a page, as everything else here."""
    return HTMLResponse(render_refusal(), status_code=422, headers=HEADERS)


@access_app.exception_handler(RequestValidationError)
def not_an_address_of_access(request: Request, error: RequestValidationError) -> HTMLResponse:  # noqa: ARG001
    """Answer as the board does."""
    return HTMLResponse(toegangsbord.render_refusal(), status_code=422, headers=HEADERS)


@notices_app.exception_handler(RequestValidationError)
def not_an_address_of_notices(request: Request, error: RequestValidationError) -> HTMLResponse:  # noqa: ARG001
    """Answer as the board does."""
    return HTMLResponse(meldingenbord.render_refusal(), status_code=422, headers=HEADERS)


def chosen(
    status: Annotated[str, Query(max_length=30)] = "",
    groep: Annotated[str, Query(max_length=30)] = "",
    studie: Annotated[str, Query(max_length=36)] = "",
    gebied: Annotated[str, Query(max_length=10)] = "",
    zoek: Annotated[str, Query(max_length=60)] = "",
) -> overzicht.Filter:
    """Filter of an address."""
    return overzicht.Filter(status, groep, studie, gebied, zoek)


@access_app.get("/toegang")
def toegang(gekozen: Annotated[overzicht.Filter, Depends(chosen)]) -> HTMLResponse:
    """Show who has access to what, and on what grounds (LMVW-12 to LMVW-16)."""
    try:
        page = toegangsbord.render(overzicht.read_overzicht(gekozen))
    except WoonkluisError as error:
        LOG.error("%s", error)  # noqa: TRY400 - no traceback: it could quote a row
        raise HTTPException(503, "The warehouse does not answer.") from None
    return HTMLResponse(page, headers=HEADERS)


@access_app.get("/toegang.{vorm}")
def bewijs(
    vorm: Literal["csv", "json"], gekozen: Annotated[overzicht.Filter, Depends(chosen)], user: GetUserDep
) -> Response:
    """Give the list as evidence, which the audit records (LMVW-4a)."""
    try:
        made = toegangsbord.bewijs(overzicht.read_overzicht(gekozen), vorm, door=user.get_name())
    except WoonkluisError as error:
        LOG.error("%s", error)  # noqa: TRY400
        raise HTTPException(503, "The warehouse does not answer.") from None
    # Digits and letters only, so it needs no quoting.
    name = {"Content-Disposition": f'attachment; filename="{made.naam}"'}
    return Response(made.inhoud, media_type=toegangsbord.MEDIA[vorm], headers=HEADERS | name)


@app.get("/leveringen")
def leveringen(
    session: SessionDep,
    peildatum: dt.date | None = None,
    provincie: Annotated[str, Query(max_length=60)] = "",
    status: Annotated[str, Query(max_length=30)] = "",
    zoek: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """Show where every gemeente stands (LMVW-2c, LMVW-10)."""
    try:
        board = read_board(Filter(peildatum, provincie, status, zoek))
    except WoonkluisError as error:
        LOG.error("%s", error)  # noqa: TRY400 - no traceback: it could quote a row
        raise HTTPException(503, "The warehouse does not answer.") from None
    page = render(board, runs_of_deliveries(session), questions_about_late_ones(session))
    return HTMLResponse(page, headers=HEADERS)


@notices_app.get("/meldingen")
def meldingen(
    woonmaatschappij: Annotated[str, Query(max_length=12)] = "",
    klasse: Annotated[str, Query(max_length=30)] = "",
    status: Annotated[str, Query(max_length=30)] = "",
    zoek: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """Show the notices to woonmaatschappijen, overdue ones first (WIV-7.1 to WIV-7.4)."""
    try:
        bord = meldingenbord.read_bord(meldingenbord.Filter(woonmaatschappij, klasse, status, zoek))
    except WoonkluisError as error:
        LOG.error("%s", error)  # noqa: TRY400
        raise HTTPException(503, "The warehouse does not answer.") from None
    return HTMLResponse(meldingenbord.render(bord), headers=HEADERS)
