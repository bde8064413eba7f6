"""The time window of an OpenSLO object: a rolling period, and perhaps a calendar beside it."""

from __future__ import annotations

import re

import attrs

from observability.base.duration import Duration, days
from observability.base.instant import offset
from observability.formats.openslo_notes import Notes
from observability.formats.place import Place

__all__ = ["Window", "read_window"]

_COUNT = re.compile(r"(\d{1,6})([dwMQY])")
_DAYS = {"d": 1, "w": 7, "M": 30, "Q": 90, "Y": 365}
_CALENDARS = {"1M": "month", "3M": "quarter", "1Q": "quarter"}
_STARTS = {
    "month": re.compile(r"\d{4}-\d\d-01([T ]00:00(:00)?)?"),
    "quarter": re.compile(r"\d{4}-(01|04|07|10)-01([T ]00:00(:00)?)?"),
}
_UTC = "+00:00"
_GMT = re.compile(r"Etc/GMT([+-])(\d{1,2})")
# Zones whose clocks never change: https://data.iana.org/time-zones/tzdb/
_ZONES = {
    **dict.fromkeys(("UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Universal", "UCT"), _UTC),
    "Africa/Johannesburg": "+02:00",
    "Africa/Lagos": "+01:00",
    "Africa/Nairobi": "+03:00",
    "America/Bogota": "-05:00",
    "America/Phoenix": "-07:00",
    "America/Sao_Paulo": "-03:00",
    "Asia/Bangkok": "+07:00",
    "Asia/Dubai": "+04:00",
    "Asia/Hong_Kong": "+08:00",
    "Asia/Jakarta": "+07:00",
    "Asia/Kolkata": "+05:30",
    "Asia/Manila": "+08:00",
    "Asia/Seoul": "+09:00",
    "Asia/Shanghai": "+08:00",
    "Asia/Singapore": "+08:00",
    "Asia/Tokyo": "+09:00",
    "Europe/Istanbul": "+03:00",
    "Europe/Moscow": "+03:00",
}


@attrs.frozen(kw_only=True)
class Window:
    """A rolling *period*; None is the default one.

    *calendar* is ``month`` or ``quarter`` where the budget is that of one, else empty;
    *utc_offset* says where its midnight lies.
    """

    period: Duration | None = None
    calendar: str = ""
    utc_offset: str = _UTC


def read_window(spec: Place, notes: Notes) -> Window:
    """Return the time window of the SLO at *spec*."""
    windows = spec.at("timeWindow").items()
    if not windows:
        return Window()
    for other in windows[1:]:
        notes.left_out(other, "a second time window", "the first one counts")
    window = windows[0]
    shown = window.at("duration").text
    found = _COUNT.fullmatch(shown)
    if found is None or int(found[1]) == 0:
        notes.wrong(window, f"duration {shown!r} is no number of days", "write duration: 30d")
        return Window()
    period = days(int(found[1]) * _DAYS[found[2]])
    if window.at("calendar") or window.at("isRolling").text.lower() == "false":
        return _calendar(window, period, notes)
    if found[2] in "MQY":
        notes.left_out(window, f"a window of {found[0]}", f"it is taken for {period}")
    return Window(period=period)


def _calendar(window: Place, period: Duration, notes: Notes) -> Window:
    """Return the calendar at *window*, beside the rolling *period* that its alerts need."""
    unit = _CALENDARS.get(window.at("duration").text, "")
    if not unit:
        instead = f"the budget is that of {period}, rolling"
        hint = "write duration: 1M or 1Q for a month or a quarter"
        notes.left_out(window, "a calendar window", instead, hint)
        return Window(period=period)
    message = (
        f"the alerts guard {period}, rolling; the budget of the calendar {unit} is recorded"
        " beside it by the exact engine, and not at all in Sloth's shape"
    )
    notes.odd(window, message)
    start = window.at("calendar", "startTime")
    if start and not _STARTS[unit].fullmatch(start.text):
        instead = f"a {unit} begins at midnight of its first day"
        notes.left_out(start, f"the start {start.text!r}", instead)
    zone = _offset(window.at("calendar", "timeZone"), notes)
    return Window(period=period, calendar=unit, utc_offset=zone)


def _offset(zone: Place, notes: Notes) -> str:
    """Return how far the clocks of *zone* are from UTC."""
    name = zone.text if zone else "UTC"
    if name in _ZONES:
        return _ZONES[name]
    posix = _GMT.fullmatch(name)
    if posix is not None:  # the other way round: Etc/GMT+5 is west
        name = f"{'-' if posix[1] == '+' else '+'}{int(posix[2]):02}:00"
    try:
        offset(name)
    except ValueError:
        instead = "its offset from UTC may change, so the midnight of UTC counts"
        hint = "write timeZone: '+01:00', one offset for the whole year"
        notes.left_out(zone, f"the time zone {zone.text!r}", instead, hint)
        return _UTC
    return name
