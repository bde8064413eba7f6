"""The defects of the guide's scrapes, alerts and dashboards."""

from __future__ import annotations

import re
from typing import Any

from observability.base.quantity import Memory
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
    selectors,
)
from tests.defects.promises import change, query, unknown_jobs

_CONFIG = "prometheus/prometheus.yml"
_RULES = "prometheus/rules/learning-orchestrator.yml"
_STORE = "prometheus/rules/postgres.yml"
_BOARD = "grafana/dashboards/services/service-learning-orchestrator.json"
_POD = "kubernetes/production/learning-orchestrator/deployment.yaml"
_GRAFANA = "kubernetes/monitoring/grafana/kustomization.yaml"
_PROMETHEUS = "kubernetes/monitoring/prometheus/statefulset.yaml"


def _scrapes(given: Files) -> dict[str, dict[str, Any]]:
    return {one["job_name"]: one for one in prometheus(given)["scrape_configs"]}


def _relabels(given: Files, job: str = "kubernetes-pods") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _scrapes(given)[job]["relabel_configs"]
    return found


def _plain_labels(given: Files) -> list[str]:
    """Return alerts whose text names a label that their expression does not keep."""
    found = []
    for one in alerts(given):
        named = set(re.findall(r"\$labels\.(\w+)", str(one["annotations"])))
        kept = {
            label.strip()
            for group in re.findall(r"\bby \(([^)]*)\)", one["expr"])
            for label in group.split(",")
        }
        whole = not re.search(r"\b(sum|max|min|avg|count)\b", one["expr"])
        produced = {"instance", "pod", "namespace", "route", "slo_step", *one["labels"]}
        own = one["expr"].startswith("slo:")
        found += [
            f"{one['alert']}: {label}"
            for label in named
            if label not in kept and not ((whole or own) and label in produced)
        ]
    return found


def _unanswered(given: Files) -> list[str]:
    """Return jobs that are asked for without a target, and targets that no Service is behind."""
    services = {
        (f"{one['metadata']['name']}.{one['metadata']['namespace']}.svc", port["port"])
        for one in objects(given, "Service")
        for port in one["spec"]["ports"]
    }
    found = [
        f"{job}: {target}"
        for job, one in _scrapes(given).items()
        for static in one.get("static_configs", ())
        for target in static["targets"]
        if ".svc:" in target and (_service(target), int(target.rpartition(":")[2])) not in services
    ]
    return unknown_jobs(given) + found


def _service(target: str) -> str:
    """Return the Service of an address: a pod's name, with a number at its end, stands before it."""
    host = target.rpartition(":")[0]
    return re.sub(r"^[\w-]+-\d+\.(?=[\w-]+\.[\w-]+\.svc$)", "", host)


def _mismatched(given: Files) -> list[str]:
    """Return divisions of one raw series by another, whose labels need not match."""
    return [
        name
        for name, expr in exprs(given)
        if re.search(r"(?<!:)\b(?!slo:|sloth_)[a-z]\w+\{[^}]*\}\s*/\s*[a-z]\w+\{", expr)
    ]


def _pools(given: Files) -> list[str]:
    """Return alerts that say *pool* and look at something else."""
    return [
        one["alert"]
        for one in alerts(given)
        if "Pool" in one["alert"] and "pool" not in one["expr"]
    ]


def _restarts(given: Files) -> list[str]:
    """Return alerts on a single restart, and pages about containers that restart."""
    return [
        one["alert"]
        for one in alerts(given)
        if "restarts_total" in one["expr"]
        or (
            "CrashLoopBackOff" in one["expr"]
            and (one["labels"]["severity"] == "page" or one.get("for") != "15m")
        )
    ]


