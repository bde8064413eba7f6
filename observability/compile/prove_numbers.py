"""Proof of the numbers that dashboards show: windows, burn rates, what is left of the budget."""

from __future__ import annotations

from decimal import Decimal

from observability.base import naming
from observability.base.duration import Duration
from observability.base.labels import EMPTY, Labels
from observability.base.quantity import number
from observability.compile.plan import ExpectedSample
from observability.model.slo import SLO

__all__ = ["number_claims"]


def number_claims(slo: SLO, errors: Decimal, at: Duration) -> tuple[ExpectedSample, ...]:
    """Return what must be recorded when the share *errors* has failed for as long as is known.

    Objective and budget are exact to the last bit; what is computed from samples, to a billionth.
    """
    burn = errors / slo.budget
    group = Labels(dict.fromkeys(slo.by, "a"))
    exact = {naming.ERROR_BUDGET: slo.budget, naming.OBJECTIVE: 1 - slo.budget}
    near = {
        naming.CURRENT_BURN: burn,
        naming.PERIOD_BURN: burn,
        naming.BUDGET_LEFT: 1 - burn,
    }
    return (
        *(
            _claim(
                f"max by ({', '.join(naming.IDS)}) ({name}{slo.ids}) == bool {number(value)}",
                at,
                slo.ids,
            )
            for name, value in exact.items()
        ),
        _near(naming.PERIOD_DAYS, Decimal(slo.period.minutes) / 1440, at, slo.ids),
        *(_near(name, value, at, slo.ids | group) for name, value in near.items()),
        *(_window(slo, window, errors, at) for window in (*slo.table.windows, slo.period)),
        _info(slo, at),
    )


def _window(slo: SLO, window: Duration, errors: Decimal, at: Duration) -> ExpectedSample:
    labels = slo.keys | {naming.SLO_WINDOW: str(window)} | dict.fromkeys(slo.by, "a")
    return _near(naming.ratio(window), errors, at, labels)


def _near(name: str, value: Decimal, at: Duration, labels: Labels) -> ExpectedSample:
    return _claim(f"abs({name}{labels} - {number(round(value, 12))}) < bool 1e-9", at, labels)


def _claim(query: str, at: Duration, labels: Labels = EMPTY) -> ExpectedSample:
    return ExpectedSample(query=query, at=at, value=Decimal(1), labels=labels)


def _info(slo: SLO, at: Duration) -> ExpectedSample:
    about = {
        "sloth_objective": number(slo.objective),
        "environment": slo.service.environment.name,
        "team": slo.service.team.name,
        "sloth_mode": "exact",
        "sloth_spec": "observability/v1",
    }
    return _claim(f"sum({naming.INFO}{slo.ids | about})", at)
