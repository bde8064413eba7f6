"""Proof that the burn-rate alerts of an SLO fire in time, stay silent, and resolve.

Without ``for``, these alerts depend on the event rates alone. So each case feeds three days of
event rates and looks once, at their end: a month of stories takes seconds. What must come of each
is told by the oracle in `observability.slo.story`.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import attrs

from observability.base import naming
from observability.base.duration import minutes
from observability.base.labels import Labels, quote
from observability.base.naming import FAST_BURN, NO_DATA, SLOW_BURN
from observability.base.quantity import number
from observability.compile.plan import (
    AlertingRule,
    ExpectedAlert,
    ExpectedSample,
    InputSeries,
    TestCase,
)
from observability.compile.prove_maintenance import active, strangers
from observability.compile.prove_numbers import number_claims
from observability.compile.stories import Trial, trials
from observability.model.slo import SLO
from observability.slo.story import HISTORY, Pace, Segment, Story, mean
from observability.slo.windows import PAGE, TICKET

__all__ = ["CHECKPOINT", "burn_cases", "firing_query", "group"]

CHECKPOINT = minutes(HISTORY)
_STEP = minutes(1)
_BUCKET_SECONDS = Decimal(300)
_NAMES = (
    naming.TOTAL_RATE,
    naming.ERRORS_RATE,
    naming.TOTAL_INCREASE,
    naming.ERRORS_INCREASE,
)
_STRANGERS = tuple(
    InputSeries(
        series=f"{name}{Labels(dict.fromkeys(naming.IDS, 'stranger'))}", values=f"1x{HISTORY}"
    )
    for name in (naming.PAGE, naming.TICKET)
)
"""Another SLO that burns while all is well."""


def burn_cases(slo: SLO, rules: dict[str, AlertingRule], pace: Pace) -> tuple[TestCase, ...]:
    """Return a case for each trial of the SLO's budget."""
    told = tuple(
        TestCase(
            name=f"{slo.name}: {trial.name}",
            interval=_STEP,
            series=(*_series(slo, trial.story), *(() if trial.story else _STRANGERS)),
            alerts=_complete(slo, trial, rules, pace),
            samples=_verdicts(slo, trial, rules),
        )
        for trial in trials(slo.budget, slo.table, pace)
    )
    return told + _half_blind(slo) + _resting(slo)


def _half_blind(slo: SLO) -> tuple[TestCase, ...]:
    """Only one of the two event rates is there, beside both of another SLO: that is told."""
    events, errors, *_ = _series(slo, ())
    own = slo.keys | group(slo)
    others = {name: slo.id + "-other" if name == naming.SLO_ID else own[name] for name in own}
    foreign = [
        InputSeries(series=f"{name}{Labels(others)}", values=f"1x{HISTORY}")
        for name in (naming.TOTAL_RATE, naming.ERRORS_RATE)
    ]
    query = f'count(ALERTS{{alertname="{slo.alert(NO_DATA)}", alertstate="firing"}})'
    return tuple(
        TestCase(
            name=f"{slo.name}: there are {told}",
            interval=_STEP,
            series=(kept, *foreign, *strangers(slo, HISTORY)),
            samples=(ExpectedSample(query=query, at=CHECKPOINT, value=Decimal(1)),),
        )
        for kept, told in ((events, "events and no errors"), (errors, "errors and no events"))
    )


def _resting(slo: SLO) -> tuple[TestCase, ...]:
    """Nothing is there but maintenance: nobody is told."""
    if not slo.maintenance:
        return ()
    return (
        TestCase(
            name=f"{slo.name}: there is nothing, in maintenance",
            interval=_STEP,
            series=(active(slo, f"1x{HISTORY}"),),
            samples=(_silent(slo.alert(NO_DATA)),),
        ),
    )


def firing_query(rule: AlertingRule, extra: Labels) -> str:
    """Return a query that yields 1 if *rule* fires with exactly its labels and *extra*."""
    labels = rule.labels | extra | {"alertname": rule.alert, "alertstate": "firing"}
    inner = ", ".join(f"{name}={quote(value)}" for name, value in labels.items())
    return f"count(ALERTS{{{inner}}})"


