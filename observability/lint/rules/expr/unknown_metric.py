"""An expression reads a series that nobody shows or records.

Why: it has no result for ever: the alert never fires and the panel is empty, which looks like
    peace.
Source: https://cloudflare.github.io/pint/checks/promql/series.html asks a running Prometheus the
    same; here the declared metrics, the exporters, the rules and the scrape jobs answer.
Severity: error.
Bad:
    alert('rate(http_request_total{job="api"}[5m]) > 100')
Good:
    alert('rate(http_requests_total{job="api"}[5m]) > 100')
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.base.source import Source
from observability.base.words import nearest
from observability.lint.finding import Finding, Severity
from observability.lint.series import Series
from observability.lint.view import View
from observability.promql.infer import Reading

RULE = "expr/unknown-metric"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every metric of an expression that can not be there."""
    for query, analysis in view.analyses:
        told = set()
        for reading in analysis.readings:
            flaw = _flaw(view.series, reading)
            if flaw is not None and flaw not in told:
                told.add(flaw)
                yield Finding(
                    rule=RULE,
                    severity=Severity.ERROR,
                    message=f"{query} reads {flaw[0]}",
                    help=flaw[1],
                    path=query.path,
                    source=view.source(query),
                    related=flaw[2],
                )


def _flaw(series: Series, reading: Reading) -> tuple[str, str, tuple[Source | str, ...]] | None:
    """Return what is wrong, what to do, and the other places involved."""
    metric = reading.metric
    if not metric or metric in series.recorded:
        return None
    if not series.exists(metric):
        near = nearest(metric, series.known())
        hint = f"did you mean {near!r}?" if near else "declare it with Counter, Gauge or Histogram"
        return f"{metric!r}, which nobody shows or records", hint, ()
    every = series.producers.get(metric, ())
    if not every:
        return None
    jobs = sorted({one.job for one in every})
    if not series.of(metric, reading.matchers):
        asked = ", ".join(str(one) for one in reading.matchers if one.label == "job")
        near = nearest(asked, jobs) or jobs[0]
        what = f"{metric!r} with {asked}, where nobody shows it"
        return what, f"did you mean {near!r}?", series.declared(metric)
    if not any(one.source for one in every) and not series.is_scraped(metric):
        what = f"{metric!r}, but no job {jobs[0]!r} is scraped"
        return what, "add the job to the scrape", ("prometheus/prometheus.yml",)
    return None
