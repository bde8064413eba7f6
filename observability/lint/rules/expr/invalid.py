"""An expression can not be parsed.

Why: Prometheus refuses the whole rule file, or Grafana shows an error instead of the panel; and no
    other rule can judge what it can not read.
Source: https://prometheus.io/docs/prometheus/latest/querying/basics/
Severity: error.
Bad:
    panel("sum(rate(http_requests_total[5m])")
Good:
    panel("sum(rate(http_requests_total[5m]))")
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.lint.finding import Finding, Severity
from observability.lint.view import View
from observability.promql import parser

RULE = "expr/invalid"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every expression without a syntax tree."""
    for query in view.queries:
        if query.text not in view.trees:
            reason = " ".join((parser.check(query.text) or "").split())
            yield Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=f"{query} is no valid PromQL: {reason}",
                help="write a complete expression",
                path=query.path,
                source=view.source(query),
            )