def _raw_values(given: Files) -> list[str]:
    """Return alerts that print a number as it comes, or a rate as if it were a count."""
    return [
        one["alert"]
        for one in alerts(given)
        if (
            re.search(r"\{\{\s*\$value\s*\}\}", str(one["annotations"]))
            and re.search(r"\brate\(|/", one["expr"])
        )
        or (
            re.match(r"(sum[^(]*\()?\s*rate\(", one["expr"])
            and "$value" in one["annotations"].get("summary", "")
            and " a second" not in one["annotations"]["summary"]
        )
    ]


def _doubled(given: Files) -> list[str]:
    """Return queries of cAdvisor that add the pod's own cgroup to those of its containers."""
    return [
        f"{name}: {metric}"
        for name, expr in exprs(given)
        for metric, matchers in selectors(expr)
        if metric.startswith("container_") and not metric.startswith("container_network_")
        if matchers.get("container", ("=", ""))[1] == ""
    ]


def _unbounded(given: Files) -> list[str]:
    """Return divisions by a limit that may be 0."""
    return [
        name
        for name, expr in exprs(given)
        if "container_spec_memory_limit_bytes" in expr
        or re.search(r"/ (?!\()[^/]*kube_pod_container_resource_limits", expr)
    ]


def _merged_pods(given: Files) -> list[str]:
    """Return alerts that merge pods of one name in two namespaces."""
    return [
        one["alert"]
        for one in alerts(given)
        for labels in re.findall(r"\bby \(([^)]*)\)", one["expr"])
        if "pod" in labels.replace(" ", "").split(",") and "namespace" not in labels
    ]


def _cached(given: Files) -> list[str]:
    """Return queries that count the page cache as memory in use."""
    return [name for name, expr in exprs(given) if "container_memory_usage_bytes" in expr]


def _processor(given: Files) -> list[str]:
    """Return panels of the processor without a namespace and a container."""
    return [
        f"{path}: {panel['title']}"
        for path, panel in panels(given)
        for target in panel.get("targets", ())
        if "container_cpu_usage_seconds_total" in target["expr"]
        and not all(
            {"namespace", "container"} <= set(matchers)
            for metric, matchers in selectors(target["expr"])
            if metric.startswith("container_")
        )
    ] + [
        f"{path}: {panel['title']}"
        for path, panel in panels(given)
        for target in panel.get("targets", ())
        if re.search(r"container_cpu_usage_seconds_total(?!\{)", target["expr"])
    ]


def _unwatched(given: Files) -> list[str]:
    """Return services whose disappearance nobody is told of."""
    told = {
        one["labels"]["service"]
        for one in alerts(given)
        if one["expr"].startswith("absent(") and one["alert"].endswith("Down")
    }
    apps = {
        one["metadata"]["name"]
        for one in objects(given, "Deployment", below="kubernetes/production/")
    }
    heartbeat = any(one["alert"] == "Watchdog" for one in alerts(given))
    stores = {"postgres", "redis", "kafka", "elasticsearch", "ingress-nginx"}
    return sorted((apps | stores) - told) + ([] if heartbeat else ["no heartbeat"])


def _no_runbook(given: Files) -> list[str]:
    """Return alerts without a runbook that exists, or a dashboard that exists."""
    uids = {body["uid"] for path, body in given.items() if path.startswith("grafana/dashboards/")}
    found = []
    for one in alerts(given):
        notes = one["annotations"]
        page = "runbooks/" + notes.get("runbook_url", "").rpartition("/")[2]
        board = re.search(r"/d/([\w-]+)", notes.get("dashboard_url", ""))
        if page not in given or board is None or board[1] not in uids:
            found.append(one["alert"])
    return found


