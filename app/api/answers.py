"""Answers in JSON: encoded once, with the link to the next page."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response


def answer_json(content: Any) -> Response:
    """The content as JSON; the layer around every request gives it its ETag."""
    headers = {}
    following = content.get("next") if isinstance(content, dict) else None
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    return Response(msgspec.json.encode(content), headers=headers, media_type="application/json")


def answer_moved(request: Request, former: str, present: str) -> Response:
    """308 to the same address with one part of its path replaced."""
    path = request.url.path.replace(former, present)
    return RedirectResponse(request.url.replace(path=path), status_code=308)


def moved_answer(what: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route for what may have another id by now."""
    description = f"The {what} has another id now; `Location` has the address under it."
    return {308: {"description": description}}
