"""An alert on a value that is too high or too low."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import cast

import attrs

from observability.base.duration import Duration, minutes
from observability.model import check
from observability.model.alerts.protocol import Alert, as_series, of_series
from observability.model.series import Series, Story
from observability.promql import build, parser
from observability.promql.expr import Expr, Selector, Text

__all__ = ["Threshold"]


def _expression(value: Expr | str) -> Expr:
    return Text(value) if isinstance(value, str) else value


def _as_stories(value: Iterable[Story]) -> tuple[Story, ...]:
    return cast("tuple[Story, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class Threshold(Alert):
    """Fires for each series of *expr* that is *above* or *below* a number.

    Args:
        expr: Built from metrics, or PromQL as a string.
        above: Fire above this number.
        below: Fire below this number; give one of the two.
        fires: Input series, a value a minute, for which the alert must fire.
        stays_silent: Input series for which it must not, as near to the limit as makes sense.
        stories: Further cases: one for each other way in which the condition can come true.
    """

    expr: Expr = attrs.field(converter=_expression, validator=check.is_a(Expr))
    above: Decimal | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(check.as_decimal),
        validator=check.optional(check.number()),
    )
    below: Decimal | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(check.as_decimal),
        validator=check.optional(check.number()),
    )
    hold: Duration = attrs.field(
        default=minutes(5), validator=check.is_a(Duration, "write hold=minutes(5)")
    )
    fires: tuple[Series, ...] = attrs.field(
        converter=as_series, validator=check.some(Series, '[metric.series("0+60x30")]')
    )
    stays_silent: tuple[Series, ...] = attrs.field(converter=as_series, validator=of_series)
    stories: tuple[Story, ...] = attrs.field(
        default=(),
        converter=_as_stories,
        validator=check.each(Story, '[Story(title="…", series=[…], fires=True)]'),
    )

    def __attrs_post_init__(self) -> None:
        if (self.above is None) == (self.below is None):
            self.complain("", "a Threshold is above or below a number", "write above=0.9")
        if isinstance(self.expr, Text):
            wrong = parser.check(self.expr.text)
            if wrong:
                self.complain("expr", f"expr is not valid PromQL: {wrong}")
        if isinstance(self.expr, Selector) and self.expr.over:
            hint = "wrap it, as in rate(metric.select(), minutes(5))"
            self.complain("expr", "expr is a range of samples, not a value", hint)

    def expression(self) -> Expr:
        """Return the comparison."""
        if self.above is not None:
            return build.above(self.expr, build.literal(self.above))
        return build.below(self.expr, build.literal(self.below or 0))

    def firing(self) -> tuple[Series, ...]:
        """Return the user's series."""
        return self.fires

    def silent(self) -> tuple[Series, ...]:
        """Return the user's series."""
        return self.stays_silent
