"""The figures of the rule bill as tables, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
from fleet import Fleet
from live import Bill
from samples import Samples

NEEDED = 250  # times fewer samples, at 40 series and 30 seconds
WISHED = 60  # times less CPU
MANY = 10_000
CORES = 0.4  # for that many SLOs
SLOWEST = 600  # seconds between two evaluations of the slowest rules


@attrs.frozen(kw_only=True)
class Sized:
    """Both designs at one number of series an SLO; without *bills* if only samples were counted."""

    fleet: Fleet
    samples: Sequence[Samples]
    bills: Sequence[Bill] = ()
    seconds: int = 0

    @property
    def fewer(self) -> float:
        """How many times fewer samples we read than the Sloth shape."""
        return self.samples[0].per_second / self.samples[1].per_second

    @property
    def cheaper(self) -> float:
        """How many times less CPU our rules need than those of the Sloth shape."""
        return self.bills[0].cpu / self.bills[1].cpu


@attrs.frozen(kw_only=True)
class Scaled:
    """Our rules alone for many SLOs: complete, or from the recorded event rates on."""

    slos: int
    complete: bool
    bill: Bill


def table(sized: Sequence[Sized], scaled: Sequence[Scaled], where: bool = False) -> str:
    """Return everything that was measured, as text."""
    parts = [_sized(one) for one in sized]
    if scaled:
        parts.append(_scaled(sized, scaled))
    parts.append(_targets(sized, scaled))
    if where:
        parts += [_where(f"{one.fleet.series} series", one) for one in sized]
        parts += [
            f"{one.slos} SLOs: rule time, us/s an SLO\n" + _list(one.bill.rule_time)
            for one in scaled
        ]
    return "\n\n".join(part for part in parts if part)


def plain(sized: Sequence[Sized], scaled: Sequence[Scaled]) -> dict[str, list[dict[str, Any]]]:
    """Return everything that was measured, for JSON."""
    return {
        "sized": [attrs.asdict(one) for one in sized],
        "scaled": [attrs.asdict(one) for one in scaled],
    }


def faults(sized: Iterable[Sized], scaled: Iterable[Scaled]) -> list[str]:
    """Return what must not be: too many samples read, evaluations that failed or were missed."""
    found = [
        f"only {one.fewer:.0f} times fewer samples; {NEEDED} are needed"
        for one in sized
        if (one.fleet.series, one.fleet.scrape) == (40, 30) and one.fewer < NEEDED
    ]
    every = [bill for one in sized for bill in one.bills] + [one.bill for one in scaled]
    found += [
        f"{bill.design}: {bill.failures} failed, {bill.missed} missed evaluations"
        for bill in every
        if bill.failures or bill.missed
    ]
    return found


def _sized(one: Sized) -> str:
    head = f"{one.fleet.series} series an SLO, scraped and evaluated every {one.fleet.scrape} s"
    if one.bills:
        head += f"; {one.fleet.slos} SLOs live for {one.seconds} s, {one.fleet.each} of a service"
        if one.seconds % SLOWEST:
            head += f" (rules of {SLOWEST} s: by chance; measure for {SLOWEST})"
    lines = [head, _row("design", ["rules", "samples/s", "ratio", *(_LIVE if one.bills else ())])]
    first = one.samples[0].per_second
    for number, counted in enumerate(one.samples):
        cells = [f"{counted.rules:.1f}", f"{counted.per_second:,.1f}"]
        ratio = first / counted.per_second
        cells.append(f"{ratio:.0f}x" if ratio >= 1 else f"{ratio:.2f}x")
        lines.append(_row(counted.design, cells + _live(one, number)))
    for number in range(len(one.samples), len(one.bills)):
        bill = one.bills[number]
        lines.append(_row(bill.design, [f"{bill.rules:.1f}", "", "", *_live(one, number)]))
    lines.append(f"rules, samples, CPU and series: of one SLO; cores: for {MANY:,} SLOs")
    return "\n".join(lines)


_LIVE = ("CPU ms/s", "ratio", "cores", "series", "evals/s", "failed", "missed")


def _live(one: Sized, number: int) -> list[str]:
    if number >= len(one.bills):
        return []
    bill = one.bills[number]
    return [
        f"{bill.cpu:.4f}", f"{one.bills[0].cpu / bill.cpu:.1f}x", f"{_cores(bill.cpu):.2f}",
        f"{bill.recorded:.1f}", f"{bill.evaluations:.1f}", str(bill.failures), str(bill.missed),
    ]  # fmt: skip


def _scaled(sized: Sequence[Sized], scaled: Sequence[Scaled]) -> str:
    theirs = _sloth_cpu(sized)
    lines = [_row("ours for many SLOs", ["rules", "CPU ms/s", "ratio", "cores now", *_LIVE[2:]])]
    for one in scaled:
        bill = one.bill
        what = "complete, 40 series" if one.complete else "all but stage 1"
        ratio = f"{theirs / bill.cpu:.0f}x" if theirs and one.complete else ""
        cells = [f"{bill.rules:.1f}", f"{bill.cpu:.4f}", ratio, f"{bill.cpu * one.slos / 1000:.3f}"]
        cells += [f"{_cores(bill.cpu):.2f}", f"{bill.recorded:.1f}", f"{bill.evaluations:.0f}"]
        cells += [str(bill.failures), str(bill.missed)]
        lines.append(_row(f"{one.slos} SLOs, {what}", cells))
    lines.append(
        "all but stage 1: the two event rates of each SLO are scraped, not computed;"
        " a month of recorded series is there"
    )
    return "\n".join(lines)


def _sloth_cpu(sized: Sequence[Sized]) -> float:
    return next((one.bills[0].cpu for one in sized if one.bills and one.fleet.series == 40), 0.0)


def _targets(sized: Sequence[Sized], scaled: Sequence[Scaled]) -> str:
    lines = []
    for one in sized:
        if (one.fleet.series, one.fleet.scrape) == (40, 30):
            lines.append(_target("samples", one.fewer, NEEDED, "x fewer"))
            if one.bills:
                lines.append(_target("CPU", one.cheaper, WISHED, "x less"))
    cpu = _per_slo(sized, scaled)
    if cpu:
        verdict = "reached" if _cores(cpu[0]) <= CORES else "missed"
        words = f"{_cores(cpu[0]):.2f} cores for {MANY:,} SLOs ({cpu[1]})"
        lines.append(f"{verdict}: {words}; at most {CORES} wanted")
    return "\n".join(lines)


def _target(what: str, value: float, wanted: int, unit: str) -> str:
    verdict = "reached" if value >= wanted else "missed"
    return f"{verdict}: {what}: {value:.1f}{unit}; {wanted} wanted"


def _per_slo(sized: Sequence[Sized], scaled: Sequence[Scaled]) -> tuple[float, str] | None:
    """Return the CPU of an SLO in a large fleet, and how it was found."""
    partly = max(
        (one for one in scaled if not one.complete), key=lambda one: one.slos, default=None
    )
    whole = max((one for one in scaled if one.complete), key=lambda one: one.slos, default=None)
    if partly and whole and partly.slos > whole.slos:
        base = next((one for one in scaled if not one.complete and one.slos == whole.slos), None)
        if base:
            how = f"{partly.slos} without stage 1, and stage 1 of {whole.slos}"
            return partly.bill.cpu + whole.bill.cpu - base.bill.cpu, how
    if whole:
        return whole.bill.cpu, f"{whole.slos} complete"
    stage = next((one.bills[2].cpu for one in sized if one.bills and one.fleet.series == 40), None)
    if partly and stage is not None:
        return partly.bill.cpu + stage, f"{partly.slos} without stage 1, and stage 1 of few"
    return None


def _where(title: str, one: Sized) -> str:
    parts = [
        f"{title}, {counted.design}: samples/s an SLO\n{_list(counted.by_kind)}"
        for counted in one.samples
    ]
    parts += [
        f"{title}, {bill.design}: rule time, us/s an SLO\n{_list(bill.rule_time)}"
        for bill in one.bills
    ]
    return "\n\n".join(parts)


def _list(values: Mapping[str, float]) -> str:
    return "\n".join(f"{value:12,.2f}  {name}" for name, value in values.items())


def _cores(cpu: float) -> float:
    return cpu * MANY / 1000


def _row(name: str, cells: Iterable[str]) -> str:
    return f"{name:32}" + "".join(f"{cell:>11}" for cell in cells)
