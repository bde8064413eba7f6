"""What a rule costs a Prometheus: laws with measured constants, and the bill of Sloth's shape."""

from __future__ import annotations

from decimal import Decimal

import attrs

from observability.base.duration import Duration, minutes
from observability.slo.windows import Table

__all__ = ["Load", "Shape", "cpu", "sloth"]

# Measured with Prometheus 2.42 on one core of a server; they differ with the machine and the
# version. Ratios between designs hold better than the figures themselves.
_RAW_SAMPLE = Decimal("33e-9")  # seconds for a sample that rate() reads
_RECORDED_SAMPLE = Decimal("100e-9")  # for one that sum_over_time() reads for one SLO
_FUSED_SAMPLE = Decimal("40e-9")  # for one that it reads for all SLOs at once
_SERIES = Decimal("7e-6")  # for each series that is opened, however short the range
_RULE = Decimal("0.1e-3")  # for a rule that finds something to read
_IDLE_RULE = Decimal("0.02e-3")  # for one that finds nothing, like an alert while all is well

_NOW = minutes(5)
# Beside the windows: the objective, the budget, the days, two burn rates, what remains, the info.
_FACTS, _FACTS_READ, _FACTS_IDLE = 7, 5, 4
_ALERTS, _ALERTS_READ = 2, 8


@attrs.frozen(kw_only=True)
class Load:
    """What one evaluation reads.

    Args:
        raw: Samples of scraped series.
        recorded: Samples of recorded series, read for one SLO.
        fused: Samples of recorded series, read for all SLOs at once.
        series: How many series are opened.
        rules: How many rules, or which share of one, that takes.
        idle: How many of them find nothing to read.
    """

    raw: Decimal = Decimal(0)
    recorded: Decimal = Decimal(0)
    fused: Decimal = Decimal(0)
    series: Decimal = Decimal(0)
    rules: Decimal = Decimal(0)
    idle: Decimal = Decimal(0)

    def __add__(self, other: Load) -> Load:
        return Load(
            raw=self.raw + other.raw,
            recorded=self.recorded + other.recorded,
            fused=self.fused + other.fused,
            series=self.series + other.series,
            rules=self.rules + other.rules,
            idle=self.idle + other.idle,
        )

    def __mul__(self, factor: Decimal) -> Load:
        return Load(
            raw=self.raw * factor,
            recorded=self.recorded * factor,
            fused=self.fused * factor,
            series=self.series * factor,
            rules=self.rules * factor,
            idle=self.idle * factor,
        )

    @property
    def samples(self) -> Decimal:
        """All samples, as Prometheus counts them in ``totalQueryableSamples``."""
        return self.raw + self.recorded + self.fused


@attrs.frozen(kw_only=True)
class Shape:
    """What all rules of something come to.

    Args:
        once: What one evaluation of each of them reads.
        second: What they read in a second, each being evaluated in its turn.
        recorded: How many series they record.
    """

    once: Load = attrs.field(factory=Load)
    second: Load = attrs.field(factory=Load)
    recorded: Decimal = Decimal(0)

    def __add__(self, other: Shape) -> Shape:
        return Shape(
            once=self.once + other.once,
            second=self.second + other.second,
            recorded=self.recorded + other.recorded,
        )

    @property
    def cores(self) -> Decimal:
        """The processors that are busy with it all the time."""
        return cpu(self.second)


def cpu(load: Load) -> Decimal:
    """Return the seconds of CPU that *load* takes, as an estimate."""
    return (
        load.raw * _RAW_SAMPLE
        + load.recorded * _RECORDED_SAMPLE
        + load.fused * _FUSED_SAMPLE
        + load.series * _SERIES
        + (load.rules - load.idle) * _RULE
        + load.idle * _IDLE_RULE
    )


def sloth(
    total: Decimal, errors: Decimal, scrape: Duration, every: Duration, table: Table
) -> Shape:
    """Return the bill of the rules that Sloth makes for an SLO, evaluated *every* so often.

    Each window reads its *total* and *errors* series raw; the period is the mean of the 5-minute
    ratios (https://sloth.dev).
    """
    windows = sorted({_NOW, *table.windows})
    opened = total + errors
    raw = sum(
        (opened * window.milliseconds / scrape.milliseconds for window in windows), Decimal(0)
    )
    month = Decimal(2) * table.period.milliseconds / every.milliseconds
    once = Load(
        raw=raw,
        recorded=month + _FACTS_READ + _ALERTS_READ,
        series=opened * len(windows) + 2 + _FACTS_READ + _ALERTS_READ,
        rules=Decimal(len(windows) + 1 + _FACTS + _ALERTS),
        idle=Decimal(_FACTS_IDLE),
    )
    return Shape(
        once=once,
        second=once * (1000 / Decimal(every.milliseconds)),
        recorded=Decimal(len(windows) + 1 + _FACTS),
    )
