"""Whom Prometheus scrapes: its configuration, carried out on the pods of the manifests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from observability.base.duration import Duration
from observability.lint.plain import dicts, plain
from observability.lint.relabel import relabelled
from observability.render.document import Document

__all__ = ["Job", "Pod", "Target", "jobs", "pods", "targets"]

_META = "__meta_kubernetes_"
_KINDS = ("Deployment", "StatefulSet", "DaemonSet")


@attrs.frozen(kw_only=True)
class Pod:
    """A pod that a manifest asks for.

    Args:
        name: That of its workload.
        labels: As in the pod template.
        ports: The numbers of its containers' ports by name.
        path: The manifest; empty if it has none here.
    """

    name: str
    namespace: str
    labels: dict[str, str] = attrs.field(hash=False)
    ports: tuple[tuple[str, int], ...] = ()
    path: str = ""


@attrs.frozen(kw_only=True)
class Target:
    """A port of a pod that Prometheus scrapes, with the labels that its series get."""

    pod: Pod
    port: int
    job: str
    labels: frozenset[str]


@attrs.frozen(kw_only=True)
class Job:
    """A value of the label ``job`` and the labels that come with it.

    Args:
        labels: Those that scraping adds to what the program itself shows.
        interval: How often it is scraped.
    """

    name: str
    labels: frozenset[str]
    interval: Duration


def pods(documents: Iterable[Document]) -> Iterator[Pod]:
    """Yield the pods of all workloads in the manifests."""
    for document in documents:
        if not document.path.startswith("kubernetes/") or not isinstance(document.body, dict):
            continue
        body = document.body
        if body.get("kind") not in _KINDS:
            continue
        template = plain(body["spec"]["template"])
        containers = template["spec"].get("containers", ())
        ports = [port for one in containers for port in one.get("ports", ())]
        yield Pod(
            name=body["metadata"]["name"],
            namespace=body["metadata"]["namespace"],
            labels=template["metadata"].get("labels", {}),
            ports=tuple((port.get("name", ""), port["containerPort"]) for port in ports),
            path=document.path,
        )


def targets(config: dict[str, Any], found: tuple[Pod, ...]) -> Iterator[Target]:
    """Yield what the Prometheus with *config* scrapes of the pods *found*."""
    for scrape in dicts(config.get("scrape_configs")):
        for pod in found:
            if _discovers(scrape, pod):
                yield from _of_pod(scrape, pod)


def jobs(config: dict[str, Any], found: Iterable[Target]) -> Iterator[Job]:
    """Yield every job that *config* yields, those of the targets *found* among them.

    A job may come more than once, with other labels.
    """
    default = config.get("global", {}).get("scrape_interval", "1m")
    for scrape in dicts(config.get("scrape_configs")):
        interval = Duration.parse(scrape.get("scrape_interval", default))
        labels = frozenset({"job", "instance", *_added(scrape)})
        yield Job(name=scrape["job_name"], labels=labels, interval=interval)
    for target in found:
        yield Job(name=target.job, labels=target.labels, interval=Duration.parse(default))


def _discovers(scrape: dict[str, Any], pod: Pod) -> bool:
    for found in dicts(scrape.get("kubernetes_sd_configs")):
        names = found.get("namespaces", {}).get("names", [pod.namespace])
        if found.get("role") == "pod" and pod.namespace in names:
            return True
    return False


def _of_pod(scrape: dict[str, Any], pod: Pod) -> Iterator[Target]:
    steps = [plain(step) for step in dicts(scrape.get("relabel_configs"))]
    extra = {step["target_label"] for step in _adding(scrape, "metric_relabel_configs")}
    for name, number in pod.ports:
        start = {"job": scrape["job_name"], "instance": f"{pod.name}:{number}"}
        labels = relabelled(start | _meta(pod, name, number), steps)
        if labels is not None:
            names = frozenset({name for name in labels if not name.startswith("__")} | extra)
            yield Target(pod=pod, port=number, job=labels.get("job", ""), labels=names)


def _meta(pod: Pod, port: str, number: int) -> dict[str, str]:
    """Return what service discovery says of a *port* of *pod*, as far as relabelling asks."""
    meta = {
        f"{_META}namespace": pod.namespace,
        f"{_META}pod_name": f"{pod.name}-0",
        f"{_META}pod_phase": "Running",
        f"{_META}pod_ready": "true",
        f"{_META}pod_container_init": "false",
        f"{_META}pod_container_port_name": port,
        f"{_META}pod_container_port_number": str(number),
    }
    for name, value in pod.labels.items():
        label = re.sub(r"[^a-zA-Z0-9_]", "_", name)
        meta |= {f"{_META}pod_label_{label}": value, f"{_META}pod_labelpresent_{label}": "true"}
    return meta


def _added(scrape: dict[str, Any]) -> Iterator[str]:
    for static in dicts(scrape.get("static_configs")):
        yield from static.get("labels", {})
    for kind in ("relabel_configs", "metric_relabel_configs"):
        for step in _adding(scrape, kind):
            yield step["target_label"]


def _adding(scrape: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    steps = [one for one in dicts(scrape.get(kind)) if "target_label" in one]
    return [one for one in steps if not one["target_label"].startswith("__")]
