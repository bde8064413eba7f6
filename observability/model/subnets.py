"""The subnets of what is reached in a network, whoever runs it."""

from __future__ import annotations

from observability.model.service import Service
from observability.model.workload import External

__all__ = ["shared_networks"]


def shared_networks(services: object) -> tuple[tuple[str, ...], ...]:
    """Return the subnets of *services*, those in other environments included, each group once."""
    given = services if isinstance(services, tuple) else ()
    groups = [
        workload.cidrs
        for service in given
        if isinstance(service, Service)
        for workload in (service.workload, *(one for _, one in service.elsewhere))
        if isinstance(workload, External) and workload.cidrs
    ]
    return tuple(dict.fromkeys(groups))
