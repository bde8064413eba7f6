"""ResourceQuota and LimitRange: the bound on an environment, and what is asked for by silence."""

from __future__ import annotations

from observability.model.container import Resources
from observability.model.environment import Environment
from observability.render.document import Document
from observability.render.kubernetes.objects import environment_object

__all__ = ["limit_range", "quota"]


def quota(environment: Environment) -> Document | None:
    """Return the quota of *environment*, if it has one."""
    if environment.quota is None:
        return None
    most = environment.quota.requests
    hard = {
        "requests.cpu": str(most.cpu),
        "requests.memory": str(most.memory),
        "limits.cpu": str(most.cpu_limit),
        "limits.memory": str(most.memory_limit),
        "persistentvolumeclaims": str(environment.quota.claims),
    }
    spec = {"spec": {"hard": hard}}
    return environment_object(environment, "v1", "ResourceQuota", "compute", spec)


def limit_range(environment: Environment) -> Document | None:
    """Return the defaults of *environment*: under a quota, a container without is refused."""
    if environment.quota is None:
        return None
    defaults: Resources = environment.quota.defaults
    limit = {
        "type": "Container",
        "defaultRequest": {"cpu": str(defaults.cpu), "memory": str(defaults.memory)},
        "default": {
            "cpu": str(defaults.cpu_limit or defaults.cpu),
            "memory": str(defaults.memory_limit or defaults.memory),
        },
    }
    content = {"spec": {"limits": [limit]}}
    return environment_object(environment, "v1", "LimitRange", "defaults", content)
