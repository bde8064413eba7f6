"""`PrometheusRule` objects, for the Prometheus operator and those that read its objects.

Source: https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from observability.compile.plan import AlertingRule, Plan, RuleFile, RuleGroup
from observability.compile.reads import Rule
from observability.compile.splitting import split
from observability.model.ruler import PrometheusOperator
from observability.promql.printer import text
from observability.render import rules
from observability.render.document import Document

__all__ = ["render"]

_LARGEST = 200_000
"""Characters of an object: `kubectl apply` keeps a copy in an annotation of 262144 at most."""


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the objects of the rule files of *plan*, if the project wants them."""
    ruler = plan.catalog.project.ruler(PrometheusOperator)
    if ruler is None:
        return ()
    return tuple(_object(part, ruler, plan) for file in plan.rules for part in _parts(file))


def _parts(file: RuleFile) -> Iterator[RuleFile]:
    """Yield *file* in as many parts as objects need to be small enough; mostly it is one."""
    held: list[list[RuleGroup]] = [[]]
    room = _LARGEST
    for group in (part for one in file.groups for part in split(one, _LARGEST, _size)):
        size = sum(map(_size, group.rules))
        if size > room and held[-1]:
            held.append([])
            room = _LARGEST
        held[-1].append(group)
        room -= size
    for number, groups in enumerate(held, 1):
        name = file.name if number == 1 else f"{file.name}.{number}"
        yield attrs.evolve(file, name=name, groups=tuple(groups))


def _size(rule: Rule) -> int:
    """Return about how many characters *rule* has."""
    told = [*rule.labels.items()]
    if isinstance(rule, AlertingRule):
        told += rule.annotations.items()
    return len(text(rule.expr)) + sum(len(name) + len(value) + 8 for name, value in told) + 60


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
