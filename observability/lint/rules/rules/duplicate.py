"""Two rules record one series, or two alerts have one name.

Why: of two rules that record the same series the second fails or overwrites; of two alerts with one
    name the runbook, the test and the silence of one apply to the other.
Source: https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ and
    https://cloudflare.github.io/pint/checks/rule/duplicate.html
Severity: error.
Bad:
    record("api:requests:rate5m", 'sum(rate(http_requests_total{job="api"}[5m]))')
    record("api:requests:rate5m", 'sum(rate(http_requests_total[5m]))')
Good:
    record("api:requests:rate5m", 'sum(rate(http_requests_total{job="api"}[5m]))')
    record("all:requests:rate5m", 'sum(rate(http_requests_total[5m]))')
Bad:
    alert('queue_depth{job="api"} > 100', name="ApiDown")
Good:
    alert('queue_depth{job="api"} > 100', name="ApiQueueLong")
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.base.labels import EMPTY, Labels
from observability.lint.finding import Finding, Severity
from observability.lint.queries import ALERT, RECORD, Query
from observability.lint.view import View

RULE = "rules/duplicate"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every rule that does what another does."""
    first: dict[tuple[str, str, Labels], Query] = {}
    for query in view.queries:
        if query.kind not in (ALERT, RECORD):
            continue
        labels = query.labels if query.kind == RECORD else EMPTY
        other = first.setdefault((query.kind, query.name, labels), query)
        if other is not query:
            yield Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=f"{query} is there twice; the other is in {other.path}",
                help="rename one, or give them different labels"
                if query.kind == RECORD
                else "rename one",
                path=query.path,
                source=view.source(query),
                related=(other.path,),
            )
