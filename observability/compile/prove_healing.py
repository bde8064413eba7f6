"""Proof of healing: what the counters tell and nobody recorded is found, once, if it is a gap.

An hour of an SLI's examples is told three times as slowly, so that it fills the three hours that
healing looks at, with more events in the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import attrs

from observability.base import naming
from observability.base.duration import minutes
from observability.base.quantity import number
from observability.compile.healing import BACK
from observability.compile.plan import ExpectedSample, InputSeries, TestCase
from observability.compile.prove_claims import near
from observability.compile.prove_events import inputs, recorded
from observability.model.project import Project
from observability.model.series import Example
from observability.model.slo import SLO

__all__ = ["EVALUATION", "healing_cases"]

EVALUATION = BACK
_STEP = minutes(3)
_HOUR = 3600  # seconds, and as many events of an SLI with one a second
_SAMPLES = 59  # rates between the first and the last instant, which are left to the rules
_STEADY = re.compile(r"([\d.]+)(?:\+([\d.]+))?x(\d+)")
_BUSIER = Decimal("1.2")
_OFF, _ONE, _NONE = Decimal("0.005"), Decimal(1), Decimal(0)
_FEW = (Decimal(6), Decimal(12))  # events: half of them are less and more than a gap must have


@attrs.frozen(kw_only=True)
class _Gap:
    """Shares of the events and of the errors that were recorded, and that were healed before.

    What *events* and *errors* are then found is a share, too.
    """

    name: str
    kept: tuple[Decimal, Decimal]
    before: Decimal = _NONE
    events: Decimal
    errors: Decimal


def _told(name: str, kept: str, found: str, errors: str = "", lost: str = "") -> _Gap:
    shares = Decimal(kept), Decimal(errors or kept)
    return _Gap(name=name, kept=shares, events=Decimal(found), errors=Decimal(lost or found))


_EACH = (_told("7 % were missed", "0.93", "0.07"), _told("3.5 % were missed", "0.965", "0"))
_MORE = (
    attrs.evolve(_told("half were missed, most found", "0.5", "0.2"), before=Decimal("0.3")),
    attrs.evolve(_told("half were missed, nearly all found", "0.5", "0"), before=Decimal("0.47")),
    _told("half were missed, and no error", "0.5", "0.5", errors="1.5", lost="0"),
)
_HALF = _told("half were missed", "0.5", "0.5")


def healing_cases(
    slo: SLO, examples: tuple[Example, ...], project: Project
) -> tuple[TestCase, ...]:
    """Return the cases of those of the SLI's *examples* in which the same happens all the time."""
    steady = [
        one
        for one in examples
        if one.total and all(_STEADY.fullmatch(s.values) for s in one.series)
    ]
    if not slo.healing or not steady:
        return ()
    worst = max(steady, key=lambda one: (one.errors < one.total, one.errors))
    cases = [_case(slo, one, gap, project) for one in steady for gap in _EACH]
    cases += [_case(slo, worst, gap, project) for gap in _MORE]
    return (*cases, *_few(slo, worst, project))


def _few(slo: SLO, example: Example, project: Project) -> Iterator[TestCase]:
    """Half of a handful are missed: fewer than five are no gap."""
    for count in _FEW:
        found = Decimal("0.5") if count / 2 > 5 else _NONE
        gap = attrs.evolve(_HALF, name=f"half of {count} were missed", events=found, errors=found)
        yield _case(slo, example, gap, project, count / (example.total * _HOUR))


def _case(
    slo: SLO, example: Example, gap: _Gap, project: Project, scale: Decimal = _ONE
) -> TestCase:
    events, errors = (one * _HOUR * scale for one in (example.total, example.errors))
    counters = (
        attrs.evolve(one, values=_front_loaded(one.values, scale)) for one in inputs(example, slo)
    )
    told = zip(_NAMES, (events, errors), gap.kept, strict=True)
    return TestCase(
        name=f"{slo.name}: {example.title}, of which {gap.name}",
        interval=_STEP,
        series=(
            *counters,
            *(
                one
                for names, count, kept in told
                for one in _recorded(slo, names, count, (kept, gap.before), project)
            ),
        ),
        samples=(
            _claim(slo, naming.TOTAL_HEALED, events, gap.events),
            _claim(slo, naming.ERRORS_HEALED, errors, gap.errors),
        ),
    )


_NAMES = (
    (naming.TOTAL_RATE, naming.TOTAL_HEALED),
    (naming.ERRORS_RATE, naming.ERRORS_HEALED),
)


def _recorded(
    slo: SLO,
    names: tuple[str, str],
    count: Decimal,
    shares: tuple[Decimal, Decimal],
    project: Project,
) -> Iterator[InputSeries]:
    """Yield what was recorded and healed of *count* events, and more than that of another SLO."""
    (rate, healed), (kept, before) = names, shares
    each = kept * count / _SAMPLES * 1000 / project.evaluation.milliseconds
    labels = recorded(slo)
    other = labels | {naming.SLO_ID: f"{slo.id}-other"}
    yield InputSeries(series=f"{rate}{labels}", values=f"_ {_plain(each)}x{_SAMPLES - 1}")
    yield InputSeries(series=f"{rate}{other}", values=f"_ {_plain(each * 9 + 1)}x{_SAMPLES - 1}")
    yield InputSeries(series=f"{healed}{other}", values=f"_x{_SAMPLES} {_plain(count + 1)}")
    if before:
        part = _plain(count * before / 2)
        yield InputSeries(series=f"{healed}{labels}", values=f"_x20 {part} _x19 {part}")


def _claim(slo: SLO, name: str, count: Decimal, share: Decimal) -> ExpectedSample:
    off = count * _OFF if share else Decimal("1e-6")
    return near(f"{name}{recorded(slo)}", count * share, BACK, max(off, Decimal("1e-6")))


def _front_loaded(values: str, scale: Decimal) -> str:
    """Return a steady counter, *scale* times as fast, with more of it in its first third."""
    found = _STEADY.fullmatch(values)
    if found is None or found[2] is None:
        return values
    start, step, count = Decimal(found[1]) * scale, Decimal(found[2]) * scale, int(found[3])
    early, busy = count // 3, step * _BUSIER
    late = (step * count - busy * early) / (count - early)
    then = start + busy * early + late
    told = (start, busy, early), (then, late, count - early - 1)
    return " ".join(f"{_plain(first)}+{_plain(each)}x{many}" for first, each, many in told)


def _plain(value: Decimal) -> str:
    return number(round(value, 12))
