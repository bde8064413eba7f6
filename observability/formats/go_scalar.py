"""What a plain YAML scalar is to go-yaml version 2, which Sloth reads its specs with.

It follows YAML 1.1 with differences that show in labels: ``yes`` and ``y`` are true, ``010`` is
eight, ``1_000`` a thousand, and base 60 is text.
Source: https://github.com/go-yaml/yaml/blob/v2.4.0/resolve.go
"""

from __future__ import annotations

import math
import re
from calendar import monthrange
from functools import lru_cache
from typing import Final

__all__ = ["BOOLS", "NULLS", "Scalar", "is_text", "is_timestamp", "resolve", "whole"]

Scalar = str | int | float | bool | None

BOOLS: Final = {
    word: truth
    for truth, words in ((True, ("y", "yes", "true", "on")), (False, ("n", "no", "false", "off")))
    for base in words
    for word in (base, base.capitalize(), base.upper())
}
NULLS: Final = frozenset(["", "~", "null", "Null", "NULL"])
_SPECIAL: Final = {
    f"{sign}.{word}": value
    for sign, infinity in (("", math.inf), ("+", math.inf), ("-", -math.inf))
    for words, value in ((("inf", "Inf", "INF"), infinity), (("nan", "NaN", "NAN"), math.nan))
    for word in words
    if not (sign and math.isnan(value))
}
_FIRST: Final = frozenset("yYnNtTfFoO~+-.0123456789")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INT: Final = re.compile(r"([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)")
_DATE: Final = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(?:Z|[-+]([0-9]{2}):([0-9]{2}))"
    r"| ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?)?"
)
_LEAST, _MOST = -(2**63), 2**64 - 1


def resolve(text: str) -> Scalar:
    """Return what the plain scalar *text* is; a date stays text."""
    if text == "":
        return None
    if text[0] not in _FIRST:
        return text
    if text in BOOLS:
        return BOOLS[text]
    if text in NULLS:
        return None
    if text in _SPECIAL:
        return _SPECIAL[text]
    if text[0] in "+-.0123456789":
        return _number(text)
    return text


@lru_cache(maxsize=4096)
def is_text(value: object) -> bool:
    """Tell whether *value* is a text that means itself, with quotes or without."""
    return isinstance(value, str) and isinstance(resolve(value), str)


def _number(text: str) -> Scalar:
    if text[0] == ".":
        return float(text) if _FLOAT.fullmatch(text) else text
    if is_timestamp(text):
        return text
    plain = text.replace("_", "")
    count = whole(plain)
    if count is not None:
        return count
    return float(plain) if _FLOAT.fullmatch(plain) else text


def whole(text: str) -> int | None:
    """Return the 64-bit whole number that *text* is in Go's notation, or None."""
    found = _INT.fullmatch(text)
    if found is None:
        return None
    sign, digits = found.groups()
    lower = digits.lower()
    if lower.startswith("0o"):
        if len(digits) == 2:
            return None
        value = int(digits, 0)
    elif digits[0] == "0" and lower[:2] not in ("0x", "0b"):
        value = int(digits, 8)
    else:
        value = int(digits, 0)
    if sign == "+" and value > 2**63 - 1:
        return None
    value = -value if sign == "-" else value
    return value if _LEAST <= value <= _MOST else None


def is_timestamp(text: str) -> bool:
    """Tell whether go-yaml would take the plain scalar *text* for a date."""
    found = _DATE.fullmatch(text)
    if found is None:
        return False
    year, month, day, *clock = (int(part or 0) for part in found.groups())
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year or 4, month)[1]:
        return False
    limits = (24, 60, 60, 25, 60, 24, 60, 60)
    return all(part < limit for part, limit in zip(clock, limits, strict=True))
