"""Proof of resets: what lies before one does not count after it, what lies after it does.

A file for each moment at which something changes: its groups are evaluated at that very second.
promtool places samples at multiples of a case's interval. So an interval of as many seconds as have
passed since 1970 places one sample at any second; and one that divides them, two or three in a
window. What is read of minutes only is tried with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from observability.base import naming
from observability.base.duration import seconds
from observability.compile.exclusion import echo
from observability.compile.fleet import Fleet
from observability.compile.plan import ExpectedSample, InputSeries, TestCase
from observability.compile.prove_claims import nothing
from observability.compile.prove_held import group_case, held_case
from observability.compile.prove_maintenance import stamp
from observability.compile.reset_moments import SHOWN, Look, looks, spacing
from observability.compile.reset_readers import Reader, readers
from observability.compile.resets import alike
from observability.model.slo import SLO

__all__ = ["reset_cases"]

_ERRORS, _EVENTS = 10, 100
_AGO = 31  # seconds: within the look-back of everything
_LOOK_BACK = 300  # seconds


def reset_cases(fleet: Fleet) -> dict[int, tuple[TestCase, ...]]:
    """Return the cases of each moment, in Unix seconds."""
    found: dict[int, list[TestCase]] = {}
    for moments, slos in alike(fleet.slos):
        tried = tuple(dict.fromkeys((slos[0], slos[-1])))  # all are named in one matcher
        every = tuple(readers(fleet, slos[-1], 0))
        for look in looks(moments, every):
            found.setdefault(look.now, []).extend(_cases(fleet, tried, look))
    return {now: tuple(found[now]) for now in sorted(found) if now > _AGO}


def _cases(fleet: Fleet, slos: tuple[SLO, ...], look: Look) -> Iterator[TestCase]:
    just, now = look.now - _AGO, look.now
    yield _one_sample(fleet, slos, look, just)
    yield held_case(fleet, slos, now, just, kept=look.keeps, shown=just > (look.reset or 0))
    if any(slo.by for slo in fleet.slos) and look.is_early:
        yield group_case(fleet, slos, now, just, kept=look.keeps)
    if look.reset is not None and look.is_early:
        first = look.reset + int(echo(fleet.project).seconds)
        if first - _AGO < just:
            yield _one_sample(fleet, slos, look, first - _AGO)
        if just > look.reset and now < look.reset - _AGO + SHOWN:
            yield held_case(fleet, slos, now, look.reset - _AGO, kept=False, shown=False)
    yield from _several(fleet, slos[-1], look)


def _one_sample(fleet: Fleet, slos: tuple[SLO, ...], look: Look, at: int) -> TestCase:
    """One rate and one bucket of each of *slos*; of rates just now, a bucket is recorded, too."""
    now, times = look.now, (at, look.now) if look.now - at < _LOOK_BACK else (at,)
    fed: dict[str, str] = {}
    samples: list[ExpectedSample] = []
    for slo in slos:
        for reader in readers(fleet, slo, now):
            told = zip(reader.series, (_ERRORS, _EVENTS), strict=True)
            fed.update({f"{name}{reader.labels}": f"_ {value}" for name, value in told})
            recorded = [(one, _ERRORS, _EVENTS) for one in times[: 1 + reader.is_bucketed]]
            samples += reader.claims(reader.counted(recorded, now, look.reset), seconds(now))
    samples += _elsewhere(fleet, fed, slos[0], now)
    return TestCase(
        name=f"{_names(slos)}: at {stamp(now)} of what was recorded at {stamp(at)}",
        interval=seconds(at),
        series=tuple(InputSeries(series=name, values=values) for name, values in fed.items()),
        samples=tuple(samples),
    )


def _elsewhere(fleet: Fleet, fed: dict[str, str], slo: SLO, now: int) -> Iterator[ExpectedSample]:
    """Feed the same of an SLO of another shard, if there is one; claim that nothing comes of it."""
    if not fleet.slots:
        return
    slot = next(one for one in "0f" if one not in fleet.slots)
    for reader in readers(fleet, slo, now):
        labels = reader.labels | {naming.SLO_ID: "elsewhere", naming.SLO_SLOT: slot}
        told = zip(reader.series, (_ERRORS, _EVENTS), strict=True)
        fed.update({f"{name}{labels}": f"_ {value}" for name, value in told})
    names = "|".join(sorted({one.partition("{")[0] for one in fed}))
    yield nothing(f'{{sloth_id="elsewhere", __name__!~"{names}"}}', seconds(now))


def _several(fleet: Fleet, slo: SLO, look: Look) -> Iterator[TestCase]:
    """Samples on both sides of where windows begin to count."""
    told = tuple(readers(fleet, slo, look.now))
    found: dict[tuple[bool, int], int] = {}
    for window, longer in look.windows:
        for one in told:
            if (one.window, one.longer) == (window, longer):
                begin, apart = spacing(look, window, longer)
                found.setdefault((one.is_bucketed, apart), begin)
    for (bucketed, apart), begin in found.items():
        if apart:
            chosen = tuple(one for one in told if one.is_bucketed == bucketed)
            yield _spaced(slo, chosen, look, begin // apart + 1, apart)


def _spaced(slo: SLO, told: tuple[Reader, ...], look: Look, skipped: int, apart: int) -> TestCase:
    """All that *told* read, *apart* seconds from each other, after the *skipped* first ones."""
    times = range(skipped * apart, look.now, apart)
    samples = [(at, place, 100 * place * place) for place, at in enumerate(times, 1)]
    errors, events = (
        " ".join([f"_x{skipped}", *(str(one[place]) for one in samples)]) for place in (1, 2)
    )
    fed = {
        f"{name}{one.labels}": values
        for one in told
        for name, values in zip(one.series, (errors, events), strict=True)
    }
    return TestCase(
        name=f"{slo.name}: at {stamp(look.now)} of samples {seconds(apart)} apart",
        interval=seconds(apart),
        series=tuple(InputSeries(series=name, values=values) for name, values in fed.items()),
        samples=tuple(
            sample
            for one in told
            if one.begin(look.now, look.reset) not in times  # it would count in Prometheus 2 alone
            for sample in one.claims(one.counted(samples, look.now, look.reset), seconds(look.now))
        ),
    )


def _names(slos: Iterable[SLO]) -> str:
    return ", ".join(slo.id for slo in slos)