def _unrouted(given: Files) -> list[str]:
    """Return teams and severities that no route is for, and an Alertmanager that is not there."""
    config = given["alertmanager/alertmanager.yml"]
    named = {one["name"] for one in config["receivers"]}
    routes = {
        (matcher, inner)
        for route in config["route"]["routes"]
        for below in route.get("routes", ())
        for matcher in route["matchers"]
        for inner in below["matchers"]
        if below["receiver"] in named
    }
    found = [
        one["alert"]
        for one in alerts(given)
        if one["alert"] != "Watchdog"
        and (f'team="{one["labels"]["team"]}"', f'severity="{one["labels"]["severity"]}"')
        not in routes
    ]
    runs = [
        one for one in objects(given, "StatefulSet") if one["metadata"]["name"] == "alertmanager"
    ]
    return found + ([] if runs and config["inhibit_rules"] else ["no Alertmanager"])


def _not_running(given: Files) -> list[str]:
    """Return what Prometheus lacks: account, rights, a Service, or its own files."""
    have = {(one["kind"], one["metadata"]["name"]) for one in objects(given)}
    wanted = {
        ("StatefulSet", "prometheus"),
        ("Service", "prometheus"),
        ("ServiceAccount", "prometheus"),
        ("ClusterRole", "prometheus-monitoring"),
        ("ClusterRoleBinding", "prometheus-monitoring"),
    }
    spec = given[_PROMETHEUS]["spec"]["template"]["spec"]
    mounted = {
        (item["key"], item["path"])
        for volume in spec["volumes"]
        for source in volume.get("projected", {}).get("sources", ())
        for item in source["configMap"]["items"]
    }
    files = {path.rpartition("/")[2] for path in given if path.startswith("prometheus/rules/")}
    missing = [name for name in files if (name, f"rules/{name}") not in mounted]
    return [str(one) for one in wanted - have] + missing


def _no_namespace(given: Files) -> list[str]:
    """Return namespaces that objects lie in and that nothing creates."""
    made = {one["metadata"]["name"] for one in objects(given, "Namespace")}
    used = {
        one["metadata"]["namespace"]
        for below in ("kubernetes/", "argocd/", "gateway-api/")
        for one in objects(given, below=below)
        if "namespace" in one["metadata"]
    }
    return sorted(used - made)


def _no_identity(given: Files) -> list[str]:
    """Return labels of the contract that a target does not get."""
    targets = {one.get("target_label") for one in _relabels(given)}
    return sorted({"job", "service", "namespace", "pod", "version", "environment"} - targets)


def _multiplied(given: Files) -> list[str]:
    """Return what makes several targets of a pod."""
    relabels = _relabels(given)
    by_port = {
        "source_labels": ["__meta_kubernetes_pod_container_port_name"],
        "action": "keep",
        "regex": "metrics",
    }
    init = {
        "source_labels": ["__meta_kubernetes_pod_container_init"],
        "action": "drop",
        "regex": "true",
    }
    found = [str(one) for one in (by_port, init) if one not in relabels]
    return found + [
        str(one) for one in relabels if one.get("target_label") in ("container", "port")
    ]


def _mixed(given: Files) -> list[str]:
    """Return queries that add up what belongs to two environments."""
    apart = ("slo:", "sloth_", "ALERTS", "prometheus_", "alertmanager_", "probe_", "grafana_")
    named = {one.get("target_label") for one in _relabels(given)}
    return [
        f"{name}: {metric}"
        for name, expr in exprs(given)
        for metric, matchers in selectors(expr)
        if not metric.startswith(apart) and not {"namespace", "environment"} & set(matchers)
    ] + sorted({"namespace", "environment"} - named)


def _no_external_labels(given: Files) -> list[str]:
    return [] if prometheus(given)["global"].get("external_labels", {}).get("cluster") else ["none"]


def _second_mechanism(given: Files) -> list[str]:
    """Return what a second way of scraping would find its targets by."""
    kinds = ("ServiceMonitor", "PodMonitor")
    monitors = [
        str(body["kind"])
        for body in given.values()
        if isinstance(body, dict) and body.get("kind") in kinds
    ]
    notes = [
        name
        for name, template in pods(given)
        if "prometheus.io/scrape" in template["metadata"].get("annotations", {})
    ]
    return monitors + notes


