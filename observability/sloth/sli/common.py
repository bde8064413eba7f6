"""The public common SLI plugins of https://github.com/slok/sloth-common-sli-plugins as functions.

Ids and options are theirs. What is mended: HAProxy, the API server and targets divide by traffic
that may be zero, which records NaN for a whole period; here no traffic is no errors. A filter is
taken with any matcher, not only with ``=``.
"""

from __future__ import annotations

from collections.abc import Mapping

from observability.sloth.sli.further import QUERIES as FURTHER
from observability.sloth.sli.option import Meta, Query
from observability.sloth.sli.shape import WINDOW, matchers, ratio, regex, required, share, slow

__all__ = ["QUERIES"]

_PREFIX = "sloth-common/"

Options = Mapping[str, str]


def _coredns_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    codes = options.get("custom_rcode_regex", "").strip() or "SERVFAIL"
    bad = f'rcode=~"{regex("custom_rcode_regex", codes)}"'
    return share("coredns_dns_responses_total", options, bad)


def _coredns_latency(_meta: Meta, _labels: Options, options: Options) -> str:
    return slow("coredns_dns_request_duration_seconds", options)


def _haproxy_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    return share("haproxy_frontend_http_responses_total", options, 'code="5xx"')


def _apiserver_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    return share("apiserver_request_total", options, 'code=~"(5..|429)"')


def _apiserver_latency(_meta: Meta, _labels: Options, options: Options) -> str:
    return slow("apiserver_request_duration_seconds", options, 'verb!="WATCH"')


def _targets_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    up = f"up{{{matchers(options)}}}"
    down = f"sum(count_over_time(({up} == 0)[{WINDOW}:]))"
    return ratio(down, f"sum(count_over_time({up}[{WINDOW}:]))")


def _traefik_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    name = regex("service_name_regex", required(options, "service_name_regex"))
    return share("traefik_service_requests_total", options, 'code=~"(5..)"', f'service=~"{name}"')


QUERIES: dict[str, Query] = {
    f"{_PREFIX}coredns/availability": _coredns_availability,
    f"{_PREFIX}coredns/latency": _coredns_latency,
    f"{_PREFIX}haproxy/frontend/availability": _haproxy_availability,
    f"{_PREFIX}kubernetes/apiserver/availability": _apiserver_availability,
    f"{_PREFIX}kubernetes/apiserver/latency": _apiserver_latency,
    f"{_PREFIX}prometheus/targets/availability": _targets_availability,
    f"{_PREFIX}traefik/v2/availability": _traefik_availability,
    **FURTHER,
}
"""The query of each plugin by its id."""
