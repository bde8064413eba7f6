"""Every service as it runs in every environment: at home, and where the home is followed."""

from __future__ import annotations

import attrs

from observability.base.quantity import Cpu, Memory
from observability.model.catalog import Catalog
from observability.model.container import Resources
from observability.model.definition import written_at
from observability.model.environment import Environment, Size
from observability.model.service import Service
from observability.model.workload import (
    Autoscaling,
    Deployment,
    External,
    Workload,
)

__all__ = ["placements", "workload_in"]

_MEBIBYTE = 2**20


def placements(catalog: Catalog) -> tuple[Service, ...]:
    """Return the services of *catalog* in each environment, in the order of its environments.

    A service away from home is a `Service` of that environment: with the workload that runs there,
    and depending on what its dependencies are there.
    """
    return tuple(
        _placed(service, environment)
        for environment in catalog.environments
        for service in catalog.services
        if service.environment is environment or service.environment in environment.lineage
    )


def workload_in(service: Service, environment: Environment) -> Workload:
    """Return what runs as *service* in *environment*: its home, or one that follows its home."""
    for there, workload in service.elsewhere:
        if there is environment:
            return workload
    if service.environment is environment or environment.follows is None:
        return service.workload
    followed = _yielding(workload_in(service, environment.follows))
    return followed if environment.size is None else _resized(followed, environment.size)


def _placed(service: Service, environment: Environment) -> Service:
    if service.environment not in environment.lineage:
        return service
    there = attrs.evolve(
        service,
        environment=environment,
        workload=workload_in(service, environment),
        depends_on=tuple(_placed(one, environment) for one in service.depends_on),
        elsewhere={},
    )
    return written_at(there, service.source)


def _yielding(workload: Workload) -> Workload:
    """Return *workload* without what would let it take the room of the one that it copies."""
    if isinstance(workload, External) or workload.priority is None or workload.priority.value <= 0:
        return workload
    return written_at(attrs.evolve(workload, priority=None), workload.source)


def _resized(workload: Workload, size: Size) -> Workload:
    if isinstance(workload, External):
        return workload
    smaller = attrs.evolve(
        workload,
        replicas=min(workload.replicas, size.replicas),
        requests=_requests(workload.requests, size.requests),
    )
    if isinstance(smaller, Deployment) and smaller.autoscaling is not None:
        scaling = _scaling(smaller.autoscaling, size)
        smaller = attrs.evolve(smaller, autoscaling=scaling)
    return written_at(smaller, workload.source)


def _scaling(scaling: Autoscaling, size: Size) -> Autoscaling:
    smaller = attrs.evolve(
        scaling,
        minimum=min(scaling.minimum, size.replicas),
        maximum=min(scaling.maximum, size.maximum),
    )
    return written_at(smaller, scaling.source)


def _requests(resources: Resources, percent: int) -> Resources:
    """Return *percent* of the requests, in whole Mi, below limits that stay."""
    cpu, memory = resources.cpu, resources.memory
    if cpu is None or memory is None:
        return resources
    share = memory.bytes * percent // 100
    smaller = attrs.evolve(
        resources,
        cpu=str(Cpu(max(1, cpu.millicores * percent // 100))),
        memory=str(Memory(max(_MEBIBYTE, share - share % _MEBIBYTE))),
        cpu_limit=str(resources.cpu_limit or cpu),
        memory_limit=str(resources.memory_limit or memory),
    )
    return written_at(smaller, resources.source)
