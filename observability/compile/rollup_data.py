"""Which clusters have gone quiet: the others' data would hide it."""

from __future__ import annotations

from observability.base import naming
from observability.base.duration import hours
from observability.base.labels import Matcher
from observability.model.ruler import ThanosRuler
from observability.model.slo import SLO
from observability.promql import build
from observability.promql.expr import Binary, Expr, Selector

__all__ = ["cluster_gone"]

_REMEMBERED = hours(6)


def cluster_gone(slo: SLO, ruler: ThanosRuler) -> Expr:
    """Return the clusters that had events of *slo* in the last hours and have none now."""
    own = Matcher(naming.SLO_ID, "=", slo.id)
    rates = Selector(naming.TOTAL_RATE, (own, Matcher(ruler.cluster_label, "!=", "")))
    labels = (ruler.cluster_label, *naming.IDS)
    known = build.max_by(build.call("last_over_time", rates.range(_REMEMBERED)), *labels)
    gone = Binary("unless", known, build.max_by(rates, *labels))
    if not slo.maintenance:
        return gone
    resting = Selector(naming.MAINTENANCE, (own, Matcher(ruler.cluster_label, "=", "")))
    return build.excluding(gone, resting)
