"""What is split from a query is that query, as promtool computes both over real counters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observability.base.duration import minutes
from observability.promql.linear import WINDOW, Linear, Refusal, split
from observability.promql.printer import text
from tests.promtool_files import PROMTOOLS, judge, needs_promtool

_SERIES = (
    ('a{code="200", pod="p"}', "0+30x240"),
    ('a{code="200", pod="q"}', "0+7x240"),
    ('a{code="500", pod="p"}', "0+3x240"),
    ('b{code="200", pod="q"}', "0+11x240"),
    ('h_count{pod="p"}', "0+40x240"),
    ('h_bucket{pod="p", le="0.2"}', "0+25x240"),
    ('h_bucket{pod="p", le="+Inf"}', "0+40x240"),
    ('idle{pod="p"}', "5x240"),
)  # two hours at 30 s; "none" has no series

_SELECTORS = st.sampled_from(
    ["a", 'a{code="500"}', 'a{code=~"2.."}', "b", "h_count", 'h_bucket{le="0.2"}', "idle", "none"]
)
_GROUPS = st.sampled_from(["", "by (pod) ", "by (code) ", "by (pod, code) ", "without (pod) "])


def _leaf() -> st.SearchStrategy[str]:
    return st.builds(
        "sum {}({}({}[{{{{.window}}}}]))".format,
        _GROUPS,
        st.sampled_from(["rate", "rate", "rate", "increase"]),
        _SELECTORS,
    )


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("({} - {})".format, inner, inner),
        st.builds("({} * {})".format, inner, st.sampled_from(["0", "0.5", "60", "(1 - 0.25)"])),
        st.builds("({} / 4)".format, inner),
        st.builds("({} or vector(0))".format, inner),
        st.builds("({} or {} * 0)".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("({} > 0)".format, inner),
        st.builds("clamp_min({}, 0)".format, inner),
        st.builds("{} {}({})".format, st.sampled_from(["sum", "max", "count"]), _GROUPS, inner),
        st.builds("({} / {})".format, inner, inner),
    )


_QUERIES = st.recursive(_leaf(), _grown, max_leaves=5)


def _linear(query: str) -> Linear | None:
    try:
        return split(query)
    except Refusal:
        return None


def _differs(number: int, query: str, found: Linear, factor: str = "1") -> str:
    """A query that yields the series over the hour that are not the mean of what was recorded."""
    hour = f"({WINDOW.sub('1h', query)})" + (" / 3600" if found.counts else "")
    recorded = f"sum without (__name__) (avg_over_time(r:{number}[1h])) * {factor}"
    labels = f"on ({', '.join(found.labels)})"
    exact = f"({hour}) > -1"
    return (
        f"({exact} unless {labels} ({recorded}))"
        f" or (abs(({hour}) - {labels} ({recorded})) > 1e-9 * (1 + abs({hour})))"
    )


def _judged(folder: Path, queries: dict[str, Linear], factor: str = "1") -> str:
    rules = [
        {"record": f"r:{number}", "expr": text(found.rate(minutes(2)))}
        for number, found in enumerate(queries.values())
    ]
    tests = [
        {"expr": _differs(number, query, found, factor), "eval_time": "110m", "exp_samples": []}
        for number, (query, found) in enumerate(queries.items())
    ]
    (folder / "rules.yml").write_text(
        json.dumps({"groups": [{"name": "g", "interval": "30s", "rules": rules}]})
    )
    series = [{"series": name, "values": values} for name, values in _SERIES]
    case = {"interval": "30s", "input_series": series, "promql_expr_test": tests}
    (folder / "test.yml").write_text(
        json.dumps({"rule_files": ["rules.yml"], "evaluation_interval": "30s", "tests": [case]})
    )
    return judge(PROMTOOLS[0], "test", "rules", folder / "test.yml")


@needs_promtool
@pytest.mark.tool
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(queries=st.lists(_QUERIES, min_size=60, max_size=60, unique=True))
def test_the_mean_of_short_rates_is_the_query(tmp_path: Path, queries: list[str]) -> None:
    """Whatever is accepted has over an hour the mean of the rates that were recorded in it."""
    accepted = {query: found for query in queries if (found := _linear(query))}

    assert "" == _judged(tmp_path, accepted)


_SOME = (
    "sum(rate(a[{{.window}}]))",
    "sum by (pod) (increase(a[{{.window}}])) + sum by (pod) (increase(b[{{.window}}]))",
    'sum(rate(h_count[{{.window}}])) - sum(rate(h_bucket{le="0.2"}[{{.window}}]))',
    'clamp_min(sum(rate(a[{{.window}}])) - sum(rate(a{code="500"}[{{.window}}])), 0) * 60',
)


@needs_promtool
@pytest.mark.tool
@pytest.mark.parametrize("query", _SOME)
def test_a_wrong_mean_is_noticed(tmp_path: Path, query: str) -> None:
    """The comparison above fails where the recorded rates are a millionth off."""
    answer = _judged(tmp_path, {query: split(query)}, factor="1.000001")

    assert "FAILED" in answer


_BORN = {  # the second series is there for the last 20 of the 60 minutes
    "sum(rate(a[{{.window}}])) + sum(rate(b[{{.window}}]))": "(60 * 60 + 30 * 20) / 60 / 30",
    "sum(rate(a[{{.window}}])) - (sum(rate(a{x='no'}[{{.window}}])) or vector(0))": "60 / 30",
    "sum(increase(b[{{.window}}])) or vector(0)": "30 * 20 / 60 / 30",
}


@needs_promtool
@pytest.mark.tool
@pytest.mark.parametrize(("query", "mean"), _BORN.items())
def test_a_series_that_is_born_takes_no_other_along(tmp_path: Path, query: str, mean: str) -> None:
    """Before a series exists it counts as 0: what the other counted is not lost."""
    rate = text(split(query).rate(minutes(2)))
    rules = [{"record": "r", "expr": rate}]
    (tmp_path / "rules.yml").write_text(
        json.dumps({"groups": [{"name": "g", "interval": "30s", "rules": rules}]})
    )
    whole = "sum_over_time(r[1h]) * 30 / 3600"
    asked = f"abs({whole} - ({mean})) > 0.05 * {mean} or absent(r)"
    case = {
        "interval": "30s",
        "input_series": [
            {"series": "a", "values": "0+60x240"},
            {"series": "b", "values": "_x160 0+30x80"},
        ],
        "promql_expr_test": [{"expr": asked, "eval_time": "100m", "exp_samples": []}],
    }
    (tmp_path / "test.yml").write_text(
        json.dumps({"rule_files": ["rules.yml"], "evaluation_interval": "30s", "tests": [case]})
    )

    assert "" == judge(PROMTOOLS[0], "test", "rules", tmp_path / "test.yml")
