"""Proof of the other alerts: they fire when their condition has lasted, and not before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

import attrs

from observability.base.duration import Duration, minutes
from observability.base.labels import EMPTY
from observability.base.quantity import number
from observability.compile.plan import AlertingRule, ExpectedSample, InputSeries, TestCase
from observability.compile.prove_burn import firing_query
from observability.model.alerts.protocol import Alert
from observability.model.alerts.threshold import Threshold
from observability.model.series import Series
from observability.promql.walk import selectors

__all__ = ["alert_cases"]

_STEP = minutes(1)
_VALUE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\d.eE])")  # and not how often it is repeated
_TOLD = re.compile(r"\$labels\.(\w+)")
_SETTLED = minutes(16)  # the longest range that conditions read, and a minute


def alert_cases(alert: Alert, rules: dict[str, AlertingRule]) -> tuple[TestCase, ...]:
    """Return one case in which *alert* fires, one in which it does not, and its further stories."""
    fires = f"{alert.name} fires once its condition has lasted {alert.hold}"
    cases = [_story(alert, rules[alert.name], fires, alert.firing(), True)]
    if alert.silent():
        quiet = f"{alert.name} stays silent"
        cases.append(_story(alert, rules[alert.name], quiet, alert.silent(), False))
    if isinstance(alert, Threshold):
        cases += [
            _story(alert, rules[alert.name], f"{alert.name}: {one.title}", one.series, one.fires)
            for one in alert.stories
        ]
    return tuple(cases)


def _story(
    alert: Alert, rule: AlertingRule, name: str, series: tuple[Series, ...], fires: bool
) -> TestCase:
    """Return the case of *series* and, beside them, series of others that must not matter."""
    late = alert.hold + _SETTLED
    if fires:
        return _case(
            name, (*series, *_noise(alert, series)), (*_not_yet(alert), _fires(rule, series, late))
        )
    others = _unique(one for firing in _firing(alert) for one in _impostors(alert, firing))
    return _case(name, (*series, *others), (_silent(alert.name, late),))


def _firing(alert: Alert) -> Iterator[tuple[Series, ...]]:
    yield alert.firing()
    if isinstance(alert, Threshold):
        yield from (one.series for one in alert.stories if one.fires)


def _unique(series: Iterable[Series]) -> tuple[Series, ...]:
    """Return *series*, of each the last: promtool takes none twice."""
    return tuple({str(one): one for one in series}.values())


def _noise(alert: Alert, given: tuple[Series, ...]) -> Iterator[Series]:
    """Yield others' series above and below the *given* ones: they would change a sum, a bound."""
    for prefix, factor in (("not", Decimal(10)), ("nor", Decimal("0.1"))):
        yield from (_times(one, factor) for one in _impostors(alert, given, prefix))


def _impostors(alert: Alert, given: tuple[Series, ...], prefix: str = "not") -> tuple[Series, ...]:
    """Return the *given* series as another job's, another namespace's, another anything's.

    What every selector of the condition names must matter: a series of another must not count.
    """
    if not isinstance(alert, Threshold):
        return ()
    named = [
        {one.label for one in use.matchers if one.op == "="}
        for use in selectors(alert.expression())
    ]
    shared: set[str] = set.intersection(*named) if named else set()
    return tuple(
        attrs.evolve(series, labels=series.labels | {label: f"{prefix}-{series.labels[label]}"})
        for label in sorted(shared)
        for series in given
        if label in series.labels
    )


def _times(series: Series, factor: Decimal) -> Series:
    values = _VALUE.sub(lambda one: number(Decimal(one[0]) * factor), series.values)
    return attrs.evolve(series, values=values)


def _case(name: str, series: tuple[Series, ...], samples: tuple[ExpectedSample, ...]) -> TestCase:
    return TestCase(
        name=name,
        interval=_STEP,
        series=tuple(InputSeries(series=str(one), values=one.values) for one in series),
        samples=samples,
    )


def _not_yet(alert: Alert) -> tuple[ExpectedSample, ...]:
    """A condition can hold from the first minute, so nothing fires before *hold* is over."""
    if alert.hold <= _STEP:
        return ()
    before = Duration(alert.hold.milliseconds - _STEP.milliseconds)
    query = f'ALERTS{{alertname="{alert.name}", alertstate="firing"}}'
    return (ExpectedSample(query=query, at=before, value=None),)


def _fires(rule: AlertingRule, given: tuple[Series, ...], at: Duration) -> ExpectedSample:
    """Return the claim that *rule* fires, with those *given* labels that its notification tells."""
    told = {name for text in rule.annotations.values() for name in _TOLD.findall(text)}
    known = {name for series in given for name in series.labels} - rule.labels.keys()
    named = "".join(f', {name}!=""' for name in sorted(told & known))
    query = firing_query(rule, EMPTY).removesuffix("})")
    return ExpectedSample(query=f"{query}{named}}}) > bool 0", at=at, value=Decimal(1))


def _silent(alert: str, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=f'ALERTS{{alertname="{alert}"}}', at=at, value=None)
