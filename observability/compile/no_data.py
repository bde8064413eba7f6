"""The alert that tells that an SLO can no longer be judged, and what is missing."""

from __future__ import annotations

from observability.base import naming
from observability.base.duration import hours, minutes
from observability.base.labels import Labels, Matcher
from observability.base.naming import NO_DATA
from observability.compile.alerting import slo_labels, slo_links
from observability.compile.exclusion import resting
from observability.compile.plan import AlertingRule, RuleGroup
from observability.model.catalog import Catalog
from observability.model.slo import SLO
from observability.promql import build
from observability.promql.expr import Binary, Expr, Matching, Selector
from observability.promql.printer import text

__all__ = ["NO_DATA_HOLD", "NO_DATA_INTERVAL", "description", "no_data_group", "vanished"]

NO_DATA_HOLD = minutes(10)
NO_DATA_INTERVAL = minutes(2)  # it waits for ten minutes anyway
_REMEMBERED = hours(24)
_GROUP_REMEMBERED = hours(6)
_ENDLESS = 1_000_000

_UP = ("Its targets are up", "None of its targets is up")
_SEEN = ("its series were there and vanished", "its series were not seen in the last day")


def no_data_group(owner: str, slos: tuple[SLO, ...], catalog: Catalog) -> RuleGroup:
    """Return the alerts that tell when the data of *slos* are gone."""
    return RuleGroup(
        name=f"{owner}-slo-data",
        interval=NO_DATA_INTERVAL,
        rules=tuple(_no_data(slo, catalog) for slo in slos),
    )


def description(*, up: bool, seen: bool) -> str:
    """Return what the alert says where targets are *up* or not, and series were *seen* or not."""
    return _told(_UP[not up], _SEEN[not seen])


def _told(targets: str, series: str) -> str:
    return (
        f"Nobody can tell whether the promise is kept. {targets}; {series}."
        " A page that was firing is kept."
    )


def _no_data(slo: SLO, catalog: Catalog) -> AlertingRule:
    return AlertingRule(
        alert=slo.alert(NO_DATA),
        expr=vanished(slo),
        hold=NO_DATA_HOLD,
        labels=slo_labels(slo, slo.no_data) | slo.ids,
        annotations=Labels(
            {
                "summary": f"{slo.service.name} {slo.name}: no data for 10 minutes",
                "description": _told(_either(_targets(slo), *_UP), _either(_recently(slo), *_SEEN)),
                **slo_links(slo, catalog, NO_DATA),
            }
        ),
        source=slo.source,
    )


def _either(query: Expr, yes: str, no: str) -> str:
    """A template that asks only when the alert is sent: it costs nothing while all is well."""
    asked = text(query, _ENDLESS)
    return f"{{{{ if query `{asked}` }}}}{yes}{{{{ else }}}}{no}{{{{ end }}}}"


def _targets(slo: SLO) -> Expr:
    services = {one.service.name: one.service for one in slo.sli.metrics()}
    up = [Binary("==", Selector("up", one.identity), build.literal(1)) for one in services.values()]
    return build.any_of(up[0], *up[1:]) if up else build.vector(1)


def _recently(slo: SLO) -> Expr:
    buckets = Selector(naming.TOTAL_INCREASE, (_own(slo),))
    return build.call("last_over_time", buckets.range(_REMEMBERED))


def vanished(slo: SLO) -> Expr:
    """Return 1 while the events of *slo*, or of one of its groups, are not recorded."""
    rates = (naming.TOTAL_RATE, naming.ERRORS_RATE)
    gone: list[Expr] = [build.absent(Selector(one, (_own(slo),))) for one in rates]
    if slo.by:
        gone.append(_group_gone(slo))
    vanished: Expr = build.any_of(gone[0], *gone[1:])
    if slo.by:  # a group without its labels would be told twice, and fail the rule
        vanished = build.max_by(vanished, naming.SLO_ID, *slo.by)
    if not slo.maintenance:
        return vanished
    return build.excluding(vanished, resting(slo))


def _group_gone(slo: SLO) -> Expr:
    """The groups that had data in the last hours and have none now."""
    buckets = Selector(naming.TOTAL_INCREASE, (_own(slo),)).range(_GROUP_REMEMBERED)
    known = build.max_without(build.call("last_over_time", buckets), naming.SLO_SLOT)
    present = Selector(naming.TOTAL_RATE, (_own(slo),))
    return Binary("unless", known, present, Matching(ignoring=(naming.SLO_SLOT,)))


def _own(slo: SLO) -> Matcher:
    return Matcher(naming.SLO_ID, "=", slo.id)
