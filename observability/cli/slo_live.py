"""What is measured of a promise now, for a reader and for a program."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from observability.base.duration import Duration
from observability.base.quantity import short
from observability.cli import report
from observability.compile.live import Firing, Live
from observability.model.slo import SLO
from observability.slo.windows import PAGE, TICKET

__all__ = ["data", "lines"]

_MOST = 10  # groups and alerts that a reader is told of


def lines(slo: SLO, live: Live) -> list[str]:
    """Return what is measured of *slo* now, for a reader."""
    if not live.is_known:
        return ["  now        nothing is measured: no events were counted, or not for long enough"]
    return [f"  {name:9}  {told}" for name, told in _told(slo, live)]


def _told(slo: SLO, live: Live) -> Iterator[tuple[str, str]]:
    worst = ", of the worst group" if slo.by else ""
    yield "now", _left(live) + worst
    if "good" in live.numbers:
        yield "kept", f"{_percent(live.numbers['good'], 5)} of events were good over {slo.period}"
    rates = [f"{window} {_number(rate)}x" for window, rate in live.burn_rates.items()]
    if rates:
        yield "burn rate", ", ".join(rates)
    for name, left in live.also.items():
        yield "also", f"{_percent(left)} of the budget left, {name}"
    for group, left in live.groups[:_MOST]:
        yield "group", f"{group} {_percent(left)} left"
    if len(live.groups) > _MOST:
        yield "group", f"and {len(live.groups) - _MOST} more"
    for one in live.alerts[:_MOST]:
        yield "firing", _alert(one)
    if len(live.alerts) > _MOST:
        yield "firing", f"and {len(live.alerts) - _MOST} more"
    if not live.alerts:
        yield "firing", "no page, no ticket"


def _left(live: Live) -> str:
    numbers = live.numbers
    if "left" not in numbers:
        return "no budget is known yet"
    told = f"{_percent(numbers['left'])} of the budget left"
    parts = []
    if "minutes_left" in numbers:
        parts.append(f"{_number(numbers['minutes_left'])} minutes of total outage")
    if "events_left" in numbers:
        parts.append(f"{numbers['events_left']:,.0f} events")
    told += f" ({', '.join(parts)})" if parts else ""
    if "seconds_left" in numbers and numbers["left"] > 0:
        told += f", spent in {_time(numbers['seconds_left'])} at the pace of the last hour"
    return told


def _alert(one: Firing) -> str:
    text = f"{one.alert} ({one.severity}){f' {one.group}' if one.group else ''}"
    return report.style(text, "red" if one.severity == PAGE else "yellow")


def data(live: Live) -> dict[str, Any]:
    """Return what is measured, as plain data; what is unknown is null."""
    numbers = live.numbers
    return {
        "objective_ratio": numbers.get("objective"),
        "good_ratio": numbers.get("good"),
        "budget_left_ratio": numbers.get("left"),
        "budget_left_minutes": numbers.get("minutes_left"),
        "budget_left_events": numbers.get("events_left"),
        "budget_spent_in_seconds": numbers.get("seconds_left"),
        "burn_rate": numbers.get("burn_rate"),
        "error_ratios": dict(live.ratios),
        "burn_rates": dict(live.burn_rates),
        "also_left_ratio": dict(live.also),
        "groups": [{"group": group, "budget_left_ratio": left} for group, left in live.groups],
        "pages": live.firing(PAGE),
        "tickets": live.firing(TICKET),
        "alerts": [
            {"alert": one.alert, "severity": one.severity, "group": one.group}
            for one in live.alerts
        ],
    }


def _percent(ratio: float, digits: int = 3) -> str:
    return f"{short(Decimal(str(ratio)) * 100, digits)} %"


def _number(value: float) -> str:
    return short(Decimal(str(value)))


def _time(seconds: float) -> str:
    """Return *seconds* as whole hours, or minutes where they are few."""
    unit = 3600 if seconds >= 3 * 3600 else 60
    return str(Duration(int(seconds // unit) * unit * 1000))
