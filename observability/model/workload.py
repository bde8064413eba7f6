"""What runs: containers with their ports, probes and resources; or something run elsewhere."""

from __future__ import annotations

import attrs

from observability.base import naming
from observability.base.labels import EMPTY, Labels
from observability.base.quantity import Memory
from observability.model import address, check, form
from observability.model.cluster import PriorityClass
from observability.model.container import (
    HttpProbe,
    Migration,
    Port,
    Probes,
    Resources,
    SecretEnv,
    Sidecar,
    as_secrets,
    secrets,
)
from observability.model.definition import Definition

__all__ = [
    "Autoscaling",
    "Deployment",
    "External",
    "StatefulSet",
    "Workload",
]


@attrs.frozen(kw_only=True)
class Autoscaling(Definition):
    """Replicas between *minimum* and *maximum*, by the use of what was requested (percent)."""

    minimum: int = attrs.field(validator=check.between(1, 1000))
    maximum: int = attrs.field(validator=check.between(1, 1000))
    cpu: int = attrs.field(default=70, validator=check.between(1, 100))
    memory: int | None = attrs.field(default=None, validator=check.optional(check.between(1, 100)))

    def __attrs_post_init__(self) -> None:
        numbers = isinstance(self.minimum, int) and isinstance(self.maximum, int)
        if numbers and self.maximum < self.minimum:
            self.complain("maximum", f"maximum {self.maximum} is below minimum {self.minimum}")


@attrs.frozen(kw_only=True)
class _Pods(Definition):
    """What every kind of workload in the cluster says about its pods.

    Args:
        user: The number that its processes run as: a name could not be told from root's.
        command: What is run instead of what the image says.
        files: What is mounted at *files_at*, by name.
        exporter: A container beside, whose metrics are the pod's.
    """

    image: str = attrs.field(validator=form.image)
    container: str | None = attrs.field(default=None, validator=check.optional(check.dns_label))
    replicas: int = attrs.field(default=2, validator=check.between(1, 1000))
    http: Port | None = attrs.field(default=None, validator=check.optional(check.is_a(Port)))
    metrics: Port | None = attrs.field(default=None, validator=check.optional(check.is_a(Port)))
    probes: Probes | None = attrs.field(default=None, validator=check.optional(check.is_a(Probes)))
    requests: Resources = attrs.field(validator=check.is_a(Resources))
    env: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=check.label_map)
    secrets: tuple[SecretEnv, ...] = attrs.field(
        default=(),
        converter=as_secrets,
        validator=secrets,
    )
    writable: tuple[str, ...] = attrs.field(
        default=("/tmp",),  # noqa: S108 - a mount point in the container
        converter=check.as_strings,
        validator=form.folders,
    )
    version: str = attrs.field(default="v1", validator=check.dns_label)
    priority: PriorityClass | None = attrs.field(
        default=None, validator=check.optional(check.is_a(PriorityClass))
    )
    spot: bool = attrs.field(default=False, validator=check.is_a(bool))
    user: int = attrs.field(default=1000, validator=check.between(1, 2**31 - 1))
    command: tuple[str, ...] = attrs.field(
        default=(), converter=check.as_strings, validator=check.each(str, '["redis-server"]')
    )
    files: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=form.files)
    files_at: str = attrs.field(default="/etc/config", validator=form.folder)
    exporter: Sidecar | None = attrs.field(
        default=None, validator=check.optional(check.is_a(Sidecar))
    )

    def __attrs_post_init__(self) -> None:
        self._check_env()
        self._check_probes()
        if self.exporter is not None and self.metrics is None:
            message = "its exporter serves metrics, and there is no metrics port"
            self.complain("exporter", message, "write metrics=Port(number=9187)")

    def _check_probes(self) -> None:
        if not isinstance(self.probes, Probes):
            return
        every = (self.probes.live, self.probes.ready, self.probes.startup)
        asked = {probe.port for probe in every if isinstance(probe, HttpProbe)}
        serves = isinstance(self.http, Port) and self.http.protocol == naming.HTTP_PORT
        if naming.HTTP_PORT in asked and not serves:
            self.complain(
                "probes",
                "probes ask the http port, and there is none",
                'write http=Port(number=3000), or HttpProbe(path="/metrics", port="metrics")',
            )
        if naming.METRICS_PORT in asked and (self.metrics is None or self.exporter is not None):
            self.complain(
                "probes",
                "probes ask the metrics port, and the container has none",
                "write metrics=Port(number=9090), or ask with a command: ExecProbe(command=[…])",
            )

    def _check_env(self) -> None:
        plain = self.env if isinstance(self.env, Labels) else ()
        secrets = self.secrets if isinstance(self.secrets, tuple) else ()
        names = [*plain, *(one.name for one in secrets if isinstance(one, SecretEnv))]
        for name in dict.fromkeys(names):
            if names.count(name) > 1:
                message = f"the environment variable {name!r} is given twice"
                self.complain("secrets", message, "keep one of the two")


@attrs.frozen(kw_only=True)
class Deployment(_Pods):
    """Interchangeable pods.

    Args:
        image: With a tag that never moves, or a digest; ``latest`` is refused.
        container: The container's name; the service's name if not given.
        replicas: How many, where nothing scales them.
        http: The port that serves users.
        metrics: The port that serves metrics.
        writable: Folders that the container may write to (the root file system is read-only).
        version: The ``version`` label, for canaries.
        priority: How important its pods are where room is lacking.
        spot: Whether they run on nodes that the cloud may take back at any time.
        migration: What must have run before a release starts.
    """

    autoscaling: Autoscaling | None = attrs.field(
        default=None, validator=check.optional(check.is_a(Autoscaling))
    )
    migration: Migration | None = attrs.field(
        default=None, validator=check.optional(check.is_a(Migration))
    )


@attrs.frozen(kw_only=True)
class StatefulSet(_Pods):
    """Pods with an identity and a volume of their own, mounted at *mount*."""

    storage: Memory | None = attrs.field(
        converter=check.as_memory, validator=check.is_a(Memory, 'write storage="100Gi"')
    )
    storage_class: str = attrs.field(validator=check.dns_label)
    mount: str = attrs.field(validator=form.folder)


@attrs.frozen(kw_only=True)
class External(Definition):
    """Something that is run elsewhere, watched through an exporter.

    Args:
        exporter: ``host:port`` where its metrics are scraped, if anywhere.
        port: The port its users connect to.
        cidrs: Its addresses, if it is outside the cluster (a managed database).
        namespace: Its namespace, if it is in the cluster (an ingress controller).
        pods: The labels of its pods in that namespace.
    """

    exporter: str | None = attrs.field(default=None, validator=check.optional(address.host_port))
    port: int = attrs.field(validator=check.between(1, 65535))
    cidrs: tuple[str, ...] = attrs.field(
        default=(), converter=check.as_strings, validator=address.networks
    )
    namespace: str | None = attrs.field(default=None, validator=check.optional(check.dns_label))
    pods: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=form.pod_labels)

    def __attrs_post_init__(self) -> None:
        inside = bool(self.namespace) and bool(self.pods)
        outside = not self.namespace and not self.pods
        if not (outside if self.cidrs else inside):
            self.complain(
                "",
                "an External is reached by cidrs or by namespace and pods, exactly one of them",
                'write cidrs=["10.0.20.0/24"], or namespace="…" and pods={"app": "…"}',
            )


Workload = Deployment | StatefulSet | External
