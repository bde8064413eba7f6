"""Lengths of time in whole milliseconds, written the way Prometheus writes them."""

from __future__ import annotations

import re

import attrs

__all__ = ["Duration", "days", "hours", "minutes", "ms", "seconds"]

_UNITS = (
    ("y", 365 * 86_400_000, True),
    ("w", 7 * 86_400_000, True),
    ("d", 86_400_000, False),
    ("h", 3_600_000, False),
    ("m", 60_000, False),
    ("s", 1_000, False),
    ("ms", 1, False),
)
_FACTORS = {unit: factor for unit, factor, _ in _UNITS}
_FORM = re.compile(
    r"(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?"
)


@attrs.frozen(order=True)
class Duration:
    """A length of time; prints as Prometheus' `model.Duration` does (28 days are ``4w``).

    Raises:
        TypeError: If *milliseconds* is no whole number.
    """

    milliseconds: int

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.milliseconds, int) or isinstance(self.milliseconds, bool):
            raise TypeError(f"{self.milliseconds!r} is no whole number of milliseconds")

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read the Prometheus form, such as ``1h30m``.

        Raises:
            ValueError: If *text* is anything else.
        """
        found = _FORM.fullmatch(text)
        if not text or found is None:
            raise ValueError(f"{text!r} is no duration; write it like 5m, 1h30m or 30d")
        parts = zip(found.groups(), (factor for _, factor, _ in _UNITS), strict=True)
        return cls(sum(int(count) * factor for count, factor in parts if count))

    @property
    def seconds(self) -> float:
        """The length in seconds; whole numbers stay exact."""
        return self.milliseconds / 1000

    @property
    def minutes(self) -> float:
        """The length in minutes."""
        return self.milliseconds / 60_000

    def __str__(self) -> str:
        rest, text = self.milliseconds, ""
        for unit, factor, only_exact in _UNITS:
            count, remainder = divmod(rest, factor)
            if count and not (only_exact and remainder):
                text, rest = f"{text}{count}{unit}", remainder
        return text or "0s"

    def __mul__(self, factor: int) -> Duration:
        return Duration(self.milliseconds * factor)

    def __add__(self, other: Duration) -> Duration:
        return Duration(self.milliseconds + other.milliseconds)

    def __bool__(self) -> bool:
        return self.milliseconds > 0


def ms(count: int) -> Duration:
    """Return *count* milliseconds; like all of these, *count* is whole and not negative."""
    return _length(count, "ms")


def seconds(count: int) -> Duration:
    """Return *count* seconds."""
    return _length(count, "s")


def minutes(count: int) -> Duration:
    """Return *count* minutes."""
    return _length(count, "m")


def hours(count: int) -> Duration:
    """Return *count* hours."""
    return _length(count, "h")


def days(count: int) -> Duration:
    """Return *count* days of 24 hours."""
    return _length(count, "d")


def _length(count: int, unit: str) -> Duration:
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise ValueError(f"{count!r} is no count of {unit}; write a whole number from 0 up")
    return Duration(count * _FACTORS[unit])
