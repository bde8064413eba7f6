"""Moments in time as a person writes them, with their distance from UTC; kept as Unix seconds."""

from __future__ import annotations

import re
from datetime import datetime

__all__ = ["offset", "unix"]

_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


def unix(text: str) -> int:
    """Return the Unix seconds of an ISO 8601 moment, such as ``2026-11-29T02:00+01:00``.

    Raises:
        ValueError: If *text* is anything else, lacks its offset from UTC, or has broken seconds.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} does not say how far it is from UTC")
    if moment.microsecond:
        raise ValueError(f"{text!r} has fractions of a second")
    return int(moment.timestamp())


def offset(text: str) -> int:
    """Return the seconds east of UTC for ``+01:00``.

    Raises:
        ValueError: If *text* is anything else, or more than 14 hours.
    """
    found = _OFFSET.fullmatch(text)
    if found is None or int(found[3]) > 59 or int(found[2]) > 14:
        raise ValueError(f"{text!r} is no offset from UTC")
    seconds = int(found[2]) * 3600 + int(found[3]) * 60
    return -seconds if found[1] == "-" else seconds
