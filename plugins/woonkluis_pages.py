"""Pages of Woonkluis inside Airflow's own: boards of deliveries, overview of access, notices of article 7."""

# FastAPI reads the annotations while it runs, so what they name is imported for good.
import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from woonkluis.report import woonmaatschappijen as woonmaatschappijenbord
from woonkluis.report.board import Filter, Question, read_board, render, render_refusal

LOG = logging.getLogger("woonkluis.pages")
DAG_ID = "lmvw_leveringen"
ASKING_ID = "lmvw_correctie"
ACCESS_DAG_ID = "lmvw_toegang"
NOTICES_DAG_ID = "cwr_meldingen"
MESSAGES_DAG_ID = "cwr_leveringen"
URL_PREFIX = "/woonkluis"
ACCESS_URL_PREFIX = "/woonkluis-toegang"
NOTICES_URL_PREFIX = "/woonkluis-meldingen"
MESSAGES_URL_PREFIX = "/woonkluis-woonmaatschappijen"

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

MESSAGES_VIEW = {
    "name": "Woonmaatschappijen",
    "href": f"{MESSAGES_URL_PREFIX}/woonmaatschappijen",
    "destination": "nav",
    "url_route": "woonmaatschappijen",
}

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "no-referrer",
}


def _pages(title: str, dag_id: str, refusal: Callable[[], str]) -> FastAPI:
    """An application for whoever may read a DAG; what is typed wrong in an address is answered with a page.

    One per page: who sees deliveries of gemeenten need not see who has access, nor what woonmaatschappijen are told.
    """
    # A page that Airflow does not know is open to everybody who reaches the server: who may not read the DAG gets none.
    made = FastAPI(
        title=title, dependencies=[Depends(requires_access_dag("GET", param_dag_id=dag_id))], openapi_url=None
    )

    @made.exception_handler(RequestValidationError)
    def not_an_address(request: Request, error: RequestValidationError) -> HTMLResponse:  # noqa: ARG001 - as FastAPI calls it
        return HTMLResponse(refusal(), status_code=422, headers=HEADERS)

    return made


app = _pages("Woonkluis", DAG_ID, render_refusal)
access_app = _pages("Woonkluis toegang", ACCESS_DAG_ID, toegangsbord.render_refusal)
notices_app = _pages("Woonkluis meldingen", NOTICES_DAG_ID, meldingenbord.render_refusal)
messages_app = _pages("Woonkluis woonmaatschappijen", MESSAGES_DAG_ID, woonmaatschappijenbord.render_refusal)


@contextmanager
def _answered() -> Iterator[None]:
    """Say that the warehouse does not answer, where it does not."""
    try:
        yield
    except WoonkluisError as error:
        LOG.error("%s", error)  # noqa: TRY400 - no traceback: it could quote a row
        raise HTTPException(503, "The warehouse does not answer.") from None


def runs_of_deliveries(session: Session, dag_id: str) -> dict[int, str]:
    """Address of a DAG's last run on each delivery, from the labels of its tasks (`12 · GM0150 ...`)."""
    labels = session.execute(
        select(TaskInstance.rendered_map_index, TaskInstance.run_id)
        .where(TaskInstance.dag_id == dag_id, TaskInstance.rendered_map_index.is_not(None))
        .order_by(TaskInstance.start_date.asc())
    )
    numbers = ((label.partition(" ")[0], run_id) for label, run_id in labels)
    return {int(number): f"/dags/{dag_id}/runs/{run_id}" for number, run_id in numbers if number.isdecimal()}


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


def chosen(
    status: Annotated[str, Query(max_length=30)] = "",
    groep: Annotated[str, Query(max_length=30)] = "",
    studie: Annotated[str, Query(max_length=36)] = "",
    gebied: Annotated[str, Query(max_length=10)] = "",
    zoek: Annotated[str, Query(max_length=60)] = "",
) -> overzicht.Filter:
    """Filter of an address."""
    return overzicht.Filter(status, groep, studie, gebied, zoek)


def _access_routes(made: FastAPI, regime: Literal["lmvw", "cwr"]) -> None:
    """Who has access to what, on what grounds; and the list as evidence."""

    @made.get("/toegang")
    def toegang(gekozen: Annotated[overzicht.Filter, Depends(chosen)]) -> HTMLResponse:
        with _answered():
            page = toegangsbord.render(overzicht.read_overzicht(gekozen, regime=regime))
        return HTMLResponse(page, headers=HEADERS)

    @made.get("/toegang.{vorm}")
    def bewijs(
        vorm: Literal["csv", "json"], gekozen: Annotated[overzicht.Filter, Depends(chosen)], user: GetUserDep
    ) -> Response:
        with _answered():
            made = toegangsbord.bewijs(overzicht.read_overzicht(gekozen, regime=regime), vorm, door=user.get_name())
        # Digits and letters only, so it needs no quoting.
        name = {"Content-Disposition": f'attachment; filename="{made.naam}"'}
        return Response(made.inhoud, media_type=toegangsbord.MEDIA[vorm], headers=HEADERS | name)


# LMVW-12 to LMVW-16, and WIV-4.10 beside what woonmaatschappijen delivered: two authorities, two pages.
_access_routes(access_app, "lmvw")
_access_routes(messages_app, "cwr")


@app.get("/leveringen")
def leveringen(
    session: SessionDep,
    peildatum: dt.date | None = None,
    provincie: Annotated[str, Query(max_length=60)] = "",
    status: Annotated[str, Query(max_length=30)] = "",
    zoek: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """Show where every gemeente stands (LMVW-2c, LMVW-10)."""
    with _answered():
        board = read_board(Filter(peildatum, provincie, status, zoek))
    page = render(board, runs_of_deliveries(session, DAG_ID), questions_about_late_ones(session))
    return HTMLResponse(page, headers=HEADERS)


@notices_app.get("/meldingen")
def meldingen(
    woonmaatschappij: Annotated[str, Query(max_length=12)] = "",
    klasse: Annotated[str, Query(max_length=30)] = "",
    status: Annotated[str, Query(max_length=30)] = "",
    zoek: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """Show the notices to woonmaatschappijen, overdue ones first (WIV-7.1 to WIV-7.4)."""
    with _answered():
        bord = meldingenbord.read_bord(meldingenbord.Filter(woonmaatschappij, klasse, status, zoek))
    return HTMLResponse(meldingenbord.render(bord), headers=HEADERS)


@messages_app.get("/woonmaatschappijen")
def woonmaatschappijen(
    session: SessionDep,
    status: Annotated[str, Query(max_length=30)] = "",
    zoek: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """Show where every woonmaatschappij stands (WIV-5.1, WIV-7.1, WIV-8.1)."""
    with _answered():
        bord = woonmaatschappijenbord.read_bord(woonmaatschappijenbord.Filter(status, zoek))
    page = woonmaatschappijenbord.render(bord, runs_of_deliveries(session, MESSAGES_DAG_ID))
    return HTMLResponse(page, headers=HEADERS)
