"""The NGINX ingress controller: https://kubernetes.github.io/ingress-nginx/user-guide/monitoring/.

Its own ``namespace`` and ``service`` labels name the backend; they clash with those of the scrape,
which win, so they arrive as ``exported_namespace`` and ``exported_service``.
"""

from __future__ import annotations

from observability.base.duration import Duration, ms, seconds
from observability.exporters.build import Row, exporter
from observability.model.metric import Exporter
from observability.model.service import Service

__all__ = ["ingress_nginx_exporter"]

_BACKEND = "exported_namespace exported_service host ingress method path status"
_ROWS: tuple[Row, ...] = (
    ("C", "nginx_ingress_controller_requests", _BACKEND),
    ("G", "nginx_ingress_controller_nginx_process_connections", "state"),
    ("G", "nginx_ingress_controller_config_last_reload_successful", ""),
    ("G", "nginx_ingress_controller_ssl_expire_time_seconds", "host secret_name"),
)
_BUCKETS: tuple[Duration, ...] = (
    *map(ms, (5, 10, 25, 50, 100, 250, 500)),
    seconds(1),
    ms(2500),
    seconds(5),
    seconds(10),
)


def ingress_nginx_exporter(service: Service) -> Exporter:
    """Return what the controller shows of the traffic it passes on."""
    name = "nginx_ingress_controller_request_duration_seconds"
    return exporter(service, _ROWS, {name: (_BACKEND, _BUCKETS, 1000)})
