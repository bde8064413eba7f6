"""One indicator made of those of several SLOs: weighted, or all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import cast

import attrs

from observability.base.duration import Duration
from observability.base.labels import EMPTY, Labels
from observability.model import check
from observability.model.definition import Definition
from observability.model.metric import Metric
from observability.model.series import Example, Series
from observability.model.sli.slices import Slices, per_second, slice_example
from observability.model.slo import SLO
from observability.promql import build
from observability.promql.expr import Binary, Call, Expr, Text

__all__ = ["Composite", "Part"]

_PART = "part"  # a label that keeps the parts apart until they are added up
_QUIET = Decimal("0.000000001")  # events per second: fewer are none
_MOST_WEIGHT = 1000


@attrs.frozen(kw_only=True)
class Part(Definition):
    """An SLO whose indicator is part of another, with its *weight* beside the other parts."""

    slo: SLO = attrs.field(validator=check.is_a(SLO))
    weight: int = attrs.field(default=1, validator=check.between(1, _MOST_WEIGHT))


def _parts(value: Iterable[Part]) -> tuple[Part, ...]:
    return cast("tuple[Part, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class Composite(Slices):
    """Every minute is an event, and an error by what the indicators of *parts* say of it.

    Each part has an error ratio, from 0 to 1, over the window of an evaluation. Weighted (the
    default): the minute is bad by ``sum(weight * ratio) / sum(weight)``. With *all_of*: it is bad
    as a whole where the ratio of any part is above the budget of its SLO, else good.

    A part without traffic or without data has no say: the weights of the others are taken. While
    there is data and no traffic at all, there is no event; while there is no data at all, the
    no-data alert tells. Maintenance, periods and groups of the parts' SLOs are not taken over.

    Args:
        parts: Two SLOs or more, each with a weight; no metric of a service in two of them.
        all_of: Whether every part must be within its own budget; weights must then be equal.
    """

    parts: tuple[Part, ...] = attrs.field(
        converter=_parts, validator=check.each(Part, "[Part(slo=…), Part(slo=…, weight=2)]")
    )
    all_of: bool = attrs.field(default=False, validator=check.is_a(bool))

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.parts, tuple):
            return
        parts = [one for one in self.parts if isinstance(one, Part) and isinstance(one.slo, SLO)]
        if len(self.parts) < 2:
            message = f"parts has {len(self.parts)} of them, where two at least are wanted"
            self.complain("parts", message, "write parts=[Part(slo=…), Part(slo=…, weight=2)]")
        if self.all_of is True and len({one.weight for one in parts}) > 1:
            message = "all_of takes every part alike, so weights say nothing"
            self.complain("parts", message, "leave the weights out, or all_of=")
        self._must_be_told_apart(parts)

    def _must_be_told_apart(self, parts: list[Part]) -> None:
        """Report a metric in two parts: no proof could change one of them alone."""
        seen: dict[tuple[str, str], SLO] = {}
        for part in parts:
            for name, service in _read(part.slo):
                other = seen.setdefault((service, name), part.slo)
                if other is not part.slo:
                    message = f"{name} of {service} is read by {other.name!r} and {part.slo.name!r}"
                    self.complain("parts", message, "count both in one indicator, with only=")

    @property
    def only(self) -> Labels:
        """What the parts narrow their series to."""
        found: Labels = EMPTY
        for part in self.parts:
            found |= getattr(part.slo.sli, "only", EMPTY)
        return found

    def bad(self, window: Duration, by: tuple[str, ...]) -> Expr:
        """Return the weighted ratio, or 1 where a part is above its budget; from 0 to 1."""
        if self.all_of:
            return build.max_by(self._union(lambda part: _above_budget(part, window, by)), *by)
        ratios = self._union(lambda part: _weighed(_ratio(part, window, by), part))
        weights = build.call("clamp_min", self._weights(window, by), build.literal(1))
        return build.divide(build.sum_by(ratios, *by), weights)

    def event_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return one event a minute while any part has traffic, 0 while none has."""
        return per_second(build.greater(self._weights(window, by), build.literal(0)))

    def _weights(self, window: Duration, by: tuple[str, ...]) -> Expr:
        """The weights of the parts with traffic."""
        busy = self._union(lambda part: _weighed(_busy(part, window, by), part))
        return build.sum_by(busy, *by)

    def _union(self, told: Callable[[Part], Expr]) -> Expr:
        named = [_named(told(part), place) for place, part in enumerate(self.parts)]
        return build.any_of(named[0], *named[1:])

    def check_by(self, user: Definition, by: tuple[str, ...]) -> None:
        """Report each of *by* that a part does not have, or has with different conditions."""
        for part in self.parts:
            part.slo.sli.check_by(user, by)
        for label in by:
            asked = {getattr(one.slo.sli, "only", EMPTY).get(label) for one in self.parts} - {None}
            if len(asked) > 1:
                told = " and ".join(repr(one) for one in sorted(map(str, asked)))
                message = f"the parts narrow {label!r} to {told}, so they share no group"
                user.complain("by", message, "group by another label", related=(self.source,))

    def metrics(self) -> tuple[Metric, ...]:
        """Return the metrics of all parts."""
        found = [metric for part in self.parts for metric in part.slo.sli.metrics()]
        return tuple({id(one): one for one in found}.values())

    def meaning(self) -> str:
        """Return how the parts make an error."""
        names = ", ".join(
            part.slo.id if self.all_of else f"{part.slo.id} ({part.weight})" for part in self.parts
        )
        if self.all_of:
            return f"in whose minute one of these is above its budget: {names}"
        return f"by the share of errors of these, by weight: {names}"

    def examples(self) -> tuple[Example, ...]:
        """Return the parts at their best and worst, together and one at a time, and silent.

        None where a part has none of its own.
        """
        told = [_told(part) for part in self.parts]
        if not all(told):
            return ()
        best, worst = [min(one, key=_share) for one in told], [max(one, key=_share) for one in told]
        cases = [("every part at its best", best), ("every part at its worst", worst)]
        for place, part in enumerate(self.parts):
            mixed = [*best[:place], worst[place], *best[place + 1 :]]
            cases.append((f"only {part.slo.id} at its worst", mixed))
        alone = [
            (f"only {part.slo.id} is there", part, worst[n]) for n, part in enumerate(self.parts)
        ]
        return (
            *(
                self._example(title, list(zip(self.parts, chosen, strict=True)))
                for title, chosen in cases
            ),
            *(self._example(title, [(part, chosen)]) for title, part, chosen in alone),
            *self._idle(),
        )

    def _example(self, title: str, chosen: list[tuple[Part, Example]]) -> Example:
        """The truth of *chosen*, from their own numbers."""
        if self.all_of:
            bad = Decimal(any(_share(one) > part.slo.budget for part, one in chosen))
        else:
            weights = sum(part.weight for part, _ in chosen)
            bad = sum((part.weight * _share(one) for part, one in chosen), Decimal(0)) / weights
        series = [each for _, one in chosen for each in one.series]
        return slice_example(title, bad, *series)

    def _idle(self) -> tuple[Example, ...]:
        """The parts without traffic, where all of them can be without."""
        idle = [[one for one in part.slo.sli.examples() if not one.total] for part in self.parts]
        if not all(idle):
            return ()
        series: list[Series] = [each for one in idle for each in one[0].series]
        title = "no part has traffic"
        return (Example(title=title, series=series, errors=Decimal(0), total=Decimal(0)),)


