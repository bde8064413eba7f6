"""A promise about a service, and the alerts that guard it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

import attrs

from observability.base import naming
from observability.base.duration import Duration
from observability.base.labels import EMPTY, Labels
from observability.base.quantity import number
from observability.model import check, promise
from observability.model.alert_windows import AlertWindows
from observability.model.calendar import Calendar
from observability.model.definition import Definition
from observability.model.maintenance import Maintenance
from observability.model.policy import BudgetPolicy
from observability.model.reset import Reset
from observability.model.service import Service
from observability.model.sli.protocol import Sli
from observability.model.team import Severity
from observability.slo import burn
from observability.slo.windows import PERIOD, TABLES, Table

__all__ = ["SLO"]

# Below this a total outage would hardly burn faster than the budget allows.
LOWEST = Decimal(20)
# So that 1 - budget, computed by Prometheus, can be rounded to the objective.
DIGITS = 6


def _objective(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Decimal):
        message = f"objective is {check.described(value)}, not a number"
        instance.complain(attribute.name, message, "write objective=99.9 for 99.9 %")
    elif 0 < value <= 1:
        percent = number(value * 100) if value < 1 else "99.9"
        instance.complain(
            attribute.name,
            f"objective is {number(value)} %, which reads like a ratio",
            f"write {percent} for {percent} %",
        )
    elif not LOWEST <= value < 100:
        reason = (
            "it leaves no budget" if value == 100 else f"it must lie from {LOWEST} to below 100"
        )
        instance.complain(
            attribute.name,
            f"objective is {number(value)} %; {reason}",
            "write a percentage, like 99.9",
        )
    elif value != round(value, DIGITS):
        message = f"objective is {number(value)} %, which has more than {DIGITS} decimals"
        instance.complain(attribute.name, message, f"write {number(round(value, DIGITS))}")


def _indicator(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    # A class has the methods, too, but they want an instance.
    if isinstance(value, type) or not isinstance(value, Sli):
        message = f"sli is {check.described(value)}, which is no kind of indicator"
        instance.complain(attribute.name, message, "write sli=Availability(…) or Latency(…)")


def _labels(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.extra_labels(instance, attribute, value)
    if isinstance(value, Labels) and "slo" in value:
        message = "label 'slo' is set by the generator"
        instance.complain(attribute.name, message, "choose another name")


def _times(value: Iterable[Any]) -> tuple[Any, ...]:
    return cast("tuple[Any, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class SLO(Definition):
    """A service level objective over a rolling period, counted in events.

    An hour without traffic has no events, so it neither earns nor burns budget. An error series
    that does not exist yet counts as no errors. Data that vanish raise the no-data alert, and
    keep a page that is firing.

    Args:
        service: Whose promise it is.
        name: A DNS label, unique within the service.
        objective: Percent of events that must be good, from 20 to below 100.
        sli: What the events are, and which of them are errors.
        description: One line: the promise in a user's words.
        page: Whether a fast burn pages.
        ticket: Whether a slow burn opens a ticket.
        no_data: How urgent it is when the data vanish for ten minutes.
        by: Labels of the metrics: each combination of their values has a budget of its own, and
            alerts of its own. A group that vanishes is told for six hours.
        period: The rolling period of the promise: 7, 28, 30 or 90 days, or what *windows* is for.
        also: Further periods whose budgets are recorded: durations, or a `Calendar`.
        windows: Pairs of windows of one's own for its alerts.
        maintenance: Times that do not count.
        resets: Moments from which on its budgets and alerts count anew.
        healing: Whether events that Prometheus missed while it was away for up to two hours are
            added to the budget later, from what the counters say.
        policy: What is done as its budget is spent; None: what the project does.
        labels: Further labels for its alerts and its info series.
        traffic: Events per second to expect, for ``o11y slo show``; says nothing to Prometheus.
    """

    service: Service = attrs.field(validator=check.is_a(Service))
    name: str = attrs.field(validator=check.dns_label)
    objective: Decimal = attrs.field(converter=check.as_decimal, validator=_objective)
    sli: Sli = attrs.field(validator=_indicator)
    description: str = attrs.field(validator=check.sentence)
    page: bool = attrs.field(default=True, validator=check.is_a(bool))
    ticket: bool = attrs.field(default=True, validator=check.is_a(bool))
    no_data: Severity = attrs.field(default=Severity.TICKET, validator=check.is_a(Severity))
    by: tuple[str, ...] = attrs.field(
        default=(), converter=check.as_strings, validator=promise.groups
    )
    period: Duration = attrs.field(default=PERIOD, validator=promise.period)
    also: tuple[Duration | Calendar, ...] = attrs.field(
        default=(), converter=_times, validator=promise.also
    )
    windows: AlertWindows | None = attrs.field(
        default=None, validator=check.optional(check.is_a(AlertWindows))
    )
    maintenance: tuple[Maintenance, ...] = attrs.field(
        default=(), converter=_times, validator=check.each(Maintenance, "[Maintenance(…)]")
    )
    resets: tuple[Reset, ...] = attrs.field(
        default=(), converter=_times, validator=check.each(Reset, "[Reset(at=…, reason=…)]")
    )
    healing: bool = attrs.field(default=False, validator=check.is_a(bool))
    policy: BudgetPolicy | None = attrs.field(
        default=None, validator=check.optional(check.is_a(BudgetPolicy))
    )
    labels: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=_labels)
    traffic: Decimal | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(check.as_decimal),
        validator=check.optional(check.number(low=0)),
    )

    def __attrs_post_init__(self) -> None:
        if isinstance(self.period, Duration) and self.windows is None:
            promise.must_have_a_table(self, self.period)
        if isinstance(self.by, tuple) and isinstance(self.labels, Labels):
            for label in self.by:
                if label in self.labels:
                    message = f"label {label!r} is set in labels=, too"
                    self.complain("by", message, "name it in one of them")
        promise.must_be_measured_by(self, self.sli, self.by)
        if self.healing is True:
            promise.must_be_healable(self, self.sli)
        if self.healing is True and self.maintenance:
            message = "healing would count again what maintenance takes out"
            self.complain("healing", message, "choose one of them")
        if self.healing is True and self.resets:
            message = "healing finds events hours later, and can not tell them from before a reset"
            self.complain("healing", message, "choose one of them")

    @property
    def id(self) -> str:
        """The id over all services."""
        return naming.slo_id(self.service.name, self.name)

    @property
    def ids(self) -> Labels:
        """The labels on every series that is recorded for it."""
        return Labels(
            {
                naming.SLO_ID: self.id,
                naming.SLO_SERVICE: self.service.name,
                naming.SLO_NAME: self.name,
            }
        )

    @property
    def keys(self) -> Labels:
        """The labels on its event rates and its budget: the ids, and the slot for sharding."""
        return self.ids | {naming.SLO_SLOT: naming.slot(self.id)}

    @property
    def table(self) -> Table:
        """The pairs of windows of its alerts."""
        return self.windows.over(self.period) if self.windows else TABLES[self.period]

    @property
    def rolling(self) -> tuple[Duration, ...]:
        """Every rolling period whose ratio is recorded, the promise's own first."""
        return (self.period, *(one for one in self.also if isinstance(one, Duration)))

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """The calendar periods whose budgets are recorded."""
        return tuple(one for one in self.also if isinstance(one, Calendar))

    @property
    def budget(self) -> Decimal:
        """The share of events that may fail, exact."""
        return burn.budget(self.objective)

    def alert(self, suffix: str) -> str:
        """Return the name of its alert with *suffix* (FastBurn, SlowBurn, NoData)."""
        return naming.alert_name(self.service.name, self.name, suffix)
