"""At the stated traffic, an alert can not tell an outage from chance.

Why: an alert waits for enough errors in its long window; with fewer events than that it never
fires, not even while everything fails.
Source: https://sre.google/workbook/alerting-on-slos/#low-traffic-services-and-error-budget-alerting
Severity: warning.
Bad:
    slo("quiet", objective=99.9, traffic=0.00001)
Good:
    slo("quiet", objective=99.9, traffic=10)
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.base.quantity import number
from observability.lint.finding import Finding, Severity
from observability.lint.view import View
from observability.model.slo import SLO
from observability.slo.outlook import Guard, outlook
from observability.slo.windows import PAGE, TICKET

RULE = "slo/too-few-events"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every promise that so little traffic can not guard."""
    for slo in view.catalog.slos:
        found = next((blind for one in _wanted(slo) if (blind := _blind(slo, one))), None)
        if found is None or slo.traffic is None:
            continue
        pair = found.pair
        yield Finding(
            rule=RULE,
            severity=Severity.WARNING,
            message=f"at {number(slo.traffic)} events a second a total outage of {slo.id!r} makes"
            f" fewer errors in {pair.long} than the {found.least} that its {pair.severity} waits"
            " for, so that it never fires",
            help="count more events, probe the service from outside, or leave the alert out"
            f" ({pair.severity}=False)",
            path="",
            source=slo.source,
        )


def _wanted(slo: SLO) -> list[str]:
    return [severity for severity, on in ((PAGE, slo.page), (TICKET, slo.ticket)) if on]


def _blind(slo: SLO, severity: str) -> Guard | None:
    """Return the longest pair of the alert if it is blind, and so are all of them."""
    guards = outlook(slo.objective, slo.traffic, slo.table).guards
    own = [one for one in guards if one.pair.severity == severity]
    blind = all(one.is_blind for one in own)
    return max(own, key=lambda one: one.pair.long) if own and blind else None
