"""blackbox_exporter: what comes of opening a connection, https://github.com/prometheus/blackbox_exporter.

Each public host of the ways in is asked over TLS, as users do; the series are about the host.
"""

from __future__ import annotations

from observability.base.errors import DefinitionError, Problem
from observability.base.labels import Labels, Matcher
from observability.base.naming import BLACKBOX
from observability.base.source import caller
from observability.base.words import nearest
from observability.model.series import Series
from observability.promql import build
from observability.promql.expr import Expr, Selector

__all__ = ["METRICS", "certificate_left", "probe", "probe_series"]

METRICS: dict[str, tuple[str, str, str]] = {
    "probe_success": (BLACKBOX, "G", ""),
    "probe_duration_seconds": (BLACKBOX, "G", ""),
    "probe_ssl_earliest_cert_expiry": (BLACKBOX, "G", ""),
}
"""Name to scrape job, type (G gauge) and labels."""

_PORT = 443


def probe(host: str, metric: str) -> Selector:
    """Return what *metric* says of the public *host*."""
    return Selector(
        _known(metric), (Matcher("job", "=", BLACKBOX), Matcher("instance", "=", _asked(host)))
    )


def certificate_left(host: str) -> Expr:
    """Return the seconds until the certificate expires that the public *host* shows to users."""
    expires = build.max_by(probe(host, "probe_ssl_earliest_cert_expiry"), "instance")
    return build.minus(expires, build.call("time"))


def probe_series(host: str, metric: str, values: str) -> Series:
    """Return a synthetic series of *metric* about the public *host*, for a proof.

    Raises:
        DefinitionError: If nobody reports *metric*; the nearest is named.
    """
    labels = Labels({"job": BLACKBOX, "instance": _asked(host)})
    return Series(metric=_known(metric), labels=labels, values=values)


def _asked(host: str) -> str:
    return f"{host}:{_PORT}"


def _known(metric: str) -> str:
    if metric in METRICS:
        return metric
    near = nearest(metric, METRICS)
    hint = f"did you mean {near!r}?" if near else ""
    message = f"the prober of public hosts is not known to report {metric!r}"
    raise DefinitionError(Problem(source=caller(), message=message, help=hint))
