"""A function or a comparison does not suit the type of the metric.

Why: `rate` of a gauge takes each fall for a restart; `delta` of a counter is wrong at each restart;
    a bare counter that once passed a limit stays above it; a quantile without buckets is empty.
Source: https://prometheus.io/docs/prometheus/latest/querying/functions/#rate and
    https://prometheus.io/docs/practices/histograms/
Severity: error; a warning for a bare counter.
Bad:
    alert('rate(queue_depth{job="api"}[5m]) > 10')
Good:
    alert('deriv(queue_depth{job="api"}[5m]) > 10')
Bad:
    alert('sum(http_requests_total{job="api", code="500"}) > 10')
Good:
    alert('sum(increase(http_requests_total{job="api", code="500"}[5m])) > 10')
Bad:
    panel('histogram_quantile(0.9, sum by (route) (rate(http_seconds_bucket{job="api"}[5m])))')
Good:
    panel('histogram_quantile(0.9, sum by (le, route) (rate(http_seconds_bucket{job="api"}[5m])))')
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.lint.finding import Finding, Severity
from observability.lint.series import COUNTER, GAUGE
from observability.lint.view import View
from observability.promql.infer import Analysis, Reading

RULE = "expr/counter-misuse"

_OF_COUNTERS = ("rate", "irate", "increase", "resets")
_OF_GAUGES = ("delta", "idelta", "deriv", "predict_linear")

_Flaw = tuple[Severity, str, str]


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every misuse of a type."""
    for query, analysis in view.analyses:
        for severity, what, hint in dict.fromkeys(_flaws(view, analysis)):
            yield Finding(
                rule=RULE,
                severity=severity,
                message=f"{query} {what}",
                help=hint,
                path=query.path,
                source=view.source(query),
            )


def _flaws(view: View, analysis: Analysis) -> Iterator[_Flaw]:
    for reading in analysis.readings:
        kind, name = _kind(view, reading), reading.function
        if name in _OF_COUNTERS and kind == GAUGE:
            what = f"takes the {name} of {reading.metric!r}, which is a gauge"
            yield Severity.ERROR, what, "use delta, deriv or avg_over_time"
        elif name in _OF_GAUGES and kind == COUNTER:
            what = f"takes the {name} of {reading.metric!r}, which is a counter"
            yield Severity.ERROR, what, "use rate or increase"
    for reading in analysis.compared:
        if _kind(view, reading) == COUNTER:
            what = f"compares the bare counter {reading.metric!r}"
            yield Severity.WARNING, what, "compare its rate(…) or increase(…)"
    for names in analysis.unsorted:
        left = ", ".join(sorted(names)) or "none"
        what = f"takes a quantile of series without 'le' (their labels are {left})"
        yield Severity.ERROR, what, "keep the buckets apart: sum by (le, …)"


def _kind(view: View, reading: Reading) -> str:
    """Return the type of what is read; nothing if it is not the same everywhere."""
    kinds = {one.kind for one in view.series.of(reading.metric, reading.matchers)}
    return kinds.pop() if len(kinds) == 1 else ""
