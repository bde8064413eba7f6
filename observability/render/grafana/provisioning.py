"""What makes Grafana find Prometheus, Alertmanager and the dashboards when it starts.

The formats: https://grafana.com/docs/grafana/latest/administration/provisioning/
"""

from __future__ import annotations

from typing import Any

from observability.base.naming import LOGS_PREFIX
from observability.model.catalog import Catalog
from observability.model.project import Project
from observability.model.stack import Monitoring
from observability.render.document import Document
from observability.render.grafana.source import (
    ALERTMANAGER_UID,
    JAEGER_UID,
    LOGS_UID,
    PROMETHEUS_UID,
)

__all__ = ["provisioning"]

PROMETHEUS = "http://prometheus.monitoring.svc:9090"
JAEGER = "http://jaeger.monitoring.svc:16686"
_LOGS = ("ELASTICSEARCH_URL", "ELASTICSEARCH_USERNAME", "ELASTICSEARCH_PASSWORD")
DASHBOARDS = "/var/lib/grafana/dashboards"
MOUNTS = (
    "mount grafana/provisioning at /etc/grafana/provisioning"
    f" and grafana/dashboards at {DASHBOARDS}"
)


def provisioning(catalog: Catalog) -> tuple[Document, ...]:
    """Return the files for /etc/grafana/provisioning."""
    project, stack = catalog.project, catalog.monitoring
    return (
        _file("datasources/prometheus", "Where Grafana asks for series", _prometheus(project)),
        _file("datasources/alertmanager", "Where Grafana finds silences", _alertmanager(project)),
        *_stored(stack),
        _file("dashboards/generated", "Where Grafana finds its dashboards", _dashboards(project)),
    )


def _stored(stack: Monitoring | None) -> tuple[Document, ...]:
    """Return where traces are, and logs if Grafana is given what it needs to read them."""
    if stack is None:
        return ()
    traces = _file("datasources/jaeger", "Where Grafana finds traces", _jaeger())
    if not set(_LOGS) <= {one.name for one in stack.grafana.secrets}:
        return (traces,)
    return (traces, _file("datasources/logs", "Where Grafana finds logs", _logs()))


def _file(name: str, title: str, body: dict[str, Any]) -> Document:
    path = f"grafana/provisioning/{name}.yaml"
    return Document(path=path, format="yaml", body=body, title=f"{title}; {MOUNTS}")


def _prometheus(project: Project) -> dict[str, Any]:
    return _datasource(
        name="Prometheus",
        uid=PROMETHEUS_UID,
        kind="prometheus",
        url=PROMETHEUS,
        default=True,
        options={
            "alertmanagerUid": ALERTMANAGER_UID,
            "httpMethod": "POST",
            "prometheusType": "Prometheus",
            # Grafana's $__rate_interval is at least four of these.
            "timeInterval": str(project.scrape_interval),
        },
    )


def _alertmanager(project: Project) -> dict[str, Any]:
    return _datasource(
        name="Alertmanager",
        uid=ALERTMANAGER_UID,
        kind="alertmanager",
        url=f"http://{project.alertmanager_targets[0]}",
        default=False,
        options={"handleGrafanaManagedAlerts": False, "implementation": "prometheus"},
    )


def _jaeger() -> dict[str, Any]:
    return _datasource(
        name="Jaeger", uid=JAEGER_UID, kind="jaeger", url=JAEGER, default=False, options={}
    )


def _logs() -> dict[str, Any]:
    """Return the source of logs, in the indices of the shipper; Grafana fills in what has a $."""
    url, user, password = _LOGS
    made = _datasource(
        name="Logs",
        uid=LOGS_UID,
        kind="elasticsearch",
        url=f"${url}",
        default=False,
        options={
            "index": f"[{LOGS_PREFIX}-]YYYY.MM.DD",
            "interval": "Daily",
            "logMessageField": "log",
            "timeField": "@timestamp",
        },
    )
    made["datasources"][0] |= {
        "basicAuth": True,
        "basicAuthUser": f"${user}",
        "secureJsonData": {"basicAuthPassword": f"${password}"},
    }
    return made


def _datasource(
    *, name: str, uid: str, kind: str, url: str, default: bool, options: dict[str, Any]
) -> dict[str, Any]:
    one = {
        "name": name,
        "uid": uid,
        "type": kind,
        "access": "proxy",
        "url": url,
        "isDefault": default,
        "editable": False,
        "jsonData": options,
    }
    return {"apiVersion": 1, "datasources": [one]}


def _dashboards(project: Project) -> dict[str, Any]:
    provider = {
        "name": project.name,
        "type": "file",
        "allowUiUpdates": False,
        "disableDeletion": False,
        "updateIntervalSeconds": 30,
        "options": {"path": DASHBOARDS, "foldersFromFilesStructure": True},
    }
    return {"apiVersion": 1, "providers": [provider]}
