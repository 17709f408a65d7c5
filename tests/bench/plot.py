# SPDX-License-Identifier: Apache-2.0
"""Plots as SVG, written by hand."""

import html
import math

COLOURS = ["#1b6ca8", "#d1495b", "#5a8f4b", "#8d6a9f"]
FONT = 'font-family="sans-serif" font-size="12"'
INK = "#333"
GRID = "#ddd"


def _text(x, y, words, anchor="start", more=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
            f'fill="{INK}" {FONT} {more}>{html.escape(str(words))}</text>')


def _line(x1, y1, x2, y2, colour, width=1):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="{width}"/>')


def _document(width, height, parts):
    return "\n".join(
        [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
         f'height="{height}" viewBox="0 0 {width} {height}">',
         f'<rect width="{width}" height="{height}" fill="white"/>',
         *parts, "</svg>"]) + "\n"


class _Axis:
    """Values to places, in proportion or by logarithm."""

    def __init__(self, values, begin, end, logarithmic):
        self._scale = math.log10 if logarithmic else float
        self._low = self._scale(min(values)) if logarithmic else 0.0
        self._high = self._scale(max(values))
        if logarithmic:
            self._low = math.floor(self._low * 2) / 2
            self._high = math.ceil(self._high * 2) / 2
        self._begin, self._end = begin, end

    def __call__(self, value):
        share = (self._scale(value) - self._low) / (
            (self._high - self._low) or 1)
        return self._begin + share * (self._end - self._begin)


def _short(number):
    for unit, size in (("Mi", 1 << 20), ("Ki", 1 << 10)):
        if number >= size and number % size == 0:
            return f"{number / size:.0f} {unit}"
    return f"{number:.0f}"


def _powers(values):
    low = math.floor(math.log10(min(values)))
    high = math.ceil(math.log10(max(values)))
    marks = [m * 10 ** e for e in range(low, high + 1) for m in (1, 3)]
    return [m for m in marks if min(values) * 0.5 <= m <= max(values) * 2]


def lines(title, xs, series, logarithmic=True):
    """Gives a plot of series (name -> values over xs)."""
    width, height, left, right, top, bottom = 640, 360, 60, 90, 40, 40
    every = [value for values in series.values() for value in values]
    x_axis = _Axis(xs, left, width - right, logarithmic)
    y_axis = _Axis(every, height - bottom, top, logarithmic)
    parts = [_text(left, 20, title, more='font-weight="bold"')]
    for mark in _powers(every):
        y = y_axis(mark)
        if top <= y <= height - bottom:
            parts += [_line(left, y, width - right, y, GRID),
                      _text(left - 6, y + 4, f"{mark:g}", "end")]
    for x in xs:
        parts.append(_text(x_axis(x), height - bottom + 18, _short(x), "middle"))
    for (name, values), colour in zip(series.items(), COLOURS):
        places = [(x_axis(x), y_axis(y)) for x, y in zip(xs, values)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{points}" fill="none" '
                     f'stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
                  for x, y in places]
        parts.append(_text(places[-1][0] + 8, places[-1][1] + 4, name))
    return _document(width, height, parts)


def bars(title, rows):
    """Gives a bar for each (name, value, least, most, mark)."""
    step, left, right, top = 22, 520, 60, 40
    width, height = 1000, top + step * len(rows) + 20
    longest = max(max(most, mark) for _, _, _, most, mark in rows)
    axis = _Axis([longest], left, width - right, False)
    parts = [_text(10, 20, title, more='font-weight="bold"')]
    for i, (name, value, least, most, mark) in enumerate(rows):
        y = top + i * step
        colour = COLOURS[0] if value <= mark else COLOURS[1]
        parts += [
            _text(left - 8, y + 13, name, "end"),
            f'<rect x="{left}" y="{y + 2}" width="{axis(value) - left:.1f}" '
            f'height="14" fill="{colour}"/>',
            _line(axis(least), y + 9, axis(most), y + 9, INK),
            _line(axis(mark), y, axis(mark), y + 18, INK, 2),
            _text(axis(max(most, mark)) + 6, y + 13, f"{value:.2f}"),
        ]
    return _document(width, height, parts)
