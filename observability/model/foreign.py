"""SLOs from specs in other formats: what a spec can say, and nothing that it can not.

They are SLOs for the rules over windows and budgets. A spec knows no team, no environment and no
workload, so the alerts made from it carry what the spec says and nothing else.
"""

from __future__ import annotations

from decimal import Decimal

import attrs

from observability.base.labels import EMPTY, Labels
from observability.base.source import Source
from observability.model import check
from observability.model.environment import Environment
from observability.model.project import Project
from observability.model.receiver import Secret, Slack
from observability.model.service import Service
from observability.model.sli.queries import Queries
from observability.model.slo import SLO
from observability.model.team import Severity, Team
from observability.model.workload import External
from observability.slo.windows import PAGE

__all__ = ["Alerting", "ForeignSLO", "ForeignService", "Notice", "settings"]

# What no spec says and every definition has; none of it reaches a rule.
_SECRET = Secret(name="unused")
_TEAM = Team(
    name="unknown",
    page=[Slack(channel="#unknown", url=_SECRET)],
    ticket=[Slack(channel="#unknown", url=_SECRET)],
)
_ENVIRONMENT = Environment(name="unknown", namespace="unknown", cluster="unknown")
_WORKLOAD = External(exporter="unknown:1", port=1, cidrs=["192.0.2.0/24"])


def settings() -> Project:
    """Return the settings that rules from specs are made with: those of a plain Prometheus."""
    here = "http://localhost"
    return Project(
        name="specs", owner=_TEAM, grafana=here, prometheus=here, alertmanager=here, runbooks=here
    )


@attrs.frozen(kw_only=True)
class Notice:
    """What an alert of a spec carries besides what Sloth gives it."""

    labels: Labels = EMPTY
    annotations: Labels = EMPTY


@attrs.frozen(kw_only=True)
class Alerting:
    """The alerts of a spec; one that is None is disabled."""

    name: str = ""
    page: Notice | None = None
    ticket: Notice | None = None

    def of(self, severity: Severity) -> Notice:
        """Return the notice for *severity*; an empty one if it is disabled."""
        found = self.page if severity.value == PAGE else self.ticket
        return found or Notice()


@attrs.frozen(kw_only=True)
class ForeignService(Service):
    """A service of which only the name is known, in whatever letters the format allows."""

    name: str = attrs.field()
    team: Team = attrs.field(default=_TEAM, init=False, eq=False, repr=False)
    environment: Environment = attrs.field(default=_ENVIRONMENT, init=False, eq=False, repr=False)
    workload: External = attrs.field(default=_WORKLOAD, init=False, eq=False, repr=False)
    description: str = attrs.field(default="", init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Accept any name."""


@attrs.frozen(kw_only=True)
class ForeignSLO(SLO):
    """An SLO from a spec that was validated by its own format's rules.

    Args:
        source: Where it stands in the spec.
        alerting: Its alerts.
        labels: The labels that Sloth puts on its series, and so on its alerts.
        spec: The format, as `sloth_slo_info` names it.
    """

    source: Source = attrs.field(eq=False, repr=False)
    service: ForeignService = attrs.field()
    name: str = attrs.field()
    objective: Decimal = attrs.field(converter=check.as_decimal)
    sli: Queries = attrs.field()
    description: str = attrs.field(default="")
    labels: Labels = attrs.field(default=EMPTY, converter=check.as_labels)
    alerting: Alerting = attrs.field(factory=Alerting)
    spec: str = attrs.field(default="prometheus/v1")

    def alert(self, suffix: str) -> str:
        """Return the name of its alert with *suffix*."""
        return f"{self.alerting.name}{suffix}"
