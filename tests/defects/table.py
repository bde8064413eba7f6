"""All of the guide's defects that are found in what is generated."""

from __future__ import annotations

from tests.defects import (
    alerting,
    delivery,
    infrastructure,
    network,
    nodes,
    pages,
    promises,
    workflows,
    workloads,
)

__all__ = ["DEFECTS"]

DEFECTS = [
    *promises.DEFECTS,
    *alerting.DEFECTS,
    *workloads.DEFECTS,
    *nodes.DEFECTS,
    *network.DEFECTS,
    *infrastructure.DEFECTS,
    *delivery.DEFECTS,
    *workflows.DEFECTS,
    *pages.DEFECTS,
]
