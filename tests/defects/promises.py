"""The defects of the guide's objectives."""

from __future__ import annotations

import re
from typing import Any

from observability import Histogram
from observability.base.duration import Duration
from tests.defects.planted import (
    Defect,
    Files,
    alerts,
    environments,
    exprs,
    generated,
    objects,
    panels,
    pods,
    prometheus,
    rules,
    selectors,
)
from tests.kubernetes_catalog import estate

_EVENTS = "prometheus/rules/learning-orchestrator.events.yml"
_RULES = "prometheus/rules/learning-orchestrator.yml"
_PAGES = "prometheus/rules/slo-windows.yml"
_WINDOWS = "prometheus/rules/slo-windows.yml"
_DETAIL = "grafana/dashboards/slo/slo-detail.json"
_BOARD = "grafana/dashboards/services/service-learning-orchestrator.json"
_BAD = "slo:events_error:rate"


def change(given: Files, path: str, name: str, **changes: Any) -> None:
    """Change the last rule called *name* in the file *path*."""
    every = [rule for group in given[path]["groups"] for rule in group["rules"]]
    [one for one in every if name in (one.get("alert"), one.get("record"))][-1].update(changes)


def add(given: Files, path: str, **rule: Any) -> None:
    """Add a rule to the file *path*."""
    given[path]["groups"][-1]["rules"].append({"labels": {}, "annotations": {}, **rule})


def query(given: Files, title: str, expr: str, path: str = _BOARD) -> None:
    """Let the panel *title* ask *expr*."""
    (panel,) = (one for one in given[path]["panels"] if one["title"] == title)
    panel["targets"][0]["expr"] = expr


def _good_as_bad(given: Files) -> list[str]:
    """Return what counts as an error although it is the events up to a threshold."""
    return [
        rule["labels"]["sloth_id"]
        for rule in rules(given)
        if rule.get("record") == _BAD
        and "_bucket{" in rule["expr"]
        and not re.search(r"_count\{[^}]*\}.*?-\s+sum\(.*?_bucket\{", rule["expr"], re.DOTALL)
    ]


def _one_window(given: Files) -> list[str]:
    """Return the windows of burn rates that no alert looks at."""
    asked = {
        window
        for rule in rules(given)
        if rule.get("record") in ("slo:alert:page", "slo:alert:ticket")
        for window in re.findall(r"slo:sli_error:ratio_rate(\w+)", rule["expr"])
    }
    recorded = {
        rule["record"].removeprefix("slo:sli_error:ratio_rate"): set(
            re.findall(r"\[(\w+)\]", rule["expr"])
        )
        for rule in rules(given)
        if rule.get("record", "").startswith("slo:sli_error:ratio_rate")
    }
    wanted = {"5m", "30m", "1h", "2h", "6h", "1d", "3d"}
    spans = [recorded[one] for one in sorted(wanted & set(recorded)) if recorded[one]]
    return [*(wanted - asked), *(wanted - set(recorded))] + [
        str(one) for index, one in enumerate(spans) if one in spans[:index]
    ]


def jobs(given: Files) -> set[str]:
    """Return every value of ``job`` that a target has."""
    found, scraped = set(), set()
    for job in prometheus(given)["scrape_configs"]:
        named = [one for one in job.get("relabel_configs", ()) if one.get("target_label") == "job"]
        static = [one["labels"] for one in job.get("static_configs", ()) if "labels" in one]
        found |= {one["job"] for one in static if "job" in one}
        found |= set() if named else {job["job_name"]}
        if any("label_app_kubernetes_io_name" in str(one) for one in named):
            scraped |= {
                name for sd in job["kubernetes_sd_configs"] for name in sd["namespaces"]["names"]
            }
    for name, template in pods(given):
        ports = [port for one in template["spec"]["containers"] for port in one.get("ports", ())]
        if name.split("/")[0] in scraped and any(port["name"] == "metrics" for port in ports):
            found.add(template["metadata"]["labels"]["app.kubernetes.io/name"])
    return found


def unknown_jobs(given: Files) -> list[str]:
    """Return what asks for a job that no target has."""
    known = jobs(given)
    return [
        f"{name}: {metric}"
        for name, expr in exprs(given)
        for metric, matchers in selectors(expr)
        if matchers.get("job", ("!=", ""))[0] == "=" and matchers["job"][1] not in known
    ]


