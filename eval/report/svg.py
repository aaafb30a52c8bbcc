"""Points in data units → the text of one SVG picture, coloured by CSS classes and readable without colour by its titles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

WIDTH = 460


@dataclass(frozen=True, slots=True)
class Axes:
    """Data ranges (low, high) of both axes, their titles, and the room around the plot in pixels."""

    x: tuple[float, float]
    y: tuple[float, float]
    x_title: str
    y_title: str
    left: int = 52
    height: int = 270
    bottom: int = 42
    top: int = 12
    right: int = 14


def fmt(value: float) -> str:
    """A short number."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


class Plot:
    """A picture under construction; each call adds to it."""

    def __init__(self, axes: Axes) -> None:
        self._axes = axes
        self._parts: list[str] = []

    def bar(self, x0: float, x1: float, y: float, kind: str, title: str) -> None:
        """An upright bar from zero."""
        top, left, right = self._y(y), self._x(x0), self._x(x1)
        self._add(
            f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{self._y(0) - top:.1f}" rx="1.5">'
            f"<title>{escape(title)}</title></rect>"
        )

    def dot(self, x: float, y: float, radius: float, kind: str, title: str) -> None:
        """A disc of `radius` pixels."""
        at = f'cx="{self._x(x):.1f}" cy="{self._y(y):.1f}" r="{radius:.1f}"'
        self._add(f'<circle class="{kind}" {at}><title>{escape(title)}</title></circle>')

    def line(self, points: Sequence[tuple[float, float]], kind: str) -> None:
        """A line through the points."""
        path = " ".join(f"{self._x(x):.1f},{self._y(y):.1f}" for x, y in points)
        self._add(f'<polyline class="line {kind}" points="{path}"/>')

    def span(self, x0: float, x1: float, y: float, kind: str) -> None:
        """A level line from x0 to x1."""
        self._add(f'<line class="line {kind}" x1="{self._x(x0):.1f}" x2="{self._x(x1):.1f}" y1="{self._y(y):.1f}" y2="{self._y(y):.1f}"/>')

    def marker(self, x: float, name: str) -> None:
        """An upright line over the whole height, with a word at its top."""
        at, low, high = self._x(x), self._y(self._axes.y[0]), self._axes.top
        self._add(f'<line class="marker" x1="{at:.1f}" x2="{at:.1f}" y1="{low:.1f}" y2="{high:.1f}"/>')
        if name:
            self._add(f'<text class="tick" x="{at + 3:.1f}" y="{high + 9}">{escape(name)}</text>')

    def x_ticks(self, values: Sequence[float], text: Callable[[float], str] = fmt) -> None:
        """Numbers under the plot."""
        for value in values:
            self.x_label(value, text(value))

    def y_ticks(self, values: Sequence[float], text: Callable[[float], str] = fmt) -> None:
        """Numbers beside the plot, with level lines."""
        for value in values:
            level = f'y1="{self._y(value):.1f}" y2="{self._y(value):.1f}"'
            self._add(f'<line class="grid" x1="{self._axes.left}" x2="{WIDTH - self._axes.right}" {level}/>')
            self.y_label(value, text(value))

    def x_label(self, x: float, name: str) -> None:
        """A word under the plot."""
        at = self._axes.height - self._axes.bottom + 15
        self._add(f'<text class="tick" text-anchor="middle" x="{self._x(x):.1f}" y="{at}">{escape(name)}</text>')

    def y_label(self, y: float, name: str) -> None:
        """A word beside the plot."""
        self._add(f'<text class="tick" text-anchor="end" x="{self._axes.left - 6}" y="{self._y(y) + 3.5:.1f}">{escape(name)}</text>')

    def render(self, told: str) -> str:
        """The picture; `told` is read to those who cannot see it."""
        a = self._axes
        middle_x, middle_y = (a.left + WIDTH - a.right) / 2, (a.top + a.height - a.bottom) / 2
        titles = f'<text class="axis" text-anchor="middle" x="{middle_x:.1f}" y="{a.height - 8}">{escape(a.x_title)}</text>'
        if a.y_title:
            turn = f'transform="translate(13 {middle_y:.1f}) rotate(-90)"'
            titles += f'<text class="axis" text-anchor="middle" {turn}>{escape(a.y_title)}</text>'
        box = f'viewBox="0 0 {WIDTH} {a.height}" role="img" aria-label={quoteattr(told)}'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{"".join(self._parts)}{titles}</svg>'

    def _x(self, value: float) -> float:
        low, high = self._axes.x
        return self._axes.left + (value - low) / ((high - low) or 1) * (WIDTH - self._axes.left - self._axes.right)

    def _y(self, value: float) -> float:
        low, high = self._axes.y
        room = self._axes.height - self._axes.top - self._axes.bottom
        return self._axes.height - self._axes.bottom - (value - low) / ((high - low) or 1) * room

    def _add(self, part: str) -> None:
        self._parts.append(part)
