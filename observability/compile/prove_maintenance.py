"""Proof of maintenance: when it is, that its events are not recorded, and that it wakes nobody.

promtool's clock begins in 1970, so `slo:maintenance:active` is given to the rules that read it.
When it is recorded is shown by a file for each edge, whose groups are evaluated at that second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from observability.base import naming
from observability.base.duration import Duration, hours, minutes, seconds
from observability.base.labels import Labels
from observability.compile.fleet import Fleet
from observability.compile.plan import InputSeries, TestCase
from observability.compile.prove_claims import claim, nothing
from observability.model.maintenance import Maintenance
from observability.model.slo import SLO

__all__ = ["active", "edge_case", "edges", "over", "resting_case", "stamp", "strangers"]

_BEGUN, _DURING, _AFTER = hours(1), hours(8), hours(10)


def active(slo: SLO, values: str) -> InputSeries:
    """Return the series that tells that the events of *slo* do not count."""
    return InputSeries(series=f"{naming.MAINTENANCE}{slo.ids}", values=values)


def over(slo: SLO) -> tuple[InputSeries, ...]:
    """Return what must not matter: its maintenance until minute 20, another's that goes on."""
    if not slo.maintenance:
        return ()
    return (active(slo, "1x20"), *strangers(slo, 60))


def strangers(slo: SLO, length: int) -> tuple[InputSeries, ...]:
    """Return the maintenance of another SLO, *length* samples long."""
    if not slo.maintenance:
        return ()
    other = slo.ids | {naming.SLO_ID: f"{slo.id}-other"}
    return (InputSeries(series=f"{naming.MAINTENANCE}{other}", values=f"1x{length}"),)


def edges(slos: Iterable[SLO], longer: Duration) -> dict[int, tuple[SLO, ...]]:
    """Return the moments, in Unix seconds, that tell when each of *slos* rests."""
    found: dict[int, list[SLO]] = {}
    for slo in slos:
        for at in sorted({at for one in slo.maintenance for at in _edges(one, longer)}):
            found.setdefault(at, []).append(slo)
    return {at: tuple(found[at]) for at in sorted(found) if at > 0}


def _edges(one: Maintenance, longer: Duration) -> Iterator[int]:
    """The seconds before and at its beginning and its end; later ones, if it is repeated."""
    length = int((one.length + longer).seconds)
    begins = [one.began]
    if one.every is not None:
        every = int(one.every.seconds)
        begins.append(one.began + every)
        yield one.began + every // 2
    yield from (at for begin in begins for at in (begin - 1, begin))
    yield from (begins[-1] + length - 1, begins[-1] + length)


def edge_case(at: int, slos: tuple[SLO, ...], longer: Duration) -> TestCase:
    """Return the case that tells which of *slos* rest *at* a moment."""
    now = seconds(at)
    return TestCase(
        name=f"{', '.join(slo.id for slo in slos)}: maintenance at {stamp(at)}",
        interval=now,
        series=(),
        samples=tuple(
            claim(f"sum({naming.MAINTENANCE}{slo.ids})", now)
            if _rests(slo, at, longer)
            else nothing(f"{naming.MAINTENANCE}{slo.ids}", now)
            for slo in slos
        ),
    )


def stamp(at: int) -> str:
    """Return Unix seconds as a moment that may stand in a file's name."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y%m%dT%H%M%SZ")


def _rests(slo: SLO, at: int, longer: Duration) -> bool:
    return any(_holds(one, at, int((one.length + longer).seconds)) for one in slo.maintenance)


def _holds(one: Maintenance, at: int, length: int) -> bool:
    """Count the repetitions up to *at*; only the last can hold."""
    begin = one.began
    if one.every is not None and at > begin:
        begin += (at - begin) // int(one.every.seconds) * int(one.every.seconds)
    return begin <= at < begin + length


def resting_case(fleet: Fleet) -> TestCase:
    """Two SLOs burn and vanish; what one had burned is let go while it rests, and stays so."""
    resting, burning = (
        Labels({naming.SLO_ID: one, naming.SLO_SERVICE: one, naming.SLO_NAME: "x"})
        for one in ("resting", "burning")
    )
    alerts, later = (naming.PAGE, naming.TICKET), (_DURING, _AFTER)
    rest = InputSeries(series=f"{naming.MAINTENANCE}{resting}", values="_x60 1x480")
    return TestCase(
        name="what was burning when maintenance began is not kept",
        interval=minutes(1),
        series=(rest, *_burnt(fleet, resting), *_burnt(fleet, burning)),
        samples=(
            *(claim(f"count({one}{resting})", _BEGUN) for one in alerts),
            *(nothing(f"{one}{resting}", at) for one in alerts for at in later),
            *(claim(f"count({one}{burning})", at) for one in alerts for at in later),
        ),
    )


def _burnt(fleet: Fleet, ids: Labels) -> Iterator[InputSeries]:
    """An hour in which half of the events fail, and then nothing but the budget."""
    keys = ids | {naming.SLO_SLOT: fleet.slots[:1] or "0"}
    chosen = {naming.SLO_PERIOD: str(fleet.usual), naming.SLO_WINDOWS: fleet.tables[0].name}
    yield InputSeries(series=f"{naming.TOTAL_RATE}{keys}", values="100x60")
    yield InputSeries(series=f"{naming.ERRORS_RATE}{keys}", values="50x60")
    yield InputSeries(series=f"{naming.ERROR_BUDGET}{keys | chosen}", values="0.001x700")