def _not_scraped(given: Files) -> list[str]:
    """Return workloads of applications without a port for metrics, or in no scraped namespace."""
    scraped = set(
        _scrapes(given)["kubernetes-pods"]["kubernetes_sd_configs"][0]["namespaces"]["names"]
    )
    return [
        name
        for name, template in pods(given, "Deployment", "StatefulSet")
        if name.split("/")[0] in environments(given)
        and (
            name.split("/")[0] not in scraped
            or not any(
                port["name"] == "metrics"
                for one in template["spec"]["containers"]
                for port in one.get("ports", ())
            )
        )
    ]


def _merged_metrics(given: Files) -> list[str]:
    """Return pods in the mesh whose sidecar takes over the port of metrics."""
    found = []
    for name, template in pods(given, "Deployment", "StatefulSet"):
        if name.split("/")[0] not in environments(given):
            continue
        notes = template["metadata"].get("annotations", {})
        ports = {
            str(port["containerPort"])
            for one in template["spec"]["containers"]
            for port in one.get("ports", ())
            if port["name"] == "metrics"
        }
        excluded = set(notes.get("traffic.sidecar.istio.io/excludeInboundPorts", "").split(","))
        merged = notes.get("prometheus.istio.io/merge-metrics") != "false"
        found += [name] if merged or not ports <= excluded else []
    return found


def _legacy_access(given: Files) -> list[str]:
    return [name for name, job in _scrapes(given).items() if "bearer_token_file" in job]


def _addresses(given: Files) -> list[str]:
    """Return jobs that build an address with a pattern that breaks on IPv6."""
    return [
        name
        for name, job in _scrapes(given).items()
        for one in job.get("relabel_configs", ())
        if one.get("target_label") == "__address__" and "[^:]" in one.get("regex", "")
    ]


def _not_a_board(given: Files) -> list[str]:
    """Return dashboards that Grafana's provisioning does not take, and panels without a place."""
    head = {"uid", "title", "schemaVersion", "templating", "time", "panels"}
    found = [
        path
        for path, body in given.items()
        if path.startswith("grafana/dashboards/") and not head <= set(body)
    ]
    parts = {"type", "id", "gridPos", "datasource", "fieldConfig"}
    return found + [
        f"{path}: {panel['title']}"
        for path, panel in panels(given)
        if panel["type"] != "text" and not parts <= set(panel)
    ]


def _undelivered(given: Files) -> list[str]:
    """Return dashboards that are in no ConfigMap of Grafana's pod."""
    volumes = given["kubernetes/monitoring/grafana/deployment.yaml"]["spec"]["template"]["spec"]
    mounted = str(volumes["volumes"])
    keys = {
        key for (_, name), names in generated(given).items() if name in mounted for key in names
    }
    files = [path for path in given if path.startswith("grafana/dashboards/")]
    return [path for path in files if path.rpartition("/")[2] not in keys]


def _severities(given: Files) -> list[str]:
    """Return words for urgency that the incident process does not know."""
    page = given["runbooks/incident-response.md"]
    used = {one["labels"]["severity"] for one in alerts(given) if one["alert"] != "Watchdog"}
    levels = [] if all(f"SEV-{one}" in page for one in (1, 2, 3)) else ["a level is missing"]
    return (
        sorted(used - {"page", "ticket"})
        + levels
        + [one for one in sorted(used) if f"**{one}**" not in page]
    )


def _always_full(given: Files) -> list[str]:
    """Return caches that fill to where an alert on memory would always fire."""
    return [name for name, share in memory_shares(given).items() if share >= 0.9]


