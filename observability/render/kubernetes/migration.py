"""Migration: a Job that changes a service's data before a release, once."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from observability.base import naming
from observability.compile.network import migration_pods
from observability.compile.plan import Plan
from observability.model.container import Migration
from observability.model.service import Service
from observability.model.workload import Deployment
from observability.render.document import Document
from observability.render.kubernetes.container import SECURITY, references, resources
from observability.render.kubernetes.disk import bounded
from observability.render.kubernetes.network_policy import policy_spec
from observability.render.kubernetes.objects import labels, service_object
from observability.render.kubernetes.pod import pod_security

__all__ = ["migration", "migration_policy"]

_RETRIES = 3
# A release that waits longer than this for its data to change is better not rolled out.
_DEADLINE_SECONDS = 600
# A Job's name is a label of its pods: 63 characters, of which Kubernetes appends six.
_NAME_LENGTH, _TAG_LENGTH, _DIGEST_LENGTH = 57, 24, 6


def migration(service: Service, plan: Plan) -> Document | None:
    """Return the job of the release of *service*, if it has a migration.

    Its name carries the image's tag and a digest of what the job says: a job that is done is not
    run again, a new release is a new job, and so is one that is to run otherwise, as no job can be
    changed. It is never removed by itself, or it would be made anew.
    """
    workload = service.workload
    pods = migration_pods(service)
    if not isinstance(workload, Deployment) or workload.migration is None or pods is None:
        return None
    image = workload.migration.image or workload.image
    spec = {
        "backoffLimit": _RETRIES,
        "activeDeadlineSeconds": _DEADLINE_SECONDS,
        "template": {
            "metadata": {
                "labels": {
                    **labels(service, plan),
                    **pods.labels,
                    # The proxy of a mesh would go on running, and the job would never end.
                    "sidecar.istio.io/inject": "false",
                }
            },
            "spec": bounded(_pod(service, workload.migration, image, workload.user)),
        },
    }
    content, suffix = {"spec": spec}, _suffix(service, image, _digest(spec, service))
    return service_object(service, plan, "Job", content, version="batch/v1", suffix=suffix)


def migration_policy(service: Service, plan: Plan) -> Document | None:
    """Return whom the migration of *service* may call: what the service may call, and no more."""
    pods = migration_pods(service)
    if pods is None:
        return None
    return service_object(
        service,
        plan,
        "NetworkPolicy",
        {"spec": policy_spec(pods, dict(pods.labels), plan)},
        version="networking.k8s.io/v1",
        suffix=naming.MIGRATION,
    )


def _pod(service: Service, migration: Migration, image: str, user: int) -> dict[str, Any]:
    env = [{"name": name, "value": value} for name, value in migration.env.items()]
    container = {
        "name": naming.MIGRATION,
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "command": list(migration.command),
        "env": [*env, *references(migration.secrets)],
        "resources": resources(migration.requests),
        "securityContext": SECURITY,
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],  # noqa: S108 - in the container
    }
    return {
        "restartPolicy": "Never",
        "serviceAccountName": service.name,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": pod_security(user),
        "containers": [{name: part for name, part in container.items() if part}],
        "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}],
    }


def _digest(spec: dict[str, Any], service: Service) -> str:
    """Return a digest of *spec*, the same in every environment that says the same."""
    template = spec["template"]
    told = template["metadata"]["labels"].items()
    common = {name: value for name, value in told if value != service.environment.name}
    text = repr([sorted(common.items()), template["spec"]])
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def _suffix(service: Service, image: str, digest: str) -> str:
    """Return what is appended to the name: the tag, or the start of its digest, and *digest*."""
    tag = image.rpartition("@sha256:")[2] if "@" in image else image.rpartition(":")[2]
    word = "-".join(re.findall(r"[a-z0-9]+", tag.lower())) or "0"
    room = _NAME_LENGTH - len(service.name) - len(naming.MIGRATION) - len(digest) - 3
    tag = word[: max(0, min(room, _TAG_LENGTH))].strip("-")
    return "-".join(part for part in (naming.MIGRATION, tag, digest) if part)
