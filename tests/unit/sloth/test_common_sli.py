"""The common SLI plugins: the query of each, what is said of wrong options, and what is mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from observability.app_sloth import Specs, generate_specs
from observability.formats.sloth_spec import PluginSli
from observability.io.tools.run import run
from observability.sloth.generate import Options
from observability.sloth.sli import QUERIES, Meta, OptionError, mended, query

META = Meta(service="shop", slo="a1", objective="99.900000")
FILTER = 'job="a"'
OPTIONS = {
    "filter": "{" + FILTER + ",}",
    "bucket": "0.25",
    "service": "web",
    "namespace": "shop",
    "controller": "sync",
    "backend_regex": "web.*",
    "service_name_regex": "web.*",
    "exclude_errors": "true",
    "burn_rate": "2",
}
ISTIO = 'destination_service_name="web",destination_service_namespace="shop"'
KOOPER = f'{FILTER},controller="sync"'
EVENTS = "kooper_controller_processed_event_duration_seconds"


def _share(bad: str, total: str) -> str:
    def rate(selector: str) -> str:
        metric, _, conditions = selector.partition("{")
        return f"sum(rate({metric}{{ {conditions} }}[{{{{.window}}}}]))"

    return f"\n(\n  {rate(bad)}\n  /\n  ({rate(total)} > 0)\n) OR on() vector(0)\n"


def _slow(metric: str, conditions: str) -> str:
    fast = f'sum(rate({metric}_bucket{{ {conditions},le="0.25" }}[{{{{.window}}}}]))'
    total = f"sum(rate({metric}_count{{ {conditions} }}[{{{{.window}}}}]))"
    return f"\n1 - ((\n  {fast}\n  /\n  ({total} > 0)\n) OR on() vector(1))\n"


FURTHER = {
    "sloth-common/fake": "max_over_time(vector(0.002000)[{{.window}}:])",
    "sloth_common/noop": "max_over_time(vector(0)[{{.window}}:])",
    "sloth-common/istio/v1/availability": _share(
        f'istio_requests_total{{{FILTER},{ISTIO},response_code=~"(5..|429)"',
        f"istio_requests_total{{{FILTER},{ISTIO}",
    ),
    "sloth-common/istio/v1/latency": _slow(
        "istio_request_duration_milliseconds", f'{FILTER},response_code!~"5..",{ISTIO}'
    ),
    "sloth-common/kubernetes/kooper/availability": (
        f'\n(\n  sum(rate({EVENTS}_count{{ {KOOPER},success="false" }}[{{{{.window}}}}]))\n'
        f"  /\n  ((sum(rate({EVENTS}_count{{ {KOOPER} }}[{{{{.window}}}}])) - "
        f'(sum(rate(kooper_controller_queued_events_total{{ {KOOPER},requeue="true" }}'
        "[{{.window}}])) OR on() vector(0))) > 0)\n) OR on() vector(0)\n"
    ),
    "sloth-common/kubernetes/kooper/latency": _slow(EVENTS, KOOPER),
    "sloth-common/kubernetes/kooper/queue-congestion": _slow(
        "kooper_controller_event_in_queue_duration_seconds", KOOPER
    ),
    "sloth-common/kubernetes/nginx-ingress/availability": _share(
        f'nginx_ingress_controller_requests{{{FILTER},status=~"(5..|429)"',
        f"nginx_ingress_controller_requests{{{FILTER}",
    ),
    "sloth-common/linkerd/v2/availability": _share(
        f'response_total{{{FILTER},direction="inbound",classification="failure"',
        f'response_total{{{FILTER},direction="inbound"',
    ),
    "sloth-common/linkerd/v2/latency": _slow(
        "response_latency_ms", f'{FILTER},direction="inbound"'
    ),
    "sloth-common/prometheus/rules/eval-availability": _share(
        f"prometheus_rule_evaluation_failures_total{{{FILTER}",
        f"prometheus_rule_evaluations_total{{{FILTER}",
    ),
    "sloth-common/slok-go-http-metrics/availability": _share(
        f'http_request_duration_seconds_count{{{FILTER},code=~"(5..|429)"',
        f"http_request_duration_seconds_count{{{FILTER}",
    ),
    "sloth-common/slok-go-http-metrics/latency": _slow(
        "http_request_duration_seconds", f'{FILTER},code!~"5.."'
    ),
    "sloth-common/traefik/v1/availability": _share(
        f'traefik_backend_requests_total{{{FILTER},backend=~"web.*",code=~"(5..|429)"',
        f'traefik_backend_requests_total{{{FILTER},backend=~"web.*"',
    ),
    "sloth-common/traefik/v1/latency": _slow(
        "traefik_backend_request_duration_seconds", f'{FILTER},code!~"5..",backend=~"web.*"'
    ),
    "sloth-common/traefik/v2/latency": _slow(
        "traefik_service_request_duration_seconds", f'{FILTER},code!~"5..",service=~"web.*"'
    ),
}


def _query(plugin: str, **changes: str) -> str:
    return query(PluginSli(id=plugin, options={**OPTIONS, **changes}), META, {})


@pytest.mark.parametrize("plugin", FURTHER)
def test_query(plugin: str) -> None:
    """Each plugin writes the query of its service's share of bad events."""
    assert FURTHER[plugin] == _query(plugin)


