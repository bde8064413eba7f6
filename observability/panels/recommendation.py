"""What a service requests, against what the vertical autoscaler recommends."""

from __future__ import annotations

from observability.exporters.kubernetes import kube_state, recommended
from observability.model.dashboard import Row
from observability.model.display import Color
from observability.model.panel import Panel, Target
from observability.model.service import Service
from observability.model.unit import Unit
from observability.promql import build

__all__ = ["RECOMMENDED", "recommendation_row"]

RECOMMENDED = "Recommended requests"

_BOUNDS = (
    ("target", "target", Color.GREEN),
    ("lowerBound", "lower bound", Color.ORANGE),
    ("upperBound", "upper bound", Color.BLUE),
)


def recommendation_row(service: Service) -> Row:
    """Return the row that says whether the requests of *service* are what it needs.

    The autoscaler only recommends: the numbers are to be written into the service's definition.
    """
    return Row(
        title=RECOMMENDED,
        panels=[
            _panel(
                service,
                "cpu",
                "Processor requested",
                "Cores requested for each pod, against what the past eight days recommend. Above"
                " the upper bound: paid for and not used. Below the lower bound: pods are slow when"
                " their node is full. Write the target into the service's definition.",
                Unit.SHORT,
            ),
            _panel(
                service,
                "memory",
                "Memory requested",
                "Memory requested for each pod, against what the past eight days recommend. Above"
                " the upper bound: paid for and not used. Below the lower bound: the pod is among"
                " the first that a full node gets rid of.",
                Unit.BYTES,
            ),
        ],
    )


def _panel(service: Service, resource: str, title: str, description: str, unit: Unit) -> Panel:
    requests = kube_state(service, "kube_pod_container_resource_requests", {"resource": resource})
    return Panel(
        title=title,
        description=description,
        unit=unit,
        queries=[
            Target(expr=build.max_by(requests), legend="requested"),
            *(
                Target(
                    expr=build.max_by(recommended(service, bound, resource)),
                    legend=legend,
                    reference=color,
                )
                for bound, legend, color in _BOUNDS
            ),
        ],
        minimum=0,
        no_value="No recommendation yet",
        width=12,
    )
