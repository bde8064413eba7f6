"""Numbers as Go prints them: the shortest digits that read back, an exponent from a million on."""

from __future__ import annotations

import math
import struct

__all__ = ["fixed", "short", "short32"]


def short(value: float) -> str:
    """Return *value* as Go's ``%g`` and ``%v`` print it."""
    return _format(value, repr(float(value)))


def short32(value: float) -> str:
    """Return *value* as Go's ``FormatFloat(v, 'g', -1, 32)`` does: shortest in single precision."""
    if math.isnan(value) or math.isinf(value):
        return _format(value, "")
    try:
        single: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return _format(math.copysign(math.inf, value), "")
    digits = (f"{single:.{count}e}" for count in range(17))
    return _format(single, next(text for text in digits if _single(float(text)) == single))


def fixed(value: float) -> str:
    """Return *value* as Go's ``FormatFloat(v, 'f', -1, 64)`` does: never an exponent."""
    return _plain(*_parts(repr(float(value))))


def _single(value: float) -> float:
    try:
        number: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.inf
    return number


def _format(value: float, text: str) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    sign, digits, point = _parts(text)
    exponent = point - 1
    if digits == "0":
        return f"{sign}0"
    if -4 <= exponent < 6:
        return _plain(sign, digits, point)
    mantissa = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    mark = "-" if exponent < 0 else "+"
    return f"{sign}{mantissa}e{mark}{abs(exponent):02d}"


def _plain(sign: str, digits: str, point: int) -> str:
    """Return the number 0.*digits* times ten to the *point* without an exponent."""
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    whole, rest = digits[:point].ljust(point, "0"), digits[point:]
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def _parts(text: str) -> tuple[str, str, int]:
    """Return sign, digits without zeros at either end, and where the point stands before them."""
    sign = "-" if text.startswith("-") else ""
    mantissa, _, exponent = text.lstrip("-").partition("e")
    whole, _, rest = mantissa.partition(".")
    digits = whole + rest
    point = len(whole) + int(exponent or 0)
    bare = digits.lstrip("0")
    point -= len(digits) - len(bare)
    bare = bare.rstrip("0")
    return (sign, bare, point) if bare else (sign, "0", 1)
