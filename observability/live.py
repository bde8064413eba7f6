"""The use cases that speak with a Prometheus: each returns what it found and prints nothing."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from observability.base import naming
from observability.base.duration import Duration
from observability.base.errors import Problem, ToolError
from observability.compile import gate as gates
from observability.compile import live
from observability.compile.answer import by_slo
from observability.compile.cost import Cardinality, scraped
from observability.compile.plan import Plan, RuleFile
from observability.compile.windows import BUCKET
from observability.io.load import load
from observability.io.prometheus import Access, Prometheus
from observability.io.root import find_root
from observability.model.catalog import Catalog
from observability.model.service import Service
from observability.model.slo import SLO
from observability.promql import build
from observability.promql.expr import Aggregate, Selector, Subquery
from observability.promql.printer import text
from observability.render import prometheus
from observability.serialize.bytes import to_bytes

__all__ = ["begun", "cardinality", "catalog", "gate", "numbers", "rule_text"]


def catalog(start: str) -> tuple[Catalog | None, tuple[Problem, ...], str]:
    """Return the definitions that *start* lies in, or what is wrong with them, and the root.

    Raises:
        LoadError: If there are none.
    """
    root = find_root(start)
    loaded = load(root)
    return loaded.catalog, loaded.problems, root


def numbers(
    access: Access, slos: tuple[SLO, ...]
) -> tuple[Mapping[str, live.Live], tuple[str, ...]]:
    """Return what the Prometheus at *access* knows of *slos* now, by their ids, and its warnings.

    Raises:
        AccessError: If it can not be asked.
        ToolError: If it does not answer.
    """
    server = Prometheus(access)
    answers = {name: server.ask(query) for name, query in live.questions(slos).items()}
    warnings = dict.fromkeys(one for answer in answers.values() for one in answer.warnings)
    return live.lives(slos, answers), tuple(warnings)


def gate(access: Access, found: Catalog, service: Service) -> gates.Decision:
    """Return whether *service* may be deployed, by what the Prometheus at *access* knows.

    Raises:
        AccessError: If it can not be asked; that it does not answer is part of the decision.
    """
    server = Prometheus(access)
    try:
        answers = {name: server.ask(query) for name, query in gates.questions(service).items()}
    except ToolError as error:
        return gates.decide(found, service, {}, problem=str(error))
    return gates.decide(found, service, answers)


def cardinality(access: Access, plan: Plan, groups: int) -> Cardinality:
    """Return how many series the Prometheus at *access* has of all that the rules read.

    *groups* is what a grouped SLO is taken to have that is not recorded yet.

    Raises:
        AccessError: If it can not be asked.
        ToolError: If it does not answer.
    """
    server = Prometheus(access)
    of = {use: server.count(text(Selector(use.metric, use.matchers))) for use in scraped(plan)}
    counted = server.ask(text(build.count(Selector(naming.TOTAL_RATE), naming.SLO_ID)))
    known = {slo: int(found[0].value) for slo, found in by_slo(counted.samples).items()}
    return Cardinality(
        of=of.__getitem__, groups=lambda slo: known.get(slo.id, groups) if slo.by else 1
    )


def begun(access: Access, slos: tuple[SLO, ...], back: Duration) -> Mapping[str, int]:
    """Return since when buckets of each of *slos* are recorded, in Unix seconds, by their ids.

    Those without any within *back* are left out.

    Raises:
        AccessError: If it can not be asked.
        ToolError: If it does not answer.
    """
    server = Prometheus(access)
    stamps = Subquery(build.call("timestamp", Selector(naming.TOTAL_INCREASE)), back, BUCKET)
    first = Aggregate("min", build.call("min_over_time", stamps), by=(naming.SLO_ID,))
    found = by_slo(server.ask(text(first)).samples)
    return {slo.id: int(found[slo.id][0].value) for slo in slos if slo.id in found}


def rule_text(plan: Plan, file: RuleFile, root: str) -> str:
    """Return the content of a *file* of rules that is none of the project's own."""
    (document,) = prometheus.render(attrs.evolve(plan, rules=(file,)))
    return to_bytes(document, root).decode()
