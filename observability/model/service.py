"""The knot: metrics, SLOs, alerts and dashboards all point to a Service."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

import attrs

from observability.base.labels import Matcher
from observability.base.naming import PLATFORM_JOBS
from observability.model import check
from observability.model.definition import Definition
from observability.model.environment import Environment
from observability.model.team import Team
from observability.model.workload import Deployment, External, StatefulSet, Workload

__all__ = ["Service"]


def _services(value: Iterable[Service]) -> tuple[Service, ...]:
    return cast("tuple[Service, ...]", check.sequence(value))


def _of_services(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.each(Service, "[postgres, redis]")(instance, attribute, value)
    for called in value if isinstance(value, tuple) else ():
        if isinstance(called, Service) and isinstance(called.workload, _PODS) and not called.port:
            message = f"depends on {called.name!r}, which has no port to connect to"
            hint = f"give its {type(called.workload).__name__} http=Port(number=…)"
            instance.complain(attribute.name, message, hint, related=(called.source,))


def _pairs(
    value: Mapping[Environment, Workload],
) -> tuple[tuple[Environment, Workload], ...]:
    if isinstance(value, Mapping):
        return tuple(value.items())
    return cast("tuple[tuple[Environment, Workload], ...]", value)


def _elsewhere(instance: Service, attribute: attrs.Attribute[Any], value: object) -> None:
    name, example = attribute.name, "write elsewhere={staging: StatefulSet(…)}"
    if not isinstance(value, tuple):
        instance.complain(name, f"{name} is {check.described(value)}, not a mapping", example)
        return
    for where, workload in value:
        if not isinstance(where, Environment) or not isinstance(workload, _KINDS):
            found = f"{check.described(where)}: {check.described(workload)}"
            instance.complain(name, f"{name} holds {found}", example)
        elif instance.environment not in where.lineage:
            message = f"{where.name!r} does not follow the service's environment"
            instance.complain(name, message, related=(where.source,))


def _job_name(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.dns_label(instance, attribute, value)
    if value in PLATFORM_JOBS:
        message = f"{value!r} is the job that reports about all services"
        instance.complain(attribute.name, message, f'write name="{value}-itself" or the like')


_PODS = (Deployment, StatefulSet)
_KINDS = (*_PODS, External)

# A Service name starts with a letter (RFC 1035). A StatefulSet's pods carry its name and a hash of
# eleven characters as a label of at most 63; its headless Service adds nine to the name.
_OBJECT_NAME = re.compile(r"[a-z][-a-z0-9]{0,51}")


@attrs.frozen(kw_only=True)
class Service(Definition):
    """A thing that is run and watched: an application, or a store it depends on.

    The name is the Kubernetes object's, the scrape job's and the ``service`` label's; that they
    are one attribute is why a rule can not select a series that the scrape does not produce.

    Args:
        name: A DNS label.
        description: One line: what users get from it.
        environment: Its home: rules, SLOs, alerts and dashboards are about the service there.
        depends_on: The services it calls; network policies and inhibitions follow from this.
        elsewhere: What runs instead of *workload* in an environment that follows its home.
    """

    name: str = attrs.field(validator=_job_name)
    team: Team = attrs.field(validator=check.is_a(Team))
    environment: Environment = attrs.field(validator=check.is_a(Environment))
    workload: Workload = attrs.field(validator=check.is_a(_KINDS))
    description: str = attrs.field(validator=check.sentence)
    depends_on: tuple[Service, ...] = attrs.field(
        default=(), converter=_services, validator=_of_services
    )
    elsewhere: tuple[tuple[Environment, Workload], ...] = attrs.field(
        factory=dict, converter=_pairs, validator=_elsewhere
    )

    def __attrs_post_init__(self) -> None:
        named = isinstance(self.name, str) and isinstance(self.workload, _PODS)
        if named and not _OBJECT_NAME.fullmatch(self.name):
            self.complain(
                "name",
                f"name {self.name!r} can not name a Kubernetes Service",
                "start it with a letter and keep it to 52 characters",
            )

    @property
    def namespace(self) -> str:
        """The Kubernetes namespace it runs in, and the ``namespace`` label of its series."""
        if isinstance(self.workload, External) and self.workload.namespace:
            return self.workload.namespace
        return self.environment.namespace

    @property
    def port(self) -> int | None:
        """The port that its users connect to, where its process listens; None if it has none."""
        if isinstance(self.workload, External):
            return self.workload.port
        return self.workload.http.number if self.workload.http else None

    @property
    def identity(self) -> tuple[Matcher, ...]:
        """The matchers that select this service's own series, and nobody else's."""
        return (
            Matcher("job", "=", self.name),
            Matcher("namespace", "=", self.namespace),
        )

    @property
    def labels(self) -> dict[str, str]:
        """The labels that scraping gives to each of its series (pod, instance apart)."""
        labels = {
            "job": self.name,
            "service": self.name,
            "namespace": self.namespace,
            "environment": self.environment.name,
        }
        if not isinstance(self.workload, External):
            labels["version"] = self.workload.version
        return labels

    @property
    def container(self) -> str:
        """The name of its main container."""
        if isinstance(self.workload, External):
            return self.name
        return self.workload.container or self.name
