"""observability.review.compare: what differs between two states of out/, by meaning."""

from __future__ import annotations

import json

from observability.review.compare import differences

RULES = """\
groups:
- name: g
  rules:
  - record: slo:events_total:rate
    expr: sum(rate(a[2m]))
    labels: {sloth_id: s}
  - record: slo:error_budget:ratio
    expr: vector(0.001)
    labels: {sloth_id: s, slo_period: 30d, slo_windows: 30d}
  - record: sloth_slo_info
    expr: vector(1)
    labels: {sloth_id: s, sloth_objective: '99.9'}
  - alert: A
    expr: up == 0
    for: 5m
    labels: {severity: page}
"""
PATH = "prometheus/rules/x.yml"
BOARD = "grafana/dashboards/x/y.json"


def told(path: str, old: str, new: str) -> list[tuple[str, str, str, dict[str, tuple[str, str]]]]:
    before = {path: old.encode()} if old else {}
    after = {path: new.encode()} if new else {}
    found = differences(before, after)
    return [(one.kind, one.name, one.what, dict(one.facts)) for one in found]


def test_objective_and_its_thresholds() -> None:
    """A changed objective is told in percent, with the thresholds and the budget it makes."""
    new = RULES.replace("99.9", "99.5").replace("0.001", "0.005")

    assert [
        (
            "SLO",
            "s",
            "changed",
            {
                "objective": ("99.9 %", "99.5 %"),
                "page threshold": (
                    "1.44 % over 1h, 0.6 % over 6h",
                    "7.2 % over 1h, 3 % over 6h",
                ),
                "ticket threshold": (
                    "0.3 % over 1d, 0.1 % over 3d",
                    "1.5 % over 1d, 0.5 % over 3d",
                ),
                "budget": ("43.2 minutes", "216 minutes"),
            },
        )
    ] == told(PATH, RULES, new)


def test_another_period_has_other_thresholds() -> None:
    """A week's budget is compared with the windows of a week."""
    new = RULES.replace("30d", "1w")
    ((_, _, _, facts),) = told(PATH, RULES, new)

    assert ("30d", "1w") == facts["period"]
    assert ("43.2 minutes", "10.1 minutes") == facts["budget"]
    assert facts["page threshold"][1].startswith("1.34 % over 1h")


def test_what_an_slo_counts() -> None:
    """A change of what is counted is a fact of the SLO."""
    new = RULES.replace("rate(a[2m])", "rate(b[2m])")

    assert [("SLO", "s", "changed", {"events": ("sum(rate(a[2m]))", "sum(rate(b[2m]))")})] == told(
        PATH, RULES, new
    )


def test_alert_changed() -> None:
    """Each fact of an alert is told with its old and its new text; none is an empty text."""
    new = RULES.replace("    for: 5m\n", "").replace("page}", "ticket}")

    assert [("alert", "A", "changed", {"severity": ("page", "ticket"), "for": ("5m", "")})] == told(
        PATH, RULES, new
    )


def test_file_added_and_removed() -> None:
    """All that a new file defines is added; all that a lost one defined is removed."""
    added = [one[:3] for one in told(PATH, "", RULES)]
    removed = [one[:3] for one in told(PATH, RULES, "")]

    assert [("SLO", "s", "added"), ("alert", "A", "added")] == added
    assert [("SLO", "s", "removed"), ("alert", "A", "removed")] == removed


def test_panels_of_a_new_dashboard_are_not_listed() -> None:
    """A new dashboard is one thing; in a known one, each panel is."""
    board = {"title": "T", "panels": [{"id": 1, "title": "P", "type": "stat"}]}
    more = {"title": "T", "panels": [*board["panels"], {"id": 2, "title": "Q", "type": "stat"}]}

    assert [("dashboard", "T", "added")] == [one[:3] for one in told(BOARD, "", json.dumps(board))]
    assert [("panel", "T / Q", "added")] == [
        one[:3] for one in told(BOARD, json.dumps(board), json.dumps(more))
    ]


def test_layout_is_no_difference() -> None:
    """Ids and places of panels are nothing that a reviewer reads."""
    old = {"title": "T", "panels": [{"id": 1, "title": "P", "gridPos": {"x": 0}}]}
    new = {"title": "T", "panels": [{"id": 2, "title": "P", "gridPos": {"x": 6}}]}

    assert [] == told(BOARD, json.dumps(old), json.dumps(new))


def test_scrape_job_and_object() -> None:
    """Scrape jobs go by their job's name, Kubernetes objects by kind, namespace and name."""
    jobs = told("prometheus/prometheus.yml", "", "scrape_configs: [{job_name: api}]")
    objects = told("kubernetes/x.yaml", "", "{kind: Service, metadata: {name: a, namespace: n}}")

    assert ["api", "n/a"] == [jobs[0][1], objects[0][1]]


def test_damaged_file_defines_nothing() -> None:
    """A file that can not be read, as in a merge conflict, is compared as an empty one."""
    assert [("SLO", "s", "added"), ("alert", "A", "added")] == [
        one[:3] for one in told(PATH, "<<<<<<< ours\n{", RULES)
    ]
