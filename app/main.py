"""The HTTP application."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from anyio import CapacityLimiter
from fastapi import FastAPI
from sqlalchemy import Engine

from app import __version__
from app.api import articles, health, quotes, search, sources, speakers, statements, timeline
from app.api.admission import Admission
from app.api.answer_cache import AnswerCache
from app.api.dependencies import Archive
from app.api.documentation import KEYED, OPEN, add_documentation
from app.api.freshness import Freshness
from app.api.headers import HeaderPolicy
from app.api.heap import share_heap
from app.api.keys import KeyRing
from app.api.metrics import RequestMetrics
from app.api.problems import add_problem_handlers
from app.api.rates import open_limiter
from app.api.requests import RequestLayer
from app.api.routing import ReadRoute, RouteTable
from app.api.streams import STREAM_SLOTS
from app.search import IndexOptions
from app.search.sync import list_index_folders, open_archive_index
from app.settings import Settings, read_settings
from app.store.engines import Limits, is_postgres
from app.store.replica import Primary, open_replica
from app.store.session import migrate, open_engine

# Statements come before quotes, so that /v1/quotes/match is not taken for the id of a quotation.
_RESOURCES = (search, statements, quotes, speakers, articles, timeline, sources, health)
SEARCH_SLOTS = 4  # searches that run at once; Whoosh holds the GIL, so more would only queue
_PATIENCE_S = 10  # with a database whose machine is silent: reads of a page hold up all others
_DESCRIPTION = """\
A searchable archive of Spanish news that knows who said what. Everything is read with `GET`.

**Lists** answer a page of `items` and, in `next` and the `Link` header, the address of the next one; follow
it until it is null. Whoever wants to know how many there are in all asks with `count=true`.

**Whole results** come with `format=ndjson` or `format=csv`: all items in one answer, streamed from one
snapshot, articles whole. A stream that broke off goes on with `cursor=` and the id of the last item that
came. At most four are sent at once (503). `format=atom` makes a feed of a page.

**To keep a copy in step** ask `/v1/articles` or `/v1/quotes` with `changed_since=0`, and from then on with
the `changed_since` of the answer before (of a stream: its `X-Changed-Since`). Items come in the order in
which they changed, and none is skipped. One with `deleted` says that what you hold is void: the article of
that `id`, or all quotations of that `article`, of which those there are now follow.

**Dates** are days. `from` and `to` are inclusive, and either may be left out. A date that an article does not
state is null; what is dated to a month or year only matches every range that its interval overlaps.

**Offsets** count the characters (Unicode code points) of an article's `body`, from 0; `end` is the first one
after. `body[start:end]` of a quotation is its `text`.

**Errors** are `application/problem+json`: `detail` says what was wrong and what to do about it, `errors`
names each wrong parameter. Unknown parameters are refused. Beside the errors that each operation lists,
any address may answer 404 for no such path, 405 for a method that would write, 413 for a body over 64 KiB,
414 and 431 for an address or headers over 32 KiB, 421 for a host that is not this one, and 500 for what
nobody foresaw, with a request id under which the log has the rest.

**Unchanged answers** cost nothing: send the `ETag` back in `If-None-Match`.

**Keys** are asked for where the server has been given some: `Authorization: Bearer KEY`. Where requests are
limited, `RateLimit` tells how many are left, and 429 has `Retry-After`.
"""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application over the archive that the settings (None = the environment's) name.

    Raise SetupError when the database or the index cannot be opened, or do not go together.
    """
    settings = settings or read_settings()
    engine, primary = _open_database(settings)
    app = _build_app(KEYED if settings.api_keys_file else OPEN)
    app.state.archive = Archive(
        engine=engine,
        primary=primary,
        index=open_archive_index(
            engine,
            settings.index_dir,
            IndexOptions(settings.search_engine, settings.search_cache_mb * 2**20),
        ),
        search_slots=CapacityLimiter(SEARCH_SLOTS),
        stream_slots=CapacityLimiter(STREAM_SLOTS),
        folder=None if is_postgres(settings.resolved_database_url) else settings.data_dir.resolve(),
        least_free=settings.min_free_mb * 2**20,
    )
    _add_layer(app, settings)
    return app


def _open_database(settings: Settings) -> tuple[Engine, Primary | None]:
    """The database that is read, and the one that is written if it is another."""
    url = settings.resolved_database_url
    limits = Limits(settings.database_pool_size, settings.statement_timeout_ms, _PATIENCE_S)
    if settings.read_database_url:
        return open_replica(settings.read_database_url, url, limits)
    migrate(url)
    return open_engine(url, read_only=True, limits=limits), None


def _add_layer(app: FastAPI, settings: Settings) -> None:
    """Put the one layer around every request."""
    app.state.metrics = RequestMetrics()
    engine = app.state.archive.engine
    app.state.freshness = Freshness(
        engine,
        list_index_folders(engine, settings.index_dir),
        AnswerCache(settings.answer_cache_mb * 2**20),
    )
    keys = KeyRing(settings.api_keys_file) if settings.api_keys_file else None
    limit, url = settings.rate_limit, settings.rate_limit_url
    app.state.rates = open_limiter(limit, url) if limit else None
    admission = Admission(settings.allowed_hosts, keys, app.state.rates)
    app.add_middleware(
        RequestLayer,
        metrics=app.state.metrics,
        freshness=app.state.freshness,
        admission=admission,
        routes=RouteTable(_list_routes()),
        policy=HeaderPolicy(origins=settings.cors_origins, is_public=keys is None),
    )


def _list_routes() -> Iterator[ReadRoute]:
    """The routes of the API, in the order in which they are tried."""
    for resource in _RESOURCES:
        yield from (one for one in resource.router.routes if isinstance(one, ReadRoute))


@asynccontextmanager
async def _serve(app: FastAPI) -> AsyncIterator[None]:
    """What is around the time in which a process serves: its memory before, and all closed after."""
    share_heap()
    yield
    if app.state.rates:
        await app.state.rates.close()
    app.state.freshness.close()
    app.state.archive.index.close()
    app.state.archive.engine.dispose()


def describe_api() -> dict[str, Any]:
    """The OpenAPI document of a server that asks for no keys."""
    return _build_app(OPEN).openapi()


def _build_app(security: Sequence[dict[str, list[str]]]) -> FastAPI:
    """The application without its archive."""
    app = FastAPI(
        title="Hemeroteca",
        version=__version__,
        description=_DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=_serve,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        redirect_slashes=False,
    )
    for resource in _RESOURCES:
        app.include_router(resource.router)
    add_problem_handlers(app)
    add_documentation(app, security)
    return app
