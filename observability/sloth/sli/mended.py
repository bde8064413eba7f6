"""How the common SLI plugins here differ from the published ones, a sentence each."""

from __future__ import annotations

__all__ = ["MENDED", "mended"]

_PREFIX = "sloth-common/"
_NO_NAN = "0 without traffic, where the original records NaN"

MENDED: dict[str, str] = {
    "coredns/availability": "0 without traffic or without errors, where the original has no value",
    "haproxy/frontend/availability": _NO_NAN,
    "istio/v1/availability": "the window is left to Sloth, where the original fails to render",
    "istio/v1/latency": "exclude_errors reads response_code, where the original reads code, "
    "a label that Istio does not have",
    "kubernetes/apiserver/availability": _NO_NAN,
    "kubernetes/apiserver/latency": _NO_NAN,
    "kubernetes/kooper/availability": f"{_NO_NAN}; a value before the first event is queued again, "
    "where the original has none",
    "kubernetes/kooper/latency": _NO_NAN,
    "kubernetes/kooper/queue-congestion": _NO_NAN,
    "kubernetes/nginx-ingress/availability": _NO_NAN,
    "linkerd/v2/availability": f"{_NO_NAN}; rate in place of increase, which is the same share",
    "linkerd/v2/latency": "the share of responses slower than the bucket, from "
    "response_latency_ms, where the original is not valid PromQL",
    "prometheus/rules/eval-availability": _NO_NAN,
    "prometheus/targets/availability": "a share from 0 to 1, where the original reads 6 "
    "with one of two targets down",
    "slok-go-http-metrics/availability": _NO_NAN,
    "slok-go-http-metrics/latency": _NO_NAN,
}
"""What differs, by the id without its prefix."""


def mended(plugin: str) -> str | None:
    """Return how the plugin of this id differs from the published one, or None if it is equal."""
    return MENDED.get(plugin.removeprefix(_PREFIX))
