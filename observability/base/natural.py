"""The order in which go-yaml writes the keys of a mapping.

Letters by code point, digits as numbers (`k2` before `k10`), other signs before letters.
Source: https://github.com/go-yaml/yaml/blob/v2.4.0/sorter.go
"""

from __future__ import annotations

from functools import cmp_to_key, lru_cache

__all__ = ["naturally"]


@lru_cache(maxsize=4096)
def naturally(keys: frozenset[str]) -> tuple[str, ...]:
    """Return *keys* in that order."""
    return tuple(sorted(sorted(keys), key=cmp_to_key(_compare)))


def _compare(one: str, other: str) -> int:
    if one == other:
        return 0
    return -1 if _less(one, other) else 1


def _less(one: str, other: str) -> bool:
    shared = min(len(one), len(other))
    at = next((index for index in range(shared) if one[index] != other[index]), None)
    if at is None:
        return len(one) < len(other)
    letters = one[at].isalpha(), other[at].isalpha()
    if all(letters):
        return one[at] < other[at]
    if any(letters):
        return letters[1]
    zeros = _follows_digits(one, at) if "0" in (one[at], other[at]) else 0
    (number, end), (other_number, other_end) = _number(one, at, zeros), _number(other, at, zeros)
    if number != other_number:
        return number < other_number
    if end != other_end:
        return end < other_end
    return one[at] < other[at]


def _follows_digits(text: str, at: int) -> int:
    """Return 1 if what stands before *at* is a number above zero: a zero after it counts then."""
    for sign in reversed(text[:at]):
        if not sign.isdecimal():
            return 0
        if sign != "0":
            return 1
    return 0


def _number(text: str, at: int, start: int) -> tuple[int, int]:
    number, end = start, at
    while end < len(text) and text[end].isdecimal():
        number = number * 10 + ord(text[end]) - ord("0")
        end += 1
    return (number + 2**63) % 2**64 - 2**63, end
