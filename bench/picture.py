"""Latencies as SVG: a row for each class of queries, a dot for each engine, a scale of powers of ten."""

from collections.abc import Iterator, Mapping
from html import escape
from math import floor, log10

_LEFT, _TOP, _ROW, _WIDTH, _FOOT = 190, 64, 30, 560, 34
_RADIUS = 6
_INK, _PALE = "#333333", "#dddddd"
_FONT = 'font-family="sans-serif" font-size="13"'
# Told apart also by who does not see all colours (Okabe and Ito).
_COLOURS = ("#56b4e9", "#0072b2", "#999999", "#e69f00", "#d55e00", "#009e73")

Table = Mapping[str, Mapping[str, float]]  # class -> engine -> milliseconds


def draw_latencies(title: str, table: Table) -> str:
    """An SVG document; rows and engines come in the order of the table, engines as they first occur."""
    engines = list(dict.fromkeys(engine for row in table.values() for engine in row))
    colours = dict(zip(engines, _COLOURS, strict=False))
    shown = [value for row in table.values() for value in row.values()]
    scale = _Scale(min(shown), max(shown))
    height = _TOP + _ROW * len(table) + _FOOT
    parts = [
        _write(title, 12, 22, size=15),
        *_draw_legend(colours),
        *_draw_grid(scale, _TOP, height - _FOOT),
        *(
            part
            for number, (name, row) in enumerate(table.items())
            for part in _draw_row(name, row, _TOP + _ROW * number + _ROW // 2, scale, colours)
        ),
        _write("milliseconds", _LEFT + _WIDTH, height - 2, anchor="end"),
    ]
    frame = f'viewBox="0 0 {_LEFT + _WIDTH + 30} {height}" width="{_LEFT + _WIDTH + 30}" height="{height}"'
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {frame} {_FONT} fill="{_INK}">\n'
        f'<title>{escape(title)}</title>\n<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )


class _Scale:
    """Powers of ten spread over the width, from the one below the least value to the one above the most."""

    def __init__(self, least: float, most: float) -> None:
        self.first = floor(log10(least))
        self.last = floor(log10(most)) + 1

    def place(self, value: float) -> float:
        return _LEFT + _WIDTH * (log10(value) - self.first) / (self.last - self.first)


def _draw_legend(colours: Mapping[str, str]) -> Iterator[str]:
    x = 12
    for engine, colour in colours.items():
        yield _dot(x + _RADIUS, 40, colour, engine)
        yield _write(engine, x + 18, 45)
        x += 42 + 8 * len(engine)


def _draw_grid(scale: _Scale, top: int, bottom: int) -> Iterator[str]:
    for power in range(scale.first, scale.last + 1):
        x = scale.place(10.0**power)
        yield f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" stroke="{_PALE}"/>'
        yield _write(f"{10.0**power:g}", x, bottom + 16, anchor="middle")


def _draw_row(
    name: str, row: Mapping[str, float], y: int, scale: _Scale, colours: Mapping[str, str]
) -> Iterator[str]:
    yield _write(name, _LEFT - 14, y + 5, anchor="end")
    if row:
        ends = (scale.place(min(row.values())), scale.place(max(row.values())))
        yield f'<line x1="{ends[0]:.1f}" y1="{y}" x2="{ends[1]:.1f}" y2="{y}" stroke="{_PALE}"/>'
    for engine, value in row.items():
        yield _dot(scale.place(value), y, colours[engine], f"{engine}: {value:g} ms")


def _dot(x: float, y: int, colour: str, told: str) -> str:
    title = f"<title>{escape(told)}</title>"
    return f'<circle cx="{x:.1f}" cy="{y}" r="{_RADIUS}" fill="{colour}">{title}</circle>'


def _write(text: str, x: float, y: int, *, anchor: str = "start", size: int = 13) -> str:
    return (
        f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-size="{size}">{escape(text)}</text>'
    )
