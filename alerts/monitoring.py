"""Whether alerting itself works."""

from observability import Severity, Threshold, Watchdog, increase, minutes, sum_by
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
