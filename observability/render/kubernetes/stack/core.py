"""Prometheus, Alertmanager and Grafana."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from observability.base import naming
from observability.compile.network import Pods, prometheus_pods
from observability.compile.stack import replica_hosts
from observability.render.kubernetes.stack.context import Context
from observability.render.kubernetes.stack.files import (
    Tree,
    alertmanager_tree,
    grafana_trees,
    prometheus_tree,
)
from observability.render.kubernetes.stack.unit import ANYWHERE, Call, Unit

__all__ = ["alertmanager", "grafana", "prometheus"]

_RECEIVERS = "alertmanager-receivers"
_GOSSIP = 9094
_SECRETS = "/etc/alertmanager/secrets/"
_Made = tuple[Unit, tuple[Tree, ...]]


def prometheus(context: Context) -> _Made:
    """Return Prometheus: it keeps what the project says, and may look at whatever it scrapes."""
    project, stack = context.plan.catalog.project, context.stack
    tree = prometheus_tree(context.documents, context.namespace)
    unit = Unit(
        name="prometheus",
        namespace=context.namespace,
        program=stack.prometheus,
        source=stack.source,
        ports={"http": 9090},
        args=(
            "--config.file=/etc/prometheus/prometheus.yml",
            "--storage.tsdb.path=/prometheus",
            f"--storage.tsdb.retention.time={project.retention}",
            f"--web.external-url={project.prometheus}",
        ),
        health=("/-/healthy", "/-/ready"),
        data="/prometheus",
        volumes=((tree.volume, "/etc/prometheus"),),
        token=True,
        fields={naming.POD_NAME: "metadata.name"} if stack.prometheus.replicas > 1 else {},
        callers=(Call(peer=context.program("grafana"), ports=(9090,)),),
        calls=tuple(_scrapes(context)),
    )
    return unit, (tree,)


def _scrapes(context: Context) -> Iterator[Call]:
    plan = context.plan
    own = prometheus_pods(plan.catalog)
    yield Call(peer=context.program("alertmanager"), ports=(9093,))
    yield Call(peer=context.program("kube-state-metrics"), ports=(8080,))
    for one in context.stack.exporters:
        yield Call(peer=context.program(one.name), ports=(one.port,))
    for edge in plan.network:
        if edge.client == own:
            yield Call(peer=edge.server, ports=(edge.port,))
    for job in plan.scrape.discovered if plan.scrape else ():
        yield Call(peer=Pods(namespace=job.namespace, labels=job.pods), ports=(job.port,))
    # The API server and the kubelets of the nodes, whose addresses nobody knows beforehand.
    yield Call(peer=ANYWHERE, ports=(443, 6443, 10250))


def alertmanager(context: Context) -> _Made:
    """Return Alertmanager, with the credentials as files where its configuration reads them."""
    project, stack = context.plan.catalog.project, context.stack
    keys = sorted(_credentials(context))
    tree = alertmanager_tree(context.documents, context.namespace, _RECEIVERS, keys)
    smtp = (int(project.smtp.smarthost.rpartition(":")[2]),) if project.smtp else ()
    unit = Unit(
        name="alertmanager",
        namespace=context.namespace,
        program=stack.alertmanager,
        source=stack.source,
        ports={"http": 9093},
        args=(
            "--config.file=/etc/alertmanager/alertmanager.yml",
            "--storage.path=/alertmanager",
            *_cluster(context),
            f"--web.external-url={project.alertmanager}",
        ),
        health=("/-/healthy", "/-/ready"),
        data="/alertmanager",
        volumes=((tree.volume, "/etc/alertmanager"),),
        metrics=9093,
        callers=(Call(peer=context.program("grafana"), ports=(9093,)),),
        calls=(Call(peer=ANYWHERE, ports=(443, *smtp)),),
    )
    return _clustered(unit, context), (tree,)


def _cluster(context: Context) -> tuple[str, ...]:
    """Return how the replicas find each other; one alone does not look for others."""
    count = context.stack.alertmanager.replicas
    if count == 1:
        return ("--cluster.listen-address=",)
    hosts = replica_hosts(context.plan.catalog, "alertmanager", count)
    return (
        f"--cluster.listen-address=0.0.0.0:{_GOSSIP}",
        f"--cluster.advertise-address=$(POD_IP):{_GOSSIP}",
        *(f"--cluster.peer={host}:{_GOSSIP}" for host in hosts),
    )


def _clustered(unit: Unit, context: Context) -> Unit:
    if unit.program.replicas == 1:
        return unit
    own = Call(peer=context.program(unit.name), ports=(_GOSSIP,), udp=(_GOSSIP,))
    return attrs.evolve(
        unit,
        gossip=_GOSSIP,
        fields={"POD_IP": "status.podIP"},
        callers=(*unit.callers, own),
        calls=(*unit.calls, own),
    )


def _credentials(context: Context) -> set[str]:
    """Return the names of the files that the configuration reads credentials from."""
    bodies = [one.body for one in context.documents if one.path == "alertmanager/alertmanager.yml"]
    return {
        text.removeprefix(_SECRETS) for body in bodies for text in _texts(body) if _SECRETS in text
    }


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list() | tuple():
            for one in value:
                yield from _texts(getattr(one, "value", one))
        case _:
            return


def grafana(context: Context) -> _Made:
    """Return Grafana: everything it shows is provisioned, so that it keeps nothing."""
    project, stack = context.plan.catalog.project, context.stack
    trees = grafana_trees(context.documents, context.namespace)
    mounts = ("/etc/grafana/provisioning", "/var/lib/grafana/dashboards")
    unit = Unit(
        name="grafana",
        namespace=context.namespace,
        program=stack.grafana,
        source=stack.source,
        ports={"http": 3000},
        user=472,
        env={
            "GF_ANALYTICS_CHECK_FOR_UPDATES": "false",
            "GF_ANALYTICS_REPORTING_ENABLED": "false",
            "GF_SERVER_ROOT_URL": project.grafana,
        },
        health=("/healthz", "/api/health"),
        scratch=("/var/lib/grafana", "/tmp"),  # noqa: S108 - mount points in the container
        volumes=tuple((tree.volume, path) for tree, path in zip(trees, mounts, strict=True)),
        metrics=3000,
        calls=(
            Call(peer=context.program("prometheus"), ports=(9090,)),
            Call(peer=context.program("alertmanager"), ports=(9093,)),
            Call(peer=context.program("jaeger"), ports=(16686,)),
            context.logs,
        ),
    )
    return unit, trees
