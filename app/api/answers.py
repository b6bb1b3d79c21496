"""Answers in JSON: encoded once, with a strong ETag and the link to the next page."""

import hashlib
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response


def answer_json(request: Request, content: Any) -> Response:
    """The content as JSON, or 304 when the client has it already."""
    body = msgspec.json.encode(content)
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    following = content.get("next") if isinstance(content, dict) else None
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    if _has_it(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def answer_moved(request: Request, former: str, present: str) -> Response:
    """308 to the same address with one part of its path replaced."""
    path = request.url.path.replace(former, present)
    return RedirectResponse(request.url.replace(path=path), status_code=308)


def moved_answer(what: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route for what may have another id by now."""
    description = f"The {what} has another id now; `Location` has the address under it."
    return {308: {"description": description}}


def _has_it(request: Request, etag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    return "*" in tags or etag in tags
