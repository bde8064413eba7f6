"""Which SLOs of specs the exact engine takes, and why it leaves the others to Sloth's shape."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from observability.base import naming
from observability.base.duration import Duration, days
from observability.base.labels import Labels
from observability.base.quantity import decimal, number
from observability.compile.kept_windows import must_be_kept
from observability.formats.sloth_spec import AlertMeta, Group, Kind, Slo
from observability.formats.sloth_windows import Catalogue
from observability.model.calendar import Calendar
from observability.model.foreign import Alerting, ForeignService, ForeignSLO, Notice
from observability.model.sli.queries import Queries
from observability.promql.linear import Linear, Refusal, must_pair, split, split_ratio
from observability.slo.windows import TABLES

__all__ = ["SPECS", "Adopted", "Left", "adopt", "queries_of", "taken"]

_LOWEST, _DIGITS = 20, 6  # as for SLOs that are defined here: see `model.slo`
# The mean of what a query says from moment to moment.
_MOMENTS = re.compile(r"^(1 - )?avg_over_time\(.*\[\{\{\.window\}\}:\w*\]\)$", re.DOTALL)
_OWN = ("sloth_", naming.SLO_SLOT)
_IDLE = ("sloth.dev/core/debug/v1", "sloth.dev/core/noop/v1")  # plugins that change no rule
SPECS: dict[Kind, str] = {
    "prometheus": "prometheus/v1",
    "kubernetes": "sloth.slok.dev/v1",
    "openslo": "openslo/v1alpha",
}
"""How `sloth_slo_info` names the formats."""


@attrs.frozen(kw_only=True)
class Left:
    """An SLO that keeps Sloth's shape. *reason* ends a sentence that begins with the SLO."""

    slo: Slo
    reason: str


@attrs.frozen(kw_only=True)
class Adopted:
    """The SLOs of specs, told apart by engine, each in the order of the specs."""

    exact: tuple[ForeignSLO, ...]
    left: tuple[Left, ...]


def adopt(groups: Iterable[Group], period: Duration, catalogue: Catalogue | None = None) -> Adopted:
    """Return the SLOs of *groups* by engine; *period* holds for those that name none.

    *catalogue* has the windows of alerts by the period, if they are not the usual ones.
    """
    exact: list[ForeignSLO] = []
    left: list[Left] = []
    for spec, slo in [(SPECS[group.kind], slo) for group in groups for slo in group.slos]:
        try:
            exact.append(taken(slo, slo.period or period, spec, catalogue))
        except Refusal as refusal:
            left.append(Left(slo=slo, reason=str(refusal)))
    return Adopted(exact=tuple(exact), left=tuple(left))


def queries_of(slo: Slo) -> tuple[str, str]:
    """Return the queries for the errors and for all events of *slo*, both sums of rates.

    Raises:
        Refusal: If they are not, or can not be told apart.
    """
    if slo.sli.plugin is not None:
        raise Refusal(f"takes its ratio from the plugin {slo.sli.plugin.id!r}")
    if slo.sli.raw is not None and _MOMENTS.search(slo.sli.raw.error_ratio_query):
        raise Refusal("judges moments or slices of time, and no sum of rates tells how many")
    if slo.sli.raw is not None:
        return split_ratio(slo.sli.raw.error_ratio_query)
    if slo.sli.events is None:
        raise Refusal("has no SLI")
    errors, total = slo.sli.events.error_query, slo.sli.events.total_query
    parts = [_named("the errors", errors), _named("all events", total)]
    must_pair(*parts)
    return errors, total


def _named(which: str, query: str) -> Linear:
    if not query.strip():
        raise Refusal(f"has no query for {which}")
    try:
        return split(query)
    except Refusal as refusal:
        raise Refusal(f"has a query for {which} that {refusal}") from None


def taken(slo: Slo, period: Duration, spec: str, catalogue: Catalogue | None) -> ForeignSLO:
    """Return *slo*, from a spec of the format *spec*, as the exact engine takes it.

    Raises:
        Refusal: If it does not.
    """
    _must_be_plain(slo)
    objective = decimal(slo.objective)
    _must_have_a_budget(slo)
    windows = must_be_kept(period, catalogue)
    if (windows is None and period not in TABLES) or not _is_whole(period):
        raise Refusal(f"has a period of {period}, for which there are no windows")
    errors, total = queries_of(slo)
    sli = Queries(errors=errors, total=total)
    for label in sli.labels:
        if label.startswith(_OWN):
            raise Refusal(f"sums by {label!r}, a label of the rules themselves")
    return ForeignSLO(
        source=slo.source(),
        service=ForeignService(name=slo.service),
        name=slo.name,
        objective=objective,
        sli=sli,
        by=sli.labels,
        spec=spec,
        period=period,
        windows=windows,
        also=(Calendar(unit=slo.calendar, utc_offset=slo.utc_offset),) if slo.calendar else (),
        description=slo.description,
        # The groups' own values win: one text for all of them would make them one.
        labels=Labels({k: one for k, one in slo.labels.items() if k not in sli.labels}),
        page=not slo.page.disable,
        ticket=not slo.ticket.disable,
        alerting=Alerting(
            name=slo.page.name or slo.ticket.name,
            page=_notice(slo.page),
            ticket=_notice(slo.ticket),
        ),
    )


def _is_whole(period: Duration) -> bool:
    """Tell whether *period* is one that budgets are kept for: whole days, a week to a year."""
    return days(7) <= period <= days(366) and not period.milliseconds % days(1).milliseconds


def _must_be_plain(slo: Slo) -> None:
    shaping = dict.fromkeys(repr(one.id) for one in slo.plugins if one.id not in _IDLE)
    if shaping or slo.overrides:
        ids = ", ".join(shaping) or "none at all"
        raise Refusal(f"has its rules made by plugins ({ids})")
    for label in (*slo.labels, *slo.page.labels, *slo.ticket.labels):
        if label.startswith(_OWN):
            raise Refusal(f"sets the label {label!r}, which the rules themselves set")


def _must_have_a_budget(slo: Slo) -> None:
    objective = decimal(slo.objective)
    shown = f"has an objective of {number(objective)} %"
    if objective >= 100:
        raise Refusal(f"{shown}, which leaves no budget")
    if objective < _LOWEST:
        raise Refusal(f"{shown}, so low that a total outage hardly burns it")
    if objective != round(objective, _DIGITS):
        raise Refusal(f"{shown}, with more than {_DIGITS} decimals")


def _notice(alert: AlertMeta) -> Notice | None:
    if alert.disable:
        return None
    return Notice(labels=Labels(alert.labels), annotations=Labels(alert.annotations))
