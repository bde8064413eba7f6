"""Metrics, declared once: name, type, labels, buckets. Rules and panels are built from these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar, cast

import attrs

from observability.base.duration import Duration
from observability.base.errors import DefinitionError, Problem, report
from observability.base.labels import Labels, Matcher, is_regex
from observability.base.naming import IDENTITY
from observability.base.sample import other
from observability.base.source import caller
from observability.model import check
from observability.model.definition import Definition
from observability.model.series import Series
from observability.model.service import Service
from observability.promql.expr import Selector

__all__ = ["Counter", "Exporter", "Gauge", "Histogram", "Metric", "NativeHistogram"]

T = TypeVar("T", bound="Metric")

_SCRAPED = (*IDENTITY, "instance")  # labels of every series, whatever the metric


def _own_labels(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.label_names(instance, attribute, value)
    for name in value if isinstance(value, tuple) else ():
        if name in (*IDENTITY, "le", "__name__"):
            hint = f"a label of the program's own by that name arrives as 'exported_{name}'"
            instance.complain("labels", f"label {check.shown(name)} is set by the scrape", hint)


@attrs.frozen(kw_only=True)
class Metric(Definition):
    """The base of the three kinds.

    Args:
        service: Whose ``/metrics`` shows it.
        name: As exposed, with the unit and the ``_total`` of a counter.
        labels: The labels it has of its own; those of the scrape come on top.
        help: What it counts or measures.
        unit: Grafana's unit id for it, such as ``s``, ``bytes``, ``reqps``.
    """

    service: Service = attrs.field(validator=check.is_a(Service))
    name: str = attrs.field(validator=check.metric_name)
    labels: tuple[str, ...] = attrs.field(
        default=(), converter=check.as_strings, validator=_own_labels
    )
    help: str = attrs.field(default="", validator=check.is_a(str))
    unit: str = attrs.field(default="short", validator=check.sentence)

    def select(self, where: Mapping[str, str] | None = None, *, suffix: str = "") -> Selector:
        """Return this service's series, narrowed by *where* (regular expressions allowed).

        Raises:
            DefinitionError: If the metric has no such label, or a value is no text, unless
                problems are being collected.
        """
        narrowed = Labels(where)
        for message, hint in (*self._undeclared(narrowed), *_unfit(narrowed)):
            report(Problem(source=caller(), message=message, help=hint, related=(self.source,)))
        own = tuple(Matcher.of(label, str(value)) for label, value in narrowed.items())
        return Selector(self.name + suffix, self.service.identity + own)

    def series(self, values: str, labels: Mapping[str, str] | None = None) -> Series:
        """Return a synthetic series of this metric for a proof, with the scrape's labels."""
        every = Labels(self.service.labels) | (labels or {})
        return Series(metric=self.name, labels=every, values=values)

    def strangers(self, only: Labels) -> dict[str, str]:
        """Return for each label that `select` narrows by a value that it must not select."""
        scraped = {name: f"not-{self.service.labels[name]}" for name in ("job", "namespace")}
        return scraped | {name: other(value) for name, value in only.items()}

    def exposed(self) -> tuple[str, ...]:
        """Return the names of the series that the metric yields."""
        return (self.name,)

    def require(self, user: Definition, field: str, labels: Iterable[str]) -> None:
        """Report at *user*'s *field* each of *labels* that the metric does not have."""
        for message, hint in self._undeclared(labels):
            user.complain(field, message, hint, related=(self.source,))

    def _undeclared(self, labels: Iterable[str]) -> Iterator[tuple[str, str]]:
        if not isinstance(self.labels, tuple) or not all(isinstance(x, str) for x in self.labels):
            return
        for label in labels:
            if label in self.labels or label in _SCRAPED:
                continue
            near = check.nearest(label, self.labels)
            hint = f"its labels are {', '.join(self.labels) or 'none'}"
            hint += f"; did you mean {near!r}?" if near else ""
            yield f"{self.name} declares no label {label!r}", hint


def _unfit(labels: Labels) -> Iterator[tuple[str, str]]:
    for label, value in labels.items():
        if not isinstance(value, str):
            yield f"label {label} is {check.described(value)}, not a string", f'write "{value}"'
        elif is_regex(value) and not _compiles(value):
            yield f"label {label} is {check.shown(value)}, which is no regular expression", ""


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


