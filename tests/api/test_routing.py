from typing import Annotated

import pytest
from fastapi import APIRouter, Query, Request, Response
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field
from starlette.applications import Starlette

from app.api.problems import find_answer
from app.api.routing import ReadRoute, RouteTable
from app.main import describe_api


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    since: int = Field(default=0, ge=0)
    from_: str | None = Field(default=None, alias="from")
    kind: list[str] = Field(default=[])


router = APIRouter(route_class=ReadRoute)


@router.get("/faro/{name}")
async def read_faro(request: Request, name: str, query: Annotated[Asked, Query()]) -> Response:
    return Response(f"{request.url.path} {name} {query.since} {query.from_} {query.kind}")


async def answer_problem(request: Request, error: Exception) -> Response:
    found = find_answer(request.url.path, error)
    assert found is not None
    return found


@pytest.fixture
def asker() -> TestClient:
    return TestClient(
        Starlette(routes=router.routes, exception_handlers={Exception: answer_problem}),
        raise_server_exceptions=False,
    )


def test_a_handler_is_given_what_it_names() -> None:
    found = RouteTable(one for one in router.routes if isinstance(one, ReadRoute)).find(
        "/faro/norte"
    )
    assert found is not None
    assert (found.route.path, found.parts) == ("/faro/{name}", {"name": "norte"})


@pytest.mark.parametrize("path", ["/faro", "/faro/", "/faro/norte/sur", "/" + 300 * "x"])
def test_a_path_without_a_route_has_none(path: str) -> None:
    assert RouteTable(one for one in router.routes if isinstance(one, ReadRoute)).find(path) is None


def test_parameters_are_read_by_their_names_on_the_wire(asker: TestClient) -> None:
    answer = asker.get("/faro/norte?since=3&from=a%20b&kind=x&kind=y")
    assert answer.text == "/faro/norte norte 3 a b ['x', 'y']"
    assert asker.get("/faro/norte").text == "/faro/norte norte 0 None []"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("since=-1", ["since"]),
        ("since=uno&nada=2", ["since", "nada"]),
        ("from_=a", ["from_"]),
        ("since=1&from=a&since=2&from=b&from=c", ["since", "from"]),
        ("nada=1&nada=2", ["nada"]),
    ],
)
def test_whatever_is_wrong_is_named(asker: TestClient, query: str, names: list[str]) -> None:
    answer = asker.get(f"/faro/norte?{query}")
    assert answer.status_code == 422
    assert [one["name"] for one in answer.json()["errors"]] == names


def test_a_parameter_of_another_kind_is_refused_when_the_route_is_made() -> None:
    async def handler(number: int) -> Response:
        return Response(str(number))

    with pytest.raises(TypeError, match="number"):
        ReadRoute("/numero", handler)


def test_the_document_has_what_the_handlers_are_given() -> None:
    operation = describe_api()["paths"]["/v1/speakers/{speaker_id}/quotes"]["get"]
    names = [one["name"] for one in operation["parameters"]]
    assert {"speaker_id", "from", "q", "kind", "article"} <= set(names)
