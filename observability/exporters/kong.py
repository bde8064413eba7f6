"""The gateway Kong, with its plugin: https://developer.konghq.com/plugins/prometheus/.

Its own ``service`` label names the backend; it clashes with that of the scrape, which wins, so it
arrives as ``exported_service``.
"""

from __future__ import annotations

from observability.base.duration import Duration, ms
from observability.exporters.build import Row, exporter
from observability.model.metric import Exporter
from observability.model.service import Service

__all__ = ["kong_exporter"]

_ROWS: tuple[Row, ...] = (
    ("C", "kong_http_requests_total", "code consumer exported_service route source workspace"),
    ("G", "kong_datastore_reachable", ""),
)
_BUCKETS: tuple[Duration, ...] = tuple(
    map(ms, (25, 50, 80, 100, 250, 400, 700, 1000, 2000, 5000, 10000, 30000, 60000))
)


def kong_exporter(service: Service) -> Exporter:
    """Return what the gateway shows of the traffic it passes on; its times are in milliseconds."""
    labels = "exported_service route workspace"
    return exporter(service, _ROWS, {"kong_request_latency_ms": (labels, _BUCKETS, 1)})
