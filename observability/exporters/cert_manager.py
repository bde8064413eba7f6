"""cert-manager's controller: https://cert-manager.io/docs/devops-tips/prometheus-metrics/.

Its own ``namespace`` label is that of the Certificate; it clashes with that of the scrape, which
wins, so it arrives as ``exported_namespace``.
"""

from __future__ import annotations

from observability.exporters.build import Row, exporter
from observability.model.metric import Exporter
from observability.model.service import Service

__all__ = ["cert_manager_exporter"]

_CERTIFICATE = "exported_namespace issuer_group issuer_kind issuer_name name"
_ROWS: tuple[Row, ...] = (
    ("G", "certmanager_certificate_ready_status", f"condition {_CERTIFICATE}"),
    ("G", "certmanager_certificate_expiration_timestamp_seconds", _CERTIFICATE),
    ("G", "certmanager_certificate_renewal_timestamp_seconds", _CERTIFICATE),
    ("C", "certmanager_controller_sync_call_count", "controller"),
    ("C", "certmanager_controller_sync_error_count", "controller"),
)


def cert_manager_exporter(service: Service) -> Exporter:
    """Return what the controller shows of the certificates."""
    return exporter(service, _ROWS)
