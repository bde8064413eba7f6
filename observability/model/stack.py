"""The programs that watch: their images and sizes; all else follows from what is watched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import attrs

from observability.base.quantity import Memory
from observability.model import check, form
from observability.model.cluster import PriorityClass
from observability.model.container import Resources, SecretEnv
from observability.model.definition import Definition
from observability.model.environment import Environment
from observability.model.service import Service
from observability.model.workload import External

__all__ = ["Exports", "Monitoring", "Program"]


def _secrets(value: Iterable[SecretEnv]) -> tuple[SecretEnv, ...]:
    return cast("tuple[SecretEnv, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class Program(Definition):
    """An image, how much it is given, how much it stores, and the secrets that it reads.

    Args:
        image: With a tag that never moves, or a digest.
        requests: What it asks for, and its limits.
        storage: The size of its volume, for what keeps data.
        replicas: How many of it run: of Prometheus and Alertmanager there may be several.
        args: Arguments beside those that are written for it.
        secrets: Credentials, by reference, from the namespace that it runs in.
    """

    image: str = attrs.field(validator=form.image)
    requests: Resources = attrs.field(validator=check.is_a(Resources))
    storage: Memory | None = attrs.field(
        default=None,
        converter=check.as_memory,
        validator=check.optional(check.is_a(Memory, 'write storage="10Gi"')),
    )
    replicas: int = attrs.field(default=1, validator=check.between(1, 9))
    args: tuple[str, ...] = attrs.field(
        default=(), converter=check.as_strings, validator=check.each(str, '["--flag"]')
    )
    secrets: tuple[SecretEnv, ...] = attrs.field(
        default=(),
        converter=_secrets,
        validator=check.each(SecretEnv, '[SecretEnv(name="URL", secret="…", key="url")]'),
    )


_IN_CLUSTER = ".svc"


def _exported(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.is_a(Service)(instance, attribute, value)
    if not isinstance(value, Service):
        return
    workload = value.workload
    if not isinstance(workload, External) or not _host(workload).endswith(_IN_CLUSTER):
        message = f"{value.name!r} is not watched through an exporter in the cluster"
        hint = 'write exporter="postgres-exporter.monitoring.svc:9187" in its External'
        instance.complain(attribute.name, message, hint, related=(value.source,))


def _host(workload: External) -> str:
    return str(workload.exporter).rpartition(":")[0]


@attrs.frozen(kw_only=True)
class Exports(Definition):
    """The exporter of *service*, or of what it is in *environment*: where that is scraped."""

    service: Service = attrs.field(validator=_exported)
    environment: Environment | None = attrs.field(
        default=None, validator=check.optional(check.is_a(Environment))
    )
    program: Program = attrs.field(validator=check.is_a(Program))

    @property
    def store(self) -> Service:
        """The service as it is in the environment."""
        there = dict(self.service.elsewhere).get(self.environment) if self.environment else None
        if self.environment is None or there is None:
            return self.service
        return attrs.evolve(
            self.service, environment=self.environment, workload=there, elsewhere={}
        )

    @property
    def name(self) -> str:
        """The name of its Service, which the scrape goes to."""
        return self._address.partition(".")[0]

    @property
    def port(self) -> int:
        """The port that is scraped."""
        return int(self._address.rpartition(":")[2])

    @property
    def _address(self) -> str:
        workload = self.store.workload
        return (workload.exporter or "") if isinstance(workload, External) else ""


_KEEPERS = ("prometheus", "alertmanager")
_ALONE = (
    "grafana",
    "jaeger",
    "kibana",
    "kube_state_metrics",
    "blackbox",
    "node_exporter",
    "fluent_bit",
)


def _exporters(value: Iterable[Exports]) -> tuple[Exports, ...]:
    return cast("tuple[Exports, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class Monitoring(Definition):
    """The whole stack, in the namespace of Prometheus; at most one in a repository.

    Args:
        storage_class: The class of every volume.
        secret_store: The ClusterSecretStore that credentials are fetched from.
        agents: The namespace of what runs on each node, which no Pod Security level would admit.
        logs: The Elasticsearch that logs and traces are stored in.
        priority: How important all of it is where room is lacking.
        exporters: One for each store.
    """

    storage_class: str = attrs.field(validator=check.dns_label)
    secret_store: str = attrs.field(validator=check.dns_label)
    agents: str = attrs.field(default="monitoring-agents", validator=check.dns_label)
    logs: Service = attrs.field(validator=check.is_a(Service))
    priority: PriorityClass | None = attrs.field(
        default=None, validator=check.optional(check.is_a(PriorityClass))
    )
    prometheus: Program = attrs.field(validator=check.is_a(Program))
    alertmanager: Program = attrs.field(validator=check.is_a(Program))
    grafana: Program = attrs.field(validator=check.is_a(Program))
    jaeger: Program = attrs.field(validator=check.is_a(Program))
    kibana: Program = attrs.field(validator=check.is_a(Program))
    kube_state_metrics: Program = attrs.field(validator=check.is_a(Program))
    blackbox: Program = attrs.field(validator=check.is_a(Program))
    node_exporter: Program = attrs.field(validator=check.is_a(Program))
    fluent_bit: Program = attrs.field(validator=check.is_a(Program))
    exporters: tuple[Exports, ...] = attrs.field(
        default=(),
        converter=_exporters,
        validator=check.each(Exports, "[Exports(service=postgres, program=…)]"),
    )

    def __attrs_post_init__(self) -> None:
        for name in _ALONE:
            program = getattr(self, name)
            if isinstance(program, Program) and program.replicas != 1:
                message = f"replicas of {name} is {program.replicas}, and there is one of it"
                self.complain(name, message, "leave replicas out", related=(program.source,))
        for name in _KEEPERS:
            program = getattr(self, name)
            if isinstance(program, Program) and program.storage is None:
                message = f"{name} has no storage, and would forget everything with its pod"
                self.complain(name, message, 'write storage="100Gi" in its Program')
