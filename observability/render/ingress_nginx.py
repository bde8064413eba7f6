"""The ingress controller's own configuration: values of the chart ``ingress-nginx``."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.model.edge import Cdn
from observability.render.document import Document

__all__ = ["render"]


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the values, if there is a way in; one controller serves every environment."""
    edges = plan.catalog.edges
    if not edges:
        return ()
    cdns = [one.cdn for one in edges if one.cdn is not None]
    controller: dict[str, Any] = {
        "ingressClassResource": {"name": edges[0].ingress_class},
        "metrics": {"enabled": True},
        "service": {"externalTrafficPolicy": "Local"},
    }
    if cdns:
        controller["config"] = _real_addresses(cdns[0])
        controller["service"]["loadBalancerSourceRanges"] = list(cdns[0].cidrs)
    return (
        Document(
            path="ingress-nginx/values.yaml",
            format="yaml",
            body={"controller": controller},
            title="Values of the chart ingress-nginx: who may come in, and whose address counts",
            sources=tuple(one.source for one in edges),
        ),
    )


def _real_addresses(cdn: Cdn) -> dict[str, str]:
    """Take the user's address from the header, if the CDN itself asks; it alone may ask.

    Without this all users of the CDN would share the addresses of its machines, and a limit for
    one would be a limit for all.
    """
    return {
        "use-forwarded-headers": "true",
        "forwarded-for-header": cdn.header,
        "proxy-real-ip-cidr": ",".join(cdn.cidrs),
    }
