"""What the pods request, as the manifests say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs

from observability.base.quantity import Cpu, Memory
from observability.model.price import PriceTable
from observability.render.cost.money import cents, month, total
from observability.render.document import Document

__all__ = ["Workload", "workloads"]

_SPOT = ("eks.amazonaws.com/capacityType", "SPOT")
_GIB = 2**30
Body = Mapping[str, Any]


@attrs.frozen(kw_only=True)
class Workload:
    """A workload: how many pods, what one requests, and what all of them cost a month."""

    environment: str
    kind: str
    name: str
    spot: bool
    least: int
    most: int
    cpu: Decimal
    memory: Decimal
    storage: Decimal
    month_least: Decimal
    month_most: Decimal


def workloads(table: PriceTable, documents: tuple[Document, ...]) -> tuple[Workload, ...]:
    """Return every workload in *documents* that runs all the time, sorted."""
    objects = [
        (one.path.split("/")[1], one.body)
        for one in documents
        if one.path.startswith("kubernetes/") and isinstance(one.body, dict)
    ]
    scalers = {
        _target(body): (body["spec"]["minReplicas"], body["spec"]["maxReplicas"])
        for _, body in objects
        if body.get("kind") == "HorizontalPodAutoscaler"
    }
    found = [
        _workload(table, environment, body, scalers.get(_key(body)))
        for environment, body in objects
        if body.get("kind") in ("Deployment", "StatefulSet")
    ]
    return tuple(sorted(found, key=lambda one: (one.environment, one.name, one.kind)))


def _target(scaler: Body) -> tuple[str, str, str]:
    target = scaler["spec"]["scaleTargetRef"]
    return scaler["metadata"].get("namespace", ""), target["kind"], target["name"]


def _key(body: Body) -> tuple[str, str, str]:
    return body["metadata"].get("namespace", ""), body["kind"], body["metadata"]["name"]


def _workload(
    table: PriceTable, environment: str, body: Body, scaled: tuple[int, int] | None
) -> Workload:
    spec = body["spec"]
    pod = spec["template"]["spec"]
    least, most = scaled or (spec.get("replicas", 1),) * 2
    cpu = total(Decimal(one.millicores) / 1000 for one in _requested(pod, "cpu", Cpu))
    memory = total(Decimal(one.bytes) / _GIB for one in _requested(pod, "memory", Memory))
    storage = total(Decimal(one.bytes) / _GIB for one in _claimed(spec))
    spot = pod.get("nodeSelector", {}).get(_SPOT[0]) == _SPOT[1]
    pod_month = month(table, cpu * table.vcpu_hour + memory * table.gib_hour, spot=spot)
    each = pod_month + cents(storage * table.volume_month)
    return Workload(
        environment=environment,
        kind=body["kind"],
        name=body["metadata"]["name"],
        spot=spot,
        least=least,
        most=most,
        cpu=cpu,
        memory=memory,
        storage=storage,
        month_least=least * each,
        month_most=most * each,
    )


def _requested(pod: Body, name: str, kind: type[Any]) -> Iterator[Any]:
    """Return what the containers of *pod* request that run as long as it does."""
    sidecars = [
        one for one in pod.get("initContainers", []) if one.get("restartPolicy") == "Always"
    ]
    for container in [*pod["containers"], *sidecars]:
        text = container.get("resources", {}).get("requests", {}).get(name)
        if text is not None:
            yield kind.parse(str(text))


def _claimed(spec: Body) -> Iterator[Memory]:
    for one in spec.get("volumeClaimTemplates", []):
        yield Memory.parse(one["spec"]["resources"]["requests"]["storage"])