@pytest.mark.parametrize(
    ("plugin", "changes", "said"),
    [
        ("istio/v1/availability", {"service": ""}, '"service" option is required'),
        ("istio/v1/latency", {"namespace": " "}, '"namespace" option is required'),
        ("istio/v1/latency", {"exclude_errors": "yes"}, "can't parse to bool: yes"),
        ("kubernetes/kooper/latency", {"controller": ""}, '"controller" option is required'),
        ("kubernetes/kooper/queue-congestion", {"bucket": "fast"}, "not a valid bucket"),
        ("kubernetes/nginx-ingress/availability", {"filter": "a"}, "invalid prometheus filter: a"),
        ("linkerd/v2/availability", {"filter": ""}, "filter is required"),
        ("linkerd/v2/latency", {"filter": "{}"}, "filter is required"),
        ("slok-go-http-metrics/latency", {"filter": ""}, "filter is required"),
        ("traefik/v1/availability", {"backend_regex": "("}, "backend_regex: invalid regex"),
        ("traefik/v2/latency", {"service_name_regex": ""}, '"service_name_regex" option is'),
        ("fake", {"burn_rate": "fast"}, "not a valid burn_rate"),
        ("fake", {"jitter_percent": "x"}, "not a valid jitter_percent"),
    ],
)
def test_wrong_option_is_told(plugin: str, changes: dict[str, str], said: str) -> None:
    """An option that is missing or wrong is named, with its value."""
    with pytest.raises(OptionError) as caught:
        _query(f"sloth-common/{plugin}", **changes)

    assert said in str(caught.value)


def test_jitter_is_taken_from_the_burn_rate() -> None:
    """The noise of `fake` moves the errors by so many percent up or down."""
    noise = "((time() * minute() * hour() * day_of_week() * month()) % 20.000000)"
    base = "(max_over_time(vector(0.002000)[{{.window}}:]))"

    assert f"{base} - ((0.002000 * (10.000000 - {noise})) / 100)" == _query(
        "sloth-common/fake", jitter_percent="10"
    )


def test_quotes_in_a_name_do_not_end_the_matcher() -> None:
    """A name with a quotation mark stays one value."""
    assert r'destination_service_name="a\"b"' in _query(
        "sloth-common/istio/v1/availability", service='a"b'
    )


def test_promtool_reads_every_query(tmp_path: Path) -> None:
    """Prometheus itself takes all queries, each as one rule."""
    rules = [
        f"  - record: a:b{at}\n    expr: |-\n"
        + "".join(
            f"      {line}\n" for line in _query(one).replace("{{.window}}", "5m").split("\n")
        )
        for at, one in enumerate(QUERIES)
    ]
    path = tmp_path / "rules.yml"
    path.write_text("groups:\n- name: all\n  rules:\n" + "".join(rules), encoding="utf-8")

    assert f"{len(QUERIES)} rules found" in run("promtool", ["check", "rules", str(path)]).output


def test_mended_names_a_plugin_that_differs() -> None:
    """What differs from the original is a sentence; one that is equal has none."""
    assert "NaN" in (mended("sloth-common/kubernetes/nginx-ingress/availability") or "")
    assert None is mended("sloth-common/traefik/v1/latency")


SPEC = """\
version: prometheus/v1
service: api
slos:
- name: availability
  objective: 99.9
  sli:
    plugin:
      id: sloth-common/kubernetes/nginx-ingress/availability
      options: {service: api, namespace: shop}
  alerting:
    page_alert: {disable: true}
    ticket_alert: {disable: true}
"""


def test_a_mended_plugin_in_use_is_told_at_its_line(tmp_path: Path) -> None:
    """Whoever switches sees which numbers will differ, and why."""
    path = tmp_path / "api.yml"
    path.write_text(SPEC, encoding="utf-8")
    options = Options(version="dev")
    made = generate_specs(
        Specs(path=str(path)), "-", options, recordings=True, alerts=True, multi_document=False
    )
    (warning,) = made.warnings

    assert () == made.problems
    assert f"{path}:8" == str(warning.source)
    assert "differs from Sloth's: 0 without traffic" in warning.message
