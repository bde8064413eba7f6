"""The figures of the accuracy bench as tables, and which limits they break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
from latency import SLOTH, Timing

BUDGET = 0.001
# Seconds after the Sloth shape that a page may come and go, with rates over 4 and 2 scrapes.
SLOWER, GONE = {4: 60, 2: 30}, {4: 60, 2: 60}
LATE = 30  # more where each group waits as long as possible: there is one group more
ROUNDING = 10  # evaluations are that far apart, taken over the three beginnings


@attrs.frozen(kw_only=True)
class Budget:
    """Error ratios of 30 days, and how far ours may be off."""

    name: str
    truth: float
    ours: float
    healed: float
    sloth: float | None
    allowed: float
    needs_healing: bool

    @property
    def judged(self) -> float:
        """The ratio that must be right."""
        return self.healed if self.needs_healing else self.ours


@attrs.frozen(kw_only=True)
class Heals:
    """How often healing found something in a month, and how often something was missed."""

    name: str
    heals: int
    wanted: int
    share: float  # by how much it changed the budget


@attrs.frozen(kw_only=True)
class Result:
    """Everything that was measured."""

    budgets: Sequence[Budget]
    heals: Sequence[Heals]
    timings: Sequence[Timing]


def table(result: Result) -> str:
    """Return everything that was measured, as text."""
    parts = [_budgets(result.budgets), _heals(result.heals)]
    parts += [_timings(result.timings, late) for late in (False, True)]
    return "\n\n".join(parts)


def faults(result: Result) -> list[str]:
    """Return the limits that are broken."""
    found = [
        f"{one.name}: the budget is off by {_off(one.judged, one.truth)};"
        f" {one.allowed:.1%} is allowed"
        for one in result.budgets
        if not abs(one.judged / one.truth - 1) <= one.allowed
    ]
    return [*found, *_slow(result.timings)]


def _slow(timings: Sequence[Timing]) -> Iterator[str]:
    theirs = {(one.episode, one.late): one for one in timings if one.design == SLOTH}
    for one in timings:
        if one.design == SLOTH:
            continue
        other = theirs[one.episode, one.late]
        scrapes = 2 if "2" in one.design else 4
        more = ROUNDING + (LATE if one.late else 0)
        for what, mine, yours, most in (
            ("pages", one.page, other.page, SLOWER[scrapes] + more),
            ("stops to page", one.page_gone, other.page_gone, GONE[scrapes] + more),
        ):
            if (mine is None) != (yours is None):
                yield f"{one.episode}: {one.design} {what} after {mine}, {SLOTH} after {yours}"
            elif mine is not None and yours is not None and mine - yours > most:
                yield (
                    f"{one.episode}: {one.design} {what} {mine - yours:.0f} s after the {SLOTH};"
                    f" {most} s are allowed"
                )


def _budgets(budgets: Sequence[Budget]) -> str:
    heads = ("truth", "ours", "off by", "healing", "off by", "Sloth", "off by")
    lines = [_row("budget of 30 days used, of 99.9 %", heads)]
    for one in budgets:
        cells = [f"{one.truth / BUDGET:.4f}"]
        for value in (one.ours, one.healed, one.sloth):
            if value is None or value != value:  # noqa: PLR0124 - NaN
                cells += ["NaN", ""]
            else:
                cells += [f"{value / BUDGET:.4f}", _off(value, one.truth)]
        lines.append(_row(one.name, cells))
    return "\n".join(lines)


def _heals(heals: Sequence[Heals]) -> str:
    lines = [_row("healing, a month", ("heals", "of gaps", "of nothing", "budget"))]
    lines += [
        _row(one.name, (one.heals, one.wanted, one.heals - one.wanted, f"{one.share:+.3%}"))
        for one in heals
    ]
    return "\n".join(lines)


def _timings(timings: Sequence[Timing], late: bool) -> str:
    own = [one for one in timings if one.late is late]
    designs = list(dict.fromkeys(one.design for one in own))
    title = "groups wait as long as possible" if late else "groups in step"
    lines = []
    for what in ("page", "page_gone", "ticket"):
        head = {"page": "page, s after the start", "page_gone": "page gone, s after the end",
                "ticket": "ticket, s after the start"}[what]  # fmt: skip
        lines.append(_row(head if lines else f"{head} ({title})", designs))
        for episode in dict.fromkeys(one.episode for one in own):
            values = [getattr(one, what) for one in own if one.episode == episode]
            lines.append(
                _row(f"  {episode}", ["-" if one is None else f"{one:.0f}" for one in values])
            )
    return "\n".join(lines)


def _off(value: float, truth: float) -> str:
    return f"{100 * (value / truth - 1):+.2f} %"


def _row(name: str, cells: Sequence[object]) -> str:
    return f"{name:58}" + "".join(f"{one!s:>16}" for one in cells)
