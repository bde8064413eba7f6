"""Argo CD's application controller: https://argo-cd.readthedocs.io/en/stable/operator-manual/metrics/.

Its own ``namespace`` label is that of the Application object; it clashes with that of the scrape,
which wins, so it arrives as ``exported_namespace``.
"""

from __future__ import annotations

from observability.exporters.build import Row, exporter
from observability.model.metric import Exporter
from observability.model.service import Service

__all__ = ["argo_cd_exporter"]

_APPLICATION = "dest_server exported_namespace name project"
_ROWS: tuple[Row, ...] = (
    (
        "G",
        "argocd_app_info",
        f"autosync_enabled dest_namespace health_status operation repo sync_status {_APPLICATION}",
    ),
    ("C", "argocd_app_sync_total", f"dry_run phase {_APPLICATION}"),
    ("G", "argocd_cluster_connection_status", "k8s_version server"),
)


def argo_cd_exporter(service: Service) -> Exporter:
    """Return what the application controller shows of the applications."""
    return exporter(service, _ROWS)
