"""`PrometheusRule` objects, for the Prometheus operator and those that read its objects.

Source: https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
"""

from __future__ import annotations

from observability.compile.plan import Plan, RuleFile
from observability.model.ruler import PrometheusOperator
from observability.render import rules
from observability.render.document import Document

__all__ = ["render"]


def render(plan: Plan) -> tuple[Document, ...]:
    """Return an object a rule file of *plan*, if the project wants them."""
    ruler = plan.catalog.project.ruler(PrometheusOperator)
    return tuple(_object(file, ruler, plan) for file in plan.rules) if ruler else ()


def _object(file: RuleFile, ruler: PrometheusOperator, plan: Plan) -> Document:
    """Return *file* as an object of the same name: the dots of a file's name may be in it."""
    own = {
        "app.kubernetes.io/managed-by": "o11y",
        "app.kubernetes.io/part-of": plan.catalog.project.name,
    }
    return Document(
        path=f"operator/{file.name}.yaml",
        format="yaml",
        body={
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PrometheusRule",
            "metadata": {
                "name": file.name,
                "namespace": ruler.namespace,
                "labels": own | dict(ruler.labels),
            },
            "spec": {"groups": [rules.group(one) for one in file.groups]},
        },
        title=file.title,
        sources=file.sources,
    )
