"""Catalogues of alert windows (`AlertWindows`), and the two that Sloth has built in.

Source: https://github.com/slok/sloth/tree/v0.16.0/internal/alert/windows, whose numbers are those
of https://sre.google/workbook/alerting-on-slos/
"""

from __future__ import annotations

from typing import Any

import attrs

from observability.base.duration import Duration, days, hours, minutes
from observability.base.errors import FormatError, Problem
from observability.base.source import Source
from observability.formats.reading import YAML, Reading
from observability.formats.yaml_lines import YamlError, compose, decode

__all__ = ["BUILT_IN", "AlertWindows", "Catalogue", "Window", "clock", "parse", "read"]


@attrs.frozen(kw_only=True)
class Window:
    """A long window that matters and a short one that says it still goes on.

    *budget* is the percentage of the period's budget that is gone when the alert fires.
    """

    budget: float
    short: Duration
    long: Duration


@attrs.frozen(kw_only=True)
class AlertWindows:
    """The four windows that guard an SLO over *period*."""

    period: Duration
    page_quick: Window
    page_slow: Window
    ticket_quick: Window
    ticket_slow: Window

    @property
    def all(self) -> tuple[Duration, ...]:
        """Every window once, ascending."""
        four = (self.page_quick, self.page_slow, self.ticket_quick, self.ticket_slow)
        return tuple(sorted({one for window in four for one in (window.short, window.long)}))

    def factor(self, window: Window) -> float:
        """Return the burn rate at which *window* fires, in Sloth's floating point."""
        return window.budget * _hours(self.period) / 100 / _hours(window.long)


Catalogue = dict[Duration, AlertWindows]


def _hours(length: Duration) -> float:
    whole, rest = divmod(length.milliseconds, 3_600_000)
    return float(whole) + float(rest * 1_000_000) / (60 * 60 * 1e9)


def _window(budget: float, short: Duration, long: Duration) -> Window:
    return Window(budget=budget, short=short, long=long)


def _google(period: Duration) -> AlertWindows:
    return AlertWindows(
        period=period,
        page_quick=_window(2.0, minutes(5), hours(1)),
        page_slow=_window(5.0, minutes(30), hours(6)),
        ticket_quick=_window(10.0, hours(2), days(1)),
        ticket_slow=_window(10.0, hours(6), days(3)),
    )


BUILT_IN: Catalogue = {period: _google(period) for period in (days(28), days(30))}

_SPEC = ("sloPeriod", "page", "ticket")
_WINDOW = ("errorBudgetPercent", "shortWindow", "longWindow")


def read(data: bytes, file: str) -> tuple[AlertWindows | None, tuple[Problem, ...]]:
    """Return what the catalogue file *data* says, or what is wrong with it."""
    try:
        text = decode(data, file)
        root = compose(text, file)
    except YamlError as error:
        return None, (error.problem,)
    if root is None:
        return None, (Problem(source=Source(file, 1), message="spec is required"),)
    reading = Reading(file, 1, YAML)
    fields = reading.fields(root, "", ("apiVersion", "kind", "spec"))
    named = tuple(
        reading.text(fields[name], name) if name in fields else ""
        for name in ("apiVersion", "kind")
    )
    if named != ("sloth.slok.dev/v1", "AlertWindows"):
        hint = "write apiVersion: sloth.slok.dev/v1 and kind: AlertWindows"
        reading.wrong(root, "invalid spec version", hint)
        return None, tuple(reading.problems)
    windows = _windows(reading, fields.get("spec"), root)
    return (None if reading.problems else windows), tuple(reading.problems)


def _windows(reading: Reading, node: Any, root: Any) -> AlertWindows | None:
    spec = reading.fields(node, "spec", _SPEC)
    period = _duration(reading, spec.get("sloPeriod"), "spec.sloPeriod")
    if not period and not reading.problems:
        reading.wrong(node or root, "invalid alerting window: slo period is required")
    four = [
        _read_window(reading, spec.get(kind), kind, speed, node or root)
        for kind in ("page", "ticket")
        for speed in ("quick", "slow")
    ]
    return AlertWindows(
        period=period,
        page_quick=four[0],
        page_slow=four[1],
        ticket_quick=four[2],
        ticket_slow=four[3],
    )


def _read_window(reading: Reading, parent: Any, kind: str, speed: str, above: Any) -> Window:
    path = f"spec.{kind}.{speed}"
    pair = reading.fields(parent, f"spec.{kind}", ("quick", "slow"))
    node = pair.get(speed)
    fields = reading.fields(node, path, _WINDOW)
    budget = fields.get("errorBudgetPercent")
    window = Window(
        budget=0.0 if budget is None else reading.number(budget, f"{path}.errorBudgetPercent"),
        short=_duration(reading, fields.get("shortWindow"), f"{path}.shortWindow"),
        long=_duration(reading, fields.get("longWindow"), f"{path}.longWindow"),
    )
    checks = (
        (window.long, "long window"),
        (window.short, "short window"),
        (window.budget, "error budget"),
    )
    for value, what in checks:
        if not value and not reading.problems:
            reading.wrong(
                node or above,
                f"invalid alerting window: invalid {kind} {speed}: {what} is required",
            )
    return window


def _duration(reading: Reading, node: Any, path: str) -> Duration:
    if node is None or reading.is_null(node):
        return Duration(0)
    text = reading.text(node, path)
    if text == "0":
        return Duration(0)
    try:
        return Duration.parse(text)
    except ValueError as error:
        reading.wrong(node, f"{path}: {error}")
        return Duration(0)


def parse(text: str) -> Duration:
    """Return the period that *text* is.

    Raises:
        FormatError: If it is none.
    """
    try:
        return Duration.parse(text)
    except ValueError as error:
        raise FormatError(f"invalid SLO period duration: {error}") from error


def clock(length: Duration) -> str:
    """Return *length* as Go's `time.Duration` prints it: ``720h0m0s``."""
    seconds, rest = divmod(length.milliseconds, 1000)
    if not length.milliseconds:
        return "0s"
    if not seconds:
        return f"{rest}ms"
    fraction = f".{rest:03d}".rstrip("0") if rest else ""
    whole_hours, seconds = divmod(seconds, 3600)
    whole_minutes, seconds = divmod(seconds, 60)
    text = f"{seconds}{fraction}s"
    if whole_hours or whole_minutes:
        text = f"{whole_minutes}m{text}"
    return f"{whole_hours}h{text}" if whole_hours else text
