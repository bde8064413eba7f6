"""Run every rule and sort what they find."""

from __future__ import annotations

from observability.lint.finding import Finding
from observability.lint.rules import RULES
from observability.lint.view import View
from observability.model.catalog import Catalog
from observability.render.document import Document

__all__ = ["run"]


def run(catalog: Catalog, documents: tuple[Document, ...]) -> tuple[Finding, ...]:
    """Return everything that is wrong in *documents*, or between them and *catalog*.

    Errors come first, then by rule, document and message.
    """
    view = View(catalog=catalog, documents=documents)
    found = [finding for rule in RULES for finding in rule.check(view)]
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[str, str, str, str]:
    return (finding.severity.value, finding.rule, finding.path, finding.message)
