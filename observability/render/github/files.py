"""The files of the workflows; a repository has them below ``.github/``."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.model.delivery import Pipeline
from observability.render.document import Document
from observability.render.github import deploy, validate
from observability.render.github.images import images

__all__ = ["render"]


def render(plan: Plan, documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """Return the workflows of *plan*, which build the images that *documents* pull."""
    return tuple(
        Document(
            path=f"github/workflows/{name}.yml",
            format="yaml",
            body=body,
            title=title,
            sources=(pipeline.source,),
        )
        for pipeline in plan.catalog.pipelines
        for name, title, body in _workflows(plan, pipeline, documents)
    )


def _workflows(
    plan: Plan, pipeline: Pipeline, documents: tuple[Document, ...]
) -> list[tuple[str, str, dict[str, Any]]]:
    built = images(pipeline, documents)
    return [
        (
            "deploy",
            "A change of a service, on its way to users",
            deploy.workflow(plan, pipeline, built),
        ),
        ("validate", "A change of the definitions, judged", validate.validation(plan, pipeline)),
        *(
            (
                f"plan-{one.environment.cluster}",
                "A change of a cluster, planned",
                validate.planning(pipeline, one),
            )
            for one in plan.catalog.infrastructures
        ),
        *(
            (
                f"plan-{name}",
                "A change of what is in front, planned",
                validate.planning_front(pipeline, name, plan.catalog.infrastructures),
            )
            for name in validate.fronts(plan)
        ),
    ]
