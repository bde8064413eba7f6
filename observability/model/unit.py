"""Units of panels, by the ids that Grafana knows."""

from __future__ import annotations

from enum import Enum

__all__ = ["Unit"]


class Unit(Enum):
    """A unit of Grafana.

    The ids: https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts
    """

    NUMBER = "none"
    """As it is: ratios between like things, such as a burn rate."""
    SHORT = "short"
    """Counts, with K and Mil for large ones."""
    PERCENT = "percent"
    """0 to 100."""
    RATIO = "percentunit"
    """0 to 1, shown as a percentage."""
    MILLISECONDS = "ms"
    SECONDS = "s"
    MINUTES = "m"
    HOURS = "h"
    DAYS = "d"
    BYTES = "bytes"
    BYTES_PER_SECOND = "binBps"
    REQUESTS_PER_SECOND = "reqps"
    EVENTS_PER_SECOND = "eps"
    OPERATIONS_PER_SECOND = "ops"
    COUNTS_PER_SECOND = "cps"
    UP_DOWN = "bool_on_off"
    TEXT = "string"
