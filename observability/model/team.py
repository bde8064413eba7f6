"""Who is responsible, and how they are reached."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import cast

import attrs

from observability.model import check
from observability.model.definition import Definition
from observability.model.receiver import Email, PagerDuty, Receiver, Slack, Webhook

__all__ = ["Severity", "Team"]


class Severity(Enum):
    """What an alert asks for; every alert carries one as its ``severity`` label."""

    PAGE = "page"
    """Wake somebody now."""
    TICKET = "ticket"
    """Somebody looks at it in working hours."""
    NONE = "none"
    """Nobody: the alert is a signal for machines, such as the watchdog."""


def _receivers(value: Iterable[Receiver]) -> tuple[Receiver, ...]:
    return cast("tuple[Receiver, ...]", check.sequence(value))


_RECEIVER = (PagerDuty, Slack, Email, Webhook)


@attrs.frozen(kw_only=True)
class Team(Definition):
    """A team that owns services.

    Args:
        name: A DNS label; the value of the ``team`` label.
        page: Where pages go, all of them at once.
        ticket: Where tickets go.
        escalation: Whom to ask next, in order, for the runbooks.
    """

    name: str = attrs.field(validator=check.dns_label)
    page: tuple[Receiver, ...] = attrs.field(
        converter=_receivers, validator=check.some(_RECEIVER, '[PagerDuty(key=Secret(name="…"))]')
    )
    ticket: tuple[Receiver, ...] = attrs.field(
        converter=_receivers,
        validator=check.some(_RECEIVER, '[Slack(channel="#tickets", url=Secret(name="…"))]'),
    )
    escalation: tuple[str, ...] = attrs.field(
        default=(), converter=check.as_strings, validator=check.each(str, '["first", "second"]')
    )
