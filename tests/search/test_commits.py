from pathlib import Path

from bench.commits import search_during_commits


def test_clients_see_committed_states_alone_and_never_go_back(tmp_path: Path) -> None:
    outcomes = search_during_commits(tmp_path, commits=12, clients=3)
    assert [fault for outcome in outcomes for fault in outcome.faults] == []
    assert all(outcome.answers >= 2 for outcome in outcomes)
    assert max(outcome.states for outcome in outcomes) > 2
