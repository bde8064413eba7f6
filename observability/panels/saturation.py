"""How full a service is: processor, memory, restarts, replicas."""

from __future__ import annotations

from decimal import Decimal

from observability.base.errors import Problem, report
from observability.base.labels import Matcher
from observability.base.source import caller
from observability.exporters.kubernetes import METRICS, cadvisor, kube_state, memory_share
from observability.model.dashboard import Row
from observability.model.display import Color, Limit
from observability.model.panel import Panel, Target
from observability.model.service import Service
from observability.model.unit import Unit
from observability.model.workload import Deployment, External
from observability.panels.query import increase, rate, ratio
from observability.promql import build
from observability.promql.expr import Expr, Selector

__all__ = ["saturation_row"]

HIGH, FULL = Decimal("0.8"), Decimal("0.9")
THROTTLED = Decimal("0.25")
_HIGH = (Limit(at=HIGH, color=Color.ORANGE), Limit(at=FULL, color=Color.RED))


def saturation_row(service: Service) -> Row:
    """Return the row that says how close the containers of *service* are to their limits."""
    if isinstance(service.workload, External):
        report(
            Problem(
                source=caller(),
                message=f"{service.name} is run elsewhere, so it has no containers to show",
                help="show its exporter's metrics instead, as postgres_row(…) does",
            )
        )
    panels = [_cpu(service), _throttling(service), _memory(service), _restarts(service)]
    if isinstance(service.workload, Deployment):
        panels.append(_replicas(service, service.workload))
    return Row(title="Saturation", panels=panels)


def _cpu(service: Service) -> Panel:
    used = rate(cadvisor(service, "container_cpu_usage_seconds_total"))
    return Panel(
        title="Processor",
        description="Cores used by each pod, against what was requested and allowed. Near the"
        " limit for long: raise the limit, or let the autoscaler start more pods.",
        unit=Unit.SHORT,
        queries=[
            Target(expr=build.sum_by(used, "pod"), legend="{{pod}}"),
            _resource(service, "kube_pod_container_resource_requests", "cpu", Color.YELLOW),
            _resource(service, "kube_pod_container_resource_limits", "cpu", Color.RED),
        ],
        minimum=0,
        no_value="No containers",
    )


def _throttling(service: Service) -> Panel:
    throttled = rate(cadvisor(service, "container_cpu_cfs_throttled_periods_total"))
    periods = rate(cadvisor(service, "container_cpu_cfs_periods_total"))
    return Panel(
        title="Throttling",
        description="The share of scheduling periods in which a pod wanted more processor than its"
        " limit allows. Users feel it as latency: raise the limit.",
        unit=Unit.RATIO,
        queries=[
            Target(
                expr=ratio(build.sum_by(throttled, "pod"), build.sum_by(periods, "pod")),
                legend="{{pod}}",
            )
        ],
        limits=[Limit(at=THROTTLED, color=Color.ORANGE)],
        minimum=0,
        no_value="No limit, no throttling",
    )


def _memory(service: Service) -> Panel:
    return Panel(
        title="Memory",
        description="Memory that can not be given back, as a share of the limit. At 100 % the"
        " container is killed: look for a leak since the last deployment, or raise the limit.",
        unit=Unit.RATIO,
        queries=[Target(expr=memory_share(service), legend="{{pod}}")],
        limits=_HIGH,
        minimum=0,
        no_value="No memory limit",
    )


def _restarts(service: Service) -> Panel:
    counter = kube_state(service, "kube_pod_container_status_restarts_total")
    return Panel(
        title="Restarts",
        description="How often containers restarted. Any that repeats: `kubectl logs --previous`,"
        " and look for OOMKilled in `kubectl describe pod`.",
        unit=Unit.SHORT,
        queries=[Target(expr=build.sum_by(increase(counter), "pod"), legend="{{pod}}")],
        limits=[Limit(at=1, color=Color.ORANGE)],
        minimum=0,
        decimals=0,
        no_value="No containers",
        width=12,
    )


def _replicas(service: Service, workload: Deployment) -> Panel:
    available = _object(service, "kube_deployment_status_replicas_available", "deployment")
    wanted = _object(service, "kube_deployment_spec_replicas", "deployment")
    queries = [
        Target(expr=available, legend="available"),
        Target(expr=wanted, legend="wanted", reference=Color.BLUE),
    ]
    if workload.autoscaling is not None:
        most = "kube_horizontalpodautoscaler_spec_max_replicas"
        maximum = _object(service, most, "horizontalpodautoscaler")
        queries.append(Target(expr=maximum, legend="at most", reference=Color.RED))
    return Panel(
        title="Replicas",
        description="Pods that serve, against those that are wanted and those that are allowed."
        " Available below wanted: pods do not become ready. Wanted at most: the autoscaler is out"
        " of room, raise its maximum or find out where the load comes from.",
        unit=Unit.SHORT,
        queries=queries,
        minimum=0,
        decimals=0,
        no_value="No deployment",
        width=12,
    )


def _resource(service: Service, metric: str, resource: str, color: Color) -> Target:
    selector = kube_state(service, metric, {"resource": resource})
    word = "requested" if metric.endswith("requests") else "limit"
    return Target(expr=build.max_by(selector), legend=word, reference=color)


def _object(service: Service, metric: str, label: str) -> Expr:
    about = (
        Matcher("job", "=", METRICS[metric][0]),
        Matcher("namespace", "=", service.environment.namespace),
        Matcher(label, "=", service.name),
    )
    return build.max_by(Selector(metric, about))
