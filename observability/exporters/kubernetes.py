"""kube-state-metrics and cAdvisor: what Kubernetes knows of a service's pods.

Both report about others, so their ``namespace`` and ``pod`` labels are those of the pod they speak
of. A service's own containers are found by namespace, pod name and container name; the empty
container name and ``POD`` of cAdvisor, which count everything twice, never match.
"""

from __future__ import annotations

from collections.abc import Mapping

from observability.base.duration import Duration, minutes
from observability.base.errors import DefinitionError, Problem
from observability.base.labels import EMPTY, Labels, Matcher
from observability.base.naming import CADVISOR, KUBE_STATE_METRICS
from observability.base.source import caller
from observability.base.words import nearest
from observability.model.backup import Backup
from observability.model.series import Series
from observability.model.service import Service
from observability.model.workload import Deployment, StatefulSet
from observability.promql import build
from observability.promql.expr import Expr, Selector

__all__ = [
    "CADVISOR",
    "CUSTOM_RESOURCE",
    "KUBE_STATE_METRICS",
    "METRICS",
    "RECOMMENDATIONS",
    "RESOURCE_UNITS",
    "backup_age",
    "backup_series",
    "cadvisor",
    "crash_looping",
    "kube_state",
    "memory_share",
    "platform_series",
    "recommended",
    "restarts",
]

# What follows the name of a workload in those of its pods; a Deployment's may be cut to 63
# characters. Looser, ``api-.+`` would find the pods of ``api-gateway``, too.
_POD_SUFFIX: dict[type, str] = {Deployment: "[a-z0-9]+(-[a-z0-9]{5})?", StatefulSet: "[0-9]+"}

_QUARTER = minutes(15)

_POD = "namespace pod uid"
_CONTAINER = "container namespace pod uid"
_CGROUP = "container id image name namespace node pod"

CUSTOM_RESOURCE = "kube_customresource"
"""What the names begin with of the series that kube-state-metrics is told to make."""

_RECOMMENDED = (
    f"{CUSTOM_RESOURCE}_verticalpodautoscaler_status_recommendation_containerrecommendations"
)
RECOMMENDATIONS = {
    bound: f"{_RECOMMENDED}_{bound.lower()}" for bound in ("target", "lowerBound", "upperBound")
}
"""The field of a vertical autoscaler's recommendation to the metric that tells it."""

RESOURCE_UNITS = {"cpu": "core", "memory": "byte"}
_RECOMMENDATION = (
    "container customresource_group customresource_kind customresource_version namespace resource"
    " target_kind target_name unit verticalpodautoscaler"
)

METRICS: dict[str, tuple[str, str, str]] = {
    "kube_pod_container_status_waiting_reason": (KUBE_STATE_METRICS, "G", f"{_CONTAINER} reason"),
    "kube_pod_container_status_restarts_total": (KUBE_STATE_METRICS, "C", _CONTAINER),
    "kube_pod_container_resource_requests": (KUBE_STATE_METRICS, "G", f"{_CONTAINER} resource"),
    "kube_pod_container_resource_limits": (KUBE_STATE_METRICS, "G", f"{_CONTAINER} resource"),
    "kube_pod_status_phase": (KUBE_STATE_METRICS, "G", f"{_POD} phase"),
    "kube_deployment_spec_replicas": (KUBE_STATE_METRICS, "G", "deployment namespace"),
    "kube_deployment_status_replicas_available": (
        KUBE_STATE_METRICS,
        "G",
        "deployment namespace",
    ),
    "kube_statefulset_replicas": (KUBE_STATE_METRICS, "G", "namespace statefulset"),
    "kube_statefulset_status_replicas_ready": (KUBE_STATE_METRICS, "G", "namespace statefulset"),
    "kube_horizontalpodautoscaler_status_current_replicas": (
        KUBE_STATE_METRICS,
        "G",
        "horizontalpodautoscaler namespace",
    ),
    "kube_horizontalpodautoscaler_spec_max_replicas": (
        KUBE_STATE_METRICS,
        "G",
        "horizontalpodautoscaler namespace",
    ),
    "kube_cronjob_created": (KUBE_STATE_METRICS, "G", "cronjob namespace"),
    "kube_cronjob_status_last_successful_time": (KUBE_STATE_METRICS, "G", "cronjob namespace"),
    **dict.fromkeys(RECOMMENDATIONS.values(), (KUBE_STATE_METRICS, "G", _RECOMMENDATION)),
    "container_cpu_usage_seconds_total": (CADVISOR, "C", f"cpu {_CGROUP}"),
    "container_memory_working_set_bytes": (CADVISOR, "G", _CGROUP),
    "container_cpu_cfs_throttled_periods_total": (CADVISOR, "C", _CGROUP),
    "container_cpu_cfs_periods_total": (CADVISOR, "C", _CGROUP),
    "container_network_receive_bytes_total": (CADVISOR, "C", "interface namespace pod"),
    "container_network_transmit_bytes_total": (CADVISOR, "C", "interface namespace pod"),
}
"""Name to scrape job, type (C counter, G gauge) and labels."""