def _sloth_objects(given: Files) -> list[str]:
    return [
        path
        for path, body in given.items()
        if isinstance(body, dict) and str(body.get("apiVersion", "")).startswith("sloth.slok.dev")
    ]


def _buckets(given: Files) -> list[str]:
    """Return thresholds of histograms that are none of their buckets."""
    found = []
    for rule in rules(given):
        for metric, matchers in selectors(rule["expr"]):
            if metric.endswith("_bucket") and "le" in matchers and rule.get("record") == _BAD:
                sign, value = matchers["le"]
                family = metric.removesuffix("_bucket")
                known = _declared(family, matchers["job"][1])
                number = value.partition("(")[0] if sign == "=~" else value
                found += [] if number in known else [f"{family} {value}"]
    return found


def _declared(family: str, job: str) -> set[str]:
    return {
        metric.bound(bucket).removesuffix(".0")
        for metric in estate().metrics
        if isinstance(metric, Histogram) and metric.name == family and metric.service.name == job
        for bucket in metric.buckets
    }


def _shared_names(given: Files) -> list[str]:
    names = [one["alert"] for one in alerts(given)]
    return sorted({name for name in names if names.count(name) > 1})


def _contradictory_pages(given: Files) -> list[str]:
    """Return pages about services with SLOs that are neither a burn rate nor an outage."""
    return [
        one["alert"]
        for one in alerts(given)
        if one["labels"].get("severity") == "page"
        and one["labels"]["service"] in _promised(given)
        and re.search(r"\brate\(|increase\(", one["expr"])
    ]


def _promised(given: Files) -> set[str]:
    return {
        rule["labels"]["sloth_service"]
        for rule in rules(given)
        if rule.get("record") == "sloth_slo_info"
    }


def _second_thresholds(given: Files) -> list[str]:
    """Return alerts on durations beside the SLO about them."""
    return [
        one["alert"]
        for one in alerts(given)
        if re.search(r"histogram_quantile|duration_seconds", one["expr"])
    ]


def _unlabelled(given: Files) -> list[str]:
    wanted = {"team", "severity"}
    return [one["alert"] for one in alerts(given) if not wanted <= set(one["labels"])]


def _without_slo(given: Files) -> list[str]:
    """Return services of production that answer requests and promise nothing."""
    promised = _promised(given)
    (production,) = (name for name, folder in environments(given).items() if folder == "production")
    return [
        one["metadata"]["name"]
        for one in objects(given, "Deployment")
        if one["metadata"]["namespace"] == production and one["metadata"]["name"] not in promised
    ]


def _not_loaded(given: Files) -> list[str]:
    """Return rules that the Prometheus that runs does not read."""
    loaded = generated(given).get(("monitoring", "prometheus-rules"), set())
    files = {path.rpartition("/")[2] for path in given if path.startswith("prometheus/rules/")}
    ours = [
        str(body["kind"])
        for body in given.values()
        if isinstance(body, dict) and body.get("kind") == "PrometheusRule"
    ]
    place = prometheus(given)["rule_files"] == ["rules/*.yml"]
    return [*ours, *(files ^ loaded), *([] if place else ["rule_files"])]


def _blind_to_the_edge(given: Files) -> list[str]:
    counted = {
        metric
        for rule in rules(given)
        if rule.get("record") == _BAD
        for metric, _ in selectors(rule["expr"])
    }
    return sorted({"nginx_ingress_controller_requests", "kong_http_requests_total"} - counted)


def _no_zero(given: Files) -> list[str]:
    """Return ratios that are absent as long as nothing fails: errors are a subset by a label."""
    found = [
        rule["labels"]["sloth_id"]
        for rule in rules(given)
        if rule.get("record") == _BAD and not _has_zero(rule["expr"])
    ]
    return found + [
        f"{path}: {panel['title']}"
        for path, panel in panels(given)
        if panel["title"] == "Errors"
        for target in panel["targets"]
        if " or" not in target["expr"] and "\nor" not in target["expr"]
    ]


def _has_zero(expr: str) -> bool:
    return " or" in expr or "-\n" in expr or "- sum" in expr or "> bool" in expr


