"""The parts of containers: ports, probes, resources, secrets, and containers that run once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import attrs

from observability.base import naming
from observability.base.duration import Duration, seconds
from observability.base.labels import EMPTY, Labels
from observability.base.quantity import Cpu, Memory
from observability.model import address, check, form
from observability.model.definition import Definition

__all__ = [
    "ExecProbe",
    "HttpProbe",
    "Migration",
    "Port",
    "Probes",
    "Resources",
    "SecretEnv",
    "Sidecar",
    "as_secrets",
    "secrets",
]


@attrs.frozen(kw_only=True)
class Port(Definition):
    """A TCP port of a container.

    Args:
        path: Where metrics are served, for a metrics port.
        protocol: What is spoken: ``http``, or ``tcp`` for a protocol of its own.
    """

    number: int = attrs.field(validator=check.between(1, 65535))
    path: str = attrs.field(default="/metrics", validator=address.url_path)
    protocol: str = attrs.field(default="http", validator=form.protocol)


@attrs.frozen(kw_only=True)
class HttpProbe(Definition):
    """A GET of *path* that is answered with 200 to 399 when all is well.

    Args:
        port: Which port of the container is asked: ``http``, or ``metrics``.
    """

    path: str = attrs.field(validator=address.url_path)
    port: str = attrs.field(default=naming.HTTP_PORT, validator=form.probed_port)
    period: Duration = attrs.field(default=seconds(10), validator=form.whole_seconds)
    timeout: Duration = attrs.field(default=seconds(3), validator=form.whole_seconds)
    failures: int = attrs.field(default=3, validator=check.between(1, 1000))


@attrs.frozen(kw_only=True)
class ExecProbe(Definition):
    """A *command* in the container that ends with 0 when all is well."""

    command: tuple[str, ...] = attrs.field(
        converter=check.as_strings, validator=check.some(str, '["pg_isready"]')
    )
    period: Duration = attrs.field(default=seconds(10), validator=form.whole_seconds)
    timeout: Duration = attrs.field(default=seconds(3), validator=form.whole_seconds)
    failures: int = attrs.field(default=3, validator=check.between(1, 1000))


_PROBES = (HttpProbe, ExecProbe)


@attrs.frozen(kw_only=True)
class Probes(Definition):
    """How Kubernetes asks a container for its health.

    Give *startup* to anything that may start slowly: the others wait until it has succeeded.
    """

    live: HttpProbe | ExecProbe = attrs.field(validator=check.is_a(_PROBES))
    ready: HttpProbe | ExecProbe = attrs.field(validator=check.is_a(_PROBES))
    startup: HttpProbe | ExecProbe = attrs.field(validator=check.is_a(_PROBES))


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
class SecretEnv(Definition):
    """An environment variable whose value is *key* of the Kubernetes Secret *secret*."""

    name: str = attrs.field(validator=form.variable)
    secret: str = attrs.field(validator=check.dns_label)
    key: str = attrs.field(validator=check.sentence)


def as_secrets(value: Iterable[SecretEnv]) -> tuple[SecretEnv, ...]:
    """Convert a list of references; anything else is left for the validator."""
    return cast("tuple[SecretEnv, ...]", check.sequence(value))


secrets = check.each(SecretEnv, '[SecretEnv(name="URL", secret="…", key="url")]')
"""Require a list of references to secrets."""


@attrs.frozen(kw_only=True)
class Sidecar(Definition):
    """An exporter beside a container: it serves the pod's metrics at the metrics port.

    Args:
        health: A page of the exporter that asks nothing of what it watches: where it is not
            answered, the exporter alone is started anew.
    """

    name: str = attrs.field(default="exporter", validator=check.dns_label)
    image: str = attrs.field(validator=form.image)
    requests: Resources = attrs.field(validator=check.is_a(Resources))
    health: str = attrs.field(default="/", validator=address.url_path)
    env: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=check.label_map)
    secrets: tuple[SecretEnv, ...] = attrs.field(
        default=(), converter=as_secrets, validator=secrets
    )


@attrs.frozen(kw_only=True)
class Migration(Definition):
    """What must have run before a new release starts; it runs once a release, not once a pod.

    Args:
        command: What is run; if it fails, the release is not rolled out.
        image: With a tag that never moves; the workload's own if not given.
        secrets: What it is told, as environment variables.
    """

    command: tuple[str, ...] = attrs.field(
        converter=check.as_strings, validator=check.some(str, '["npm", "run", "migrate"]')
    )
    image: str | None = attrs.field(default=None, validator=check.optional(form.image))
    requests: Resources = attrs.field(validator=check.is_a(Resources))
    env: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=check.label_map)
    secrets: tuple[SecretEnv, ...] = attrs.field(
        default=(), converter=as_secrets, validator=secrets
    )
