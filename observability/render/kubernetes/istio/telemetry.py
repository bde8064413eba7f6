"""Telemetry: which requests are written down, and where traces go."""

from __future__ import annotations

from observability.compile.plan import Plan
from observability.model.environment import Environment
from observability.render.document import Document
from observability.render.kubernetes.istio.settings import mesh
from observability.render.kubernetes.objects import environment_object

__all__ = ["TRACING", "telemetry"]

TRACING = "otlp"
"""The name under which Istio's own configuration knows the collector."""


def telemetry(environment: Environment, plan: Plan) -> Document:
    """Return what the sidecars of *environment* report: failed requests, and a share of traces.

    Requests that succeed are counted, not logged: a line for each would cost more than it tells.
    """
    spec = {
        "accessLogging": [
            {
                "providers": [{"name": "envoy"}],
                "filter": {"expression": "response.code >= 400 || connection.mtls == false"},
            }
        ],
        "tracing": [
            {
                "providers": [{"name": TRACING}],
                "randomSamplingPercentage": float(mesh(plan).traces),
            }
        ],
    }
    version = "telemetry.istio.io/v1"
    return environment_object(environment, version, "Telemetry", "default", {"spec": spec})
