"""The target-neutral middle: plain values that every output is rendered from."""

from __future__ import annotations

from decimal import Decimal

import attrs

from observability.base.duration import Duration
from observability.base.labels import EMPTY, Labels
from observability.base.source import Source
from observability.compile.board import Board
from observability.compile.network import Edge
from observability.compile.routing_tree import Routing
from observability.compile.runbook_page import Runbook
from observability.compile.scrape import Scrape
from observability.model.catalog import Catalog
from observability.promql.expr import Expr

__all__ = [
    "AlertingRule",
    "ExpectedAlert",
    "ExpectedSample",
    "InputSeries",
    "Plan",
    "RecordingRule",
    "RuleFile",
    "RuleGroup",
    "TestCase",
    "TestFile",
]


@attrs.frozen(kw_only=True)
class RecordingRule:
    """A series to record. *comment* says why, for whoever reads the file."""

    record: str
    expr: Expr
    labels: Labels = EMPTY
    comment: str = ""


@attrs.frozen(kw_only=True)
class AlertingRule:
    """An alert, complete: labels and annotations as they leave Prometheus."""

    alert: str
    expr: Expr
    hold: Duration
    labels: Labels
    annotations: Labels
    source: Source
    comment: str = ""


@attrs.frozen(kw_only=True)
class RuleGroup:
    """Rules that are evaluated one after the other, every *interval*."""

    name: str
    interval: Duration
    rules: tuple[RecordingRule | AlertingRule, ...]
    comment: str = ""


@attrs.frozen(kw_only=True)
class RuleFile:
    """A file of rules, ``<name>.yml``, made from the definitions at *sources*."""

    name: str
    title: str
    groups: tuple[RuleGroup, ...]
    sources: tuple[Source, ...] = ()

    @property
    def alerts(self) -> tuple[AlertingRule, ...]:
        """The alerting rules of all groups."""
        every = [rule for group in self.groups for rule in group.rules]
        return tuple(rule for rule in every if isinstance(rule, AlertingRule))


@attrs.frozen(kw_only=True)
class InputSeries:
    """A series that a test feeds in, in promtool's notation."""

    series: str
    values: str


@attrs.frozen(kw_only=True)
class ExpectedAlert:
    """All instances of *alert* that must fire at *at*; none if *instances* is empty.

    Each instance is its labels and its annotations, complete.
    """

    alert: str
    at: Duration
    instances: tuple[tuple[Labels, Labels], ...] = ()


@attrs.frozen(kw_only=True)
class ExpectedSample:
    """What a query must return at *at*: one sample with these labels, or nothing."""

    query: str
    at: Duration
    value: Decimal | None
    labels: Labels = EMPTY


@attrs.frozen(kw_only=True)
class TestCase:
    """A story: series go in, and at certain moments certain things hold."""

    name: str
    interval: Duration
    series: tuple[InputSeries, ...]
    alerts: tuple[ExpectedAlert, ...] = ()
    samples: tuple[ExpectedSample, ...] = ()


@attrs.frozen(kw_only=True)
class TestFile:
    """A promtool test file over the rule files called *rules*."""

    name: str
    title: str
    rules: tuple[str, ...]
    groups: tuple[str, ...]
    evaluation: Duration
    cases: tuple[TestCase, ...]


@attrs.frozen(kw_only=True)
class Plan:
    """Everything that is rendered, in the order in which it is rendered."""

    catalog: Catalog
    rules: tuple[RuleFile, ...] = ()
    dashboards: tuple[Board, ...] = ()
    tests: tuple[TestFile, ...] = ()
    routing: Routing | None = None
    runbooks: tuple[Runbook, ...] = ()
    network: tuple[Edge, ...] = ()
    scrape: Scrape | None = None

    @property
    def alerts(self) -> tuple[AlertingRule, ...]:
        """Every alert of the project."""
        return tuple(alert for file in self.rules for alert in file.alerts)
