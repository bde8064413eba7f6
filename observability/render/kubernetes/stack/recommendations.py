"""What kube-state-metrics is told about vertical autoscalers, of which it knows nothing itself.

https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/extend/customresourcestate-metrics.md
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observability.exporters.kubernetes import (
    CUSTOM_RESOURCE,
    RECOMMENDATIONS,
    RESOURCE_UNITS,
)
from observability.render.kubernetes.vertical_autoscaler import GROUP, KIND, VERSION

__all__ = ["RULES", "custom_resources"]

_READ = ["list", "watch"]

# It looks for the kind itself first, and then for the objects.
RULES: tuple[dict[str, Any], ...] = (
    {
        "apiGroups": ["apiextensions.k8s.io"],
        "resources": ["customresourcedefinitions"],
        "verbs": _READ,
    },
    {"apiGroups": [GROUP], "resources": ["verticalpodautoscalers"], "verbs": _READ},
)


def custom_resources() -> dict[str, Any]:
    """Return the configuration: a series for each container, resource and bound."""
    resource = {
        "groupVersionKind": {"group": GROUP, "version": VERSION, "kind": KIND},
        "labelsFromPath": {
            "namespace": ["metadata", "namespace"],
            "target_kind": ["spec", "targetRef", "kind"],
            "target_name": ["spec", "targetRef", "name"],
            "verticalpodautoscaler": ["metadata", "name"],
        },
        "metrics": list(_metrics()),
    }
    return {"kind": "CustomResourceStateMetrics", "spec": {"resources": [resource]}}


def _metrics() -> Iterator[dict[str, Any]]:
    for bound, name in RECOMMENDATIONS.items():
        for resource, unit in RESOURCE_UNITS.items():
            yield {
                "name": name.removeprefix(f"{CUSTOM_RESOURCE}_"),
                "help": f"The {bound} that is recommended for the requests of a container.",
                "commonLabels": {"resource": resource, "unit": unit},
                "each": {
                    "type": "Gauge",
                    "gauge": {
                        "path": ["status", "recommendation", "containerRecommendations"],
                        "labelsFromPath": {"container": ["containerName"]},
                        "valueFrom": [bound, resource],
                    },
                },
            }
