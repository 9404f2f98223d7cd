"""The advisor for many: `streamlit run server.py` serves `app.py`, and says how it is.

`/health` answers while the process lives, `/ready` while it can do its work, and `/metrics` tells Prometheus how much.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from anyio.to_thread import run_sync
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit import runtime
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat

from advisor import logs
from advisor.advice import _advise
from advisor.catalogue import CatalogueError, load
from advisor.planning.database import DatabaseError
from pages.parts import notices, stored

LOG = logging.getLogger("server")
READY = "ready"


class Now(Collector):
    """What is not counted as it happens but looked up when it is asked for."""

    def collect(self) -> Iterable[Metric]:
        """Pages that are open, and how often advice was there already."""
        (opened,) = runtime.get_instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY])[ACTIVE_SESSIONS_FAMILY]
        assert isinstance(opened, GaugeStat)
        yield GaugeMetricFamily("advisor_open_pages", "Browser tabs that have the app open", opened.value)
        cached = _advise.cache_info()
        advices = CounterMetricFamily("advisor_advices", "Advices that were asked for", labels=["how"])
        advices.add_metric(["computed"], cached.misses)
        advices.add_metric(["cached"], cached.hits)
        yield advices


def health(_: Request) -> Response:
    """The process lives."""
    return PlainTextResponse("alive")


def ready(_: Request) -> Response:
    """The database answers with tables that this program knows, and the catalogue is loaded."""
    load()
    state = database_state()
    return JSONResponse({"database": state}, 200 if state == READY else 503)


def database_state() -> str:
    """What is wrong with the database, if anything."""
    try:
        stored.database().check()
    except DatabaseError as error:
        LOG.warning("The database cannot be used", exc_info=error)
        return type(error).__name__
    return READY


def metrics(_: Request) -> Response:
    """All that is counted."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Load what every page needs and bring the tables up to date, before anybody comes.

    A broken catalogue stops the start; a database that is away does not.
    """
    # Streamlit would look for the first visitor's page in the folder `pages`, and say that it is not found.
    PagesManager.uses_pages_directory = False
    try:
        await run_sync(load)
    except CatalogueError as error:
        LOG.error("The data cannot be read", exc_info=error)
        raise
    await run_sync(database_state)
    REGISTRY.register(Now())
    LOG.info("The advisor is served")
    yield
    LOG.info("The advisor stops")


logs.set_up()
app = st.App(
    Path(__file__).resolve().parent / "app.py",
    routes=[Route("/health", health), Route("/ready", ready), Route("/metrics", metrics)],
    lifespan=lifespan,
    on_script_error=notices.show_unexpected,
)
