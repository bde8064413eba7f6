"""Proof that the steps of an error budget policy are told when they are reached, and no others.

The cases of an SLO feed 5-minute buckets and look at the tickets, through the real budget. Those of
a policy feed event rates of invented SLOs, to show that a step is kept while the budget hovers, and
that nobody else is concerned.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from observability.base import naming
from observability.base.duration import Duration, minutes
from observability.base.labels import EMPTY, Labels
from observability.base.naming import BUDGET_SPENT
from observability.base.quantity import number
from observability.compile.fleet import Fleet
from observability.compile.plan import (
    AlertingRule,
    ExpectedAlert,
    ExpectedSample,
    InputSeries,
    TestCase,
)
from observability.compile.policy import policies
from observability.compile.prove_burn import group
from observability.model.policy import BudgetPolicy, Step
from observability.model.slo import SLO
from observability.slo.story import HISTORY

__all__ = ["hovering_cases", "spent_cases"]

_CHECKPOINT = minutes(HISTORY)
_ABOVE, _BELOW = Decimal("1.01037"), Decimal("0.98963")  # no step times this ends in a tie
_EVENTS = 1_000_000
_HEALTHY = 1  # events in a bucket that hardly dilutes what came before


def spent_cases(
    slo: SLO, policy: BudgetPolicy | None, rules: dict[str, AlertingRule]
) -> tuple[TestCase, ...]:
    """Return the cases of one SLO: just below and just above each step, and after the period."""
    rule = rules.get(slo.alert(BUDGET_SPENT))
    if rule is None or policy is None:
        return ()
    shares = [step.at / 100 * factor for step in policy.steps for factor in (_BELOW, _ABOVE)]
    possible = [share for share in shares if share * slo.budget < 1]
    return (
        *(_steady(slo, policy, rule, share) for share in possible),
        *(_over(slo, policy, rule, share) for share in possible[-1:]),
    )


def _steady(slo: SLO, policy: BudgetPolicy, rule: AlertingRule, share: Decimal) -> TestCase:
    """The same share of the events fails for as long as anybody remembers."""
    errors = share * slo.budget * _EVENTS
    return TestCase(
        name=f"{slo.name}: {number(share * 100)} % of the budget is spent",
        interval=_CHECKPOINT,
        series=(*_buckets(slo, f"{number(errors)}x1", f"{_EVENTS}x1"), *_others(slo, policy)),
        alerts=(_reached(slo, policy, rule, share, _CHECKPOINT),),
    )


def _over(slo: SLO, policy: BudgetPolicy, rule: AlertingRule, share: Decimal) -> TestCase:
    """One bad bucket, then health: it counts as long as the period remembers it, and no longer."""
    ticks = Decimal(slo.period.milliseconds) / _CHECKPOINT.milliseconds
    last = int(ticks.to_integral_value(ROUND_CEILING)) - 1
    gone = int(ticks.to_integral_value(ROUND_FLOOR)) + 1
    errors = share * slo.budget * _EVENTS
    total = f"{_EVENTS} {_HEALTHY}x{gone}"
    remembered = share * _EVENTS / (_EVENTS + _HEALTHY * last)
    return TestCase(
        name=f"{slo.name}: {number(share * 100)} % of the budget was spent, a period ago",
        interval=_CHECKPOINT,
        series=_buckets(slo, f"{number(errors)} 0x{gone}", total),
        alerts=(
            _reached(slo, policy, rule, share, Duration(0)),  # told without delay
            _reached(slo, policy, rule, remembered, _CHECKPOINT * last),
            ExpectedAlert(alert=rule.alert, at=_CHECKPOINT * gone),
        ),
    )


def _buckets(slo: SLO, errors: str, total: str) -> tuple[InputSeries, ...]:
    labels = slo.keys | group(slo)
    return (
        InputSeries(series=f"{naming.ERRORS_INCREASE}{labels}", values=errors),
        InputSeries(series=f"{naming.TOTAL_INCREASE}{labels}", values=total),
    )


def _others(slo: SLO, policy: BudgetPolicy) -> Iterator[InputSeries]:
    """Yield every step of another SLO: its tickets are not ours."""
    other = slo.keys | group(slo) | {name: f"not-{value}" for name, value in slo.ids.items()}
    for step in policy.tickets:
        about = other | {naming.SLO_POLICY: policy.name, naming.SLO_STEP: step.label}
        yield InputSeries(series=f"{naming.POLICY_REACHED}{about}", values="1x1")


def _reached(
    slo: SLO, policy: BudgetPolicy, rule: AlertingRule, share: Decimal, at: Duration
) -> ExpectedAlert:
    """Return the tickets that must be open: those of the steps up to *share*, complete."""
    steps = [step for step in policy.tickets if step.at <= share * 100]
    return ExpectedAlert(
        alert=rule.alert,
        at=at,
        instances=tuple(_instance(slo, policy, rule, step, share) for step in steps),
    )


def _instance(
    slo: SLO, policy: BudgetPolicy, rule: AlertingRule, step: Step, share: Decimal
) -> tuple[Labels, Labels]:
    own = {naming.SLO_POLICY: policy.name, naming.SLO_STEP: step.label}
    shown = {
        "{{ $value | humanizePercentage }}": f"{float(share * 100):.4g}%",
        **{f"{{{{ $labels.{name} }}}}": value for name, value in (group(slo) | own).items()},
    }
    filled = dict(rule.annotations)
    for template, value in shown.items():
        filled = {name: text.replace(template, value) for name, text in filled.items()}
    return rule.labels | slo.ids | group(slo) | own, Labels(filled)


_SECOND = Labels({"replica": "b"})
_LOOK, _HOVER, _LEFT = minutes(60), minutes(112), minutes(160)
_BUDGET = Decimal("0.001")


def hovering_cases(fleet: Fleet) -> tuple[TestCase, ...]:
    """Return the cases of the policies of *fleet*, told of SLOs like most of the shard's."""
    return tuple(
        case
        for policy in policies(fleet.slos, fleet.project)
        for case in (
            _hovering(fleet, policy),
            _strangers(fleet, policy),
            _twice(fleet, policy),
            _groups(fleet, policy),
        )
    )


