"""Every series that exists: what programs show, what rules record, what Prometheus makes itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from observability.base.labels import Matcher
from observability.base.source import Source
from observability.exporters import blackbox, kubernetes
from observability.lint.targets import Job
from observability.model.catalog import Catalog
from observability.model.metric import Counter, Gauge, Histogram, Metric, NativeHistogram
from observability.promql.infer import Names, either

__all__ = ["COUNTER", "GAUGE", "Producer", "Series", "job_labels", "producers"]

COUNTER, GAUGE = "counter", "gauge"

# Of every target. Source: https://prometheus.io/docs/concepts/jobs_instances/
_PER_TARGET = (
    "up",
    "scrape_duration_seconds",
    "scrape_samples_post_metric_relabeling",
    "scrape_samples_scraped",
    "scrape_series_added",
)
_PER_ALERT = ("ALERTS", "ALERTS_FOR_STATE")


@attrs.frozen(kw_only=True)
class Producer:
    """A program that shows a metric.

    Args:
        job: The ``job`` label of its series.
        kind: Counter or gauge; the parts of a histogram are counters.
        labels: What it says itself; scraping adds to them.
        source: Where it is declared; None for what the tool knows.
    """

    job: str
    kind: str
    labels: frozenset[str]
    source: Source | None = None


def producers(catalog: Catalog) -> dict[str, tuple[Producer, ...]]:
    """Return who shows each metric."""
    found: dict[str, list[Producer]] = {}
    for metric in catalog.metrics:
        for name in metric.exposed():
            found.setdefault(name, []).append(_producer(metric, name))
    for name, (job, letter, labels) in (kubernetes.METRICS | blackbox.METRICS).items():
        kind = COUNTER if letter == "C" else GAUGE
        one = Producer(job=job, kind=kind, labels=frozenset(labels.split()))
        found.setdefault(name, []).append(one)
    return {name: tuple(every) for name, every in found.items()}


def _producer(metric: Metric, name: str) -> Producer:
    bucket = ["le"] if isinstance(metric, Histogram) and name.endswith("_bucket") else []
    kinds = {Counter: COUNTER, Histogram: COUNTER, NativeHistogram: COUNTER, Gauge: GAUGE}
    return Producer(
        job=metric.service.name,
        kind=next((kind for type_, kind in kinds.items() if isinstance(metric, type_)), ""),
        labels=frozenset((*metric.labels, *bucket)),
        source=metric.source,
    )


def job_labels(jobs: Iterable[Job]) -> dict[str, frozenset[str]]:
    """Return the labels that scraping gives to the series of each job."""
    found: dict[str, frozenset[str]] = {}
    for job in jobs:
        found[job.name] = found.get(job.name, frozenset()) | job.labels
    return found


@attrs.frozen(kw_only=True)
class Series:
    """What is known of each metric.

    Args:
        producers: Who shows it.
        jobs: The labels that come with each job; empty if there is no scrape configuration.
        recorded: The labels of what rules record.
    """

    producers: Mapping[str, tuple[Producer, ...]]
    jobs: Mapping[str, frozenset[str]]
    recorded: Mapping[str, Names]

    def exists(self, metric: str) -> bool:
        """Tell whether anybody shows or records *metric*."""
        always = metric in _PER_TARGET or metric in _PER_ALERT
        return always or metric in self.recorded or metric in self.producers

    def is_scraped(self, metric: str) -> bool:
        """Tell whether anybody whose *metric* it is can be scraped, as far as that is known."""
        return not self.jobs or any(one.job in self.jobs for one in self.producers[metric])

    def of(self, metric: str, matchers: tuple[Matcher, ...]) -> tuple[Producer, ...]:
        """Return the programs whose *metric* is selected by what *matchers* say of the job."""
        every = self.producers.get(metric, ())
        return tuple(one for one in every if _has_job(one.job, matchers))

    def declared(self, metric: str) -> tuple[Source, ...]:
        """Return where *metric* is declared."""
        found = [one.source for one in self.producers.get(metric, ()) if one.source]
        return tuple(dict.fromkeys(found))

    def names(self, metric: str, matchers: tuple[Matcher, ...]) -> Names:
        """Return which labels the series of *metric* can have."""
        if metric in self.recorded:
            return self.recorded[metric]
        if metric in _PER_TARGET:
            jobs = [name for name in self.jobs if _has_job(name, matchers)]
            return self._any([self.jobs[name] for name in jobs])
        return self._any([self._shown(one) for one in self.of(metric, matchers)])

    def known(self) -> tuple[str, ...]:
        """Return the name of every series, sorted."""
        return tuple(sorted({*_PER_TARGET, *_PER_ALERT, *self.recorded, *self.producers}))

    def _shown(self, producer: Producer) -> Names:
        added = self.jobs.get(producer.job)
        return None if added is None else added | producer.labels

    def _any(self, every: list[Names] | list[frozenset[str]]) -> Names:
        if not every:
            return None
        names: Names = frozenset()
        for one in every:
            names = either(names, one)
        return names


def _has_job(job: str, matchers: tuple[Matcher, ...]) -> bool:
    """Tell whether series of *job* fulfil *matchers*; a variable of Grafana may be any value."""
    conditions = [one for one in matchers if one.label == "job" and "$" not in one.value]
    return all(one.matches(job) for one in conditions)
