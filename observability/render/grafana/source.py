"""The data sources, by the names that dashboards and provisioning must agree on."""

from __future__ import annotations

__all__ = [
    "ALERTMANAGER_UID",
    "CHOSEN",
    "JAEGER_UID",
    "LOGS_UID",
    "PROMETHEUS_UID",
    "VARIABLE",
]

PROMETHEUS_UID, ALERTMANAGER_UID = "prometheus", "alertmanager"
JAEGER_UID, LOGS_UID = "jaeger", "logs"

VARIABLE = "datasource"
CHOSEN = {"type": "prometheus", "uid": f"${{{VARIABLE}}}"}
"""The data source that is chosen at the top of a dashboard."""
