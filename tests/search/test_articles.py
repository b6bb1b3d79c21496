from dataclasses import replace
from datetime import date

import pytest

from tests.search.corpus import PUERTO


@pytest.mark.parametrize(
    "change",
    [
        {"title": None},
        {"title": ""},
        {"body": "otro texto"},
        {"first_day": date(2024, 10, 31)},
        {"last_day": None},
        {"source": "Otro"},
        {"language": "gl"},
        {"forms": ("forma-ministra",)},
        {"copy_of": "riada"},
    ],
)
def test_the_digest_changes_with_whatever_is_indexed(change: dict[str, object]) -> None:
    assert replace(PUERTO, **change).digest != PUERTO.digest  # type: ignore[arg-type]  # any field


def test_the_digest_does_not_depend_on_the_order_of_forms() -> None:
    assert replace(PUERTO, forms=PUERTO.forms[::-1]).digest == PUERTO.digest
