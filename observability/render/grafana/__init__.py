"""Grafana: the dashboards, and the provisioning that loads them."""

from __future__ import annotations

from observability.compile.plan import Plan
from observability.render.document import Document

__all__ = ["render"]


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the dashboards of *plan* and what provisions them; nothing if there is none."""
    from observability.render.grafana.dashboard import dashboard  # noqa: PLC0415
    from observability.render.grafana.provisioning import provisioning  # noqa: PLC0415

    if not plan.dashboards:
        return ()
    return (*map(dashboard, plan.dashboards), *provisioning(plan.catalog))
