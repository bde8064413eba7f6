"""More of the common SLI plugins: meshes, ingresses, controllers, and two for trying out."""

from __future__ import annotations

from collections.abc import Mapping

from observability.sloth.sli.option import Meta, Query
from observability.sloth.sli.shape import (
    WINDOW,
    matchers,
    number,
    ratio,
    regex,
    required,
    selected,
    share,
    slow,
    text,
    truth,
)  # fmt: skip

__all__ = ["QUERIES"]

_PREFIX = "sloth-common/"

Options = Mapping[str, str]


def _excluding(options: Options, label: str) -> tuple[str, ...]:
    """Return the condition that leaves failed requests out, if they are to be."""
    return (f'{label}!~"5.."',) if truth(options, "exclude_errors") else ()


def _istio(options: Options) -> tuple[str, ...]:
    return (
        f'destination_service_name="{text(options, "service")}"',
        f'destination_service_namespace="{text(options, "namespace")}"',
    )


def _istio_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    return share("istio_requests_total", options, 'response_code=~"(5..|429)"', *_istio(options))


def _istio_latency(_meta: Meta, _labels: Options, options: Options) -> str:
    always = (*_excluding(options, "response_code"), *_istio(options))
    return slow("istio_request_duration_milliseconds", options, *always)


def _linkerd_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    inbound, bad = 'direction="inbound"', 'classification="failure"'
    return share("response_total", options, bad, inbound, needed=True)


def _linkerd_latency(_meta: Meta, _labels: Options, options: Options) -> str:
    matchers(options, needed=True)
    return slow("response_latency_ms", options, 'direction="inbound"')


def _kooper_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    controller = f'controller="{text(options, "controller")}"'
    events = "kooper_controller_processed_event_duration_seconds_count"
    queued = "kooper_controller_queued_events_total"
    failed = selected(events, matchers(options, controller, 'success="false"'))
    again = selected(queued, matchers(options, controller, 'requeue="true"'))
    total = f"({selected(events, matchers(options, controller))} - ({again} OR on() vector(0)))"
    return ratio(failed, total)


def _kooper_latency(_meta: Meta, _labels: Options, options: Options) -> str:
    controller = f'controller="{text(options, "controller")}"'
    return slow("kooper_controller_processed_event_duration_seconds", options, controller)


def _kooper_congestion(_meta: Meta, _labels: Options, options: Options) -> str:
    controller = f'controller="{text(options, "controller")}"'
    return slow("kooper_controller_event_in_queue_duration_seconds", options, controller)


def _nginx_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    return share("nginx_ingress_controller_requests", options, 'status=~"(5..|429)"')


def _http_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    metric = "http_request_duration_seconds_count"
    return share(metric, options, 'code=~"(5..|429)"', needed=True)


def _http_latency(_meta: Meta, _labels: Options, options: Options) -> str:
    matchers(options, needed=True)
    return slow("http_request_duration_seconds", options, *_excluding(options, "code"))


def _rules_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    metric, conditions = "prometheus_rule_evaluation", matchers(options)
    failed = selected(f"{metric}_failures_total", conditions)
    return ratio(failed, selected(f"{metric}s_total", conditions))


def _backend(options: Options) -> str:
    return f'backend=~"{regex("backend_regex", required(options, "backend_regex"))}"'


def _traefik1_availability(_meta: Meta, _labels: Options, options: Options) -> str:
    metric = "traefik_backend_requests_total"
    return share(metric, options, 'code=~"(5..|429)"', _backend(options))


def _traefik1_latency(_meta: Meta, _labels: Options, options: Options) -> str:
    always = (*_excluding(options, "code"), _backend(options))
    return slow("traefik_backend_request_duration_seconds", options, *always)


def _traefik2_latency(_meta: Meta, _labels: Options, options: Options) -> str:
    name = regex("service_name_regex", required(options, "service_name_regex"))
    always = (*_excluding(options, "code"), f'service=~"{name}"')
    return slow("traefik_service_request_duration_seconds", options, *always)


def _fake(meta: Meta, _labels: Options, options: Options) -> str:
    burn = number("burn_rate", required(options, "burn_rate"))
    jitter = number("jitter_percent", options.get("jitter_percent", "0"))
    errors = (100 - float(meta.objective)) / 100 * burn
    query = f"max_over_time(vector({errors:f})[{WINDOW}:])"
    if not jitter:
        return query
    noise = "(time() * minute() * hour() * day_of_week() * month())"
    return f"({query}) - (({errors:f} * ({jitter:f} - ({noise} % {jitter * 2:f}))) / 100)"


def _noop(_meta: Meta, _labels: Options, _options: Options) -> str:
    return f"max_over_time(vector(0)[{WINDOW}:])"


QUERIES: dict[str, Query] = {
    f"{_PREFIX}fake": _fake,
    f"{_PREFIX}istio/v1/availability": _istio_availability,
    f"{_PREFIX}istio/v1/latency": _istio_latency,
    f"{_PREFIX}kubernetes/kooper/availability": _kooper_availability,
    f"{_PREFIX}kubernetes/kooper/latency": _kooper_latency,
    f"{_PREFIX}kubernetes/kooper/queue-congestion": _kooper_congestion,
    f"{_PREFIX}kubernetes/nginx-ingress/availability": _nginx_availability,
    f"{_PREFIX}linkerd/v2/availability": _linkerd_availability,
    f"{_PREFIX}linkerd/v2/latency": _linkerd_latency,
    f"{_PREFIX}prometheus/rules/eval-availability": _rules_availability,
    f"{_PREFIX}slok-go-http-metrics/availability": _http_availability,
    f"{_PREFIX}slok-go-http-metrics/latency": _http_latency,
    f"{_PREFIX}traefik/v1/availability": _traefik1_availability,
    f"{_PREFIX}traefik/v1/latency": _traefik1_latency,
    f"{_PREFIX}traefik/v2/latency": _traefik2_latency,
    "sloth_common/noop": _noop,
}
"""The query of each of these plugins by its id; that of `noop` is spelt so in the original."""
