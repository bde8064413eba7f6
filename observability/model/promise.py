"""Validators for what an SLO promises over which time, and for whom."""

from __future__ import annotations

from typing import Any

import attrs

from observability.base import naming
from observability.base.duration import Duration, days
from observability.model import check
from observability.model.calendar import Calendar
from observability.model.definition import Definition
from observability.model.sli.protocol import Sli
from observability.model.sli.slices import Slices
from observability.slo.windows import TABLES

__all__ = [
    "also",
    "groups",
    "must_be_healable",
    "must_be_measured_by",
    "must_have_a_table",
    "period",
]

_LEAST, _MOST = days(7), days(366)


def period(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require whole days, from a week to a year."""
    if not isinstance(value, Duration) or not _LEAST <= value <= _MOST:
        message = f"{attribute.name} is {check.described(value)}, not a duration of 7 to 366 days"
        instance.complain(attribute.name, message, "write period=days(30)")
    elif value.milliseconds % days(1).milliseconds:
        instance.complain(attribute.name, f"{attribute.name} is {value}, no whole number of days")


def also(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require periods and calendars, each once."""
    check.each((Duration, Calendar), '[days(7), Calendar(unit="month")]')(
        instance, attribute, value
    )
    told: list[object] = [getattr(instance, "period", None)]
    for one in value if isinstance(value, tuple) else ():
        if isinstance(one, Duration):
            period(instance, attribute, one)
        if one in told:
            name = one.name if isinstance(one, Calendar) else one
            instance.complain(attribute.name, f"the period {name} is named twice")
        told.append(one)


def groups(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require label names that no label of the generator's own has."""
    check.label_names(instance, attribute, value)
    taken = (*naming.GENERATED, "slo", "__name__")
    names = value if isinstance(value, tuple) else ()
    for name in names:
        if name in taken or str(name).startswith(("sloth_", "slo_")):
            message = f"label {check.shown(name)} is set by the generator"
            instance.complain(attribute.name, message, "group by a label of the metric's own")
        if names.count(name) > 1:
            instance.complain(attribute.name, f"label {check.shown(name)} is named twice")


def must_have_a_table(slo: Definition, length: Duration) -> None:
    """Report a period for which there are no windows to alert by."""
    if length in TABLES:
        return
    usual = ", ".join(f"days({one.milliseconds // days(1).milliseconds})" for one in TABLES)
    message = f"there are no alert windows for a period of {length}"
    slo.complain("period", message, f"choose one of {usual}, or give windows=AlertWindows(…)")


def must_be_measured_by(slo: Definition, sli: object, by: object) -> None:
    """Report groups that the indicator can not tell apart."""
    if isinstance(sli, Sli) and not isinstance(sli, type) and isinstance(by, tuple) and by:
        sli.check_by(slo, tuple(str(one) for one in by))


def must_be_healable(slo: Definition, sli: object) -> None:
    """Report an indicator that judges time: nothing remembers how a missed minute was."""
    if isinstance(sli, Slices):
        message = f"healing reads what counters remember, and {type(sli).__name__} judges moments"
        slo.complain("healing", message, "leave healing out")
