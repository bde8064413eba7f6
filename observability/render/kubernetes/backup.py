"""Backup: a CronJob that copies what a store holds, with an account and connections of its own."""

from __future__ import annotations

from typing import Any

from observability.base import naming
from observability.compile.network import backup_pods
from observability.compile.placement import placements
from observability.compile.plan import Plan
from observability.model.backup import Backup
from observability.model.service import Service
from observability.render.document import Document
from observability.render.kubernetes.container import SECURITY, references, resources
from observability.render.kubernetes.disk import bounded
from observability.render.kubernetes.network_policy import policy_spec
from observability.render.kubernetes.objects import labels, service_object
from observability.render.kubernetes.pod import pod_security
from observability.render.kubernetes.service_account import with_role

__all__ = ["backups"]

_USER = 1000


def backups(plan: Plan) -> list[Document]:
    """Return the objects of every backup, in every environment of its store."""
    return [
        document
        for backup in plan.catalog.backups
        for store in placements(plan.catalog)
        if store.name == backup.service.name
        for document in _objects(backup, store, plan)
    ]


def _objects(backup: Backup, store: Service, plan: Plan) -> tuple[Document, ...]:
    pods = backup_pods(store)
    account = {"automountServiceAccountToken": False}
    policy = {"spec": policy_spec(pods, pods.labels, plan)}
    job = {"spec": _schedule(backup, store, plan)}
    return (
        with_role(
            service_object(store, plan, "ServiceAccount", account, suffix=naming.BACKUP),
            store,
            plan,
        ),
        service_object(
            store,
            plan,
            "CronJob",
            job,
            version="batch/v1",
            suffix=naming.BACKUP,
            sources=[backup.source],
        ),
        service_object(
            store,
            plan,
            "NetworkPolicy",
            policy,
            version="networking.k8s.io/v1",
            suffix=naming.BACKUP,
        ),
    )


def _schedule(backup: Backup, store: Service, plan: Plan) -> dict[str, Any]:
    """Return the schedule: a copy that is late waits for the one before, and gives up in time."""
    names = {**labels(store, plan), **backup_pods(store).labels}
    # The proxy of a mesh would go on running, and the job would never end.
    pod_labels = {**names, "sidecar.istio.io/inject": "false"}
    template = {"metadata": {"labels": pod_labels}, "spec": bounded(_pod(backup, store))}
    return {
        "schedule": backup.cron,
        "timeZone": "Etc/UTC",
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": int(backup.takes.seconds),
        "successfulJobsHistoryLimit": 1,
        "failedJobsHistoryLimit": 3,
        "jobTemplate": {
            "metadata": {"labels": names},
            "spec": {
                "backoffLimit": 1,
                "activeDeadlineSeconds": int(backup.takes.seconds),
                "template": template,
            },
        },
    }


def _pod(backup: Backup, store: Service) -> dict[str, Any]:
    env = [
        {"name": name, "value": value} for name, value in backup.env_in(store.environment).items()
    ]
    return {
        "restartPolicy": "Never",
        "serviceAccountName": f"{store.name}-{naming.BACKUP}",
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": pod_security(_USER),
        "containers": [
            {
                "name": naming.BACKUP,
                "image": backup.image,
                "imagePullPolicy": "IfNotPresent",
                "command": list(backup.command),
                "env": [*env, *references(backup.secrets)],
                "resources": resources(backup.requests),
                "securityContext": SECURITY,
                "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],  # noqa: S108
            }
        ],
        "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}}],
    }