def memory_shares(given: Files) -> dict[str, float]:
    """Return how much of its limit each Redis may fill, by its namespace."""
    found = {}
    for one in objects(given, "ConfigMap"):
        text = one.get("data", {}).get("redis.conf", "")
        if match := re.search(r"^maxmemory (\d+)(mb|gb)$", text, re.MULTILINE):
            unit = {"mb": 2**20, "gb": 2**30}[match[2]]
            namespace = one["metadata"]["namespace"]
            (spec,) = (
                template["spec"]
                for name, template in pods(given, "StatefulSet")
                if name == f"{namespace}/redis"
            )
            limit = Memory.parse(spec["containers"][0]["resources"]["limits"]["memory"])
            found[namespace] = int(match[1]) * unit / float(limit.bytes)
    return found


def _everywhere(given: Files) -> list[str]:
    """Return alerts on pods of all namespaces."""
    return [
        f"{one['alert']}: {metric}"
        for one in alerts(given)
        for metric, matchers in selectors(one["expr"])
        if metric.startswith(("kube_", "container_")) and "namespace" not in matchers
    ] + [
        one["alert"] for one in alerts(given) if re.search(r"\bkube_pod_\w+(?![\w{])", one["expr"])
    ]


_GUIDE_MEMORY = (
    "avg by (pod) (container_memory_usage_bytes / container_spec_memory_limit_bytes) > 0.9"
)

