"""Every rule of chrome.toml takes out its examples and leaves the prose that looks alike."""

import pytest

from app.documents.chrome import (
    ChromeRule,
    find_chrome_lines,
    find_lone_chrome,
    find_paragraph_start,
    find_title_end,
    read_rules,
)

EXAMPLES = [(rule, example) for rule in read_rules() for example in rule.examples]
KEPT = [(rule, prose) for rule in read_rules() for prose in rule.keeps]


def finds(rule: ChromeRule, text: str) -> bool:
    match rule.where:
        case "line" | "beside":
            return rule.pattern.fullmatch(text) is not None
        case "title end":
            return rule.pattern.search(text) is not None
        case "paragraph start":
            return rule.pattern.match(text) is not None


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[example for _, example in EXAMPLES])
def test_a_rule_takes_out_its_example(rule: ChromeRule, example: str) -> None:
    assert finds(rule, example)


@pytest.mark.parametrize(("rule", "prose"), KEPT, ids=[prose for _, prose in KEPT])
def test_prose_that_looks_alike_stays(rule: ChromeRule, prose: str) -> None:
    assert not finds(rule, prose)
    assert find_lone_chrome(prose) is None


def test_every_rule_has_an_example_and_a_reason() -> None:
    assert all(rule.examples and rule.keeps and rule.why for rule in read_rules())


def test_a_dateline_is_taken_to_its_dash_and_no_further() -> None:
    paragraph = "PUERTO ALTO, 3 may 2021 (Norte).- El puerto abrirá mañana."
    found = find_paragraph_start(paragraph)
    assert found is not None
    match, why = found
    assert (paragraph[match.end() :], why, match["when"]) == (
        "El puerto abrirá mañana.",
        "dateline",
        "3 may 2021",
    )


def test_the_name_of_a_network_goes_only_beside_other_buttons() -> None:
    assert find_chrome_lines(["Compartir", "Facebook", "X", "Instagram pierde usuarios"]) == {
        0: "share button",
        1: "share button",
        2: "share button",
    }
    assert find_chrome_lines(["La red", "Facebook", "cierra"]) == {}


def test_a_time_of_day_in_a_live_report_stays() -> None:
    assert (
        find_chrome_lines(
            ["Sigue la crónica minuto a minuto.", "14:30", "Llega la comitiva al puente."]
        )
        == {}
    )


def test_buttons_before_a_player_go_with_it() -> None:
    assert set(find_chrome_lines(["2:09", "--:--", "Texto", "1:00"])) == {0, 1}


def test_the_end_of_a_title_is_found_only_at_its_end() -> None:
    assert find_title_end("Habrá agua + Seguir en") == (len("Habrá agua"), "follow button")
    assert find_title_end("Habrá + Seguir en agua") is None


def test_lines_that_are_too_long_are_never_chrome() -> None:
    assert find_lone_chrome("Lea también: " + "agua " * 100) is None
    assert find_title_end("agua " * 100 + "+ Seguir en") is None
