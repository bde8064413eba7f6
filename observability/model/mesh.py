"""How the services of a mesh call each other, and which of them try out a new version."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs

from observability.base.duration import Duration, seconds
from observability.model import address, check, form
from observability.model.definition import Definition
from observability.model.service import Service
from observability.model.workload import Deployment

__all__ = ["Canary", "Mesh"]


@attrs.frozen(kw_only=True)
class Mesh(Definition):
    """What holds between all services in environments with ``mesh=True``; at most one.

    Args:
        connections: TCP connections that one caller holds to one service, at most.
        pending: Requests that wait for a connection, at most.
        requests: Requests that are under way over HTTP/2, at most.
        errors: Answers 5xx in a row after which a pod gets no requests for a while.
        interval: How often the pods are judged.
        ejection: How long a pod is left out, times how often it already was.
        ejected: Percent of a service's pods that are left out at once, at most.
        healthy: Below this percentage of good pods none is left out.
        traces: Percent of requests whose traces are kept.
        collector: ``host:port`` that takes traces over OTLP/gRPC.
    """

    connections: int = attrs.field(default=100, validator=check.between(1, 100_000))
    pending: int = attrs.field(default=100, validator=check.between(1, 100_000))
    requests: int = attrs.field(default=1000, validator=check.between(1, 1_000_000))
    errors: int = attrs.field(default=5, validator=check.between(1, 1000))
    interval: Duration = attrs.field(default=seconds(30), validator=form.whole_seconds)
    ejection: Duration = attrs.field(default=seconds(30), validator=form.whole_seconds)
    ejected: int = attrs.field(default=50, validator=check.between(1, 100))
    healthy: int = attrs.field(default=30, validator=check.between(0, 100))
    traces: Decimal = attrs.field(
        default=Decimal(1), converter=check.as_decimal, validator=check.number()
    )
    collector: str = attrs.field(default="jaeger.monitoring.svc:4317", validator=address.host_port)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.traces, Decimal) and not 0 <= self.traces <= 100:
            message = f"traces is {self.traces}, not a percentage from 0 to 100"
            self.complain("traces", message, "write traces=1 for one request in a hundred")


def _canaried(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.is_a(Service)(instance, attribute, value)
    if not isinstance(value, Service):
        return
    workload = value.workload
    if not isinstance(workload, Deployment) or workload.http is None:
        message = f"{value.name!r} is no Deployment with an http port"
        instance.complain(attribute.name, message, related=(value.source,))
    elif not value.environment.mesh:
        message = f"{value.name!r} runs in {value.environment.name!r}, which has no mesh"
        hint = "only a mesh can split requests by percent: write mesh=True in the Environment"
        instance.complain(attribute.name, message, hint, related=(value.environment.source,))


@attrs.frozen(kw_only=True)
class Canary(Definition):
    """A second version of *service*, which gets a share of its requests.

    Args:
        service: A Deployment in an environment with a mesh.
        version: The ``version`` label of its pods.
        image: What they run; all else is as the service has it.
        weight: Percent of the requests.
        replicas: How many pods; none scale.
        header: A request with this header and the value ``true`` always goes to the canary.
    """

    service: Service = attrs.field(validator=_canaried)
    version: str = attrs.field(validator=check.dns_label)
    image: str = attrs.field(validator=form.image)
    weight: int = attrs.field(validator=check.between(0, 99))
    replicas: int = attrs.field(default=1, validator=check.between(1, 1000))
    header: str = attrs.field(default="canary", validator=check.dns_label)

    def __attrs_post_init__(self) -> None:
        stable = self.service.workload if isinstance(self.service, Service) else None
        if isinstance(stable, Deployment) and stable.version == self.version:
            message = f"version {self.version!r} is that of the service itself"
            self.complain("version", message, related=(self.service.source,))
