"""Exact numbers: decimals for ratios, Kubernetes quantities for processors and memory."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

import attrs

__all__ = ["Cpu", "Memory", "decimal", "number", "short"]

_CPU = re.compile(r"(\d+)m|(\d+(?:\.\d{1,3})?)")
_MEMORY = re.compile(r"(\d+)(Ki|Mi|Gi|Ti|k|M|G|T)?")
_BINARY = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}
_BYTES = {**_BINARY, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def decimal(value: float | str | Decimal) -> Decimal:
    """Return *value* as the decimal a person wrote: 99.9 is 99.9, not the nearest binary fraction.

    Raises:
        ValueError: If *value* is no finite number.
    """
    try:
        result = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{value!r} is no number") from None
    if not result.is_finite():
        raise ValueError(f"{value!r} is not finite")
    return result


def number(value: Decimal) -> str:
    """Write *value* in full, without exponent and without trailing zeros; Inf as PromQL does."""
    if value.is_infinite():
        return "Inf" if value > 0 else "-Inf"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def short(value: Decimal, digits: int = 3) -> str:
    """Write *value* for a reader: at most *digits* significant digits, no exponent."""
    if not value:
        return "0"
    return number(round(value, max(0, digits - value.adjusted() - 1)))


@attrs.frozen(order=True)
class Cpu:
    """Processor time in thousandths of a core."""

    millicores: int

    @classmethod
    def parse(cls, text: str) -> Cpu:
        """Read ``250m``, ``1`` or ``0.5``.

        Raises:
            ValueError: If *text* is anything else.
        """
        found = _CPU.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no processor quantity; write it like 250m or 2")
        thousandths, cores = found.groups()
        return cls(int(thousandths) if thousandths else int(Decimal(cores) * 1000))

    def __str__(self) -> str:
        cores, rest = divmod(self.millicores, 1000)
        return f"{self.millicores}m" if rest else str(cores)


@attrs.frozen(order=True)
class Memory:
    """Memory or storage in bytes."""

    bytes: int

    @classmethod
    def parse(cls, text: str) -> Memory:
        """Read ``512Mi``, ``2Gi`` or ``1G``.

        Raises:
            ValueError: If *text* is anything else.
        """
        found = _MEMORY.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no memory quantity; write it like 512Mi or 2Gi")
        count, unit = found.groups()
        return cls(int(count) * _BYTES.get(unit, 1))

    def __str__(self) -> str:
        for unit, factor in reversed(_BINARY.items()):
            if self.bytes and self.bytes % factor == 0:
                return f"{self.bytes // factor}{unit}"
        return str(self.bytes)