DEFECTS = [
    Defect(
        "B1",
        _plain_labels,
        lambda given: change(
            given,
            _RULES,
            "OrchestratorDown",
            annotations={"summary": "on {{ $labels.service_name }}"},
        ),
    ),
    Defect(
        "B2",
        _unanswered,
        lambda given: given[_CONFIG]["scrape_configs"].remove(_scrapes(given)["cadvisor"]),
    ),
    Defect(
        "B2-exporter",
        _unanswered,
        lambda given: given.pop("kubernetes/monitoring/postgres-exporter/service.yaml"),
    ),
    Defect(
        "B3",
        _mismatched,
        lambda given: change(
            given,
            _STORE,
            "PostgresConnectionsNearLimit",
            expr='pg_stat_database_numbackends{job="postgres"} / pg_settings_max_connections{job="postgres"} > 0.9',
        ),
    ),
    Defect(
        "B4",
        _pools,
        lambda given: change(
            given, _STORE, "PostgresConnectionsNearLimit", alert="DatabaseConnectionPoolExhausted"
        ),
    ),
    Defect(
        "B5",
        _restarts,
        lambda given: change(
            given,
            _RULES,
            "OrchestratorCrashLooping",
            expr="rate(kube_pod_container_status_restarts_total[15m]) > 0",
        ),
    ),
    Defect(
        "B6",
        _raw_values,
        lambda given: change(
            given,
            _RULES,
            "OrchestratorCrashLooping",
            expr="rate(kube_pod_container_status_restarts_total[15m]) > 0",
            annotations={"summary": "has restarted {{ $value }} times in the last 15 minutes"},
        ),
    ),
    Defect(
        "B7",
        _doubled,
        lambda given: change(
            given,
            _RULES,
            "OrchestratorMemoryNearLimit",
            expr='container_memory_working_set_bytes{job="cadvisor", namespace="x"} > 1',
        ),
    ),
    Defect(
        "B8",
        _unbounded,
        lambda given: change(given, _RULES, "OrchestratorMemoryNearLimit", expr=_GUIDE_MEMORY),
    ),
    Defect(
        "B9",
        _merged_pods,
        lambda given: change(given, _RULES, "OrchestratorMemoryNearLimit", expr=_GUIDE_MEMORY),
    ),
    Defect(
        "B10",
        _cached,
        lambda given: change(given, _RULES, "OrchestratorMemoryNearLimit", expr=_GUIDE_MEMORY),
    ),
    Defect(
        "B11",
        _processor,
        lambda given: query(
            given, "Processor", "sum(rate(container_cpu_usage_seconds_total[5m])) by (pod)"
        ),
    ),
    Defect(
        "B12",
        _unwatched,
        lambda given: change(given, _RULES, "OrchestratorDown", alert="Other"),
    ),
    Defect(
        "B13",
        _no_runbook,
        lambda given: change(given, _RULES, "OrchestratorDown", annotations={"summary": "x"}),
    ),
    Defect("B13-page", _no_runbook, lambda given: given.pop("runbooks/OrchestratorDown.md")),
    Defect(
        "B14",
        _unrouted,
        lambda given: given["alertmanager/alertmanager.yml"]["route"].update(routes=[]),
    ),
    Defect(
        "B14-workload",
        _unrouted,
        lambda given: given.pop("kubernetes/monitoring/alertmanager/statefulset.yaml"),
    ),
    Defect(
        "B15",
        _not_running,
        lambda given: given.pop("kubernetes/monitoring/prometheus/clusterrole-monitoring.yaml"),
    ),
    Defect(
        "B15-mounts",
        _not_running,
        lambda given: given[_PROMETHEUS]["spec"]["template"]["spec"].update(volumes=[]),
    ),
    Defect(
        "B16",
        _no_namespace,
        lambda given: given.pop(
            "kubernetes/monitoring/namespaces/namespace-monitoring-agents.yaml"
        ),
    ),
    Defect("B17", _no_identity, lambda given: _relabels(given).clear()),
    Defect(
        "B18",
        _multiplied,
        lambda given: _relabels(given).append(
            {"source_labels": ["__meta_kubernetes_pod_container_name"], "target_label": "container"}
        ),
    ),
    Defect("B18-ports", _multiplied, lambda given: _relabels(given).pop(0)),
    Defect(
        "B19",
        _mixed,
        lambda given: change(
            given, _RULES, "OrchestratorDown", expr='absent(up{job="learning-orchestrator"} > 0)'
        ),
    ),
    Defect(
        "B20",
        _no_external_labels,
        lambda given: given[_CONFIG]["global"].pop("external_labels"),
    ),
    Defect(
        "B21",
        _second_mechanism,
        lambda given: given.update({"kubernetes/x.yaml": {"kind": "ServiceMonitor"}}),
    ),
    Defect(
        "B22",
        _not_scraped,
        lambda given: given[_POD]["spec"]["template"]["spec"]["containers"][0]["ports"].pop(),
    ),
    Defect(
        "B23",
        _merged_metrics,
        lambda given: given[_POD]["spec"]["template"]["metadata"]["annotations"].pop(
            "prometheus.istio.io/merge-metrics"
        ),
    ),
    Defect(
        "B24",
        _legacy_access,
        lambda given: _scrapes(given)["cadvisor"].update(bearer_token_file="/token"),
    ),
    Defect(
        "B25",
        _addresses,
        lambda given: _relabels(given).append(
            {"target_label": "__address__", "regex": r"([^:]+)(?::\d+)?;(\d+)"}
        ),
    ),
    Defect(
        "B26",
        _not_a_board,
        lambda given: given.update({_BOARD: {"dashboard": given[_BOARD]}}),
    ),
    Defect("B26-panel", _not_a_board, lambda given: given[_BOARD]["panels"][1].pop("gridPos")),
    Defect(
        "B27",
        _undelivered,
        lambda given: given[_GRAFANA]["configMapGenerator"].pop(),
    ),
    Defect(
        "B28",
        _severities,
        lambda given: change(given, _RULES, "OrchestratorDown", labels={"severity": "critical"}),
    ),
    Defect(
        "B29",
        _always_full,
        lambda given: given["kubernetes/staging/redis/configmap-files.yaml"]["data"].update(
            {"redis.conf": "maxmemory 512mb\n"}
        ),
    ),
    Defect(
        "B30",
        _everywhere,
        lambda given: change(
            given,
            _RULES,
            "OrchestratorCrashLooping",
            expr="rate(kube_pod_container_status_restarts_total[15m]) > 0",
        ),
    ),
]
