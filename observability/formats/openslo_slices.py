"""Budgets of time slices: what is counted is how long it was good, not how often.

A slice is judged by the error ratio over its own length. ``Timeslices`` counts the slices whose
ratio of good events is below ``timeSliceTarget``; ``RatioTimeslices`` takes the mean of the
ratios. A slice without any events is none. Source: https://github.com/OpenSLO/OpenSLO#objectives
"""

from __future__ import annotations

import re
from decimal import Decimal

import attrs

from observability.base.duration import Duration, minutes
from observability.base.quantity import decimal, number
from observability.formats.openslo_notes import Notes
from observability.formats.place import Place
from observability.promql.linear import WINDOW

__all__ = ["EVENTS", "Slicing", "read_slicing"]

_LENGTH = re.compile(r"([1-9]\d{0,4})([mhd]?)")
_UNITS = {"": 60_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
# The shortest window that is recorded must hold a slice at least.
_LONGEST_STEP = minutes(5)
_METHODS = ("Occurrences", "Timeslices", "RatioTimeslices")


@attrs.frozen(kw_only=True)
class Slicing:
    """How time is cut, if it is.

    *length* is None where events are counted. *allowed* is the share of errors up to which a
    slice is good; None takes each slice by its share.
    """

    length: Duration | None = None
    allowed: Decimal | None = None

    def __bool__(self) -> bool:
        return self.length is not None

    def over(self, ratio: str) -> str:
        """Return the error ratio over any window, of *ratio*, that of events over any window."""
        if self.length is None:
            return ratio
        own = f"({WINDOW.sub(str(self.length), ratio)})"
        # The first comparison leaves out what is no number: nothing over nothing.
        told = f"{own} >= 0"
        if self.allowed is not None:
            told = f"({told}) > bool {number(self.allowed)}"
        return f"avg_over_time(({told})[{{{{.window}}}}:{self.step}])"

    @property
    def step(self) -> Duration:
        """How far the slices are apart: their length, or a minute where they overlap."""
        length = self.length or minutes(1)
        return length if length <= _LONGEST_STEP else minutes(1)


EVENTS = Slicing()


def read_slicing(method: Place, objective: Place, notes: Notes) -> Slicing | None:
    """Return how *objective* cuts time by the budgeting *method*; None if it can not be told."""
    name = method.text or "Occurrences"
    if name not in _METHODS:
        hint = f"write one of {', '.join(_METHODS)}"
        notes.wrong(method, f"budgetingMethod {name!r} is none", hint)
        return None
    if name == "Occurrences":
        for field in ("timeSliceTarget", "timeSliceWindow"):
            if objective.at(field):
                instead = "budgetingMethod is Occurrences, so events are counted"
                notes.left_out(objective.at(field), field, instead)
        return EVENTS
    length = _length(objective.at("timeSliceWindow"), notes)
    target = _target(objective.at("timeSliceTarget"), notes) if name == "Timeslices" else None
    if length is None or (name == "Timeslices" and target is None):
        return None
    made = Slicing(length=length, allowed=None if target is None else 1 - target)
    if made.step != length:
        message = (
            f"slices of {length} overlap: each minute is judged by the {length} before it, as"
            " the shortest window that is recorded is one of 5m"
        )
        notes.odd(objective.at("timeSliceWindow"), message)
    return made


def _length(place: Place, notes: Notes) -> Duration | None:
    found = _LENGTH.fullmatch(place.text)
    if found is None:
        what = f"{place.text!r} is no time" if place else "is missing"
        hint = "write timeSliceWindow: 1m, in minutes, hours or days"
        notes.wrong(place, f"timeSliceWindow {what}", hint)
        return None
    return Duration(int(found[1]) * _UNITS[found[2]])


def _target(place: Place, notes: Notes) -> Decimal | None:
    hint = "write timeSliceTarget: 0.95, the ratio of good events that makes a slice good"
    if not place:
        notes.wrong(place, "timeSliceTarget is missing", hint)
        return None
    try:
        value = decimal(place.text)
    except ValueError:
        notes.wrong(place, f"timeSliceTarget {place.text!r} is no number", hint)
        return None
    if 0 < value <= 1:
        return value
    notes.wrong(place, f"timeSliceTarget {place.text!r} is not above 0 and up to 1", hint)
    return None
