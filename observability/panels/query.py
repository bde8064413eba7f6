"""The words that the panels' queries are built from, beyond those of the rules."""

from __future__ import annotations

from observability.base.labels import Matcher
from observability.promql import build
from observability.promql.expr import Binary, Expr, Matching, Selector, Text
from observability.promql.printer import text

__all__ = ["ALERTS", "alerts", "deriv", "increase", "one_of", "or_zero", "rate", "ratio"]

ALERTS = "ALERTS"


def rate(selector: Selector) -> Text:
    """Return the rate of a counter over the window that suits the zoom and the scrape interval."""
    return Text(f"rate({text(selector)}[$__rate_interval])")


def increase(selector: Selector) -> Text:
    """Return the growth of a counter over the same window as `rate`."""
    return Text(f"increase({text(selector)}[$__rate_interval])")


def deriv(selector: Selector) -> Text:
    """Return the slope of a gauge over the same window as `rate`."""
    return Text(f"deriv({text(selector)}[$__rate_interval])")


def ratio(part: Expr, whole: Expr, matching: Matching | None = None) -> Binary:
    """Return *part* / *whole*; nothing, rather than NaN, where *whole* is 0."""
    return build.divide(part, build.above(whole, 0), matching)


def or_zero(expr: Expr) -> Expr:
    """Return *expr*, or 0 if it has no series; *expr* must have no labels."""
    return build.any_of(expr, build.vector(0))


def one_of(label: str, values: tuple[str, ...]) -> Matcher:
    """Match any of *values*, which hold no characters of regular expressions."""
    return Matcher(label, "=~", "|".join(values))


def alerts(*matchers: Matcher) -> Selector:
    """Return the alerts that are firing; Prometheus writes this series itself."""
    return Selector(ALERTS, (Matcher("alertstate", "=", "firing"), *matchers))
