"""Each rule of the model, with the keyword it blames, the reason and the way out."""

from __future__ import annotations

from typing import Any

import pytest

from observability import (
    SLO,
    Autoscaling,
    Availability,
    Composite,
    Counter,
    Deployment,
    Email,
    Environment,
    Example,
    External,
    Freshness,
    GaugeWithin,
    Histogram,
    HttpProbe,
    Latency,
    NativeLatency,
    Part,
    Port,
    Probe,
    Project,
    Raw,
    RawRatio,
    Reset,
    Resources,
    SecretEnv,
    Series,
    Service,
    Smtp,
    Team,
    Threshold,
    Throughput,
    Watchdog,
    Webhook,
    WorkingHours,
    days,
    minutes,
    ms,
    seconds,
)
from observability.model.definition import Definition
from tests.core_definitions import (
    ANSWERED,
    DURATION,
    FAST,
    LOST,
    REQUESTS,
    SERVICE,
    UP,
    problems_of,
    valid,
)

RANGE = UP.select().range(minutes(5))
SHORT = "sum(rate(http_requests_total[5m]))"
OTHER = "sum(rate(http_request_total[{{.window}}]))"
IDLE = Example(title="idle", series=[LOST], errors=0, total=0)
FOUND: list[tuple[type[Definition], str, Any, str, str]] = [
    (SLO, "objective", 0.999, "objective is 0.999 %, which reads like a ratio", "write 99.9 for 99.9 %"),
    (SLO, "objective", 1, "objective is 1 %, which reads like a ratio", "write 99.9 for 99.9 %"),
    (SLO, "objective", 100, "objective is 100 %; it leaves no budget", "write a percentage, like 99.9"),
    (SLO, "objective", 101, "objective is 101 %; it must lie from 20 to below 100", "write a percentage"),
    (SLO, "objective", -5, "objective is -5 %; it must lie from 20 to below 100", "write a percentage"),
    (SLO, "objective", "99.9", "objective is '99.9', a str, not a number", "write objective=99.9"),
    (SLO, "objective", True, "objective is True, a bool, not a number", "write objective=99.9"),
    (SLO, "objective", None, "objective is None, not a number", "write objective=99.9"),
    (SLO, "objective", 99.1234567, "which has more than 6 decimals", "write 99.123457"),
    (SLO, "sli", Availability, "sli is Availability, which is no kind of indicator", "write sli=Availability(…)"),
    (SLO, "sli", REQUESTS, "sli is a Counter, which is no kind of indicator", "write sli=Availability(…)"),
    (SLO, "labels", {"severity": "page"}, "label 'severity' is set by the generator", "choose another name"),
    (SLO, "labels", {"sloth_id": "x"}, "label 'sloth_id' is set by the generator", "choose another name"),
    (SLO, "by", ["sloth_id"], "label 'sloth_id' is set by the generator", "group by a label of the metric's own"),
    (SLO, "by", ["slo_slot"], "label 'slo_slot' is set by the generator", "group by a label of the metric's own"),
    (SLO, "by", ["severity"], "label 'severity' is set by the generator", "group by a label of the metric's own"),
    (SLO, "labels", {"tier": ""}, "label 'tier' is empty, and Prometheus drops it", "leave it out"),
    (Threshold, "labels", {"team": "x"}, "label 'team' is set by the generator", "choose another name"),
    (SLO, "traffic", 0, "traffic is 0, a Decimal, not a number above 0", ""),
    (SLO, "page", 1, "page is 1, an int, where a bool is wanted", ""),
    (SLO, "name", "Not A Label", "name 'Not A Label' is no DNS label", "use at most 63 lower-case letters"),
    (SLO, "name", "a\n", "name 'a\\n' is no DNS label", "use at most 63 lower-case letters"),
    (SLO, "description", "two\nlines", "description is 'two\\nlines', a str, not one line of text", ""),
    (SLO, "description", "\ud800", "not one line of text", ""),
    (Latency, "under", ms(200), "200ms is not a bucket of http_seconds", "the nearest bucket is 250ms; its buckets are 100ms, 250ms, 1s"),
    (Latency, "under", 200, "under is 200, an int, where a Duration is wanted", "write under=ms(250)"),
    (Latency, "histogram", REQUESTS, "histogram is a Counter, where a Histogram is wanted", ""),
    (Latency, "only", {"rout": "/pay"}, "http_seconds declares no label 'rout'", "its labels are route; did you mean 'route'?"),
    (Latency, "only", {"route": "(?=x)"}, "no simple example for the regular expression '(?=x)'", "use literals"),
    (Probe, "only", {"zone": "a"}, "api_up declares no label 'zone'", "its labels are none"),
    (Availability, "failed", {"cod": "5.."}, "http_requests_total declares no label 'cod'", "its labels are code, route; did you mean 'code'?"),
    (Availability, "failed", {}, "failed is empty, so every event would be an error", 'write failed={"code": "5.."}'),
    (Availability, "failed", {"code": 500}, "label code is 500, an int, not a string", 'write "500"'),
    (Availability, "failed", {"code": ".*"}, "the regular expression '.*' matches everything", "use literals"),
    (Availability, "failed", "code", "failed is 'code', a str, not a mapping of labels to values", 'write failed={"code": "5.."}'),
    (Availability, "only", {"code": "2.."}, "only and failed both select by 'code'", "name each label in one of them"),
    (Availability, "failed", None, "neither failed nor succeeded is given", "write one of them"),
    (Availability, "succeeded", {"code": "2.."}, "both failed and succeeded are given", "write one of them"),
    (Freshness, "within", seconds(0), "within is 0s, so no success could be new enough", ""),
    (Freshness, "gauge", REQUESTS, "gauge is a Counter, where a Gauge is wanted", ""),
    (Freshness, "only", {"stor": "a"}, "declares no label 'stor'", "did you mean 'store'?"),
    (GaugeWithin, "at_least", 101, "at_least 101 is above at_most 100", "exchange them"),
    (GaugeWithin, "at_most", "9", "at_most is '9', a str, not a number", ""),
    (GaugeWithin, "across", "any", "across is 'any', a str, where an Across is wanted", ""),
    (NativeLatency, "under", seconds(0), "under is 0s, so every event would be an error", ""),
    (NativeLatency, "histogram", DURATION, "histogram is a Histogram, where a NativeHistogram is wanted", ""),
    (Throughput, "at_least", 0, "at_least is 0, a Decimal, not a number above 0", ""),
    (Throughput, "at_least", 1e15, "at_least is 1000000000000000 per second, which no rate can tell", "choose from"),
    (Throughput, "over", seconds(5), "over is 5s, a Duration, not a duration of 5 to 30 minutes", "write over=minutes(5)"),
    (RawRatio, "ratio", "max(", "ratio is not valid PromQL", ""),
    (RawRatio, "ratio", "packet_los", "'packet_los' is none of the metrics in reads=", "did you mean 'packet_loss_ratio'?"),
    (RawRatio, "proof", [], "proof is empty", ""),
    (RawRatio, "proof", [IDLE], "no example has errors, so the proof could not fail", ""),
    (RawRatio, "proof", [IDLE], "has no events, so it has no share of errors", "leave it out"),
    (Composite, "parts", [Part(slo=ANSWERED)], "parts has 1 of them, where two at least are wanted", "write parts="),
    (Composite, "parts", [Part(slo=ANSWERED), Part(slo=valid(SLO, name="b"))], "http_requests_total of api is read by 'answered' and 'b'", "with only="),
    (Composite, "parts", [Part(slo=ANSWERED), Part(slo=FAST, weight=2)], "all_of takes every part alike", "leave the weights out"),
    (Part, "weight", 0, "weight is 0, an int, not a whole number from 1 to 1000", ""),
    (Raw, "errors", SHORT, "errors has no {{.window}}, so every window would be the same", "write the range as [{{.window}}]"),
    (Raw, "errors", "sum(", "errors is not valid PromQL", ""),
    (Raw, "errors", OTHER, "'http_request_total' is none of the metrics in reads=", "did you mean 'http_requests_total'?"),
    (Raw, "total", None, "total is None, not a query", ""),
    (Raw, "proof", [], "no example has errors, so the proof could not fail", ""),
    (Example, "errors", 11, "11 of 10 events can not be errors", ""),
    (Series, "values", "0+60", "is no promtool series ('0+60' is not understood)", "write one value a minute"),
    (Series, "values", "", "'' is no promtool series ('nothing' is not understood)", "write one value a minute"),
    (Threshold, "above", float("nan"), "above is nan, a float, not a number", ""),
    (Threshold, "expr", RANGE, "expr is a range of samples, not a value", "wrap it, as in rate("),
    (Threshold, "expr", "up >", "expr is not valid PromQL", ""),
    (Threshold, "expr", UP, "expr is a Gauge, where an Expr is wanted", ""),
    (Threshold, "fires", [], "fires is empty", "write fires=[metric.series("),
    (Threshold, "actions", "Look.", "actions is 'Look.', a str, which is no list", 'write actions=["Look at …"]'),
    (Threshold, "name", "Queue Full", "name 'Queue Full' is no alert name", "use letters and digits"),
    (Threshold, "severity", "page", "severity is 'page', a str, where a Severity is wanted", "write Severity.TICKET"),
    (Threshold, "hold", "5m", "hold is '5m', a str, where a Duration is wanted", "write hold=minutes(5)"),
    (Watchdog, "name", "../../etc/x", "name '../../etc/x' is no alert name", "use letters and digits"),
    (Counter, "labels", "code", "labels is 'code', a str, not a list of names", "write labels=['code']"),
    (Counter, "labels", {"code": "x"}, "not a list of names", 'write labels=["code", "route"]'),
    (Counter, "labels", {"code"}, "not a list of names", 'write labels=["code", "route"]'),
    (Counter, "labels", ["a-b"], "'a-b' is no label name", "use letters, digits and '_'"),
    (Counter, "labels", ["service"], "label 'service' is set by the scrape", "arrives as 'exported_service'"),
    (Counter, "name", "a-b", "name 'a-b' is no metric name", "use letters, digits, '_' and ':'"),
    (Histogram, "buckets", [ms(250), ms(100)], "buckets must be above 0 and ascend", "write buckets="),
    (Histogram, "buckets", [ms(0)], "buckets must be above 0 and ascend", "write buckets="),
    (Histogram, "buckets", [0.1], "buckets holds 0.1, a float, where a Duration is wanted", "write buckets="),
    (Deployment, "image", "ghcr.io/shop/api", "names no fixed version, so a rollback changes nothing", 'like "ghcr.io/shop/api:1.0.0"'),
    (Deployment, "image", "reg:5000/api:latest", "names no fixed version", 'like "reg:5000/api:1.0.0"'),
    (Deployment, "image", "a b:1", "image 'a b:1' is no image reference", 'write it like "ghcr.io'),
    (Deployment, "replicas", True, "replicas is True, a bool, not a whole number from 1 to 1000", ""),
    (Deployment, "replicas", 0, "replicas is 0, an int, not a whole number from 1 to 1000", ""),
    (Deployment, "writable", ["tmp"], "writable holds 'tmp', which is no absolute path", 'write "/tmp"'),
    (Deployment, "http", 8080, "http is 8080, an int, where a Port is wanted", ""),
    (Resources, "memory_limit", "512Mi", "memory_limit 512Mi is below the request of 1Gi", ""),
    (Resources, "cpu_limit", "100m", "cpu_limit 100m is below the request of 250m", ""),
    (Resources, "cpu", 1, "cpu is 1, an int, where a Cpu is wanted", 'write cpu="250m"'),
    (Resources, "memory", "1GB", "memory is '1GB', a str, where a Memory is wanted", 'write memory="512Mi"'),
    (Autoscaling, "maximum", 1, "maximum 1 is below minimum 2", ""),
    (SecretEnv, "name", "a-b", "'a-b' is no name of an environment variable", "use letters"),
    (Port, "number", 70000, "number is 70000, an int, not a whole number from 1 to 65535", ""),
    (Port, "path", "metrics", "path 'metrics' is no path of a URL", 'write path="/health"'),
    (HttpProbe, "period", ms(1500), "period is 1s500ms, a Duration, not a whole number of seconds above 0", ""),
    (External, "exporter", "http://redis:9121", "exporter 'http://redis:9121' is no host:port", 'like "redis-exporter'),
    (External, "exporter", "redis:99999", "exporter 'redis:99999' is no host:port", 'like "redis-exporter'),
    (External, "pods", {"a b": "c"}, "'a b': 'c' is no Kubernetes label", "write pods="),
    (External, "cidrs", ["10.0.0.1/8"], "10.0.0.1/8 has host bits set", 'like "10.0.20.0/24"'),
    (External, "cidrs", ["10.0.0.1"], "'10.0.0.1' has no prefix length", 'like "10.0.20.0/24"'),
    (Service, "depends_on", "redis", "depends_on is 'redis', a str, which is no list", "write depends_on=[postgres, redis]"),
    (Service, "depends_on", SERVICE, "depends_on is a Service, which is no list", "write depends_on=[postgres, redis]"),
    (Service, "team", "core", "team is 'core', a str, where a Team is wanted", ""),
    (Team, "page", [], "page is empty", "write page=[PagerDuty(key=Secret("),
    (Environment, "namespace", "a_b", "namespace 'a_b' is no DNS label", "use at most 63"),
    (Email, "to", "core team", "to 'core team' is no mail address", 'like "team@example.com"'),
    (Smtp, "smarthost", "mail", "smarthost 'mail' is no host:port", ""),
    (Webhook, "url", "ftp://x", "'ftp://x' is no http(s) URL", ""),
    (Webhook, "url", "https://hooks.slack.com/services/T0", "the url seems to hold a credential", "credentials=Secret("),
    (Project, "grafana", "https://grafana.example.com/", "is no base URL", 'write it like "https://'),
    (Project, "grafana", "grafana.example.com", "is no base URL", 'write it like "https://'),
    (Project, "scrape_interval", seconds(90), "scrape_interval is 1m30s, a Duration, not a duration from 5s to 1m", "write scrape_interval=seconds(30)"),
    (Project, "evaluation_interval", seconds(15), "evaluation_interval is 15s, a Duration, not a duration from 30s to 1m", "write evaluation_interval=minutes(1), or leave it out"),
    (Project, "rate_scrapes", 1, "rate_scrapes is 1, an int, not a whole number from 2 to 10", "write 4, or 2 to page sooner"),
    (Project, "retention", days(14), "retention of 2w is shorter than the 30 days of an SLO", "keep at least days(30)"),
    (Project, "alertmanager_targets", ["http://am:9093"], "'http://am:9093' is no host:port", ""),
    (Reset, "at", "2026-11-24T10:00", "at is '2026-11-24T10:00', a str, no moment with its distance from UTC", 'write at="2026-11-29T02:00+01:00"'),
    (Reset, "at", "tomorrow", "at is 'tomorrow', a str, no moment", 'write at="'),
    (Reset, "at", 1795514400, "at is 1795514400, an int, no moment", 'write at="'),
    (Reset, "reason", "", "reason is '', a str, not one line of text", ""),
    (SLO, "resets", "2026-11-24T10:00+00:00", "which is no list", "write resets=[Reset(at=…, reason=…)]"),
    (SLO, "resets", ["2026-11-24T10:00+00:00"], "resets holds '2026-11-24T10:00+00:00', a str, where a Reset is wanted", "write resets=[Reset("),
    (WorkingHours, "start", "9:00", "start '9:00' is no time of day", 'write start="09:00"'),
    (WorkingHours, "start", "09:60", "start '09:60' is no time of day", 'write start="09:00"'),
    (WorkingHours, "end", "07:00", "end 07:00 is not after start 08:00", ""),
    (WorkingHours, "weekdays", "mon-fri", "no day or range of days", 'write weekdays="monday:friday"'),
    (WorkingHours, "location", "Mars/Base 1", "no time zone", 'write location="Europe/Berlin"'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "field", "value", "message", "help_"),
    FOUND,
    ids=[f"{kind.__name__}-{field}-{index}" for index, (kind, field, *_) in enumerate(FOUND)],
)
def test_a_wrong_value_is_explained(
    kind: type[Definition], field: str, value: object, message: str, help_: str
) -> None:
    """The problem names the keyword, quotes the value, and says what to write."""
    found = [one for one in problems_of(kind, **{field: value}) if message in one.message]

    assert [field] == [one.field for one in found]
    assert help_ in found[0].help


