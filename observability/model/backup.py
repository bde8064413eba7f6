"""What becomes of data when they are lost: backups, and how much and how long a loss may cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from observability.base import naming
from observability.base.duration import Duration, days, hours, minutes
from observability.base.labels import EMPTY, Labels
from observability.model import check, form
from observability.model.container import Resources, SecretEnv, as_secrets, secrets
from observability.model.definition import Definition
from observability.model.environment import Environment
from observability.model.service import Service
from observability.model.workload import External

__all__ = ["Backup"]

_HOUR, _DAY = hours(1).milliseconds, days(1).milliseconds


def _schedule(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    length = value.milliseconds if isinstance(value, Duration) else 0
    parts = length and (_HOUR % length == 0 or (length % _HOUR == 0 and _DAY % length == 0))
    if not parts or length < minutes(1).milliseconds:
        message = f"{attribute.name} is {check.described(value)}, no equal part of an hour or a day"
        instance.complain(attribute.name, message, f"write {attribute.name}=hours(1)")


def _store(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.is_a(Service)(instance, attribute, value)
    if not isinstance(value, Service):
        return
    elsewhere = isinstance(value.workload, External) and value.workload.namespace is not None
    if value.port is None or elsewhere:
        message = f"{value.name!r} has no port, or runs in a namespace of others"
        instance.complain(attribute.name, message, related=(value.source,))


def _pairs(value: Mapping[Environment, Mapping[str, str]]) -> Any:
    if not isinstance(value, Mapping):
        return value
    return tuple((where, check.as_labels(env)) for where, env in value.items())


def _elsewhere(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    name, example = attribute.name, 'write elsewhere={staging: {"BUCKET": "…"}}'
    if not isinstance(value, tuple):
        instance.complain(name, f"{name} is {check.described(value)}, not a mapping", example)
        return
    for pair in value:
        where, env = pair if isinstance(pair, tuple) and len(pair) == 2 else (pair, None)
        if not isinstance(where, Environment) or not isinstance(env, Labels):
            found = f"{check.described(where)}: {check.described(env)}"
            instance.complain(name, f"{name} holds {found}", example)
        else:
            check.label_map(instance, attribute, env)


@attrs.frozen(kw_only=True)
class Backup(Definition):
    """A job that copies what *service* holds to another place, in every environment.

    Args:
        service: A store; its job may call it and *to*, and nothing else.
        to: Where the copies are kept.
        every: An equal part of an hour or of a day.
        takes: How long a copy may take; it is broken off then.
        keep: How long a copy is kept.
        continuous: How much the provider's own log of changes loses at most, if it keeps one.
        rpo: The recovery point objective: how much may be lost.
        rto: The recovery time objective: how long it may take until the data are back.
        restores: How long restoring took in the last drill.
        restore: What to do, step by step.
        command: Makes the copy; what fails ends with another code than 0.
        env: Settings, of the environment where *service* is at home.
        elsewhere: Settings that are others in an environment that follows it.
    """

    service: Service = attrs.field(validator=_store)
    to: Service = attrs.field(validator=_store)
    image: str = attrs.field(validator=form.image)
    command: tuple[str, ...] = attrs.field(
        converter=check.as_strings, validator=check.some(str, '["backup"]')
    )
    requests: Resources = attrs.field(validator=check.is_a(Resources))
    env: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=check.label_map)
    elsewhere: tuple[tuple[Environment, Labels], ...] = attrs.field(
        factory=dict, converter=_pairs, validator=_elsewhere
    )
    secrets: tuple[SecretEnv, ...] = attrs.field(
        default=(), converter=as_secrets, validator=secrets
    )
    every: Duration = attrs.field(validator=_schedule)
    takes: Duration = attrs.field(validator=form.whole_seconds)
    keep: Duration = attrs.field(validator=form.whole_seconds)
    continuous: Duration | None = attrs.field(
        default=None, validator=check.optional(check.is_a(Duration))
    )
    rpo: Duration = attrs.field(validator=form.whole_seconds)
    rto: Duration = attrs.field(validator=form.whole_seconds)
    restores: Duration = attrs.field(validator=form.whole_seconds)
    restore: tuple[str, ...] = attrs.field(
        converter=check.as_strings, validator=check.some(str, '["Stop what writes."]')
    )

    def __attrs_post_init__(self) -> None:
        given = (self.every, self.takes, self.keep, self.rpo, self.rto, self.restores)
        if not all(isinstance(one, Duration) for one in given):
            return
        if self.loss > self.rpo:
            message = f"rpo is {self.rpo}, and up to {self.loss} are lost"
            self.complain("rpo", message, "back up more often, or agree on a larger rpo")
        if self.restores > self.rto:
            message = f"rto is {self.rto}, and the last restore took {self.restores}"
            self.complain("rto", message, "restore faster, or agree on a larger rto")
        if self.keep <= self.every:
            message = f"keep is {self.keep}: the last copy is gone before the next one is made"
            self.complain("keep", message, f"keep more than {self.every}")

    def env_in(self, environment: Environment) -> Labels:
        """Return the settings in *environment*: those at home, and what is different there."""
        for where, env in self.elsewhere:
            if where is environment:
                return self.env | env
        return self.env

    @property
    def name(self) -> str:
        """The name of its job in the cluster."""
        return f"{self.service.name}-{naming.BACKUP}"

    @property
    def loss(self) -> Duration:
        """How much is lost at most: what was written since the last whole copy began."""
        if isinstance(self.continuous, Duration):
            return self.continuous
        return Duration(self.every.milliseconds + self.takes.milliseconds)

    @property
    def cron(self) -> str:
        """The schedule as cron writes it, in UTC."""
        if self.every.milliseconds >= _DAY:
            return "0 3 * * *"
        if self.every.milliseconds >= _HOUR:
            return f"0 */{self.every.milliseconds // _HOUR} * * *"
        return f"*/{self.every.milliseconds // 60_000} * * * *"
