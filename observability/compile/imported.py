"""What definitions in Python say of the SLOs of a spec, and what they can not."""

from __future__ import annotations

import re
from decimal import Decimal

import attrs

from observability.base import naming
from observability.base.duration import Duration
from observability.base.labels import Matcher
from observability.model.foreign import ForeignSLO
from observability.promql import parser
from observability.promql.linear import WINDOW, split
from observability.slo.windows import PERIOD

__all__ = ["Declared", "declared", "kept_labels", "left_out"]

_SECONDS = re.compile(r"(.+_seconds)_(bucket|count|sum)")
_SLO_OWN = (*naming.GENERATED, "slo")


@attrs.frozen(kw_only=True)
class Declared:
    """A metric that queries read.

    *buckets* are the bounds that they name, ascending; a counter has none. *is_histogram* tells a
    histogram of which no bucket is named.
    """

    name: str
    labels: tuple[str, ...]
    buckets: tuple[Duration, ...] = ()
    is_histogram: bool = False


def declared(slos: tuple[ForeignSLO, ...]) -> tuple[Declared, ...]:
    """Return the metrics that the queries of *slos* read, by name, with the labels asked of them.

    The labels that every scrape gives are left out.
    """
    labels: dict[str, set[str]] = {}
    buckets: dict[str, set[Duration]] = {}
    for slo in slos:
        for query in (slo.sli.errors, slo.sli.total):
            for use in parser.uses(WINDOW.sub("5m", query)):
                found = _SECONDS.fullmatch(use.metric)
                name = found[1] if found else use.metric
                asked = {one.label for one in use.matchers} | set(split(query).labels)
                labels.setdefault(name, set()).update(asked - {"le", *naming.IDENTITY})
                if found:
                    bounds = {_bound(one) for one in use.matchers if one.label == "le"}
                    buckets.setdefault(name, set()).update(one for one in bounds if one)
    return tuple(
        Declared(
            name=name,
            labels=tuple(sorted(labels[name])),
            buckets=tuple(sorted(buckets.get(name, ()))),
            is_histogram=name in buckets,
        )
        for name in sorted(labels)
        if name
    )


def _bound(le: Matcher) -> Duration | None:
    """Return the bucket that *le* names, or None: no whole number of milliseconds."""
    text = re.match(r"\d+(\.\d+)?", le.value.replace("\\.", "."))
    if text is None or le.op not in ("=", "=~"):
        return None
    length = Decimal(text[0]) * 1000
    return Duration(int(length)) if length == int(length) and length else None


def kept_labels(slo: ForeignSLO) -> dict[str, str]:
    """Return the labels of *slo* that a definition may set."""
    return {name: value for name, value in slo.labels.items() if name not in _SLO_OWN}


def left_out(slo: ForeignSLO) -> tuple[str, ...]:
    """Return what of *slo* a definition does not say, and why, a sentence each."""
    found = []
    if slo.alerting.name:
        found.append(
            f"The alerts are named after the service and the SLO here, not {slo.alerting.name}."
        )
    for name, value in slo.labels.items():
        if name in _SLO_OWN:
            found.append(f"The label {name}={value}: the generator sets it.")
    for kind, notice in (("page", slo.alerting.page), ("ticket", slo.alerting.ticket)):
        if notice is not None and notice.labels:
            listed = ", ".join(f"{name}={value}" for name, value in notice.labels.items())
            found.append(f"Labels of the {kind} ({listed}): routes follow the team and severity.")
        if notice is not None and notice.annotations:
            listed = ", ".join(notice.annotations)
            found.append(f"Annotations of the {kind} ({listed}): they are generated.")
    if slo.period != PERIOD and slo.period.milliseconds % 86_400_000:
        found.append(f"The period of {slo.period}.")
    return tuple(found)
