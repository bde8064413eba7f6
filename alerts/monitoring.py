"""Whether alerting itself works."""

from observability import Series, Severity, Threshold, Watchdog, increase, minutes, sum_by
from services.monitoring import prometheus, prometheus_metrics

watchdog = Watchdog(service=prometheus)

rule_failures = Threshold(
    service=prometheus,
    name="PrometheusRuleFailures",
    expr=sum_by(
        increase(
            prometheus_metrics.counter("prometheus_rule_evaluation_failures_total").select(),
            minutes(10),
        ),
        "rule_group",
    ),
    above=0,
    hold=minutes(5),
    severity=Severity.PAGE,
    summary="Rules of {{ $labels.rule_group }} fail to evaluate",
    impact="Alerts of this group may be missing, and nobody would know.",
    actions=[
        "Open the rules page of Prometheus and read the error beside the rule.",
        "A failure after a release of the rules: revert it, then mend the definition.",
    ],
    fires=[
        prometheus_metrics.counter("prometheus_rule_evaluation_failures_total").series(
            "0+1x60", {"rule_group": "slo-windows"}
        )
    ],
    stays_silent=[
        prometheus_metrics.counter("prometheus_rule_evaluation_failures_total").series(
            "7x60", {"rule_group": "slo-windows"}
        )
    ],
)
missed_evaluations = Threshold(
    service=prometheus,
    name="PrometheusMissesEvaluations",
    expr=sum_by(
        increase(
            prometheus_metrics.counter("prometheus_rule_group_iterations_missed_total").select(),
            minutes(10),
        ),
        "rule_group",
    ),
    above=1,
    hold=minutes(10),
    severity=Severity.TICKET,
    summary="{{ $labels.rule_group }} takes longer than its interval",
    impact="Windows have holes and alerts come late.",
    actions=["See on the dashboard which group is slow, and give Prometheus more processor."],
    fires=[
        prometheus_metrics.counter("prometheus_rule_group_iterations_missed_total").series(
            "0+1x60", {"rule_group": "slo-windows"}
        )
    ],
    stays_silent=[
        prometheus_metrics.counter("prometheus_rule_group_iterations_missed_total").series(
            "7x60", {"rule_group": "slo-windows"}
        )
    ],
)
undelivered = Threshold(
    service=prometheus,
    name="AlertsNotDelivered",
    expr=sum_by(
        increase(
            prometheus_metrics.counter("prometheus_notifications_errors_total").select(),
            minutes(10),
        ),
        "alertmanager",
    ),
    above=0,
    hold=minutes(10),
    severity=Severity.TICKET,
    summary="Prometheus can not send alerts to {{ $labels.alertmanager }}",
    impact="If no Alertmanager takes them, pages do not arrive; the watchdog then calls.",
    actions=["Check that Alertmanager runs and that Prometheus may reach it."],
    fires=[
        prometheus_metrics.counter("prometheus_notifications_errors_total").series(
            "0+1x60", {"alertmanager": "http://alertmanager:9093"}
        )
    ],
    stays_silent=[
        prometheus_metrics.counter("prometheus_notifications_errors_total").series(
            "7x60", {"alertmanager": "http://alertmanager:9093"}
        )
    ],
)


def _replicas(metric: str, count: int, name: str = "alertmanager") -> Series:
    labels = {"job": "kube-state-metrics", "namespace": "monitoring", "statefulset": name}
    return Series(metric=metric, labels=labels, values=f"{count}x120")


_WANTED, _READY = "kube_statefulset_replicas", "kube_statefulset_status_replicas_ready"
# The watchdog speaks as long as one of each is there: that one is missing must be seen otherwise.
replica_missing = Threshold(
    service=prometheus,
    name="MonitoringReplicaMissing",
    expr="""
        max by (statefulset) (
          kube_statefulset_replicas{job="kube-state-metrics", namespace="monitoring"}
        )
        - max by (statefulset) (
          kube_statefulset_status_replicas_ready{job="kube-state-metrics", namespace="monitoring"}
        )
    """,
    above=0,
    hold=minutes(15),
    severity=Severity.TICKET,
    summary="A replica of {{ $labels.statefulset }} is missing",
    impact="Alerts are still told; the next failure would take the last one away.",
    actions=[
        "See why it does not start: `kubectl describe pods -n monitoring`.",
        "Pending: no node in the zone of its volume has room, or one has its sibling already.",
        "Restarts with exit code 137: raise its memory in services/stack.py.",
    ],
    fires=[_replicas(_WANTED, 2), _replicas(_READY, 1)],
    stays_silent=[
        _replicas(_WANTED, 2),
        _replicas(_READY, 2),
        _replicas(_WANTED, 2, "prometheus"),
        _replicas(_READY, 2, "prometheus"),
    ],
)
