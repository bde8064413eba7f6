"""What a Prometheus says to a query, as values."""

from __future__ import annotations

import math
from collections.abc import Mapping

import attrs

from observability.base import naming
from observability.base.labels import Labels

__all__ = ["Answer", "Sample", "by_slo", "instance_of", "own_labels"]

# What tells the SLO, apart from the labels that it is grouped by.
_KNOWN = frozenset(
    (*naming.IDS, naming.SLO_SLOT, naming.SLO_WINDOW, naming.SLO_PERIOD, naming.SLO_POLICY)
) | {naming.SLO_STEP, naming.SLO_WINDOWS, "__name__"}


@attrs.frozen(kw_only=True)
class Sample:
    """The value of a series at the moment of the query; may be NaN or infinite."""

    labels: Labels
    value: float

    @property
    def slo(self) -> str:
        """The id of the SLO that it belongs to, or an empty string."""
        return self.labels.get(naming.SLO_ID, "")


@attrs.frozen(kw_only=True)
class Answer:
    """All samples of an instant query.

    Args:
        samples: A scalar is one sample without labels.
        read: How many samples the server read for it, if it was asked and counts them.
        warnings: What the server says of parts that are missing.
    """

    samples: tuple[Sample, ...]
    read: int | None = None
    warnings: tuple[str, ...] = ()


def by_slo(samples: tuple[Sample, ...]) -> Mapping[str, tuple[Sample, ...]]:
    """Return *samples* by the SLO that they belong to; what is no number is left out."""
    found: dict[str, tuple[Sample, ...]] = {}
    for one in samples:
        if one.slo and not math.isnan(one.value):
            found[one.slo] = (*found.get(one.slo, ()), one)
    return found


def own_labels(sample: Sample) -> str:
    """Return the labels of its group, as ``{route="/pay"}``, or an empty string."""
    told = [f'{name}="{value}"' for name, value in sample.labels.items() if name not in _KNOWN]
    return f"{{{', '.join(told)}}}" if told else ""


def instance_of(alert: Sample) -> str:
    """Return the labels that tell an instance of an alert from another, as `own_labels` does."""
    generated = {*naming.GENERATED, "alertstate", "slo", "sloth_severity"}
    kept = {name: value for name, value in alert.labels.items() if name not in generated}
    return own_labels(attrs.evolve(alert, labels=Labels(kept)))
