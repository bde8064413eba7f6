"""Queries that the parser library and Prometheus 3 judge differently."""

from __future__ import annotations

import pytest

from observability.promql.strict import verdict


@pytest.mark.parametrize(
    "query",
    [
        r"rate(x{a=~`\d+`}[5m])",
        r"rate(x{a=~`\Qa.b\E`}[5m])",
        r'rate(x{a=~"(?i)x|\\Qa.b\\E"}[5m])',
        "1_000 + x",
        'x{a="1_000"}',
        'rate(x{a=~"[*+]+"}[5m])',
        'rate({"a.b"}[5m])',
    ],
)
def test_what_prometheus_takes_is_taken(query: str) -> None:
    """Back quotes, literal parts of a regex, numbers with underscores, names in quotes."""
    assert verdict(query) is None


@pytest.mark.parametrize(
    "query",
    [
        'x{a="b" or c="d"}',
        "limitk(1, x)",
        "mad_over_time(x[5m])",
        "first_over_time(x[5m])",
        'x{a=~"a**"}',
        'x{a=~"a{1001}"}',
        "(" * 10_000,
        "+".join(["a"] * 5_000),
    ],
)
def test_what_prometheus_rejects_is_rejected(query: str) -> None:
    """MetricsQL, experiments, regexes that RE2 does not know, and what only harms."""
    assert verdict(query)
