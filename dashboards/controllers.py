"""Whether Git is applied, and certificates are renewed."""

from observability import Dashboard, alerts_row, argo_cd_row, cert_manager_row
from services.controllers import argo_cd, argo_cd_metrics, cert_manager, cert_manager_metrics

delivery = Dashboard(
    service=argo_cd,
    title="Argo CD",
    rows=[argo_cd_row(argo_cd_metrics), alerts_row(argo_cd)],
)
certificates = Dashboard(
    service=cert_manager,
    title="cert-manager",
    rows=[cert_manager_row(cert_manager_metrics), alerts_row(cert_manager)],
)
