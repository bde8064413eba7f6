"""Where services run, and how much smaller they run where another environment is repeated."""

from __future__ import annotations

import attrs

from observability.model import check
from observability.model.cluster import SecretStore
from observability.model.container import Resources
from observability.model.definition import Definition

__all__ = ["Environment", "Quota", "Size"]


@attrs.frozen(kw_only=True)
class Size(Definition):
    """How an environment runs what it takes over from the one that it follows.

    Limits stay: what a process needs at its peak is the same everywhere. A workload that is
    written for the environment (`Service.elsewhere`) runs as it is written.

    Args:
        replicas: At most so many pods; the fewest that an autoscaler keeps.
        maximum: The most that an autoscaler may make.
        requests: Percent of the requests of processor and memory.
    """

    replicas: int = attrs.field(default=1, validator=check.between(1, 1000))
    maximum: int = attrs.field(default=2, validator=check.between(1, 1000))
    requests: int = attrs.field(default=50, validator=check.between(1, 100))

    def __attrs_post_init__(self) -> None:
        numbers = isinstance(self.maximum, int) and isinstance(self.replicas, int)
        if numbers and self.maximum < self.replicas:
            message = f"maximum {self.maximum} is below replicas {self.replicas}"
            self.complain("maximum", message)


@attrs.frozen(kw_only=True)
class Quota(Definition):
    """The most that all pods of an environment may ask for together.

    Args:
        requests: Processor and memory requested, and the sums of the limits.
        claims: Volumes.
        defaults: What a container gets that asks for nothing; ours all ask.
    """

    requests: Resources = attrs.field(validator=check.is_a(Resources))
    claims: int = attrs.field(default=10, validator=check.between(0, 10_000))
    defaults: Resources = attrs.field(validator=check.is_a(Resources))

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.requests, Resources) or not isinstance(self.defaults, Resources):
            return
        for name in ("cpu_limit", "memory_limit"):
            if getattr(self.requests, name) is None:
                message = f"requests give no {name}: pods have limits, too, and they are added up"
                self.complain("requests", message, "write the sum that all limits may reach")


@attrs.frozen(kw_only=True)
class Environment(Definition):
    """A stage of the estate: one namespace in one cluster.

    Args:
        name: The value of the ``environment`` label.
        namespace: The Kubernetes namespace, and the value of the ``namespace`` label.
        cluster: The cluster's name; the external label ``cluster`` of its Prometheus.
        follows: The environment whose services run here again, without a priority over them.
        size: How much smaller; only for one that follows.
        quota: The most that its pods may ask for; without one, there is no bound.
        secrets: Where the values of its secrets are kept; without one, others must bring them.
        mesh: Whether the service mesh puts its proxy into each pod.
    """

    name: str = attrs.field(validator=check.dns_label)
    namespace: str = attrs.field(validator=check.dns_label)
    cluster: str = attrs.field(validator=check.dns_label)
    follows: Environment | None = attrs.field(default=None)
    size: Size | None = attrs.field(default=None, validator=check.optional(check.is_a(Size)))
    quota: Quota | None = attrs.field(default=None, validator=check.optional(check.is_a(Quota)))
    secrets: SecretStore | None = attrs.field(
        default=None, validator=check.optional(check.is_a(SecretStore))
    )
    mesh: bool = attrs.field(default=False, validator=check.is_a(bool))

    def __attrs_post_init__(self) -> None:
        if self.follows is not None and not isinstance(self.follows, Environment):
            shown = check.described(self.follows)
            message = f"follows is {shown}, where an Environment is wanted"
            self.complain("follows", message)
        if self.size is not None and self.follows is None:
            message = "size tells how much smaller a followed environment runs, and follows is not"
            self.complain("size", f"{message} given", "write follows=production, or leave it out")

    @property
    def lineage(self) -> tuple[Environment, ...]:
        """The environments that it follows, the nearest first."""
        if not isinstance(self.follows, Environment):
            return ()
        return (self.follows, *self.follows.lineage)