@attrs.frozen(kw_only=True)
class Counter(Metric):
    """A number that only grows; always read through a rate."""


@attrs.frozen(kw_only=True)
class Gauge(Metric):
    """A number that goes up and down."""


def _buckets(value: Iterable[Duration]) -> tuple[Duration, ...]:
    return cast("tuple[Duration, ...]", check.sequence(value))


def _ascending(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.each(Duration, "[ms(50), ms(100), ms(250)]")(instance, attribute, value)
    if not isinstance(value, tuple) or not all(isinstance(one, Duration) for one in value):
        return
    if not value or not value[0] or list(value) != sorted(set(value)):
        message = "buckets must be above 0 and ascend, each once, at least one"
        instance.complain("buckets", message, "write buckets=[ms(50), ms(100), ms(250)]")


@attrs.frozen(kw_only=True)
class Histogram(Metric):
    """A classic histogram of durations, in *scale* milliseconds a unit (1000: seconds)."""

    buckets: tuple[Duration, ...] = attrs.field(converter=_buckets, validator=_ascending)
    scale: int = attrs.field(default=1000, validator=check.between(1, 1000))
    unit: str = attrs.field(default="s", validator=check.sentence)

    def exposed(self) -> tuple[str, ...]:
        """Return the names of the series that the histogram yields."""
        return (f"{self.name}_bucket", f"{self.name}_count", f"{self.name}_sum")

    def bound(self, bucket: Duration) -> str:
        """Return the ``le`` value of *bucket* as Prometheus 3 normalises it: ``0.25``, ``1.0``."""
        return str(bucket.milliseconds / self.scale)

    def within(self, bucket: Duration) -> Matcher:
        """Match the series that counts observations up to *bucket*.

        Prometheus 2 stores a whole bound as the client wrote it (``1``), Prometheus 3 as a float
        (``1.0``): both are matched.
        """
        bound = self.bound(bucket)
        whole, _, fraction = bound.partition(".")
        if fraction != "0":
            return Matcher("le", "=", bound)
        return Matcher("le", "=~", rf"{whole}(\.0)?")


@attrs.frozen(kw_only=True)
class NativeHistogram(Metric):
    """A native histogram of durations, in *scale* milliseconds a unit (1000: seconds).

    Prometheus must be told to keep them: ``--enable-feature=native-histograms`` in version 2,
    ``scrape_native_histograms`` from 3.8 on.
    """

    scale: int = attrs.field(default=1000, validator=check.between(1, 1000))
    unit: str = attrs.field(default="s", validator=check.sentence)


def _metrics(value: Iterable[Metric]) -> tuple[Metric, ...]:
    return cast("tuple[Metric, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class Exporter(Definition):
    """The metrics of a program that we did not write, by their real names."""

    service: Service = attrs.field(validator=check.is_a(Service))
    metrics: tuple[Metric, ...] = attrs.field(
        converter=_metrics, validator=check.each(Metric, "[Gauge(…)]")
    )

    def counter(self, name: str) -> Counter:
        """Return the counter called *name*.

        Raises:
            DefinitionError: If the exporter has no counter of that name; the nearest is named.
        """
        return self._find(name, Counter)

    def gauge(self, name: str) -> Gauge:
        """Return the gauge called *name*.

        Raises:
            DefinitionError: If the exporter has no gauge of that name; the nearest is named.
        """
        return self._find(name, Gauge)

    def histogram(self, name: str) -> Histogram:
        """Return the histogram called *name*.

        Raises:
            DefinitionError: If the exporter has no histogram of that name; the nearest is named.
        """
        return self._find(name, Histogram)

    def _find(self, name: str, kind: type[T]) -> T:
        known = {str(metric.name): metric for metric in self.metrics}
        found = known.get(name)
        if isinstance(found, kind):
            return found
        word = kind.__name__.lower()
        message = f"the exporter of {self.service.name} has no {word} {name!r}"
        near = check.nearest(name, [one for one in known if isinstance(known[one], kind)])
        hint = f"did you mean {near!r}?" if near else ""
        if found is not None:
            hint = f"{name} is a {type(found).__name__.lower()}"
        raise DefinitionError(Problem(source=caller(), message=message, help=hint))
