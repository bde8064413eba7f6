"""What a Sloth spec says, whichever of its three formats it is written in.

The values are what Sloth has after reading: labels of the group and of the SLO are merged, an
alert that is disabled has no name. Numbers are floats, as Sloth's are: its output shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import attrs

from observability.base.duration import Duration
from observability.base.source import Source

__all__ = [
    "AlertMeta",
    "Events",
    "Group",
    "Kind",
    "Plugin",
    "PluginSli",
    "Raw",
    "Sli",
    "Slo",
]

Kind = Literal["prometheus", "kubernetes", "openslo"]


@attrs.frozen(kw_only=True)
class Events:
    """Two queries whose ratio is the share of bad events; `{{.window}}` stands for the range."""

    error_query: str
    total_query: str


@attrs.frozen(kw_only=True)
class Raw:
    """One query that is the share of bad events already."""

    error_ratio_query: str


@attrs.frozen(kw_only=True)
class PluginSli:
    """A query that a plugin writes."""

    id: str
    options: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Sli:
    """How bad events are counted; more than one of the three is a mistake that is reported."""

    events: Events | None = None
    raw: Raw | None = None
    plugin: PluginSli | None = None


@attrs.frozen(kw_only=True)
class AlertMeta:
    """Name, labels and annotations of the page or the ticket."""

    disable: bool = False
    name: str = ""
    labels: Mapping[str, str] = attrs.field(factory=dict)
    annotations: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Plugin:
    """A link of the chain of SLO plugins; *config* is plain data, None if there is none."""

    id: str
    config: Any = None
    priority: int = 0


@attrs.frozen(kw_only=True)
class Slo:
    """One SLO.

    *objective* is in percent. *lines* gives the line of each field that is written, by its dotted
    path (`sli.events.error_query`), and of the SLO itself by the empty path.
    """

    id: str
    name: str
    service: str
    objective: float
    period: Duration | None = None
    """The period that the spec asks for itself (OpenSLO only); None is the default one."""
    calendar: str = ""
    """``month`` or ``quarter`` where the budget is that of one (OpenSLO only); empty otherwise."""
    utc_offset: str = "+00:00"
    """Where the midnight of the calendar lies."""
    description: str = ""
    labels: Mapping[str, str] = attrs.field(factory=dict)
    sli: Sli = attrs.field(factory=Sli)
    page: AlertMeta = attrs.field(factory=lambda: AlertMeta(disable=True))
    ticket: AlertMeta = attrs.field(factory=lambda: AlertMeta(disable=True))
    overrides: bool = False
    """Whether the plugins of the command line and the default ones are dropped."""
    plugins: tuple[Plugin, ...] = ()
    file: str = ""
    lines: Mapping[str, int] = attrs.field(factory=dict, eq=False, repr=False)

    def source(self, path: str = "") -> Source:
        """Return where the field at *path* is written, or the nearest around it that is."""
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return Source(self.file, self.lines.get(path, 0))


@attrs.frozen(kw_only=True)
class Group:
    """The SLOs of one document, and what of its head reaches the output."""

    kind: Kind
    slos: tuple[Slo, ...]
    labels: Mapping[str, str] = attrs.field(factory=dict)
    """The labels of the group alone: what SLI plugins are given."""
    name: str = ""
    namespace: str = ""
    object_labels: Mapping[str, str] = attrs.field(factory=dict)
    object_annotations: Mapping[str, str] | None = None
    """None if there are none written; an empty mapping is written back."""
    source: Source = attrs.field(default=Source("", 0), eq=False)
