"""Proof that the event rates of an SLO read its own series, and nothing else."""

from __future__ import annotations

from decimal import Decimal

from observability.base import naming
from observability.base.duration import minutes
from observability.base.labels import EMPTY, Labels
from observability.base.quantity import number
from observability.base.sample import sample
from observability.compile.plan import ExpectedSample, InputSeries, TestCase
from observability.compile.prove_claims import nothing
from observability.compile.prove_maintenance import active, over
from observability.model.series import Example, Series
from observability.model.slo import SLO

__all__ = ["EVALUATION", "event_cases", "group_of", "inputs", "recorded"]

EVALUATION = minutes(30)
_TRUE = Decimal(1)
_OTHERS = "only-of-others"


def event_cases(slo: SLO, examples: tuple[Example, ...]) -> tuple[TestCase, ...]:
    """Return a case for each of the SLI's *examples*."""
    return tuple(
        TestCase(
            name=f"{slo.name}: {example.title}",
            interval=minutes(1),
            series=(*inputs(example, slo), *over(slo)),
            samples=tuple(
                ExpectedSample(query=query, at=EVALUATION, value=_TRUE, labels=recorded(slo))
                for query in _claims(example, str(recorded(slo)))
            )
            + _alone(slo, example),
        )
        for example in examples
    ) + _resting(slo, examples)


def _resting(slo: SLO, examples: tuple[Example, ...]) -> tuple[TestCase, ...]:
    """Return the case that nothing of an example is recorded in maintenance."""
    if not slo.maintenance or not examples:
        return ()
    rates = (naming.TOTAL_RATE, naming.ERRORS_RATE)
    return (
        TestCase(
            name=f"{slo.name}: {examples[0].title}, its rates in maintenance",
            interval=minutes(1),
            series=(*inputs(examples[0], slo), active(slo, "_x25 1x10")),
            samples=tuple(nothing(f"{one}{slo.ids}", EVALUATION) for one in rates),
        ),
    )


def _alone(slo: SLO, example: Example) -> tuple[ExpectedSample, ...]:
    """Return the claims that an SLO has no group that only others have."""
    if not slo.by or not example.total:
        return ()
    return tuple(
        ExpectedSample(query=f"count({name}{slo.keys})", at=EVALUATION, value=_TRUE)
        for name in (naming.ERRORS_RATE, naming.TOTAL_RATE)
    )


def recorded(slo: SLO) -> Labels:
    """Return the labels of what is recorded from an example, of its one group where it has any."""
    return slo.keys | group_of(slo)


def group_of(slo: SLO) -> dict[str, str]:
    """Return the one group that examples tell of: the value that *only* asks for, or ``a``."""
    only = getattr(slo.sli, "only", EMPTY)
    return {label: sample(only[label]) if label in only else "a" for label in slo.by}


def inputs(example: Example, slo: SLO) -> tuple[InputSeries, ...]:
    """Return the series of *example* as a test reads them, all of one group of *slo*."""
    found = [
        InputSeries(series=_named(one, group_of(slo), slo), values=one.values)
        for one in example.series
    ]
    others = dict.fromkeys(slo.by, _OTHERS)
    strangers = [one for one in example.series if slo.by and _is_strange(one, slo)]
    found += [InputSeries(series=_named(one, others, slo), values=one.values) for one in strangers]
    return tuple(found)


def _named(one: Series, group: dict[str, str], slo: SLO) -> str:
    """Return the name of *one* as a series of *group*, where the SLI does not say which group."""
    said = one.labels.keys() & getattr(slo.sli, "only", EMPTY).keys()
    return f"{one.metric}{one.labels | {k: v for k, v in group.items() if k not in said}}"


def _is_strange(one: Series, slo: SLO) -> bool:
    scraped = slo.service.labels
    return any(one.labels.get(name) != scraped[name] for name in ("job", "namespace"))


def _claims(example: Example, ids: str) -> tuple[str, ...]:
    """Return queries that must yield 1.

    The share of errors is exact. The rate of events may exceed the truth by half where samples
    are counted, because Prometheus 2 counts both ends of a window.
    """
    errors, total = f"{naming.ERRORS_RATE}{ids}", f"{naming.TOTAL_RATE}{ids}"
    if not example.total:
        return (f"{total} == bool 0", f"{errors} == bool 0")
    share = number(round(example.errors / example.total, 9))
    low, high = (
        number(round(example.total * factor, 9)) for factor in map(Decimal, ("0.99", "1.51"))
    )
    return (
        f"abs({errors} / {total} - {share}) < bool 1e-6",
        f"({total} > bool {low}) * ({total} < bool {high})",
    )
