"""What a promise comes to, for a reader and for a program."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from observability.base.duration import Duration, days
from observability.base.naming import FAST_BURN, SLOW_BURN
from observability.base.quantity import number, short
from observability.base.words import listed
from observability.cli import report
from observability.compile.delay import delay
from observability.compile.plan import Plan
from observability.compile.policy import policy_of
from observability.model.maintenance import Maintenance
from observability.model.policy import Step
from observability.model.reset import Reset
from observability.model.slo import SLO
from observability.slo import burn
from observability.slo.outlook import Guard, outlook
from observability.slo.windows import PAGE

__all__ = ["data", "days_of", "lines"]


def lines(slo: SLO, plan: Plan, traffic: Decimal | None) -> list[str]:
    """Return what *slo* comes to, for a reader."""
    sight = outlook(slo.objective, traffic, slo.table)
    budget = f"{short(sight.minutes)} minutes of total outage in {_days(slo.period)}"
    if sight.events is not None and traffic is not None:
        budget += f"; {int(sight.events):,} events at {number(traffic)} events/s"
    found = [
        report.style(slo.id, "cyan"),
        f"  {slo.description}",
        f"  objective  {number(slo.objective)} % of events; errors are those {slo.sli.meaning()}",
        f"  budget     {number(sight.share * 100)} % of events: {budget}",
        *(f"  {name:9}  {told}" for name, told in _features(slo, plan)),
    ]
    for guard in sight.guards:
        if _is_on(slo, guard):
            found += ["", *_guard_lines(slo, guard, plan, traffic)]
    return found


def _features(slo: SLO, plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield what *slo* has beyond the usual: a word, and what it means."""
    for one in slo.rolling[1:]:
        yield "also", f"{short(burn.budget_minutes(slo.budget, one))} minutes in {_days(one)}"
    for calendar in slo.calendars:
        yield "also", f"the {calendar.unit} so far, by the clocks of UTC{calendar.utc_offset}"
    if slo.by:
        yield "each", f"{listed(slo.by)} has a budget and alerts of its own"
    for maintenance in slo.maintenance:
        yield "excluded", _excluded(maintenance)
    for reset in slo.resets:
        yield "reset", _reset(reset)
    if slo.healing:
        yield "healing", "gaps of up to two hours are made up for from the counters"
    policy = policy_of(slo, plan.catalog.project)
    for step in policy.steps if policy else ():
        yield "policy", f"from {step.label} % spent on: {step.action}{_consequences(step)}"


def _excluded(one: Maintenance) -> str:
    again = f", every {one.every}" if one.every else ""
    return f"{one.reason.rstrip('.')}: {one.length} from {one.start}{again}"


def _reset(one: Reset) -> str:
    return f"counts anew from {one.at}: {one.reason}"


def _consequences(step: Step) -> str:
    told = [word for word, on in (("ticket", step.ticket), ("no deploys", step.freeze)) if on]
    return f" ({', '.join(told)})" if told else ""


def _guard_lines(slo: SLO, guard: Guard, plan: Plan, traffic: Decimal | None) -> list[str]:
    pair = guard.pair
    limit = f"above {short(guard.threshold * 100)} % errors over {pair.long} and {pair.short}"
    times = [_time(one) for one in (guard.outage, guard.tenfold, guard.twofold)]
    found = [
        f"  {_alert(slo, guard)} ({pair.severity}): {limit}, {short(guard.factor)}x the even pace",
        "    fires after  {} at 100 % errors, {} at 10x, {} at 2x".format(*times),
        f"    and later    by at most {delay(plan, slo, pair)}, for scraping and evaluating",
    ]
    if guard.factor < pair.factor:
        wanted = short(guard.threshold * 100 * pair.factor / guard.factor)
        found.append(
            f"    rescaled     {number(pair.factor)}x would wait for {wanted} % errors;"
            f" more than {number(burn.CEILING * 100)} % is never waited for"
        )
    return [*found, f"    waits for    {_waits(guard, traffic)}"]


def _waits(guard: Guard, traffic: Decimal | None) -> str:
    long = guard.pair.long
    told = f"{guard.least} errors in {long}, which are enough below {short(guard.floor)} events/s"
    if traffic is None or guard.errors is None:
        return told
    at = f"at {number(traffic)} events/s"
    if guard.is_blind:
        return f"{told}: {at}, not even a total outage makes as many"
    return f"{told}; {at}, {guard.errors:,} errors"


def data(slo: SLO, plan: Plan, traffic: Decimal | None) -> dict[str, Any]:
    """Return what *slo* comes to, as plain data."""
    sight = outlook(slo.objective, traffic, slo.table)
    policy = policy_of(slo, plan.catalog.project)
    return {
        "id": slo.id,
        "service": slo.service.name,
        "name": slo.name,
        "description": slo.description,
        "objective_percent": number(slo.objective),
        "period": str(slo.period),
        "budget_minutes": number(sight.minutes),
        "budget_events": None if sight.events is None else int(sight.events),
        "traffic_events_per_second": None if traffic is None else number(traffic),
        "also": [str(one) for one in slo.rolling[1:]] + [one.name for one in slo.calendars],
        "by": list(slo.by),
        "windows": slo.table.name,
        "maintenance": [_excluded(one) for one in slo.maintenance],
        "resets": [_reset(one) for one in slo.resets],
        "healing": slo.healing,
        "policy": None if policy is None else policy.name,
        "alerts": [_alert_data(slo, guard, plan) for guard in sight.guards if _is_on(slo, guard)],
    }


def _alert_data(slo: SLO, guard: Guard, plan: Plan) -> dict[str, Any]:
    return {
        "alert": _alert(slo, guard),
        "severity": guard.pair.severity,
        "windows": [str(guard.pair.short), str(guard.pair.long)],
        "threshold_ratio": number(guard.threshold),
        "factor": number(guard.factor),
        "factor_wanted": number(guard.pair.factor),
        "fires_after_ms": {
            "100%": _milliseconds(guard.outage),
            "10x": _milliseconds(guard.tenfold),
            "2x": _milliseconds(guard.twofold),
        },
        "delay_ms": delay(plan, slo, guard.pair).milliseconds,
        "least_errors": guard.least,
        "least_errors_are_enough_below_events_per_second": short(guard.floor),
        "errors_at_stated_traffic": guard.errors,
    }


def days_of(period: Duration) -> str:
    """Return *period* in days, as ``30d``: a week stays ``7d``."""
    return f"{period.milliseconds // days(1).milliseconds}d"


def _days(period: Duration) -> str:
    return f"{days_of(period)[:-1]} days"


def _is_on(slo: SLO, guard: Guard) -> bool:
    return slo.page if guard.pair.severity == PAGE else slo.ticket


def _alert(slo: SLO, guard: Guard) -> str:
    return slo.alert(FAST_BURN if guard.pair.severity == PAGE else SLOW_BURN)


def _time(duration: Duration | None) -> str:
    """Return *duration* in whole seconds, rounded up, for a reader."""
    if duration is None:
        return "never"
    return str(Duration(-(-duration.milliseconds // 1000) * 1000))


def _milliseconds(duration: Duration | None) -> int | None:
    return None if duration is None else duration.milliseconds
