"""Prometheus itself: whether it scrapes, evaluates and sends."""

from __future__ import annotations

from observability.model.dashboard import Row
from observability.model.display import Color, Limit
from observability.model.metric import Exporter
from observability.model.panel import Panel, Target
from observability.model.unit import Unit
from observability.panels.query import ratio
from observability.panels.store import line, per_second, share, state
from observability.promql import build
from observability.promql.expr import Aggregate, Binary, Selector

__all__ = ["prometheus_row"]

_ANY = (Limit(at=0.001, color=Color.RED),)


def prometheus_row(exporter: Exporter) -> Row:
    """Return the row about the Prometheus that watches everything else."""
    return Row(
        title="Prometheus", panels=[*_targets(exporter), *_rules(exporter), *_alerts(exporter)]
    )


def _targets(exporter: Exporter) -> list[Panel]:
    gauge = exporter.gauge
    down = Binary("==", Selector("up"), build.literal(0))
    return [
        state(
            "Configuration loaded",
            "Off: the last change was refused, and rules and targets are the old ones. Its log"
            " names the line; `promtool check config` finds it before.",
            Aggregate("min", gauge("prometheus_config_last_reload_successful").select()),
        ),
        line(
            "Targets down",
            "Jobs with targets that can not be scraped: nobody sees what happens there. Look"
            " at the network policy and at the pods.",
            Unit.SHORT,
            Target(
                expr=build.count(down, "job"),
                legend="{{job}}",
            ),
            limits=(Limit(at=1, color=Color.ORANGE),),
        ),
    ]


def _rules(exporter: Exporter) -> list[Panel]:
    gauge, counter = exporter.gauge, exporter.counter
    took = build.max_by(gauge("prometheus_rule_group_last_duration_seconds").select(), "rule_group")
    every = build.max_by(gauge("prometheus_rule_group_interval_seconds").select(), "rule_group")
    return [
        share(
            "Rule groups, time used",
            "How much of its interval each group needs. Above 100 % rounds are left out, and"
            " windows have holes: split the group, or find the costly rule.",
            Target(expr=ratio(took, every), legend="{{rule_group}}"),
        ),
        line(
            "Rules that fail, rounds left out",
            "Both should be none. A rule that fails records nothing and alerts on nothing.",
            Unit.COUNTS_PER_SECOND,
            per_second(
                counter("prometheus_rule_evaluation_failures_total"),
                "failing {{rule_group}}",
                "rule_group",
            ),
            per_second(
                counter("prometheus_rule_group_iterations_missed_total"),
                "left out {{rule_group}}",
                "rule_group",
            ),
            limits=_ANY,
        ),
    ]


def _alerts(exporter: Exporter) -> list[Panel]:
    gauge, counter = exporter.gauge, exporter.counter
    return [
        line(
            "Alerts that are not delivered",
            "Any: Alertmanager is gone or refuses, and nobody is paged. The watchdog's receiver"
            " notices, too.",
            Unit.COUNTS_PER_SECOND,
            per_second(counter("prometheus_notifications_errors_total"), "refused"),
            per_second(counter("prometheus_notifications_dropped_total"), "dropped"),
            limits=_ANY,
        ),
        line(
            "Series",
            "Series in memory. A jump: a new label with many values; find it with"
            " `promtool tsdb analyze` and drop it.",
            Unit.SHORT,
            Target(
                expr=build.sum_by(gauge("prometheus_tsdb_head_series").select()),
                legend="series",
            ),
        ),
    ]
