"""This repository's own documents: nothing is found in them until something is broken."""

from __future__ import annotations

import pytest

from observability.lint.queries import ALERT
from observability.lint.rules import RULES
from observability.lint.view import View
from tests.lint.estate import BREAKAGES, broken, estate


def test_nothing_is_found_in_what_is_generated() -> None:
    """The estate is clean, and no rule cries wolf on it."""
    assert () == estate().findings()


@pytest.mark.parametrize("rule", BREAKAGES)
def test_a_breakage_is_found_by_its_rule_and_no_other(rule: str) -> None:
    """One thing that is broken is told by the rule that is about it."""
    assert {rule} == {one.rule for one in broken(BREAKAGES[rule]).findings()}


def test_every_rule_has_a_breakage() -> None:
    """No rule is only known from a tiny example."""
    assert {rule.RULE for rule in RULES} == set(BREAKAGES)


def test_findings_come_errors_first_and_then_in_a_stated_order() -> None:
    """The same documents, in whatever order, yield the same list."""
    found = broken(BREAKAGES["expr/unknown-label"])
    BREAKAGES["service/no-down-alert"](found)
    BREAKAGES["alert/no-runbook"](found)
    forth = found.findings()
    found.documents = dict(reversed(found.documents.items()))

    assert ["error", "error", "warning"] == [one.severity.value for one in forth]
    assert forth == found.findings()


def test_inference_allows_every_label_that_promtool_sees() -> None:
    """What the generated tests expect of alerts (promtool proves them) is never impossible."""
    view = View(catalog=estate().catalog, documents=tuple(estate().documents.values()))
    known = {
        query.name: (analysis.names, frozenset(query.labels))
        for query, analysis in view.analyses
        if query.kind == ALERT
    }
    seen = [
        (test["alertname"], frozenset(one["exp_labels"]))
        for document in view.documents
        if document.path.startswith("prometheus/tests/")
        for case in document.body["tests"]
        for test in case.get("alert_rule_test", ())
        for one in test["exp_alerts"]
    ]

    assert seen
    assert [] == [
        (name, labels - known[name][0] - known[name][1])
        for name, labels in seen
        if known[name][0] is not None and not labels <= known[name][0] | known[name][1]
    ]
