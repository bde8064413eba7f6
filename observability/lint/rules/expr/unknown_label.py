"""An expression or a template asks for a label that the series can not have.

Why: a matcher on it selects nothing, `by` makes one group of all, `on` joins nothing, and a
    template prints an empty word: no tool complains, and the result is wrong.
Source: the labels are inferred from the declared metrics, the scrape and the rules, as in
    https://cloudflare.github.io/pint/checks/promql/impossible.html and `alerts/template`.
Severity: error.
Bad:
    alert('sum by (route) (rate(http_requests_total{job="api", status="500"}[5m])) > 1')
Good:
    alert('sum by (route) (rate(http_requests_total{job="api", code="500"}[5m])) > 1')
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from observability.base.words import nearest
from observability.lint.finding import Finding, Severity
from observability.lint.queries import Query
from observability.lint.view import View
from observability.promql.infer import Analysis, Misfit

RULE = "expr/unknown-label"

# https://prometheus.io/docs/prometheus/latest/configuration/template_reference/
_ASKED = re.compile(r"(?:\$labels|\.Labels)\.([a-zA-Z_][a-zA-Z0-9_]*)")


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every label that is asked for in vain."""
    for query, analysis in view.analyses:
        for misfit in dict.fromkeys([*analysis.misfits, *_templates(query, analysis)]):
            yield Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=f"{query} asks for the label {misfit.label!r} in {misfit.place},"
                " where no series has it",
                help=_help(misfit),
                path=query.path,
                source=view.source(query),
                related=view.series.declared(misfit.metric),
            )


def _templates(query: Query, analysis: Analysis) -> Iterator[Misfit]:
    """Yield the labels that templates of *query* ask of its result."""
    if analysis.names is None:
        return
    for text in (*query.labels.values(), *query.texts):
        for found in _ASKED.finditer(text):
            if found[1] not in analysis.names and found[1] != "__name__":
                yield Misfit(label=found[1], place=repr(found[0]), names=analysis.names)
    if query.asked and query.asked not in analysis.names:
        yield Misfit(label=query.asked, place="label_values(…)", names=analysis.names)


def _help(misfit: Misfit) -> str:
    near = nearest(misfit.label, sorted(misfit.names))
    if near:
        return f"did you mean {near!r}?"
    return f"the labels there are {', '.join(sorted(misfit.names)) or 'none'}"
