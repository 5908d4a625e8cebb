"""The curve of a campaign beside that of the one before, as SVG: two lines that differ without colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onelib.pages.context import Host
from onelib.pages.html_files import in_html

__all__ = ['graph']

_WIDTH, _HEIGHT = 640, 310
# Room for the numbers at the left, and for the days and what the lines are below.
_LEFT, _RIGHT, _TOP, _BOTTOM = 80, 16, 14, 110
_LINES = (('this', 'so-far'), ('last', 'before'))


def graph(curves: Sequence[Sequence[int | None]], campaign: str, host: Host) -> str:
    """The graph; a line ends where nothing is known, as the days that have not come are not.

    :param curves: the sums day by day, of this campaign, and of the one before if there is one
    """
    days = max(map(len, curves), default=0)
    most = max((value for curve in curves for value in curve if value), default=0) or 1
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT

    def place(day: int, value: int) -> str:
        x = _LEFT + (right - _LEFT) * day / max(1, days - 1)
        return f'{x:.1f},{bottom - (bottom - _TOP) * value / most:.1f}'

    said = [
        (kind, host.say(key), curve)
        for (kind, key), curve in zip(_LINES, curves, strict=False)
        if any(value is not None for value in curve)
    ]
    title = f'{host.say("references")}: {campaign}'
    told = '; '.join(f'{name}: {host.number(_last(curve))}' for _, name, curve in said)
    return '\n'.join((
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="graph-title graph-desc">',
        f'<title id="graph-title">{in_html(title)}</title>',
        f'<desc id="graph-desc">{in_html(told)}</desc>',
        f'<path class="axis" d="M{_LEFT},{_TOP} V{bottom} H{right}" />',
        f'<text x="{_LEFT - 6}" y="{_TOP + 5}" text-anchor="end">{in_html(host.number(most))}</text>',
        f'<text x="{_LEFT - 6}" y="{bottom}" text-anchor="end">0</text>',
        f'<text x="{_LEFT}" y="{bottom + 24}">1</text>',
        f'<text x="{right}" y="{bottom + 24}" text-anchor="end">{days}</text>',
        *(_line(kind, curve, place) for kind, _, curve in said),
        *(_key(kind, name, bottom + 60 + 32 * number) for number, (kind, name, _) in enumerate(said)),
        '</svg>',
    ))  # fmt: skip


def _last(curve: Sequence[int | None]) -> int:
    return next((value for value in reversed(curve) if value is not None), 0)


def _line(kind: str, curve: Sequence[int | None], place: Callable[[int, int], str]) -> str:
    points = [place(day, value) for day, value in enumerate(curve) if value is not None]
    # One point alone would be no line.
    return f'<polyline class="{kind}" points="{" ".join(points * 2 if len(points) == 1 else points)}" />'


def _key(kind: str, name: str, y: int) -> str:
    return f'<path class="{kind}" d="M{_LEFT},{y - 5} h40" /><text x="{_LEFT + 50}" y="{y}">{in_html(name)}</text>'
