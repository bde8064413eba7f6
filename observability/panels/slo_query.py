"""What is asked about SLOs: the recorded series, narrowed to one SLO or to those chosen.

Where several series of one SLO exist, the worst counts, as in the rules: no panel shows an SLO
twice, and of a grouped SLO the worst group is shown.
"""

from __future__ import annotations

import attrs

from observability.base import naming
from observability.base.duration import Duration, days, hours, minutes
from observability.base.labels import Matcher
from observability.panels.query import alerts
from observability.panels.slo_scope import USUAL, Scope
from observability.promql import build
from observability.promql.expr import Aggregate, Binary, Expr, Matching, Selector, Text
from observability.promql.printer import text
from observability.slo.burn import CEILING
from observability.slo.windows import Pair, Table

__all__ = ["NOW", "RECENT", "Slos"]

NOW = minutes(5)
"""The window of what burns at this moment; as `naming.CURRENT_BURN`."""
RECENT = hours(1)
"""The window for what should not jump with every error."""
BUCKET = minutes(5)

_ONE = build.literal(1)


@attrs.frozen
class Slos:
    """The SLOs that *matchers* select; *by* keeps them apart (nothing: one SLO is meant).

    *scope* is what occurs among those that may be selected.
    """

    matchers: tuple[Matcher, ...]
    by: tuple[str, ...] = ()
    scope: Scope = USUAL

    def series(self, name: str) -> Selector:
        """Return a recorded series of these SLOs."""
        return Selector(name, self.matchers)

    def latest(self, name: str) -> Expr:
        """Return a recorded series, one an SLO."""
        return build.max_by(self.series(name), *self.by)

    def sli(self, window: Duration) -> Expr:
        """Return the share of good events over *window*."""
        return build.minus(_ONE, self.latest(naming.ratio(window)))

    def kept(self) -> Expr:
        """Return the share of good events over the period, whichever it is."""
        burned = build.times(self.latest(naming.PERIOD_BURN), self.budget(), self._same())
        return build.minus(_ONE, burned)

    def burn(self, window: Duration) -> Expr:
        """Return how many times faster than its even pace the budget burns over *window*."""
        return build.divide(self.latest(naming.ratio(window)), self.budget(), self._same())

    def limit(self, pair: Pair, table: Table) -> Expr:
        """Return the burn rate above which *pair* alerts, lowered where it is out of reach."""
        own = self.series(naming.ERROR_BUDGET)
        if len(self.scope.tables) > 1:
            own = own.where(Matcher(naming.SLO_WINDOWS, "=", table.name))
        budget = build.max_by(own, *self.by)
        share = build.times(budget, build.literal(pair.factor))
        reachable = build.call("clamp_max", share, build.literal(CEILING))
        return build.divide(reachable, budget, self._same())

    def budget(self) -> Expr:
        """Return the share of events that may fail."""
        return self.latest(naming.ERROR_BUDGET)

    def left(self) -> Expr:
        """Return the share of the budget that is left: 1 untouched, 0 spent, below overspent."""
        return Aggregate("min", self.series(naming.BUDGET_LEFT), by=self.by)

    def minutes_left(self) -> Expr:
        """Return the budget that is left as minutes of total outage at even traffic."""
        day = build.literal(days(1).minutes)
        period = build.times(self.latest(naming.PERIOD_DAYS), day)
        whole = build.times(self.budget(), period, self._same())
        return build.times(self.left(), whole, self._same())

    def events_left(self) -> Expr:
        """Return how many more events may fail, going by the events of the period."""
        counted = self.series(naming.TOTAL_INCREASE)
        events = [
            self._of(period, build.max_by(build.sum_over(counted, period), *self.by))
            for period in self.scope.periods
        ]
        whole = build.times(self.budget(), build.any_of(*events), self._same())
        return build.times(self.left(), whole, self._same())

    def seconds_left(self) -> Expr:
        """Return when the budget is spent if errors go on as in the last hour.

        Nothing where nothing burns. What leaves the period meanwhile is not counted, so that the
        true time is longer.
        """
        day = build.literal(days(1).seconds)
        period = build.times(self.latest(naming.PERIOD_DAYS), day)
        left = build.call("clamp_min", self.left(), build.literal(0))
        pace = build.above(self.burn(RECENT), 0)
        return build.divide(build.times(left, period, self._same()), pace, self._same())

    def burndown(self, period: Duration) -> Expr:
        """Return the budget that is left if *period* began at the left edge of the panel.

        The 5-minute buckets since that edge are added up. ``@ start()`` is where Grafana's query
        begins, so the text holds for any time range.
        """
        errors = text(self.series(naming.ERRORS_INCREASE))
        total = text(self.series(naming.TOTAL_INCREASE))
        budget = text(self._of(period, self.budget()))
        since = f"(vector(time()) > bool on () {_START})"
        return Text(
            f"1 - max(sum_over_time(({errors} * on () group_left () {since})[{period}:{BUCKET}]))\n"
            f"/ (max(sum_over_time({total}[{period}] @ end())) * {budget})"
        )

    def ideal(self, period: Duration) -> Expr:
        """Return the line of a budget that is spent evenly from the panel's left edge on."""
        even = Text(f"1 - (vector(time()) - {_START}) / {int(period.seconds)}")
        if len(self.scope.periods) == 1:
            return even
        return Text(f"{text(even)}\nand on () {text(self._has(period))}")

    def firing(self, *matchers: Matcher) -> Expr:
        """Return how many alerts of these SLOs are firing; nothing if none is."""
        return build.count(alerts(*self.matchers, *matchers), *self.by)

    def _of(self, period: Duration, expr: Expr) -> Expr:
        """Return *expr* for those whose own period is *period*."""
        if len(self.scope.periods) == 1:
            return expr
        return build.both(expr, self._has(period), Matching(on=self.by))

    def _has(self, period: Duration) -> Expr:
        length = build.literal(period.minutes / days(1).minutes)
        return Binary("==", self.latest(naming.PERIOD_DAYS), length)

    def _same(self) -> Matching | None:
        return Matching(on=self.by) if self.by else None


_START = "max_over_time(vector(time())[1m:1s] @ start())"
