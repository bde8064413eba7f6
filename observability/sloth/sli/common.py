"""The public common SLI plugins of https://github.com/slok/sloth-common-sli-plugins as functions.

Ids and options are theirs. What is mended: HAProxy, the API server and targets divide by traffic
that may be zero, which records NaN for a whole period; here no traffic is no errors. A filter is
taken with any matcher, not only with ``=``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from observability.sloth.sli.option import Meta, OptionError, Query

__all__ = ["QUERIES"]

_W = "{{.window}}"
_PREFIX = "sloth-common/"
_BUCKET = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|\+?Inf")

Options = Mapping[str, str]


def _matchers(options: Options, *more: str) -> str:
    """Return the option `filter` and *more* conditions, joined."""
    own = options.get("filter", "").strip("{},")
    return ",".join(one for one in (own, *more) if one)


def _required(options: Options, name: str) -> str:
    value = options.get(name, "").strip()
    if not value:
        raise OptionError(f'"{name}" option is required')
    return value


def _regex(name: str, text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise OptionError(f"{name}: invalid regex: {error}: {text}") from error
    return text.replace('"', '\\"')


def _bucket(options: Options) -> str:
    bucket = _required(options, "bucket")
    if not _BUCKET.fullmatch(bucket):
        raise OptionError(f"not a valid bucket, can't parse to float64: {bucket}")
    return bucket


def _ratio(errors: str, total: str) -> str:
    return f"\n(\n  {errors}\n  /\n  ({total} > 0)\n) OR on() vector(0)\n"


def _share(metric: str, options: Options, bad: str, *always: str) -> str:
    """Return the share of those events of *metric* that match *bad*."""
    errors = f"sum(rate({metric}{{{_matchers(options, *always, bad)}}}[{_W}]))"
    total = f"sum(rate({metric}{{{_matchers(options, *always)}}}[{_W}]))"
    return _ratio(errors, total)


def _slow(metric: str, options: Options, *always: str) -> str:
    """Return the share of those requests of the histogram *metric* that miss the bucket."""
    le = f'le="{_bucket(options)}"'
    total = f"sum(rate({metric}_count{{{_matchers(options, *always)}}}[{_W}]))"
    fast = f"sum(rate({metric}_bucket{{{_matchers(options, *always, le)}}}[{_W}]))"
    return _ratio(f"({total} - {fast})", total)


def _coredns_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    codes = options.get("custom_rcode_regex", "").strip() or "SERVFAIL"
    bad = f'rcode=~"{_regex("custom_rcode_regex", codes)}"'
    return _share("coredns_dns_responses_total", options, bad)


def _coredns_latency(_meta: Meta, _labels: Options, options: Options) -> str:
    return _slow("coredns_dns_request_duration_seconds", options)


def _haproxy_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    return _share("haproxy_frontend_http_responses_total", options, 'code="5xx"')


def _apiserver_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    return _share("apiserver_request_total", options, 'code=~"(5..|429)"')


def _apiserver_latency(_meta: Meta, _labels: Options, options: Options) -> str:
    return _slow("apiserver_request_duration_seconds", options, 'verb!="WATCH"')


def _targets_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    up = f"up{{{_matchers(options)}}}"
    down = f"sum(count_over_time(({up} == 0)[{_W}:]))"
    return _ratio(down, f"sum(count_over_time({up}[{_W}:]))")


def _traefik_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    name = _regex("service_name_regex", _required(options, "service_name_regex"))
    return _share("traefik_service_requests_total", options, 'code=~"(5..)"', f'service=~"{name}"')


QUERIES: dict[str, Query] = {
    f"{_PREFIX}coredns/availability": _coredns_availability,
    f"{_PREFIX}coredns/latency": _coredns_latency,
    f"{_PREFIX}haproxy/frontend/availability": _haproxy_availability,
    f"{_PREFIX}kubernetes/apiserver/availability": _apiserver_availability,
    f"{_PREFIX}kubernetes/apiserver/latency": _apiserver_latency,
    f"{_PREFIX}prometheus/targets/availability": _targets_availability,
    f"{_PREFIX}traefik/v2/availability": _traefik_availability,
}
"""The query of each plugin by its id."""
