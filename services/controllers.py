"""The controllers whose work is watched: what applies Git, and what renews certificates.

Both come from charts of others; their pods and ports are those of the charts.
"""

from observability import External, Service, argo_cd_exporter, cert_manager_exporter
from services.platform import platform, production

argo_cd = Service(
    name="argo-cd",
    description="Applies what Git says to the cluster, and takes back what differs.",
    team=platform,
    environment=production,
    workload=External(
        exporter="argocd-metrics.argocd.svc:8082",
        port=8082,
        namespace="argocd",
        pods={"app.kubernetes.io/name": "argocd-application-controller"},
    ),
)
argo_cd_metrics = argo_cd_exporter(argo_cd)

cert_manager = Service(
    name="cert-manager",
    description="Gets the certificates of the public hosts, and renews them.",
    team=platform,
    environment=production,
    workload=External(
        exporter="cert-manager.cert-manager.svc:9402",
        port=9402,
        namespace="cert-manager",
        pods={
            "app.kubernetes.io/component": "controller",
            "app.kubernetes.io/name": "cert-manager",
        },
    ),
)
cert_manager_metrics = cert_manager_exporter(cert_manager)
