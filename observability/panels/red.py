"""Rate, errors, duration: what a service's users get."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from observability.base.labels import EMPTY, Labels
from observability.model.dashboard import Row
from observability.model.display import Color, Limit
from observability.model.metric import Counter, Histogram
from observability.model.panel import Panel, Target
from observability.model.unit import Unit
from observability.panels.query import rate as rate_of
from observability.panels.query import ratio
from observability.promql import build

__all__ = ["duration_panel", "errors_panel", "rate_panel", "red_row"]

QUANTILES = {"p50": "0.5", "p95": "0.95", "p99": "0.99"}
# A colour, not a promise: promises are the SLOs', with their own thresholds.
SOME, MANY = Decimal("0.01"), Decimal("0.05")

_FAILED = Labels({"code": "5.."})
_UNITS = {"reqps": Unit.REQUESTS_PER_SECOND, "ops": Unit.OPERATIONS_PER_SECOND}


def red_row(
    *,
    rate: Counter,
    duration: Histogram | None = None,
    failed: Mapping[str, str] = _FAILED,
    only: Mapping[str, str] = EMPTY,
    title: str = "Requests",
) -> Row:
    """Return the row that says how much is asked, how much fails and how long it takes.

    Args:
        rate: The counter of requests or other events.
        duration: The histogram of how long they take.
        failed: Label values (regular expressions allowed) of the events that failed.
        only: Label values that narrow what is shown.
        title: The heading.
    """
    panels = [rate_panel(rate, failed, only), errors_panel(rate, failed, only)]
    if duration is not None:
        panels.append(duration_panel(duration, only))
    return Row(title=title, panels=panels)


def rate_panel(counter: Counter, split: Mapping[str, str], only: Mapping[str, str]) -> Panel:
    """Return the events per second, one colour for each value of the labels of *split*."""
    labels = tuple(split)
    return Panel(
        title="Rate",
        description=f"{counter.help or 'Events per second.'} A sudden fall is as bad as errors:"
        " look at what comes before this service (the edge, DNS, the callers).",
        unit=_UNITS.get(counter.unit, Unit.COUNTS_PER_SECOND),
        queries=[
            Target(
                expr=build.sum_by(rate_of(counter.select(only)), *labels),
                legend=" ".join(f"{{{{{label}}}}}" for label in labels) or "all",
            )
        ],
        minimum=0,
        stacked=True,
        no_value="No traffic",
    )


def errors_panel(counter: Counter, failed: Mapping[str, str], only: Mapping[str, str]) -> Panel:
    """Return the share of events that failed."""
    whole = build.sum_by(rate_of(counter.select(only)))
    part = build.sum_by(rate_of(counter.select(Labels(only) | failed)))
    nothing_failed = build.times(whole, build.literal(0))
    return Panel(
        title="Errors",
        description="The share of events that fail. If it rises, compare with the last deployment"
        " and with the dependencies below; roll back first, explain later.",
        unit=Unit.RATIO,
        queries=[Target(expr=ratio(build.any_of(part, nothing_failed), whole), legend="errors")],
        limits=[Limit(at=SOME, color=Color.ORANGE), Limit(at=MANY, color=Color.RED)],
        minimum=0,
        no_value="No traffic",
    )


def duration_panel(histogram: Histogram, only: Mapping[str, str]) -> Panel:
    """Return the quantiles of how long events take."""
    buckets = rate_of(histogram.select(only, suffix="_bucket"))
    return Panel(
        title="Duration",
        description=f"{histogram.help or 'How long events take.'} If only p99 rises, look for a"
        " slow route or a cold cache; if all rise, for saturation or a slow dependency.",
        unit=Unit.SECONDS if histogram.scale == 1000 else Unit.MILLISECONDS,
        queries=[
            Target(expr=build.quantile(share, buckets), legend=name)
            for name, share in QUANTILES.items()
        ],
        minimum=0,
        no_value="No traffic",
    )
