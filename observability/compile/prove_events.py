"""Proof that the event rates of an SLO read its own series, and nothing else."""

from __future__ import annotations

from decimal import Decimal

from observability.base import naming
from observability.base.duration import minutes
from observability.base.quantity import number
from observability.compile.plan import ExpectedSample, InputSeries, TestCase
from observability.model.series import Example
from observability.model.slo import SLO

__all__ = ["EVALUATION", "event_cases", "inputs"]

EVALUATION = minutes(30)
_TRUE = Decimal(1)


def event_cases(slo: SLO, examples: tuple[Example, ...]) -> tuple[TestCase, ...]:
    """Return a case for each of the SLI's *examples*."""
    return tuple(
        TestCase(
            name=f"{slo.name}: {example.title}",
            interval=minutes(1),
            series=inputs(example),
            samples=tuple(
                ExpectedSample(query=query, at=EVALUATION, value=_TRUE, labels=slo.ids)
                for query in _claims(example, str(slo.ids))
            ),
        )
        for example in examples
    )


def inputs(example: Example) -> tuple[InputSeries, ...]:
    """Return the series of *example* as a test reads them."""
    return tuple(InputSeries(series=str(one), values=one.values) for one in example.series)


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
