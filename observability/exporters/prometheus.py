"""Prometheus about itself: https://prometheus.io/docs/prometheus/latest/getting_started/."""

from __future__ import annotations

from observability.exporters.build import Row, exporter
from observability.model.metric import Exporter
from observability.model.service import Service

__all__ = ["prometheus_exporter"]

_ROWS: tuple[Row, ...] = (
    ("G", "prometheus_config_last_reload_successful", ""),
    ("G", "prometheus_tsdb_head_series", ""),
    ("C", "prometheus_tsdb_head_samples_appended_total", "type"),
    ("C", "prometheus_tsdb_compactions_failed_total", ""),
    ("G", "prometheus_rule_group_last_duration_seconds", "rule_group"),
    ("G", "prometheus_rule_group_interval_seconds", "rule_group"),
    ("C", "prometheus_rule_group_iterations_missed_total", "rule_group"),
    ("C", "prometheus_rule_evaluation_failures_total", "rule_group"),
    ("C", "prometheus_notifications_sent_total", "alertmanager"),
    ("C", "prometheus_notifications_errors_total", "alertmanager"),
    ("C", "prometheus_notifications_dropped_total", ""),
    ("C", "prometheus_target_scrapes_exceeded_sample_limit_total", ""),
)


def prometheus_exporter(service: Service) -> Exporter:
    """Return what the Prometheus *service* shows of itself."""
    return exporter(service, _ROWS)
