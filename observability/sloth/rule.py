"""Rules as values: what the plugins pass on, and what is written in the end."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from observability.base.duration import Duration
from observability.formats.sloth_spec import Slo
from observability.formats.sloth_windows import AlertWindows

__all__ = ["Info", "Request", "Rule", "RuleGroup", "Rules"]


@attrs.frozen(kw_only=True)
class Rule:
    """A recording or an alerting rule.

    Rules that Sloth makes with one mapping of labels share it here too: a plugin that takes
    labels from one of them takes them from all.
    """

    expr: str
    record: str = ""
    alert: str = ""
    hold: Duration | None = None
    labels: Mapping[str, str] = attrs.field(factory=dict)
    annotations: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class RuleGroup:
    """Rules that are evaluated one after the other; *interval* None is Prometheus' own."""

    name: str
    rules: tuple[Rule, ...] = ()
    interval: Duration | None = None


@attrs.frozen(kw_only=True)
class Rules:
    """The three groups of an SLO."""

    sli: RuleGroup
    metadata: RuleGroup
    alerts: RuleGroup

    @property
    def groups(self) -> tuple[RuleGroup, ...]:
        """Those that hold a rule."""
        return tuple(one for one in (self.sli, self.metadata, self.alerts) if one.rules)


@attrs.frozen(kw_only=True)
class Info:
    """What `sloth_slo_info` says of how it came about."""

    version: str
    mode: str
    spec: str


@attrs.frozen(kw_only=True)
class Request:
    """What a plugin is told: the SLO, its period and the windows of its alerts."""

    slo: Slo
    period: Duration
    windows: AlertWindows
    info: Info
    selector: str
    """The matchers of the SLO's ids, in braces."""
    ids: Mapping[str, str]
