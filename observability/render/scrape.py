"""Prometheus' own configuration: ``prometheus/prometheus.yml``, to be mounted with its folder."""

from __future__ import annotations

import re
from typing import Any

from observability.base import naming
from observability.compile.plan import Plan
from observability.compile.scrape import MetricsPath, PodJob, Scrape, StaticJob, TlsProbe
from observability.model.environment import Environment
from observability.render.document import Commented, Document

__all__ = ["render"]

_META = "__meta_kubernetes_"
_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the configuration of the Prometheus of *plan*."""
    if plan.scrape is None:
        return ()
    return (
        Document(
            path="prometheus/prometheus.yml",
            format="yaml",
            body=_configuration(plan.scrape),
            title=f"The Prometheus of the cluster {plan.scrape.cluster}",
            sources=plan.scrape.sources,
        ),
    )


def _configuration(scrape: Scrape) -> dict[str, Any]:
    rules = Commented(
        f"Start Prometheus with --storage.tsdb.retention.time={scrape.retention}: the retention is"
        " a flag, and an SLO looks back 30 days.",
        "rules/*.yml",
    )
    return {
        "global": {
            "scrape_interval": str(scrape.interval),
            "evaluation_interval": str(scrape.evaluation),
            "external_labels": {"cluster": scrape.cluster, **_replica(scrape)},
        },
        "rule_files": [rules],
        "alerting": _alerting(scrape),
        "scrape_configs": [
            *_cluster_jobs(scrape),
            *(_discovered(job) for job in scrape.discovered),
            *(_static(job) for job in scrape.jobs),
            *([_tls(scrape.probe)] if scrape.probe else []),
        ],
    }


def _replica(scrape: Scrape) -> dict[str, str]:
    """Tell replicas apart, by what each finds in its environment; Prometheus 3 fills that in."""
    return {naming.REPLICA_LABEL: f"${{{naming.POD_NAME}}}"} if scrape.replicated else {}


def _alerting(scrape: Scrape) -> dict[str, Any]:
    """Send each alert to every Alertmanager; the replicas' are one alert but for their label."""
    drop = {"action": "labeldrop", "regex": naming.REPLICA_LABEL}
    relabel = {"alert_relabel_configs": [drop]} if scrape.replicated else {}
    targets = {"static_configs": [{"targets": list(scrape.alertmanagers)}]}
    return {**relabel, "alertmanagers": [targets]}


def _cluster_jobs(scrape: Scrape) -> list[Any]:
    if not scrape.environments:
        return []
    return [
        Commented(
            "One target a pod: its port called metrics. Its labels are the identity contract, on"
            " which every rule selects; a label of the container or port would multiply targets.",
            _pods(scrape),
        ),
        Commented(
            "What Kubernetes knows of each object; the labels say whom a series is about.",
            _kube_state(scrape),
        ),
        Commented(
            "What each container uses, from every node's kubelet; Prometheus' service account must"
            " be allowed to get nodes/metrics. Where the nodes sign their own certificates, set"
            " insecure_skip_verify in tls_config.",
            _cadvisor(scrape),
        ),
    ]


def _pods(scrape: Scrape) -> dict[str, Any]:
    namespaces = [one.namespace for one in scrape.environments]
    return {
        "job_name": naming.POD_DISCOVERY,
        "kubernetes_sd_configs": [{"role": "pod", "namespaces": {"names": namespaces}}],
        "relabel_configs": [
            _keep(f"{_META}pod_container_port_name", naming.METRICS_PORT),
            _drop(f"{_META}pod_container_init", "true"),
            _drop(f"{_META}pod_phase", "Pending|Succeeded|Failed"),
            _keep(_pod_label(naming.APP_LABEL), ".+"),
            *(_path(one) for one in scrape.paths),
            _copy(_pod_label(naming.APP_LABEL), "job"),
            _copy(_pod_label(naming.APP_LABEL), "service"),
            _copy(f"{_META}namespace", "namespace"),
            _copy(f"{_META}pod_name", "pod"),
            _copy(_pod_label("version"), "version"),
            *(_environment(f"{_META}namespace", one) for one in scrape.environments),
        ],
    }


