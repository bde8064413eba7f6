"""From rows of name, type and labels to an Exporter."""

from __future__ import annotations

from observability.base.duration import Duration
from observability.model.metric import Counter, Exporter, Gauge, Histogram, Metric
from observability.model.service import Service

__all__ = ["Row", "exporter"]

Row = tuple[str, str, str]
"""The type (C counter, G gauge), the name, and the labels with spaces between."""

_KINDS: dict[str, type[Counter | Gauge]] = {"C": Counter, "G": Gauge}


def exporter(
    service: Service,
    rows: tuple[Row, ...],
    histograms: dict[str, tuple[str, tuple[Duration, ...], int]] | None = None,
) -> Exporter:
    """Return the exporter of *service* with a metric for each row.

    *histograms* maps a name to its labels, its buckets and how many milliseconds its unit has.
    """
    metrics: list[Metric] = [
        _KINDS[kind](service=service, name=name, labels=labels.split())
        for kind, name, labels in rows
    ]
    for name, (labels, buckets, scale) in (histograms or {}).items():
        metrics.append(
            Histogram(
                service=service, name=name, labels=labels.split(), buckets=buckets, scale=scale
            )
        )
    return Exporter(service=service, metrics=metrics)
