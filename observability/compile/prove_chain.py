"""Proof of the whole chain, minute by minute: scraped series, rates, windows, alerts.

The stories of `prove_burn` start from event rates; here it is shown that the rates arrive, that a
page is kept when the data vanish, and that vanished data are told, in time.
"""

from __future__ import annotations

from decimal import Decimal

from observability.base import naming
from observability.base.duration import Duration, minutes
from observability.base.naming import FAST_BURN, NO_DATA
from observability.base.quantity import number
from observability.compile.alerting import NO_DATA_HOLD
from observability.compile.plan import AlertingRule, ExpectedAlert, ExpectedSample, TestCase
from observability.compile.prove_events import inputs
from observability.model.series import Example
from observability.model.slo import SLO
from observability.slo.burn import threshold
from observability.slo.windows import PAGE, PAIRS

__all__ = ["chain_cases"]

_STEP = minutes(1)
_SPEAKING = minutes(55)  # the series of examples last an hour
_GONE = minutes(60)
_SETTLING = minutes(5)  # until the rates are gone, too
_LATE = minutes(150)  # long after every short window has drained


def chain_cases(
    slo: SLO, examples: tuple[Example, ...], rules: dict[str, AlertingRule]
) -> tuple[TestCase, ...]:
    """Return a case with the worst of the SLI's *examples*, and one with the best."""
    told = [one for one in examples if one.total]
    worst = max(told, key=lambda one: one.errors / one.total)
    best = min(told, key=lambda one: one.errors / one.total)
    pages = slo.page and _surely_pages(worst, slo)
    return tuple(
        _case(slo, example, rules[slo.alert(NO_DATA)], pages=paging)
        for example, paging in ((worst, pages), (best, False))
    )


def _surely_pages(example: Example, slo: SLO) -> bool:
    limit = max(threshold(slo.budget, pair.factor) for pair in PAIRS if pair.severity == PAGE)
    return example.errors / example.total > limit


def _case(slo: SLO, example: Example, no_data: AlertingRule, *, pages: bool) -> TestCase:
    truth = number(round(example.errors / example.total, 9))
    labels = slo.ids | {naming.SLO_WINDOW: "5m"}
    claim = f"abs({naming.ratio(minutes(5))}{labels} - {truth}) < bool 1e-6"
    silence = (_SPEAKING, _GONE + NO_DATA_HOLD)
    return TestCase(
        name=f"{slo.name}: {example.title}, then its series vanish",
        interval=_STEP,
        series=inputs(example),
        alerts=(_complete(slo, no_data, _GONE + NO_DATA_HOLD + _SETTLING),),
        samples=(
            ExpectedSample(query=claim, at=_SPEAKING, value=Decimal(1), labels=labels),
            *(_nothing(_firing(no_data.alert), at) for at in silence),
            *(_page(slo, at, pages=pages) for at in (_SPEAKING, _LATE) if slo.page),
            _yields(f"count({_firing(no_data.alert)})", _LATE),
        ),
    )


def _complete(slo: SLO, rule: AlertingRule, at: Duration) -> ExpectedAlert:
    instance = (rule.labels | slo.ids, rule.annotations)
    return ExpectedAlert(alert=rule.alert, at=at, instances=(instance,))


def _page(slo: SLO, at: Duration, *, pages: bool) -> ExpectedSample:
    page = _firing(slo.alert(FAST_BURN))
    return _yields(f"count({page})", at) if pages else _nothing(page, at)


def _firing(alert: str) -> str:
    return f'ALERTS{{alertname="{alert}", alertstate="firing"}}'


def _yields(query: str, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=query, at=at, value=Decimal(1))


def _nothing(query: str, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=query, at=at, value=None)
