"""What services keep and send in the cloud, and who of them may."""

from __future__ import annotations

import attrs

from observability.base.duration import Duration, days, hours, minutes, seconds
from observability.model import check, cloud
from observability.model.definition import Definition
from observability.model.environment import Environment
from observability.model.service import Service

__all__ = ["AccessRole", "Bucket", "Queue"]


@attrs.frozen(kw_only=True)
class Bucket(Definition):
    """A place for files: encrypted, private, with old versions kept for *keep_versions*."""

    name: str = attrs.field(validator=cloud.bucket_name)
    keep_versions: Duration = attrs.field(default=days(30), validator=cloud.whole_days)


@attrs.frozen(kw_only=True)
class Queue(Definition):
    """A queue of messages, with another for those that failed *receives* times.

    Args:
        visibility: For how long a message that was received is hidden from others.
        retention: For how long a message waits at most; what failed is kept for 14 days.
    """

    name: str = attrs.field(validator=check.dns_label)
    visibility: Duration = attrs.field(
        default=seconds(60), validator=cloud.within(seconds(1), hours(12))
    )
    retention: Duration = attrs.field(default=days(4), validator=cloud.within(minutes(1), days(13)))
    receives: int = attrs.field(default=5, validator=check.between(1, 1000))


@attrs.frozen(kw_only=True)
class AccessRole(Definition):
    """What the pods of *service* may do in the cloud: nothing but this.

    Args:
        service: Whose pods.
        environment: In which environment; where the service is at home, if not given.
        task: What of the service takes the role instead of its own pods: ``backup``.
    """

    service: Service = attrs.field(validator=check.is_a(Service))
    environment: Environment | None = attrs.field(
        default=None, validator=check.optional(check.is_a(Environment))
    )
    task: str | None = attrs.field(default=None, validator=check.optional(check.dns_label))
    buckets: tuple[Bucket, ...] = attrs.field(
        default=(), converter=check.sequence, validator=check.each(Bucket, "[exports]")
    )
    sends: tuple[Queue, ...] = attrs.field(
        default=(), converter=check.sequence, validator=check.each(Queue, "[jobs]")
    )
    receives: tuple[Queue, ...] = attrs.field(
        default=(), converter=check.sequence, validator=check.each(Queue, "[jobs]")
    )

    def __attrs_post_init__(self) -> None:
        where = self.environment
        if not isinstance(self.service, Service) or not isinstance(where, Environment):
            return
        if self.service.environment not in (where, *where.lineage):
            message = f"{self.service.name!r} does not run in {where.name!r}"
            self.complain("environment", message, related=(where.source,))

    @property
    def place(self) -> Environment:
        """The environment whose pods take it."""
        return self.environment or self.service.environment

    @property
    def name(self) -> str:
        """What the role is called, after its cluster: the account, and where if not at home."""
        away = self.environment is not None and self.environment is not self.service.environment
        return f"{self.place.name}-{self.account}" if away else self.account

    @property
    def account(self) -> str:
        """Return the name of the service account that takes the role."""
        return "-".join(filter(None, [self.service.name, self.task]))
