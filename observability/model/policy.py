"""What a team does when an error budget is spent, agreed before it is."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any, cast

import attrs

from observability.base.quantity import number
from observability.model import check
from observability.model.definition import Definition

__all__ = ["BudgetPolicy", "Step"]

# Less is no step but noise, and more would be reached by nothing but an outage of weeks.
LOWEST, HIGHEST = Decimal(1), Decimal(1000)
DIGITS = 2


def _at(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Decimal):
        message = f"at is {check.described(value)}, not a number"
        instance.complain(attribute.name, message, "write at=50 for 50 % of the budget")
    elif 0 < value < LOWEST:
        percent = number(value * 100)
        message = f"at is {number(value)} %, which reads like a ratio"
        instance.complain(attribute.name, message, f"write {percent} for {percent} % of the budget")
    elif not _is_sound(value):
        message = f"at is {check.described(value)}, not a percentage from {LOWEST} to {HIGHEST}"
        instance.complain(attribute.name, message, "write at=50 for 50 % of the budget")
    elif value != round(value, DIGITS):
        message = f"at is {number(value)} %, which has more than {DIGITS} decimals"
        instance.complain(attribute.name, message, f"write {number(round(value, DIGITS))}")


def _is_sound(at: object) -> bool:
    return isinstance(at, Decimal) and LOWEST <= at <= HIGHEST


def _action(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.sentence(instance, attribute, value)
    if isinstance(value, str) and "{{" in value:
        message = f"action {check.shown(value)} holds '{{{{', and is no template"
        instance.complain(attribute.name, message, "say it in words: the step is told anyway")


def _steps(value: Iterable[Step]) -> tuple[Step, ...]:
    return cast("tuple[Step, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class Step(Definition):
    """What is done from a certain share of the budget on.

    Args:
        at: Percent of the budget that is spent; 120 is a budget that is overspent by a fifth.
        action: What the team does, in one line.
        ticket: Whether a ticket is opened when the step is reached.
        freeze: Whether ``o11y gate`` refuses deploys from here on.
    """

    at: Decimal = attrs.field(converter=check.as_decimal, validator=_at)
    action: str = attrs.field(validator=_action)
    ticket: bool = attrs.field(default=True, validator=check.is_a(bool))
    freeze: bool = attrs.field(default=False, validator=check.is_a(bool))

    @property
    def label(self) -> str:
        """Its name in the rules, such as ``50``."""
        return number(self.at)


_EXAMPLE = '[Step(at=50, action="…"), Step(at=100, action="…", freeze=True)]'


@attrs.frozen(kw_only=True)
class BudgetPolicy(Definition):
    """The agreement on what happens as an error budget is spent, step by step.

    A `Project` has one for all SLOs, and an SLO may have its own. A step that is reached is left
    again when less than nine tenths of it are spent, so that a budget that hovers there does not
    open one ticket after the other.

    Args:
        name: A DNS label, unique in the project: it stands in the rules.
        steps: In the order in which they are reached. From the first with ``freeze`` on, all have
            it.
    """

    name: str = attrs.field(default="default", validator=check.dns_label)
    steps: tuple[Step, ...] = attrs.field(converter=_steps, validator=check.some(Step, _EXAMPLE))

    def __attrs_post_init__(self) -> None:
        steps = self.steps if isinstance(self.steps, tuple) else ()
        sound = [one for one in steps if isinstance(one, Step) and _is_sound(one.at)]
        for before, after in pairwise(sound):
            if after.at <= before.at:
                message = f"the step at {after.label} % comes after that at {before.label} %"
                self.complain("steps", message, "write each step once, in ascending order")
            if before.freeze and not after.freeze:
                message = (
                    f"deploys are refused from {before.label} % on, and at {after.label} % not"
                )
                self.complain("steps", message, f"write freeze=True at {after.label} %, too")

    @property
    def tickets(self) -> tuple[Step, ...]:
        """The steps that open a ticket."""
        return tuple(one for one in self.steps if one.ticket)
