"""What fails: what the definitions themselves give as proof of each alert, and of each SLO."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import attrs
from prometheus_client.core import Metric, UnknownMetricFamily

from observability.base.labels import Labels
from observability.base.naming import IDENTITY, PLATFORM_JOBS
from observability.model.alerts.absent import Absent
from observability.model.catalog import Catalog
from observability.model.series import Series

__all__ = ["Fault", "agrees", "family", "faults"]

_HASTE = 20.0  # so much faster than in the proof, which has an hour
_STEP = re.compile(r"(-?[\d.e+]+?)(?:([+-])([\d.]+))?(?:x\d+)?")
# A proof begins at the moment 0, and so do the times that its series tell.
_TIMES = ("_time", "_created", "_expire_time_seconds", "_timestamp_seconds")


@attrs.frozen
class Fault:
    """A series as a target exposes it: its value at first, and its growth a second."""

    name: str
    labels: Labels
    first: float
    growth: float

    def value(self, failing: float, now: float) -> float:
        """Return its value at *now*, after it began at *failing*."""
        if self.name.endswith(_TIMES):
            return self.first + failing
        return self.first + self.growth * _HASTE * (now - failing)


def faults(catalog: Catalog, job: str) -> dict[str, list[Fault]]:
    """Return what *job* exposes when all fails, by name: alerts first, then the worst examples."""
    found: dict[str, dict[Labels, Fault]] = {}
    for one in _told(catalog, job):
        found.setdefault(one.name, {}).setdefault(one.labels, one)
    return {name: list(series.values()) for name, series in found.items()}


def family(name: str, series: Iterable[Fault], failing: float, now: float) -> Metric:
    """Return the series called *name* at *now*."""
    made = UnknownMetricFamily(name, "As the proof of an alert has it.")
    for one in series:
        made.add_sample(name, dict(one.labels), one.value(failing, now))
    return made


def agrees(fault: Fault, labels: Mapping[str, str]) -> bool:
    """Return whether *fault* is about the thing that *labels* name, and replaces its series."""
    return all(labels.get(name, value) == value for name, value in fault.labels.items())


def _told(catalog: Catalog, job: str) -> Iterator[Fault]:
    for alert in catalog.alerts:
        if not isinstance(alert, Absent):
            yield from _of_job(alert.firing(), job)
    for slo in catalog.slos:
        examples = [one for one in slo.sli.examples() if one.total]
        worst = max(examples, key=lambda one: one.errors / one.total)
        yield from _of_job(worst.series, job)


def _of_job(series: Iterable[Series], job: str) -> Iterator[Fault]:
    """Yield what *job* itself exposes of *series*: the scrape's labels are not its own."""
    for one in series:
        if one.labels.get("job") != job or one.metric == "up":
            continue
        if str(one.labels.get("namespace", "")).startswith("not-"):
            continue
        hidden = ("job", "environment") if job in PLATFORM_JOBS else (*IDENTITY, "instance")
        own = Labels({k: v for k, v in one.labels.items() if k not in hidden})
        yield Fault(one.metric, own, *_course(one.values))


def _course(values: str) -> tuple[float, float]:
    """Return where a series begins, and its growth a second, from a value a minute."""
    found = _STEP.fullmatch(values.split(maxsplit=1)[0])
    if found is None:
        return 0.0, 0.0
    growth = float(found[3] or 0) / 60 * (-1 if found[2] == "-" else 1)
    return float(found[1]), growth
