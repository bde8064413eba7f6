"""What the rules look at: the definitions, the documents, and indexes over both, made once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs

from observability.base import naming
from observability.base.duration import Duration
from observability.base.source import Source
from observability.compile.routing_tree import Route
from observability.lint.alerts import Alert, alerts, proven, root_route
from observability.lint.contents import contents
from observability.lint.manifests import Manifest, manifests
from observability.lint.policies import Policy, policies
from observability.lint.queries import RECORD, Query, queries
from observability.lint.recorded import recorded_names
from observability.lint.series import Series, job_labels, producers
from observability.lint.targets import Job, Target, jobs, pods, targets
from observability.model.catalog import Catalog
from observability.promql import parser
from observability.promql.infer import Analysis, analyse
from observability.render.document import Document

__all__ = ["View"]


@attrs.frozen(kw_only=True, slots=False)
class View:
    """A catalog and the documents that were made from it, or that lie beside them."""

    catalog: Catalog
    documents: tuple[Document, ...]

    @cached_property
    def queries(self) -> tuple[Query, ...]:
        """Every expression of rules and dashboards."""
        return tuple(queries(self.documents))

    @cached_property
    def trees(self) -> Mapping[str, Any]:
        """The syntax tree of each expression by its text; those that are not valid are missing."""
        found = {}
        for text in dict.fromkeys(query.text for query in self.queries):
            try:
                found[text] = parser.tree(text)
            except ValueError:
                continue
        return found

    @cached_property
    def analyses(self) -> tuple[tuple[Query, Analysis], ...]:
        """What is known of each valid expression."""
        known = self.series.names
        found = {text: analyse(tree, known) for text, tree in self.trees.items()}
        return tuple((one, found[one.text]) for one in self.queries if one.text in found)

    @cached_property
    def series(self) -> Series:
        """Every series that exists."""
        shown = Series(
            producers=producers(self.catalog),
            jobs=job_labels(self.jobs),
            recorded={},
        )
        rules = [one for one in self.queries if one.kind == RECORD]
        return attrs.evolve(shown, recorded=recorded_names(rules, self.trees, shown.names))

    @cached_property
    def scrape(self) -> Document | None:
        """Prometheus' own configuration."""
        return next(
            (one for one in self.documents if one.path == "prometheus/prometheus.yml"), None
        )

    @cached_property
    def cluster(self) -> str:
        """The cluster that Prometheus watches; empty if nobody says."""
        config = self.scrape.body if self.scrape else {}
        return str(config.get("global", {}).get("external_labels", {}).get("cluster", ""))

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """The ports of pods in the manifests that Prometheus scrapes."""
        found = tuple(pods(self.documents))
        return tuple(targets(self.scrape.body, found)) if self.scrape else ()

    @cached_property
    def jobs(self) -> tuple[Job, ...]:
        """Every job that Prometheus scrapes."""
        return tuple(jobs(self.scrape.body, self.targets)) if self.scrape else ()

    @cached_property
    def alerts(self) -> tuple[Alert, ...]:
        """Every alert of the rule files."""
        return tuple(alerts(self.documents))

    @cached_property
    def proven(self) -> frozenset[str]:
        """The alerts that some test wants to see firing."""
        return proven(self.documents)

    @cached_property
    def route(self) -> Route | None:
        """The route tree of Alertmanager."""
        return root_route(self.documents)

    @cached_property
    def manifests(self) -> tuple[Manifest, ...]:
        """Every object for the cluster."""
        return manifests(self.documents)

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """The network policies of the manifests."""
        return policies(self.documents)

    @cached_property
    def dashboards(self) -> Mapping[str, dict[str, Any]]:
        """The dashboards by the paths of their documents."""
        return {
            one.path: one.body
            for one in self.documents
            if one.path.startswith("grafana/dashboards/") and one.format == "json"
        }

    @cached_property
    def paths(self) -> frozenset[str]:
        """The path of every document."""
        return frozenset(one.path for one in self.documents)

    @cached_property
    def contents(self) -> Mapping[str, frozenset[str]]:
        """What is in each document, as ``kind/name``, by its path."""
        return {one.path: contents(one) for one in self.documents}

    @cached_property
    def intervals(self) -> Mapping[str, Duration]:
        """The longest time between two samples of each recorded series."""
        found: dict[str, Duration] = {}
        for query in self.queries:
            if query.kind == RECORD and query.interval is not None:
                found[query.name] = max(found.get(query.name, query.interval), query.interval)
        return found

    @cached_property
    def _sources(self) -> Mapping[str, Source]:
        found = {str(one.name): one.source for one in self.catalog.alerts}
        for slo in self.catalog.slos:
            found |= {slo.alert(suffix): slo.source for suffix in naming.SUFFIXES}
            found[slo.id] = slo.source
        return found

    def source(self, query: Query) -> Source | None:
        """Return the definition that *query* comes from, if it is known."""
        name = query.labels.get(naming.SLO_ID, "") if query.kind == RECORD else query.name
        return self._sources.get(name) or self.document_source(query.path)

    def alert_source(self, alert: str) -> Source | None:
        """Return the definition of *alert*, if there is one."""
        return self._sources.get(alert)

    def document_source(self, path: str) -> Source | None:
        """Return the definition that the document at *path* comes from, if it is one alone."""
        sources = next((one.sources for one in self.documents if one.path == path), ())
        return sources[0] if len(sources) == 1 else None

    def service_source(self, name: str) -> Source | None:
        """Return the definition of the service called *name*, if there is one."""
        return next((one.source for one in self.catalog.services if one.name == name), None)
