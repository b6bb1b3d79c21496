"""Over HTTP: what an editor decided shows at once, and former addresses lead on."""

import pytest
from starlette.testclient import TestClient

from app.cli.archive import WritableArchive
from app.store.editing import record_decisions, take_back
from app.store.session import write_transaction
from tests.api.conftest import DECIDED_AT, MERGE, publish
from tests.newsroom import Said, make_extraction, write_body


@pytest.fixture
def merged(archive: WritableArchive, own_client: TestClient) -> TestClient:
    """Asks an archive in which Irene Salcedo is Elena Prado, by decision 1."""
    said = (Said("El faro se apaga", "Elena Prado"), Said("La boya se queda", "Irene Salcedo"))
    publish(archive, make_extraction(write_body(1), *said))
    with write_transaction(archive.engine) as session:
        record_decisions(session, [MERGE])
    return own_client


def test_a_merged_speaker_tells_what_made_it_one(merged: TestClient) -> None:
    speaker = merged.get("/v1/speakers/elena-prado").json()
    assert speaker["decided_by_editor"] == [
        {
            "number": 1,
            "kind": "merge",
            "made_at": "2026-03-02T09:30:00Z",
            "by": "Petra",
            "note": None,
            "decision": 'merge person "Elena Prado" person "Irene Salcedo"',
        }
    ]
    joined = {one["name"]: one["joined_by"] for one in speaker["aliases"]}
    assert joined == {"Elena Prado": "same spelling", "Irene Salcedo": "decision of an editor"}


@pytest.mark.parametrize("name", ["elena-prado", "irene-salcedo", "Irene Salcedo", "salcedo"])
def test_every_name_finds_the_quotations_of_both(merged: TestClient, name: str) -> None:
    page = merged.get("/v1/quotes", params={"speaker": name, "count": "true"}).json()
    assert page["speaker"]["id"] == "elena-prado"
    assert page["total"] == 2


def test_a_former_id_leads_on_until_the_merge_is_taken_back(
    merged: TestClient, archive: WritableArchive
) -> None:
    moved = merged.get("/v1/speakers/irene-salcedo", follow_redirects=False)
    assert moved.status_code == 308
    assert moved.headers["location"].endswith("/v1/speakers/elena-prado")
    with write_transaction(archive.engine) as session:
        take_back(session, 1, made_at=DECIDED_AT)
    assert merged.get("/v1/speakers/irene-salcedo", follow_redirects=False).status_code == 200
    assert merged.get("/v1/speakers/elena-prado").json()["decided_by_editor"] == []


def test_a_search_by_speaker_finds_the_articles_of_both(merged: TestClient) -> None:
    page = merged.get("/v1/search", params={"q": 'speaker:"Irene Salcedo"', "facets": "speaker"})
    assert [one["value"] for one in page.json()["facets"]["speaker"]] == ["elena-prado"]
