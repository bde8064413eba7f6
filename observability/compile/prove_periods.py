"""Proof that each rolling period of an SLO remembers what failed for as long, and no longer."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from observability.base import naming
from observability.base.duration import Duration, minutes
from observability.base.labels import Labels
from observability.base.quantity import number
from observability.compile.plan import ExpectedSample, InputSeries, TestCase
from observability.compile.prove_burn import group
from observability.model.slo import SLO
from observability.slo.story import HISTORY

__all__ = ["period_cases"]

_STEP = minutes(HISTORY)
_EVENTS, _ERRORS, _HEALED = 1_000_000, 500_000, 250_000


def period_cases(slo: SLO, *, healing: bool) -> tuple[TestCase, ...]:
    """Return a case for each rolling period: one bad bucket, then health until after its end.

    Where some SLO of the project has *healing*, events that were missed and found later are there,
    too; they count if it is this one.
    """
    return tuple(_case(slo, period, healing=healing) for period in slo.rolling)


def _case(slo: SLO, period: Duration, *, healing: bool) -> TestCase:
    ticks = Decimal(period.milliseconds) / _STEP.milliseconds
    last = int(ticks.to_integral_value(ROUND_CEILING)) - 1
    gone = int(ticks.to_integral_value(ROUND_FLOOR)) + 1
    errors, events = _ERRORS, _EVENTS + last
    if slo.healing:
        errors, events = errors + _HEALED, events + _EVENTS
    burn = Decimal(errors) / events / slo.budget
    return TestCase(
        name=f"{slo.name}: one bad bucket, within {period} and after",
        interval=_STEP,
        series=_series(slo, gone, healing=healing),
        samples=(
            *_left(slo, period, burn, _STEP * last),
            *_left(slo, period, Decimal(0), _STEP * gone),
        ),
    )


def _series(slo: SLO, gone: int, *, healing: bool) -> tuple[InputSeries, ...]:
    labels = slo.keys | group(slo)
    told = {
        naming.TOTAL_INCREASE: f"{_EVENTS} 1x{gone}",
        naming.ERRORS_INCREASE: f"{_ERRORS} 0x{gone}",
    }
    if healing:
        told |= {naming.TOTAL_HEALED: f"{_EVENTS}", naming.ERRORS_HEALED: f"{_HEALED}"}
    return tuple(
        InputSeries(series=f"{name}{labels}", values=values) for name, values in told.items()
    )


def _left(
    slo: SLO, period: Duration, burn: Decimal, at: Duration
) -> tuple[ExpectedSample, ExpectedSample]:
    names, labels = (naming.ALSO_BURN, naming.ALSO_LEFT), slo.ids | group(slo)
    if period == slo.period:
        names = (naming.PERIOD_BURN, naming.BUDGET_LEFT)
    else:
        labels |= {naming.SLO_PERIOD: str(period)}
    return (_near(names[0], labels, burn, at), _near(names[1], labels, 1 - burn, at))


def _near(name: str, labels: Labels, value: Decimal, at: Duration) -> ExpectedSample:
    query = f"abs(sum({name}{labels}) - {number(round(value, 12))}) < bool 1e-9"
    return ExpectedSample(query=query, at=at, value=Decimal(1))
