"""Proof that no alert is kept over a reset: not of an SLO whose data are gone, nor of a group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from observability.base import naming
from observability.base.duration import seconds
from observability.base.labels import Labels
from observability.compile.fleet import Fleet
from observability.compile.plan import ExpectedSample, InputSeries, TestCase
from observability.compile.prove_burn import group
from observability.compile.prove_claims import claim, near, nothing
from observability.model.slo import SLO

__all__ = ["group_case", "held_case"]

_ALERTS = (naming.PAGE, naming.TICKET)
_STRANGER = Labels(dict.fromkeys(naming.IDS, "stranger"))
_LOOK_BACK = 300  # seconds
_SHOWN = Decimal("0.25")


def held_case(
    fleet: Fleet, slos: tuple[SLO, ...], now: int, at: int, *, kept: bool, shown: bool
) -> TestCase:
    """Return the case that alerts of *slos* and of others, burning *at* a time, are *kept* or not.

    The ratios of their periods of that time are *shown* or not. *now* and *at* are Unix seconds.
    """
    fed = [f"{naming.period_ratio(one)}{_keys(slo)}" for slo in slos for one in fleet.periods]
    asked = [
        f"{naming.ratio(one)}{keys | {naming.SLO_WINDOW: str(one)}}"
        for keys in map(_keys, slos)
        for one in fleet.periods
    ]
    samples = (
        near(one, _SHOWN, seconds(now)) if shown else nothing(one, seconds(now)) for one in asked
    )
    alone = [slo.ids | group(slo) for slo in slos]
    name = f"{_names(slos)}: what is kept and shown at {now}"
    return _case(fleet, name, alone, (now, at), fed, kept=kept, more=samples)


def group_case(fleet: Fleet, slos: tuple[SLO, ...], now: int, at: int, *, kept: bool) -> TestCase:
    """Return the case of groups that vanish while others of their SLO go on."""
    groups = [(slo, Labels(dict.fromkeys(slo.by or ("group",), "gone"))) for slo in slos]
    fed = [one for slo, gone in groups for one in _others(fleet, slo, gone)]
    burning = [slo.ids | gone for slo, gone in groups]
    name = f"{_names(slos)}: what is kept of groups at {now}"
    return _case(fleet, name, burning, (now, at), fed, kept=kept)


def _others(fleet: Fleet, slo: SLO, gone: Labels) -> Iterator[str]:
    """The events of another group, and the windows that still know the one that is *gone*."""
    yield f"{naming.TOTAL_RATE}{slo.keys | dict.fromkeys(gone, 'stays')}"
    for window in dict.fromkeys((fleet.windows[-1], fleet.paging[-1])):
        yield f"{naming.ratio(window)}{slo.keys | gone | {naming.SLO_WINDOW: str(window)}}"


def _case(
    fleet: Fleet,
    name: str,
    burning: Iterable[Labels],
    moments: tuple[int, int],
    fed: Iterable[str],
    *,
    kept: bool,
    more: Iterable[ExpectedSample] = (),
) -> TestCase:
    now, at = moments
    budget = f"{naming.ERROR_BUDGET}{_STRANGER | {naming.SLO_SLOT: fleet.slots[:1] or '0'}}"
    told = [(f"{one}{labels}", kept) for labels in burning for one in _ALERTS]
    told += [(f"{one}{_STRANGER}", True) for one in _ALERTS]
    queries = [(f"count(timestamp({series}) == {now})", stays) for series, stays in told]
    if now - at > _LOOK_BACK:
        queries = []
    return TestCase(
        name=name,
        interval=seconds(at),
        series=tuple(
            InputSeries(series=one, values=f"_ {_SHOWN}")
            for one in (*(series for series, _ in told), budget, *fed)
        ),
        samples=(
            *(
                claim(query, seconds(now)) if stays else nothing(query, seconds(now))
                for query, stays in queries
            ),
            *more,
        ),
    )


def _keys(slo: SLO) -> Labels:
    return slo.keys | group(slo)


def _names(slos: Iterable[SLO]) -> str:
    return ", ".join(slo.id for slo in slos)
