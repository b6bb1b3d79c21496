"""Shares that rank: what speaks for a speaker more firmly is never less sure."""

import pytest

from app.quotes import confidence
from app.quotes.discourse import Discourse, Speaker, speaker_of
from app.quotes.mentions import Person

PERSON = speaker_of(Person("Ana Vidal", ("ana", "vidal"), "f", (), frozenset(), 1, 0))
NAME = speaker_of(Person("Brisa Kei", ("brisa", "kei"), "", (), frozenset(), 1, 0))
NEIGHBOUR = Speaker("una vecina", "role")
RIVAL = Person("Ciro Valdeón", ("ciro", "valdeon"), "m", (), frozenset(), 1, 0)


def test_kind_of_phrase_goes_before_the_way_it_was_found() -> None:
    assert confidence.of_subject("role-initial", "initial") < confidence.of_subject(
        "name-initial", "initial"
    )


@pytest.mark.parametrize("cued", [True, False])
def test_person_with_the_floor_is_surer_than_a_mere_name_or_somebody_unnamed(*, cued: bool) -> None:
    shares = [
        confidence.of_floor(speaker, Discourse().after(speaker), cued=cued)
        for speaker in (PERSON, NAME, NEIGHBOUR)
    ]
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == len(shares)


@pytest.mark.parametrize("speaker", [PERSON, NEIGHBOUR])
def test_people_named_since_make_the_floor_less_sure(speaker: Speaker) -> None:
    alone = Discourse().after(speaker)
    shares = [
        confidence.of_floor(speaker, discourse, cued=True)
        for discourse in (alone.naming([RIVAL]), alone)
    ]
    assert shares[0] < shares[1]


@pytest.mark.parametrize("speaker", [PERSON, NAME, NEIGHBOUR])
def test_without_a_cue_the_floor_says_less(speaker: Speaker) -> None:
    discourse = Discourse().after(speaker)
    alone = confidence.of_floor(speaker, discourse, cued=False)
    assert alone < confidence.of_floor(speaker, discourse, cued=True)


def test_somebody_unnamed_is_withheld_without_a_cue_and_given_with_one() -> None:
    discourse = Discourse().after(NEIGHBOUR)
    alone = confidence.of_floor(NEIGHBOUR, discourse, cued=False)
    assert alone < confidence.LEAST <= confidence.of_floor(NEIGHBOUR, discourse, cued=True)


def test_whoever_is_reached_by_passing_over_another_is_withheld() -> None:
    assert confidence.PASSED_OVER < confidence.LEAST
