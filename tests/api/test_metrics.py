from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from app.cli.archive import WritableArchive
from app.settings import Settings
from tests.api.conftest import publish
from tests.api.test_health import lose_database
from tests.newsroom import Said, make_extraction, save, write_body

Samples = dict[str, dict[tuple[str, ...], float]]


def scrape(client: TestClient) -> Samples:
    """Each sample's value by name and label values."""
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    samples: Samples = {}
    for family in text_string_to_metric_families(response.text):
        for sample in family.samples:
            samples.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return samples


def test_requests_are_counted_by_method_route_and_status(own_client: TestClient) -> None:
    own_client.get("/v1/articles?limit=1")
    own_client.get("/v1/articles?limit=0")
    own_client.get("/v1/quotes/una")
    own_client.get("/v1/quotes/otra")
    own_client.post("/v1/quotes")
    requests = scrape(own_client)["hemeroteca_requests_total"]
    assert requests == {
        ("GET", "/v1/articles", "200"): 1,
        ("GET", "/v1/articles", "422"): 1,
        ("GET", "/v1/quotes/{quote_id}", "404"): 2,
        ("POST", "/v1/quotes", "405"): 1,
    }


def test_a_client_cannot_make_new_labels(own_client: TestClient) -> None:
    own_client.get("/uno")
    own_client.get("/dos")
    own_client.request("BREW", "/v1/quotes")
    requests = scrape(own_client)["hemeroteca_requests_total"]
    assert requests == {("GET", "none", "404"): 2, ("other", "/v1/quotes", "405"): 1}


def test_times_are_counted_by_route(own_client: TestClient) -> None:
    own_client.get("/v1/quotes/una")
    samples = scrape(own_client)
    assert samples["hemeroteca_request_seconds_count"] == {("/v1/quotes/{quote_id}",): 1}
    assert samples["hemeroteca_request_seconds_sum"][("/v1/quotes/{quote_id}",)] > 0


def test_times_of_a_search_are_counted_by_stage(own_client: TestClient) -> None:
    own_client.get("/v1/search?q=faro")
    own_client.get("/v1/search?q=(faro")
    own_client.get("/v1/articles")
    counts = scrape(own_client)["hemeroteca_search_stage_seconds_count"]
    assert counts == {("wait",): 2, ("read",): 1, ("match",): 1, ("load",): 1, ("show",): 1}


def test_the_archive_is_measured_at_every_scrape(
    archive: WritableArchive, own_client: TestClient
) -> None:
    publish(archive, make_extraction(write_body(1), Said("Hay luz en el faro", "Elena Prado")))
    assert read_gauges(own_client) == [1, 1, 1, 0, 0, 1, 1, 1]
    save(archive.engine, make_extraction(write_body(2), path="/notas/dos.txt"))
    assert read_gauges(own_client) == [1, 2, 1, 1, 1, 2, 1, 1]
    assert scrape(own_client)["hemeroteca_disk_free_bytes"][()] > 0


def read_gauges(client: TestClient) -> list[float]:
    samples = scrape(client)
    names = (
        *("archive_readable", "generation", "index_generation", "index_lag"),
        "outbox_articles",
    )
    counts = ("articles", "quotes", "speakers")
    return [samples[f"hemeroteca_{name}"][()] for name in names + counts]


def test_requests_are_told_also_when_the_archive_is_gone(
    settings: Settings, own_client: TestClient
) -> None:
    lose_database(own_client, settings)
    own_client.get("/v1/articles")
    samples = scrape(own_client)
    assert samples["hemeroteca_archive_readable"] == {(): 0}
    assert samples["hemeroteca_requests_total"] == {("GET", "/v1/articles", "503"): 1}
    assert "hemeroteca_articles" not in samples


def test_two_applications_count_apart(own_client: TestClient, press: TestClient) -> None:
    press.get("/v1/sources")
    assert "hemeroteca_requests_total" not in scrape(own_client)
