"""What watches everything else is watched, too."""

from observability import External, Service, prometheus_exporter
from services.platform import platform, production

prometheus = Service(
    name="prometheus",
    description="Scrapes every service, evaluates the rules and sends the alerts.",
    team=platform,
    environment=production,
    workload=External(
        exporter="localhost:9090",
        port=9090,
        namespace="monitoring",
        pods={"app.kubernetes.io/name": "prometheus"},
    ),
)
prometheus_metrics = prometheus_exporter(prometheus)
