"""An alert that always fires, so that its absence tells that alerting itself is broken."""

from __future__ import annotations

import attrs

from observability.base.duration import Duration
from observability.model import check
from observability.model.alerts.protocol import Alert, alert_name
from observability.model.series import Series
from observability.model.team import Severity
from observability.promql import build
from observability.promql.expr import Expr

__all__ = ["Watchdog"]


@attrs.frozen(kw_only=True)
class Watchdog(Alert):
    """The dead man's switch: route it to something that calls when it stops hearing from us."""

    name: str = attrs.field(default="Watchdog", validator=alert_name)
    severity: Severity = attrs.field(default=Severity.NONE, validator=check.is_a(Severity))
    hold: Duration = attrs.field(
        default=Duration(0), validator=check.is_a(Duration, "write hold=minutes(5)")
    )
    summary: str = attrs.field(default="Alerting works.", validator=check.sentence)
    impact: str = attrs.field(
        default="None: this alert fires always. If it stops, alerts do not reach anybody.",
        validator=check.text,
    )
    actions: tuple[str, ...] = attrs.field(
        default=(
            "If the receiver of this alert called you: alerts are not being delivered.",
            "Check that Prometheus is up and that its rules are loaded.",
            "Check that Alertmanager is up and that Prometheus can reach it.",
        ),
        converter=check.as_strings,
        validator=check.some(str, '["Look at …"]'),
    )

    def expression(self) -> Expr:
        """Return a condition that always holds."""
        return build.vector(1)

    def firing(self) -> tuple[Series, ...]:
        """Return nothing: it needs no input."""
        return ()

    def silent(self) -> tuple[Series, ...]:
        """Return nothing: it has no silence, so there is nothing to prove."""
        return ()
