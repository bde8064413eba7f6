"""The alerts that every core service has: it is gone, it restarts for ever, it is almost full."""

from observability import (
    Absent,
    Service,
    Severity,
    Story,
    Threshold,
    crash_looping,
    memory_share,
    minutes,
    platform_series,
)
from observability.model.alerts.protocol import Alert


def usual(
    service: Service, title: str, impact: str, down: Severity = Severity.PAGE
) -> tuple[Alert, ...]:
    """Return the alerts of *service*; their names start with *title*; *down*: if it is gone."""
    return (
        _down(service, title, impact, down),
        _crash_looping(service, title),
        _memory(service, title),
    )


def _down(service: Service, title: str, impact: str, severity: Severity) -> Absent:
    return Absent(
        service=service,
        name=f"{title}Down",
        severity=severity,
        summary=f"No pod of {service.name} answers",
        impact=impact,
        actions=[
            "See whether pods run, and why not: the events at the end of `kubectl describe` say.",
            "If the pods run but are not scraped, look at the targets page of Prometheus.",
            "If it began with a release, revert the commit that changed the image.",
        ],
    )


def _crash_looping(service: Service, title: str) -> Threshold:
    metric, looping = "kube_pod_container_status_waiting_reason", {"reason": "CrashLoopBackOff"}
    return Threshold(
        service=service,
        name=f"{title}CrashLooping",
        expr=crash_looping(service),
        above=0,
        hold=minutes(15),
        severity=Severity.TICKET,
        summary="{{ $labels.pod }} has been restarting for 15 minutes",
        impact="The remaining pods carry its load; a release that crashes everywhere is an outage.",
        actions=[
            "Read the last words of the container: `kubectl logs --previous`.",
            "Exit code 137 means that the kernel ended it for memory; see its memory panel.",
        ],
        fires=[platform_series(service, metric, "1x60", looping)],
        stays_silent=[
            platform_series(service, metric, "1x60", {"reason": "ContainerCreating"}),
            platform_series(service, metric, "1x60", looping | {"namespace": "another"}),
            platform_series(service, metric, "1x60", looping | {"container": "another"}),
            platform_series(service, metric, "1x60", looping | {"pod": "another-5d9c7b6f4-x2x4z"}),
        ],
        stories=[
            Story(
                title="it runs for three minutes each time",
                series=[platform_series(service, metric, " ".join(["1 0x2"] * 15), looping)],
                fires=True,
            ),
            Story(
                title="it has run for twenty minutes",
                series=[platform_series(service, metric, "1x10 0x50", looping)],
                fires=False,
            ),
        ],
    )


def _memory(service: Service, title: str) -> Threshold:
    used, limits = "container_memory_working_set_bytes", "kube_pod_container_resource_limits"
    limit = platform_series(service, limits, "1000x60", {"resource": "memory"})
    return Threshold(
        service=service,
        name=f"{title}MemoryNearLimit",
        expr=memory_share(service),
        above=0.9,
        hold=minutes(15),
        severity=Severity.TICKET,
        summary="{{ $labels.pod }} uses {{ $value | humanizePercentage }} of its memory limit",
        impact="At the limit the kernel ends the container, and its requests fail.",
        actions=[
            "See on the dashboard whether it grows for ever (a leak) or with traffic.",
            "Raise memory_limit in the service's definition if the use is right.",
        ],
        fires=[platform_series(service, used, "910x60"), limit],
        stays_silent=[
            platform_series(service, used, "890x60"),
            limit,
            # what cAdvisor reports of the whole pod would count everything twice
            platform_series(service, used, "990x60", {"container": ""}),
            platform_series(service, used, "990x60", {"namespace": "another"}),
            platform_series(
                service, limits, "1000x60", {"resource": "memory", "namespace": "another"}
            ),
        ],
    )
