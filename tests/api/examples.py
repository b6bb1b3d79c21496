"""Write the examples of the OpenAPI document, and the document: `python -m tests.api.examples`.

The examples are real answers about `seeds/`.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from starlette.testclient import TestClient

from app.cli.archive import open_for_writing
from app.main import create_app, describe_api
from app.settings import Settings
from tests.conftest import ROOT, SEEDS, ingest_paths

EXAMPLES = ROOT / "app" / "api" / "examples.json"
DOCUMENT = ROOT / "docs" / "openapi.json"
COMMAND = ".venv/bin/python -m tests.api.examples"
BASE_URL = "http://127.0.0.1:8000"  # where `make run` serves
_REQUESTS = {
    "search": "/v1/search?q=huelga%20del%20puerto&facets=source,year&count=true&limit=1",
    "listQuotes": "/v1/quotes?speaker=Marta%20Olivenza&from=2025-03-01&to=2025-03-31&limit=1&count=true",
    "getQuote": "/v1/quotes/{quote}",
    "matchQuotes": "/v1/quotes/match?text={said}&limit=1",
    "listStatements": "/v1/statements?limit=1&count=true",
    "getStatement": "/v1/statements/{statement}",
    "listSpeakers": "/v1/speakers?name=olivenza",
    "getSpeaker": "/v1/speakers/marta-olivenza",
    "listSpeakerQuotes": "/v1/speakers/marta-olivenza/quotes?limit=1",
    "listArticles": "/v1/articles?from=2025-06-01&to=2025-06-30&limit=2&count=true",
    "getArticle": "/v1/articles/{article}",
    "listArticleQuotes": "/v1/articles/{article}/quotes?limit=1",
    "listArticleCopies": "/v1/articles/{copied}/copies",
    "getTimeline": "/v1/timeline?of=quotes&interval=month&from=2025-01-01&to=2025-03-31",
    "listSources": "/v1/sources",
    "getHealth": "/healthz",
    "getReadiness": "/readyz",
}
_DISK_FREE_MB = 48_211  # as on no machine in particular
_PROBLEMS = (
    "/v1/search?q=(huelga",
    "/v1/articles/0000000000000000",
    "/v1/quotes?speeker=olivenza&limit=500",
)


def collect_examples(settings: Settings) -> dict[str, Any]:
    """What an archive of the seeds answers to each of the requests above."""
    with TestClient(create_app(settings), base_url=BASE_URL) as client:
        ids = {
            "said": quote(
                "Ostrenia suministra a doce países y a ninguno le pregunta con quién se sienta a cenar"
            ),
            "statement": _find_id(client, "/v1/statements?limit=1"),
            "quote": client.get(_REQUESTS["listQuotes"]).json()["items"][0]["id"],
            "article": _find_id(client, "/v1/articles?source=Diario%20Velamen&sort=newest"),
            "copied": _find_id(client, "/v1/articles?copies=all&from=2025-06-03&to=2025-06-03"),
        }
        requests = {name: path.format(**ids) for name, path in _REQUESTS.items()}
        answers = {
            name: {"request": f"GET {path}", "answer": client.get(path).json()}
            for name, path in requests.items()
        }
        answers["getReadiness"]["answer"]["disk_free_mb"] = _DISK_FREE_MB
        return {
            "answers": answers,
            "problems": [client.get(path).json() for path in _PROBLEMS],
        }


def render(content: Any) -> str:
    """JSON to be read in a diff."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _find_id(client: TestClient, path: str) -> str:
    found: str = client.get(path).json()["items"][0]["id"]
    return found


def write_examples() -> None:
    """Bring both files in line with the code and the seeds."""
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        with open_for_writing(settings) as archive:
            ingest_paths(archive, SEEDS)
        EXAMPLES.write_text(render(collect_examples(settings)), "utf-8")
    DOCUMENT.write_text(render(describe_api()), "utf-8")


if __name__ == "__main__":
    write_examples()
