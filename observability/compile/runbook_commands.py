"""The first commands for a service, with its real names; all of them only read.

What is written with kubectl, GitOps takes back: changes go through the repository.
"""

from __future__ import annotations

from observability.base import naming
from observability.compile.runbook_page import Command
from observability.model.service import Service
from observability.model.workload import Deployment, External, StatefulSet

__all__ = ["commands", "workload_name"]


def workload_name(service: Service) -> str:
    """Return ``deployment/<name>`` or ``statefulset/<name>``; nothing for what is run elsewhere."""
    match service.workload:
        case Deployment():
            return f"deployment/{service.name}"
        case StatefulSet():
            return f"statefulset/{service.name}"
        case External():
            return ""


def commands(service: Service) -> tuple[Command, ...]:
    """Return what to type first; nothing for a service that is run elsewhere."""
    workload = workload_name(service)
    if not workload:
        return ()
    where = f"-n {service.namespace}"
    pods = f"{where} -l {naming.APP_LABEL}={service.name}"
    logs = f"kubectl logs {where} {workload} -c {service.container}"
    return (
        Command(shows="Are the pods ready? Have they restarted?", line=f"kubectl get pods {pods}"),
        Command(
            shows="What happened to them lately?",
            line=f"kubectl get events {where} --sort-by=.lastTimestamp",
        ),
        Command(shows="What does the newest log say?", line=f"{logs} --since=15m --tail=200"),
        Command(
            shows="What were its last words, if it restarted?",
            line=f"{logs} --previous --tail=100",
        ),
        Command(
            shows="Was something deployed just before?",
            line=f"kubectl rollout history {where} {workload}",
        ),
        Command(
            shows="How near are the containers to their limits?",
            line=f"kubectl top pods {pods} --containers",
        ),
        *_autoscaler(service, where),
        Command(
            shows="Are conditions, limits and probes as they should be?",
            line=f"kubectl describe {where} {workload}",
        ),
    )


def _autoscaler(service: Service, where: str) -> tuple[Command, ...]:
    if not isinstance(service.workload, Deployment) or service.workload.autoscaling is None:
        return ()
    most = service.workload.autoscaling.maximum
    line = f"kubectl get hpa {where} {service.name}"
    return (Command(shows=f"Is it at its most replicas ({most})?", line=line),)
