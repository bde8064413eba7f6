"""SLOs as specs of other formats: plain data, and what the format can not say."""

from __future__ import annotations

from typing import Any

from observability.base.duration import Duration
from observability.base.labels import Labels
from observability.compile.alerting import slo_labels
from observability.model.sli.availability import Availability
from observability.model.slo import SLO
from observability.model.team import Severity
from observability.promql import build
from observability.promql.expr import Expr
from observability.promql.printer import text
from observability.slo.windows import PERIOD

__all__ = ["openslo_objects", "sloth_spec", "unsaid"]

_MARK = Duration(1_000_003)  # a range that nobody writes
_ENDLESS = 1_000_000
_BURN = "Burn"


def sloth_spec(slos: tuple[SLO, ...]) -> dict[str, Any]:
    """Return *slos*, which are of one service, as a Sloth ``prometheus/v1`` spec."""
    return {
        "version": "prometheus/v1",
        "service": slos[0].service.name,
        "slos": [_sloth(slo) for slo in slos],
    }


def openslo_objects(slo: SLO) -> dict[str, Any]:
    """Return *slo* as an ``openslo/v1`` object with its indicator in it."""
    metric = {
        name: {"metricSource": {"type": "Prometheus", "spec": {"query": query}}}
        for name, query in zip(("bad", "total"), _queries(slo), strict=True)
    }
    metadata: dict[str, Any] = {"name": slo.name}
    if slo.labels:
        metadata["labels"] = dict(slo.labels)
    return {
        "apiVersion": "openslo/v1",
        "kind": "SLO",
        "metadata": metadata,
        "spec": {
            "description": slo.description,
            "service": slo.service.name,
            "indicator": {
                "metadata": {"name": slo.name},
                "spec": {"ratioMetric": {"counter": True, **metric}},
            },
            "timeWindow": [{"duration": f"{_days(slo.period)}d", "isRolling": True}],
            "budgetingMethod": "Occurrences",
            "objectives": [{"displayName": slo.name, "targetPercent": float(slo.objective)}],
        },
    }


def unsaid(slo: SLO, form: str) -> tuple[str, ...]:
    """Return what of *slo* a spec of the format *form* does not say."""
    told = {
        "its period: run Sloth with --default-slo-period": form == "sloth" and slo.period != PERIOD,
        "further periods": bool(slo.also),
        "windows of its own": slo.windows is not None,
        "maintenance": bool(slo.maintenance),
        "healing": slo.healing,
        "the error budget policy": slo.policy is not None,
        "alerts": form == "openslo" and (slo.page or slo.ticket),
    }
    return tuple(what for what, is_lost in told.items() if is_lost)


def _sloth(slo: SLO) -> dict[str, Any]:
    errors, total = _queries(slo)
    found: dict[str, Any] = {
        "name": slo.name,
        "objective": float(slo.objective),
        "description": slo.description,
    }
    if slo.labels:
        found["labels"] = dict(slo.labels)
    found["sli"] = {"events": {"error_query": errors, "total_query": total}}
    found["alerting"] = {
        "name": slo.alert(_BURN),
        "page_alert": _notice(slo, Severity.PAGE, on=slo.page),
        "ticket_alert": _notice(slo, Severity.TICKET, on=slo.ticket),
    }
    return found


def _notice(slo: SLO, severity: Severity, *, on: bool) -> dict[str, Any]:
    if not on:
        return {"disable": True}
    labels = slo_labels(slo, severity)
    own = {name: value for name, value in labels.items() if not name.startswith("sloth_")}
    return {"labels": {name: value for name, value in own.items() if name not in slo.labels}}


def _queries(slo: SLO) -> tuple[str, str]:
    errors, total = slo.sli.error_rate(_MARK, slo.by), slo.sli.event_rate(_MARK, slo.by)
    if isinstance(slo.sli, Availability) and slo.sli.succeeded is not None:
        errors = _all_but_good(slo.sli, slo.sli.succeeded, slo.by)
    return _over_any(errors), _over_any(total)


def _all_but_good(sli: Availability, succeeded: Labels, by: tuple[str, ...]) -> Expr:
    """Return all events less the good ones, in the form that readers can split into rates.

    It differs from the indicator's own in where the missing good events become none.
    """
    every = sli.event_rate(_MARK, by)
    good = build.sum_by(build.rate(sli.total.select(sli.only | succeeded), _MARK), *by)
    return build.minus(every, build.any_of(good, build.times(every, 0)))


def _over_any(expr: Expr) -> str:
    return text(expr, _ENDLESS).replace(f"[{_MARK}]", "[{{.window}}]")


def _days(period: Duration) -> int:
    return period.milliseconds // 86_400_000
