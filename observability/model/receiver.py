"""Where notifications go. Credentials are named, never held: each is a file at run time."""

from __future__ import annotations

import re
from typing import Any

import attrs

from observability.model import address, check
from observability.model.definition import Definition

__all__ = ["Email", "PagerDuty", "Receiver", "Secret", "Slack", "Smtp", "Webhook"]

_URL = re.compile(r"https?://[^\s/]+(/\S*)?")
_SECRETIVE = re.compile(r"hooks\.slack\.com|@|[?&](token|key|secret)=|[0-9a-f]{32}")


@attrs.frozen(kw_only=True)
class Secret(Definition):
    """A credential that Alertmanager reads from ``/etc/alertmanager/secrets/<name>``."""

    name: str = attrs.field(validator=check.dns_label)

    @property
    def path(self) -> str:
        """The file that holds the credential where Alertmanager runs."""
        return f"/etc/alertmanager/secrets/{self.name}"


def _url(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not _URL.fullmatch(value):
        instance.complain(attribute.name, f"{check.shown(value)} is no http(s) URL")
    elif _SECRETIVE.search(value):
        instance.complain(
            attribute.name,
            f"the {attribute.name} seems to hold a credential, and it would be committed",
            "name a credential file: credentials=Secret(name=...)",
        )


@attrs.frozen(kw_only=True)
class PagerDuty(Definition):
    """An incident in PagerDuty; *key* is the routing key of an Events API v2 integration."""

    key: Secret = attrs.field(validator=check.is_a(Secret))


@attrs.frozen(kw_only=True)
class Slack(Definition):
    """A message in a Slack *channel*, through the incoming webhook that *url* names."""

    channel: str = attrs.field(validator=check.sentence)
    url: Secret = attrs.field(validator=check.is_a(Secret))


@attrs.frozen(kw_only=True)
class Email(Definition):
    """A mail to one address, through the project's SMTP relay."""

    to: str = attrs.field(validator=address.mail)


@attrs.frozen(kw_only=True)
class Webhook(Definition):
    """A JSON POST to *url*, with a bearer token from *credentials* if there is one."""

    url: str = attrs.field(validator=_url)
    credentials: Secret | None = attrs.field(
        default=None, validator=check.optional(check.is_a(Secret))
    )


@attrs.frozen(kw_only=True)
class Smtp(Definition):
    """The mail relay: ``host:port``, the sender, and the account if it wants one."""

    smarthost: str = attrs.field(validator=address.host_port)
    sender: str = attrs.field(validator=address.mail)
    username: str = attrs.field(default="", validator=check.is_a(str))
    password: Secret | None = attrs.field(
        default=None, validator=check.optional(check.is_a(Secret))
    )


Receiver = PagerDuty | Slack | Email | Webhook
