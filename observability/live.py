"""The use cases that speak with a Prometheus: each returns what it found and prints nothing."""

from __future__ import annotations

from collections.abc import Mapping

from observability.base import naming
from observability.base.errors import Problem, ToolError
from observability.compile import gate as gates
from observability.compile import live
from observability.compile.answer import by_slo
from observability.compile.cost import Cardinality, scraped
from observability.compile.plan import Plan
from observability.io.load import load
from observability.io.prometheus import Access, Prometheus
from observability.io.root import find_root
from observability.model.catalog import Catalog
from observability.model.service import Service
from observability.model.slo import SLO
from observability.promql import build
from observability.promql.expr import Selector
from observability.promql.printer import text

__all__ = ["cardinality", "catalog", "gate", "numbers"]


def catalog(start: str) -> tuple[Catalog | None, tuple[Problem, ...], str]:
    """Return the definitions that *start* lies in, or what is wrong with them, and the root.

    Raises:
        LoadError: If there are none.
    """
    root = find_root(start)
    loaded = load(root)
    return loaded.catalog, loaded.problems, root


def numbers(access: Access, slos: tuple[SLO, ...]) -> Mapping[str, live.Live]:
    """Return what the Prometheus at *access* knows of *slos* now, by their ids.

    Raises:
        AccessError: If it can not be asked.
        ToolError: If it does not answer.
    """
    server = Prometheus(access)
    answers = {name: server.ask(query) for name, query in live.questions(slos).items()}
    return live.lives(slos, answers)


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
