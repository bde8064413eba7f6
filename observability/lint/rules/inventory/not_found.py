"""Something that was asked for is not where the inventory says that it is.

Why: an inventory is believed. A file that was renamed, or a service that was dropped, leaves a row
that claims what is no longer there, and nobody looks again.
Source: https://csrc.nist.gov/glossary/term/requirements_traceability_matrix
Severity: error.
Bad:
    wanted("kubernetes/live/shop/service.yaml#Service/api")
Good:
    wanted("kubernetes/live/api/service.yaml#Service/api")
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.base.words import nearest
from observability.lint.finding import Finding, Severity
from observability.lint.view import View
from observability.model.inventory import Wanted

RULE = "inventory/not-found"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for each place of a row where there is not what the row says."""
    for part in view.catalog.inventory:
        for row in part.rows:
            for path, what in row.places:
                flaw = _flaw(view, path, what)
                if flaw:
                    yield _finding(row, path, *flaw)


def _flaw(view: View, path: str, what: str) -> tuple[str, str] | None:
    """Return what is wrong, and what may be meant."""
    if path not in view.contents:
        near = nearest(path, view.contents)
        return f"{path} is not written", f"did you mean {near}?" if near else ""
    there = view.contents[path]
    if what in there:
        return None
    return f"{path} holds no {what}", f"it holds {', '.join(sorted(there))}"


def _finding(row: Wanted, path: str, flaw: str, help: str) -> Finding:
    return Finding(
        rule=RULE,
        severity=Severity.ERROR,
        message=f"{row.what!r} is not found: {flaw}",
        help=help,
        path=path,
        source=row.source,
    )