@pytest.mark.parametrize(
    "value", ["ghcr.io/a/b:1.0", "reg.example.com:5000/a/b:v1", "api:1", "a/b@sha256:" + "0" * 64]
)
def test_fixed_images_pass(value: str) -> None:
    """A tag or a digest, with or without a registry and its port."""
    assert [] == problems_of(Deployment, image=value)


@pytest.mark.parametrize(
    "value", ["5", "-5x3", "1e5", "0+1.5x10", "_ _x3", "stale NaN Inf -Inf", "1-1e2x2"]
)
def test_series_that_promtool_reads_pass(value: str) -> None:
    """Every notation of promtool is taken."""
    assert [] == problems_of(Series, values=value)


@pytest.mark.parametrize(
    "changes",
    [
        {"namespace": None},
        {"pods": {}},
        {"cidrs": ["10.0.0.0/8"]},
        {"cidrs": ["10.0.0.0/8"], "namespace": None},
        {"namespace": None, "pods": {}},
    ],
)
def test_an_external_is_reached_in_one_way(changes: dict[str, Any]) -> None:
    """By addresses, or by the labels of its pods in a namespace: neither half nor both."""
    found = [one.message for one in problems_of(External, **changes)]

    assert [
        "an External is reached by cidrs or by namespace and pods, exactly one of them"
    ] == found


@pytest.mark.parametrize("changes", [{"below": 1}, {"above": None}])
def test_a_threshold_is_above_or_below(changes: dict[str, Any]) -> None:
    """One limit is needed, and only one."""
    assert ["a Threshold is above or below a number"] == [
        one.message for one in problems_of(Threshold, **changes)
    ]


def test_the_place_of_the_declaration_is_named() -> None:
    """A wrong bucket or label leads to where the metric was declared."""
    found = problems_of(Latency, under=ms(200), only={"rout": "x"})

    assert [(DURATION.source,), (DURATION.source,)] == [one.related for one in found]