def _no_policy(given: Files) -> list[str]:
    """Return SLOs without an alert for each step of the policy, and deploys that never ask."""
    told = {
        match[1]
        for one in alerts(given)
        if (match := re.match(r'slo:budget_policy:reached\{sloth_id="([^"]+)"', one["expr"]))
        and 'slo_step=~"25|50|75|100"' in one["expr"]
    }
    every = {
        rule["labels"]["sloth_id"]
        for rule in rules(given)
        if rule.get("record") == "sloth_slo_info"
    }
    page = given["runbooks/error-budget-policy.md"]
    actions = re.findall(r"^\| from \d+ % on \| ([^|]+) \|", page, re.MULTILINE)
    asks = "o11y gate" in str(given["github/workflows/deploy.yml"])
    return (
        sorted(every - told)
        + [one for one in actions if actions.count(one) > 1]
        + ([] if asks and len(actions) == 4 else ["deploys do not ask"])
    )


def _no_period(given: Files) -> list[str]:
    """Return SLOs that do not say over which period, or whose unit a reader must guess."""
    found = [
        rule["labels"]["sloth_id"]
        for rule in rules(given)
        if rule.get("record") == "slo:error_budget:ratio" and not rule["labels"].get("slo_period")
    ]
    page = given["runbooks/error-budget-policy.md"]
    rows = re.findall(r"^\| `([\w-]+)` \| [^|]+ \| ([^|]+) \|", page, re.MULTILINE)
    told = [name for name, budget in rows if not re.search(r"% of the events of \d+ days", budget)]
    return found + told + ([] if rows else ["no row"])


def _budget_panels(given: Files) -> list[str]:
    """Return panels of what is left that do not show what is left."""
    return [
        f"{path}: {panel['title']}"
        for path, panel in panels(given)
        if re.search(r"[Bb]udget (left|remaining)\b", panel["title"])
        and not re.search(r"remaining|slo:error_budget:ratio", str(panel["targets"]))
    ]


def _beyond_retention(given: Files) -> list[str]:
    """Return queries that look back longer than Prometheus keeps samples."""
    container = given["kubernetes/monitoring/prometheus/statefulset.yaml"]["spec"]["template"][
        "spec"
    ]["containers"][0]
    flags = [one.partition("=") for one in container["args"]]
    kept = [value for name, _, value in flags if name == "--storage.tsdb.retention.time"]
    seconds = Duration.parse(kept[0]).seconds if kept else 15 * 86_400
    return [
        f"{name}: {span}"
        for name, expr in exprs(given)
        for span in re.findall(r"\[(\d\w*)[:\]]", expr)
        if Duration.parse(span).seconds > seconds
    ]


def unfiltered(given: Files) -> list[str]:
    """Return queries of dashboards that add up what belongs to several services."""
    own = ("slo:", "sloth_", "ALERTS")
    return [
        f"{path}: {panel['title']}: {metric}"
        for path, panel in panels(given)
        for target in panel.get("targets", ())
        for metric, matchers in selectors(target.get("expr", ""))
        if not (
            {"sloth_id", "sloth_service", "service", "job"} & set(matchers)
            if metric.startswith(own)
            else "job" in matchers
        )
    ] + _bare(given)


def _bare(given: Files) -> list[str]:
    """Return queries of raw series without any matcher."""
    bare = re.compile(r"(?<![\w:])(http_requests_total|up)(?![\w:{])")
    return [
        f"{path}: {panel['title']}"
        for path, panel in panels(given)
        for target in panel.get("targets", ())
        if bare.search(target.get("expr", "")) and "by (job" not in target["expr"]
    ]


def _identities(given: Files) -> list[str]:
    """Return selectors of raw series by another label than the contract's."""
    return [
        f"{name}: {metric}"
        for name, expr in exprs(given)
        for metric, matchers in selectors(expr)
        if not metric.startswith(("slo:", "sloth_", "ALERTS"))
        and ("job" not in matchers or {"app", "service", "kubernetes_name"} & set(matchers))
    ]


def _no_version(given: Files) -> list[str]:
    """Return what keeps a canary from being told apart: no label on a pod, or none on a series."""
    targets = [
        one.get("target_label")
        for job in prometheus(given)["scrape_configs"]
        for one in job.get("relabel_configs", ())
    ]
    apps = environments(given)
    pods_ = [
        name
        for name, template in pods(given, "Deployment")
        if name.split("/")[0] in apps and "version" not in template["metadata"]["labels"]
    ]
    return pods_ + ([] if "version" in targets else ["no series has a version"])


_GUIDE = 'sum(rate(http_request_duration_seconds_bucket{job="learning-orchestrator",le="0.2"}[5m]))'

