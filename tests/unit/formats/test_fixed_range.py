"""Queries of formats that have no variable for the window."""

from __future__ import annotations

import pytest

from observability.formats.fixed_range import over_any_window


@pytest.mark.parametrize(
    ("query", "counter", "expected"),
    [
        ("sum(rate(a[5m])) / sum(rate(b[5m]))", False, "sum(rate(a[{{.window}}])) / sum(rate(b[{{.window}}]))"),
        ('sum(rate(a{x="[5m]"}[5m]))', False, 'sum(rate(a{x="[5m]"}[{{.window}}]))'),
        ("sum(rate(a[{{ .window }}]))", False, "sum(rate(a[{{.window}}]))"),
        ("sum(rate(a[$__rate_interval]))", False, "sum(rate(a[{{.window}}]))"),
        ("sum by (x) (a)", True, "sum by (x) (rate(a[{{.window}}]))"),
        ('a{x="y"}', True, 'sum(rate(a{x="y"}[{{.window}}]))'),
        ("sum(a)", False, None),
        ("sum(a) + sum(b)", True, None),
        ("sum(rate(a[5m])) / sum(rate(b[10m]))", False, None),
        ("sum(", True, None),
    ],
)  # fmt: skip
def test_a_query_over_any_window(query: str, counter: bool, expected: str | None) -> None:
    """One fixed range is the window; a counter as it is means its rate; else nobody can tell."""
    found = over_any_window(query, counter=counter)

    assert expected == found