def kube_state(service: Service, metric: str, where: Mapping[str, str] = EMPTY) -> Selector:
    """Return what kube-state-metrics says with *metric* about the containers of *service*."""
    return _of_containers(service, KUBE_STATE_METRICS, metric, where)


def recommended(service: Service, bound: str, resource: str) -> Selector:
    """Return the *bound* that is recommended for what the containers of *service* request.

    *bound* is ``target``, ``lowerBound`` or ``upperBound``; *resource* is ``cpu``, in cores, or
    ``memory``, in bytes.
    """
    about = (
        Matcher("job", "=", KUBE_STATE_METRICS),
        Matcher("namespace", "=", service.environment.namespace),
        Matcher("verticalpodautoscaler", "=", service.name),
        Matcher("container", "=", service.container),
        Matcher("resource", "=", resource),
    )
    return Selector(RECOMMENDATIONS[bound], about)


def cadvisor(service: Service, metric: str, where: Mapping[str, str] = EMPTY) -> Selector:
    """Return what cAdvisor says with *metric* about the containers of *service*."""
    return _of_containers(service, CADVISOR, metric, where)


def restarts(service: Service, *, over: Duration = _QUARTER) -> Expr:
    """Return how often each container of *service* restarted within *over*."""
    counter = kube_state(service, "kube_pod_container_status_restarts_total")
    return build.sum_by(build.increase(counter, over), "namespace", "pod", "container")


def crash_looping(service: Service) -> Expr:
    """Return 1 for each container of *service* that Kubernetes keeps restarting."""
    reason = {"reason": "CrashLoopBackOff"}
    waiting = kube_state(service, "kube_pod_container_status_waiting_reason", reason)
    latest = build.call("max_over_time", waiting.range(minutes(5)))
    return build.max_by(latest, "namespace", "pod", "container")


def backup_age(backup: Backup) -> Expr:
    """Return the seconds since *backup* last succeeded at home; if never, since it is there."""
    about = (
        Matcher("job", "=", KUBE_STATE_METRICS),
        Matcher("namespace", "=", backup.service.namespace),
        Matcher("cronjob", "=", backup.name),
    )
    known = ("kube_cronjob_status_last_successful_time", "kube_cronjob_created")
    times = [build.max_by(Selector(one, about), "namespace", "cronjob") for one in known]
    return build.minus(build.call("time"), build.any_of(*times))


def backup_series(backup: Backup, metric: str, values: str) -> Series:
    """Return a synthetic series of *metric* about the job of *backup*, for a proof."""
    about = {
        "job": _job(metric),
        "environment": backup.service.environment.name,
        "namespace": backup.service.namespace,
        "cronjob": backup.name,
    }
    return Series(metric=metric, labels=Labels(about), values=values)


def memory_share(service: Service) -> Expr:
    """Return the share of its memory limit that each container of *service* can not give back."""
    used = build.max_by(
        cadvisor(service, "container_memory_working_set_bytes"), "namespace", "pod", "container"
    )
    limits = kube_state(service, "kube_pod_container_resource_limits", {"resource": "memory"})
    limit = build.max_by(limits, "namespace", "pod", "container")
    return build.divide(used, build.above(limit, 0))


def platform_series(
    service: Service, metric: str, values: str, labels: Mapping[str, str] = EMPTY
) -> Series:
    """Return a synthetic series of *metric* about a pod of *service*, for a proof.

    Raises:
        DefinitionError: If nobody reports *metric*; the nearest is named.
    """
    pod = "0" if isinstance(service.workload, StatefulSet) else "5d9c7b6f4-x2x4z"
    about = {
        "job": _job(metric),
        "environment": service.environment.name,
        "namespace": service.environment.namespace,
        "pod": f"{service.name}-{pod}",
        "container": service.container,
    }
    return Series(metric=metric, labels=Labels(about) | labels, values=values)


def _job(metric: str) -> str:
    if metric in METRICS:
        return METRICS[metric][0]
    near = nearest(metric, METRICS)
    hint = f"did you mean {near!r}?" if near else ""
    message = f"neither kube-state-metrics nor cAdvisor is known to report {metric!r}"
    raise DefinitionError(Problem(source=caller(), message=message, help=hint))


def _of_containers(service: Service, job: str, metric: str, where: Mapping[str, str]) -> Selector:
    about = (
        Matcher("job", "=", job),
        Matcher("namespace", "=", service.environment.namespace),
        Matcher("pod", "=~", f"{service.name}-{_POD_SUFFIX.get(type(service.workload), '.+')}"),
        Matcher("container", "=", service.container),
    )
    return Selector(metric, about + tuple(Matcher.of(*one) for one in Labels(where).items()))
