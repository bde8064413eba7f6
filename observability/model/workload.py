"""What runs: containers with their ports, probes and resources; or something run elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import attrs

from observability.base.duration import Duration, seconds
from observability.base.labels import EMPTY, Labels
from observability.base.quantity import Cpu, Memory
from observability.model import address, check, form
from observability.model.definition import Definition

__all__ = [
    "Autoscaling",
    "Deployment",
    "External",
    "HttpProbe",
    "Port",
    "Probes",
    "Resources",
    "SecretEnv",
    "StatefulSet",
    "Workload",
]


@attrs.frozen(kw_only=True)
class Port(Definition):
    """A TCP port of a container; *path* is where metrics are served, for a metrics port."""

    number: int = attrs.field(validator=check.between(1, 65535))
    path: str = attrs.field(default="/metrics", validator=address.url_path)


@attrs.frozen(kw_only=True)
class HttpProbe(Definition):
    """A GET of *path* on the http port; Kubernetes' own defaults where nothing is said."""

    path: str = attrs.field(validator=address.url_path)
    period: Duration = attrs.field(default=seconds(10), validator=form.whole_seconds)
    timeout: Duration = attrs.field(default=seconds(3), validator=form.whole_seconds)
    failures: int = attrs.field(default=3, validator=check.between(1, 1000))


@attrs.frozen(kw_only=True)
class Probes(Definition):
    """How Kubernetes asks a container for its health.

    Give *startup* to anything that may start slowly: the others wait until it has succeeded.
    """

    live: HttpProbe = attrs.field(validator=check.is_a(HttpProbe))
    ready: HttpProbe = attrs.field(validator=check.is_a(HttpProbe))
    startup: HttpProbe = attrs.field(validator=check.is_a(HttpProbe))


@attrs.frozen(kw_only=True)
class Resources(Definition):
    """Requests, and the limits above them (limits default to the requests)."""

    cpu: Cpu | None = attrs.field(
        converter=check.as_cpu, validator=check.is_a(Cpu, 'write cpu="250m"')
    )
    memory: Memory | None = attrs.field(
        converter=check.as_memory, validator=check.is_a(Memory, 'write memory="512Mi"')
    )
    cpu_limit: Cpu | None = attrs.field(
        default=None,
        converter=check.as_cpu,
        validator=check.optional(check.is_a(Cpu, 'write cpu_limit="500m"')),
    )
    memory_limit: Memory | None = attrs.field(
        default=None,
        converter=check.as_memory,
        validator=check.optional(check.is_a(Memory, 'write memory_limit="1Gi"')),
    )

    def __attrs_post_init__(self) -> None:
        cpu, memory = self.cpu_limit, self.memory_limit
        if isinstance(self.cpu, Cpu) and isinstance(cpu, Cpu) and cpu < self.cpu:
            self.complain("cpu_limit", f"cpu_limit {cpu} is below the request of {self.cpu}")
        if isinstance(self.memory, Memory) and isinstance(memory, Memory) and memory < self.memory:
            message = f"memory_limit {memory} is below the request of {self.memory}"
            self.complain("memory_limit", message)


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
class SecretEnv(Definition):
    """An environment variable whose value is *key* of the Kubernetes Secret *secret*."""

    name: str = attrs.field(validator=form.variable)
    secret: str = attrs.field(validator=check.dns_label)
    key: str = attrs.field(validator=check.sentence)


def _secrets(value: Iterable[SecretEnv]) -> tuple[SecretEnv, ...]:
    return cast("tuple[SecretEnv, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class _Pods(Definition):
    """What every kind of workload in the cluster says about its pods."""

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
        converter=_secrets,
        validator=check.each(SecretEnv, '[SecretEnv(name="URL", secret="…", key="url")]'),
    )
    writable: tuple[str, ...] = attrs.field(
        default=("/tmp",),  # noqa: S108 - a mount point in the container
        converter=check.as_strings,
        validator=form.folders,
    )
    version: str = attrs.field(default="v1", validator=check.dns_label)

    def __attrs_post_init__(self) -> None:
        self._check_env()
        if self.probes is not None and self.http is None:
            self.complain(
                "probes",
                "probes ask the http port, and there is none",
                "write http=Port(number=3000), or leave the probes out",
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
    """

    autoscaling: Autoscaling | None = attrs.field(
        default=None, validator=check.optional(check.is_a(Autoscaling))
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
        exporter: ``host:port`` where its metrics are scraped.
        port: The port its users connect to.
        cidrs: Its addresses, if it is outside the cluster (a managed database).
        namespace: Its namespace, if it is in the cluster (an ingress controller).
        pods: The labels of its pods in that namespace.
    """

    exporter: str = attrs.field(validator=address.host_port)
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
