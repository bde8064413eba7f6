"""What makes an SLO invalid to Sloth: the same checks in the same order, in the same words.

Source: https://github.com/slok/sloth/blob/v0.16.0/pkg/common/validation/slo.go
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from observability.base.duration import Duration
from observability.base.errors import Problem
from observability.formats.go_quote import quote
from observability.formats.go_template import TemplateError, has_window, render
from observability.formats.sloth_spec import AlertMeta, Slo
from observability.promql.strict import verdict

__all__ = ["invalid"]

_NAME = re.compile(r"[A-Za-z0-9][-A-Za-z0-9_.]*[A-Za-z0-9]")
_NAME_RULE = (
    "name must start and end with an alphanumeric and can only contain alphanumeric, "
    "'.', '_', and '-'"
)
_REQUIRED = "required"

Finding = tuple[str, str]
"""The path of the field, and what is wrong with it."""


def invalid(
    slo: Slo, period: Duration, check: Callable[[str], str | None] = verdict
) -> Problem | None:
    """Return the first thing that is wrong with *slo*, or None.

    *slo* has all of its labels; *check* says what is wrong with a query.
    """
    for path, message in _findings(slo, period, check):
        return Problem(source=slo.source(path), message=f"invalid slo {quote(slo.id)}: {message}")
    return None


def _findings(slo: Slo, period: Duration, check: Callable[[str], str | None]) -> Iterator[Finding]:
    for path, what, name in (
        ("name", "ID", slo.id),
        ("name", "name", slo.name),
        ("", "service", slo.service),
    ):
        if not name:
            yield path, f"invalid SLO {what}: {_REQUIRED}"
        elif not _NAME.fullmatch(name):
            yield path, f"invalid SLO {what}: {_NAME_RULE}"
    if not period:
        yield "", "time window is required"
    if not 0 < slo.objective <= 100:
        yield "objective", "objective must >0 and <=100"
    for finding in _labels(slo.labels, "SLO label"):
        yield "labels", f"invalid {finding}"
    for path, finding in _sli(slo, check):
        yield path, f"invalid SLI: {finding}"
    for kind, alert in (("page", slo.page), ("ticket", slo.ticket)):
        for finding in _alert(alert):
            yield f"alerting.{kind}", f"invalid alert: {kind} alert: {finding}"
    yield from _plugins(slo)


def _plugins(slo: Slo) -> Iterator[Finding]:
    if slo.overrides and not slo.plugins:
        message = "override plugins is set but no plugins are defined"
        yield "plugins", f"invalid plugins: {message}"
    if not all(plugin.id for plugin in slo.plugins):
        yield "plugins", "invalid plugins: plugin ID is required"


def _labels(labels: Mapping[str, str], what: str) -> Iterator[str]:
    for key in sorted(labels):
        if key == "__name__":
            yield f'{what} key {quote(key)}: the label key "__name__" is not allowed'
        elif not key:
            yield f"{what} key {quote(key)}: the label key {quote(key)} is not valid"
        if not labels[key]:
            yield f'{what} value "": the label value is required'


def _annotations(annotations: Mapping[str, str]) -> Iterator[str]:
    for key in sorted(annotations):
        if not key:
            yield 'alert annotation key "": the annotation key "" is not valid'
        if not annotations[key]:
            yield 'alert annotation value "": the annotation value is required'


def _alert(alert: AlertMeta) -> Iterator[str]:
    if alert.disable:
        return
    if not alert.name:
        yield "alert name is required"
    for finding in _labels(alert.labels, "alert label"):
        yield f"invalid {finding}"
    for finding in _annotations(alert.annotations):
        yield f"invalid {finding}"


def _sli(slo: Slo, check: Callable[[str], str | None]) -> Iterator[Finding]:
    events, raw = slo.sli.events, slo.sli.raw
    if events is None and raw is None:
        yield "sli", "at least one SLI type is required"
        return
    if events is not None and raw is not None:
        yield "sli", "only one SLI type is allowed"
    if events is not None:
        if events.error_query == events.total_query:
            yield "sli.events", "both error and total queries can't be the same"
        queries = {"error": events.error_query, "total": events.total_query}
        yield from _queries("sli.events.{}_query", queries, check)
    elif raw is not None:
        path = "sli.raw.error_ratio_query"
        yield from _queries(path, {"raw": raw.error_ratio_query}, check)


def _queries(
    path: str, queries: Mapping[str, str], check: Callable[[str], str | None]
) -> Iterator[Finding]:
    for test in (_template, check_expression(check)):
        for name, query in queries.items():
            for finding in test(query):
                yield path.format(name), f"sli {name} query {finding}"


def _template(query: str) -> Iterator[str]:
    if not query:
        yield f"template: query template is required: {_REQUIRED}"
    elif not has_window(query):
        yield "template: template must contain the {{ .window }} variable"


def check_expression(check: Callable[[str], str | None]) -> Callable[[str], Iterator[str]]:
    """Return the test of a query's PromQL, with *check* to say what is wrong with it."""

    def test(query: str) -> Iterator[str]:
        try:
            wrong = check(render(query, "1m"))
        except TemplateError as error:
            wrong = str(error)
        if wrong:
            yield f"expression: {wrong}"

    return test