def _hovering(fleet: Fleet, policy: BudgetPolicy) -> TestCase:
    """An hour above the step, then health that dilutes it slowly: kept at 93 %, left at 87 %."""
    series: list[InputSeries] = []
    samples: list[ExpectedSample] = []
    for step in policy.steps:
        above, below = (f"{word}-{step.label}" for word in ("above", "below"))
        share = step.at / 100
        series += _slo(fleet, above, share * _ABOVE, policy.name)
        series += _slo(fleet, below, share * Decimal("0.95"), policy.name)
        samples += [
            _is(above, step, _LOOK),
            _is(above, step, _HOVER),
            _not(above, step, _LEFT),
            *(_not(below, step, at) for at in (_LOOK, _HOVER)),
        ]
    return _case(f"{policy.name}: a step is kept down to nine tenths of it", series, samples)


def _strangers(fleet: Fleet, policy: BudgetPolicy) -> TestCase:
    """All budgets are overspent; only those with the policy are told its steps."""
    last = policy.steps[-1].at / 100 * _ABOVE
    return _case(
        f"{policy.name}: SLOs with another policy, or none, are not concerned",
        [
            *_slo(fleet, "mine", last, policy.name),
            *_slo(fleet, "other", last, f"not-{policy.name}"),
            *_slo(fleet, "none", last, ""),
        ],
        [
            sample
            for step in policy.steps
            for sample in (
                _is("mine", step, _LOOK),
                _not("other", step, _LOOK),
                _not("none", step, _LOOK),
            )
        ],
    )


def _twice(fleet: Fleet, policy: BudgetPolicy) -> TestCase:
    """One SLO has two budgets and two sets of rates: it is told, and so are the others."""
    last = policy.steps[-1].at / 100 * _ABOVE
    return _case(
        f"{policy.name}: a second series of one SLO silences nobody",
        [
            *_slo(fleet, "twice", last, policy.name),
            *_slo(fleet, "twice", last, policy.name, _SECOND),
            *_slo(fleet, "once", last, policy.name),
        ],
        [
            sample
            for step in policy.steps
            for sample in (
                _is("once", step, _LOOK),
                _claim(f"{_count('twice', step)} > bool 0", _LOOK),
            )
        ],
    )


def _groups(fleet: Fleet, policy: BudgetPolicy) -> TestCase:
    """Of two groups of one SLO, one has spent its budget and one has not."""
    last = policy.steps[-1].at / 100 * _ABOVE
    spent, whole = Labels({"route": "/spent"}), Labels({"route": "/whole"})
    return _case(
        f"{policy.name}: each group of an SLO has its own budget",
        [
            *_slo(fleet, "grouped", last, policy.name, spent),
            *_slo(fleet, "grouped", Decimal(0), policy.name, whole),
        ],
        [
            sample
            for step in policy.steps
            for sample in (
                _is("grouped", step, _LOOK),
                _claim(_count("grouped", step, spent), _LOOK),
            )
        ],
    )


def _slo(
    fleet: Fleet, name: str, share: Decimal, policy: str, extra: Labels = EMPTY
) -> list[InputSeries]:
    """Return an hour in which *share* of the budget is spent, then a tenth of the traffic, healthy.

    *policy* is the budget's label.
    """
    keys = _ids(name) | extra | {naming.SLO_SLOT: fleet.slots[:1] or "0"}
    chosen = {naming.SLO_PERIOD: str(fleet.usual), naming.SLO_WINDOWS: fleet.tables[0].name}
    chosen |= {naming.SLO_POLICY: policy} if policy else {}
    errors = number(share * _BUDGET * 100)
    return [
        InputSeries(series=f"{naming.TOTAL_RATE}{keys}", values="100x60 10x100"),
        InputSeries(series=f"{naming.ERRORS_RATE}{keys}", values=f"{errors}x60 0x100"),
        InputSeries(series=f"{naming.ERROR_BUDGET}{keys | chosen}", values=f"{_BUDGET}x160"),
    ]


def _ids(name: str) -> Labels:
    return Labels({naming.SLO_ID: name, naming.SLO_SERVICE: name, naming.SLO_NAME: "x"})


def _count(name: str, step: Step, extra: Labels = EMPTY) -> str:
    labels = _ids(name) | extra | {naming.SLO_STEP: step.label}
    return f"count({naming.POLICY_REACHED}{labels})"


def _is(name: str, step: Step, at: Duration) -> ExpectedSample:
    return _claim(_count(name, step), at)


def _not(name: str, step: Step, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=_count(name, step), at=at, value=None)


def _claim(query: str, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=query, at=at, value=Decimal(1))


def _case(name: str, series: list[InputSeries], samples: list[ExpectedSample]) -> TestCase:
    return TestCase(name=name, interval=minutes(1), series=tuple(series), samples=tuple(samples))