def _verdicts(slo: SLO, trial: Trial, rules: dict[str, AlertingRule]) -> tuple[ExpectedSample, ...]:
    found = [
        _verdict(slo.alert(suffix), fires)
        for suffix, fires in ((FAST_BURN, trial.page), (SLOW_BURN, trial.ticket))
        if fires is not None and slo.alert(suffix) in rules
    ]
    if not trial.story:
        return (*found, _silent(slo.alert(NO_DATA)))
    first = trial.story[0]
    if trial.page and len(trial.story) == 1 and first.samples == HISTORY and first.errors < 1:
        return (*found, *number_claims(slo, first.errors, CHECKPOINT))
    return tuple(found)


def _verdict(alert: str, fires: bool) -> ExpectedSample:
    if not fires:
        return _silent(alert)
    query = f'count(ALERTS{{alertname="{alert}", alertstate="firing"}})'
    return ExpectedSample(query=query, at=CHECKPOINT, value=Decimal(1))


def _silent(alert: str) -> ExpectedSample:
    return ExpectedSample(query=f'ALERTS{{alertname="{alert}"}}', at=CHECKPOINT, value=None)


def _complete(
    slo: SLO, trial: Trial, rules: dict[str, AlertingRule], pace: Pace
) -> tuple[ExpectedAlert, ...]:
    """Return the alerts with every label and annotation, where the value shown is beyond doubt."""
    if len(trial.story) != 1 or trial.story[0].samples != HISTORY:
        return ()
    found = []
    for suffix, fires, severity in (
        (FAST_BURN, trial.page, PAGE),
        (SLOW_BURN, trial.ticket, TICKET),
    ):
        rule = rules.get(slo.alert(suffix))
        shown = _shown(slo, trial.story, severity, pace)
        if rule is not None and fires and shown is not None:
            instance = (rule.labels | slo.ids | group(slo), _filled(slo, rule, shown))
            found.append(ExpectedAlert(alert=rule.alert, at=CHECKPOINT, instances=(instance,)))
    return tuple(found)


def _shown(slo: SLO, story: Story, severity: str, pace: Pace) -> Decimal | None:
    """Return the alert's value where all its short windows agree on it."""
    values = {mean(story, pair.short, pace) for pair in slo.table.of(severity)}
    return values.pop() if len(values) == 1 else None


def _filled(slo: SLO, rule: AlertingRule, value: Decimal) -> Labels:
    shown = {"{{ $value | humanizePercentage }}": f"{float(value * 100):.4g}%"}
    shown |= {f"{{{{ $labels.{name} }}}}": content for name, content in group(slo).items()}
    filled = dict(rule.annotations)
    for template, content in shown.items():
        filled = {name: text.replace(template, content) for name, text in filled.items()}
    return Labels(filled)


def group(slo: SLO) -> Labels:
    """Return the group of a grouped SLO that its stories tell of."""
    return Labels(dict.fromkeys(slo.by, "a"))


def _series(slo: SLO, story: Story) -> tuple[InputSeries, ...]:
    """Return the event rates of *story* and, for the long windows, their 5-minute buckets."""
    ids = str(slo.keys | group(slo))
    return tuple(
        InputSeries(series=f"{name}{ids}", values=values)
        for name, values in zip(_NAMES, _told(story), strict=True)
    )


@lru_cache(maxsize=4096)
def _told(story: Story) -> tuple[str, ...]:
    """Return the values of the four series, the same for every SLO with this story.

    The buckets stand a minute apart instead of five; shares do not change by that. The first and
    the last are left to the rules, which record them at the same instant.
    """
    told = _whole(story)
    total = [(one.samples, one.traffic) for one in told]
    errors = [(one.samples, one.traffic * one.errors) for one in told]
    buckets = [[(n, rate * _BUCKET_SECONDS) for n, rate in runs] for runs in (total, errors)]
    return (_values(total), _values(errors), *map(_between, buckets))


def _whole(story: Story) -> Story:
    """Return *story* with the health before it, over all samples from 0 to now."""
    before = HISTORY + 1 - sum(segment.samples for segment in story)
    if before > 1 or not story:
        return tuple(one for one in (Segment(before, Decimal(0)), *story) if one.samples)
    first = attrs.evolve(story[0], samples=story[0].samples + before)
    return (first, *story[1:])


def _values(runs: list[tuple[int, Decimal]]) -> str:
    return " ".join(f"{number(value)}x{count - 1}" for count, value in runs if count)


def _between(runs: list[tuple[int, Decimal]]) -> str:
    """Return the values without the first and the last sample."""
    inner = list(runs)
    inner[0] = (inner[0][0] - 1, inner[0][1])
    inner[-1] = (inner[-1][0] - 1, inner[-1][1])
    return f"_ {_values(inner)} _"
