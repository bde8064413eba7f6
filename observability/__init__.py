"""Observability as code: everything a definition file imports.

Names are loaded when first used, so that `import observability` costs nothing by itself.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, which takes as long to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from observability.base.duration import Duration, days, hours, minutes, ms, seconds
    from observability.exporters.argo_cd import argo_cd_exporter
    from observability.exporters.blackbox import certificate_left, probe, probe_series
    from observability.exporters.cert_manager import cert_manager_exporter
    from observability.exporters.elasticsearch import elasticsearch_exporter
    from observability.exporters.ingress_nginx import ingress_nginx_exporter
    from observability.exporters.kafka import kafka_exporter
    from observability.exporters.kong import kong_exporter
    from observability.exporters.kubernetes import (
        backup_age,
        backup_series,
        cadvisor,
        crash_looping,
        kube_state,
        memory_share,
        platform_series,
        restarts,
    )
    from observability.exporters.postgres import postgres_exporter
    from observability.exporters.prometheus import prometheus_exporter
    from observability.exporters.redis import redis_exporter
    from observability.model.access import AccessRole, Bucket, Queue
    from observability.model.alert_windows import AlertWindows, BurnPair
    from observability.model.alerts.absent import Absent
    from observability.model.alerts.threshold import Threshold
    from observability.model.alerts.watchdog import Watchdog
    from observability.model.backup import Backup
    from observability.model.calendar import Calendar
    from observability.model.cluster import (
        Chart,
        ClusterIssuer,
        Component,
        GitFolder,
        PriorityClass,
        SecretStore,
        StorageClass,
    )
    from observability.model.container import (
        ExecProbe,
        HttpProbe,
        Migration,
        Port,
        Probes,
        Resources,
        SecretEnv,
        Sidecar,
    )
    from observability.model.dashboard import Dashboard, Row, Variable
    from observability.model.delivery import Folder, GitOps, Pipeline, Stage
    from observability.model.display import Color, Column, Limit, Link, State
    from observability.model.edge import Cdn, Cors, Edge, Route, Zone
    from observability.model.environment import Environment, Quota, Size
    from observability.model.infrastructure import (
        Cache,
        Database,
        Infrastructure,
        NodeGroup,
        Taint,
        Vpc,
    )
    from observability.model.inventory import Inventory, Wanted
    from observability.model.maintenance import Maintenance
    from observability.model.mesh import Canary, Mesh
    from observability.model.metric import Counter, Exporter, Gauge, Histogram, NativeHistogram
    from observability.model.panel import Kind, Note, Panel, Target
    from observability.model.policy import BudgetPolicy, Step
    from observability.model.price import InstancePrice, PriceTable
    from observability.model.project import Project, WorkingHours
    from observability.model.receiver import Email, PagerDuty, Secret, Slack, Smtp, Webhook
    from observability.model.reset import Reset
    from observability.model.ruler import Mimir, PrometheusOperator, ThanosRuler, VmAlert
    from observability.model.series import Example, Series, Story
    from observability.model.service import Service
    from observability.model.sli.availability import Availability
    from observability.model.sli.composite import Composite, Part
    from observability.model.sli.freshness import Freshness
    from observability.model.sli.gauge_within import Across, GaugeWithin
    from observability.model.sli.latency import Latency
    from observability.model.sli.native_latency import NativeLatency
    from observability.model.sli.probe import Probe
    from observability.model.sli.queries import Queries
    from observability.model.sli.raw import Raw
    from observability.model.sli.raw_ratio import RawRatio
    from observability.model.sli.throughput import Throughput
    from observability.model.slo import SLO
    from observability.model.stack import Exports, Monitoring, Program
    from observability.model.team import Severity, Team
    from observability.model.unit import Unit
    from observability.model.workload import Autoscaling, Deployment, External, StatefulSet
    from observability.panels.alerts import alerts_row
    from observability.panels.certificate import cert_manager_row
    from observability.panels.database import postgres_row, redis_row
    from observability.panels.delivery import argo_cd_row
    from observability.panels.dependencies import dependencies_row
    from observability.panels.edge import ingress_nginx_row
    from observability.panels.prometheus import prometheus_row
    from observability.panels.recommendation import recommendation_row
    from observability.panels.red import red_row
    from observability.panels.saturation import saturation_row
    from observability.panels.slo import slo_row
    from observability.panels.stream import elasticsearch_row, kafka_row
    from observability.promql.build import (
        above,
        absent,
        below,
        both,
        divide,
        increase,
        max_by,
        minus,
        quantile,
        rate,
        sum_by,
        times,
    )

_HOMES = {
    "base.duration": "Duration days hours minutes ms seconds",
    "exporters.argo_cd": "argo_cd_exporter",
    "exporters.blackbox": "certificate_left probe probe_series",
    "exporters.cert_manager": "cert_manager_exporter",
    "exporters.elasticsearch": "elasticsearch_exporter",
    "exporters.ingress_nginx": "ingress_nginx_exporter",
    "exporters.kafka": "kafka_exporter",
    "exporters.kong": "kong_exporter",
    "exporters.kubernetes": "backup_age backup_series cadvisor crash_looping kube_state memory_share platform_series restarts",
    "exporters.postgres": "postgres_exporter",
    "exporters.prometheus": "prometheus_exporter",
    "exporters.redis": "redis_exporter",
    "model.access": "AccessRole Bucket Queue",
    "model.alert_windows": "AlertWindows BurnPair",
    "model.alerts.absent": "Absent",
    "model.alerts.threshold": "Threshold",
    "model.alerts.watchdog": "Watchdog",
    "model.backup": "Backup",
    "model.calendar": "Calendar",
    "model.cluster": (
        "Chart ClusterIssuer Component GitFolder PriorityClass SecretStore StorageClass"
    ),
    "model.container": "ExecProbe HttpProbe Migration Port Probes Resources SecretEnv Sidecar",
    "model.dashboard": "Dashboard Row Variable",
    "model.delivery": "Folder GitOps Pipeline Stage",
    "model.display": "Color Column Limit Link State",
    "model.edge": "Cdn Cors Edge Route Zone",
    "model.environment": "Environment Quota Size",
    "model.infrastructure": "Cache Database Infrastructure NodeGroup Taint Vpc",
    "model.inventory": "Inventory Wanted",
    "model.maintenance": "Maintenance",
    "model.mesh": "Canary Mesh",
    "model.metric": "Counter Exporter Gauge Histogram NativeHistogram",
    "model.panel": "Kind Note Panel Target",
    "model.policy": "BudgetPolicy Step",
    "model.price": "InstancePrice PriceTable",
    "model.project": "Project WorkingHours",
    "model.receiver": "Email PagerDuty Secret Slack Smtp Webhook",
    "model.reset": "Reset",
    "model.ruler": "Mimir PrometheusOperator ThanosRuler VmAlert",
    "model.series": "Example Series Story",
    "model.service": "Service",
    "model.sli.availability": "Availability",
    "model.sli.composite": "Composite Part",
    "model.sli.freshness": "Freshness",
    "model.sli.gauge_within": "Across GaugeWithin",
    "model.sli.latency": "Latency",
    "model.sli.native_latency": "NativeLatency",
    "model.sli.probe": "Probe",
    "model.sli.queries": "Queries",
    "model.sli.raw": "Raw",
    "model.sli.raw_ratio": "RawRatio",
    "model.sli.throughput": "Throughput",
    "model.slo": "SLO",
    "model.stack": "Exports Monitoring Program",
    "model.team": "Severity Team",
    "model.unit": "Unit",
    "model.workload": "Autoscaling Deployment External StatefulSet",
    "panels.alerts": "alerts_row",
    "panels.certificate": "cert_manager_row",
    "panels.database": "postgres_row redis_row",
    "panels.delivery": "argo_cd_row",
    "panels.dependencies": "dependencies_row",
    "panels.edge": "ingress_nginx_row",
    "panels.prometheus": "prometheus_row",
    "panels.recommendation": "recommendation_row",
    "panels.red": "red_row",
    "panels.saturation": "saturation_row",
    "panels.slo": "slo_row",
    "panels.stream": "elasticsearch_row kafka_row",
    "promql.build": "above absent below both divide increase max_by minus quantile rate sum_by times",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "SLO", "Absent", "AccessRole", "Across", "AlertWindows", "Autoscaling", "Availability",
    "Backup", "Bucket", "BudgetPolicy", "BurnPair", "Cache", "Calendar", "Canary", "Cdn", "Chart",
    "ClusterIssuer", "Color", "Column", "Component", "Composite", "Cors", "Counter", "Dashboard",
    "Database", "Deployment", "Duration", "Edge", "Email", "Environment", "Example", "ExecProbe",
    "Exporter", "Exports", "External", "Folder", "Freshness", "Gauge", "GaugeWithin", "GitFolder",
    "GitOps", "Histogram", "HttpProbe", "Infrastructure", "InstancePrice", "Inventory", "Kind",
    "Latency", "Limit", "Link", "Maintenance", "Mesh", "Migration", "Mimir", "Monitoring",
    "NativeHistogram", "NativeLatency", "NodeGroup", "Note", "PagerDuty", "Panel", "Part",
    "Pipeline", "Port", "PriceTable", "PriorityClass", "Probe", "Probes", "Program", "Project",
    "PrometheusOperator", "Queries", "Queue", "Quota", "Raw", "RawRatio", "Reset", "Resources",
    "Route", "Row", "Secret", "SecretEnv", "SecretStore", "Series", "Service", "Severity",
    "Sidecar", "Size", "Slack", "Smtp", "Stage", "State", "StatefulSet", "Step", "StorageClass",
    "Story", "Taint", "Target", "Team", "ThanosRuler", "Threshold", "Throughput", "Unit",
    "Variable", "VmAlert", "Vpc", "Wanted", "Watchdog", "Webhook", "WorkingHours", "Zone", "above",
    "absent", "alerts_row", "argo_cd_exporter", "argo_cd_row", "backup_age", "backup_series",
    "below", "both", "cadvisor", "cert_manager_exporter", "cert_manager_row", "certificate_left",
    "crash_looping", "days", "dependencies_row", "divide", "elasticsearch_exporter",
    "elasticsearch_row", "hours", "increase", "ingress_nginx_exporter", "ingress_nginx_row",
    "kafka_exporter", "kafka_row", "kong_exporter", "kube_state", "max_by", "memory_share", "minus",
    "minutes", "ms", "platform_series", "postgres_exporter", "postgres_row", "probe",
    "probe_series", "prometheus_exporter", "prometheus_row", "quantile", "rate",
    "recommendation_row", "red_row", "redis_exporter", "redis_row", "restarts", "saturation_row",
    "seconds", "slo_row", "sum_by", "times",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load *name* from its home."""
    from importlib import import_module  # noqa: PLC0415

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