def _read(slo: SLO) -> set[tuple[str, str]]:
    return {(one.name, one.service.name) for one in slo.sli.metrics()}


def _told(part: Part) -> list[Example]:
    return [one for one in part.slo.sli.examples() if one.total]


def _share(example: Example) -> Decimal:
    return example.errors / example.total


def _errors(part: Part, window: Duration, by: tuple[str, ...]) -> Expr:
    return build.valid(part.slo.sli.error_rate(window, by))


def _events(part: Part, window: Duration, by: tuple[str, ...]) -> Expr:
    return build.valid(part.slo.sli.event_rate(window, by))


def _ratio(part: Part, window: Duration, by: tuple[str, ...]) -> Binary:
    """The error ratio, at most 1; 0 without traffic, even where the user's own query errs."""
    events = _events(part, window, by)
    some = build.call("clamp_min", events, build.literal(_QUIET))
    ratio = build.divide(_errors(part, window, by), some)
    at_most = build.call("clamp_max", ratio, build.literal(1))
    return build.times(at_most, build.greater(events, build.literal(0)))


def _busy(part: Part, window: Duration, by: tuple[str, ...]) -> Expr:
    """1 with traffic, 0 without; nothing where the errors are not known."""
    some = build.greater(_events(part, window, by), build.literal(0))
    return build.both(some, _errors(part, window, by))


def _above_budget(part: Part, window: Duration, by: tuple[str, ...]) -> Binary:
    return build.greater(_ratio(part, window, by), build.literal(part.slo.budget))


def _weighed(expr: Expr, part: Part) -> Expr:
    return expr if part.weight == 1 else build.times(expr, build.literal(part.weight))


def _named(expr: Expr, place: int) -> Call:
    nothing = Text('""')
    return Call("label_replace", (expr, Text(f'"{_PART}"'), Text(f'"{place}"'), nothing, nothing))
