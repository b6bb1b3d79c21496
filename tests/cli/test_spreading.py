"""`--dask` as a person gives it."""

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Hemeroteca


@pytest.mark.parametrize(
    "address", ["", "nodo", "nodo:8786", "tcp://nodo", "http://nodo:8786", "tcp://nodo:99999"]
)
def test_what_is_no_address_of_a_scheduler_is_wrong_usage(
    hemeroteca: Hemeroteca, article: Path, address: str
) -> None:
    outcome = hemeroteca("ingest", "--dask", address, article)
    assert outcome.status == 2
    assert "tcp://host:8786" in outcome.err


def test_a_cluster_goes_without_processes_of_its_own(hemeroteca: Hemeroteca, article: Path) -> None:
    outcome = hemeroteca("ingest", "--dask", "tcp://127.0.0.1:1", "--workers", "2", article)
    assert outcome.status == 2
    assert "goes without --workers" in " ".join(outcome.err.split())


def test_without_the_extra_it_is_named(
    hemeroteca: Hemeroteca, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "app.cluster", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)
    outcome = hemeroteca("ingest", "--dask", "tcp://127.0.0.1:1", article)
    assert outcome.status == 1
    assert "pip install 'hemeroteca[dask]'" in outcome.err
    assert "Traceback" not in outcome.err
