"""The edge: where users' requests enter, and where failures show that no service can see."""

from observability import External, Service, ingress_nginx_exporter
from services.adaptive import adaptive
from services.bloom import bloom
from services.orchestrator import orchestrator
from services.platform import platform, production

ingress = Service(
    name="ingress-nginx",
    description="Takes every request from the internet to the service that answers it.",
    team=platform,
    environment=production,
    depends_on=[orchestrator, bloom, adaptive],
    workload=External(
        exporter="ingress-nginx-controller-metrics.ingress-nginx.svc:10254",
        port=443,
        namespace="ingress-nginx",
        pods={"app.kubernetes.io/name": "ingress-nginx"},
    ),
)
ingress_metrics = ingress_nginx_exporter(ingress)