DEFECTS = [
    Defect("A1", _good_as_bad, lambda given: change(given, _EVENTS, _BAD, expr=_GUIDE)),
    Defect(
        "A2",
        _one_window,
        lambda given: change(
            given, _WINDOWS, "slo:alert:page", expr="slo:sli_error:ratio_rate5m > 0.01"
        ),
    ),
    Defect(
        "A3",
        unknown_jobs,
        lambda given: change(
            given, _EVENTS, _BAD, expr='sum(rate(http_requests_total{job="kubernetes-pods"}[2m]))'
        ),
    ),
    Defect(
        "A4",
        _sloth_objects,
        lambda given: given.update(
            {
                "sloth/slo.yaml": {
                    "apiVersion": "sloth.slok.dev/v1",
                    "kind": "PrometheusServiceLevel",
                }
            }
        ),
    ),
    Defect(
        "A5",
        _buckets,
        lambda given: change(given, _EVENTS, _BAD, expr=_GUIDE.replace("0.2", "0.22")),
    ),
    Defect(
        "A6", _shared_names, lambda given: add(given, _RULES, alert="OrchestratorDown", expr="")
    ),
    Defect(
        "A7",
        _contradictory_pages,
        lambda given: add(
            given,
            _RULES,
            alert="HighErrorRate",
            expr='sum(rate(http_requests_total{status=~"5.."}[5m])) > 0.01',
            labels={"severity": "page", "service": "learning-orchestrator"},
        ),
    ),
    Defect(
        "A8",
        _second_thresholds,
        lambda given: add(
            given,
            _RULES,
            alert="HighLatency",
            expr="histogram_quantile(0.95, rate(http_request_duration_seconds_bucket[5m])) > 0.5",
        ),
    ),
    Defect(
        "A9",
        _unlabelled,
        lambda given: change(
            given,
            _PAGES,
            "LearningOrchestratorRequestsLatencyFastBurn",
            labels={"severity": "page"},
        ),
    ),
    Defect("A10", _without_slo, lambda given: given.pop("prometheus/rules/bloom-validator.yml")),
    Defect(
        "A11",
        _not_loaded,
        lambda given: given["kubernetes/monitoring/prometheus/kustomization.yaml"].pop(
            "configMapGenerator"
        ),
    ),
    Defect(
        "A12",
        _blind_to_the_edge,
        lambda given: given.pop("prometheus/rules/ingress-nginx.events.yml"),
    ),
    Defect(
        "A13",
        _no_zero,
        lambda given: change(
            given, _EVENTS, _BAD, expr='sum(rate(http_requests_total{code=~"5.."}[2m]))'
        ),
    ),
    Defect(
        "A13-panel",
        _no_zero,
        lambda given: query(given, "Errors", 'sum(rate(http_requests_total{code=~"5.."}[5m]))'),
    ),
    Defect(
        "A14",
        _no_policy,
        lambda given: change(
            given, _RULES, "LearningOrchestratorRequestsLatencyBudgetSpent", expr="vector(0)"
        ),
    ),
    Defect(
        "A15",
        _no_period,
        lambda given: change(given, _RULES, "slo:error_budget:ratio", labels={"sloth_id": "x"}),
    ),
    Defect(
        "A16",
        _budget_panels,
        lambda given: query(
            given,
            "Budget left",
            "1 - sum(increase(errors[30d])) / sum(increase(all[30d]))",
            _DETAIL,
        ),
    ),
    Defect(
        "A17",
        _beyond_retention,
        lambda given: given["kubernetes/monitoring/prometheus/statefulset.yaml"]["spec"][
            "template"
        ]["spec"]["containers"][0].update(args=["--config.file=/etc/prometheus/prometheus.yml"]),
    ),
    Defect(
        "A18", unfiltered, lambda given: query(given, "Rate", "sum(rate(http_requests_total[5m]))")
    ),
    Defect(
        "A19",
        _identities,
        lambda given: change(
            given, _EVENTS, _BAD, expr='sum(rate(http_requests_total{service="x"}[2m]))'
        ),
    ),
    Defect(
        "A20",
        _no_version,
        lambda given: [
            job["relabel_configs"].remove(one)
            for job in given["prometheus/prometheus.yml"]["scrape_configs"]
            for one in job.get("relabel_configs", [])
            if one.get("target_label") == "version"
        ],
    ),
]
