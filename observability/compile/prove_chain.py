"""Proof of the whole chain, minute by minute: scraped series, rates, windows, alerts.

The stories of `prove_burn` start from event rates; here it is shown that the rates arrive, that a
page is kept when the data vanish, and that vanished data are told, in time.
"""

from __future__ import annotations

from decimal import Decimal

from observability.base import naming
from observability.base.duration import Duration, minutes
from observability.base.labels import Labels
from observability.base.naming import FAST_BURN, NO_DATA
from observability.base.quantity import number
from observability.compile.no_data import NO_DATA_HOLD, NO_DATA_INTERVAL, description
from observability.compile.plan import (
    AlertingRule,
    ExpectedAlert,
    ExpectedSample,
    InputSeries,
    TestCase,
)
from observability.compile.prove_events import group_of, inputs, recorded
from observability.model.series import Example
from observability.model.slo import SLO
from observability.slo.burn import threshold
from observability.slo.windows import PAGE

__all__ = ["chain_cases"]

_STEP = minutes(1)
_SPEAKING = minutes(55)  # the series of examples last an hour
_GONE = minutes(60)
_SETTLING = minutes(5)  # until the rates are gone, too
_LATE = minutes(150)  # long after every short window has drained


def chain_cases(
    slo: SLO, examples: tuple[Example, ...], rules: dict[str, AlertingRule]
) -> tuple[TestCase, ...]:
    """Return a case with the worst of the SLI's *examples*, and one with the best.

    Without examples, nobody knows what its queries read, and there is none.
    """
    told = [one for one in examples if one.total]
    if not told:
        return ()
    worst = max(told, key=lambda one: one.errors / one.total)
    best = min(told, key=lambda one: one.errors / one.total)
    pages = slo.page and _surely_pages(worst, slo)
    return tuple(
        _case(slo, example, rules[slo.alert(NO_DATA)], pages=paging, up=up)
        for example, paging, up in ((worst, pages, True), (best, False, False))
    )


def _surely_pages(example: Example, slo: SLO) -> bool:
    limit = max(threshold(slo.budget, pair.factor) for pair in slo.table.of(PAGE))
    return example.errors / example.total > limit


def _case(slo: SLO, example: Example, no_data: AlertingRule, *, pages: bool, up: bool) -> TestCase:
    truth = number(round(example.errors / example.total, 9))
    labels = recorded(slo) | {naming.SLO_WINDOW: "5m"}
    targets = _targets(slo, example) if up else ()
    claim = f"abs({naming.ratio(minutes(5))}{labels} - {truth}) < bool 1e-6"
    silence = (_SPEAKING, _GONE + NO_DATA_HOLD)
    return TestCase(
        name=f"{slo.name}: {example.title}, then its series vanish",
        interval=_STEP,
        series=(*inputs(example, slo), *targets),
        alerts=(_complete(slo, no_data, up=bool(targets)),),
        samples=(
            ExpectedSample(query=claim, at=_SPEAKING, value=Decimal(1), labels=labels),
            *(_nothing(_firing(no_data.alert), at) for at in silence),
            *(_page(slo, at, pages=pages) for at in (_SPEAKING, _LATE) if slo.page),
            _yields(f"count({_firing(no_data.alert)}) > bool 0", _LATE),
        ),
    )


def _targets(slo: SLO, example: Example) -> tuple[InputSeries, ...]:
    """The targets, up all the time, unless that is what the SLO measures."""
    if any(one.metric == "up" for one in example.series):
        return ()
    services = {one.service.name: one.service for one in slo.sli.metrics()}
    return tuple(
        InputSeries(series=f"up{Labels(one.labels)}", values="1x150") for one in services.values()
    )


def _complete(slo: SLO, rule: AlertingRule, *, up: bool) -> ExpectedAlert:
    """The alert with all its labels and annotations; once for the SLO, once for its one group."""
    told = rule.annotations | {"description": description(up=up, seen=True)}
    sets = dict.fromkeys((rule.labels | slo.ids, rule.labels | slo.ids | group_of(slo)))
    return ExpectedAlert(
        alert=rule.alert,
        at=_GONE + NO_DATA_HOLD + NO_DATA_INTERVAL + _SETTLING,
        instances=tuple((labels, told) for labels in sets),
    )


def _page(slo: SLO, at: Duration, *, pages: bool) -> ExpectedSample:
    page = _firing(slo.alert(FAST_BURN))
    return _yields(f"count({page})", at) if pages else _nothing(page, at)


def _firing(alert: str) -> str:
    return f'ALERTS{{alertname="{alert}", alertstate="firing"}}'


def _yields(query: str, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=query, at=at, value=Decimal(1))


def _nothing(query: str, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=query, at=at, value=None)
