"""At the stated traffic, one single error fires an alert.

Why: one failed request of few is no news, and a pager that rings for it is soon ignored.
Source: https://sre.google/workbook/alerting-on-slos/#low-traffic-services-and-error-budget-alerting
Severity: warning.
Bad:
    slo("quiet", objective=99.9, traffic=0.01)
Good:
    slo("quiet", objective=99.9, traffic=10)
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.base.quantity import number
from observability.lint.finding import Finding, Severity
from observability.lint.view import View
from observability.model.slo import SLO
from observability.slo import burn
from observability.slo.windows import PAGE, PAIRS, Pair

RULE = "slo/one-error-fires"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every promise that so little traffic can not carry."""
    for slo in view.catalog.slos:
        found = next((pair for pair in PAIRS if _fires(slo, pair)), None)
        if found is None or slo.traffic is None:
            continue
        threshold = number(burn.threshold(slo.budget, found.factor) * 100)
        yield Finding(
            rule=RULE,
            severity=Severity.WARNING,
            message=f"at {number(slo.traffic)} events a second one error of {slo.id!r} is more than"
            f" {threshold} % of {found.long}, and fires its {found.severity}",
            help="lower the objective, count more events, or leave the alert out"
            f" ({found.severity}=False)",
            path="",
            source=slo.source,
        )


def _fires(slo: SLO, pair: Pair) -> bool:
    wanted = slo.page if pair.severity == PAGE else slo.ticket
    rare = slo.traffic is not None and slo.traffic < burn.events_until(pair, slo.budget)
    return wanted and rare
