"""The README tells the truth: its calls give its answers, its settings and commands are those there are."""

from pathlib import Path

from app.cli.command import COMMANDS
from app.settings import ENVIRONMENT_PREFIX, Settings
from tests.readme import README, answer_calls, read_exchanges


def test_the_calls_give_the_answers_that_are_printed(tmp_path: Path) -> None:
    exchanges = read_exchanges()
    assert len(exchanges) == 6
    answers = list(answer_calls([exchange.url for exchange in exchanges], tmp_path))
    for exchange, answer in zip(exchanges, answers, strict=True):
        assert answer == exchange.answer, f"{exchange.url}: python -m tests.readme writes it anew"


def test_every_setting_stands_there_with_its_default() -> None:
    text = README.read_text("utf-8")
    for name, field in Settings.model_fields.items():
        (line,) = [
            line
            for line in text.splitlines()
            if f"| `{ENVIRONMENT_PREFIX}{name.upper()}` |" in line
        ]
        if field.default not in (None, ()):
            assert f"{field.default}`" in line


def test_every_command_stands_there() -> None:
    text = README.read_text("utf-8")
    for command in COMMANDS:
        assert f"`{command}`" in text