def _discovered(job: PodJob) -> dict[str, Any]:
    return {
        "job_name": job.name,
        **({} if job.path == "/metrics" else {"metrics_path": job.path}),
        "kubernetes_sd_configs": [{"role": "pod", "namespaces": {"names": [job.namespace]}}],
        "relabel_configs": [
            *(_keep(_pod_label(name), _literal(value)) for name, value in job.pods.items()),
            _keep(f"{_META}pod_container_port_number", str(job.port)),
            _drop(f"{_META}pod_container_init", "true"),
            _drop(f"{_META}pod_phase", "Pending|Succeeded|Failed"),
            _copy(f"{_META}pod_name", "pod"),
            *({"target_label": name, "replacement": value} for name, value in job.labels.items()),
        ],
    }


def _kube_state(scrape: Scrape) -> dict[str, Any]:
    return {
        "job_name": naming.KUBE_STATE_METRICS,
        "honor_labels": True,
        "static_configs": [{"targets": [scrape.kube_state_metrics]}],
        "metric_relabel_configs": _environments(scrape),
    }


def _cadvisor(scrape: Scrape) -> dict[str, Any]:
    return {
        "job_name": naming.CADVISOR,
        "honor_labels": True,
        "scheme": "https",
        "metrics_path": "/metrics/cadvisor",
        "authorization": {"credentials_file": f"{_ACCOUNT}/token"},
        "tls_config": {"ca_file": f"{_ACCOUNT}/ca.crt"},
        "kubernetes_sd_configs": [{"role": "node"}],
        "relabel_configs": [_copy(f"{_META}node_name", "node")],
        "metric_relabel_configs": _environments(scrape),
    }


def _static(job: StaticJob) -> dict[str, Any]:
    target: dict[str, Any] = {"targets": list(job.addresses)}
    if job.labels:
        target["labels"] = dict(job.labels)
    return {"job_name": job.name, "static_configs": [target]}


def _tls(probe: TlsProbe) -> dict[str, Any]:
    """Ask the prober about each address; the series are about the address, not the prober."""
    return {
        "job_name": naming.BLACKBOX,
        "metrics_path": "/probe",
        "params": {"module": ["tls"]},
        "static_configs": [{"targets": list(probe.addresses)}],
        "relabel_configs": [
            _copy("__address__", "__param_target"),
            _copy("__param_target", "instance"),
            {"target_label": "__address__", "replacement": probe.prober},
        ],
    }


def _environments(scrape: Scrape) -> list[dict[str, Any]]:
    return [_environment("namespace", one) for one in scrape.environments]


def _environment(source: str, environment: Environment) -> dict[str, Any]:
    """Say which environment a namespace is."""
    return {
        "source_labels": [source],
        "regex": environment.namespace,
        "target_label": "environment",
        "replacement": environment.name,
    }


def _path(path: MetricsPath) -> dict[str, Any]:
    return {
        "source_labels": [f"{_META}namespace", _pod_label(naming.APP_LABEL)],
        "regex": f"{path.namespace};{path.service}",
        "target_label": "__metrics_path__",
        "replacement": path.path.replace("$", "$$"),
    }


def _copy(source: str, target: str) -> dict[str, Any]:
    return {"source_labels": [source], "target_label": target}


def _keep(source: str, regex: str) -> dict[str, Any]:
    return {"source_labels": [source], "action": "keep", "regex": regex}


def _drop(source: str, regex: str) -> dict[str, Any]:
    return {"source_labels": [source], "action": "drop", "regex": regex}


def _pod_label(label: str) -> str:
    """Return the name under which service discovery shows a pod's *label*."""
    return f"{_META}pod_label_{re.sub(r'[^a-zA-Z0-9_]', '_', label)}"


def _literal(value: str) -> str:
    return re.escape(value).replace(r"\-", "-")
