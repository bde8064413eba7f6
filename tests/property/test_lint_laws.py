"""What is generated from valid definitions is never called wrong by the rules."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from observability.compile.project import compile_catalog
from observability.lint import engine
from observability.model.catalog import join
from observability.model.definition import Definition
from observability.model.project import Project
from observability.render.targets import render
from tests.property.strategies import definitions, projects

# What a valid catalog may really lack.
_GAPS = {
    "alert/no-dashboard",
    "service/no-down-alert",
    "service/no-slo",
    "service/not-scraped",
    "slo/too-few-events",
}


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(made=definitions(), project=projects())
def test_no_false_alarm(made: tuple[Definition, ...], project: Project) -> None:
    """Whatever is defined, the generator's own expressions, policies and proofs are sound."""
    catalog = join((*made, project), project)
    found = engine.run(catalog, render(compile_catalog(catalog)))

    assert [] == [one for one in found if one.rule not in _GAPS]
