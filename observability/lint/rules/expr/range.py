"""A range is too short for the scrape interval, or longer than Prometheus remembers.

Why: a rate needs two samples in its range, and four intervals if one or two scrapes fail; what is
    older than the retention is gone, so the result is that of a shorter range.
Source: https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/ (four
    intervals: `$__rate_interval`) and
    https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects
Severity: error; a warning for a rate over less than four intervals.
Bad:
    alert('rate(http_requests_total{job="api"}[1m]) > 100')
Good:
    alert('rate(http_requests_total{job="api"}[2m]) > 100')
Bad:
    alert('avg_over_time(queue_depth{job="api"}[5m] offset 8w) > 100')
Good:
    alert('avg_over_time(queue_depth{job="api"}[5m] offset 1w) > 100')
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.base.duration import Duration
from observability.lint.finding import Finding, Severity
from observability.lint.queries import Query
from observability.lint.view import View
from observability.promql.infer import Reading

RULE = "expr/range"

_PAIRS = ("rate", "irate", "increase", "delta", "idelta", "deriv", "predict_linear")
_AT_LEAST, _BETTER = 2, 4
_PROMISED = "slo:"  # how far these are read is told at the promise: slo/period-not-kept


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every range that is too short or too long."""
    for query, analysis in view.analyses:
        for reading in dict.fromkeys(analysis.readings):
            for severity, what, hint in _flaws(view, reading):
                yield _finding(view, query, severity, (what, hint))


def _finding(view: View, query: Query, severity: Severity, flaw: tuple[str, str]) -> Finding:
    return Finding(
        rule=RULE,
        severity=severity,
        message=f"{query} reads {flaw[0]}",
        help=flaw[1],
        path=query.path,
        source=view.source(query),
        related=(view.catalog.project.source,),
    )


def _flaws(view: View, reading: Reading) -> Iterator[tuple[Severity, str, str]]:
    retention = view.catalog.project.retention
    if reading.reach > retention and not reading.metric.startswith(_PROMISED):
        what = f"{reading.metric!r} up to {reading.reach} back, and {retention} are kept"
        yield Severity.ERROR, what, "shorten the range, or raise retention= of the Project"
    interval = _interval(view, reading)
    if reading.over is None or interval is None:
        return
    what = f"{reading.metric!r} over {reading.over}, and a sample comes every {interval}"
    need = _AT_LEAST if reading.function in _PAIRS else 1
    if reading.over < interval * need:
        yield Severity.ERROR, what, f"read at least {interval * _BETTER}"
    elif reading.over < interval * _BETTER and _is_rate(view, reading):
        yield Severity.WARNING, what, f"read {interval * _BETTER}, so that two scrapes may fail"


def _is_rate(view: View, reading: Reading) -> bool:
    return reading.function in _PAIRS and reading.metric not in view.intervals


def _interval(view: View, reading: Reading) -> Duration | None:
    """Return the time between two samples; of several jobs the longest."""
    if reading.metric in view.intervals:
        return view.intervals[reading.metric]
    jobs = [one.job for one in view.series.of(reading.metric, reading.matchers)]
    return max((one.interval for one in view.jobs if one.name in jobs), default=None)
