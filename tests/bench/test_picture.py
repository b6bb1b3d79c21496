import pytest
from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from bench.picture import draw_latencies

SVG = "{http://www.w3.org/2000/svg}"
TABLE = {"rare term": {"ours": 0.2, "<other>": 20.0}, "phrase": {"ours": 2.0}}


def test_there_is_a_dot_for_each_figure_and_each_engine_of_the_legend() -> None:
    drawn = etree.fromstring(draw_latencies("Riadas & puertos", TABLE))
    told = [dot.findtext(f"{SVG}title") for dot in drawn.iter(f"{SVG}circle")]
    assert told == ["ours", "<other>", "ours: 0.2 ms", "<other>: 20 ms", "ours: 2 ms"]
    assert drawn.findtext(f"{SVG}title") == "Riadas & puertos"


def test_ten_times_as_long_is_as_far_to_the_right_wherever_it_is() -> None:
    drawn = etree.fromstring(draw_latencies("", TABLE))
    ours, other, phrase = [float(dot.attrib["cx"]) for dot in drawn.iter(f"{SVG}circle")][2:]
    assert other - phrase == pytest.approx(phrase - ours, abs=0.2)
    assert ours < phrase
