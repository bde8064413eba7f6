"""One thing that a rule found."""

from __future__ import annotations

from enum import StrEnum

import attrs

from observability.base.source import Source

__all__ = ["Finding", "Severity"]


class Severity(StrEnum):
    """How bad it is: with an error out/ would be wrong, with a warning it would be poor."""

    ERROR = "error"
    WARNING = "warning"


@attrs.frozen(kw_only=True)
class Finding:
    """Something that is wrong in the documents, or between them and the definitions.

    Args:
        rule: The id of the rule, such as ``expr/unknown-metric``.
        message: What is wrong, with the value, in lower case.
        help: What to do about it.
        path: The document that shows it, below the output folder; empty if none does.
        source: The definition that it comes from, where one is known.
        related: The other places involved: definitions, or paths of documents.
    """

    rule: str
    severity: Severity
    message: str
    help: str
    path: str
    source: Source | None = None
    related: tuple[Source | str, ...] = ()
